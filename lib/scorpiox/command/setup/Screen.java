package scorpiox.command.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.TerminalBuilder;
import scorpiox.command.Consoles;
import scorpiox.output.Terminal;
import scorpiox.output.Tty;
import scorpiox.settings.Environment;

/// The terminal that a run would have.
///
/// @param charset by which Java reads file names and arguments
record Screen(Environment environment, Terminal terminal, String charset) {
    static Screen ofProcess(Environment environment, Terminal terminal) {
        return new Screen(environment, terminal, System.getProperty("sun.jnu.encoding", ""));
    }

    List<Check> checks() {
        var checks = new ArrayList<>(List.of(streams()));
        if (charset.equalsIgnoreCase("UTF-8")) return checks;
        checks.add(Check.warn("locale", "its characters are " + charset + ", not UTF-8: other than ASCII ones get lost", "export LC_ALL=C.UTF-8"));
        return checks;
    }

    private Check streams() {
        var named = new ArrayList<String>();
        if (terminal.in()) named.add("stdin");
        if (terminal.out()) named.add("stdout");
        if (terminal.err()) named.add("stderr");
        if (named.isEmpty()) return Check.ok("terminal", "none: the streams are files or pipes, and nobody can be asked");
        var term = environment.variable("TERM");
        var facts = new ArrayList<>(List.of(String.join(", ", named), term.orElse("no TERM")));
        facts.add(Terminal.colours("auto", true, environment.variables()) ? "colours" : "no colours");
        size().ifPresent(facts::add);
        facts.add(charset.isEmpty() ? "unknown characters" : charset);
        facts.add(Tty.possible(terminal) ? "you can be asked" : "nobody can be asked");
        var text = String.join("; ", facts);
        if (term.isEmpty() || term.get().equals("dumb")) return Check.warn("terminal", text, "export TERM=xterm-256color, where the terminal can do more");
        return Check.ok("terminal", text);
    }

    private Optional<String> size() {
        if (!terminal.in() || !terminal.out()) return Optional.empty();
        try (var open = Consoles.open("sx", TerminalBuilder.SystemOutput.SysOut)) {
            return Optional.of(open.getSize()).filter(size -> size.getColumns() > 0).map(size -> size.getColumns() + "x" + size.getRows());
        } catch (IOException | RuntimeException unknown) {
            return Optional.empty();
        }
    }
}
