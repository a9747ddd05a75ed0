package scorpiox.provider;

import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Sink;
import scorpiox.http.HttpCall;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;

/// Whoever answers a request.
public interface Provider extends AutoCloseable {
    /// Name as in `--provider`.
    String id();

    /// Answers one request, blocking until the stream has ended; what `to` does not take in yet is not read yet.
    ///
    /// Failures arrive as [StreamEvent.Failed], never as exceptions.
    void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel);

    /// The HTTP request that would be sent, credential apart; empty where none would be.
    default Optional<HttpCall> preview(Request request, Turn turn) {
        return Optional.empty();
    }

    /// Lets go of what it keeps open between requests.
    @Override
    default void close() {}
}
