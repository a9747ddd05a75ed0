package scorpiox.tool.edit;

import java.util.Optional;

/// A patch that a model hands to a shell instead of the tool: with a here-document, as an argument, or either inside
/// `bash -lc "…"`; `cd DIRECTORY &&` may stand before it. Commands that do anything else are left to the shell.
///
/// @param directory what the paths of the patch start from, as written; null for where the command would run
/// @param patch     as written
public record PatchInShell(String directory, String patch) {
    /// Folders gone to, and shells inside shells.
    private static final int DEPTH = 6;

    /// The patch in a command; empty where there is none, or more than a patch.
    public static Optional<PatchInShell> find(String command) {
        if (command == null || !command.contains("apply_patch") && !command.contains("applypatch")) return Optional.empty();
        return find(command.replace("\r\n", "\n").strip(), DEPTH);
    }

    private static Optional<PatchInShell> find(String command, int depth) {
        if (depth == 0) return Optional.empty();
        var words = new Words(command);
        return switch (words.next()) {
            case "cd" -> moved(words, depth);
            case "apply_patch", "applypatch" -> words.take("<<") ? words.hereDocument().map(patch -> new PatchInShell(null, patch)) : argument(words);
            case "bash", "/bin/bash", "/usr/bin/bash", "sh", "/bin/sh", "zsh", "/bin/zsh" -> inner(words, depth);
            case null, default -> Optional.empty();
        };
    }

    private static Optional<PatchInShell> moved(Words words, int depth) {
        var folder = words.next();
        if (folder == null || folder.isEmpty() || folder.startsWith("-") || words.expands || !words.take("&&")) return Optional.empty();
        return find(words.rest(), depth - 1).map(found -> new PatchInShell(found.under(folder), found.patch));
    }

    private static Optional<PatchInShell> argument(Words words) {
        var patch = words.next();
        if (patch == null || !patch.stripLeading().startsWith("*** Begin Patch") || !words.atEnd()) return Optional.empty();
        return Optional.of(new PatchInShell(null, patch));
    }

    private static Optional<PatchInShell> inner(Words words, int depth) {
        var option = words.next();
        if (option != null && (option.equals("-l") || option.equals("--login"))) option = words.next();
        if (option == null || !option.equals("-c") && !option.equals("-lc") && !option.equals("-cl")) return Optional.empty();
        var text = words.rest();
        if (sloppy(text)) return find(text.substring(1, text.length() - 1).strip(), depth - 1);
        var script = words.next();
        return script != null && words.atEnd() ? find(script.strip(), depth - 1) : Optional.empty();
    }

    /// Whether quotes stand inside of quotes and nobody escaped them: a shell would take them away and change the patch,
    /// but it is clear what is meant.
    private static boolean sloppy(String text) {
        var last = text.length() - 1;
        if (last < 1 || text.charAt(0) != text.charAt(last)) return false;
        if (text.charAt(0) == '\'') return text.substring(1, last).replace("'\\''", "").replace("'\"'\"'", "").contains("'");
        if (text.charAt(0) != '"') return false;
        for (var i = 1; i < last; i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == '"') return true;
        }
        return false;
    }

    private String under(String folder) {
        if (directory == null) return folder;
        return directory.startsWith("/") || directory.startsWith("~") ? directory : folder + "/" + directory;
    }

    /// The words of a command line, one after the other.
    private static final class Words {
        private static final String NOT_PLAIN = ";&|<>()$`*?[]{}!\n";

        private final String text;
        private int at;
        /// Whether the last word holds something a shell would replace.
        private boolean expands;

        Words(String text) {
            this.text = text;
        }

        /// The next word without its quotes; null where there is none, or none this simple.
        String next() {
            skipBlanks();
            expands = false;
            var word = new StringBuilder();
            var start = at;
            while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\t') {
                var c = text.charAt(at);
                if (c == '\'' || c == '"') {
                    if (!quoted(word, c)) return null;
                } else if (c == '\\' && at + 1 < text.length()) {
                    word.append(text.charAt(at + 1));
                    at += 2;
                } else if (NOT_PLAIN.indexOf(c) >= 0) {
                    break;
                } else {
                    word.append(c);
                    at++;
                }
            }
            return at == start ? null : word.toString();
        }

        /// Whether these characters come next; then they are passed.
        boolean take(String operator) {
            skipBlanks();
            if (!text.startsWith(operator, at)) return false;
            at += operator.length();
            return true;
        }

        String rest() {
            return text.substring(at).strip();
        }

        boolean atEnd() {
            return rest().isEmpty();
        }

        /// The lines up to the delimiter that comes next, when nothing follows them.
        Optional<String> hereDocument() {
            var delimiter = next();
            var line = text.indexOf('\n', at);
            if (delimiter == null || delimiter.isEmpty() || delimiter.startsWith("-")) return Optional.empty();
            if (line < 0 || !text.substring(at, line).isBlank()) return Optional.empty();
            var body = text.substring(line);
            var end = (body + "\n").indexOf("\n" + delimiter + "\n");
            if (end < 0 || !body.substring(Math.min(body.length(), end + delimiter.length() + 1)).isBlank()) return Optional.empty();
            return Optional.of(body.substring(Math.min(1, end), end));
        }

        private boolean quoted(StringBuilder word, char quote) {
            for (at++; at < text.length(); at++) {
                var c = text.charAt(at);
                if (c == quote) {
                    at++;
                    return true;
                }
                var escaped = quote == '"' && c == '\\' && at + 1 < text.length() ? text.charAt(at + 1) : 0;
                if (escaped == '\n') {
                    at++;
                } else if (escaped != 0 && "$`\"\\".indexOf(escaped) >= 0) {
                    word.append(escaped);
                    at++;
                } else {
                    expands |= quote == '"' && (c == '$' || c == '`');
                    word.append(c);
                }
            }
            return false;
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) at++;
        }
    }
}
