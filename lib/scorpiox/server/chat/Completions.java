package scorpiox.server.chat;

import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Refused;
import scorpiox.server.web.Fields;

/// Completions of text, as before there was a chat.
public final class Completions implements ClientDialect {
    @Override
    public String name() {
        return "completions";
    }

    @Override
    public Asked read(ClientRequest request) {
        throw new UnsupportedOperationException();
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
