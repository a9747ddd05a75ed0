package scorpiox.provider.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.ProcessGroup;

/// A provider's program while it runs: what it prints line by line, and its end with everything it has started.
final class Child implements AutoCloseable {
    /// Bytes of a line: 16 MiB, as of an event of any provider.
    static final int LONGEST = 16 * 1024 * 1024;

    private static final int ERRORS = 64 * 1024;
    private static final Duration LAST = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofMillis(400);

    private final ProcessGroup group;
    private final Duration silence;
    private final Cancel.Registration registration;
    private final Thread watcher;
    private final Thread listener;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final byte[] chunk = new byte[16 * 1024];
    private int from;
    private int to;
    private volatile long waiting;
    private volatile boolean silent;
    private boolean over;

    private Child(ProcessGroup group, Duration silence, Cancel cancel) {
        this.group = group;
        this.silence = silence;
        this.listener = Thread.ofPlatform().daemon().name("errors of " + group.pid()).start(this::listen);
        this.watcher = Thread.ofPlatform().daemon().name("end of " + group.pid()).start(this::watch);
        this.registration = cancel.onCancel(() -> Thread.ofPlatform().daemon().name("cancel of " + group.pid()).start(() -> group.end(GRACE)));
    }

    /// @param input     what it reads, gone from the disk before it ends
    /// @param silence   how long it may print nothing
    /// @throws Failure `USAGE` when it cannot be started
    static Child start(List<String> command, Path directory, Map<String, String> environment, byte[] input, Duration silence, Cancel cancel) {
        cancel.check();
        try {
            var file = input.length == 0 ? null : Files.createTempFile("sx-request", ".json");
            try {
                if (file != null) Files.write(file, input);
                return new Child(ProcessGroup.piped(command, directory, environment, file), silence, cancel);
            } finally {
                if (file != null) Files.deleteIfExists(file);       // it has it open
            }
        } catch (IOException e) {
            throw Failure.usage(command.getFirst() + " cannot be started: " + e.getMessage());
        }
    }

    /// The next line without its end; null when there is none any more.
    ///
    /// @throws Failure `PROTOCOL` for a line too long, `TIMEOUT` after too long a silence
    String line() {
        ByteArrayOutputStream line = null;
        while (true) {
            for (var i = from; i < to; i++) {
                if (chunk[i] != '\n') continue;
                var start = from;
                from = i + 1;
                return text(line, start, i);
            }
            if (line == null) line = new ByteArrayOutputStream();
            line.write(chunk, from, to - from);
            from = 0;
            if (line.size() > LONGEST) throw Failure.of(Kind.PROTOCOL, "a line is longer than " + LONGEST / (1024 * 1024) + " MiB").last();
            to = Math.max(0, read());
            if (to == 0) {
                if (silent) throw Failure.of(Kind.TIMEOUT, "it said nothing for " + silence.toSeconds() + " s").last();
                over = true;
                return line.size() == 0 ? null : text(line, 0, 0);
            }
        }
    }

    /// Says that all has come that is wanted, so that it gets the time to end by itself.
    void over() {
        over = true;
    }

    /// Whether more can be had without waiting.
    boolean ready() {
        try {
            return from < to || group.output().available() > 0;
        } catch (IOException closed) {
            return false;
        }
    }

    private int read() {
        waiting = System.nanoTime();
        try {
            return group.output().read(chunk);
        } catch (IOException closed) {
            return -1;          // the program has ended, and a child of its holds the pipe
        } finally {
            waiting = 0;
        }
    }

    private String text(ByteArrayOutputStream before, int start, int end) {
        if (before == null) return new String(chunk, start, end - start, StandardCharsets.UTF_8);
        before.write(chunk, start, end - start);
        return before.toString(StandardCharsets.UTF_8);
    }

    /// Its exit code, once it prints no more; ended where it does not end by itself.
    int exit() {
        if (!group.await(LAST)) group.end(GRACE);
        group.await(GRACE);
        return group.running() ? -1 : group.exit();
    }

    /// The end of what it wrote to its error stream.
    String errors() {
        join(listener);
        synchronized (errors) {
            return errors.toString(StandardCharsets.UTF_8);
        }
    }

    /// Keeps the end of it, and never lets the program wait.
    private void listen() {
        var read = new byte[8 * 1024];
        try {
            for (var count = group.errors().read(read); count >= 0; count = group.errors().read(read)) {
                synchronized (errors) {
                    if (errors.size() + count > 2 * ERRORS) {
                        var all = errors.toByteArray();
                        errors.reset();
                        errors.write(all, all.length - ERRORS, ERRORS);
                    }
                    errors.write(read, 0, count);
                }
            }
        } catch (IOException closed) {
            // that was all
        }
    }

    /// Ends it where it is silent for too long, and its children when it has ended.
    private void watch() {
        while (!group.await(left())) {
            if (waiting == 0 || System.nanoTime() - waiting < silence.toNanos()) continue;
            silent = true;
            group.end(GRACE);
            return;
        }
        group.end(Duration.ZERO);
    }

    private Duration left() {
        var since = waiting;
        return since == 0 ? silence : Duration.ofNanos(Math.max(1_000_000, since + silence.toNanos() - System.nanoTime()));
    }

    private static void join(Thread thread) {
        try {
            thread.join(LAST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        registration.close();
        if (!group.await(over ? LAST : Duration.ZERO)) group.end(GRACE);
        join(watcher);
    }
}
