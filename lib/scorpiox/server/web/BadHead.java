package scorpiox.server.web;

import scorpiox.base.Json;

/// Why a request is refused before anybody is asked to answer it. The connection is closed afterwards.
final class BadHead extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String code;

    BadHead(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /// A request that is no proper HTTP/1.1.
    static BadHead malformed(String message) {
        return new BadHead(400, "bad_request", message);
    }

    int status() {
        return status;
    }

    /// The refusal as clients of OpenAI read it.
    byte[] body() {
        return body(getMessage(), "invalid_request_error", code);
    }

    /// A bug, without saying more about it.
    static byte[] bug() {
        return body("an internal error", "server_error", "internal_error");
    }

    private static byte[] body(String message, String type, String code) {
        var body = Json.object();
        body.putObject("error").put("message", message).put("type", type).putNull("param").put("code", code);
        return Json.bytes(body);
    }
}
