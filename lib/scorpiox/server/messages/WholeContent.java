package scorpiox.server.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import scorpiox.base.Json;
import scorpiox.model.Usage;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Stamp;

/// Blocks as one message, written when it is finished.
final class WholeContent implements Content {
    private final Stamp stamp;
    private final ArrayNode blocks = Json.array();
    private final StringBuilder text = new StringBuilder();
    private ObjectNode block;

    WholeContent(Stamp stamp) {
        this.stamp = stamp;
    }

    @Override
    public void begin(Usage known, Frames out) {}

    @Override
    public void text(Frames out) {
        open("text");
    }

    @Override
    public void thinking(Frames out) {
        open("thinking");
    }

    @Override
    public void call(String id, String name, Frames out) {
        open("tool_use").put("id", id).put("name", name);
    }

    private ObjectNode open(String type) {
        text.setLength(0);
        block = blocks.addObject().put("type", type);
        return block;
    }

    @Override
    public void more(String piece, Frames out) {
        text.append(piece);
    }

    @Override
    public void close(String signature, Frames out) {
        switch (Json.text(block, "type")) {
            case "text" -> block.put("text", text.toString());
            case "thinking" -> block.put("thinking", text.toString()).put("signature", signature == null ? "" : signature);
            default -> block.set("input", input());
        }
    }

    private ObjectNode input() {
        try {
            if (Json.read(text.toString()) instanceof ObjectNode object) return object;
        } catch (IOException beyondLimits) {
            // a number of a thousand digits: JSON, and still nothing that can be read
        }
        return Json.object().put("raw", text.toString());
    }

    @Override
    public void end(String reason, String sequence, Usage usage, Frames out) {
        out.add("{\"id\":").quoted("msg_" + stamp.id()).add(",\"type\":\"message\",\"role\":\"assistant\",\"model\":").quoted(stamp.model()).add(",\"content\":").json(blocks)
                .add(",\"stop_reason\":").quoted(reason).add(",\"stop_sequence\":");
        Content.orNull(sequence, out).add(",\"usage\":");
        Content.usage(usage, out).add("}");
    }
}
