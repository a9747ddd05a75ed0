package scorpiox.simulator;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import scorpiox.base.Failure;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.signin.IssuedTokens;
import scorpiox.simulator.signin.SignIns;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Faults;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Pace;
import scorpiox.simulator.wire.Recorder;
import scorpiox.simulator.wire.Replay;
import scorpiox.simulator.wire.Tls;

/// The backends of all providers, with an authorization server, on one loopback port: it checks requests as the real ones
/// do, streams realistic events, misbehaves on demand and keeps what it was sent. Raw sockets, so that it can also break the protocol.
public final class Simulator implements AutoCloseable {
    /// How it behaves.
    ///
    /// @param port     loopback port, 0 for any
    /// @param tokens   bearers it accepts besides those it issued; empty for any
    /// @param models   models there are, on every wire; empty for all that look right
    /// @param scenario scripted answers; what they leave open the demo rules answer
    /// @param faults   misbehaviours, applied to the first requests
    /// @param record   file for a line of JSON a request, if any
    /// @param tls      PKCS #12 key store (password `changeit`) to serve https with, if any
    /// @param signIns  how it hands out tokens
    /// @param pace     how long the "model" takes
    /// @param replay   a capture that requests are answered from, if any
    public record Setup(int port, Set<String> tokens, Set<String> models, Scenario scenario, List<Fault> faults, Optional<Path> record, Optional<Path> tls,
            SignIns signIns, Pace pace, Optional<Replay> replay) {
        public static final Setup DEMO = answering(Scenario.empty());

        /// Without a capture.
        public Setup(int port, Set<String> tokens, Set<String> models, Scenario scenario, List<Fault> faults, Optional<Path> record, Optional<Path> tls,
                SignIns signIns, Pace pace) {
            this(port, tokens, models, scenario, faults, record, tls, signIns, pace, Optional.empty());
        }

        /// Without delay.
        public Setup(int port, Set<String> tokens, Set<String> models, Scenario scenario, List<Fault> faults, Optional<Path> record, Optional<Path> tls,
                SignIns signIns) {
            this(port, tokens, models, scenario, faults, record, tls, signIns, Pace.AT_ONCE);
        }

        /// With the usual way to hand out tokens.
        public Setup(int port, Set<String> tokens, Set<String> models, Scenario scenario, List<Fault> faults, Optional<Path> record, Optional<Path> tls) {
            this(port, tokens, models, scenario, faults, record, tls, SignIns.USUAL);
        }

        /// On any port, for any bearer.
        public static Setup answering(Scenario scenario, Fault... faults) {
            return new Setup(0, Set.of(), Set.of(), scenario, List.of(faults), Optional.empty(), Optional.empty());
        }

        /// The same, handing out tokens this way.
        public Setup with(SignIns signIns) {
            return new Setup(port, tokens, models, scenario, faults, record, tls, signIns, pace, replay);
        }

        /// The same, answering from a capture.
        public Setup with(Replay replay) {
            return new Setup(port, tokens, models, scenario, faults, record, tls, signIns, pace, Optional.of(replay));
        }

        /// The same, taking its time.
        public Setup with(Pace pace) {
            return new Setup(port, tokens, models, scenario, faults, record, tls, signIns, pace, replay);
        }
    }

    private final ServerSocket server;
    private final String scheme;
    private final Thread listener;
    private final Recorder recorder;
    private final IssuedTokens issued;
    private final Routes routes;
    private final InstantSource clock;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// Binds and begins to serve.
    ///
    /// @param threads makes the threads it runs on
    public Simulator(Setup setup, ThreadFactory threads) {
        try {
            var loopback = InetAddress.getLoopbackAddress();
            server = setup.tls().isPresent() ? Tls.factory(setup.tls().get()).createServerSocket(setup.port(), 1024, loopback)
                    : new ServerSocket(setup.port(), 1024, loopback);
        } catch (IOException e) {
            throw Failure.usage("the simulator cannot listen on port " + setup.port() + ": " + e.getMessage());
        }
        scheme = setup.tls().isPresent() ? "https" : "http";
        recorder = new Recorder(setup.record());
        var faults = new Faults(setup.faults());
        clock = faults.clock();
        issued = new IssuedTokens(setup.signIns(), clock);
        routes = new Routes(setup, faults, issued, recorder);
        listener = threads.newThread(() -> accept(threads));
        listener.start();
    }

    /// `http://127.0.0.1:PORT`, or the same with https.
    public String url() {
        return scheme + "://127.0.0.1:" + server.getLocalPort();
    }

    public int port() {
        return server.getLocalPort();
    }

    /// What it was sent so far, in order.
    public List<Recorder.Recorded> requests() {
        return recorder.all();
    }

    /// A fresh access token (JWT without signature) that it accepts until it ends.
    ///
    /// @param account       ChatGPT account id to claim
    /// @param secondsToLive 0 or less for one that is over already
    public String issue(String account, long secondsToLive) {
        return issued.access(account, secondsToLive);
    }

    /// A fresh refresh token, good for one use.
    public String refreshToken() {
        return issued.refresh(IssuedTokens.ACCOUNT);
    }

    /// From now on answers 401 to this access token, issued or not.
    public void withdraw(String accessToken) {
        issued.withdraw(accessToken);
    }

    /// JSON text of a whole `auth.json` of a ChatGPT sign-in, whose tokens it accepts and refreshes.
    ///
    /// @param secondsToLive of the access token; 0 or less for one that is over already
    public String credentials(String account, long secondsToLive) {
        return issued.credentials(account, secondsToLive);
    }

    /// Refreshes that gave a token so far, those included whose answer got lost.
    public int refreshes() {
        return issued.refreshes();
    }

    /// Requests to refresh so far, whatever came of them.
    public int refreshRequests() {
        return issued.refreshRequests();
    }

    @Override
    public void close() {
        try {
            server.close();
            listener.join();
            for (var socket : open) socket.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ThreadFactory threads) {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                if (server.isClosed()) {
                    socket.close();
                    return;
                }
                open.add(socket);
                threads.newThread(() -> serve(socket)).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            for (var exchange = HttpExchange.read(socket, in, clock); exchange != null; exchange = HttpExchange.read(socket, in, clock)) routes.handle(exchange);
        } catch (IOException | RuntimeException gone) {
            // the client left, or a fault closed the connection under it
        } finally {
            open.remove(socket);
        }
    }
}
