package scorpiox.command.editor;

import scorpiox.command.editor.Press.Code;

/// A line being typed.
final class LineEdit {
    private static final String BULLET = "•";
    private static final int LONGEST = 8192;

    private final boolean hidden;
    private final StringBuilder text;
    private int cursor;
    private boolean touched;

    /// A window of the line.
    ///
    /// @param text   harmless for a terminal; bullets for a secret
    /// @param cursor its cell in that text, from 0
    record Window(String text, int cursor) {}

    /// @param hidden whether it is a secret
    LineEdit(String start, boolean hidden) {
        this.hidden = hidden;
        this.text = new StringBuilder(start);
        this.cursor = start.length();
    }

    String text() {
        return text.toString();
    }

    /// Whether anything has been typed or deleted.
    boolean touched() {
        return touched;
    }

    /// Takes the keys that change a line or move in it; others do nothing.
    void press(Press press) {
        var before = text.toString();
        switch (press.code()) {
            case TEXT -> insert(press.text());
            case LEFT -> cursor = back();
            case RIGHT -> cursor = ahead();
            case HOME -> cursor = 0;
            case END -> cursor = text.length();
            case KILL -> {
                text.setLength(0);
                cursor = 0;
            }
            case BACKSPACE -> {
                var to = cursor;
                cursor = back();
                text.delete(cursor, to);
            }
            case DELETE -> text.delete(cursor, ahead());
            default -> { }
        }
        touched |= press.code() == Code.KILL || !text.toString().equals(before);
    }

    /// A line holds no line ends; whoever pastes some means what stands around them.
    private void insert(String typed) {
        var clean = typed.replaceAll("^\\R+|\\R+$", "").replaceAll("\\R|\t", " ").replaceAll("\\p{Cc}", "");
        if (text.length() + clean.length() > LONGEST) return;
        text.insert(cursor, clean);
        cursor += clean.length();
    }

    private int back() {
        return cursor == 0 ? 0 : text.offsetByCodePoints(cursor, -1);
    }

    private int ahead() {
        return cursor == text.length() ? cursor : text.offsetByCodePoints(cursor, 1);
    }

    /// The part around the cursor that fits; the cursor may stand behind the last character.
    ///
    /// @param cells at least 2
    Window window(int cells) {
        var from = cursor;
        var used = 0;
        while (from > 0) {
            var point = text.codePointBefore(from);
            if (used + Cells.width(shown(point)) > cells - 1) break;
            used += Cells.width(shown(point));
            from -= Character.charCount(point);
        }
        var line = new StringBuilder();
        var width = 0;
        for (var at = from; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            var next = shown(text.codePointAt(at));
            width += Cells.width(next);
            if (width > cells) break;
            line.append(next);
        }
        return new Window(line.toString(), used);
    }

    private String shown(int point) {
        return hidden ? BULLET : Cells.plain(Character.toString(point));
    }

    @Override
    public String toString() {
        return "a line of " + text.length();    // never the text: it may be a secret
    }
}
