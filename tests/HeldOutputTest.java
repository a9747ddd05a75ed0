package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.model.StreamEvent;
import scorpiox.model.Usage;

class HeldOutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String printed(boolean last, boolean terminal, String text, Failure failure) {
        var output = new HeldOutput(new Stdout(bytes), last, terminal);
        output.event(new RunEvent.RunStarted("thread", "codex", "model", "edit", true));
        output.event(new RunEvent.Answering(new StreamEvent.TextDelta(0, "```\nof a remark\n```\n")));
        output.event(new RunEvent.Answering(new StreamEvent.Finish(StreamEvent.FinishReason.TOOL_CALLS, "")));
        output.pause();
        assertEquals("", bytes.toString(StandardCharsets.UTF_8));
        output.event(new RunEvent.RunEnded(new Result(text, failure, Usage.NONE, null, 2, Duration.ZERO, List.of(), false)));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"false, 'a\n'", "true, 'b\n'"})
    void aBlockOfTheLastAnswerIsPrintedWhenTheRunIsOver(boolean last, String block) {
        assertEquals(block, printed(last, false, "```\na\n```\n\n```\nb\n```\n", null));
    }

    @Test
    void withoutABlockItIsTheWholeText() {
        assertEquals("no code\n", printed(false, false, "no code", null));
    }

    @Test
    void aFailedRunPrintsNothing() {
        assertEquals("", printed(false, false, "```\na\n```\n", Failure.of(Kind.LIMIT, "cut")));
    }

    @ParameterizedTest
    @CsvSource({"true, 'ab\n'", "false, 'a\u001b[31mb\n'"})
    void aTerminalGetsNoForeignSequences(boolean terminal, String block) {
        assertEquals(block, printed(false, terminal, "```\na\u001b[31mb\n```\n", null));
    }

    @Test
    void theWholeAnswerWaitsForItsEndToo() {
        var output = HeldOutput.whole(new Stdout(bytes), false);
        output.event(new RunEvent.Answering(new StreamEvent.TextDelta(0, "no")));
        output.event(new RunEvent.RunEnded(new Result("no", Failure.of(Kind.SCHEMA, "no"), Usage.NONE, null, 3, Duration.ZERO, List.of(), false)));
        assertEquals("", bytes.toString(StandardCharsets.UTF_8));
        output.event(new RunEvent.RunEnded(new Result("{\"a\": \"```\\nx\\n```\"}", null, Usage.NONE, null, 3, Duration.ZERO, List.of(), false)));
        assertEquals("{\"a\": \"```\\nx\\n```\"}\n", bytes.toString(StandardCharsets.UTF_8));
    }
}
