package scorpiox.base;

import java.time.Duration;

/// Work that may take only so long: cancelled with the rest of the run, and by itself when its time is over.
public final class TimeLimit implements AutoCloseable {
    private static final Failure OVER = Failure.of(Failure.Kind.CANCELLED, "over");

    private final Cancel cancel = new Cancel();
    private final Cancel.Registration outer;

    /// Starts to count.
    ///
    /// @param late what the work fails with when its time is over
    public TimeLimit(Duration time, Cancel outer, Failure late) {
        this.outer = outer.onCancel(() -> cancel.cancel(outer.reason()));
        Thread.ofPlatform().daemon().name("time-limit").start(() -> {
            try {
                cancel.sleep(time);
                cancel.cancel(late);
            } catch (Failure overBefore) {
                // nothing is left to end
            }
        });
    }

    /// What the work registers with.
    public Cancel cancel() {
        return cancel;
    }

    /// The work is over; its cancel may not be used any more.
    @Override
    public void close() {
        outer.close();
        cancel.cancel(OVER);
    }
}
