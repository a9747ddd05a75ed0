package scorpiox.provider;

import scorpiox.base.Failure;
import scorpiox.base.Sink;
import scorpiox.model.StreamEvent;
import scorpiox.model.ToolKind;

/// Passes events on, notes whether the answer has begun to count, and holds a failure back for the retry to judge.
final class Gate implements Sink<StreamEvent> {
    final Sink<StreamEvent> to;
    boolean counted;
    Failure failure;

    Gate(Sink<StreamEvent> to) {
        this.to = to;
    }

    @Override
    public void event(StreamEvent event) {
        switch (event) {
            case StreamEvent.Failed failed -> failure = failed.failure();
            case StreamEvent.ToolCallEnd call when call.kind() == ToolKind.FUNCTION && call.args() == null -> to.event(call);     // nobody can carry it out
            case StreamEvent.TextDelta _, StreamEvent.ToolCallEnd _ -> {
                counted = true;
                to.event(event);
            }
            default -> to.event(event);
        }
    }

    @Override
    public void pause() {
        to.pause();
    }
}
