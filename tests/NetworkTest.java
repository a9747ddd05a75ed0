package scorpiox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;

class NetworkTest {
    private static final URI PLAIN = URI.create("http://plain.example:3128");
    private static final URI SECURE = URI.create("http://secure.example:3129");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final List<String> requests = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", value = {
            "http://example.com, http://plain.example:3128",
            "https://example.com, http://secure.example:3129",
            "http://localhost:8080, NONE",
            "https://127.0.0.1, NONE",
            "https://127.9.9.9:8443, NONE",
            "https://[::1], NONE",
    })
    void theSchemeChoosesTheProxyAndThisMachineIsReachedDirectly(URI uri, URI proxy) {
        assertEquals(Optional.ofNullable(proxy), network("").proxyFor(Origin.of(uri)));
    }

    @Test
    void withoutAProxyEverythingIsReachedDirectly() {
        assertEquals(Optional.empty(), Network.DIRECT.proxyFor(Origin.of(URI.create("https://example.com"))));
        var onlyPlain = new Network(Optional.of(PLAIN), Optional.empty(), List.of(), Optional.empty(), false);
        assertEquals(Optional.empty(), onlyPlain.proxyFor(Origin.of(URI.create("https://example.com"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "example.com            | https://example.com           | true",
            "example.com            | https://api.example.com       | true",
            "example.com            | https://a.b.example.com:8443  | true",
            "example.com            | https://notexample.com        | false",
            "example.com            | https://example.com.evil.org  | false",
            "api.example.com        | https://example.com           | false",
            ".example.com           | https://api.example.com       | true",
            "*.example.com          | https://api.example.com       | true",
            "EXAMPLE.com            | https://Example.COM           | true",
            "example.com:443        | https://example.com           | true",
            "example.com:443        | https://api.example.com       | true",
            "example.com:8443       | https://example.com           | false",
            "example.com:80         | http://example.com            | true",
            "*                      | https://example.com           | true",
            "*:8443                 | https://example.com           | false",
            "10.0.0.7               | http://10.0.0.7:8080          | true",
            "10.0.0.7               | http://110.0.0.7              | false",
            "10.0.0.7:8080          | http://10.0.0.7:8080          | true",
            "10.0.0.7:8080          | http://10.0.0.7               | false",
            "[2001:db8::1]          | https://[2001:db8::1]         | true",
            "2001:db8::1            | https://[2001:db8::1]:8443    | true",
            "[2001:db8::1]:8443     | https://[2001:db8::1]:8443    | true",
            "[2001:db8::1]:8443     | https://[2001:db8::1]         | false",
            "'a.org, example.com'   | https://example.com           | true",
            "'a.org example.com'    | https://example.com           | true",
            "' ,, '                 | https://example.com           | false",
            "''                     | https://example.com           | false",
    })
    void hostsOfNoProxyAreReachedDirectly(String list, URI uri, boolean direct) {
        assertEquals(direct, network(list).proxyFor(Origin.of(uri)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
            "http://proxy:3128, proxy, 3128",
            "HTTP://proxy:3128, proxy, 3128",
            "proxy.example:3128, proxy.example, 3128",
            "10.0.0.7:3128, 10.0.0.7, 3128",
            "http://proxy, proxy, -1",
            "user:pass@proxy:3128, proxy, 3128",
            "http://user:p%40ss@proxy:3128/, proxy, 3128",
            "http://[::1]:3128, [::1], 3128",
    })
    void aProxyMayBeWrittenAsUrlOrAsHostAndPort(String value, String host, int port) {
        var proxy = Network.proxy("HTTPS_PROXY", value);
        assertEquals(host, proxy.getHost());
        assertEquals(port, proxy.getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://proxy:3128", "socks5://proxy:1080", "http://", "http://a b:1", "http://proxy:port", "://x"})
    void anyOtherProxyIsAUsageFailureThatNamesTheVariable(String value) {
        var failure = assertThrows(Failure.class, () -> Network.proxy("HTTPS_PROXY", value));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains("HTTPS_PROXY"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "https://user:hunter+two@proxy:1",
            "socks5://user:hunter+two@proxy:1",
            "http://user:hunter+two@pro xy:1",
            "user:hunter+two@pro xy:1",
            "user:hunter+two^@proxy:1",
            "http://user:hunter+two/x@proxy:1",
            "http://user:x/hunter+two@proxy:1",
            "http://user:x@hunter+two@proxy:1",
            "http://user:x#hunter+two@proxy:1",
    })
    void thePasswordOfAnUnusableProxyIsNotShown(String value) {
        var failure = assertThrows(Failure.class, () -> Network.proxy("HTTPS_PROXY", value));
        assertFalse(failure.line().contains("hunter+two"), failure.line());
    }

    @ParameterizedTest
    @CsvSource({
            "http://Aladdin:open%20sesame@proxy, Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "http://user:p%40s%3As@proxy, Basic dXNlcjpwQHM6cw==",
            "http://user@proxy, Basic dXNlcg==",
    })
    void theUserOfAProxyBecomesBasicAuthorization(URI proxy, String header) {
        assertEquals(Optional.of(header), Network.authorization(proxy));
        assertFalse(Redaction.mask("sent " + header.substring(6)).contains(header.substring(6, 12)));
    }

    @Test
    void aProxyWithoutUserNeedsNoAuthorization() {
        assertEquals(Optional.empty(), Network.authorization(PLAIN));
    }


    @Test
    void aPlainProxyGetsTheWholeUrlAndItsOwnAuthorization() throws IOException {
        try (var proxy = serve(OK)) {
            var reply = send(proxy, "http://example.invalid:8080/a?b=c");
            assertEquals("ok", new String(reply.body().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(List.of("POST http://example.invalid:8080/a?b=c HTTP/1.1", "Host: example.invalid:8080", "Proxy-Authorization: Basic dXNlcjpoMWRkZW4=",
                    "Content-Length: 1"), requests.getFirst().lines().filter(line -> !line.isEmpty()).toList());
        }
    }

    @Test
    void aProxyTunnelIsAskedForWithoutTheCredential() throws IOException {
        var handshake = new AtomicInteger();
        try (var proxy = new RawServer(peer -> {
            requests.add(peer.request());
            peer.send("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n");
            handshake.set(peer.in().read());
        })) {
            assertEquals(Kind.NETWORK, assertThrows(Failure.class, () -> send(proxy, "https://example.invalid/v1")).kind());
            assertEquals(List.of("CONNECT example.invalid:443 HTTP/1.1", "Host: example.invalid:443", "Proxy-Authorization: Basic dXNlcjpoMWRkZW4="),
                    requests.getFirst().lines().filter(line -> !line.isEmpty()).toList());
            assertEquals(0x16, handshake.get());
        }
    }

    @ParameterizedTest
    @CsvSource({"407 Proxy Authentication Required, 407, PERMISSION", "502 Bad Gateway, 502, NETWORK", "403 Forbidden, 403, NETWORK"})
    void aProxyThatRefusesIsNamedWithItsReasonAndWithoutItsPassword(String status, String shown, Kind kind) throws IOException {
        try (var proxy = serve("HTTP/1.1 " + status + "\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")) {
            var failure = assertThrows(Failure.class, () -> send(proxy, "https://example.invalid/"));
            assertEquals(kind, failure.kind());
            assertTrue(failure.line().contains("proxy 127.0.0.1") && failure.line().contains(shown), failure.line());
            assertFalse(failure.line().contains("h1dden"), failure.line());
        }
    }

    @Test
    void thisMachineIsReachedWithoutTheProxy() throws IOException {
        try (var proxy = serve(OK); var server = serve(OK)) {
            assertEquals(200, send(proxy, server.url()).status());
            assertEquals(0, proxy.connections());
        }
    }

    private static Network network(String noProxy) {
        return new Network(Optional.of(PLAIN), Optional.of(SECURE), Network.exclusions(noProxy), Optional.empty(), false);
    }

    private RawServer serve(String answer) {
        return new RawServer(peer -> {
            requests.add(peer.request());
            peer.send(answer);
        });
    }

    /// Posts through the proxy, to an `https` URL with a credential.
    private static HttpReply send(RawServer proxy, String url) {
        var uri = Optional.of(URI.create("http://user:h1dden@127.0.0.1:" + proxy.port()));
        var target = URI.create(url);
        var credential = Optional.of(Credential.bearer("s3cret-token-1234", Set.of(Origin.of(target)))).filter(_ -> url.startsWith("https"));
        return new Http(new Network(uri, uri, List.of(), Optional.empty(), false))
                .send(new HttpCall(target, Map.of(), new byte[1]), credential, Timeouts.TURN, new Cancel());
    }
}
