package scorpiox.base;

import java.time.Duration;

/// Work that must not be broken off half-way, such as taking a new single-use token and writing it down: whoever ends
/// the process waits for it a moment.
public final class CriticalSection implements AutoCloseable {
    private static final Object LOCK = new Object();
    private static int inside;

    private boolean left;

    private CriticalSection() {}

    /// Enters; close the result to leave.
    public static CriticalSection enter() {
        synchronized (LOCK) {
            inside++;
        }
        return new CriticalSection();
    }

    /// Waits until nobody is inside, but no longer than `most`.
    ///
    /// @return whether nobody is
    public static boolean await(Duration most) {
        var end = System.nanoTime() + most.toNanos();
        synchronized (LOCK) {
            for (var left = most.toNanos(); inside > 0 && left > 0; left = end - System.nanoTime()) {
                try {
                    LOCK.wait(left / 1_000_000 + 1);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return inside == 0;
                }
            }
            return inside == 0;
        }
    }

    @Override
    public void close() {
        synchronized (LOCK) {
            if (left) return;
            left = true;
            inside--;
            LOCK.notifyAll();
        }
    }
}
