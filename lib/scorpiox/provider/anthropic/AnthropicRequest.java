package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import scorpiox.base.Json;
import scorpiox.model.ModelInfo;
import scorpiox.model.ModelInfo.Style;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;

/// The body of a Messages request. Members stand in a fixed order and tools by their names, so that equal requests share a
/// prompt cache.
final class AnthropicRequest {
    /// The one argument of a function that stands for a free-form tool.
    static final String FREE_TEXT = "input";

    private static final String SEARCH = "web_search";

    private AnthropicRequest() {}

    /// @param provider whose continuation data may be sent back
    /// @param without  what the server has refused
    static ObjectNode body(Request request, ModelInfo model, Thinking thinking, String provider, Omission without) {
        var body = Json.object().put("model", request.model()).put("max_tokens", thinking.maxTokens());
        prompt(request, model, provider, without, body);
        if (thinking.thinking() != null) body.set("thinking", thinking.thinking());
        var schema = without == Omission.FORMAT || without == Omission.OUTPUT || schemaless(request.model()) ? null : request.output().schema();
        if (thinking.effort() != null || schema != null) {
            var output = body.putObject("output_config");
            if (thinking.effort() != null) output.put("effort", thinking.effort());
            if (schema != null) output.putObject("format").put("type", "json_schema").set("schema", schema);
        }
        if (thinking.thinking() == null) sampling(request.output().sampling(), body);
        var tier = without == Omission.TIER ? null : tier(request.output().serviceTier());
        if (tier != null) body.put("service_tier", tier);
        return body.put("stream", true);
    }

    /// Only for a model that does not think: one that does refuses to hear of it.
    private static void sampling(Request.Sampling sampling, ObjectNode body) {
        if (sampling.temperature() != null) body.put("temperature", Math.min(sampling.temperature(), 1));
        else if (sampling.topP() != null) body.put("top_p", sampling.topP());
        if (sampling.topK() != null) body.put("top_k", sampling.topK());
    }

    /// The body for counting: what makes the prompt, and nothing of the answer.
    static ObjectNode counted(Request request, ModelInfo model, String provider) {
        var body = Json.object().put("model", request.model());
        prompt(request, model, provider, Omission.NONE, body);
        var thinking = Thinking.of(request, model, Omission.NONE).thinking();
        if (thinking != null) body.set("thinking", thinking);
        return body;
    }

    /// Whether a tool has to be called.
    static boolean forced(Request.Choice choice) {
        return choice instanceof Request.Choice.Required || choice instanceof Request.Choice.Named || choice instanceof Request.Choice.Allowed(_, var required) && required;
    }

    /// Whether a model of that generation refuses to be forced.
    static boolean unforceable(Request request, ModelInfo model) {
        return forced(request.tools().choice()) && !request.tools().offered().isEmpty() && model.reasoning().style() == Style.ADAPTIVE_BETWEEN_TOOLS;
    }

    private static void prompt(Request request, ModelInfo model, String provider, Omission without, ObjectNode body) {
        var names = new WireNames(request.tools());
        var asked = unforceable(request, model) || without == Omission.TOOL_CHOICE && forced(request.tools().choice());
        system(request, names, asked, body);
        tools(request, names, asked || without == Omission.TOOL_CHOICE, body);
        body.set("messages", AnthropicMessages.of(request, provider, names, without != Omission.REPLAY));
        if (without != Omission.CACHE) CacheMarks.set(body, request.cache());
    }

    /// @param asked whether a line stands in for a choice that cannot be forced
    private static void system(Request request, WireNames names, boolean asked, ObjectNode body) {
        var blocks = Json.array();
        for (var text : request.system()) if (!text.isBlank()) blocks.add(Blocks.text(text));
        if (asked) {
            blocks.add(Blocks.text(request.tools().choice() instanceof Request.Choice.Named(var tool)
                    ? "Your next answer must be a call of the tool " + names.wire(tool) + "." : "Your next answer must be a call of one of the tools."));
        }
        if (!blocks.isEmpty()) body.set("system", blocks);
    }

    private static void tools(Request request, WireNames names, boolean unforced, ObjectNode body) {
        var byName = new TreeMap<String, ObjectNode>();
        for (var tool : request.tools().offered()) {
            var declared = tool(tool, names.wire(tool.name()));
            if (declared != null) byName.put(names.wire(tool.name()), declared);
        }
        var none = byName.isEmpty();
        if (none) called(request, names, byName);
        if (byName.isEmpty()) return;
        var list = body.putArray("tools");
        byName.values().forEach(list::add);
        var choice = body.putObject("tool_choice");
        switch (none ? new Request.Choice.None() : unforced ? new Request.Choice.Auto() : request.tools().choice()) {
            case Request.Choice.Auto _ -> choice.put("type", "auto");
            case Request.Choice.None _ -> choice.put("type", "none");
            case Request.Choice.Required _ -> choice.put("type", "any");
            case Request.Choice.Allowed(_, var required) -> choice.put("type", required ? "any" : "auto");
            case Request.Choice.Named(var name) -> choice.put("type", "tool").put("name", names.wire(name));
        }
        if (!request.tools().parallel() && !choice.path("type").asText().equals("none")) choice.put("disable_parallel_tool_use", true);
    }

    /// A history with calls is refused where no tool is declared: those that were called are, though none may be called.
    private static void called(Request request, WireNames names, TreeMap<String, ObjectNode> to) {
        for (var message : request.messages()) for (var part : message.parts()) {
            if (!(part instanceof Part.ToolCall call)) continue;
            var name = names.wire(call.name());
            to.computeIfAbsent(name, _ -> declared(name, "Not offered any more.", Json.object().put("type", "object")));
        }
    }

    /// Null for a tool that only another provider runs.
    private static ObjectNode tool(Tool tool, String name) {
        return switch (tool) {
            case Tool.Function(_, var description, var parameters, _) -> declared(name, description, object(parameters));
            case Tool.Freeform(_, var description, var grammar, _) -> {
                var schema = Json.object().put("type", "object");
                schema.putObject("properties").putObject(FREE_TEXT).put("type", "string").put("description", "The whole input, as plain text.");
                schema.putArray("required").add(FREE_TEXT);
                yield declared(name, grammar == null ? description : description + "\n\nThe input follows this Lark grammar:\n" + grammar, schema);
            }
            case Tool.Hosted(_, var declaration) when declaration.has("name") -> declaration.deepCopy();
            case Tool.Hosted(var hosted, _) -> hosted.equals(SEARCH) ? Json.object().put("type", "web_search_20250305").put("name", SEARCH) : null;
        };
    }

    private static ObjectNode declared(String name, String description, JsonNode schema) {
        var tool = Json.object().put("name", name);
        if (description != null && !description.isBlank()) tool.put("description", description);
        return tool.set("input_schema", schema);
    }

    private static ObjectNode object(ObjectNode schema) {
        if (schema.has("type")) return schema;
        ObjectNode typed = Json.object().put("type", "object");
        return typed.setAll(schema);
    }

    /// Generations before structured output.
    private static boolean schemaless(String model) {
        return model.startsWith("claude-2") || model.startsWith("claude-3") || model.endsWith("-4-20250514") || model.endsWith("-4-0");
    }

    private static String tier(String asked) {
        return switch (asked) {
            case "priority", "auto" -> "auto";
            case "standard_only" -> asked;
            case null, default -> null;
        };
    }
}
