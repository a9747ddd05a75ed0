package scorpiox.provider.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.model.ModelInfo;
import scorpiox.model.ModelInfo.Style;
import scorpiox.model.Request;
import scorpiox.provider.PromptCache;

/// The body of a request to the OpenAI API: [that of the wire][ResponsesRequest], with what this backend takes besides and
/// Codex never asks for.
final class ApiRequest {
    private ApiRequest() {}

    static ObjectNode body(Request request, ModelInfo model, String provider) {
        var body = ResponsesRequest.body(request, model, provider, true);
        thinking(request, model, body);
        var sampling = request.output().sampling();
        if (sampling.temperature() != null) body.put("temperature", sampling.temperature());
        if (sampling.topP() != null) body.put("top_p", sampling.topP());
        body.set("stream_options", Json.object().put("include_obfuscation", false));
        PromptCache.add(request, body);
        return body;
    }

    /// An effort is sent only when one is asked for. A model that thinks does so all the same, and what it thought goes
    /// along to the next request; one that does not think refuses to hear of it.
    private static void thinking(Request request, ModelInfo model, ObjectNode body) {
        var thinks = model.reasoning().style() != Style.NONE;
        var effort = request.thinking().effort();
        if (!thinks || effort == null) body.remove("reasoning");
        if (thinks && effort == null && model.summaries() && !request.thinking().summary().equals("none")) {
            body.set("reasoning", Json.object().put("summary", request.thinking().summary()));
        }
        body.remove("include");
        if (thinks && (model.known() || effort != null || model.summaries())) body.putArray("include").add("reasoning.encrypted_content");
    }
}
