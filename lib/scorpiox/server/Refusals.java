package scorpiox.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.provider.HttpProvider;
import scorpiox.server.ask.Refused;

/// What the failures of backends are to clients. A status is never taken over blindly: what is wrong for good must not look
/// like trouble that passes, which SDKs wait out, and a failure within a stream not like success.
final class Refusals {
    private static final String INVALID = "invalid_request_error";
    private static final String TROUBLE = "api_error";
    private static final String UNSUPPORTED = "Unsupported parameter: ";
    private static final Duration SOON = Duration.ofSeconds(5);

    private Refusals() {}

    static Refused of(Failure failure, Instant now) {
        var message = message(failure);
        var code = code(failure);
        return (switch (failure.kind()) {
            case AUTH -> Refused.of(401, "authentication_error", "upstream_auth_failed", Redaction.mask(failure.line())).again(false);
            case PERMISSION -> Refused.of(403, "permission_error", code == null || code.isBlank() ? "permission_denied" : code, message);
            case BILLING -> exhausted(message);
            case QUOTA -> "insufficient_quota".equals(code) ? exhausted(message) : limited(failure, message, now);
            case RATE_LIMIT -> Refused.of(429, "rate_limit_error", "rate_limit_exceeded", message).retryAfter(failure.retryAfter());
            case CONTEXT_LENGTH, TOO_LARGE -> Refused.invalid("context_length_exceeded", message, null);
            case MODEL_NOT_FOUND -> Refused.of(404, INVALID, "model_not_found", message);
            case OVERLOADED -> Refused.of(503, TROUBLE, "server_overloaded", message).retryAfter(failure.retryAfter() == null ? SOON : failure.retryAfter());
            case SERVER -> Refused.of(502, TROUBLE, "upstream_error", message).retryAfter(failure.retryAfter());
            case NETWORK -> Refused.of(502, TROUBLE, "upstream_unreachable", Redaction.mask(failure.line()));
            case TIMEOUT, DEADLINE -> Refused.of(504, TROUBLE, "upstream_timeout", message);
            case TRUNCATED -> Refused.of(502, TROUBLE, "upstream_disconnected", message);
            case PROTOCOL -> failure.status() == 403 || failure.status() == 200 ? blocked(failure) : Refused.of(502, TROUBLE, "upstream_error", message);
            case BAD_REQUEST -> wrong(failure, message);
            case REFUSED -> Refused.invalid(code == null ? "content_policy" : code, message, null);
            case USAGE -> HttpProvider.STRICT.equals(code) ? Refused.invalid("unsupported_parameter", message.replace(" (--strict)", ""), null)
                    : Refused.invalid("invalid_value", message, code);
            case LIMIT, SCHEMA -> Refused.invalid("invalid_value", message, null);
            case CANCELLED, TERMINATED -> Refused.of(503, TROUBLE, "server_stopping", "the server stops").retryAfter(SOON);
            case INTERNAL -> bug();
        }).because(failure);
    }

    /// The backend cannot be asked at all, the way it is configured; nobody who asks can mend that.
    static Refused misconfigured(Failure failure, Instant now) {
        return failure.kind() != Kind.USAGE ? of(failure, now)
                : Refused.of(503, TROUBLE, "backend_misconfigured", Redaction.mask(failure.line())).again(false).because(failure);
    }

    static Refused bug() {
        return Refused.of(500, "server_error", "internal_error", "an internal error: the log of the server says more").again(false);
    }

    private static Refused wrong(Failure failure, String message) {
        if (failure.status() == 404) {
            var silent = message.toLowerCase(Locale.ROOT).contains("no explanation was given");
            return silent ? blocked(failure) : Refused.of(404, INVALID, "model_not_found", message);
        }
        if (message.contains("Instructions are not valid")) {
            return Refused.invalid("codex_instructions_invalid", message + ": use prompt_mode codex_default", null);
        }
        var at = message.indexOf(UNSUPPORTED);
        if (at >= 0) {
            var rest = message.substring(at + UNSUPPORTED.length()).strip();
            return Refused.invalid("unsupported_parameter", message, rest.split("[\\s,;]", 2)[0].replaceAll("[^A-Za-z0-9_.\\[\\]]|\\.$", ""));
        }
        var code = code(failure);
        return Refused.invalid(code == null || code.isBlank() || code.equals(INVALID) ? "invalid_request" : code, message, null);
    }

    private static Refused blocked(Failure failure) {
        return Refused.of(503, TROUBLE, "upstream_blocked", Redaction.mask(failure.line()));
    }

    private static Refused exhausted(String message) {
        return Refused.of(429, "insufficient_quota", "insufficient_quota", message).again(false);
    }

    /// A plan's limit: it is of no use to ask again before it resets.
    private static Refused limited(Failure failure, String message, Instant now) {
        var refused = Refused.of(429, "usage_limit_reached", "usage_limit_reached", message).again(false).retryAfter(failure.retryAfter());
        ObjectNode more = Json.object();
        var plan = message.lastIndexOf("(plan ");
        if (plan >= 0 && message.indexOf(')', plan) > 0) more.put("plan_type", message.substring(plan + 6, message.indexOf(')', plan)));
        if (failure.retryAfter() != null) {
            more.put("resets_at", now.plus(failure.retryAfter()).getEpochSecond()).put("resets_in_seconds", failure.retryAfter().toSeconds());
        }
        return refused.with(more);
    }

    /// What a backend calls the failure, where that is a word and no secret; else null.
    private static String code(Failure failure) {
        var code = failure.code();
        return code != null && code.length() <= 100 && code.equals(Redaction.mask(code)) && code.chars().allMatch(c -> c > ' ' && c < 0x7f) ? code : null;
    }

    /// A client's own words as they may stand in a message.
    static String shown(String text) {
        var plain = Redaction.mask(text).replaceAll("[^\\x21-\\x7e]", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
    }

    private static String message(Failure failure) {
        var message = failure.getMessage() == null ? failure.kind().code() : failure.getMessage();
        return Redaction.mask(message).replaceAll("[\\p{Cntrl}]+", " ");
    }
}
