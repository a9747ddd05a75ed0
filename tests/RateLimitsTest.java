package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.http.HttpReply;
import scorpiox.model.RateLimit;

class RateLimitsTest {
    @Test
    void bothWindowsOfTheUsualFamilyAreRead() {
        var limits = of("x-codex-primary-used-percent", "12.5", "x-codex-primary-window-minutes", "300", "x-codex-primary-reset-at", "1767243600",
                "x-codex-secondary-used-percent", "40", "x-codex-secondary-window-minutes", "10080", "x-codex-secondary-reset-at", "1767660000",
                "x-codex-credits-balance", "9.99", "x-request-id", "req");
        assertEquals(Set.of(
                new RateLimit("codex primary", 12.5, Optional.of(Duration.ofMinutes(300)), Optional.of(Instant.ofEpochSecond(1767243600))),
                new RateLimit("codex secondary", 40, Optional.of(Duration.ofDays(7)), Optional.of(Instant.ofEpochSecond(1767660000)))), Set.copyOf(limits));
    }

    @Test
    void everyFamilyIsFoundByItsHeaderNames() {
        var names = of("x-codex-primary-used-percent", "1", "x-codex-other-primary-used-percent", "2", "x-codex-other-secondary-used-percent", "3")
                .stream().map(RateLimit::name).toList();
        assertEquals(Set.of("codex primary", "codex_other primary", "codex_other secondary"), Set.copyOf(names));
    }

    @ParameterizedTest
    @CsvSource({"0, , , false", "0, 300, , true", "0, , 1767243600, true", "0.5, , , true", "100.0, 300, 1767243600, true"})
    void aWindowThatSaysNothingIsAbsent(String used, String minutes, String resets, boolean there) {
        var headers = new HashMap<String, List<String>>();
        headers.put("x-codex-primary-used-percent", List.of(used));
        if (minutes != null) headers.put("x-codex-primary-window-minutes", List.of(minutes));
        if (resets != null) headers.put("x-codex-primary-reset-at", List.of(resets));
        assertEquals(there, !RateLimits.of(new HttpReply(200, headers, InputStream.nullInputStream())).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "12,5", "NaN"})
    void aShareThatIsNoNumberIsIgnored(String used) {
        assertEquals(List.of(), of("x-codex-primary-used-percent", used));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "1e300", "-1e300"})
    void windowsAndResetsThatAreNoTimesAreIgnored(String nonsense) {
        assertEquals(List.of(new RateLimit("codex primary", 5, Optional.empty(), Optional.empty())),
                of("x-codex-primary-used-percent", "5", "x-codex-primary-window-minutes", nonsense, "x-codex-primary-reset-at", nonsense));
    }

    @Test
    void withoutSuchHeadersThereAreNoLimits() {
        assertTrue(of("content-type", "text/event-stream", "x-codex-active-limit", "codex").isEmpty());
    }

    private static List<RateLimit> of(String... namesAndValues) {
        var headers = new HashMap<String, List<String>>();
        for (var i = 0; i < namesAndValues.length; i += 2) headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        return RateLimits.of(new HttpReply(200, headers, InputStream.nullInputStream()));
    }
}
