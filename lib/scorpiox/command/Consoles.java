package scorpiox.command;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;

/// Terminals for reading lines that can be edited or hidden.
public final class Consoles {
    /// A type that JLine knows by heart.
    private static final String PLAIN = "ansi";
    private static final long LONG_MILLIS = 3_600_000;

    private Consoles() {}

    /// The system's terminal, put back as it was also when the process has to end without its main thread. No program is
    /// started to find out about it: JLine would run whatever is called `test` on the PATH.
    public static Terminal open(String name, TerminalBuilder.SystemOutput output) throws IOException {
        return open(name, output, null);
    }

    /// @param type null for what the environment says
    private static Terminal open(String name, TerminalBuilder.SystemOutput output, String type) throws IOException {
        var terminal = TerminalBuilder.builder().name(name).type(type).system(true).systemOutput(output).exec(false).dumb(true).nativeSignals(true).build();
        var before = terminal.getAttributes();
        Script.beforeHalt(_ -> {
            try {
                terminal.setAttributes(before);
            } catch (IllegalStateException closed) {
                // then it has been put back already
            }
        });
        return terminal;
    }

    /// Asks for a line that is not shown while it is typed. The system's own line editing reads it: JLine's lets a dumb
    /// terminal show it and writes over it afterwards, and cannot switch off what a dumb terminal shows by itself.
    ///
    /// @return empty at the end of input
    /// @throws Failure `CANCELLED` for Ctrl-C; the reason of `cancel` once cancelled
    public static Optional<String> unseen(Terminal terminal, String prompt, Cancel cancel) throws IOException {
        if (!terminal.getType().startsWith(Terminal.TYPE_DUMB)) return quietly(terminal, prompt, cancel);
        try (var own = open(terminal.getName(), TerminalBuilder.SystemOutput.SysErr, PLAIN)) {
            return quietly(own, prompt, cancel);
        }
    }

    /// Whoever sees the prompt may already type.
    private static Optional<String> quietly(Terminal terminal, String prompt, Cancel cancel) {
        var reading = Thread.currentThread();
        var left = new AtomicBoolean();
        var before = terminal.handle(Signal.INT, _ -> {
            left.set(true);
            reading.interrupt();
        });
        var echoed = terminal.echo(false);
        terminal.writer().print(prompt);
        terminal.flush();
        try (var _ = cancel.onCancel(reading::interrupt)) {
            return line(terminal);
        } catch (IOException over) {
            cancel.check();
            if (left.get()) throw Failure.of(Kind.CANCELLED, "interrupted");
            return Optional.empty();
        } finally {
            terminal.echo(echoed);
            terminal.handle(Signal.INT, before);
            terminal.writer().println();
            terminal.flush();
        }
    }

    /// The rest of the line that is being typed, without its end; empty at the end of input.
    public static Optional<String> line(Terminal terminal) throws IOException {
        var line = new StringBuilder();
        while (true) {
            // never without a limit: such a read holds what closing the terminal needs, and cannot be interrupted
            var c = terminal.reader().read(LONG_MILLIS);
            if (c == NonBlockingReader.EOF) return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
            if (c == '\n' || c == '\r') return Optional.of(line.toString());
            if (c >= 0) line.append((char) c);
        }
    }
}
