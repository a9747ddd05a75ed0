package scorpiox.auth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.signin.SignIns;
import scorpiox.simulator.wire.Fault;

@Isolated("a child that is just being started holds closed ports open for a moment")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalSourceTest {
    private static final String ACCOUNT = "00000000-0000-4000-8000-000000000001";
    private static final Set<Origin> AUDIENCE = Set.of(Origin.of(URI.create("https://chatgpt.com")));
    private static final long TEN_DAYS = 864_000;

    @TempDir
    Path folder;
    private final List<String> notices = new ArrayList<>();
    private final Cancel cancel = new Cancel();
    private final Instant start = Instant.now();
    private Duration later = Duration.ZERO;
    private Simulator simulator = new Simulator(Simulator.Setup.answering(Scenario.empty()), Thread.ofVirtual().factory());

    @AfterEach
    void stop() {
        simulator.close();
    }

    // ---- giving out

    @Test
    void theTokenIsABearerForItsAudienceWithItsAccount() throws IOException {
        var token = signIn(ACCOUNT, TEN_DAYS);
        var credential = source().get();
        assertEquals("Authorization", credential.header());
        assertEquals("Bearer " + token, credential.value());
        assertEquals(AUDIENCE, credential.audience());
        assertEquals(Optional.of(ACCOUNT), credential.account());
        assertTrue(credential.expires().isPresent());
        assertFalse(credential.toString().contains(token));
        assertEquals("local " + path(), source().place());
        assertEquals(Optional.of("dev@example.com"), source().owner().email());
        assertRequests(0);
    }

    @ParameterizedTest
    @CsvSource({"864000, 0", "400, 0", "200, 1", "5, 1", "0, 1", "-10, 1", "-864000, 1"})
    void aTokenThatEndsWithinFiveMinutesIsRenewed(long secondsLeft, int requests) throws IOException {
        var token = signIn(ACCOUNT, secondsLeft);
        var source = source();
        assertEquals(requests == 0, source.get().secret().equals(token));
        assertEquals(access(), source.get().secret());
        assertRequests(requests);
        assertEquals(List.of(), notices);
    }

    @Test
    void howLongItIsToLiveIsForTheCallerToSay() throws IOException {
        var token = signIn(ACCOUNT, 3600);
        assertEquals(token, source(true, Duration.ofSeconds(3000)).get().secret());
        assertNotEquals(token, source(true, Duration.ofSeconds(4000)).get().secret());
        assertRequests(1);
    }

    @ParameterizedTest
    @CsvSource({"691100, 0", "691300, 1", "0, 0"})
    void withoutAnEndOfItsOwnItIsRenewedAtEightDays(long age, int requests) throws IOException {
        signIn(ACCOUNT, TEN_DAYS);
        change(json -> {
            json.put("last_refresh", start.minusSeconds(age).toString());
            ((ObjectNode) json.get("tokens")).put("access_token", "opaque-access-token-0123");
        });
        assertEquals(requests == 0, source().get().secret().equals("opaque-access-token-0123"));
        assertRequests(requests);
    }

    @Test
    void withoutAnyDateItIsUsedAsItIs() throws IOException {
        Files.writeString(path(), "{\"tokens\":{\"access_token\":\"opaque-access-token-0123\",\"refresh_token\":\"rt_one\"}}");
        assertEquals("opaque-access-token-0123", source().get().secret());
        assertRequests(0);
    }

    @Test
    void oneIsHeldAndTheFileNotReadAgainWithinARun() throws IOException {
        signIn(ACCOUNT, TEN_DAYS);
        var source = source();
        var first = source.get();
        Files.delete(path());
        for (var i = 0; i < 5; i++) assertEquals(first, source.get());
    }

    @Test
    void inALongRunItIsRenewedWhenItsTimeComes() throws IOException {
        var token = signIn(ACCOUNT, TEN_DAYS);
        var source = source();
        source.get();
        later = Duration.ofSeconds(TEN_DAYS - 400);
        assertEquals(token, source.get().secret());
        later = Duration.ofSeconds(TEN_DAYS - 200);
        assertNotEquals(token, source.get().secret());
        assertRequests(1);
    }

    /// What is wrong with the token is said, and what kept it from being renewed; whether it has an end of its own or not.
    @ParameterizedTest
    @CsvSource({"-10, 0, expired at", "1800, 3600, ends at", "OPAQUE, 3600, is too old"})
    void aTokenThatWillNotDoIsToldWithTheReasonItWasNotRenewed(String seconds, long least, String said) throws IOException {
        if (seconds.equals("OPAQUE")) {
            Files.writeString(path(), "{\"tokens\":{\"access_token\":\"opaque-access-token-0123\",\"refresh_token\":\"rt_one\"},\"last_refresh\":\"2020-01-01T00:00:00Z\"}");
        } else {
            signIn(ACCOUNT, Long.parseLong(seconds));
        }
        simulator.close();
        var failure = assertThrows(Failure.class, () -> source(true, Life.of(Duration.ofSeconds(least))).get());
        assertEquals(Failure.Kind.NETWORK, failure.kind());
        assertTrue(failure.getMessage().contains(said) && failure.getMessage().contains("connection refused"), failure.getMessage());
    }

    @Test
    void inALongRunATokenThatAnotherProgramWroteIsTakenOver() throws IOException {
        signIn(ACCOUNT, 400);
        var source = source();
        source.get();
        var theirs = signIn(ACCOUNT, TEN_DAYS);
        later = Duration.ofSeconds(200);
        assertEquals(theirs, source.get().secret());
        assertRequests(0);
    }

    @ParameterizedTest
    @CsvSource({"864000", "-10"})
    void inALongRunAFileOfAnotherAccountStopsIt(long secondsLeft) throws IOException {
        signIn(ACCOUNT, 400);
        var source = source();
        source.get();
        signIn("another-account", secondsLeft);
        later = Duration.ofSeconds(200);
        var failure = assertThrows(Failure.class, source::get);
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("another account"), failure.getMessage());
        assertRequests(0);
    }

    @Test
    void withAClockAnHourAheadItIsRenewedOnceAndNotOnEachRequest() throws IOException {
        setUp(1800);
        signIn(ACCOUNT, 1800);
        later = Duration.ofHours(1);
        var source = source();
        var renewed = source.get();
        for (var i = 0; i < 5; i++) assertEquals(renewed, source.get());
        assertRequests(1);
        assertEquals(1, notices.size(), "the clock");
        assertTrue(notices.getFirst().contains("clock"), notices.getFirst());
    }

    @Test
    void withAClockAnHourBehindATokenIsUsedUntilItIsRefused() throws IOException {
        var token = signIn(ACCOUNT, -10);
        later = Duration.ofHours(-1);
        var source = source();
        var first = source.get();
        assertEquals(token, first.secret());
        assertEquals(token, source.after401(first, 1).secret());
        assertNotEquals(token, source.after401(first, 2).secret());
        assertRequests(1);
    }

    // ---- where nothing may be renewed

    @ParameterizedTest
    @ValueSource(strings = {"chatgptAuthTokens", "switched off", "no refresh token"})
    void aTokenThatMayNotBeRenewedIsUsedToItsEnd(String why) throws IOException {
        var token = signIn(ACCOUNT, 100);
        change(json -> {
            if (why.startsWith("chatgpt")) json.put("auth_mode", why);
            if (why.startsWith("no")) ((ObjectNode) json.get("tokens")).remove("refresh_token");
        });
        var source = source(!why.startsWith("switched"), Life.USUAL.ahead());
        assertEquals(token, source.get().secret());
        later = Duration.ofSeconds(101);
        var failure = assertThrows(Failure.class, source::get);
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("expired at"), failure.getMessage());
        assertEquals("sign in again", failure.hint());
        later = Duration.ZERO;
        var first = source.get();
        assertEquals(token, source.after401(first, 1).secret());
        assertTrue(assertThrows(Failure.class, () -> source.after401(first, 2)).getMessage().contains("nothing here may renew it"));
        assertRequests(0);
        assertTrue(Files.notExists(path().resolveSibling("auth.json.lock")));
    }

    // ---- what may pass by itself

    @ParameterizedTest
    @ValueSource(strings = {"token-500", "token-429:3600", "token-html"})
    void aRenewalThatFailsForNowDoesNotMatterWhileTheTokenIsGood(String fault) throws IOException {
        setUp(TEN_DAYS, fault);
        var token = signIn(ACCOUNT, 200);
        var source = source();
        assertEquals(token, source.get().secret());
        assertEquals(1, notices.size());
        assertTrue(notices.getFirst().contains("not renewed"), notices.getFirst());
        var requests = simulator.refreshRequests();
        source.get();
        assertRequests(requests);
    }

    @ParameterizedTest
    @CsvSource({"token-500, SERVER", "token-429:3600, RATE_LIMIT", "token-html, BAD_REQUEST"})
    void withoutAGoodTokenItIsThatFailure(String fault, Kind kind) throws IOException {
        setUp(TEN_DAYS, fault);
        signIn(ACCOUNT, -10);
        var failure = assertThrows(Failure.class, source()::get);
        assertEquals(kind, failure.kind());
        assertNotEquals(3, failure.kind().exit(), "signing in again would not help");
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @ValueSource(longs = {200, -10})
    void aRefusedRenewalIsFinal(long secondsLeft) throws IOException {
        setUp(TEN_DAYS, "token-expired");
        signIn(ACCOUNT, secondsLeft);
        var failure = assertThrows(Failure.class, source()::get);
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals("refresh_token_expired", failure.code());
        assertEquals("sign in again", failure.hint());
        assertThrows(Failure.class, source()::get);
        assertRequests(1);
    }

    @Test
    void aFolderThatCannotBeLockedDoesNotMatterWhileTheTokenIsGood() throws IOException {
        var token = signIn(ACCOUNT, 200);
        Files.createDirectory(path().resolveSibling("auth.json.lock"));
        assertEquals(token, source().get().secret());
        assertEquals(1, notices.size());
        assertRequests(0);
    }

    @Test
    void aCancelledRenewalIsNotGoneOnWithoutOne() throws IOException {
        setUp(TEN_DAYS, "token-429:5");
        signIn(ACCOUNT, 200);
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        Thread.ofPlatform().start(() -> {
            while (simulator.refreshRequests() == 0) Thread.onSpinWait();
            cancel.cancel(why);
        });
        assertEquals(why, assertThrows(Failure.class, source()::get));
    }

    /// A deadline ends a run as an interrupt does.
    @Test
    void aRunThatIsOutOfTimeIsNotGoneOnWithEither() throws IOException {
        setUp(TEN_DAYS, "token-429:5");
        signIn(ACCOUNT, 200);
        var why = Failure.of(Kind.DEADLINE, "--timeout is over");
        Thread.ofPlatform().start(() -> {
            while (simulator.refreshRequests() == 0) Thread.onSpinWait();
            cancel.cancel(why);
        });
        assertEquals(why, assertThrows(Failure.class, source()::get));
    }

    // ---- refusals by the backend

    @Test
    void theFirstRefusalReadsTheFileAgainTheSecondRenewsTheThirdIsFinal() throws IOException {
        var token = signIn(ACCOUNT, TEN_DAYS);
        var source = source();
        var first = source.get();
        var second = source.after401(first, 1);
        assertEquals(token, second.secret(), "tried once more although nothing changed");
        assertRequests(0);
        var third = source.after401(second, 2);
        assertNotEquals(token, third.secret());
        assertEquals(access(), third.secret());
        assertEquals(third, source.get());
        assertRequests(1);
        var failure = assertThrows(Failure.class, () -> source.after401(third, 3));
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals(401, failure.status());
        assertEquals("sign in again", failure.hint());
        assertTrue(failure.getMessage().contains(path().toString()), failure.getMessage());
        assertRequests(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTokenThatSomebodyElseWroteIsUsedWithoutARenewal(int times) throws IOException {
        signIn(ACCOUNT, TEN_DAYS);
        var source = source();
        var first = source.get();
        var theirs = signIn(ACCOUNT, TEN_DAYS);
        assertEquals(theirs, source.after401(first, times).secret());
        assertEquals(theirs, source.get().secret());
        assertRequests(0);
    }

    @Test
    void aStaleTokenThatSomebodyElseWroteIsRenewed() throws IOException {
        signIn(ACCOUNT, TEN_DAYS);
        var source = source();
        var first = source.get();
        var theirs = signIn(ACCOUNT, -10);
        assertNotEquals(theirs, source.after401(first, 1).secret());
        assertRequests(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aFileOfAnotherAccountStopsIt(int times) throws IOException {
        signIn(ACCOUNT, TEN_DAYS);
        var source = source();
        var first = source.get();
        signIn("another-account", TEN_DAYS);
        var failure = assertThrows(Failure.class, () -> source.after401(first, times));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("another account"), failure.getMessage());
        assertRequests(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]"})
    void aFileThatWasBrokenMeanwhileSaysSo(String content) throws IOException {
        signIn(ACCOUNT, TEN_DAYS);
        var source = source();
        var first = source.get();
        Files.writeString(path(), content);
        var failure = assertThrows(Failure.class, () -> source.after401(first, 1));
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals(content, Files.readString(path()));
    }

    @Test
    void aRefusalThatNoRenewalMendsIsFinalAndSaysBoth() throws IOException {
        setUp(TEN_DAYS, "token-500");
        signIn(ACCOUNT, TEN_DAYS);
        var source = source();
        var first = source.get();
        source.after401(first, 1);
        var failure = assertThrows(Failure.class, () -> source.after401(first, 2));
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals("sign in again", failure.hint());
        assertTrue(failure.getMessage().contains("refused and could not be renewed") && failure.getMessage().contains("HTTP 500"), failure.getMessage());
    }

    @Test
    void aFixedKeyHasNoSecondTry() {
        var key = Credential.bearer("third-party-key-1", AUDIENCE);
        var source = CredentialSource.fixed(key, "CODEX_API_KEY", "check the key");
        assertEquals(key, source.get());
        assertEquals("CODEX_API_KEY", source.place());
        var failure = assertThrows(Failure.class, () -> source.after401(key, 1));
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals(401, failure.status());
        assertEquals("check the key", failure.hint());
    }

    @Test
    void whereThereIsNoneWhoeverAsksIsToldWhy() {
        var why = Failure.of(Kind.AUTH, "no credentials");
        var source = CredentialSource.missing(why);
        assertEquals(why, assertThrows(Failure.class, source::get));
        assertEquals(why, assertThrows(Failure.class, () -> source.after401(null, 1)));
        assertEquals("none", source.place());
    }

    // ---- helpers

    private void setUp(long life, String... faults) {
        simulator.close();
        var setup = Simulator.Setup.answering(Scenario.empty(), Arrays.stream(faults).map(Fault::parse).toArray(Fault[]::new));
        simulator = new Simulator(setup.with(new SignIns(life, Set.of(), false, 1, 1)), Thread.ofVirtual().factory());
    }

    /// A sign-in with so many seconds left is in the file.
    private String signIn(String account, long seconds) throws IOException {
        Files.writeString(path(), simulator.credentials(account, seconds));
        return access();
    }

    private void change(java.util.function.Consumer<ObjectNode> how) throws IOException {
        var json = (ObjectNode) Json.read(Files.readString(path()));
        how.accept(json);
        Files.write(path(), Json.bytes(json));
    }

    private String access() throws IOException {
        return Json.read(Files.readString(path())).path("tokens").path("access_token").textValue();
    }

    private LocalSource source() {
        return source(true, Life.USUAL.ahead());
    }

    private LocalSource source(boolean renews, Duration ahead) {
        return source(renews, new Life(ahead, Duration.ZERO));
    }

    private LocalSource source(boolean renews, Life life) {
        // modes are CredentialFile's business, and its notice would be counted here
        var file = new CodexFile(new CredentialFile(path(), "Codex credentials", "sign in again", Optional.empty(), _ -> {}));
        var endpoint = new TokenEndpoint(new Http(Network.DIRECT), URI.create(simulator.url() + "/oauth/token"), "app_test", this::now);
        var refresher = new Refresher(file, endpoint, new Refusals(folder.resolve("refused")), this::now, notices::add, cancel);
        return new LocalSource(file, Optional.of(refresher).filter(_ -> renews), AUDIENCE, life, this::now, notices::add);
    }

    private Instant now() {
        return start.plus(later);
    }

    private Path path() {
        return folder.resolve("auth.json");
    }

    private void assertRequests(int count) {
        assertEquals(count, simulator.refreshRequests());
    }
}
