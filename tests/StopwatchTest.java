package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.model.ModelInfo;
import scorpiox.model.Price;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.StreamEvent;
import scorpiox.model.Usage;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;

class StopwatchTest {
    private static final ModelInfo PRICED = new ModelInfo("m", true, new ModelInfo.Window(0, 0), true, true, new ModelInfo.Reasoning(ModelInfo.Style.EFFORT, List.of(), true), false,
            true, new Price(new Price.Rates(2, 0.2, null, null, 10), null, 0, null, null, "2026-09", false));

    /// Knows one model and another provider's.
    private static final Provider PROVIDER = new Provider() {
        @Override
        public String id() {
            return "codex";
        }

        @Override
        public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
            throw new AssertionError();
        }

        @Override
        public ModelInfo model(String name) {
            return name.equals("m") ? PRICED : ModelInfo.unknown(name);
        }
    };

    private long now;
    private final Stopwatch watch = new Stopwatch(() -> now * 1_000_000, _ -> { });

    private void at(long millis, StreamEvent... events) {
        now = millis;
        for (var event : events) watch.event(event);
    }

    private Measure stop(long millis) {
        now = millis;
        return watch.stop(PROVIDER, "m", InstantSource.system());
    }

    private static StreamEvent text(String text) {
        return new StreamEvent.TextDelta(0, text);
    }

    private void answer(FinishReason reason) {
        at(100, new StreamEvent.Started("codex", "gpt-x", "r"), new StreamEvent.PartStarted(0, PartKind.TEXT, null), text("hello"));
        at(600, text(" you"), new StreamEvent.UsageUpdate(new Usage(1000, 200, 0, 50, 0)), new StreamEvent.Finish(reason, "x"));
    }

    @Test
    void timeTokensAndCost() {
        answer(FinishReason.STOP);
        var measure = stop(600);
        assertTrue(measure.ok());
        assertEquals(100, measure.first());
        assertEquals(600, measure.total());
        assertEquals(100, measure.rate(), 0.001, "50 tokens in half a second");
        assertEquals("hello you", measure.text());
        assertEquals("stop", measure.finish());
        assertEquals("gpt-x", measure.model());
        assertEquals((800 * 2 + 200 * 0.2 + 50 * 10) / 1e6, measure.cost().usd(), 1e-12);
    }

    @Test
    void thinkingThatIsSeenIsTheFirstTokenAndThinkingThatIsNotDoesNotCountForSpeed() {
        at(50, new StreamEvent.PartStarted(0, PartKind.REASONING, null), new StreamEvent.ReasoningDelta(0, "hm", Thought.SUMMARY));
        at(550, new StreamEvent.PartStarted(1, PartKind.TEXT, null), new StreamEvent.TextDelta(1, "x"), new StreamEvent.UsageUpdate(new Usage(1, 0, 0, 100, 60)), new StreamEvent.Finish(FinishReason.STOP, "x"));
        var seen = stop(1050);
        assertEquals(50, seen.first());
        assertEquals(100, seen.rate(), 0.001);
        now = 0;
        var blind = new Stopwatch(() -> now * 1_000_000, _ -> { });
        now = 1000;
        for (var event : List.of(new StreamEvent.PartStarted(0, PartKind.TEXT, null), text("x"), new StreamEvent.UsageUpdate(new Usage(1, 0, 0, 100, 60)), new StreamEvent.Finish(FinishReason.STOP, "x"))) blind.event(event);
        now = 2000;
        assertEquals(40, blind.stop(PROVIDER, "m", InstantSource.system()).rate(), 0.001);
    }

    @Test
    void whatWasNotReportedIsUnknown() {
        at(10, new StreamEvent.PartStarted(0, PartKind.TEXT, null), text("x"), new StreamEvent.Finish(FinishReason.STOP, "x"));
        var measure = stop(20);
        assertTrue(measure.ok());
        assertNull(measure.usage());
        assertNull(measure.cost());
        assertNull(measure.rate());
    }

    @Test
    void anotherAttemptBeginsAnewButTheWaitCounts() {
        at(100, new StreamEvent.PartStarted(0, PartKind.TEXT, null), text("half"));
        at(200, new StreamEvent.Retrying(2, 2, Duration.ofMillis(1), Failure.of(Kind.TRUNCATED, "cut")));
        at(900, new StreamEvent.PartStarted(0, PartKind.TEXT, null), text("whole"), new StreamEvent.Finish(FinishReason.STOP, "x"));
        var measure = stop(950);
        assertEquals(900, measure.first());
        assertEquals(950, measure.total());
        assertEquals("whole", measure.text());
    }

    @ParameterizedTest
    @EnumSource(value = FinishReason.class, names = {"REFUSAL", "CONTENT_FILTER"})
    void aRefusalIsNoAnswer(FinishReason reason) {
        answer(reason);
        assertEquals(Kind.REFUSED, stop(700).failure().kind());
    }

    @Test
    void anEmptyOneAndOneWithoutAnEndAreNone() {
        at(5, new StreamEvent.Finish(FinishReason.STOP, "x"));
        assertEquals("the answer is empty", stop(6).failure().getMessage());
        assertEquals("the answer has no end", new Stopwatch(System::nanoTime, _ -> { }).stop(PROVIDER, "m", InstantSource.system()).failure().getMessage());
    }

    @Test
    void whatAnotherProviderAnsweredIsNotPricedAsItsOwn() {
        at(1, new StreamEvent.Started("gemini", "m", "r"), new StreamEvent.PartStarted(0, PartKind.TEXT, null), text("x"), new StreamEvent.UsageUpdate(new Usage(1, 0, 0, 1, 0)),
                new StreamEvent.Finish(FinishReason.STOP, "x"));
        assertNull(stop(2).cost());
    }

    @Test
    void aKeyThatAServerEchoesIsNotShown() {
        Redaction.register("echoed-key-of-this-test");
        at(1, new StreamEvent.PartStarted(0, PartKind.TEXT, null), text("your key is echoed-key-of-this-test"), new StreamEvent.Finish(FinishReason.STOP, "x"));
        assertFalse(stop(2).text().contains("echoed-key"));
    }
}
