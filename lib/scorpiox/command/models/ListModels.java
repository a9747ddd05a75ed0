package scorpiox.command.models;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.CriticalSection;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Nearest;
import scorpiox.command.Arguments;
import scorpiox.command.FirstWord;
import scorpiox.command.Person;
import scorpiox.command.Product;
import scorpiox.http.Http;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Models;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.provider.Tokens;
import scorpiox.provider.Wiring;
import scorpiox.provider.router.Choice;
import scorpiox.provider.router.Router;
import scorpiox.provider.router.Vendors;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;

/// `sx models`: the models of the providers that are set up here, else all that are known, with what they can and cost.
public final class ListModels {
    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(15));

    /// A renewal that has begun is worth waiting for: half-way through it the sign-in would be lost.
    private static final Duration UNBROKEN = Duration.ofSeconds(40);
    private static final Duration DAY = Duration.ofDays(1);

    private ListModels() {}

    /// Runs `sx models` and returns its exit code: 0, also where a provider could not be asked.
    ///
    /// @param args the word itself, then its options
    /// @throws Failure `USAGE` for options or settings that are wrong
    public static int run(String[] args, Cancel cancel) {
        return run(args, Environment.ofProcess(), Terminal.ofProcess(), new Stdout(), new Stderr("sx", false, false), cancel);
    }

    static int run(String[] args, Environment environment, Terminal terminal, Stdout out, Stderr err, Cancel cancel) {
        var arguments = FirstWord.parse(declare(), args);
        if (FirstWord.answered(arguments, out)) return 0;
        var colour = Terminal.colours(arguments.oneOf("--color", "auto", "auto", "always", "never"), terminal.out(), environment.variables());
        var person = Person.at(terminal, err, false, cancel);
        var settings = Cascade.resolve(environment, flags(arguments), Person.guard(person, false));
        settings.warnings().forEach(err::message);
        try {
            var tokens = new Tokens(settings, new Http(Networks.of(settings)), InstantSource.system(), err::message, person.map(Person::hosts), cancel);
            var wiring = new Wiring(tokens, Models.of(environment), Product.AGENT, TIMEOUTS, Retry.USUAL, false);
            var wanted = arguments.nonEmpty("--provider").map(name -> provider(name, environment));
            var rows = new Asking(wiring, arguments.has("--refresh") ? Duration.ZERO : DAY, err::message, cancel).rows(providers(wanted, settings));
            if (arguments.has("--json")) out.line(Json.write(new Listing(rows, InstantSource.system()).json()));
            else out.print(new Listing(rows, InstantSource.system()).text(Width.of(terminal, environment), terminal.out(), colour));
            out.flush();
            return 0;
        } finally {
            CriticalSection.await(UNBROKEN);
        }
    }

    /// The options there are.
    public static Arguments declare() {
        return new Arguments("sx models", "List the models with what they can and cost.", "sx models [OPTIONS]")
                .value("--provider", "NAME", "Only this provider's; without it those of all that are set up, else all.")
                .flag("--json", "Print one JSON list.")
                .flag("--refresh", "Ask the providers again, whatever they said today.")
                .values("-e", "KEY=VALUE", "Set a configuration key for this run.")
                .value("--profile", "NAME", "Lay a profile over the settings.")
                .value("--account", "NAME", "Use a named account of fetchtoken login --account.")
                .flag("--trust-project", "Take over this project's settings for this run.")
                .value("--color", "WHEN", "auto, always or never.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("sx models --provider codex", "sx models --json | jq -r '.[] | select(.price != null and .price.output < 5) | .id'")
                .closing("Prices are in USD a million tokens; ! marks figures older than 180 days. Your own models.json beside your settings changes or adds entries.");
    }

    private static Cascade.Flags flags(Arguments arguments) {
        var overrides = arguments.overrides();
        arguments.nonEmpty("--account").ifPresent(name -> overrides.put(Keys.CODEX_ACCOUNT.name(), name));
        return new Cascade.Flags(arguments.get("--profile").orElse(null), overrides, arguments.has("--trust-project"));
    }

    private static String provider(String name, Environment environment) {
        var id = Choice.canonical(name);
        var all = Choice.providers(environment);
        if (all.contains(id)) return id;
        throw Failure.usage("unknown provider " + name + Nearest.hint(id, all)).hint("there are " + String.join(", ", all));
    }

    /// Those in question, each with whether it is set up. The router has the models of all of them.
    private static Map<String, Boolean> providers(Optional<String> wanted, Settings settings) {
        var providers = new LinkedHashMap<String, Boolean>();
        if (wanted.isPresent() && !wanted.get().equals(Router.ID)) {
            providers.put(wanted.get(), !wanted.get().equals(Choice.DEMO) && Vendors.of(wanted.get(), settings).configured(settings));
            return providers;
        }
        var others = new ArrayList<String>();
        for (var id : Vendors.IDS) {
            if (Vendors.of(id).configured(settings)) providers.put(id, true);
            else others.add(id);
        }
        if (providers.isEmpty()) for (var id : others) providers.put(id, false);
        return providers;
    }
}
