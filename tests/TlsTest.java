package scorpiox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

@Timeout(60)
class TlsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path folder;

    private final Cancel cancel = new Cancel();
    private final Failure interrupted = Failure.of(Kind.CANCELLED, "interrupted");

    @BeforeAll
    static void makeCertificates() throws Exception {
        makeCertificate("here", "dns:localhost,ip:127.0.0.1");
        makeCertificate("elsewhere", "dns:elsewhere.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void aServerWithAKnownAuthorityIsAccepted(String host) throws Exception {
        try (var server = new Server("here")) {
            assertEquals("ok", text(send(trusting("here.pem"), server.url(host), null)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatKnowsNoX25519IsOfferedTheRest(String version) throws Exception {
        try (var server = new Server("here")) {
            server.takesOnly("secp384r1", version);
            assertEquals("ok", text(send(trusting("here.pem"), server.url("localhost"), null)));
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void aServerWithoutAKnownAuthorityIsRefusedAndTheSettingIsNamed() throws Exception {
        try (var server = new Server("here")) {
            var failure = assertThrows(Failure.class, () -> send(new Http(Network.DIRECT), server.url("localhost"), null));
            assertEquals(Kind.NETWORK, failure.kind());
            assertTrue(failure.line().contains("SX_CA_FILE"), failure.line());
            assertEquals(List.of(), server.requests);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void aServerWithAnotherNameInItsCertificateIsRefused(String host) throws Exception {
        try (var server = new Server("elsewhere")) {
            var failure = assertThrows(Failure.class, () -> send(trusting("elsewhere.pem"), server.url(host), null));
            assertEquals(Kind.NETWORK, failure.kind());
            assertEquals(List.of(), server.requests);
        }
    }

    @Test
    void theNameInTheUrlCountsWhereverAResolverLeads() throws Exception {
        Resolver here = _ -> List.of(InetAddress.ofLiteral("127.0.0.1"));
        try (var server = new Server("elsewhere")) {
            assertEquals("ok", text(send(trusting("elsewhere.pem").resolving(here), server.url("elsewhere.example"), null)));
            assertThrows(Failure.class, () -> send(trusting("elsewhere.pem").resolving(here), server.url("other.example"), null));
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void aFileOfAuthoritiesMayHoldSeveralAndRemarks() throws Exception {
        var bundle = "# elsewhere\n" + Files.readString(folder.resolve("elsewhere.pem")) + "\n# here\n" + Files.readString(folder.resolve("here.pem"));
        Files.writeString(folder.resolve("bundle.pem"), bundle);
        try (var server = new Server("here")) {
            assertEquals("ok", text(send(trusting("bundle.pem"), server.url("localhost"), null)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate at all", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nMIIB",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void aFileThatHoldsNoAuthorityIsAUsageFailureThatNamesIt(String content) throws Exception {
        Files.writeString(folder.resolve("broken.pem"), content);
        assertUsage("broken.pem");
    }

    @Test
    void aMissingFileOfAuthoritiesIsAUsageFailureThatNamesIt() throws Exception {
        assertUsage("missing.pem");
    }

    @Test
    void aConnectionServesAgain() throws Exception {
        try (var server = new Server("here")) {
            var http = trusting("here.pem");
            http.prepare(server.url("localhost"));
            for (var i = 0; i < 3; i++) assertEquals("ok", text(send(http, server.url("localhost"), new byte[70_000])));
            assertEquals(3, server.requests.size());
            assertEquals(1, server.connections.get());
        }
    }

    @Test
    void theProxyOfATunnelNeverSeesTheCredentialThatTheServerGets() throws Exception {
        var asked = new StringBuffer();
        try (var server = new Server("elsewhere"); var proxy = new RawServer(peer -> {
            asked.append(peer.request());
            try (var onward = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
                peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
                var back = Thread.ofVirtual().start(() -> copy(onward, peer.socket()));
                copy(peer.socket(), onward);
                back.interrupt();
            }
        })) {
            var uri = Optional.of(URI.create(proxy.url()));
            var http = new Http(new Network(uri, uri, List.of(), Optional.of(folder.resolve("elsewhere.pem")), false));
            assertEquals("ok", text(send(http, URI.create("https://elsewhere.example/v1"), null)));
            assertEquals("CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n", asked.toString());
            assertTrue(server.requests.getFirst().startsWith("GET /v1 HTTP/1.1\r\nHost: elsewhere.example\r\nAuthorization: Bearer s3cret"));
        }
    }

    @Test
    void aBodyThatStallsEndsAfterItsSilence() throws Exception {
        try (var server = new Server("here", peer -> {
            peer.request();
            peer.send(OK.substring(0, OK.length() - 1));
            peer.closedByClient();
        })) {
            var brief = new Timeouts(SOON, SOON, Duration.ofMillis(200));
            var reply = trusting("here.pem").send(call(server.url("localhost"), null), Optional.empty(), brief, cancel);
            assertEquals('o', reply.body().read());
            assertTimeoutPreemptively(SOON, () -> assertThrows(IOException.class, () -> reply.body().read()));
        }
    }

    @Test
    void cancellingEndsABodyThatStalls() throws Exception {
        try (var server = new Server("here", peer -> {
            peer.request();
            peer.send(OK.substring(0, OK.length() - 1));
            peer.closedByClient();
        }); var reply = send(trusting("here.pem"), server.url("localhost"), null)) {
            assertEquals('o', reply.body().read());
            assertTimeoutPreemptively(SOON, () -> {
                Thread.ofVirtual().start(() -> cancel.cancel(interrupted));
                assertThrows(IOException.class, () -> reply.body().read());
            });
        }
    }

    @Test
    void cancellingEndsASendingThatTheServerDoesNotRead() throws Exception {
        var over = new CountDownLatch(1);
        try (var server = new Server("here", peer -> {
            peer.in().read();
            Thread.ofPlatform().daemon().start(() -> cancel.cancel(interrupted));
            await(over);
        })) {
            assertSame(interrupted, assertTimeoutPreemptively(SOON,
                    () -> assertThrows(Failure.class, () -> send(trusting("here.pem"), server.url("localhost"), new byte[32 * 1024 * 1024]))));
        } finally {
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHandshakeThatStallsEndsWithItsTimeoutOrWhenCancelled(boolean cancelled) throws Exception {
        try (var server = new RawServer(peer -> {
            peer.in().read();
            if (cancelled) cancel.cancel(interrupted);
            while (peer.in().read() >= 0) Thread.onSpinWait();
        })) {
            var url = URI.create("https://127.0.0.1:" + server.port());
            var timeouts = new Timeouts(cancelled ? Duration.ofHours(1) : Duration.ofMillis(200), SOON, SOON);
            var failure = assertTimeoutPreemptively(SOON, () -> assertThrows(Failure.class,
                    () -> new Http(Network.DIRECT).send(call(url, null), Optional.empty(), timeouts, cancel)));
            assertEquals(cancelled ? Kind.CANCELLED : Kind.TIMEOUT, failure.kind());
        }
    }

    private void assertUsage(String file) throws Exception {
        try (var server = new Server("here")) {
            for (var prepared : List.of(false, true)) {
                var http = trusting(file);
                if (prepared) http.prepare(server.url("localhost"));
                var failure = assertThrows(Failure.class, () -> send(http, server.url("localhost"), null));
                assertEquals(Kind.USAGE, failure.kind());
                assertTrue(failure.line().contains(file), failure.line());
            }
        }
    }

    private HttpReply send(Http http, URI url, byte[] body) {
        var credential = Credential.bearer("s3cret-token-1234", Set.of(Origin.of(url)));
        return http.send(call(url, body), Optional.of(credential), Timeouts.TURN, cancel);
    }

    private static HttpCall call(URI url, byte[] body) {
        return new HttpCall(url, Map.of(), body);
    }

    private static Http trusting(String file) {
        return new Http(new Network(Optional.empty(), Optional.empty(), List.of(), Optional.of(folder.resolve(file)), false));
    }

    private static String text(HttpReply reply) throws IOException {
        return new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void makeCertificate(String name, String names) throws Exception {
        var store = folder.resolve(name + ".p12").toString();
        keytool("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=" + names, "-keystore", store, "-storepass", "changeit");
        keytool("-exportcert", "-rfc", "-alias", "a", "-keystore", store, "-storepass", "changeit", "-file", folder.resolve(name + ".pem").toString());
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // either side is done
        }
    }

    /// A TLS server whose connections are handled by a few lines of the test, like those of [RawServer].
    private static final class Server implements AutoCloseable {
        final AtomicInteger connections = new AtomicInteger();
        final List<String> requests = new CopyOnWriteArrayList<>();
        private final SSLServerSocket server;

        /// Answers every request.
        Server(String certificate) throws Exception {
            this(certificate, null);
        }

        Server(String certificate, RawServer.Handler handler) throws Exception {
            var store = KeyStore.getInstance(folder.resolve(certificate + ".p12").toFile(), "changeit".toCharArray());
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, "changeit".toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
            Thread.ofPlatform().daemon().start(() -> accept(handler == null ? this::answer : handler));
        }

        /// For the connections from now on.
        void takesOnly(String group, String version) {
            var parameters = server.getSSLParameters();
            parameters.setNamedGroups(new String[] {group});
            parameters.setProtocols(new String[] {version});
            server.setSSLParameters(parameters);
        }

        int port() {
            return server.getLocalPort();
        }

        URI url(String host) {
            return URI.create("https://" + host + ":" + port());
        }

        @Override
        public void close() throws IOException {
            server.close();
        }

        private void answer(RawServer.Peer peer) throws IOException {
            for (var request = peer.request(); !request.isEmpty(); request = peer.request()) {
                requests.add(request);
                peer.send(OK);
            }
        }

        private void accept(RawServer.Handler handler) {
            while (!server.isClosed()) {
                try {
                    var socket = (SSLSocket) server.accept();
                    Thread.ofPlatform().daemon().start(() -> handle(socket, handler));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void handle(SSLSocket socket, RawServer.Handler handler) {
            try (socket) {
                socket.startHandshake();
                connections.incrementAndGet();
                handler.handle(new RawServer.Peer(socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream()));
            } catch (IOException gone) {
                // the client left
            }
        }
    }
}
