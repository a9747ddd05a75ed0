package scorpiox.simulator.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a request shares with the one before under the same key: cached, in steps of 128 tokens from a least number on.
public final class PromptCache {
    private static final int STEP = 128;

    private final Map<String, String> last = new ConcurrentHashMap<>();
    private final int least;

    /// @param least tokens, below which nothing is cached
    public PromptCache(int least) {
        this.least = least;
    }

    /// Tokens that were cached.
    ///
    /// @param key null for a request that is not to be cached
    public int shared(String key, String prompt) {
        var before = key == null ? null : last.put(key, prompt);
        var shared = before == null ? 0 : common(before, prompt) / 4 / STEP * STEP;
        return shared < least ? 0 : shared;
    }

    private static int common(String a, String b) {
        var most = Math.min(a.length(), b.length());
        var at = 0;
        while (at < most && a.charAt(at) == b.charAt(at)) at++;
        return at;
    }
}
