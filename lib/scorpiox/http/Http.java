package scorpiox.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

/// The only place that opens a connection: HTTP/1.1 over a socket, a request with a body sent exactly once.
///
/// Own sockets rather than the JDK's clients because a body that stalls must end when it is cancelled
/// (`HttpURLConnection.disconnect` waits for the lock that the stalled reader holds), a POST must never be repeated
/// behind the caller's back, and start-up counts: `java.net.http` adds 200 to 300 ms to it.
/// Redirects are never followed: a 3xx is a reply like any other.
public final class Http {
    /// Kept connections are dropped after this long without use; servers commonly close theirs after 5 s and more.
    private static final long KEPT_NANOS = 4_000_000_000L;

    /// Code of a failure that sending again cannot mend: the server is not who it should be.
    static final String UNTRUSTED = "untrusted";

    private final Network network;
    private final Resolver resolver;
    private final Tls tls;
    private final Map<Origin, Deque<Connection>> kept = new HashMap<>();
    private final Map<Origin, Prepared> prepared = new HashMap<>();

    public Http(Network network) {
        this(network, Resolver.SYSTEM, new Tls(network.authorities()));
    }

    private Http(Network network, Resolver resolver, Tls tls) {
        this.network = network;
        this.resolver = resolver;
        this.tls = tls;
    }

    /// The same network with connections of its own, which go only to addresses that this resolver gives. Where a proxy
    /// is [in the way][#proxied], the proxy finds the address, and the resolver is not asked.
    public Http resolving(Resolver other) {
        return new Http(network, other, tls);
    }

    /// Whether requests to a URL go through a proxy.
    public boolean proxied(URI uri) {
        return network.proxyFor(Origin.of(uri)).isPresent();
    }

    /// Starts to load what TLS needs, before anything is known but that it will be needed.
    ///
    /// @param authorities as in [Network]
    public static void beginTls(Optional<Path> authorities) {
        Tls.begin(authorities);
    }

    /// Starts to connect on another thread, so that the trust store, the handshake and the caller's own start-up run
    /// side by side. The next `send` to the origin takes the connection or meets its failure.
    public void prepare(URI uri) {
        var origin = Origin.of(uri);
        synchronized (prepared) {
            prepared.computeIfAbsent(origin, _ -> new Prepared(origin));
        }
    }

    /// Sends the request once and returns when the response headers are there. Only a request without a body that met
    /// the end of a kept connection goes out a second time, over a new one: the server may close a kept connection at
    /// any moment (RFC 9112 section 9.3.1), and such a request may be repeated (RFC 9110 section 9.2.2).
    ///
    /// @throws Failure `AUTH` when the credential does not belong to the origin; `NETWORK`, `TIMEOUT`, `PROTOCOL`
    ///                 for a request without a response; the reason of `cancel` once cancelled
    public HttpReply send(HttpCall call, Optional<Credential> credential, Timeouts timeouts, Cancel cancel) {
        var origin = Origin.of(call.uri());
        credential.ifPresent(secret -> checkAudience(secret, origin));
        cancel.check();
        try {
            var kept = take(origin);
            if (kept == null) return exchange(fresh(origin, timeouts, cancel), call, credential, timeouts, cancel);
            try {
                return exchange(kept, call, credential, timeouts, cancel);
            } catch (SocketTimeoutException | Connection.Malformed e) {
                throw e;
            } catch (IOException e) {
                if (call.body() != null || cancel.reason() != null) throw e;
                return exchange(fresh(origin, timeouts, cancel), call, credential, timeouts, cancel);
            }
        } catch (IOException e) {
            cancel.check();
            throw failure(e, origin);
        } catch (RuntimeException e) {
            cancel.check();
            throw e;
        }
    }

