package scorpiox.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import scorpiox.base.Cancel;

/// One plain connection for a protocol that a library speaks, in a form that another thread can end at every moment.
public final class Dial implements AutoCloseable {
    private final Duration limit;
    private final Cancel cancel;
    private Socket socket;
    private boolean closed;

    /// @param limit for all addresses of the host together
    public Dial(Duration limit, Cancel cancel) {
        this.limit = limit;
        this.cancel = cancel;
    }

    /// Connects to the first address of the host that answers.
    public Socket connect(String host, int port) throws IOException {
        var addresses = Resolver.SYSTEM.resolve(host, cancel);
        IOException last = new IOException("no address");
        for (var address : addresses) {
            var next = use(new Socket());
            try {
                next.connect(new InetSocketAddress(address, port), (int) Math.max(1, limit.toMillis() / addresses.size()));
                return next;
            } catch (IOException e) {
                next.close();
                cancel.check();
                last = e;
            }
        }
        throw last;
    }

    /// Ends the connection and whatever waits on it.
    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (socket != null) socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    private synchronized Socket use(Socket next) throws IOException {
        if (closed) throw new IOException("cancelled");
        socket = next;
        return next;
    }
}
