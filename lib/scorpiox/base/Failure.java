package scorpiox.base;

import java.time.Duration;

/// Everything that can end a run, as one unchecked type: what failed, why, and what to do about it.
///
/// The [Kind] is the whole vocabulary: it alone decides the exit code, the `code` of a JSONL event and the
/// HTTP status of `serve`. The message is one line for a person and never holds a secret.
public final class Failure extends RuntimeException {
    /// What went wrong, with the three codes it is reported under.
    public enum Kind {
        USAGE(2, "usage", 400),
        AUTH(3, "auth", 401),
        PERMISSION(3, "auth", 403),
        BILLING(4, "rate_limit", 402),
        QUOTA(4, "rate_limit", 429),
        RATE_LIMIT(4, "rate_limit", 429),
        CONTEXT_LENGTH(6, "context", 400),
        LIMIT(6, "limit", 400),
        SCHEMA(7, "schema", 422),
        OVERLOADED(1, "server", 503),
        SERVER(1, "server", 502),
        NETWORK(1, "network", 502),
        TIMEOUT(1, "network", 504),
        TRUNCATED(1, "network", 502),
        PROTOCOL(1, "server", 502),
        BAD_REQUEST(1, "server", 400),
        TOO_LARGE(1, "server", 413),
        MODEL_NOT_FOUND(1, "server", 404),
        REFUSED(1, "server", 200),
        INTERNAL(1, "server", 500),
        DEADLINE(124, "limit", 504),
        CANCELLED(130, "interrupted", 499),
        TERMINATED(143, "interrupted", 499);

        private final int exit;
        private final String code;
        private final int httpStatus;

        Kind(int exit, String code, int httpStatus) {
            this.exit = exit;
            this.code = code;
            this.httpStatus = httpStatus;
        }

        /// Exit code of a script that ends with this kind.
        public int exit() {
            return exit;
        }

        /// `code` in `turn.failed`.
        public String code() {
            return code;
        }

        /// Status `serve` answers with when nothing has been sent yet.
        public int httpStatus() {
            return httpStatus;
        }
    }

    private final Kind kind;
    private final int status;
    private final String code;
    private final Duration retryAfter;
    private final String hint;
    private final boolean last;

    private Failure(Kind kind, String message, int status, String code, Duration retryAfter, String hint, boolean last, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
        this.hint = hint;
        this.last = last;
    }

    public static Failure of(Kind kind, String message) {
        return new Failure(kind, message, 0, null, null, null, false, null);
    }

    public static Failure of(Kind kind, String message, Throwable cause) {
        return new Failure(kind, message, 0, null, null, null, false, cause);
    }

    /// Bad input from the user: exit code 2.
    public static Failure usage(String message) {
        return of(Kind.USAGE, message);
    }

    /// What the user can do about it, shown after the message.
    public Failure hint(String next) {
        return new Failure(kind, getMessage(), status, code, retryAfter, next, last, getCause());
    }

    /// The HTTP status and the error code the server gave; 0 and null where it gave none.
    public Failure from(int httpStatus, String serverCode) {
        return new Failure(kind, getMessage(), httpStatus, serverCode, retryAfter, hint, last, getCause());
    }

    /// How long the server asked to wait.
    public Failure retryAfter(Duration wait) {
        return new Failure(kind, getMessage(), status, code, wait, hint, last, getCause());
    }

    /// The same, and sending again is of no use: the server says so.
    public Failure last() {
        return new Failure(kind, getMessage(), status, code, retryAfter, hint, true, getCause());
    }

    /// Whether sending again is of no use, whatever its kind.
    public boolean isLast() {
        return last;
    }

    public Kind kind() {
        return kind;
    }

    /// HTTP status of the answer, 0 when there was none.
    public int status() {
        return status;
    }

    /// Error code of the server (`usage_limit_reached`), or null.
    public String code() {
        return code;
    }

    /// Wait demanded by the server, or null.
    public Duration retryAfter() {
        return retryAfter;
    }

    /// What to do about it, or null.
    public String hint() {
        return hint;
    }

    /// Message and hint as one line.
    public String line() {
        if (hint == null) return getMessage();
        if (getMessage().endsWith("?")) return getMessage() + " " + hint;
        return (getMessage().endsWith(".") ? getMessage().substring(0, getMessage().length() - 1) : getMessage()) + ": " + hint;
    }
}
