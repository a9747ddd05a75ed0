package scorpiox.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import scorpiox.base.Cancel;

/// A helper program that runs to its end with its output kept in bounded memory. For commands of the model there is
/// the shell tool, which also ends what a command leaves behind.
public final class Child {
    /// @param exit      its exit code
    /// @param output    what it wrote, as UTF-8; broken bytes are U+FFFD
    /// @param errors    the same of its error stream
    /// @param truncated whether it wrote more than was kept, and was ended for that
    public record Ended(int exit, String output, String errors, boolean truncated) {}

    /// Variables a helper needs; everything else, secrets above all, is kept from it.
    private static final Set<String> KEPT = Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ", "TMPDIR",
            "JAVA_HOME", "MANPATH", "SystemRoot", "PATHEXT", "TEMP", "TMP");

    /// What the error stream is worth.
    private static final int ERRORS = 4096;

    /// How long the last output may come after the end.
    private static final Duration LATE = Duration.ofMillis(500);

    private Child() {}

    /// The few variables of this process that are no secret, and `more`.
    public static Map<String, String> environment(Map<String, String> more) {
        var environment = new HashMap<>(new ProcessBuilder().environment());
        environment.keySet().retainAll(KEPT);
        environment.putAll(more);
        return environment;
    }

    /// Runs a program and waits for its end, not for that of its output: something it started may hold that open.
    ///
    /// @param environment all of its variables
    /// @param input       what it reads before the end of input
    /// @param most        bytes of output that are kept
    /// @throws ToolError when it cannot be started or takes longer than `limit`
    public static Ended run(List<String> command, Path directory, Map<String, String> environment, String input, Duration limit, int most, Cancel cancel) {
        var process = start(command, directory, environment);
        try (var _ = cancel.onCancel(() -> kill(process))) {
            var output = new Reader(process.getInputStream(), most, () -> kill(process));
            var errors = new Reader(process.getErrorStream(), ERRORS, () -> {});
            write(process, input);
            var ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            cancel.check();
            if (!ended) throw new ToolError(command.getFirst() + " took longer than " + limit.toMillis() / 1000.0 + " s and was ended");
            var text = output.text();
            return new Ended(process.exitValue(), text, errors.text(), output.full);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolError(command.getFirst() + " was interrupted");
        } finally {
            kill(process);
        }
    }

    private static Process start(List<String> command, Path directory, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new ToolError(command.getFirst() + " cannot be started: it is not installed or not executable");
        }
    }

    private static void write(Process process, String input) {
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // a program may end without having read it
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// Takes a stream on a thread of its own.
    private static final class Reader {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread thread;
        private volatile boolean full;

        Reader(InputStream from, int most, Runnable whenFull) {
            thread = Thread.ofPlatform().daemon().name("child-output").start(() -> {
                var piece = new byte[8192];
                try {
                    for (var read = from.read(piece); read >= 0; read = from.read(piece)) {
                        var room = most - kept.size();
                        kept.write(piece, 0, Math.min(read, room));
                        if (read > room && !full) {
                            full = true;
                            whenFull.run();
                        }
                    }
                } catch (IOException closed) {
                    // the program is gone
                }
            });
        }

        String text() throws InterruptedException {
            thread.join(LATE);
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
