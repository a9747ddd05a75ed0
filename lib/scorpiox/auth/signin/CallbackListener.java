package scorpiox.auth.signin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

/// Listens on 127.0.0.1 for the redirect that ends a sign-in in the browser (RFC 8252 section 7.3). Only a GET of the
/// callback path that was meant for this very port is handed on.
///
/// An own listener because the JDK's server has no limit of its own on how long a sender may take.
final class CallbackListener implements AutoCloseable {
    static final String PATH = "/auth/callback";

    private static final Duration READING = Duration.ofSeconds(5);
    private static final int MOST_READERS = 16;
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final ServerSocket server;
    private final Duration limit;
    private final BiConsumer<Callback, Consumer<Page>> callbacks;
    private final Thread acceptor;
    private final Deque<Socket> reading = new ArrayDeque<>();
    private final Set<Socket> open = new HashSet<>();
    private boolean closed;

    /// Binds the first free port and begins to listen.
    ///
    /// @param callbacks takes what a redirect carries, and the means to answer it once, from any thread
    /// @throws Failure `NETWORK` when no port is free
    CallbackListener(List<Integer> ports, BiConsumer<Callback, Consumer<Page>> callbacks) {
        this(ports, READING, callbacks);
    }

    /// @param limit for a request to arrive
    CallbackListener(List<Integer> ports, Duration limit, BiConsumer<Callback, Consumer<Page>> callbacks) {
        this.server = bind(ports);
        this.limit = limit;
        this.callbacks = callbacks;
        acceptor = Thread.ofPlatform().daemon().name("sign-in").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /// Frees the port and closes every connection; an answer that was given is still delivered.
    @Override
    public void close() {
        List<Socket> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open);
        }
        quietly(server);
        left.forEach(CallbackListener::quietly);
        try {
            acceptor.join();        // the system keeps the port for as long as somebody is within accept
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServerSocket bind(List<Integer> ports) {
        for (var port : ports) {
            try {
                var server = new ServerSocket();
                try {
                    server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
                    return server;
                } catch (IOException taken) {
                    quietly(server);
                }
            } catch (IOException noSockets) {
                // the same for the next port; the failure names them all
            }
        }
        var all = ports.stream().map(String::valueOf).collect(Collectors.joining(" and "));
        throw Failure.of(Kind.NETWORK, "the browser cannot come back to us: on 127.0.0.1 no port is free among " + all)
                .hint("end the other sign-in that holds them, or run: fetchtoken login --device");
    }

    private void accept() {
        while (true) {
            try {
                var socket = server.accept();
                if (admit(socket)) Thread.ofPlatform().daemon().name("sign-in-request").start(() -> serve(socket));
                else quietly(socket);
            } catch (IOException e) {
                if (server.isClosed()) return;
                LockSupport.parkNanos(MOMENT.toNanos());        // out of descriptors, say: not at once again
            }
        }
    }

    /// Whoever has kept silent longest makes room for the newest, so that nobody can hold the others up.
    private synchronized boolean admit(Socket socket) {
        if (closed) return false;
        if (reading.size() >= MOST_READERS) quietly(reading.removeFirst());
        reading.addLast(socket);
        open.add(socket);
        return true;
    }

    private void serve(Socket socket) {
        try {
            var head = RequestHead.read(socket, limit);
            var callback = Callback.of(head.query());
            if (!head.meant(port())) refuse(socket, Page.MALFORMED);
            else if (!head.path().equals(PATH)) refuse(socket, Page.NOT_FOUND);
            else if (!head.method().equals("GET")) refuse(socket, Page.NOT_ALLOWED);
            else if (callback.isEmpty()) refuse(socket, Page.MALFORMED);
            else handOn(socket, callback.get());
        } catch (ProtocolException notHttp) {
            refuse(socket, Page.MALFORMED);
        } catch (IOException leftOrSilent) {
            finish(socket);
        }
    }

    private void handOn(Socket socket, Callback callback) {
        synchronized (this) {
            reading.remove(socket);
        }
        callbacks.accept(callback, page -> {
            send(socket, page);
            finish(socket);
        });
    }

    /// Reads on for a moment: to close on unread bytes resets the connection, and the browser would lose the answer.
    private void refuse(Socket socket, Page page) {
        send(socket, page);
        try {
            var unread = new byte[4096];
            var end = System.nanoTime() + MOMENT.toNanos();
            for (var left = MOMENT.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                socket.setSoTimeout((int) left);
                if (socket.getInputStream().read(unread) < 0) break;
            }
        } catch (IOException gone) {
            // nobody is left to answer
        } finally {
            finish(socket);
        }
    }

    /// A page is smaller than any send buffer, so this never waits for a browser.
    private static void send(Socket socket, Page page) {
        try {
            socket.getOutputStream().write(page.answer());
            socket.shutdownOutput();
        } catch (IOException gone) {
            // the browser left, which changes nothing
        }
    }

    private void finish(Socket socket) {
        synchronized (this) {
            reading.remove(socket);
            open.remove(socket);
        }
        quietly(socket);
    }

    private static void quietly(AutoCloseable closing) {
        try {
            closing.close();
        } catch (Exception alreadyGone) {
            // there is nothing to save
        }
    }
}
