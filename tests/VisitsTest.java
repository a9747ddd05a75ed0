package scorpiox.server.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.model.RateLimit;
import scorpiox.model.Usage;
import scorpiox.server.ask.Visit;
import scorpiox.server.status.Totals.Outcome;

class VisitsTest {
    private Instant now = Instant.parse("2026-06-01T12:00:30Z");
    private final Visits visits = new Visits(() -> now);

    @Test
    void aRequestRunsUntilItEnds() {
        var first = visits.begin("a", "chat");
        var second = visits.begin("b", "responses");
        assertEquals(List.of(first, second), visits.running());
        assertEquals(now, first.began);
        end(first, 200);
        assertEquals(List.of(second), visits.running());
        assertEquals(List.of(first), visits.recent());
        assertTrue(first.endNanos >= 0);
        end(second, 499);
        assertEquals(List.of(second, first), visits.recent());
        assertEquals(Map.of(new Outcome("chat", 200), 1L, new Outcome("responses", 499), 1L), visits.totals().requests());
    }

    @Test
    void endingTwiceCountsOnce() {
        var told = new ArrayList<Visit>();
        visits.listen(told::add);
        var visit = visits.begin("a", "chat");
        end(visit, 200);
        end(visit, 500);
        assertEquals(List.of(visit), told);
        assertEquals(Map.of(new Outcome("chat", 200), 1L), visits.totals().requests());
    }

    @Test
    void theLastTwoHundredAreKept() {
        for (var i = 0; i < 250; i++) end(visits.begin("id" + i, "chat"), 200);
        assertEquals(200, visits.recent().size());
        assertEquals("id249", visits.recent().getFirst().id);
        assertEquals("id50", visits.recent().getLast().id);
        assertEquals(250L, visits.totals().requests().get(new Outcome("chat", 200)));
    }

    @Test
    void whoWatchesIsCountedAndNotShown() {
        for (var route : Visits.WATCHING) {
            var visit = visits.begin("w", route);
            assertEquals(List.of(), visits.running());
            end(visit, 200);
        }
        assertEquals(List.of(), visits.recent());
        assertEquals(Visits.WATCHING.size(), visits.totals().requests().size());
    }

    @Test
    void tokensAddUpByBackendModelAndClient() {
        asked("anna", "openai-codex", "gpt-5.1-codex", new Usage(100, 80, 0, 20, 5));
        asked("ci", "openai-codex", "gpt-5.1-codex", new Usage(10, 0, 0, 2, 1));
        asked("ci", "gemini", "gemini-3-pro", Usage.NONE);
        var totals = visits.totals();
        assertEquals(new Usage(110, 80, 0, 22, 6), totals.usage());
        assertEquals(Map.of("openai-codex", 2L, "gemini", 1L), totals.backends.all());
        assertEquals(Map.of("gpt-5.1-codex", 2L, "gemini-3-pro", 1L), totals.models.all());
        assertEquals(Map.of("anna", 1L, "ci", 2L), totals.clients.all());
        assertEquals(0, totals.failed());
    }

    @ParameterizedTest
    @CsvSource({"200, 0, '', false", "200, 0, upstream_disconnected, true", "404, 0, model_not_found, false", "404, 404, model_not_found, true", "499, 0, '', false", "499, 500, x, false", "503, 529, server_overloaded, true",
            "502, 0, upstream_unreachable, true", "500, 0, internal_error, true", "401, 0, invalid_api_key, false"})
    void aFailureIsWhatTheClientCouldNotHelp(int status, int upstream, String error, boolean failed) {
        var visit = visits.begin("a", "chat");
        visit.upstreamStatus = upstream;
        visit.error = error;
        end(visit, status);
        assertEquals(failed ? 1 : 0, visits.totals().failed());
    }

