package scorpiox.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.model.Message.Role;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Ledger;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.Workspace;
import scorpiox.tool.edit.ApplyPatch;
import scorpiox.tool.permission.Mode;
import scorpiox.tool.permission.Permissions;

class AgentTest {
    private static final Usage USAGE = new Usage(10, 4, 1, 5, 2);
    private static final Agent.Bounds NONE = new Agent.Bounds(0, 0, false);
    private static final Failure TOO_LONG = Failure.of(Kind.CONTEXT_LENGTH, "too long").from(400, "context_length_exceeded");
    private static final Failure UNREADABLE = Failure.of(Kind.BAD_REQUEST, "cannot be verified").from(400, "invalid_encrypted_content");
    private static final Failure NO_CUSTOM = Failure.of(Kind.BAD_REQUEST, "HTTP 400: Invalid value: 'custom'. Supported values are: 'function'.").from(400, "invalid_value");

    @TempDir
    Path folder;

    private final List<RunEvent> events = new ArrayList<>();
    private final List<LocalTool> tools = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private final Conversation conversation = new Conversation(new Request("gpt-5.3-codex", List.of("Be brief."), List.of(Message.user(new Part.Text("Hi"))),
            Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "thread-1"));
    private Mode mode = Mode.FULL;
    private Supplier<List<String>> news = List::of;

    /// A provider that plays one answer a request.
    private static final class Scripted implements Provider {
        @Override
        public ModelInfo model(String name) {
            return Models.BUILT_IN.find("codex", name);
        }

        final List<Request> requests = new ArrayList<>();
        final List<Turn> turns = new ArrayList<>();
        final List<List<StreamEvent>> answers;

        Scripted(List<List<StreamEvent>> answers) {
            this.answers = answers;
        }

        @Override
        public String id() {
            return "codex";
        }

