package scorpiox.server.messages;

import scorpiox.base.Json;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Refused;
import scorpiox.server.web.Fields;

/// Anthropic Messages.
public final class Messages implements ClientDialect {
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
        return ErrorMessage.status(why);
    }

    @Override
    public byte[] error(Refused why, String requestId) {
        return ErrorMessage.of(why, requestId);
    }

    @Override
    public byte[] heartbeat(Fields headers) {
        return StreamedContent.PING.clone();
    }
}
