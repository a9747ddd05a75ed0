package scorpiox.server.chat;

import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;

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
}
