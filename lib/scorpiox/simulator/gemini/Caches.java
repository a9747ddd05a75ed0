package scorpiox.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import scorpiox.base.Json;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Ids;
import scorpiox.simulator.wire.Refusal;

/// The caches that were made on request, `cachedContents/ID`, until they end.
final class Caches {
    private static final Set<String> MEMBERS = Set.of("model", "systemInstruction", "contents", "tools", "toolConfig", "ttl", "expireTime", "displayName");
    private static final int LEAST = 1024;
    private static final int HOUR = 3_600;

    private record Entry(JsonNode body, String model, int tokens, Instant end) {}

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();

    /// What a cache holds, for a model; missing for one that is not there.
    JsonNode content(String name, GeminiModel model) {
        var entry = live(name);
        return entry == null || !entry.model.equals(model.name()) ? MissingNode.getInstance() : entry.body;
    }

    /// Tokens of a cache; 0 for none.
    int tokens(String name) {
        var entry = live(name);
        return entry == null ? 0 : entry.tokens;
    }

    private Entry live(String name) {
        var entry = entries.get(name);
        return entry == null || entry.end.isBefore(Instant.now()) ? null : entry;
    }

    /// Makes, shows, extends or removes one.
    ///
    /// @param name `cachedContents/ID`, or `cachedContents`
    void handle(HttpExchange exchange, String name, JsonNode body) throws IOException {
        if (name.equals("cachedContents")) {
            if (exchange.method().equals("POST")) make(exchange, body);
            else list(exchange);
        } else if (live(name) == null) {
            missing().to(exchange);
        } else {
            one(exchange, name, body);
        }
    }

    /// The answer for a cache that is not there.
    static Refusal missing() {
        return GeminiErrors.refusal(403, "PERMISSION_DENIED", "CachedContent not found (or permission denied)");
    }

    private void make(HttpExchange exchange, JsonNode body) throws IOException {
        var wrong = ContentChecks.unknown(body, MEMBERS, "");
        if (wrong == null && !body.path("model").asText().startsWith("models/")) wrong = "* CreateCachedContentRequest.model: unexpected model name format";
        if (wrong == null) wrong = ContentChecks.tools(body);
        var tokens = Ids.tokens(Json.write(body.path("systemInstruction")) + Json.write(body.path("tools")) + Json.write(body.path("contents")));
        if (wrong == null && tokens < LEAST) wrong = "Cached content is too small. total_token_count=" + tokens + ", min_total_token_count=" + LEAST;
        var life = life(body.path("ttl").asText(HOUR + "s"));
        if (wrong == null && life < 0) wrong = "Invalid value at 'cached_content.ttl' (type.googleapis.com/google.protobuf.Duration)";
        if (wrong != null) {
            GeminiErrors.invalid(wrong).to(exchange);
            return;
        }
        var name = "cachedContents/" + Ids.hex(made.incrementAndGet()).substring(20);
        entries.put(name, new Entry(body, body.path("model").asText().substring("models/".length()), tokens, Instant.now().plusSeconds(life)));
        json(exchange, shown(name));
    }

    private void list(HttpExchange exchange) throws IOException {
        var list = Json.object();
        var all = list.putArray("cachedContents");
        for (var name : entries.keySet()) if (live(name) != null) all.add(shown(name));
        json(exchange, list);
    }

    private void one(HttpExchange exchange, String name, JsonNode body) throws IOException {
        switch (exchange.method()) {
            case "GET" -> json(exchange, shown(name));
            case "DELETE" -> {
                entries.remove(name);
                json(exchange, Json.object());
            }
            case "PATCH" -> {
                var life = life(body.path("ttl").asText());
                if (life < 0) {
                    GeminiErrors.invalid("Invalid value at 'cached_content.ttl' (type.googleapis.com/google.protobuf.Duration)").to(exchange);
                    return;
                }
                entries.computeIfPresent(name, (_, entry) -> new Entry(entry.body, entry.model, entry.tokens, Instant.now().plusSeconds(life)));
                json(exchange, shown(name));
            }
            default -> GeminiErrors.refusal(405, "INVALID_ARGUMENT", "Method Not Allowed").to(exchange);
        }
    }

    private static long life(String ttl) {
        return ttl.matches("[0-9]{1,9}(\\.[0-9]{1,9})?s") ? (long) Double.parseDouble(ttl.substring(0, ttl.length() - 1)) : -1;
    }

    private ObjectNode shown(String name) {
        var entry = entries.get(name);
        var shown = Json.object().put("name", name).put("model", "models/" + entry.model).put("displayName", entry.body.path("displayName").asText(""))
                .put("expireTime", entry.end.toString());
        shown.putObject("usageMetadata").put("totalTokenCount", entry.tokens);
        return shown;
    }

    private static void json(HttpExchange exchange, JsonNode body) throws IOException {
        exchange.answer(200, Map.of(), "application/json", Json.bytes(body));
    }
}
