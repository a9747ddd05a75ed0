package scorpiox.provider.router;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Nearest;
import scorpiox.http.Origin;
import scorpiox.model.Models;
import scorpiox.provider.anthropic.Anthropic;
import scorpiox.provider.anthropic.ClaudeCode;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.codex.ModelNames;
import scorpiox.provider.gemini.Gemini;
import scorpiox.provider.openai.OpenAi;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Whom the name of a model means.
///
/// @param dry whether it is only looked at: then nobody has to have credentials
record Names(Settings settings, Models models, boolean dry) {
    private static final List<String> TIERS = List.of("opus", "sonnet", "haiku");

    /// Models of one maker, known by how their names begin, and who serves them.
    private enum Family {
        GPT(List.of(Codex.ID, OpenAi.ID), "sign in with fetchtoken login or codex login, or set OPENAI_API_KEY, or store it with: config --set OPENAI_API_KEY - --level user",
                "gpt-", "codex-", "o1", "o3", "o4"),
        CLAUDE(List.of(Anthropic.ID, ClaudeCode.ID), "set ANTHROPIC_API_KEY, or store it with: config --set ANTHROPIC_API_KEY - --level user, or sign in with claude",
                "claude-", "sonnet", "opus", "haiku", "fable"),
        GEMINI(List.of(Gemini.ID), "set GEMINI_API_KEY, or store it with: config --set GEMINI_API_KEY - --level user", "gemini-", "gemma-");

        final List<String> providers;
        final String mend;
        final String[] beginnings;

        Family(List<String> providers, String mend, String... beginnings) {
            this.providers = providers;
            this.mend = mend;
            this.beginnings = beginnings;
        }

        /// The family of a model, or null.
        static Family of(String model) {
            for (var family : values()) {
                for (var beginning : family.beginnings) {
                    var whole = beginning.length() > 2 || model.length() == 2 || model.startsWith("-", 2);     // `o1` and `o1-mini`, not `o1ympus`
                    if (model.startsWith(beginning) && whole) return family;
                }
            }
            return null;
        }
    }

    /// Whom `PROVIDER` and `MODEL` choose.
    Choice chosen() {
        var provider = Choice.canonical(settings.get(Keys.PROVIDER));
        var model = settings.get(Keys.MODEL).strip();
        if (!Vendors.has(provider, settings)) {
            throw Failure.usage("unknown provider " + provider + Nearest.hint(provider, names()) + " (PROVIDER from " + settings.value(Keys.PROVIDER).source() + ")")
                    .hint("there are " + String.join(", ", names()));
        }
        if (!provider.equals(Router.ID)) return at(provider, own(provider, model));
        if (model.isEmpty()) throw empty();
        var explicit = explicit(model);
        explicit.ifPresent(this::startsNothing);
        if (explicit.isPresent() && explicit.get().provider().equals(Choice.DEMO)) return explicit.get();
        if (Routes.configured(settings)) {
            new Routes(this).check(model);
            if (!dry && settings.find(Keys.ROUTER_URL).isEmpty() && !anybody()) throw none();
            return new Choice(Router.ID, model, Optional.empty());
        }
        var choice = explicit.isPresent() ? explicit.get() : resolved(model);
        return choice.provider().equals(Router.ID) ? new Choice(Router.ID, choice.name(), Optional.empty()) : choice;
    }

    /// A project's model is taken over without trust, so it must not be what starts a program.
    private void startsNothing(Choice choice) {
        var source = settings.value(Keys.MODEL).source();
        if (Vendors.NAMES.contains(choice.provider()) || !source.project()) return;
        throw Failure.usage(source + ": MODEL " + choice.name() + " would send the prompt to a program of yours, which a project's MODEL may not")
                .hint("PROVIDER=" + choice.provider() + " may, once you trust the project; for this run use --provider " + choice.provider());
    }

    /// Whom `provider/model` or `provider:model` names; empty for a name that begins with no provider. A model's own name
    /// may have further `/` in it.
    Optional<Choice> explicit(String name) {
        var separator = separator(name);
        var provider = separator > 0 ? Choice.canonical(name.substring(0, separator)) : "";
        if (!Vendors.has(provider, settings)) return Optional.empty();
        var model = name.substring(separator + 1).strip();
        if (provider.equals(Router.ID) && settings.find(Keys.ROUTER_URL).isEmpty()) {
            throw Failure.usage(name + " is for the server in ROUTER_URL, which is not set").hint("set it, or leave out " + name.substring(0, separator + 1));
        }
        return Optional.of(at(provider, provider.equals(Codex.ID) ? model.substring(model.lastIndexOf('/') + 1) : model));
    }

    /// Whom a name without a provider means: by its beginning, by the catalogue, else the first with credentials.
    Choice resolved(String name) {
        var lower = Choice.withoutEffort(name.toLowerCase(Locale.ROOT));
        var family = TIERS.contains(lower) ? null : Family.of(lower);
        if (family != null) {
            for (var id : family.providers) if (Vendors.of(id).configured(settings)) return Choice.named(id, name, models);
            if (settings.find(Keys.ROUTER_URL).isPresent()) return upstream(name);
            if (dry) return Choice.named(family.providers.getFirst(), name, models);
            throw anybody() ? Failure.of(Kind.AUTH, "no credentials for " + name + " found").hint(family.mend) : none();
        }
        if (separator(name) > 0 && !TIERS.contains(lower)) return foreign(name);
        if (!TIERS.contains(lower)) {
            for (var id : Vendors.IDS) if (models.find(id, name).known() && Vendors.of(id).configured(settings)) return Choice.named(id, name, models);
        }
        for (var id : Vendors.IDS) if (Vendors.of(id).configured(settings)) return Choice.named(id, name, models);
        if (settings.find(Keys.ROUTER_URL).isPresent()) return upstream(name);
        if (dry) return Choice.named(Codex.ID, name, models);
        throw none();
    }

