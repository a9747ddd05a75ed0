package scorpiox.server.messages;

import java.nio.charset.StandardCharsets;
import scorpiox.model.Usage;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Stamp;

/// Blocks as events of a stream, each with its name in `event:` and in `type`.
final class StreamedContent implements Content {
    /// Keeps a silent stream open; the API itself sends one behind its first event.
    static final byte[] PING = utf8("event: ping\ndata: {\"type\":\"ping\"}\n\n");

    private static final byte[] TWO_ENDS = utf8("}}\n\n");
    private static final byte[] STOP = utf8("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

    private final Stamp stamp;
    private int index = -1;
    private byte[] delta = {};      // all of a delta's frame before its text

    StreamedContent(Stamp stamp) {
        this.stamp = stamp;
    }

    @Override
    public void begin(Usage known, Frames out) {
        out.add("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":").quoted("msg_" + stamp.id())
                .add(",\"type\":\"message\",\"role\":\"assistant\",\"model\":").quoted(stamp.model()).add(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":");
        Content.usage(known, out).add(TWO_ENDS).add(PING);
    }

    @Override
    public void text(Frames out) {
        open(out).add("{\"type\":\"text\",\"text\":\"\"}").add(TWO_ENDS, 1, 3);
        deltas("text_delta", "text");
    }

    @Override
    public void thinking(Frames out) {
        open(out).add("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}").add(TWO_ENDS, 1, 3);
        deltas("thinking_delta", "thinking");
    }

    @Override
    public void call(String id, String name, Frames out) {
        open(out).add("{\"type\":\"tool_use\",\"id\":").quoted(id).add(",\"name\":").quoted(name).add(",\"input\":{}").add(TWO_ENDS);
        deltas("input_json_delta", "partial_json");
    }

    private Frames open(Frames out) {
        return out.add("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":" + ++index + ",\"content_block\":");
    }

    private void deltas(String type, String member) {
        delta = utf8("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":\"" + type + "\",\"" + member + "\":");
    }

    @Override
    public void more(String piece, Frames out) {
        out.add(delta).quoted(piece).add(TWO_ENDS);
    }

    @Override
    public void close(String signature, Frames out) {
        if (signature != null) {
            deltas("signature_delta", "signature");
            more(signature, out);
        }
        out.add("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":" + index + "}\n\n");
    }

    @Override
    public void end(String reason, String sequence, Usage usage, Frames out) {
        out.add("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":").quoted(reason).add(",\"stop_sequence\":");
        Content.orNull(sequence, out).add("},\"usage\":");
        Content.usage(usage, out).add(TWO_ENDS, 1, 3).add(STOP);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
