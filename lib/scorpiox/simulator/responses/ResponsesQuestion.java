package scorpiox.simulator.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.simulator.model.Asked;
import scorpiox.simulator.model.PromptCache;
import scorpiox.simulator.model.Question;
import scorpiox.simulator.model.Writer;
import scorpiox.simulator.signin.Bearers;
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.Events;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Ids;
import scorpiox.simulator.wire.Refusal;
import scorpiox.simulator.wire.Wire;

/// A request for a response, of the ChatGPT backend or of the public API.
record ResponsesQuestion(Wire wire, HttpExchange exchange, JsonNode body, Set<String> models, Bearers bearers, TurnStates turns,
        PromptCache cache) implements Question {
    @Override
    public Optional<Refusal> denied() {
        var denied = bearers.denied(exchange);
        if (denied == null) return Optional.empty();
        return Optional.of(new Refusal(401, Map.of("x-openai-authorization-error", denied.path("error").path("code").asText()), denied));
    }

    @Override
    public Optional<Refusal> wrong() {
        var encoding = exchange.header("content-encoding");
        if (!encoding.isEmpty()) return detail(415, "the simulator reads no content-encoding " + encoding);
        if (body.isMissingNode()) return detail(400, "Request body is not JSON");
        var chatgpt = wire == Wire.CODEX;
        var refusal = Checks.of(body, models, chatgpt);
        return refusal.isEmpty() && chatgpt ? turns.check(exchange, body) : refusal;
    }

    @Override
    public Asked asked() {
        return ItemReader.asked(body);
    }

    @Override
    public boolean streamed() {
        return wire == Wire.CODEX || body.path("stream").asBoolean(false);
    }

    @Override
    public Optional<Refusal> refusal(Fault fault) {
        return Optional.ofNullable(switch (fault.name()) {
            case "401" -> new Refusal(401, Map.of("x-openai-authorization-error", "token_expired"), ErrorBodies.unauthorized());
            case "403" -> new Refusal(403, ErrorBodies.error("You may not do this.", "invalid_request_error", null, "forbidden"));
            case "404" -> new Refusal(404, Json.object().put("detail", "Not Found"));
            case "429" -> new Refusal(429, fault.argument() < 0 ? Map.of() : Map.of("Retry-After", String.valueOf(fault.argument())),
                    ErrorBodies.error("Rate limit", "rate_limit_error", null, "rate_limit_exceeded"));
            case "500" -> new Refusal(500, ErrorBodies.error("boom", "server_error", null, null));
            case "503", "529" -> new Refusal(Integer.parseInt(fault.name()), ErrorBodies.error("overloaded", "service_unavailable_error", null,
                    "server_is_overloaded"));
            case "usage-limit" -> new Refusal(429, Map.of("x-codex-primary-used-percent", "100"), ErrorBodies.usageLimit(resetsAt()));
            case "usage-limit-404" -> new Refusal(404, ErrorBodies.usageLimit(resetsAt()));
            default -> streamed() ? null : whole(fault);
        });
    }

    /// What a stream would say within it.
    private static Refusal whole(Fault fault) {
        return switch (fault.name()) {
            case "context-length" -> new Refusal(400, ErrorBodies.error("Your input exceeds the context window of this model.", "invalid_request_error",
                    "input",
                    "context_length_exceeded"));
            case "quota" -> new Refusal(429, ErrorBodies.error("You exceeded your current quota, please check your plan and billing details.",
                    "insufficient_quota", null,
                    "insufficient_quota"));
            case "invalid-prompt" -> new Refusal(400, ErrorBodies.error("Invalid prompt: limited access to this content for safety reasons.",
                    "invalid_request_error", null,
                    "invalid_prompt"));
            default -> null;
        };
    }

    @Override
    public Map<String, String> headers(boolean generated) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("x-request-id", "req_simulated");
        if (wire == Wire.CODEX) {
            headers.put("x-codex-primary-used-percent", "12.5");
            headers.put("x-codex-primary-window-minutes", "300");
            headers.put("x-codex-primary-reset-at", "4102444800");
        }
        var state = generated && wire == Wire.CODEX ? turns.state(exchange, body) : "";
        if (!state.isEmpty()) headers.put("x-codex-turn-state", state);
        return headers;
    }

    @Override
    public Writer writer(Events events) {
        return new ItemWriter(events, new Response(body, usage()));
    }

    /// `usage`, the output still to be counted.
    private ObjectNode usage() {
        var prompt = body.path("instructions").asText("") + Json.write(body.path("tools")) + Json.write(body.path("input"));
        var usage = Json.object().put("input_tokens", Ids.tokens(prompt));
        usage.set("input_tokens_details", Json.object().put("cached_tokens", cache.shared(Json.text(body, "prompt_cache_key"), prompt)));
        return usage;
    }

    private static long resetsAt() {
        return Instant.now().getEpochSecond() + 18_000;
    }

    private static Optional<Refusal> detail(int status, String text) {
        return Optional.of(new Refusal(status, Json.object().put("detail", text)));
    }
}
