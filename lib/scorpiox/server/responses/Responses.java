package scorpiox.server.responses;

import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Refused;
import scorpiox.server.web.Fields;

/// Responses.
public final class Responses implements ClientDialect {
    @Override
    public String name() {
        return "responses";
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
