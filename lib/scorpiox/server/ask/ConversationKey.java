package scorpiox.server.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import scorpiox.base.Json;

/// The key of a conversation: the same for each of its requests, so that they find each other's cache. A client may name
/// it, else it is made of how the conversation begins.
public final class ConversationKey {
    private static final int LONGEST = 64;
    private static final int SYSTEM = 2000;
    private static final List<String> HEADERS = List.of("x-session-id", "session_id", "session-id", "conversation_id", "x-conversation-id");
    private static final String REMINDER = "<system-reminder>";
    private static final String REMINDED = "</system-reminder>";

    private ConversationKey() {}

    /// The first that says something: `prompt_cache_key`, `conversation_id`, `session_id`, a header, `metadata.user_id`, `user`,
    /// `safety_identifier`; else a hash of the client, the beginning of the system text and the first text of the user.
    ///
    /// @param system    the client's texts of the system before any other message
    /// @param firstUser the first text of the user that [opens][#opens(String)] the conversation; empty for none
    /// @throws Refused for a `prompt_cache_key` that is not text
    public static String of(ClientRequest request, List<String> system, String firstUser) {
        var body = request.body();
        var own = body.path("prompt_cache_key");
        if (!own.isMissingNode() && !own.isNull() && !own.isTextual()) throw Members.wrong("prompt_cache_key", "a string");
        for (var member : List.of("prompt_cache_key", "conversation_id", "session_id")) if (says(body.get(member))) return fit(Json.text(body, member));
        for (var name : HEADERS) {
            var value = request.headers().get(name);
            if (value.isPresent() && !value.get().isBlank()) return fit(value.get());
        }
        if (says(body.path("metadata").get("user_id"))) return fit(Json.text(body.path("metadata"), "user_id"));
        for (var member : List.of("user", "safety_identifier")) if (says(body.get(member))) return fit(Json.text(body, member));
        var leading = String.join("\n\n", system);
        return hash("begins", request.client(), leading.substring(0, Math.min(leading.length(), SYSTEM)), withoutReminders(firstUser));
    }

    /// Whether a text says what the user wants: some clients send their reminders as a text of its own before it.
    public static boolean opens(String text) {
        return !withoutReminders(text).isBlank();
    }

    private static boolean says(JsonNode value) {
        return value != null && value.isTextual() && !value.textValue().isBlank();
    }

    /// It also goes out as a header: what is too long for it, or no plain text, is hashed.
    private static String fit(String key) {
        var plain = key.length() <= LONGEST;
        for (var i = 0; plain && i < key.length(); i++) plain = key.charAt(i) > ' ' && key.charAt(i) < 0x7f;
        return plain ? key : hash("named", key);
    }

    /// Blocks that a client puts before what the user says, another one each time.
    private static String withoutReminders(String text) {
        var rest = text.stripLeading();
        while (rest.startsWith(REMINDER)) {
            var end = rest.indexOf(REMINDED);
            if (end < 0) break;
            rest = rest.substring(end + REMINDED.length()).stripLeading();
        }
        return rest;
    }

    /// A UUID of version 8 (RFC 9562 section 5.8).
    private static String hash(String... pieces) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var piece : pieces) {
                var bytes = piece.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                digest.update(bytes);
            }
            var hash = ByteBuffer.wrap(digest.digest());
            return new UUID(hash.getLong() & ~0xf000L | 0x8000L, hash.getLong() & ~(3L << 62) | 2L << 62).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
