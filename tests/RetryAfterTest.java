package scorpiox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-10-21T07:28:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "NONE", value = {
            "0                             | 0",
            "7                             | 7000",
            "' 7 '                         | 7000",
            "1.5                           | 1500",
            "300                           | 300000",
            "86400                         | 86400000",
            "Wed, 21 Oct 2026 07:28:30 GMT | 30000",
            "Wed, 21 Oct 2026 07:28:00 GMT | 0",
            "Wed, 21 Oct 2026 07:27:59 GMT | NONE",
            "Wed, 21 Oct 2099 07:28:00 GMT | NONE",
            "tomorrow                      | NONE",
            "''                            | NONE",
            "-1                            | NONE",
            "99999999999                   | NONE",
            "1e300                         | NONE",
            "NaN                           | NONE",
            "Infinity                      | NONE",
            "1d                            | NONE",
            "0x10p0                        | NONE",
    })
    void theHeaderHoldsSecondsOrADateAndNonsenseIsIgnored(String value, Long millis) {
        assertEquals(millis(millis), RetryAfter.of(reply(null, value), NOW));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", value = {
            "250, NONE, 250", "250, 7, 250", "0, 7, 0", "1500.4, NONE, 1500", "-5, 7, 7000", "soon, 7, 7000", "'', 7, 7000", "NaN, 7, 7000",
            "99999999999999, 7, 7000", "-5, -5, NONE", "NONE, NONE, NONE",
    })
    void millisecondsComeFirstWhenTheyMakeSense(String ms, String seconds, Long millis) {
        assertEquals(millis(millis), RetryAfter.of(reply(ms, seconds), NOW));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "NONE", value = {
            "Rate limit reached. Please try again in 1.2s.             | 1200",
            "Please try again in 28ms. Visit https://example.com       | 28",
            "Try Again In 3 seconds                                    | 3000",
            "try again in 1 second                                     | 1000",
            "try again in 20 s or later                                | 20000",
            "try again in 20s                                          | 20000",
            "please try again in 0.5S                                  | 500",
            "try again in 5 minutes                                    | NONE",
            "try again in 1m20s                                        | NONE",
            "try again in 5 sheep                                      | NONE",
            "try again in -5s                                          | NONE",
            "try again in 99999999999s                                 | NONE",
            "try again later                                           | NONE",
            "''                                                        | NONE",
    })
    void theMessageOfAnErrorMayNameTheWait(String message, Long millis) {
        assertEquals(millis(millis), RetryAfter.in(message));
    }

    @Test
    void noMessageNamesNoWait() {
        assertEquals(Optional.empty(), RetryAfter.in(null));
    }

    @Test
    void aNumberOfAnyLengthInAMessageIsNoProblem() {
        assertEquals(Optional.empty(), RetryAfter.in("try again in " + "9".repeat(5000) + "s"));
    }

    private static HttpReply reply(String ms, String seconds) {
        Map<String, List<String>> headers = new HashMap<>();
        if (ms != null) headers.put("retry-after-ms", List.of(ms));
        if (seconds != null) headers.put("retry-after", List.of(seconds, "1"));
        return new HttpReply(429, headers, InputStream.nullInputStream());
    }

    private static Optional<Duration> millis(Long millis) {
        return Optional.ofNullable(millis).map(Duration::ofMillis);
    }
}
