package scorpiox.command;

import java.util.Locale;
import java.util.function.Function;
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

    @Override
    public Answer decide(Project project, Wishes wishes) {
        return switch (ask.apply(question(project, wishes)).strip().toLowerCase(Locale.ROOT)) {
            case "y", "yes" -> Answer.YES;
            case "never" -> Answer.NEVER;
            default -> Answer.NO;
        };
    }

    /// What is asked: every setting with its file and line, secrets masked, and every program.
    public static String question(Project project, Wishes wishes) {
        var text = new StringBuilder("\nThe project " + plain(project.root().toString())
                + (wishes.changed() ? " has changed since you trusted it. It would now:\n" : " is not trusted yet. It would:\n"));
        for (var value : wishes.keys()) text.append("  set ").append(setting(value)).append('\n');
        for (var program : wishes.programs()) text.append("  offer its tool ").append(plain(program)).append(" to the model, a program that runs as you\n");
        return text.append("Trust it, until something of this changes? [y]es, [N]o or never: ").toString();
    }

    private static String setting(Settings.Value value) {
        var shown = value.key().secret() ? Redaction.MASK : plain(value.text());
        return value.key().name() + "=" + shown + "  (" + plain(value.source().file().getFileName() + ":" + value.source().line()) + ")";
    }

    private static String plain(String text) {
        var line = new TerminalFilter().whole(text).replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
