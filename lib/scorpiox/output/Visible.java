package scorpiox.output;

/// Text shown to somebody who decides about it: nothing in it can hide, move or pretend.
public final class Visible {
    private static final int LONG_RUN = 8;
    private static final int LONG_INDENT = 80;

    private Visible() {}

    /// Control, bidirectional and invisible characters become escapes, runs of more than 8 spaces, tabs or line ends a
    /// count.
    public static String of(String text) {
        return of(text, LONG_RUN);
    }

    /// The same for code, which may be indented.
    public static String code(String text) {
        return of(text, LONG_INDENT);
    }

    private static String of(String text, int longest) {
        var out = new StringBuilder();
        for (var i = 0; i < text.length(); ) {
            var point = text.codePointAt(i);
            if (point == ' ') {
                var end = i;
                while (end < text.length() && text.charAt(end) == ' ') end++;
                out.append(end - i > longest ? "[" + (end - i) + " spaces]" : " ".repeat(end - i));
                i = end;
                continue;
            }
            if (point == '\n' || point == '\t') {
                var end = i;
                while (end < text.length() && text.charAt(end) == point) end++;
                out.append(end - i > LONG_RUN ? "[" + (end - i) + (point == '\n' ? " line ends]\n" : " tabs]") : String.valueOf((char) point).repeat(end - i));
                i = end;
                continue;
            }
            if (hides(point)) out.append(point < 0x100 ? "\\x%02x".formatted(point) : "\\u%04x".formatted(point));
            else out.appendCodePoint(point);
            i += Character.charCount(point);
        }
        return out.toString();
    }

    private static boolean hides(int point) {
        if (point == '\n' || point == '\t') return false;
        if (blank(point)) return true;
        var type = Character.getType(point);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE || type == Character.PRIVATE_USE || type == Character.UNASSIGNED
                || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR || type == Character.SPACE_SEPARATOR && point != ' ';
    }

    /// Letters, marks and symbols that show nothing: fillers, joiners, selectors of variants, the empty Braille pattern.
    private static boolean blank(int point) {
        return switch (point) {
            case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d, 0x180f, 0x2800, 0x3164, 0xffa0 -> true;
            default -> point >= 0xfe00 && point <= 0xfe0f || point >= 0xe0100 && point <= 0xe01ef;
        };
    }
}
