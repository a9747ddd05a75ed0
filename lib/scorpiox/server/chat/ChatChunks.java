package scorpiox.server.chat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import scorpiox.model.Usage;
import scorpiox.server.ask.ErrorBody;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;

/// Chunks of a streamed answer. What is equal in all of them is made once: a piece of text costs three copies.
final class ChatChunks implements ChatWriter {
    private static final byte[] DONE = bytes("data: [DONE]\n\n");
    private static final byte[] CONTENT = bytes("\"content\":");
    private static final byte[] REFUSAL = bytes("\"refusal\":");
    private static final byte[] REASONING_CONTENT = bytes("\"reasoning_content\":");
    private static final byte[] REASONING = bytes("\"reasoning\":");
    private static final byte[] O3 = bytes("\"reasoning\":{\"content\":[{\"type\":\"text\",\"text\":");
    private static final byte[] O3_END = bytes("}]}");
    private static final byte[] COMMA = bytes(",");

    private final ChatShape shape;
    private final Stamp stamp;
    private final byte[] tail;
    private String common;
    private byte[] head;
    private byte[] argumentsHead;
    private ChatCalls.Call argumentsOf;

    ChatChunks(ChatShape shape, Stamp stamp) {
        this.shape = shape;
        this.stamp = stamp;
        tail = bytes("},\"logprobs\":null,\"finish_reason\":null}]" + usageNull() + "}\n\n");
    }

    @Override
    public void begin(String id, Frames out) {
        common = new Frames().add("data: {\"id\":").quoted(id).add(",\"object\":\"chat.completion.chunk\",\"created\":" + stamp.created().getEpochSecond() + ",\"model\":")
                .quoted(stamp.model()).add(",\"system_fingerprint\":null,\"choices\":[").text();
        head = bytes(common + "{\"index\":0,\"delta\":{");
        out.add(head).add("\"role\":\"assistant\",\"content\":\"\"").add(tail);
    }

    @Override
    public void content(String text, Frames out) {
        out.add(head).add(CONTENT).quoted(text).add(tail);
    }

    @Override
    public void thought(String text, Frames out) {
        out.add(head);
        switch (shape.exposure()) {
            case REASONING -> out.add(REASONING).quoted(text);
            case BOTH -> out.add(REASONING_CONTENT).quoted(text).add(COMMA).add(REASONING).quoted(text);
            case O3 -> out.add(O3).quoted(text).add(O3_END);
            case REASONING_CONTENT, THINK_TAGS, HIDDEN -> out.add(REASONING_CONTENT).quoted(text);
        }
        out.add(tail);
    }

    @Override
    public void refusal(String text, Frames out) {
        out.add(head).add(REFUSAL).quoted(text).add(tail);
    }

    @Override
    public void call(ChatCalls.Call call, String arguments, Frames out) {
        out.add(head);
        if (shape.functions()) out.add("\"function_call\":{\"name\":").quoted(call.name()).add(",\"arguments\":").quoted(arguments).add("}");
        else toolCall(call, arguments, out.add("\"tool_calls\":[{\"index\":" + call.index() + ",")).add("]");
        out.add(tail);
    }

    /// A call without its opening brace, as it stands in a whole answer too.
    static Frames toolCall(ChatCalls.Call call, String arguments, Frames out) {
        out.add("\"id\":").quoted(call.id).add(call.custom ? ",\"type\":\"custom\",\"custom\":{\"name\":" : ",\"type\":\"function\",\"function\":{\"name\":");
        return out.quoted(call.name()).add(call.custom ? ",\"input\":" : ",\"arguments\":").quoted(arguments).add("}}");
    }

    @Override
    public void arguments(ChatCalls.Call call, String more, Frames out) {
        if (call != argumentsOf) {
            argumentsOf = call;
            argumentsHead = bytes(shape.functions() ? "\"function_call\":{\"arguments\":"
                    : "\"tool_calls\":[{\"index\":" + call.index() + (call.custom ? ",\"custom\":{\"input\":" : ",\"function\":{\"arguments\":"));
        }
        out.add(head).add(argumentsHead).quoted(more).add(shape.functions() ? "}" : "}}]").add(tail);
    }

    @Override
    public void sources(List<Source> sources, Frames out) {
        Source.addAll(sources, out.add(head));
        out.add(tail);
    }

    @Override
    public void end(String finish, Usage usage, Frames out) {
        last(finish, out);
        if (shape.usage()) {
            ChatWriter.usage(usage, out.add(common).add("],"));
            out.add("}\n\n");
        }
        out.add(DONE);
    }

    /// The error first, so that a client that gives up at it has it; then what ends a stream for clients that know no errors in
    /// streams: without it one of them asks again, and again.
    @Override
    public void broken(Refused why, Frames out) {
        out.add("data: ").add(ErrorBody.of(why)).add("\n\n");
        last("length", out);
        out.add(DONE);
    }

    private void last(String finish, Frames out) {
        out.add(head).add("},\"logprobs\":null,\"finish_reason\":\"" + finish + "\"}]" + usageNull() + "}\n\n");
    }

    private String usageNull() {
        return shape.usage() ? ",\"usage\":null" : "";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
