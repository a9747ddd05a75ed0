package scorpiox.server.web;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import scorpiox.base.Failure;

/// What goes out over one connection, with bounded memory: whoever sends more than the client takes has to wait.
final class Outlet {
    /// A larger piece is sent in several, so that one write cannot fill the memory.
    static final int MOST = 64 * 1024;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Line channel;
    private final long patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicInteger queued = new AtomicInteger();
    private volatile long sent;
    private long pending;
    private long progress;
    private long since;

    Outlet(Line channel, Duration patience) {
        this.channel = channel;
        this.patience = patience.toNanos();
    }

    /// Changes with everything that is sent.
    long sent() {
        return sent;
    }

    /// @throws Failure `CANCELLED` once the client is gone
    void check() {
        if (!channel.isActive()) throw gone();
    }

    static Failure gone() {
        return Failure.of(Failure.Kind.CANCELLED, "the client went away");
    }

    /// Sends a head and a body.
    void send(byte[] head, byte[] body, int length) {
        var first = Math.min(length, MOST);
        ready();
        flush(channel.alloc().directBuffer(head.length + first).writeBytes(head).writeBytes(body, 0, first));
        for (var done = first; done < length; done += MOST) send(body, done, Math.min(MOST, length - done));
    }

    /// Sends bytes as they are.
    void send(byte[] bytes, int offset, int length) {
        ready();
        flush(channel.alloc().directBuffer(length).writeBytes(bytes, offset, length));
    }

    /// Sends bytes as one chunk.
    void chunk(byte[] bytes, int offset, int length) {
        ready();
        var out = channel.alloc().directBuffer(length + 12);
        for (var shift = (31 - Integer.numberOfLeadingZeros(length)) / 4 * 4; shift >= 0; shift -= 4) out.writeByte(HEX[length >> shift & 15]);
        flush(out.writeByte('\r').writeByte('\n').writeBytes(bytes, offset, length).writeByte('\r').writeByte('\n'));
    }

    /// Sends without waiting, also to a client that takes nothing at the moment.
    void last(byte[] bytes) {
        if (channel.isActive()) flush(channel.alloc().directBuffer(bytes.length).writeBytes(bytes));
    }

    /// There is room again, or nobody is there any more.
    void changed() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the client has taken nothing for too long although there is something for it. Asked from time to time, on the event loop.
    boolean stalled(long now) {
        var buffer = channel.unsafe().outboundBuffer();
        if (buffer == null) return false;
        var moved = buffer.totalPendingWriteBytes() != pending || buffer.currentProgress() != progress;
        pending = buffer.totalPendingWriteBytes();
        progress = buffer.currentProgress();
        if (moved || pending == 0) since = now;
        return now - since >= patience;
    }

    /// Hands bytes to the system, and to the event loop what that does not take now. What lies there goes first.
    private void flush(ByteBuf bytes) {
        lock.lock();
        try {
            sent++;
            if (queued.get() == 0) {
                var now = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
                channel.write(now);
                bytes.readerIndex(bytes.writerIndex() - now.remaining());
            }
            if (bytes.isReadable()) {
                queued.incrementAndGet();
                channel.writeAndFlush(bytes.retain()).addListener(done -> queued.decrementAndGet());
            }
        } catch (IOException broken) {
            channel.close();
            if (!channel.eventLoop().inEventLoop()) throw gone();
        } finally {
            bytes.release();
            lock.unlock();
        }
    }

    private void ready() {
        if (!channel.isActive()) throw gone();
        if (channel.isWritable() || channel.eventLoop().inEventLoop()) return;
        lock.lock();
        try {
            while (channel.isActive() && !channel.isWritable()) changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Kind.CANCELLED, "interrupted", e);
        } finally {
            lock.unlock();
        }
        check();
    }
}
