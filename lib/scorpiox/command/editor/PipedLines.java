package scorpiox.command.editor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.output.Stderr;

/// Answers from a stream, a line each. It is read on a thread of its own, for reading a pipe cannot be interrupted.
public final class PipedLines implements Lines {
    private final Stderr err;
    private final boolean echoes;
    private final Cancel cancel;
    private final LinkedBlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(1);
    private boolean over;

    /// @param in     UTF-8
    /// @param echoes whether it is a terminal after all, which shows what is typed
    public PipedLines(InputStream in, Stderr err, boolean echoes, Cancel cancel) {
        this.err = err;
        this.echoes = echoes;
        this.cancel = cancel;
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        Thread.ofPlatform().daemon().name("answers").start(() -> read(reader));
    }

    private void read(BufferedReader reader) {
        try {
            for (var line = line(reader); line != null; line = line(reader)) lines.put(Optional.of(line));
            lines.put(Optional.empty());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static String line(BufferedReader reader) {
        try {
            return reader.readLine();
        } catch (IOException gone) {
            return null;
        }
    }

    @Override
    public Optional<String> ask(String question) {
        err.raw(question);
        var answer = next();
        err.raw("\n");
        return answer;
    }

    @Override
    public Optional<String> secret(String question) {
        if (!hides()) throw Failure.usage("a secret cannot be typed unseen here").hint("leave stderr on the terminal, or pipe the answers in");
        var answer = ask(question);
        answer.map(String::strip).ifPresent(Redaction::register);
        return answer;
    }

    @Override
    public boolean hides() {
        return !echoes;
    }

    private Optional<String> next() {
        if (over) return Optional.empty();
        try (var _ = cancel.onCancel(() -> lines.offer(Optional.empty()))) {
            var line = lines.take();
            cancel.check();
            over = line.isEmpty();
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
