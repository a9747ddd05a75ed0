package scorpiox.server.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import scorpiox.base.Failure;

/// The HTTP/1.1 server on one address: Netty accepts, reads and watches, every request is answered on a virtual thread of its own.
public final class WebServer implements AutoCloseable {
    /// More than this many bytes wait for no client.
    private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    /// Requests that were cancelled get so long to end their answers, and these to go out.
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /// As many connections are taken for each request that may run; kept ones ask for nothing most of the time.
    private static final int WAITING_ROOM = 4;

    private final Limits limits;
    private final Handler handler;
    private final Consumer<Throwable> bugs;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("web", true), NioIoHandler.newFactory());
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private int running;
    private volatile boolean stopping;
    private Channel listener;

    private WebServer(Limits limits, Handler handler, Consumer<Throwable> bugs) {
        this.limits = limits;
        this.handler = handler;
        this.bugs = bugs;
    }

    /// Listens and answers from then on.
    ///
    /// @param bugs takes what a handler throws
    /// @throws Failure `USAGE` where the address cannot be listened on
    public static WebServer start(InetSocketAddress address, Limits limits, Handler handler, Consumer<Throwable> bugs) {
        Library.settle();
        var server = new WebServer(limits, handler, bugs);
        try {
            server.listen(address);
            return server;
        } catch (RuntimeException | Error e) {
            server.loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    private void listen(InetSocketAddress address) {
        if (address.isUnresolved()) throw Failure.usage("there is no address for " + address.getHostString()).hint("give an address of this machine");
        var bound = new ServerBootstrap()
                .group(loops)
                .channelFactory(Line.Listener::new)
                .option(ChannelOption.SO_BACKLOG, 2048)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.ALLOCATOR, Library.MEMORY)
                .childOption(ChannelOption.ALLOCATOR, Library.MEMORY)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING)
                .childHandler(new Welcome())
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) throw refused(address, bound.cause());
        listener = bound.channel();
    }

    private static Failure refused(InetSocketAddress address, Throwable why) {
        var place = "cannot listen on " + address.getHostString() + " port " + address.getPort() + ": ";
        var reason = String.valueOf(why.getMessage());
        if (reason.contains("in use")) return Failure.usage(place + "the port is in use").hint("stop what listens there, or choose another port");
        if (reason.contains("denied")) return Failure.usage(place + "not permitted").hint("choose a port above 1023");
        if (why instanceof BindException || reason.contains("assign")) return Failure.usage(place + "it is no address of this machine").hint("give one of its own, such as 127.0.0.1");
        return Failure.usage(place + reason.lines().findFirst().orElse(""));
    }

    /// The port it listens on.
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /// Takes no more requests, lets those under way go on for a while, then cancels them.
    public void stop(Duration grace) {
        stopping = true;
        listener.close().awaitUninterruptibly();
        connections.forEach(Connection::stop);
        if (!await(() -> running == 0, grace)) connections.forEach(connection -> connection.cancel(Failure.of(Failure.Kind.CANCELLED, "the server stops")));
        await(() -> running == 0 && connections.isEmpty(), LAST_WORDS);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /// Stops at once.
    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    boolean stopping() {
        return stopping;
    }

    void bug(Throwable thrown) {
        bugs.accept(thrown);
    }

    void left(Connection connection) {
        connections.remove(connection);
        count(0);
    }

    /// Has a request answered.
    void answer(Call call) {
        count(1);
        Thread.startVirtualThread(() -> {
            try {
                handle(call);
            } finally {
                count(-1);
            }
        });
    }

    private void handle(Call call) {
        try {
            handler.handle(call);
            if (!call.begun()) throw new IllegalStateException("no answer to " + call.method() + " " + call.path());
        } catch (Throwable thrown) {
            var gone = thrown instanceof Failure failure && (failure.kind() == Failure.Kind.CANCELLED || call.cancel().reason() != null);
            if (!gone) bugs.accept(thrown);
        }
        try {
            call.left();
        } catch (Failure gone) {
            // There is nobody to answer.
        }
    }

    private void count(int more) {
        lock.lock();
        try {
            running += more;
            if (stopping) fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean await(BooleanSupplier wanted, Duration within) {
        lock.lock();
        try {
            for (var left = within.toNanos(); !wanted.getAsBoolean() && left > 0;) left = fewer.awaitNanos(left);
            return wanted.getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Sets a new connection up.
    private final class Welcome extends ChannelInitializer<Line> {
        @Override
        protected void initChannel(Line channel) {
            if (stopping || connections.size() >= limits.parallel() * WAITING_ROOM) {
                channel.close();
                return;
            }
            var decoder = new StrictDecoder(limits);
            var connection = new Connection(WebServer.this, channel, limits, decoder);
            connections.add(connection);
            channel.pipeline().addLast(decoder, connection);
        }
    }
}
