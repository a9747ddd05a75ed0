package scorpiox.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;

class FetchedTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final AtomicInteger fetches = new AtomicInteger();
    private Instant now = NOW;
    private Optional<Duration> life = Optional.empty();
    private String secret;
    private Failure failing;

    @Test
    void nothingIsFetchedBeforeItIsNeeded() {
        var source = source();
        assertEquals("somewhere", source.place());
        assertEquals(0, fetches.get());
    }

    /// A token that ends after so long, if it says so, is asked for at a later moment.
    @ParameterizedTest
    @CsvSource({"3600, 0, 1", "3600, 3299, 1", "3600, 3300, 2", "3600, 3600, 2", "301, 0, 1", "301, 59, 1", "301, 60, 2", "300, 59, 1", "10, 59, 1", "10, 60, 2", ", 0, 1", ", 599, 1", ", 600, 2"})
    void oneIsKeptUntilFiveMinutesBeforeItsEndOrAsLongAsItMayBe(Long seconds, long later, int expected) {
        life = Optional.ofNullable(seconds).map(Duration::ofSeconds);
        var source = source();
        source.get();
        now = NOW.plusSeconds(later);
        source.get();
        assertEquals(expected, fetches.get());
    }

    /// A server in trouble does not matter while the token at hand is good.
    @ParameterizedTest
    @CsvSource({"SERVER, 120, true", "NETWORK, 120, true", "SERVER, 200, false", "AUTH, 120, false", "CANCELLED, 120, false"})
    void whatPassesByItselfIsNoReasonToThrowAGoodOneAway(Kind kind, long later, boolean kept) {
        life = Optional.of(Duration.ofSeconds(200));
        var source = source();
        var first = source.get();
        now = NOW.plusSeconds(later);
        failing = Failure.of(kind, "not now");
        if (kept) assertEquals(first, source.get());
        else assertEquals(kind, assertThrows(Failure.class, source::get).kind());
    }

    @Test
    void aRefusalFetchesOnceMoreAndKeepsWhatComes() {
        var source = source();
        var first = source.get();
        var second = source.after401(first, 1);
        assertNotEquals(first, second);
        assertSame(second, source.get());
        assertEquals(2, fetches.get());
    }

    @Test
    void theSameAgainIsRefusedAtOnce() {
        secret = "always-the-same-key";
        var source = source();
        assertRefused(assertThrows(Failure.class, () -> source.after401(source.get(), 1)));
        assertEquals(2, fetches.get());
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "7"})
    void aSecondRefusalIsFinalWithoutAnotherFetch(int times) {
        var source = source();
        var first = source.get();
        assertRefused(assertThrows(Failure.class, () -> source.after401(first, times)));
        assertEquals(1, fetches.get());
    }

    @Test
    void aFailureIsNotKept() {
        failing = Failure.of(Kind.SERVER, "down");
        var source = source();
        assertSame(failing, assertThrows(Failure.class, source::get));
        failing = null;
        assertTrue(source.get().secret().startsWith("fetched-key"));
        assertEquals(2, fetches.get());
    }

    @Test
    void aFailureAfterARefusalIsThatFailure() {
        var source = source();
        var first = source.get();
        failing = Failure.of(Kind.SERVER, "down");
        assertSame(failing, assertThrows(Failure.class, () -> source.after401(first, 1)));
    }

    @Test
    void manyThreadsFetchOnce() throws InterruptedException {
        var source = source();
        var start = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 20; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                    source.get();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        start.countDown();
        for (var thread : threads) thread.join();
        assertEquals(1, fetches.get());
    }

    private void assertRefused(Failure failure) {
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals(401, failure.status());
        assertTrue(failure.getMessage().contains("somewhere"), failure.getMessage());
        assertEquals("check SOMETHING", failure.hint());
    }

    private CredentialSource source() {
        return new Fetched(this::fetch, Duration.ofSeconds(600), () -> now, "somewhere", "check SOMETHING");
    }

    private Credential fetch() {
        var number = fetches.incrementAndGet();
        if (failing != null) throw failing;
        var key = secret != null ? secret : "fetched-key-" + number;
        return new Credential("Authorization", "Bearer " + key, Set.of(), Optional.empty(), life.map(now::plus));
    }
}
