package scorpiox.provider.codex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.http.Credential;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Decoder;
import scorpiox.provider.Dialect;
import scorpiox.provider.NativeRequest;
import scorpiox.provider.Turn;
import scorpiox.sse.SseEvent;

/// Another dialect whose requests and answers are written down as they pass. Every sending of a request has a number of
/// its own; requests of one provider go out one after the other.
///
/// @param other   the dialect
/// @param log     that it is written to
/// @param asked   the model's name as the user wrote it
/// @param current number of the request that is under way
record LoggedDialect(Dialect other, StageLog log, String asked, AtomicLong current) implements Dialect {
    private static final int MOST_BODY = 64 * 1024;

    @Override
    public URI endpoint() {
        return other.endpoint();
    }

    @Override
    public HttpCall encode(Request request, ModelInfo model, Turn turn) {
        var call = other.encode(request, model, turn);
        var number = log.next();
        current.set(number);
        var after = body(call);
        var before = after.deepCopy().put("model", asked);
        log.write(number, "before-transform", head(call, before).put("model", asked).put("codexMode", false).set("body", before));
        var stage = head(call, after).put("normalizedModel", after.path("model").asText()).put("modelFamily", family(after.path("model").asText()));
        stage.set("reasoning", after.path("reasoning"));
        stage.set("textVerbosity", after.path("text").path("verbosity"));
        stage.set("include", after.path("include"));
        log.write(number, "after-transform", stage.set("body", after));
        return call;
    }

    @Override
    public Map<String, String> headersFor(Credential credential) {
        return other.headersFor(credential);
    }

    @Override
    public Decoder decoder(Request request) {
        var decoder = other.decoder(request);
        var number = current.get();
        return new Decoder() {
            @Override
            public void event(SseEvent event, Sink<StreamEvent> to) {
                decoder.event(event, noting(number, to));
            }

            @Override
            public void end(Optional<SseEvent> unterminated, Sink<StreamEvent> to) {
                decoder.end(unterminated, noting(number, to));
            }

            @Override
            public boolean done() {
                return decoder.done();
            }
        };
    }

    @Override
    public boolean relays() {
        return other.relays();
    }

    @Override
    public Dialect relaying(NativeRequest asked) {
        return new LoggedDialect(other.relaying(asked), log, this.asked, current);
    }

    @Override
    public List<SseEvent> whole(byte[] json) {
        return other.whole(json);
    }

    @Override
    public Failure failure(HttpReply reply, byte[] body) {
        var text = new String(body, 0, Math.min(body.length, MOST_BODY), StandardCharsets.UTF_8);
        log.write(current.get(), "error-response", Json.object().put("status", reply.status()).put("statusText", "").put("body", text));
        return other.failure(reply, body);
    }

    @Override
    public Optional<Simpler> simpler(Failure refused, Request request) {
        return other.simpler(refused, request).map(simpler -> new Simpler(new LoggedDialect(simpler.dialect(), log, asked, current), simpler.notice()));
    }

    @Override
    public Optional<StreamEvent.Limits> limits(HttpReply reply) {
        var stage = Json.object().put("status", reply.status()).put("ok", reply.status() / 100 == 2).put("statusText", "");
        log.write(current.get(), "response", stage.set("headers", StageLog.shown(reply.headers())));
        return other.limits(reply);
    }

    @Override
    public Optional<HttpCall> counting(Request request, ModelInfo model) {
        return other.counting(request, model);
    }

    @Override
    public long counted(JsonNode answer) {
        return other.counted(answer);
    }

    @Override
    public Optional<HttpCall> listing() {
        return other.listing();
    }

    @Override
    public List<ModelInfo> listed(JsonNode answer, Function<String, ModelInfo> known) {
        return other.listed(answer, known);
    }

    private Sink<StreamEvent> noting(long number, Sink<StreamEvent> to) {
        return event -> {
            if (event instanceof StreamEvent.Failed(var why)) log.write(number, "stream-error", Json.object().put("error", why.line()));
            to.event(event);
        };
    }

    private ObjectNode head(HttpCall call, ObjectNode body) {
        return Json.object().put("url", StageLog.shown(call.uri())).put("originalModel", asked).put("hasTools", body.has("tools")).put("hasInput", body.has("input"))
                .put("inputLength", body.path("input").size());
    }

    private static String family(String model) {
        for (var family : List.of("gpt-5.2-codex", "codex-max", "codex", "gpt-5.2")) if (model.contains(family)) return family;
        return "gpt-5.1";
    }

    private static ObjectNode body(HttpCall call) {
        try {
            return (ObjectNode) Json.read(call.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
