package scorpiox.command.compare;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.TimeLimit;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.provider.router.Choice;

/// Asks everybody the same at the same time, a thread each; one provider's answers come one after the other.
///
/// @param open   gives the provider of a choice, or fails as [scorpiox.provider.Vendor#open]
/// @param request for a choice
/// @param board  shows how it goes
/// @param log    told of every answer as soon as it is over
/// @param nanos  a clock that never goes back
record Race(Function<Choice, Provider> open, Function<Choice, Request> request, Board board, BiConsumer<Choice, Measure> log, InstantSource clock, LongSupplier nanos) {
    /// How long somebody who was told to stop may take to do so.
    private static final long GRACE_MILLIS = 500;

    /// Asks, and waits for all of them. Once cancelled, what there is counts.
    List<Outcome> run(List<Choice> targets, Question question, Cancel cancel) {
        var runs = new ArrayList<List<Measure>>();
        var left = new CountDownLatch(targets.size());
        for (var lane = 0; lane < targets.size(); lane++) {
            var own = new ArrayList<Measure>();
            runs.add(own);
            var number = lane;
            Thread.ofPlatform().daemon().name("ask " + targets.get(lane).provider()).start(() -> {
                try {
                    ask(number, targets.get(number), question, own, cancel);
                } finally {
                    left.countDown();
                }
            });
        }
        await(left, cancel);
        var outcomes = new ArrayList<Outcome>();
        for (var lane = 0; lane < runs.size(); lane++) outcomes.add(new Outcome(targets.get(lane), finished(runs.get(lane), cancel)));
        return outcomes;
    }

    private static void await(CountDownLatch left, Cancel cancel) {
        try (var _ = cancel.onCancel(() -> Thread.ofPlatform().daemon().start(() -> {
            try {
                left.await(GRACE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            while (left.getCount() > 0) left.countDown();
        }))) {
            left.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.CANCELLED, "interrupted", e);
        }
    }

    private static List<Measure> finished(List<Measure> runs, Cancel cancel) {
        synchronized (runs) {
            if (!runs.isEmpty()) return List.copyOf(runs);
        }
        return List.of(Measure.failed(cancel.reason() != null ? cancel.reason() : Failure.of(Kind.INTERNAL, "not asked")));
    }

    private void ask(int lane, Choice target, Question question, List<Measure> runs, Cancel cancel) {
        try (var provider = open.apply(target)) {
            for (var run = 0; run < question.repeat() && cancel.reason() == null; run++) {
                board.asked(lane, run + 1);
                keep(lane, target, once(lane, provider, target, question, cancel), runs);
            }
        } catch (RuntimeException e) {
            keep(lane, target, Measure.failed(known(e, cancel)), runs);
        }
    }

    private void keep(int lane, Choice target, Measure measure, List<Measure> runs) {
        synchronized (runs) {
            runs.add(measure);
        }
        board.ended(lane, measure);
        log.accept(target, measure);
    }

    private Measure once(int lane, Provider provider, Choice target, Question question, Cancel cancel) {
        var late = Failure.of(Kind.DEADLINE, "no whole answer within " + question.limit().toSeconds() + " s").hint("--timeout gives more time");
        var request = this.request.apply(target);
        var watch = new Stopwatch(nanos, event -> board.event(lane, event));
        try (var limit = new TimeLimit(question.limit(), cancel, late)) {
            provider.stream(request, new Turn(false), watch, limit.cancel());
        } catch (RuntimeException e) {
            watch.event(new StreamEvent.Failed(known(e, cancel)));
        }
        return watch.stop(provider, request.model(), clock);
    }

    private static Failure known(RuntimeException e, Cancel cancel) {
        if (cancel.reason() != null) return cancel.reason();
        return e instanceof Failure failure ? failure : Failure.of(Kind.INTERNAL, "internal error: " + e, e).hint("please report it with the output of --debug");
    }
}
