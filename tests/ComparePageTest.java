package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.model.Cost;
import scorpiox.model.Usage;
import scorpiox.provider.router.Choice;

class ComparePageTest {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
    private static final InstantSource CLOCK = () -> TIME;
    private static final String HOSTILE = "</pre><script>alert('x')</script>\" onload=\"y & <img src=http://a.example>\u202e\u001b[2J";

    private static Result result(String provider, Measure... runs) {
        return Result.of(new Outcome(new Choice(provider, "model-" + HOSTILE, Optional.empty()), List.of(runs)), "h", TIME);
    }

    private static Measure measure(double total) {
        return new Measure("", total / 5, total, 10.0, new Usage(1, 0, 0, 1, 0), new Cost(0.001, "2026-09", false), "stop", null, "answer " + HOSTILE);
    }

    private static String page(String prompt) {
        var results = List.of(result("codex", measure(500), measure(1000)), result("gemini", Measure.failed(Failure.of(Kind.SERVER, "said " + HOSTILE))));
        return new Page(TIME, null).run(new ResultView(results, false, CLOCK), prompt, 2);
    }

    @Test
    void nothingThatCameFromElsewhereIsMoreThanText() {
        var page = page("prompt " + HOSTILE);
        assertAll(() -> assertFalse(page.contains("<script"), page), () -> assertFalse(page.contains("<img")), () -> assertFalse(page.contains("onload=\"")),
                () -> assertFalse(page.contains("\u202e") || page.contains("\u001b")), () -> assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;")));
    }

    @Test
    void itNeedsNothingElse() {
        var page = page("hi");
        assertFalse(Pattern.compile("(?i)<[^>]*\\s(src|href|action)=|url\\(|@import").matcher(page).find(), page);
        assertTrue(page.contains("default-src 'none'") && page.contains("prefers-color-scheme: dark") && page.contains("width=device-width"));
    }

    @Test
    void everyElementIsClosed() {
        var open = new ArrayDeque<String>();
        var empty = Set.of("meta", "br", "rect", "line", "!doctype");
        for (var tag = Pattern.compile("<(/?)([a-z0-9!]+)[^>]*?(/?)>").matcher(page("prompt " + HOSTILE)); tag.find(); ) {
            if (empty.contains(tag.group(2)) || !tag.group(3).isEmpty()) continue;
            if (tag.group(1).isEmpty()) open.push(tag.group(2));
            else assertEquals(open.poll(), tag.group(2), tag.group());
        }
        assertTrue(open.isEmpty(), open.toString());
    }

    @Test
    void chartsShowMedianAndSpreadAndWhoDidNotAnswer() {
        var page = page("hi");
        assertTrue(page.contains("aria-label=\"median 0.75 s of 2, from 0.50 s to 1.00 s\""), page);
        assertTrue(page.contains("width=\"74.63%\"") && page.contains("x1=\"49.75%\" x2=\"99.50%\""), page);
        assertTrue(page.contains("no answer"));
        assertTrue(page.contains("<details><summary>"), "answers are folded");
        assertTrue(page.contains("Costs by list prices as of 2026-09"));
        var unpriced = result("router", new Measure("", 1.0, 2.0, null, new Usage(1, 0, 0, 1, 0), null, "stop", null, "x"), Measure.failed(Failure.of(Kind.SERVER, "x")));
        assertTrue(Chart.ALL.getLast().html(List.of(result("codex", measure(5)), unpriced)).contains("unknown"), "it did answer once");
        assertEquals("", Chart.ALL.getLast().html(List.of(result("gemini", Measure.failed(Failure.of(Kind.SERVER, "x"))))));
    }

    @Test
    void aLongPromptIsFoldedAndItsBeginningShown() {
        var page = page("word ".repeat(500));
        assertTrue(page.contains("<summary>word word") && page.contains("…</summary>"), page);
        assertTrue(page("").contains("<title>Comparison: </title>"));
        assertTrue(page("😀".repeat(200)).contains("😀…</title>"));
    }

    @Test
    void aHistoryHasItsPageToo() {
        var page = new Page(TIME, null).history(new ResultView(List.of(result("codex", measure(5))), true, CLOCK), "a<b.jsonl");
        assertTrue(page.contains("1 answer in a&lt;b.jsonl"), page);
    }

    @Test
    void aTitleOfTheUsersIsTextToo() {
        var page = new Page(TIME, "a<b").run(new ResultView(List.of(result("codex", measure(5))), false, CLOCK), "hi", 1);
        assertTrue(page.contains("<title>a&lt;b</title>") && page.contains("<h1>a&lt;b</h1>"), page);
    }
}