    @ParameterizedTest
    @CsvSource({"200, 0, true", "499, 0, true", "400, 400, true", "400, 0, false", "401, 0, false", "429, 0, false", "500, 0, false", "502, 0, true", "504, 0, true"})
    void whatIsRefusedBeforeNoBackendHasDone(int status, int upstream, boolean sent) {
        var visit = visits.begin("a", "chat");
        visit.backend = "openai-codex";
        visit.asked = "anything";
        visit.upstreamStatus = upstream;
        end(visit, status);
        assertEquals(sent ? 1 : 0, visits.totals().backends.get("openai-codex"));
        assertEquals(sent ? 1 : 0, visits.totals().models.get("anything"));
        assertEquals(sent ? 1 : 0, visits.pulse().minutes().size());
    }

    @Test
    void namesThatOthersChooseAreFew() {
        for (var i = 0; i < 300; i++) {
            asked("anna", "openai-codex", "model-" + i, Usage.NONE);
            visits.unknownEvent("response.event_" + i + "x".repeat(1000));
        }
        asked("anna", "openai-codex", "model-0", Usage.NONE);
        var models = visits.totals().models.all();
        assertEquals(Counts.MOST + 1, models.size());
        assertEquals(250L, models.get(Counts.OTHER));
        assertEquals(2L, models.get("model-0"));
        assertEquals(Counts.MOST + 1, visits.totals().unknownEvents.all().size());
        assertTrue(visits.totals().unknownEvents.all().keySet().stream().allMatch(name -> name.length() <= 100));
    }

    @Test
    void aWindowCountsUntilTheBackendSaysItAnew() {
        visits.limits("openai-codex", List.of(limit("primary", 10), limit("secondary", 20)));
        now = now.plusSeconds(60);
        visits.limits("openai-codex", List.of(limit("primary", 11)));
        visits.limits("gemini", List.of());
        assertEquals(Map.of("openai-codex", new Visits.Limits(now, List.of(limit("primary", 11), limit("secondary", 20)))), visits.limits());
    }

    @Test
    void theLastMinutesOfABackendAreKeptByMinute() {
        var visit = visits.begin("a", "chat");
        visit.backend = "openai-codex";
        visit.firstByteNanos = 500_000_000;
        end(visit, 200);
        visit = visits.begin("b", "chat");
        visit.backend = "openai-codex";
        end(visit, 503);
        now = now.plus(Duration.ofMinutes(2));
        visit = visits.begin("c", "chat");
        visit.backend = "openai-codex";
        end(visit, 200);
        var minutes = visits.pulse().minutes().get("openai-codex");
        assertEquals(Pulse.MINUTES, minutes.size());
        assertEquals(new Pulse.Minute(Instant.parse("2026-06-01T12:02:00Z"), 1, 0, 0, 0), minutes.getLast());
        assertEquals(new Pulse.Minute(Instant.parse("2026-06-01T12:00:00Z"), 2, 1, 1, 500), minutes.get(Pulse.MINUTES - 3));
        now = now.plus(Duration.ofMinutes(15));
        assertTrue(visits.pulse().minutes().get("openai-codex").stream().allMatch(minute -> minute.requests() == 0));
    }

    @Test
    void manyThreadsLoseNothing() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 8; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (var k = 0; k < 200; k++) asked("ci", "openai-codex", "m", new Usage(1, 0, 0, 1, 0));
            }));
        }
        for (var thread : threads) thread.join();
        assertEquals(1600L, visits.totals().models.get("m"));
        assertEquals(new Usage(1600, 0, 0, 1600, 0), visits.totals().usage());
        assertEquals(200, visits.recent().size());
        assertEquals(List.of(), visits.running());
    }

    private void asked(String client, String backend, String model, Usage usage) {
        var visit = visits.begin("id", "chat");
        visit.client = client;
        visit.backend = backend;
        visit.model = model;
        visit.usage = usage;
        end(visit, 200);
    }

    private void end(Visit visit, int status) {
        visit.status = status;
        visits.end(visit);
    }

    private static RateLimit limit(String name, double used) {
        return new RateLimit(name, used, Optional.of(Duration.ofHours(5)), Optional.empty());
    }
}
