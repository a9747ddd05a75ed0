package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.server.ask.Carried;
import scorpiox.server.ask.Members;

/// Items of a request that is passed through, cleaned of what the backend refuses. All else in them stays, unknown kinds and
/// members included: changed bytes cost the cache.
///
/// @param maker whose reasoning the backend reads
record NativeItems(String maker) {
    private static final int LONGEST_ID = 64;
    private static final String ENCRYPTED = "encrypted_content";

    /// How ids of some kinds must begin ("Expected an ID that begins with 'rs'").
    private static final Map<String, String> IDS = Map.of("message", "msg", "reasoning", "rs", "function_call", "fc", "custom_tool_call", "ctc", "custom_tool_call_output", "ctco");

    /// A message of ours.
    static ObjectNode message(Message message) {
        var item = Json.object().put("type", "message").put("role", message.role() == Message.Role.DEVELOPER ? "developer" : "user");
        var content = item.putArray("content");
        for (var part : message.parts()) if (part instanceof Part.Text(var text, _, _)) content.addObject().put("type", "input_text").put("text", text);
        return item;
    }

    /// @param items that may be changed
    List<ObjectNode> clean(List<ObjectNode> items) {
        var kept = new ArrayList<ObjectNode>();
        for (var i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var wanted = switch (ResponsesReader.type(item)) {
                case "item_reference" -> false;
                case "reasoning" -> reasoning(item);
                case "message" -> message(item, "input[" + i + "]");
                case "function_call" -> call(item, "arguments", "input[" + i + "]");
                case "custom_tool_call" -> call(item, "input", "input[" + i + "]");
                default -> true;
            };
            if (wanted) kept.add(item);
        }
        var whole = NativeHistory.mended(kept);
        whole.forEach(NativeItems::id);
        return whole;
    }

    private static boolean message(ObjectNode item, String path) {
        if ("system".equals(Json.text(item, "role"))) item.put("role", "developer");
        var content = item.get("content");
        if (content != null && !content.isTextual() && !content.isArray() && !content.isNull()) throw Members.wrong(path + ".content", "a string or an array");
        if (!(content instanceof ArrayNode parts)) return content != null && !content.isNull();
        var number = 0;
        for (var part : parts) {
            if (!(part instanceof ObjectNode object)) throw Members.wrong(path + ".content[" + number + "]", "an object");
            object.remove("prompt_cache_breakpoint");
            number++;
        }
        return true;
    }

    /// Without its encrypted content reasoning cannot go back; what another provider thought is nothing to this one.
    private boolean reasoning(ObjectNode item) {
        var content = Json.text(item, ENCRYPTED);
        if (content == null || content.isBlank()) return false;
        if (content.startsWith("sx")) {
            var carried = Carried.read(content, "");
            if (carried.isPresent()) {
                var opaque = carried.get().opaque();
                var own = Json.text(opaque.data(), ENCRYPTED);
                if (!opaque.provider().equals(maker) || own == null || carried.get().place() != Carried.Place.THINKING) return false;
                item.put(ENCRYPTED, own);
                item.remove("id");
            } else if (content.startsWith("sx1.") || content.startsWith("sx2.")) {
                return false;
            }
        }
        item.remove("status");
        if (item.path("content").isNull()) item.remove("content");
        if (!item.path("summary").isArray()) item.putArray("summary");
        return true;
    }

    /// @param input the member that holds what the tool is called with
    private static boolean call(ObjectNode item, String input, String path) {
        for (var member : List.of("name", "call_id")) if (item.hasNonNull(member) && !item.get(member).isTextual()) throw Members.wrong(path + "." + member, "a string");
        var value = item.get(input);
        if (value == null || value.isNull() || value.isTextual() && value.textValue().isBlank() && input.equals("arguments")) item.put(input, input.equals("arguments") ? "{}" : "");
        else if (!value.isTextual() && input.equals("arguments") && value.isObject()) item.put(input, Json.write(value));
        else if (!value.isTextual()) throw Members.wrong(path + "." + input, "a string");
        return true;
    }

    private static void id(ObjectNode item) {
        JsonNode id = item.get("id");
        if (id == null) return;
        var start = IDS.getOrDefault(ResponsesReader.type(item), "");
        if (!id.isTextual() || id.textValue().length() > LONGEST_ID || !id.textValue().startsWith(start)) item.remove("id");
    }
}
