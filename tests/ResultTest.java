package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.model.Cost;
import scorpiox.model.Usage;
import scorpiox.provider.router.Choice;

/// Figures over several answers, and how they are shown.
class ResultTest {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
    private static final InstantSource CLOCK = () -> TIME;
    private static final Choice CODEX = new Choice("codex", "gpt-5.3-codex", Optional.empty());

    private static Measure measure(double first, double total, Double usd) {
        return new Measure("served", first, total, 50.0, new Usage(100, 40, 0, 20, 0), usd == null ? null : new Cost(usd, "2026-09", false), "stop", null, "text");
    }

    private static Measure failed(String line) {
        return Measure.failed(Failure.of(Kind.SERVER, line));
    }

    private static Result result(Measure... runs) {
        return Result.of(new Outcome(CODEX, List.of(runs)), "hash", TIME);
    }

    private static ResultView view(Result... results) {
        return new ResultView(List.of(results), false, CLOCK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"5 | 5 | 5 | 5 | 1", "3 1 2 | 2 | 1 | 3 | 3", "4 1 3 2 | 2.5 | 1 | 4 | 4", "7 7 | 7 | 7 | 7 | 2"})
    void medianLeastAndMost(String figures, double median, double least, double most, int count) {
        assertEquals(new Spread(median, least, most, count), Spread.of(Stream.of(figures.split(" ")).map(Double::valueOf).toList()));
    }

    @Test
    void whatIsNotKnownDoesNotCount() {
        assertNull(Spread.of(List.of()));
        assertEquals(new Spread(2, 2, 2, 1), Spread.of(Arrays.asList(null, 2, null)));
    }

    @Test
    void failuresCountAmongFailedAlone() {
        var result = result(measure(100, 500, 0.002), failed("503 overloaded"), measure(300, 900, 0.004));
        assertAll(() -> assertFalse(result.ok()), () -> assertEquals(3, result.runs()), () -> assertEquals(1, result.failed()), () -> assertEquals(200, result.first().median()),
                () -> assertEquals(new Spread(700, 500, 900, 2), result.total()), () -> assertEquals("1 of 3 failed: 503 overloaded", result.error()), () -> assertEquals("text", result.text()),
                () -> assertEquals(0.003, result.cost().median(), 1e-12), () -> assertEquals("2026-09", result.prices()));
    }

    @Test
    void onePriceThatIsNotKnownMakesTheCostUnknownAndNeverNothing() {
        var result = result(measure(1, 2, 0.001), measure(1, 2, null));
        assertNull(result.cost());
        assertTrue(view(result).text(80).contains("unknown"));
        assertTrue(view(result).json().get(0).path("cost_usd").isNull());
        assertFalse(view(result(failed("x"))).text(80).contains("unknown"), "what has no answer has no cost");
    }

    @Test
    void theShapeThatScriptsRead() {
        var json = view(result(measure(123.46, 500, 0.002)), result(failed("no\nkey"))).json();
        assertEquals("{\"provider\":\"codex\",\"model\":\"gpt-5.3-codex\",\"ok\":true,\"ttft_ms\":123.5,\"total_ms\":500.0,\"tokens_per_s\":50.0,\"input_tokens\":100,"
                + "\"cached_input_tokens\":40,\"output_tokens\":20,\"cost_usd\":0.002,\"finish\":\"stop\",\"error\":null,\"text\":\"text\",\"prices_as_of\":\"2026-09\",\"runs\":1,\"failed\":0}",
                Json.write(json.get(0)));
        var second = json.get(1);
        assertAll(() -> assertFalse(second.path("ok").booleanValue()), () -> assertTrue(second.path("ttft_ms").isNull()), () -> assertEquals("no key", second.path("error").asText()));
    }

    @Test
    void severalRunsShowTheirSpread() {
        var view = view(result(measure(100, 500, 0.002), measure(300, 900, 0.004)));
        assertTrue(view.text(100).contains("0.20 s") && view.text(100).contains("0.10–0.30"), view.text(100));
        assertEquals("[100.0,300.0]", Json.write(view.json().get(0).path("spread").path("ttft_ms")));
        assertTrue(view.csv().lines().findFirst().orElseThrow().endsWith("ttft_ms_min,ttft_ms_max,total_ms_min,total_ms_max,tokens_per_s_min,tokens_per_s_max,cost_usd_min,cost_usd_max"));
        assertTrue(view(result(measure(100, 500, 0.00005))).csv().contains(",0.00005,"), "no exponents");
        assertEquals(1, view.csv().lines().skip(1).map(line -> line.split(",", -1).length).distinct().filter(count -> count == 23).count(), view.csv());
    }

