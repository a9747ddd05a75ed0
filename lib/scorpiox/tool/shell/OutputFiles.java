package scorpiox.tool.shell;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import scorpiox.tool.ToolError;

/// Where the full outputs of a run's commands are: a folder of the run's own in the user's state directory, readable by
/// the user alone. Outputs that were shown whole are deleted, whole runs after a week.
public final class OutputFiles {
    private static final Duration KEPT = Duration.ofDays(7);

    private static final long MOST = 256L * 1024 * 1024;
    private static final long MOST_OF_FLOOD = 16L * 1024 * 1024;

    private final Path folder;
    private final long most;
    private final AtomicInteger last = new AtomicInteger();

    /// @param all folder of all runs
    /// @param run name of this one
    public OutputFiles(Path all, String run) {
        this(all, run, MOST);
    }

    /// @param most bytes of one output; a program that writes more is ended
    public OutputFiles(Path all, String run, long most) {
        this.folder = all.resolve(run);
        this.most = most;
    }

    /// Bytes that one output may have.
    long most() {
        return most;
    }

    /// Whether one of these outputs has become larger.
    boolean full(List<Path> outputs) {
        for (var output : outputs) if (output.toFile().length() > most) return true;
        return false;
    }

    /// Shortens what is left of a flood: a program can write gigabytes between two looks.
    void cut(List<Path> outputs) {
        var length = Math.min(most, MOST_OF_FLOOD);
        for (var output : outputs) {
            try (var channel = FileChannel.open(output, StandardOpenOption.WRITE)) {
                if (channel.size() > length) channel.truncate(length);
            } catch (IOException gone) {
                // nothing to shorten
            }
        }
    }

    /// What is said of a program that was ended for that, in brackets.
    static String flood(long most) {
        var kept = most > MOST_OF_FLOOD ? "; the first " + MOST_OF_FLOOD / 1024 / 1024 + " MiB are kept" : "";
        return "[more than " + most / 1024 / 1024 + " MiB of output; process group killed" + kept + "]";
    }

    public Path folder() {
        return folder;
    }

    /// A new, empty file.
    ///
    /// @throws ToolError when there can be none
    public synchronized Path next() {
        try {
            if (!Files.isDirectory(folder)) make();
            return Files.createFile(folder.resolve(last.incrementAndGet() + ".log"));
        } catch (IOException e) {
            throw new ToolError("outputs cannot be kept in " + folder + ": " + e.getMessage());
        }
    }

    /// Removes a file that nobody needs any more, and the folder with the last.
    public void drop(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            // it goes with the folder, a week later
        }
    }

    /// Removes the run's folder when it holds nothing.
    public void close() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException holdsOutputs) {
            // somebody may want to read them
        }
    }

    private void make() throws IOException {
        var all = folder.getParent();
        Files.createDirectories(all);
        removeOld(all);
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (UnsupportedOperationException noPosix) {
            Files.createDirectories(folder);
        }
    }

    private static void removeOld(Path all) throws IOException {
        var limit = Instant.now().minus(KEPT);
        try (var runs = Files.newDirectoryStream(all)) {
            for (var run : runs) {
                if (Files.isDirectory(run, LinkOption.NOFOLLOW_LINKS) && Files.getLastModifiedTime(run).toInstant().isBefore(limit)) remove(run);
            }
        }
    }

    private static void remove(Path run) {
        try (var files = Files.newDirectoryStream(run)) {
            for (var file : files) Files.deleteIfExists(file);
            Files.deleteIfExists(run);
        } catch (IOException notOnlyOurs) {
            // no reason to run no commands
        }
    }
}
