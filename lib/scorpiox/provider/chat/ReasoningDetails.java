package scorpiox.provider.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;

/// OpenRouter's `reasoning_details`, put together from their pieces: whoever sent them wants them back whole, in their order.
final class ReasoningDetails {
    /// Kind of the continuation data.
    static final String KIND = "reasoning_details";

    private final ArrayNode whole = Json.array();

    boolean isEmpty() {
        return whole.isEmpty();
    }

    ArrayNode whole() {
        return whole;
    }

    /// Takes the pieces of one event.
    ///
    /// @return the thinking in them that can be read, empty for none
    String add(JsonNode pieces) {
        var said = new StringBuilder();
        for (var piece : pieces) {
            if (!(piece instanceof ObjectNode object)) continue;
            var text = Json.text(object, "text") != null ? Json.text(object, "text") : Json.text(object, "summary");
            if (text != null) said.append(text);
            if (!continues(object)) whole.add(object.deepCopy());
        }
        return said.toString();
    }

    /// Whether it goes on with the last one, which then holds it.
    private boolean continues(ObjectNode piece) {
        if (whole.isEmpty() || !(whole.get(whole.size() - 1) instanceof ObjectNode last)) return false;
        var sealed = Json.text(piece, "data") != null;
        if (sealed || !last.path("type").equals(piece.path("type")) || !last.path("index").equals(piece.path("index"))) return false;
        for (var member : piece.properties()) {
            var name = member.getKey();
            var value = member.getValue();
            var before = Json.text(last, name);
            if (name.equals("text") || name.equals("summary")) last.put(name, (before == null ? "" : before) + value.asText(""));
            else if (!value.isNull() && !value.asText("-").isEmpty()) last.set(name, value);
        }
        return true;
    }
}
