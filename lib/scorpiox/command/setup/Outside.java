package scorpiox.command.setup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.http.Http;
import scorpiox.model.Models;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.provider.router.Choice;
import scorpiox.provider.router.Router;
import scorpiox.provider.router.Vendors;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;

/// What a run asks of others: credential and endpoint of whoever would answer, or of everybody on the router's way.
record Outside(Settings settings, Cancel cancel) {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// Begins to ask others, and gives what collects their answers.
    Supplier<List<Check>> begin() {
        Http http;
        try {
            http = new Http(Networks.of(settings));
        } catch (Failure failure) {
            return () -> List.of(Check.warn("credentials", "not looked for: the network comes first", null), Check.fail("endpoint", failure));
        }
        try {
            var provider = SignedIn.choice(settings).provider();
            return provider.equals(Router.ID) ? way(Router.providers(settings, Models.of(settings.environment())), http) : of(provider, http);
        } catch (Failure failure) {
            return unasked(failure);
        }
    }

    private static Supplier<List<Check>> unasked(Failure failure) {
        return () -> List.of(Check.fail("credentials", failure), Check.warn("endpoint", "not asked: nothing is configured", null));
    }

    /// Those on the way, each under its name. One that is ready is enough: then the others are only worth a warning.
    private Supplier<List<Check>> way(List<String> providers, Http http) {
        var asked = new LinkedHashMap<String, Supplier<List<Check>>>();
        for (var provider : providers) {
            try {
                asked.put(provider, of(provider, http));
            } catch (Failure failure) {
                asked.put(provider, unasked(failure));
            }
        }
        return () -> {
            var checks = new ArrayList<Check>();
            var ready = false;
            for (var each : asked.entrySet()) {
                var found = each.getValue().get();
                ready |= found.stream().noneMatch(check -> check.status() == Check.Status.FAIL);
                for (var check : found) checks.add(check.of(each.getKey()));
            }
            if (ready) checks.replaceAll(Check::milder);
            return checks;
        };
    }

    /// @throws Failure `USAGE` for settings that do not go together
    private Supplier<List<Check>> of(String provider, Http http) {
        if (provider.equals(Choice.DEMO)) return () -> List.of(Check.ok("credentials", "demo needs none"), Check.ok("endpoint", "in this process"));
        return provider.equals(Codex.ID) ? codex(http) : new Ready(settings, Vendors.of(provider, settings), http, InstantSource.system()).begin(cancel);
    }

    private Supplier<List<Check>> codex(Http http) {
        var signedIn = new SignedIn(settings, http, InstantSource.system());
        var codex = signedIn.endpoint(cancel);
        var reach = new Reach(codex.endpoint(), named(codex.kind()), http, InstantSource.system());
        var asked = Waiting.start("endpoint", LIMIT, cancel, reach::look);
        var credential = Waiting.start("credentials", LIMIT, cancel, signedIn::look);
        return () -> {
            var checks = new ArrayList<>(credential.get());
            var there = checks.getFirst().status() == Check.Status.OK && codex.kind() == ResponsesDialect.Kind.CHATGPT;
            if (there) checks.addAll(Waiting.start("token", LIMIT, cancel, signedIn::accepted).get());
            checks.addAll(asked.get());
            return checks;
        };
    }

    /// The key that says where the endpoint is, and where it stands.
    private String named(ResponsesDialect.Kind kind) {
        var key = switch (kind) {
            case THIRD_PARTY -> Keys.CODEX_BASE_URL;
            case API, OPENAI -> Keys.OPENAI_BASE_URL;
            case CHATGPT -> Keys.CODEX_CHATGPT_URL;
        };
        return key.name() + " (" + settings.value(key).source() + ")";
    }
}
