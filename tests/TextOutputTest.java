package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;

class TextOutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private static StreamEvent part(int number, PartKind kind, Phase phase) {
        return new StreamEvent.PartStarted(number, kind, phase);
    }

    private static StreamEvent text(int number, String text) {
        return new StreamEvent.TextDelta(number, text);
    }

    private static RunEvent ended(Failure failure) {
        return new RunEvent.RunEnded(new Result("", failure, Usage.NONE, null, 1, Duration.ZERO, List.of(), false));
    }

    private String shown(TextOutput output, List<StreamEvent> events) {
        return shown(output, false, events);
    }

    private String shown(TextOutput output, boolean tools, List<StreamEvent> events) {
        output.event(new RunEvent.RunStarted("thread", "codex", "model", "edit", tools));
        events.forEach(event -> output.event(new RunEvent.Answering(event)));
        output.event(ended(null));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String piped(StreamEvent... events) {
        return shown(TextOutput.plain(new Stdout(bytes)), List.of(events));
    }

    /// Into a pipe, of a model that may call tools.
    private String pipedWithTools(StreamEvent... events) {
        return shown(TextOutput.plain(new Stdout(bytes)), true, List.of(events));
    }

    private static final StreamEvent CALL = new StreamEvent.ToolCallEnd(9, "c", "read", ToolKind.FUNCTION, null, "{}");
    private static final StreamEvent FINISH = new StreamEvent.Finish(StreamEvent.FinishReason.STOP, "completed");

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("hostile text", "\u001b[31mred\u001b]0;t\u0007 \r\n\u202e\u0000 **b** `c`\n"),
                Arguments.of("many scripts", "é 中 😀 👩\u200d💻\n"),
                Arguments.of("blank lines around", "\n\n  x  \n\n\n"),
                Arguments.of("a large answer", "0123456789 é\n".repeat(20_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void aPipeGetsTheTextByteForByte(String kind, String answer) {
        var half = answer.length() / 3;
        assertEquals(answer, piped(part(0, PartKind.TEXT, null), text(0, answer.substring(0, half)), text(0, answer.substring(half))));
    }

    @ParameterizedTest
    @CsvSource({"'a', 'a\n'", "'a\n', 'a\n'", "'a\n\n', 'a\n\n'"})
    void aFinalNewlineIsAddedOnlyWhereItIsMissing(String answer, String printed) {
        assertEquals(printed, piped(part(0, PartKind.TEXT, null), text(0, answer)));
    }

    @Test
    void remarksOnTheWayAndThinkingAreLeftOut() {
        assertEquals("Done.\n", piped(part(0, PartKind.REASONING, null), new StreamEvent.ReasoningDelta(0, "hm", Thought.SUMMARY),
                part(1, PartKind.TEXT, Phase.COMMENTARY), text(1, "Let me look."), part(2, PartKind.TEXT, Phase.FINAL), text(2, "Done.")));
    }

    @Test
    void aRemarkBetweenTwoPartsLeavesNoTrace() {
        assertEquals("One.\n\nTwo.\n", piped(part(0, PartKind.TEXT, Phase.FINAL), text(0, "One."), part(1, PartKind.TEXT, Phase.COMMENTARY), text(1, "hm"),
                part(2, PartKind.TEXT, Phase.FINAL), text(2, "Two.")));
    }

    @Test
    void twoPartsAreSeparatedByABlankLine() {
        assertEquals("One.\n\nTwo.\n", piped(part(0, PartKind.TEXT, null), text(0, "One."), part(1, PartKind.REASONING, null),
                new StreamEvent.ReasoningDelta(1, "hm", Thought.RAW), part(2, PartKind.TEXT, null), text(2, "Two.")));
    }

    @Test
    void aRefusalIsPrintedAsText() {
        assertEquals("I cannot.\n", piped(part(0, PartKind.REFUSAL, null), text(0, "I cannot.")));
    }

    @Test
    void nothingSaidIsNothingPrinted() {
        assertEquals("", piped());
    }

    @Test
    void aFailureLeavesJustTheTextThatCame() {
        var output = TextOutput.plain(new Stdout(bytes));
        output.event(new RunEvent.Answering(part(0, PartKind.TEXT, null)));
        output.event(new RunEvent.Answering(text(0, "Hel")));
        output.event(ended(Failure.of(Kind.TRUNCATED, "broke off")));
        assertEquals("Hel\n", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void textLeavesWhenTheStreamPauses() {
        var output = TextOutput.plain(new Stdout(bytes));
        output.event(new RunEvent.Answering(part(0, PartKind.TEXT, null)));
        output.event(new RunEvent.Answering(text(0, "Hel")));
        output.pause();
        assertEquals("Hel", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aTerminalGetsNoForeignSequencesAlsoWhenTheyAreCut() {
        assertEquals("red**b**\n", shown(TextOutput.terminal(new Stdout(bytes), false), List.of(part(0, PartKind.TEXT, null), text(0, "\u001b["),
                text(0, "31mr\u001b]0;ti"), text(0, "tle\u0007ed\u202e"), text(0, "**b**"))));
    }

    @Test
    void aTerminalWithColoursGetsStyledText() {
        assertEquals("a \u001b[1mbold\u001b[0m b\n\n\u001b[1mopen\u001b[0m\n", shown(TextOutput.terminal(new Stdout(bytes), true),
                List.of(part(0, PartKind.TEXT, null), text(0, "a **bo"), text(0, "ld*"), text(0, "* b"), part(1, PartKind.TEXT, null), text(1, "**open"))));
    }

    @Test
    void anUnfinishedSequenceOfOnePartDoesNotHideTheNext() {
        assertEquals("One\n\nTwo\n", shown(TextOutput.terminal(new Stdout(bytes), false),
                List.of(part(0, PartKind.TEXT, null), text(0, "One\u001b]0;"), part(1, PartKind.TEXT, null), text(1, "Two"))));
    }

    @Test
    void intoAPipeTextBeforeCallsIsLeftOut() {
        assertEquals("Done.\n", pipedWithTools(part(0, PartKind.TEXT, null), text(0, "Let me look."), CALL, FINISH,
                part(0, PartKind.TEXT, Phase.COMMENTARY), text(0, "hm"), CALL, FINISH,
                part(0, PartKind.TEXT, null), text(0, "Done."), FINISH));
    }

    @Test
    void intoAPipeTextWaitsUntilItIsKnownToBeTheAnswer() {
        var output = TextOutput.plain(new Stdout(bytes));
        output.event(new RunEvent.RunStarted("thread", "codex", "model", "edit", true));
        for (var event : List.of(part(0, PartKind.TEXT, null), text(0, "Hel"), text(0, "lo"))) {
            output.event(new RunEvent.Answering(event));
            output.pause();
        }
        assertEquals("", bytes.toString(StandardCharsets.UTF_8));
        output.event(new RunEvent.Answering(FINISH));
        assertEquals("Hello", bytes.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"true, FINAL", "false, "})
    void textKnownToBeTheAnswerStreams(boolean tools, Phase phase) {
        var output = TextOutput.plain(new Stdout(bytes));
        output.event(new RunEvent.RunStarted("thread", "codex", "model", "edit", tools));
        output.event(new RunEvent.Answering(part(0, PartKind.TEXT, phase)));
        output.event(new RunEvent.Answering(text(0, "Hel")));
        output.pause();
        assertEquals("Hel", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatStreamsNeverOvertakesWhatWaits() {
        assertEquals("One.\n\nTwo.\n", pipedWithTools(part(0, PartKind.TEXT, null), text(0, "One."), part(1, PartKind.TEXT, Phase.FINAL), text(1, "Two."), FINISH));
    }

    @Test
    void anAnswerThatWasCutAtItsLimitIsPrinted() {
        assertEquals("Hel\n", pipedWithTools(part(0, PartKind.TEXT, null), text(0, "Hel"), new StreamEvent.Finish(StreamEvent.FinishReason.LENGTH, "max_output_tokens")));
    }

    @Test
    void ofAFailedRunWhatWaitsIsNotPrinted() {
        var output = TextOutput.plain(new Stdout(bytes));
        output.event(new RunEvent.RunStarted("thread", "codex", "model", "edit", true));
        output.event(new RunEvent.Answering(part(0, PartKind.TEXT, null)));
        output.event(new RunEvent.Answering(text(0, "Let me")));
        output.event(ended(Failure.of(Kind.TRUNCATED, "broke off")));
        assertEquals("", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatARetryMadeVoidIsNotPrinted() {
        assertEquals("Done.\n", pipedWithTools(part(0, PartKind.TEXT, null), text(0, "Hel"), new StreamEvent.Retrying(2, 6, Duration.ZERO, Failure.of(Kind.SERVER, "x")),
                part(0, PartKind.TEXT, null), text(0, "Done."), FINISH));
    }

    @Test
    void aTerminalShowsRemarksAndTheAnswerOnLinesOfTheirOwn() {
        assertEquals("Let me look.\nDone.\n\nReally.\n", shown(TextOutput.terminal(new Stdout(bytes), false), true,
                List.of(part(0, PartKind.TEXT, Phase.COMMENTARY), text(0, "Let me look."), CALL, FINISH, part(0, PartKind.TEXT, Phase.FINAL), text(0, "Done."),
                        part(1, PartKind.TEXT, Phase.FINAL), text(1, "Really."), FINISH)));
    }

    @Test
    void anUnfinishedStyleEndsBeforeTheLinesOfCalls() {
        assertEquals("\u001b[1mLet me\u001b[0m\nDone.\n", shown(TextOutput.terminal(new Stdout(bytes), true), true,
                List.of(part(0, PartKind.TEXT, null), text(0, "**Let me"), CALL, FINISH, part(0, PartKind.TEXT, null), text(0, "Done."), FINISH)));
    }

    @Test
    void textOfPartsThatAlternateIsNeverLost() {
        assertEquals("A\n\nB\n\nC\n", piped(part(0, PartKind.TEXT, null), text(0, "A"), part(1, PartKind.TEXT, null), text(1, "B"), text(0, "C")));
        bytes.reset();
        assertEquals("B\n", piped(part(0, PartKind.TEXT, Phase.COMMENTARY), text(0, "A"), part(1, PartKind.TEXT, null), text(1, "B"), text(0, "C")));
    }
}
