package scorpiox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.http.HttpReply;
import scorpiox.http.RetryAfter;

/// What the errors of OpenAI-like backends mean: from an HTTP status with its body, or from an event in the stream.
public final class Errors {
    /// What helps against a request that is too large.
    public static final String SEND_LESS = "send less: fewer or smaller files and images";

    private static final int MAX_MESSAGE = 600;

    /// Start of the year 5000 in epoch seconds: anything beyond is no time a limit resets at.
    private static final long LATEST = 95_617_584_000L;

    private Errors() {}

    /// A refusal by HTTP status.
    public static Failure of(HttpReply reply, byte[] body, Instant now) {
        var json = parse(body);
        var error = json.path("error");
        var code = code(error);
        var message = message(json, body, reply);
        var stranger = notTheApi(reply, body);
        if (stranger.isPresent()) return stranger.get();
        var kind = kind(reply.status(), code, message + new String(body, 0, Math.min(body.length, 2000), StandardCharsets.UTF_8));
        var failure = finish(Failure.of(kind, "HTTP " + reply.status() + ": " + message).from(reply.status(), code), error, now,
                RetryAfter.of(reply, now).or(() -> kind == Kind.QUOTA ? windowEnds(reply) : Optional.empty()).orElse(null));
        if (kind != Kind.RATE_LIMIT || failure.hint() != null) return failure;
        return windowEnds(reply).map(wait -> failure.hint("the limit resets in " + wait.toSeconds() + " s")).orElse(failure);
    }

