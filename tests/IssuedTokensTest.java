package scorpiox.simulator.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import scorpiox.simulator.signin.IssuedTokens.State;
import scorpiox.simulator.signin.IssuedTokens.Use;

class IssuedTokensTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00.9Z"));
    private final IssuedTokens issued = new IssuedTokens(SignIns.USUAL, now::get);

    @Test
    void anAccessTokenIsOverInTheSecondItNames() {
        var token = issued.access("a", 60);
        now.set(Instant.parse("2026-01-01T00:00:59.999Z"));
        assertEquals(State.LIVE, issued.state(token));
        now.set(Instant.parse("2026-01-01T00:01:00Z"));
        assertEquals(State.OVER, issued.state(token));
        assertEquals(State.UNKNOWN, issued.state("another"));
    }

    @Test
    void aRefreshTokenKeepsItsAccountAndIsUsedUpUnlessKept() {
        var token = issued.refresh("a");
        assertEquals(new Use.Good("a"), issued.use(token, true));
        assertEquals(new Use.Good("a"), issued.use(token, false));
        assertInstanceOf(Use.Refused.class, issued.use(token, true));
        assertInstanceOf(Use.Refused.class, issued.use(token, false));
        assertEquals(2, issued.refreshes());
    }

    @Test
    void ofTwoAtOnceOneHasTheToken() throws Exception {
        var rounds = 20_000;
        var together = new CyclicBarrier(2);
        var tokens = Collections.nCopies(rounds, 0).stream().map(_ -> issued.refresh("a")).toList();
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var done : threads.invokeAll(Collections.<Callable<Void>>nCopies(2, () -> {
                for (var token : tokens) {
                    together.await();
                    issued.use(token, false);
                }
                return null;
            }))) done.get();
        }
        assertEquals(rounds, issued.refreshes());
    }
}
