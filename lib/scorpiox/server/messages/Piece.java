package scorpiox.server.messages;

import scorpiox.base.Json;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.ToolKind;
import scorpiox.server.ask.Frames;

/// One block of the answer: written while it is its turn, kept until then.
final class Piece {
    enum Kind { TEXT, THINKING, CALL }

    final int part;
    final Kind kind;
    private final String id;
    private final String name;
    private final boolean function;
    private final JsonPrefix arguments = new JsonPrefix();
    private final StringBuilder waiting = new StringBuilder();
    private String before;          // signature that stands in a block of its own before a call
    private String signature;
    private int seen;               // characters of the arguments that have come
    private ToolCallEnd end;
    private boolean open;

    private Piece(int part, Kind kind, String id, String name, boolean function) {
        this.part = part;
        this.kind = kind;
        this.id = id;
        this.name = name;
        this.function = function;
    }

    static Piece text(int part) {
        return new Piece(part, Kind.TEXT, null, null, false);
    }

    static Piece thinking(int part) {
        return new Piece(part, Kind.THINKING, null, null, false);
    }

    static Piece call(int part, String id, String name, ToolKind kind) {
        return new Piece(part, Kind.CALL, id, name, kind == ToolKind.FUNCTION);
    }

    /// Takes more of it, to be written at once or kept. Of arguments only what begins a JSON object: how those of another kind
    /// are written is known at their end alone.
    void more(String text, boolean now, Content to, Frames out) {
        var taken = text;
        if (kind == Kind.CALL) {
            if (!function) return;
            seen += text.length();
            var fits = arguments.accept(text);
            if (arguments.empty()) return;
            taken = fits == text.length() ? text : text.substring(0, fits);
        }
        if (taken.isEmpty()) return;
        if (!now) {
            waiting.append(taken);
            return;
        }
        open(to, out);
        to.more(taken, out);
    }

    /// Continuation data: of thinking the last one counts, of a call only what comes before it is written.
    void sign(String text) {
        if (kind == Kind.THINKING) signature = text;
        else if (!open) before = text;
    }

    void end(ToolCallEnd whole, boolean now, Content to, Frames out) {
        if (end != null) return;
        if (function && whole.raw() != null && whole.raw().length() > seen) more(whole.raw().substring(seen), now, to, out);
        end = whole;
    }

    /// Whether nothing can follow that belongs to it: a text is done when something else begins.
    boolean done() {
        return kind != Kind.CALL || end != null;
    }

    /// Its turn has come: what was kept is written.
    void show(Content to, Frames out) {
        if (waiting.isEmpty()) return;
        open(to, out);
        to.more(waiting.toString(), out);
        waiting.setLength(0);
    }

    /// Its turn is over. A text without a word, or thinking of which nothing is known, leaves nothing behind.
    void close(Content to, Frames out) {
        show(to, out);
        if (kind == Kind.CALL) {
            open(to, out);
            var rest = rest();
            if (!rest.isEmpty()) to.more(rest, out);
        } else if (signature != null) {
            open(to, out);
        }
        if (open) to.close(signature, out);
    }

    private String rest() {
        var raw = end == null || end.raw() == null ? "" : end.raw();
        if (!function && end != null && end.kind() == ToolKind.FREEFORM) return Json.write(Json.object().put("input", raw));
        var more = function ? "" : raw.substring(0, arguments.accept(raw));     // free text that did not come whole ends as a function
        if (!arguments.empty()) return more + arguments.close();
        return raw.isBlank() ? "{}" : Json.write(Json.object().put("raw", raw));
    }

    private void open(Content to, Frames out) {
        if (open) return;
        if (before != null) {
            to.thinking(out);
            to.close(before, out);
        }
        open = true;
        switch (kind) {
            case TEXT -> to.text(out);
            case THINKING -> to.thinking(out);
            case CALL -> to.call(id, name, out);
        }
    }
}
