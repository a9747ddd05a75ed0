package scorpiox.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Optional;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.http.Origin;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Models;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.sse.SseParser;

/// A provider that speaks a dialect over HTTP. Retry, 401 and the idle limit live here, once for all dialects.
public final class HttpProvider implements Provider {
    private static final int CHUNK = 32 * 1024;
    private static final int MAX_BODY = 1024 * 1024;

    private final String id;
    private final Dialect dialect;
    private final CredentialSource credentials;
    private final Http http;
    private final Retry retry;
    private final Timeouts timeouts;

    public HttpProvider(String id, Dialect dialect, CredentialSource credentials, Http http, Retry retry, Timeouts timeouts) {
        this.id = id;
        this.dialect = dialect;
        this.credentials = credentials;
        this.http = http;
        this.retry = retry;
        this.timeouts = timeouts;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Optional<HttpCall> preview(Request request, Turn turn) {
        var model = Models.find(id, request.model());
        return Optional.of(dialect.encode(Fit.of(request, model).request(), model, turn));
    }

    @Override
    public void stream(Request asked, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        var gate = new Gate(to);
        try {
            var model = Models.find(id, asked.model());
            var fit = Fit.of(asked, model);
            if (turn.strict() && !fit.notices().isEmpty()) throw Failure.usage(fit.notices().getFirst().text() + " (--strict)");
            fit.notices().forEach(to::event);
            attempts(fit.request(), () -> dialect.encode(fit.request(), model, turn), turn, gate, cancel);
        } catch (Failure failure) {
            to.event(new StreamEvent.Failed(cancel.reason() != null ? cancel.reason() : failure));
        }
    }

    private interface Encoded {
        HttpCall call();
    }

    /// Sends until an attempt counts: one whose text was handed on, or a call, is never sent again.
    private void attempts(Request request, Encoded encoded, Turn turn, Gate gate, Cancel cancel) {
        var credential = credentials.get();
        var refused = 0;
        for (var sent = 1; ; sent++) {
            try {
                gate.failure = null;
                attempt(request, encoded.call(), credential, turn, gate, cancel);
                if (gate.failure == null) return;
                throw gate.failure;
            } catch (Failure failure) {
                cancel.check();
                if (gate.counted) throw failure;
                if (failure.kind() == Kind.AUTH && failure.status() == 401 && sent < retry.attempts()) {
                    credential = credentials.after401(credential, ++refused);
                    continue;
                }
                var number = sent;
                var delay = retry.after(sent, failure).orElseThrow(() -> number > 1 ? afterAttempts(failure, number) : failure);
                gate.to.event(new StreamEvent.Retrying(sent + 1, retry.attempts(), delay, failure));
                cancel.sleep(delay);
            }
        }
    }

    private void attempt(Request request, HttpCall call, Credential credential, Turn turn, Gate gate, Cancel cancel) {
        var headers = new HashMap<>(call.headers());
        headers.putAll(dialect.headersFor(credential));
        try (var reply = http.send(new HttpCall(call.uri(), headers, call.body()), Optional.of(credential), timeouts, cancel)) {
            reply.header("x-codex-turn-state").ifPresent(turn::state);
            dialect.limits(reply).ifPresent(gate::event);
            if (reply.status() != 200) throw dialect.failure(reply, readSome(reply));
            var type = reply.mediaType();
            var decoder = dialect.decoder(request);
            if (type.isEmpty() || type.equals("text/event-stream")) read(reply.body(), decoder, gate);
            else whole(reply, type, decoder, gate);
        } catch (IOException e) {
            throw broken(e, call);
        }
    }

    private static void read(InputStream body, Decoder decoder, Gate gate) throws IOException {
        var parser = new SseParser();
        var chunk = new byte[CHUNK];
        while (!decoder.done()) {
            var count = body.read(chunk);
            if (count < 0) {
                decoder.end(parser.end(), gate);
                return;
            }
            parser.feed(chunk, 0, count, event -> {
                if (!decoder.done()) decoder.event(event, gate);
            });
            if (body.available() == 0) gate.pause();
        }
    }

    private static Failure broken(IOException e, HttpCall call) {
        var failure = Http.failure(e, Origin.of(call.uri()));
        return failure.kind() == Kind.NETWORK ? Failure.of(Kind.TRUNCATED, "the answer broke off: " + e.getMessage(), e) : failure;
    }

    /// Status 200 without a stream: a complete answer as JSON, an error as JSON, or something in between that is not the
    /// backend at all.
    private void whole(HttpReply reply, String type, Decoder decoder, Gate gate) {
        var body = readSome(reply);
        if (type.equals("application/json")) {
            var event = dialect.whole(body);
            if (event.isPresent()) {
                decoder.event(event.get(), gate);
                return;
            }
            var meant = dialect.failure(reply, body);
            if (meant.kind() != Kind.PROTOCOL) throw meant;
        }
        var start = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
        throw Failure.of(Kind.PROTOCOL, "the backend answered " + type + " instead of a stream: " + Redaction.mask(start)).from(200, null)
                .hint("check the base URL");
    }

    private static byte[] readSome(HttpReply reply) {
        var out = new ByteArrayOutputStream();
        try {
            out.writeBytes(reply.body().readNBytes(MAX_BODY));
        } catch (IOException cutShort) {
            // the status says enough
        }
        return out.toByteArray();
    }

    private static Failure afterAttempts(Failure failure, int number) {
        return Failure.of(failure.kind(), failure.getMessage() + " (after " + number + " attempts)", failure)
                .from(failure.status(), failure.code()).retryAfter(failure.retryAfter()).hint(failure.hint());
    }

    /// Passes events on, notes whether the answer has begun to count, and holds a failure back for the retry to judge.
    private static final class Gate implements Sink<StreamEvent> {
        final Sink<StreamEvent> to;
        boolean counted;
        Failure failure;

        Gate(Sink<StreamEvent> to) {
            this.to = to;
        }

        @Override
        public void event(StreamEvent event) {
            switch (event) {
                case StreamEvent.Failed failed -> failure = failed.failure();
                case StreamEvent.TextDelta _, StreamEvent.ToolCallEnd _ -> {
                    counted = true;
                    to.event(event);
                }
                default -> to.event(event);
            }
        }

        @Override
        public void pause() {
            to.pause();
        }
    }
}
