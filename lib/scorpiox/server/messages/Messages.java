package scorpiox.server.messages;

import scorpiox.base.Json;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Refused;
import scorpiox.server.web.Fields;

/// Anthropic Messages.
public final class Messages implements ClientDialect {
    private static final int OVERLOADED = 529;

    @Override
    public String name() {
        return "messages";
    }

    @Override
    public Asked read(ClientRequest request) {
        return MessagesReader.read(request);
    }

    /// `{"input_tokens":N}` for a request of `count_tokens`: an estimate made here, the backend is not asked.
    ///
    /// @throws Refused where the request is wrong
    public byte[] count(ClientRequest request) {
        return Json.bytes(Json.object().put("input_tokens", MessagesReader.count(request)));
    }

    /// An overload has a status of its own, which clients of this API know.
    @Override
    public int status(Refused why) {
        return why.status() == 503 && "server_overloaded".equals(why.code()) ? OVERLOADED : why.status();
    }

    /// `{"type":"error","error":{"type","message"},"request_id"}`, and what the refusal has besides. This API has no member for
    /// the place that is wrong: the message begins with it.
    @Override
    public byte[] error(Refused why, String requestId) {
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

    @Override
    public byte[] heartbeat(Fields headers) {
        return StreamedContent.PING.clone();
    }
}
