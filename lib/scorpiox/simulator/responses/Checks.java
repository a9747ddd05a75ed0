package scorpiox.simulator.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.Refusal;

/// What the ChatGPT backend refuses in a request body, in its order and its words.
final class Checks {
    private static final List<String> UNSUPPORTED = List.of("max_output_tokens", "max_tokens", "max_completion_tokens", "temperature", "top_p",
            "presence_penalty", "frequency_penalty", "seed", "metadata", "top_logprobs", "truncation", "prompt_cache_retention", "user",
            "safety_identifier", "n", "stop", "logit_bias");

    private Checks() {}

    /// The first thing wrong with a body; empty when it is accepted.
    ///
    /// @param models  names the account has; empty for all that look like a Codex model
    /// @param chatgpt whether the rules of ChatGPT sign-in apply, or those of the public API
    static Optional<Refusal> of(JsonNode body, Set<String> models, boolean chatgpt) {
        if (!body.isObject()) return detail("Request body must be a JSON object");
        var model = Json.text(body, "model");
        if (model == null) return error(400, "Missing required parameter: 'model'.", "model", "missing_required_parameter");
        if (!has(model, models)) {
            return chatgpt ? detail("The '" + model + "' model is not supported when using Codex with a ChatGPT account.")
                    : error(404, "The model '" + model + "' does not exist or you do not have access to it.", "model", "model_not_found");
        }
        if (chatgpt) {
            var refused = account(body);
            if (refused.isPresent()) return refused;
        }
        return items(body.path("input"), chatgpt).or(() -> tools(body.path("tools")));
    }

    private static boolean has(String model, Set<String> models) {
        return models.isEmpty() ? model.startsWith("gpt-") || model.contains("codex") : models.contains(model);
    }

    private static Optional<Refusal> account(JsonNode body) {
        if (!body.path("store").isBoolean() || body.path("store").booleanValue()) return detail("Store must be set to false");
        if (!body.path("stream").asBoolean(false)) return detail("Stream must be set to true");
        var among = body.path("input").valueStream().anyMatch(item -> item.path("type").asText().equals("additional_tools"));     // as the prompt is, then
        if (!among && body.path("instructions").asText("").isEmpty()) return detail("Instructions are required");
        for (var item : body.path("input")) if (item.path("role").asText().equals("system")) return detail("System messages are not allowed");
        for (var name : UNSUPPORTED) if (body.has(name)) return detail("Unsupported parameter: " + name);
        if (body.path("model").asText().equals("gpt-5.3-codex-spark") && body.path("reasoning").has("summary")) {
            return detail("Unsupported parameter: 'reasoning.summary' is not supported with the 'gpt-5.3-codex-spark' model.");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> items(JsonNode input, boolean chatgpt) {
        if (!input.isArray()) return chatgpt ? detail("Input must be a list") : Optional.empty();
        var calls = new HashSet<String>();
        var answered = new HashSet<String>();
        var index = 0;
        for (var item : input) {
            var type = item.path("type").asText("message");
            var id = item.path("call_id").asText("");
            if (type.equals("item_reference") || type.equals("reasoning") && item.path("encrypted_content").isMissingNode()) {
                return error(404, "Item with id '" + item.path("id").asText() + "' not found. Items are not persisted when `store` is set to false.", "input", null);
            }
            if (type.equals("message")) {
                var refused = content(item, index);
                if (refused.isPresent()) return refused;
            } else if (type.endsWith("_output")) {
                if (!calls.contains(id)) return error(400, "No tool call found for function call output with call_id " + id + ".", "input", null);
                answered.add(id);
            } else if (type.endsWith("_call") && item.has("call_id")) {
                calls.add(id);
            }
            index++;
        }
        calls.removeAll(answered);
        return calls.isEmpty() ? Optional.empty() : error(400, "No tool output found for function call " + calls.iterator().next() + ".", "input", null);
    }

    private static Optional<Refusal> content(JsonNode item, int index) {
        var allowed = item.path("role").asText().equals("assistant") ? List.of("output_text", "refusal") : List.of("input_text", "input_image", "input_file");
        var number = 0;
        for (var part : item.path("content").isArray() ? item.path("content") : Json.array()) {
            var type = part.path("type").asText();
            var place = "input[" + index + "].content[" + number++ + "]";
            if (!allowed.contains(type)) {
                return error(400, "Invalid value: '" + type + "'. Supported values are: '" + String.join("' and '", allowed) + "'.", place, "invalid_value");
            }
            if (type.equals("input_image") && !part.path("image_url").asText().matches("(?s)(https?://|data:image/(png|jpeg|gif|webp);base64,.).*")) {
                return error(400, "The image data you provided does not represent a valid image. Please check your input and try again.", "input", "invalid_value");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> tools(JsonNode tools) {
        var index = 0;
        for (var tool : tools) {
            var named = List.of("function", "custom").contains(tool.path("type").asText());
            if (named && Json.text(tool, "name") == null) {
                return error(400, "Missing required parameter: 'tools[" + index + "].name'.", "tools[" + index + "].name", "missing_required_parameter");
            }
            index++;
        }
        return Optional.empty();
    }

    private static Optional<Refusal> detail(String text) {
        return Optional.of(new Refusal(400, Json.object().put("detail", text)));
    }

    private static Optional<Refusal> error(int status, String message, String param, String code) {
        return Optional.of(new Refusal(status, ErrorBodies.error(message, "invalid_request_error", param, code)));
    }
}
