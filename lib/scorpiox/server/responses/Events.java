package scorpiox.server.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import scorpiox.base.Json;
import scorpiox.server.ask.Frames;

/// Writes the events of an answer as frames, numbered from 0. Of an answer that is wanted whole nothing is written.
final class Events {
    private static final byte[] EVENT = bytes("event: ");
    private static final byte[] DATA = bytes("\ndata: ");
    private static final byte[] END = bytes("\n\n");

    private final boolean stream;
    private long number;

    Events(boolean stream) {
        this.stream = stream;
    }

    /// An event with other members than text that goes on; they stand behind `type` and `sequence_number`.
    void write(String type, ObjectNode members, Frames out) {
        if (!stream) return;
        var event = Json.object().put("type", type).put("sequence_number", number++);
        event.setAll(members);
        out.add(EVENT).add(type).add(DATA).json(event).add(END);
    }

    /// The next piece of a text.
    void write(Delta delta, String text, Frames out) {
        if (stream) out.add(delta.head).add(Long.toString(number++)).add(delta.middle).quoted(text).add(delta.tail);
    }

    /// A frame with data as it came, whose lines are a `data` line each.
    static void plain(String type, String data, Frames out) {
        out.add(EVENT).add(type).add(DATA);
        out.add(data.indexOf('\n') < 0 ? data : data.replace("\n", "\ndata: ")).add(END);
    }

    static void plain(String type, ObjectNode data, Frames out) {
        out.add(EVENT).add(type).add(DATA).json(data).add(END);
    }

    /// What is the same in all frames of one text, ready to be sent.
    static final class Delta {
        private final byte[] head;
        private final byte[] middle;
        private final byte[] tail;

        /// @param index `"content_index":0` or the like, which needs no escapes; empty for none
        /// @param more  members behind the text, with a comma before each; empty for none
        Delta(String type, String item, int output, String index, String more) {
            head = bytes("event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":");
            middle = bytes(",\"item_id\":\"" + item + "\",\"output_index\":" + output + (index.isEmpty() ? "" : "," + index) + ",\"delta\":");
            tail = bytes(more + "}\n\n");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
