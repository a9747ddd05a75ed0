package scorpiox.output;

import scorpiox.base.TerminalFilter;
/// Markdown for a terminal, styled as it streams: nothing is redrawn and no text waits but a marker cut in two.
///
/// Headings, bold, emphasis, code, fences, lists and quotes; everything else goes through as it stands. The text must
/// have passed a [TerminalFilter].
public final class Markdown {
    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String ITALIC = "\u001b[3m";
    private static final String CODE = "\u001b[36m";
    private static final String HEADING = "\u001b[1;35m";
    private static final int LONGEST_MARKER = 12;
    private static final int DEEPEST_MARKER = 24;

    private final StringBuilder held = new StringBuilder();
    private boolean lineStart = true;
    private String fence = "";
    private boolean fenceLine;
    private boolean heading;
    private boolean bold;
    private boolean italic;
    private boolean code;
    private char before = '\n';

    /// The styled form of the next chunk.
    public String next(String chunk) {
        held.append(chunk);
        return drain(false);
    }

    /// What was held back, and the end of all styles.
    public String end() {
        var rest = drain(true);
        var open = bold || italic || code || heading || fenced() || fenceLine;
        bold = italic = code = heading = fenceLine = false;
        fence = "";
        lineStart = true;
        return open ? rest + RESET : rest;
    }

    private String drain(boolean all) {
        var out = new StringBuilder(held.length() + 16);
        var at = 0;
        while (at < held.length()) {
            var taken = lineStart ? start(at, all, out) : inline(at, all, out);
            if (taken == 0) break;
            before = held.charAt(at + taken - 1);
            at += taken;
        }
        held.delete(0, at);
        return out.toString();
    }

    /// Decides what kind of line begins at `at`; 0 when more text is needed to know.
    private int start(int at, boolean all, StringBuilder out) {
        var end = at;
        while (end < held.length() && held.charAt(end) == ' ' && end - at < DEEPEST_MARKER) end++;
        var from = end;
        while (end < held.length() && isMarker(held.charAt(end)) && end - from < LONGEST_MARKER && from - at < DEEPEST_MARKER) end++;
        if (end == held.length() && !all && from - at < DEEPEST_MARKER) return 0;
        var marker = held.substring(from, end);
        var next = end < held.length() ? held.charAt(end) : '\n';
        var run = CodeBlocks.fenceOf(marker);
        if (!run.isEmpty() && (!fenced() || run.startsWith(fence) && run.length() == marker.length() && Character.isWhitespace(next))) {
            fence = fenced() ? "" : run;
            fenceLine = true;
            return begin(out.append(DIM), at, end);
        }
        if (fenced()) return begin(out.append(CODE), at, from);
        if (marker.matches("#{1,6}") && next == ' ') {
            heading = true;
            return begin(out.append(HEADING), at, end);
        }
        if (marker.matches("[-*+]") && next == ' ') {
            out.append(held, at, from).append('•');
            lineStart = false;
            return end - at;
        }
        return begin(out, at, from);
    }

    private int begin(StringBuilder out, int at, int end) {
        out.append(held, at, end);
        lineStart = false;
        return end - at == 0 ? inlineNow(at, out) : end - at;
    }

    /// A line that starts with no marker: its first character is ordinary text.
    private int inlineNow(int at, StringBuilder out) {
        var taken = inline(at, true, out);
        return taken == 0 ? 1 : taken;
    }

    private int inline(int at, boolean all, StringBuilder out) {
        var c = held.charAt(at);
        if (c == '\n') {
            endLine(out);
            return 1;
        }
        if (fenced() || fenceLine || heading) return plain(at, out);
        if (c == '`') {
            code = !code;
            out.append(code ? CODE : restored());
            return 1;
        }
        if (c != '*' || code) return plain(at, out);
        if (at + 1 == held.length() && !all) return 0;
        if (at + 1 < held.length() && held.charAt(at + 1) == '*') {
            if (at + 2 == held.length() && !all && !bold) return 0;
            var styles = bold ? !Character.isWhitespace(before) : at + 2 < held.length() && !Character.isWhitespace(held.charAt(at + 2));
            bold ^= styles;
            out.append(!styles ? "**" : bold ? BOLD : restored());
            return 2;
        }
        var opens = at + 1 < held.length() && !Character.isWhitespace(held.charAt(at + 1)) && !Character.isLetterOrDigit(before);
        var closes = italic && !Character.isWhitespace(before);
        if (!opens && !closes) return plain(at, out);
        italic = !italic;
        out.append(italic ? ITALIC : restored());
        return 1;
    }

    /// Runs of ordinary text in one go.
    private int plain(int at, StringBuilder out) {
        var end = at + 1;
        while (end < held.length() && "\n`*".indexOf(held.charAt(end)) < 0) end++;
        out.append(held, at, end);
        return end - at;
    }

    private void endLine(StringBuilder out) {
        if (heading || bold || italic || code || fenced() || fenceLine) out.append(RESET);
        heading = bold = italic = code = fenceLine = false;
        lineStart = true;
        out.append('\n');
    }

    private String restored() {
        return RESET + (bold ? BOLD : "") + (italic ? ITALIC : "");
    }

    private boolean fenced() {
        return !fence.isEmpty();
    }

    private static boolean isMarker(char c) {
        return "#-*+`~>".indexOf(c) >= 0;
    }
}
