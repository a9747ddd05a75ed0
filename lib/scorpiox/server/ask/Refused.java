package scorpiox.server.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import scorpiox.base.Json;

/// Why a client gets no answer, in the terms that all its APIs share.
public final class Refused extends RuntimeException {
    private final int status;
    private final String type;
    private final String code;
    private final String param;
    private final Duration retryAfter;
    private final Boolean again;
    private final ObjectNode more;

    private Refused(int status, String type, String code, String message, String param, Duration retryAfter, Boolean again, ObjectNode more, Throwable cause) {
        super(message, cause, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
        this.again = again;
        this.more = more;
    }

    /// @param status  of HTTP
    /// @param type    `invalid_request_error`, `api_error`, …
    /// @param code    what exactly, for programs
    /// @param message one line for people, without a secret
    public static Refused of(int status, String type, String code, String message) {
        return new Refused(status, type, code, message, null, null, null, Json.object(), null);
    }

    /// A request that is wrong in itself: status 400.
    ///
    /// @param param the member that is wrong, `messages[0].role`; null for none
    public static Refused invalid(String code, String message, String param) {
        return of(400, "invalid_request_error", code, message).param(param);
    }

    public Refused param(String name) {
        return new Refused(status, type, code, getMessage(), name, retryAfter, again, more, getCause());
    }

    /// How long to wait before asking again.
    public Refused retryAfter(Duration wait) {
        return new Refused(status, type, code, getMessage(), param, wait, again, more, getCause());
    }

    /// Whether asking again may help, whatever the status says.
    public Refused again(boolean helps) {
        return new Refused(status, type, code, getMessage(), param, retryAfter, helps, more, getCause());
    }

    /// With members of its own in the error object.
    public Refused with(ObjectNode members) {
        return new Refused(status, type, code, getMessage(), param, retryAfter, again, members, getCause());
    }

    public Refused because(Throwable cause) {
        return new Refused(status, type, code, getMessage(), param, retryAfter, again, more, cause);
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    /// May be null.
    public String code() {
        return code;
    }

    /// The member that is wrong, or null.
    public String param() {
        return param;
    }

    /// May be null.
    public Duration retryAfter() {
        return retryAfter;
    }

    /// Whether asking again may help: by its status (408, 409, 429, 5xx) where nothing else was said.
    public boolean again() {
        return again != null ? again : status == 408 || status == 409 || status == 429 || status >= 500;
    }

    /// Members of the error object besides the usual ones.
    public ObjectNode more() {
        return more;
    }
}
