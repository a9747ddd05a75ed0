package scorpiox.provider.router;

import static scorpiox.provider.Capabilities.Feature.*;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Origin;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.provider.ApiKey;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.provider.openai.OpenAi;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Asks one provider after the other, by rules of the user's. Each signs in as it does by itself; the router's own server, in
/// `ROUTER_URL`, may do without.
public final class Router implements Vendor {
    public static final String ID = "router";

    /// Requests that went through so many servers of ours go round in a circle.
    private static final int MOST_HOPS = 3;
    private static final ApiKey KEY = new ApiKey(List.of(Keys.ROUTER_API_KEY), Keys.ROUTER_API_KEY_CMD, Keys.ROUTER_API_KEY_TTL, "Authorization");

    @Override
    public String id() {
        return ID;
    }

    /// Whether there is anybody to ask.
    @Override
    public boolean configured(Settings settings) {
        if (settings.find(Keys.ROUTER_URL).isPresent()) return true;
        for (var id : Vendors.IDS) if (Vendors.of(id).configured(settings)) return true;
        return false;
    }

    @Override
    public Capabilities capabilities(Settings settings) {
        var saying = Capabilities.saying();
        for (var feature : Capabilities.Feature.values()) if (feature != AUTHENTICATION) saying.yes(feature, "by target");
        return saying.yes(AUTHENTICATION, KEY.configured(settings) ? "bearer key, and each target's own" : "none of its own").all();
    }

    /// Of the server in `ROUTER_URL`.
    @Override
    public CredentialSource credentials(Wiring wiring) {
        var settings = wiring.settings();
        if (settings.find(Keys.ROUTER_URL).isEmpty() || !KEY.configured(settings)) return CredentialSource.anonymous("set ROUTER_API_KEY, or store it with: config --set ROUTER_API_KEY - --level user");
        if (settings.value(Keys.ROUTER_URL).source().project()) {
            throw Failure.usage("ROUTER_URL comes from the project and ROUTER_API_KEY from you").hint("a key goes only to the URL it was given with: set both yourself");
        }
        return KEY.source(wiring, "ROUTER_URL", Set.of(Origin.of(URI.create(settings.get(Keys.ROUTER_URL)))));
    }

    @Override
    public Provider open(Wiring wiring) {
        return open(wiring, Wiring.hops(wiring.settings().environment()));
    }

    /// The same for a request that comes through servers.
    ///
    /// @param hops through how many, by its `x-sx-hop`
    public static Provider open(Wiring wiring, int hops) {
        var settings = wiring.settings();
        var cooldown = new Cooldown(settings.environment().state().resolve("router-cooldown.json"), Duration.ofSeconds(Long.parseLong(settings.get(Keys.ROUTER_COOLDOWN))), wiring.clock());
        return new RouterProvider(new Routes(new Names(settings, wiring.models(), wiring.dry())), new Wired(wiring, hops), cooldown, wiring.dry());
    }

    /// The server in `ROUTER_URL` alone, whatever the rules say.
    public static Provider server(Wiring wiring) {
        return server(wiring, Wiring.hops(wiring.settings().environment()));
    }

    private static Provider server(Wiring wiring, int hops) {
        var base = URI.create(wiring.settings().get(Keys.ROUTER_URL));
        return OpenAi.compatible(ID, base, new Router().credentials(wiring), wiring, Map.of("x-sx-hop", String.valueOf(hops + 1)));
    }

    /// Ids of those who may be asked for the model that is set, in order, each once; whether they have credentials or not.
    ///
    /// @throws Failure `USAGE` for rules that cannot be read
    public static List<String> providers(Settings settings, Models models) {
        var providers = new ArrayList<String>();
        for (var choice : new Routes(new Names(settings, models, true)).chain(settings.get(Keys.MODEL).strip())) {
            if (!providers.contains(choice.provider())) providers.add(choice.provider());
        }
        return providers;
    }

    /// The providers there are.
    private record Wired(Wiring wiring, int hops) implements Targets {
        @Override
        public Optional<Failure> missing(String provider) {
            var settings = wiring.settings();
            if (!provider.equals(ID)) {
                return Vendors.of(provider, settings).configured(settings) ? Optional.empty() : Optional.of(Failure.of(Kind.AUTH, "has no credentials").hint(Names.mend(provider)));
            }
            if (settings.find(Keys.ROUTER_URL).isEmpty()) return Optional.of(Failure.of(Kind.AUTH, "needs ROUTER_URL"));
            return hops < MOST_HOPS ? Optional.empty() : Optional.of(Failure.usage("goes round in a circle: the request came through " + hops + " servers already"));
        }

        @Override
        public ModelInfo model(Choice choice) {
            return wiring.models().find(choice.provider(), choice.model());
        }

        @Override
        public Provider open(String provider, boolean once) {
            var mine = once ? wiring.retry(wiring.retry().attempts(1)) : wiring;
            if (!provider.equals(ID)) return Vendors.of(provider, wiring.settings()).open(mine);
            return server(mine, hops);
        }
    }
}
