package scorpiox.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.model.Part;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Detail;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.permission.Approver;
import scorpiox.tool.permission.Mode;
import scorpiox.tool.permission.Permissions;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RoundTest {
    private static final int ROOM = 60_000;

    @TempDir
    Path folder;

    private final List<LocalTool> tools = new ArrayList<>();
    private final List<String> happened = new ArrayList<>();
    private final List<RunEvent> events = new ArrayList<>();
    private final Set<Thread> threads = new HashSet<>();
    private final Cancel cancel = new Cancel();
    private Repetition repetition = new Repetition();
    private Approver approver;
    private Round round;

    /// What a test lets a tool do.
    private interface Work {
        Outcome on(ObjectNode arguments, Cancel cancel) throws InterruptedException;
    }

    /// A tool with a parameter `x`; each step of a call is what the test says.
    private record Does(String name, Access access, List<Subject> subjects, Work work) implements LocalTool {
        @Override
        public Tool declaration() {
            return Declarations.function(name, "for tests", "\"x\": {\"type\": \"string\", \"description\": \"anything\"}");
        }

        @Override
        public Call call(ObjectNode arguments) {
            if (arguments.path("x").asText().equals("call breaks")) throw new IllegalStateException("call broke");
            if (arguments.path("x").asText().equals("call refuses")) throw new ToolError("this means nothing");
            return new Call() {
                @Override
                public List<Subject> subjects() {
                    if (arguments.path("x").asText().equals("subjects break")) throw new NullPointerException("subjects broke");
                    return subjects;
                }

                @Override
                public String line() {
                    if (arguments.path("x").asText().equals("line breaks")) throw new IllegalArgumentException("line broke");
                    return name + " " + arguments.path("x").asText();
                }

                @Override
                public Outcome run(Cancel cancel) {
                    try {
                        return work.on(arguments, cancel);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }
    }

    private void tool(String name, Access access, Work work) {
        tools.add(new Does(name, access, List.of(), work));
    }

    private void says(String name, Access access) {
        tool(name, access, (arguments, _) -> Outcome.of(name + " did " + arguments.path("x").asText()));
    }

    private static Part.ToolCall call(int number, String tool, String arguments) {
        return new Part.ToolCall("c" + number, tool, ToolKind.FUNCTION, arguments);
    }

    /// `TOOL` or `TOOL:X` each.
    private static List<Part.ToolCall> calls(String... calls) {
        return IntStream.range(0, calls.length).mapToObj(i -> {
            var colon = calls[i].indexOf(':');
            return call(i, colon < 0 ? calls[i] : calls[i].substring(0, colon), colon < 0 ? "{}" : Json.write(Json.object().put("x", calls[i].substring(colon + 1))));
        }).toList();
    }

    private List<Part.ToolResult> run(Mode mode, List<Part.ToolCall> calls) {
        var permissions = new Permissions(mode, List.of(), new Workspace(folder, List.of(), folder), approver != null);
        var dispatcher = new Dispatcher(tools, List.of(), permissions, Optional.ofNullable(approver), _ -> true);
        round = new Round(dispatcher, repetition, new Sink<>() {
            @Override
            public void event(RunEvent event) {
                threads.add(Thread.currentThread());
                events.add(event);
                happened.add(shown(event));
            }

            @Override
            public void pause() {
                happened.add("pause");
            }
        }, cancel);
        return round.run(calls);
    }

    private List<Part.ToolResult> run(String... calls) {
        return run(Mode.FULL, calls(calls));
    }

    private static String shown(RunEvent event) {
        return switch (event) {
            case RunEvent.ToolStarted started -> "+" + started.id();
            case RunEvent.ToolFinished finished -> "-" + finished.id();
            case RunEvent.Denied(var denial) -> "!" + denial.id();
            default -> event.toString();
        };
    }

    private List<String> shownEvents() {
        return events.stream().map(RoundTest::shown).toList();
    }

    private static List<String> texts(List<Part.ToolResult> results) {
        return results.stream().map(RoundTest::text).toList();
    }

    private static String text(Part.ToolResult result) {
        return ((Part.Text) result.content().getFirst()).text();
    }

    private static boolean reached(CountDownLatch latch) throws InterruptedException {
        return latch.await(20, TimeUnit.SECONDS);
    }

    @Test
    void everyCallIsAnsweredOnceAndInOrderWhateverBecomesOfIt() {
        says("look", Access.READ);
        says("change", Access.WRITE);
        tools.add(new Does("outside", Access.READ, List.of(new Subject.Reads(Path.of("/elsewhere/file"))), (_, _) -> Outcome.of("never")));
        tool("refuses", Access.READ, (_, _) -> {
            throw new ToolError("look elsewhere");
        });
        tool("fails", Access.READ, (_, _) -> {
            throw Failure.of(Kind.NETWORK, "no route").hint("check the cable");
        });
        tool("breaks", Access.WRITE, (_, _) -> {
            throw new IllegalStateException("broke");
        });
        tool("asserts", Access.READ, (_, _) -> {
            throw new AssertionError("never so");
        });
        tool("recurses", Access.READ, (_, _) -> {
            throw new StackOverflowError();
        });
        tool("forgets", Access.READ, (_, _) -> null);
        tool("shows", Access.READ, (_, _) -> new Outcome("a picture", false, List.of(new Part.Image("image/png", "iVBO", null)), new Detail.None()));
        tool("errs", Access.EXEC, (_, _) -> Outcome.error("it failed"));
        var calls = List.of(call(0, "look", "{\"x\":\"a\"}"), call(1, "nobody", "{}"), call(2, "look", "{\"x\":"), call(3, "look", "[1]"), call(4, "look", "{\"quantity\":1}"),
                call(5, "outside", "{}"), call(6, "refuses", "{}"), call(7, "fails", "{}"), call(8, "breaks", "{}"), call(9, "asserts", "{}"), call(10, "recurses", "{}"),
                call(11, "forgets", "{}"), call(12, "shows", "{}"), call(13, "errs", "{}"), call(14, "look", "{\"x\":\"call breaks\"}"),
                call(15, "look", "{\"x\":\"call refuses\"}"), call(16, "look", "{\"x\":\"subjects break\"}"), call(17, "look", "{\"x\":\"line breaks\"}"),
                call(18, "change", "{\"x\":\"b\"}"));
        var results = run(Mode.EDIT, calls);
        assertEquals(calls.stream().map(Part.ToolCall::id).toList(), results.stream().map(Part.ToolResult::callId).toList());
        assertEquals(calls.stream().map(Part.ToolCall::name).toList(), results.stream().map(Part.ToolResult::name).toList());
        var texts = texts(results);
        assertEquals("look did a", texts.get(0));
        assertEquals("unknown tool 'nobody'; available: look, change, outside, refuses, fails, breaks, asserts, recurses, forgets, shows, errs", texts.get(1));
        assertTrue(texts.get(2).startsWith("look: the arguments are not JSON (line 1, column "), texts.get(2));
        assertEquals("look: the arguments are JSON, but not an object", texts.get(3));
        assertEquals("look: unknown parameter quantity. Parameters: x (string)", texts.get(4));
        assertEquals("denied: /elsewhere/file is outside the workspace; allow with --mode full", texts.get(5));
        assertEquals("look elsewhere", texts.get(6));
        assertEquals("no route: check the cable", texts.get(7));
        assertEquals("breaks failed: java.lang.IllegalStateException: broke", texts.get(8));
        assertEquals("asserts failed: java.lang.AssertionError: never so", texts.get(9));
        assertEquals("recurses failed: java.lang.StackOverflowError", texts.get(10));
        assertTrue(texts.get(11).startsWith("forgets failed: java.lang.NullPointerException"), texts.get(11));
        assertEquals(new Part.Image("image/png", "iVBO", null), results.get(12).content().get(1));
        assertEquals("it failed", texts.get(13));
        assertEquals("look failed: java.lang.IllegalStateException: call broke", texts.get(14));
        assertEquals("this means nothing", texts.get(15));
        assertEquals("look failed: java.lang.NullPointerException: subjects broke", texts.get(16));
        assertEquals("look failed: java.lang.IllegalArgumentException: line broke", texts.get(17));
        assertEquals("change did b", texts.get(18));
        for (var i = 0; i < results.size(); i++) assertEquals(!List.of(0, 12, 18).contains(i), results.get(i).error(), "error of call " + i);
        assertEquals(List.of("c5"), round.denials().stream().map(Denial::id).toList());
        for (var each : calls) {
            var own = shownEvents().stream().filter(event -> event.substring(1).equals(each.id())).toList();
            assertTrue(List.of(List.of("+" + each.id(), "-" + each.id()), List.of("-" + each.id()), List.of("!" + each.id())).contains(own), own::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ", "META", "NET"})
    void callsThatOnlyLookRunSideBySide(Access access) {
        var together = new CountDownLatch(4);
        tool("look", access, (_, _) -> {
            together.countDown();
            return Outcome.of(reached(together) ? "met the others" : "was alone");
        });
        assertEquals(List.of("met the others", "met the others", "met the others", "met the others"), texts(run("look:1", "look:2", "look:3", "look:4")));
        assertEquals(List.of("+c0", "+c1", "+c2", "+c3"), shownEvents().subList(0, 4));
    }

    @Test
    void manyThatOnlyLookAreAllMade() {
        says("look", Access.READ);
        var calls = IntStream.range(0, 50).mapToObj(i -> "look:" + i).toArray(String[]::new);
        assertEquals(Stream.of(calls).map(call -> call.replace("look:", "look did ")).toList(), texts(run(calls)));
    }

    @Test
    void resultsStandInTheOrderOfTheCallsHoweverTheyFinish() {
        var second = new CountDownLatch(1);
        tool("first", Access.READ, (_, _) -> Outcome.of(reached(second) ? "after the second" : "too early"));
        tool("second", Access.READ, (_, _) -> Outcome.of("quick"));
        var permissions = new Permissions(Mode.FULL, List.of(), new Workspace(folder, List.of(), folder), false);
        var results = new Round(new Dispatcher(tools, List.of(), permissions, Optional.empty(), _ -> true), repetition, event -> {
            events.add(event);
            if (shown(event).equals("-c1")) second.countDown();
        }, cancel).run(calls("first", "second"));
        assertEquals(List.of("after the second", "quick"), texts(results));
        assertEquals(List.of("+c0", "+c1", "-c1", "-c0"), shownEvents());
    }

    @Test
    void whatChangesSomethingRunsAloneAndInOrder() {
        var running = new AtomicInteger();
        for (var access : Access.values()) {
            tool(access.name().toLowerCase(Locale.ROOT), access, (_, _) -> {
                var alone = running.incrementAndGet() == 1;
                try {
                    return Outcome.of(alone ? "alone" : "not alone");
                } finally {
                    running.decrementAndGet();
                }
            });
        }
        var results = run("read:1", "read:2", "write:1", "exec:1", "write:2", "read:3", "exec:2", "meta:1");
        assertEquals(List.of("alone", "alone", "alone"), texts(results).subList(2, 5));
        var shown = shownEvents();
        assertEquals(Set.of("+c0", "+c1", "-c0", "-c1"), Set.copyOf(shown.subList(0, 4)));
        assertEquals(List.of("+c2", "-c2", "+c3", "-c3", "+c4", "-c4", "+c5", "-c5", "+c6", "-c6", "+c7", "-c7"), shown.subList(4, shown.size()));
    }

    @Test
    void aLaterCallIsUnderstoodOnlyWhenTheEarlierOnesAreOver() {
        var made = new ArrayList<String>();
        tool("write", Access.WRITE, (_, _) -> {
            made.add("link");
            return Outcome.of("made");
        });
        tools.add(new LocalTool() {
            @Override
            public Tool declaration() {
                return Declarations.function("touch", "for tests", "");
            }

            @Override
            public Access access() {
                return Access.WRITE;
            }

            @Override
            public Call call(ObjectNode arguments) {
                if (made.isEmpty()) throw new ToolError("looked too early");
                return new Does("touch", Access.WRITE, List.of(), (_, _) -> Outcome.of("saw the link")).call(arguments);
            }
        });
        assertEquals(List.of("made", "saw the link"), texts(run("write", "touch")));
    }

    @Test
    void eventsComeFromOneThread() {
        var others = new HashSet<Thread>();
        tool("look", Access.READ, (_, _) -> {
            synchronized (others) {
                others.add(Thread.currentThread());
            }
            return Outcome.of("");
        });
        says("change", Access.WRITE);
        run("look:1", "look:2", "look:3", "change", "nobody");
        assertEquals(Set.of(Thread.currentThread()), threads);
        assertFalse(others.contains(Thread.currentThread()));
        assertTrue(others.stream().allMatch(Thread::isDaemon));
    }

    @Test
    void whatHasHappenedIsWrittenOutBeforeAnyWait() {
        var before = new ArrayList<String>();
        approver = (_, _) -> {
            before.add(happened.getLast());
            return new Approver.Answer.Yes();
        };
        tools.add(new Does("ask", Access.READ, List.of(new Subject.Reads(Path.of("/elsewhere"))), (_, _) -> Outcome.of("")));
        tool("change", Access.WRITE, (_, _) -> {
            before.add(happened.getLast());
            return Outcome.of("");
        });
        says("look", Access.READ);
        run(Mode.EDIT, calls("change:1", "nobody", "ask", "change:2", "look:1", "look:2"));
        assertEquals(List.of("pause", "pause", "pause"), before);
        assertEquals("pause", happened.getLast(), "the result of a call is not kept back until the model says something");
    }

    @Test
    void aCancelBetweenCallsKeepsWhatIsDoneAndAnswersTheRest() {
        says("look", Access.READ);
        tool("stop", Access.WRITE, (_, _) -> {
            cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
            return Outcome.of("done all the same");
        });
        says("change", Access.WRITE);
        var results = run("look:1", "stop", "change", "look:2", "nobody");
        assertEquals(List.of("look did 1", "done all the same", "cancelled by user", "cancelled by user", "cancelled by user"), texts(results));
        assertEquals(List.of(false, false, true, true, true), results.stream().map(Part.ToolResult::error).toList());
        assertEquals(List.of("+c0", "-c0", "+c1", "-c1"), shownEvents());
    }

    @Test
    void aCancelledCallIsAnsweredAsSuch() {
        tool("stop", Access.EXEC, (_, own) -> {
            cancel.cancel(Failure.of(Kind.DEADLINE, "not done within 1 s"));
            own.check();
            return Outcome.of("never");
        });
        assertEquals(List.of("cancelled by user", "cancelled by user"), texts(run("stop", "stop")));
    }

    @Test
    void aCancelReachesAllThatRunSideBySide() {
        var running = new CountDownLatch(3);
        tool("look", Access.READ, (arguments, own) -> {
            running.countDown();
            var stopped = new CountDownLatch(1);
            try (var _ = own.onCancel(stopped::countDown)) {
                if (!reached(running)) return Outcome.of("alone");
                if (arguments.path("x").asText().equals("2")) own.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
                if (!reached(stopped)) return Outcome.of("not told");
            }
            own.check();
            return Outcome.of("never");
        });
        assertEquals(List.of("cancelled by user", "cancelled by user", "cancelled by user"), texts(run("look:1", "look:2", "look:3")));
        assertEquals(6, events.size());
    }

    @Test
    void nothingBeginsOnceCancelled() {
        tool("look", Access.READ, (_, _) -> {
            throw new AssertionError("ran");
        });
        cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
        assertEquals(List.of("cancelled by user", "cancelled by user"), texts(run("look:1", "look:2")));
        assertEquals(List.of(), events);
    }

    @Test
    void aCancelWhileSomebodyIsAskedLetsNothingRun() {
        approver = (_, own) -> {
            own.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
            throw own.reason();
        };
        tool("look", Access.READ, (_, _) -> {
            throw new AssertionError("ran");
        });
        tools.add(new Does("ask", Access.READ, List.of(new Subject.Reads(Path.of("/elsewhere"))), (_, _) -> Outcome.of("")));
        assertEquals(List.of("cancelled by user", "cancelled by user", "cancelled by user"), texts(run(Mode.EDIT, calls("look:1", "ask", "look:2"))));
        assertEquals(List.of(), round.denials());
    }

    @Test
    void anInterruptedThreadLeavesNoCallUnanswered() {
        says("look", Access.READ);
        says("change", Access.WRITE);
        Thread.currentThread().interrupt();
        var results = run("look:1", "look:2", "change");
        assertTrue(Thread.interrupted());
        assertEquals(List.of("cancelled by user", "cancelled by user", "cancelled by user"), texts(results));
        assertEquals(Kind.CANCELLED, cancel.reason().kind());
    }

    @Test
    void somebodyIsAskedOneCallAfterTheOtherAndAlwaysCoversTheNext() {
        var questions = new ArrayList<String>();
        approver = (question, _) -> {
            questions.add(question.line());
            return new Approver.Answer.Always();
        };
        tools.add(new Does("read", Access.READ, List.of(new Subject.Reads(Path.of("/elsewhere/file"))), (_, _) -> Outcome.of("read")));
        assertEquals(List.of("read", "read"), texts(run(Mode.EDIT, calls("read:1", "read:2"))));
        assertEquals(List.of("read 1"), questions);
    }

    @ParameterizedTest
    @CsvSource({"'', 'denied: the user said no'", "use the test folder, 'denied: the user said no: use the test folder'"})
    void aNoIsADenialWithItsReason(String reason, String text) {
        approver = (_, _) -> new Approver.Answer.No(reason);
        tools.add(new Does("ask", Access.READ, List.of(new Subject.Reads(Path.of("/elsewhere"))), (_, _) -> Outcome.of("")));
        assertEquals(List.of(text), texts(run(Mode.EDIT, calls("ask"))));
        assertTrue(round.denials().getFirst().asked());
        assertEquals(List.of("!c0"), shownEvents());
    }

    @Test
    void anApproverThatBreaksAllowsNothing() {
        approver = (_, _) -> {
            throw new IllegalStateException("the terminal is gone");
        };
        tools.add(new Does("ask", Access.READ, List.of(new Subject.Reads(Path.of("/elsewhere"))), (_, _) -> {
            throw new AssertionError("ran");
        }));
        assertEquals(List.of("ask failed: java.lang.IllegalStateException: the terminal is gone"), texts(run(Mode.EDIT, calls("ask"))));
    }

    @Test
    void theFourthSameCallAfterThreeSameResultsIsNotMade() {
        var made = new AtomicInteger();
        tool("look", Access.READ, (_, _) -> Outcome.of("same" + made.incrementAndGet() / 100));
        for (var i = 1; i <= 3; i++) assertEquals(List.of("same0"), texts(run("look:a")), "time " + i);
        var fourth = run("look:a").getFirst();
        assertEquals("the same call gave the same result 3 times in a row and is not made again; do something else", text(fourth));
        assertTrue(fourth.error());
        assertEquals(3, made.get());
        assertFalse(repetition.endless());
        assertEquals(List.of("same0"), texts(run("look:b")));
        assertEquals(List.of("same0"), texts(run("look:a")), "something else came between");
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ", "EXEC"})
    void theSixthEndsItAlsoWithinOneAnswer(Access access) {
        var made = new AtomicInteger();
        tool("do", access, (_, _) -> Outcome.of("same" + made.incrementAndGet() / 100));
        says("look", Access.READ);
        var texts = texts(run("do:a", "do:a", "do:a", "do:a", "do:a", "do:a", "do:a", "look:b"));
        assertEquals(List.of("same0", "same0", "same0", Repetition.warning(), Repetition.warning(), Repetition.warning(),
                "not run: the calls before it went in circles", "not run: the calls before it went in circles"), texts);
        assertEquals(3, made.get());
        assertTrue(repetition.endless());
    }

    @Test
    void aCallInBetweenCountsAlsoWhenBothRunSideBySide() {
        says("look", Access.READ);
        run("look:a", "look:a", "look:a");
        assertEquals(List.of("look did b", "look did a"), texts(run("look:b", "look:a")));
        run("look:a", "look:a");
        assertEquals(List.of(Repetition.warning(), "look did b"), texts(run("look:a", "look:b")));
    }

    @Test
    void aResultThatChangesIsNoRepetition() {
        var made = new AtomicInteger();
        tool("look", Access.READ, (_, _) -> Outcome.of("state " + made.incrementAndGet()));
        for (var i = 1; i <= 10; i++) assertEquals(List.of("state " + i), texts(run("look:a")));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "0, 1, false"})
    void commandsAreTheSameWhateverTimeTheyTook(int first, int last, boolean same) {
        var made = new AtomicInteger();
        tool("bash", Access.EXEC, (_, _) -> {
            var number = made.getAndIncrement();
            return Outcome.of("FAILED\n[exit 0, 0." + number + " s]", new Detail.Command("FAILED\n", number == 2 ? last : first, Duration.ofMillis(number), false, null));
        });
        run("bash:a", "bash:a", "bash:a");
        assertEquals(same, text(run("bash:a").getFirst()).equals(Repetition.warning()));
    }

    @Test
    void whatIsNeverMadeCanBeRepetitionToo() {
        var asked = new AtomicInteger();
        approver = (_, _) -> {
            asked.incrementAndGet();
            return new Approver.Answer.No("");
        };
        tools.add(new Does("ask", Access.READ, List.of(new Subject.Reads(Path.of("/elsewhere"))), (_, _) -> Outcome.of("")));
        for (var i = 0; i < 4; i++) run(Mode.EDIT, calls("ask"));
        assertEquals(3, asked.get(), "nobody is asked a fourth time");
        repetition = new Repetition();
        for (var i = 0; i < 3; i++) run("nobody");
        assertEquals(Repetition.warning(), text(run("nobody").getFirst()));
    }

    static Stream<Arguments> longTexts() {
        return Stream.of(Arguments.of("all there is room for", "x".repeat(ROOM), ROOM), Arguments.of("one more", "x".repeat(ROOM + 1), ROOM),
                Arguments.of("a character of two halves", "x" + "😀".repeat(ROOM), ROOM - 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("longTexts")
    void noResultIsLargerThanARequestCanBear(String kind, String given, int kept) {
        tool("look", Access.READ, (_, _) -> Outcome.of(given));
        tool("err", Access.READ, (_, _) -> {
            throw new ToolError(given);
        });
        var expected = given.length() <= ROOM ? given : given.substring(0, kept) + "\n[cut at 60000 characters]";
        assertEquals(List.of(expected, expected), texts(run("look", "err")));
    }

    @Test
    void secretsInUseNeverTravel() {
        Redaction.register("round-test-secret-1");
        tool("look", Access.READ, (_, _) -> Outcome.of("key=round-test-secret-1"));
        tool("err", Access.READ, (_, _) -> {
            throw new ToolError("no file round-test-secret-1");
        });
        assertEquals(List.of("key=***", "no file ***"), texts(run("look", "err")));
    }

    @Test
    void anEventSaysWhatWasUnderstoodAndWhatItCameTo() {
        says("look", Access.READ);
        run(Mode.FULL, List.of(call(0, "look", "{\"x\": 7}"), call(1, "nobody", "{\"x\": 7}")));
        var started = events.stream().filter(event -> event instanceof RunEvent.ToolStarted).map(event -> (RunEvent.ToolStarted) event).toList();
        assertEquals(List.of(new RunEvent.ToolStarted("c0", "look", Access.READ, Json.object().put("x", "7"), "look 7")), started);
        var finished = events.stream().filter(event -> event instanceof RunEvent.ToolFinished).map(event -> (RunEvent.ToolFinished) event).toList();
        assertEquals(2, finished.size());
        for (var each : finished) {
            var known = each.id().equals("c0");
            assertEquals(known ? Json.object().put("x", "7") : null, each.arguments());
            assertEquals(known ? "look did 7" : "unknown tool 'nobody'; available: look", each.outcome().text());
        }
    }

    @Test
    void anOutputThatFailsEndsTheRoundAndIsNoAnswerOfATool() {
        says("change", Access.WRITE);
        var gone = new IllegalStateException("nobody reads any more");
        var permissions = new Permissions(Mode.FULL, List.of(), new Workspace(folder, List.of(), folder), false);
        var failing = new Round(new Dispatcher(tools, List.of(), permissions, Optional.empty(), _ -> true), repetition, _ -> {
            throw gone;
        }, cancel);
        for (var calls : Arrays.asList(calls("change"), calls("nobody"))) {
            try {
                failing.run(calls);
                throw new AssertionError("went on");
            } catch (IllegalStateException thrown) {
                assertSame(gone, thrown);
            }
        }
        assertNull(cancel.reason());
    }
}
