package scorpiox.server.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.RemoteToken;
import scorpiox.auth.oauth.CodexFile;
import scorpiox.auth.oauth.LocalSource;
import scorpiox.auth.oauth.Refresher;
import scorpiox.auth.oauth.Refusals;
import scorpiox.auth.oauth.TokenEndpoint;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.http.WholeReply;
import scorpiox.server.ask.Visit;
import scorpiox.server.web.Limits;
import scorpiox.server.web.WebServer;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenRouteTest {
    private static final Set<Origin> CHATGPT = Set.of(Origin.of(URI.create("https://chatgpt.com")));
    private static final String REFRESH = "rt_refresh-token-never-leaves";

    @TempDir
    Path folder;
    private final List<Visit> visits = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile Instant now = Instant.now();

    @AfterEach
    void stop() throws Exception {
        for (var each : open) each.close();
    }

    @Test
    void aMembersMachineGetsTheTokenAndItsAccount() throws IOException {
        var token = signIn(Duration.ofDays(3));
        var url = serve(local());
        var credential = remote(url, "sxk_member").get();
        assertEquals("Bearer " + token, credential.value());
        assertEquals(Optional.of("acc-1"), credential.account());
        assertEquals(now.plus(Duration.ofDays(3)).getEpochSecond(), credential.expires().orElseThrow().getEpochSecond());
        assertEquals("200 member ", visits.getFirst().status + " " + visits.getFirst().client + " " + visits.getFirst().error);
    }

    @Test
    void nothingButTheAccessTokenLeaves() throws IOException {
        var token = signIn(Duration.ofDays(3));
        var reply = get(serve(local()), "sxk_member");
        assertEquals("{\"access_token\":\"" + token + "\",\"expires_at\":" + now.plus(Duration.ofDays(3)).getEpochSecond() + ",\"account_id\":\"acc-1\"}\n", text(reply));
        assertEquals("no-store", reply.head().header("cache-control").orElse(""));
        assertEquals("application/json", reply.head().header("content-type").orElse(""));
    }

    @Test
    void aTokenThatSoonEndsIsRenewedFirst() throws IOException {
        try (var simulator = new Simulator(Simulator.Setup.answering(Scenario.empty()), Thread.ofVirtual().factory())) {
            Files.writeString(path(), simulator.credentials("acc-1", 480));
            var file = file();
            var soon = file.read().access();
            var endpoint = new TokenEndpoint(new Http(Network.DIRECT), URI.create(simulator.url() + "/oauth/token"), "app_test", () -> now);
            var refresher = new Refresher(file, endpoint, new Refusals(folder.resolve("refused")), () -> now, notices::add, new Cancel());
            var source = new LocalSource(file, Optional.of(refresher), CHATGPT, TokenRoute.LIFE, () -> now, notices::add);
            var credential = remote(serve(source), "sxk_member").get();
            assertFalse(credential.secret().equals(soon));
            assertEquals(1, simulator.refreshRequests());
        }
    }

    @Test
    void aMemberWithoutTheRightIsRefusedAndTheSignInIsNotRead() {
        var url = serve(CredentialSource.missing(Failure.of(Failure.Kind.AUTH, "read")));
        var failure = assertThrows(Failure.class, () -> remote(url, "sxk_plain").get());
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertEquals(403, failure.status());
        assertEquals(List.of(), notices);
        assertEquals("permission_denied", visits.getFirst().error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE"})
    void onlyGetFetches(String method) throws IOException {
        signIn(Duration.ofDays(3));
        var url = serve(local());
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            socket.getOutputStream().write((method + " /token/codex HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sxk_member\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
            assertTrue(answer.toLowerCase(java.util.Locale.ROOT).contains("\r\nallow: get\r\n"), answer);
            assertFalse(answer.contains("eyJ"));
        }
    }

    @Test
    void aKeyFetchesSixtyTimesAMinuteAndOthersAreNotConcerned() throws IOException {
        signIn(Duration.ofDays(3));
        var url = serve(local());
        for (var i = 0; i < 60; i++) assertEquals(200, get(url, "sxk_member").status());
        var refused = get(url, "sxk_member");
        assertEquals(429, refused.status());
        assertEquals("1", refused.head().header("retry-after").orElse(""));
        assertEquals("rate_limit_exceeded", Json.read(refused.body()).at("/error/code").asText());
        assertEquals(Failure.Kind.RATE_LIMIT, assertThrows(Failure.class, () -> remote(url, "sxk_member").get()).kind());
        assertEquals(200, get(url, "sxk_other").status());
        now = now.plusSeconds(1);
        assertEquals(200, get(url, "sxk_member").status());
        assertEquals(429, get(url, "sxk_member").status());
        now = now.minus(Duration.ofDays(1));
        assertEquals(429, get(url, "sxk_member").status());
        now = now.plusSeconds(61);
        assertEquals(200, get(url, "sxk_member").status());
    }

    @Test
    void aSignInThatIsGoneIsNotTheMembersFault() throws IOException {
        signIn(Duration.ofDays(3));
        var url = serve(local());
        var members = remote(url, "sxk_member");
        Files.delete(path());
        assertEquals(Failure.Kind.SERVER, assertThrows(Failure.class, members::get).kind());
        var reply = get(url, "sxk_member");
        assertEquals(503, reply.status());
        assertFalse(text(reply).contains(folder.toString()), text(reply));
        assertEquals(1, notices.size(), notices::toString);
        assertTrue(notices.getFirst().contains("does not exist"), notices.getFirst());
        assertEquals("sign_in_unavailable", visits.getLast().error);
    }

    @Test
    void anExpiredTokenIsNotHandedOut() throws IOException {
        signIn(Duration.ofDays(1));
        var credential = local().get();
        now = now.plus(Duration.ofDays(2));
        assertEquals(503, get(serve(CredentialSource.fixed(credential, "held", "sign in")), "sxk_member").status());
    }

    @Test
    void anApiKeyIsHandedToNobody() throws IOException {
        Files.writeString(path(), "{\"OPENAI_API_KEY\":\"sk-proj-secret-of-the-owner\"}");
        assertEquals(503, get(serve(local()), "sxk_member").status());
        var audience = Set.of(Origin.of(URI.create("https://api.openai.com")));
        var ends = Optional.of(now.plusSeconds(9999));
        for (var key : List.of(Credential.bearer("sk-proj-secret-of-the-owner", audience), Credential.bearer("key-of-a-third-party", audience), Credential.in("x-api-key", "key-of-a-third-party", audience),
                new Credential("Authorization", "Bearer sk-proj-secret-of-the-owner", audience, Optional.empty(), ends))) {
            var reply = get(serve(CredentialSource.fixed(key, "key", "check it")), "sxk_member");
            assertEquals(404, reply.status());
            assertEquals("no_sign_in", Json.read(reply.body()).at("/error/code").asText());
            assertFalse(text(reply).contains("secret") || text(reply).contains("third-party"), text(reply));
        }
        assertEquals(404, get(serve(CredentialSource.anonymous("none")), "sxk_member").status());
    }

    private URI serve(CredentialSource source) {
        var route = new TokenRoute(() -> source, () -> now, 60, notices::add);
        var server = WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Limits.USUAL, exchange -> {
            var visit = new Visit("id", "token", now);
            var key = exchange.headers().get("authorization").orElse("").replace("Bearer sxk_", "");
            visits.add(visit);
            route.answer(exchange, new TeamKeys.Member(key, !key.equals("plain")), visit);
        }, bug -> notices.add("bug " + bug));
        open.add(server);
        return URI.create("http://127.0.0.1:" + server.port() + "/token/codex");
    }

    private CredentialSource remote(URI url, String key) {
        return new RemoteToken(new Http(Network.DIRECT), url, Optional.of(key), CHATGPT, () -> now, new Cancel()).source();
    }

    private static WholeReply get(URI url, String key) {
        return WholeReply.of(new Http(Network.DIRECT), new HttpCall(url, Map.of(), null), Optional.of(Credential.bearer(key, Set.of(Origin.of(url)))), Duration.ofSeconds(30), new Cancel());
    }

    private static String text(WholeReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    /// Signs in for so long, with an opaque id token and without an account in the access token.
    private String signIn(Duration life) throws IOException {
        var claims = Base64.getUrlEncoder().withoutPadding().encodeToString(("{\"exp\":" + now.plus(life).getEpochSecond() + "}").getBytes(StandardCharsets.UTF_8));
        var token = "eyJhbGciOiJub25lIn0." + claims + ".signature";
        Files.writeString(path(), "{\"auth_mode\":\"chatgpt\",\"tokens\":{\"id_token\":\"id-token-never-leaves\",\"access_token\":\"" + token + "\",\"refresh_token\":\"" + REFRESH
                + "\",\"account_id\":\"acc-1\"}}");
        return token;
    }

    private LocalSource local() {
        return new LocalSource(file(), Optional.empty(), CHATGPT, TokenRoute.LIFE, () -> now, notices::add);
    }

    private CodexFile file() {
        return new CodexFile(new CredentialFile(path(), "Codex credentials", "sign in again", Optional.empty(), _ -> { }));
    }

    private Path path() {
        return folder.resolve("auth.json");
    }
}
