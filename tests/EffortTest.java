package scorpiox.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffortTest {
    @ParameterizedTest
    @CsvSource({
            "low, low medium high xhigh, low",
            "minimal, low medium high, low",
            "none, low medium high xhigh, low",
            "none, none low medium high, none",
            "low, medium high, medium",
            "minimal, medium high, medium",
            "xhigh, low medium high, high",
            "xhigh, medium high, high",
            "max, low medium high xhigh, xhigh",
            "max, '', max",
            "minimal, '', low",
    })
    void anEffortTheModelLacksBecomesTheNearestLowerOneElseTheLowest(String wanted, String levels, String used) {
        List<Effort> has = Arrays.stream(levels.split(" ")).filter(word -> !word.isEmpty()).map(word -> Effort.named(word).orElseThrow()).toList();
        assertEquals(used, Effort.named(wanted).orElseThrow().clamp(has).wire());
    }

    @ParameterizedTest
    @CsvSource({"HIGH, high", "' low ', low", "off, none", "0, none", "XHigh, xhigh"})
    void namesAreReadInAnyCase(String word, String effort) {
        assertEquals(effort, Effort.named(word).orElseThrow().wire());
    }
}
