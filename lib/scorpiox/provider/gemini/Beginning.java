package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import scorpiox.base.Json;

/// What all requests of a conversation begin with and an explicit cache can hold: system text, tools, and what the user said
/// first but for the end of it. A request must still say something, and the user must be the first to say it; a text that
/// stays out stands behind the pictures and files it is about.
///
/// @param content what the cache holds, as members of a request
/// @param left    the parts of the first content that stay out of it; null where nothing of it is held
/// @param hash    of the content
record Beginning(ObjectNode content, ArrayNode left, String hash) {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int PICTURE = 258;

    /// Characters of a text that stay out of the cache as they are; of a longer one its end.
    private static final int SHORT = 4000;
    private static final int END = 1000;

    /// @param body of a whole request
    /// @return empty where it is too short for a cache
    static Optional<Beginning> of(ObjectNode body, GeminiModel model) {
        var content = Json.object().put("model", GeminiModel.full(model.name()));
        for (var member : new String[] {"systemInstruction", "tools", "toolConfig"}) if (body.has(member)) content.set(member, body.get(member));
        var first = body.path("contents").path(0);
        ArrayNode left = null;
        if (first.path("role").asText().equals("user") && first.path("parts") instanceof ArrayNode parts) {
            left = Json.array();
            var kept = kept(parts, left);
            if (kept.isEmpty()) left = null;
            else content.putArray("contents").addObject().put("role", "user").set("parts", kept);
        }
        return tokens(content) < model.leastCached() ? Optional.empty() : Optional.of(new Beginning(content, left, hash(content)));
    }

    /// All parts but the end of the last text, which is left.
    private static ArrayNode kept(ArrayNode parts, ArrayNode left) {
        var last = parts.size() - 1;
        while (last > 0 && !parts.get(last).has("text")) last--;
        if (!parts.get(last).has("text")) last = parts.size() - 1;
        var kept = Json.array();
        for (var i = 0; i < parts.size(); i++) {
            var text = i == last ? Json.text(parts.get(i), "text") : null;
            if (i != last) {
                kept.add(parts.get(i));
            } else if (text == null || text.length() <= SHORT) {
                left.add(parts.get(i));
            } else {
                var cut = cut(text);
                kept.addObject().put("text", text.substring(0, cut));
                left.addObject().put("text", text.substring(cut));
            }
        }
        return kept;
    }

    /// Where the end of a long text begins: at a line if there is one near.
    private static int cut(String text) {
        var most = text.length() - END;
        var line = text.lastIndexOf('\n', most) + 1;
        if (most - line < END && line > 0) return line;
        return Character.isLowSurrogate(text.charAt(most)) ? most - 1 : most;
    }

    /// The request that goes on where the cache ends.
    ObjectNode rest(ObjectNode body, String name) {
        var rest = Json.object().put("cachedContent", name);
        var contents = rest.putArray("contents");
        var all = body.path("contents");
        if (left != null) contents.addObject().put("role", "user").set("parts", left);
        for (var i = left == null ? 0 : 1; i < all.size(); i++) contents.add(all.get(i));
        for (var member : new String[] {"generationConfig", "serviceTier"}) if (body.has(member)) rest.set(member, body.get(member));
        return rest;
    }

    /// A guess: a token for four bytes, and what Gemini counts for a picture.
    private static long tokens(JsonNode node) {
        return weight(node) / BYTES_PER_TOKEN;
    }

    private static long weight(JsonNode node) {
        if (node.has("inlineData")) {
            var data = node.get("inlineData");
            return data.path("mimeType").asText().startsWith("image/") ? PICTURE * BYTES_PER_TOKEN : data.path("data").asText().length() * 3L / 4;
        }
        if (!node.isContainerNode()) return Json.bytes(node).length;
        var weight = 0L;
        if (node.isObject()) for (var member : node.properties()) weight += member.getKey().length() + 4 + weight(member.getValue());
        else for (var item : node) weight += 1 + weight(item);
        return weight;
    }

    private static String hash(ObjectNode content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.bytes(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
