package scorpiox.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import scorpiox.base.Failure;

/// When a failed request is sent again, as a value: how often, which failures, after what wait.
///
/// @param attempts    sendings in all, the first included
/// @param first       wait before the second; doubles with each further one
/// @param most        longest own wait
/// @param mostAsked   longest wait a server may ask for; beyond it the failure is final and says when
/// @param random      numbers from 0 to 1 that spread the waits by a tenth either way, those of `waits` by a fifth
/// @param waits       the waits one by one instead, the last of them for all that follow; empty to double from `first`
public record Retry(int attempts, Duration first, Duration most, Duration mostAsked, DoubleSupplier random, List<Duration> waits) {
    /// Six sendings, 0.2 s doubling to 30 s, at most 300 s on the server's word.
    public static final Retry USUAL = new Retry(6, Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(300), Math::random);

    public Retry {
        waits = List.copyOf(waits);
    }

    public Retry(int attempts, Duration first, Duration most, Duration mostAsked, DoubleSupplier random) {
        this(attempts, first, most, mostAsked, random, List.of());
    }

    /// The same with another number of sendings.
    public Retry attempts(int other) {
        return new Retry(other, first, most, mostAsked, random, waits);
    }

    /// The wait before sending again after `failed` sendings; empty when that was the last.
    public Optional<Duration> after(int failed, Failure why) {
        if (failed >= attempts || !retryable(why)) return Optional.empty();
        var own = own(failed);
        var asked = why.retryAfter();
        if (asked == null) return Optional.of(own);
        if (asked.compareTo(mostAsked) > 0) return Optional.empty();
        return Optional.of(asked.compareTo(own) > 0 ? asked : own);
    }

    private Duration own(int failed) {
        if (!waits.isEmpty()) return Duration.ofNanos((long) (waits.get(Math.min(failed, waits.size()) - 1).toNanos() * (0.8 + 0.4 * random.getAsDouble())));
        var backoff = first.multipliedBy(1L << Math.min(failed - 1, 20));
        if (backoff.compareTo(most) > 0) backoff = most;
        return Duration.ofNanos(Math.min(most.toNanos(), (long) (backoff.toNanos() * (0.9 + 0.2 * random.getAsDouble()))));
    }

    private static boolean retryable(Failure why) {
        return !why.isLast() && switch (why.kind()) {
            case NETWORK -> !Http.UNTRUSTED.equals(why.code());
            case TIMEOUT, TRUNCATED, SERVER, OVERLOADED, RATE_LIMIT -> true;
            default -> false;
        };
    }
}
