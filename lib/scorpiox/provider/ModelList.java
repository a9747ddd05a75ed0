package scorpiox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import scorpiox.base.Json;
import scorpiox.http.HttpCall;
import scorpiox.model.ModelInfo;

/// `GET models` of OpenAI's API and of what is compatible with it.
public final class ModelList {
    private ModelList() {}

    /// The request for it.
    ///
    /// @param url     of the list
    /// @param headers that every request carries
    public static HttpCall call(URI url, String product, Map<String, String> headers) {
        var all = new LinkedHashMap<String, String>();
        all.put("Accept", "application/json");
        all.put("User-Agent", product);
        all.putAll(headers);
        return new HttpCall(url, all, null);
    }

    /// The models in the answer, sorted as they came. Of one that stands in no catalogue the server's word counts: how much
    /// fits in (`context_length` at OpenRouter, `max_model_len` at vLLM, `n_ctx_train` at llama.cpp), whether it takes images.
    public static List<ModelInfo> of(JsonNode answer, Function<String, ModelInfo> known) {
        var models = new ArrayList<ModelInfo>();
        for (var entry : answer.path("data")) {
            var id = Json.text(entry, "id");
            if (id == null || id.isBlank()) continue;
            var model = known.apply(id);
            models.add(model.known() ? model : told(model, entry));
        }
        return models;
    }

    private static ModelInfo told(ModelInfo model, JsonNode entry) {
        var context = first(entry.path("context_length"), entry.path("max_model_len"), entry.path("context_window"), entry.path("meta").path("n_ctx_train"));
        var output = first(entry.path("top_provider").path("max_completion_tokens"), entry.path("max_completion_tokens"));
        var modalities = entry.path("architecture").path("input_modalities");
        var parameters = entry.path("supported_parameters");
        return new ModelInfo(model.id(), false, new ModelInfo.Window(context, output), modalities.isArray() ? holds(modalities, "image") : model.vision(),
                parameters.isArray() ? holds(parameters, "tools") : model.tools(), model.reasoning(), model.verbosity(), model.parallelCalls(), model.price());
    }

    private static int first(JsonNode... places) {
        for (var place : places) if (place.canConvertToInt() && place.intValue() > 0) return place.intValue();
        return 0;
    }

    private static boolean holds(JsonNode list, String word) {
        for (var entry : list) if (entry.asText().equals(word)) return true;
        return false;
    }
}
