package scorpiox.provider.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.model.Answer;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RouterProviderTest {
    private static final String THREE = "codex/a,anthropic/b,gemini/c";
    private static final Request HI = request("m", Message.user(new Part.Text("hi")));

    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>(Map.of("ROUTER_ALIAS_m", THREE));
    private final Map<String, Deque<String>> scripts = new HashMap<>();
    private final Map<String, ModelInfo> known = new HashMap<>();
    private final List<String> without = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<StreamEvent> events = new ArrayList<>();
    private final Cancel cancel = new Cancel();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theThirdAnswersWhereTheFirstTwoFailAndEveryMoveIsTold() {
        script("codex", "RATE_LIMIT");
        script("anthropic", "started AUTH");
        var answer = ask(HI);
        assertEquals("answer of gemini", answer.text());
        assertEquals(List.of("codex/a", "anthropic/b", "gemini/c"), asked);
        assertEquals(List.of("codex/a failed (rate limit: it said RATE_LIMIT), asking anthropic/b", "anthropic/b failed (credentials: it said AUTH), asking gemini/c"), notices());
        assertEquals(List.of(), all(StreamEvent.Retrying.class), "nothing was shown that is void");
        assertEquals("gemini/c-served", answer.provider() + "/" + answer.model());
        assertEquals(1, events.stream().filter(event -> event instanceof StreamEvent.Finish || event instanceof StreamEvent.Failed).count());
    }

    /// Whoever is not needed is not even opened.
    @Test
    void providersAreOpenedWhenTheyAreAskedAndClosedWithTheRouter() {
        var router = router();
        ask(router, HI, new Turn(false));
        assertEquals(List.of("codex once"), opened);
        ask(router, HI, new Turn(false));
        assertEquals(List.of("codex once"), opened);
        router.close();
        assertEquals(List.of("codex"), closed);
    }

    @ParameterizedTest
    @CsvSource({"NETWORK, true", "TIMEOUT, true", "TRUNCATED, true", "PROTOCOL, true", "OVERLOADED, true", "SERVER, true", "RATE_LIMIT, true", "QUOTA, true", "BILLING, true", "AUTH, true",
            "MODEL_NOT_FOUND, true", "BAD_REQUEST, false", "TOO_LARGE, false", "PERMISSION, false", "REFUSED, false", "USAGE, false", "CONTEXT_LENGTH, false", "CANCELLED, false", "INTERNAL, false"})
    void someKindsOfFailureMoveOn(Kind kind, boolean moves) {
        script("codex", kind.name());
        var answer = ask(HI);
        assertEquals(moves ? "answer of anthropic" : "", answer.text());
        if (!moves) assertEquals("codex/a: it said " + kind, answer.failure().getMessage());
        assertEquals(moves ? 2 : 1, asked.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"NETWORK | SERVER | false", "NETWORK, server | SERVER | true", "rate-limit | RATE_LIMIT | true", "PERMISSION | PERMISSION | true", "REFUSAL | REFUSED | true",
            "REFUSAL | refusal | true", "NETWORK | refusal | false", "REFUSAL | text refusal | false", "' , ' | SERVER | true"})
    void theUserSaysWhichKindsMoveOn(String on, String fails, boolean moves) {
        variables.put("ROUTER_ON", on);
        script("codex", fails);
        ask(HI);
        assertEquals(moves ? 2 : 1, asked.size());
        if (!moves && fails.equals("refusal")) assertEquals(new StreamEvent.Finish(FinishReason.REFUSAL, "refusal"), events.getLast());
    }

    @ParameterizedTest
    @CsvSource({"BAD_REQUEST", "TOO_LARGE", "CANCELLED", "nonsense", "DEADLINE", "SCHEMA"})
    void aKindThatIsTheSameEverywhereCannotMoveOn(String kind) {
        variables.put("ROUTER_ON", "NETWORK," + kind);
        var failure = assertThrows(Failure.class, this::router);
        assertEquals("ROUTER_ON from environment takes no " + kind, failure.getMessage());
        assertTrue(failure.hint().contains("RATE_LIMIT") && failure.hint().contains("REFUSAL") && !failure.hint().contains("BAD_REQUEST"), failure.hint());
        assertEquals(Kind.USAGE, failure.kind());
    }

    /// Text, or a call that has begun, is never taken back; thinking is.
    @ParameterizedTest
    @CsvSource({"started text SERVER, 1, 0", "started call SERVER, 1, 0", "started end-of-call SERVER, 1, 0", "started SERVER, 2, 0", "started part SERVER, 2, 1", "started thinking SERVER, 2, 1",
            "started opaque NETWORK, 2, 1", "started search NETWORK, 2, 1", "started usage limits SERVER, 2, 0", "started thinking retrying SERVER, 2, 1", "nothing, 2, 0"})
    void afterTheFirstContentNobodyElseIsAsked(String script, int sent, int retryings) {
        script("codex", script);
        var answer = ask(HI);
        assertEquals(sent, asked.size());
        assertEquals(retryings, all(StreamEvent.Retrying.class).size());
        if (sent == 1) assertEquals(Kind.SERVER, answer.failure().kind());
        else assertEquals(List.of(new Part.Text("answer of anthropic")), answer.message().parts(), "what came before is void");
    }

    @Test
    void whoWasAskedLastSaysWhyThereIsNoAnswer() {
        for (var id : List.of("codex", "anthropic", "gemini")) script(id, "SERVER");
        var failure = ask(HI).failure();
        assertEquals("gemini/c: it said SERVER (the last of 3 asked)", failure.getMessage());
        assertEquals(503, failure.status());
    }

    /// Who stands first is asked alone while the others are left alone; that is said, and whom it is about.
    @Test
    void whoFailsAloneIsNamedToo() {
        for (var id : List.of("anthropic", "gemini")) script(id, "SERVER");
        script("codex", "BILLING");
        ask(HI);
        script("codex", "BILLING");
        assertEquals("codex/a: it said BILLING (2 others failed a short while ago)", ask(HI).failure().getMessage());
        assertEquals(4, asked.size());
    }

    /// What it says, the windows of the three, who is asked.
    @ParameterizedTest
    @CsvSource({"1000, 1000, 2000, codex/a gemini/c", "1000, 2000, 3000, codex/a anthropic/b", "2000, 1000, 1000, codex/a", "1000, 0, 500, codex/a", "0, 0, 900, codex/a gemini/c"})
    void tooLongAPromptGoesOnlyToALargerWindow(int a, int b, int c, String who) {
        window("codex/a", a);
        window("anthropic/b", b);
        window("gemini/c", c);
        script("codex", "CONTEXT_LENGTH");
        assertEquals(!who.contains(" "), ask(HI).failure() != null);
        assertEquals(List.of(who.split(" ")), asked);
    }

    @Test
    void whoCannotTakeARequestIsNotAskedAndWhereNobodyCanEverybodysReasonIsTold() {
        known.put("codex/a", info(0, false, true));
        known.put("anthropic/b", info(0, true, false));
        window("gemini/c", 5);
        var tools = new Request.Tools(List.of(new Tool.Function("f", "it does", Json.object())), new Request.Choice.Auto(), true);
        var all = new Request("m", List.of(), List.of(Message.user(new Part.Image("image/png", "AAAA", null))), tools, Request.Thinking.UNSET, Request.Output.TEXT, null);
        var failure = ask(all).failure();
        assertTrue(failure.getMessage().startsWith("nobody on the route can take this request: codex/a takes no images; anthropic/b calls no tools; gemini/c holds 5 tokens, and these are about 12"), failure.getMessage());
        assertEquals(Kind.CONTEXT_LENGTH, failure.kind());
        assertEquals(List.of(), asked);
        window("gemini/c", 0);
        assertEquals("answer of gemini", ask(all).text());
        without.addAll(List.of("codex", "anthropic", "gemini"));
        failure = ask(all).failure();
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals("nobody on the route can take this request: codex/a has no credentials; anthropic/b has no credentials; gemini/c has no credentials", failure.getMessage());
        without.remove("codex");
        assertEquals(Kind.USAGE, ask(all).failure().kind());
    }

    /// Who is asked last may say that it takes a moment; the others need not be waited for.
    @ParameterizedTest
    @CsvSource({"RATE_LIMIT:0, 2", "RATE_LIMIT:6, 1", "SERVER, 1", "RATE_LIMIT:0 RATE_LIMIT:0, 2"})
    void aShortRateLimitIsWaitedForOnceWhereNobodyIsLeft(String scripts, int sent) {
        variables.put("ROUTER_ALIAS_m", "codex/a,gemini/c");
        script("codex", "SERVER");
        for (var script : scripts.split(" ")) script("gemini", script);
        var answer = ask(HI);
        assertEquals(sent, asked.stream().filter("gemini/c"::equals).count());
        assertEquals(sent == 2 && !scripts.contains(" ") ? "answer of gemini" : "", answer.text());
        assertEquals(sent - 1, all(StreamEvent.Retrying.class).size());
    }

    @Test
    void aSingleCandidateRetriesByItself() {
        variables.put("ROUTER_ALIAS_m", "codex/a");
        ask(HI);
        assertEquals(List.of("codex"), opened);
    }

    @Test
    void whoFailedIsLeftAloneByThisRouterAndTheNext() {
        script("codex", "OVERLOADED");
        ask(HI);
        ask(HI);
        assertEquals(List.of("codex/a", "anthropic/b", "anthropic/b"), asked, "another router, as another process has it");
        assertEquals("codex/a failed a short while ago, asking anthropic/b", notices().getFirst());
        now = now.plusSeconds(59);
        ask(HI);
        assertEquals("anthropic/b", asked.getLast());
        now = now.plusSeconds(1);
        ask(HI);
        assertEquals("codex/a", asked.getLast());
    }

    @ParameterizedTest
    @CsvSource({"RATE_LIMIT:100, 99, false", "RATE_LIMIT:100, 100, true", "RATE_LIMIT:10, 59, false", "QUOTA, 59, false", "SERVER, 59, false", "NETWORK, 0, true", "AUTH, 0, true", "CONTEXT_LENGTH, 0, true"})
    void itIsLeftAloneForAsLongAsItAskedAndNeverLessThanTheUserWants(String script, int seconds, boolean asked) {
        script("codex", script);
        ask(HI);
        now = now.plusSeconds(seconds);
        this.asked.clear();
        ask(HI);
        assertEquals(asked ? "codex/a" : "anthropic/b", this.asked.getFirst());
    }

    @Test
    void whereEverybodyFailedEverybodyIsAskedAllTheSame() {
        for (var id : List.of("codex", "anthropic", "gemini")) script(id, "SERVER");
        ask(HI);
        asked.clear();
        assertEquals("answer of codex", ask(HI).text());
        assertEquals(List.of("codex/a"), asked);
        asked.clear();
        ask(HI);
        assertEquals(List.of("codex/a"), asked, "an answer ends it");
    }

    @Test
    void aTurnStaysWithWhoAnsweredIt() {
        var router = router();
        var turn = new Turn(false);
        script("codex", "NETWORK");
        ask(router, HI, turn);
        ask(router, HI, turn);
        assertEquals(List.of("codex/a", "anthropic/b", "anthropic/b"), asked);
        ask(router, HI, new Turn(false));
        assertEquals("codex/a", asked.getLast(), "the next turn begins anew");
        script("anthropic", "NETWORK");
        ask(router, HI, turn);
        assertEquals(List.of("anthropic/b", "codex/a"), asked.subList(4, 6), "and a turn moves on when it must");
    }

    /// Keys, the request's text, image, effort and model, and who is asked.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ROUTER_LONG_CONTEXT=gemini/long ROUTER_LONG_CONTEXT_THRESHOLD=100 | 300 | false | | m | codex/a", "ROUTER_LONG_CONTEXT=gemini/long ROUTER_LONG_CONTEXT_THRESHOLD=100 | 404 | false | | m | gemini/long",
            "ROUTER_IMAGE=gemini/sees | 10 | true | | m | gemini/sees", "ROUTER_IMAGE=gemini/sees | 10 | false | | m | codex/a", "ROUTER_THINK=openai/thinks | 10 | false | HIGH | m | openai/thinks",
            "ROUTER_THINK=openai/thinks | 10 | false | MAX | m | openai/thinks", "ROUTER_THINK=openai/thinks | 10 | false | MEDIUM | m | codex/a", "ROUTER_THINK=openai/thinks | 10 | false | | m | codex/a",
            "ROUTER_BACKGROUND=gemini/small ROUTER_ALIAS_haiku=codex/a | 10 | false | | haiku | gemini/small", "ROUTER_BACKGROUND=gemini/small | 10 | false | | m | codex/a",
            "ROUTER_IMAGE=gemini/sees ROUTER_THINK=openai/thinks | 10 | true | HIGH | m | gemini/sees", "ROUTER_IMAGE=gemini/sees | 10 | true | | codex/named | codex/named", "ROUTER_THINK=openai/* | 10 | false | HIGH | m | openai/m",
    })
    void aRequestOfAKindGoesToItsOwnTargetFirst(String keys, int length, boolean image, Effort effort, String model, String who) {
        for (var pair : keys.strip().split(" ")) variables.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        var text = new Part.Text("x".repeat(length));
        var message = image ? Message.user(text, new Part.Image("image/png", "AAAA", null)) : Message.user(text);
        ask(new Request(model, List.of(), List.of(message), Request.Tools.NONE, new Request.Thinking(effort, "auto"), Request.Output.TEXT, null));
        assertEquals(List.of(who), asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ROUTER_RULES=gpt-*=codex/*;claude-*=anthropic/*;*=gemini/* | gpt-9 | codex/gpt-9", "ROUTER_RULES=gpt-*=codex/*;*=gemini/* | Claude-9 | gemini/Claude-9", "ROUTER_RULES=g?t-*9=codex/x | GPT-4-9 | codex/x",
            "ROUTER_RULES=m=gemini/other | m | codex/a anthropic/b gemini/c", "ROUTER_RULES=gpt-*=codex/*,openai/* ROUTER_FALLBACK=gemini/z,codex/gpt-9 | gpt-9 | codex/gpt-9 openai/gpt-9 gemini/z",
            "ROUTER_FALLBACK=gemini/z | codex/named | codex/named gemini/z", "ROUTER_FALLBACK=gemini/z | M | codex/a anthropic/b gemini/c gemini/z", "ROUTER_ALIAS_x.y-z_1=gemini/q | x.y-z_1 | gemini/q",
            "ROUTER_ALIAS_m= ROUTER_RULES=m=gemini/q | m | gemini/q", "ROUTER_RULES=*a*b*=gemini/q | xxaxxbxx | gemini/q", "ROUTER_RULES=a*b=gemini/no;*=gemini/q | acb2 | gemini/q",
    })
    void aliasesRulesAndFallbacksMakeTheChain(String keys, String model, String chain) {
        for (var pair : keys.strip().split(" ")) variables.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        for (var id : List.of("codex", "anthropic", "gemini", "openai")) for (var i = 0; i < 3; i++) script(id, "NETWORK");
        ask(request(model, Message.user(new Part.Text("hi"))));
        assertEquals(List.of(chain.split(" ")), asked);
    }

    /// The effort in a target's own name counts where nobody asked for another one.
    @ParameterizedTest
    @CsvSource({"m, , HIGH", "m, LOW, LOW", "m-low, , LOW"})
    void anEffortInATargetsNameIsItsOwn(String model, Effort asked, Effort used) {
        known.put("codex/gpt-5.2", info(0, true, true));
        variables.put("ROUTER_ALIAS_m", "codex/gpt-5.2-high");
        ask(new Request(model, List.of(), HI.messages(), Request.Tools.NONE, new Request.Thinking(asked, "auto", 7), Request.Output.TEXT, "key"));
        assertEquals(new Request.Thinking(used, "auto", 7), requests.getFirst().thinking());
        assertEquals("gpt-5.2", requests.getFirst().model());
    }

    @Test
    void theModelIsThatOfWhoAnswersAndWithoutItsPriceUntilSomebodyDoes() {
        known.put("codex/a", info(1234, true, true));
        window("gemini/c", 99);
        var router = router();
        assertEquals(1234, router.model("m").contextWindow());
        assertNull(router.model("m").price());
        assertEquals(99, router.model("gemini/c").contextWindow());
        assertEquals(0, router.model("codex/a-served").contextWindow());
        ask(router, HI, new Turn(false));
        assertEquals(1234, router.model("codex/a-served").contextWindow(), "the server calls it so");
        without.add("codex");
        window("anthropic/b", 77);
        assertEquals(77, router.model("m").contextWindow());
        assertEquals(false, router.model("codx/x").known());
    }

    @Test
    void cancellingEndsItWithItsReason() {
        script("codex", "cancel NETWORK");
        var answer = ask(HI);
        assertEquals(Kind.CANCELLED, answer.failure().kind());
        assertEquals(List.of("codex/a"), asked);
    }

    @Test
    void anAnswerThatIsThereStaysOneThoughTheRunIsCancelledThen() {
        script("codex", "started text finish cancel");
        assertNull(ask(HI).failure());
        assertEquals(1, events.stream().filter(event -> event instanceof StreamEvent.Finish || event instanceof StreamEvent.Failed).count());
    }

    @Test
    void whoCannotBeOpenedIsAFailureLikeAnyOther() {
        scripts.put("codex", new ArrayDeque<>(List.of("unopened AUTH")));
        assertEquals("answer of anthropic", ask(HI).text());
        assertEquals("codex/a failed (credentials: it said AUTH), asking anthropic/b", notices().getFirst());
    }

    private Answer ask(Request request) {
        return ask(router(), request, new Turn(false));
    }

    private Answer ask(RouterProvider router, Request request, Turn turn) {
        var answer = new Answer();
        events.clear();
        router.stream(request, turn, event -> {
            events.add(event);
            answer.event(event);
        }, cancel);
        return answer;
    }

    private RouterProvider router() {
        var all = new HashMap<>(variables);
        all.put("HOME", home.toString());
        var settings = Cascade.resolve(new Environment(all, home), Cascade.Flags.NONE);
        var cooldown = new Cooldown(home.resolve("state/cooldown.json"), Duration.ofSeconds(60), () -> now);
        return new RouterProvider(new Routes(new Names(settings, Models.BUILT_IN, false)), new Scripted(), cooldown, false);
    }

    private void script(String provider, String script) {
        scripts.computeIfAbsent(provider, _ -> new ArrayDeque<>()).add(script);
    }

    private void window(String name, int tokens) {
        known.put(name, info(tokens, true, true));
    }

    private static ModelInfo info(int window, boolean vision, boolean tools) {
        return new ModelInfo("x", true, new ModelInfo.Window(window, 0), vision, tools, new ModelInfo.Reasoning(ModelInfo.Style.EFFORT, List.of(), true), false, true, null);
    }

    private static Request request(String model, Message... messages) {
        return new Request(model, List.of(), List.of(messages), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
    }

    private List<String> notices() {
        return all(StreamEvent.Notice.class).stream().map(StreamEvent.Notice::text).toList();
    }

    private <E extends StreamEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// Providers that say what their scripts want, a word an event, and else answer.
    private final class Scripted implements Targets {
        @Override
        public Optional<Failure> missing(String provider) {
            return without.contains(provider) ? Optional.of(Failure.of(Kind.AUTH, "has no credentials")) : Optional.empty();
        }

        @Override
        public ModelInfo model(Choice choice) {
            return known.getOrDefault(choice.name(), ModelInfo.unknown(choice.model()));
        }

        @Override
        public Provider open(String provider, boolean once) {
            var script = scripts.computeIfAbsent(provider, _ -> new ArrayDeque<>());
            if (!script.isEmpty() && script.peek().startsWith("unopened ")) throw failure(script.poll().substring(9));
            opened.add(provider + (once ? " once" : ""));
            return new Provider() {
                @Override
                public String id() {
                    return provider;
                }

                @Override
                public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
                    asked.add(provider + "/" + request.model());
                    requests.add(request);
                    var next = script.isEmpty() ? "started text finish" : script.poll();
                    for (var word : next.split(" ")) say(word, provider, request.model(), to);
                }

                @Override
                public ModelInfo model(String id) {
                    throw new AssertionError("the catalogue knows it");
                }

                @Override
                public void close() {
                    closed.add(provider);
                }
            };
        }

        private void say(String word, String provider, String model, Sink<StreamEvent> to) {
            switch (word) {
                case "nothing" -> { }
                case "started" -> to.event(new StreamEvent.Started(provider, model + "-served", "r"));
                case "part" -> to.event(new StreamEvent.PartStarted(0, PartKind.TEXT, null));
                case "text" -> {
                    to.event(new StreamEvent.PartStarted(0, PartKind.TEXT, null));
                    to.event(new StreamEvent.TextDelta(0, "answer of " + provider));
                }
                case "thinking" -> {
                    to.event(new StreamEvent.PartStarted(1, PartKind.REASONING, null));
                    to.event(new StreamEvent.ReasoningDelta(1, "hm", Thought.SUMMARY));
                }
                case "call" -> to.event(new StreamEvent.ToolCallStart(2, "c", "bash", ToolKind.FUNCTION));
                case "end-of-call" -> to.event(new StreamEvent.ToolCallEnd(2, "c", "bash", ToolKind.FUNCTION, Json.object(), "{}"));
                case "opaque" -> to.event(new StreamEvent.Continuation(3, new scorpiox.model.Opaque(provider, model, "k", Json.object())));
                case "search" -> to.event(new StreamEvent.Hosted(4, "web_search_call", "in_progress", null));
                case "usage" -> to.event(new StreamEvent.UsageUpdate(new scorpiox.model.Usage(1, 0, 0, 0, 0)));
                case "limits" -> to.event(new StreamEvent.Limits(List.of()));
                case "retrying" -> to.event(new StreamEvent.Retrying(2, 2, Duration.ZERO, failure("NETWORK")));
                case "refusal" -> to.event(new StreamEvent.Finish(FinishReason.REFUSAL, "refusal"));
                case "finish" -> to.event(new StreamEvent.Finish(FinishReason.STOP, "stop"));
                case "cancel" -> cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
                default -> to.event(new StreamEvent.Failed(failure(word)));
            }
        }

        private Failure failure(String word) {
            var parts = word.split(":");
            var failure = Failure.of(Kind.valueOf(parts[0]), "it said " + parts[0]).from(503, null);
            return parts.length == 1 ? failure : failure.retryAfter(Duration.ofSeconds(Integer.parseInt(parts[1])));
        }
    }
}
