package scorpiox.tool.docs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.TerminalFilter;
import scorpiox.tool.ToolError;
import scorpiox.tool.Child;

/// What programs of this machine say about themselves: manual pages, and `--help` of a command that may be run.
final class ManPages {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String MORE = "read on with bash, grep for what you need";
    private static final int MOST_BYTES = 512 * 1024;
    private static final Map<String, String> ENVIRONMENT = Map.of("MANWIDTH", "100", "MANPAGER", "cat", "PAGER", "cat", "GIT_PAGER", "cat", "TERM", "dumb",
            "NO_COLOR", "1");

    private ManPages() {}

    /// The page of a name such as `ls`, `printf(3)`, `3 printf`, `git commit`; empty when there is none or no `man`.
    static Optional<Found> page(String query, Path directory, Cancel cancel) {
        var words = words(query);
        if (words.isEmpty()) return Optional.empty();
        var command = new ArrayList<>(List.of("man", "-P", "cat"));
        var sectioned = words.size() > 1 && Character.isDigit(words.getFirst().charAt(0));
        if (sectioned) command.add(words.getFirst());
        var name = String.join("-", sectioned ? words.subList(1, words.size()) : words);
        command.add(name);
        try {
            var ended = Child.run(command, directory, Child.environment(ENVIRONMENT), "", LIMIT, MOST_BYTES, cancel);
            var text = plain(ended.output());
            if (ended.exit() != 0 && !ended.truncated() || text.isBlank()) return Optional.empty();
            return Optional.of(new Found("man: " + name + (sectioned ? "(" + words.getFirst() + ")" : ""), text.strip(), MORE));
        } catch (ToolError notInstalled) {
            return Optional.empty();
        }
    }

    /// The command that shows the help of a program: plain words only, since no shell reads it.
    ///
    /// @throws ToolError for anything else
    static List<String> help(String query) {
        var words = new ArrayList<>(List.of(query.strip().split("\\s+")));
        if (words.size() > 1 && words.getLast().equals("--help")) words.removeLast();
        for (var word : words) {
            if (word.isEmpty() || word.startsWith("-") || !word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "._+-/:@".indexOf(c) >= 0)) {
                throw new ToolError("kind help takes a command such as git commit, not " + TerminalFilter.controlsOnly().whole(query));
            }
        }
        words.add("--help");
        return words;
    }

    static Optional<Found> help(List<String> command, Path directory, Cancel cancel) {
        var ended = Child.run(command, directory, Child.environment(ENVIRONMENT), "", LIMIT, MOST_BYTES, cancel);
        var text = plain(ended.output().isBlank() ? ended.errors() : ended.output());
        var exit = ended.exit() == 0 || ended.truncated() ? "" : " (exit " + ended.exit() + ")";
        return text.isBlank() ? Optional.empty() : Optional.of(new Found("help: " + String.join(" ", command) + exit, text.strip(), MORE));
    }

    /// Names of pages, a section first where one is named; a slash would make `man` read any file.
    private static List<String> words(String query) {
        var text = query.strip();
        var open = text.indexOf('(');
        if (open > 0 && text.endsWith(")")) text = text.substring(open + 1, text.length() - 1) + " " + text.substring(0, open);
        var words = List.of(text.split("\\s+"));
        var usable = words.size() <= 3 && words.stream().allMatch(word -> !word.isEmpty() && Character.isLetterOrDigit(word.charAt(0))
                && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "._+-:@".indexOf(c) >= 0));
        return usable ? words : List.of();
    }

    /// Without what makes a printer print bold and underlined, and without what a terminal would obey.
    private static String plain(String text) {
        var out = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\b') out.append(text.charAt(i));
            else if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') out.setLength(out.length() - 1);
        }
        return TerminalFilter.controlsOnly().whole(out.toString());
    }
}
