package scorpiox.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.base.Json;

class PriceTest {
    private static final InstantSource NOW = at("2026-11-01T00:00:00Z");
    private static final Price.Rates USUAL = new Price.Rates(2, 0.2, 2.5, 4.0, 10);
    private static final Price.Rates LARGE = new Price.Rates(4, 0.4, 5.0, null, 15);

    private static InstantSource at(String time) {
        return InstantSource.fixed(Instant.parse(time));
    }

    private static Price plain(Price.Rates rates) {
        return new Price(rates, null, 0, null, null, "2026-10", false);
    }

    /// Every entry that comes with the program, by the figures of the file itself: 1,000 tokens of each kind.
    static List<Arguments> entries() throws IOException {
        var entries = new ArrayList<Arguments>();
        try (var file = Models.class.getResourceAsStream("/data/models.json")) {
            for (var entry : Json.read(file.readAllBytes()).path("models")) {
                for (var provider : entry.path("providers")) entries.add(Arguments.of(provider.asText(), entry.path("id").asText(), entry));
            }
        }
        return entries;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("entries")
    void theFormulaOfTheCatalogueHoldsForEveryModel(String provider, String id, JsonNode entry) {
        var price = Models.BUILT_IN.find(provider, id).price();
        if (!entry.path("price").isObject()) {
            assertNull(price);
            return;
        }
        var input = entry.path("price").path("input").doubleValue();
        var output = entry.path("price").path("output").doubleValue();
        assertTrue(input > 0 && output > input, entry.toString());
        check((3000 * input + 500 * output) / 1e6, price.of(new Usage(3000, 0, 0, 500, 200), NOW));
        kind(price, entry.path("price").path("cached_input"), new Usage(3000, 1000, 0, 0, 500, 0, null), input, output);
        kind(price, entry.path("price").path("cache_write"), new Usage(3000, 0, 1000, 0, 500, 0, null), input, output);
        kind(price, entry.path("price").path("cache_write_1h"), new Usage(3000, 0, 1000, 1000, 500, 0, null), input, output);
        assertEquals(provider.equals("codex") || provider.equals("claude-code"), price.plan());
        assertEquals(entry.path("as_of").asText(), price.asOf());
        if (!entry.path("large").isObject()) {
            assertNull(price.large());
            return;
        }
        var above = entry.path("large").path("above").longValue();
        var large = entry.path("large").path("price");
        assertTrue(above >= 100_000 && large.path("input").doubleValue() > input, entry.toString());
        check((above * input + 500 * output) / 1e6, price.of(new Usage(above, 0, 0, 500, 0), NOW));
        check(((above + 1) * large.path("input").doubleValue() + 500 * large.path("output").doubleValue()) / 1e6, price.of(new Usage(above + 1, 0, 0, 500, 0), NOW));
    }

    private static void kind(Price price, JsonNode rate, Usage usage, double input, double output) {
        if (rate.isNumber()) check((2000 * input + 1000 * rate.doubleValue() + 500 * output) / 1e6, price.of(usage, NOW));
        else assertNull(price.of(usage, NOW), "a kind without a price is not free");
    }

    private static void check(double usd, Cost cost) {
        assertEquals(usd, cost.usd(), 1e-12);
    }

    @Test
    void theLargePriceAppliesToTheWholeRequestAndCountsWhatWasCached() {
        var price = new Price(USUAL, LARGE, 200_000, null, null, "2026-10", false);
        check((50_000 * 2 + 150_000 * 0.2 + 1000 * 10) / 1e6, price.of(new Usage(200_000, 150_000, 0, 1000, 0), NOW));
        check((50_001 * 4 + 150_000 * 0.4 + 1000 * 15) / 1e6, price.of(new Usage(200_001, 150_000, 0, 1000, 0), NOW));
        assertNull(price.of(new Usage(200_001, 0, 10, 10, 1000, 0, null), NOW), "no price is known for an hour of a large one");
    }

    @ParameterizedTest
    @CsvSource({"2026-12-31T23:59:59Z, 0.75, 0.075, 3.75", "2027-01-01T00:00:00Z, 1.5, 0.15, 7.5", "2026-09-02T00:00:00Z, 0.75, 0.075, 3.75"})
    void aPromotionEndsWithItsLastDay(String now, double input, double cached, double output) {
        var price = Models.BUILT_IN.find("gemini", "gemini-3.8-flash").price();
        assertEquals(new Price.Rates(input, cached, null, null, output), price.now(at(now)));
        check((input * 600 + cached * 400 + output * 100) / 1e6, price.of(new Usage(1000, 400, 0, 100, 50), at(now)));
    }

    @Test
    void aPromotionWithoutAnEndOrWithoutASuccessorGoesOn() {
        assertEquals(USUAL, new Price(USUAL, null, 0, LARGE, null, "", false).now(NOW));
        assertEquals(USUAL, new Price(USUAL, null, 0, null, LocalDate.parse("2020-01-01"), "", false).now(NOW));
    }

    /// Servers have been seen to count more cached tokens than there are.
    @Test
    void moreCachedThanThereAreCostNothingNegative() {
        check((500 * 0.2 + 10 * 10) / 1e6, plain(USUAL).of(new Usage(400, 500, 0, 10, 0), NOW));
    }

    @Test
    void thinkingIsPartOfTheOutput() {
        assertEquals(plain(USUAL).of(new Usage(100, 0, 0, 50, 0), NOW), plain(USUAL).of(new Usage(100, 0, 0, 50, 49), NOW));
    }
}
