package scorpiox.server.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import scorpiox.base.Failure;

/// One client's connection: its requests one after another, and whether the client is still there. All state is the event loop's.
final class Connection extends ChannelInboundHandlerAdapter {
    /// A connection is kept so long without a request.
    private static final Duration KEPT = Duration.ofMinutes(2);

    /// A client gets so long to read a last answer before what it still sends breaks the connection.
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final WebServer server;
    private final Limits limits;
    private final Line channel;
    private final StrictDecoder decoder;
    private final Outlet outlet;
    private Call call;
    private boolean headTimed;
    private boolean inputEnded;
    private boolean closing;
    private ScheduledFuture<?> timer;
    private ScheduledFuture<?> watch;
    private volatile boolean fromLoopback;

    Connection(WebServer server, Line channel, Limits limits, StrictDecoder decoder) {
        this.server = server;
        this.channel = channel;
        this.limits = limits;
        this.decoder = decoder;
        outlet = new Outlet(channel, limits.clientSilence());
    }

    Line channel() {
        return channel;
    }

    Outlet outlet() {
        return outlet;
    }

    boolean fromLoopback() {
        return fromLoopback;
    }

    boolean stopping() {
        return server.stopping();
    }

    /// Goes on reading a body.
    void readOn() {
        later(() -> channel.config().setAutoRead(true));
    }

    /// The answer is on its way as a whole.
    void finished(Call done) {
        later(() -> {
            if (call == done && !closing) over();
        });
    }

    /// Closes at once, so that the answer cannot look whole.
    ///
    /// @param reset the answer is one that closing would end properly
    void breakOff(boolean reset) {
        if (reset) channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /// The server takes no more requests.
    void stop() {
        later(() -> {
            if (call == null) channel.close();
        });
    }

    /// Ends what is under way.
    void cancel(Failure why) {
        later(() -> {
            if (call != null && !call.answered()) drop(call, why);
        });
    }

    /// Runs on the event loop, after what it is at; not at all once the server has stopped.
    void later(Runnable action) {
        try {
            channel.eventLoop().execute(action);
        } catch (RejectedExecutionException stopped) {
            // Every connection is closed then.
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        fromLoopback = channel.remoteAddress() instanceof InetSocketAddress from && from.getAddress().isLoopbackAddress();
        timeHead();
        var look = Math.max(limits.clientSilence().toMillis() / 4, 1);
        watch = channel.eventLoop().scheduleWithFixedDelay(() -> {
            if (outlet.stalled(System.nanoTime())) channel.close();
        }, look, look, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (closing || !channel.isActive()) return;
            switch (message) {
                case BadHead bad -> refuse(bad);
                case HttpRequest request -> begin(request);
                case HttpContent content -> content(content);
                default -> {}
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (call == null && !closing && decoder.partial() && !headTimed) timeHead();
    }

    private void begin(HttpRequest request) {
        arm(null, null);
        headTimed = false;
        try {
            var body = new Body(limits, Framing.of(request));
            call = new Call(this, request, body);
            server.answer(call);
        } catch (BadHead bad) {
            refuse(bad);
        }
    }

    private void content(HttpContent content) {
        if (call == null) return;
        if (!content.decoderResult().isSuccess()) {
            call.sent().fail(Failure.of(Failure.Kind.BAD_REQUEST, "the body's chunks are malformed").from(400, "bad_request"));
            decoder.discard();
            return;
        }
        if (!call.sent().add(content.content()) && !call.answered()) channel.config().setAutoRead(false);
        if (content instanceof LastHttpContent) {
            call.sent().end();
            channel.config().setAutoRead(true);
            if (call.answered()) next();
        }
    }

    private void over() {
        call.over();
        channel.config().setAutoRead(true);
        if (call.lasts() || server.stopping() || decoder.flooded()) close(!call.sent().whole() || decoder.flooded());
        else if (call.sent().whole()) next();
        else arm(limits.headerTime(), () -> close(true));
    }

    private void next() {
        call = null;
        arm(KEPT, channel::close);
        decoder.release();
        // What was sent ahead lies in the decoder; an empty read has it look there. Later, for this may be within a read.
        channel.eventLoop().execute(() -> {
            channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER).fireChannelReadComplete();
            if (inputEnded && call == null) channel.close();
        });
    }

    private void timeHead() {
        headTimed = true;
        arm(limits.headerTime(), () -> {
            if (decoder.partial()) refuse(new BadHead(408, "request_timeout", "the request's header did not come in time"));
            else channel.close();
        });
    }

    private void refuse(BadHead bad) {
        var body = bad.body();
        var head = ResponseHead.bytes(bad.status(), Map.of("Content-Type", "application/json"), "Content-Length: " + body.length, true, false);
        if (channel.isActive()) outlet.send(head, body, body.length);
        close(true);
    }

    /// Closes once everything has gone out.
    ///
    /// @param unread the client may still be sending: closing at once would make its system throw the answer away
    private void close(boolean unread) {
        closing = true;
        decoder.discard();
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (!unread || inputEnded || !channel.isActive()) {
                channel.close();
            } else {
                channel.shutdownOutput();
                arm(LINGER, channel::close);
            }
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) return;
        inputEnded = true;
        if (call == null || closing && channel.isOutputShutdown()) channel.close();
        else if (!call.sent().whole()) channel.close();
        else if (!call.answered()) Presence.watch(channel, outlet, call);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        outlet.changed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        if (!(why instanceof IOException)) server.bug(why);
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        arm(null, null);
        if (watch != null) watch.cancel(false);
        outlet.changed();
        if (call != null && !call.answered()) drop(call, Outlet.gone());
        server.left(this);
    }

    /// Whoever is told of it may take long over it, so not on the event loop.
    private static void drop(Call call, Failure why) {
        call.sent().fail(why);
        Thread.startVirtualThread(() -> call.cancel().cancel(why));
    }

    private void arm(Duration after, Runnable then) {
        if (timer != null) timer.cancel(false);
        timer = after == null ? null : channel.eventLoop().schedule(then, after.toNanos(), TimeUnit.NANOSECONDS);
    }
}
