package scorpiox.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.simulator.model.Asked;
import scorpiox.simulator.model.Question;
import scorpiox.simulator.model.Writer;
import scorpiox.simulator.signin.Bearers;
import scorpiox.simulator.wire.Events;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Refusal;
import scorpiox.simulator.wire.Wire;

/// A request for a message, or for the tokens of one.
record MessagesQuestion(HttpExchange exchange, JsonNode body, Set<String> models, Bearers bearers, Kept kept) implements Question {
    /// What makes a bearer one of a subscription.
    private static final String OAUTH = "oauth-";

    @Override
    public Wire wire() {
        return wire(exchange);
    }

    private static Wire wire(HttpExchange exchange) {
        return bearer(exchange) && exchange.header("anthropic-beta").contains(OAUTH) ? Wire.CLAUDE_CODE : Wire.ANTHROPIC;
    }

    private static boolean bearer(HttpExchange exchange) {
        return exchange.header("authorization").startsWith("Bearer ");
    }

    @Override
    public Optional<Refusal> denied() {
        return Optional.ofNullable(denied(exchange, bearers));
    }

    /// Why the caller may not ask; null when it may.
    static Refusal denied(HttpExchange exchange, Bearers bearers) {
        var key = exchange.header("x-api-key");
        var bearer = bearer(exchange) ? exchange.header("authorization").substring("Bearer ".length()) : "";
        if (!key.isEmpty() && !bearer.isEmpty()) {
            return AnthropicErrors.refusal(401, "authentication_error", "x-api-key and authorization: only one of them may be set");
        }
        if (key.isEmpty() && bearer.isEmpty()) return AnthropicErrors.refusal(401, "authentication_error", "x-api-key header is required");
        if (bearer.startsWith("sk-ant-oat") && wire(exchange) != Wire.CLAUDE_CODE) {
            return AnthropicErrors.refusal(401, "authentication_error", "OAuth authentication is currently not supported.");
        }
        if (!bearers.accepted(key.isEmpty() ? bearer : key)) return AnthropicErrors.unauthorized(key.isEmpty());
        return exchange.header("anthropic-version").isEmpty() ? AnthropicErrors.invalid("anthropic-version: header is required") : null;
    }

    @Override
    public Optional<Refusal> wrong() {
        return Optional.ofNullable(MessagesChecks.of(body, models, counting()));
    }

    boolean counting() {
        return exchange.path().endsWith("/count_tokens");
    }

    @Override
    public Asked asked() {
        return MessagesReader.asked(body);
    }

    @Override
    public Optional<Refusal> refusal(Fault fault) {
        return Optional.ofNullable(AnthropicErrors.of(fault, wire() == Wire.CLAUDE_CODE));
    }

    @Override
    public boolean streamed() {
        return body.path("stream").asBoolean(false);
    }

    @Override
    public Map<String, String> headers(boolean generated) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("request-id", AnthropicErrors.REQUEST);
        headers.put("anthropic-ratelimit-requests-limit", "1000");
        headers.put("anthropic-ratelimit-requests-remaining", "999");
        headers.put("anthropic-ratelimit-requests-reset", "2100-01-01T00:00:00Z");
        return headers;
    }

    @Override
    public Writer writer(Events events) {
        var generation = new Generation(body.path("model").asText());
        return new MessagesWriter(events, body, kept.usage(Prefix.of(body), generation.leastCached()), generation.thinks(body));
    }
}
