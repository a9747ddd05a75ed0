package scorpiox.tool.search;

import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Cancel;

/// A few threads that take files from one list while it still grows.
///
/// Platform threads that end with the program, with a stack that patterns with nested groups need on long lines.
final class Workers {
    private static final long STACK = 16L * 1024 * 1024;
    private static final int BATCH = 32;

    /// What a thread does with the files it gets.
    interface Work {
        /// Before the first file, in its thread.
        default void begin() {}

        void file(Target target);
    }

    private final List<Target> queue = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private int taken;
    private boolean complete;
    private Throwable failure;

    /// Begins one thread for each piece of work.
    Workers(List<? extends Work> works) {
        for (var work : works) {
            var thread = new Worker(work);
            threads.add(thread);
            thread.start();
        }
    }

    synchronized void add(List<Target> targets) {
        queue.addAll(targets);
        notifyAll();
    }

    /// Waits until all files are done; when a thread failed, so does this.
    void finish(Cancel cancel) {
        synchronized (this) {
            complete = true;
            notifyAll();
        }
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException e) {
            giveUp(null);
            Thread.currentThread().interrupt();
        }
        cancel.check();
        synchronized (this) {
            if (failure instanceof RuntimeException problem) throw problem;
            if (failure instanceof Error problem) throw problem;
        }
    }

    /// Files that nobody has begun with are left.
    synchronized void giveUp(Throwable why) {
        if (failure == null) failure = why;
        taken = queue.size();
        complete = true;
        notifyAll();
    }

    private final class Worker extends Thread {
        private final Work work;

        private Worker(Work work) {
            super(null, null, "search", STACK);
            this.work = work;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                work.begin();
                for (var batch = take(); !batch.isEmpty(); batch = take()) for (var target : batch) work.file(target);
            } catch (RuntimeException | Error e) {
                giveUp(e);
            }
        }
    }

    private synchronized List<Target> take() {
        try {
            while (taken >= queue.size() && !complete) wait();
        } catch (InterruptedException e) {
            return List.of();
        }
        if (taken >= queue.size()) return List.of();
        var batch = new ArrayList<>(queue.subList(taken, Math.min(queue.size(), taken + BATCH)));
        taken += batch.size();
        return batch;
    }
}
