package scorpiox.auth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.auth.CredentialFile;
import scorpiox.base.AtomicFile;
import scorpiox.base.Cancel;
import scorpiox.base.CriticalSection;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.LockFile;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefresherTest {
    private static final String ACCOUNT = "00000000-0000-4000-8000-000000000001";
    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final long TEN_DAYS = 864_000;

    @TempDir
    Path folder;
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final Cancel cancel = new Cancel();
    private InstantSource clock = InstantSource.system();
    private Simulator simulator = new Simulator(Simulator.Setup.answering(Scenario.empty()), Thread.ofVirtual().factory());

    @AfterEach
    void stop() {
        simulator.close();
    }

    // ---- one renewal

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aStaleSignInIsRotatedAndWrittenDown() throws IOException {
        var seen = signIn(-10);
        var renewed = refresher().renew(seen, AHEAD);
        assertNotEquals(seen.access(), renewed.access());
        assertNotEquals(seen.refresh(), renewed.refresh());
        assertEquals(Optional.of(ACCOUNT), renewed.account());
        assertFalse(renewed.stale(Instant.now(), AHEAD));
        assertEquals(renewed, file().read());
        assertEquals("rw-------", mode(path()));
        assertEquals("rw-------", mode(path().resolveSibling("auth.json.lock")));
        assertEquals(List.of("auth.json", "auth.json.lock"), names());
        assertRequests(1);
        assertEquals(List.of(), notices);
    }

    @Test
    void unknownMembersAndTheirOrderSurvive() throws IOException {
        var json = (ObjectNode) Json.read(simulator.credentials(ACCOUNT, -10));
        var mixed = Json.object().put("zebra", new java.math.BigDecimal("1.50"));
        mixed.setAll(json);
        mixed.putObject("alpha").putNull("beta");
        ((ObjectNode) mixed.get("tokens")).put("unknown", true);
        Files.write(path(), Json.bytes(mixed));
        refresher().renew(file().read(), AHEAD);
        var now = (ObjectNode) Json.read(Files.readString(path()));
        assertEquals(fieldNames(mixed), fieldNames(now));
        assertEquals(mixed.get("alpha"), now.get("alpha"));
        assertEquals(mixed.get("zebra"), now.get("zebra"));
        assertTrue(now.get("tokens").get("unknown").booleanValue());
    }

    @Test
    void withoutANewRefreshTokenTheOldOneIsKept() throws IOException {
        faults("token-same");
        var seen = signIn(-10);
        var renewed = refresher().renew(seen, AHEAD);
        assertEquals(seen.refresh(), renewed.refresh());
        assertNotEquals(seen.access(), renewed.access());
        assertEquals(renewed.access(), refresher().renew(seen, AHEAD).access(), "what was written is taken over");
        assertRequests(1);
    }

    @Test
    void theTokenUsedIsTheOneInTheFile() throws IOException {
        var seen = signIn(-10);
        var stale = (ObjectNode) Json.read(simulator.credentials(ACCOUNT, -10));
        Files.write(path(), Json.bytes(stale.put("last_refresh", "2026-01-01T00:00:00Z")));
        refresher().renew(seen, AHEAD);
        var unused = endpoint().refresh(seen.refresh().orElseThrow(), AHEAD, new Cancel());
        assertTrue(unused.access().isPresent(), "the old refresh token has not been touched");
    }

    @Test
    void aLinkedFileIsRenewedWhereItIs() throws IOException {
        Files.createDirectory(folder.resolve("real"));
        Files.writeString(folder.resolve("real/target.json"), simulator.credentials(ACCOUNT, -10));
        Files.createSymbolicLink(path(), Path.of("real/target.json"));
        var seen = file().read();
        assertEquals(refresher().renew(seen, AHEAD), file().read());
        assertTrue(Files.isSymbolicLink(path()));
        assertTrue(Files.exists(folder.resolve("real/target.json.lock")));
        assertEquals(List.of("auth.json", "real"), names());
    }

    // ---- many at once

    @Test
    void ofTwentyThreadsOneAsksAndAllHaveWhatItGot() throws Exception {
        faults("token-slow:100");
        var seen = signIn(-10);
        var barrier = new CyclicBarrier(20);
        try (var threads = Executors.newFixedThreadPool(20)) {
            var tasks = new ArrayList<Callable<String>>();
            for (var i = 0; i < 20; i++) {
                tasks.add(() -> {
                    var refresher = refresher();
                    barrier.await();
                    return refresher.renew(seen, AHEAD).access();
                });
            }
            var tokens = new HashSet<String>();
            for (var result : threads.invokeAll(tasks)) tokens.add(result.get());
            assertEquals(java.util.Set.of(file().read().access()), tokens);
        }
        assertRequests(1);
    }

    @Test
    void whatAnotherProgramWroteMeanwhileIsTakenOver() throws IOException {
        var seen = signIn(-10);
        var theirs = signIn(TEN_DAYS);
        assertEquals(theirs, refresher().renew(seen, AHEAD));
        assertRequests(0);
    }

    @Test
    void aTokenThatWasWrittenAMomentAgoIsGoodEvenWhereItLooksOld() throws IOException {
        var seen = signIn(-10);
        var theirs = signIn(-5);
        assertEquals(theirs, refresher().renew(seen, AHEAD), "last_refresh is now: our clock is wrong");
        assertRequests(0);
    }

    @Test
    void theWaitForAnotherHolderEndsWithWhatItWrote() throws Exception {
        var seen = signIn(-10);
        SignIn theirs;
        CompletableFuture<SignIn> waiter;
        try (var _ = LockFile.take(path().toRealPath().resolveSibling("auth.json.lock"), AHEAD, new Cancel())) {
            waiter = waiting(seen);
            theirs = signIn(TEN_DAYS);
        }
        assertEquals(theirs, waiter.get());
        assertRequests(0);
    }

    @Test
    void cancellingEndsTheWaitForAnotherHolder() throws Exception {
        var seen = signIn(-10);
        var before = Files.readString(path());
        try (var _ = LockFile.take(path().toRealPath().resolveSibling("auth.json.lock"), AHEAD, new Cancel())) {
            var waiter = waiting(seen);
            var why = Failure.of(Kind.CANCELLED, "interrupted");
            cancel.cancel(why);
            assertSame(why, assertThrows(ExecutionException.class, waiter::get).getCause());
        }
        assertEquals(before, Files.readString(path()));
        assertRequests(0);
    }

    @Test
    void aRenewalThatWasBegunIsFinishedAndHoldsUpTheEndOfTheProcess() throws Exception {
        var seen = signIn(-10);
        var asked = new CompletableFuture<Void>();
        var goOn = new CompletableFuture<Void>();
        try (var server = new RawServer(peer -> {
            peer.request();
            asked.complete(null);
            goOn.join();
            answer(peer, "{\"access_token\":\"renewed-access\",\"refresh_token\":\"rt_renewed\"}");
        })) {
            var renewing = new CompletableFuture<SignIn>();
            Thread.ofPlatform().start(() -> complete(renewing, () -> refresher(server.url()).renew(seen, AHEAD)));
            asked.join();
            cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
            var ending = Thread.ofPlatform().start(() -> CriticalSection.await(AHEAD));
            while (ending.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
            goOn.complete(null);
            ending.join();
            assertEquals("renewed-access", file().read().access());
            assertEquals("renewed-access", renewing.get().access());
        }
    }

    // ---- refusals

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "token-expired | refresh_token_expired | it has expired",
            "token-string | refresh_token_expired | it has expired",
            "token-invalidated | refresh_token_invalidated | it was withdrawn",
            "token-invalid-grant | invalid_grant | (invalid_grant)",
            "token-reused | refresh_token_reused | another program has used it",
    })
    void aRefusalIsFinalAndRememberedOverInstances(String fault, String code, String words) throws IOException {
        faults(fault);
        var seen = signIn(-10);
        var before = Files.readString(path());
        for (var i = 0; i < 3; i++) {
            var failure = assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD));
            assertEquals(Kind.AUTH, failure.kind());
            assertEquals(code, failure.code());
            assertTrue(failure.getMessage().contains(path().toString()) && failure.getMessage().contains(words), failure.getMessage());
            assertEquals("sign in again", failure.hint());
            assertFalse(failure.line().contains(seen.refresh().orElseThrow()));
        }
        assertEquals(1, simulator.refreshRequests());
        assertEquals(before, Files.readString(path()));
    }

    @Test
    void aNewRefreshTokenIsAskedForAgain() throws IOException {
        faults("token-expired*1");
        var seen = signIn(-10);
        assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD));
        var again = signIn(-10);
        assertNotEquals(again.access(), refresher().renew(again, AHEAD).access());
        assertEquals(2, simulator.refreshRequests());
    }

    @Test
    void aTokenThatAnotherProgramUsedFirstIsReplacedByWhatItWrites() throws IOException {
        faults("token-reused*1");
        var seen = signIn(-10);
        var theirs = simulator.credentials(ACCOUNT, TEN_DAYS);
        Thread.ofPlatform().start(() -> {
            while (simulator.refreshRequests() == 0) Thread.onSpinWait();
            write(theirs);
        });
        var renewed = refresher().renew(seen, AHEAD);
        assertEquals(Json.read(theirs).path("tokens").path("access_token").textValue(), renewed.access());
        assertEquals(1, simulator.refreshRequests());
        assertEquals(Optional.empty(), refusals().of(seen.refresh().orElseThrow(), endpoint(simulator.url()).origin()));
    }

    @Test
    void aReusedTokenAndAFileOfAnotherAccountStop() throws IOException {
        faults("token-reused*1");
        var seen = signIn(-10);
        Thread.ofPlatform().start(() -> {
            while (simulator.refreshRequests() == 0) Thread.onSpinWait();
            write(simulator.credentials("another-account", TEN_DAYS));
        });
        assertTrue(assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD)).getMessage().contains("another account"));
    }

    @Test
    void aFileOfAnotherAccountIsNeitherRenewedNorTakenOver() throws IOException {
        var seen = signIn(-10);
        for (var seconds : new long[] {-10, TEN_DAYS}) {
            Files.writeString(path(), simulator.credentials("another-account", seconds));
            var failure = assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD));
            assertEquals(Kind.AUTH, failure.kind());
            assertTrue(failure.getMessage().contains("another account"), failure.getMessage());
        }
        assertRequests(0);
    }

    @Test
    void aSignInThatCannotBeRenewedSaysSo() throws IOException {
        signIn(-10);
        var json = (ObjectNode) Json.read(Files.readString(path()));
        ((ObjectNode) json.get("tokens")).remove("refresh_token");
        Files.write(path(), Json.bytes(json));
        assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> refresher().renew(file().read(), AHEAD)).kind());
        assertRequests(0);
    }

    // ---- what may pass by itself

    @ParameterizedTest
    @CsvSource({"token-500, SERVER, 2", "token-503, SERVER, 2", "token-429:0, RATE_LIMIT, 2", "token-429:3600, RATE_LIMIT, 1", "token-429:6, RATE_LIMIT, 1", "token-html, BAD_REQUEST, 1"})
    void aFailureThatMayPassIsTriedTwiceAtMostAndChangesNothing(String fault, Kind kind, int requests) throws IOException {
        faults(fault);
        var seen = signIn(-10);
        var before = Files.readString(path());
        var failure = assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD));
        assertEquals(kind, failure.kind());
        assertEquals(requests, simulator.refreshRequests());
        assertEquals(before, Files.readString(path()));
        assertEquals(Optional.empty(), refusals().of(seen.refresh().orElseThrow(), endpoint(simulator.url()).origin()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"token-500*1", "token-503*1", "token-429*1", "token-429:0*1"})
    void theSecondTryMayWork(String fault) throws IOException {
        faults(fault);
        assertEquals(refresher().renew(signIn(-10), AHEAD), file().read());
        assertEquals(2, simulator.refreshRequests());
        assertEquals(1, simulator.refreshes());
    }

    @Test
    void whatAnotherProgramWroteBetweenTheTriesIsTakenOver() throws IOException {
        faults("token-429:1*1");
        var seen = signIn(-10);
        var theirs = simulator.credentials(ACCOUNT, TEN_DAYS);
        Thread.ofPlatform().start(() -> {
            while (simulator.refreshRequests() == 0) Thread.onSpinWait();
            write(theirs);
        });
        assertEquals(Json.read(theirs).path("tokens").path("access_token").textValue(), refresher().renew(seen, AHEAD).access());
        assertEquals(1, simulator.refreshRequests());
    }

    @Test
    void cancellingEndsThePauseBetweenTheTries() throws IOException {
        faults("token-429:5");
        var seen = signIn(-10);
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        Thread.ofPlatform().start(() -> {
            while (simulator.refreshRequests() == 0) Thread.onSpinWait();
            cancel.cancel(why);
        });
        assertSame(why, assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD)));
        assertEquals(1, simulator.refreshRequests());
    }

    @Test
    void aLostAnswerIsAskedForOnceMore() throws IOException {
        faults("token-lost*1");
        var seen = signIn(-10);
        var failure = assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD));
        assertEquals("refresh_token_reused", failure.code(), "the server did its part the first time");
        assertEquals(2, simulator.refreshRequests());
    }

    @Test
    void anAnswerThatWasLostOnTheWayThereIsMadeUpFor() throws IOException {
        var seen = signIn(-10);
        try (var server = once(_ -> {})) {
            assertEquals("renewed-access", refresher(server.url()).renew(seen, AHEAD).access());
            assertEquals(2, server.connections());
        }
    }

    @Test
    void afterALostAnswerTheFileIsLookedAtFirst() throws IOException {
        var seen = signIn(-10);
        var theirs = simulator.credentials(ACCOUNT, TEN_DAYS);
        try (var server = once(_ -> write(theirs))) {
            assertEquals(Json.read(theirs).path("tokens").path("access_token").textValue(), refresher(server.url()).renew(seen, AHEAD).access());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void whereNobodyListensItIsAFailureOfTheNetwork() throws IOException {
        var seen = signIn(-10);
        String url;
        try (var gone = new RawServer(_ -> {})) {
            url = gone.url();
        }
        assertEquals(Kind.NETWORK, assertThrows(Failure.class, () -> refresher(url).renew(seen, AHEAD)).kind());
    }

    @Test
    void successWithoutATokenIsNotTriedAgain() throws IOException {
        var seen = signIn(-10);
        try (var server = new RawServer(peer -> {
            peer.request();
            answer(peer, "<html>captive portal</html>");
        })) {
            assertEquals(Kind.PROTOCOL, assertThrows(Failure.class, () -> refresher(server.url()).renew(seen, AHEAD)).kind());
            assertEquals(1, server.connections());
        }
        assertEquals(seen, file().read());
    }

    // ---- files and locks that are not as they should be

    @Test
    void aLockThatCannotBeTakenIsNoReasonToAsk() throws IOException {
        var seen = signIn(-10);
        Files.createDirectory(path().resolveSibling("auth.json.lock"));
        var failure = assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD));
        assertEquals(Kind.INTERNAL, failure.kind());
        assertTrue(failure.getMessage().contains("auth.json.lock"), failure.getMessage());
        assertRequests(0);
    }

    @Test
    void aLinkInTheLocksPlaceIsNotFollowed() throws IOException {
        var seen = signIn(-10);
        Files.createSymbolicLink(path().resolveSibling("auth.json.lock"), folder.resolve("elsewhere"));
        assertEquals(Kind.INTERNAL, assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD)).kind());
        assertFalse(Files.exists(folder.resolve("elsewhere")));
        assertRequests(0);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void inAFolderThatCannotBeWrittenNothingIsAskedFor() throws IOException {
        var seen = signIn(-10);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            Assumptions.assumeFalse(Files.isWritable(folder), "root writes everywhere");
            var failure = assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD));
            assertEquals(Kind.INTERNAL, failure.kind());
            assertTrue(failure.getMessage().contains("not writable"), failure.getMessage());
            assertRequests(0);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFileThatIsGoneSaysSo() throws IOException {
        var seen = signIn(-10);
        Files.delete(path());
        assertTrue(assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD)).getMessage().contains("does not exist"));
        assertRequests(0);
    }

    /// The server did not refuse anything, so nothing of it may be remembered as refused.
    @ParameterizedTest
    @ValueSource(strings = {"gone", "empty", "cut"})
    void aFileThatIsBrokenWhileTheServerAnswersIsNoRefusalOfTheToken(String how) throws IOException {
        var seen = signIn(-10);
        try (var server = new RawServer(peer -> {
            peer.request();
            if (how.equals("gone")) Files.delete(path());
            else Files.writeString(path(), how.equals("empty") ? "" : Files.readString(path()).substring(0, 40));
            answer(peer, "{\"access_token\":\"renewed-access\",\"refresh_token\":\"rt_renewed\"}");
        })) {
            try {
                assertEquals("renewed-access", refresher(server.url()).renew(seen, AHEAD).access());
            } catch (Failure failure) {
                assertFalse(failure.getMessage().contains("refused"), failure.getMessage());
            }
            assertEquals(Optional.empty(), refusals().of(seen.refresh().orElseThrow(), endpoint(simulator.url()).origin()));
        }
    }

    /// Some programs write in place: what was read before is what the new tokens are put into.
    @ParameterizedTest
    @ValueSource(strings = {"empty", "cut"})
    void newTokensSurviveAFileThatIsBrokenMeanwhile(String how) throws IOException {
        var seen = signIn(-10);
        try (var server = new RawServer(peer -> {
            peer.request();
            Files.writeString(path(), how.equals("empty") ? "" : Files.readString(path()).substring(0, 40));
            answer(peer, "{\"access_token\":\"renewed-access\",\"refresh_token\":\"rt_renewed\"}");
        })) {
            refresher(server.url()).renew(seen, AHEAD);
        }
        assertEquals(Optional.of("rt_renewed"), file().read().refresh());
        assertEquals(seen.account(), file().read().account());
    }

    @Test
    void aRenewalWithoutANewAccessTokenIsNoneForOneThatIsOver() throws IOException {
        var seen = signIn(-10);
        try (var server = new RawServer(peer -> {
            peer.request();
            answer(peer, "{\"refresh_token\":\"rt_renewed\"}");
        })) {
            assertEquals(Kind.PROTOCOL, assertThrows(Failure.class, () -> refresher(server.url()).renew(seen, AHEAD)).kind());
        }
        assertEquals(Optional.of("rt_renewed"), file().read().refresh(), "the old one is used up");
    }

    /// A login page of the network in between must not use a good sign-in up.
    @Test
    void aRefusalWithoutAKnownReasonIsNotRememberedNorOneOfAnotherServer() throws IOException {
        var seen = signIn(-10);
        try (var portal = new RawServer(peer -> {
            peer.request();
            peer.send("HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html\r\nContent-Length: 7\r\nConnection: close\r\n\r\n<html/>");
        }); var stranger = new RawServer(peer -> {
            peer.request();
            var body = "{\"error\":{\"code\":\"refresh_token_expired\"}}";
            peer.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        })) {
            for (var server : List.of(portal, stranger)) assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> refresher(server.url()).renew(seen, AHEAD)).kind());
        }
        assertNotEquals(seen.access(), refresher().renew(seen, AHEAD).access());
    }

    @Test
    void aFileWithSeveralNamesIsNotRenewedForEachHasItsOwnLock() throws IOException {
        var seen = signIn(-10);
        Files.createLink(folder.resolve("other.json"), path());
        var failure = assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD));
        assertEquals(CredentialFile.UNWRITABLE, failure.code());
        assertTrue(failure.getMessage().contains("hard links"), failure.getMessage());
        assertRequests(0);
    }

    @Test
    void anAccountThatBecomesKnownIsNoOther() throws IOException {
        Files.writeString(path(), "{\"tokens\":{\"access_token\":\"opaque-0\",\"refresh_token\":\"rt_0\"},\"last_refresh\":\"2020-01-01T00:00:00Z\"}");
        var seen = file().read();
        Files.writeString(path(), "{\"tokens\":{\"access_token\":\"opaque-1\",\"refresh_token\":\"rt_1\",\"account_id\":\"acc-1\"},\"last_refresh\":\"" + Instant.now() + "\"}");
        assertEquals("opaque-1", refresher().renew(seen, AHEAD).access());
    }

    /// Another program signs in without our lock while the server answers: its sign-in counts, and nothing is mixed.
    @ParameterizedTest
    @CsvSource({"same, true", "other, false"})
    void aSignInThatSomebodyMakesMeanwhileIsNotOverwritten(String account, boolean taken) throws IOException {
        var seen = signIn(-10);
        var theirs = simulator.credentials(account.equals("same") ? seen.account().orElseThrow() : "00000000-0000-4000-8000-00000000000b", 3600);
        try (var server = new RawServer(peer -> {
            peer.request();
            Files.writeString(path(), theirs);
            answer(peer, "{\"access_token\":\"renewed-access\",\"refresh_token\":\"rt_renewed\"}");
        })) {
            if (taken) assertEquals(Json.read(theirs).path("tokens").path("access_token").textValue(), refresher(server.url()).renew(seen, AHEAD).access());
            else assertTrue(assertThrows(Failure.class, () -> refresher(server.url()).renew(seen, AHEAD)).getMessage().contains("another account"));
        }
        assertEquals(Json.read(theirs), Json.read(Files.readString(path())));
    }

    @Test
    void aRunThatIsBeingEndedAsksForNothing() throws IOException {
        var seen = signIn(-10);
        cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
        assertEquals(Kind.CANCELLED, assertThrows(Failure.class, () -> refresher().renew(seen, AHEAD)).kind());
        assertRequests(0);
    }

    // ---- clocks

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", value = {"clock-ahead:3600, 60 minutes behind", "clock-behind:3600, 60 minutes ahead of", "clock-ahead:200, NONE", "clock-behind:200, NONE", "token-slow:1, NONE"})
    void aClockThatIsFarOffIsNoticed(String fault, String words) throws IOException {
        faults(fault);
        refresher().renew(signIn(-TEN_DAYS), AHEAD);
        if (words == null) {
            assertEquals(List.of(), notices);
        } else {
            assertEquals(1, notices.size());
            // the header has whole seconds
            assertTrue(notices.getFirst().replace(" 59 ", " 60 ").contains(words) && notices.getFirst().contains(simulator.url()), notices.getFirst());
        }
    }

    @Test
    void tokensThatLookOldByOurClockAreUsedAllTheSame() throws IOException {
        clock = InstantSource.offset(InstantSource.system(), Duration.ofDays(400));
        var seen = signIn(-10);
        var renewed = refresher().renew(seen, AHEAD);
        assertNotEquals(seen.access(), renewed.access());
        assertEquals(renewed, refresher().renew(seen, AHEAD), "another who waited for the lock takes it over");
        assertRequests(1);
    }

    // ---- helpers

    private void faults(String... faults) {
        simulator.close();
        simulator = new Simulator(Simulator.Setup.answering(Scenario.empty(), Arrays.stream(faults).map(Fault::parse).toArray(Fault[]::new)), Thread.ofVirtual().factory());
    }

    /// A sign-in with so many seconds left is in the file.
    private SignIn signIn(long seconds) throws IOException {
        Files.writeString(path(), simulator.credentials(ACCOUNT, seconds));
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-------"));
        return file().read();
    }

    /// Another program writes the file whole.
    private void write(String json) {
        try {
            AtomicFile.write(path(), json.getBytes(StandardCharsets.UTF_8), "rw-------");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private CompletableFuture<SignIn> waiting(SignIn seen) {
        var result = new CompletableFuture<SignIn>();
        var thread = Thread.ofPlatform().start(() -> complete(result, () -> refresher().renew(seen, AHEAD)));
        while (thread.getState() != Thread.State.TIMED_WAITING && !result.isDone()) Thread.onSpinWait();
        return result;
    }

    private static void complete(CompletableFuture<SignIn> result, Callable<SignIn> work) {
        try {
            result.complete(work.call());
        } catch (Exception e) {
            result.completeExceptionally(e);
        }
    }

    /// Closes the first connection without an answer and gives tokens afterwards.
    private RawServer once(RawServer.Handler first) {
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        return new RawServer(peer -> {
            peer.request();
            if (asked.getAndIncrement() == 0) first.handle(peer);
            else answer(peer, "{\"access_token\":\"renewed-access\",\"refresh_token\":\"rt_renewed\"}");
        });
    }

    private static void answer(RawServer.Peer peer, String body) throws IOException {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
    }

    private Refresher refresher() {
        return refresher(simulator.url());
    }

    private Refresher refresher(String url) {
        return new Refresher(file(), endpoint(url), refusals(), clock, notices::add, cancel);
    }

    private TokenEndpoint endpoint() {
        return endpoint(simulator.url());
    }

    private TokenEndpoint endpoint(String url) {
        return new TokenEndpoint(new Http(Network.DIRECT), URI.create(url + "/oauth/token"), "app_test", clock);
    }

    private Refusals refusals() {
        return new Refusals(folder.resolve("auth.json.refused"));
    }

    private CodexFile file() {
        return new CodexFile(new CredentialFile(path(), "Codex credentials", "sign in again", Optional.empty(), notices::add));
    }

    private Path path() {
        return folder.resolve("auth.json");
    }

    private void assertRequests(int count) {
        assertEquals(count, simulator.refreshRequests());
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> fieldNames(ObjectNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
