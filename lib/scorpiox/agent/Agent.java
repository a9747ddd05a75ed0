package scorpiox.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Sink;
import scorpiox.model.Answer;
import scorpiox.model.Cost;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.Usage;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;

/// The turn loop: asks the model, carries out the calls it makes, and asks again, until it answers without one.
public final class Agent {
    /// Where a run ends although the model would go on.
    ///
    /// @param turns    answers of the model, its last included; 0 for as many as it takes
    /// @param tokens   of the whole run, in and out; 0 for as many as it takes
    /// @param tolerant whether denials leave the exit code alone
    public record Bounds(int turns, long tokens, boolean tolerant) {}

    /// Code of the backend's refusal of continuation data, measured: what it refused is left out and sent again.
    private static final String UNREADABLE_REASONING = "invalid_encrypted_content";

    /// What a backend says of a schema that it does not take.
    private static final String ABOUT_SCHEMA = ".*(schema|response_format|text\\.format|output_config|output_format|responsejson).*";

    /// How often a provider may ask to be asked again for the rest of an answer.
    private static final int PAUSES = 5;

    private final Provider provider;
    private final Dispatcher dispatcher;
    private final Bounds bounds;
    private final Supplier<List<String>> news;
    private final Acceptance acceptance;

    /// @param news what has happened beside the conversation since it was last asked, for the model
    public Agent(Provider provider, Dispatcher dispatcher, Bounds bounds, Supplier<List<String>> news) {
        this(provider, dispatcher, bounds, news, Acceptance.ANY);
    }

    /// @param acceptance which answers it may end with
    public Agent(Provider provider, Dispatcher dispatcher, Bounds bounds, Supplier<List<String>> news, Acceptance acceptance) {
        this.provider = provider;
        this.dispatcher = dispatcher;
        this.bounds = bounds;
        this.news = news;
        this.acceptance = acceptance;
    }

    /// Goes on with a conversation that ends in a message of the user, and reports until the end; what went wrong stands
    /// in the result. The conversation stays one that can be continued, whatever happens.
    public Result run(Conversation conversation, boolean strict, Sink<RunEvent> to, Cancel cancel) {
        var run = new Run(conversation, strict, to, cancel);
        to.event(new RunEvent.RunStarted(conversation.id(), provider.id(), conversation.model(), dispatcher.permissions().mode().shown(), !dispatcher.offered().isEmpty()));
        var failure = run.loop();
        var result = new Result(run.text, failure, run.usage, run.priced ? run.cost : null, run.turns, Duration.ofNanos(System.nanoTime() - run.began), run.denials, bounds.tolerant(), run.value);
        to.event(new RunEvent.RunEnded(result));
        return result;
    }

    /// The request that would be sent next.
    public Request request(Conversation conversation) {
        return conversation.request(dispatcher.offered());
    }

    /// The state of one run.
    private final class Run {
        final long began = System.nanoTime();
        final Conversation conversation;
        final boolean strict;
        final Sink<RunEvent> to;
        final Cancel cancel;
        final ContextBudget budget;
        final Repetition repetition = new Repetition();
        final List<Denial> denials = new ArrayList<>();
        final Set<String> noticed = new HashSet<>();
        final Set<String> mended = new HashSet<>();
        Turn turn;
        Usage usage = Usage.NONE;
        Cost cost;
        boolean priced = true;
        String text = "";
        JsonNode value;
        int turns;
        int pauses;

        Run(Conversation conversation, boolean strict, Sink<RunEvent> to, Cancel cancel) {
            this.conversation = conversation;
            this.strict = strict;
            this.turn = new Turn(strict);
            this.to = to;
            this.cancel = cancel;
            this.budget = new ContextBudget(provider.model(conversation.model()).contextWindow());
        }

