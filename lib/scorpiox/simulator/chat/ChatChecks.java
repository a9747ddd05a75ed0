package scorpiox.simulator.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Refusal;

/// What a server of chat completions refuses in a request body.
final class ChatChecks {
    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";

    private ChatChecks() {}

    /// The first thing wrong with a body; null when it is accepted.
    ///
    /// @param models names there are; empty for any
    static Refusal of(JsonNode body, Set<String> models) {
        if (!body.isObject()) return ChatErrors.invalid("We could not parse the JSON body of your request.", null, null);
        var model = Json.text(body, "model");
        if (model == null || model.isEmpty()) return ChatErrors.invalid("you must provide a model parameter", null, null);
        if (!models.isEmpty() && !models.contains(model)) return ChatErrors.unknownModel(model);
        var wrong = options(body);
        if (wrong == null) wrong = tools(body);
        if (wrong == null) wrong = format(body);
        return wrong == null ? Messages.wrong(body.path("messages")) : wrong;
    }

    private static Refusal options(JsonNode body) {
        if (body.has("stream_options") && !body.path("stream").asBoolean(false)) {
            return ChatErrors.invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", null);
        }
        if (body.has("max_tokens") && body.has("max_completion_tokens")) {
            return ChatErrors.invalid("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", "max_completion_tokens",
                    "invalid_parameter_combination");
        }
        for (var name : List.of("max_tokens", "max_completion_tokens")) {
            if (body.has(name) && body.path(name).asInt() < 1) {
                return ChatErrors.invalid("Invalid '" + name + "': integer below minimum value. Expected a value >= 1.", name, "integer_below_min_value");
            }
        }
        if (body.has("n") && body.path("n").asInt() != 1) return ChatErrors.invalid("The simulator gives one choice only.", "n", "unsupported_value");
        var effort = body.path("reasoning_effort");
        if (effort.isTextual() && !List.of("none", "minimal", "low", "medium", "high", "xhigh", "max").contains(effort.asText())) {
            return ChatErrors.invalid("Invalid value: '" + effort.asText() + "'. Supported values are: 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' "
                    + "and 'max'.",
                    "reasoning_effort", "invalid_value");
        }
        return null;
    }

    private static Refusal tools(JsonNode body) {
        var tools = body.path("tools");
        if (body.has("tools") && tools.isEmpty()) return ChatErrors.invalid("[] is too short - 'tools'", "tools", null);
        for (var i = 0; i < tools.size(); i++) {
            var type = tools.get(i).path("type").asText();
            if (!type.equals("function") && !type.equals("custom")) return ChatErrors.missing("tools[" + i + "].type");
            var tool = tools.get(i).path(type);
            if (!tool.isObject()) return ChatErrors.missing("tools[" + i + "]." + type);
            var refused = tool(tool, "tools[" + i + "]." + type);
            if (refused != null) return refused;
        }
        for (var name : List.of("tool_choice", "parallel_tool_calls")) {
            if (body.has(name) && !body.has("tools") && !body.path(name).asText().equals("none")) {
                return ChatErrors.invalid("'" + name + "' is only allowed when 'tools' are specified.", name, null);
            }
        }
        var choice = body.path("tool_choice");
        if (choice.isTextual() && !List.of("auto", "none", "required").contains(choice.asText())) {
            return ChatErrors.invalid("Invalid value: '" + choice.asText() + "'. Supported values are: 'none', 'auto', and 'required'.", "tool_choice",
                    "invalid_value");
        }
        var named = choice.path("function").path("name").asText();
        for (var tool : tools) if (tool.path("function").path("name").asText().equals(named)) return null;
        return choice.isObject() ? ChatErrors.invalid("Tool choice 'function' not found in 'tools' parameter.", "tool_choice", null) : null;
    }

    private static Refusal tool(JsonNode tool, String where) {
        if (!tool.path("name").asText().matches(NAME)) {
            return ChatErrors.invalid("Invalid '" + where + ".name': string does not match pattern. Expected a string that matches the pattern "
                    + "'^[a-zA-Z0-9_-]+$'.", where + ".name",
                    "invalid_value");
        }
        var parameters = tool.path("parameters");
        if (parameters.isMissingNode() || parameters.path("type").asText().equals("object")) return null;
        return ChatErrors.invalid("Invalid schema for function '" + tool.path("name").asText()
                + "': schema must be a JSON Schema of 'type: \"object\"', got 'type: \""
                + parameters.path("type").asText("None") + "\"'.", where + ".parameters", "invalid_function_parameters");
    }

    private static Refusal format(JsonNode body) {
        var format = body.path("response_format");
        var type = format.path("type").asText();
        if (format.isMissingNode() || type.equals("text")) return null;
        if (type.equals("json_object")) {
            return Json.write(body.path("messages")).toLowerCase().contains("json") ? null : ChatErrors.invalid(
                    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", "messages", null);
        }
        if (!type.equals("json_schema")) {
            return ChatErrors.invalid("Invalid value: '" + type + "'. Supported values are: 'json_object', 'json_schema', and 'text'.",
                    "response_format.type", "invalid_value");
        }
        var schema = format.path("json_schema");
        var name = schema.path("name").asText();
        if (!name.matches(NAME)) return ChatErrors.missing("response_format.json_schema.name");
        if (!schema.path("schema").isObject()) return ChatErrors.missing("response_format.json_schema.schema");
        var wrong = schema.path("strict").asBoolean(false) ? strict(schema.path("schema"), "") : null;
        return wrong == null ? null : ChatErrors.invalid("Invalid schema for response_format '" + name + "': " + wrong, "response_format", null);
    }

    /// What a strict schema lacks: every object closed, every property required.
    private static String strict(JsonNode schema, String where) {
        var context = "In context=(" + where + "), ";
        if (schema.path("type").asText().equals("object") || schema.has("properties")) {
            var open = schema.path("additionalProperties");
            if (!open.isBoolean() || open.booleanValue()) return context + "'additionalProperties' is required to be supplied and to be false.";
            for (var property : schema.path("properties").properties()) {
                var required = false;
                for (var name : schema.path("required")) required |= name.asText().equals(property.getKey());
                if (!required) {
                    return context + "'required' is required to be supplied and to be an array including every key in properties. Missing '"
                            + property.getKey() + "'.";
                }
                var wrong = strict(property.getValue(), where + "'properties', '" + property.getKey() + "'");
                if (wrong != null) return wrong;
            }
        }
        return schema.has("items") ? strict(schema.path("items"), where + "'items'") : null;
    }
}
