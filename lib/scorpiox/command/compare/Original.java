package scorpiox.command.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.provider.Capabilities.Feature;

/// What the provider page of the original program says: seven features and the way to authenticate.
final class Original {
    static final String YES = "yes";
    static final String NO = "no";

    private static final Set<String> ALL = Set.of("codex", "claude-code", "anthropic", "gemini", "openai", "router");
    private static final Map<Feature, Set<String>> SUPPORTED = Map.of(
            Feature.STREAMING, Set.of("codex", "claude-code", "anthropic", "router"),
            Feature.THINKING, ALL,
            Feature.TOOL_USE, ALL,
            Feature.FUNCTION_CALLING, Set.of("codex"),
            Feature.VISION, Set.of("codex"),
            Feature.TOKEN_REFRESH, Set.of("codex", "claude-code"),
            Feature.CONTEXT_CACHING, Set.of("gemini"));
    private static final Map<String, String> AUTHENTICATION = Map.of("codex", "OAuth bearer", "claude-code", "OAuth bearer", "anthropic", "x-api-key",
            "gemini", "API key", "openai", "API key", "router", "none");

    /// The order of its rows; what it has no row for comes behind.
    static final List<Feature> ROWS = List.of(Feature.STREAMING, Feature.THINKING, Feature.TOOL_USE, Feature.FUNCTION_CALLING, Feature.VISION,
            Feature.TOKEN_REFRESH, Feature.CONTEXT_CACHING, Feature.AUTHENTICATION, Feature.COST, Feature.TOKEN_COUNT);

    private Original() {}

    /// [#YES], [#NO], or the way to authenticate; empty where it says nothing.
    static Optional<String> says(Feature feature, String provider) {
        if (!ALL.contains(provider)) return Optional.empty();
        if (feature == Feature.AUTHENTICATION) return Optional.of(AUTHENTICATION.get(provider));
        return Optional.ofNullable(SUPPORTED.get(feature)).map(those -> those.contains(provider) ? YES : NO);
    }
}
