package scorpiox.server.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scorpiox.model.Usage;
import scorpiox.server.ask.ErrorBody;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;

/// An answer in one object, written when it is complete.
final class ChatWhole implements ChatWriter {
    private final ChatShape shape;
    private final Stamp stamp;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder thought = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final Map<ChatCalls.Call, StringBuilder> calls = new LinkedHashMap<>();
    private List<Source> sources = List.of();
    private String id;

    ChatWhole(ChatShape shape, Stamp stamp) {
        this.shape = shape;
        this.stamp = stamp;
    }

    @Override
    public void begin(String id, Frames out) {
        this.id = id;
    }

    @Override
    public void content(String text, Frames out) {
        content.append(text);
    }

    @Override
    public void thought(String text, Frames out) {
        thought.append(text);
    }

    @Override
    public void refusal(String text, Frames out) {
        refusal.append(text);
    }

    @Override
    public void call(ChatCalls.Call call, String arguments, Frames out) {
        calls.put(call, new StringBuilder(arguments));
    }

    @Override
    public void arguments(ChatCalls.Call call, String more, Frames out) {
        calls.get(call).append(more);
    }

    @Override
    public void sources(List<Source> all, Frames out) {
        sources = new ArrayList<>(all);
    }

    @Override
    public void end(String finish, Usage usage, Frames out) {
        out.add("{\"id\":").quoted(id).add(",\"object\":\"chat.completion\",\"created\":" + stamp.created().getEpochSecond() + ",\"model\":").quoted(stamp.model());
        out.add(",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
        text(content, content.isEmpty() && (!calls.isEmpty() || !refusal.isEmpty()), out);
        text(refusal, refusal.isEmpty(), out.add(",\"refusal\":"));
        Source.addAll(sources, out.add(","));
        if (!thought.isEmpty()) thinking(thought.toString(), out);
        if (!calls.isEmpty()) calls(out);
        out.add("},\"logprobs\":null,\"finish_reason\":\"" + finish + "\"}],");
        ChatWriter.usage(usage, out);
        out.add("}");
    }

    @Override
    public void broken(Refused why, Frames out) {
        out.add(ErrorBody.of(why));
    }

    private void thinking(String text, Frames out) {
        switch (shape.exposure()) {
            case REASONING -> out.add(",\"reasoning\":").quoted(text);
            case BOTH -> out.add(",\"reasoning_content\":").quoted(text).add(",\"reasoning\":").quoted(text);
            case O3 -> out.add(",\"reasoning\":{\"content\":[{\"type\":\"text\",\"text\":").quoted(text).add("}]}");
            case REASONING_CONTENT, THINK_TAGS, HIDDEN -> out.add(",\"reasoning_content\":").quoted(text);
        }
    }

    private void calls(Frames out) {
        if (shape.functions()) {
            var call = calls.entrySet().iterator().next();
            out.add(",\"function_call\":{\"name\":").quoted(call.getKey().name()).add(",\"arguments\":").quoted(call.getValue().toString()).add("}");
            return;
        }
        var before = ",\"tool_calls\":[{";
        for (var call : calls.entrySet()) {
            ChatChunks.toolCall(call.getKey(), call.getValue().toString(), out.add(before));
            before = ",{";
        }
        out.add("]");
    }

    private static void text(StringBuilder text, boolean none, Frames out) {
        if (none) out.add("null");
        else out.quoted(text.toString());
    }
}
