package scorpiox.server.chat;

import java.nio.charset.StandardCharsets;
import scorpiox.model.Usage;
import scorpiox.server.ask.ErrorBody;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;

/// Chunks of a streamed completion. It has words for text alone; a refusal is text here.
final class CompletionChunks implements ChatWriter {
    private final ChatShape shape;
    private final Stamp stamp;
    private byte[] common;
    private byte[] head;
    private final byte[] tail;

    CompletionChunks(ChatShape shape, Stamp stamp) {
        this.shape = shape;
        this.stamp = stamp;
        tail = (",\"logprobs\":null,\"finish_reason\":null}]" + usageNull() + "}\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void begin(String id, Frames out) {
        common = start(id, stamp, new Frames().add("data: ")).toBytes();
        head = new Frames().add(common).add("{\"index\":0,\"text\":").toBytes();
    }

    /// The beginning of a chunk and of a whole answer, up to the choice.
    static Frames start(String id, Stamp stamp, Frames out) {
        return out.add("{\"id\":").quoted(id).add(",\"object\":\"text_completion\",\"created\":" + stamp.created().getEpochSecond() + ",\"model\":").quoted(stamp.model())
                .add(",\"system_fingerprint\":null,\"choices\":[");
    }

    @Override
    public void content(String text, Frames out) {
        out.add(head).quoted(text).add(tail);
    }

    @Override
    public void refusal(String text, Frames out) {
        content(text, out);
    }

    @Override
    public void end(String finish, Usage usage, Frames out) {
        last(reason(finish), out);
        if (shape.usage()) {
            ChatWriter.usage(usage, out.add(common).add("],"));
            out.add("}\n\n");
        }
        out.add("data: [DONE]\n\n");
    }

    /// Calls do not exist here: who was not offered a tool and calls one all the same has nothing more to say.
    static String reason(String finish) {
        return finish.equals("tool_calls") ? "stop" : finish;
    }

    @Override
    public void broken(Refused why, Frames out) {
        out.add("data: ").add(ErrorBody.of(why)).add("\n\n");
        last("length", out);
        out.add("data: [DONE]\n\n");
    }

    private void last(String finish, Frames out) {
        out.add(head).add("\"\",\"logprobs\":null,\"finish_reason\":\"" + finish + "\"}]" + usageNull() + "}\n\n");
    }

    private String usageNull() {
        return shape.usage() ? ",\"usage\":null" : "";
    }
}
