package scorpiox.server.responses;

import java.nio.charset.StandardCharsets;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.web.Fields;

/// The Responses API of OpenAI, which its SDKs and the Codex CLI speak.
public final class Responses implements ClientDialect {
    /// The Codex CLI gives up on a stream that is silent for long, and does not see comments.
    private static final byte[] EVENT = "event: keepalive\ndata: {\"type\":\"keepalive\"}\n\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "responses";
    }

    @Override
    public Asked read(ClientRequest request) {
        return ResponsesReader.read(request);
    }

    @Override
    public byte[] heartbeat(Fields headers) {
        return ResponsesShape.codex(headers) ? EVENT.clone() : ClientDialect.super.heartbeat(headers);
    }
}
