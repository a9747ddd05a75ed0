package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimeLimitTest {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final Cancel outer = new Cancel();
    private final Failure late = Failure.of(Failure.Kind.TIMEOUT, "late");
    private final Failure interrupted = Failure.of(Failure.Kind.CANCELLED, "interrupted");

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 20})
    void workIsCancelledWhenItsTimeIsOver(int millis) throws InterruptedException {
        try (var limit = new TimeLimit(Duration.ofMillis(millis), outer, late)) {
            limit.cancel().await();
            assertSame(late, limit.cancel().reason());
        }
        assertNull(outer.reason(), "the run goes on");
    }

    @Test
    void workIsCancelledWithTheRest() {
        try (var limit = new TimeLimit(AN_HOUR, outer, late)) {
            var ended = new AtomicInteger();
            limit.cancel().onCancel(ended::incrementAndGet);
            outer.cancel(interrupted);
            assertSame(interrupted, limit.cancel().reason());
            assertEquals(1, ended.get());
        }
    }

    @Test
    void workOfARunThatIsOverIsCancelledFromItsStart() {
        outer.cancel(interrupted);
        try (var limit = new TimeLimit(AN_HOUR, outer, late)) {
            assertSame(interrupted, limit.cancel().reason());
        }
    }

    @Test
    void theFirstReasonCounts() throws InterruptedException {
        try (var limit = new TimeLimit(Duration.ofMillis(1), outer, late)) {
            limit.cancel().await();
            outer.cancel(interrupted);
            assertSame(late, limit.cancel().reason());
        }
    }

    @Test
    void workThatIsOverLeavesTheRunAsItWasAndIsNotToldAgain() {
        var told = new AtomicInteger();
        try (var limit = new TimeLimit(AN_HOUR, outer, late)) {
            limit.cancel().onCancel(told::incrementAndGet).close();
        }
        assertNull(outer.reason());
        outer.cancel(interrupted);
        assertEquals(0, told.get());
    }

    @Test
    void aLimitEndsItsOwnThread() throws InterruptedException {
        var before = Thread.getAllStackTraces().keySet();
        new TimeLimit(AN_HOUR, outer, late).close();
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("time-limit") && !before.contains(thread)) thread.join();
        }
    }
}
