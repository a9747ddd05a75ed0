package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.sse.SseEvent;

/// The events of an answer that came whole, as JSON, where a stream was asked for.
final class WholeAnswer {
    private WholeAnswer() {}

    static List<SseEvent> events(ObjectNode message) {
        var events = new ArrayList<SseEvent>();
        events.add(event("message_start", Json.object().<ObjectNode>set("message", Json.object().put("id", Json.text(message, "id")).put("model", Json.text(message, "model")))));
        var index = 0;
        for (var block : message.path("content")) {
            events.add(event("content_block_start", Json.object().put("index", index).<ObjectNode>set("content_block", block)));
            events.add(event("content_block_stop", Json.object().put("index", index++)));
        }
        JsonNode delta = Json.object().<ObjectNode>set("stop_reason", message.path("stop_reason")).set("stop_details", message.path("stop_details"));
        events.add(event("message_delta", Json.object().<ObjectNode>set("delta", delta).<ObjectNode>set("usage", message.path("usage"))));
        events.add(event("message_stop", Json.object()));
        return events;
    }

    private static SseEvent event(String type, ObjectNode data) {
        return new SseEvent(type, Json.write(data.put("type", type)), "");
    }
}
