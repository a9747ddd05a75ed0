package scorpiox.provider;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.sse.SseEvent;

/// Writes a request into a [StageLog], stage by stage. Every sending has a number of its own.
public final class StageRecording implements Recording {
    private static final int MOST_BODY = 64 * 1024;
    private static final int MOST_STREAM = 32 * 1024 * 1024;
    private static final List<String> FAMILIES = List.of("gpt-5.2-codex", "codex-max", "codex", "gpt-5.2");

    private final StageLog log;
    private final InstantSource clock;
    private final String asked;
    private final ObjectNode before;
    private final boolean bridge;
    private final boolean whole;
    private final StringBuilder stream = new StringBuilder();
    private final ArrayNode timings = Json.array();
    private long number = -1;
    private long sentMillis;
    private boolean refused;

    /// @param asked  the model as the user wrote it
    /// @param before the request before it became what is sent; null for one that is sent as it was asked, but for the model
    /// @param bridge whether the bridge text is on, `codexMode`
    /// @param whole  whether the stream is written down too, with the milliseconds at which its events came
    public StageRecording(StageLog log, InstantSource clock, String asked, ObjectNode before, boolean bridge, boolean whole) {
        this.log = log;
        this.clock = clock;
        this.asked = asked;
        this.before = before;
        this.bridge = bridge;
        this.whole = whole;
    }

    /// Number of the last sending; a new one where nothing was sent.
    public long number() {
        if (number >= 0) return number;
        number = log.next();
        log.write(number, StageLog.FIRST, Json.object().put("model", asked).put("codexMode", bridge).set("body", before));
        return number;
    }

    @Override
    public void sent(HttpCall call) {
        number = log.next();
        sentMillis = clock.millis();
        refused = false;
        stream.setLength(0);
        timings.removeAll();
        var after = body(call);
        var first = before != null ? before : after.deepCopy().put("model", asked);
        log.write(number, StageLog.FIRST, head(call, first).put("model", asked).put("codexMode", bridge).set("body", first));
        var stage = head(call, after).put("normalizedModel", after.path("model").asText()).put("modelFamily", family(after.path("model").asText()));
        stage.set("reasoning", after.path("reasoning"));
        stage.set("textVerbosity", after.path("text").path("verbosity"));
        stage.set("include", after.path("include"));
        log.write(number, "after-transform", stage.set("body", after));
    }

    @Override
    public void answered(HttpReply reply) {
        var stage = Json.object().put("status", reply.status()).put("ok", reply.status() / 100 == 2).put("statusText", "").put("afterMs", clock.millis() - sentMillis);
        log.write(number, "response", stage.set("headers", StageLog.shown(reply.headers())));
    }

    @Override
    public void refused(HttpReply reply, byte[] body) {
        refused = true;
        var text = new String(body, 0, Math.min(body.length, MOST_BODY), StandardCharsets.UTF_8);
        log.write(number, "error-response", Json.object().put("status", reply.status()).put("statusText", "").put("body", text));
    }

    @Override
    public void event(SseEvent event) {
        if (!whole || stream.length() > MOST_STREAM) return;
        if (!event.type().equals("message")) stream.append("event: ").append(event.type()).append('\n');
        for (var line : event.data().split("\n", -1)) stream.append("data: ").append(line).append('\n');
        stream.append('\n');
        timings.add(clock.millis() - sentMillis);
    }

    @Override
    public void ended(Failure failure) {
        if (number < 0 || refused) return;
        if (whole) log.write(number, "stream-full", Json.object().put("fullContent", stream.toString()).set("timings", timings));
        if (failure != null) log.write(number, "stream-error", Json.object().put("error", failure.line()));
    }

    private ObjectNode head(HttpCall call, ObjectNode body) {
        return Json.object().put("url", StageLog.shown(call.uri())).put("originalModel", asked).put("hasTools", body.has("tools")).put("hasInput", body.has("input"))
                .put("inputLength", body.path("input").size());
    }

    private static String family(String model) {
        for (var family : FAMILIES) if (model.contains(family)) return family;
        return "gpt-5.1";
    }

    private static ObjectNode body(HttpCall call) {
        try {
            return call.body() != null && Json.read(call.body()) instanceof ObjectNode object ? object : Json.object();
        } catch (IOException notJson) {
            return Json.object();
        }
    }
}
