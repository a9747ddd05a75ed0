package scorpiox.server.web;

import java.util.Map;
import scorpiox.base.Cancel;

/// One request and the way to answer it. Handled on a virtual thread of its own, from its header on.
public interface Exchange {
    /// The method, in capitals.
    String method();

    /// The path as it came, percent signs and all, without the query.
    String path();

    /// The query without its question mark; empty for none.
    String query();

    Fields headers();

    /// Whether the client's address is of this machine.
    boolean fromLoopback();

    /// The whole body, decoded where it came compressed with gzip; waits until it is there.
    ///
    /// What cannot be taken has the status and the code to answer with in the failure itself.
    ///
    /// @throws scorpiox.base.Failure `TOO_LARGE` (413) beyond the limit; `TIMEOUT` (408) where it does not come on; `BAD_REQUEST` where it
    ///                               cannot be decoded (400) or has another coding than gzip (415); `CANCELLED` once the client is gone
    byte[] body();

    /// Cancelled once the client has gone away or the server stops: whatever is done for it ends.
    Cancel cancel();

    /// Answers in one piece. Does nothing once an answer has begun. Date, length and connection fields are added.
    ///
    /// @throws scorpiox.base.Failure `CANCELLED` once the client is gone
    void answer(int status, Map<String, String> headers, byte[] body);

    /// Begins an answer of unknown length; its header goes out at once. An answer that is not ended when the handler returns is broken off.
    ///
    /// @throws scorpiox.base.Failure `CANCELLED` once the client is gone
    Outflow begin(int status, Map<String, String> headers);

    /// Whether an answer has begun.
    boolean begun();
}