        @Override
        public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
            requests.add(request);
            turns.add(turn);
            if (cancel.reason() != null) to.event(new StreamEvent.Failed(cancel.reason()));
            else answers.get(requests.size() - 1).forEach(to::event);
            to.pause();
        }
    }

    /// A tool that notes its calls and does what a test says.
    private final class Notes implements LocalTool {
        private final String name;
        private final Access access;
        private final List<Subject> subjects;
        private final Supplier<Outcome> work;

        Notes(String name, Access access, List<Subject> subjects, Supplier<Outcome> work) {
            this.name = name;
            this.access = access;
            this.subjects = subjects;
            this.work = work;
        }

        @Override
        public Tool declaration() {
            return Declarations.function(name, "for tests", "\"x\": {\"type\": \"string\"}");
        }

        @Override
        public Access access() {
            return access;
        }

        @Override
        public Call call(ObjectNode arguments) {
            return new Call() {
                @Override
                public List<Subject> subjects() {
                    return subjects;
                }

                @Override
                public String line() {
                    return name;
                }

                @Override
                public Outcome run(Cancel cancel) {
                    made.add(name);
                    return work.get();
                }
            };
        }
    }

    private void tool(String name, Access access, Supplier<Outcome> work) {
        tools.add(new Notes(name, access, List.of(), work));
    }

    private Agent agent(Provider provider, Agent.Bounds bounds) {
        var permissions = new Permissions(mode, List.of(), new Workspace(folder, List.of(), folder), false);
        return new Agent(provider, new Dispatcher(tools, List.of(), permissions, Optional.empty(), _ -> true), bounds, () -> news.get());
    }

    private Result run(Provider provider, Agent.Bounds bounds, Cancel cancel) {
        return agent(provider, bounds).run(conversation, false, events::add, cancel);
    }

    private Result run(Provider provider) {
        return run(provider, NONE, new Cancel());
    }

    private Result run(StreamEvent... script) {
        return run(new Scripted(List.of(List.of(script))));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Scripted plays(List<StreamEvent>... answers) {
        return new Scripted(List.of(answers));
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

    private static List<StreamEvent> says(String text) {
        return List.of(part(0, PartKind.TEXT), text(0, text), new StreamEvent.UsageUpdate(USAGE), finish(FinishReason.STOP));
    }

    /// An answer with these calls, each `ID TOOL ARGUMENTS`.
    private static List<StreamEvent> calls(Usage usage, String... calls) {
        var events = new ArrayList<StreamEvent>();
        for (var call : calls) {
            var words = call.split(" ", 3);
            events.add(new StreamEvent.ToolCallEnd(events.size(), words[0], words[1], ToolKind.FUNCTION, null, words.length > 2 ? words[2] : "{}"));
        }
        events.add(new StreamEvent.UsageUpdate(usage));
        events.add(finish(FinishReason.TOOL_CALLS));
        return events;
    }

    private static List<StreamEvent> calls(String... calls) {
        return calls(USAGE, calls);
    }

    private static List<StreamEvent> fails(Failure failure) {
        return List.of(new StreamEvent.Failed(failure));
    }

    private static Part.ToolResult result(String id, String tool, String text, boolean error) {
        return new Part.ToolResult(id, tool, ToolKind.FUNCTION, List.of(new Part.Text(text)), error);
    }

    private List<String> notices() {
        return events.stream().filter(event -> event instanceof RunEvent.Notice).map(event -> ((RunEvent.Notice) event).text()).toList();
    }

    private static List<String> results(Request request) {
        return request.messages().stream().flatMap(message -> message.parts().stream()).filter(part -> part instanceof Part.ToolResult)
                .map(part -> ((Part.Text) ((Part.ToolResult) part).content().getFirst()).text()).toList();
    }

    @Test
    void aRunIsItsStartTheModelsEventsAndItsEnd() {
        StreamEvent[] script = {new StreamEvent.Started("codex", "m", "r"), part(0, PartKind.TEXT), text(0, "Hello"), new StreamEvent.UsageUpdate(USAGE),
                finish(FinishReason.STOP)};
        mode = Mode.READ_ONLY;
        var result = run(script);
        assertEquals(new RunEvent.RunStarted("thread-1", "codex", "gpt-5.3-codex", "read-only", false), events.getFirst());
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
    void aRefusalWithinAnAnswerIsAFailureWithItsTextAndIsRemembered() {
        var result = run(part(0, PartKind.REFUSAL), text(0, "I cannot."), finish(FinishReason.STOP));
        assertEquals(Kind.REFUSED, result.failure().kind());
        assertEquals("I cannot.", result.text());
        assertEquals(new Message(Role.ASSISTANT, List.of(new Part.Refusal("I cannot."))), conversation.messages().getLast());
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
    void anAnswerThatNeverEndsIsAFailure() {
        assertEquals(Kind.PROTOCOL, run(part(0, PartKind.TEXT), text(0, "Hel")).failure().kind());
    }

    @Test
    void aFailureIsTheResultsWithTheTextSoFar() {
        var failure = Failure.of(Kind.TRUNCATED, "broke off");
        var result = run(part(0, PartKind.TEXT), text(0, "Hel"), new StreamEvent.Failed(failure));
        assertSame(failure, result.failure());
        assertEquals("Hel", result.text());
        assertEquals(0, result.turns());
        assertEquals(1, events.stream().filter(event -> event instanceof RunEvent.RunEnded).count());
        assertTrue(events.stream().noneMatch(event -> event instanceof RunEvent.Answering(StreamEvent.Failed _)), "the end of the run says it");
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

    /// Who answered first, with which model, and what its 1,000 tokens in and 10 out cost; `-` for an answer without a report.
    @ParameterizedTest
    @CsvSource({"codex, gpt-5.2, 0.00189", "codex, gpt-5.2-2025-12-11, 0.00189", "codex, what-the-server-calls-it, 0.00189", "'', '', 0.00189",
            "openai, gpt-4o-mini, 0.000156", "nobody, gpt-4o-mini, ", "codex, -, "})
    void aRunCostsWhatItsAnswersDo(String maker, String model, Double usd) {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var usage = model.equals("-") ? Usage.NONE : new Usage(1000, 0, 0, 10, 0);
        var first = new ArrayList<StreamEvent>();
        if (!maker.isEmpty()) first.add(new StreamEvent.Started(maker, model, "r"));
        first.addAll(calls(usage, "a look"));
        var last = List.of(part(0, PartKind.TEXT), text(0, "Done."), new StreamEvent.UsageUpdate(new Usage(1000, 0, 0, 10, 0)), finish(FinishReason.STOP));
        var cost = run(plays(first, last)).cost();
        if (usd == null) {
            assertNull(cost, "one answer without a price makes the sum unknown");
            return;
        }
        assertEquals(usd + 0.00189, cost.usd(), 1e-12);
        assertEquals(List.of("2026-07-02", false, true), List.of(cost.asOf(), cost.charged(), cost.plan()));
    }

    @Test
    void callsAreCarriedOutAndTheModelIsAskedAgainUntilItMakesNone() {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        tool("change", Access.WRITE, () -> Outcome.of("changed"));
        var thinking = new Opaque("codex", "m", "reasoning", Json.object().put("encrypted_content", "e"));
        var first = new ArrayList<StreamEvent>(List.of(part(0, PartKind.REASONING), new StreamEvent.Continuation(0, thinking),
                new StreamEvent.PartStarted(1, PartKind.TEXT, Phase.COMMENTARY), text(1, "Let me look."),
                new StreamEvent.ToolCallEnd(2, "a", "look", ToolKind.FUNCTION, null, "{}"), new StreamEvent.UsageUpdate(USAGE), finish(FinishReason.TOOL_CALLS)));
        var provider = plays(first, calls("b change", "c nobody"), says("Done."));
        var result = run(provider);
        assertNull(result.failure());
        assertEquals("Done.", result.text());
        assertEquals(3, result.turns());
        assertEquals(new Usage(30, 12, 3, 15, 6), result.usage());
        assertEquals(List.of(Message.user(new Part.Text("Hi")),
                new Message(Role.ASSISTANT, List.of(new Part.Reasoning("", thinking), new Part.Text("Let me look.", Phase.COMMENTARY),
                        new Part.ToolCall("a", "look", ToolKind.FUNCTION, "{}"))),
                new Message(Role.TOOL, List.of(result("a", "look", "seen", false))),
                new Message(Role.ASSISTANT, List.of(new Part.ToolCall("b", "change", ToolKind.FUNCTION, "{}"), new Part.ToolCall("c", "nobody", ToolKind.FUNCTION, "{}"))),
                new Message(Role.TOOL, List.of(result("b", "change", "changed", false), result("c", "nobody", "unknown tool 'nobody'; available: look, change", true))),
                new Message(Role.ASSISTANT, List.of(new Part.Text("Done.")))), conversation.messages());
        for (var i = 0; i < 3; i++) assertEquals(conversation.messages().subList(0, 2 * i + 1), provider.requests.get(i).messages());
        assertEquals(List.of("look", "change"), provider.requests.getFirst().tools().offered().stream().map(Tool::name).toList());
    }

    @Test
    void theRequestsOfARunShareATurnAndTheNextRunHasItsOwn() {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var provider = plays(calls("a look"), says("One."), says("Two."));
        var agent = agent(provider, NONE);
        agent.run(conversation, false, events::add, new Cancel());
        agent.run(conversation, false, events::add, new Cancel());
        assertSame(provider.turns.get(0), provider.turns.get(1));
        assertNotSame(provider.turns.get(1), provider.turns.get(2));
    }

    @Test
    void theRequestThatWouldBeSentIsTheOneThatIs() {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var provider = plays(says("x"));
        var agent = agent(provider, NONE);
        var shown = agent.request(conversation);
        agent.run(conversation, false, events::add, new Cancel());
        assertEquals(List.of(shown), provider.requests);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 6, 1", "2, 2, 6, 2", "3, 3, 0, 3", "0, 3, 0, 3"})
    void answersOfTheModelAreCountedAndTheLastCallsNotMade(int most, int turns, int exit, int requests) {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var provider = plays(calls("a look"), calls("b look", "c look"), says("Done."));
        var result = run(provider, new Agent.Bounds(most, 0, false), new Cancel());
        assertEquals(exit, result.exit());
        assertEquals(turns, result.turns());
        assertEquals(requests, provider.requests.size());
        assertEquals(List.of(0, 1, 3, 3).get(most == 0 ? 3 : most - 1), made.size());
        if (exit == 0) return;
        var count = most + (most == 1 ? " answer" : " answers");
        assertEquals("stopped after " + count + " of the model: raise --max-turns to let it go on", result.failure().line());
        assertTrue(((Part.ToolResult) conversation.messages().getLast().parts().getLast()).error());
        assertEquals(List.of("not run: stopped after " + count + " of the model"), results(conversation.request(List.of())).stream().skip(most - 1).distinct().toList());
    }

    @ParameterizedTest
    @CsvSource({"15, 1", "16, 2", "30, 2", "31, 3"})
    void tokensOfTheWholeRunAreCounted(int most, int requests) {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var provider = plays(calls("a look"), calls("b look"), says("Done."));
        var result = run(provider, new Agent.Bounds(0, most, false), new Cancel());
        assertEquals(requests, provider.requests.size());
        assertEquals(requests == 3 ? 0 : 6, result.exit());
        if (requests < 3) assertEquals("stopped after " + requests * 15 + " tokens: raise --max-tokens-total to let it go on", result.failure().line());
    }

    @Test
    void anAnswerWithoutCallsIsAnAnswerAlsoAtTheLimit() {
        assertEquals(0, run(plays(says("Done.")), new Agent.Bounds(1, 1, false), new Cancel()).exit());
    }

    @Test
    void theSameCallAgainAndAgainEndsTheRun() {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var answers = IntStream.range(0, 10).mapToObj(i -> calls("c" + i + " look")).toList();
        var provider = new Scripted(answers);
        var result = run(provider);
        assertEquals(Kind.LIMIT, result.failure().kind());
        assertEquals(6, result.exit());
        assertEquals(6, provider.requests.size());
        assertEquals(3, made.size());
        assertEquals(List.of("seen", "seen", "seen", Repetition.warning(), Repetition.warning(), Repetition.warning()), results(conversation.request(List.of())));
    }

    @ParameterizedTest
    @CsvSource({"false, 5", "true, 0"})
    void aDeniedCallIsFinishedWithFiveUnlessThatIsFine(boolean tolerant, int exit) {
        mode = Mode.READ_ONLY;
        tools.add(new Notes("change", Access.WRITE, List.of(new Subject.Writes(folder.resolve("a"))), () -> Outcome.of("never")));
        var result = run(plays(calls("a change", "b change"), says("Sorry.")), new Agent.Bounds(0, 0, tolerant), new Cancel());
        assertEquals(exit, result.exit());
        assertNull(result.failure());
        assertEquals(List.of("a", "b"), result.denials().stream().map(Denial::id).toList());
        assertEquals(List.of(), made);
    }

    @Test
    void aFailureGoesBeforeADenial() {
        mode = Mode.READ_ONLY;
        tools.add(new Notes("change", Access.WRITE, List.of(new Subject.Writes(folder.resolve("a"))), () -> Outcome.of("never")));
        var result = run(plays(calls("a change"), fails(Failure.of(Kind.QUOTA, "used up"))));
        assertEquals(4, result.exit());
        assertEquals(1, result.denials().size());
    }

    @Test
    void callsThatShareAnIdOrHaveNoneGetOneOfTheirOwn() {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var same = new ArrayList<StreamEvent>();
        for (var id : List.of("c", "c", "")) {
            same.add(new StreamEvent.ToolCallStart(same.size(), id, "look", ToolKind.FUNCTION));
            same.add(new StreamEvent.ToolCallEnd(same.size() - 1, id, "look", ToolKind.FUNCTION, Json.object(), "{}"));
        }
        same.add(new StreamEvent.Finish(FinishReason.TOOL_CALLS, "completed"));
        run(plays(same, says("Done.")));
        var ids = conversation.messages().stream().flatMap(message -> message.parts().stream())
                .<String>mapMulti((part, sink) -> {
                    if (part instanceof Part.ToolResult result) sink.accept(result.callId());
                }).toList();
        assertEquals(3, ids.size());
        assertEquals(3, Set.copyOf(ids).size());
        assertFalse(ids.contains(""));
    }

    @Test
    void newsComeAfterTheResultsAndOnlyOnce() {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var told = new ArrayList<>(List.of(List.<String>of(), List.of("job 1 ended", "job 2 ended"), List.<String>of()));
        news = told::removeFirst;
        run(plays(calls("a look"), calls("b look"), says("Done.")));
        assertEquals(new Message(Role.DEVELOPER, List.of(new Part.Text("job 1 ended\njob 2 ended"))), conversation.messages().get(3));
        assertEquals(7, conversation.messages().size());
    }

    @Test
    void newsFromBetweenTwoPromptsComeBeforeTheNextRequest() {
        news = () -> List.of("job 1 ended");
        run(plays(says("Done.")));
        assertEquals(new Message(Role.DEVELOPER, List.of(new Part.Text("job 1 ended"))), conversation.messages().get(1));
    }

    @Test
    void whatTheProviderHasToSayAboutEveryRequestIsSaidOnce() {
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var notice = new StreamEvent.Notice("effort_clamped", "no effort xhigh");
        var first = new ArrayList<StreamEvent>(List.of(notice));
        first.addAll(calls("a look"));
        var last = new ArrayList<StreamEvent>(List.of(notice, new StreamEvent.Notice("image_dropped", "no images")));
        last.addAll(says("Done."));
        run(plays(first, last));
        assertEquals(List.of("no effort xhigh", "no images"), events.stream().filter(event -> event instanceof RunEvent.Answering(StreamEvent.Notice _))
                .map(event -> ((StreamEvent.Notice) ((RunEvent.Answering) event).event()).text()).toList());
    }

    @Test
    void whatHasHappenedIsWrittenOutBeforeTheModelIsAsked() {
        var happened = new ArrayList<String>();
        tool("look", Access.READ, () -> Outcome.of("seen"));
        var asked = new ArrayList<String>();
        var provider = new Scripted(List.of(calls("a look"), says("Done.")));
        agent(new Provider() {
            @Override
            public ModelInfo model(String name) {
                return Models.BUILT_IN.find("codex", name);
            }

            @Override
            public String id() {
                return "codex";
            }

            @Override
            public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
                asked.add(happened.getLast());
                provider.stream(request, turn, to, cancel);
            }
        }, NONE).run(conversation, false, new Sink<>() {
            @Override
            public void event(RunEvent event) {
                happened.add(event.getClass().getSimpleName());
            }

            @Override
            public void pause() {
                happened.add("pause");
            }
        }, new Cancel());
        assertEquals(List.of("pause", "pause"), asked);
        assertEquals("RunEnded", happened.getLast());
    }

    @Test
    void oldResultsMakeRoomBeforeTheWindowIsFull() {
        tool("look", Access.READ, () -> Outcome.of("x".repeat(40_000) + made.size()));
        var provider = plays(calls("a look"), calls("b look"), calls(new Usage(250_000, 0, 0, 0, 0), "c look"), says("Done."));
        assertEquals(0, run(provider).exit());
        assertEquals(List.of("[result dropped: 40001 chars; call again if needed]", "x".repeat(40_000) + "2", "x".repeat(40_000) + "3"), results(provider.requests.getLast()));
    }

    @Test
    void whereThatIsNotEnoughTheRunEndsWithEveryCallAnswered() {
        tool("look", Access.READ, () -> Outcome.of("small"));
        var provider = plays(calls(new Usage(271_000, 0, 0, 0, 0), "a look"));
        var result = run(provider);
        assertEquals(Kind.CONTEXT_LENGTH, result.failure().kind());
        assertEquals(6, result.exit());
        assertEquals(List.of("small"), results(conversation.request(List.of())));
    }

    @Test
    void aConversationThatIsTooLongIsShortenedAndSentAgain() {
        tool("look", Access.READ, () -> Outcome.of("x".repeat(4000)));
        var provider = plays(calls("a look"), fails(TOO_LONG), says("Done."));
        var result = run(provider);
        assertEquals("Done.", result.text());
        assertEquals(0, result.exit());
        assertEquals(2, result.turns());
        assertEquals(List.of("[result dropped: 4000 chars; call again if needed]"), results(provider.requests.getLast()));
        assertEquals(List.of("the conversation is too long for the model; results of tools were dropped from it"), notices());
    }

    @Test
    void whatTheBackendCannotReadAnyMoreIsLeftOut() {
        conversation.add(new Message(Role.ASSISTANT, List.of(new Part.Reasoning("", new Opaque("codex", "m", "reasoning", Json.object())), new Part.Text("Hello"))));
        conversation.add(Message.user(new Part.Text("And now?")));
        var provider = plays(fails(UNREADABLE), says("Done."));
        assertEquals("Done.", run(provider).text());
        assertEquals(new Message(Role.ASSISTANT, List.of(new Part.Text("Hello"))), provider.requests.getLast().messages().get(1));
        assertEquals(List.of("the backend cannot read its earlier thinking any more; it was left out"), notices());
    }

    @Test
    void freeFormToolsThatAreRefusedBecomeFunctions() {
        tools.add(new ApplyPatch(new Workspace(folder, List.of(), folder), new Ledger(), true));
        var provider = plays(fails(NO_CUSTOM), says("Done."));
        assertEquals("Done.", run(provider).text());
        assertTrue(provider.requests.getFirst().tools().offered().getFirst() instanceof Tool.Freeform);
        assertTrue(provider.requests.getLast().tools().offered().getFirst() instanceof Tool.Function);
        assertEquals(1, notices().size());
    }

    @Test
    void allOfThatCanBeMendedInOneRun() {
        tools.add(new ApplyPatch(new Workspace(folder, List.of(), folder), new Ledger(), true));
        tool("look", Access.READ, () -> Outcome.of("x".repeat(4000)));
        conversation.add(new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hm", null), new Part.Text("Hello"))));
        assertEquals("Done.", run(plays(fails(NO_CUSTOM), fails(UNREADABLE), calls("a look"), fails(TOO_LONG), says("Done."))).text());
        assertEquals(3, notices().size());
    }

    @Test
    void theSameIsMendedOnlyOnce() {
        tool("look", Access.READ, () -> Outcome.of("x".repeat(4000)));
        var provider = plays(calls("a look"), fails(TOO_LONG), calls("b look"), fails(TOO_LONG));
        assertSame(TOO_LONG, run(provider).failure());
        assertEquals(6, TOO_LONG.kind().exit());
        assertEquals(1, notices().size());
    }

    @Test
    void whereNothingCanBeMendedTheFailureStands() {
        for (var failure : List.of(TOO_LONG, UNREADABLE, NO_CUSTOM)) {
            var provider = plays(fails(failure));
            assertSame(failure, run(provider).failure());
            assertEquals(1, provider.requests.size());
        }
        assertEquals(List.of(), notices());
    }

    @Test
    void anAnswerThatHasBegunIsNeverAskedForAgain() {
        conversation.add(new Message(Role.TOOL, List.of(result("a", "look", "x".repeat(4000), false))));
        var provider = plays(List.of(part(0, PartKind.TEXT), text(0, "Hel"), new StreamEvent.Failed(TOO_LONG)));
        assertSame(TOO_LONG, run(provider).failure());
        assertEquals(1, provider.requests.size());
    }

    @Test
    void aCancelledToolLeavesAConversationThatCanGoOn() {
        var cancel = new Cancel();
        var interrupted = Failure.of(Kind.CANCELLED, "interrupted");
        tool("stop", Access.EXEC, () -> {
            cancel.cancel(interrupted);
            return Outcome.of("half of it");
        });
        var provider = plays(calls("a stop", "b stop"), says("Done."));
        var result = run(provider, NONE, cancel);
        assertSame(interrupted, result.failure());
        assertEquals(130, result.exit());
        assertEquals(List.of("half of it", "cancelled by user"), results(conversation.request(List.of())));
        assertEquals(1, provider.requests.size());
        assertEquals("Done.", run(provider, NONE, new Cancel()).text());
        assertEquals(1, made.size());
    }

    @Test
    void ofAnAnswerThatIsCutOffTheTextIsKeptAndItsCallsAreNot() {
        tool("look", Access.READ, () -> Outcome.of("never"));
        var cut = List.of(part(0, PartKind.REASONING), new StreamEvent.ReasoningDelta(0, "hm", StreamEvent.Thought.SUMMARY), part(1, PartKind.TEXT), text(1, "Let me"),
                new StreamEvent.ToolCallEnd(2, "a", "look", ToolKind.FUNCTION, null, "{}"), new StreamEvent.Failed(Failure.of(Kind.CANCELLED, "interrupted")));
        assertEquals(130, run(plays(cut)).exit());
        assertEquals(new Message(Role.ASSISTANT, List.of(new Part.Text("Let me"))), conversation.messages().getLast());
        assertEquals(List.of(), made);
    }

    @Test
    void nothingIsAskedOnceCancelled() {
        var cancel = new Cancel();
        cancel.cancel(Failure.of(Kind.TERMINATED, "terminated"));
        var result = run(plays(), NONE, cancel);
        assertEquals(143, result.exit());
        assertFalse(events.isEmpty());
        assertEquals(1, conversation.messages().size());
    }
}
