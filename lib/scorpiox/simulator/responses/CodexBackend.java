package scorpiox.simulator.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import scorpiox.base.Json;
import scorpiox.simulator.model.Backend;
import scorpiox.simulator.model.PromptCache;
import scorpiox.simulator.signin.Bearers;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Refusal;
import scorpiox.simulator.wire.Wire;

/// The routes of a Codex backend and of the Responses API: requests for a response with their checks, the catalogue, and
/// refusals for everything else.
public final class CodexBackend {
    private static final int LEAST_CACHED = 1024;

    private final Set<String> models;
    private final Backend backend;
    private final Bearers bearers;
    private final TurnStates turns = new TurnStates();
    private final PromptCache cache = new PromptCache(LEAST_CACHED);

    /// @param models names the account has; empty for all that look right
    public CodexBackend(Set<String> models, Backend backend, Bearers bearers) {
        this.models = models;
        this.backend = backend;
        this.bearers = bearers;
    }

    /// Answers a request.
    public void handle(HttpExchange exchange, JsonNode body) throws IOException {
        if (exchange.path().endsWith("/models") && exchange.method().equals("GET")) models(exchange);
        else if (!exchange.path().endsWith("/responses")) detail(exchange, 404, Map.of(), "Not Found");
        else if (exchange.header("upgrade").equalsIgnoreCase("websocket")) detail(exchange, 426, Map.of("Upgrade", "HTTP/1.1"), "Upgrade Required");
        else if (!exchange.method().equals("POST")) detail(exchange, 405, Map.of("Allow", "POST"), "Method Not Allowed");
        else backend.answer(exchange, new ResponsesQuestion(wire(exchange), exchange, body, models, bearers, turns, cache));
    }

    private static Wire wire(HttpExchange exchange) {
        return exchange.path().contains("/backend-api/") ? Wire.CODEX : Wire.RESPONSES;
    }

    private void models(HttpExchange exchange) throws IOException {
        var denied = bearers.denied(exchange);
        if (denied == null) exchange.answer(200, Map.of("ETag", "\"simulated\""), "application/json", Json.bytes(catalogue()));
        else new Refusal(401, denied).to(exchange);
    }

    private ObjectNode catalogue() {
        var catalogue = Json.object();
        var list = catalogue.putArray("models");
        var names = models.isEmpty() ? List.of("gpt-5.3-codex", "gpt-5.2-codex", "gpt-5.1-codex-mini") : new TreeSet<>(models);
        for (var name : names) list.addObject().put("slug", name).put("display_name", name).put("visibility", "list").put("context_window", 272_000);
        return catalogue;
    }

    private static void detail(HttpExchange exchange, int status, Map<String, String> headers, String text) throws IOException {
        new Refusal(status, headers, Json.object().put("detail", text)).to(exchange);
    }
}
