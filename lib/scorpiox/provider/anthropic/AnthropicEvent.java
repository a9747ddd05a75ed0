package scorpiox.provider.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import scorpiox.base.Json;

/// The members of one event that anything looks at, pulled from its JSON in one pass: the delta events, of which there
/// are thousands, cost no tree.
///
/// @param type      what the event is; null when it does not say
/// @param index     number of the content block, 0 when missing
/// @param nested    `message`, `content_block` or `error`, or null
/// @param usage     `usage`, or null
/// @param requestId `request_id` of an error, or null
/// @param delta     what has come of a block or of the message; never null
record AnthropicEvent(String type, int index, JsonNode nested, JsonNode usage, String requestId, Delta delta) {
    private static final Delta NOTHING = new Delta("", null, null, null);

    /// @param type    what came; empty when it does not say
    /// @param text    the new text, thinking, arguments or signature, or null
    /// @param stop    `stop_reason`, or null
    /// @param details `stop_details`, or null
    record Delta(String type, String text, String stop, JsonNode details) {}

    /// @throws IOException when it is not a JSON object
    static AnthropicEvent read(String json) throws IOException {
        String type = null, requestId = null;
        JsonNode nested = null, usage = null;
        var delta = NOTHING;
        var index = 0;
        try (var parser = Json.parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) throw new IOException("an event is a JSON object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var token = parser.nextToken();
                switch (name) {
                    case "type" -> type = scalar(parser);
                    case "index" -> {
                        index = parser.getValueAsInt(0);
                        parser.skipChildren();
                    }
                    case "request_id" -> requestId = scalar(parser);
                    case "delta" -> {
                        if (token == JsonToken.START_OBJECT) delta = delta(parser);
                        else parser.skipChildren();
                    }
                    case "message", "content_block", "error" -> nested = object(parser, nested);
                    case "usage" -> usage = object(parser, usage);
                    default -> parser.skipChildren();
                }
            }
        }
        return new AnthropicEvent(type, index, nested, usage, requestId, delta);
    }

    private static Delta delta(JsonParser parser) throws IOException {
        String type = "", text = null, stop = null;
        JsonNode details = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "type" -> type = String.valueOf(scalar(parser));
                case "text", "thinking", "partial_json", "signature" -> text = scalar(parser);
                case "stop_reason" -> stop = scalar(parser);
                case "stop_details" -> details = object(parser, null);
                default -> parser.skipChildren();
            }
        }
        return new Delta(type, text, stop, details);
    }

    /// Null for what is none.
    private static String scalar(JsonParser parser) throws IOException {
        var value = parser.getValueAsString();
        parser.skipChildren();
        return value;
    }

    private static JsonNode object(JsonParser parser, JsonNode otherwise) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) return Json.read(parser);
        parser.skipChildren();
        return otherwise;
    }
}
