package scorpiox.auth.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.auth.oauth.Grant;
import scorpiox.auth.oauth.TokenEndpoint;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.signin.SignIns;
import scorpiox.simulator.wire.Fault;

@Timeout(60)
class DeviceSignInTest {
    private static final String CODES = json(200, "{\"device_auth_id\":\"deviceauth_secret_1\",\"user_code\":\"ABCD-12345\",\"interval\":\"5\"}");
    private static final String PENDING = json(403, "{\"error\":{\"code\":\"deviceauth_authorization_pending\",\"message\":\"wait\"}}");
    private static final String ENTERED = json(200, "{\"authorization_code\":\"ac_secret_code\",\"code_challenge\":\"c\",\"code_verifier\":\"secret_verifier\"}");
    private static final String TOKENS = json(200, "{\"access_token\":\"at-0123456789\",\"refresh_token\":\"rt-0123456789\"}");

    private final Cancel cancel = new Cancel();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private BiConsumer<Cancel, Duration> sleep = (waiting, time) -> {
        waits.add(time);
        waiting.check();
    };
    private Duration patience = DeviceSignIn.PATIENCE;

    private Grant signIn(String server) {
        var issuer = new Issuer(URI.create(server), Issuer.CODEX_CLIENT);
        var http = new Http(Network.DIRECT);
        var tokens = new TokenEndpoint(http, issuer.tokenUrl(), issuer.client(), InstantSource.system());
        return new DeviceSignIn(issuer, tokens, http, said::add, patience, sleep).run(cancel);
    }

    private static Simulator simulator(int polls, int interval, String... faults) {
        var setup = Simulator.Setup.answering(Scenario.empty(), Stream.of(faults).map(Fault::parse).toArray(Fault[]::new));
        return new Simulator(setup.with(new SignIns(3600, SignIns.USUAL.refreshTokens(), false, polls, interval)), Thread.ofVirtual().factory());
    }

    /// Gives these answers, one a connection; the last again and again. An empty one closes the connection.
    private RawServer server(String... answers) {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        return new RawServer(peer -> {
            var request = peer.request();
            String answer;
            synchronized (left) {
                requests.add(request.lines().findFirst().orElse(""));
                answer = left.size() > 1 ? left.removeFirst() : left.getFirst();
            }
            peer.send(answer);
        });
    }

    private static String json(int status, String body) {
        return "HTTP/1.1 " + status + " Answer\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private Failure failure(String... answers) throws IOException {
        try (var server = server(answers)) {
            return assertThrows(Failure.class, () -> signIn(server.url()));
        }
    }

    private Failure failureOf(Simulator simulator) {
        try (simulator) {
            return assertThrows(Failure.class, () -> signIn(simulator.url()));
        }
    }

    @Test
    void aUserSignsInOnAnotherDevice() {
        try (var simulator = simulator(3, 7)) {
            var grant = signIn(simulator.url());
            assertTrue(grant.access().isPresent() && grant.refresh().isPresent() && grant.id().isPresent());
            assertEquals(List.of(Duration.ofSeconds(7), Duration.ofSeconds(7), Duration.ofSeconds(7), Duration.ofSeconds(7)), waits);
            assertEquals(1, said.size());
            var start = "open " + simulator.url() + "/codex/device and enter the code ";
            assertTrue(said.getFirst().matches("\\Q" + start + "\\E[A-Z]{4}-[0-9]{5} \\(valid 15 minutes\\)"), said.getFirst());
            assertEquals(said.getFirst(), Redaction.mask(said.getFirst()), "the user has to see the code");
            var exchange = simulator.requests().getLast().body();
            assertEquals(simulator.url() + "/deviceauth/callback", exchange.path("redirect_uri").asText());
            for (var secret : List.of("code", "code_verifier")) assertEquals(Redaction.MASK, Redaction.mask(exchange.path(secret).asText()), secret);
            var poll = simulator.requests().get(1).body();
            assertEquals(2, poll.size());
            assertEquals(Redaction.MASK, Redaction.mask(poll.path("device_auth_id").asText()));
        }
    }

