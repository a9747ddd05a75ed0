package scorpiox.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import scorpiox.base.Json;

/// What the Gemini API refuses in a request to generate.
final class ContentChecks {
    /// Takes the place of a signature nobody has, for history of another model.
    static final String SENTINEL = "skip_thought_signature_validator";
    private static final Set<String> MEMBERS = Set.of("model", "contents", "systemInstruction", "tools", "toolConfig", "safetySettings", "generationConfig",
            "cachedContent", "labels", "store", "serviceTier");
    private static final Set<String> SETTINGS = Set.of("maxOutputTokens", "temperature", "topP", "topK", "stopSequences", "responseMimeType",
            "responseJsonSchema", "responseSchema", "thinkingConfig", "mediaResolution", "candidateCount", "seed", "presencePenalty", "frequencyPenalty", "responseModalities",
            "responseLogprobs", "logprobs");
    private static final Set<String> PARTS = Set.of("text", "thought", "thoughtSignature", "inlineData", "fileData", "functionCall", "functionResponse",
            "executableCode", "codeExecutionResult", "partMetadata", "mediaResolution", "videoMetadata");

    private static final List<String> DATA = List.of("text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode",
            "codeExecutionResult");

    private final GeminiModel model;
    private final JsonNode body;

    private ContentChecks(GeminiModel model, JsonNode body) {
        this.model = model;
        this.body = body;
    }

    /// The first thing wrong with a body; null when it is accepted.
    static String wrong(GeminiModel model, JsonNode body) {
        var checks = new ContentChecks(model, body);
        var wrong = unknown(body, MEMBERS, "");
        if (wrong == null) wrong = unknown(body.path("generationConfig"), SETTINGS, " at 'generation_config'");
        if (wrong == null) wrong = checks.cached();
        if (wrong == null) wrong = tools(body);
        if (wrong == null) wrong = settings(body.path("generationConfig"));
        if (wrong == null) wrong = model.wrong(body.path("generationConfig").path("thinkingConfig"));
        if (wrong == null) wrong = checks.contents();
        return wrong == null && model.third() ? checks.signatures() : wrong;
    }

    static String unknown(JsonNode object, Set<String> known, String where) {
        for (var member : object.properties()) {
            if (!known.contains(member.getKey())) {
                return "Invalid JSON payload received. Unknown name \"" + member.getKey() + "\"" + where + ": Cannot find field.";
            }
        }
        return null;
    }

    private String cached() {
        if (!body.has("cachedContent") || !body.has("systemInstruction") && !body.has("tools") && !body.has("toolConfig")) return null;
        return "CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config."
                + " Proposed fix: move those values to CachedContent from GenerateContent request.";
    }

    /// What is wrong with `tools` and `toolConfig`.
    static String tools(JsonNode body) {
        var names = new HashSet<String>();
        for (var tool : body.path("tools")) {
            for (var function : tool.path("functionDeclarations")) {
                var name = function.path("name").asText();
                if (!name.matches("[A-Za-z_][A-Za-z0-9_.:-]{0,127}")) {
                    return "Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), "
                            + "colons (:), or dashes (-), with a maximum length of 128.";
                }
                if (!names.add(name)) return "Duplicate function declaration found: " + name;
                if (function.has("parameters") && function.has("parametersJsonSchema")) {
                    return "Only one of parameters and parameters_json_schema may be set on function " + name + ".";
                }
                var wrong = Subset.wrong(function.path("parameters"), name);
                if (wrong != null) return wrong;
            }
        }
        var calling = body.path("toolConfig").path("functionCallingConfig");
        var mode = calling.path("mode").asText("AUTO");
        if (!List.of("AUTO", "ANY", "NONE", "VALIDATED").contains(mode)) {
            return "Invalid value at 'tool_config.function_calling_config.mode', \"" + mode + "\"";
        }
        if (calling.has("allowedFunctionNames") && !mode.equals("ANY") && !mode.equals("VALIDATED")) {
            return "allowed_function_names should only be set when function calling mode is ANY or VALIDATED.";
        }
        for (var name : calling.path("allowedFunctionNames")) if (!names.contains(name.asText())) return "Function " + name.asText() + " is not declared.";
        return null;
    }

