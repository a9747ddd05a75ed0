package scorpiox.server.chat;

import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientRequest;

/// Reads requests of Chat Completions.
final class ChatReader {
    private ChatReader() {}

    static Asked read(ClientRequest request) {
        throw new UnsupportedOperationException();
    }
}
