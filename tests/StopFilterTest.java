package scorpiox.server.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.base.Sink;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.Finish;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.PartStarted;
import scorpiox.model.StreamEvent.ReasoningDelta;
import scorpiox.model.StreamEvent.TextDelta;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.StreamEvent.ToolCallArgs;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.StreamEvent.ToolCallStart;
import scorpiox.model.StreamEvent.UsageUpdate;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;

class StopFilterTest {
    private static final Finish END = new Finish(FinishReason.STOP, "completed");
    private static final PartStarted PART = new PartStarted(0, PartKind.TEXT, null);

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '"', value = {
            "one END two    | END       | \"one \" | END", "no such thing   | END       | no such thing | -", "ENDING          | END       | \"\"    | END", "EN              | END  | EN | -",
            "abcd            | abcd,bc   | a       | bc", "xabc            | abc,c,bc  | x       | abc", "aaab            | aab       | a       | aab", "ababac          | abac | ab | abac",
            "ababa           | abac,bax  | ababa   | -", "tick 😀 tock    | 😀        | \"tick \" | 😀", "tick 😁 tock    | 😀        | tick 😁 tock | -", "éa\u0301b        | a\u0301   | é       | a\u0301",
            "a b             | \" \"     | a       | \" \"", "mississippi      | issip     | miss    | issip"})
    void textEndsBeforeTheFirstStop(String text, String stops, String before, String stop) {
        var out = run(List.of(stops.split(",")), PART, new TextDelta(0, text), END);
        assertEquals(before, text(out));
        assertEquals(stop, StopFilter.stop((Finish) out.getLast()));
    }

    @Test
    void resultIsTheSameHoweverTheTextIsCut() {
        var random = new Random(7);
        for (var round = 0; round < 3000; round++) {
            var text = random(random, 1 + random.nextInt(24));
            var stops = new ArrayList<String>();
            for (var i = random.nextInt(4); i >= 0; i--) stops.add(random(random, 1 + random.nextInt(5)));
            var parts = random.nextInt(text.length() + 1);
            var whole = outcome(stops, List.of(PART, new TextDelta(0, text.substring(0, parts)), new PartStarted(1, PartKind.TEXT, null), new TextDelta(1, text.substring(parts)), END));
            var cut = new ArrayList<StreamEvent>(List.of(PART));
            pieces(random, 0, text.substring(0, parts), cut);
            cut.add(new PartStarted(1, PartKind.TEXT, null));
            pieces(random, 1, text.substring(parts), cut);
            cut.add(END);
            assertEquals(whole, outcome(stops, cut), text + " " + stops);
            assertEquals(expected(parts == 0 ? text : text.substring(0, parts) + "\n\n" + text.substring(parts), stops), whole, text + " " + stops);
        }
    }

    @Test
    void nothingIsHeldBackLongerThanItMayBecomeAStop() {
        var out = new ArrayList<StreamEvent>();
        var filter = new StopFilter(List.of("END"), out::add);
        filter.event(PART);
        var delta = new TextDelta(0, "abc");
        filter.event(delta);
        assertTrue(out.getLast() == delta, "text that concerns no stop goes on as it is");
        filter.event(new TextDelta(0, "dE"));
        assertEquals("abcd", text(out));
        filter.event(new TextDelta(0, "N"));
        filter.pause();
        assertEquals("abcd", text(out));
        filter.event(new TextDelta(0, "d"));
        assertEquals("abcdENd", text(out));
    }

    @Test
    void stopsReachAcrossPartsWithTheBlankLineBetweenThem() {
        var next = new PartStarted(1, PartKind.TEXT, null);
        assertEquals("a|b\n\nc", outcome(List.of("b\n\nc"), List.of(PART, new TextDelta(0, "ab"), next, new TextDelta(1, "cd"), END)));
        var out = run(List.of("\n\n"), PART, new TextDelta(0, "ab"), next, new TextDelta(1, "cd"), END);
        assertEquals(List.of(PART, new TextDelta(0, "ab"), new Finish(FinishReason.STOP, "stop sequence: \n\n")), out);
        assertEquals("abcd", text(run(List.of("bc"), PART, new TextDelta(0, "ab"), next, new TextDelta(1, "cd"), END)));
        var kept = run(List.of("b\n\nx"), PART, new TextDelta(0, "ab"), next, new TextDelta(1, "cd"), END);
        assertEquals(List.of(PART, new TextDelta(0, "a"), new TextDelta(0, "b"), next, new TextDelta(1, "cd"), END), kept);
    }

    @Test
    void onlyTextCounts() {
        var events = List.<StreamEvent>of(new PartStarted(0, PartKind.REASONING, null), new ReasoningDelta(0, "END", Thought.RAW), new PartStarted(1, PartKind.REFUSAL, null), new TextDelta(1, "END"),
                new ToolCallStart(2, "c", "f", ToolKind.FUNCTION), new ToolCallArgs(2, "END"), new ToolCallEnd(2, "c", "f", ToolKind.FUNCTION, null, "END"), END);
        assertEquals(events, run(List.of("END"), events.toArray(StreamEvent[]::new)));
    }

    @Test
    void remarksCountWhereTheyAreText() {
        var events = List.<StreamEvent>of(new PartStarted(0, PartKind.TEXT, Phase.COMMENTARY), new TextDelta(0, "I END."), new PartStarted(1, PartKind.TEXT, Phase.FINAL), new TextDelta(1, "So"), END);
        var apart = new ArrayList<StreamEvent>();
        var filter = new StopFilter(List.of("END", "\n\n"), false, apart::add);
        events.forEach(filter::event);
        assertEquals(events, apart);
        assertEquals("I ", text(run(List.of("END"), events.toArray(StreamEvent[]::new))));
    }

    @Test
    void whatIsHeldGoesOutBeforeAnythingThatIsNoText() {
        var start = new ToolCallStart(1, "c", "f", ToolKind.FUNCTION);
        var end = new ToolCallEnd(1, "c", "f", ToolKind.FUNCTION, null, "{}");
        assertEquals(List.of(PART, new TextDelta(0, "a EN"), start, end, END), merged(run(List.of("END"), PART, new TextDelta(0, "a EN"), start, end, END)));
        var failed = new StreamEvent.Failed(Failure.usage("gone"));
        assertEquals(List.of(PART, new TextDelta(0, "EN"), failed), run(List.of("END"), PART, new TextDelta(0, "EN"), failed));
    }

    @Test
    void figuresInBetweenDoNotLetAStopThrough() {
        var usage = new UsageUpdate(new Usage(1, 0, 0, 1, 0));
        var out = run(List.of("END"), PART, new TextDelta(0, "a EN"), usage, new TextDelta(0, "D b"), usage, END);
        assertEquals(List.of(PART, new TextDelta(0, "a "), usage, new Finish(FinishReason.STOP, "stop sequence: END")), out);
    }

    @Test
    void nothingComesAfterAStopAndCallsUnderWayEnd() {
        var out = new ArrayList<StreamEvent>();
        var filter = new StopFilter(List.of("END"), out::add);
        var start = new ToolCallStart(1, "c", "f", ToolKind.FUNCTION);
        for (var event : List.of(PART, start, new ToolCallArgs(1, "{\"a\""), new TextDelta(0, "x END"))) filter.event(event);
        assertTrue(filter.matched());
        for (var event : List.of(new ToolCallArgs(1, ":1}"), new ToolCallStart(2, "d", "g", ToolKind.FUNCTION), new TextDelta(0, "y"), new StreamEvent.Failed(Failure.usage("cancelled")), END)) filter.event(event);
        assertEquals(List.of(PART, start, new ToolCallArgs(1, "{\"a\""), new TextDelta(0, "x "), new ToolCallEnd(1, "c", "f", ToolKind.FUNCTION, null, "{\"a\""),
                new Finish(FinishReason.STOP, "stop sequence: END")), out);
    }

    @Test
    void anotherAttemptBeginsAnew() {
        var retrying = new StreamEvent.Retrying(2, 3, Duration.ZERO, Failure.usage("overloaded"));
        var out = run(List.of("END"), PART, new TextDelta(0, "EN"), retrying, PART, new TextDelta(0, "D"), END);
        assertEquals(List.of(PART, retrying, PART, new TextDelta(0, "D"), END), out);
    }

    @Test
    void withoutStopsEverythingGoesThrough() {
        var events = List.<StreamEvent>of(PART, new TextDelta(0, "a"), new TextDelta(0, ""), new PartStarted(1, PartKind.TEXT, null), new TextDelta(1, "b"), END);
        assertEquals("ab", text(run(List.of(), events.toArray(StreamEvent[]::new))));
        assertEquals("ab", text(run(List.of(""), events.toArray(StreamEvent[]::new))));
    }

    @Test
    void otherEndsNameNoStop() {
        assertNull(StopFilter.stop(END));
        assertNull(StopFilter.stop(new Finish(FinishReason.STOP, null)));
        assertNull(StopFilter.stop(new Finish(FinishReason.LENGTH, "stop sequence: x")));
    }

    @Test
    void pausesArePassedOn() {
        var paused = new boolean[1];
        new StopFilter(List.of("x"), new Sink<StreamEvent>() {
            @Override
            public void event(StreamEvent event) {}

            @Override
            public void pause() {
                paused[0] = true;
            }
        }).pause();
        assertTrue(paused[0]);
    }

    /// The text before the first stop to be complete, the longest of those that are complete at once, and which it is; by trying every end.
    private static String expected(String text, List<String> stops) {
        for (var end = 1; end <= text.length(); end++) {
            var at = end;
            var stop = stops.stream().filter(each -> text.startsWith(each, at - each.length())).max((a, b) -> Integer.compare(a.length(), b.length()));
            if (stop.isPresent()) return text.substring(0, end - stop.get().length()).replace("\n\n", "") + "|" + stop.get();
        }
        return text.replace("\n\n", "") + "|null";
    }

    private static String outcome(List<String> stops, List<StreamEvent> events) {
        var out = run(stops, events.toArray(StreamEvent[]::new));
        assertFalse(out.stream().filter(Finish.class::isInstance).count() != 1, "exactly one end");
        return text(out) + "|" + StopFilter.stop((Finish) out.getLast());
    }

    private static List<StreamEvent> run(List<String> stops, StreamEvent... events) {
        var out = new ArrayList<StreamEvent>();
        var filter = new StopFilter(stops, out::add);
        for (var event : events) filter.event(event);
        return out;
    }

    private static String text(List<StreamEvent> events) {
        var text = new StringBuilder();
        for (var event : events) if (event instanceof TextDelta delta) text.append(delta.text());
        return text.toString();
    }

    private static List<StreamEvent> merged(List<StreamEvent> events) {
        var merged = new ArrayList<StreamEvent>();
        for (var event : events) {
            if (event instanceof TextDelta more && !merged.isEmpty() && merged.getLast() instanceof TextDelta before) {
                merged.removeLast();
                merged.add(new TextDelta(more.part(), before.text() + more.text()));
            } else {
                merged.add(event);
            }
        }
        return merged;
    }

    private static void pieces(Random random, int part, String text, List<StreamEvent> to) {
        for (var at = 0; at < text.length(); ) {
            var end = Math.min(text.length(), at + random.nextInt(4));
            to.add(new TextDelta(part, text.substring(at, end)));
            at = end;
        }
    }

    private static String random(Random random, int length) {
        var text = new StringBuilder();
        for (var i = 0; i < length; i++) text.append(random.nextInt(8) == 0 ? "😀" : random.nextBoolean() ? "a" : "b");
        return text.toString();
    }
}
