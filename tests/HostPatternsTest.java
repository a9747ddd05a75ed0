package scorpiox.auth.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class HostPatternsTest {
    @ParameterizedTest
    @CsvSource({
            "host, host, true", "host, hos, false", "hos, host, false", "HOST, host, true", "host, HOST, true",
            "*, anything, true", "*, '', true", "*.example, a.b.example, true", "*.example, example, false",
            "a*c*e, abcde, true", "a*c*e, abcd, false", "h?st, host, true", "h?st, hst, false", "host?, host, false",
            "**a**, bab, true", "[*]:22?2, [10.0.0.1]:2222, true", "a.b, axb, false",
            "!host *, host, false", "* !host, host, false", "!other host, host, true", "!other, host, false", "a host b, host, true"})
    void aListOfPatternsFitsAHost(String patterns, String host, boolean fits) {
        assertEquals(fits, HostPatterns.fits(List.of(patterns.split(" ")), host));
    }

    @Test
    void noPatternTakesLong() {
        assertEquals(false, HostPatterns.fits(List.of("*a".repeat(2_000) + "b"), "a".repeat(20_000)));
    }
}
