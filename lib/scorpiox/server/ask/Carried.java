package scorpiox.server.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.model.Opaque;

/// Continuation data as a string that a client carries from one request to the next, so that nobody has to keep it here.
///
/// Encrypted reasoning of Codex is `sx1.` and its `encrypted_content` as it is; everything else `sx2.` and compact JSON in
/// base64url. A client may send what it likes: what was not written here, or cannot have been, is nothing.
///
/// @param place what it belongs to
public record Carried(Opaque opaque, Place place) {
    /// Longest string that is written or read, in characters: encrypted reasoning has a hundredth of it.
    static final int LONGEST = 1 << 20;

    private static final String CODEX = "codex";
    private static final String REASONING = "reasoning";
    private static final String ENCRYPTED = "encrypted_content";
    private static final String FIRST = "sx1.";
    private static final String SECOND = "sx2.";
    private static final Set<String> THINKING = Set.of(REASONING, "thinking", "redacted_thinking");
    private static final Set<String> CALLS = Set.of("function_call", "custom_tool_call", "local_shell_call");

    /// What continuation data belongs to: thinking, the call that comes next, or a call that the provider made itself.
    public enum Place { THINKING, CALL, HOSTED }

    /// The string; empty where it would be too long to be carried.
    public Optional<String> text() {
        if (CODEX.equals(opaque.provider()) && place == Place.THINKING && REASONING.equals(opaque.kind())) {
            var encrypted = Json.text(opaque.data(), ENCRYPTED);
            if (encrypted != null && plain(encrypted)) return fitting(FIRST + encrypted);
        }
        var json = Json.object().put("provider", opaque.provider());
        if (opaque.model() != null) json.put("model", opaque.model());
        json.put("kind", opaque.kind());
        if (place != Place.THINKING) json.put("place", place.name());
        json.set("data", opaque.data());
        return fitting(SECOND + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json)));
    }

    /// What a string holds; empty for one that is not from here.
    ///
    /// @param text  as the client sent it, or null
    /// @param shown the thinking that stood beside it, empty for none
    public static Optional<Carried> read(String text, String shown) {
        if (text == null || text.length() > LONGEST) return Optional.empty();
        if (text.startsWith(FIRST)) return encrypted(text.substring(FIRST.length()), shown);
        return text.startsWith(SECOND) ? packed(text.substring(SECOND.length())) : Optional.empty();
    }

    /// The item as the Responses wire wants it back.
    private static Optional<Carried> encrypted(String content, String shown) {
        if (!plain(content)) return Optional.empty();
        var item = Json.object().put("type", REASONING);
        var summary = item.putArray("summary");
        if (!shown.isEmpty()) summary.addObject().put("type", "summary_text").put("text", shown);
        item.put(ENCRYPTED, content);
        return Optional.of(new Carried(new Opaque(CODEX, null, REASONING, item), Place.THINKING));
    }

    private static Optional<Carried> packed(String base64) {
        try {
            if (!(Json.read(Base64.getUrlDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1))) instanceof ObjectNode json)) return Optional.empty();
            var place = place(json.get("place"));
            var kind = Json.text(json, "kind");
            var data = json.get("data");
            if (place == null || !word(Json.text(json, "provider")) || !word(kind) || json.has("model") && !word(Json.text(json, "model")) || !possible(place, kind, data)) {
                return Optional.empty();
            }
            return Optional.of(new Carried(new Opaque(Json.text(json, "provider"), Json.text(json, "model"), kind, data), place));
        } catch (IOException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private static Place place(JsonNode named) {
        if (named == null) return Place.THINKING;
        return switch (named.asText()) {
            case "CALL" -> Place.CALL;
            case "HOSTED" -> Place.HOSTED;
            default -> null;
        };
    }

    /// Whether data of that kind is ever written there. It goes to the provider as it is: a message must not come in this way.
    private static boolean possible(Place place, String kind, JsonNode data) {
        if (data == null || data.isEmpty() && !data.isTextual()) return false;
        if (!(data instanceof ObjectNode object)) return !THINKING.contains(kind) && place != Place.HOSTED && (data.isArray() || data.isTextual());
        var type = object.get("type");
        return switch (place) {
            case THINKING -> THINKING.contains(kind) && kind.equals(Json.text(object, "type")) && (!kind.equals(REASONING) || Json.text(object, ENCRYPTED) != null);
            case CALL -> type == null;
            case HOSTED -> type == null ? !hosted(kind) : hosted(kind) && kind.equals(type.asText());
        };
    }

    private static boolean hosted(String kind) {
        return kind.endsWith("_call") && !CALLS.contains(kind) || kind.endsWith("_tool_use") || kind.endsWith("_tool_result");
    }

    private static boolean word(String text) {
        return text != null && !text.isEmpty() && text.length() <= 200;
    }

    /// Printable ASCII without blanks, as every encoding of bytes is.
    private static boolean plain(String text) {
        for (var i = 0; i < text.length(); i++) if (text.charAt(i) <= ' ' || text.charAt(i) > '~') return false;
        return !text.isEmpty();
    }

    private static Optional<String> fitting(String text) {
        return text.length() <= LONGEST ? Optional.of(text) : Optional.empty();
    }
}
