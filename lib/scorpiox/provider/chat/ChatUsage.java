package scorpiox.provider.chat;

import com.fasterxml.jackson.databind.JsonNode;
import scorpiox.model.Usage;

/// The tokens of an answer as the servers of this wire report them.
final class ChatUsage {
    private ChatUsage() {}

    /// @param usage `usage` of a chunk; `prompt_tokens` counts what came from a cache and went into one too
    static Usage of(JsonNode usage) {
        var prompt = usage.path("prompt_tokens_details");
        var cached = first(prompt.path("cached_tokens"), usage.path("prompt_cache_hit_tokens"), usage.path("cached_tokens"));
        var thought = first(usage.path("completion_tokens_details").path("reasoning_tokens"), usage.path("reasoning_tokens"));
        var input = count(usage.path("prompt_tokens"));
        var output = count(usage.path("completion_tokens"));
        // x.ai counts the thinking beside the answer, as the sum of all shows
        if (thought > 0 && count(usage.path("total_tokens")) == input + output + thought) output += thought;
        var cost = usage.path("cost");
        return new Usage(input, cached, count(prompt.path("cache_write_tokens")), 0, output, thought, cost.isNumber() ? Double.valueOf(cost.doubleValue()) : null);
    }

    private static long first(JsonNode... places) {
        for (var place : places) if (place.isNumber()) return count(place);
        return 0;
    }

    private static long count(JsonNode number) {
        return number.isNumber() ? Math.max(0, number.longValue()) : 0;
    }
}
