package scorpiox.server.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Usage;
import scorpiox.server.ask.Encoder;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.chat.ChatShape.Commentary;

/// Writes answers of Chat Completions: chunks, or one object. What an answer consists of is decided here, once for both.
///
/// Texts of several parts are joined by a blank line, thinking likewise. With thinking between tags there is one such place, at
/// the head of the text: what is thought later is not shown, since clients take only that place for thinking. An answer that
/// ended with remarks and nothing else has them as its text.
final class ChatEncoder implements Encoder {
    private static final int ID_MAX = 100;

    private enum Channel { CONTENT, THOUGHT, REFUSAL, NOWHERE }

    /// A part of the answer and where it goes.
    private static final class Lane {
        final Channel channel;
        final boolean remark;
        boolean begun;
        Thought thought;
        char half;                          // of a surrogate pair whose other half has not come

        Lane(Channel channel, boolean remark) {
            this.channel = channel;
            this.remark = remark;
        }
    }

    private final ChatShape shape;
    private final ChatWriter to;
    private final ChatCalls calls;
    private final String prefix;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final List<ChatWriter.Source> sources = new ArrayList<>();
    private final StringBuilder remarks = new StringBuilder();
    private String id;
    private Lane last;
    private int lastPart = -1;
    private Usage usage = Usage.NONE;
    private int length;                     // of the text, in characters
    private boolean begun;
    private boolean done;
    private boolean said;                   // text, apart from thinking between tags
    private boolean refused;
    private boolean reasoned;
    private boolean thinking;               // between tags
    private boolean thought;                // the place for it is over

    private ChatEncoder(ChatShape shape, Stamp stamp, String prefix, ChatWriter to) {
        this.shape = shape;
        this.to = to;
        this.prefix = prefix;
        id = stamp.id();
        calls = new ChatCalls(shape, to);
    }

    static Encoder of(ChatShape shape, Stamp stamp) {
        return new ChatEncoder(shape, stamp, "chatcmpl-", shape.stream() ? new ChatChunks(shape, stamp) : new ChatWhole(shape, stamp));
    }

    /// The same for somebody else's answers.
    ///
    /// @param prefix of their ids
    static Encoder of(ChatShape shape, Stamp stamp, String prefix, ChatWriter to) {
        return new ChatEncoder(shape, stamp, prefix, to);
    }

    @Override
    public void event(StreamEvent event, Frames out) {
        if (done) return;
        switch (event) {
            case StreamEvent.TextDelta delta -> put(lane(delta.part(), Channel.CONTENT), delta.text(), out);
            case StreamEvent.ReasoningDelta delta -> thought(lane(delta.part(), Channel.THOUGHT), delta, out);
            case StreamEvent.ToolCallArgs more -> calls.arguments(more.part(), more.fragment(), out);
            case StreamEvent.PartStarted part -> {
                begin(out);
                lanes.putIfAbsent(part.part(), lane(part));
            }
            case StreamEvent.ToolCallStart start -> {
                begin(out);
                endThinking(out);
                calls.start(start, out);
            }
            case StreamEvent.ToolCallEnd end -> {
                begin(out);
                endThinking(out);
                var told = shape.text().of(end.name(), calls.end(end, out));
                if (!told.isEmpty()) content(true, told, out);
            }
            case StreamEvent.Citation citation -> {
                if (citation.url() != null) sources.add(new ChatWriter.Source(citation, length));
            }
            case StreamEvent.UsageUpdate update -> usage = update.usage();
            case StreamEvent.Started started -> id(started.responseId());
            case StreamEvent.Finish finish -> finish(finish.reason(), out);
            case StreamEvent.Announced _, StreamEvent.Hosted _ -> begin(out);
            case StreamEvent.Continuation _, StreamEvent.Limits _, StreamEvent.Notice _, StreamEvent.Retrying _, StreamEvent.Failed _ -> { }
        }
    }

    @Override
    public void broken(Refused why, Frames out) {
        if (done) return;
        done = true;
        begin(out);
        endThinking(out);
        to.broken(why, out);
    }

    @Override
    public boolean remarksAreText() {
        return shape.commentary() == Commentary.CONTENT;
    }

