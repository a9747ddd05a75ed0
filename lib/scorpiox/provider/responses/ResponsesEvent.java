package scorpiox.provider.responses;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import scorpiox.base.Json;

/// The members of one event that anything looks at, pulled from its JSON in one pass: the delta events, of which there
/// are thousands, cost no tree.
///
/// @param type     what the event is; null when it does not say
/// @param output   `output_index`, -1 when missing
/// @param index    `content_index` or `summary_index`, 0 when missing
/// @param itemId   `item_id`, where a server gives no output index
/// @param delta    the new text, or null
/// @param text     the whole text of a `.done` event (`text`, `refusal`, `arguments` or `input`), or null
/// @param nested   `item`, `response`, `error` or `annotation`, or null
/// @param code     `code` of a bare error
/// @param message  `message` of a bare error
record ResponsesEvent(String type, int output, int index, String itemId, String delta, String text, JsonNode nested, String code, String message) {
    /// @throws IOException when it is not a JSON object
    static ResponsesEvent read(String json) throws IOException {
        String type = null, itemId = null, delta = null, text = null, code = null, message = null;
        JsonNode nested = null;
        int output = -1, index = 0;
        try (var parser = Json.parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) throw new IOException("an event is a JSON object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var token = parser.nextToken();
                switch (name) {
                    case "type" -> type = parser.getValueAsString();
                    case "delta" -> delta = parser.getValueAsString();
                    case "text", "refusal", "arguments", "input" -> text = token.isScalarValue() ? parser.getValueAsString() : null;
                    case "output_index" -> output = parser.getValueAsInt(-1);
                    case "content_index", "summary_index" -> index = parser.getValueAsInt(0);
                    case "item_id" -> itemId = parser.getValueAsString();
                    case "call_id" -> itemId = itemId == null ? parser.getValueAsString() : itemId;
                    case "item", "response", "error", "annotation" -> {
                        if (token == JsonToken.START_OBJECT) nested = Json.read(parser);
                        else parser.skipChildren();
                    }
                    case "code" -> code = parser.getValueAsString();
                    case "message" -> message = parser.getValueAsString();
                    default -> parser.skipChildren();
                }
                if (token != null && token.isStructStart() && parser.currentToken() == token) parser.skipChildren();
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) throw new IOException("the event is cut short");
        }
        return new ResponsesEvent(type, output, index, itemId, delta, text, nested, code, message);
    }
}
