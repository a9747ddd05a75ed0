package scorpiox.provider.router;

import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Sink;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;

/// Passes on what one candidate says, and holds back a failure: somebody else may still be asked.
final class Relay implements Sink<StreamEvent> {
    private final Sink<StreamEvent> to;
    private final boolean refusals;
    private boolean shown;
    private boolean begun;
    private boolean ended;
    private String served;
    private Failure failure;

    /// @param refusals whether a refusal without a word counts as a failure
    Relay(Sink<StreamEvent> to, boolean refusals) {
        this.to = to;
        this.refusals = refusals;
    }

    @Override
    public void event(StreamEvent event) {
        switch (event) {
            case StreamEvent.Failed failed -> failure = failed.failure();
            case StreamEvent.Finish(var reason, _) when reason == FinishReason.REFUSAL && refusals && !begun ->
                    failure = Failure.of(Kind.REFUSED, "the model refused");
            case StreamEvent.Started started -> {
                served = started.model();
                to.event(started);
            }
            case StreamEvent.TextDelta _, StreamEvent.ToolCallStart _, StreamEvent.ToolCallArgs _, StreamEvent.ToolCallEnd _, StreamEvent.Citation _ -> {
                begun = true;
                to.event(event);
            }
            case StreamEvent.PartStarted _, StreamEvent.ReasoningDelta _, StreamEvent.Continuation _, StreamEvent.Hosted _ -> {
                shown = true;
                to.event(event);
            }
            case StreamEvent.Retrying _ -> {
                shown = false;
                to.event(event);
            }
            case StreamEvent.Finish _ -> {
                ended = true;
                to.event(event);
            }
            case StreamEvent.Announced _, StreamEvent.UsageUpdate _, StreamEvent.Limits _, StreamEvent.Notice _ -> to.event(event);
        }
    }

    @Override
    public void pause() {
        to.pause();
    }

    /// The name of the model in its server's words; null while it has not said.
    String served() {
        return served;
    }

    /// Whether the answer itself has begun: it cannot be taken back.
    boolean begun() {
        return begun;
    }

    /// Whether something was shown that is void once somebody else is asked.
    boolean shown() {
        return shown;
    }

    /// Why there is no answer; null when there is one.
    Failure failure() {
        return failure != null || ended ? failure : Failure.of(Kind.PROTOCOL, "it stopped without an end");
    }
}
