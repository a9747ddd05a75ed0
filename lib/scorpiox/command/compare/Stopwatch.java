package scorpiox.command.compare;

import java.time.InstantSource;
import java.util.Locale;
import java.util.function.LongSupplier;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.model.Answer;
import scorpiox.model.Cost;
import scorpiox.model.ModelInfo;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.Usage;
import scorpiox.provider.Provider;

/// Takes the time of one answer while it arrives.
final class Stopwatch implements Sink<StreamEvent> {
    private static final double LEAST_SECONDS = 0.001;

    private final LongSupplier nanos;
    private final Sink<StreamEvent> watcher;
    private final Answer answer = new Answer();
    private final long start;
    private long first = -1;
    private boolean thinkingSeen;

    /// Starts to count.
    ///
    /// @param nanos   a clock that never goes back
    /// @param watcher sees every event too
    Stopwatch(LongSupplier nanos, Sink<StreamEvent> watcher) {
        this.nanos = nanos;
        this.watcher = watcher;
        this.start = nanos.getAsLong();
    }

    @Override
    public void event(StreamEvent event) {
        switch (event) {
            case StreamEvent.TextDelta delta when !delta.text().isEmpty() -> began();
            case StreamEvent.ReasoningDelta delta when !delta.text().isEmpty() -> {
                began();
                thinkingSeen = true;
            }
            case StreamEvent.Retrying _ -> {
                first = -1;
                thinkingSeen = false;
            }
            default -> { }
        }
        answer.event(event);
        watcher.event(event);
    }

    /// Stops. Time that went by before another attempt counts: whoever waits has waited.
    ///
    /// @param provider that was asked; what another one answered for it is priced as that one's
    /// @param asked    name of the model
    Measure stop(Provider provider, String asked, InstantSource clock) {
        var now = nanos.getAsLong();
        var usage = answer.usage().equals(Usage.NONE) ? null : answer.usage();
        var text = Redaction.maskKnown(answer.text());
        var finish = answer.finish() == null ? null : answer.finish().name().toLowerCase(Locale.ROOT);
        return new Measure(answer.model(), first < 0 ? null : (first - start) / 1e6, (now - start) / 1e6, rate(usage, now), usage,
                usage == null ? null : Cost.of(priced(answer, provider, asked), usage, clock), finish, failure(text), text);
    }

    /// Whose price an answer has: the model's that answered where it is known, else that of the one that was asked.
    static ModelInfo priced(Answer answer, Provider provider, String asked) {
        var own = answer.provider().isEmpty() || answer.provider().equals(provider.id());
        var model = provider.model(own ? answer.model() : answer.provider() + "/" + answer.model());
        return model.known() || !own ? model : provider.model(asked);
    }

    private void began() {
        if (first < 0) first = nanos.getAsLong();
    }

    /// Thinking that nobody saw was over before the first piece, so it does not count.
    private Double rate(Usage usage, long now) {
        if (usage == null || first < 0) return null;
        var seconds = (now - first) / 1e9;
        var tokens = thinkingSeen ? usage.output() : usage.output() - usage.reasoning();
        return tokens <= 0 || seconds < LEAST_SECONDS ? null : tokens / seconds;
    }

    private Failure failure(String text) {
        if (answer.failure() != null) return answer.failure();
        if (answer.finish() == null) return Failure.of(Kind.PROTOCOL, "the answer has no end");
        if (answer.finish() == FinishReason.REFUSAL) return Failure.of(Kind.REFUSED, "the model refused to answer");
        if (answer.finish() == FinishReason.CONTENT_FILTER) return Failure.of(Kind.REFUSED, "a content filter ended the answer");
        return text.isBlank() ? Failure.of(Kind.PROTOCOL, "the answer is empty") : null;
    }
}
