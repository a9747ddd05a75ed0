package scorpiox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;

class CredentialTest {
    private static final Origin HOME = Origin.of(URI.create("https://chatgpt.com"));
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final List<String> requests = new CopyOnWriteArrayList<>();

    @Test
    void aBearerTravelsInTheAuthorizationHeader() {
        var credential = Credential.bearer("token-1234567890", Set.of(HOME));
        assertEquals("Authorization", credential.header());
        assertEquals("Bearer token-1234567890", credential.value());
        assertEquals(Set.of(HOME), credential.audience());
        assertEquals(Optional.empty(), credential.account());
        assertEquals(Optional.empty(), credential.expires());
    }

    @Test
    void itsTextNeverHoldsTheSecret() {
        var credential = Credential.bearer("s3cret-in-the-text", Set.of(HOME));
        assertFalse(credential.toString().contains("s3cret"), credential.toString());
        assertTrue(credential.toString().contains("chatgpt.com"), credential.toString());
    }

    @Test
    void theSecretOfABearerIsMaskedEverywhereFromThenOn() {
        Credential.bearer("plain-words-as-a-token", Set.of(HOME));
        assertEquals("it said *** twice", Redaction.mask("it said plain-words-as-a-token twice"));
    }

    @Test
    void aBareKeyInAnotherHeaderIsMaskedToo() {
        assertNotNull(new Credential("x-api-key", "plain-words-as-a-key", Set.of(HOME), Optional.empty(), Optional.empty()));
        assertEquals("it said *** twice", Redaction.mask("it said plain-words-as-a-key twice"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"line\nbreak-2345", "line\r\nX-Evil: 1", "carriage\rreturn", "tab\tinside-345", "null\0inside-345", "ümlaut-in-token",
            "\u2028separator-345", "delete\u007finside"})
    void aSecretThatCannotBeSentIsAnAuthFailureThatDoesNotShowIt(String token) {
        var failure = assertThrows(Failure.class, () -> Credential.bearer(token, Set.of(HOME)));
        assertEquals(Kind.AUTH, failure.kind());
        assertFalse(failure.line().contains(token), failure.line());
        assertFalse(failure.line().contains("inside"), failure.line());
    }

    @Test
    void theAudienceCannotBeWidenedAfterwards() {
        var origins = new HashSet<>(Set.of(HOME));
        var credential = Credential.bearer("token-1234567890", origins);
        origins.add(Origin.of(URI.create("https://evil.example")));
        assertEquals(Set.of(HOME), credential.audience());
        assertThrows(UnsupportedOperationException.class, () -> credential.audience().clear());
    }


    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:%d", "http://127.0.0.2:%d", "https://127.0.0.1:%d"})
    void aCredentialForAnotherOriginIsRefusedBeforeAConnectionIsMade(String url) throws IOException {
        try (var server = serve(OK)) {
            var failure = assertThrows(Failure.class, () -> send(Network.DIRECT, url.formatted(server.port()), server.url()));
            assertEquals(Kind.AUTH, failure.kind());
            assertFalse(failure.line().contains("s3cret"), failure.line());
            assertEquals(0, server.connections());
        }
    }

    @Test
    void aCredentialGoesToItsOwnOrigin() throws IOException {
        try (var server = serve(OK)) {
            assertEquals(200, send(Network.DIRECT, server.url() + "/v1", server.url()).status());
            assertTrue(requests.getFirst().contains("\r\nAuthorization: Bearer s3cret-token-1234\r\n"), requests.getFirst());
        }
    }

    @Test
    void aCredentialIsNotSentUnencryptedToAnotherMachineUnlessAllowed() throws IOException {
        try (var proxy = serve(OK)) {
            var url = "http://example.invalid/v1";
            assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> send(through(proxy, false), url, url)).kind());
            assertEquals(0, proxy.connections());
            assertEquals(200, send(through(proxy, true), url, url).status());
            assertTrue(requests.getFirst().contains("\r\nAuthorization: Bearer s3cret-token-1234\r\n"), requests.getFirst());
        }
    }

    private RawServer serve(String answer) {
        return new RawServer(peer -> {
            requests.add(peer.request());
            peer.send(answer);
        });
    }

    private static Network through(RawServer proxy, boolean insecureHttp) {
        return new Network(Optional.of(URI.create(proxy.url())), Optional.empty(), List.of(), Optional.empty(), insecureHttp);
    }

    private static HttpReply send(Network network, String url, String audience) {
        var credential = Credential.bearer("s3cret-token-1234", Set.of(Origin.of(URI.create(audience))));
        return new Http(network).send(new HttpCall(URI.create(url), Map.of(), null), Optional.of(credential), Timeouts.TURN, new Cancel());
    }
}
