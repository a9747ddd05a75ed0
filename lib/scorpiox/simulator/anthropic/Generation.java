package scorpiox.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// What thinking and sampling a model allows, by its generation.
record Generation(String model) {
    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");

    private boolean isAny(String... names) {
        for (var name : names) if (model.equals(name) || model.startsWith(name + "-2")) return true;
        return false;
    }

    /// Up to 4.5: a budget of tokens.
    private boolean budgetOnly() {
        return model.contains("-3-") || model.contains("-4-0") || model.contains("-4-1") || model.contains("-4-2") || model.contains("-4-5");
    }

    private boolean both() {
        return model.contains("-4-6");
    }

    /// Thinks always.
    private boolean always() {
        return isAny("claude-opus-5-5", "claude-fable-5-1");
    }

    private boolean betweenTools() {
        return isAny("claude-sonnet-5-5");
    }

    /// Fewest tokens of a prefix that is kept.
    int leastCached() {
        if (isAny("claude-opus-5", "claude-fable-5")) return 512;
        if (isAny("claude-opus-4-7")) return 2048;
        return isAny("claude-opus-4-5", "claude-opus-4-6", "claude-haiku-4-5") ? 4096 : 1024;
    }

    int mostOutput() {
        return budgetOnly() ? 64_000 : 128_000;
    }

    /// Whether an answer to this body begins with thinking.
    boolean thinks(JsonNode body) {
        return switch (body.path("thinking").path("type").asText()) {
            case "enabled", "adaptive" -> true;
            default -> false;
        };
    }

    /// What is wrong with thinking, effort and sampling; null for nothing.
    String wrong(JsonNode body) {
        var effort = body.path("output_config").path("effort");
        if (!effort.isMissingNode() && !EFFORTS.contains(effort.asText())) {
            return "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'";
        }
        var thinking = body.path("thinking");
        var type = thinking.path("type").asText();
        var wrong = switch (type) {
            case "" -> thinking.isMissingNode() ? null : "thinking.type: Field required";
            case "enabled" -> budget(thinking.path("budget_tokens"), body.path("max_tokens").asInt());
            case "adaptive" -> budgetOnly() ? "adaptive thinking is not supported on this model" : null;
            case "disabled" -> disabled(effort.asText());
            case "between_tools" -> between(effort.asText("low"));
            default -> "thinking: Input tag '" + type + "' found using 'type' does not match any of the expected tags: 'adaptive', 'between_tools', "
                    + "'disabled', 'enabled'";
        };
        if (wrong != null) return wrong;
        return sampling(body, type.equals("enabled") || type.equals("adaptive"));
    }

    private String budget(JsonNode budget, int most) {
        if (!budgetOnly() && !both()) {
            return "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control "
                    + "thinking behavior.";
        }
        if (!budget.isInt()) return "thinking.enabled.budget_tokens: Field required";
        if (budget.asInt() < 1024) return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024";
        return budget.asInt() >= most ? "`max_tokens` must be greater than `thinking.budget_tokens`." : null;
    }

    private String disabled(String effort) {
        if (always() || betweenTools()) return "\"thinking.type.disabled\" is not supported for this model.";
        return isAny("claude-opus-5") && List.of("xhigh", "max").contains(effort) ? "thinking cannot be disabled at effort " + effort + "." : null;
    }

    private String between(String effort) {
        if (!betweenTools()) return "\"thinking.type.between_tools\" is not supported for this model.";
        return List.of("low", "medium", "high").contains(effort) ? null : "thinking.type.between_tools is not supported at effort " + effort + ".";
    }

    private String sampling(JsonNode body, boolean thinks) {
        var newest = !budgetOnly() && !both();
        var temperature = body.path("temperature");
        if (temperature.isNumber() && temperature.asDouble() != 1) {
            if (thinks) return "`temperature` may only be set to 1 when thinking is enabled.";
            if (newest) return "temperature: values other than 1 are not supported on this model.";
            if (temperature.asDouble() < 0 || temperature.asDouble() > 1) return "temperature: range: 0..1";
        }
        var top = body.path("top_p");
        if (top.isNumber() && (thinks && top.asDouble() < 0.95 || newest && top.asDouble() < 0.99)) {
            return "top_p: values below 0.99 are not supported on this model.";
        }
        if (body.has("top_k") && (thinks || newest)) return "`top_k` must be unset when thinking is enabled or on this model.";
        var choice = body.path("tool_choice").path("type").asText();
        var forced = choice.equals("any") || choice.equals("tool");
        if (forced && thinks) return "Thinking may not be enabled when tool_choice forces tool use.";
        return forced && betweenTools() ? "tool_choice: this model does not support forced tool use." : null;
    }

    /// Whether the model goes on with an answer that was begun.
    boolean takesPrefill(JsonNode body) {
        return !betweenTools() && !thinks(body);
    }
}