        /// Why the run ended before its time; null when it did not.
        Failure loop() {
            tell();
            while (true) {
                var answer = ask();
                count(answer);
                if (answer.finish() != null) turns++;
                if (answer.failure() != null && recovers(answer)) continue;
                text = answer.text();
                var message = withOwnIds(answer.message());
                var calls = message.parts().stream().<Part.ToolCall>mapMulti((part, sink) -> {
                    if (part instanceof Part.ToolCall call) sink.accept(call);
                }).toList();
                var failure = failure(answer, calls.isEmpty());
                if (failure != null) {
                    conversation.add(withoutCalls(message));
                    return failure;
                }
                conversation.add(message);
                if (calls.isEmpty() && goesOn(answer)) continue;
                if (calls.isEmpty()) {
                    switch (acceptance.judge(text)) {
                        case Acceptance.Fits(var fit, var json) -> {
                            text = fit;
                            value = json;
                            return null;
                        }
                        case Acceptance.Never(var why) -> {
                            return why;
                        }
                        case Acceptance.Again(var told) -> {
                            conversation.add(Message.user(new Part.Text(told)));
                            turn = new Turn(strict);
                        }
                    }
                }
                var stopped = bound();
                if (stopped != null) return close(calls, stopped);
                if (calls.isEmpty()) continue;
                failure = carryOut(calls, answer.usage());
                if (failure != null) return failure;
            }
        }

        private void count(Answer answer) {
            usage = usage.plus(answer.usage());
            if (!answer.usage().reported()) {
                priced &= answer.finish() == null;      // an attempt that failed before it counted costs nothing
                return;
            }
            var own = answer.provider().isEmpty() || answer.provider().equals(provider.id());
            var model = provider.model(own ? answer.model() : answer.provider() + "/" + answer.model());
            var one = Cost.of(model.known() || !own ? model : provider.model(conversation.model()), answer.usage(), InstantSource.system());
            priced &= one != null;
            cost = cost == null || one == null ? one : cost.plus(one);
        }

        /// Whether the model wants to be asked again for the rest, or is asked once more since its call came to nothing.
        private boolean goesOn(Answer answer) {
            return switch (answer.finish()) {
                case PAUSE -> ++pauses <= PAUSES;
                case MALFORMED_CALL -> mended.add("malformed call");
                default -> false;
            };
        }

        private Answer ask() {
            var answer = new Answer();
            to.pause();
            provider.stream(conversation.request(dispatcher.offered()), turn, new Sink<>() {
                @Override
                public void event(StreamEvent event) {
                    answer.event(event);
                    var known = event instanceof StreamEvent.Notice notice && !noticed.add(notice.text());
                    if (!known && !(event instanceof StreamEvent.Failed)) to.event(new RunEvent.Answering(event));
                }

                @Override
                public void pause() {
                    to.pause();
                }
            }, cancel);
            return answer;
        }

        private Failure carryOut(List<Part.ToolCall> calls, Usage counted) {
            var round = new Round(dispatcher, repetition, to, cancel);
            var results = round.run(calls);
            denials.addAll(round.denials());
            conversation.add(new Message(Message.Role.TOOL, List.copyOf(results)));
            if (cancel.reason() != null) return cancel.reason();
            if (repetition.endless()) return Failure.of(Kind.LIMIT, "stopped: the model made the same call again and again");
            var told = tell();
            try {
                budget.fit(conversation, counted, told ? 2 : 1);
                return null;
            } catch (Failure full) {
                return full;
            }
        }

        /// Tells the model what has happened beside the conversation, if anything has.
        private boolean tell() {
            var told = news.get();
            if (!told.isEmpty()) conversation.add(new Message(Message.Role.DEVELOPER, List.of(new Part.Text(String.join("\n", told)))));
            return !told.isEmpty();
        }

        private Failure bound() {
            if (bounds.turns() > 0 && turns >= bounds.turns()) {
                return Failure.of(Kind.LIMIT, "stopped after " + turns + (turns == 1 ? " answer" : " answers") + " of the model").hint("raise --max-turns to let it go on");
            }
            if (bounds.tokens() > 0 && usage.input() + usage.output() >= bounds.tokens()) {
                return Failure.of(Kind.LIMIT, "stopped after " + (usage.input() + usage.output()) + " tokens").hint("raise --max-tokens-total to let it go on");
            }
            return null;
        }

