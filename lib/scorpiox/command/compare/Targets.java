package scorpiox.command.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Nearest;
import scorpiox.model.Models;
import scorpiox.provider.process.ProcessVendors;
import scorpiox.provider.router.Choice;
import scorpiox.provider.router.Vendors;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Whom to ask, and for which model.
///
/// @param settings   in force
/// @param models     what is known of models
/// @param configured whether a provider is set up here
record Targets(Settings settings, Models models, Predicate<String> configured) {
    private static final String USUAL = "sonnet";
    private static final Set<String> TIERS = Set.of("opus", "sonnet", "haiku");

    /// Those that are named, else everybody who is set up: the router only where it has a server of its own, for otherwise
    /// it would ask one of the others a second time.
    ///
    /// @throws Failure `USAGE` for a name that means nothing; `AUTH` when nobody is set up
    List<Choice> of(List<String> named) {
        var targets = new LinkedHashSet<Choice>();
        if (named.isEmpty()) {
            for (var id : everybody()) if (asked(id)) targets.add(preset(id, settings, models));
        }
        for (var name : named) add(name, targets);
        if (targets.isEmpty()) {
            throw Failure.of(Kind.AUTH, "no provider is set up here").hint("compare shows what each one needs; compare --run --models demo works without any");
        }
        return List.copyOf(targets);
    }

    /// The model a provider is asked for by itself: `MODEL` where that is one of its own or a tier, else its `sonnet`.
    static Choice preset(String provider, Settings settings, Models models) {
        var model = settings.get(Keys.MODEL).strip();
        var separator = separator(model);
        var prefix = separator > 0 ? Choice.canonical(model.substring(0, separator)) : "";
        if (prefix.equals(provider)) return Choice.named(provider, model.substring(separator + 1), models);
        var theirs = Choice.canonical(settings.get(Keys.PROVIDER)).equals(provider);
        var plain = !model.isEmpty() && !Choice.providers(settings.environment()).contains(prefix);
        var fits = plain && (theirs || TIERS.contains(model.toLowerCase(Locale.ROOT)) || models.find(provider, model).known());
        return Choice.named(provider, fits ? model : USUAL, models);
    }

    /// A choice's model as people write it, with the effort that was asked for by name.
    static String shown(Choice choice) {
        return choice.model() + choice.effort().map(effort -> "-" + effort.wire()).orElse("");
    }

    /// The six, then programs of the user's.
    private List<String> everybody() {
        var ids = new ArrayList<>(Matrix.IDS);
        ids.addAll(ProcessVendors.ids(settings.environment()));
        return ids;
    }

    private List<String> providers() {
        return Choice.providers(settings.environment());
    }

    private boolean asked(String id) {
        return configured.test(id) && (!id.equals("router") || settings.find(Keys.ROUTER_URL).isPresent());
    }

    private void add(String name, Set<Choice> to) {
        var separator = separator(name);
        var provider = Choice.canonical(separator < 0 ? name : name.substring(0, separator));
        if (providers().contains(provider)) {
            var model = separator < 0 ? "" : name.substring(separator + 1).strip();
            if (separator >= 0 && model.isEmpty()) throw Failure.usage("--models: " + name + " names no model");
            to.add(model.isEmpty() ? preset(provider, settings, models) : Choice.named(provider, model, models));
        } else if (TIERS.contains(name.toLowerCase(Locale.ROOT))) {
            for (var id : everybody()) if (asked(id)) to.add(Choice.named(id, name, models));
        } else {
            to.add(owner(name).orElseThrow(() -> unknown(name, provider)));
        }
    }

    /// A model alone belongs to whoever knows it, one that is set up before others.
    private Optional<Choice> owner(String model) {
        var knowing = Vendors.IDS.stream().filter(id -> models.find(id, Choice.named(id, model, models).model()).known()).toList();
        return knowing.stream().filter(configured).findFirst().or(() -> knowing.stream().findFirst()).map(id -> Choice.named(id, model, models));
    }

    private Failure unknown(String name, String provider) {
        return Failure.usage("--models: " + name + " is no provider and no model that is known" + Nearest.hint(provider, providers()))
                .hint("there are " + String.join(", ", providers()) + "; PROVIDER/MODEL names any model");
    }

    private static int separator(String name) {
        var slash = name.indexOf('/');
        var colon = name.indexOf(':');
        return slash < 0 ? colon : colon < 0 ? slash : Math.min(slash, colon);
    }
}
