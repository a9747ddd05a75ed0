package scorpiox.provider.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.ModelInfo.Style;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.provider.PromptCache;

/// The body of a Chat Completions request, in the words one server takes.
///
/// Members stand in a fixed order, so that equal requests are equal bytes.
final class ChatRequest {
    /// The one member of the arguments of a call that takes free text: this wire knows functions only.
    static final String INPUT = "input";

    private final Request request;
    private final ModelInfo model;
    private final String provider;
    private final Compat compat;

    private ChatRequest(Request request, ModelInfo model, String provider, Compat compat) {
        this.request = request;
        this.model = model;
        this.provider = provider;
        this.compat = compat;
    }

    /// @param provider whose continuation data may be replayed
    static ObjectNode body(Request request, ModelInfo model, String provider, Compat compat) {
        return new ChatRequest(request, model, provider, compat).body();
    }

    /// Whether the answer to it comes as a stream.
    static boolean streams(Request request, Compat compat) {
        return request.tools().offered().isEmpty() || compat.has(Trait.STREAM_TOOLS);
    }

    private ObjectNode body() {
        var body = Json.object().put("model", request.model());
        body.set("messages", new ChatMessages(instructionsRole(), marks(), provider, request.model(), compat).of(system(), request.messages()));
        tools(body);
        var stream = streams(request, compat);
        body.put("stream", stream);
        if (stream && compat.has(Trait.USAGE_IN_STREAM)) body.putObject("stream_options").put("include_usage", true);
        if (request.output().maxTokens() > 0) body.put(compat.maxTokensField(), request.output().maxTokens());
        thinking(body);
        var output = request.output();
        if (output.verbosity() != null && compat.has(Trait.SEND_VERBOSITY)) body.put("verbosity", output.verbosity());
        if (output.format() != null && compat.has(Trait.SEND_SCHEMA)) format(output.format(), body.putObject("response_format"));
        sampling(output.sampling(), body);
        if (output.serviceTier() != null && compat.has(Trait.SEND_TIER)) body.put("service_tier", output.serviceTier());
        if (compat.has(Trait.SEND_CACHE_KEY)) PromptCache.add(request, body);
        if (compat.has(Trait.SEND_STORE)) body.put("store", false);
        return body;
    }

    private static void format(Request.Format format, ObjectNode to) {
        if (format.schema() == null) {
            to.put("type", "json_object");
            return;
        }
        var schema = to.put("type", "json_schema").putObject("json_schema").put("name", format.name());
        if (format.description() != null) schema.put("description", format.description());
        schema.put("strict", format.strict() == null || format.strict()).set("schema", format.schema());
    }

    private static void sampling(Request.Sampling sampling, ObjectNode body) {
        if (sampling.temperature() != null) body.put("temperature", sampling.temperature());
        if (sampling.topP() != null) body.put("top_p", sampling.topP());
    }

    /// Models that reason take instructions under a role of their own.
    private String instructionsRole() {
        return compat.has(Trait.DEVELOPER_ROLE) && model.reasoning().style() != Style.NONE ? "developer" : "system";
    }

    /// A mark for what to cache, `cache_control`; null where nothing is to be marked.
    private ObjectNode marks() {
        var claude = request.model().toLowerCase(Locale.ROOT).contains("claude");
        if (!claude || !compat.has(Trait.CACHE_CONTROL) || request.cache().mode() == Request.Cache.Mode.OFF) return null;
        var mark = Json.object().put("type", "ephemeral");
        return request.cache().longLived() ? mark.put("ttl", "1h") : mark;
    }

    private List<String> system() {
        if (request.output().schema() == null || compat.has(Trait.SEND_SCHEMA)) return request.system();
        var system = new ArrayList<>(request.system());
        system.add("Answer with JSON alone, without a code fence, that follows this JSON Schema: " + Json.write(request.output().schema()));
        return system;
    }

    private void tools(ObjectNode body) {
        var list = Json.array();
        for (var tool : request.tools().offered()) {
            var declared = declaration(tool);
            if (declared != null) list.addObject().put("type", "function").set("function", declared);
        }
        if (list.isEmpty()) return;
        body.set("tools", list);
        switch (request.tools().choice()) {
            case Request.Choice.Auto _ -> body.put("tool_choice", "auto");
            case Request.Choice.None _ -> body.put("tool_choice", "none");
            case Request.Choice.Required _ -> body.put("tool_choice", "required");
            case Request.Choice.Allowed(_, var required) -> body.put("tool_choice", required ? "required" : "auto");
            case Request.Choice.Named(var name) -> body.putObject("tool_choice").put("type", "function").putObject("function").put("name", name);
        }
        // several calls are what servers do unasked, and some refuse the very member
        if (!(request.tools().parallel() && model.parallelCalls()) && compat.has(Trait.SEND_PARALLEL_CALLS)) body.put("parallel_tool_calls", false);
    }

    /// Tools that a provider runs itself have no word here.
    private ObjectNode declaration(Tool tool) {
        var declared = Json.object().put("name", tool.name());
        switch (tool) {
            case Tool.Function(_, var description, var parameters, _) -> declared.put("description", description).set("parameters", parameters);
            case Tool.Freeform(_, var description, var grammar, _) -> {
                declared.put("description", grammar == null ? description : description + "\n\nThe input follows this Lark grammar:\n" + grammar);
                var parameters = declared.putObject("parameters").put("type", "object");
                parameters.putObject("properties").putObject(INPUT).put("type", "string").put("description", "the whole input, as it is");
                parameters.putArray("required").add(INPUT);
                parameters.put("additionalProperties", false);
            }
            case Tool.Hosted _ -> {
                return null;
            }
        }
        if (compat.has(Trait.STRICT_TOOLS)) declared.put("strict", false);
        return declared;
    }

    private void thinking(ObjectNode body) {
        var effort = request.thinking().effort();
        if (effort == null || model.reasoning().style() == Style.NONE || !compat.has(Trait.SEND_REASONING_EFFORT)) return;
        var on = effort != Effort.NONE;
        switch (compat.reasoningParam()) {
            case REASONING_EFFORT -> body.put("reasoning_effort", effort.wire());
            case REASONING -> {
                var reasoning = body.putObject("reasoning");
                if (!on) reasoning.put("enabled", false);
                else if (request.thinking().budget() > 0) reasoning.put("max_tokens", request.thinking().budget());
                else reasoning.put("effort", effort.wire());
            }
            case ENABLE_THINKING -> body.put("enable_thinking", on);
            case CHAT_TEMPLATE_KWARGS -> {
                var template = body.putObject("chat_template_kwargs").put("enable_thinking", on);
                if (on) template.put("reasoning_effort", effort.wire());
            }
        }
    }
}
