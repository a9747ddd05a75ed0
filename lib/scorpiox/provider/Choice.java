package scorpiox.provider;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Nearest;
import scorpiox.model.Effort;
import scorpiox.model.Models;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Who answers and with which model, from `PROVIDER`, `MODEL` and the names people write.
///
/// @param provider id of the provider
/// @param model    the provider's own name for the model
/// @param effort   effort that the name ended in, if it did
public record Choice(String provider, String model, Optional<Effort> effort) {
    public static final String DEMO = "demo";
    private static final String ROUTER = "router";
    private static final List<String> NAMES = List.of(Codex.ID, DEMO, ROUTER);
    private static final Map<String, String> ALIASES = Map.of("scorpiox", ROUTER, "google", "gemini", "google-gemini", "gemini");

    /// Endings of a model's name that mean an effort; `max` is part of names instead.
    private static final List<String> SUFFIXES = List.of("none", "minimal", "low", "medium", "high", "xhigh");

    /// Providers that the catalogue of the product names and this version does not have.
    private static final List<String> MISSING = List.of("claude-code", "anthropic", "gemini", "openai");

    /// The providers of this version.
    public static List<String> providers() {
        return NAMES;
    }

    /// @throws Failure `USAGE` for a name nobody has; `AUTH` when no provider has credentials
    public static Choice of(Settings settings) {
        var provider = canonical(settings.get(Keys.PROVIDER));
        var model = settings.get(Keys.MODEL);
        var said = Keys.PROVIDER;
        var separator = separator(model);
        if (separator > 0 && isProvider(model.substring(0, separator))) {
            var named = canonical(model.substring(0, separator));
            if (provider.equals(ROUTER)) {
                provider = named;
                said = Keys.MODEL;
            }
            model = model.substring(separator + 1);
        } else if (provider.equals(Codex.ID) && model.contains("/")) {
            model = model.substring(model.lastIndexOf('/') + 1);
        }
        if (provider.equals(ROUTER)) provider = routed(model, settings);
        checkProvider(provider, settings.value(said));
        if (model.isBlank()) throw Failure.usage("MODEL is empty").hint("name one with --model");
        return named(provider, model.strip());
    }

    /// The same for a look at the request only: without credentials anywhere it is Codex that would be asked.
    public static Choice evenWithoutCredentials(Settings settings) {
        try {
            return of(settings);
        } catch (Failure failure) {
            if (failure.kind() != Kind.AUTH) throw failure;
            return named(Codex.ID, settings.get(Keys.MODEL));
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
    private static Choice named(String provider, String model) {
        var served = provider.equals(DEMO) ? Codex.ID : provider;
        var tier = Models.tiers(served).get(model.toLowerCase(Locale.ROOT));
        if (tier != null) return new Choice(provider, tier, Optional.empty());
        if (Models.find(served, model).known()) return new Choice(provider, model, Optional.empty());
        var dash = model.lastIndexOf('-');
        var effort = dash > 0 && SUFFIXES.contains(model.substring(dash + 1)) ? Effort.named(model.substring(dash + 1)) : Optional.<Effort>empty();
        if (effort.isPresent() && Models.find(served, model.substring(0, dash)).known()) {
            return new Choice(provider, model.substring(0, dash), effort);
        }
        return new Choice(provider, model, Optional.empty());
    }

    /// For a name that says no provider: the first with credentials. Only codex is there to have any yet.
    private static String routed(String model, Settings settings) {
        var lower = model.toLowerCase(Locale.ROOT);
        if (lower.startsWith("claude-") || lower.startsWith("gemini-") || lower.startsWith("gemma-")) {
            throw Failure.usage("no provider of this version serves " + model).hint("it has: " + String.join(", ", Models.of(Codex.ID)));
        }
        if (Codex.configured(settings)) return Codex.ID;
        throw Failure.of(Kind.AUTH, "no credentials found").hint("sign in with fetchtoken login or codex login, or set CODEX_BASE_URL and CODEX_API_KEY"
                + " for a third-party endpoint, or try it without any: sx --provider demo \"hello\"");
    }

    private static void checkProvider(String name, Settings.Value said) {
        if (name.equals(Codex.ID) || name.equals(DEMO)) return;
        var where = " (" + said.key().name() + " from " + said.source() + ")";
        var problem = MISSING.contains(name) ? "provider " + name + " is not in this version" : "unknown provider " + name + Nearest.hint(name, NAMES);
        throw Failure.usage(problem + where).hint("there are " + String.join(", ", NAMES));
    }

    private static int separator(String model) {
        var slash = model.indexOf('/');
        var colon = model.indexOf(':');
        return slash < 0 ? colon : colon < 0 ? slash : Math.min(slash, colon);
    }

    private static boolean isProvider(String name) {
        var id = canonical(name);
        return NAMES.contains(id) || MISSING.contains(id);
    }

    /// The one name of a provider that has several; any other text as it is, in small letters.
    public static String canonical(String name) {
        var id = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        id = id.equals("openai-codex") ? Codex.ID : id;
        return ALIASES.getOrDefault(id, id);
    }
}
