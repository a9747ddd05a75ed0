package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.ModelInfo.Style;
import scorpiox.model.Request;

/// What Gemini's models differ in on the wire, by their names and generations.
///
/// @param name without the prefix `models/`
/// @param info what is known of it
record GeminiModel(String name, ModelInfo info) {
    private static final String PREFIX = "models/";
    private static final int MINIMAL = 512;
    private static final int LOW = 1024;
    private static final int MEDIUM = 8192;
    private static final int HIGH = 16_384;

    static GeminiModel of(ModelInfo info) {
        return new GeminiModel(plain(info.id()), info);
    }

    /// A name without the prefix that the API's own lists give it.
    static String plain(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    /// The name as the API writes it.
    static String full(String name) {
        return name.startsWith("tunedModels/") ? name : PREFIX + plain(name);
    }

    boolean pro() {
        return name.contains("pro");
    }

    /// Whether it checks signatures of calls and takes pictures within the result of one: generation 3 and later.
    boolean third() {
        return !older() && style() == Style.LEVEL;
    }

    /// Fewest tokens that it caches (figures of 2026).
    int leastCached() {
        return pro() ? 4096 : 1024;
    }

    private boolean older() {
        return name.startsWith("gemini-1") || name.startsWith("gemini-2");
    }

    /// How it words an effort. Of a model that no catalogue knows the name tells the generation.
    private Style style() {
        if (info.known() || !older()) return info.reasoning().style();
        return name.startsWith("gemini-2.5") ? Style.BUDGET : Style.NONE;
    }

    /// `thinkingConfig`; null where there is nothing to say. A level and a budget are never sent together.
    ObjectNode thinking(Request.Thinking wanted) {
        var effort = wanted.effort();
        var config = Json.object();
        var off = false;
        switch (style()) {
            case NONE -> {
                return null;
            }
            case BUDGET -> {
                if (effort != null || wanted.budget() > 0) {
                    var budget = budget(effort, wanted.budget());
                    off = budget == 0;
                    config.put("thinkingBudget", budget);
                }
            }
            case LEVEL -> {
                if (effort != null) config.put("thinkingLevel", level(effort));
            }
            default -> {
                if (effort == null) return null;
                config.put("thinkingLevel", level(effort));
            }
        }
        if (!off && !wanted.summary().equals("none")) config.put("includeThoughts", true);
        return config.isEmpty() ? null : config;
    }

    /// Tokens to think with, within what the model takes. Only Pro cannot be told not to think at all.
    private int budget(Effort effort, int asked) {
        var least = pro() ? 128 : name.contains("lite") ? 512 : 1;
        var most = pro() ? 32_768 : 24_576;
        if (effort == Effort.NONE) return pro() ? least : 0;
        var tokens = asked > 0 ? asked : switch (effort) {
            case NONE, MINIMAL -> MINIMAL;
            case LOW -> LOW;
            case MEDIUM -> MEDIUM;
            case HIGH -> HIGH;
            case XHIGH, MAX -> most;
        };
        return Math.clamp(tokens, least, most);
    }

    /// The level for an effort. No model can be told not to think, and not all have `minimal`.
    private String level(Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL -> info.efforts().contains(Effort.MINIMAL) ? "minimal" : "low";
            case LOW -> "low";
            case MEDIUM -> "medium";
            case HIGH, XHIGH, MAX -> "high";
        };
    }
}
