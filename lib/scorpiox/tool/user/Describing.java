package scorpiox.tool.user;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Has executables describe themselves, a few at a time, so that one that hangs does not keep the others waiting.
///
/// @param each  time for one of them
/// @param until when all must be over, as [System#nanoTime] tells it
record Describing(Duration each, long until) {
    private static final int MOST = 4;

    /// What describes one within a time.
    interface Question {
        ToolCache.Entry answer(Duration limit) throws Unfit;
    }

    /// A task that asks. What is told of a program that had less than its time does not last.
    FutureTask<ToolCache.Entry> task(Question question) {
        Callable<ToolCache.Entry> task = () -> {
            var left = Duration.ofNanos(until - System.nanoTime());
            if (!left.isPositive()) throw late();
            var cut = left.compareTo(each) < 0;
            try {
                var entry = question.answer(cut ? left : each);
                if (cut && entry instanceof ToolCache.Failed && System.nanoTime() - until >= 0) throw late();
                return entry;
            } catch (Unfit unfit) {
                throw cut && System.nanoTime() - until >= 0 ? late() : unfit;
            }
        };
        return new FutureTask<>(task);
    }

    private static Unfit late() {
        return Unfit.now("other tools took too long to describe themselves; the next run asks it again");
    }

    /// Runs tasks and waits for them. Each ends with its program, whose time is limited and which a cancel ends.
    static void run(Collection<FutureTask<ToolCache.Entry>> tasks) {
        var waiting = new ConcurrentLinkedQueue<>(tasks);
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < Math.min(MOST, tasks.size()); i++) {
            threads.add(Thread.ofPlatform().daemon().name("describe " + i).start(() -> {
                for (var task = waiting.poll(); task != null; task = waiting.poll()) task.run();
            }));
        }
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What a task has found out.
    static ToolCache.Entry result(FutureTask<ToolCache.Entry> task) throws Unfit {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Unfit.now("nobody waited for its description");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Unfit unfit -> throw unfit;
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
