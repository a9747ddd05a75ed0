package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.agent.Denial;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Cost;
import scorpiox.model.Phase;
import scorpiox.model.RateLimit;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.Outcome;

class ProgressTest {
    private static final RunEvent STARTED = new RunEvent.RunStarted("thread", "codex", "gpt-5.3-codex", "read-only", false);
    private static final RunEvent WITH_TOOLS = new RunEvent.RunStarted("thread", "codex", "gpt-5.3-codex", "edit", true);
    private static final Usage USAGE = new Usage(12_345, 1_024, 0, 678, 90);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String shown(boolean progress, boolean usage, RunEvent... events) {
        return shown(progress, usage, true, events);
    }

    /// @param remarks whether stdout leaves out what the model says on the way
    private String shown(boolean progress, boolean usage, boolean remarks, RunEvent... events) {
        var output = new Progress(new Stderr(bytes, "sx", false, progress), usage, remarks, new ToolLines(() -> 160));
        for (var event : events) output.event(event);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static RunEvent answering(StreamEvent event) {
        return new RunEvent.Answering(event);
    }

    private static RunEvent thought(String text, Thought thought) {
        return answering(new StreamEvent.ReasoningDelta(0, text, thought));
    }

    private static RunEvent ended(Usage usage, Cost cost) {
        return new RunEvent.RunEnded(new Result("", null, usage, cost, 1, Duration.ofMillis(2340), List.of(), false));
    }

    static List<Arguments> costs() {
        return List.of(Arguments.of(USAGE, new Cost(0.01234, "2026-07-02", false), "$0.0123 at prices as of 2026-07-02"),
                Arguments.of(USAGE, new Cost(0.01234, "2026-07-02", false, true), "about $0.0123 at API prices as of 2026-07-02"),
                Arguments.of(USAGE, new Cost(0.5, "", true), "charged $0.5000"), Arguments.of(USAGE, null, "price unknown"));
    }

    @ParameterizedTest
    @MethodSource("costs")
    void whatARunCostIsSaidWithItsTokensAndNeverWithoutADate(Usage usage, Cost cost, String said) {
        assertEquals("sx: 12,345 tokens in (1,024 cached), 678 out (90 thinking), " + said + ", 2.3 s\n", shown(false, true, ended(usage, cost)));
    }

    @Test
    void aServerThatReportsNothingHasNotCostNothing() {
        assertEquals("sx: no usage reported, 2.3 s\n", shown(false, true, ended(Usage.NONE, null)));
    }

    private static RunEvent ended(Failure failure) {
        return new RunEvent.RunEnded(new Result("", failure, USAGE, null, 1, Duration.ofMillis(2340), List.of(), false));
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
        assertEquals("sx: 12,345 tokens in (1,024 cached), 678 out (90 thinking), price unknown, 2.3 s\n", shown(progress, true, ended(null)));
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

    private static RunEvent part(int number, Phase phase) {
        return answering(new StreamEvent.PartStarted(number, PartKind.TEXT, phase));
    }

    private static RunEvent text(int number, String text) {
        return answering(new StreamEvent.TextDelta(number, text));
    }

    private static final RunEvent CALL = answering(new StreamEvent.ToolCallEnd(9, "c", "read", ToolKind.FUNCTION, null, "{}"));
    private static final RunEvent FINISH = answering(new StreamEvent.Finish(StreamEvent.FinishReason.STOP, "completed"));

    @Test
    void aRemarkOnTheWayIsShownAlsoWhenTheAnswerFollowsAtOnce() {
        assertEquals("Let me look.\n", shown(true, false, part(0, Phase.COMMENTARY), text(0, "Let me look."), part(1, Phase.FINAL), text(1, "Done."), FINISH));
    }

    @ParameterizedTest
    @CsvSource({"true, 'One. Two.\n'", "false, ''"})
    void whatTurnsOutToBeARemarkIsShownBeforeItsCalls(boolean called, String shown) {
        assertEquals("· codex · gpt-5.3-codex · edit\n" + shown, shown(true, false, WITH_TOOLS, part(0, null), text(0, "One."), part(1, null), text(1, "Two."),
                called ? CALL : answering(new StreamEvent.Notice("x", "")), FINISH).replace("sx: \n", ""));
    }

    @Test
    void theAnswerIsNoRemarkAfterOneThatMadeCalls() {
        assertEquals("· codex · gpt-5.3-codex · edit\nLet me look.\n",
                shown(true, false, WITH_TOOLS, part(0, null), text(0, "Let me look."), CALL, FINISH, part(0, null), text(0, "Done."), FINISH));
    }

    @Test
    void remarksAreNotSaidTwiceWhereStdoutShowsThem() {
        assertEquals("· codex · gpt-5.3-codex · edit\n", shown(true, false, false, WITH_TOOLS, part(0, Phase.COMMENTARY), text(0, "Let me look."),
                part(1, null), text(1, "hm"), CALL, FINISH));
    }

    @Test
    void withoutATerminalRemarksAndCallsAreSilent() {
        assertEquals("", shown(false, false, WITH_TOOLS, part(0, Phase.COMMENTARY), text(0, "Let me look."), CALL, FINISH,
                new RunEvent.ToolStarted("c", "read", Access.READ, Json.object(), "read a"),
                new RunEvent.ToolFinished("c", "read", Access.READ, Json.object(), Outcome.of("1\n2\n3\n")), ended(null)));
    }

    @Test
    void whatARetryMadeVoidIsNotShown() {
        assertEquals("sx: retrying (2 of 6) in 0.0 s: busy\nDone looking.\n", shown(true, false, part(0, Phase.COMMENTARY), text(0, "Let me"),
                answering(new StreamEvent.Retrying(2, 6, Duration.ZERO, Failure.of(Kind.OVERLOADED, "busy"))), part(0, Phase.COMMENTARY), text(0, "Done looking."), FINISH));
    }

    @Test
    void callsAreALineEachAndWhatTheyCameToAnother() {
        assertEquals("● bash make all\n  1 line · exit 2 · 1.5 s\n", shown(true, false, new RunEvent.ToolStarted("c", "bash", Access.EXEC, Json.object(), "bash make all"),
                new RunEvent.ToolFinished("c", "bash", Access.EXEC, Json.object(), Outcome.of("x", new Detail.Command("x", 2, Duration.ofMillis(1500), false, null)))));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aDenialIsAlwaysOneLineThatSaysHowToAllowIt(boolean progress) {
        var denial = new Denial("c", "bash", Access.EXEC, Json.object(), "bash cat > x <<EOF\n" + "line\n".repeat(1000) + "EOF", "mode read-only; allow with --mode full", false);
        var shown = shown(progress, false, new RunEvent.Denied(denial));
        assertTrue(shown.startsWith("sx: denied bash cat > x <<EOF ↵ line ↵ line"), shown);
        assertTrue(shown.endsWith(" … (mode read-only; allow with --mode full)\n"), shown);
        assertEquals(1, shown.lines().count());
        assertTrue(shown.length() < 250, shown);
    }

    @Test
    void aTitleWithoutAnEndOfLineIsShownWhenItsPartIsOver() {
        assertEquals("· Reading\n", shown(true, false, answering(new StreamEvent.PartStarted(0, PartKind.REASONING, null)),
                thought("**Reading**", Thought.SUMMARY), part(1, Phase.FINAL)));
    }

    @Test
    void aLimitIsShownOnceThoughEveryAnswerReportsIt() {
        var limits = answering(new StreamEvent.Limits(List.of(new RateLimit("codex primary", 95, Optional.empty(), Optional.empty()))));
        assertEquals("· limit codex primary: 95 % used\n", shown(true, false, limits, FINISH, limits, FINISH));
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
