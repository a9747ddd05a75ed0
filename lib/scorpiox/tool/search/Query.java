package scorpiox.tool.search;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What a search looks for.
///
/// @param text       the pattern as it is searched, without a leading `(?i)`
/// @param pattern    in Java's dialect; for lines without their ends, or for whole texts in multiline mode
/// @param needles    texts in ASCII of which each match holds one; empty when unknown
/// @param plain      whether a needle by itself is a match
/// @param literal    whether `text` stands for itself
/// @param ignoreCase whether case counts as the same
/// @param multiline  whether a match may span lines
/// @param note       how it was understood, when not as it stands; else empty
record Query(String text, Pattern pattern, List<String> needles, boolean plain, boolean literal, boolean ignoreCase, boolean multiline, String note) {
    /// A pattern that is no regular expression is searched as it stands, and the note says so.
    static Query of(String given, boolean literal, boolean ignoreCase, boolean multiline) {
        var insensitive = ignoreCase || !literal && given.startsWith("(?i)");
        var text = !literal && given.startsWith("(?i)") ? given.substring(4) : given;
        var spans = multiline || text.indexOf('\n') >= 0 || !literal && namesLineEnd(text);
        var note = spans && !multiline ? "the pattern names a line end: searched with multiline" : "";
        var flags = Pattern.UNIX_LINES | (spans ? Pattern.MULTILINE : 0) | (multiline ? Pattern.DOTALL : 0) | caseFlags(text, insensitive);
        if (!literal) {
            try {
                var needles = insensitive && !ascii(text) ? List.<String>of() : Needles.of(text);
                return new Query(text, Pattern.compile(text, flags), needles, false, false, insensitive, spans, note);
            } catch (PatternSyntaxException e) {
                var where = e.getIndex() >= 0 ? " at character " + (e.getIndex() + 1) : "";
                return exactly(given, ignoreCase, multiline, "the pattern is no regular expression (" + e.getDescription() + where + "): searched as literal text");
            }
        }
        return exactly(given, ignoreCase, spans, note);
    }

    private static Query exactly(String text, boolean ignoreCase, boolean multiline, String note) {
        var spans = multiline || text.indexOf('\n') >= 0;
        var usable = ascii(text) && !text.isEmpty() && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        var pattern = Pattern.compile(spans ? text.replace("\r\n", "\n") : text, Pattern.LITERAL | caseFlags(text, ignoreCase));
        return new Query(text, pattern, usable ? List.of(text) : List.of(), usable && !spans, true, ignoreCase, spans, note);
    }

    /// Letters beyond ASCII only where the pattern has some: otherwise an `i` would fit letters that nobody means.
    private static int caseFlags(String text, boolean ignoreCase) {
        return !ignoreCase ? 0 : ascii(text) ? Pattern.CASE_INSENSITIVE : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    }

    private static boolean ascii(String text) {
        for (var i = 0; i < text.length(); i++) if (text.charAt(i) >= 128) return false;
        return true;
    }

    /// Whether a pattern holds `\n`, its backslash not itself escaped, elsewhere than in a set of what is not meant.
    private static boolean namesLineEnd(String text) {
        var excluded = false;
        for (var i = 0; i + 1 < text.length(); i++) {
            if (text.startsWith("[^", i)) excluded = true;
            else if (text.charAt(i) == ']') excluded = false;
            if (text.charAt(i) != '\\') continue;
            if (text.charAt(i + 1) == 'n' && !excluded) return true;
            i++;
        }
        return false;
    }
}
