package scorpiox.tool.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import scorpiox.tool.ToolError;

/// Where the full outputs of a run's commands are: a folder of the run's own in the user's state directory, readable by
/// the user alone. Outputs that were shown whole are deleted, whole runs after a week.
public final class OutputFiles {
    private static final Duration KEPT = Duration.ofDays(7);

    private final Path folder;
    private final AtomicInteger last = new AtomicInteger();

    /// @param all folder of all runs
    /// @param run name of this one
    public OutputFiles(Path all, String run) {
        this.folder = all.resolve(run);
    }

    public Path folder() {
        return folder;
    }

    /// A new, empty file.
    ///
    /// @throws ToolError when there can be none
    public Path next() {
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
