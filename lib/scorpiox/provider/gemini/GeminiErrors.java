package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.HttpReply;
import scorpiox.http.RetryAfter;
import scorpiox.provider.Errors;

/// What Google's errors mean: `{"error": {code, message, status, details[]}}`, from an HTTP status with its body or from an
/// event in the stream. The word in `status` counts more than the number.
final class GeminiErrors {
    private static final Duration A_MINUTE = Duration.ofSeconds(60);
    private static final BigDecimal A_MONTH = BigDecimal.valueOf(Duration.ofDays(32).toSeconds());

    private GeminiErrors() {}

    /// A refusal by HTTP status.
    static Failure of(HttpReply reply, byte[] body, Instant now) {
        var stranger = Errors.notTheApi(reply, body);
        if (stranger.isPresent()) return stranger.get();
        var answer = answer(body);
        var error = answer.path("error");
        var text = Errors.said(answer);
        if (text == null) text = new String(body, 0, Math.min(body.length, 300), StandardCharsets.UTF_8);
        var said = "HTTP " + reply.status() + ": " + (text.isBlank() ? "no explanation was given" : Errors.cut(text));
        return failure(error, reply.status(), said, RetryAfter.of(reply, now).orElse(null));
    }

    /// An error that came inside a stream.
    static Failure inStream(JsonNode error) {
        var text = Json.text(error, "message");
        if (text == null || text.isBlank()) text = error.path("status").asText("the backend reported an error");
        return failure(error, error.path("code").asInt(0), Errors.cut(text), null);
    }

    private static Failure failure(JsonNode error, int http, String said, Duration fromHeader) {
        var status = Json.text(error, "status");
        var details = error.path("details");
        var reason = reason(details);
        var kind = kind(error, http, status, reason, said.toLowerCase(Locale.ROOT));
        // Google answers 400 to a key that it does not know; 401 is what makes a key command run again
        var failure = Failure.of(kind, said).from(kind == Kind.AUTH ? 401 : http, reason != null && kind == Kind.AUTH ? reason : status);
        return switch (kind) {
            case RATE_LIMIT -> {
                var wait = wait(details, fromHeader);
                yield wait == null ? failure : failure.retryAfter(wait).hint("try again in " + Math.max(1, wait.toSeconds()) + " s");
            }
            case OVERLOADED, SERVER -> fromHeader == null ? failure : failure.retryAfter(fromHeader);
            case QUOTA -> failure.hint("the quota of a day starts anew at midnight Pacific time");
            case MODEL_NOT_FOUND -> failure.hint("choose another with --model");
            case TOO_LARGE -> failure.hint(Errors.SEND_LESS);
            case PERMISSION -> failure.hint("the key is valid but not allowed to do this");
            case BAD_REQUEST -> http == 404 ? failure.hint("check GEMINI_BASE_URL") : failure;
            default -> failure;
        };
    }

    private static Kind kind(JsonNode error, int http, String status, String reason, String lower) {
        if (reason != null && (reason.equals("API_KEY_INVALID") || reason.equals("API_KEY_EXPIRED"))) return Kind.AUTH;
        if (reason != null && reason.equals("BILLING_DISABLED")) return Kind.BILLING;
        return switch (status == null ? "" : status) {
            case "INVALID_ARGUMENT", "OUT_OF_RANGE" -> refused(lower);
            case "FAILED_PRECONDITION", "PERMISSION_DENIED" -> Kind.PERMISSION;
            case "UNAUTHENTICATED" -> Kind.AUTH;
            case "NOT_FOUND" -> Kind.MODEL_NOT_FOUND;
            case "RESOURCE_EXHAUSTED" -> quota(error.path("details"), "PerDay") ? Kind.QUOTA : Kind.RATE_LIMIT;
            case "INTERNAL", "UNKNOWN", "DATA_LOSS", "ABORTED" -> Kind.SERVER;
            case "UNAVAILABLE" -> Kind.OVERLOADED;
            case "DEADLINE_EXCEEDED" -> Kind.TIMEOUT;
            default -> switch (http) {
                case 400 -> refused(lower);
                case 401 -> Kind.AUTH;
                case 402 -> Kind.BILLING;
                case 403 -> Kind.PERMISSION;
                case 408, 504 -> Kind.TIMEOUT;
                case 413 -> Kind.TOO_LARGE;
                case 429 -> quota(error.path("details"), "PerDay") ? Kind.QUOTA : Kind.RATE_LIMIT;
                case 503, 529 -> Kind.OVERLOADED;
                case 200 -> error.isEmpty() ? Kind.PROTOCOL : Kind.SERVER;
                default -> http >= 500 || http == 0 ? Kind.SERVER : Kind.BAD_REQUEST;
            };
        };
    }

    private static Kind refused(String lower) {
        if (lower.contains("token count") && lower.contains("exceeds")) return Kind.CONTEXT_LENGTH;
        return lower.contains("payload size exceeds") ? Kind.TOO_LARGE : Kind.BAD_REQUEST;
    }

    /// What the server asks for, else a minute where the quota is one of a minute.
    private static Duration wait(JsonNode details, Duration fromHeader) {
        for (var detail : details) {
            var delay = isA(detail, "RetryInfo") ? duration(Json.text(detail, "retryDelay")) : null;
            if (delay != null) return delay;
        }
        if (fromHeader != null) return fromHeader;
        return quota(details, "PerMinute") ? A_MINUTE : null;
    }

    /// Whether a quota that was hit is counted over that span.
    private static boolean quota(JsonNode details, String span) {
        for (var detail : details) {
            if (!isA(detail, "QuotaFailure")) continue;
            for (var violation : detail.path("violations")) if (violation.path("quotaId").asText().contains(span)) return true;
        }
        return false;
    }

    private static String reason(JsonNode details) {
        for (var detail : details) if (isA(detail, "ErrorInfo") && Json.text(detail, "reason") != null) return Json.text(detail, "reason");
        return null;
    }

    private static boolean isA(JsonNode detail, String type) {
        return detail.path("@type").asText().endsWith("google.rpc." + type);
    }

    /// Seconds as protocol buffers write them, `34.4s`; null for anything else, and for what nobody waits for.
    private static Duration duration(String text) {
        if (text == null || !text.endsWith("s") || text.length() > 30) return null;
        try {
            var seconds = new BigDecimal(text.substring(0, text.length() - 1));
            if (seconds.signum() < 0 || seconds.compareTo(A_MONTH) > 0) return null;
            return Duration.ofMillis(seconds.movePointRight(3).longValue());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// What holds the error; where no stream of events was begun it may stand in an array.
    private static JsonNode answer(byte[] body) {
        try {
            var json = body.length == 0 ? Json.object() : Json.read(body);
            return json.isArray() ? json.path(0) : json;
        } catch (IOException notJson) {
            return Json.object();
        }
    }
}
