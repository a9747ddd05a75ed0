package scorpiox.server.web;

import java.util.concurrent.TimeUnit;

/// Whether a client that will send no more is still there. It may well read on, so the end of its input alone says nothing: only a
/// write that fails does, or silence of our own. All of it on the event loop.
final class Presence {
    /// Between two looks.
    private static final long STEP_MILLIS = 300;

    /// Nobody waits longer for the first byte of an answer, once it has closed its side. A little less than the two seconds promised.
    private static final long UNANSWERED_NANOS = 1_800_000_000L;

    private final Line channel;
    private final Outlet outlet;
    private final Call call;
    private final long from = System.nanoTime();
    private final long sent;
    private int probes = 3;

    private Presence(Line channel, Outlet outlet, Call call) {
        this.channel = channel;
        this.outlet = outlet;
        this.call = call;
        this.sent = outlet.sent();
    }

    /// Watches until the call is answered or the client is known to be gone; then the connection is closed.
    static void watch(Line channel, Outlet outlet, Call call) {
        new Presence(channel, outlet, call).look();
    }

    private void look() {
        if (!channel.isActive() || call.answered()) return;
        if (outlet.sent() == sent && System.nanoTime() - from >= UNANSWERED_NANOS) {
            channel.close();
            return;
        }
        // The first write to a closed socket is answered with a reset, the second one fails for it.
        var stream = call.stream();
        if (probes > 0 && stream != null && stream.probe()) probes--;
        if (probes > 0 || outlet.sent() == sent) channel.eventLoop().schedule(this::look, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
}
