package scorpiox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

/// A provider that speaks a dialect over HTTP. Retry, 401 and the idle limit live here, once for all dialects.
public final class HttpProvider implements Provider {
    /// How many members of a request are left out, one after the other, because the server refused them.
    private static final int SIMPLER = 3;

    /// Models that something is remembered of; a client of `serve` may make up any number of names.
    private static final int MOST_NAMES = 1000;

    /// Through how many servers of ours a request came, so that none goes round in a circle: told to every server on this
    /// machine, for it may be one of them.
    private static final String HOPS = "x-sx-hop";

    /// Code of a failure that is a notice to others: nothing may be left out.
    public static final String STRICT = "strict";

    private static final int MAX_BODY = 1024 * 1024;

    private final String id;
    private final Dialect dialect;
    private final CredentialSource credentials;
    private final Http http;
    private final Retry retry;
    private final Timeouts timeouts;
    private final Models models;
    private final Optional<Detour> detour;
    private final Map<String, Dialect> plainest = new ConcurrentHashMap<>();        // that the server has taken a request of, by model
    private final Map<String, ModelInfo> found = new ConcurrentHashMap<>();
    private final int hops;
    private Supplier<Recording> recorder = () -> Recording.NONE;
    private volatile Models here;

    public HttpProvider(String id, Dialect dialect, CredentialSource credentials, Http http, Retry retry, Timeouts timeouts, Models models) {
        this(id, dialect, credentials, http, retry, timeouts, models, Optional.empty(), 0);
    }

    /// @param detour where its requests go instead
    /// @param hops   through how many servers of ours this process itself was reached
    HttpProvider(String id, Dialect dialect, CredentialSource credentials, Http http, Retry retry, Timeouts timeouts, Models models, Optional<Detour> detour, int hops) {
        this.hops = hops;
        this.detour = detour;
        this.models = models;
        this.id = id;
        this.dialect = dialect;
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
        var known = found.get(name);
        if (known != null) return known;
        var model = here().find(id, name);
        if (found.size() < MOST_NAMES) found.put(name, model);
        return model;
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
        found.clear();
        return listed;
    }

    /// What is known of models at this endpoint with this credential.
    Models here() {
        var known = here;
        if (known == null) here = known = models.at(Origin.of(dialect.endpoint()).toString(), credentials.place());
        return known;
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
                var body = Incoming.some(reply, Incoming.MAX);
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
        answered(asked, to, cancel, () -> {
            var model = model(asked.model());
            var fit = Fit.of(asked, model, id);
            if (turn.strict() && !fit.notices().isEmpty()) throw Failure.usage(fit.notices().getFirst().text() + " (--strict)").from(0, STRICT);
            fit.notices().forEach(to::event);
            var first = plainest(asked.model());
            var last = attempts(new Asked(fit.request(), model, turn, turn.recording().orElseGet(recorder)), first, new Gate(to), cancel);
            if (last != first && plainest.size() < MOST_NAMES) plainest.put(asked.model(), last);
        });
    }

    @Override
    public boolean relays() {
        return dialect.relays();
    }

    @Override
    public void relay(NativeRequest asked, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        var request = asked.request();
        answered(request, to, cancel, () -> attempts(new Asked(request, model(request.model()), turn, turn.recording().orElseGet(recorder)), plainest(request.model()).relaying(asked), new Gate(to), cancel));
    }

    private Dialect plainest(String model) {
        return plainest.getOrDefault(model, dialect);
    }

    private void answered(Request asked, Sink<StreamEvent> to, Cancel cancel, Runnable work) {
        try {
            work.run();
        } catch (Failure failure) {
            to.event(new StreamEvent.Failed(cancel.reason() != null ? cancel.reason() : NoSuchModel.explained(failure, asked.model(), this, cancel)));
        }
    }

    /// What is asked, in the way that is tried just now.
    private record Asked(Request request, ModelInfo model, Turn turn, Recording recording) {}

    /// Sends until an attempt counts: one whose text was handed on, or a call, is never sent again.
    ///
    /// @return the way in which the server took the request
    private Dialect attempts(Asked asked, Dialect first, Gate gate, Cancel cancel) {
        var credential = credentials.get();
        var way = first;
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
                if (gate.failure == null) return way;
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
        if (headers.containsKey(HOPS) || Origin.of(call.uri()).loopback()) headers.put(HOPS, String.valueOf(Math.max(hops, asked.turn().hops()) + 1));
        var recording = asked.recording();
        recording.sent(call);
        try (var reply = send(new HttpCall(call.uri(), headers, call.body()), credential, cancel, gate)) {
            recording.answered(reply);
            reply.header("x-codex-turn-state").ifPresent(asked.turn()::state);
            way.limits(reply).ifPresent(gate::event);
            if (reply.status() != 200) throw refused(reply, way, recording);
            var type = reply.mediaType();
            var decoder = way.decoder(asked.request());
            if (type.isEmpty() || type.equals("text/event-stream")) Incoming.stream(reply.body(), decoder, gate, recording);
            else Incoming.whole(reply, type, way, decoder, gate, recording);
        } catch (IOException e) {
            throw Incoming.broken(e, call);
        }
    }

    private static Failure refused(HttpReply reply, Dialect way, Recording recording) {
        var body = Incoming.some(reply, MAX_BODY);
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

    private static Failure afterAttempts(Failure failure, int number) {
        return Failure.of(failure.kind(), failure.getMessage() + " (after " + number + " attempts)", failure)
                .from(failure.status(), failure.code()).retryAfter(failure.retryAfter()).hint(failure.hint());
    }
}
