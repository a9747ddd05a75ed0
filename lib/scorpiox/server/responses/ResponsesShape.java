package scorpiox.server.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.server.web.Fields;

/// How the answer to a Responses request is to be written.
///
/// @param stream whether as a stream
/// @param codex  whether the client is Codex, which understands events of its own backend
/// @param shell  whether the client knows calls of the kind `local_shell_call`
/// @param echo   members of the response that repeat the request
record ResponsesShape(boolean stream, boolean codex, boolean shell, ObjectNode echo) {
    /// Whether a client is Codex, as it says itself.
    static boolean codex(Fields headers) {
        return begins(headers, "originator") || begins(headers, "user-agent");
    }

    private static boolean begins(Fields headers, String name) {
        return headers.get(name).filter(value -> value.regionMatches(true, 0, "codex", 0, 5)).isPresent();
    }
}
