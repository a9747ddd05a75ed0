package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import scorpiox.base.Json;

/// What all requests of a conversation begin with and an explicit cache can hold: system text, tools and what the user said
/// first, but for a short last part of it, the question itself. A request must still say something, and a cache made for
/// the first request of a conversation then serves the later ones too.
///
/// @param content what the cache holds, as members of a request
/// @param parts   how many parts of the first content are in it, -1 for all
/// @param hash    of it
record Beginning(ObjectNode content, int parts, String hash) {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int PICTURE = 258;

    /// @param body of a whole request
    /// @return empty where it is too short for a cache, and where nothing would be left to say
    static Optional<Beginning> of(ObjectNode body, GeminiModel model) {
        var content = Json.object().put("model", GeminiModel.full(model.name()));
        for (var member : new String[] {"systemInstruction", "tools", "toolConfig"}) if (body.has(member)) content.set(member, body.get(member));
        var contents = body.path("contents");
        var first = contents.path(0);
        var held = 0;
        if (first.path("role").asText().equals("user")) {
            var parts = (ArrayNode) first.path("parts");
            var question = tokens(parts.get(parts.size() - 1)) <= model.leastCached();
            if (!question && contents.size() == 1) return Optional.empty();
            held = question ? parts.size() - 1 : -1;
            var kept = Json.array();
            for (var i = 0; i < (question ? held : parts.size()); i++) kept.add(parts.get(i));
            if (!kept.isEmpty()) content.putArray("contents").addObject().put("role", "user").set("parts", kept);
        }
        if (tokens(content) < model.leastCached()) return Optional.empty();
        return Optional.of(new Beginning(content, held, hash(content)));
    }

    /// The request that goes on where the cache ends.
    ObjectNode rest(ObjectNode body, String name) {
        var rest = Json.object().put("cachedContent", name);
        var contents = rest.putArray("contents");
        var all = body.path("contents");
        if (parts >= 0 && content.path("contents").size() == 1) {
            var left = contents.addObject().put("role", "user").putArray("parts");
            for (var i = parts; i < all.get(0).path("parts").size(); i++) left.add(all.get(0).path("parts").get(i));
        } else if (parts >= 0 && !all.isEmpty()) {
            contents.add(all.get(0));
        }
        for (var i = 1; i < all.size(); i++) contents.add(all.get(i));
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
