package scorpiox.tool.shell;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A command line taken apart as far as permission needs: its parts between `&&`, `||`, `;`, `|`, `&` and line ends,
/// their words, and whether that is all there is to it.
///
/// What a shell would do beyond running plain words with plain arguments is named in `beyond`, not understood.
///
/// @param text   all of it
/// @param parts  in order
/// @param beyond what more it does; empty for plain words only
public record ShellCommand(String text, List<Part> parts, Set<Beyond> beyond) {
    /// Reasons why words alone do not tell what a command does.
    public enum Beyond {
        /// `$(…)`, backticks, `<(…)`, `>(…)`, here-documents
        SUBSTITUTION,
        /// `$NAME`
        VARIABLE,
        /// `*`, `?`, `[`, `{`, `~` outside quotes
        EXPANSION,
        /// `NAME=value` before a program
        ASSIGNMENT,
        /// `(`, `{`, `!`, `if`, `for`, comments, output to a file whose name the shell makes up, and whatever cannot be read
        SYNTAX,
        /// a program that runs what it is given: `eval`, `xargs`, `sudo`, `sh`
        INDIRECTION,
        /// input from a file
        INPUT,
        /// control characters
        CONTROL
    }

    /// One program with its arguments.
    ///
    /// @param text   as written
    /// @param words  without quotes
    /// @param ends   where each word ends in the whole text
    /// @param writes files its output goes to, `/dev/null` and the like left out
    public record Part(String text, List<String> words, List<Integer> ends, List<String> writes) {
        /// Its words alone, one blank between them, in quotes where they would else fall apart.
        public String plain() {
            return words.stream().map(word -> word.matches("[\\w./:=@%+,^~#-]+") ? word : "'" + word.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
        }
    }

    private static final Set<String> INDIRECT = Set.of("eval", "source", ".", "exec", "xargs", "env", "sudo", "doas", "su", "sh", "bash", "dash", "zsh", "ksh",
            "ash", "fish", "command", "builtin", "nohup", "setsid", "nice", "time", "timeout", "stdbuf", "ionice", "chrt", "unshare", "script", "parallel", "watch", "coproc", "trap", "alias");
    private static final Set<String> KEYWORDS = Set.of("if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "select",
            "function", "{", "}", "!", "[[", "]]", "in");
    /// Words after which `find` and the like name a program.
    private static final Set<String> RUNNING_OPTIONS = Set.of("-exec", "-execdir", "-ok", "-okdir");
    private static final int MOST_WORDS = 100;
    private static final Set<String> HARMLESS_TARGETS = Set.of("/dev/null", "/dev/stdout", "/dev/stderr");

    public static ShellCommand parse(String text) {
        return new Reader(text).read();
    }

    /// Whether it is plain words joined by operators, with nothing of these kinds besides.
    public boolean without(Beyond... kinds) {
        for (var kind : kinds) if (beyond.contains(kind)) return false;
        return true;
    }

    /// Everything in it that might be a command, also within substitutions and arguments, for rules that forbid.
    /// Programs are named with and without their folder, and without what stands before them.
    public List<String> suspects() {
        var found = new LinkedHashSet<String>();
        for (var part : parts) {
            found.add(part.text().strip());
            var words = part.words();
            for (var i = 0; i < words.size(); i++) {
                var word = words.get(i);
                if (i == 0 || leads(words.getFirst()) || RUNNING_OPTIONS.contains(words.get(i - 1))) {
                    var rest = String.join(" ", words.subList(i, Math.min(words.size(), i + MOST_WORDS)));
                    found.add(rest);
                    found.add(base(word) + rest.substring(word.length()));
                }
                if (word.contains(" ") && i > 0) found.addAll(parse(word).suspects());
            }
        }
        for (var piece : text.split("[;&|\\n`(){}]")) {
            if (piece.isBlank()) continue;
            found.add(piece.strip());
            if (piece.length() < text.length()) found.addAll(parse(piece).suspects());
        }
        return List.copyOf(found);
    }

    /// Whether another command may stand behind this word.
    private static boolean leads(String word) {
        return INDIRECT.contains(base(word)) || KEYWORDS.contains(word) || word.contains("=");
    }

    static String base(String program) {
        return program.substring(program.lastIndexOf('/') + 1);
    }

    /// Reads the text once from left to right.
    private static final class Reader {
        private final String text;
        private final List<Part> parts = new ArrayList<>();
        private final Set<Beyond> beyond = EnumSet.noneOf(Beyond.class);
        private List<String> words = new ArrayList<>();
        private List<Integer> ends = new ArrayList<>();
        private List<String> writes = new ArrayList<>();
        private StringBuilder word;
        private boolean quoted;
        private int target;
        private boolean toFile;
        private boolean fromFile;
        private int start;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        ShellCommand read() {
            if (text.chars().anyMatch(c -> c < 32 && c != '\n' && c != '\t' || c >= 127 && c < 160)) beyond.add(Beyond.CONTROL);
            for (; at < text.length(); at++) step(text.charAt(at));
            endPart(text.length());
            return new ShellCommand(text, List.copyOf(parts), Set.copyOf(beyond));
        }

        private void step(char c) {
            switch (c) {
                case ' ', '\t' -> endWord();
                case '\n', ';', '|' -> endPart(at);
                case '&' -> ampersand();
                case '\'' -> quoted();
                case '"' -> doubleQuoted();
                case '\\' -> escaped();
                case '$' -> dollar(false);
                case '`' -> beyond.add(Beyond.SUBSTITUTION);
                case '>', '<' -> redirection(c);
                case '(', ')' -> {
                    beyond.add(Beyond.SYNTAX);
                    endPart(at);
                }
                case '#' -> {
                    if (word == null) beyond.add(Beyond.SYNTAX);
                    append(c);
                }
                case '*', '?', '[', '{', '}', '~' -> {
                    if (c != '~' || word == null || word.isEmpty() || "=:".indexOf(word.charAt(word.length() - 1)) >= 0) beyond.add(Beyond.EXPANSION);
                    append(c);
                }
                default -> append(c);
            }
        }

