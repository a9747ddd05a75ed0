package scorpiox.simulator.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

class AuthorizationServerTest {
    private static final String REDIRECT = "http://localhost:1455/auth/callback";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final String AUTHORIZE = "/oauth/authorize?response_type=code&client_id=app_test&redirect_uri=" + encode(REDIRECT)
            + "&code_challenge=" + CHALLENGE + "&code_challenge_method=S256&state=st%20te%26";

    @TempDir
    Path folder;

    private Simulator simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofVirtual().factory());
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER).build();

    @AfterEach
    void close() {
        client.close();
        simulator.close();
    }

    private void start(SignIns signIns, String... faults) {
        simulator.close();
        var setup = new Simulator.Setup(0, Set.of(), Set.of(), Scenario.empty(), Stream.of(faults).map(Fault::parse).toList(),
                Optional.of(folder.resolve("record.jsonl")), Optional.empty(), signIns);
        simulator = new Simulator(setup, Thread.ofVirtual().factory());
    }

    private static SignIns signIns(long life, boolean strict, String... refreshTokens) {
        return new SignIns(life, Set.of(refreshTokens), strict, 1, 1);
    }

    private record Reply(int status, HttpHeaders headers, String body) {
        JsonNode json() throws IOException {
            return Json.read(body);
        }

        /// The error's code in whichever form it came.
        String code() throws IOException {
            return json().path("error").isTextual() ? json().path("error").asText() : json().path("error").path("code").asText();
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    private Reply send(String method, String path, String type, String body, String... headers) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(simulator.url() + path)).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!type.isEmpty()) request.header("Content-Type", type);
        for (var i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        try {
            var reply = client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(reply.statusCode(), reply.headers(), reply.body());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Reply get(String path, String... headers) throws IOException {
        return send("GET", path, "", "", headers);
    }

    private Reply form(String path, String... fields) throws IOException {
        var pairs = new ArrayList<String>();
        for (var i = 0; i < fields.length; i += 2) pairs.add(fields[i] + "=" + encode(fields[i + 1]));
        return send("POST", path, "application/x-www-form-urlencoded", String.join("&", pairs));
    }

    private Reply json(String path, String... fields) throws IOException {
        var body = Json.object();
        for (var i = 0; i < fields.length; i += 2) body.put(fields[i], fields[i + 1]);
        return send("POST", path, "application/json", Json.write(body));
    }

    private Reply refresh(String token) throws IOException {
        return json("/oauth/token", "client_id", "app_test", "grant_type", "refresh_token", "refresh_token", token);
    }

    private Reply exchange(String code, String redirect, String verifier) throws IOException {
        return form("/oauth/token", "grant_type", "authorization_code", "code", code, "redirect_uri", redirect, "client_id", "app_test", "code_verifier", verifier);
    }

    /// Signs in by browser and returns the code.
    private String code() throws IOException {
        return field(get(AUTHORIZE).header("location"), "code");
    }

    private static String field(String url, String name) {
        return Arrays.stream(URI.create(url).getRawQuery().split("&")).filter(pair -> pair.startsWith(name + "=")).map(pair -> pair.substring(name.length() + 1))
                .findFirst().orElse("");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode claims(String token) throws IOException {
        var parts = token.split("\\.", -1);
        assertEquals(3, parts.length);
        assertEquals("none", Json.read(Base64.getUrlDecoder().decode(parts[0])).path("alg").asText());
        return Json.read(Base64.getUrlDecoder().decode(parts[1]));
    }

    /// Status of the usage endpoint for a bearer.
    private int usage(String bearer) throws IOException {
        return get("/backend-api/wham/usage", "Authorization", "Bearer " + bearer, "chatgpt-account-id", "a").status();
    }

    private void assertTokens(Reply reply) throws IOException {
        assertEquals(200, reply.status(), reply.body());
        for (var name : List.of("id_token", "access_token", "refresh_token")) assertFalse(reply.json().path(name).asText().isEmpty(), name);
        assertEquals(864_000, reply.json().path("expires_in").asLong());
        assertEquals("bearer", reply.json().path("token_type").asText());
        assertEquals("openid profile email offline_access", reply.json().path("scope").asText());
    }

    // ---- refreshing

    @Test
    void aRefreshRotatesAndItsTokensClaimWhatTheRealOnesDo() throws IOException {
        var reply = refresh(simulator.refreshToken());
        assertTokens(reply);
        assertEquals("no-store", reply.header("cache-control"));
        for (var name : List.of("id_token", "access_token")) {
            var claims = claims(reply.json().path(name).asText());
            assertEquals(864_000, claims.path("exp").asLong() - claims.path("iat").asLong());
            assertEquals("dev@example.com", claims.path("email").asText());
            assertEquals("00000000-0000-4000-8000-000000000001", claims.path("https://api.openai.com/auth").path("chatgpt_account_id").asText());
            assertEquals("pro", claims.path("https://api.openai.com/auth").path("chatgpt_plan_type").asText());
            assertTrue(claims.path("https://api.openai.com/auth").path("chatgpt_user_id").asText().startsWith("user-"));
        }
        assertEquals(200, usage(reply.json().path("access_token").asText()));
        assertTokens(refresh(reply.json().path("refresh_token").asText()));
        assertEquals(2, simulator.refreshes());
    }

    @Test
    void aFormDoesAsWell() throws IOException {
        assertTokens(form("/oauth/token", "grant_type", "refresh_token", "refresh_token", simulator.refreshToken(), "client_id", "app_test"));
    }

    @Test
    void aRefreshTokenIsGoodOnceAndAnUnknownOneNever() throws IOException {
        var token = simulator.refreshToken();
        assertEquals(200, refresh(token).status());
        var again = refresh(token);
        assertEquals(401, again.status());
        assertEquals("refresh_token_reused", again.code());
        var unknown = refresh("rt_unknown");
        assertEquals(401, unknown.status());
        assertEquals("refresh_token_invalidated", unknown.code());
        assertEquals(1, simulator.refreshes());
        assertEquals(3, simulator.refreshRequests());
    }

    @Test
    void ofTwentyAtOnceOneRefreshes() throws Exception {
        var token = simulator.refreshToken();
        try (var threads = Executors.newFixedThreadPool(20)) {
            var replies = new ArrayList<String>();
            for (var reply : threads.invokeAll(Collections.<Callable<Reply>>nCopies(20, () -> refresh(token)))) {
                replies.add(reply.get().status() == 200 ? "given" : reply.get().status() + " " + reply.get().code());
            }
            assertEquals(1, Collections.frequency(replies, "given"), replies.toString());
            assertEquals(19, Collections.frequency(replies, "401 refresh_token_reused"), replies.toString());
        }
        assertEquals(1, simulator.refreshes());
        assertEquals(20, simulator.refreshRequests());
    }

    @Test
    void everyTokenDiffersFromEveryOther() throws IOException {
        var seen = new HashSet<String>();
        for (var i = 0; i < 50; i++) {
            assertTrue(seen.add(simulator.issue("a", 60)));
            assertTrue(seen.add(simulator.refreshToken()));
        }
        var file = Json.read(simulator.credentials("a", 60)).path("tokens");
        for (var name : List.of("id_token", "access_token", "refresh_token")) assertTrue(seen.add(file.path(name).asText()));
    }

    @Test
    void aTokenKnownFromTheStartCanBeRefreshed() throws IOException {
        start(signIns(864_000, false, "rt_FAKE_0001"));
        assertTokens(refresh("rt_FAKE_0001"));
        assertEquals("refresh_token_reused", refresh("rt_FAKE_0001").code());
    }

    @ParameterizedTest
    @CsvSource({
            "'{}', invalid_request, grant_type is missing",
            "'not json', invalid_request, grant_type is missing",
            "'[\"refresh_token\"]', invalid_request, grant_type is missing",
            "'{\"grant_type\":\"password\"}', unsupported_grant_type, grant_type must be refresh_token or authorization_code",
            "'{\"grant_type\":\"refresh_token\",\"refresh_token\":\"x\"}', invalid_request, client_id is missing",
            "'{\"grant_type\":\"refresh_token\",\"client_id\":\"x\"}', invalid_request, refresh_token is missing",
            "'{\"grant_type\":\"authorization_code\",\"client_id\":\"x\"}', invalid_request, a code is exchanged with a form",
    })
    void anIncompleteRequestForATokenIs400(String body, String error, String description) throws IOException {
        var reply = send("POST", "/oauth/token", "application/json", body);
        assertEquals(400, reply.status());
        assertEquals(error, reply.code());
        assertEquals(description, reply.json().path("error_description").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type=%zz", "grant_type=refresh_token&client_id=%", "&&&", "=", ""})
    void aBrokenFormIs400(String body) throws IOException {
        assertEquals(400, send("POST", "/oauth/token", "application/x-www-form-urlencoded", body).status());
    }

    // ---- which bearers are taken

    @Test
    void anIssuedTokenIsTakenUntilItEndsOrIsWithdrawn() throws IOException {
        start(signIns(864_000, true));
        var token = simulator.issue("a", 60);
        assertEquals(200, usage(token));
        assertEquals("a", claims(token).path("https://api.openai.com/auth").path("chatgpt_account_id").asText());
        simulator.withdraw(token);
        assertEquals(401, usage(token));
        assertEquals(401, usage(simulator.issue("a", 0)), "over");
        assertEquals(401, usage(simulator.issue("a", -60)), "over for long");
    }

    @ParameterizedTest
    @CsvSource({"false, '', any, 200", "true, '', any, 401", "false, listed, any, 401", "false, listed, listed, 200", "true, listed, listed, 200", "true, listed, any, 401"})
    void anotherBearerIsTakenWhenItIsListedOrNoneIsAndNotStrict(boolean strict, String listed, String bearer, int status) throws IOException {
        simulator.close();
        var tokens = listed.isEmpty() ? Set.<String>of() : Set.of(listed);
        simulator = new Simulator(new Simulator.Setup(0, tokens, Set.of(), Scenario.empty(), List.of(), Optional.empty(), Optional.empty(), signIns(60, strict)),
                Thread.ofVirtual().factory());
        assertEquals(status, usage(bearer));
        assertEquals(200, usage(simulator.issue("a", 60)), "issued ones always");
        assertEquals(status, get("/backend-api/codex/models", "Authorization", "Bearer " + bearer).status(), "the backend goes by the same rule");
        simulator.withdraw(bearer);
        assertEquals(401, usage(bearer));
    }

    @Test
    void aWholeCredentialFileIsTakenAndRefreshedForItsAccount() throws IOException {
        start(signIns(864_000, true));
        var file = Json.read(simulator.credentials("acc-7", 60));
        assertEquals("chatgpt", file.path("auth_mode").asText());
        assertTrue(file.path("OPENAI_API_KEY").isNull());
        assertEquals("acc-7", file.path("tokens").path("account_id").asText());
        assertFalse(Instant.parse(file.path("last_refresh").asText()).isAfter(Instant.now()));
        assertEquals("dev@example.com", claims(file.path("tokens").path("id_token").asText()).path("email").asText());
        assertEquals(200, usage(file.path("tokens").path("access_token").asText()));
        var next = refresh(file.path("tokens").path("refresh_token").asText()).json().path("access_token").asText();
        assertEquals("acc-7", claims(next).path("https://api.openai.com/auth").path("chatgpt_account_id").asText());
        assertEquals(200, usage(next));
    }

    @Test
    void tokensLiveAsLongAsSetUp() throws IOException {
        start(signIns(1_234, false, "rt_1"));
        var reply = refresh("rt_1").json();
        assertEquals(1_234, reply.path("expires_in").asInt());
        var claims = claims(reply.path("access_token").asText());
        assertEquals(1_234, claims.path("exp").asLong() - claims.path("iat").asLong());
    }

    // ---- by browser

    @Test
    void theBrowserComesBackWithACodeThatGivesTokensOnce() throws Exception {
        assertEquals(CHALLENGE, Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes())));
        var reply = get(AUTHORIZE);
        assertEquals(302, reply.status());
        assertTrue(reply.header("location").startsWith(REDIRECT + "?code="), reply.header("location"));
        assertEquals("st+te%26", field(reply.header("location"), "state"));
        var code = field(reply.header("location"), "code");
        var tokens = exchange(code, REDIRECT, VERIFIER);
        assertTokens(tokens);
        assertTokens(refresh(tokens.json().path("refresh_token").asText()));
        assertEquals("invalid_grant", exchange(code, REDIRECT, VERIFIER).code());
        assertEquals(1, simulator.refreshRequests(), "an exchange is no refresh");
    }

    @ParameterizedTest
    @CsvSource({
            "response_type=code, response_type=token, response_type must be code",
            "client_id=app_test, client_id=, client_id is missing",
            "state=st%20te%26, state=, state is missing",
            "code_challenge_method=S256, code_challenge_method=plain, code_challenge_method must be S256",
            "code_challenge_method=S256, x=y, code_challenge_method must be S256",
            "code_challenge=E9M, code_challenge=, code_challenge must be",
            "code_challenge=E9M, code_challenge=%2B9M, code_challenge must be",
            "localhost%3A1455, localhost, redirect_uri must be",
            "localhost%3A1455, localhost%3A0, redirect_uri must be",
            "localhost%3A1455, localhost%3A99999, redirect_uri must be",
            "localhost%3A1455, elsewhere.invalid%3A1455, redirect_uri must be",
            "localhost%3A1455, localhost%3A1455%40elsewhere.invalid, redirect_uri must be",
            "http%3A, https%3A, redirect_uri must be",
            "%2Fcallback, %2Fcallback%3Fx%3D1, redirect_uri must be",
            "%2Fcallback, %2Fcallback%0D%0AX-Evil%3A+1, redirect_uri must be",
            "redirect_uri=, nothing=, redirect_uri must be",
            "state=, %zz=, response_type must be code",
    })
    void aRequestThatLacksSomethingIsToldWhatAndGoesNowhere(String part, String instead, String told) throws IOException {
        assertTrue(AUTHORIZE.contains(part));
        // a client that checks addresses would not send some of these
        var reply = raw("GET " + AUTHORIZE.replace(part, instead) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 400 "), reply);
        assertTrue(reply.contains("Content-Type: text/plain"), reply);
        assertTrue(reply.contains("\r\n\r\n" + told), reply);
        assertFalse(reply.contains("Location:"), reply);
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theOtherNameOfThisMachineMayBeRedirectedToToo() throws IOException {
        var reply = get(AUTHORIZE.replace("localhost%3A1455", "127.0.0.1%3A1457"));
        assertTrue(reply.header("location").startsWith("http://127.0.0.1:1457/auth/callback?code="), reply.header("location"));
    }

    @Test
    void aUserWhoRefusesComesBackWithoutACode() throws IOException {
        start(SignIns.USUAL, "deny*1");
        var location = get(AUTHORIZE).header("location");
        assertEquals("access_denied", field(location, "error"));
        assertFalse(field(location, "error_description").isEmpty());
        assertEquals("st+te%26", field(location, "state"));
        assertEquals("", field(location, "code"));
        assertNotEquals("", code());
    }

    @ParameterizedTest
    @CsvSource({
            "http://127.0.0.1:1455/auth/callback, " + VERIFIER + ", app_test, redirect_uri",
            REDIRECT + ", " + CHALLENGE + ", app_test, code_verifier",
            REDIRECT + ", wrong, app_test, code_verifier",
            REDIRECT + ", " + VERIFIER + ", app_other, client_id",
    })
    void aCodeIsRefusedToWhoeverDidNotAskForItAndIsSpentThen(String redirect, String verifier, String clientId, String told) throws IOException {
        var code = code();
        var reply = form("/oauth/token", "grant_type", "authorization_code", "code", code, "redirect_uri", redirect, "client_id", clientId, "code_verifier", verifier);
        assertEquals(400, reply.status());
        assertEquals("invalid_grant", reply.code());
        assertTrue(reply.json().path("error_description").asText().contains(told), reply.body());
        assertEquals("invalid_grant", exchange(code, REDIRECT, VERIFIER).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"code", "redirect_uri", "client_id", "code_verifier"})
    void anExchangeNeedsAllItsFields(String name) throws IOException {
        var fields = new ArrayList<>(List.of("grant_type", "authorization_code", "code", code(), "redirect_uri", REDIRECT, "client_id", "app_test", "code_verifier", VERIFIER));
        fields.set(fields.indexOf(name) + 1, "");
        var reply = form("/oauth/token", fields.toArray(String[]::new));
        assertEquals(400, reply.status());
        assertEquals(name + " is missing", reply.json().path("error_description").asText());
    }

    @Test
    void anInventedCodeGivesNothing() throws IOException {
        assertEquals("invalid_grant", exchange("ac_invented", REDIRECT, VERIFIER).code());
    }

    // ---- by device

    private JsonNode begin() throws IOException {
        return json("/api/accounts/deviceauth/usercode", "client_id", "app_test").json();
    }

    private Reply poll(JsonNode device) throws IOException {
        return json("/api/accounts/deviceauth/token", "device_auth_id", device.path("device_auth_id").asText(), "user_code", device.path("user_code").asText());
    }

    @Test
    void aDeviceWaitsOnceAndThenHasACodeForTokens() throws IOException {
        var device = begin();
        assertTrue(device.path("interval").isTextual());
        assertEquals("1", device.path("interval").asText());
        assertTrue(device.path("user_code").asText().matches("[A-Z]{4}-[0-9]{5}"), device.toString());
        var pending = poll(device);
        assertEquals(403, pending.status());
        assertEquals("deviceauth_authorization_pending", pending.code());
        var done = poll(device);
        assertEquals(200, done.status());
        var code = done.json().path("authorization_code").asText();
        assertEquals("invalid_grant", exchange(code, REDIRECT, done.json().path("code_verifier").asText()).code(), "another redirect_uri");
        assertEquals(400, poll(device).status(), "it has its code already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void theCodeOfADeviceIsExchangedWithTheServersOwnRedirect(String host) throws IOException {
        var port = simulator.port();
        var answer = raw("POST /api/accounts/deviceauth/usercode HTTP/1.1\r\nHost: " + host + ":" + port + "\r\nContent-Length: 24\r\n\r\n{\"client_id\":\"app_test\"}");
        var device = Json.read(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        poll(device);
        var done = poll(device).json();
        assertTokens(exchange(done.path("authorization_code").asText(), "http://" + host + ":" + port + "/deviceauth/callback", done.path("code_verifier").asText()));
    }

    @Test
    void pollsAndIntervalAreAsSetUp() throws IOException {
        start(new SignIns(60, Set.of(), false, 3, 5));
        var device = begin();
        assertEquals("5", device.path("interval").asText());
        for (var status : List.of(403, 403, 403, 200)) assertEquals(status, poll(device).status());
        start(new SignIns(60, Set.of(), false, 0, 0));
        assertEquals(200, poll(begin()).status());
    }

    @Test
    void theUserApprovesOnThePage() throws IOException {
        start(new SignIns(60, Set.of(), false, 1_000, 1));
        var device = begin();
        var other = begin();
        var page = get("/codex/device");
        assertEquals(200, page.status());
        assertTrue(page.header("content-type").startsWith("text/html"));
        assertTrue(page.body().contains("name=\"user_code\""), page.body());
        assertEquals(404, form("/codex/device", "user_code", "WRNG-00000").status());
        assertEquals(404, form("/codex/device", "user_code", "").status());
        assertFalse(form("/codex/device", "user_code", "<script>").body().contains("<script>"));
        assertEquals(403, poll(device).status());
        assertEquals(200, form("/codex/device", "user_code", " " + device.path("user_code").asText().toLowerCase() + "\n").status());
        assertEquals(200, poll(device).status());
        assertEquals(403, poll(other).status());
    }

    @Test
    void anotherDevicesCodeDoesNotHelp() throws IOException {
        var mine = begin();
        var other = begin();
        var mixed = json("/api/accounts/deviceauth/token", "device_auth_id", mine.path("device_auth_id").asText(), "user_code", other.path("user_code").asText());
        assertEquals(400, mixed.status());
        assertEquals(400, json("/api/accounts/deviceauth/token").status());
        assertEquals(400, json("/api/accounts/deviceauth/usercode").status(), "without client_id");
    }

    // ---- what goes wrong on demand

    @ParameterizedTest
    @CsvSource({
            "token-500, 500, application/json, boom", "token-503, 503, text/plain, upstream unavailable", "token-429, 429, application/json, rate_limit_exceeded",
            "token-html, 403, text/html, <html>", "token-reused, 401, application/json, '\"code\":\"refresh_token_reused\"'",
            "token-expired, 401, application/json, '\"code\":\"refresh_token_expired\"'",
            "token-invalidated, 401, application/json, '\"code\":\"refresh_token_invalidated\"'",
            "token-string, 401, application/json, '{\"error\":\"refresh_token_expired\"}'", "token-invalid-grant, 400, application/json, '\"error\":\"invalid_grant\"'",
    })
    void aRefreshFailsOnDemandAndLeavesItsTokenGood(String fault, int status, String type, String part) throws IOException {
        start(SignIns.USUAL, fault + "*1");
        var token = simulator.refreshToken();
        var reply = refresh(token);
        assertEquals(status, reply.status());
        assertTrue(reply.header("content-type").startsWith(type), reply.header("content-type"));
        assertTrue(reply.body().contains(part), reply.body());
        assertTrue(reply.header("date").endsWith(" GMT"));
        assertEquals(0, simulator.refreshes());
        assertTokens(refresh(token));
    }

    @ParameterizedTest
    @CsvSource({"token-500, 500", "token-503, 503", "token-429:7, 429", "token-html, 403", "code-expired, 400"})
    void anExchangeFailsOnDemandAndLeavesItsCodeGood(String fault, int status) throws IOException {
        start(SignIns.USUAL, fault + "*1");
        var code = code();
        var reply = exchange(code, REDIRECT, VERIFIER);
        assertEquals(status, reply.status());
        assertEquals(fault.endsWith(":7") ? "7" : "", reply.header("retry-after"));
        assertTokens(exchange(code, REDIRECT, VERIFIER));
    }

    @Test
    void theFaultsOfOneGrantDoNotCountTheOther() throws IOException {
        start(SignIns.USUAL, "token-reused*1", "code-expired*1");
        assertEquals("invalid_grant", exchange(code(), REDIRECT, VERIFIER).code());
        assertTokens(exchange(code(), REDIRECT, VERIFIER));
        assertEquals("refresh_token_reused", refresh(simulator.refreshToken()).code());
        assertTokens(refresh(simulator.refreshToken()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"token-lost*1", "token-stall*1"})
    void anAnswerThatNeverArrivesHasUsedItsTokenUp(String fault) throws IOException {
        start(SignIns.USUAL, fault);
        var token = simulator.refreshToken();
        var body = "{\"client_id\":\"a\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"" + token + "\"}";
        assertEquals("", raw("POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
        assertEquals(1, simulator.refreshes());
        assertEquals("refresh_token_reused", refresh(token).code());
    }

    @Test
    void aLostAnswerEndsTheConnectionAndAStalledOneDoesNot() throws IOException {
        start(SignIns.USUAL, "token-lost");
        assertThrows(IOException.class, () -> refresh(simulator.refreshToken()));
        start(SignIns.USUAL, "token-stall");
        var request = HttpRequest.newBuilder(URI.create(simulator.url() + "/oauth/token")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"client_id\":\"a\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"" + simulator.refreshToken() + "\"}"));
        var pending = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
        while (simulator.refreshes() == 0) Thread.onSpinWait();
        assertFalse(pending.isDone());
        simulator.close();
        assertThrows(Exception.class, pending::join);
    }

    @Test
    void anAnswerMayHoldAnAccessTokenOnlyAndLeaveTheRestAsItWas() throws IOException {
        start(SignIns.USUAL, "token-same*2", "token-slow:1*1");
        var token = simulator.refreshToken();
        for (var i = 0; i < 2; i++) {
            var reply = refresh(token);
            assertEquals(Set.of("access_token"), reply.json().properties().stream().map(field -> field.getKey()).collect(Collectors.toSet()));
            assertEquals(200, usage(reply.json().path("access_token").asText()));
        }
        assertTokens(refresh(token));
        assertEquals("refresh_token_reused", refresh(token).code());
    }

    @ParameterizedTest
    @CsvSource({"device-500*1, 500, ''", "device-expired*1, 400, expired_token", "device-refused*1, 400, access_denied"})
    void aPollFailsOnDemand(String fault, int status, String code) throws IOException {
        start(new SignIns(60, Set.of(), false, 0, 1), fault);
        var device = begin();
        var reply = poll(device);
        assertEquals(status, reply.status());
        if (!code.isEmpty()) assertEquals(code, reply.code());
        assertEquals(200, poll(device).status());
    }

    @Test
    void signInByDeviceCanBeOff() throws IOException {
        start(SignIns.USUAL, "device-off");
        var reply = json("/api/accounts/deviceauth/usercode", "client_id", "app_test");
        assertEquals(404, reply.status());
        assertEquals("{}", reply.body());
    }

    @ParameterizedTest
    @CsvSource({"clock-ahead, 3600", "clock-ahead:600, 600", "clock-behind, -3600", "clock-behind:7200, -7200"})
    void itsClockCanBeWrong(String fault, long shift) throws IOException {
        start(signIns(864_000, true), fault);
        var before = Instant.now().getEpochSecond() + shift;
        var reply = refresh(simulator.refreshToken());
        var after = Instant.now().getEpochSecond() + shift;
        var access = reply.json().path("access_token").asText();
        for (var seconds : List.of(claims(access).path("iat").asLong(), claims(access).path("exp").asLong() - 864_000,
                ZonedDateTime.parse(reply.header("date"), DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond())) {
            assertTrue(before <= seconds && seconds <= after, before + " " + seconds + " " + after);
        }
        assertEquals(200, usage(access), "and it goes by that clock itself");
    }

    @Test
    void requestsForAnAnswerDoNotCountTheFaultsOfTheSignInNorTheOtherWayRound() throws IOException {
        start(SignIns.USUAL, "token-500*1", "503*1", "usage-500*1");
        assertEquals(503, send("POST", "/v1/responses", "application/json", "{}", "Authorization", "Bearer x").status());
        assertEquals(400, send("POST", "/v1/responses", "application/json", "{}", "Authorization", "Bearer x").status());
        assertEquals(500, refresh(simulator.refreshToken()).status());
        assertEquals(200, refresh(simulator.refreshToken()).status());
        assertEquals(500, usage("x"));
        assertEquals(200, usage("x"));
    }

    // ---- all of it

    @ParameterizedTest
    @CsvSource({"GET, /oauth/token, 405, POST", "POST, /oauth/authorize, 405, GET", "GET, /api/accounts/deviceauth/usercode, 405, POST",
            "GET, /api/accounts/deviceauth/token, 405, POST", "PUT, /codex/device, 405, 'GET, POST'", "GET, /oauth/elsewhere, 404, ''",
            "POST, /api/accounts/elsewhere, 404, ''"})
    void otherMethodsAndPathsAreRefusedWithTheTime(String method, String path, int status, String allowed) throws IOException {
        var reply = send(method, path, "", "");
        assertEquals(status, reply.status());
        assertEquals(allowed, reply.header("allow"));
        assertTrue(reply.header("date").matches("[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT"), reply.header("date"));
    }

    @Test
    void theRecordNamesTheRequestsButNoneOfTheirSecrets() throws IOException {
        start(SignIns.USUAL);
        var code = code();
        var tokens = exchange(code, REDIRECT, VERIFIER).json();
        refresh(tokens.path("refresh_token").asText());
        form("/oauth/token", "grant_type", "refresh_token", "refresh_token", tokens.path("refresh_token").asText(), "client_id", "app_test");
        var device = begin();
        poll(device);
        var done = poll(device).json();
        form("/codex/device", "user_code", device.path("user_code").asText());
        exchange(done.path("authorization_code").asText(), simulator.url() + "/deviceauth/callback", done.path("code_verifier").asText());
        usage(tokens.path("access_token").asText());
        get("/oauth/authorize?code=" + code + "&refresh_token=" + tokens.path("refresh_token").asText() + "&access%5Ftoken=" + tokens.path("access_token").asText() + "&state=st%20te");
        send("POST", "/oauth/token", "application/x-www-form-urlencoded", "refresh_token=" + tokens.path("refresh_token").asText() + "&broken=%zz");
        send("POST", "/oauth/token", "text/plain", "refresh_token=" + tokens.path("refresh_token").asText());

        var record = Files.readString(folder.resolve("record.jsonl"));
        var secrets = new ArrayList<>(List.of(code, VERIFIER, "st te", "st%20te", "st+te"));
        for (var name : List.of("access_token", "refresh_token", "id_token")) secrets.add(tokens.path(name).asText());
        for (var name : List.of("device_auth_id", "user_code")) secrets.add(device.path(name).asText());
        for (var name : List.of("authorization_code", "code_verifier")) secrets.add(done.path(name).asText());
        for (var secret : secrets) {
            assertFalse(secret.isEmpty());
            assertFalse(record.contains(secret), secret);
        }
        var lines = record.lines().toList();
        assertEquals(simulator.requests().size(), lines.size());
        var authorize = Json.read(lines.getFirst());
        assertEquals("/oauth/authorize", authorize.path("path").asText());
        assertEquals("***", authorize.path("query").path("state").asText());
        assertEquals(CHALLENGE, authorize.path("query").path("code_challenge").asText());
        assertEquals("authorization_code", Json.read(lines.get(1)).path("body").path("grant_type").asText());
        assertEquals("***", Json.read(lines.get(1)).path("body").path("code").asText());
        assertEquals("app_test", Json.read(lines.get(2)).path("body").path("client_id").asText());
        assertEquals(VERIFIER, simulator.requests().get(1).body().path("code_verifier").asText(), "tests can see all");
        assertTrue(simulator.requests().getFirst().query().endsWith("&state=st%20te%26"));
    }
}
