package scorpiox.auth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.auth.Owner;

class SignInTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    /// Seconds until the token ends, and since it was renewed, where known.
    @ParameterizedTest
    @CsvSource({"300, , false", "299, , true", "301, , false", "0, , true", "-1, , true", "864000, , false", "864000, 864000, false", "100, 10, true",
            ", , false", ", 691200, false", ", 691201, true", ", 0, false", ", -1000000, false"})
    void oneIsStaleFiveMinutesBeforeItsEndOrWithoutAnEndAtEightDays(Long left, Long age, boolean stale) {
        assertEquals(stale, signIn(left, age).stale(NOW, Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "0, true", "-1, true", ", false"})
    void oneHasExpiredAtItsEnd(Long left, boolean expired) {
        assertEquals(expired, signIn(left, 10_000_000L).expired(NOW));
    }

    @ParameterizedTest
    @CsvSource({"3600, 3599, true", "3600, 3600, false", "0, 1, false", "0, -1, true"})
    void howLongItHasToLiveIsForTheCallerToSay(long ahead, long left, boolean stale) {
        assertEquals(stale, signIn(left, null).stale(NOW, Duration.ofSeconds(ahead)));
    }

    private static SignIn signIn(Long left, Long age) {
        return new SignIn("access", Optional.empty(), Optional.empty(), Optional.ofNullable(left).map(NOW::plusSeconds), Optional.ofNullable(age).map(NOW::minusSeconds),
                Owner.UNKNOWN);
    }
}
