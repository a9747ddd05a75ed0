package scorpiox.command;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;
import scorpiox.settings.Guard;
import scorpiox.settings.Project;
import scorpiox.settings.Settings;

/// Shows somebody what a project would do if it were trusted, and asks. Anything but a clear yes is a no.
///
/// @param ask        shows a question and gives the line that was typed
/// @param wantsTools whether the run could offer the project's tools
public record ProjectGuard(Function<String, String> ask, boolean wantsTools) implements Guard {
    private static final int LONGEST = 200;
    private static final int MOST = 30;

    @Override
    public Answer decide(Project project, Wishes wishes) {
        return switch (ask.apply(question(project, wishes)).strip().toLowerCase(Locale.ROOT)) {
            case "y", "yes" -> Answer.YES;
            case "never" -> Answer.NEVER;
            default -> Answer.NO;
        };
    }

    /// What is asked: every setting with its file and line, secrets masked, and every program. What decides where things go
    /// stands first, and what is left out of a long list is counted: none hides behind another.
    public static String question(Project project, Wishes wishes) {
        var text = new StringBuilder("\nThe project " + plain(project.root().toString())
                + (wishes.changed() ? " has changed since you trusted it. It would now:\n" : " is not trusted yet. It would:\n"));
        var keys = Stream.concat(wishes.keys().stream().filter(value -> value.key().routes()), wishes.keys().stream().filter(value -> !value.key().routes()));
        list(text, keys.map(value -> "set " + setting(project, value)).toList(), "settings");
        list(text, wishes.programs().stream().map(program -> "offer its tool " + plain(program) + " to the model, a program that runs as you").toList(), "tools");
        return text.append("Trust it, until something of this changes? [y]es, [N]o or never: ").toString();
    }

    private static void list(StringBuilder to, List<String> lines, String what) {
        lines.stream().limit(MOST).forEach(line -> to.append("  ").append(line).append('\n'));
        if (lines.size() > MOST) to.append("  and ").append(lines.size() - MOST).append(" more ").append(what).append('\n');
    }

    private static String setting(Project project, Settings.Value value) {
        var shown = value.key().secret() ? Redaction.MASK : plain(Redaction.mask(value.text()));
        return value.key().name() + "=" + shown + "  (" + plain(project.root().relativize(value.source().file()) + ":" + value.source().line()) + ")";
    }

    /// One line that a terminal only shows.
    private static String plain(String text) {
        var line = new TerminalFilter().whole(text).replaceAll("[\\s\\p{Z}]+", " ");
        if (line.length() <= LONGEST) return line;
        var end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return line.substring(0, end) + "… and " + (line.length() - end) + " characters more";
    }
}
