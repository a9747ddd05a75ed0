package scorpiox.simulator.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Json;
import scorpiox.simulator.model.Asked;
import scorpiox.simulator.model.Image;

/// Reads what a body asks, from its items.
final class ItemReader {
    private ItemReader() {}

    static Asked asked(JsonNode body) {
        var input = body.path("input");
        var text = input.isTextual() ? input.asText() : "";
        var images = new ArrayList<Image>();
        var names = new HashMap<String, String>();
        var made = new ArrayList<Asked.Made>();
        for (var item : input) {
            var type = item.path("type").asText();
            if (item.path("role").asText().equals("user")) {
                made.clear();
                images.clear();
                text = text(item.path("content"));
                images.addAll(images(item.path("content")));
            } else if (type.endsWith("_output")) {
                made.add(new Asked.Made(names.getOrDefault(item.path("call_id").asText(), ""), text(item.path("output")), images(item.path("output"))));
            } else if (type.endsWith("_call")) {
                names.put(item.path("call_id").asText(), item.path("name").asText());
            }
        }
        return new Asked(body.path("model").asText(), body.path("instructions").asText(""), text, images, made, lastOutput(body), tools(body), choice(body), true,
                body.path("reasoning").path("effort").asText(""), schema(body.path("text").path("format")));
    }

    /// Text of the tool result that ends the input, if one does: clients may add what a developer says behind it.
    static Optional<String> lastOutput(JsonNode body) {
        var input = body.path("input");
        var at = input.size() - 1;
        while (at > 0 && input.path(at).path("role").asText().equals("developer")) at--;
        var last = input.path(at);
        return last.path("type").asText().endsWith("_output") ? Optional.of(text(last.path("output"))) : Optional.empty();
    }

    private static List<Asked.Tool> tools(JsonNode body) {
        var tools = new ArrayList<Asked.Tool>();
        for (var tool : body.path("tools")) if (tool.path("name").isTextual()) tools.add(new Asked.Tool(tool.path("name").asText(), tool.path("parameters")));
        return tools;
    }

    private static Asked.Choice choice(JsonNode body) {
        var choice = body.path("tool_choice");
        var forced = choice.asText().equals("required") ? "*" : choice.path("name").asText("");
        return new Asked.Choice(choice.asText().equals("none"), forced, body.path("parallel_tool_calls").asBoolean(true));
    }

    private static JsonNode schema(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "json_schema" -> format.path("schema");
            case "json_object" -> {
                var schema = Json.object().put("type", "object");
                schema.putObject("properties").putObject("answer").put("type", "string");
                yield schema;
            }
            default -> MissingNode.getInstance();
        };
    }

    private static List<Image> images(JsonNode content) {
        var images = new ArrayList<Image>();
        for (var part : content) if (part.path("type").asText().equals("input_image")) images.add(Image.of(part.path("image_url").asText()));
        return images;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) return content.asText();
        var text = new StringBuilder();
        for (var part : content) if (Json.text(part, "text") != null) text.append(Json.text(part, "text"));
        return text.toString();
    }
}
