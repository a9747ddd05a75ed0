package scorpiox.tool.edit;

import java.text.Normalizer;
import java.util.Arrays;

/// A text without the blanks at the ends of its lines and, where wanted, with plain characters for typographic ones; it
/// knows where each of its characters stands in the source.
final class Folded {
    private final StringBuilder text;
    private int[] from;

    private Folded(int size) {
        text = new StringBuilder(size);
        from = new int[size + 1];
    }

    /// @param typographic whether dashes, quotes and spaces count as their ASCII look-alikes, and composed characters as
    ///                    their parts (NFC)
    static Folded of(String source, boolean typographic) {
        var folded = new Folded(source.length());
        for (var start = 0; start <= source.length(); ) {
            var next = source.indexOf('\n', start);
            var end = next < 0 ? source.length() : next;
            folded.line(source, start, contentEnd(source, start, end, typographic), typographic);
            folded.add(next < 0 ? "" : "\n", end);
            start = end + 1;
        }
        folded.from[folded.text.length()] = source.length();
        return folded;
    }

    /// One line in plain characters.
    static String plain(String line) {
        for (var i = 0; i < line.length(); i++) {
            if (line.charAt(i) >= 128) return ascii(Normalizer.normalize(line, Normalizer.Form.NFC));
        }
        return line;
    }

    /// A space or a tab, or with `typographic` any space of the list.
    static boolean blank(char c, boolean typographic) {
        return c == ' ' || c == '\t' || typographic && c >= 128 && ascii(c) == ' ';
    }

    String text() {
        return text.toString();
    }

    /// Where a character stands in the source.
    int source(int at) {
        return from[at];
    }

    /// Whether a part of the folded text may begin or end here: not inside of what was one character with its marks.
    boolean boundary(int at) {
        return at == 0 || at == text.length() || from[at] != from[at - 1];
    }

    boolean lineEnd(int at) {
        return at == text.length() || text.charAt(at) == '\n';
    }

    private void line(String source, int start, int end, boolean typographic) {
        for (var i = start; i < end; ) {
            var next = i + 1;
            if (typographic) {
                next = i + Character.charCount(source.codePointAt(i));
                while (next < end && combines(source.codePointAt(next))) next += Character.charCount(source.codePointAt(next));
            }
            if (next == i + 1 && source.charAt(i) < 128 || !typographic) add(source.charAt(i), i);
            else add(plain(source.substring(i, next)), i);
            i = next;
        }
    }

    private void add(String piece, int source) {
        for (var i = 0; i < piece.length(); i++) add(piece.charAt(i), source);
    }

    private void add(char c, int source) {
        if (text.length() + 1 == from.length) from = Arrays.copyOf(from, from.length * 2 + 16);
        from[text.length()] = source;
        text.append(c);
    }

    private static int contentEnd(String source, int start, int end, boolean typographic) {
        var at = end;
        while (at > start && blank(source.charAt(at - 1), typographic)) at--;
        return at;
    }

    private static boolean combines(int c) {
        if (c < 0x300) return false;
        if (c >= 0x1160 && c <= 0x11FF) return true;        // vowels and finals of Korean syllables
        var type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static String ascii(String text) {
        var out = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++) out.append(ascii(text.charAt(i)));
        return out.toString();
    }

    private static char ascii(char c) {
        return switch (c) {
            case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212' -> '-';
            case '\u2018', '\u2019', '\u201A', '\u201B' -> '\'';
            case '\u201C', '\u201D', '\u201E', '\u201F' -> '"';
            case '\u00A0', '\u202F', '\u205F', '\u3000' -> ' ';
            default -> c >= '\u2002' && c <= '\u200A' ? ' ' : c;
        };
    }
}