    /// When the window of a Codex plan ends. That is no time to wait after a rate limit, which may be over long before.
    private static Optional<Duration> windowEnds(HttpReply reply) {
        try {
            var seconds = reply.header("x-codex-primary-reset-after-seconds").map(String::strip).map(Long::parseLong).orElse(0L);
            return seconds > 0 && seconds < LATEST ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
        } catch (NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    /// What an answer means that is no API's, whatever the wire: an HTML page or a redirect; empty for any other.
    public static Optional<Failure> notTheApi(HttpReply reply, byte[] body) {
        if (isPage(body)) {
            return Optional.of(Failure.of(reply.status() >= 500 ? Kind.SERVER : Kind.PROTOCOL, "HTTP " + reply.status()
                            + " with an HTML page instead of an API answer").from(reply.status(), null)
                    .hint("something between here and the backend answered: a proxy, a sign-in page or a bot check"));
        }
        if (reply.status() / 100 != 3) return Optional.empty();
        return Optional.of(Failure.of(Kind.PROTOCOL, "HTTP " + reply.status() + ": redirects are not followed").from(reply.status(), null)
                .hint("set the base URL to " + Redaction.mask(reply.header("location").orElse("its new place"))));
    }

    /// An error that came inside a stream. What has no known code goes by the status it names.
    ///
    /// @param error object with `code` or `type`, and `message`; or its text alone
    public static Failure inStream(JsonNode error, Instant now) {
        var code = code(error);
        var message = ErrorText.own(error);
        var text = message == null || message.isBlank() ? code == null ? "the backend reported an error" : code : cut(message);
        var status = status(error);
        var known = known(code);
        var kind = known != null ? known : status >= 400 ? kind(status, code, text) : "invalid_request_error".equals(Json.text(error, "type")) ? kind(400, code, text) : Kind.SERVER;
        return finish(Failure.of(kind, text).from(status, code), error, now, null);
    }

    /// The HTTP status that an error in a stream names, 0 for none.
    private static int status(JsonNode error) {
        for (var name : new String[] {"status", "status_code", "code"}) {
            var number = error.path(name);
            if (number.isInt() && number.intValue() >= 400 && number.intValue() < 600) return number.intValue();
        }
        return 0;
    }

    private static Failure finish(Failure failure, JsonNode error, Instant now, Duration fromHeader) {
        return switch (failure.kind()) {
            case QUOTA -> limit(failure, error, now, fromHeader);
            case RATE_LIMIT -> {
                var wait = fromHeader != null ? fromHeader : RetryAfter.in(failure.getMessage()).orElse(null);
                yield wait == null ? failure : failure.retryAfter(wait).hint("try again in " + Math.max(1, wait.toSeconds()) + " s");
            }
            case OVERLOADED, SERVER -> fromHeader == null ? failure : failure.retryAfter(fromHeader);
            case TOO_LARGE -> failure.hint(SEND_LESS);
            default -> failure;
        };
    }

    private static Failure limit(Failure failure, JsonNode error, Instant now, Duration fromHeader) {
        var plan = Json.text(error, "plan_type");
        var at = plausible(error.path("resets_at"));
        var in = plausible(error.path("resets_in_seconds"));
        var resets = at > 0 ? Instant.ofEpochSecond(at) : in > 0 ? now.plusSeconds(in) : fromHeader != null ? now.plus(fromHeader) : null;
        var about = failure.getMessage() + (plan == null ? "" : " (plan " + plan + ")");
        var limited = Failure.of(Kind.QUOTA, about).from(failure.status(), failure.code());
        if (resets == null) return limited;
        return limited.retryAfter(Duration.between(now, resets)).hint("it resets at " + resets.truncatedTo(ChronoUnit.MINUTES));
    }

    /// A plausible number of seconds, else 0.
    private static long plausible(JsonNode seconds) {
        return seconds.isNumber() && seconds.longValue() > 0 && seconds.longValue() < LATEST ? seconds.longValue() : 0;
    }

    private static Kind kind(int status, String code, String text) {
        var known = known(code);
        var lower = text.toLowerCase(Locale.ROOT);
        if (known == Kind.SERVER && ErrorText.tooLong(lower)) return Kind.CONTEXT_LENGTH;
        if (known != null) return known;
        return switch (status) {
            case 400, 422 -> ErrorText.noModel(lower, false) ? Kind.MODEL_NOT_FOUND : ErrorText.tooLong(lower) ? Kind.CONTEXT_LENGTH : Kind.BAD_REQUEST;
            case 401 -> Kind.AUTH;
            case 402 -> Kind.BILLING;
            case 403 -> Kind.PERMISSION;
            // some accounts get their usage limit as 404 (reported by users)
            case 404 -> lower.contains("usage_limit_reached") || lower.contains("usage_not_included") || lower.contains("usage limit") ? Kind.QUOTA
                    : lower.contains("rate_limit_exceeded") ? Kind.RATE_LIMIT : ErrorText.noModel(lower, true) ? Kind.MODEL_NOT_FOUND : Kind.BAD_REQUEST;
            case 408 -> Kind.TIMEOUT;
            case 413 -> ErrorText.tooLong(lower) ? Kind.CONTEXT_LENGTH : Kind.TOO_LARGE;
            case 429 -> lower.contains("plan_type") ? Kind.QUOTA : Kind.RATE_LIMIT;
            case 500 -> ErrorText.tooLong(lower) ? Kind.CONTEXT_LENGTH : Kind.SERVER;     // llama.cpp
            case 503, 529 -> Kind.OVERLOADED;
            case 200 -> code == null ? Kind.PROTOCOL : Kind.SERVER;
            default -> status >= 500 ? Kind.SERVER : Kind.BAD_REQUEST;
        };
    }

    private static Kind known(String code) {
        return switch (code) {
            case "usage_limit_reached", "usage_not_included", "insufficient_quota" -> Kind.QUOTA;
            case "rate_limit_exceeded", "rate_limit_error" -> Kind.RATE_LIMIT;
            case "context_length_exceeded", "exceed_context_size_error" -> Kind.CONTEXT_LENGTH;
            case "server_is_overloaded", "slow_down", "overloaded_error" -> Kind.OVERLOADED;
            case "invalid_prompt", "cyber_policy" -> Kind.BAD_REQUEST;
            case "model_not_found" -> Kind.MODEL_NOT_FOUND;
            case "server_error" -> Kind.SERVER;
            case null, default -> null;
        };
    }

    /// The code, or the type where it says more than the code does.
    private static String code(JsonNode error) {
        var code = Json.text(error, "code");
        var type = Json.text(error, "type");
        return code == null || known(code) == null && known(type) != null ? type == null ? code : type : code;
    }

    private static String message(JsonNode json, byte[] body, HttpReply reply) {
        var said = ErrorText.of(json);
        if (said != null) return cut(said);
        var text = new String(body, 0, Math.min(body.length, 300), StandardCharsets.UTF_8);
        return text.isBlank() ? reply.header("x-openai-authorization-error").orElse("no explanation was given") : cut(text);
    }

    /// What an error body says, wherever a server or a gateway puts it; null for nothing.
    public static String said(JsonNode body) {
        return ErrorText.of(body);
    }

    /// A server's words as one line, secrets masked, of bounded length.
    public static String cut(String message) {
        var line = Redaction.mask(message).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + " …" : line;
    }

    private static boolean isPage(byte[] body) {
        var start = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype html") || start.startsWith("<html");
    }

    private static JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? Json.object() : Json.read(body);
        } catch (IOException notJson) {
            return Json.object();
        }
    }
}
