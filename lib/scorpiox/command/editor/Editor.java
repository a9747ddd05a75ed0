package scorpiox.command.editor;

import java.io.IOException;
import org.jline.terminal.TerminalBuilder;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.command.Consoles;
import scorpiox.output.Stderr;
import scorpiox.output.Terminal;
import scorpiox.settings.Cascade;
import scorpiox.settings.Settings;

/// `config` without arguments: all settings, to look at and to change. Full screen on a terminal, else as plain questions.
public final class Editor {
    private Editor() {}

    /// Runs until the user leaves; the result is the exit code.
    ///
    /// @param flags    what this run lays over the files
    /// @param terminal which streams are one
    /// @throws Failure `USAGE` naming file and line of a file that cannot be read
    public static int run(Settings settings, Cascade.Flags flags, Terminal terminal, Stderr err, Cancel cancel) {
        var environment = settings.environment();
        var draft = new Draft(environment, flags);
        if (terminal.in() && terminal.out() && !Lines.dumb(environment)) {
            try (var console = Consoles.open("config", TerminalBuilder.SystemOutput.SysOut)) {
                var colour = Terminal.colours("auto", true, environment.variables());
                if (FullScreen.possible(console)) return new FullScreen(console, new Screen(draft), colour).run(cancel);
            } catch (IOException e) {
                throw Failure.of(Kind.INTERNAL, "the terminal cannot be used: " + e.getMessage(), e);
            }
        }
        try (var lines = Lines.of(terminal, err, cancel)) {
            return new PlainEditor(draft, lines, err).run();
        }
    }
}
