package scorpiox.provider.process;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import scorpiox.base.Json;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;

/// The request as a provider's program reads it on stdin, one JSON object:
///
/// - `version`: 1; `model`: its name; `conversation`: a key that stays the same for all requests of one, or null
/// - `system`: texts; `messages`: `{"role": "user" | "assistant" | "developer" | "tool", "parts": […]}`
/// - a part: `{"type": "text", "text"}`, `{"type": "image", "media_type", "data"}`, `{"type": "file", "name", "media_type",
///   "data"}` (base64), `{"type": "reasoning", "text"}`, `{"type": "call", "id", "name", "arguments"}`,
///   `{"type": "result", "id", "name", "error", "parts"}` with the id of its call
/// - `tools`: `{"name", "description", "parameters"}`, the last a JSON Schema; `tool_choice`: `auto`, `none`, `required`, or a name
/// - `effort`: `none` to `max`, or null; `schema`: JSON Schema that the answer must follow, or null; `max_tokens`: or null
///
/// A tool that takes free text is one with the only parameter `input`.
final class RequestText {
    static final int VERSION = 1;

    private RequestText() {}

    static byte[] of(Request request) {
        var json = Json.object().put("version", VERSION).put("model", request.model()).put("conversation", request.conversation());
        var system = json.putArray("system");
        for (var block : request.system()) system.add(block);
        var messages = json.putArray("messages");
        for (var message : request.messages()) {
            var parts = messages.addObject().put("role", message.role().name().toLowerCase(Locale.ROOT)).putArray("parts");
            add(message.parts(), parts);
        }
        var tools = json.putArray("tools");
        for (var tool : request.tools().offered()) add(tool, tools);
        json.put("tool_choice", switch (request.tools().choice()) {
            case Request.Choice.Auto _ -> "auto";
            case Request.Choice.None _ -> "none";
            case Request.Choice.Required _ -> "required";
            case Request.Choice.Named(var name) -> name;
            case Request.Choice.Allowed(_, var required) -> required ? "required" : "auto";
        });
        json.put("effort", request.thinking().effort() == null ? null : request.thinking().effort().wire());
        json.set("schema", request.output().schema());
        json.put("max_tokens", request.output().maxTokens() > 0 ? Integer.valueOf(request.output().maxTokens()) : null);
        return Json.bytes(json);
    }

    private static void add(List<Part> parts, ArrayNode to) {
        for (var part : parts) {
            switch (part) {
                case Part.Text text -> to.addObject().put("type", "text").put("text", text.text());
                case Part.Refusal refusal -> to.addObject().put("type", "text").put("text", refusal.text());
                case Part.Image image -> to.addObject().put("type", "image").put("media_type", image.mime()).put("data", image.base64());
                case Part.ImageLink link -> to.addObject().put("type", "text").put("text", "[a picture at " + link.url() + "]");
                case Part.File file -> to.addObject().put("type", "file").put("name", file.name()).put("media_type", file.mime()).put("data", file.base64());
                case Part.Reasoning reasoning -> {
                    if (!reasoning.text().isEmpty()) to.addObject().put("type", "reasoning").put("text", reasoning.text());
                }
                case Part.ToolCall call -> to.addObject().put("type", "call").put("id", call.id()).put("name", call.name()).set("arguments", arguments(call));
                case Part.ToolResult result -> {
                    var object = to.addObject().put("type", "result").put("id", result.callId()).put("name", result.name()).put("error", result.error());
                    add(result.content(), object.putArray("parts"));
                }
                case Part.Hosted _ -> { }
            }
        }
    }

    /// What was no JSON when it came, and was answered with an error, is shown as it was.
    private static ObjectNode arguments(Part.ToolCall call) {
        if (call.kind() == ToolKind.FREEFORM) return Json.object().put("input", call.raw());
        try {
            if (Json.read(call.raw()) instanceof ObjectNode object) return object;
        } catch (IOException notJson) {
            // shown below
        }
        return Json.object().put("raw", call.raw());
    }

    private static void add(Tool tool, ArrayNode to) {
        switch (tool) {
            case Tool.Function(var name, var description, var parameters, _) -> to.addObject().put("name", name).put("description", description).set("parameters", parameters);
            case Tool.Freeform(var name, var description, _, _) -> {
                var parameters = to.addObject().put("name", name).put("description", description).putObject("parameters").put("type", "object");
                parameters.putObject("properties").putObject("input").put("type", "string");
                parameters.putArray("required").add("input");
            }
            case Tool.Hosted _ -> { }
        }
    }
}
