package scorpiox.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// Sends a request and gives up when the other side takes nothing any more: a socket's write has no time limit of its own.
final class Sending {
    /// What the system's buffers take in any case; so much is written without a watch.
    private static final int PIECE = 64 * 1024;

    private final long limit;
    private final Runnable breakOff;
    private long progressed = System.nanoTime();
    private boolean over;
    private boolean expired;

    private Sending(Duration limit, Runnable breakOff) {
        this.limit = limit.toNanos();
        this.breakOff = breakOff;
    }

    /// @param limit    longest time without progress
    /// @param breakOff ends the write from another thread
    static void send(byte[] bytes, OutputStream out, Duration limit, Runnable breakOff) throws IOException {
        if (bytes.length <= PIECE) out.write(bytes);
        else new Sending(limit, breakOff).send(bytes, out);
    }

    private void send(byte[] bytes, OutputStream out) throws IOException {
        var threads = Thread.currentThread().isVirtual() ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        threads.name("sending").start(this::watch);
        try {
            for (var at = 0; at < bytes.length; at += PIECE) {
                out.write(bytes, at, Math.min(PIECE, bytes.length - at));
                progress(false);
            }
        } catch (IOException e) {
            throw hasExpired() ? new SocketTimeoutException("sending") : e;
        } finally {
            progress(true);
        }
    }

    private synchronized void progress(boolean done) {
        progressed = System.nanoTime();
        over |= done;
        if (done) notifyAll();
    }

    private synchronized boolean hasExpired() {
        return expired;
    }

    private void watch() {
        synchronized (this) {
            for (var left = limit; !over && left > 0; left = progressed + limit - System.nanoTime()) {
                try {
                    wait(left / 1_000_000 + 1);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            if (over) return;
            expired = true;
        }
        breakOff.run();
    }
}