        /// Calls that are not made are answered all the same, or the conversation could not go on.
        private Failure close(List<Part.ToolCall> calls, Failure why) {
            var note = List.<Part>of(new Part.Text("not run: " + why.getMessage()));
            conversation.add(new Message(Message.Role.TOOL, calls.stream().<Part>map(call -> new Part.ToolResult(call.id(), call.name(), call.kind(), note, true)).toList()));
            return why;
        }

        /// Whether to ask again after mending what can be mended, each once: too long a conversation, a kind of tool or earlier
        /// thinking that the backend does not take. An answer that has begun is never asked for again.
        private boolean recovers(Answer answer) {
            var begun = answer.message().parts().stream().anyMatch(part -> !(part instanceof Part.Reasoning));
            if (begun || cancel.reason() != null) return false;
            var done = mend(answer.failure());
            if (done == null || !mended.add(done)) return false;
            to.event(new RunEvent.Notice(done));
            return true;
        }

        /// What was done about a failure, for the user; null when nothing can be.
        private String mend(Failure failure) {
            if (failure.kind() == Kind.CONTEXT_LENGTH) {
                var all = Long.MAX_VALUE / 2;
                return ContextBudget.drop(conversation, all) < all ? "the conversation is too long for the model; results of tools were dropped from it" : null;
            }
            if (UNREADABLE_REASONING.equals(failure.code())) {
                return conversation.replace(part -> part instanceof Part.Reasoning ? null : part) ? "the backend cannot read its earlier thinking any more; it was left out" : null;
            }
            if (failure.kind() == Kind.BAD_REQUEST && failure.getMessage().toLowerCase(Locale.ROOT).matches(ABOUT_SCHEMA) && conversation.withoutSchema()) {
                return "the provider does not take this schema; the answer is asked for in words, and checked all the same";
            }
            if (failure.kind() != Kind.BAD_REQUEST || !failure.getMessage().contains("custom")) return null;
            return dispatcher.withoutFreeform() ? "the backend takes no free-form tools; apply_patch is offered as a function" : null;
        }
    }

    /// Results name their call by its id, so a repeated or empty one gets another.
    private static Message withOwnIds(Message message) {
        var ids = new HashSet<String>();
        return new Message(message.role(), message.parts().stream().map(part -> {
            if (!(part instanceof Part.ToolCall call) || !call.id().isEmpty() && ids.add(call.id())) return part;
            var id = "call_" + UUID.randomUUID().toString().replace("-", "");
            ids.add(id);
            return new Part.ToolCall(id, call.name(), call.kind(), call.raw());
        }).toList());
    }

    private static Message withoutCalls(Message message) {
        return new Message(message.role(), message.parts().stream().filter(part -> part instanceof Part.Text || part instanceof Part.Refusal).toList());
    }

    /// An answer that was cut, withheld or never came is a failure too.
    private static Failure failure(Answer answer, boolean last) {
        if (answer.failure() != null) return answer.failure();
        return switch (answer.finish()) {
            case null -> Failure.of(Kind.PROTOCOL, "the answer never ended");
            case LENGTH -> Failure.of(Kind.LIMIT, "the answer was cut at the model's output limit");
            case CONTENT_FILTER -> Failure.of(Kind.REFUSED, "the answer was cut by the provider's content filter");
            case REFUSAL -> Failure.of(Kind.REFUSED, "the model refused");
            case PAUSE, MALFORMED_CALL -> null;
            case STOP, OTHER, TOOL_CALLS -> !last ? null : answer.text().isEmpty() ? Failure.of(Kind.SERVER, "the model gave an empty answer") : refusal(answer);
        };
    }

    private static Failure refusal(Answer answer) {
        var refused = answer.message().parts().stream().anyMatch(part -> part instanceof Part.Refusal);
        return refused ? Failure.of(Kind.REFUSED, "the model refused") : null;
    }
}
