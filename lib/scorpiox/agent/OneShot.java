package scorpiox.agent;

import java.time.Duration;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Sink;
import scorpiox.model.Answer;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;

/// One request, one answer.
public final class OneShot {
    private OneShot() {}

    /// Asks and reports until the end; what went wrong stands in the result.
    public static Result run(Provider provider, Request request, Turn turn, Sink<RunEvent> to, Cancel cancel) {
        var began = System.nanoTime();
        to.event(new RunEvent.RunStarted(request.conversation(), provider.id(), request.model()));
        var answer = new Answer();
        provider.stream(request, turn, new Sink<>() {
            @Override
            public void event(StreamEvent event) {
                answer.event(event);
                to.event(new RunEvent.Answering(event));
            }

            @Override
            public void pause() {
                to.pause();
            }
        }, cancel);
        var failure = failure(answer);
        var result = new Result(answer.text(), failure, answer.usage(), answer.finish() == null ? 0 : 1, Duration.ofNanos(System.nanoTime() - began));
        to.event(new RunEvent.RunEnded(result));
        return result;
    }

    /// An answer that was cut, withheld or never came is a failure too.
    private static Failure failure(Answer answer) {
        if (answer.failure() != null) return answer.failure();
        return switch (answer.finish()) {
            case LENGTH -> Failure.of(Kind.LIMIT, "the answer was cut at the model's output limit");
            case CONTENT_FILTER -> Failure.of(Kind.REFUSED, "the answer was cut by the provider's content filter");
            case REFUSAL -> Failure.of(Kind.REFUSED, "the model refused");
            case STOP, OTHER -> answer.text().isEmpty() ? Failure.of(Kind.SERVER, "the model gave an empty answer") : refusal(answer);
            case TOOL_CALLS -> Failure.of(Kind.PROTOCOL, "the model called a tool, and none was offered");
        };
    }

    private static Failure refusal(Answer answer) {
        var refused = answer.message().parts().stream().anyMatch(part -> part instanceof Part.Refusal);
        return refused ? Failure.of(Kind.REFUSED, "the model refused") : null;
    }
}