    @Test
    void theUsualConstructorReallyWaits() {
        try (var simulator = simulator(0, 1)) {
            sleep = Cancel::sleep;
            assertTrue(signIn(simulator.url()).access().isPresent());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"5\" | 5", "7 | 7", "\" 8 \" | 8", "\"0\" | 1", "-3 | 1", "0.2 | 1", "2.5 | 3", "\"9999\" | 60", "1e300 | 60", "null | 5", "\"soon\" | 5",
            "\"-1\" | 5", "{} | 5", "true | 5"})
    void theIntervalIsReadInAnyFormAndKeptWithinReason(String interval, long seconds) throws IOException {
        var codes = json(200, "{\"device_auth_id\":\"deviceauth_1\",\"usercode\":\"ABCD\",\"interval\":" + interval + "}");
        try (var server = server(codes, ENTERED, TOKENS)) {
            signIn(server.url());
            assertEquals(List.of(Duration.ofSeconds(seconds)), waits);
            assertTrue(said.getFirst().contains(" the code ABCD (valid"), said.getFirst());
        }
    }

    @Test
    void whatMayPassIsAskedAgainAndHasteIsMended() throws IOException {
        var busy = json(429, "{}");
        try (var server = server(CODES, PENDING, json(404, "{}"), busy, busy, json(500, "{}"), json(503, "<html>"), "", "nonsense\r\n\r\n", PENDING, ENTERED, TOKENS)) {
            assertEquals("at-0123456789", signIn(server.url()).access().orElseThrow());
            assertEquals(Stream.of(5, 5, 5, 10, 15, 15, 15, 15, 15, 15).map(Duration::ofSeconds).toList(), waits);
            assertEquals("POST /api/accounts/deviceauth/usercode HTTP/1.1", requests.getFirst());
            assertEquals("POST /oauth/token HTTP/1.1", requests.getLast());
        }
    }

    @Test
    void theIntervalGrowsToAMinuteAtMost() throws IOException {
        var answers = Stream.concat(Stream.of(CODES), Stream.concat(Stream.generate(() -> json(429, "{}")).limit(14), Stream.of(ENTERED, TOKENS))).toArray(String[]::new);
        try (var server = server(answers)) {
            signIn(server.url());
            assertEquals(Duration.ofSeconds(60), waits.getLast());
        }
    }

    @Test
    void faultsOfAServerThatPassAreWaitedOut() {
        try (var simulator = simulator(1, 1, "device-500*3")) {
            assertTrue(signIn(simulator.url()).access().isPresent());
            assertEquals(5, waits.size());
        }
    }

    @Test
    void whereItIsNotOfferedTheOtherWayIsNamed() {
        var failure = failureOf(simulator(0, 1, "device-off"));
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals(404, failure.status());
        assertTrue(failure.line().contains("not enabled") && failure.line().contains("fetchtoken login, or enable"), failure.line());
        assertEquals(List.of(), said);
    }

    @ParameterizedTest
    @CsvSource({"device-expired, expired_token", "device-refused, access_denied"})
    void aRefusalEndsIt(String fault, String code) {
        var failure = failureOf(simulator(0, 1, fault));
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals(code, failure.code());
        assertTrue(failure.getMessage().contains("HTTP 400 " + code + ": The "), failure.getMessage());
        assertEquals(1, waits.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 402, 410, 418})
    void soDoesAnyOtherStatus(int status) throws IOException {
        var failure = failure(CODES, PENDING, json(status, "<html>\u001b[1m"));
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals(status, failure.status());
        assertTrue(failure.getMessage().endsWith("HTTP " + status), failure.getMessage());
        assertEquals(2, waits.size());
    }

    @ParameterizedTest
    @CsvSource({"400, AUTH", "403, AUTH", "429, RATE_LIMIT", "500, SERVER", "503, SERVER"})
    void aBeginningThatFailsIsNotRepeated(int status, Kind kind) throws IOException {
        assertEquals(kind, failure(json(status, "{\"error\":\"no\"}")).kind());
        assertEquals(1, requests.size());
    }