    /// A name such as `meta/llama-3` or `qwen3:4b`: only a server for models of many makers can have it.
    private Choice foreign(String name) {
        if (settings.find(Keys.ROUTER_URL).isPresent()) return upstream(name);
        if (elsewhere(OpenAi.ID)) return Choice.named(OpenAi.ID, name, models);
        var vendor = Choice.canonical(name.substring(0, separator(name)));
        throw Failure.usage("no provider " + vendor + Nearest.hint(vendor, names()) + " (MODEL " + name + ")")
                .hint("there are " + String.join(", ", names()) + "; ROUTER_URL or OPENAI_BASE_URL names a server that has other models");
    }

    private static Choice upstream(String name) {
        return new Choice(Router.ID, name, Optional.empty());
    }

    /// A model of a certain provider.
    ///
    /// @throws Failure `USAGE` for one that is known to be served by others only
    private Choice at(String provider, String model) {
        if (model.isEmpty()) throw empty();
        if (provider.equals(Router.ID)) return upstream(model);
        var choice = Choice.named(provider, provider.equals(Codex.ID) ? renamed(model) : model, models);
        if (provider.equals(Choice.DEMO) || elsewhere(provider) || models.find(provider, choice.model()).known()) return choice;
        var others = new ArrayList<String>();
        for (var family : Family.values()) {
            for (var id : family.providers) if (!family.providers.contains(provider) && models.find(id, choice.model()).known()) others.add(id);
        }
        if (others.isEmpty()) return choice;
        throw Failure.usage(choice.model() + " is a model of " + String.join(" and ", others) + ", not of " + provider)
                .hint("use --provider " + others.getFirst() + ", or a model that sx models --provider " + provider + " lists");
    }

    /// The name that an endpoint of a third party, or whoever wants the plugin's map, knows a model by.
    private String renamed(String model) {
        if (TIERS.contains(Choice.withoutEffort(model.toLowerCase(Locale.ROOT)))) return model;
        if (settings.get(Keys.CODEX_MODEL_MAP).equals("legacy")) return ModelNames.legacy(model);
        return Codex.thirdParty(settings) ? ModelNames.renamed(model) : model;
    }

    private List<String> names() {
        return Choice.providers(settings.environment());
    }

    /// The model's name where a provider is given beside it: without the provider's own name, and for Codex without any.
    private String own(String provider, String model) {
        var separator = separator(model);
        var named = separator > 0 ? Choice.canonical(model.substring(0, separator)) : "";
        var rest = model.substring(separator + 1).strip();
        if (provider.equals(Codex.ID) && model.indexOf('/') >= 0) return model.substring(model.lastIndexOf('/') + 1).strip();
        if (!Vendors.has(named, settings)) return model;
        if (provider.equals(OpenAi.ID) && model.charAt(separator) == '/' && elsewhere(provider)) return model;      // names of OpenRouter look like that
        if (named.equals(provider) || provider.equals(Choice.DEMO) || provider.equals(Codex.ID) || provider.equals(ClaudeCode.ID) && named.equals(Anthropic.ID)) return rest;
        throw Failure.usage("MODEL " + model + " is of " + named + ", and PROVIDER is " + provider + " (" + settings.value(Keys.PROVIDER).source() + ")")
                .hint("use --provider " + named + " --model " + rest);
    }

    /// Whether a provider's requests go to another server than its own, which may have any model.
    private boolean elsewhere(String provider) {
        return switch (provider) {
            case Codex.ID -> Codex.thirdParty(settings);
            case OpenAi.ID -> moved(Keys.OPENAI_BASE_URL);
            case Anthropic.ID -> moved(Keys.ANTHROPIC_BASE_URL);
            case ClaudeCode.ID -> moved(Keys.CLAUDE_CODE_API_URL);
            case Gemini.ID -> moved(Keys.GEMINI_BASE_URL);
            default -> false;
        };
    }

    private boolean moved(Key base) {
        return !Origin.of(URI.create(settings.get(base))).equals(Origin.of(URI.create(base.preset())));
    }

    /// How to get credentials for a provider; null where that is not known.
    static String mend(String provider) {
        for (var family : Family.values()) if (family.providers.contains(provider)) return family.mend;
        return null;
    }

    private boolean anybody() {
        for (var id : Vendors.IDS) if (Vendors.of(id).configured(settings)) return true;
        return false;
    }

    private static Failure empty() {
        return Failure.usage("MODEL is empty").hint("name one with --model");
    }

    private static Failure none() {
        return Failure.of(Kind.AUTH, "no credentials found").hint("sign in with fetchtoken login or codex login, or set the key of a provider such as ANTHROPIC_API_KEY,"
                + " or CODEX_BASE_URL and CODEX_API_KEY for a third-party endpoint, or try it without any: sx --provider demo \"hello\"");
    }

    private static int separator(String model) {
        var slash = model.indexOf('/');
        var colon = model.indexOf(':');
        return slash < 0 ? colon : colon < 0 ? slash : Math.min(slash, colon);
    }
}
