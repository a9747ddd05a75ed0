package scorpiox.command.sx;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Consumer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;

/// All of standard input, read on a thread of its own so that a pipe that never sends is noticed.
public final class Stdin {
    /// Most bytes taken: 16 MiB.
    static final int LIMIT = 16 * 1024 * 1024;

    private static final Duration NOTICE = Duration.ofSeconds(2);

    private final Cancel cancel;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean first;
    private boolean done;
    private boolean tooLarge;
    private IOException broken;

    private Stdin(Cancel cancel) {
        this.cancel = cancel;
    }

    /// Begins to read.
    ///
    /// @param cancel ends the waiting
    public static Stdin start(Cancel cancel) {
        return start(new FileInputStream(FileDescriptor.in), cancel);
    }

    static Stdin start(InputStream in, Cancel cancel) {
        var stdin = new Stdin(cancel);
        Thread.ofPlatform().daemon().name("stdin").start(() -> stdin.read(in));
        return stdin;
    }

    /// Everything up to the end of input.
    ///
    /// @param wait   how long to wait for the first byte; null for as long as it takes
    /// @param notice told after two seconds without one
    /// @throws Failure `USAGE` when no byte came in time, or more than the limit
    public byte[] all(Duration wait, Consumer<String> notice) {
        try (var _ = cancel.onCancel(this::wake)) {
            return await(wait, notice);
        }
    }

    private byte[] await(Duration wait, Consumer<String> notice) {
        synchronized (bytes) {
            if (wait != null) {
                var told = NOTICE.compareTo(wait) < 0 ? NOTICE : wait;
                if (!await(told)) {
                    notice.accept("waiting for stdin; --no-stdin or </dev/null skips it");
                    if (!await(wait.minus(told))) {
                        throw Failure.usage("nothing came on stdin within " + wait.toSeconds() + " s").hint("pass --no-stdin, or </dev/null, to go without");
                    }
                }
            }
            while (!done) pause(0);
            if (broken != null) throw Failure.usage("stdin cannot be read: " + broken.getMessage());
            if (tooLarge) throw Failure.usage("stdin is larger than " + LIMIT / 1024 / 1024 + " MiB").hint("send less, for example with head or grep");
            return bytes.toByteArray();
        }
    }

    private boolean await(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        for (var left = time.toMillis(); !first && !done && left > 0; left = (end - System.nanoTime()) / 1_000_000) pause(left);
        return first || done;
    }

    private void pause(long millis) {
        cancel.check();
        try {
            bytes.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Kind.CANCELLED, "interrupted", e);
        }
        cancel.check();
    }

    private void wake() {
        synchronized (bytes) {
            bytes.notifyAll();
        }
    }

    private void read(InputStream in) {
        var chunk = new byte[64 * 1024];
        try {
            for (var count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                synchronized (bytes) {
                    if (bytes.size() + count > LIMIT) {
                        tooLarge = true;
                        break;
                    }
                    bytes.write(chunk, 0, count);
                    first = true;
                    bytes.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (bytes) {
                broken = e;
            }
        }
        synchronized (bytes) {
            done = true;
            bytes.notifyAll();
        }
    }
}
