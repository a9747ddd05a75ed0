package scorpiox.command;

import java.util.Optional;
import java.util.function.Function;
import scorpiox.auth.ssh.NewHostKey;
import scorpiox.base.Cancel;
import scorpiox.output.Stderr;
import scorpiox.output.Terminal;
import scorpiox.output.TerminalApprover;
import scorpiox.output.Tty;
import scorpiox.tool.permission.Approver;

/// Somebody at the terminal, who can be asked.
///
/// @param approver about calls of tools
/// @param hosts    about ssh hosts seen for the first time
public record Person(Approver approver, NewHostKey hosts) {
    /// Whoever sits at the process's terminal.
    public static Optional<Person> at(Terminal terminal, Stderr err, boolean colour, Cancel cancel) {
        if (!Tty.possible(terminal)) return Optional.empty();
        var tty = new Tty();
        return Optional.of(new Person(new TerminalApprover(err, tty, colour), hosts(prompt -> {
            err.raw(prompt);
            return tty.line(cancel).orElse("");
        })));
    }

    /// Asks about a host; anything but a whole yes is a no.
    ///
    /// @param answer shows a prompt and gives the line that was typed
    public static NewHostKey hosts(Function<String, String> answer) {
        return (host, type, fingerprint) -> answer.apply("\nThe ssh host " + host + " is not known yet. Its " + type + " key is\n  " + fingerprint
                + "\nIs that right? Type yes to trust it from now on: ").strip().equalsIgnoreCase("yes");
    }
}
