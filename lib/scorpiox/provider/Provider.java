package scorpiox.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Sink;
import scorpiox.http.HttpCall;
import scorpiox.model.ModelInfo;
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

    /// Whether it takes requests in the words of the Responses wire and gives its own events back with their meaning.
    default boolean relays() {
        return false;
    }

    /// Answers one that it [relays][#relays], as [#stream] does: each event goes out as it came, then what it means.
    default void relay(NativeRequest asked, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        throw new IllegalStateException(id() + " does not relay");
    }

    /// What is known of a model of its.
    ModelInfo model(String id);

    /// Where its requests go; empty where they do not go over HTTP, or not to one place.
    default Optional<URI> endpoint() {
        return Optional.empty();
    }

    /// The HTTP request that would be sent, the secret in it masked; empty where none would be.
    default Optional<HttpCall> preview(Request request, Turn turn) {
        return Optional.empty();
    }

    /// Tokens of a prompt.
    ///
    /// @param estimated whether it is a guess of one token per four bytes
    record Counted(long tokens, boolean estimated) {}

    /// Counts the tokens of a request's prompt, at the server where it can.
    ///
    /// @throws Failure of the request
    default Counted count(Request request, Cancel cancel) {
        return new Counted(Estimate.tokens(request), true);
    }

    /// The models that the server says it has for this credential; empty where it cannot be asked.
    ///
    /// @throws Failure of the request, which also tells whether credential and endpoint work
    default List<ModelInfo> models(Cancel cancel) {
        return List.of();
    }

    /// The same, where its server said so not long ago without asking it again.
    ///
    /// @param age up to which an answer counts
    /// @throws Failure as [#models(Cancel)]
    default List<ModelInfo> models(Duration age, Cancel cancel) {
        return models(cancel);
    }

    /// Lets go of what it keeps open between requests.
    @Override
    default void close() {}
}
