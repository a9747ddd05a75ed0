package scorpiox.server.team;

import java.time.Duration;
import java.time.Instant;

/// How much a member may still ask for: a bucket that fills up evenly and each request takes one from.
final class Allowance {
    private final int most;
    private final Duration one;
    private Instant full = Instant.MIN;

    /// @param most that can be asked for at once, and in each period
    Allowance(int most, Duration period) {
        this.most = most;
        this.one = period.dividedBy(most);
    }

    /// Takes one; zero where there was one, else how long until there is. Refusals take nothing.
    synchronized Duration take(Instant now) {
        var whole = one.multipliedBy(most);
        // where the clock was set back, nobody waits longer than for a whole bucket
        if (full.isBefore(now) || full.isAfter(now.plus(whole))) full = full.isBefore(now) ? now : now.plus(whole);
        var after = full.plus(one);
        var wait = Duration.between(now.plus(whole), after);
        if (wait.isPositive()) return wait;
        full = after;
        return Duration.ZERO;
    }
}
