package scorpiox.auth.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
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
import scorpiox.simulator.wire.Fault;

@Isolated("a child that is just being started holds closed ports open for a moment")
@Timeout(60)
class BrowserSignInTest {
    private final Cancel cancel = new Cancel();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final BlockingQueue<URI> opened = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> typed = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> advice = new LinkedBlockingQueue<>();
    private Simulator simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofVirtual().factory());
    private String server = simulator.url();
    private List<Integer> ports = List.of(0);
    private Duration patience = BrowserSignIn.PATIENCE;
    private boolean browser = true;
    private CompletableFuture<Grant> running;

    @AfterEach
    void close() {
        cancel.cancel(Failure.of(Kind.CANCELLED, "the test is over"));
        simulator.close();
    }

    private void faults(String... faults) {
        simulator.close();
        simulator = new Simulator(Simulator.Setup.answering(Scenario.empty(), Stream.of(faults).map(Fault::parse).toArray(Fault[]::new)), Thread.ofVirtual().factory());
        server = simulator.url();
    }

    /// Begins to sign in and gives the URL the browser was sent to.
    private URI begin() throws InterruptedException {
        var issuer = new Issuer(URI.create(server), Issuer.CODEX_CLIENT);
        var tokens = new TokenEndpoint(new Http(Network.DIRECT), issuer.tokenUrl(), issuer.client(), InstantSource.system());
        var signIn = new BrowserSignIn(issuer, tokens, ports, url -> opened.add(url) && browser, line -> {
            said.add(line);
            if (line.startsWith("That ")) advice.add(line);
        }, Optional.of(typed), patience);
        running = CompletableFuture.supplyAsync(() -> signIn.run(cancel), task -> Thread.ofPlatform().daemon().start(task));
        return opened.take();
    }

    private Grant grant() {
        return running.join();
    }

    private Failure failure() {
        return (Failure) assertThrows(CompletionException.class, running::join).getCause();
    }

    /// Where the authorization server sends the browser back to, once its user has signed in.
    private URI signedIn(URI authorize) throws IOException {
        var answer = get(authorize, "127.0.0.1:" + authorize.getPort());
        return URI.create(answer.lines().filter(line -> line.startsWith("Location: ")).findFirst().orElseThrow(() -> new AssertionError(answer)).substring(10));
    }

    /// The page the browser is shown.
    private static String visit(URI redirect) throws IOException {
        return get(redirect, redirect.getRawAuthority());
    }

    private static String get(URI uri, String host) throws IOException {
        try (var socket = new Socket("127.0.0.1", uri.getPort())) {
            socket.setSoTimeout(20_000);
            var request = "GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        for (var part : uri.getRawQuery().split("&")) {
            query.put(part.split("=", 2)[0], URLDecoder.decode(part.split("=", 2)[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /// A redirect of our own making to the sign-in that opened `authorize`.
    private static URI redirect(URI authorize, String rest) {
        return URI.create(query(authorize).get("redirect_uri") + "?" + rest.replace("STATE", query(authorize).get("state")));
    }

    private static RawServer answering(String answer) {
        return new RawServer(peer -> {
            peer.request();
            peer.send(answer);
        });
    }

    private static String json(int status, String body) {
        return "HTTP/1.1 " + status + " Answer\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void aUserSignsInWithTheBrowser() throws Exception {
        var redirect = signedIn(begin());
        var page = visit(redirect);
        assertTrue(page.startsWith("HTTP/1.1 200 ") && page.contains("Signed in. You may close this window."), page);
        assertTrue(grant().access().isPresent() && grant().refresh().isPresent() && grant().id().isPresent());
        assertThrows(ConnectException.class, () -> visit(redirect), "the same once more");
    }

    @Test
    void theBrowserIsSentToTheRegisteredPage() throws Exception {
        var url = begin();
        var query = query(url);
        var port = URI.create(query.get("redirect_uri")).getPort();
        assertEquals(server + "/oauth/authorize?response_type=code&client_id=app_EMoamEEZ73f0CkXaXp7hrann&redirect_uri=http%3A%2F%2Flocalhost%3A" + port
                + "%2Fauth%2Fcallback&scope=openid%20profile%20email%20offline_access&code_challenge=" + query.get("code_challenge")
                + "&code_challenge_method=S256&id_token_add_organizations=true&codex_cli_simplified_flow=true&state=" + query.get("state")
                + "&originator=codex_cli_rs", url.toString());
        assertEquals(32, Base64.getUrlDecoder().decode(query.get("state")).length);
        assertEquals(32, Base64.getUrlDecoder().decode(query.get("code_challenge")).length);
        var again = begin();
        assertNotEquals(query.get("state"), query(again).get("state"));
        assertNotEquals(query.get("code_challenge"), query(again).get("code_challenge"));
    }

    @Test
    void theVerifierHasSixtyFourRandomBytesAndFitsTheChallenge() throws Exception {
        var url = begin();
        visit(signedIn(url));
        grant();
        var exchange = simulator.requests().getLast().body();
        var verifier = exchange.path("code_verifier").asText();
        assertEquals(64, Base64.getUrlDecoder().decode(verifier).length);
        assertEquals(query(url).get("redirect_uri"), exchange.path("redirect_uri").asText());
        assertEquals(Redaction.MASK, Redaction.mask(verifier));
        assertEquals(Redaction.MASK, Redaction.mask(exchange.path("code").asText()));
        assertEquals(Redaction.MASK, Redaction.mask(query(url).get("state")));
        assertEquals(Redaction.MASK, Redaction.mask(query(url).get("code_challenge")));
    }

    @ParameterizedTest
    @CsvSource({"true, Your browser was opened", "false, 'To sign in, open this address in a browser on this machine'"})
    void theUserIsToldWhatToOpenOnALineOfItsOwn(boolean opens, String start) throws Exception {
        browser = opens;
        var url = begin();
        visit(signedIn(url));
        grant();
        assertTrue(said.getFirst().startsWith(start), said.getFirst());
        assertEquals(url.toString(), said.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"code=ac_test&state=wrong", "code=ac_test", "code=ac_test&state=", "state=&code=", "error=access_denied&state=wrong", "error=access_denied"})
    void aRedirectWithoutOurStateIsRefusedAndTheRightOneStillCounts(String rest) throws Exception {
        var url = begin();
        var page = visit(redirect(url, rest));
        assertTrue(page.startsWith("HTTP/1.1 400 ") && !page.contains("Signed in"), page);
        assertFalse(running.isDone());
        assertTrue(visit(signedIn(url)).startsWith("HTTP/1.1 200 "));
        assertTrue(grant().access().isPresent());
    }

    @Test
    void anotherNameForThisMachineDoesNotReachIt() throws Exception {
        var url = begin();
        var redirect = signedIn(url);
        assertTrue(get(redirect, "attacker.example:" + redirect.getPort()).startsWith("HTTP/1.1 400 "));
        assertTrue(visit(redirect).startsWith("HTTP/1.1 200 "));
        assertTrue(grant().access().isPresent());
    }

    @Test
    void ofTwoTabsTheFirstCountsAndThePageWaitsForTheTokens() throws Exception {
        var second = new CompletableFuture<String>();
        var asked = new CountDownLatch(1);
        var exchanges = new CopyOnWriteArrayList<String>();
        try (var tokens = new RawServer(peer -> {
            exchanges.add(peer.request());
            asked.countDown();
            second.join();
            peer.send(json(200, "{\"access_token\":\"at-0123456789\",\"refresh_token\":\"rt-0123456789\"}"));
        })) {
            server = tokens.url();
            var redirect = redirect(begin(), "code=ac_one_of_two&state=STATE");
            var first = CompletableFuture.supplyAsync(() -> page(redirect), task -> Thread.ofPlatform().daemon().start(task));
            asked.await();
            assertFalse(first.isDone(), "nothing is known yet");
            second.complete(page(redirect));
            assertTrue(second.join().startsWith("HTTP/1.1 400 "), second.join());
            assertTrue(first.join().contains("Signed in."), first.join());
            assertEquals("at-0123456789", grant().access().orElseThrow());
            assertEquals(1, exchanges.size());
        }
    }

    private static String page(URI redirect) {
        try {
            return visit(redirect);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aUserWhoRefusesEndsIt() throws Exception {
        faults("deny");
        var page = visit(signedIn(begin()));
        assertTrue(page.startsWith("HTTP/1.1 400 ") && page.contains("The sign-in failed."), page);
        var failure = failure();
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals("access_denied", failure.code());
        assertEquals(server + " refused to sign in: access_denied: The user refused to sign in: try again with: fetchtoken login", failure.line());
    }

    @Test
    void whatTheServerSaysCannotReachTheTerminalOrThePage() throws Exception {
        var url = begin();
        var page = visit(redirect(url, "state=STATE&error=%1B%5B31mbad%0Aline&error_description=%3Cscript%3E%1B%5D0;x%07%0D%0A%E2%80%AEtxt" + "y".repeat(5000)));
        assertFalse(page.contains("script"), page);
        var message = failure().getMessage();
        assertTrue(message.startsWith(server + " refused to sign in: bad line: <script>") && message.length() < 500, message);
        assertTrue(message.chars().allMatch(c -> c >= 0x20 && c < 0x7f || c == '…'), message);
        assertEquals(null, failure().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=STATE", "state=STATE&code=", "state=STATE&code=%00%01", "state=STATE&code=%C3%A4"})
    void aRedirectOfOursWithoutACodeEndsIt(String rest) throws Exception {
        assertTrue(visit(redirect(begin(), rest)).startsWith("HTTP/1.1 400 "));
        assertEquals(Kind.AUTH, failure().kind());
        assertTrue(failure().getMessage().endsWith("came back without a code"), failure().getMessage());
    }

    @ParameterizedTest
    @CsvSource({"code-expired, AUTH, invalid_grant", "token-500, SERVER, boom", "token-429:7, RATE_LIMIT, rate_limit_exceeded", "token-lost, ,"})
    void aFailedExchangeIsShownInTheBrowserToo(String fault, Kind kind, String words) throws Exception {
        faults(fault);
        var redirect = signedIn(begin());
        var page = visit(redirect);
        assertTrue(page.startsWith("HTTP/1.1 400 ") && page.contains("The sign-in failed."), page);
        if (kind != null) assertEquals(kind, failure().kind());
        if (words != null) assertTrue(failure().getMessage().contains(words), failure().line());
        assertTrue(failure().line().endsWith("fetchtoken login"), failure().line());
        assertThrows(ConnectException.class, () -> visit(redirect));
        assertEquals(1, simulator.requests().stream().filter(request -> request.path().equals("/oauth/token")).count());
    }

    @Test
    void noFailureHoldsTheCode() throws Exception {
        var body = "{\"error\":\"bad_ac_very_secret_code\",\"error_description\":\"no such code: ac_very_secret_code\\nsecond line \\u001b[1m\"}";
        try (var tokens = answering(json(400, body))) {
            server = tokens.url();
            visit(redirect(begin(), "code=ac_very_secret_code&state=STATE"));
            assertFalse(failure().line().contains("ac_very_secret_code"), failure().line());
            assertTrue(failure().line().contains("no such code: *** second line"), failure().line());
            assertEquals(null, failure().code());
        }
    }

    @Test
    void anAnswerWithoutAnAccessTokenIsNoSignIn() throws Exception {
        try (var tokens = answering(json(200, "{\"refresh_token\":\"rt-0123456789\"}"))) {
            server = tokens.url();
            assertTrue(visit(redirect(begin(), "code=ac_test&state=STATE")).startsWith("HTTP/1.1 400 "));
            assertEquals(Kind.PROTOCOL, failure().kind());
        }
    }

    @Test
    void theSecondPortServesWhenTheFirstIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ports = List.of(taken.getLocalPort(), 0);
            var url = begin();
            assertNotEquals(taken.getLocalPort(), URI.create(query(url).get("redirect_uri")).getPort());
            assertTrue(visit(signedIn(url)).startsWith("HTTP/1.1 200 "));
            assertTrue(grant().access().isPresent());
        }
    }

    @Test
    void withoutAFreePortNoBrowserIsOpened() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ports = List.of(taken.getLocalPort());
            var issuer = new Issuer(URI.create(server), Issuer.CODEX_CLIENT);
            var tokens = new TokenEndpoint(new Http(Network.DIRECT), issuer.tokenUrl(), issuer.client(), InstantSource.system());
            var signIn = new BrowserSignIn(issuer, tokens, ports, opened::add, said::add, Optional.empty(), patience);
            var failure = assertThrows(Failure.class, () -> signIn.run(cancel));
            assertEquals(1, failure.kind().exit());
            assertTrue(failure.line().contains(String.valueOf(taken.getLocalPort())) && failure.line().contains("fetchtoken login --device"), failure.line());
            assertEquals(List.of(), said);
            assertTrue(opened.isEmpty());
        }
    }

    @Test
    void patienceEnds() throws Exception {
        patience = Duration.ofMillis(20);
        var url = begin();
        assertEquals(Kind.AUTH, failure().kind());
        assertTrue(failure().getMessage().startsWith("nobody signed in within "), failure().getMessage());
        assertTrue(failure().line().contains("fetchtoken login --device"), failure().line());
        assertThrows(ConnectException.class, () -> visit(redirect(url, "code=ac_test&state=STATE")));
    }

    @ParameterizedTest
    @CsvSource({"PT5M, 5 minutes", "PT15M, 15 minutes", "PT90S, 90 seconds", "PT0.02S, 0 seconds"})
    void timesAreSaidAsPeopleSayThem(Duration time, String words) {
        assertEquals(words, BrowserSignIn.words(time));
    }

    @Test
    void cancellingEndsTheWait() throws Exception {
        var url = begin();
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        cancel.cancel(why);
        assertSame(why, failure());
        assertThrows(ConnectException.class, () -> visit(redirect(url, "code=ac_test&state=STATE")));
    }

    @Test
    void cancellingEndsTheExchangeAndTheBrowserHearsOfIt() throws Exception {
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        try (var tokens = new RawServer(peer -> {
            peer.request();
            cancel.cancel(why);
            peer.closedByClient();
        })) {
            server = tokens.url();
            assertTrue(visit(redirect(begin(), "code=ac_test&state=STATE")).contains("The sign-in failed."));
            assertSame(why, failure());
        }
    }

    @Test
    void aCancelledRunDoesNotBegin() {
        cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
        var issuer = new Issuer(URI.create(server), Issuer.CODEX_CLIENT);
        var tokens = new TokenEndpoint(new Http(Network.DIRECT), issuer.tokenUrl(), issuer.client(), InstantSource.system());
        assertThrows(Failure.class, () -> new BrowserSignIn(issuer, tokens, ports, opened::add, said::add, Optional.empty(), patience).run(cancel));
        assertTrue(opened.isEmpty());
    }

    @Test
    void theAddressTheBrowserEndedOnCanBePasted() throws Exception {
        typed.add(signedIn(begin()).toString());
        assertTrue(grant().access().isPresent());
    }

    @ParameterizedTest
    @CsvSource({"hello, the address the sign-in ends on", "https://example.com/?code=a&state=b, the address the sign-in ends on",
            "http://localhost:1455/auth/callback?code=a&state=b, belongs to another sign-in", "http://localhost:1455/auth/callback?code=a, belongs to another sign-in"})
    void otherTextIsAnsweredWithAdviceAndTheWaitGoesOn(String text, String words) throws Exception {
        var url = begin();
        typed.add("  ");
        typed.add(text);
        var line = advice.take();
        assertTrue(line.contains(words), line);
        assertFalse(running.isDone());
        typed.add("<" + signedIn(url) + "#_=_");
        assertTrue(grant().access().isPresent());
        assertTrue(advice.isEmpty());
    }

    @Test
    void aPastedRefusalEndsItToo() throws Exception {
        faults("deny");
        typed.add(signedIn(begin()).toString());
        assertEquals("access_denied", failure().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://auth.example.com", "ftp://localhost", "https://user:pw@auth.example.com", "https://auth.example.com/?a=b", "https://auth.example.com/#a", "auth"})
    void anIssuerIsAnEncryptedUrl(String base) {
        var failure = assertThrows(Failure.class, () -> new Issuer(URI.create(base), "client"));
        assertEquals(Kind.USAGE, failure.kind());
        assertFalse(failure.line().contains("pw"), failure.line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://auth.example.com", "https://auth.example.com/", "https://auth.example.com//"})
    void aSlashAtItsEndDoesNotMatter(String base) {
        assertEquals("https://auth.example.com/oauth/token", new Issuer(URI.create(base), "client").tokenUrl().toString());
    }
}
