package scorpiox.provider;

import scorpiox.base.Failure;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.sse.SseEvent;

/// Is told of one request as it goes out and of what comes back, to write it down. Each sending begins anew; what it is told
/// never holds the credential.
public interface Recording {
    /// Nobody listens.
    Recording NONE = new Recording() { };

    /// The request goes out.
    default void sent(HttpCall call) {}

    /// The answer's header is there.
    default void answered(HttpReply reply) {}

    /// The answer is a refusal.
    default void refused(HttpReply reply, byte[] body) {}

    /// An event of the answer has come.
    default void event(SseEvent event) {}

    /// The answer is over.
    ///
    /// @param failure why it is no whole one; null where it is
    default void ended(Failure failure) {}
}
