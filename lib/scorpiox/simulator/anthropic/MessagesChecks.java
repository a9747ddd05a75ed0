package scorpiox.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import scorpiox.simulator.wire.Refusal;

/// What the Messages API refuses in a request body, everything but the turns.
final class MessagesChecks {
    private static final Set<String> COUNTED = Set.of("model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control",
            "context_management", "mcp_servers");
    private static final Set<String> MORE = Set.of("max_tokens", "temperature", "top_p", "top_k", "stop_sequences", "metadata", "service_tier", "stream",
            "container", "inference_geo");

    private final JsonNode body;
    private final String model;

    private MessagesChecks(JsonNode body) {
        this.body = body;
        this.model = body.path("model").asText();
    }

    /// The first thing wrong with a body; null when it is accepted.
    ///
    /// @param models   names there are; empty for all that look like a Claude model
    /// @param counting whether tokens are to be counted, and nothing answered
    static Refusal of(JsonNode body, Set<String> models, boolean counting) {
        if (!body.isObject()) return AnthropicErrors.invalid("The request body is not valid JSON");
        var checks = new MessagesChecks(body);
        var wrong = checks.members(counting);
        if (wrong != null) return AnthropicErrors.invalid(wrong);
        if (models.isEmpty() ? !checks.model.startsWith("claude-") : !models.contains(checks.model)) {
            return AnthropicErrors.refusal(404, "not_found_error", "model: " + checks.model);
        }
        wrong = checks.whole(counting);
        return wrong == null ? null : AnthropicErrors.invalid(wrong);
    }

    private String members(boolean counting) {
        if (!body.path("model").isTextual()) return "model: Field required";
        if (!counting && body.path("max_tokens").isMissingNode()) return "max_tokens: Field required";
        if (!body.path("messages").isArray()) return "messages: Field required";
        for (var member : body.properties()) {
            if (!COUNTED.contains(member.getKey()) && (counting || !MORE.contains(member.getKey()))) {
                return member.getKey() + ": Extra inputs are not permitted";
            }
        }
        return null;
    }

    private String whole(boolean counting) {
        var most = new Generation(model).mostOutput();
        var tokens = body.path("max_tokens");
        if (!counting && (!tokens.isInt() || tokens.asInt() < 1)) return "max_tokens: Input should be greater than or equal to 1";
        if (tokens.asInt() > most) {
            return "max_tokens: " + tokens.asInt() + " > " + most + ", which is the maximum allowed number of output tokens for " + model;
        }
        var wrong = system();
        if (wrong == null) wrong = tools();
        if (wrong == null) wrong = Turns.wrong(body);
        // counting asks for no answer of a length, so that a budget is not held against it
        if (wrong == null && !counting) wrong = new Generation(model).wrong(body);
        return wrong == null ? marks() : wrong;
    }

    private String system() {
        var system = body.path("system");
        if (system.isMissingNode() || system.isTextual()) return null;
        if (!system.isArray()) return "system: Input should be a valid string or list";
        for (var i = 0; i < system.size(); i++) {
            if (!system.get(i).path("type").asText().equals("text")) return "system." + i + ".type: Input should be 'text'";
            if (system.get(i).path("text").asText().isBlank()) return "system: text content blocks must be non-empty";
        }
        return null;
    }

    private String tools() {
        var names = new HashSet<String>();
        var tools = body.path("tools");
        for (var i = 0; i < tools.size(); i++) {
            var tool = tools.get(i);
            var name = tool.path("name").asText();
            if (!name.matches("[a-zA-Z0-9_-]{1,128}")) return "tools." + i + ".custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'";
            if (!names.add(name)) return "tools: Tool names must be unique.";
            if (tool.has("type") && !tool.path("type").asText().equals("custom")) continue;
            if (!tool.path("input_schema").isObject()) return "tools." + i + ".custom.input_schema: Field required";
            if (!tool.path("input_schema").path("type").asText().equals("object")) {
                return "tools." + i + ".custom.input_schema.type: Input should be 'object'";
            }
        }
        var choice = body.path("tool_choice");
        if (choice.isMissingNode()) return null;
        if (names.isEmpty()) return "tool_choice may only be specified while providing tools.";
        var type = choice.path("type").asText();
        if (!List.of("auto", "any", "tool", "none").contains(type)) {
            return "tool_choice: Input tag '" + type + "' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'";
        }
        return type.equals("tool") && !names.contains(choice.path("name").asText()) ? "Tool '" + choice.path("name").asText()
                + "' not found in provided tools" : null;
    }

    private String marks() {
        var marks = Prefix.of(body).marks();
        if (marks.size() > 4) return "A maximum of 4 blocks with cache_control may be provided. Found " + marks.size() + ".";
        for (var i = 1; i < marks.size(); i++) {
            if (marks.get(i).equals("1h") && marks.get(i - 1).equals("5m")) {
                return "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.";
            }
        }
        for (var ttl : marks) if (!ttl.equals("5m") && !ttl.equals("1h")) return "cache_control.ephemeral.ttl: Input should be '5m' or '1h'";
        return null;
    }
}
