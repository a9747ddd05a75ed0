package scorpiox.tool;

import java.util.ArrayList;
import java.util.List;

/// A path pattern as shells and ignore files write it.
///
/// `*` and `?` stop at `/`, `**` as a whole name spans folders (none included; at the end it is everything inside),
/// `[a-z]`, `[!a-z]` and `[[:alpha:]]` are sets, `{a,b}` alternatives, `\` takes the next character as it is; a bracket
/// or brace that is not closed stands for itself. A pattern without `/` is about the base name at any depth; `./` at its
/// start makes it one about the whole path. Not the JDK's matcher: its `**/*.java` misses `A.java` (measured). Not a
/// regular expression either: this one takes at most pattern times path steps, whoever wrote the pattern.
public final class GlobPattern {
    private static final int MOST_CHARS = 4096;
    private static final int MOST_ALTERNATIVES = 500;

    private final List<String> alternatives;
    private final boolean baseName;
    private final boolean ignoreCase;

    private GlobPattern(List<String> alternatives, boolean baseName, boolean ignoreCase) {
        this.alternatives = alternatives;
        this.baseName = baseName;
        this.ignoreCase = ignoreCase;
    }

    /// @throws ToolError for a pattern of more than 4,096 characters or 500 alternatives
    public static GlobPattern of(String glob, boolean ignoreCase) {
        var trimmed = checked(glob);
        while (trimmed.startsWith("./")) trimmed = trimmed.substring(2);
        var alternatives = new ArrayList<String>();
        expand(trimmed, 0, alternatives);
        return new GlobPattern(List.copyOf(alternatives), glob.indexOf('/') < 0, ignoreCase);
    }

    /// A pattern of an ignore file: braces mean nothing special there.
    ///
    /// @param baseName whether it is about the base name at any depth
    /// @throws ToolError for a pattern of more than 4,096 characters
    public static GlobPattern ofIgnoreFile(String glob, boolean baseName) {
        return new GlobPattern(List.of(checked(glob)), baseName, false);
    }

    /// Whether a path fits; names are parted by `/`.
    public boolean matches(String path) {
        var from = baseName ? path.lastIndexOf('/') + 1 : 0;
        for (var glob : alternatives) if (fits(glob, path, from)) return true;
        return false;
    }

    private static String checked(String glob) {
        if (glob.length() > MOST_CHARS) throw new ToolError("the pattern is longer than 4,096 characters; use a shorter one");
        return glob;
    }

    /// Every pattern that the braces from `from` on stand for.
    private static void expand(String glob, int from, List<String> to) {
        for (var i = from; i < glob.length(); i++) {
            switch (glob.charAt(i)) {
                case '\\' -> i++;
                case '[' -> i = Math.max(i, setEnd(glob, i));
                case '{' -> {
                    var parts = new ArrayList<String>();
                    var close = split(glob, i, parts);
                    if (close < 0) continue;
                    for (var part : parts) expand(glob.substring(0, i) + part + glob.substring(close + 1), i, to);
                    return;
                }
                default -> { }
            }
        }
        if (to.size() == MOST_ALTERNATIVES) throw new ToolError("the pattern has more than 500 alternatives; use fewer braces");
        to.add(glob);
    }

    /// The parts between a brace and the one that closes it, whose index is the result; -1 when there is none.
    private static int split(String glob, int open, List<String> parts) {
        var depth = 0;
        var start = open + 1;
        for (var i = open; i < glob.length(); i++) {
            switch (glob.charAt(i)) {
                case '\\' -> i++;
                case '[' -> i = Math.max(i, setEnd(glob, i));
                case '{' -> depth++;
                case ',' -> {
                    if (depth > 1) continue;
                    parts.add(glob.substring(start, i));
                    start = i + 1;
                }
                case '}' -> {
                    if (--depth > 0) continue;
                    parts.add(glob.substring(start, i));
                    return i;
                }
                default -> { }
            }
        }
        return -1;
    }

    /// Name by name; only the last `**` need be tried at other places, for an earlier match of what precedes it leaves it
    /// every choice.
    private boolean fits(String glob, String path, int from) {
        var g = 0;
        var p = from;
        var afterStars = -1;
        var retry = -1;
        while (p <= path.length()) {
            if (g <= glob.length()) {
                var end = nameEnd(glob, g);
                if (stars(glob, g, end)) {
                    if (end == glob.length()) return true;
                    g = end + 1;
                    afterStars = g;
                    retry = p;
                    continue;
                }
                var pathEnd = nameEnd(path, p);
                if (name(glob, g, end, path, p, pathEnd)) {
                    g = end + 1;
                    p = pathEnd + 1;
                    continue;
                }
            }
            if (afterStars < 0) return false;
            retry = nameEnd(path, retry) + 1;
            p = retry;
            g = afterStars;
        }
        return g > glob.length();
    }

