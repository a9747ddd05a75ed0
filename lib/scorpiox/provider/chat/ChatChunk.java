package scorpiox.provider.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import scorpiox.base.Json;

/// What one event holds that anything looks at, pulled from its JSON in one pass: of the events with a few letters of text
/// there are thousands, and they cost no tree. A whole answer reads the same way, its `message` in place of a `delta`.
final class ChatChunk {
    /// `id` and `model`, empty where they are missing.
    String id = "";
    String model = "";
    /// New text, a refusal's words, and thinking; null where there is none.
    String content;
    String refusal;
    String thought;
    /// `tool_calls`, `reasoning_details` and `annotations`, or null.
    JsonNode calls;
    JsonNode details;
    JsonNode annotations;
    /// Why the answer ended, or null.
    String finish;
    /// `usage`, wherever it stands, or null.
    JsonNode usage;
    /// What went wrong, as an object or a text, or null.
    JsonNode error;
    /// Whether it brings a piece of the answer.
    boolean choice;

    private ChatChunk() {}

    /// @throws IOException when it is not one JSON object
    static ChatChunk read(String json) throws IOException {
        var chunk = new ChatChunk();
        try (var parser = Json.parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) throw new IOException("an event is a JSON object");
            chunk.top(parser);
            if (parser.nextToken() != null) throw new IOException("an event is one JSON object");
        }
        return chunk;
    }

    private void top(JsonParser parser) throws IOException {
        String object = null;
        JsonNode detail = null;
        JsonNode message = null;
        while (member(parser)) {
            switch (parser.currentName()) {
                case "id" -> id = textOr(parser, id);
                case "model" -> model = textOr(parser, model);
                case "object" -> object = textOr(parser, null);
                case "choices" -> choices(parser);
                case "usage" -> usage = objectOr(parser, usage);
                case "x_groq" -> {
                    var groq = objectOr(parser, null);
                    if (usage == null && groq != null && groq.path("usage").isObject()) usage = groq.path("usage");
                    if (groq != null && groq.hasNonNull("error")) error = groq.path("error");
                }
                case "error" -> error = valueOr(parser, error);
                case "detail" -> detail = valueOr(parser, null);
                case "message" -> message = valueOr(parser, null);
                default -> parser.skipChildren();
            }
        }
        // FastAPI's servers say `detail`, older ones of vLLM an object of their own
        if (error == null && !choice) error = detail != null ? detail : "error".equals(object) ? message : null;
    }

    /// Only the first choice counts: more are never asked for.
    private void choices(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) throw new IOException("the event is cut short");
            if (parser.currentToken() == JsonToken.START_OBJECT && !choice) choice(parser);
            else parser.skipChildren();
        }
    }

    private void choice(JsonParser parser) throws IOException {
        choice = true;
        while (member(parser)) {
            switch (parser.currentName()) {
                case "delta", "message" -> {
                    if (parser.currentToken() == JsonToken.START_OBJECT) delta(parser);
                    else parser.skipChildren();
                }
                case "finish_reason" -> finish = textOr(parser, finish);
                case "usage" -> usage = objectOr(parser, usage);
                case "error" -> error = valueOr(parser, error);
                default -> parser.skipChildren();
            }
        }
    }

    /// Of the members for thinking the first that holds any counts: some servers send the same text in two.
    private void delta(JsonParser parser) throws IOException {
        String first = null, second = null, third = null;
        while (member(parser)) {
            switch (parser.currentName()) {
                case "content" -> {
                    if (parser.currentToken() == JsonToken.START_ARRAY) blocks(Json.read(parser));
                    else content = textOr(parser, content);
                }
                case "refusal" -> refusal = textOr(parser, refusal);
                case "reasoning_content" -> first = textOr(parser, null);
                case "reasoning" -> second = textOr(parser, null);
                case "reasoning_text" -> third = textOr(parser, null);
                case "reasoning_details" -> details = arrayOr(parser, null);
                case "tool_calls" -> calls = arrayOr(parser, calls);
                case "function_call" -> {
                    var only = objectOr(parser, null);
                    if (calls == null && only != null) calls = Json.array().add(Json.object().put("index", 0).set("function", only));
                }
                case "annotations" -> annotations = arrayOr(parser, null);
                default -> parser.skipChildren();
            }
        }
        var said = first != null ? first : second != null ? second : third;
        if (said != null) thought = said;
    }

    /// A text in blocks, as some servers have it, thinking among them.
    private void blocks(JsonNode blocks) {
        for (var block : blocks) {
            var text = Json.text(block, "text");
            if (text != null) content = content == null ? text : content + text;
            for (var piece : block.path("thinking")) {
                var part = Json.text(piece, "text");
                if (part != null) thought = thought == null ? part : thought + part;
            }
        }
    }

    /// Moves to the value of an object's next member; false at its end.
    private static boolean member(JsonParser parser) throws IOException {
        var token = parser.nextToken();
        if (token == JsonToken.END_OBJECT) return false;
        if (token != JsonToken.FIELD_NAME) throw new IOException("the event is cut short");
        parser.nextToken();
        return true;
    }

    /// A text that is not empty, else what there was.
    private static String textOr(JsonParser parser, String before) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            var text = Json.read(parser).textValue();
            return text.isEmpty() ? before : text;
        }
        parser.skipChildren();
        return before;
    }

    private static JsonNode objectOr(JsonParser parser, JsonNode before) throws IOException {
        var value = valueOr(parser, null);
        return value != null && value.isObject() ? value : before;
    }

    private static JsonNode arrayOr(JsonParser parser, JsonNode before) throws IOException {
        var value = valueOr(parser, null);
        return value != null && value.isArray() ? value : before;
    }

    private static JsonNode valueOr(JsonParser parser, JsonNode before) throws IOException {
        var value = Json.read(parser);
        return value.isNull() ? before : value;
    }
}
