package scorpiox.server.status;

import java.util.Map;
import java.util.TreeMap;
import scorpiox.model.Usage;
import scorpiox.server.ask.Visit;

/// What has come together since the server began.
public final class Totals {
    /// The name of a request and its outcome: both from short lists.
    public record Outcome(String route, int status) implements Comparable<Outcome> {
        @Override
        public int compareTo(Outcome other) {
            return route.equals(other.route) ? Integer.compare(status, other.status) : route.compareTo(other.route);
        }
    }

    private static final int MOST_OUTCOMES = 500;

    public final Counts backends = new Counts();
    public final Counts models = new Counts();
    public final Counts clients = new Counts();
    public final Counts upstream = new Counts();
    public final Counts retries = new Counts();
    public final Counts unknownEvents = new Counts();
    private final Map<Outcome, Long> requests = new TreeMap<>();
    private final Map<String, Times> times = new TreeMap<>();
    private Usage usage = Usage.NONE;
    private long failed;

    /// How long requests of a route took.
    ///
    /// @param whole     until their end
    /// @param firstByte until the first byte of their answer
    public record Times(Histogram whole, Histogram firstByte) {}

    void add(Visit visit) {
        if (sent(visit)) {
            backends.add(visit.backend);
            models.add(visit.model.isEmpty() ? visit.asked : visit.model);
            upstream.add(upstreamStatus(visit));
        }
        if (!visit.client.isEmpty()) clients.add(visit.client);
        synchronized (this) {
            var outcome = new Outcome(visit.route, visit.status);
            requests.merge(requests.containsKey(outcome) || requests.size() < MOST_OUTCOMES ? outcome : new Outcome(Counts.OTHER, 0), 1L, Long::sum);
            var known = times.containsKey(visit.route) || times.size() < Counts.MOST ? visit.route : Counts.OTHER;
            var its = times.computeIfAbsent(known, _ -> new Times(Histogram.ofRequests(), Histogram.ofFirstBytes()));
            its.whole.add(visit.endNanos / 1e9);
            if (visit.firstByteNanos >= 0) its.firstByte.add(visit.firstByteNanos / 1e9);
            usage = usage.plus(visit.usage);
            if (failed(visit)) failed++;
        }
    }

    /// Whether a backend was asked, and not the request refused before. What is refused names any model it likes.
    static boolean sent(Visit visit) {
        return !visit.backend.isEmpty() && (visit.upstreamStatus != 0 || visit.status < 400 || visit.status == 499 || visit.status > 500);
    }

    /// Whether a request failed although its client asked rightly and waited for the answer.
    static boolean failed(Visit visit) {
        return visit.status != 499 && (visit.status >= 500 || visit.upstreamStatus >= 400 || visit.status < 400 && !visit.error.isEmpty());
    }

    /// What the backend said in the end; `none` where it said nothing.
    private static String upstreamStatus(Visit visit) {
        if (visit.upstreamStatus != 0) return Integer.toString(visit.upstreamStatus);
        return visit.firstByteNanos >= 0 && visit.status < 400 || visit.status == 499 ? "200" : "none";
    }

    /// Requests by route and status.
    public synchronized Map<Outcome, Long> requests() {
        return new TreeMap<>(requests);
    }

    /// Times by route, as they are now.
    public synchronized Map<String, Times> times() {
        var copy = new TreeMap<String, Times>();
        times.forEach((route, its) -> copy.put(route, new Times(its.whole.copy(), its.firstByte.copy())));
        return copy;
    }

    /// Tokens of all answers.
    public synchronized Usage usage() {
        return usage;
    }

    /// Requests that failed here or at the backend, not by the client's own doing.
    public synchronized long failed() {
        return failed;
    }
}
