package scorpiox.command.editor;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;
import scorpiox.output.Visible;

/// Text in the cells of a terminal: wide characters take two, marks that stand on others none.
public final class Cells {
    private static final String CUT = "…";

    private Cells() {}

    /// One line in which nothing can hide, move or pretend.
    public static String plain(String text) {
        return Visible.of(text.replace("\r", "").replace("\n", ", ").replace('\t', ' '));
    }

    /// Cells that a plain text takes.
    static int width(String text) {
        return text.codePoints().map(Cells::width).sum();
    }

    static int width(int point) {
        return Math.max(0, WCWidth.wcwidth(point));
    }

    /// As much of a text as fits, its end marked where it is cut.
    static String cut(String text, int cells) {
        if (width(text) <= cells) return text;
        return cells <= 0 ? "" : start(text, cells - 1) + CUT;
    }

    /// The same, filled up with blanks.
    static String pad(String text, int cells) {
        var cut = cut(text, cells);
        return cut + " ".repeat(Math.max(0, cells - width(cut)));
    }

    /// The text in lines, broken at blanks where there are some.
    static List<String> wrap(String text, int cells) {
        var lines = new ArrayList<String>();
        var rest = text;
        while (width(rest) > cells && cells > 1) {
            var whole = start(rest, cells);
            var blank = rest.charAt(whole.length()) == ' ' ? whole.length() : whole.lastIndexOf(' ');
            var end = blank > 0 ? blank : whole.length();
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    private static String start(String text, int cells) {
        var end = 0;
        for (var used = 0; end < text.length(); ) {
            var point = text.codePointAt(end);
            used += width(point);
            if (used > cells) break;
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }
}
