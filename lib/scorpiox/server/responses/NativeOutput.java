package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import scorpiox.base.Json;

/// The output of an answer that is passed through, gathered from its events: backends leave it out of the last one.
///
/// An item counts as it ended. Of one that never did counts what had come of it, where the answer is wanted whole; a client
/// that reads the stream has it already.
final class NativeOutput {
    private final boolean whole;
    private final Map<Integer, ObjectNode> items = new TreeMap<>();
    private final Map<Integer, String> ended = new TreeMap<>();

    /// @param whole whether the answer is wanted in one piece
    NativeOutput(boolean whole) {
        this.whole = whole;
    }

    /// An item ended. Its JSON is not looked at before it is needed.
    void done(String data) {
        ended.put(ended.size(), data);
    }

    /// How many items have ended.
    int count() {
        return ended.size();
    }

    /// Any other event.
    void event(String type, String data) {
        if (!whole) return;
        switch (type) {
            case "response.output_item.added", "response.output_text.delta", "response.refusal.delta", "response.function_call_arguments.delta",
                 "response.custom_tool_call_input.delta", "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> gather(type, object(data));
            default -> { }
        }
    }

    /// The items, in their order.
    ArrayNode items() {
        var all = new TreeMap<Integer, ObjectNode>(items);
        for (var item : items.values()) if ("in_progress".equals(Json.text(item, "status"))) item.put("status", "incomplete");
        for (var each : ended.entrySet()) {
            var event = object(each.getValue());
            if (event.get("item") instanceof ObjectNode item) all.put(event.path("output_index").asInt(each.getKey()), item);
        }
        var output = Json.array();
        all.values().forEach(output::add);
        return output;
    }

    private void gather(String type, ObjectNode event) {
        var index = event.path("output_index").asInt(-1);
        if (index < 0) return;
        var item = items.get(index);
        if (item == null) {
            item = event.get("item") instanceof ObjectNode shell ? shell : shell(type);
            items.put(index, item);
        }
        var delta = Json.text(event, "delta");
        if (delta == null) return;
        switch (type) {
            case "response.function_call_arguments.delta" -> append(item, "arguments", delta);
            case "response.custom_tool_call_input.delta" -> append(item, "input", delta);
            case "response.reasoning_summary_text.delta" -> append(piece(item, "summary", "summary_text", event.path("summary_index")), "text", delta);
            case "response.reasoning_text.delta" -> append(piece(item, "content", "reasoning_text", event.path("content_index")), "text", delta);
            case "response.refusal.delta" -> append(piece(item, "content", "refusal", event.path("content_index")), "refusal", delta);
            default -> append(piece(item, "content", "output_text", event.path("content_index")), "text", delta);
        }
    }

    /// An item that was never announced.
    private static ObjectNode shell(String type) {
        return switch (type) {
            case "response.function_call_arguments.delta" -> Json.object().put("type", "function_call");
            case "response.custom_tool_call_input.delta" -> Json.object().put("type", "custom_tool_call");
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> Json.object().put("type", "reasoning");
            default -> Json.object().put("type", "message").put("role", "assistant");
        };
    }

    private static ObjectNode piece(ObjectNode item, String list, String type, JsonNode number) {
        var pieces = item.get(list) instanceof ArrayNode array ? array : item.putArray(list);
        var wanted = Math.clamp(number.asInt(0), 0, pieces.size());
        if (wanted < pieces.size() && pieces.get(wanted) instanceof ObjectNode piece) return piece;
        var piece = Json.object().put("type", type).put(type.equals("refusal") ? "refusal" : "text", "");
        if (type.equals("output_text")) piece.putArray("annotations");
        pieces.add(piece);
        return piece;
    }

    private static void append(ObjectNode to, String member, String delta) {
        var text = Json.text(to, member);
        to.put(member, text == null ? delta : text + delta);
    }

    static ObjectNode object(String json) {
        try {
            return Json.read(json) instanceof ObjectNode object ? object : Json.object();
        } catch (IOException broken) {
            return Json.object();
        }
    }
}
