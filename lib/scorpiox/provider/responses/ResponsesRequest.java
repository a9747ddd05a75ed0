package scorpiox.provider.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.provider.StrictSchema;

/// The body of a Responses request, stateless: the whole conversation each time, nothing stored, ids left out.
///
/// Members stand in a fixed order, so that equal requests share a prompt cache.
final class ResponsesRequest {
    /// What backends of Codex are told that nobody gave instructions for: they refuse a request without, or with blank ones.
    private static final String NONE_SAID = "Follow the conversation.";

    private ResponsesRequest() {}

    /// @param provider     whose continuation data may be replayed
    /// @param takesLimit   whether the backend takes `max_output_tokens`; those of Codex refuse it, and they want `instructions` even
    ///                     where there are none
    static ObjectNode body(Request request, ModelInfo model, String provider, boolean takesLimit) {
        var body = Json.object();
        body.put("model", request.model());
        if (!request.system().isEmpty()) body.put("instructions", String.join("\n\n", request.system()));
        else if (!takesLimit) body.put("instructions", NONE_SAID);
        var input = body.putArray("input");
        request.messages().forEach(message -> message(message, provider, input));
        tools(request.tools(), model, body);
        thinking(request.thinking(), body);
        if (takesLimit && request.output().maxTokens() > 0) body.put("max_output_tokens", request.output().maxTokens());
        if (request.output().serviceTier() != null) body.put("service_tier", request.output().serviceTier());
        if (keyed(request)) body.put("prompt_cache_key", request.conversation());
        text(request.output(), body);
        return body;
    }

    /// Whether the conversation is named, so that its requests find what the last one left in the cache.
    static boolean keyed(Request request) {
        return request.conversation() != null && request.cache().mode() != Request.Cache.Mode.OFF;
    }

    private static void thinking(Request.Thinking thinking, ObjectNode body) {
        var reasoning = thinking.effort() == null ? null : Json.object().put("effort", thinking.effort().wire());
        if (reasoning != null && !thinking.summary().equals("none")) reasoning.put("summary", thinking.summary());
        body.set("reasoning", reasoning);
        body.put("store", false).put("stream", true);
        var include = body.putArray("include");
        if (reasoning != null) include.add("reasoning.encrypted_content");
    }

    private static void text(Request.Output output, ObjectNode body) {
        if (output.verbosity() == null && output.format() == null) return;
        var text = body.putObject("text");
        if (output.verbosity() != null) text.put("verbosity", output.verbosity());
        if (output.format() != null) format(output.format(), text.putObject("format"));
    }

    private static void format(Request.Format format, ObjectNode to) {
        if (format.schema() == null) {
            to.put("type", "json_object");
            return;
        }
        to.put("type", "json_schema").put("name", format.name());
        if (format.description() != null) to.put("description", format.description());
        to.put("strict", format.strict() == null ? StrictSchema.is(format.schema()) : format.strict()).set("schema", format.schema());
    }

    private static void tools(Request.Tools tools, ModelInfo model, ObjectNode body) {
        if (tools.offered().isEmpty()) return;
        var list = body.putArray("tools");
        tools.offered().forEach(tool -> list.add(tool(tool)));
        switch (tools.choice()) {
            case Request.Choice.Auto _ -> body.put("tool_choice", "auto");
            case Request.Choice.None _ -> body.put("tool_choice", "none");
            case Request.Choice.Required _ -> body.put("tool_choice", "required");
            case Request.Choice.Named(var name) -> body.set("tool_choice", reference(name, tools));
            case Request.Choice.Allowed(var names, var required) -> {
                var allowed = body.putObject("tool_choice").put("type", "allowed_tools").put("mode", required ? "required" : "auto").putArray("tools");
                for (var name : names) allowed.add(reference(name, tools));
            }
        }
        body.put("parallel_tool_calls", tools.parallel() && model.parallelCalls());
    }

    /// Tells a tool apart by its kind and name.
    private static ObjectNode reference(String name, Request.Tools tools) {
        for (var tool : tools.offered()) {
            if (!tool.name().equals(name)) continue;
            if (tool instanceof Tool.Hosted(_, var declaration)) return Json.object().put("type", declaration.path("type").asText(name));
            if (tool instanceof Tool.Freeform) return Json.object().put("type", "custom").put("name", name);
        }
        return Json.object().put("type", "function").put("name", name);
    }

