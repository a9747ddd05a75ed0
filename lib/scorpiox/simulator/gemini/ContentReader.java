package scorpiox.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Json;
import scorpiox.simulator.model.Asked;
import scorpiox.simulator.model.Image;

/// Reads what a body asks, from its contents.
final class ContentReader {
    private ContentReader() {}

    /// @param cached what a cache adds to the body; missing for none
    static Asked asked(GeminiModel model, JsonNode body, JsonNode cached) {
        var text = "";
        var images = new ArrayList<Image>();
        var made = new ArrayList<Asked.Made>();
        Optional<String> output = Optional.empty();
        for (var content : all(body, cached)) {
            if (content.path("role").asText("user").equals("model")) continue;
            output = Optional.empty();
            var parts = content.path("parts");
            var answers = false;
            for (var part : parts) {
                if (!part.has("functionResponse")) continue;
                answers = true;
                var response = part.path("functionResponse");
                output = Optional.of(told(response.path("response")));
                made.add(new Asked.Made(response.path("name").asText(), output.get(), images(response.path("parts"))));
            }
            // older models get the images of a result beside it
            if (answers || text(parts).isEmpty() && !made.isEmpty()) {
                if (!images(parts).isEmpty()) made.add(new Asked.Made(made.removeLast().name(), output.orElse(""), images(parts)));
                continue;
            }
            made.clear();
            images.clear();
            text = text(parts);
            images.addAll(images(parts));
        }
        var config = body.path("generationConfig");
        var from = cached.isMissingNode() ? body : cached;
        var thinking = config.path("thinkingConfig");
        return new Asked(model.name(), text(from.path("systemInstruction").path("parts")), text, images, made, output, tools(from.path("tools")),
                choice(from.path("toolConfig").path("functionCallingConfig")), thinking.path("includeThoughts").asBoolean(false),
                thinking.path("thinkingLevel").asText(thinking.path("thinkingBudget").asText("")), schema(config));
    }

    private static List<JsonNode> all(JsonNode body, JsonNode cached) {
        var all = new ArrayList<JsonNode>();
        cached.path("contents").forEach(all::add);
        body.path("contents").forEach(all::add);
        return all;
    }

    private static String told(JsonNode response) {
        for (var name : new String[] {"output", "result", "error"}) if (response.path(name).isTextual()) return response.path(name).asText();
        return Json.write(response);
    }

    private static List<Asked.Tool> tools(JsonNode tools) {
        var all = new ArrayList<Asked.Tool>();
        for (var tool : tools) {
            for (var function : tool.path("functionDeclarations")) {
                var schema = function.has("parameters") ? function.path("parameters") : function.path("parametersJsonSchema");
                all.add(new Asked.Tool(function.path("name").asText(), schema));
            }
        }
        return all;
    }

    private static Asked.Choice choice(JsonNode calling) {
        var mode = calling.path("mode").asText("AUTO");
        var forced = mode.equals("ANY") ? calling.path("allowedFunctionNames").path(0).asText("*") : "";
        return new Asked.Choice(mode.equals("NONE"), forced, true);
    }

    private static JsonNode schema(JsonNode config) {
        if (config.has("responseJsonSchema")) return config.path("responseJsonSchema");
        if (config.has("responseSchema")) return config.path("responseSchema");
        if (!config.path("responseMimeType").asText().equals("application/json")) return MissingNode.getInstance();
        var schema = Json.object().put("type", "object");
        schema.putObject("properties").putObject("answer").put("type", "string");
        return schema;
    }

    private static List<Image> images(JsonNode parts) {
        var images = new ArrayList<Image>();
        for (var part : parts) if (part.has("inlineData")) images.add(new Image(part.path("inlineData").path("data").asText()));
        return images;
    }

    private static String text(JsonNode parts) {
        var text = new StringBuilder();
        for (var part : parts) if (Json.text(part, "text") != null && !part.path("thought").asBoolean(false)) text.append(Json.text(part, "text"));
        return text.toString();
    }
}
