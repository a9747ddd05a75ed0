package scorpiox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

@Timeout(60)
class ResolverTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Http direct = new Http(Network.DIRECT);
    private final Cancel cancel = new Cancel();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @Test
    void theConnectionGoesToTheAddressThatTheResolverGaveAndTheRequestNamesTheHost() throws IOException {
        try (var server = serve(OK)) {
            assertEquals("ok", get(direct.resolving(this::loopback), "http://pages.invalid:" + server.port() + "/a", Map.of()));
            assertEquals(List.of("pages.invalid"), asked);
            assertTrue(requests.getFirst().contains("\r\nHost: pages.invalid:" + server.port() + "\r\n"), requests.getFirst());
        }
    }

    @Test
    void theAddressesAreTriedInTheirOrder() throws IOException {
        try (var server = serve(OK)) {
            var addresses = List.of(InetAddress.ofLiteral("127.0.0.9"), InetAddress.getLoopbackAddress());
            assertEquals("ok", get(direct.resolving(_ -> addresses), "http://pages.invalid:" + server.port(), Map.of()));
        }
    }

    @Test
    void alsoAnAddressInTheUrlAndThisMachinePassTheResolver() {
        Resolver refusing = host -> {
            throw new IllegalStateException(host);
        };
        for (var host : List.of("127.0.0.1", "localhost", "[::1]", "203.0.113.7")) {
            var refusal = assertThrows(IllegalStateException.class, () -> get(direct.resolving(refusing), "http://" + host + ":1/", Map.of()));
            assertEquals(host, refusal.getMessage());
        }
    }

    @Test
    void aRefusalReachesTheSenderAsItIs() {
        var refusal = Failure.of(Kind.PERMISSION, "not there");
        Resolver refusing = _ -> {
            throw refusal;
        };
        assertSame(refusal, assertThrows(Failure.class, () -> get(direct.resolving(refusing), "http://pages.invalid/", Map.of())));
    }

    @Test
    void aHostWithoutAddressIsANetworkFailure() {
        Resolver knowingNothing = host -> {
            throw new UnknownHostException(host);
        };
        assertEquals(Kind.NETWORK, assertThrows(Failure.class, () -> get(direct.resolving(knowingNothing), "http://pages.invalid/", Map.of())).kind());
        assertEquals(Kind.NETWORK, assertThrows(Failure.class, () -> get(direct.resolving(_ -> List.of()), "http://pages.invalid/", Map.of())).kind());
    }

    @Test
    void aLookUpThatHangsIsLeftBehindWhenCancelled() {
        var hanging = new CountDownLatch(1);
        var reason = Failure.of(Kind.CANCELLED, "interrupted");
        Resolver slow = host -> {
            cancel.cancel(reason);
            try {
                hanging.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return loopback(host);
        };
        assertSame(reason, assertThrows(Failure.class, () -> get(direct.resolving(slow), "http://pages.invalid/", Map.of())));
        hanging.countDown();
    }

    @Test
    void keptConnectionsAreNotSharedWithAnotherResolver() throws IOException {
        try (var server = serveTwice()) {
            assertEquals("ok", get(direct, server.url(), Map.of()));
            Resolver refusing = host -> {
                throw new IllegalStateException(host);
            };
            assertThrows(IllegalStateException.class, () -> get(direct.resolving(refusing), server.url(), Map.of()));
        }
    }

    @Test
    void aConnectionWhoseRequestSaidCloseIsNotUsedAgain() throws IOException {
        try (var server = serveTwice()) {
            assertEquals("ok", get(direct, server.url(), Map.of("Connection", "close")));
            assertEquals("ok", get(direct, server.url(), Map.of()));
            assertEquals("ok", get(direct, server.url(), Map.of()));
            assertEquals(2, server.connections());
        }
    }

    @Test
    void aProxyIsFoundByTheSystemAndFindsTheHostItself() throws IOException {
        try (var proxy = serve(OK)) {
            var uri = Optional.of(URI.create("http://127.0.0.1:" + proxy.port()));
            var http = new Http(new Network(uri, uri, List.of("inside.invalid"), Optional.empty(), false)).resolving(this::loopback);
            assertEquals("ok", get(http, "http://pages.invalid/", Map.of()));
            assertEquals(List.of(), asked);
            assertTrue(http.proxied(URI.create("https://pages.invalid/")));
            assertFalse(http.proxied(URI.create("https://inside.invalid/")));
            assertFalse(http.proxied(URI.create("http://127.0.0.1/")));
            assertFalse(direct.proxied(URI.create("http://pages.invalid/")));
        }
    }

    private List<InetAddress> loopback(String host) {
        asked.add(host);
        return List.of(InetAddress.getLoopbackAddress());
    }

    private String get(Http http, String url, Map<String, String> headers) {
        try (var reply = http.send(new HttpCall(URI.create(url), headers, null), Optional.empty(), Timeouts.TURN, cancel)) {
            return new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private RawServer serve(String answer) {
        return new RawServer(peer -> {
            requests.add(peer.request());
            peer.send(answer);
        });
    }

    private static RawServer serveTwice() {
        return new RawServer(peer -> {
            for (var i = 0; i < 2; i++) {
                if (peer.request().isEmpty()) return;
                peer.send(OK);
            }
        });
    }
}
