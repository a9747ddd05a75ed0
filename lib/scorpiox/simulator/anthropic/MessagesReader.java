package scorpiox.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Json;
import scorpiox.simulator.model.Asked;
import scorpiox.simulator.model.Image;

/// Reads what a body asks, from its messages.
final class MessagesReader {
    private MessagesReader() {}

    static Asked asked(JsonNode body) {
        var text = "";
        var images = new ArrayList<Image>();
        var names = new HashMap<String, String>();
        var made = new ArrayList<Asked.Made>();
        Optional<String> output = Optional.empty();
        for (var message : body.path("messages")) {
            var content = message.path("content");
            output = Optional.empty();
            if (message.path("role").asText().equals("assistant")) {
                for (var block : content) {
                    if (block.path("type").asText().equals("tool_use")) names.put(block.path("id").asText(), block.path("name").asText());
                }
                continue;
            }
            // the words of the user begin anew, results belong to what was asked before
            if (content.isTextual() || has(content, "text") || has(content, "image") && !has(content, "tool_result")) {
                made.clear();
                images.clear();
                text = text(content);
                images.addAll(images(content));
            }
            for (var block : content) {
                if (!block.path("type").asText().equals("tool_result")) continue;
                output = Optional.of(text(block.path("content")));
                made.add(new Asked.Made(names.getOrDefault(block.path("tool_use_id").asText(), ""), output.get(), images(block.path("content"))));
            }
        }
        return new Asked(body.path("model").asText(), text(body.path("system")), text, images, made, output, tools(body), choice(body.path("tool_choice")),
                new Generation(body.path("model").asText()).thinks(body), body.path("output_config").path("effort").asText(""),
                body.path("output_config").path("format").path("schema"));
    }

    private static List<Asked.Tool> tools(JsonNode body) {
        var tools = new ArrayList<Asked.Tool>();
        for (var tool : body.path("tools")) if (tool.has("input_schema")) tools.add(new Asked.Tool(tool.path("name").asText(), tool.path("input_schema")));
        return tools;
    }

    private static Asked.Choice choice(JsonNode choice) {
        var type = choice.path("type").asText();
        var forced = type.equals("any") ? "*" : type.equals("tool") ? choice.path("name").asText() : "";
        return new Asked.Choice(type.equals("none"), forced, !choice.path("disable_parallel_tool_use").asBoolean(false));
    }

    private static boolean has(JsonNode content, String type) {
        for (var block : content) if (block.path("type").asText().equals(type)) return true;
        return false;
    }

    private static List<Image> images(JsonNode content) {
        var images = new ArrayList<Image>();
        for (var block : content) if (block.path("type").asText().equals("image")) images.add(new Image(block.path("source").path("data").asText("")));
        return images;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) return content.asText();
        var text = new StringBuilder();
        for (var block : content) if (Json.text(block, "text") != null) text.append(Json.text(block, "text"));
        return text.toString();
    }
}
