package scorpiox.simulator.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Json;
import scorpiox.simulator.model.Asked;
import scorpiox.simulator.model.Image;

/// Reads what a body asks, from its messages.
final class ChatReader {
    private ChatReader() {}

    static Asked asked(JsonNode body) {
        var system = new StringBuilder();
        var text = "";
        var images = new ArrayList<Image>();
        var names = new HashMap<String, String>();
        var made = new ArrayList<Asked.Made>();
        Optional<String> output = Optional.empty();
        for (var message : body.path("messages")) {
            var content = message.path("content");
            switch (message.path("role").asText()) {
                case "system", "developer" -> system.append(text(content));
                case "user" -> {
                    // the images of a result come in a message of the user, since a tool's holds none
                    if (output.isPresent() && !images(content).isEmpty()) {
                        made.add(new Asked.Made(made.removeLast().name(), output.get(), images(content)));
                    } else {
                        made.clear();
                        images.clear();
                        images.addAll(images(content));
                        text = text(content);
                        output = Optional.empty();
                    }
                }
                case "tool" -> {
                    output = Optional.of(text(content));
                    made.add(new Asked.Made(names.getOrDefault(message.path("tool_call_id").asText(), ""), output.get(), List.of()));
                }
                default -> {
                    output = Optional.empty();
                    for (var call : message.path("tool_calls")) {
                        names.put(call.path("id").asText(), call.path(call.path("type").asText()).path("name").asText());
                    }
                }
            }
        }
        var effort = body.path("reasoning_effort").asText(body.path("reasoning").path("effort").asText(""));
        return new Asked(body.path("model").asText(), system.toString(), text, images, made, output, tools(body), choice(body), thinks(body), effort,
                schema(body.path("response_format")));
    }

    /// Whether the model thinks aloud: when it is asked to in one of the ways servers have for it.
    private static boolean thinks(JsonNode body) {
        var effort = body.path("reasoning_effort").asText(body.path("reasoning").path("effort").asText("none"));
        var template = body.path("chat_template_kwargs").path("enable_thinking").asBoolean(false);
        return !effort.equals("none") || body.path("enable_thinking").asBoolean(false) || template;
    }

    private static List<Asked.Tool> tools(JsonNode body) {
        var tools = new ArrayList<Asked.Tool>();
        for (var tool : body.path("tools")) {
            var named = tool.path(tool.path("type").asText());
            tools.add(new Asked.Tool(named.path("name").asText(), named.path("parameters")));
        }
        return tools;
    }

    private static Asked.Choice choice(JsonNode body) {
        var choice = body.path("tool_choice");
        var forced = choice.asText().equals("required") ? "*" : choice.path("function").path("name").asText("");
        return new Asked.Choice(choice.asText().equals("none"), forced, body.path("parallel_tool_calls").asBoolean(true));
    }

    private static JsonNode schema(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "json_schema" -> format.path("json_schema").path("schema");
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
        for (var part : content) if (part.path("type").asText().equals("image_url")) images.add(Image.of(part.path("image_url").path("url").asText()));
        return images;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) return content.asText();
        var text = new StringBuilder();
        for (var part : content) if (Json.text(part, "text") != null) text.append(Json.text(part, "text"));
        return text.toString();
    }
}