    private static String settings(JsonNode config) {
        if (config.has("responseJsonSchema") && config.has("responseSchema")) return "Only one of response_schema and response_json_schema may be set.";
        var schema = config.has("responseJsonSchema") || config.has("responseSchema");
        var type = config.path("responseMimeType").asText("text/plain");
        if (schema && !type.equals("application/json")) return "A response schema is only supported with response_mime_type application/json.";
        if (config.has("maxOutputTokens") && config.path("maxOutputTokens").asInt() < 1) return "max_output_tokens must be positive.";
        return null;
    }

    private String contents() {
        var contents = body.path("contents");
        if (!contents.isArray() || contents.isEmpty()) return "* GenerateContentRequest.contents: contents is not specified";
        List<String> called = List.of();
        for (var i = 0; i < contents.size(); i++) {
            var role = contents.get(i).path("role").asText("user");
            if (!role.equals("user") && !role.equals("model")) return "Please use a valid role: user, model.";
            var parts = contents.get(i).path("parts");
            if (parts.isEmpty()) return "* GenerateContentRequest.contents[" + i + "].parts: contents.parts must not be empty.";
            var wrong = parts(parts, i);
            if (wrong == null) wrong = order(parts, role, called, i);
            if (wrong != null) return wrong;
            called = names(parts, "functionCall");
        }
        return called.isEmpty() ? null : "Please ensure that function call turn is followed by a function response turn.";
    }

    private static String parts(JsonNode parts, int content) {
        for (var i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            var where = "contents[" + content + "].parts[" + i + "]";
            var wrong = unknown(part, PARTS, " at '" + where + "'");
            if (wrong != null) return wrong;
            var data = 0;
            for (var name : DATA) if (part.has(name)) data++;
            if (data != 1) return "* GenerateContentRequest." + where + ".data: required oneof field 'data' must have one initialized field";
            if (part.has("inlineData")) {
                var inline = part.path("inlineData");
                if (!inline.path("mimeType").isTextual()) return "* GenerateContentRequest." + where + ".inline_data.mime_type: must be specified";
                if (!inline.path("data").asText().matches("[A-Za-z0-9+/_-]+={0,2}")) {
                    return "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting";
                }
            }
            if (part.has("functionResponse") && !part.path("functionResponse").path("response").isObject()) {
                return "Invalid value at '" + where + ".function_response.response' (type.googleapis.com/google.protobuf.Struct)";
            }
            if (part.has("functionCall") && part.path("functionCall").has("args") && !part.path("functionCall").path("args").isObject()) {
                return "Invalid value at '" + where + ".function_call.args' (type.googleapis.com/google.protobuf.Struct)";
            }
        }
        return null;
    }

    private static String order(JsonNode parts, String role, List<String> called, int content) {
        var answers = names(parts, "functionResponse");
        if (!answers.isEmpty() && role.equals("model")) return "Function responses must have the role user.";
        if (!answers.isEmpty() && called.isEmpty()) return "Please ensure that function response turn comes immediately after a function call turn.";
        if (!called.isEmpty() && answers.size() != called.size()) {
            return "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.";
        }
        for (var name : answers) if (!called.contains(name)) return "Function response " + name + " answers no function call of the turn before.";
        if (names(parts, "functionCall").isEmpty()) return null;
        if (role.equals("user")) return "Function calls must have the role model.";
        return content == 0 ? "Please ensure that function call turn comes immediately after a user turn or after a function response turn." : null;
    }

    private static List<String> names(JsonNode parts, String member) {
        var names = new ArrayList<String>();
        for (var part : parts) if (part.has(member)) names.add(part.path(member).path("name").asText());
        return names;
    }

    /// Each step of the turn that is going on must give the signature of its first call back.
    private String signatures() {
        var contents = body.path("contents");
        var turn = 0;
        for (var i = 0; i < contents.size(); i++) {
            var spoken = contents.get(i).path("role").asText("user").equals("user") && names(contents.get(i).path("parts"), "functionResponse").isEmpty();
            if (spoken) turn = i;
        }
        for (var i = 0; i < contents.size(); i++) {
            var first = true;
            for (var part : contents.get(i).path("parts")) {
                if (!part.has("functionCall")) continue;
                var call = part.path("functionCall");
                var signature = Json.text(part, "thoughtSignature");
                if (signature == null && first && i > turn) {
                    return "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly. Additional "
                            + "data, function call `default_api:"
                            + call.path("name").asText() + "` , position " + (i + 1) + ".";
                }
                if (signature != null && !signature.equals(SENTINEL) && !signature.equals(ChunkWriter.signature(model.name(), call))) {
                    return "Thought signature is not valid.";
                }
                first = false;
            }
        }
        return null;
    }
}
