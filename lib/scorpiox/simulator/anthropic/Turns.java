package scorpiox.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import scorpiox.base.Json;

/// What the Messages API refuses in the turns of a conversation: neighbours of one role count as one.
final class Turns {
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private final JsonNode body;
    private final Set<String> used = new HashSet<>();
    private Set<String> open = new LinkedHashSet<>();
    private int place = -1;

    private Turns(JsonNode body) {
        this.body = body;
    }

    /// The first thing that is wrong; null for nothing.
    static String wrong(JsonNode body) {
        return new Turns(body).wrong();
    }

    private String wrong() {
        var messages = body.path("messages");
        if (messages.isEmpty()) return "messages: at least one message is required";
        var before = "";
        for (var i = 0; i < messages.size(); i++) {
            var role = messages.get(i).path("role").asText();
            if (role.equals("system")) {
                return "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as an input message "
                        + "role.";
            }
            if (!role.equals("user") && !role.equals("assistant")) return "messages." + i + ".role: Input should be 'user' or 'assistant'";
            if (i == 0 && !role.equals("user")) return "messages: first message must use the \"user\" role";
            var wrong = message(i, role, messages.get(i).path("content"), i == messages.size() - 1, role.equals(before));
            if (wrong != null) return wrong;
            before = role;
        }
        if (!open.isEmpty()) return unanswered();
        var last = messages.get(messages.size() - 1).path("role").asText();
        if (last.equals("assistant") && !new Generation(body.path("model").asText()).takesPrefill(body)) {
            return "This model does not support assistant message prefill. The conversation must end with a user message.";
        }
        return opening(messages);
    }

    private String message(int at, String role, JsonNode content, boolean last, boolean goesOn) {
        if (content.isTextual()) {
            if (!open.isEmpty() && role.equals("user")) return unanswered();
            if (content.asText().isBlank()) return "messages." + at + ": " + role + " messages must have non-empty content";
            return last && role.equals("assistant") && content.asText().stripTrailing().length() < content.asText().length()
                    ? "messages: final assistant content cannot end with trailing whitespace" : null;
        }
        if (!content.isArray()) return "messages." + at + ".content: Field required";
        if (content.isEmpty()) return "messages." + at + ": " + role + " messages must have non-empty content";
        if (role.equals("assistant") && !goesOn) {
            if (!open.isEmpty()) return unanswered();
            place = at;
        }
        var answered = new HashSet<String>();
        for (var i = 0; i < content.size(); i++) {
            var block = content.get(i);
            var type = block.path("type").asText();
            if (role.equals("user") && !type.equals("tool_result") && !open.isEmpty()) return unanswered();
            var wrong = block(role, block, type, "messages." + at + ".content." + i, answered);
            if (wrong != null) return wrong;
        }
        return null;
    }

    private String block(String role, JsonNode block, String type, String where, Set<String> answered) {
        var allowed = role.equals("user") ? List.of("text", "image", "document", "tool_result", "search_result")
                : List.of("text", "tool_use", "thinking", "redacted_thinking", "server_tool_use", "web_search_tool_result");
        if (!allowed.contains(type)) {
            return where + ": Input tag '" + type + "' found using 'type' does not match any of the expected tags: '" + String.join("', '", allowed) + "'";
        }
        return switch (type) {
            case "text" -> block.path("text").asText().isEmpty() ? "messages: text content blocks must be non-empty"
                    : block.path("text").asText().isBlank() ? "messages: text content blocks must contain non-whitespace text" : null;
            case "image" -> image(block.path("source"), where);
            case "tool_use" -> call(block, where);
            case "tool_result" -> result(block, where, answered);
            case "thinking" -> thinking(block, where);
            default -> null;
        };
    }

    private static String image(JsonNode source, String where) {
        if (source.path("type").asText().equals("url")) return source.path("url").isTextual() ? null : where + ".image.source.url.url: Field required";
        if (!source.path("type").asText().equals("base64")) {
            return where + ".image.source: Input tag '" + source.path("type").asText() + "' does not match 'base64', 'url'";
        }
        if (!IMAGES.contains(source.path("media_type").asText())) {
            return where + ".image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'";
        }
        return source.path("data").asText().matches("[A-Za-z0-9+/]+={0,2}") ? null : where + ".image.source.base64.data: Invalid base64 data";
    }

    private String call(JsonNode block, String where) {
        var id = block.path("id").asText();
        if (!id.matches("[a-zA-Z0-9_-]+")) return where + ".tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'";
        if (!block.path("input").isObject()) return where + ".tool_use.input: Input should be a valid dictionary";
        if (Json.text(block, "name") == null) return where + ".tool_use.name: Field required";
        if (!used.add(id)) return where + ": `tool_use` ids must be unique";
        open.add(id);
        return null;
    }

    private String result(JsonNode block, String where, Set<String> answered) {
        var id = block.path("tool_use_id").asText();
        if (!answered.add(id)) return where + ": each tool_use must have a single result. Found multiple `tool_result` blocks with id: " + id;
        if (!open.remove(id)) {
            return where + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id
                    + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous message.";
        }
        if (!block.path("content").isArray()) return null;
        for (var part : block.path("content")) {
            var type = part.path("type").asText();
            if (type.equals("text") && part.path("text").asText().isEmpty()) return "messages: text content blocks must be non-empty";
            var wrong = type.equals("image") ? image(part.path("source"), where + ".tool_result.content") : null;
            if (wrong != null) return wrong;
            if (!type.equals("text") && !type.equals("image")) return where + ".tool_result.content: Input tag '" + type + "' does not match 'text', 'image'";
        }
        return null;
    }

    private String thinking(JsonNode block, String where) {
        if (block.has("cache_control")) return where + ".thinking.cache_control: Extra inputs are not permitted";
        if (!block.path("signature").isTextual()) return where + ".thinking.signature: Field required";
        var given = MessagesWriter.signature(body.path("model").asText(), block.path("thinking").asText());
        return given.equals(block.path("signature").asText()) ? null : where + ": Invalid `signature` in `thinking` block";
    }

    private String unanswered() {
        return "messages." + place + ": `tool_use` ids were found without `tool_result` blocks immediately after: " + String.join(", ", open)
                + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.";
    }

    /// With a budget, the turn whose tools are being answered must begin with its thinking.
    private String opening(JsonNode messages) {
        if (!body.path("thinking").path("type").asText().equals("enabled") || place < 0) return null;
        var last = messages.get(messages.size() - 1).path("content");
        if (!last.path(0).path("type").asText().equals("tool_result")) return null;
        var first = messages.get(place).path("content").path(0).path("type").asText();
        return first.equals("thinking") || first.equals("redacted_thinking") ? null : "messages." + place
                + ".content.0.type: Expected `thinking` or `redacted_thinking`, but found `"
                + first + "`. When `thinking` is enabled, a final `assistant` message must start with a thinking block.";
    }
}
