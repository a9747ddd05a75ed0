package scorpiox.tool.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Texts of which a line must hold one for a pattern to match it, looked for in bytes, so that most files need never be
/// decoded. One for each thread and pattern.
///
/// The search is that of Horspool: it looks at the byte where a text would end and moves by what it finds there.
final class Needles {
    private static final int NONE = Integer.MAX_VALUE;

    private final byte[][] needles;
    private final int[][] moves;
    private final byte[] fold = new byte[256];
    private final int[] next;

    /// @param texts      in ASCII, none empty
    /// @param ignoreCase of letters in ASCII
    Needles(List<String> texts, boolean ignoreCase) {
        for (var i = 0; i < 256; i++) fold[i] = (byte) (ignoreCase && i >= 'A' && i <= 'Z' ? i + 32 : i);
        needles = new byte[texts.size()][];
        moves = new int[texts.size()][256];
        next = new int[texts.size()];
        for (var n = 0; n < needles.length; n++) {
            needles[n] = texts.get(n).getBytes(StandardCharsets.US_ASCII);
            for (var i = 0; i < needles[n].length; i++) needles[n][i] = fold[needles[n][i]];
            prepare(needles[n], moves[n]);
        }
    }

    private void prepare(byte[] needle, int[] move) {
        for (var i = 0; i < 256; i++) {
            var last = needle.length - 1;
            while (last >= 0 && needle[last] != fold[i]) last--;
            move[i] = needle.length - 1 - last;
        }
    }

    /// Begins with another text.
    void reset() {
        for (var n = 0; n < next.length; n++) next[n] = -1;
    }

    /// Where the first needle from `from` on begins, or -1; `from` must not go back until the next reset.
    int next(byte[] bytes, int from, int to) {
        var first = NONE;
        for (var n = 0; n < needles.length; n++) {
            if (next[n] < from) next[n] = find(needles[n], moves[n], bytes, from, to);
            first = Math.min(first, next[n]);
        }
        return first == NONE ? -1 : first;
    }

    private int find(byte[] needle, int[] move, byte[] bytes, int from, int to) {
        var last = needle.length - 1;
        for (var i = from + last; i < to; ) {
            var step = move[bytes[i] & 0xff];
            if (step > 0) {
                i += step;
                continue;
            }
            var k = last;
            while (k > 0 && fold[bytes[i - last + k - 1] & 0xff] == needle[k - 1]) k--;
            if (k == 0) return i - last;
            i++;
        }
        return NONE;
    }

    /// The longest text in ASCII that each alternative of a valid Java pattern needs; empty when one needs none, or the
    /// pattern holds something that is not understood here.
    static List<String> of(String regex) {
        var scan = new Scan(regex);
        try {
            while (scan.at < regex.length()) scan.token();
            scan.alternative();
            return scan.found;
        } catch (Unclear unclear) {
            return List.of();
        }
    }

    private static final class Unclear extends RuntimeException {
        private Unclear() {
            super(null, null, false, false);
        }
    }

    /// Goes through a pattern's top level; what stands in groups counts as unknown.
    private static final class Scan {
        private final String regex;
        private final List<String> found = new ArrayList<>();
        private final StringBuilder run = new StringBuilder();
        private String best = "";
        private int at;

        private Scan(String regex) {
            this.regex = regex;
        }

        private void token() {
            var c = regex.charAt(at++);
            switch (c) {
                case '|' -> alternative();
                case '(' -> {
                    group();
                    atom('\0');
                }
                case '[' -> {
                    set();
                    atom('\0');
                }
                case '\\' -> atom(escaped());
                case '.', '^', '$' -> atom('\0');
                default -> atom(c < 128 && c >= ' ' || c == '\t' ? c : '\0');
            }
        }

        /// One character that must be there, or NUL for something else, and how often it may be there.
        private void atom(char c) {
            var follows = at < regex.length() ? regex.charAt(at) : '\0';
            var repeated = follows == '*' || follows == '+' || follows == '?' || follows == '{';
            if (c != '\0' && (!repeated || follows == '+')) run.append(c);
            if (c == '\0' || repeated) end();
            if (!repeated) return;
            at = follows == '{' ? regex.indexOf('}', at) + 1 : at + 1;
            if (at == 0) throw new Unclear();
            if (at < regex.length() && (regex.charAt(at) == '?' || regex.charAt(at) == '+')) at++;
        }

        private void end() {
            if (run.length() > best.length()) best = run.toString();
            run.setLength(0);
        }

        private void alternative() {
            end();
            if (best.isEmpty() || found.size() == 16) throw new Unclear();
            found.add(best);
            best = "";
        }

        private char escaped() {
            var c = regex.charAt(at++);
            if (c >= 128) return '\0';
            if (!Character.isLetterOrDigit(c)) return c;
            if (c == 't') return '\t';
            if (c == 'p' || c == 'P') {
                at = regex.charAt(at) == '{' ? regex.indexOf('}', at) + 1 : at + 1;
                return '\0';
            }
            if ("dDwWsSbBhHvVRAzZG".indexOf(c) < 0 || c == 'b' && regex.startsWith("{", at)) throw new Unclear();
            return '\0';
        }

        private void group() {
            for (var depth = 1; depth > 0; ) {
                if (at >= regex.length()) throw new Unclear();
                if (regex.charAt(at) == '?' && regex.charAt(at - 1) == '(' && ":=!><".indexOf(regex.charAt(at + 1)) < 0) throw new Unclear();
                switch (regex.charAt(at++)) {
                    case '(' -> depth++;
                    case ')' -> depth--;
                    case '[' -> set();
                    case '\\' -> skip();
                    default -> { }
                }
            }
        }

        private void set() {
            if (regex.startsWith("^", at)) at++;
            for (var first = at; ; ) {
                if (at >= regex.length()) throw new Unclear();
                var c = regex.charAt(at++);
                if (c == ']' && at - 1 > first) return;
                if (c == '[') set();
                else if (c == '\\') skip();
            }
        }

        private void skip() {
            if (regex.charAt(at++) == 'Q') throw new Unclear();
        }
    }
}
