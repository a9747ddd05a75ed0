package scorpiox.server.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.server.web.Fields;

/// What one request changes of the capabilities.
public final class Overrides {
    private final ObjectNode body;

    private Overrides(ObjectNode body) {
        this.body = body;
    }

    /// Takes them out of a request's body and header.
    ///
    /// @throws scorpiox.base.Failure `USAGE`, its code naming the member, for a value that is none
    public static Overrides take(ObjectNode body, Fields headers) {
        throw new UnsupportedOperationException();
    }

    /// The body without them, members of `extra_body` at top level.
    public ObjectNode body() {
        return body;
    }

    /// The capabilities in force.
    public Profile profile(BackendConfig backend) {
        throw new UnsupportedOperationException();
    }
}
