package scorpiox.server.status;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import scorpiox.model.RateLimit;
import scorpiox.server.ask.Visit;

/// What runs and what has run.
public final class Visits {
    /// Routes that watch the server. They count as requests, and are neither among the running and recent ones nor in the log
    /// of usual length: a status page that asks every two seconds would see only itself.
    public static final Set<String> WATCHING = Set.of("health", "metrics", "status", "page");

    /// What a backend said of the plan's limits, and when.
    public record Limits(Instant at, List<RateLimit> windows) {
        public Limits {
            windows = List.copyOf(windows);
        }
    }

    private static final int RECENT = 200;

    private final InstantSource clock;
    private final Instant started;
    private final Totals totals;
    private final Pulse pulse;
    private final Set<Visit> running = ConcurrentHashMap.newKeySet();
    private final ArrayDeque<Visit> recent = new ArrayDeque<>();
    private final Map<String, Limits> limits = new ConcurrentHashMap<>();
    private final List<Consumer<Visit>> listeners = new CopyOnWriteArrayList<>();

    public Visits(InstantSource clock) {
        this.clock = clock;
        this.started = clock.instant();
        this.totals = new Totals();
        this.pulse = new Pulse(clock);
    }

    /// A request has come.
    ///
    /// @param id    as the client is told
    /// @param route name of the endpoint: `chat`, `responses`, `models`, `token`, …; one of few, never what a client wrote
    public Visit begin(String id, String route) {
        var visit = new Visit(id, route, clock.instant());
        running.add(visit);
        return visit;
    }

    /// It is answered, in whatever way; a second time means nothing.
    public void end(Visit visit) {
        if (!running.remove(visit)) return;
        if (visit.endNanos < 0) visit.endNanos = System.nanoTime() - visit.beganNanos;
        totals.add(visit);
        if (!WATCHING.contains(visit.route)) {
            pulse.add(visit);
            synchronized (recent) {
                recent.addFirst(visit);
                if (recent.size() > RECENT) recent.removeLast();
            }
        }
        for (var listener : listeners) listener.accept(visit);
    }

    /// What a backend said of the plan's limits; each window counts until the backend says it anew.
    public void limits(String backend, List<RateLimit> said) {
        if (said.isEmpty()) return;
        limits.merge(backend, new Limits(clock.instant(), said), (before, now) -> {
            var windows = new TreeMap<String, RateLimit>();
            for (var each : before.windows()) windows.put(each.name(), each);
            for (var each : now.windows()) windows.put(each.name(), each);
            return new Limits(now.at(), List.copyOf(windows.values()).subList(0, Math.min(windows.size(), Counts.MOST)));
        });
    }

    /// An event of a backend that nobody knows.
    public void unknownEvent(String type) {
        totals.unknownEvents.add(type);
    }

    /// A request was sent once more.
    ///
    /// @param reason kind of the failure
    public void retried(String reason) {
        totals.retries.add(reason);
    }

    /// Tells somebody of every request that ends, on the thread that answered it: it must not wait.
    public void listen(Consumer<Visit> listener) {
        listeners.add(listener);
    }

    /// When the server began.
    public Instant started() {
        return started;
    }

    /// Requests under way, oldest first.
    public List<Visit> running() {
        var now = new ArrayList<Visit>();
        for (var visit : running) if (!WATCHING.contains(visit.route)) now.add(visit);
        now.sort(Comparator.comparingLong(visit -> visit.beganNanos));
        return now;
    }

    /// The last 200, newest first.
    public List<Visit> recent() {
        synchronized (recent) {
            return List.copyOf(recent);
        }
    }

    /// The latest limits, by backend.
    public Map<String, Limits> limits() {
        return new TreeMap<>(limits);
    }

    public Totals totals() {
        return totals;
    }

    public Pulse pulse() {
        return pulse;
    }
}
