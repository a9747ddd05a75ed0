package scorpiox.provider.anthropic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.ProcessGroup;
import scorpiox.settings.Environment;

/// The program `claude` while it answers: lines come from it until it ends, is cancelled, or says nothing for too long.
final class ClaudeProcess implements AutoCloseable {
    /// What it needs to run, to reach its server and to find its own sign-in; no key of ours is among it.
    private static final Set<String> KEPT = Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
            "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy", "SSL_CERT_FILE",
            "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "CLAUDE_CONFIG_DIR", "CLAUDE_SECURESTORAGE_CONFIG_DIR");

    private static final Duration GRACE = Duration.ofMillis(500);
    private static final int LONGEST_ERROR = 2000;
    private static final Failure OVER = Failure.of(Kind.CANCELLED, "over");

    private final Process process;
    private final BufferedReader output;
    private final Thread errors;
    private final Cancel watched = new Cancel();
    private final Cancel.Registration registration;
    private final Duration silence;
    private volatile String lastError = "";
    private volatile long heard = System.nanoTime();
    private volatile boolean late;

    /// The program on the user's `PATH`.
    static Optional<Path> program(Environment environment) {
        return ProcessGroup.program("claude", environment.variable("PATH").orElse("")).filter(Files::isRegularFile);
    }

    /// The variables it gets.
    static Map<String, String> variables(Environment environment) {
        var variables = new HashMap<String, String>();
        environment.variables().forEach((name, value) -> {
            if (KEPT.contains(name) || name.startsWith("LC_")) variables.put(name, value);
        });
        variables.put("DISABLE_AUTOUPDATER", "1");
        return variables;
    }

    /// Starts it.
    ///
    /// @param input   all that it reads
    /// @param silence it may keep
    /// @throws Failure `AUTH` when it cannot be started
    ClaudeProcess(List<String> command, Path directory, Map<String, String> variables, byte[] input, Duration silence, Cancel cancel) {
        try {
            var builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.environment().clear();
            builder.environment().putAll(variables);
            process = builder.start();
        } catch (IOException e) {
            throw Failure.of(Kind.AUTH, "claude cannot be started: " + e.getMessage(), e).hint("see whether it runs by itself: claude --version");
        }
        this.silence = silence;
        output = process.inputReader(StandardCharsets.UTF_8);
        errors = Thread.ofPlatform().daemon().name("claude-errors").start(this::readErrors);
        Thread.ofPlatform().daemon().name("claude-input").start(() -> write(input));
        Thread.ofPlatform().daemon().name("claude-silence").start(this::watch);
        registration = cancel.onCancel(this::end);
    }

    /// The next line of its output; null at the end.
    ///
    /// @throws Failure `TIMEOUT` when it has said nothing for too long
    String line() {
        try {
            var line = output.readLine();
            heard = System.nanoTime();
            if (line == null && late) throw silent();
            return line;
        } catch (IOException closed) {
            if (late) throw silent();
            return null;
        }
    }

    /// Its exit code, once its output has ended; -1 when it goes on all the same and is ended for that.
    int exit() throws InterruptedException {
        return process.waitFor(GRACE.toMillis() * 4, TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
    }

    /// The last line it wrote to its error stream; empty for none.
    String lastError() throws InterruptedException {
        errors.join(GRACE);
        return lastError;
    }

    @Override
    public void close() {
        registration.close();
        watched.cancel(OVER);
        end();
        try {
            if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    /// What it has started goes at once; it is asked, so that it can tidy up.
    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
    }

    private Failure silent() {
        return Failure.of(Kind.TIMEOUT, "claude said nothing for " + silence.toSeconds() + " s and was ended");
    }

    private void watch() {
        try {
            for (var left = silence.toNanos(); left > 0; left = heard + silence.toNanos() - System.nanoTime()) watched.sleep(Duration.ofNanos(left));
            late = true;
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        } catch (Failure over) {
            // it has ended before
        }
    }

    private void readErrors() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) lastError = line.length() > LONGEST_ERROR ? line.substring(0, LONGEST_ERROR) : line;
            }
        } catch (IOException closed) {
            // the program is gone
        }
    }

    private void write(byte[] input) {
        try (var to = process.getOutputStream()) {
            to.write(input);
            to.write('\n');
        } catch (IOException notRead) {
            // it may end without having read it
        }
    }
}
