package scorpiox.simulator.chat;

import com.fasterxml.jackson.databind.JsonNode;
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

/// A request for a completion.
record ChatQuestion(HttpExchange exchange, JsonNode body, Set<String> models, Bearers bearers, PromptCache cache) implements Question {
    @Override
    public Wire wire() {
        return exchange.path().startsWith("/router/") ? Wire.ROUTER : Wire.CHAT;
    }

    @Override
    public Optional<Refusal> denied() {
        return Optional.ofNullable(denied(exchange, bearers));
    }

    /// Why the caller may not ask; null when it may, without a key too where everybody may.
    static Refusal denied(HttpExchange exchange, Bearers bearers) {
        var authorization = exchange.header("authorization");
        if (authorization.isEmpty() && bearers.open()) return null;
        if (!authorization.startsWith("Bearer ")) {
            return new Refusal(401, ErrorBodies.error("You didn't provide an API key.", "invalid_request_error", null, null));
        }
        return bearers.accepted(authorization.substring("Bearer ".length())) ? null : new Refusal(401, ErrorBodies.badKey());
    }

    @Override
    public Optional<Refusal> wrong() {
        return Optional.ofNullable(ChatChecks.of(body, models));
    }

    @Override
    public Asked asked() {
        return ChatReader.asked(body);
    }

    @Override
    public Optional<Refusal> refusal(Fault fault) {
        return Optional.ofNullable(ChatErrors.of(fault));
    }

    @Override
    public boolean streamed() {
        return body.path("stream").asBoolean(false);
    }

    @Override
    public Map<String, String> headers(boolean generated) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("x-request-id", "req_simulated");
        headers.put("x-ratelimit-limit-requests", "1000");
        headers.put("x-ratelimit-remaining-requests", "999");
        headers.put("x-ratelimit-reset-requests", "60ms");
        return headers;
    }

    @Override
    public Writer writer(Events events) {
        var prompt = Json.write(body.path("tools")) + Json.write(body.path("messages"));
        return new ChatWriter(events, body, Ids.tokens(prompt), cache.shared(body.path("model").asText() + body.path("prompt_cache_key").asText(""), prompt));
    }
}