    /// Clients and servers find the same answer in their logs by an id that both have.
    private void id(String given) {
        if (given == null || begun) return;
        var own = given.startsWith("resp_") ? given.substring(5) : given.startsWith(prefix) ? given.substring(prefix.length()) : given;
        if (own.isEmpty() || own.length() > ID_MAX) return;
        for (var i = 0; i < own.length(); i++) {
            var c = own.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '-') return;
        }
        id = own;
    }

    private void begin(Frames out) {
        if (begun) return;
        begun = true;
        to.begin(prefix + id, out);
    }

    private Lane lane(StreamEvent.PartStarted part) {
        return switch (part.kind()) {
            case REFUSAL -> new Lane(Channel.REFUSAL, false);
            case REASONING -> new Lane(Channel.THOUGHT, false);
            case TEXT -> part.phase() != Phase.COMMENTARY || shape.commentary() == Commentary.CONTENT ? new Lane(Channel.CONTENT, false)
                    : new Lane(shape.commentary() == Commentary.DROP ? Channel.NOWHERE : Channel.THOUGHT, true);
        };
    }

    private Lane lane(int part, Channel usual) {
        if (part == lastPart) return last;
        last = lanes.computeIfAbsent(part, _ -> new Lane(usual, false));
        lastPart = part;
        return last;
    }

    private void thought(Lane lane, StreamEvent.ReasoningDelta delta, Frames out) {
        if (lane.thought != null && lane.thought != delta.thought()) lane.begun = false;
        lane.thought = delta.thought();
        put(lane, delta.text(), out);
    }

    private void put(Lane lane, String text, Frames out) {
        if (text == null || text.isEmpty()) return;
        begin(out);
        var whole = lane.half == 0 ? text : lane.half + text;
        var end = whole.length() - 1;
        lane.half = Character.isHighSurrogate(whole.charAt(end)) ? whole.charAt(end) : 0;
        if (lane.half == 0) say(lane, whole, out);
        else if (end > 0) say(lane, whole.substring(0, end), out);
    }

    private void say(Lane lane, String text, Frames out) {
        var first = !lane.begun;
        lane.begun = true;
        if (lane.remark) remarks.append(first && !remarks.isEmpty() ? "\n\n" : "").append(text);
        switch (lane.channel) {
            case CONTENT -> content(first, text, out);
            case THOUGHT -> thought(first && reasoned ? "\n\n" + text : text, out);
            case REFUSAL -> {
                endThinking(out);
                to.refusal(first && refused ? "\n\n" + text : text, out);
                refused = true;
            }
            case NOWHERE -> { }
        }
    }

    private void content(boolean first, String text, Frames out) {
        endThinking(out);
        write(first && said ? "\n\n" + text : text, out);
        said = true;
    }

    private void thought(String text, Frames out) {
        reasoned = true;
        switch (shape.exposure()) {
            case HIDDEN -> { }
            case THINK_TAGS -> {
                if (thought) return;
                if (!thinking) write("<think>", out);
                thinking = true;
                write(text, out);
            }
            case REASONING_CONTENT, REASONING, BOTH, O3 -> to.thought(text, out);
        }
    }

    private void endThinking(Frames out) {
        thought = true;
        if (!thinking) return;
        thinking = false;
        write("</think>\n\n", out);
    }

    private void write(String text, Frames out) {
        length += text.codePointCount(0, text.length());
        to.content(text, out);
    }

    private void finish(FinishReason reason, Frames out) {
        done = true;
        begin(out);
        for (var lane : lanes.values()) if (lane.half != 0) say(lane, "\uFFFD", out);
        calls.finish(out);
        if (!said && !refused && !calls.any() && !remarks.isEmpty()) content(true, remarks.toString(), out);
        endThinking(out);
        if (!sources.isEmpty()) to.sources(sources, out);
        to.end(reason(reason), usage, out);
    }

    /// Calls are what the client has to act on, whatever else the model says of a complete answer. A refusal in words is a
    /// complete answer too; without words the answer was held back. What broke off for a reason that this API has no word for,
    /// a call that nobody could read included, must not look complete: `length`.
    private String reason(FinishReason reason) {
        return switch (reason) {
            case STOP, TOOL_CALLS -> !calls.any() ? "stop" : shape.functions() ? "function_call" : "tool_calls";
            case REFUSAL -> refused ? "stop" : "content_filter";
            case CONTENT_FILTER -> "content_filter";
            case LENGTH, PAUSE, MALFORMED_CALL, OTHER -> "length";
        };
    }
}
