package scorpiox.server.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import java.util.regex.Pattern;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

/// What a capture does not hold: secrets, what only the backend can read, and who somebody is.
final class Masking {
    /// Members whose text is masked whole.
    private static final Set<String> HIDDEN = Set.of("encrypted_content", "account_id", "chatgpt_account_id", "user_id", "user", "email", "safety_identifier",
            "prompt_cache_key", "session_id", "conversation_id", "x-codex-turn-state", "signature", "thoughtSignature",
            "access_token", "refresh_token", "id_token", "authorization", "cookie", "set-cookie", "api_key", "x-api-key");
    /// The same within JSON that is text, as in the events of a stream.
    private static final Pattern MEMBER = Pattern.compile("(\"(?:encrypted_content|account_id|chatgpt_account_id|user_id|user|email|safety_identifier|prompt_cache_key|signature|thoughtSignature)\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*+\"");

    private Masking() {}

    /// A copy of an entry without them.
    static ObjectNode of(ObjectNode entry) {
        return (ObjectNode) masked(entry);
    }

    private static JsonNode masked(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var copy = Json.object();
                object.properties().forEach(member -> copy.set(member.getKey(),
                        HIDDEN.contains(member.getKey()) && member.getValue().isTextual() ? TextNode.valueOf(Redaction.MASK) : masked(member.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                var copy = Json.array();
                array.forEach(item -> copy.add(masked(item)));
                yield copy;
            }
            case TextNode text -> TextNode.valueOf(masked(text.textValue()));
            default -> value;
        };
    }

    private static String masked(String text) {
        var plain = text.contains("\"") ? MEMBER.matcher(text).replaceAll("$1\"" + Redaction.MASK + "\"") : text;
        return Redaction.maskPeople(plain);
    }
}
