package scorpiox.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import scorpiox.auth.CredentialFile;
import scorpiox.base.AtomicFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.command.Person;
import scorpiox.command.Product;
import scorpiox.command.sx.Demo;
import scorpiox.http.Http;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Models;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.provider.router.Choice;
import scorpiox.provider.router.Router;
import scorpiox.provider.router.Vendors;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;

/// What a run of `compare` works with.
///
/// @param vendors gives the provider of an id
record Session(CompareOptions options, Settings settings, Models models, Function<String, Vendor> vendors, Terminal terminal, Stdout out, Stderr err, InstantSource clock,
               Cancel cancel) {
    /// A second sending helps over a broken connection; more would measure patience.
    private static final int ATTEMPTS = 2;

    static Session open(CompareOptions options, Settings settings, Terminal terminal, Stderr err, Cancel cancel) {
        return new Session(options, settings, Models.of(settings.environment()), id -> Vendors.of(id, settings), terminal, new Stdout(), err, InstantSource.system(), cancel);
    }

    /// Whom to ask.
    Targets targets() {
        return new Targets(settings, models, id -> vendors.apply(id).configured(settings));
    }

    /// The model that a choice's provider is asked for. The router's own server, where there is one, has to be named, for it
    /// would give what everybody knows to one of the others.
    String model(Choice choice) {
        return choice.provider().equals(Router.ID) && settings.find(Keys.ROUTER_URL).isPresent() ? choice.name() : choice.model();
    }

    /// What providers are made with for requests.
    ///
    /// @param notices told what people should know
    Wiring wiring(Consumer<String> notices) {
        var person = Person.at(terminal, err, false, cancel).map(Person::hosts);
        var tokens = new Tokens(settings, new Http(Networks.of(settings)), clock, notices, person, cancel);
        return new Wiring(tokens, models, Product.AGENT, Timeouts.TURN.silence(options.timeout()),
                Retry.USUAL.attempts(ATTEMPTS), false);
    }

    /// What they are made with to be looked at alone: nothing goes over the network, and no program is started.
    Wiring looking() {
        var tokens = new Tokens(settings, new Http(Networks.of(settings)), clock, _ -> { }, Optional.empty(), State.offline());
        return new Wiring(tokens, models, Product.AGENT, Timeouts.TURN, Retry.USUAL, false);
    }

    /// Who answers for a choice.
    ///
    /// @throws Failure as [Vendor#open]
    Provider provider(Choice choice, Wiring wiring) {
        return choice.provider().equals(Choice.DEMO) ? Demo.provider(wiring.timeouts()) : vendors.apply(choice.provider()).open(wiring);
    }

    int width() {
        return Cells.columns(1, terminal.out(), settings.environment());
    }

    void json(JsonNode json) {
        out.line(Json.write(json));
    }

    /// Writes `--html`, where it was asked for.
    void page(Function<Page, String> html) {
        var name = options.arguments().get("--html");
        if (name.isEmpty()) return;
        var page = html.apply(new Page(clock.instant(), options.arguments().get("--title").orElse(null)));
        if (name.get().equals("-")) {
            out.print(page);
            return;
        }
        try {
            AtomicFile.write(settings.environment().path(name.get()), page.getBytes(StandardCharsets.UTF_8), null);
            err.progress("written: " + name.get());
        } catch (IOException e) {
            throw Failure.usage(name.get() + " cannot be written: " + CredentialFile.reason(e));
        }
    }
}
