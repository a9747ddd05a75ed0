package scorpiox.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;

/// One socket that speaks HTTP/1.1 (RFC 9112), directly or through a proxy, used by one exchange at a time.
final class Connection {
    /// The answer does not follow the protocol.
    static final class Malformed extends IOException {
        Malformed(String what) {
            super(what);
        }
    }

    private static final long EARLY_ANSWER_NANOS = 1_000_000_000L;

    private final Origin origin;
    private final Optional<URI> plainProxy;     // an http proxy that sees the whole request; a tunnel is invisible here
    private final Socket socket;
    private final Socket raw;                   // closing this one ends everything; a TLS socket first waits for its writer
    private final SocketInput in;
    private final Consumer<Connection> whenIdle;
    private long idleSince = System.nanoTime();

    private Connection(Origin origin, Optional<URI> plainProxy, Socket raw, Socket socket, Consumer<Connection> whenIdle) throws IOException {
        this.raw = raw;
        this.origin = origin;
        this.plainProxy = plainProxy;
        this.socket = socket;
        this.in = new SocketInput(socket.getInputStream());
        this.whenIdle = whenIdle;
    }

    /// Connects, through the proxy that the network prescribes, with TLS for an `https` origin.
    ///
    /// @param resolver finds the origin's addresses; those of a proxy are the system's matter
    /// @param whenIdle takes the connection back when a reply has been read to its end
    static Connection open(Origin origin, Network network, Resolver resolver, Tls tls, Duration limit, Cancel cancel, Consumer<Connection> whenIdle)
            throws IOException {
        try {
            return open(origin, network, resolver, tls, Tls.Offer.FAST, limit, cancel, whenIdle);
        } catch (SSLException e) {
            if (!Tls.wantsMore(e)) throw e;
            return open(origin, network, resolver, tls, Tls.Offer.ALL, limit, cancel, whenIdle);
        }
    }

    private static Connection open(Origin origin, Network network, Resolver resolver, Tls tls, Tls.Offer offer, Duration limit, Cancel cancel,
                                   Consumer<Connection> whenIdle) throws IOException {
        var proxy = network.proxyFor(origin);
        var next = proxy.map(uri -> Origin.of(uri.getPort() < 0 ? withPort(uri) : uri)).orElse(origin);
        var socket = dial(next, proxy.isPresent() ? Resolver.SYSTEM : resolver, limit, cancel);
        try (var _ = cancel.onCancel(() -> close(socket))) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) limit.toMillis());
            if (!origin.secure()) return new Connection(origin, proxy, socket, socket, whenIdle);
            if (proxy.isPresent()) tunnel(socket, proxy.get(), origin);
            return new Connection(origin, Optional.empty(), socket, tls.over(socket, origin.host(), origin.port(), offer), whenIdle);
        } catch (IOException | RuntimeException e) {
            close(socket);
            throw e;
        }
    }

    Origin origin() {
        return origin;
    }

    /// Whether a kept connection may be used again: young enough, and nothing, not even an end, waiting in it.
    boolean usable(long maxIdleNanos) {
        if (idleFor(maxIdleNanos)) return false;
        try {
            socket.setSoTimeout(1);
            in.read();
            return false;
        } catch (SocketTimeoutException quiet) {
            return true;
        } catch (IOException broken) {
            return false;
        }
    }

    /// Whether it has been kept unused for longer.
    boolean idleFor(long nanos) {
        return System.nanoTime() - idleSince > nanos;
    }

    /// Sends one request and reads the response's headers; the body follows as it is read.
    HttpReply exchange(HttpCall call, Optional<Credential> credential, Timeouts timeouts, Cancel cancel) throws IOException {
        var registration = cancel.onCancel(this::close);
        try {
            var head = head(request(call, credential), timeouts, cancel);
            socket.setSoTimeout((int) timeouts.silence().toMillis());
            var body = ReplyBody.of(head, in, socket, reusable -> {
                registration.close();
                if (reusable && !"close".equalsIgnoreCase(call.headers().get("Connection"))) {     // RFC 9112 section 9.6
                    idleSince = System.nanoTime();
                    whenIdle.accept(this);
                } else {
                    close();
                }
            });
            return new HttpReply(head.status(), head.headers(), body);
        } catch (IOException | RuntimeException e) {
            registration.close();
            throw e;
        }
    }

    /// A server may refuse a large request before it has read it, and close: what it said then is the answer.
    private ReplyHead head(byte[] request, Timeouts timeouts, Cancel cancel) throws IOException {
        try {
            Sending.send(request, socket.getOutputStream(), timeouts.headers(), this::close);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            cancel.check();
            try {
                return new ReplyHead(in, socket, System.nanoTime() + EARLY_ANSWER_NANOS);
            } catch (IOException silent) {
                throw e;
            }
        }
        return new ReplyHead(in, socket, System.nanoTime() + timeouts.headers().toNanos());
    }

    void close() {
        close(raw);
    }

    private byte[] request(HttpCall call, Optional<Credential> credential) throws IOException {
        var uri = call.uri();
        var path = (uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        var head = new StringBuilder(512).append(call.method()).append(' ')
                .append(plainProxy.isPresent() ? origin + path : path).append(" HTTP/1.1\r\n");
        line(head, "Host", authority(origin));
        plainProxy.flatMap(Network::authorization).ifPresent(basic -> line(head, "Proxy-Authorization", basic));
        call.headers().forEach((name, value) -> line(head, name, value));
        credential.ifPresent(secret -> line(head, secret.header(), secret.value()));
        if (call.body() != null) line(head, "Content-Length", String.valueOf(call.body().length));
        var out = new ByteArrayOutputStream(head.length() + 2 + (call.body() == null ? 0 : call.body().length));
        out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (call.body() != null) out.writeBytes(call.body());
        return out.toByteArray();
    }

    private static void line(StringBuilder head, String name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) throw new IllegalArgumentException("line break in header " + name);
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String authority(Origin origin) {
        return origin.port() == (origin.secure() ? 443 : 80) ? origin.host() : origin.host() + ":" + origin.port();
    }

    /// Tries every address of the host in turn.
    private static Socket dial(Origin to, Resolver resolver, Duration limit, Cancel cancel) throws IOException {
        IOException last = new ConnectException("no address");
        for (var address : to.loopback() ? resolver.resolve(to.host()) : resolver.resolve(to.host(), cancel)) {
            var socket = new Socket();
            try (var _ = cancel.onCancel(() -> close(socket))) {
                socket.connect(new InetSocketAddress(address, to.port()), (int) limit.toMillis());
                return socket;
            } catch (IOException e) {
                close(socket);
                last = e;
            }
        }
        throw last;
    }

    private static void tunnel(Socket socket, URI proxy, Origin origin) throws IOException {
        var target = origin.host() + ":" + origin.port();
        var head = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        Network.authorization(proxy).ifPresent(basic -> line(head, "Proxy-Authorization", basic));
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        var answer = new ReplyHead(new SocketInput(socket.getInputStream()), socket, System.nanoTime() + socket.getSoTimeout() * 1_000_000L);
        if (answer.status() == 407) {
            throw Failure.of(Failure.Kind.PERMISSION, "proxy " + proxy.getHost() + " wants another user or password (407)").hint("check HTTPS_PROXY");
        }
        if (answer.status() / 100 != 2) throw new IOException("proxy " + proxy.getHost() + " refused the tunnel (" + answer.status() + ")");
    }

    private static URI withPort(URI proxy) {
        return URI.create("http://" + proxy.getHost() + ":80");
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // closing is all that was wanted
        }
    }
}
