package scorpiox.server.ask;

import scorpiox.model.StreamEvent;
import scorpiox.sse.SseEvent;

/// Writes one answer in the words of a client's API. A streamed answer is written event by event; a whole one when it is
/// finished, and nothing before.
public interface Encoder {
    /// Writes what an event becomes. [StreamEvent.Finish] is the last; [StreamEvent.Failed] and [StreamEvent.Retrying] never come here.
    void event(StreamEvent event, Frames out);

    /// Writes an event of a request that is passed through; what it means follows as [#event].
    default void raw(SseEvent event, Frames out) {}

    /// Ends a streamed answer that has begun and cannot go on, as clients can bear it.
    void broken(Refused why, Frames out);

    /// Whether what the model remarks before its answer goes out as text, so that a [stop][StopFilter] in it counts.
    default boolean remarksAreText() {
        return true;
    }
}
