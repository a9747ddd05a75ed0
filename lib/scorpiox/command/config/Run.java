package scorpiox.command.config;

import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.command.Person;
import scorpiox.command.layers.Shown;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.settings.Environment;

/// What every command of one run works with.
record Run(ConfigOptions options, Environment environment, Terminal terminal, Stdout out, Stderr err, Cancel cancel) {
    /// Somebody to ask, where there is one.
    Optional<Person> person() {
        return Person.at(terminal, err, false, cancel);
    }

    /// How values are shown on stdout.
    Shown shown() {
        return new Shown(options.has("--reveal"), terminal.out());
    }
}
