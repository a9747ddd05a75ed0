package scorpiox.base;

/// Makes text that came from elsewhere (a model, a file, a program, a server) harmless for a terminal.
///
/// Escape sequences go whole, also when they are cut between two chunks; control, bidirectional and invisible
/// characters go; line ends become LF. One filter a stream.
public final class TerminalFilter {
    private static final int LONGEST_SEQUENCE = 64 * 1024;

    private enum State { TEXT, ESCAPE, CSI, STRING, STRING_ESCAPE }

    private final boolean invisible;
    private State state = State.TEXT;
    private int sequence;
    private boolean carriageReturn;
    private char high;

    public TerminalFilter() {
        this(true);
    }

    private TerminalFilter(boolean invisible) {
        this.invisible = invisible;
    }

    /// For text that goes to a model: what a terminal would obey goes, invisible characters stay, since a file may hold
    /// them and an edit must be able to name them.
    public static TerminalFilter controlsOnly() {
        return new TerminalFilter(false);
    }

    /// The harmless part of the next chunk.
    public String next(String chunk) {
        if (state == State.TEXT && !carriageReturn && high == 0 && plain(chunk)) return chunk;
        var clean = new StringBuilder(chunk.length());
        for (var i = 0; i < chunk.length(); i++) step(chunk.charAt(i), clean);
        return clean.toString();
    }

    /// A text that stands by itself.
    public String whole(String text) {
        return plain(text) ? text : new TerminalFilter(invisible).next(text);
    }

    private void step(char c, StringBuilder to) {
        switch (state) {
            case TEXT -> text(c, to);
            case ESCAPE -> {
                if (c == '[') begin(State.CSI);
                else if (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_') begin(State.STRING);
                else if (c >= 0x30 && c <= 0x7e || ++sequence > LONGEST_SEQUENCE) state = State.TEXT;
                else if (c < 0x20 || c > 0x2f) broken(c, to);
            }
            case CSI -> {
                if (c >= 0x40 && c <= 0x7e || ++sequence > LONGEST_SEQUENCE) state = State.TEXT;
                else if (c < 0x20 || c > 0x7e) broken(c, to);
            }
            case STRING -> {
                if (c == 0x07 || c == 0x9c || ++sequence > LONGEST_SEQUENCE) state = State.TEXT;
                else if (c == 0x1b) state = State.STRING_ESCAPE;
            }
            case STRING_ESCAPE -> {
                state = State.STRING;
                if (c == '\\') state = State.TEXT;
            }
        }
    }

    /// A character that no sequence holds ends the one it stands in, and counts for itself.
    private void broken(char c, StringBuilder to) {
        state = State.TEXT;
        text(c, to);
    }

    private void text(char c, StringBuilder to) {
        if (carriageReturn) {
            carriageReturn = false;
            if (c == '\n') {
                to.append('\n');
                return;
            }
        }
        if (high != 0) {
            var point = Character.isLowSurrogate(c) ? Character.toCodePoint(high, c) : -1;
            high = 0;
            if (point >= 0) {
                if (!invisible || !tag(point)) to.appendCodePoint(point);
                return;
            }
        }
        if (c == 0x1b) begin(State.ESCAPE);
        else if (c == 0x9b) begin(State.CSI);
        else if (c == 0x90 || c == 0x98 || c >= 0x9d && c <= 0x9f) begin(State.STRING);
        else if (c == '\r') carriageReturn = true;
        else if (Character.isHighSurrogate(c)) high = c;
        else if (!unwanted(c)) to.append(c);
    }

    private void begin(State next) {
        state = next;
        sequence = 0;
    }

    private boolean plain(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || c > 0xff && (Character.isSurrogate(c) || unwanted(c))) return false;
        }
        return true;
    }

    private boolean unwanted(char c) {
        return c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || invisible && hidden(c);
    }

    private static boolean hidden(char c) {
        return c == 0x061c || c == 0x200b || c == 0x200e || c == 0x200f || c >= 0x202a && c <= 0x202e
                || c == 0x2060 || c >= 0x2066 && c <= 0x2069 || c == 0xfeff;
    }

    private static boolean tag(int point) {
        return point >= 0xe0000 && point <= 0xe007f;
    }
}
