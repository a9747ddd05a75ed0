package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Sink;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.provider.router.Choice;

@Timeout(20)
class RaceTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<String> logged = Collections.synchronizedList(new ArrayList<>());

    /// Answers as a function says.
    private record Scripted(String id, Answering answering, Runnable closed) implements Provider {
        interface Answering {
            void answer(Request request, Sink<StreamEvent> to, Cancel cancel) throws Exception;
        }

        @Override
        public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
            try {
                answering.answer(request, to, cancel);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public ModelInfo model(String name) {
            return ModelInfo.unknown(name);
        }

        @Override
        public void close() {
            closed.run();
        }
    }

    private static void say(String text, Sink<StreamEvent> to) {
        to.event(new StreamEvent.PartStarted(0, PartKind.TEXT, null));
        to.event(new StreamEvent.TextDelta(0, text));
        to.event(new StreamEvent.Finish(FinishReason.STOP, "stop"));
    }

    private static Question question(Duration limit, int repeat) {
        return new Question(Message.user(new Part.Text("hi")), "be brief", limit, repeat);
    }

    private static Choice choice(String provider) {
        return new Choice(provider, "m", Optional.empty());
    }

    private List<Outcome> race(Map<String, Scripted.Answering> all, Question question, Cancel cancel) {
        var targets = all.keySet().stream().sorted().map(RaceTest::choice).toList();
        return race(choice -> new Scripted(choice.provider(), all.get(choice.provider()), () -> { }), targets, question, cancel);
    }

    private List<Outcome> race(Function<Choice, Provider> open, List<Choice> targets, Question question, Cancel cancel) {
        return new Race(open, target -> question.request(target.model(), Effort.LOW), Board.silent(targets.size()), (choice, measure) -> logged.add(choice.provider() + " " + measure.ok()), InstantSource.system(), System::nanoTime)
                .run(targets, question, cancel);
    }

    @Test
    void everybodyIsAskedAtTheSameTime() {
        var together = new CyclicBarrier(3);
        Scripted.Answering answering = (request, to, _) -> {
            together.await(10, TimeUnit.SECONDS);
            assertEquals(List.of("be brief"), request.system());
            assertTrue(request.tools().offered().isEmpty());
            assertEquals(Effort.LOW, request.thinking().effort());
            say("hello", to);
        };
        var outcomes = race(Map.of("a", answering, "b", answering, "c", answering), question(LONG, 1), new Cancel());
        assertEquals(List.of("a", "b", "c"), outcomes.stream().map(outcome -> outcome.target().provider()).toList());
        assertTrue(outcomes.stream().allMatch(outcome -> outcome.runs().size() == 1 && outcome.runs().getFirst().ok() && outcome.text().equals("hello")));
    }

    @Test
    void oneThatFailsShowsItsLineAndTheOthersGoOn() {
        var outcomes = race(choice -> switch (choice.provider()) {
            case "keyless" -> throw Failure.of(Kind.AUTH, "no key for Anthropic found").hint("set ANTHROPIC_API_KEY");
            case "broken" -> throw new NullPointerException("bug");
            case "html" -> new Scripted("html", (_, to, _) -> to.event(new StreamEvent.Failed(Failure.of(Kind.PROTOCOL, "the backend answered text/html"))), () -> { });
            case "throws" -> new Scripted("throws", (_, _, _) -> {
                throw Failure.of(Kind.MODEL_NOT_FOUND, "no model m");
            }, () -> { });
            case "silent" -> new Scripted("silent", (_, _, _) -> { }, () -> { });
            default -> new Scripted("good", (_, to, _) -> say("fine", to), () -> { });
        }, List.of(choice("keyless"), choice("broken"), choice("html"), choice("throws"), choice("silent"), choice("good")), question(LONG, 1), new Cancel());
        var lines = outcomes.stream().map(outcome -> Optional.ofNullable(outcome.runs().getFirst().failure()).map(Failure::line).orElse("ok")).toList();
        assertEquals(List.of("no key for Anthropic found: set ANTHROPIC_API_KEY", "internal error: java.lang.NullPointerException: bug: please report it with the output of --debug",
                "the backend answered text/html", "no model m", "the answer has no end", "ok"), lines);
        assertEquals(6, logged.size());
    }

    @Test
    void repeatsOfOneComeOneAfterTheOtherAndItIsClosedOnce() {
        var at = new AtomicInteger();
        var most = new AtomicInteger();
        var closed = new AtomicInteger();
        var outcomes = race(_ -> new Scripted("a", (_, to, _) -> {
            most.accumulateAndGet(at.incrementAndGet(), Math::max);
            say("x", to);
            at.decrementAndGet();
        }, closed::incrementAndGet), List.of(choice("a")), question(LONG, 5), new Cancel());
        assertEquals(5, outcomes.getFirst().runs().size());
        assertEquals(1, most.get());
        assertEquals(1, closed.get());
        assertEquals(5, logged.size());
    }

    @Test
    void eachHasItsOwnTimeLimit() {
        var outcomes = race(Map.of("fast", (_, to, _) -> say("x", to), "slow", (_, _, cancel) -> cancel.sleep(LONG)), question(Duration.ofMillis(30), 1), new Cancel());
        assertTrue(outcomes.getFirst().runs().getFirst().ok());
        assertEquals(Kind.DEADLINE, outcomes.getLast().runs().getFirst().failure().kind());
    }

    @Test
    void cancellingEndsAllAndWhatThereIsCounts() {
        var cancel = new Cancel();
        var begun = new CountDownLatch(1);
        var outcomes = race(Map.of("a", (_, to, _) -> {
            say("done", to);
            begun.countDown();
        }, "b", (_, to, own) -> {
            begun.await(10, TimeUnit.SECONDS);
            to.event(new StreamEvent.PartStarted(0, PartKind.TEXT, null));
            to.event(new StreamEvent.TextDelta(0, "half"));
            cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
            own.sleep(LONG);
        }), question(LONG, 1), cancel);
        assertTrue(outcomes.getFirst().runs().getFirst().ok());
        assertEquals("interrupted", outcomes.getLast().runs().getFirst().failure().getMessage());
        assertEquals("half", outcomes.getLast().text());
    }

    @Test
    void oneThatIgnoresTheCancelIsLeftBehind() {
        var cancel = new Cancel();
        var never = new CountDownLatch(1);
        var outcomes = race(Map.of("deaf", (_, _, _) -> {
            cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
            never.await();
        }), question(LONG, 3), cancel);
        never.countDown();
        assertFalse(outcomes.getFirst().runs().getFirst().ok());
        assertEquals(Kind.CANCELLED, outcomes.getFirst().runs().getFirst().failure().kind());
    }
}
