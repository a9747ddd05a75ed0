package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;

/// The body of a Gemini request. Members stand in a fixed order, what stays the same during a conversation first.
final class GeminiRequest {
    /// What a server refused and is left out.
    ///
    /// @param schemas  whether JSON Schema goes out in the OpenAPI subset
    /// @param thinking whether nothing is said about thinking
    /// @param format   whether the shape of the answer is not asked for
    /// @param hosted   whether tools that Google runs are not offered
    record Without(boolean schemas, boolean thinking, boolean format, boolean hosted) {
        static final Without NOTHING = new Without(false, false, false, false);
    }

    private GeminiRequest() {}

    /// @param provider whose continuation data may be replayed
    static ObjectNode body(Request request, ModelInfo info, String provider, Without without) {
        var model = GeminiModel.of(info);
        var body = Json.object();
        if (!request.system().isEmpty()) body.putObject("systemInstruction").putArray("parts").addObject().put("text", String.join("\n\n", request.system()));
        GeminiTools.add(request.tools(), without, body);
        body.set("contents", GeminiContents.of(request.messages(), provider, model));
        var config = Json.object();
        if (request.output().maxTokens() > 0) config.put("maxOutputTokens", request.output().maxTokens());
        var sampling = request.output().sampling();
        if (sampling.temperature() != null) config.put("temperature", sampling.temperature());
        if (sampling.topP() != null) config.put("topP", sampling.topP());
        if (sampling.topK() != null) config.put("topK", sampling.topK());
        if (request.output().schema() != null && !without.format()) format(request.output().schema(), without.schemas(), config);
        var thinking = without.thinking() ? null : model.thinking(request.thinking());
        if (thinking != null) config.set("thinkingConfig", thinking);
        if (!config.isEmpty()) body.set("generationConfig", config);
        if (request.output().serviceTier() != null) body.put("serviceTier", request.output().serviceTier());
        return body;
    }

    private static void format(ObjectNode schema, boolean subset, ObjectNode config) {
        config.put("responseMimeType", "application/json");
        if (!subset) {
            config.set("responseJsonSchema", GeminiTools.whole(schema));
            return;
        }
        var converted = GeminiSchema.of(schema);
        if (converted.schema() != null) config.set("responseSchema", converted.schema());
    }
}
