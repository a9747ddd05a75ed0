package scorpiox.server.chat;

import scorpiox.server.ask.Encoder;
import scorpiox.server.ask.Stamp;

/// Writes answers of Chat Completions: chunks, or one object.
final class ChatEncoder {
    private ChatEncoder() {}

    static Encoder of(ChatShape shape, Stamp stamp) {
        throw new UnsupportedOperationException();
    }
}
