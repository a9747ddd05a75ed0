package scorpiox.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import scorpiox.base.Json;
import scorpiox.simulator.model.Backend;
import scorpiox.simulator.signin.Bearers;
import scorpiox.simulator.wire.HttpExchange;

/// The routes of the Messages API, and the quota of a subscription.
public final class AnthropicBackend {
    private final Set<String> models;
    private final Backend backend;
    private final Bearers bearers;
    private final Kept kept = new Kept();

    /// @param models names there are; empty for all that look right
    public AnthropicBackend(Set<String> models, Backend backend, Bearers bearers) {
        this.models = models;
        this.backend = backend;
        this.bearers = bearers;
    }

    /// Whether it is the one to ask: the list of models has the same path elsewhere, but not the same headers.
    public static boolean serves(HttpExchange exchange) {
        var path = exchange.path();
        if (path.endsWith("/messages") || path.endsWith("/messages/count_tokens") || path.endsWith("/api/oauth/usage")) return true;
        return path.endsWith("/models") && (!exchange.header("anthropic-version").isEmpty() || !exchange.header("x-api-key").isEmpty());
    }

    /// Answers a request.
    public void handle(HttpExchange exchange, JsonNode body) throws IOException {
        var get = exchange.path().endsWith("/models") || exchange.path().endsWith("/usage");
        if (!exchange.method().equals(get ? "GET" : "POST")) AnthropicErrors.refusal(405, "invalid_request_error", "Method Not Allowed").to(exchange);
        else if (get) listed(exchange);
        else if (exchange.path().endsWith("/count_tokens")) count(exchange, new MessagesQuestion(exchange, body, models, bearers, kept));
        else backend.answer(exchange, new MessagesQuestion(exchange, body, models, bearers, kept));
    }

    private void count(HttpExchange exchange, MessagesQuestion question) throws IOException {
        var refusal = question.denied();
        if (refusal.isEmpty()) refusal = question.wrong();
        if (refusal.isPresent()) refusal.get().to(exchange);
        else json(exchange, Json.object().put("input_tokens", Prefix.of(question.body()).tokens()));
    }

    private void listed(HttpExchange exchange) throws IOException {
        var denied = MessagesQuestion.denied(exchange, bearers);
        // the quota needs no version
        if (denied != null && (denied.status() != 400 || exchange.path().endsWith("/models"))) denied.to(exchange);
        else json(exchange, exchange.path().endsWith("/models") ? catalogue() : quota());
    }

    private ObjectNode catalogue() {
        var names = models.isEmpty() ? List.of("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-sonnet-4-5") : new TreeSet<>(models);
        var catalogue = Json.object();
        var data = catalogue.putArray("data");
        for (var name : names) data.addObject().put("type", "model").put("id", name).put("display_name", name).put("created_at", "2026-10-01T00:00:00Z");
        return catalogue.put("has_more", false).put("first_id", data.path(0).path("id").asText())
                .put("last_id", data.path(data.size() - 1).path("id").asText());
    }

    private static ObjectNode quota() {
        var quota = Json.object();
        for (var window : List.of("five_hour", "seven_day", "seven_day_opus", "seven_day_sonnet")) {
            quota.putObject(window).put("utilization", 12.5).put("resets_at", "2100-01-01T00:00:00Z");
        }
        return quota;
    }

    private static void json(HttpExchange exchange, JsonNode body) throws IOException {
        exchange.answer(200, Map.of("request-id", AnthropicErrors.REQUEST), "application/json", Json.bytes(body));
    }
}
