package scorpiox.server.messages;

import scorpiox.base.Json;
import scorpiox.server.ask.Refused;

/// A refusal as clients of Anthropic read it.
final class ErrorMessage {
    private static final int OVERLOADED = 529;

    private ErrorMessage() {}

    /// An overload has a status of its own.
    static int status(Refused why) {
        return why.status() == 503 && "server_overloaded".equals(why.code()) ? OVERLOADED : why.status();
    }

    /// `{"type":"error","error":{"type","message"},"request_id"}`, and what the refusal has besides. There is no member for the
    /// place that is wrong: the message names it.
    static byte[] of(Refused why, String requestId) {
        var message = why.param() == null || why.getMessage().contains(why.param()) ? why.getMessage() : why.param() + ": " + why.getMessage();
        var body = Json.object().put("type", "error");
        body.putObject("error").put("type", type(status(why))).put("message", message).setAll(why.more());
        return Json.bytes(body.put("request_id", requestId));
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case OVERLOADED -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
