package scorpiox.command;

import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Terminals for reading lines that can be edited or hidden.
public final class Consoles {
    private Consoles() {}

    /// The system's terminal, put back as it was also when the process has to end without its main thread. No program is
    /// started to find out about it: JLine would run whatever is called `test` on the PATH.
    public static Terminal open(String name, TerminalBuilder.SystemOutput output) throws IOException {
        var terminal = TerminalBuilder.builder().name(name).system(true).systemOutput(output).exec(false).dumb(true).nativeSignals(true).build();
        var before = terminal.getAttributes();
        Script.beforeHalt(_ -> terminal.setAttributes(before));
        return terminal;
    }
}
