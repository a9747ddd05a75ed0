package scorpiox.server.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.provider.Provider;
import scorpiox.provider.router.Vendors;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Selectors;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.ServeConfig;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// The models of all backends: what is known of each, and the list that clients are shown. What a backend's server says
/// that it has is asked for in the background; until it has answered, and where it does not, the program's own list counts.
///
/// Kept for as long as the server runs and used by all its requests at once.
public final class ModelCatalogue implements Selectors.Catalogue, AutoCloseable {
    private static final Duration AGE = Duration.ofHours(1);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);
    private static final int MOST_FOUND = 1000;

    /// Begin of 2025: nobody publishes a better date for all of them.
    private static final long CREATED = 1_735_689_600;

    private final ServeConfig config;
    private final Settings settings;
    private final Models models;
    private final Function<String, Provider> open;
    private final InstantSource clock;
    private final Cancel cancel = new Cancel();
    private final Map<String, Map<String, ModelInfo>> live = new ConcurrentHashMap<>();
    private final Map<String, ModelInfo> found = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> tiers = new ConcurrentHashMap<>();
    private final Map<String, Instant> next = new ConcurrentHashMap<>();

    /// @param models what is known without asking
    /// @param open   who answers for a backend; may throw where it has no credentials
    public ModelCatalogue(ServeConfig config, Settings settings, Models models, Function<String, Provider> open, InstantSource clock) {
        this.config = config;
        this.settings = settings;
        this.models = models;
        this.open = open;
        this.clock = clock;
    }

    @Override
    public ModelInfo model(String backend, String id) {
        var told = live.getOrDefault(backend, Map.of()).get(id);
        return told != null ? models.own(provider(backend), told) : find(provider(backend), id);
    }

    @Override
    public Map<String, String> tiers(String backend) {
        return tiers.computeIfAbsent(provider(backend), models::tiers);
    }

    /// The answer to `GET /v1/models`: the models of the default backend, the aliases, then the others' with the backend's
    /// name before them. Asks the servers anew in the background.
    public ObjectNode list() {
        refresh();
        var list = Json.object().put("object", "list");
        var data = list.putArray("data");
        all().forEach((id, owner) -> data.add(entry(id, owner)));
        return list;
    }

    /// One of the list, or a name that stands for one, such as with an effort at its end; empty for what nobody knows.
    public Optional<ObjectNode> one(String id) {
        var owner = all().get(id);
        if (owner != null) return Optional.of(entry(id, owner));
        try {
            var selection = new Selectors(config, this).of(id);
            var backend = config.backends().get(selection.backend());
            var known = backend.type().equals("router") ? routed(selection.model()) : model(backend.name(), selection.model()).known();
            return known ? Optional.of(entry(id, backend.type())) : Optional.empty();
        } catch (Refused meansNothing) {
            return Optional.empty();
        }
    }

    /// The models as a Codex client asks for them, with `client_version` in the query.
    public ObjectNode codex() {
        refresh();
        var backend = config.backends().get(config.defaultBackend());
        var entries = new LinkedHashMap<String, ModelInfo>();
        for (var id : ids(backend)) entries.put(id, backend.type().equals("router") ? ofRouter(id) : model(backend.name(), id));
        return CodexEntries.of(entries, backend.prompt().template());
    }

    /// Asks every backend whose answer is an hour old what it has, without waiting.
    ///
    /// @return those who ask, for whoever does wait
    public List<Thread> refresh() {
        var asking = new ArrayList<Thread>();
        for (var backend : config.backends().values()) {
            if (backend.type().equals("demo") || !due(backend.name())) continue;
            asking.add(Thread.ofVirtual().name("models of " + backend.name()).start(() -> ask(backend.name())));
        }
        return asking;
    }

    /// Ends what is being asked.
    @Override
    public void close() {
        cancel.cancel(Failure.of(Kind.CANCELLED, "the server stops"));
    }

    private boolean due(String backend) {
        var now = clock.instant();
        var due = new boolean[1];
        next.compute(backend, (_, at) -> {
            due[0] = at == null || !now.isBefore(at);
            return due[0] ? now.plus(AFTER_FAILURE) : at;
        });
        return due[0];
    }

    private void ask(String backend) {
        try {
            var told = new LinkedHashMap<String, ModelInfo>();
            for (var model : open.apply(backend).models(AGE, cancel)) told.putIfAbsent(model.id(), model);
            if (!told.isEmpty()) live.put(backend, told);
            next.put(backend, clock.instant().plus(AGE));
        } catch (RuntimeException later) {
            // the last good answer stays, and it is tried again after a while
        }
    }

    /// Ids and who owns them, in the order of the list.
    private Map<String, String> all() {
        var all = new LinkedHashMap<String, String>();
        var usual = config.backends().get(config.defaultBackend());
        for (var id : ids(usual)) add(id, id, usual, all);
        for (var alias : config.modelAliases().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) all.putIfAbsent(alias.getKey(), owner(alias.getValue()));
        for (var backend : config.backends().values()) if (backend != usual) for (var id : ids(backend)) add(backend.name() + ":" + id, id, backend, all);
        return all;
    }

    private void add(String shown, String id, BackendConfig backend, Map<String, String> all) {
        all.putIfAbsent(shown, backend.type());
        if (!config.exposeEfforts()) return;
        var router = backend.type().equals("router");
        for (var effort : (router ? ofRouter(id) : model(backend.name(), id)).efforts()) {
            if (!router || effort != Effort.MAX) all.putIfAbsent(shown + "-" + effort.wire(), backend.type());       // the router takes `-max` for a part of the name
        }
    }

    private String owner(String selector) {
        try {
            return config.backends().get(new Selectors(config, this).of(selector).backend()).type();
        } catch (Refused meansNothing) {
            return config.backends().get(config.defaultBackend()).type();
        }
    }

    /// What a backend has: what its server says, else what is known of it.
    private List<String> ids(BackendConfig backend) {
        var told = live.get(backend.name());
        if (!backend.type().equals("router")) return told != null ? List.copyOf(told.keySet()) : models.of(backend.provider());
        var ids = new ArrayList<>(List.of("opus", "sonnet", "haiku"));
        for (var alias : settings.aliases()) if (settings.find(alias).isPresent()) ids.add(alias.name().substring(Keys.ROUTER_ALIAS.length()));
        if (told != null) ids.addAll(told.keySet());
        for (var vendor : Vendors.IDS) if (Vendors.of(vendor).configured(settings)) for (var id : models.of(vendor)) ids.add(vendor + "/" + id);
        return ids;
    }

    /// What is known of a model that the router is asked for as `provider/model`.
    private ModelInfo ofRouter(String name) {
        var slash = name.indexOf('/');
        return slash > 0 && Vendors.IDS.contains(name.substring(0, slash)) ? models.find(name.substring(0, slash), name.substring(slash + 1)) : ModelInfo.unknown(name);
    }

    private boolean routed(String name) {
        if (ofRouter(name).known()) return true;
        for (var vendor : Vendors.IDS) if (Vendors.of(vendor).configured(settings) && models.find(vendor, name).known()) return true;
        return false;
    }

    /// Looking a name up reads the program's whole list where nobody knows it, and clients choose the names.
    private ModelInfo find(String provider, String id) {
        if (found.size() >= MOST_FOUND) found.clear();
        return found.computeIfAbsent(provider + " " + id, _ -> models.find(provider, id));
    }

    private String provider(String backend) {
        return config.backends().get(backend).provider();
    }

    private static ObjectNode entry(String id, String owner) {
        return Json.object().put("id", id).put("object", "model").put("created", CREATED).put("owned_by", owner);
    }
}
