package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CriticalSectionTest {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    @Test
    void whereNobodyIsInsideNobodyWaits() {
        CriticalSection.await(AN_HOUR);
        CriticalSection.enter().close();
        CriticalSection.await(AN_HOUR);
    }

    @Test
    void whoEndsTheProcessWaitsForAllWhoAreInside() throws InterruptedException {
        var first = CriticalSection.enter();
        var second = CriticalSection.enter();
        var ending = Thread.ofPlatform().start(() -> CriticalSection.await(AN_HOUR));
        untilWaiting(ending);
        first.close();
        untilWaiting(ending);
        assertTrue(ending.isAlive());
        second.close();
        ending.join();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 20})
    void butNoLongerThanItIsWillingTo(long millis) {
        try (var _ = CriticalSection.enter()) {
            CriticalSection.await(Duration.ofMillis(millis));
        }
    }

    @Test
    void oneWhoIsInsideLeavesWhenItsWorkFails() {
        try {
            try (var _ = CriticalSection.enter()) {
                throw Failure.usage("no");
            }
        } catch (Failure failure) {
            assertEquals("no", failure.getMessage());
        }
        CriticalSection.await(AN_HOUR);
    }

    @Test
    void anInterruptedWaiterGoesAndStaysInterrupted() {
        try (var _ = CriticalSection.enter()) {
            Thread.currentThread().interrupt();
            CriticalSection.await(AN_HOUR);
            assertTrue(Thread.interrupted());
        }
    }

    private static void untilWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
    }
}
