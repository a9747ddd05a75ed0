package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import scorpiox.auth.oauth.Foreign;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.HttpReply;
import scorpiox.http.RetryAfter;
import scorpiox.provider.Errors;

/// What Anthropic's errors mean, as the answer to a request or as an event within a stream: both hold
/// `{"type":"error","error":{"type","message"},"request_id"}`.
final class AnthropicErrors {
    private AnthropicErrors() {}

    /// A refusal by HTTP status.
    static Failure of(HttpReply reply, byte[] body, Instant now) {
        var foreign = Errors.notTheApi(reply, body);
        if (foreign.isPresent()) return foreign.get();
        var json = Foreign.json(body);
        var error = json.path("error");
        var type = Json.text(error, "type");
        var said = Errors.said(json);
        var text = said != null ? said : body.length == 0 || json.isObject() && !json.isEmpty() ? "no explanation was given"
                : new String(body, 0, Math.min(body.length, 300), StandardCharsets.UTF_8);
        var kind = kind(reply.status(), type, text);
        var failure = Failure.of(kind, "HTTP " + reply.status() + ": " + Errors.cut(text) + request(kind, reply.header("request-id").orElse(Json.text(json, "request_id"))))
                .from(reply.status(), type);
        var wait = RetryAfter.of(reply, now).orElse(null);
        return switch (kind) {
            case RATE_LIMIT -> wait == null ? failure : failure.retryAfter(wait).hint("try again in " + Math.max(1, wait.toSeconds()) + " s");
            case OVERLOADED, SERVER -> wait == null ? failure : failure.retryAfter(wait);
            case MODEL_NOT_FOUND -> failure.hint("choose another with --model");
            case TOO_LARGE -> failure.hint(Errors.SEND_LESS);
            case PERMISSION -> failure.hint("the credential is valid but not allowed to do this");
            case BAD_REQUEST -> reply.status() == 404 ? failure.hint("check the base URL") : text.equals("Error") || text.contains("authorized for use with Claude Code")
                    ? failure.hint("the API takes such a token from Claude Code alone: set CLAUDE_CODE_AUTH=cli, or use --provider anthropic with a key") : failure;
            default -> failure;
        };
    }

    /// An error that came inside a stream.
    ///
    /// @param requestId as the event gives it, or null
    static Failure inStream(JsonNode error, String requestId) {
        var type = Json.text(error, "type");
        var said = Json.text(error, "message");
        var text = said == null || said.isBlank() ? type == null ? "the backend reported an error" : type : said;
        var kind = kind(500, type, text);
        return Failure.of(kind, Errors.cut(text) + request(kind, requestId)).from(0, type);
    }

    /// The type says more than the status: the same errors come within streams, which have none.
    private static Kind kind(int status, String type, String text) {
        return switch (type) {
            case "invalid_request_error" -> refused(text.toLowerCase(Locale.ROOT));
            case "authentication_error" -> Kind.AUTH;
            case "billing_error" -> Kind.BILLING;
            case "permission_error" -> Kind.PERMISSION;
            case "not_found_error" -> Kind.MODEL_NOT_FOUND;
            case "request_too_large" -> Kind.TOO_LARGE;
            case "rate_limit_error" -> Kind.RATE_LIMIT;
            case "timeout_error" -> Kind.TIMEOUT;
            case "overloaded_error" -> Kind.OVERLOADED;
            case "api_error" -> Kind.SERVER;
            case null, default -> switch (status) {
                case 200 -> type == null ? Kind.PROTOCOL : Kind.SERVER;
                case 401 -> Kind.AUTH;
                case 402 -> Kind.BILLING;
                case 403 -> Kind.PERMISSION;
                case 408, 504 -> Kind.TIMEOUT;
                case 413 -> Kind.TOO_LARGE;
                case 429 -> Kind.RATE_LIMIT;
                case 529 -> Kind.OVERLOADED;
                default -> status >= 500 ? Kind.SERVER : refused(text.toLowerCase(Locale.ROOT));
            };
        };
    }

    private static Kind refused(String said) {
        if (said.contains("prompt is too long") || said.contains("context") && !said.contains("context_management")) return Kind.CONTEXT_LENGTH;
        return said.contains("credit balance") ? Kind.BILLING : Kind.BAD_REQUEST;
    }

    /// Its number helps only where somebody there has to look.
    private static String request(Kind kind, String id) {
        return switch (kind) {
            case SERVER, OVERLOADED, TIMEOUT, BAD_REQUEST -> id == null || id.isBlank() ? "" : " (request " + Errors.cut(id) + ")";
            default -> "";
        };
    }
}