    private static ObjectNode tool(Tool tool) {
        return switch (tool) {
            case Tool.Function(var name, var description, var parameters, var strict) -> described("function", name, description).put("strict", strict).set("parameters", parameters);
            case Tool.Freeform(var name, var description, var grammar, var syntax) -> {
                var custom = described("custom", name, description);
                if (grammar == null) custom.putObject("format").put("type", "text");
                else custom.putObject("format").put("type", "grammar").put("syntax", syntax).put("definition", grammar);
                yield custom;
            }
            case Tool.Hosted(_, var declaration) -> declaration;
        };
    }

    private static ObjectNode described(String type, String name, String description) {
        var tool = Json.object().put("type", type).put("name", name);
        return description.isEmpty() ? tool : tool.put("description", description);
    }

    /// One message may become several items: the neutral order of parts is the order of items.
    private static void message(Message message, String provider, ArrayNode input) {
        ArrayNode content = null;
        Phase phase = null;
        for (var part : message.parts()) {
            var piece = content(message.role(), part);
            if (piece == null) {
                content = null;
                item(part, provider, input);
                continue;
            }
            var own = part instanceof Part.Text text ? text.phase() : null;
            if (content == null || own != phase) {
                var item = input.addObject().put("type", "message").put("role", role(message.role()));
                content = item.putArray("content");
                if (own != null) item.put("phase", own.wire());
                phase = own;
            }
            content.add(piece);
        }
    }

    private static ObjectNode content(Message.Role role, Part part) {
        return switch (part) {
            case Part.Text(var text, _, _) -> Json.object().put("type", role == Message.Role.ASSISTANT ? "output_text" : "input_text").put("text", text);
            case Part.Refusal(var text) -> Json.object().put("type", "refusal").put("refusal", text);
            case Part.Image image -> image(image.dataUrl(), image.detail());
            case Part.ImageLink(var url, var detail) -> image(url, detail);
            case Part.File(var name, var mime, var base64) -> Json.object().put("type", "input_file").put("filename", name)
                    .put("file_data", "data:" + mime + ";base64," + base64);
            case Part.Reasoning _, Part.ToolCall _, Part.ToolResult _, Part.Hosted _ -> null;
        };
    }

    private static ObjectNode image(String url, String detail) {
        var node = Json.object().put("type", "input_image").put("image_url", url);
        return detail == null ? node : node.put("detail", detail);
    }

    private static void item(Part part, String provider, ArrayNode input) {
        switch (part) {
            case Part.Reasoning(_, var opaque) -> replay(opaque, provider, input);
            case Part.Hosted(var opaque) -> replay(opaque, provider, input);
            case Part.ToolCall(var id, var name, var kind, var raw, _) -> {
                if (kind == ToolKind.FREEFORM) {
                    input.addObject().put("type", "custom_tool_call").put("status", "completed").put("call_id", id).put("name", name).put("input", raw);
                } else {
                    input.addObject().put("type", "function_call").put("name", name).put("arguments", raw).put("call_id", id);
                }
            }
            case Part.ToolResult result -> {
                var item = input.addObject().put("type", result.kind() == ToolKind.FREEFORM ? "custom_tool_call_output" : "function_call_output")
                        .put("call_id", result.callId());
                output(result.content(), item);
            }
            case Part.Text _, Part.Refusal _, Part.Image _, Part.ImageLink _, Part.File _ -> throw new IllegalStateException("content is no item: " + part);
        }
    }

    private static void output(List<Part> content, ObjectNode item) {
        if (content.size() == 1 && content.getFirst() instanceof Part.Text(var text, _, _)) {
            item.put("output", text);
            return;
        }
        var list = item.putArray("output");
        for (var part : content) list.add(content(Message.Role.TOOL, part));
    }

    /// Encrypted reasoning means something only to the provider that made it; without it the item is left out.
    private static void replay(Opaque opaque, String provider, ArrayNode input) {
        if (opaque != null && opaque.provider().equals(provider)) input.add(opaque.data());
    }

    private static String role(Message.Role role) {
        return switch (role) {
            case USER, TOOL -> "user";
            case ASSISTANT -> "assistant";
            case DEVELOPER -> "developer";
        };
    }
}
