package scorpiox.server.status;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import scorpiox.server.ask.Visit;

/// How the backends have done in the last minutes.
public final class Pulse {
    /// Minutes that are kept, the one that runs included.
    public static final int MINUTES = 15;

    /// One minute of a backend.
    ///
    /// @param requests    that ended in it
    /// @param errors      of those, failed
    /// @param firstBytes  of those, with a first byte
    /// @param firstByteMs milliseconds until the first byte, on average; 0 without any
    public record Minute(Instant at, long requests, long errors, long firstBytes, long firstByteMs) {}

    private static final class Slot {
        long minute = -1;
        long requests;
        long errors;
        long firstBytes;
        double millis;
    }

    private final InstantSource clock;
    private final Map<String, Slot[]> backends = new TreeMap<>();

    Pulse(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(Visit visit) {
        if (!Totals.sent(visit) || !backends.containsKey(visit.backend) && backends.size() >= Counts.MOST) return;
        var slots = backends.computeIfAbsent(visit.backend, _ -> new Slot[MINUTES]);
        var minute = minute();
        var at = (int) Math.floorMod(minute, (long) MINUTES);
        var slot = slots[at];
        if (slot == null || slot.minute != minute) {
            slot = slots[at] = new Slot();
            slot.minute = minute;
        }
        slot.requests++;
        if (Totals.failed(visit)) slot.errors++;
        if (visit.firstByteNanos < 0) return;
        slot.firstBytes++;
        slot.millis += visit.firstByteNanos / 1e6;
    }

    /// The last minutes by backend, oldest first, each minute there.
    public synchronized Map<String, List<Minute>> minutes() {
        var now = minute();
        var all = new TreeMap<String, List<Minute>>();
        backends.forEach((backend, slots) -> {
            var minutes = new ArrayList<Minute>();
            for (var minute = now - MINUTES + 1; minute <= now; minute++) minutes.add(of(slots[(int) Math.floorMod(minute, (long) MINUTES)], minute));
            all.put(backend, List.copyOf(minutes));
        });
        return all;
    }

    private static Minute of(Slot slot, long minute) {
        var at = Instant.ofEpochSecond(minute * 60);
        if (slot == null || slot.minute != minute) return new Minute(at, 0, 0, 0, 0);
        return new Minute(at, slot.requests, slot.errors, slot.firstBytes, slot.firstBytes == 0 ? 0 : Math.round(slot.millis / slot.firstBytes));
    }

    private long minute() {
        return Math.floorDiv(clock.instant().getEpochSecond(), 60L);
    }
}
