package scorpiox.server.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.model.RateLimit;
import scorpiox.model.Usage;

class MetricsTest {
    private final Visits visits = new Visits(() -> Instant.ofEpochSecond(1_780_000_000));

    @Test
    void everyFigureIsThere() {
        ask("chat", 200, 1.2, 0.3);
        ask("chat", 200, 700, 3);
        ask("responses", 503, 0.02, -1);
        visits.begin("running", "chat");
        visits.retried("overloaded");
        visits.unknownEvent("response.new");
        visits.limits("openai-codex", List.of(new RateLimit("codex primary", 37.25, Optional.empty(), Optional.empty())));
        var read = read();
        assertEquals("1780000000", read.get("sx_start_time_seconds"));
        assertEquals("1", read.get("sx_build_info{version=\"1.2.3\"}"));
        assertEquals("1", read.get("sx_active_requests"));
        assertEquals("2", read.get("sx_requests_total{route=\"chat\",status=\"200\"}"));
        assertEquals("1", read.get("sx_requests_total{route=\"responses\",status=\"503\"}"));
        assertEquals("2", read.get("sx_upstream_requests_total{status=\"200\"}"));
        assertEquals("1", read.get("sx_upstream_requests_total{status=\"529\"}"));
        assertEquals("1", read.get("sx_retries_total{reason=\"overloaded\"}"));
        assertEquals("1", read.get("sx_unknown_events_total{type=\"response.new\"}"));
        assertEquals("37.25", read.get("sx_rate_limit_used_percent{backend=\"openai-codex\",window=\"codex primary\"}"));
        assertEquals("0", read.get("sx_request_seconds_bucket{route=\"chat\",le=\"1\"}"));
        assertEquals("1", read.get("sx_request_seconds_bucket{route=\"chat\",le=\"2.5\"}"));
        assertEquals("1", read.get("sx_request_seconds_bucket{route=\"chat\",le=\"600\"}"));
        assertEquals("2", read.get("sx_request_seconds_bucket{route=\"chat\",le=\"+Inf\"}"));
        assertEquals("2", read.get("sx_request_seconds_count{route=\"chat\"}"));
        assertEquals("701.2", read.get("sx_request_seconds_sum{route=\"chat\"}"));
        assertEquals("0", read.get("sx_first_byte_seconds_count{route=\"responses\"}"));
        assertEquals("1", read.get("sx_first_byte_seconds_bucket{route=\"chat\",le=\"0.5\"}"));
        assertEquals("300", read.get("sx_tokens_total{kind=\"input\"}"));
        assertEquals("240", read.get("sx_tokens_total{kind=\"cached\"}"));
        assertEquals("60", read.get("sx_tokens_total{kind=\"output\"}"));
        assertEquals("15", read.get("sx_tokens_total{kind=\"reasoning\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"} 1\nsx_fake 2", "back\\slash", "line\nend", "\\n", "\r\u0000", "ünï 😀", "\uD800", "{}=,"})
    void whatABackendNamesCannotLeaveItsPlace(String type) {
        visits.unknownEvent(type);
        var read = read();
        assertEquals(1, read.keySet().stream().filter(name -> name.startsWith("sx_unknown_events_total{type=")).count());
        assertFalse(read.containsKey("sx_fake"));
    }

    @Test
    void aServerThatWasNeverAskedHasValidFiguresToo() {
        assertEquals("0", read().get("sx_tokens_total{kind=\"input\"}"));
    }

    @Test
    void theNumberOfLinesIsBounded() {
        for (var i = 0; i < 2000; i++) {
            visits.unknownEvent("event-" + i);
            visits.retried("reason-" + i);
            visits.limits("openai-codex", List.of(new RateLimit("window-" + i, i, Optional.empty(), Optional.empty())));
            ask("route-" + i, 200 + i % 300, 1, 1);
        }
        assertTrue(Metrics.of(visits, "1").lines().count() < 3000, () -> Metrics.of(visits, "1").lines().count() + " lines");
        read();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sx_a 1\n", "# TYPE sx_a counter\nsx_a 1\n", "# HELP sx_a A.\n# TYPE sx_a gauge\nsx_a one\n", "# HELP sx_a A.\n# TYPE sx_a gauge\nsx_a{x=\"y} 1\n",
            "# HELP sx_a A.\n# TYPE sx_a gauge\nsx_a 1", "# HELP sx_a A.\n# TYPE sx_a gauge\nsx_a 1\nsx_a 1\n"})
    void theReaderOfTheseTestsNoticesWhatIsWrong(String text) {
        assertThrows(AssertionError.class, () -> parse(text));
    }

    private void ask(String route, int status, double seconds, double firstByte) {
        var visit = visits.begin("id", route);
        visit.backend = "openai-codex";
        visit.status = status;
        visit.upstreamStatus = status == 503 ? 529 : 0;
        visit.usage = new Usage(100, 80, 0, 20, 5);
        visit.firstByteNanos = firstByte < 0 ? -1 : (long) (firstByte * 1e9);
        visit.endNanos = (long) (seconds * 1e9);
        visits.end(visit);
    }

    private Map<String, String> read() {
        return parse(Metrics.of(visits, "1.2.3"));
    }

    /// Reads the text format 0.0.4 as strictly as its description allows: each family told of once and before its samples, names
    /// and labels well-formed, no sample twice, histograms rising up to their count.
    private static Map<String, String> parse(String text) {
        assertTrue(text.endsWith("\n"), "it ends in a line feed");
        var sample = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[a-zA-Z_]\\w*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"(?:,[a-zA-Z_]\\w*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\")*})? (\\S+)");
        var samples = new HashMap<String, String>();
        var told = new HashSet<String>();
        var family = "";
        var helped = "";
        var before = 0L;
        for (var line : text.substring(0, text.length() - 1).split("\n", -1)) {
            if (line.startsWith("# HELP ")) {
                helped = line.split(" ")[2];
                continue;
            }
            if (line.startsWith("# TYPE ")) {
                family = line.split(" ")[2];
                assertEquals(helped, family);
                assertTrue(told.add(family), family);
                assertTrue(line.matches("# TYPE \\S+ (counter|gauge|histogram)"), line);
                continue;
            }
            var match = sample.matcher(line);
            assertTrue(match.matches(), line);
            assertTrue(!family.isEmpty() && match.group(1).matches(Pattern.quote(family) + "(_bucket|_sum|_count)?"), line);
            assertTrue(match.group(3).matches("-?[0-9]+(\\.[0-9]+)?|NaN|[+-]Inf"), line);
            assertEquals(null, samples.put(line.substring(0, match.start(3) - 1), match.group(3)), line);
            if (match.group(1).endsWith("_bucket")) {
                var count = Long.parseLong(match.group(3));
                assertTrue(line.contains("le=\"0.01\"") || count >= before, line);
                before = count;
            }
            if (match.group(1).endsWith("_count")) assertEquals(Long.toString(before), match.group(3), line);
        }
        return samples;
    }
}
