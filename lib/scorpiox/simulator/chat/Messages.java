package scorpiox.simulator.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Refusal;

/// What is refused in the messages: roles, contents, and calls without answers.
final class Messages {
    private static final List<String> ROLES = List.of("system", "assistant", "user", "function", "tool", "developer");
    private static final List<String> PARTS = List.of("text", "file", "input_audio");

    private Messages() {}

    /// The first thing that is wrong; null for nothing.
    static Refusal wrong(JsonNode messages) {
        if (!messages.isArray()) return ChatErrors.missing("messages");
        if (messages.isEmpty()) {
            return ChatErrors.invalid("Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", "messages",
                    "empty_array");
        }
        Set<String> open = new LinkedHashSet<>();
        var answering = false;
        for (var i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            var where = "messages[" + i + "]";
            var role = message.path("role").asText();
            if (!ROLES.contains(role)) {
                return ChatErrors.invalid("Invalid value: '" + role + "'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and "
                        + "'developer'.", where + ".role", "invalid_value");
            }
            if (role.equals("tool")) {
                if (!answering) {
                    return ChatErrors.invalid("Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
                            where + ".role", null);
                }
                if (!open.remove(message.path("tool_call_id").asText())) {
                    return ChatErrors.invalid("Invalid parameter: 'tool_call_id' of '" + message.path("tool_call_id").asText()
                            + "' not found in 'tool_calls' of previous message.", where + ".tool_call_id", null);
                }
            } else {
                if (!open.isEmpty()) return unanswered(open, where);
                answering = message.path("tool_calls").size() > 0;
            }
            var refused = content(message, role, where);
            if (refused == null) refused = calls(message, role, where, open);
            if (refused != null) return refused;
        }
        return open.isEmpty() ? null : unanswered(open, "messages");
    }

    private static Refusal unanswered(Set<String> open, String where) {
        return ChatErrors.invalid("An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
                + "The following tool_call_ids did not have response messages: " + String.join(", ", open), where, null);
    }

    private static Refusal calls(JsonNode message, String role, String where, Set<String> open) {
        var calls = message.path("tool_calls");
        if (message.has("tool_calls") && !role.equals("assistant")) {
            return ChatErrors.invalid("Unknown parameter: '" + where + ".tool_calls'.", where + ".tool_calls", "unknown_parameter");
        }
        if (message.has("tool_calls") && calls.isEmpty()) {
            return ChatErrors.invalid("Invalid '" + where + ".tool_calls': empty array.", where + ".tool_calls", "empty_array");
        }
        for (var i = 0; i < calls.size(); i++) {
            var call = calls.get(i);
            var place = where + ".tool_calls[" + i + "]";
            if (call.path("id").asText().isEmpty()) return ChatErrors.missing(place + ".id");
            if (call.path("id").asText().length() > 64) {
                return ChatErrors.invalid("Invalid '" + place + ".id': string too long. Expected a string with maximum length 64.", place + ".id",
                        "string_above_max_length");
            }
            var type = call.path("type").asText();
            if (type.equals("custom") ? !call.path("custom").path("input").isTextual()
                    : !type.equals("function") || Json.text(call.path("function"), "name") == null || !call.path("function").path("arguments").isTextual()) {
                return ChatErrors.invalid("Missing required parameter: '" + place + ".function.arguments'.", place, "missing_required_parameter");
            }
            open.add(call.path("id").asText());
        }
        return null;
    }

    private static Refusal content(JsonNode message, String role, String where) {
        var content = message.path("content");
        if (content.isTextual()) return null;
        if (content.isNull() || content.isMissingNode()) {
            var may = role.equals("assistant") && (message.has("tool_calls") || message.has("refusal"));
            return may ? null : ChatErrors.invalid("Invalid value for 'content': expected a string, got null.", where + ".content", null);
        }
        if (!content.isArray() || content.isEmpty()) {
            return ChatErrors.invalid("Invalid type for '" + where + ".content': expected a string or an array of parts.", where + ".content",
                    "invalid_type");
        }
        for (var i = 0; i < content.size(); i++) {
            var part = content.get(i);
            var type = part.path("type").asText();
            var place = where + ".content[" + i + "]";
            if (type.equals("image_url")) {
                if (!role.equals("user")) {
                    return ChatErrors.invalid("Invalid '" + where + "'. Image URLs are only allowed for messages with role 'user', but this message with "
                            + "role '" + role
                            + "' contains an image URL.", where, "invalid_value");
                }
                if (!part.path("image_url").path("url").asText().matches("(?s)(https?://|data:image/(png|jpeg|gif|webp);base64,.).*")) {
                    return ChatErrors.invalid("You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', "
                            + "'jpeg', 'gif', 'webp'].", place, "image_parse_error");
                }
            } else if (!PARTS.contains(type) && !(type.equals("refusal") && role.equals("assistant"))) {
                return ChatErrors.invalid("Invalid value: '" + type + "'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', and 'file'.",
                        place + ".type", "invalid_value");
            } else if (type.equals("text") && !part.path("text").isTextual()) {
                return ChatErrors.missing(place + ".text");
            }
        }
        return null;
    }
}
