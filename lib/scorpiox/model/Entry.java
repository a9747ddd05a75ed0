package scorpiox.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;

/// A model as the JSON of a catalogue has it; what an entry does not say stays as it was known before.
final class Entry {
    private Entry() {}

    /// What is known of a model that nothing but an entry tells of.
    static ModelInfo only(String id) {
        return new ModelInfo(id, true, new ModelInfo.Window(0, 0), true, true, new ModelInfo.Reasoning(ModelInfo.Style.EFFORT, List.of(), true), false, false, null);
    }

    /// Lays an entry over what is known.
    ///
    /// @param plan whether its seller sells by plan
    static ModelInfo over(ModelInfo known, JsonNode entry, boolean plan) {
        var efforts = known.efforts();
        if (entry.has("efforts")) {
            efforts = new ArrayList<>();
            for (var effort : entry.get("efforts")) Effort.named(effort.asText()).ifPresent(efforts::add);
        }
        var style = entry.has("thinking") ? ModelInfo.Style.named(entry.get("thinking").asText()) : known.reasoning().style();
        var window = new ModelInfo.Window(entry.path("context_window").asInt(known.window().context()), entry.path("max_output").asInt(known.window().output()));
        return new ModelInfo(known.id(), true, window, entry.path("image").asBoolean(known.vision()), entry.path("tools").asBoolean(known.tools()),
                new ModelInfo.Reasoning(style, efforts, entry.path("summaries").asBoolean(known.summaries())), entry.path("verbosity").asBoolean(known.verbosity()),
                entry.path("parallel_calls").asBoolean(known.parallelCalls()), price(known.price(), entry, plan));
    }

    /// A price takes the place of the one before with all that belongs to it.
    private static Price price(Price before, JsonNode entry, boolean plan) {
        var price = entry.get("price");
        if (price == null) return before;
        if (!price.isObject()) return null;
        var large = entry.path("large");
        var promotion = entry.path("promotion");
        return new Price(rates(price), large.isObject() ? rates(large.path("price")) : null, large.path("above").asLong(), promotion.isObject() ? rates(promotion.path("then")) : null,
                promotion.isObject() ? LocalDate.parse(promotion.path("until").asText()) : null, entry.path("as_of").asText(""), plan);
    }

    private static Price.Rates rates(JsonNode price) {
        return new Price.Rates(price.path("input").asDouble(), figure(price, "cached_input"), figure(price, "cache_write"), figure(price, "cache_write_1h"),
                price.path("output").asDouble());
    }

    private static Double figure(JsonNode price, String name) {
        return price.path(name).isNumber() ? price.get(name).doubleValue() : null;
    }

    /// The entry that says what differs from what is known; it names its model in any case.
    static ObjectNode differing(ModelInfo model, ModelInfo known) {
        var entry = Json.object().put("id", model.id());
        if (model.window().context() != known.window().context()) entry.put("context_window", model.window().context());
        if (model.window().output() != known.window().output()) entry.put("max_output", model.window().output());
        if (model.vision() != known.vision()) entry.put("image", model.vision());
        if (model.tools() != known.tools()) entry.put("tools", model.tools());
        if (model.reasoning().style() != known.reasoning().style()) entry.put("thinking", model.reasoning().style().word());
        if (!model.efforts().equals(known.efforts())) {
            var efforts = entry.putArray("efforts");
            for (var effort : model.efforts()) efforts.add(effort.wire());
        }
        if (model.summaries() != known.summaries()) entry.put("summaries", model.summaries());
        if (model.verbosity() != known.verbosity()) entry.put("verbosity", model.verbosity());
        if (model.parallelCalls() != known.parallelCalls()) entry.put("parallel_calls", model.parallelCalls());
        if (model.price() != null && !model.price().equals(known.price())) {
            entry.set("price", json(model.price().usual()));
            entry.put("as_of", model.price().asOf());
        }
        return entry;
    }

    private static ObjectNode json(Price.Rates rates) {
        return Json.object().put("input", rates.input()).put("cached_input", rates.cached()).put("cache_write", rates.cacheWrite())
                .put("cache_write_1h", rates.cacheWrite1h()).put("output", rates.output());
    }
}
