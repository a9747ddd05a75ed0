package scorpiox.command.models;

import java.io.IOException;
import org.jline.terminal.TerminalBuilder;
import scorpiox.command.Consoles;
import scorpiox.output.Terminal;
import scorpiox.settings.Environment;

/// How wide the terminal is.
final class Width {
    private static final int LEAST = 20;

    private Width() {}

    /// Columns of the terminal that stdout is, by `COLUMNS` or by asking it; 0 where stdout is none, or nobody knows.
    static int of(Terminal terminal, Environment environment) {
        if (!terminal.out()) return 0;
        var told = environment.variable("COLUMNS").filter(columns -> columns.matches("\\d{2,4}")).map(Integer::valueOf);
        if (told.isPresent()) return Math.max(LEAST, told.get());
        if (!terminal.in()) return 0;
        try (var open = Consoles.open("sx", TerminalBuilder.SystemOutput.SysOut)) {
            return open.getSize().getColumns() == 0 ? 0 : Math.max(LEAST, open.getSize().getColumns());
        } catch (IOException | RuntimeException unknown) {
            return 0;
        }
    }
}
