package scorpiox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a script as users do: as a process of its own, through its launcher, in an empty home.
public final class Sx {
    /// How a process ended.
    public record Ended(int exit, String out, String err) {}

    /// The checkout.
    public static final Path ROOT = Path.of(System.getProperty("scorpiox.root", "")).toAbsolutePath();

    private final String script;
    private final Path home;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private Path directory;
    private byte[] stdin = new byte[0];
    private boolean openStdin;

    /// @param script name of the launcher
    /// @param home   an empty folder of the test's own
    public Sx(String script, Path home) {
        this.script = script;
        this.home = home;
        this.directory = home;
    }

    public Sx env(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /// Uses the backend at `url` as a third-party Codex endpoint.
    public Sx backend(String url) {
        return env("CODEX_BASE_URL", url).env("CODEX_API_KEY", "test-key-0123456789");
    }

    public Sx in(Path folder) {
        directory = folder;
        return this;
    }

    public Sx stdin(String text) {
        return stdin(text.getBytes(StandardCharsets.UTF_8));
    }

    public Sx stdin(byte[] bytes) {
        stdin = bytes;
        return this;
    }

    /// Leaves stdin open without sending anything.
    public Sx silentStdin() {
        openStdin = true;
        return this;
    }

    /// Runs to the end.
    public Ended run(String... args) {
        try {
            var process = start(args);
            if (!openStdin) {
                try (var in = process.getOutputStream()) {
                    in.write(stdin);
                } catch (IOException closedEarly) {
                    // the script did not want all of it
                }
            }
            return end(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it and leaves it running; output goes to files in the home.
    public Process start(String... args) throws IOException {
        var command = new ArrayList<>(List.of(ROOT.resolve("scripts").resolve(script).toString()));
        command.addAll(List.of(args));
        return builder(command).start();
    }

    /// Starts it with its stdout as a pipe, to be read while it runs.
    public Process startPiped(String... args) throws IOException {
        var command = new ArrayList<>(List.of(ROOT.resolve("scripts").resolve(script).toString()));
        command.addAll(List.of(args));
        return builder(command).redirectOutput(ProcessBuilder.Redirect.PIPE).start();
    }

    /// The same environment for any command line.
    public ProcessBuilder builder(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        var inherited = Map.copyOf(builder.environment());
        builder.environment().clear();
        for (var name : List.of("PATH", "JAVA_HOME", "LANG")) if (inherited.containsKey(name)) builder.environment().put(name, inherited.get(name));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CACHE_HOME", System.getProperty("scorpiox.cache", inherited.getOrDefault("XDG_CACHE_HOME", inherited.get("HOME") + "/.cache")));
        builder.environment().put("JBANG_DIR", inherited.getOrDefault("JBANG_DIR", inherited.get("HOME") + "/.jbang"));
        builder.environment().putAll(variables);
        Files.createDirectories(directory);
        return builder.redirectOutput(out().toFile()).redirectError(err().toFile());
    }

    /// Waits for a started process and reads what it printed.
    public Ended end(Process process) throws IOException {
        try {
            if (!process.waitFor(100, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + script + "; stderr: " + Files.readString(err()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        var printed = Files.exists(out()) ? Files.readAllBytes(out()) : new byte[0];
        return new Ended(process.exitValue(), new String(printed, StandardCharsets.UTF_8), new String(Files.readAllBytes(err()), StandardCharsets.UTF_8));
    }

    public Path out() {
        return home.resolve(".stdout");
    }

    public Path err() {
        return home.resolve(".stderr");
    }
}