    private static int nameEnd(String text, int from) {
        var slash = text.indexOf('/', from);
        return slash < 0 ? text.length() : slash;
    }

    private static boolean stars(String glob, int from, int end) {
        for (var i = from; i < end; i++) if (glob.charAt(i) != '*') return false;
        return end - from > 1;
    }

    private boolean name(String glob, int from, int end, String text, int textFrom, int textEnd) {
        var g = from;
        var t = textFrom;
        var afterStar = -1;
        var retry = -1;
        while (t < textEnd) {
            if (g < end && glob.charAt(g) == '*') {
                afterStar = ++g;
                retry = t;
                continue;
            }
            var point = text.codePointAt(t);
            var next = g < end ? step(glob, g, end, point) : -1;
            if (next >= 0) {
                g = next;
                t += Character.charCount(point);
            } else if (afterStar >= 0) {
                retry += Character.charCount(text.codePointAt(retry));
                t = retry;
                g = afterStar;
            } else {
                return false;
            }
        }
        while (g < end && glob.charAt(g) == '*') g++;
        return g == end;
    }

    /// Where the pattern goes on when what stands at `g` fits a character, else -1.
    private int step(String glob, int g, int end, int point) {
        var at = g;
        switch (glob.charAt(g)) {
            case '?' -> {
                return g + 1;
            }
            case '[' -> {
                var close = setEnd(glob, g);
                if (close >= 0 && close < end) return inSet(glob, g + 1, close, point) ? close + 1 : -1;
            }
            case '\\' -> at = g + 1 < end ? g + 1 : g;
            default -> { }
        }
        var own = glob.codePointAt(at);
        return own == point || ignoreCase && folded(own) == folded(point) ? at + Character.charCount(own) : -1;
    }

    /// The bracket that closes a set, or -1.
    private static int setEnd(String glob, int open) {
        var i = open + 1;
        if (i < glob.length() && (glob.charAt(i) == '!' || glob.charAt(i) == '^')) i++;
        for (var first = i; i < glob.length(); i++) {
            var c = glob.charAt(i);
            if (c == ']' && i > first) return i;
            if (c == '\\') i++;
            else if (glob.startsWith("[:", i) && glob.indexOf(":]", i + 2) >= 0) i = glob.indexOf(":]", i + 2) + 1;
        }
        return -1;
    }

    private boolean inSet(String glob, int from, int close, int point) {
        var negated = glob.charAt(from) == '!' || glob.charAt(from) == '^';
        var start = negated ? from + 1 : from;
        var member = member(glob, start, close, point) || ignoreCase
                && (member(glob, start, close, Character.toLowerCase(point)) || member(glob, start, close, Character.toUpperCase(point)));
        return member != negated;
    }

    private static boolean member(String glob, int from, int close, int point) {
        for (var i = from; i < close; ) {
            if (glob.startsWith("[:", i) && glob.indexOf(":]", i + 2) >= 0) {
                var end = glob.indexOf(":]", i + 2);
                if (named(glob.substring(i + 2, end), point)) return true;
                i = end + 2;
                continue;
            }
            if (glob.charAt(i) == '\\' && i + 1 < close) i++;
            var low = glob.codePointAt(i);
            var high = low;
            i += Character.charCount(low);
            if (i + 1 < close && glob.charAt(i) == '-') {
                i += glob.charAt(i + 1) == '\\' && i + 2 < close ? 2 : 1;
                high = glob.codePointAt(i);
                i += Character.charCount(high);
            }
            if (point >= low && point <= high) return true;
        }
        return false;
    }

    private static boolean named(String name, int point) {
        return switch (name) {
            case "alpha" -> Character.isLetter(point);
            case "digit" -> point >= '0' && point <= '9';
            case "alnum" -> Character.isLetterOrDigit(point);
            case "upper" -> Character.isUpperCase(point);
            case "lower" -> Character.isLowerCase(point);
            case "space" -> Character.isWhitespace(point);
            case "blank" -> point == ' ' || point == '\t';
            case "punct" -> point > ' ' && point < 127 && !Character.isLetterOrDigit(point);
            case "xdigit" -> Character.digit(point, 16) >= 0 && point < 128;
            case "cntrl" -> Character.isISOControl(point);
            case "graph" -> point > ' ' && point != 127;
            case "print" -> point >= ' ' && point != 127;
            default -> false;
        };
    }

    private static int folded(int point) {
        return Character.toLowerCase(Character.toUpperCase(point));
    }
}
