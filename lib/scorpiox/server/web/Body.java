package scorpiox.server.web;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPInputStream;
import scorpiox.base.Failure;

/// The body of one request: the event loop brings it, the thread that answers waits for it.
final class Body {
    /// As much is taken before anybody wants the body: a client without a key cannot make the server keep megabytes.
    private static final int UNASKED = 64 * 1024;

    private final Limits limits;
    private final long length;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] kept = new byte[0];
    private int size;
    private long arrived;
    private boolean whole;
    private boolean wanted;
    private boolean moved;
    private Failure broken;

    Body(Limits limits, Framing framing) {
        this.limits = limits;
        this.length = framing.length();
        this.whole = length == 0;
        if (length > limits.bodyBytes()) broken = tooLarge();
    }

    /// Takes a piece; false when no more should be read until somebody wants it.
    boolean add(ByteBuf piece) {
        lock.lock();
        try {
            var more = piece.readableBytes();
            arrived += more;
            moved = true;
            if (broken == null && size + (long) more > limits.bodyBytes()) {
                broken = tooLarge();
                kept = new byte[0];
            }
            if (broken == null) {
                grow(size + more);
                piece.readBytes(kept, size, more);
                size += more;
            }
            changed.signalAll();
            return wanted || arrived < UNASKED;
        } finally {
            lock.unlock();
        }
    }

    /// Nothing more comes.
    void end() {
        lock.lock();
        try {
            whole = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// It will never be whole.
    void fail(Failure why) {
        lock.lock();
        try {
            if (broken == null) broken = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the client has sent all of it.
    boolean whole() {
        lock.lock();
        try {
            return whole;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the client has sent all of it, or so little is missing that it is simplest to let it come.
    boolean nearlyWhole() {
        lock.lock();
        try {
            return whole || length >= 0 && length - arrived <= UNASKED;
        } finally {
            lock.unlock();
        }
    }

    /// Says that it is wanted; true when nothing of it has come, so that the client may be waiting to be told.
    boolean want() {
        lock.lock();
        try {
            wanted = true;
            if (broken != null) throw broken;
            return arrived == 0 && !whole;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for all of it, as it was sent.
    byte[] await() {
        lock.lock();
        try {
            while (!whole && broken == null) {
                moved = false;
                var inTime = changed.await(limits.bodySilence().toNanos(), TimeUnit.NANOSECONDS);
                if (!inTime && !moved && !whole && broken == null) broken = silent();
            }
            if (broken != null) throw broken;
            return size == kept.length ? kept : Arrays.copyOf(kept, size);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Kind.CANCELLED, "interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /// Undoes gzip, up to the limit and not a byte further.
    byte[] inflate(byte[] packed) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed), 8192)) {
            var most = (int) Math.min(limits.bodyBytes(), Integer.MAX_VALUE - 16);
            var bytes = in.readNBytes(most);
            if (in.read() >= 0) throw tooLarge();
            return bytes;
        } catch (IOException e) {
            throw Failure.of(Failure.Kind.BAD_REQUEST, "the body is not what gzip makes").from(400, "invalid_encoding");
        }
    }

    private void grow(int needed) {
        if (needed <= kept.length) return;
        var most = length >= 0 ? length : limits.bodyBytes();
        kept = Arrays.copyOf(kept, (int) Math.min(most, Math.max(needed, Math.max(4096L, kept.length * 2L))));
    }

    private Failure tooLarge() {
        return Failure.of(Failure.Kind.TOO_LARGE, "the body is larger than " + limits.bodyBytes() + " bytes").from(413, "request_too_large");
    }

    private Failure silent() {
        return Failure.of(Failure.Kind.TIMEOUT, "no more of the body came for " + limits.bodySilence().toSeconds() + " s").from(408, "request_timeout");
    }
}
