package scorpiox.tool.shell;

import java.nio.file.Path;
import java.time.Duration;
import scorpiox.base.ProcessGroup;

/// A command in the background.
final class Job {
    private final int id;
    private final String command;
    private final ProcessGroup group;
    private final Path output;
    private long read;
    private boolean told;

    /// @param life after which it is ended
    Job(int id, String command, ProcessGroup group, Path output, Duration life) {
        this.id = id;
        this.command = command;
        this.group = group;
        this.output = output;
        Thread.ofPlatform().daemon().name("job " + id).start(() -> {
            if (!group.await(life)) group.end(Duration.ofSeconds(2));
        });
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