        private void append(char c) {
            if (word == null) word = new StringBuilder();
            word.append(c);
        }

        private char peek(int ahead) {
            return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
        }

        private void ampersand() {
            if (peek(1) == '>') endWord();      // &> file, and no number before it
            else endPart(at);
        }

        private void quoted() {
            var end = text.indexOf('\'', at + 1);
            if (word == null) word = new StringBuilder();
            quoted = true;
            if (end < 0) beyond.add(Beyond.SYNTAX);
            at = at + 1;
            word.append(text, at, end < 0 ? text.length() : end);
            at = end < 0 ? text.length() : end;
        }

        private void doubleQuoted() {
            if (word == null) word = new StringBuilder();
            quoted = true;
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                var c = text.charAt(at);
                if (c == '`') beyond.add(Beyond.SUBSTITUTION);
                if (c == '\\' && peek(1) == '\n') joinedLines();
                else if (c == '$') dollar(true);
                else if (c == '\\' && "$`\"\\".indexOf(peek(1)) >= 0 && at + 1 < text.length()) word.append(text.charAt(++at));
                else word.append(c);
            }
            if (at >= text.length()) beyond.add(Beyond.SYNTAX);
        }

        private void escaped() {
            if (at + 1 >= text.length()) {
                beyond.add(Beyond.SYNTAX);
            } else if (peek(1) != '\n') {
                append(text.charAt(at + 1));
                quoted = true;
            } else if (at == 0 || " \t".indexOf(text.charAt(at - 1)) < 0) {
                joinedLines();
                return;
            }
            at++;
        }

        /// A shell joins such lines before it looks for anything else, so that `$`, line end and `(` are one.
        private void joinedLines() {
            beyond.add(Beyond.SYNTAX);
            at++;
        }

        private void dollar(boolean inQuotes) {
            if (peek(1) == '(' || peek(1) == '{' || peek(1) == '[' || !inQuotes && (peek(1) == '\'' || peek(1) == '"')) beyond.add(Beyond.SUBSTITUTION);
            else if (Character.isLetterOrDigit(peek(1)) || "_?!@*#$-".indexOf(peek(1)) >= 0 && peek(1) != '\0') beyond.add(Beyond.VARIABLE);
            append('$');
        }

        private void redirection(char c) {
            if (word != null && !quoted && word.length() < 10 && word.chars().allMatch(each -> each >= '0' && each <= '9')) word = null;     // the number of a descriptor
            endWord();
            if (peek(1) == '(') beyond.add(Beyond.SUBSTITUTION);
            if (c == '<' && peek(1) == '<') beyond.add(Beyond.SUBSTITUTION);
            else if (c == '<') beyond.add(Beyond.INPUT);
            toFile = c == '>' || peek(1) == '>';        // <> opens for both
            fromFile = !toFile;
            while (peek(1) == '>' || peek(1) == '<' || peek(1) == '|') at++;
            if (peek(1) == '&') {
                at++;
                if (descriptor()) return;
            }
            target = at + 1;
        }

        /// Whether `-` follows, or a number and nothing more; `>&2x` is a file, but `>&-x` closes, and `x` is a word.
        private boolean descriptor() {
            var end = at + 1;
            if (peek(1) == '-') {
                end++;
            } else {
                while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '-')) end++;
                if (end == at + 1 || end < text.length() && " \t\n;|&<>()".indexOf(text.charAt(end)) < 0) return false;
            }
            at = end - 1;
            toFile = false;
            fromFile = false;
            return true;
        }

        private void endWord() {
            if (word == null) return;
            var value = word.toString();
            word = null;
            quoted = false;
            if ((toFile || fromFile) && value.startsWith("-")) beyond.add(Beyond.SYNTAX);      // >& -x closes, too
            if (toFile) {
                var written = text.substring(target, Math.min(at, text.length()));
                if (written.chars().anyMatch(c -> "$`*?[{~".indexOf(c) >= 0) || value.matches("(?s).*['\"\\\\].*")) beyond.add(Beyond.SYNTAX);      // some shells unquote twice
                if (!HARMLESS_TARGETS.contains(value)) writes.add(value);
            } else if (!fromFile) {
                if (words.isEmpty()) command(value);
                words.add(value);
                ends.add(at);
            }
            toFile = false;
            fromFile = false;
        }

        private void command(String name) {
            if (KEYWORDS.contains(name)) beyond.add(Beyond.SYNTAX);
            else if (name.matches("(?s)[A-Za-z_][A-Za-z0-9_]*\\+?=.*")) beyond.add(Beyond.ASSIGNMENT);
            else if (INDIRECT.contains(base(name))) beyond.add(Beyond.INDIRECTION);
            else if (name.startsWith("$")) beyond.add(Beyond.SUBSTITUTION);
        }

        private void endPart(int end) {
            endWord();
            if (toFile) beyond.add(Beyond.SYNTAX);
            if (!words.isEmpty() || !writes.isEmpty()) {
                parts.add(new Part(text.substring(Math.min(start, end), end).strip(), List.copyOf(words), List.copyOf(ends), List.copyOf(writes)));
            }
            words = new ArrayList<>();
            ends = new ArrayList<>();
            writes = new ArrayList<>();
            toFile = false;
            fromFile = false;
            start = end + 1;
        }
    }
}
