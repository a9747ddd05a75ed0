package scorpiox.provider.router;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Nearest;
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
    private static final List<String> NAMES = Stream.of(Vendors.IDS, List.of(Router.ID, DEMO)).flatMap(List::stream).toList();
    private static final Map<String, String> ALIASES = Map.of("scorpiox", Router.ID, "google", "gemini", "google-gemini", "gemini", "openai-codex", Codex.ID);

    /// Endings of a model's name that mean an effort; `max` is part of names instead.
    private static final List<String> SUFFIXES = List.of("none", "minimal", "low", "medium", "high", "xhigh");

    /// The providers that come with the program.
    public static List<String> providers() {
        return NAMES;
    }

    /// Those, and programs of the user's.
    public static List<String> providers(Environment environment) {
        return Stream.concat(NAMES.stream(), ProcessVendors.ids(environment).stream()).distinct().toList();
    }

    private static boolean isProvider(String id, Settings settings) {
        return NAMES.contains(id) || ProcessVendors.find(id, settings).isPresent();
    }

    /// @throws Failure `USAGE` for a name nobody has; `AUTH` when no provider has credentials
    public static Choice of(Settings settings, Models models) {
        var provider = canonical(settings.get(Keys.PROVIDER));
        var model = settings.get(Keys.MODEL);
        var said = Keys.PROVIDER;
        var separator = separator(model);
        if (separator > 0 && isProvider(canonical(model.substring(0, separator)), settings)) {
            var named = canonical(model.substring(0, separator));
            if (provider.equals(Router.ID)) {
                provider = named;
                said = Keys.MODEL;
            }
            model = model.substring(separator + 1);
        } else if (provider.equals(Codex.ID) && model.contains("/")) {
            model = model.substring(model.lastIndexOf('/') + 1);
        }
        if (!isProvider(provider, settings)) {
            var names = providers(settings.environment());
            throw Failure.usage("unknown provider " + provider + Nearest.hint(provider, names) + " (" + said.name() + " from " + settings.value(said).source() + ")")
                    .hint("there are " + String.join(", ", names));
        }
        if (model.isBlank()) throw Failure.usage("MODEL is empty").hint("name one with --model");
        if (provider.equals(Router.ID)) provider = routed(model, settings);
        return named(provider, model.strip(), models);
    }

    /// The same for a look at the request only: without credentials anywhere it is Codex that would be asked.
    public static Choice evenWithoutCredentials(Settings settings, Models models) {
        try {
            return of(settings, models);
        } catch (Failure failure) {
            if (failure.kind() != Kind.AUTH) throw failure;
            return named(Codex.ID, settings.get(Keys.MODEL), models);
        }
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

    /// Tier names become the provider's models; `model-effort` is split when the part before it is a known model.
    public static Choice named(String provider, String model, Models models) {
        var served = provider.equals(DEMO) ? Codex.ID : provider;
        var tier = models.tiers(served).get(model.toLowerCase(Locale.ROOT));
        if (tier != null) return new Choice(provider, tier, Optional.empty());
        if (models.find(served, model).known()) return new Choice(provider, model, Optional.empty());
        var dash = model.lastIndexOf('-');
        var effort = dash > 0 && SUFFIXES.contains(model.substring(dash + 1)) ? Effort.named(model.substring(dash + 1)) : Optional.<Effort>empty();
        if (effort.isPresent() && models.find(served, model.substring(0, dash)).known()) {
            return new Choice(provider, model.substring(0, dash), effort);
        }
        return new Choice(provider, model, Optional.empty());
    }

    /// For a name that says no provider: the one that it belongs to, else the first with credentials.
    private static String routed(String model, Settings settings) {
        for (var id : Vendors.IDS) if (Vendors.of(id).configured(settings)) return id;
        throw Failure.of(Kind.AUTH, "no credentials found").hint("sign in with fetchtoken login or codex login, or set the key of a provider such as ANTHROPIC_API_KEY,"
                + " or CODEX_BASE_URL and CODEX_API_KEY for a third-party endpoint, or try it without any: sx --provider demo \"hello\"");
    }

    private static int separator(String model) {
        var slash = model.indexOf('/');
        var colon = model.indexOf(':');
        return slash < 0 ? colon : colon < 0 ? slash : Math.min(slash, colon);
    }

    /// The one name of a provider that has several; any other text as it is, in small letters.
    public static String canonical(String name) {
        var id = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        return ALIASES.getOrDefault(id, id);
    }
}
