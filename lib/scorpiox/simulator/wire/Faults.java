package scorpiox.simulator.wire;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// The faults that are set, and how often each was used: a fault counts only the requests it is about.
public final class Faults {
    private static final int HOUR = 3_600;

    private final List<Fault> all;
    private final Map<Fault, AtomicInteger> used = new ConcurrentHashMap<>();

    public Faults(List<Fault> all) {
        this.all = all;
    }

    /// The faults that happen to one more request for an answer.
    public List<Fault> take(Wire wire) {
        return taken(fault -> fault.on(wire));
    }

    /// The faults of some names that happen to one more request.
    public List<Fault> take(Predicate<String> names) {
        return taken(fault -> names.test(fault.name()));
    }

    private List<Fault> taken(Predicate<Fault> which) {
        if (all.isEmpty()) return all;
        return all.stream().filter(which).filter(fault -> used.computeIfAbsent(fault, _ -> new AtomicInteger()).getAndIncrement() < fault.times()).toList();
    }

    /// Whether one fault happens to one more request.
    public boolean take(String name) {
        return !take(name::equals).isEmpty();
    }

    /// The simulator's own time, right or wrong.
    public InstantSource clock() {
        var seconds = 0L;
        for (var fault : all) {
            if (fault.name().equals("clock-ahead")) seconds += fault.or(HOUR);
            if (fault.name().equals("clock-behind")) seconds -= fault.or(HOUR);
        }
        return InstantSource.offset(InstantSource.system(), Duration.ofSeconds(seconds));
    }
}
