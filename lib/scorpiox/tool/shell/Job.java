package scorpiox.tool.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import scorpiox.base.ProcessGroup;

/// A command in the background.
final class Job {
    private static final Duration STEP = Duration.ofMillis(500);

    private final int id;
    private final String command;
    private final ProcessGroup group;
    private final Path output;
    private volatile long flooded;
    private long read;
    private boolean told;

    /// @param life  after which it is ended
    /// @param files that say how large its output may become
    Job(int id, String command, ProcessGroup group, Path output, Duration life, OutputFiles files) {
        this.id = id;
        this.command = command;
        this.group = group;
        this.output = output;
        Thread.ofPlatform().daemon().name("job " + id).start(() -> {
            var until = System.nanoTime() + life.toNanos();
            while (!group.await(STEP)) {
                if (files.full(List.of(output))) {
                    flooded = files.most();
                    group.kill();
                    group.end(Duration.ZERO);
                    files.cut(List.of(output));
                } else if (System.nanoTime() - until >= 0) {
                    group.end(Duration.ofSeconds(2));
                    return;
                }
            }
        });
    }

    /// Bytes of output that it was ended for printing more than; 0 where it was not.
    long flooded() {
        return flooded;
    }

    int id() {
        return id;
    }

    String command() {
        return command;
    }

    ProcessGroup group() {
        return group;
    }

    Path output() {
        return output;
    }

    boolean running() {
        return group.running();
    }

    int exit() {
        return group.exit();
    }

    /// Where output begins that has not been shown.
    synchronized long shownTo() {
        return read;
    }

    /// Everything before `end` has been shown.
    synchronized void shownTo(long end) {
        read = end;
    }

    /// Whether it has ended and nobody has been told.
    synchronized boolean newlyEnded() {
        if (told || running()) return false;
        told = true;
        return true;
    }

    /// Notes that its end has been reported.
    synchronized void toldOfEnd() {
        told = true;
    }
}
