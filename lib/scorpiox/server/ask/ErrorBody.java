package scorpiox.server.ask;

import scorpiox.base.Json;

/// A refusal as clients of OpenAI read it.
public final class ErrorBody {
    private ErrorBody() {}

    /// `{"error":{"message","type","param","code"}}` and what the refusal has besides.
    public static byte[] of(Refused why) {
        var error = Json.object();
        error.putObject("error").put("message", why.getMessage()).put("type", why.type()).put("param", why.param()).put("code", why.code()).setAll(why.more());
        return Json.bytes(error);
    }
}
