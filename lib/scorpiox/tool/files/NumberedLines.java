package scorpiox.tool.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// Lines of a file as a model reads them: each after its number, with a note where a blank is none, and at the end
/// what has been shown and how to go on.
final class NumberedLines {
    private static final int NUMBER_WIDTH = 6;
    /// Kept free for the remarks at the end.
    private static final int REMARKS = 120;
    /// Columns named in one note.
    private static final int MOST_COLUMNS = 5;

    private final StringBuilder text = new StringBuilder();
    private boolean whole;

    /// @param first number of the first line
    /// @param bytes UTF-8 bytes it may have; one line is always shown
    NumberedLines(TextScan scan, long first, int bytes) {
        var room = bytes - REMARKS;
        var number = first;
        whole = first == 1;
        for (var line : scan.lines()) {
            var shown = shown(number, line);
            var size = shown.getBytes(StandardCharsets.UTF_8).length;
            if (size > room && number > first) break;
            text.append(shown);
            room -= size;
            whole &= line.whole();
            number++;
        }
        whole &= number > scan.count();
        text.append(end(scan.count(), first, number));
        if (scan.charset() != StandardCharsets.UTF_8) text.append("\n(the file is ").append(scan.charset().name()).append(", shown as Unicode)");
    }

    String text() {
        return text.toString();
    }

    /// Whether all of the file is in it.
    boolean whole() {
        return whole;
    }

    private static String end(long count, long first, long next) {
        if (count == 0) return "(empty file)";
        if (next > count) return "(end of file, " + (count == 1 ? "1 line)" : count + " lines)");
        return "(lines " + first + "-" + (next - 1) + " of " + count + "; continue with offset=" + next + ")";
    }

    private static String shown(long number, TextScan.Line line) {
        var digits = Long.toString(number);
        var out = new StringBuilder(" ".repeat(Math.max(0, NUMBER_WIDTH - digits.length()))).append(digits).append('\t').append(line.head());
        if (!line.whole()) out.append("… [+").append(line.length() - line.head().length()).append(" chars]");
        return out.append(spaces(line.head())).append('\n').toString();
    }

    /// A later edit that has an ordinary blank in their place would not find its text.
    private static String spaces(String line) {
        var columns = new ArrayList<String>();
        for (var i = 0; i < line.length(); i++) {
            if (line.charAt(i) < 0xa0 || !lookAlike(line.charAt(i))) continue;
            if (columns.size() == MOST_COLUMNS) {
                columns.add("…");
                break;
            }
            columns.add(String.valueOf(line.codePointCount(0, i) + 1));
        }
        return columns.isEmpty() ? "" : " [non-ASCII space at col " + String.join(", ", columns) + "]";
    }

    private static boolean lookAlike(char c) {
        return c == 0xa0 || c == 0x1680 || c == 0x180e || c >= 0x2000 && c <= 0x200b || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x2060
                || c == 0x3000 || c == 0xfeff;
    }
}
