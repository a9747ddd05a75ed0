package scorpiox.server.web;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import scorpiox.base.Failure;

/// The HTTP/1.1 server on one address.
public final class WebServer implements AutoCloseable {
    private WebServer() {}

    /// Listens and answers from then on.
    ///
    /// @param bugs takes what a handler throws
    /// @throws Failure `USAGE` where the address cannot be listened on
    public static WebServer start(InetSocketAddress address, Limits limits, Handler handler, Consumer<Throwable> bugs) {
        throw new UnsupportedOperationException();
    }

    /// The port it listens on.
    public int port() {
        throw new UnsupportedOperationException();
    }

    /// Takes no more requests, lets those under way go on for a while, then cancels them.
    public void stop(Duration grace) {
        throw new UnsupportedOperationException();
    }

    /// Stops at once.
    @Override
    public void close() {
        stop(Duration.ZERO);
    }
}
