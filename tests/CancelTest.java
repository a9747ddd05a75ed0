package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancelTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final Cancel cancel = new Cancel();
    private final Failure why = Failure.of(Failure.Kind.CANCELLED, "interrupted");

    @Test
    void nothingIsCancelledAtFirst() {
        assertNull(cancel.reason());
        assertDoesNotThrow(cancel::check);
    }

    @Test
    void everyCheckThrowsTheReason() {
        cancel.cancel(why);
        assertSame(why, cancel.reason());
        assertSame(why, assertThrows(Failure.class, cancel::check));
        assertSame(why, assertThrows(Failure.class, cancel::check));
    }

    @Test
    void onlyTheFirstReasonCounts() {
        cancel.cancel(why);
        cancel.cancel(Failure.of(Failure.Kind.DEADLINE, "too late"));
        assertSame(why, cancel.reason());
    }

    @Test
    void everythingRegisteredIsInterruptedOnceAndSeesTheReason() {
        List<String> ran = new ArrayList<>();
        cancel.onCancel(() -> ran.add("first " + cancel.reason().getMessage()));
        cancel.onCancel(() -> ran.add("second"));
        cancel.cancel(why);
        cancel.cancel(why);
        assertEquals(List.of("first interrupted", "second"), ran);
    }

    @Test
    void workThatIsOverIsNotInterrupted() {
        var ran = new AtomicInteger();
        try (var _ = cancel.onCancel(ran::incrementAndGet)) {
            assertEquals(0, ran.get());
        }
        cancel.cancel(why);
        assertEquals(0, ran.get());
    }

    @Test
    void workRegisteredAfterwardsIsInterruptedAtOnce() {
        cancel.cancel(why);
        var ran = new AtomicInteger();
        cancel.onCancel(ran::incrementAndGet).close();
        assertEquals(1, ran.get());
    }

    @Test
    void anInterruptMayEndItsOwnRegistration() {
        var registration = new Cancel.Registration[1];
        registration[0] = cancel.onCancel(() -> registration[0].close());
        assertTimeoutPreemptively(SOON, () -> cancel.cancel(why));
    }

    @ParameterizedTest
    @ValueSource(longs = {-5, 0, 1, 20})
    void aSleepThatIsNotCancelledJustEnds(long millis) {
        assertTimeoutPreemptively(SOON, () -> cancel.sleep(Duration.ofMillis(millis)));
    }

    @Test
    void aCancelledSleepDoesNotEvenBegin() {
        cancel.cancel(why);
        assertSame(why, assertTimeoutPreemptively(SOON, () -> assertThrows(Failure.class, () -> cancel.sleep(AN_HOUR))));
    }

    @Test
    void cancellingFromAnotherThreadEndsASleep() {
        assertTimeoutPreemptively(SOON, () -> {
            var sleeper = Thread.currentThread();
            Thread.ofVirtual().start(() -> {
                while (sleeper.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
                cancel.cancel(why);
            });
            assertSame(why, assertThrows(Failure.class, () -> cancel.sleep(AN_HOUR)));
        });
    }

    @Test
    void anInterruptedSleepIsCancelledAndTheThreadStaysInterrupted() {
        assertTimeoutPreemptively(SOON, () -> {
            Thread.currentThread().interrupt();
            var failure = assertThrows(Failure.class, () -> cancel.sleep(AN_HOUR));
            assertEquals(Failure.Kind.CANCELLED, failure.kind());
            assertTrue(Thread.interrupted());
        });
    }

    @Test
    void awaitReturnsForEveryWaiterWhenCancelled() throws Exception {
        var waiters = 5;
        var done = new CountDownLatch(waiters);
        for (var i = 0; i < waiters; i++) {
            Thread.ofVirtual().start(() -> {
                assertDoesNotThrow(cancel::await);
                done.countDown();
            });
        }
        cancel.cancel(why);
        assertTrue(done.await(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
    }
}
