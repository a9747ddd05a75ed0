package scorpiox.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTest {
    private static final InstantSource NOW = InstantSource.system();
    private static final ModelInfo PRICED = Models.BUILT_IN.find("openai", "gpt-5.2");

    @Test
    void whatTheProviderChargesComesBeforeAnyPriceList() {
        assertEquals(new Cost(0.5, "", true), Cost.of(PRICED, new Usage(1_000_000, 0, 0, 0, 0, 0, 0.5), NOW));
        assertEquals(new Cost(0.0, "", true), Cost.of(ModelInfo.unknown("x"), new Usage(10, 0, 0, 0, 5, 0, 0.0), NOW));
    }

    @Test
    void withoutAPriceOrWithoutUsageThereIsNoCost() {
        var usage = new Usage(1000, 0, 0, 10, 0);
        assertEquals(new Cost(0.00189, "2026-07-02", false), Cost.of(PRICED, usage, NOW));
        assertNull(Cost.of(ModelInfo.unknown("gpt-99"), usage, NOW));
        assertNull(Cost.of(Models.BUILT_IN.find("codex", "gpt-5.3-codex-spark"), usage, NOW));
        assertNull(Cost.of(PRICED, Usage.NONE, NOW));
    }

    @Test
    void whatIsSoldByPlanIsOnlyAnIdea() {
        assertEquals(new Cost(0.00189, "2026-07-02", false, true), Cost.of(Models.BUILT_IN.find("codex", "gpt-5.2"), new Usage(1000, 0, 0, 10, 0), NOW));
    }

    @ParameterizedTest
    @CsvSource({
            "2026-07-02, false, 2026-10, false, 2026-07-02, false", "2026-10-03, false, 2026-07-02, false, 2026-07-02, false",
            "'', true, 2026-10, false, 2026-10, false", "2026-10, false, '', true, 2026-10, false", "'', true, '', true, '', true",
    })
    void aSumIsAsOldAsItsOldestPriceAndChargedOnlyWhereAllIs(String one, boolean charged, String other, boolean too, String oldest, boolean all) {
        assertEquals(new Cost(0.75, oldest, all), new Cost(0.5, one, charged).plus(new Cost(0.25, other, too)));
        assertEquals(true, new Cost(0.5, one, charged, true).plus(new Cost(0.25, other, too)).plan());
        assertEquals(true, new Cost(0.5, one, charged).plus(new Cost(0.25, other, too, true)).plan());
    }

    @ParameterizedTest
    @CsvSource({"0.01234, $0.0123", "0, $0.0000", "1.5, $1.5000", "12345.67891, $12345.6789", "0.00001234, $0.000012", "0.0009999, $0.0010", "0.00099, $0.00099", "1e-12, $0.0000000000010"})
    void smallSumsAreNeverShownAsNothing(double usd, String text) {
        assertEquals(text, new Cost(usd, "", true).dollars());
    }

    @Test
    void theTextSaysWhereTheSumComesFrom() {
        assertEquals("$0.0123 at prices as of 2026-07-02", new Cost(0.0123, "2026-07-02", false).text());
        assertEquals("about $0.0123 at API prices as of 2026-10", new Cost(0.0123, "2026-10", false, true).text());
        assertEquals("charged $0.0123", new Cost(0.0123, "", true).text());
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "50, 50", "100, 100", "0.30000000000000004, 0.3", "0, 0", "0.000000123, 1.23E-7"})
    void programsGetTheSumWithoutNoise(double usd, String number) {
        assertEquals(number, new Cost(usd, "", true).sum().toString());
    }
}
