package scorpiox.base;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The one way to stop work in progress: by Ctrl-C, by `--timeout`, by a client that went away.
///
/// Work registers how it is interrupted; the first `cancel` runs those at once and every later `check` throws.
public final class Cancel {
    private final List<Runnable> interrupters = new ArrayList<>();
    private Failure reason;

    /// Stops everything registered, now and later. Only the first reason counts.
    public void cancel(Failure why) {
        List<Runnable> toRun;
        synchronized (this) {
            if (reason != null) return;
            reason = why;
            toRun = List.copyOf(interrupters);
            interrupters.clear();
            notifyAll();
        }
        toRun.forEach(Runnable::run);
    }

    /// Why it was cancelled, or null.
    public synchronized Failure reason() {
        return reason;
    }

    /// Throws the reason once cancelled.
    public void check() {
        var why = reason();
        if (why != null) throw why;
    }

    /// Calls `interrupt` when cancelled (at once when that has happened); close the result when the work is over.
    public Registration onCancel(Runnable interrupt) {
        synchronized (this) {
            if (reason == null) {
                interrupters.add(interrupt);
                return () -> forget(interrupt);
            }
        }
        interrupt.run();
        return () -> {};
    }

    /// Waits, or throws the reason as soon as cancelled.
    public synchronized void sleep(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        for (var left = time.toNanos(); left > 0 && reason == null; left = end - System.nanoTime()) {
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.of(Failure.Kind.CANCELLED, "interrupted", e);
            }
        }
        check();
    }

    /// Waits until cancelled.
    public synchronized void await() throws InterruptedException {
        while (reason == null) wait();
    }

    private synchronized void forget(Runnable interrupt) {
        interrupters.remove(interrupt);
    }

    /// Ends a registration.
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
