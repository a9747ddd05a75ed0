package scorpiox.provider;

import java.util.Optional;
import scorpiox.base.Sink;
import scorpiox.model.StreamEvent;
import scorpiox.sse.SseEvent;

/// Turns the events of one response stream into [StreamEvent]s.
public interface Decoder {
    void event(SseEvent event, Sink<StreamEvent> to);

    /// The stream has ended, perhaps within an event.
    void end(Optional<SseEvent> unterminated, Sink<StreamEvent> to);

    /// Whether the answer is complete: the rest of the stream, if any, does not matter.
    boolean done();
}
