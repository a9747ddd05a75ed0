package scorpiox.server.chat;

import java.nio.charset.StandardCharsets;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.ErrorBody;
import scorpiox.server.ask.Refused;
import scorpiox.server.web.Fields;

/// Chat Completions.
public final class Chat implements ClientDialect {
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "chat";
    }

    @Override
    public Asked read(ClientRequest request) {
        return ChatReader.read(request);
    }

    @Override
    public byte[] error(Refused why, String requestId) {
        return ErrorBody.of(why);
    }

    /// A comment, which every reader of events leaves out.
    @Override
    public byte[] heartbeat(Fields headers) {
        return KEEP_ALIVE.clone();
    }
}
