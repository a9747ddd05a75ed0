package scorpiox.command;

import java.util.Optional;
import java.util.function.Function;
import scorpiox.auth.ssh.NewHostKey;
import scorpiox.base.Cancel;
import scorpiox.output.Stderr;
import scorpiox.output.Terminal;
import scorpiox.output.TerminalApprover;
import scorpiox.output.Tty;
import scorpiox.settings.Guard;
import scorpiox.tool.permission.Approver;

/// Somebody at the terminal, who can be asked.
///
/// @param approver about calls of tools
/// @param ask      shows a question and gives the line that was typed
public record Person(Approver approver, Function<String, String> ask) {
    /// Whoever sits at the process's terminal.
    public static Optional<Person> at(Terminal terminal, Stderr err, boolean colour, Cancel cancel) {
        if (!Tty.possible(terminal)) return Optional.empty();
        var tty = new Tty();
        return Optional.of(new Person(new TerminalApprover(err, tty, colour), prompt -> {
            err.raw(prompt);
            return tty.line(cancel).orElse("");
        }));
    }

    /// Who decides about projects: the person, if there is one.
    ///
    /// @param tools whether the run could offer the project's tools
    public static Guard guard(Optional<Person> person, boolean tools) {
        return new ProjectGuard(person.map(Person::ask).orElse(_ -> ""), tools);
    }

    /// Asks about ssh hosts seen for the first time; anything but a whole yes is a no.
    public NewHostKey hosts() {
        return (host, type, fingerprint) -> ask.apply("\nThe ssh host " + host + " is not known yet. Its " + type + " key is\n  " + fingerprint
                + "\nIs that right? Type yes to trust it from now on: ").strip().equalsIgnoreCase("yes");
    }
}
