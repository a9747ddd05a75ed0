package scorpiox.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// What a model knows of thinking, by its name.
record GeminiModel(String name) {
    private static final List<String> LEVELS = List.of("minimal", "low", "medium", "high");

    /// From the third generation on: levels of thinking, signatures that have to come back, ids of calls.
    boolean third() {
        return name.startsWith("gemini-") && name.charAt(7) >= '3' && name.charAt(7) <= '9';
    }

    private boolean pro() {
        return name.contains("pro");
    }

    /// Fewest tokens that are cached without being asked to.
    int leastCached() {
        return pro() ? 4096 : 1024;
    }

    /// What is wrong with `thinkingConfig`; null for nothing.
    String wrong(JsonNode config) {
        var budget = config.path("thinkingBudget");
        var level = config.path("thinkingLevel");
        if (!budget.isMissingNode() && !level.isMissingNode()) return "You can only set only one of thinking budget and thinking level.";
        if (!level.isMissingNode()) {
            if (!third()) return "Thinking level is not supported for this model.";
            if (!LEVELS.contains(level.asText().toLowerCase())) {
                return "Invalid value at 'generation_config.thinking_config.thinking_level' "
                        + "(type.googleapis.com/google.ai.generativelanguage.v1beta.ThinkingConfig.ThinkingLevel), \"" + level.asText() + "\"";
            }
            return pro() && level.asText().equalsIgnoreCase("minimal") ? "Thinking level MINIMAL is not supported for this model." : null;
        }
        if (budget.isMissingNode()) return null;
        if (!budget.isInt()) return "Invalid value at 'generation_config.thinking_config.thinking_budget' (TYPE_INT32), \"" + budget.asText() + "\"";
        return budget(budget.asInt());
    }

    private String budget(int budget) {
        if (budget == -1) return null;
        if (budget == 0 && pro()) return "Budget 0 is invalid. This model only works in thinking mode.";
        var least = pro() ? 128 : name.contains("lite") ? 512 : 0;
        var most = pro() ? 32_768 : 24_576;
        return budget != 0 && budget < least || budget > most
                ? "The thinking budget " + budget + " is invalid. Please choose a value between " + least + " and " + most + "." : null;
    }

    /// Whether it thinks for a request with this `thinkingConfig`.
    boolean thinks(JsonNode config) {
        return config.path("thinkingBudget").asInt(-1) != 0 && !name.startsWith("gemini-2.0") && !name.startsWith("gemma");
    }
}
