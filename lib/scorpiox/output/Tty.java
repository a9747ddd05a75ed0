package scorpiox.output;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import scorpiox.base.Cancel;

/// The controlling terminal, which stdin need not be: questions go to stderr, answers come from `/dev/tty`.
public final class Tty {
    private static final Path TTY = Path.of("/dev/tty");

    private BufferedReader reader;

    /// Whether there is somebody to ask: stderr is a terminal and the process has one to read from.
    public static boolean possible(Terminal terminal) {
        if (!terminal.err()) return false;
        try (var _ = Files.newInputStream(TTY)) {
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    /// A line, read on a thread of its own: reading a terminal cannot be interrupted. Empty when there is none any more.
    public synchronized Optional<String> line(Cancel cancel) {
        var lines = new ArrayBlockingQueue<Optional<String>>(1);
        Thread.ofPlatform().daemon().name("tty").start(() -> lines.offer(read()));
        try (var _ = cancel.onCancel(() -> lines.offer(Optional.empty()))) {
            var line = lines.take();
            cancel.check();
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<String> read() {
        try {
            if (reader == null) reader = Files.newBufferedReader(TTY, StandardCharsets.UTF_8);
            return Optional.ofNullable(reader.readLine());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
