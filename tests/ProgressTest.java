package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Phase;
import scorpiox.model.RateLimit;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Usage;

class ProgressTest {
    private static final RunEvent STARTED = new RunEvent.RunStarted("thread", "codex", "gpt-5.3-codex");
    private static final Usage USAGE = new Usage(12_345, 1_024, 0, 678, 90);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String shown(boolean progress, boolean usage, RunEvent... events) {
        var output = new Progress(new Stderr(bytes, "sx", false, progress), usage);
        for (var event : events) output.event(event);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static RunEvent answering(StreamEvent event) {
        return new RunEvent.Answering(event);
    }

    private static RunEvent thought(String text, Thought thought) {
        return answering(new StreamEvent.ReasoningDelta(0, text, thought));
    }

    private static RunEvent ended(Failure failure) {
        return new RunEvent.RunEnded(new Result("", failure, USAGE, 1, Duration.ofMillis(2340)));
    }

    @Test
    void withoutATerminalAGoodRunIsSilent() {
        assertEquals("", shown(false, false, STARTED, answering(new StreamEvent.PartStarted(0, PartKind.REASONING, null)),
                thought("**Title**\n", Thought.SUMMARY), answering(new StreamEvent.PartStarted(1, PartKind.TEXT, null)),
                answering(new StreamEvent.TextDelta(1, "Hi")), ended(null)));
    }

    @Test
    void onATerminalItSaysWhoIsAskedAndWhatItTook() {
        assertEquals("· codex · gpt-5.3-codex\n· 2.3 s · 12,345 tokens in (1,024 cached), 678 out (90 thinking)\n", shown(true, false, STARTED, ended(null)));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void usageIsAMessageInAnyCase(boolean progress) {
        assertEquals("sx: 12,345 tokens in (1,024 cached), 678 out (90 thinking), 2.3 s\n", shown(progress, true, ended(null)));
    }

    @Test
    void aFailedRunHasNoClosingLine() {
        assertEquals("", shown(true, false, ended(Failure.of(Kind.SERVER, "boom"))));
    }

    @Test
    void titlesOfThinkingAreShownAsTheyCome() {
        assertEquals("· Reading\n· Writing\n", shown(true, false, answering(new StreamEvent.PartStarted(0, PartKind.REASONING, null)),
                thought("**Rea", Thought.SUMMARY), thought("ding**\n\nlong text\n", Thought.SUMMARY), thought("**raw**\n", Thought.RAW),
                thought("\n**Writing**\n", Thought.SUMMARY)));
    }

    @Test
    void remarksOnTheWayAreProgressInOneLine() {
        assertEquals("Let me look. Now.\n", shown(true, false, answering(new StreamEvent.PartStarted(0, PartKind.TEXT, Phase.COMMENTARY)),
                answering(new StreamEvent.TextDelta(0, "Let me look.\n")), answering(new StreamEvent.TextDelta(0, "Now.")),
                answering(new StreamEvent.PartStarted(1, PartKind.TEXT, Phase.FINAL)), answering(new StreamEvent.TextDelta(1, "Done."))));
    }

    @Test
    void noticesAndRetriesAreAlwaysSaid() {
        assertEquals("sx: ignored a key\nsx: skipped an event\nsx: retrying (3 of 6) in 1.2 s: busy\n",
                shown(false, false, new RunEvent.Notice("ignored a key"),
                answering(new StreamEvent.Notice("broken_event", "skipped an event")),
                answering(new StreamEvent.Retrying(3, 6, Duration.ofMillis(1230), Failure.of(Kind.OVERLOADED, "busy")))));
    }

    @Test
    void aSearchIsOneLine() throws IOException {
        assertEquals("· web search\n", shown(true, false, answering(new StreamEvent.Hosted(0, "web_search_call", "in_progress", null)),
                answering(new StreamEvent.Hosted(0, "web_search_call", "completed", Json.read("{}")))));
    }

    @ParameterizedTest
    @CsvSource({"89.9, ''", "90, '· limit codex primary: 90 % used, resets at 2026-11-01T00:00:00Z\n'",
            "100, '· limit codex primary: 100 % used, resets at 2026-11-01T00:00:00Z\n'"})
    void aLimitIsShownWhenItIsNearlyUsedUp(double percent, String line) {
        var limit = new RateLimit("codex primary", percent, Optional.empty(), Optional.of(Instant.parse("2026-11-01T00:00:00Z")));
        assertEquals(line, shown(true, false, answering(new StreamEvent.Limits(List.of(limit)))));
    }
}
