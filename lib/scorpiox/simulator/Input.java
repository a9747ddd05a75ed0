package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

    /// A call that was made, with its result.
    record Made(String name, String output) {}

    /// The calls since the last message of the user, in the order of their results.
    static List<Made> callsSinceUser(JsonNode body) {
        var names = new HashMap<String, String>();
        var made = new ArrayList<Made>();
        for (var item : body.path("input")) {
            var type = item.path("type").asText();
            if (item.path("role").asText().equals("user")) made.clear();
            else if (type.endsWith("_output")) made.add(new Made(names.getOrDefault(item.path("call_id").asText(), ""), text(item.path("output"))));
            else if (type.endsWith("_call")) names.put(item.path("call_id").asText(), item.path("name").asText());
        }
        return made;
    }

    /// Whether a tool is on offer.
    static boolean offers(JsonNode body, String name) {
        for (var tool : body.path("tools")) if (name.equals(Json.text(tool, "name"))) return true;
        return false;
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
