package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import scorpiox.base.Json;

/// Reads what a request asks, as far as the simulator needs to know.
final class Input {
    private Input() {}

    /// Text of the last user message.
    static String lastUserText(JsonNode body) {
        var input = body.path("input");
        if (input.isTextual()) return input.asText();
        var text = "";
        for (var item : input) if (item.path("role").asText().equals("user")) text = text(item.path("content"));
        return text;
    }

    /// Text of the tool result that ends the input, if one does.
    static Optional<String> lastOutput(JsonNode body) {
        var input = body.path("input");
        if (!input.isArray() || input.isEmpty()) return Optional.empty();
        var last = input.get(input.size() - 1);
        return last.path("type").asText().endsWith("_output") ? Optional.of(text(last.path("output"))) : Optional.empty();
    }

    /// Images of the last user message.
    static int images(JsonNode body) {
        var count = 0;
        for (var item : body.path("input")) {
            if (!item.path("role").asText().equals("user")) continue;
            count = 0;
            for (var part : item.path("content")) if (part.path("type").asText().equals("input_image")) count++;
        }
        return count;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) return content.asText();
        var text = new StringBuilder();
        for (var part : content) if (Json.text(part, "text") != null) text.append(Json.text(part, "text"));
        return text.toString();
    }
}
