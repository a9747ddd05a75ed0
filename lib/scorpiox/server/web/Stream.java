package scorpiox.server.web;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// An answer that goes out piece by piece.
final class Stream implements Outflow {
    /// How the pieces are marked off: as chunks, not at all for a client of HTTP/1.0, or nothing is sent for HEAD.
    enum Shape { CHUNKS, PLAIN, NOTHING }

    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final Outlet outlet;
    private final EventLoop loop;
    private final Call call;
    private final Shape shape;
    private volatile byte[] frame;
    private volatile long silence;
    private volatile long last = System.nanoTime();
    private volatile boolean within;
    private volatile boolean over;
    private ScheduledFuture<?> timer;

    Stream(Connection connection, Call call, Shape shape) {
        this.connection = connection;
        this.outlet = connection.outlet();
        this.loop = connection.channel().eventLoop();
        this.call = call;
        this.shape = shape;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (over || length == 0) return;
        within = length > Outlet.MOST;
        for (var done = 0; done < length; done += Outlet.MOST) piece(bytes, offset + done, Math.min(Outlet.MOST, length - done));
        within = false;
        last = System.nanoTime();
    }

    @Override
    public void heartbeat(Duration after, byte[] bytes) {
        frame = bytes;
        silence = after.isZero() || shape == Shape.NOTHING ? 0 : after.toNanos();
        connection.later(this::arm);
    }

    @Override
    public void end() {
        if (over) return;
        over = true;
        if (shape == Shape.CHUNKS) outlet.last(END);
        connection.finished(call);
    }

    @Override
    public void abort() {
        if (over) return;
        over = true;
        connection.breakOff(shape == Shape.PLAIN);
    }

    /// Sends a heartbeat before its time, to learn whether anybody is there; false where there is none to send. On the event loop.
    boolean probe() {
        if (over || silence == 0) return false;
        if (!within && connection.channel().isWritable() && connection.channel().isActive()) piece(frame, 0, frame.length);
        return true;
    }

    private void piece(byte[] bytes, int offset, int length) {
        switch (shape) {
            case CHUNKS -> outlet.chunk(bytes, offset, length);
            case PLAIN -> outlet.send(bytes, offset, length);
            case NOTHING -> outlet.check();
        }
    }

    /// No more heartbeats. On the event loop.
    void quiet() {
        if (timer != null) timer.cancel(false);
    }

    private void arm() {
        quiet();
        if (silence > 0) beat();
    }

    private void beat() {
        if (over || !connection.channel().isActive()) return;
        var left = silence - (System.nanoTime() - last);
        if (left <= 0 && probe()) {
            last = System.nanoTime();
            left = silence;
        }
        timer = loop.schedule(this::beat, left, TimeUnit.NANOSECONDS);
    }
}
