package scorpiox.server.chat;

import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Refused;
import scorpiox.server.web.Fields;

/// Chat Completions.
public final class Chat implements ClientDialect {
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
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] heartbeat(Fields headers) {
        throw new UnsupportedOperationException();
    }
}