    @ParameterizedTest
    @CsvSource({"80", "100", "200"})
    void theTableFitsAndTheErrorStandsBelowItsRow(int width) {
        var text = view(result(measure(100, 500, 0.002)), result(failed("a reason that is quite long, because servers like to talk, and says what to do about it"))).text(width);
        assertTrue(text.lines().allMatch(line -> line.length() <= width), text);
        assertTrue(text.lines().anyMatch(line -> line.startsWith("  a reason")), text);
        assertFalse(text.contains("Finish"), "all ended as usual: " + text);
        assertTrue(text.endsWith("Costs by list prices as of 2026-09\n"), text);
    }

    @Test
    void pricesOfLongAgoSaySo() {
        var later = new ResultView(List.of(result(measure(1, 2, 0.1))), false, () -> Instant.parse("2027-06-01T00:00:00Z"));
        assertTrue(later.prices().orElseThrow().endsWith("which is long ago"));
        assertEquals("Costs by list prices as of 2026-09", view(result(measure(1, 2, 0.1))).prices().orElseThrow());
        assertEquals(Optional.empty(), view(result(measure(1, 2, null))).prices());
    }

    @Test
    void aHistoryIsByProviderAndModelAndByDay() {
        var entries = new ArrayList<Entry>();
        for (var day = 1; day <= 3; day++) {
            for (var run = 0; run < 2; run++) entries.add(Entry.of(CODEX, measure(100, day * 1000, 0.001), Instant.parse("2026-11-0" + day + "T10:00:00Z"), "h"));
        }
        entries.add(Entry.of(new Choice("codex", "other", Optional.empty()), failed("x"), TIME, "h"));
        entries.add(Entry.of(new Choice("gemini", "other", Optional.empty()), measure(1, 2, null), null, "h"));
        var results = Result.of(entries);
        assertEquals("codex gpt-5.3-codex|codex other|gemini other", results.stream().map(Result::name).collect(Collectors.joining("|")));
        assertEquals(6, results.getFirst().runs());
        assertEquals(2000, results.getFirst().total().median());
        assertEquals(List.of(1000.0, 2000.0, 3000.0), results.getFirst().days().stream().map(day -> day.total().median()).toList());
        var view = new ResultView(results, true, CLOCK);
        assertTrue(view.text(120).contains("▃▆█"), view.text(120));
        assertEquals(3, view.json().get(0).path("days").size());
        assertEquals("2026-11-03T10:00:00Z", view.json().get(0).path("last").asText());
        assertTrue(view.json().get(2).path("last").isNull());
        assertTrue(view.text(80).lines().allMatch(line -> line.length() <= 80), view.text(80));
    }

    @Test
    void answersStandSideBySideWhereThereIsRoom() {
        var left = Result.of(new Outcome(CODEX, List.of(new Measure("", 1.0, 2, null, null, null, "stop", null, "left one\n\u001b[2Jleft two"))), "h", TIME);
        var right = Result.of(new Outcome(new Choice("gemini", "pro", Optional.empty()), List.of(new Measure("", 1.0, 2, null, null, null, "stop", null, "right"))), "h", TIME);
        var answers = new Answers(List.of(left, right, result(failed("x"))));
        assertTrue(answers.text(100).lines().anyMatch(line -> line.contains("left one") && line.endsWith("│  right")), answers.text(100));
        assertTrue(answers.text(100).lines().allMatch(line -> Cells.width(line) <= 100));
        assertTrue(answers.text(60).indexOf("right") > answers.text(60).indexOf("left two"), answers.text(60));
        assertEquals("── codex gpt-5.3-codex ──\nleft one\nleft two\n\n── gemini pro ──\nright\n", answers.text(0));
        assertEquals("", new Answers(List.of(result(failed("x")))).text(100));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0 | $0", "0.00001 | <$0.0001", "0.00123 | $0.0012", "12.5 | $12.50", "| unknown"})
    void dollars(Double usd, String shown) {
        assertEquals(shown, Figures.dollars(usd));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.00 s", "812, 0.81 s", "9994, 9.99 s", "12345, 12.3 s", "99940, 99.9 s", "125000, 2:05 min"})
    void seconds(double millis, String shown) {
        assertEquals(shown, Figures.seconds(millis));
    }
}
