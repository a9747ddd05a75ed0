package scorpiox.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import scorpiox.base.Json;
import scorpiox.http.HttpCall;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;

/// The catalogue of the ChatGPT Codex backend: the models that a plan has.
final class CodexCatalogue {
    /// It leaves out models that are too new for the client, so this is the newest one whose catalogue is known.
    private static final String CLIENT = "0.169.0";

    private CodexCatalogue() {}

    /// The question.
    ///
    /// @param endpoint of the model requests, `…/codex/responses`
    static HttpCall listing(URI endpoint, String product) {
        var base = endpoint.toString().substring(0, endpoint.toString().lastIndexOf('/'));
        return new HttpCall(URI.create(base + "/models?client_version=" + CLIENT), Map.of("Accept", "application/json", "User-Agent", product, "originator", "codex_cli_rs"), null);
    }

    /// The models in the answer that are meant to be chosen, in the order of the backend's own list.
    static List<ModelInfo> listed(JsonNode answer, Function<String, ModelInfo> known) {
        var entries = new ArrayList<JsonNode>();
        for (var entry : answer.path("models")) if (Json.text(entry, "slug") != null && entry.path("visibility").asText("list").equals("list")) entries.add(entry);
        entries.sort(Comparator.comparingInt(entry -> entry.path("priority").asInt(Integer.MAX_VALUE)));
        var models = new ArrayList<ModelInfo>();
        for (var entry : entries) models.add(model(entry, known.apply(Json.text(entry, "slug"))));
        return models;
    }

    private static ModelInfo model(JsonNode entry, ModelInfo known) {
        var context = entry.path("context_window").asInt(0);
        var reasoning = new ModelInfo.Reasoning(known.reasoning().style(), efforts(entry.path("supported_reasoning_levels"), known),
                entry.path("supports_reasoning_summaries").asBoolean(known.summaries()));
        return new ModelInfo(known.id(), true, new ModelInfo.Window(context > 0 ? context : known.window().context(), known.window().output()),
                images(entry.path("input_modalities"), known), known.tools(), reasoning, entry.path("support_verbosity").asBoolean(known.verbosity()),
                entry.path("supports_parallel_tool_calls").asBoolean(known.parallelCalls()), known.price());
    }

    /// Those that we have a word for; `[{"effort": "low"}]` or the words alone.
    private static List<Effort> efforts(JsonNode levels, ModelInfo known) {
        var efforts = new ArrayList<Effort>();
        for (var level : levels) {
            var effort = Effort.named(level.path("effort").asText(level.asText()));
            if (effort.isPresent() && !efforts.contains(effort.get())) efforts.add(effort.get());
        }
        efforts.sort(null);
        return efforts.isEmpty() ? known.efforts() : efforts;
    }

    private static boolean images(JsonNode modalities, ModelInfo known) {
        if (!modalities.isArray()) return known.vision();
        for (var each : modalities) if (each.asText().equals("image")) return true;
        return false;
    }
}
