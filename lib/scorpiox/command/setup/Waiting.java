package scorpiox.command.setup;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.TimeLimit;

/// Checks that wait for others, on a thread of their own and for a limited time.
final class Waiting {
    /// How long what cannot be cancelled may take beyond the limit, before it is left behind.
    private static final Duration GRACE = Duration.ofMillis(500);

    private final String name;
    private final Duration limit;
    private final Cancel cancel;
    private final FutureTask<List<Check>> task;
    private final long end;

    private Waiting(String name, Duration limit, Cancel cancel, Function<Cancel, List<Check>> look) {
        this.name = name;
        this.limit = limit;
        this.cancel = cancel;
        this.task = new FutureTask<>(() -> look(look));
        this.end = System.nanoTime() + limit.plus(GRACE).toNanos();
    }

    /// Starts to look. A failure becomes a check that failed, and so does a mistake of ours: the others still count.
    ///
    /// @param name of the check, where there is none else to report
    /// @param look is given what ends it
    static Waiting start(String name, Duration limit, Cancel cancel, Function<Cancel, List<Check>> look) {
        var waiting = new Waiting(name, limit, cancel, look);
        Thread.ofPlatform().daemon().name("check-" + name).start(waiting.task);
        return waiting;
    }

    /// What came of it, once it is there or its time is over.
    ///
    /// @throws scorpiox.base.Failure the reason, once the run is cancelled
    List<Check> get() {
        try (var _ = cancel.onCancel(() -> task.cancel(false))) {
            return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(Check.fail(name, late().getMessage(), null));
        } catch (ExecutionException e) {
            return List.of(Check.fail(name, "internal error: " + e.getCause(), "please report it"));
        } catch (CancellationException e) {
            cancel.check();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.CANCELLED, "interrupted", e);
        }
    }

    private List<Check> look(Function<Cancel, List<Check>> look) {
        try (var time = new TimeLimit(limit, cancel, late())) {
            return look.apply(time.cancel());
        } catch (Failure failure) {
            cancel.check();
            return List.of(Check.fail(name, failure));
        }
    }

    private Failure late() {
        return Failure.of(Kind.TIMEOUT, "not done within " + limit.toSeconds() + " s");
    }
}
