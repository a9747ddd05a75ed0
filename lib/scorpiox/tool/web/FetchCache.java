package scorpiox.tool.web;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Answers of the last 15 minutes, so that reading on in a long page does not fetch it again. At most 20 MiB; the
/// oldest go first.
final class FetchCache {
    static final Duration KEPT = Duration.ofMinutes(15);
    private static final long MOST_BYTES = 20L * 1024 * 1024;

    private record Entry(Fetched.Body body, Instant since) {}

    private final InstantSource clock;
    private final Map<URI, Entry> entries = new LinkedHashMap<>();

    FetchCache(InstantSource clock) {
        this.clock = clock;
    }

    synchronized Optional<Fetched.Body> get(URI url) {
        var end = clock.instant().minus(KEPT);
        entries.values().removeIf(entry -> !entry.since().isAfter(end));
        return Optional.ofNullable(entries.get(url)).map(Entry::body);
    }

    synchronized void put(URI url, Fetched.Body body) {
        entries.remove(url);
        entries.put(url, new Entry(body, clock.instant()));
        var bytes = entries.values().stream().mapToLong(entry -> entry.body().bytes().length).sum();
        for (var each = entries.values().iterator(); bytes > MOST_BYTES && each.hasNext(); each.remove()) bytes -= each.next().body().bytes().length;
    }
}
