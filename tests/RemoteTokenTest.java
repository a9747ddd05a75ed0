package scorpiox.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Origin;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteTokenTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String OPAQUE = "opaque-access-token-0123456789";
    private static final String KEY = "key-of-the-endpoint-0001";
    private static final Set<Origin> AUDIENCE = Set.of(Origin.of(URI.create("https://chatgpt.com")));

    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final Cancel cancel = new Cancel();
    private Instant now = NOW;
    private RawServer server = new RawServer(peer -> {
        heads.add(peer.request());
        peer.send(answers.get(Math.min(heads.size(), answers.size()) - 1));
    });

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "NONE", value = {
            OPAQUE + " | NONE | NONE",
            "{'access_token':'" + OPAQUE + "','expires_at':1900000000} | 1900000000 | NONE",
            "{'access_token':'" + OPAQUE + "','expires_at':null,'account_id':'acc-1'} | NONE | acc-1",
            "{'auth_mode':'chatgpt','tokens':{'access_token':'" + OPAQUE + "','refresh_token':'rt_never_0123456','account_id':'acc-1'}} | NONE | acc-1",
    })
    void aTokenInAnyFormIsABearerForTheBackend(String body, Long end, String account) {
        answer(200, body.replace('\'', '"'));
        var credential = source(Optional.empty()).get();
        assertEquals("Bearer " + OPAQUE, credential.value());
        assertEquals(AUDIENCE, credential.audience());
        assertEquals(Optional.ofNullable(end).map(Instant::ofEpochSecond), credential.expires());
        assertEquals(Optional.ofNullable(account), credential.account());
        assertEquals(1, heads.size());
        assertTrue(heads.getFirst().startsWith("GET /codex?x=1 HTTP/1.1\r\n"), heads.getFirst());
        assertFalse(heads.getFirst().toLowerCase(java.util.Locale.ROOT).contains("authorization"), heads.getFirst());
    }

    @Test
    void theKeyTravelsAsAHeaderOnly() {
        answer(200, OPAQUE);
        source(Optional.of(KEY)).get();
        assertTrue(heads.getFirst().contains("\r\nAuthorization: Bearer " + KEY + "\r\n"), heads.getFirst());
        assertFalse(heads.getFirst().lines().findFirst().orElseThrow().contains(KEY));
        assertEquals(1, heads.getFirst().split(KEY, -1).length - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) throws IOException {
        try (var other = new RawServer(peer -> peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))) {
            answers.add("HTTP/1.1 " + status + " Moved\r\nLocation: " + other.url() + "/codex\r\nContent-Length: 0\r\n\r\n");
            var failure = assertFails(Optional.of(KEY), Kind.AUTH);
            assertEquals(status, failure.status());
            assertTrue(failure.getMessage().contains("redirect"), failure.getMessage());
            assertEquals(1, heads.size());
            assertEquals(0, other.connections());
        }
    }

    @ParameterizedTest
    @CsvSource({"400, AUTH", "401, AUTH", "403, AUTH", "404, AUTH", "410, AUTH", "429, RATE_LIMIT", "500, SERVER", "502, SERVER", "503, SERVER"})
    void anErrorIsToldByItsStatusAndNotTriedAgain(int status, Kind kind) {
        answer(status, "<html>" + KEY + "</html>");
        var failure = assertFails(Optional.of(KEY), kind);
        assertEquals(status, failure.status());
        assertTrue(failure.getMessage().contains(String.valueOf(status)), failure.getMessage());
        assertEquals(1, heads.size());
    }

    @ParameterizedTest
    @CsvSource({"401, true, check TOKEN_HTTP_API_KEY", "403, true, check TOKEN_HTTP_API_KEY", "401, false, set TOKEN_HTTP_API_KEY", "403, false, set TOKEN_HTTP_API_KEY",
            "404, true, check CODEX_REMOTE_URL", "404, false, check CODEX_REMOTE_URL"})
    void aRefusalNamesTheKeyToSetOrToCheck(int status, boolean key, String hint) {
        answer(status, "");
        var failure = assertFails(Optional.of(KEY).filter(_ -> key), Kind.AUTH);
        assertTrue(failure.hint().startsWith(hint), failure.hint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "{}", "{\"tokens\":{}}", "{\"access_token\":", "not a token at all", "too-short", "{\"access_token\":\"" + OPAQUE + " \"}",
            "{\"access_token\":\"" + OPAQUE + "\",\"expires_at\":1}", "{\"access_token\":\"" + OPAQUE + "\",\"account_id\":\"a\\nb\"}"})
    void anAnswerWithoutAUsableTokenIsToldWithTheSetting(String body) {
        answer(200, body);
        assertFails(Optional.empty(), Kind.AUTH);
        assertEquals(1, heads.size());
    }

    @Test
    void anAnswerThatIsTooLargeIsGivenUp() {
        answers.add("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + " ".repeat(2_000_000));
        assertFails(Optional.empty(), Kind.PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_token\":\"" + OPAQUE, "HTTP/1.1 200 OK\r\nContent-Len", "SSH-2.0-OpenSSH_9.9\r\n"})
    void anAnswerThatIsCutOrNotHttpIsAFailureThatNamesTheSetting(String raw) {
        answers.add(raw);
        var failure = assertThrows(Failure.class, () -> source(Optional.empty()).get());
        assertTrue(Set.of(Kind.NETWORK, Kind.PROTOCOL).contains(failure.kind()), failure.toString());
        assertTrue(failure.line().contains("CODEX_REMOTE_URL"), failure.line());
    }

    @Test
    void whereNobodyListensTheSettingIsNamed() throws IOException {
        server.close();
        try (var bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var failure = assertThrows(Failure.class, () -> token("http://127.0.0.1:" + bound.getLocalPort(), Optional.empty()).source().get());
            assertEquals(Kind.NETWORK, failure.kind());
            assertTrue(failure.line().contains("CODEX_REMOTE_URL"), failure.line());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://token.example/codex", "http://192.168.1.7:8080/", "http://127.0.0.1.example/", "http://localhost.example/"})
    void plainHttpToAnotherMachineIsRefusedBeforeAnythingHappens(String url) {
        var failure = assertThrows(Failure.class, () -> token(url, Optional.of(KEY)));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains("CODEX_REMOTE_URL") && failure.line().contains("https"), failure.line());
        assertFalse(failure.line().contains(KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://token.example/codex", "http://localhost:1/", "http://127.8.9.1:1/", "http://[::1]:1/"})
    void httpsAndThisMachineAreFine(String url) {
        assertTrue(token(url, Optional.empty()).source().place().startsWith("remote " + url.substring(0, url.indexOf('/', 8))));
    }

    @Test
    void oneTokenServesTheRunUntilFiveMinutesBeforeItsEnd() {
        answer(200, "{\"access_token\":\"" + OPAQUE + "\",\"expires_at\":" + NOW.plusSeconds(3600).getEpochSecond() + "}");
        var source = source(Optional.empty());
        source.get();
        now = NOW.plusSeconds(3299);
        source.get();
        assertEquals(1, heads.size());
        now = NOW.plusSeconds(3300);
        source.get();
        assertEquals(2, heads.size());
    }

    @Test
    void aRefusedTokenIsFetchedOnceMore() {
        answer(200, OPAQUE);
        answer(200, OPAQUE + "-two");
        var source = source(Optional.empty());
        assertEquals(OPAQUE + "-two", source.after401(source.get(), 1).secret());
        var failure = assertThrows(Failure.class, () -> source.after401(source.get(), 2));
        assertTrue(failure.hint().contains("CODEX_REMOTE_URL"), failure.hint());
        assertEquals(2, heads.size());
    }

    @Test
    void cancellingEndsItWithItsReasonAndNoAdvice() throws IOException {
        server.close();
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        server = new RawServer(peer -> {
            peer.request();
            cancel.cancel(why);
            peer.closedByClient();
        });
        var failure = assertThrows(Failure.class, () -> source(Optional.empty()).get());
        assertEquals(Kind.CANCELLED, failure.kind());
        assertNull(failure.hint());
    }

    @Test
    void theOwnerIsWhoTheTokenSays() {
        var claims = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"email\":\"a@example.com\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        answer(200, "e30." + claims + ".c2ln");
        assertEquals(Optional.of("a@example.com"), source(Optional.empty()).owner().email());
    }

    /// A failure that names the setting and quotes nothing.
    private Failure assertFails(Optional<String> key, Kind kind) {
        var failure = assertThrows(Failure.class, () -> source(key).get());
        assertEquals(kind, failure.kind(), failure.line());
        assertTrue(failure.line().contains("CODEX_REMOTE_URL") || failure.line().contains("TOKEN_HTTP_API_KEY"), failure.line());
        assertFalse(failure.line().contains(KEY) || failure.line().contains(OPAQUE), failure.line());
        assertEquals(1, failure.line().lines().count());
        return failure;
    }

    private void answer(int status, String body) {
        answers.add("HTTP/1.1 " + status + " Word\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
    }

    private CredentialSource source(Optional<String> key) {
        return token(server.url() + "/codex?x=1", key).source();
    }

    private RemoteToken token(String url, Optional<String> key) {
        return new RemoteToken(new Http(Network.DIRECT), URI.create(url), key, AUDIENCE, () -> now, cancel);
    }
}
