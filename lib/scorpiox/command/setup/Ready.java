package scorpiox.command.setup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.command.Product;
import scorpiox.http.Http;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Models;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.provider.router.Router;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Whether a provider other than Codex is ready: its credential, its endpoint, and whether the one takes the other.
final class Ready {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Settings settings;
    private final Vendor vendor;
    private final Http http;
    private final InstantSource clock;
    private final Set<String> notices = Collections.synchronizedSet(new LinkedHashSet<>());

    Ready(Settings settings, Vendor vendor, Http http, InstantSource clock) {
        this.settings = settings;
        this.vendor = vendor;
        this.http = http;
        this.clock = clock;
    }

    /// Begins to ask, and gives what collects the answers.
    Supplier<List<Check>> begin(Cancel cancel) {
        var endpoint = open(wiring(cancel, true)).endpoint();
        var asked = endpoint.map(uri -> Waiting.start("endpoint", LIMIT, cancel, new Reach(uri, base(), http, clock)::look));
        var credential = Waiting.start("credentials", LIMIT, cancel, this::look);
        return () -> {
            var checks = new ArrayList<>(credential.get());
            if (checks.getFirst().status() == Check.Status.OK && endpoint.isPresent()) checks.addAll(Waiting.start("token", LIMIT, cancel, this::accepted).get());
            checks.addAll(asked.map(Waiting::get).orElseGet(() -> List.of(Check.ok("endpoint", vendor.id() + " has none of its own to ask"))));
            notices.forEach(notice -> checks.add(Check.warn("credentials", notice, null)));
            return checks;
        };
    }

    private List<Check> look(Cancel cancel) {
        var source = vendor.credentials(wiring(cancel, false));
        var credential = source.get();
        var end = credential.expires().map(at -> ", ends in " + Spoken.length(Duration.between(clock.instant(), at))).orElse("");
        return List.of(Check.ok("credentials", vendor.id() + ", " + source.place() + end));
    }

    /// Whether the server takes the credential, asked for the models it has.
    private List<Check> accepted(Cancel cancel) {
        try (var provider = open(wiring(cancel, false))) {
            var models = provider.models(cancel).size();
            return models == 0 ? List.of() : List.of(Check.ok("token", "accepted, for " + models + (models == 1 ? " model" : " models")));
        } catch (Failure failure) {
            cancel.check();
            if (failure.kind() == Kind.AUTH || failure.kind() == Kind.PERMISSION) throw failure;
            return List.of(Check.warn("token", "not known whether it is accepted: " + failure.getMessage(), failure.hint()));
        }
    }

    /// The router's other candidates are looked at by themselves.
    private Provider open(Wiring wiring) {
        return vendor instanceof Router ? Router.server(wiring) : vendor.open(wiring);
    }

    /// The key that says where the endpoint is, and where it stands.
    private String base() {
        var key = settings.find(Keys.PROXY_URL).isPresent() ? Keys.PROXY_URL : switch (vendor.id()) {
            case "anthropic" -> Keys.ANTHROPIC_BASE_URL;
            case "claude-code" -> Keys.CLAUDE_CODE_API_URL;
            case "gemini" -> Keys.GEMINI_BASE_URL;
            case "router" -> Keys.ROUTER_URL;
            default -> Keys.OPENAI_BASE_URL;
        };
        return key.name() + " (" + settings.value(key).source() + ")";
    }

    private Wiring wiring(Cancel cancel, boolean dry) {
        var tokens = new Tokens(settings, http, clock, notices::add, Optional.empty(), cancel);
        return new Wiring(tokens, Models.of(settings.environment()), Product.AGENT, Timeouts.TURN, new Retry(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, () -> 0), dry);
    }
}
