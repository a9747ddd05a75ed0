package scorpiox.provider.router;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import scorpiox.base.Failure;
import scorpiox.model.Effort;
import scorpiox.model.Models;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.process.ProcessVendors;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Who answers and with which model, from `PROVIDER`, `MODEL` and the names people write.
///
/// @param provider id of the provider
/// @param model    the provider's own name for the model
/// @param effort   effort that the name ended in, if it did
public record Choice(String provider, String model, Optional<Effort> effort) {
    public static final String DEMO = "demo";
    private static final Map<String, String> ALIASES = Map.of("scorpiox", Router.ID, "google", "gemini", "google-gemini", "gemini", "openai-codex", Codex.ID);

    /// Endings of a model's name that mean an effort; `max` is part of names instead.
    private static final List<String> SUFFIXES = List.of("none", "minimal", "low", "medium", "high", "xhigh");

    /// The providers that come with the program.
    public static List<String> providers() {
        return Vendors.NAMES;
    }

    /// Those, and programs of the user's.
    public static List<String> providers(Environment environment) {
        return Stream.concat(Vendors.NAMES.stream(), ProcessVendors.ids(environment).stream()).distinct().toList();
    }

    /// Whom the settings choose. It is the router where its keys say more than who is asked first, and where nobody else
    /// than its own server is left; then the model is the name as it was written.
    ///
    /// @throws Failure `USAGE` for a name nobody has, or a model of somebody else; `AUTH` when there are no credentials for it
    public static Choice of(Settings settings, Models models) {
        return new Names(settings, models, false).chosen();
    }

    /// The same for a look at the request only: without credentials it is told who would be asked.
    public static Choice evenWithoutCredentials(Settings settings, Models models) {
        return new Names(settings, models, true).chosen();
    }

    /// Provider and model in one, as people write them.
    public String name() {
        return provider + "/" + model;
    }

    /// The effort in force: a flag, then the name's ending, then the keys in their order; empty for the model's default.
    ///
    /// @param flag `--effort`, or null
    public Optional<Effort> effort(String flag, Settings settings) {
        if (flag != null) {
            return Optional.of(Effort.named(flag).orElseThrow(() -> Failure.usage("--effort takes none, minimal, low, medium, high, xhigh or max, not " + flag)));
        }
        if (effort.isPresent()) return effort;
        for (var key : List.of(Keys.CODEX_REASONING_EFFORT, Keys.REASONING_EFFORT, Keys.OPENAI_REASONING_EFFORT)) {
            if (settings.find(key).isPresent()) return Effort.named(settings.get(key));
        }
        return settings.on(Keys.THINKING) ? Optional.empty() : Optional.of(Effort.NONE);
    }

    /// Tier names become the provider's models; `model-effort` is split when the part before it is a known model or a tier.
    public static Choice named(String provider, String model, Models models) {
        var served = provider.equals(DEMO) ? Codex.ID : provider;
        var tiers = models.tiers(served);
        var tier = tiers.get(model.toLowerCase(Locale.ROOT));
        if (tier != null) return new Choice(provider, tier, Optional.empty());
        if (models.find(served, model).known()) return new Choice(provider, model, Optional.empty());
        var stem = withoutEffort(model);
        if (stem.equals(model)) return new Choice(provider, model, Optional.empty());
        var effort = Effort.named(model.substring(stem.length() + 1));
        tier = tiers.get(stem.toLowerCase(Locale.ROOT));
        if (tier != null) return new Choice(provider, tier, effort);
        return models.find(served, stem).known() ? new Choice(provider, stem, effort) : new Choice(provider, model, Optional.empty());
    }

    /// A name without the effort that it ends in, if it does.
    static String withoutEffort(String model) {
        var dash = model.lastIndexOf('-');
        return dash > 0 && SUFFIXES.contains(model.substring(dash + 1)) ? model.substring(0, dash) : model;
    }

    /// The one name of a provider that has several; any other text as it is, in small letters.
    public static String canonical(String name) {
        var id = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        return ALIASES.getOrDefault(id, id);
    }
}
