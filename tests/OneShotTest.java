package scorpiox.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Sink;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;

class OneShotTest {
    private static final Usage USAGE = new Usage(10, 0, 0, 5, 0);

    private final List<RunEvent> events = new ArrayList<>();

    /// A provider that says what it is told to.
    private record Scripted(List<StreamEvent> script) implements Provider {
        @Override
        public String id() {
            return "codex";
        }

        @Override
        public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
            script.forEach(to::event);
            to.pause();
        }
    }

    private Result run(StreamEvent... script) {
        var request = new Request("gpt-5.3-codex", List.of(), List.of(Message.user(new Part.Text("Hi"))), Request.Tools.NONE, Request.Thinking.UNSET,
                Request.Output.TEXT, "thread-1");
        return OneShot.run(new Scripted(List.of(script)), request, new Turn(false), events::add, new Cancel());
    }

    private static StreamEvent part(int number, PartKind kind) {
        return new StreamEvent.PartStarted(number, kind, null);
    }

    private static StreamEvent text(int number, String text) {
        return new StreamEvent.TextDelta(number, text);
    }

    private static StreamEvent finish(FinishReason reason) {
        return new StreamEvent.Finish(reason, "raw");
    }

    @Test
    void aRunIsItsStartTheModelsEventsAndItsEnd() {
        StreamEvent[] script = {new StreamEvent.Started("codex", "m", "r"), part(0, PartKind.TEXT), text(0, "Hello"), new StreamEvent.UsageUpdate(USAGE),
                finish(FinishReason.STOP)};
        var result = run(script);
        assertEquals(new RunEvent.RunStarted("thread-1", "codex", "gpt-5.3-codex"), events.getFirst());
        assertEquals(List.of(script).stream().map(event -> (RunEvent) new RunEvent.Answering(event)).toList(), events.subList(1, events.size() - 1));
        assertEquals(new RunEvent.RunEnded(result), events.getLast());
        assertEquals("Hello", result.text());
        assertNull(result.failure());
        assertEquals(USAGE, result.usage());
        assertEquals(1, result.turns());
        assertEquals(0, result.exit());
    }

    @ParameterizedTest
    @CsvSource({
            "STOP, Hello, , 0",
            "OTHER, Hello, , 0",
            "STOP, '', SERVER, 1",
            "OTHER, '', SERVER, 1",
            "LENGTH, Hel, LIMIT, 6",
            "LENGTH, '', LIMIT, 6",
            "CONTENT_FILTER, Hel, REFUSED, 1",
            "REFUSAL, No., REFUSED, 1",
    })
    void howItEndedDecidesWhetherItFailed(FinishReason reason, String text, Kind kind, int exit) {
        var result = run(part(0, PartKind.TEXT), text(0, text), finish(reason));
        assertEquals(kind, result.failure() == null ? null : result.failure().kind());
        assertEquals(exit, result.exit());
        assertEquals(text, result.text());
    }

    @Test
    void aRefusalWithinAnAnswerIsAFailureWithItsText() {
        var result = run(part(0, PartKind.REFUSAL), text(0, "I cannot."), finish(FinishReason.STOP));
        assertEquals(Kind.REFUSED, result.failure().kind());
        assertEquals("I cannot.", result.text());
    }

    @Test
    void onlyRemarksAreAnEmptyAnswer() {
        var result = run(new StreamEvent.PartStarted(0, PartKind.TEXT, Phase.COMMENTARY), text(0, "Let me see."), finish(FinishReason.STOP));
        assertEquals(Kind.SERVER, result.failure().kind());
    }

    @Test
    void onlyThinkingIsAnEmptyAnswer() {
        var result = run(part(0, PartKind.REASONING), new StreamEvent.ReasoningDelta(0, "hm", StreamEvent.Thought.SUMMARY), finish(FinishReason.STOP));
        assertEquals(Kind.SERVER, result.failure().kind());
    }

    @Test
    void aCallOfAToolNobodyOfferedIsAFailure() {
        var result = run(new StreamEvent.ToolCallStart(0, "c", "f", ToolKind.FUNCTION), new StreamEvent.ToolCallEnd(0, "c", "f", ToolKind.FUNCTION, null, "{}"),
                finish(FinishReason.TOOL_CALLS));
        assertEquals(Kind.PROTOCOL, result.failure().kind());
    }

    @Test
    void aFailureIsTheResultsWithTheTextSoFar() {
        var failure = Failure.of(Kind.TRUNCATED, "broke off");
        var result = run(part(0, PartKind.TEXT), text(0, "Hel"), new StreamEvent.Failed(failure));
        assertSame(failure, result.failure());
        assertEquals("Hel", result.text());
        assertEquals(0, result.turns());
        assertEquals(1, events.stream().filter(event -> event instanceof RunEvent.RunEnded).count());
    }

    @Test
    void whatCameBeforeARetryIsVoid() {
        var result = run(part(0, PartKind.TEXT), text(0, "first try"), new StreamEvent.Retrying(2, 6, Duration.ZERO, Failure.of(Kind.SERVER, "x")),
                part(0, PartKind.TEXT), text(0, "Hello"), finish(FinishReason.STOP));
        assertEquals("Hello", result.text());
    }

    @Test
    void partsAreJoinedByABlankLineAndRemarksLeftOut() {
        var result = run(part(0, PartKind.TEXT), text(0, "One."), new StreamEvent.PartStarted(1, PartKind.TEXT, Phase.COMMENTARY), text(1, "hm"),
                part(2, PartKind.TEXT), text(2, "Two."), finish(FinishReason.STOP));
        assertEquals("One.\n\nTwo.", result.text());
    }

    @Test
    void pausesReachTheOutput() {
        var pauses = new ArrayList<String>();
        var request = new Request("m", List.of(), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "t");
        OneShot.run(new Scripted(List.of(part(0, PartKind.TEXT), text(0, "x"), finish(FinishReason.STOP))), request, new Turn(false), new Sink<>() {
            @Override
            public void event(RunEvent event) {}

            @Override
            public void pause() {
                pauses.add("pause");
            }
        }, new Cancel());
        assertEquals(1, pauses.size());
    }
}
