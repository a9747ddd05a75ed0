package scorpiox.provider.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Capabilities.Feature;

/// What a provider's program prints for `--describe`: `{"description", "models": [{"id", "context_window", "max_output",
/// "image", "tools", "efforts"}], "capabilities": {"token_count": true, "cost": "by the hour"}, "environment": ["HOUSE_KEY"]}`.
/// Everything may be left out.
///
/// @param json        it
/// @param models      what it serves, the usual one first
/// @param environment names of variables that it gets although they look like secrets
record Description(ObjectNode json, List<ModelInfo> models, List<String> environment) {
    private static final List<String> TIERS = List.of("opus", "sonnet", "haiku");
    private static final int MOST_MODELS = 500;

    static Description of(ObjectNode json) {
        var models = new ArrayList<ModelInfo>();
        for (var model : json.path("models")) {
            var id = Json.text(model, "id");
            if (id != null && !id.isBlank() && models.size() < MOST_MODELS) models.add(model(id, model));
        }
        var environment = new ArrayList<String>();
        for (var name : json.path("environment")) if (name.isTextual()) environment.add(name.textValue());
        return new Description(json, List.copyOf(models), List.copyOf(environment));
    }

    private static ModelInfo model(String id, JsonNode said) {
        var efforts = new ArrayList<Effort>();
        for (var effort : said.path("efforts")) Effort.named(effort.asText()).ifPresent(efforts::add);
        efforts.sort(null);
        var style = efforts.isEmpty() ? ModelInfo.Style.NONE : ModelInfo.Style.EFFORT;
        var window = new ModelInfo.Window(Math.max(0, said.path("context_window").asInt()), Math.max(0, said.path("max_output").asInt()));
        return new ModelInfo(id, true, window, said.path("image").asBoolean(), said.path("tools").asBoolean(true), new ModelInfo.Reasoning(style, efforts, false),
                false, true, null);
    }

    /// The model that a name means: a tier is the usual one, unless a model is called so.
    String named(String name) {
        for (var model : models) if (model.id().equals(name)) return name;
        return !models.isEmpty() && TIERS.contains(name.toLowerCase(Locale.ROOT)) ? models.getFirst().id() : name;
    }

    /// What is known of a model.
    ModelInfo model(String name) {
        var id = named(name);
        for (var model : models) if (model.id().equals(id)) return model;
        return ModelInfo.unknown(name);
    }

    Capabilities capabilities() {
        var saying = Capabilities.saying();
        for (var feature : Feature.values()) {
            var said = json.path("capabilities").path(feature.name().toLowerCase(Locale.ROOT));
            if (said.isTextual()) saying.yes(feature, said.textValue());
            else if (said.isBoolean()) say(saying, feature, said.booleanValue(), "by its own word");
            else unsaid(saying, feature);
        }
        return saying.all();
    }

    private void unsaid(Capabilities.Saying saying, Feature feature) {
        switch (feature) {
            case STREAMING -> saying.yes(feature, "JSON lines");
            case THINKING -> say(saying, feature, models.stream().anyMatch(model -> !model.efforts().isEmpty()), "effort");
            case TOOL_USE, FUNCTION_CALLING -> say(saying, feature, models.isEmpty() || models.stream().anyMatch(ModelInfo::tools), "functions");
            case VISION -> say(saying, feature, models.stream().anyMatch(ModelInfo::vision), "images");
            case TOKEN_COUNT -> saying.yes(feature, "estimate");
            case AUTHENTICATION -> saying.yes(feature, "its own");
            default -> saying.no(feature, "not said");
        }
    }

    private static void say(Capabilities.Saying saying, Feature feature, boolean supported, String how) {
        if (supported) saying.yes(feature, how);
        else saying.no(feature, "no");
    }
}
