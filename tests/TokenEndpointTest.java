package scorpiox.auth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
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
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.http.Http;
import scorpiox.http.Network;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenEndpointTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String REFRESH = "rt_refresh_token_4711";

    private final Cancel cancel = new Cancel();
    private String head;
    private String body;
    private String answer;
    private final RawServer server = new RawServer(peer -> {
        head = "";
        while (!head.endsWith("\r\n\r\n")) head += (char) peer.in().read();
        var length = head.toLowerCase(java.util.Locale.ROOT).split("content-length: ")[1].split("\r")[0];
        body = new String(peer.in().readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
        peer.send(answer);
    });

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aRefreshIsJsonOfAPublicClient() throws IOException {
        answer(200, "{'access_token':'new-access'}");
        endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel);
        assertEquals("{\"client_id\":\"app_test\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"" + REFRESH + "\"}", Json.write(Json.read(body)));
        assertTrue(head.startsWith("POST /oauth/token HTTP/1.1\r\n"), head);
        assertTrue(head.contains("Content-Type: application/json\r\n"), head);
        assertFalse(head.contains("4711") || head.contains("Authorization"), head);
    }

    @Test
    void anExchangeIsAForm() {
        answer(200, "{'access_token':'new-access','id_token':'new-id'}");
        endpoint().exchange("code+with &4711", "verifier-0123456789", "http://localhost:1455/auth/callback", cancel);
        var fields = Arrays.stream(body.split("&")).map(pair -> pair.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        assertEquals(java.util.Map.of("grant_type", "authorization_code", "code", "code+with &4711", "redirect_uri", "http://localhost:1455/auth/callback", "client_id", "app_test",
                "code_verifier", "verifier-0123456789"), fields);
        assertTrue(head.contains("Content-Type: application/x-www-form-urlencoded\r\n"), head);
        assertTrue(Redaction.holds("code+with &4711") && Redaction.holds("verifier-0123456789"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", delimiter = '|', value = {
            "{'access_token':'acc','refresh_token':'ref','id_token':'idt','expires_in':3600} | acc | ref | idt | 3600",
            "{'access_token':'acc'} | acc | NONE | NONE | NONE",
            "{'refresh_token':'ref'} | NONE | ref | NONE | NONE",
            "{'access_token':'acc','refresh_token':null,'expires_in':'3600'} | acc | NONE | NONE | NONE",
            "{'access_token':'acc','refresh_token':7,'expires_in':null} | acc | NONE | NONE | NONE",
            "{'access_token':'acc','refresh_token':'','expires_in':0} | acc | NONE | NONE | NONE",
            "{'access_token':'acc','refresh_token':'two words','expires_in':-5} | acc | NONE | NONE | NONE",
            "{'access_token':'acc','id_token':'new\\nline','expires_in':99999999999} | acc | NONE | NONE | NONE",
            "{'access_token':'acc','expires_in':18446744073709555216} | acc | NONE | NONE | NONE",
            "{'access_token':'acc','expires_in':3600.9} | acc | NONE | NONE | 3600",
    })
    void whatIsGrantedIsTakenAndNonsenseLeftOut(String json, String access, String refresh, String id, Long seconds) {
        answer(200, json);
        var grant = endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel);
        assertEquals(new Grant(Optional.ofNullable(access), Optional.ofNullable(refresh), Optional.ofNullable(id), Optional.ofNullable(seconds).map(NOW::plusSeconds), Optional.empty()), grant);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", delimiter = '|', value = {"Mon, 01 Jun 2026 12:00:05 GMT | 2026-06-01T12:00:05Z", "yesterday | NONE", "Mon, 01 Jun 2026 | NONE", "0 | NONE"})
    void theServersTimeIsItsDateHeader(String date, String instant) {
        answer(200, "{'access_token':'acc'}", "Date: " + date);
        assertEquals(Optional.ofNullable(instant).map(Instant::parse), endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel).answered());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "", "<html>", "{'access_token':''}", "{'access_token':'two words'}", "{'id_token':'idt'}", "{'error':'invalid_grant'}", "{'a':"})
    void successWithoutATokenIsNoAnswerOfSuchAServer(String json) {
        answer(200, json);
        var failure = assertThrows(Failure.class, () -> endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel));
        assertEquals(Kind.PROTOCOL, failure.kind());
        assertEquals(200, failure.status());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", delimiter = '|', value = {
            "401 | {'error':{'message':'used','code':'refresh_token_reused'}} | AUTH | refresh_token_reused",
            "401 | {'error':'refresh_token_expired'} | AUTH | refresh_token_expired",
            "401 | {'code':'refresh_token_invalidated'} | AUTH | refresh_token_invalidated",
            "401 | {'error':{'type':'x'},'code':'token_expired'} | AUTH | token_expired",
            "401 | {'error':null} | AUTH | NONE",
            "401 | [] | AUTH | NONE",
            "401 | <html></html> | AUTH | NONE",
            "400 | {'error':'invalid_grant','error_description':'no'} | AUTH | invalid_grant",
            "400 | {'error':{'code':'invalid_grant'}} | AUTH | invalid_grant",
            "400 | {'error':'invalid_request'} | BAD_REQUEST | invalid_request",
            "400 | {} | BAD_REQUEST | NONE",
            "403 | <html></html> | BAD_REQUEST | NONE",
            "404 | {} | BAD_REQUEST | NONE",
            "302 | {} | BAD_REQUEST | NONE",
            "429 | {'error':{'code':'rate_limit_exceeded'}} | RATE_LIMIT | rate_limit_exceeded",
            "500 | {'error':{'code':'invalid_grant'}} | SERVER | invalid_grant",
            "503 | upstream unavailable | SERVER | NONE",
    })
    void only401AndAnInvalidGrantAreFinal(int status, String json, Kind kind, String code) {
        answer(status, json);
        var failure = assertThrows(Failure.class, () -> endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel));
        assertEquals(kind, failure.kind());
        assertEquals(status, failure.status());
        assertEquals(code, failure.code());
        assertTrue(failure.getMessage().startsWith(server.url() + " refused: HTTP " + status), failure.getMessage());
        assertEquals(1, server.connections());
    }

    @ParameterizedTest
    @CsvSource({"Retry-After: 7, 7000", "retry-after-ms: 1500, 1500", "Retry-After: never, ", "X: y, "})
    void theServersWaitIsKnown(String header, Long millis) {
        answer(429, "{}", header);
        assertEquals(millis == null ? null : Duration.ofMillis(millis), assertThrows(Failure.class, () -> endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel)).retryAfter());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'error':{'code':'x','message':'first\\nsecond'}}", "{'error':{'code':'x','message':'\\u001b[31mred\\u0007'}}", "{'error':'a\\r\\nb','error_description':'c\\td'}"})
    void whatTheServerSaysIsPutOnOneLineWithoutControls(String json) {
        answer(500, json);
        var message = assertThrows(Failure.class, () -> endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel)).getMessage();
        assertTrue(message.chars().noneMatch(c -> c < 0x20 || c == 0x7f), Json.write(Json.object().put("message", message)));
    }

    @Test
    void aServerThatQuotesTheTokenIsNotQuoted() {
        answer(500, "{'error':{'code':'x','message':'no session for " + REFRESH + " here'}}");
        Redaction.register(REFRESH);
        assertFalse(assertThrows(Failure.class, () -> endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel)).line().contains("4711"));
    }

    @Test
    void aServerThatTalksALotIsCutShort() {
        answer(500, "{'error':{'code':'" + "c".repeat(100_000) + "','message':'" + "m".repeat(100_000) + "'}}");
        assertTrue(assertThrows(Failure.class, () -> endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel)).getMessage().length() <= 500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://auth.example/oauth/token", "http://10.0.0.1/oauth/token"})
    void tokensAreNotSentUnencrypted(String url) {
        var failure = assertThrows(Failure.class, () -> new TokenEndpoint(new Http(Network.DIRECT), URI.create(url), "app_test", InstantSource.fixed(NOW)));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.hint().contains("https"));
    }

    @Test
    void cancellingEndsIt() throws IOException {
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        try (var silent = new RawServer(peer -> {
            peer.request();
            cancel.cancel(why);
            peer.closedByClient();
        })) {
            assertSame(why, assertThrows(Failure.class, () -> endpoint(silent.url()).refresh(REFRESH, TokenEndpoint.LIMIT, cancel)));
        }
    }

    @Test
    void whatIsGrantedIsMaskedFromThenOn() {
        answer(200, "{'access_token':'granted-access-4711','refresh_token':'granted-refresh-4711','id_token':'granted-id-4711'}");
        endpoint().refresh(REFRESH, TokenEndpoint.LIMIT, cancel);
        assertFalse(Redaction.mask("granted-access-4711 granted-refresh-4711 granted-id-4711").contains("4711"));
    }

    private void answer(int status, String json, String... headers) {
        var text = json.replace('\'', '"');
        answer = "HTTP/1.1 " + status + " Word\r\n" + Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining())
                + "Content-Length: " + text.length() + "\r\nConnection: close\r\n\r\n" + text;
    }

    private TokenEndpoint endpoint() {
        return endpoint(server.url());
    }

    private static TokenEndpoint endpoint(String url) {
        return new TokenEndpoint(new Http(Network.DIRECT), URI.create(url + "/oauth/token"), "app_test", InstantSource.fixed(NOW));
    }
}
