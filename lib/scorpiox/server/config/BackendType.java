package scorpiox.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The kinds of backends there are.
final class BackendType {
    /// ChatGPT sign-in.
    static final String CODEX = "openai-codex";
    /// A third-party Codex endpoint with a key.
    static final String CODEX_KEY = "openai-codex-key";
    static final String DEMO = "demo";
    static final List<String> ALL = List.of(CODEX, CODEX_KEY, "router", DEMO, "anthropic", "claude-code", "openai", "gemini");
    private static final Map<String, String> ALIASES = Map.of("codex", CODEX, "scorpiox", "router", "google", "gemini", "google-gemini", "gemini");

    private BackendType() {}

    /// The type of a name, in any case and with `_` for `-`; empty where it is none.
    static Optional<String> named(String name) {
        var folded = BackendConfig.folded(name);
        return Optional.of(ALIASES.getOrDefault(folded, folded)).filter(ALL::contains);
    }
}
