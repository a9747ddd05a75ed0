package scorpiox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.http.Origin;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.ToolKind;
import scorpiox.sse.SseParser;

/// A provider that speaks a dialect over HTTP. Retry, 401 and the idle limit live here, once for all dialects.
public final class HttpProvider implements Provider {
    /// How many members of a request are left out, one after the other, because the server refused them.
    private static final int SIMPLER = 3;

    private static final int CHUNK = 32 * 1024;
    private static final int MAX_BODY = 1024 * 1024;
    private static final int MAX_ANSWER = 32 * 1024 * 1024;

    private final String id;
    private final Dialect dialect;
    private final CredentialSource credentials;
    private final Http http;
    private final Retry retry;
    private final Timeouts timeouts;
    private final Models models;
    private final Optional<Detour> detour;
    private Supplier<Recording> recorder = () -> Recording.NONE;
    private volatile Dialect plainest;      // that the server has taken a request of
    private volatile Models here;

    public HttpProvider(String id, Dialect dialect, CredentialSource credentials, Http http, Retry retry, Timeouts timeouts, Models models) {
        this(id, dialect, credentials, http, retry, timeouts, models, Optional.empty());
    }

    /// @param detour where its requests go instead
    HttpProvider(String id, Dialect dialect, CredentialSource credentials, Http http, Retry retry, Timeouts timeouts, Models models, Optional<Detour> detour) {
        this.detour = detour;
        this.models = models;
        this.id = id;
        this.dialect = dialect;
        this.plainest = dialect;
        this.credentials = credentials;
        this.http = http;
        this.retry = retry;
        this.timeouts = timeouts;
    }