    private static HttpReply exchange(Connection connection, HttpCall call, Optional<Credential> credential, Timeouts timeouts, Cancel cancel)
            throws IOException {
        try {
            return connection.exchange(call, credential, timeouts, cancel);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /// What a broken connection means, in one line. Also used by whoever reads a body and meets an `IOException`.
    public static Failure failure(IOException e, Origin origin) {
        return switch (e) {
            case SocketTimeoutException _ -> Failure.of(Kind.TIMEOUT, origin + " did not answer in time", e);
            case UnknownHostException _ -> Failure.of(Kind.NETWORK, "no address found for " + origin.host(), e)
                    .hint("check the name and the network");
            case ConnectException _ -> Failure.of(Kind.NETWORK, "connection refused by " + origin, e)
                    .hint("check that it is running and reachable");
            case NoRouteToHostException _ -> Failure.of(Kind.NETWORK, "no route to " + origin, e);
            case SSLHandshakeException _ -> Failure.of(Kind.NETWORK, "no trusted TLS connection to " + origin + " (" + e.getMessage() + ")", e)
                    .from(0, UNTRUSTED).hint("behind a company proxy, name its certificate file in SX_CA_FILE");
            case SSLException _ -> Failure.of(Kind.NETWORK, "the TLS connection to " + origin + " broke: " + e.getMessage(), e);
            case Connection.Malformed _ -> Failure.of(Kind.PROTOCOL, origin + " did not answer in HTTP: " + e.getMessage(), e);
            default -> Failure.of(Kind.NETWORK, "connection to " + origin + " broke: " + e.getMessage(), e);
        };
    }

    private void checkAudience(Credential credential, Origin origin) {
        if (!credential.audience().contains(origin)) {
            throw Failure.of(Kind.AUTH, "the credential does not belong to " + origin + " and was not sent");
        }
        if (!origin.secure() && !origin.loopback() && !network.insecureHttp()) {
            throw Failure.of(Kind.AUTH, "a credential is not sent unencrypted to " + origin).hint("use https, or set SX_INSECURE_HTTP=1");
        }
    }

    /// A connection that has not been used: the one being prepared, or a new one.
    private Connection fresh(Origin origin, Timeouts timeouts, Cancel cancel) throws IOException {
        Prepared waiting;
        synchronized (prepared) {
            waiting = prepared.remove(origin);
        }
        if (waiting != null) {
            var made = waiting.get(cancel);
            if (made.usable(Long.MAX_VALUE)) return made;
            made.close();
        }
        return Connection.open(origin, network, resolver, tls, timeouts.connect(), cancel, this::keep);
    }

    /// The newest that still works. Looking at one takes a moment, in which others may take theirs.
    private Connection take(Origin origin) {
        for (var next = newest(origin); next != null; next = newest(origin)) {
            if (next.usable(KEPT_NANOS)) return next;
            next.close();
        }
        return null;
    }

    private Connection newest(Origin origin) {
        synchronized (kept) {
            var idle = kept.get(origin);
            return idle == null ? null : idle.pollLast();
        }
    }

    /// Keeps one, and lets go of those that have waited too long: many may have been needed once, and few since.
    private void keep(Connection connection) {
        Deque<Connection> old = new ArrayDeque<>();
        synchronized (kept) {
            var idle = kept.computeIfAbsent(connection.origin(), _ -> new ArrayDeque<>());
            while (!idle.isEmpty() && idle.peekFirst().idleFor(KEPT_NANOS)) old.add(idle.pollFirst());
            idle.addLast(connection);
        }
        old.forEach(Connection::close);
    }

    /// A connection in the making on its own thread.
    private final class Prepared {
        private final Cancel giveUp = new Cancel();
        private final Thread worker;
        private Connection made;
        private Exception failed;

        Prepared(Origin origin) {
            worker = Thread.ofPlatform().daemon().name("connect").start(() -> {
                try {
                    made = Connection.open(origin, network, resolver, tls, Timeouts.TURN.connect(), giveUp, Http.this::keep);
                } catch (IOException | RuntimeException e) {
                    failed = e;
                }
            });
        }

        Connection get(Cancel cancel) throws IOException {
            try (var _ = cancel.onCancel(() -> giveUp.cancel(cancel.reason()))) {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (made != null) return made;
            if (failed instanceof IOException io) throw io;
            throw (RuntimeException) failed;
        }
    }
}
