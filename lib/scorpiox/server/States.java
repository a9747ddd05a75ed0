package scorpiox.server;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scorpiox.base.Failure;
import scorpiox.http.Origin;
import scorpiox.provider.router.Vendors;
import scorpiox.server.backend.Backends;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.ServeConfig;
import scorpiox.server.status.BackendState;
import scorpiox.settings.Keys;

/// How the backends stand, by a look that asks nobody and renews nothing.
///
/// @param places where the requests of a backend go, once that is known
record States(ServeConfig config, Backends backends, InstantSource clock, Map<String, String> places) {
    States(ServeConfig config, Backends backends, InstantSource clock) {
        this(config, backends, clock, new ConcurrentHashMap<>());
    }

    /// The default one first.
    List<BackendState> all() {
        var states = new ArrayList<BackendState>();
        states.add(of(config.backends().get(config.defaultBackend())));
        for (var backend : config.backends().values()) if (!backend.name().equals(config.defaultBackend())) states.add(of(backend));
        return states;
    }

    private BackendState of(BackendConfig backend) {
        var name = backend.name();
        try {
            var settings = backends.settings(name);
            if (backend.type().equals("openai-codex") && settings.get(Keys.CODEX_TOKEN_SOURCE).equals("local")) {
                return BackendState.signedIn(name, backend.type(), place(name), backends.tokens(name).codexFile(), clock);
            }
            var there = backend.type().equals("demo") || Vendors.of(backend.provider()).configured(settings);
            return BackendState.keyed(name, backend.type(), there ? place(name) : "", there);
        } catch (Failure missing) {
            return BackendState.keyed(name, backend.type(), places.getOrDefault(name, ""), false);
        }
    }

    private String place(String name) {
        var known = places.get(name);
        if (known != null) return known;
        var found = backends.provider(name).endpoint().map(uri -> Origin.of(uri) + (uri.getRawPath() == null ? "" : uri.getRawPath())).orElse("");
        places.put(name, found);
        return found;
    }
}
