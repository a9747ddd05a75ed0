package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.model.Opaque;

/// Thought signatures: what Gemini wants back in exactly the part it came with.
///
/// A text arrives in many parts of the wire and is one piece of the answer. Its continuation data therefore says which
/// stretches of it were signed, `[{"from", "to", "thoughtSignature"}]` in characters, and the text is cut there again when
/// it goes back. A call's holds its signature and the id it had, `{"id", "thoughtSignature"}`, each where there was one.
final class Signatures {
    /// Kind of the data of a text, of thinking or of a call.
    static final String KIND = "thoughtSignature";

    /// Stands for a signature where a call was made by another model (Google's guide on thought signatures).
    static final String SENTINEL = "skip_thought_signature_validator";

    private Signatures() {}

    static Opaque opaque(String provider, String model, JsonNode data) {
        return new Opaque(provider, model, KIND, data);
    }

    /// Adds a text as the parts it came in; without signatures as one, and not at all where it is empty then.
    ///
    /// @param data    continuation data of the text, or null
    /// @param thought whether it is thinking
    static void parts(String text, JsonNode data, boolean thought, ArrayNode to) {
        if (data != null && data.isTextual()) {
            part(text, thought, data.textValue(), to);
            return;
        }
        var done = 0;
        if (data != null && fits(data, text.length())) {
            for (var stretch : data) {
                var from = stretch.path("from").intValue();
                if (from > done) part(text.substring(done, from), thought, null, to);
                done = stretch.path("to").intValue();
                part(text.substring(from, done), thought, Json.text(stretch, KIND), to);
            }
        }
        if (done < text.length()) part(text.substring(done), thought, null, to);
    }

    /// Whether the stretches lie within the text, one behind the other: a text that was changed since has none.
    private static boolean fits(JsonNode data, int length) {
        var last = 0;
        for (var stretch : data) {
            var from = stretch.path("from").asInt(-1);
            var to = stretch.path("to").asInt(-1);
            if (from < last || to < from || to > length || Json.text(stretch, KIND) == null) return false;
            last = to;
        }
        return true;
    }

    private static void part(String text, boolean thought, String signature, ArrayNode to) {
        var part = to.addObject().put("text", text);
        if (thought) part.put("thought", true);
        if (signature != null) part.put(KIND, signature);
    }

    /// The signature of a call, or null.
    static String ofCall(JsonNode data) {
        return data == null ? null : data.isTextual() ? data.textValue() : Json.text(data, KIND);
    }

    /// The data of a call; null when there is nothing to keep.
    static ObjectNode call(String id, String signature) {
        if (id == null && signature == null) return null;
        var data = Json.object();
        if (id != null) data.put("id", id);
        if (signature != null) data.put(KIND, signature);
        return data;
    }
}
