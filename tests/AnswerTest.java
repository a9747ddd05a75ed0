package scorpiox.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.model.StreamEvent.Continuation;
import scorpiox.model.StreamEvent.Failed;
import scorpiox.model.StreamEvent.Finish;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.PartStarted;
import scorpiox.model.StreamEvent.ReasoningDelta;
import scorpiox.model.StreamEvent.Retrying;
import scorpiox.model.StreamEvent.Started;
import scorpiox.model.StreamEvent.TextDelta;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.StreamEvent.UsageUpdate;

class AnswerTest {
    private static final Failure BROKEN = Failure.of(Failure.Kind.TRUNCATED, "broke");

    private final Answer answer = new Answer();

    @Test
    void deltasOfAPartAreOneText() {
        play(new Started("codex", "gpt-5.2", "r"), new PartStarted(0, PartKind.TEXT, null), new TextDelta(0, "Hel"), new TextDelta(0, "lo"),
                new UsageUpdate(new Usage(1, 0, 0, 1, 0)), new UsageUpdate(new Usage(5, 2, 0, 3, 1)), new Finish(FinishReason.STOP, "completed"));
        assertEquals("Hello", answer.text());
        assertEquals(List.of(new Part.Text("Hello")), answer.message().parts());
        assertEquals("codex", answer.provider());
        assertEquals("gpt-5.2", answer.model());
        assertEquals(new Usage(5, 2, 0, 3, 1), answer.usage());
        assertEquals(FinishReason.STOP, answer.finish());
        assertNull(answer.failure());
    }

    @Test
    void partsAreJoinedByABlankLineAndRemarksOnTheWayLeftOut() {
        play(new PartStarted(0, PartKind.TEXT, Phase.COMMENTARY), new TextDelta(0, "I will look."),
                new PartStarted(1, PartKind.TEXT, Phase.FINAL), new TextDelta(1, "First."),
                new PartStarted(2, PartKind.TEXT, null), new PartStarted(3, PartKind.TEXT, null), new TextDelta(3, "Second."));
        assertEquals("First.\n\nSecond.", answer.text());
        assertEquals(new Part.Text("I will look.", Phase.COMMENTARY), answer.message().parts().getFirst());
    }

    @Test
    void partsKeepTheirOrderEvenWhenTheyArriveInterleaved() {
        play(new PartStarted(0, PartKind.TEXT, null), new PartStarted(1, PartKind.TEXT, null), new TextDelta(1, "b"), new TextDelta(0, "a"),
                new TextDelta(1, "B"));
        assertEquals("a\n\nbB", answer.text());
    }

    @Test
    void aRefusalIsText() {
        play(new PartStarted(0, PartKind.REFUSAL, null), new TextDelta(0, "I cannot."));
        assertEquals("I cannot.", answer.text());
        assertEquals(List.of(new Part.Refusal("I cannot.")), answer.message().parts());
    }

    @Test
    void thinkingIsItsSummaryElseItsRawTextAndNeverTheAnswer() {
        var opaque = new Opaque("codex", "m", "reasoning", Json.object());
        play(new PartStarted(0, PartKind.REASONING, null), new ReasoningDelta(0, "raw", Thought.RAW), new ReasoningDelta(0, "summary", Thought.SUMMARY),
                new Continuation(0, opaque), new PartStarted(1, PartKind.REASONING, null), new ReasoningDelta(1, "only raw", Thought.RAW));
        assertEquals(List.of(new Part.Reasoning("summary", opaque), new Part.Reasoning("only raw", null)), answer.message().parts());
        assertEquals("", answer.text());
    }

    @Test
    void callsAndHostedCallsStandInTheirPlaces() {
        var search = new Opaque("codex", "m", "web_search_call", Json.object());
        play(new PartStarted(0, PartKind.TEXT, null), new TextDelta(0, "t"), new ToolCallEnd(1, "call_1", "bash", ToolKind.FUNCTION, null, "{bad"),
                new StreamEvent.Hosted(2, "web_search_call", "in_progress", null), new Continuation(2, search),
                new StreamEvent.Hosted(3, "x_call", "completed", null));
        assertEquals(List.of(new Part.Text("t"), new Part.ToolCall("call_1", "bash", ToolKind.FUNCTION, "{bad"), new Part.Hosted(search)),
                answer.message().parts());
        assertEquals(Message.Role.ASSISTANT, answer.message().role());
    }

    @Test
    void aRetryVoidsWhatCameBefore() {
        play(new PartStarted(0, PartKind.REASONING, null), new ReasoningDelta(0, "old", Thought.SUMMARY),
                new StreamEvent.Citation(0, "https://old.example", "o"),
                new Retrying(2, 6, Duration.ZERO, BROKEN), new Started("codex", "m", "r2"),
                new PartStarted(0, PartKind.TEXT, null), new TextDelta(0, "new"), new StreamEvent.Citation(0, "https://a.example", "A"));
        assertEquals("new", answer.text());
        assertEquals(1, answer.message().parts().size());
        assertEquals(List.of(new StreamEvent.Citation(0, "https://a.example", "A")), answer.citations());
    }

    @Test
    void aFailureKeepsThePartialText() {
        play(new PartStarted(0, PartKind.TEXT, null), new TextDelta(0, "half"), new Failed(BROKEN));
        assertEquals("half", answer.text());
        assertSame(BROKEN, answer.failure());
        assertNull(answer.finish());
    }

    @Test
    void usageIsAddedMemberByMember() {
        assertEquals(new Usage(11, 22, 33, 44, 55), new Usage(1, 2, 3, 4, 5).plus(new Usage(10, 20, 30, 40, 50)));
        assertEquals(Usage.NONE, answer.usage());
    }

    private void play(StreamEvent... events) {
        for (var event : events) answer.event(event);
    }
}
