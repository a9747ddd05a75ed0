package scorpiox.server.messages;

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
