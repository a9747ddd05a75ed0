package scorpiox.auth.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/// Collects what a command prints, up to a limit.
final class Captured extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final int limit;
    private final boolean strict;
    private volatile boolean over;

    /// @param strict whether more is an error, which ends the command; else the rest is dropped
    Captured(int limit, boolean strict) {
        this.limit = limit;
        this.strict = strict;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] from, int offset, int length) throws IOException {
        var room = Math.min(length, limit - bytes.size());
        bytes.write(from, offset, room);
        if (room == length) return;
        over = true;
        if (!strict) return;
        close();
        throw new IOException("too much output");
    }

    @Override
    public void close() {
        ended.countDown();
    }

    /// Waits until nothing more can come.
    void await() throws InterruptedException {
        ended.await();
    }

    /// Whether there was more than the limit.
    boolean over() {
        return over;
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }
}