    @Test
    void aServerThatIsNotThereIsAMatterOfTheNetwork() throws IOException {
        String url;
        try (var server = server("")) {
            url = server.url();
        }
        assertEquals(Kind.NETWORK, assertThrows(Failure.class, () -> signIn(url)).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "\"x\"", "nonsense", "{\"device_auth_id\":\"d\"}", "{\"user_code\":\"ABCD\"}", "{\"device_auth_id\":\"d\",\"user_code\":\"\"}",
            "{\"device_auth_id\":\"d\",\"user_code\":\"AB CD\"}", "{\"device_auth_id\":\"d\",\"user_code\":\"AB\\u001b[2JCD\"}", "{\"device_auth_id\":\"d\",\"user_code\":\"A\\nB\"}",
            "{\"device_auth_id\":\"d\",\"user_code\":\"AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDDE\"}", "{\"device_auth_id\":1,\"user_code\":2}"})
    void aCodeThatIsNoneIsNotShown(String body) throws IOException {
        assertEquals(Kind.PROTOCOL, failure(json(200, body)).kind());
        assertEquals(List.of(), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "nonsense", "{\"authorization_code\":\"ac_secret_code\"}", "{\"code_verifier\":\"secret_verifier\"}"})
    void aConfirmationWithoutItsCodesEndsIt(String body) throws IOException {
        assertEquals(Kind.PROTOCOL, failure(CODES, json(200, body)).kind());
        assertEquals(2, requests.size());
    }

    @Test
    void theFailureOfTheExchangeHoldsNoSecret() throws IOException {
        var echo = json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"ac_secret_code with secret_verifier of deviceauth_secret_1\\n\\u001b[1mbad\"}");
        var failure = failure(CODES, ENTERED, echo);
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.line().endsWith("invalid_grant: *** with *** of *** bad: try again with: fetchtoken login --device"), failure.line());
    }

    @Test
    void anExchangeThatFailsIsNotRepeated() {
        var simulator = simulator(0, 1, "token-500");
        assertEquals(Kind.SERVER, failureOf(simulator).kind());
        assertEquals(1, simulator.requests().stream().filter(request -> request.path().equals("/oauth/token")).count());
    }

    @Test
    void patienceEnds() {
        patience = Duration.ofMillis(20);
        sleep = Cancel::sleep;
        var failure = failureOf(simulator(0, 60));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.line().startsWith("nobody entered the code within ") && failure.line().endsWith(": try again with: fetchtoken login --device"), failure.line());
    }

    @Test
    void patienceEndsAQuestionToo() throws IOException {
        patience = Duration.ofMillis(200);
        try (var server = new RawServer(peer -> {
            if (peer.request().contains("/usercode ")) peer.send(CODES);
            else peer.closedByClient();
        })) {
            assertTrue(assertThrows(Failure.class, () -> signIn(server.url())).getMessage().startsWith("nobody entered the code within "));
        }
    }

    @Test
    void whoCouldNotAskIsToldWhy() throws IOException {
        patience = Duration.ofMillis(500);
        sleep = (waiting, time) -> {
            waits.add(time);
            if (waits.size() > 2) waiting.sleep(time);
        };
        var failure = failure(CODES, json(500, "{\"error\":{\"code\":\"down\"}}"));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("HTTP 500 down"), failure.getMessage());
    }

    @Test
    void cancellingEndsTheWait() {
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        sleep = (waiting, time) -> {
            cancel.cancel(why);
            waiting.sleep(Duration.ofHours(1));
        };
        try (var simulator = simulator(0, 60)) {
            assertSame(why, assertThrows(Failure.class, () -> signIn(simulator.url())));
        }
    }

    @Test
    void cancellingEndsAQuestion() throws IOException {
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        try (var server = new RawServer(peer -> {
            if (peer.request().contains("/usercode ")) {
                peer.send(CODES);
            } else {
                cancel.cancel(why);
                peer.closedByClient();
            }
        })) {
            assertSame(why, assertThrows(Failure.class, () -> signIn(server.url())));
        }
    }

    @Test
    void aCancelledRunDoesNotBegin() throws IOException {
        cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
        assertEquals(Kind.CANCELLED, failure(CODES).kind());
        assertFalse(requests.iterator().hasNext());
    }
}
