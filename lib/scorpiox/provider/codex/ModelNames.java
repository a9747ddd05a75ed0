package scorpiox.provider.codex;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import scorpiox.model.Effort;

/// The names of models that third-party Codex endpoints are asked for: presets such as `gpt-5.1-codex-max-high`, names of
/// older generations, and the mapping of the plugin that made such endpoints usual.
public final class ModelNames {
    /// Models of the plugin and their efforts, the longer of two names first.
    private static final Map<String, List<Effort>> MODELS = Map.of(
            "gpt-5.2-codex", List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH),
            "gpt-5.2", List.of(Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH),
            "gpt-5.1-codex-max", List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH),
            "gpt-5.1-codex-mini", List.of(Effort.MEDIUM, Effort.HIGH),
            "gpt-5.1-codex", List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH),
            "gpt-5.1", List.of(Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH));

    /// Names that are not served any more, and what took their place.
    private static final Map<String, String> RENAMED = Map.of("gpt-5.1-chat-latest", "gpt-5.1", "gpt-5-codex", "gpt-5.1-codex",
            "codex-mini-latest", "gpt-5.1-codex-mini", "gpt-5-codex-mini", "gpt-5.1-codex-mini", "gpt-5-codex-mini-medium", "gpt-5.1-codex-mini-medium",
            "gpt-5-codex-mini-high", "gpt-5.1-codex-mini-high", "gpt-5", "gpt-5.1", "gpt-5-mini", "gpt-5.1", "gpt-5-nano", "gpt-5.1");

    /// What a name has to contain, and the model it then means; the first that fits counts.
    private static final String[][] CONTAINED = {{"gpt-5.2-codex", "gpt-5.2-codex"}, {"gpt-5.2", "gpt-5.2"}, {"gpt-5.1-codex-max", "gpt-5.1-codex-max"},
            {"gpt-5.1-codex-mini", "gpt-5.1-codex-mini"}, {"codex-mini-latest", "gpt-5.1-codex-mini"}, {"gpt-5-codex-mini", "gpt-5.1-codex-mini"},
            {"gpt-5.1-codex", "gpt-5.1-codex"}, {"gpt-5.1", "gpt-5.1"}, {"codex", "gpt-5.1-codex"}, {"gpt-5", "gpt-5.1"}};

    private ModelNames() {}

    /// How a preset thinks and speaks when nobody says otherwise.
    ///
    /// @param summary   of its thinking
    /// @param verbosity of its answers
    public record Preset(String summary, String verbosity) {}

    /// The name that takes the place of one that is not served any more; any other unchanged but for its prefix.
    public static String renamed(String name) {
        var plain = name.substring(name.lastIndexOf('/') + 1);
        return RENAMED.getOrDefault(plain.toLowerCase(Locale.ROOT), plain);
    }

    /// The model that the plugin would ask for, whatever the name; an effort at its end stays.
    public static String legacy(String name) {
        var plain = renamed(name.strip()).toLowerCase(Locale.ROOT);
        for (var rule : CONTAINED) {
            if (plain.contains(rule[0]) || plain.contains(rule[0].replace('-', ' '))) return rule[1] + ending(plain);
        }
        return "gpt-5.1";
    }

    /// What the plugin's preset of that name comes to.
    ///
    /// @param name   as it was asked for, `gpt-5.1-codex-high`
    /// @param model  it means
    /// @param effort it means; null for none
    public static Preset preset(String name, String model, Effort effort) {
        var plain = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        var preset = effort != null && MODELS.containsKey(model) && plain.equals(model + "-" + effort.wire());
        if (!preset) return new Preset("auto", "medium");
        var detailed = model.equals("gpt-5.1-codex-max") || effort.compareTo(Effort.HIGH) >= 0;
        var verbosity = !model.equals("gpt-5.1") ? "medium" : effort == Effort.LOW ? "low" : effort == Effort.HIGH ? "high" : "medium";
        return new Preset(detailed ? "detailed" : "auto", verbosity);
    }

    /// The efforts of a model of the plugin, for its presets.
    static Map<String, List<Effort>> models() {
        return MODELS;
    }

    private static String ending(String name) {
        for (var effort : Effort.values()) {
            if (effort != Effort.MAX && (name.endsWith("-" + effort.wire()) || name.endsWith(" " + effort.wire()))) return "-" + effort.wire();
        }
        return "";
    }
}
