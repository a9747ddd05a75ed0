package scorpiox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import scorpiox.base.ProcessGroup;

/// A real terminal for a test: a window of a tmux server of its own.
final class Tmux implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(45);

    private final Path folder;
    private final String socket;

    /// @param folder for its socket and its pipe
    /// @param sx     what the program's environment is taken from
    Tmux(Path folder, Sx sx, int columns, int lines, String term, String... command) throws IOException {
        this.folder = folder;
        this.socket = folder.resolve("tmux").toString();
        var environment = sx.builder(List.of("true")).environment();
        var line = new ArrayList<>(List.of("new-session", "-d", "-x", String.valueOf(columns), "-y", String.valueOf(lines), "-c", folder.toString()));
        environment.forEach((name, value) -> line.addAll(List.of("-e", name + "=" + value)));
        var shell = new StringBuilder("trap : INT; export TERM=" + term + ";");
        for (var word : command) shell.append(" '").append(word.replace("'", "'\\''")).append('\'');
        line.add(shell.append("; echo \"exit=$?\"; exec sleep 60").toString());     // tmux itself loses the code at times
        Files.writeString(folder.resolve(".tmux.conf"), "set -g default-terminal screen-256color\nset -g history-limit 5000\n");
        line.addAll(0, List.of("-f", folder.resolve(".tmux.conf").toString()));
        run(line.toArray(String[]::new));
    }

    static boolean installed() {
        return ProcessGroup.program("tmux", System.getenv("PATH")).isPresent();
    }

    /// Types, as if somebody did; names such as `Enter` and `C-c` are keys.
    void type(String... keys) {
        var line = new ArrayList<>(List.of("send-keys"));
        line.addAll(List.of(keys));
        run(line.toArray(String[]::new));
    }

    /// Pastes a file, as a terminal does for a program that wants to tell it from typing.
    void paste(Path file) {
        run("load-buffer", file.toString());
        run("paste-buffer", "-p");
    }

    /// Waits until the screen and what scrolled off it hold a text, and gives all of it.
    String until(String text) {
        var end = System.nanoTime() + PATIENCE;
        var screen = "";
        while (System.nanoTime() < end) {
            screen = screen();
            if (screen.contains(text)) return screen;
        }
        throw new AssertionError("never seen: " + text + "\n" + screen);
    }

    /// Waits until a condition holds for what can be seen without scrolling, and gives that.
    String visibly(Predicate<String> condition) {
        var end = System.nanoTime() + PATIENCE;
        var screen = "";
        while (System.nanoTime() < end) {
            screen = visible();
            if (condition.test(screen)) return screen;
        }
        throw new AssertionError("never seen like that:\n" + screen);
    }

    /// Waits until the program asks for the nth line.
    void prompt(int number) {
        var end = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < end) {
            var lines = screen().strip().lines().toList();
            if (!lines.isEmpty() && lines.getLast().strip().equals(">") && lines.stream().filter(line -> line.startsWith(">")).count() == number) return;
        }
        throw new AssertionError("no prompt number " + number + "\n" + screen());
    }

    /// Waits until the program has ended, and gives its exit code.
    int exit() {
        var screen = until("exit=");
        return Integer.parseInt(screen.substring(screen.lastIndexOf("exit=") + 5).lines().findFirst().orElseThrow().strip());
    }

    /// Everything shown so far.
    String screen() {
        return run("capture-pane", "-p", "-J", "-S", "-");
    }

    /// What can be seen without scrolling.
    String visible() {
        return run("capture-pane", "-p");
    }

    /// Makes the window larger or smaller.
    void resize(int columns, int lines) {
        run("resize-window", "-x", String.valueOf(columns), "-y", String.valueOf(lines));
    }

    /// What tmux knows of the terminal, such as `#{alternate_on}`.
    String state(String format) {
        return run("display-message", "-p", format).strip();
    }

    /// Everything shown so far, with its colours.
    String coloured() {
        return run("capture-pane", "-p", "-e", "-S", "-");
    }

    @Override
    public void close() {
        run("kill-server");
    }

    private String run(String... arguments) {
        var command = new ArrayList<>(List.of("tmux", "-S", socket));
        command.addAll(List.of(arguments));
        try {
            var said = folder.resolve(".tmux");
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
            process.waitFor();
            return Files.readString(said, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
