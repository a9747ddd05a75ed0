package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scorpiox.base.Json;

/// Token counts: four bytes a token, and cached what a request shares with the one before under the same key, in steps
/// of 128 from 1024 on.
final class PromptCache {
    private static final int STEP = 128;
    private static final int LEAST = 1024;

    private final Map<String, String> last = new ConcurrentHashMap<>();

    /// `usage` for a request, the output still to be counted.
    ObjectNode usage(JsonNode body) {
        var prompt = body.path("instructions").asText("") + Json.write(body.path("tools")) + Json.write(body.path("input"));
        var before = body.has("prompt_cache_key") ? last.put(body.path("prompt_cache_key").asText(), prompt) : null;
        var input = prompt.length() / 4 + 1;
        var shared = before == null ? 0 : common(before, prompt) / 4 / STEP * STEP;
        var usage = Json.object().put("input_tokens", input);
        usage.set("input_tokens_details", Json.object().put("cached_tokens", shared < LEAST ? 0 : shared));
        return usage;
    }

    private static int common(String a, String b) {
        var most = Math.min(a.length(), b.length());
        var at = 0;
        while (at < most && a.charAt(at) == b.charAt(at)) at++;
        return at;
    }
}
