package scorpiox.provider.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/// Members of a request that an answer can be had without, should the server refuse one: not every model takes all of them,
/// and summaries of thinking are for verified organizations only.
enum Dispensable {
    SUMMARY("reasoning", "summary", "reasoning.summary", "reasoning summar"),
    EFFORT("reasoning", "effort", "reasoning.effort"),
    VERBOSITY("text", "verbosity", "text.verbosity", "verbosity"),
    RETENTION(null, "prompt_cache_retention"),
    OPTIONS(null, "prompt_cache_options"),
    KEY(null, "prompt_cache_key"),
    STREAM_OPTIONS(null, "stream_options", "include_obfuscation"),
    PARALLEL(null, "parallel_tool_calls"),
    TIER(null, "service_tier"),
    TEMPERATURE(null, "temperature"),
    TOP_P(null, "top_p"),
    INCLUDE(null, "include", "reasoning.encrypted_content", "encrypted content");

    private final String parent;
    private final String member;
    private final String[] words;

    Dispensable(String parent, String member, String... words) {
        this.parent = parent;
        this.member = member;
        this.words = words.length == 0 ? new String[] {member} : words;
    }

    /// Its name, for people.
    String path() {
        return parent == null ? member : parent + "." + member;
    }

    boolean namedIn(String refusal) {
        var lower = refusal.toLowerCase(Locale.ROOT);
        for (var word : words) if (lower.contains(word)) return true;
        return false;
    }

    /// Takes it out of a request, with what it alone stood in.
    ///
    /// @return whether it was there
    boolean removeFrom(ObjectNode body) {
        if (parent == null) return body.remove(member) != null;
        if (!(body.get(parent) instanceof ObjectNode holder) || holder.remove(member) == null) return false;
        if (holder.isEmpty()) body.remove(parent);
        return true;
    }
}
