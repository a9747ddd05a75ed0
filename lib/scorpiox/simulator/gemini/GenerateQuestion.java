package scorpiox.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.simulator.model.Asked;
import scorpiox.simulator.model.PromptCache;
import scorpiox.simulator.model.Question;
import scorpiox.simulator.model.Writer;
import scorpiox.simulator.signin.Bearers;
import scorpiox.simulator.wire.Events;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Ids;
import scorpiox.simulator.wire.Refusal;
import scorpiox.simulator.wire.Wire;

/// A request to generate content.
record GenerateQuestion(HttpExchange exchange, GeminiModel model, JsonNode body, Set<String> models, Bearers bearers, Caches caches,
        PromptCache implicit) implements Question {
    @Override
    public Wire wire() {
        return Wire.GEMINI;
    }

    @Override
    public Optional<Refusal> denied() {
        return Optional.ofNullable(denied(exchange, bearers));
    }

    /// Why the caller may not ask; null when it may. A key in the address would stand in logs.
    static Refusal denied(HttpExchange exchange, Bearers bearers) {
        if (("&" + exchange.query()).contains("&key=")) {
            return GeminiErrors.refusal(403, "PERMISSION_DENIED", "The simulator takes no key in the address, only in x-goog-api-key.");
        }
        var key = exchange.header("x-goog-api-key");
        if (key.isEmpty()) {
            return GeminiErrors.refusal(403, "PERMISSION_DENIED",
                    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer "
                            + "identity to call this API.");
        }
        return bearers.accepted(key) ? null : GeminiErrors.badKey();
    }

    @Override
    public Optional<Refusal> wrong() {
        if (!body.isObject()) return Optional.of(GeminiErrors.invalid("Invalid JSON payload received."));
        var name = model.name();
        if (models.isEmpty() ? !name.startsWith("gemini-") && !name.startsWith("gemma-") : !models.contains(name)) {
            return Optional.of(GeminiErrors.refusal(404, "NOT_FOUND", "models/" + name + " is not found for API version v1beta, or is not supported for "
                    + "generateContent."));
        }
        var wrong = ContentChecks.wrong(model, body);
        if (wrong != null) return Optional.of(GeminiErrors.invalid(wrong));
        return body.has("cachedContent") && cached().isMissingNode() ? Optional.of(Caches.missing()) : Optional.empty();
    }

    private JsonNode cached() {
        return caches.content(body.path("cachedContent").asText(""), model);
    }

    @Override
    public Asked asked() {
        return ContentReader.asked(model, body, cached());
    }

    @Override
    public Optional<Refusal> refusal(Fault fault) {
        return Optional.ofNullable(GeminiErrors.of(fault));
    }

    @Override
    public boolean streamed() {
        return exchange.path().endsWith(":streamGenerateContent");
    }

    @Override
    public Map<String, String> headers(boolean generated) {
        return Map.of("X-Gemini-Service-Tier", "standard");
    }

    @Override
    public Writer writer(Events events) {
        var thinking = body.path("generationConfig").path("thinkingConfig");
        var seed = body.path("contents").size() * 1_000L + 1;
        return new ChunkWriter(events, model, prompt(), model.thinks(thinking), thinking.path("includeThoughts").asBoolean(false), seed);
    }

    private ChunkWriter.Prompt prompt() {
        var explicit = caches.tokens(body.path("cachedContent").asText(""));
        var prompt = text(body);
        if (explicit > 0) return new ChunkWriter.Prompt(explicit + Ids.tokens(prompt), explicit);
        var shared = implicit.shared(model.name(), prompt);
        return new ChunkWriter.Prompt(Ids.tokens(prompt), shared < model.leastCached() ? 0 : shared);
    }

    /// What is counted of a request.
    static String text(JsonNode body) {
        return Json.write(body.path("tools")) + Json.write(body.path("systemInstruction")) + Json.write(body.path("contents"));
    }
}
