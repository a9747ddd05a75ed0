package scorpiox.command.editor;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import scorpiox.base.Cancel;
import scorpiox.output.Stderr;
import scorpiox.output.Terminal;
import scorpiox.settings.Environment;

/// Somebody, or a program, that answers questions line by line. Questions go to stderr.
public interface Lines extends AutoCloseable {
    /// The answer to a question; empty at the end of input.
    Optional<String> ask(String question);

    /// The same for what is not to be seen while it is typed.
    Optional<String> secret(String question);

    /// Whether what is typed at [#secret] stays unseen.
    default boolean hides() {
        return true;
    }

    /// Does work during which somebody may type lines without being asked.
    ///
    /// @param work is given those lines, where anybody can type any
    default void during(Consumer<Optional<BlockingQueue<String>>> work) {
        work.accept(Optional.empty());
    }

    @Override
    void close();

    /// A terminal where there is one to type at, else stdin as it is.
    static Lines of(Terminal terminal, Stderr err, Cancel cancel) {
        return terminal.in() && terminal.err() ? new TypedLines(cancel) : new PipedLines(System.in, err, terminal.in(), cancel);
    }

    /// Whether a terminal says of itself that it can do nothing but lines.
    static boolean dumb(Environment environment) {
        return environment.variable("TERM").filter(name -> !name.startsWith("dumb")).isEmpty();
    }
}
