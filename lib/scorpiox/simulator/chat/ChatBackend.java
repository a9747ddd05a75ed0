package scorpiox.simulator.chat;

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
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Refusal;

/// The routes of chat completions, below any base, and OpenAI's list of models.
public final class ChatBackend {
    private static final int LEAST_CACHED = 1024;

    private final Set<String> models;
    private final Backend backend;
    private final Bearers bearers;
    private final PromptCache cache = new PromptCache(LEAST_CACHED);

    /// @param models names there are; empty for any
    public ChatBackend(Set<String> models, Backend backend, Bearers bearers) {
        this.models = models;
        this.backend = backend;
        this.bearers = bearers;
    }

    /// Whether it is the one to ask. A list of models with a client's version is that of a Codex backend.
    public static boolean serves(HttpExchange exchange) {
        var path = exchange.path();
        return path.endsWith("/chat/completions") || path.endsWith("/models") && !exchange.query().contains("client_version=");
    }

    /// Answers a request.
    public void handle(HttpExchange exchange, JsonNode body) throws IOException {
        var list = exchange.path().endsWith("/models");
        var allowed = list ? "GET" : "POST";
        if (!exchange.method().equals(allowed)) {
            new Refusal(405, Map.of("Allow", allowed), ErrorBodies.error("Not allowed to " + exchange.method() + " here.", "invalid_request_error", null,
                    "method_not_supported")).to(exchange);
        } else if (list) {
            var denied = ChatQuestion.denied(exchange, bearers);
            if (denied == null) exchange.answer(200, Map.of(), "application/json", Json.bytes(catalogue()));
            else denied.to(exchange);
        } else {
            backend.answer(exchange, new ChatQuestion(exchange, body, models, bearers, cache));
        }
    }

    private ObjectNode catalogue() {
        var names = models.isEmpty() ? List.of("gpt-6.1-sol", "gpt-6-luna", "gpt-5.3-codex", "simulated") : new TreeSet<>(models);
        var catalogue = Json.object().put("object", "list");
        var data = catalogue.putArray("data");
        for (var name : names) data.addObject().put("id", name).put("object", "model").put("created", 1_790_000_000).put("owned_by", "simulator");
        return catalogue;
    }
}
