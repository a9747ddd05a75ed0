package scorpiox.output;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import scorpiox.base.Cancel;
import scorpiox.tool.permission.Approver;

/// Asks on the controlling terminal, which stdin need not be: the question goes to stderr, the answer comes from
/// `/dev/tty`.
public final class TerminalApprover implements Approver {
    private static final Path TTY = Path.of("/dev/tty");

    private final Stderr err;
    private final boolean colour;
    private BufferedReader tty;

    /// @param colour whether diffs may be coloured
    public TerminalApprover(Stderr err, boolean colour) {
        this.err = err;
        this.colour = colour;
    }

    /// Whether there is somebody to ask: stderr is a terminal and the process has one to read from.
    public static boolean possible(Terminal terminal) {
        if (!terminal.err()) return false;
        try (var _ = Files.newInputStream(TTY)) {
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    @Override
    public synchronized Answer ask(Question question, Cancel cancel) {
        err.raw("\n" + Asking.shown(question, colour));
        while (true) {
            err.raw(Asking.prompt(question));
            var answer = Asking.answer(line(cancel), question);
            if (answer != null) return answer;
        }
    }

    /// A line, read on a thread of its own: reading a terminal cannot be interrupted.
    private String line(Cancel cancel) {
        var lines = new ArrayBlockingQueue<Optional<String>>(1);
        Thread.ofPlatform().daemon().name("tty").start(() -> lines.offer(read()));
        try (var _ = cancel.onCancel(() -> lines.offer(Optional.empty()))) {
            var line = lines.take();
            cancel.check();
            if (line.isEmpty()) err.raw("\n");
            return line.orElse(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private Optional<String> read() {
        try {
            if (tty == null) tty = Files.newBufferedReader(TTY, StandardCharsets.UTF_8);
            return Optional.ofNullable(tty.readLine());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