    /// The same, with somebody told of every request that nobody else [records][Turn#recording].
    public HttpProvider recording(Supplier<Recording> other) {
        recorder = other;
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ModelInfo model(String name) {
        return here().find(id, name);
    }

    @Override
    public Optional<URI> endpoint() {
        return Optional.of(detour.isPresent() ? detour.get().through(dialect.endpoint()) : dialect.endpoint());
    }

    @Override
    public Optional<HttpCall> preview(Request request, Turn turn) {
        var model = model(request.model());
        var call = dialect.encode(Fit.of(request, model, id).request(), model, turn);
        return Optional.of(masked(detour.isPresent() ? detour.get().through(call) : call));
    }

    /// With the header that the credential will travel in.
    private HttpCall masked(HttpCall call) {
        var header = credentials.header();
        if (header.isEmpty()) return call;
        var headers = new LinkedHashMap<>(call.headers());
        headers.put(header, header.equals("Authorization") ? "Bearer " + Redaction.MASK : Redaction.MASK);
        return new HttpCall(call.method(), call.uri(), headers, call.body());
    }

    @Override
    public Counted count(Request request, Cancel cancel) {
        var model = model(request.model());
        var call = dialect.counting(Fit.of(request, model, id).request(), model);
        if (call.isEmpty()) return Provider.super.count(request, cancel);
        var tokens = dialect.counted(ask(call.get(), cancel));
        return tokens > 0 ? new Counted(tokens, false) : Provider.super.count(request, cancel);
    }

    @Override
    public List<ModelInfo> models(Cancel cancel) {
        return models(Duration.ZERO, cancel);
    }

    @Override
    public List<ModelInfo> models(Duration age, Cancel cancel) {
        var call = dialect.listing();
        if (call.isEmpty()) return List.of();
        var live = new LiveModels(id, dialect, credentials.place(), models.keptOf(id), InstantSource.system());
        var listed = live.list(credentials.get(), age, etag -> {
            var headers = new HashMap<>(call.get().headers());
            if (!etag.isEmpty()) headers.put("If-None-Match", etag);
            return answer(new HttpCall(call.get().method(), call.get().uri(), headers, call.get().body()), cancel);
        });
        here = null;
        return listed;
    }

    /// What is known of models at this endpoint with this credential.
    Models here() {
        if (here == null) here = models.at(Origin.of(dialect.endpoint()).toString(), credentials.place());
        return here;
    }

    /// A request that is answered by one JSON object.
    ///
    /// @throws Failure of the request; `PROTOCOL` for any other answer
    public JsonNode ask(HttpCall call, Cancel cancel) {
        return answer(call, cancel).json();
    }

    /// A request that is answered by one JSON object, or by nothing where it has not changed.
    private LiveModels.Answer answer(HttpCall call, Cancel cancel) {
        var credential = credentials.get();
        for (var refused = 0; ; ) {
            var headers = new HashMap<>(call.headers());
            headers.putAll(dialect.headersFor(credential));
            try (var reply = send(new HttpCall(call.method(), call.uri(), headers, call.body()), credential, cancel, _ -> { })) {
                var body = readSome(reply, MAX_ANSWER);
                if (reply.status() == 200) return new LiveModels.Answer(Json.read(body), reply.header("etag").orElse(""));
                if (reply.status() == 304 && headers.containsKey("If-None-Match")) return new LiveModels.Answer(null, "");
                var failure = dialect.failure(reply, body);
                if (failure.status() != 401) throw failure;
                credential = credentials.after401(credential, ++refused);
            } catch (IOException notJson) {
                throw Failure.of(Kind.PROTOCOL, Origin.of(call.uri()) + " did not answer with JSON", notJson).hint("check the base URL");
            }
        }
    }

    @Override
    public void stream(Request asked, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        var gate = new Gate(to);
        try {
            var model = model(asked.model());
            var fit = Fit.of(asked, model, id);
            if (turn.strict() && !fit.notices().isEmpty()) throw Failure.usage(fit.notices().getFirst().text() + " (--strict)");
            fit.notices().forEach(to::event);
            attempts(new Asked(fit.request(), model, turn, turn.recording().orElseGet(recorder)), gate, cancel);
        } catch (Failure failure) {
            to.event(new StreamEvent.Failed(cancel.reason() != null ? cancel.reason() : NoSuchModel.explained(failure, asked.model(), this, cancel)));
        }
    }

    /// What is asked, in the way that is tried just now.
    private record Asked(Request request, ModelInfo model, Turn turn, Recording recording) {}

    /// Sends until an attempt counts: one whose text was handed on, or a call, is never sent again.
    private void attempts(Asked asked, Gate gate, Cancel cancel) {
        var credential = credentials.get();
        var way = plainest;
        var simplified = 0;
        var refused = 0;
        for (var sent = 1; ; sent++) {
            try {
                gate.failure = null;
                try {
                    attempt(asked, way, credential, gate, cancel);
                    asked.recording().ended(gate.failure);
                } catch (Failure failure) {
                    asked.recording().ended(failure);
                    throw failure;
                }
                if (gate.failure == null) {
                    plainest = way;
                    return;
                }
                throw gate.failure;
            } catch (Failure failure) {
                cancel.check();
                if (gate.counted || asked.turn().committed()) throw failure;
                if (failure.kind() == Kind.AUTH && failure.status() == 401 && (sent < retry.attempts() || refused < 2)) {
                    credential = credentials.after401(credential, ++refused);
                    continue;
                }
                var simpler = failure.kind() == Kind.BAD_REQUEST && simplified < SIMPLER ? way.simpler(failure, asked.request()) : Optional.<Dialect.Simpler>empty();
                if (simpler.isPresent()) {
                    way = simpler.get().dialect();
                    simplified++;
                    gate.to.event(simpler.get().notice());
                    continue;
                }
                var number = sent;
                var delay = retry.after(sent, failure).orElseThrow(() -> number > 1 ? afterAttempts(failure, number) : failure);
                gate.to.event(new StreamEvent.Retrying(sent + 1, retry.attempts(), delay, failure));
                cancel.sleep(delay);
            }
        }
    }

    private void attempt(Asked asked, Dialect way, Credential credential, Gate gate, Cancel cancel) {
        var call = way.encode(asked.request(), asked.model(), asked.turn());
        var headers = new HashMap<>(call.headers());
        headers.putAll(way.headersFor(credential));
        var recording = asked.recording();
        recording.sent(call);
        try (var reply = send(new HttpCall(call.uri(), headers, call.body()), credential, cancel, gate)) {
            recording.answered(reply);
            reply.header("x-codex-turn-state").ifPresent(asked.turn()::state);
            way.limits(reply).ifPresent(gate::event);
            if (reply.status() != 200) throw refused(reply, way, recording);
            var type = reply.mediaType();
            var decoder = way.decoder(asked.request());
            if (type.isEmpty() || type.equals("text/event-stream")) read(reply.body(), decoder, gate, recording);
            else whole(reply, type, way, decoder, gate, recording);
        } catch (IOException e) {
            throw broken(e, call);
        }
    }

    private static Failure refused(HttpReply reply, Dialect way, Recording recording) {
        var body = readSome(reply, MAX_BODY);
        recording.refused(reply, body);
        return decided(reply, way.failure(reply, body));
    }

    private HttpReply send(HttpCall call, Credential credential, Cancel cancel, Sink<StreamEvent> to) {
        return detour.isPresent() ? detour.get().send(http, call, credential.sent(), timeouts, cancel, to) : http.send(call, credential.sent(), timeouts, cancel);
    }

    /// `x-should-retry` overrides what a status means for sending again (official SDKs of OpenAI and Anthropic).
    private static Failure decided(HttpReply reply, Failure failure) {
        return reply.header("x-should-retry").filter("false"::equals).isPresent() ? failure.last() : failure;
    }

    private static void read(InputStream body, Decoder decoder, Gate gate, Recording recording) throws IOException {
        var parser = new SseParser();
        var chunk = new byte[CHUNK];
        while (!decoder.done()) {
            var count = body.read(chunk);
            if (count < 0) {
                decoder.end(parser.end(), gate);
                return;
            }
            parser.feed(chunk, 0, count, event -> {
                recording.event(event);
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
    private static void whole(HttpReply reply, String type, Dialect way, Decoder decoder, Gate gate, Recording recording) {
        var body = readSome(reply, MAX_ANSWER);
        if (type.equals("application/json")) {
            var events = way.whole(body);
            if (!events.isEmpty()) {
                events.forEach(recording::event);
                for (var event : events) decoder.event(event, gate);
                if (!decoder.done()) decoder.end(Optional.empty(), gate);
                return;
            }
            var meant = way.failure(reply, body);
            if (meant.kind() != Kind.PROTOCOL) throw meant;
        }
        var start = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
        throw Failure.of(Kind.PROTOCOL, "the backend answered " + type + " instead of a stream: " + Redaction.mask(start)).from(200, null)
                .hint("check the base URL");
    }

    private static byte[] readSome(HttpReply reply, int most) {
        var out = new ByteArrayOutputStream();
        try {
            out.writeBytes(reply.body().readNBytes(most));
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
                case StreamEvent.ToolCallEnd call when call.kind() == ToolKind.FUNCTION && call.args() == null -> to.event(call);     // nobody can carry it out
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
