package scorpiox.simulator.gemini;

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
import scorpiox.simulator.wire.Ids;

/// The routes of the Gemini API.
public final class GeminiBackend {
    private static final String ROOT = "/v1beta/";

    private final Set<String> models;
    private final Backend backend;
    private final Bearers bearers;
    private final Caches caches = new Caches();
    private final PromptCache implicit = new PromptCache(0);

    /// @param models names there are; empty for all that look right
    public GeminiBackend(Set<String> models, Backend backend, Bearers bearers) {
        this.models = models;
        this.backend = backend;
        this.bearers = bearers;
    }

    /// Answers a request.
    public void handle(HttpExchange exchange, JsonNode body) throws IOException {
        var path = exchange.path().substring(exchange.path().indexOf(ROOT) + ROOT.length());
        var colon = path.lastIndexOf(':');
        var verb = colon < 0 ? "" : path.substring(colon + 1);
        var post = exchange.method().equals("POST");
        if (post && (verb.equals("streamGenerateContent") || verb.equals("generateContent"))) generate(exchange, path.substring(0, colon), body);
        else if (post && verb.equals("countTokens")) count(exchange, body);
        else if (path.equals("models") && exchange.method().equals("GET")) allowed(exchange, catalogue());
        else if (path.equals("cachedContents") || path.startsWith("cachedContents/")) caches(exchange, path, body);
        else GeminiErrors.refusal(404, "NOT_FOUND", "Requested entity was not found.").to(exchange);
    }

    private void generate(HttpExchange exchange, String model, JsonNode body) throws IOException {
        // without it the stream is a list, which no client here reads
        var events = !exchange.path().endsWith(":streamGenerateContent") || ("&" + exchange.query() + "&").contains("&alt=sse&");
        if (!events) GeminiErrors.invalid("The simulator streams with alt=sse only.").to(exchange);
        else if (!model.startsWith("models/")) GeminiErrors.refusal(404, "NOT_FOUND", "Requested entity was not found.").to(exchange);
        else backend.answer(exchange, question(exchange, new GeminiModel(model.substring("models/".length())), body));
    }

    private GenerateQuestion question(HttpExchange exchange, GeminiModel model, JsonNode body) {
        return new GenerateQuestion(exchange, model, body, models, bearers, caches, implicit);
    }

    private void count(HttpExchange exchange, JsonNode body) throws IOException {
        var request = body.has("generateContentRequest") ? body.path("generateContentRequest") : body;
        if (body.has("generateContentRequest") && !request.path("model").asText().startsWith("models/")) {
            GeminiErrors.invalid("* CountTokensRequest.generate_content_request.model: unexpected model name format").to(exchange);
            return;
        }
        if (body.has("generateContentRequest") && body.has("contents") || request.path("contents").isEmpty()) {
            GeminiErrors.invalid("Exactly one of contents and generate_content_request must be set.").to(exchange);
            return;
        }
        allowed(exchange, Json.object().put("totalTokens", Ids.tokens(GenerateQuestion.text(request))));
    }

    private void caches(HttpExchange exchange, String path, JsonNode body) throws IOException {
        var denied = GenerateQuestion.denied(exchange, bearers);
        if (denied == null) caches.handle(exchange, path, body);
        else denied.to(exchange);
    }

    private void allowed(HttpExchange exchange, JsonNode answer) throws IOException {
        var denied = GenerateQuestion.denied(exchange, bearers);
        if (denied == null) exchange.answer(200, Map.of(), "application/json", Json.bytes(answer));
        else denied.to(exchange);
    }

    private ObjectNode catalogue() {
        var names = models.isEmpty() ? List.of("gemini-3.8-flash", "gemini-3.1-pro-preview", "gemini-2.5-flash") : new TreeSet<>(models);
        var catalogue = Json.object();
        var list = catalogue.putArray("models");
        for (var name : names) {
            list.addObject().put("name", "models/" + name).put("displayName", name).put("inputTokenLimit", 1_048_576).put("outputTokenLimit", 65_536)
                    .putArray("supportedGenerationMethods").add("generateContent").add("countTokens");
        }
        return catalogue;
    }
}
