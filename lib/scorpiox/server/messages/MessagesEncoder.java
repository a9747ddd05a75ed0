package scorpiox.server.messages;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import scorpiox.model.Opaque;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.server.ask.Carried;
import scorpiox.server.ask.Carried.Place;
import scorpiox.server.ask.Encoder;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.ask.StopFilter;

/// Writes answers of the Messages API.
///
/// Its blocks stand strictly one after another, while a backend may send the arguments of two calls in turns: whatever comes
/// while a call is open, and is not its own, waits. A text or a thinking ends when something else begins. Nothing is written
/// of a block before there is something in it.
final class MessagesEncoder implements Encoder {
    private static final int NONE = -1;             // a part of continuation data that belongs to no other

    private final Content to;
    private final boolean thinking;
    private final String requestId;
    private final Deque<Piece> waiting = new ArrayDeque<>();
    private Piece current;
    private Usage usage = Usage.NONE;
    private int raw = NONE;                         // part whose thinking comes as the model thought it
    private int worded = NONE;                      // part whose thinking comes worded for people
    private final BitSet thoughts = new BitSet();   // parts of thinking
    private final BitSet others = new BitSet();     // texts and calls
    private boolean begun;
    private boolean called;
    private boolean refused;

    private MessagesEncoder(Content to, boolean thinking, String requestId) {
        this.to = to;
        this.thinking = thinking;
        this.requestId = requestId;
    }

    /// @param stream   whether the answer is a stream
    /// @param thinking whether it may hold thinking
    static Encoder of(boolean stream, boolean thinking, Stamp stamp) {
        return new MessagesEncoder(stream ? new StreamedContent(stamp) : new WholeContent(stamp), thinking, stamp.id());
    }

    @Override
    public void event(StreamEvent event, Frames out) {
        switch (event) {
            case StreamEvent.TextDelta(var part, var text) -> more(part, Piece.Kind.TEXT, text, out);
            case StreamEvent.ReasoningDelta delta -> thought(delta, out);
            case StreamEvent.ToolCallArgs(var part, var fragment) -> more(part, Piece.Kind.CALL, fragment, out);
            case StreamEvent.PartStarted(var part, var kind, _) -> {
                refused |= kind == PartKind.REFUSAL;
                if (kind != PartKind.REASONING) begin(Piece.text(part), out);
                else if (thinking) begin(Piece.thinking(part), out);
                else message(out);
            }
            case StreamEvent.Announced _ -> message(out);
            case StreamEvent.ToolCallStart(var part, var id, var name, var kind) -> begin(Piece.call(part, id, name, kind), out);
            case StreamEvent.ToolCallEnd end -> end(end, out);
            case StreamEvent.Continuation(var part, var opaque) -> continuation(part, opaque, out);
            case StreamEvent.UsageUpdate update -> usage = update.usage();
            case StreamEvent.Finish finish -> finish(finish, out);
            case StreamEvent.Started _, StreamEvent.Hosted _, StreamEvent.Citation _, StreamEvent.Limits _, StreamEvent.Notice _, StreamEvent.Retrying _, StreamEvent.Failed _ -> { }
        }
    }

    private void more(int part, Piece.Kind kind, String text, Frames out) {
        var piece = current != null && current.part == part ? current : find(part);
        if (piece == null || piece.kind != kind) {
            if (kind == Piece.Kind.CALL) return;
            piece = kind == Piece.Kind.TEXT ? Piece.text(part) : Piece.thinking(part);      // it goes on after something else has begun
            begin(piece, out);
        }
        if (piece == current) message(out);
        piece.more(text, piece == current, to, out);
    }

    /// Of thinking that comes in both ways the one that came first is shown.
    private void thought(StreamEvent.ReasoningDelta delta, Frames out) {
        if (!thinking || delta.part() == (delta.thought() == Thought.RAW ? worded : raw)) return;
        if (delta.thought() == Thought.RAW) raw = delta.part();
        else worded = delta.part();
        more(delta.part(), Piece.Kind.THINKING, delta.text(), out);
    }

    private void begin(Piece piece, Frames out) {
        message(out);
        if (piece.part != NONE) (piece.kind == Piece.Kind.THINKING ? thoughts : others).set(piece.part);
        if (current != null && !current.done()) {
            waiting.add(piece);
            return;
        }
        if (current != null) current.close(to, out);
        current = piece;
    }

    private void message(Frames out) {
        if (begun) return;
        begun = true;
        to.begin(usage, out);
    }

    private void end(StreamEvent.ToolCallEnd end, Frames out) {
        called |= end.args() != null || end.kind() == ToolKind.FREEFORM;
        var piece = find(end.part());
        if (piece == null || piece.kind != Piece.Kind.CALL) return;
        piece.end(end, piece == current, to, out);
        if (piece == current) advance(out);
    }

    /// Writes what has waited, up to a call that goes on.
    private void advance(Frames out) {
        while (current.done() && !waiting.isEmpty()) {
            current.close(to, out);
            current = waiting.poll();
        }
        if (current.kind == Piece.Kind.CALL && current.done()) {
            current.close(to, out);
            current = null;
        } else {
            current.show(to, out);
        }
    }

    /// Thinking carries its own. What belongs to a call stands before it, and what belongs to a call of the provider's own
    /// stands for it, both as thinking that shows nothing: no other block of this API comes back with words of ours in it.
    private void continuation(int part, Opaque opaque, Frames out) {
        if (!thinking) return;
        var piece = find(part);
        if (piece == null && others.get(part) || piece != null && piece.kind == Piece.Kind.TEXT) return;
        var place = thoughts.get(part) ? Place.THINKING : piece == null ? Place.HOSTED : Place.CALL;
        new Carried(opaque, place).text().ifPresent(text -> {
            if (piece != null) {
                piece.sign(text);
                return;
            }
            var apart = Piece.thinking(NONE);
            apart.sign(text);
            begin(apart, out);
        });
    }

    private Piece find(int part) {
        if (current != null && current.part == part) return current;
        for (var piece : waiting) if (piece.part == part) return piece;
        return null;
    }

    private void finish(StreamEvent.Finish finish, Frames out) {
        message(out);
        if (current != null) current.close(to, out);
        for (var piece : waiting) piece.close(to, out);
        var stop = StopFilter.stop(finish);
        to.end(stop == null ? reason(finish.reason()) : "stop_sequence", stop, usage, out);
    }

    /// An answer that was cut, for whatever reason, never looks like one that came to its end.
    private String reason(FinishReason reason) {
        return switch (reason) {
            case TOOL_CALLS -> "tool_use";
            case STOP -> refused ? "refusal" : called ? "tool_use" : "end_turn";
            case LENGTH, MALFORMED_CALL, OTHER -> "max_tokens";
            case CONTENT_FILTER, REFUSAL -> "refusal";
            case PAUSE -> "pause_turn";
        };
    }

    @Override
    public void broken(Refused why, Frames out) {
        if (to instanceof StreamedContent) out.add("event: error\ndata: ").add(ErrorMessage.of(why, requestId)).add("\n\n");
    }
}
