package scorpiox.tool.search;

import java.time.Duration;
import scorpiox.base.Cancel;

/// When a search must be over.
final class Deadline {
    private final Cancel cancel;
    private final long total;
    private final long end;

    Deadline(Duration time, Cancel cancel) {
        this.cancel = cancel;
        total = time.toNanos();
        end = System.nanoTime() + total;
    }

    /// Whether the time is up, or nobody waits any more.
    boolean over() {
        return System.nanoTime() - end >= 0 || cancel.reason() != null;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /// Whether work that began then took so much of the time that it is to blame.
    boolean blames(long began) {
        return System.nanoTime() - began > total / 10;
    }

    /// All the time there was, in words.
    String allowed() {
        return total % 1_000_000_000 == 0 ? total / 1_000_000_000 + " s" : total / 1_000_000 + " ms";
    }
}
