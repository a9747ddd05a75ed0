package scorpiox.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/// Replaces a file whole or not at all: a reader sees the old bytes or the new ones, also after a crash.
public final class AtomicFile {
    private static final long BLOCK = 64 * 1024;

    private AtomicFile() {}

    /// Writes `bytes` to `target` through a temporary file beside it.
    ///
    /// An existing file keeps its permissions, its owner where the system lets us, and a link stays a link (its target is replaced); a new file gets
    /// `mode`, in the form `rw-------`, or with null what the process's umask says. A file that is a mount point of its own is
    /// overwritten in place. Missing folders are an error. On any
    /// failure `target` is untouched.
    public static void write(Path target, byte[] bytes, String mode) throws IOException {
        var file = Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            Files.write(file, bytes);       // a device or a pipe, such as /dev/stderr: there is nothing to replace
            return;
        }
        var temporary = temporary(file.getParent(), mode == null && !Files.exists(file));
        try {
            var permissions = Files.exists(file) ? modeOf(file, mode) : mode == null ? null : PosixFilePermissions.fromString(mode);
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) channel.write(buffer);
                channel.force(true);
            }
            if (Files.exists(file)) keepOwner(file, temporary);
            if (permissions != null) setMode(temporary, permissions);
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (FileSystemException e) {
                if (!mounted(file)) throw e;
                overwrite(file, bytes);
            }
            syncFolder(file.getParent());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// Whether something is mounted on a file, as containers do with single files: then it cannot be replaced.
    private static boolean mounted(Path file) {
        var name = file.toString().replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011").replace("\n", "\\012");
        try (var mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return mounts.anyMatch(mount -> mount.split(" ")[4].equals(name));
        } catch (IOException | UncheckedIOException onlyLinuxTells) {
            return false;
        }
    }

    /// The second best: a reader may see half of it.
    private static void overwrite(Path file, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) channel.write(buffer);
            channel.truncate(bytes.length);
            channel.force(true);
        }
    }

    /// Makes sure that a file of this size could be written in a folder now.
    ///
    /// @throws IOException when it could not
    public static void checkRoom(Path folder, long bytes) throws IOException {
        var temporary = temporary(folder, false);
        try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            for (var left = bytes; left > 0; left -= BLOCK) channel.write(ByteBuffer.allocate((int) Math.min(left, BLOCK)));
            channel.force(true);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// Deletes what a process left in a folder that was killed while it wrote, once it is an hour old.
    public static void sweep(Path folder) {
        try (var files = Files.newDirectoryStream(folder, ".sx*.tmp")) {
            var before = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
            for (var file : files) {
                var time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && time.compareTo(before) < 0) Files.deleteIfExists(file);
            }
        } catch (IOException | DirectoryIteratorException notOurs) {
            // it is only tidying
        }
    }

    /// A new file beside the target: readable by its owner only, or as the umask says.
    private static Path temporary(Path folder, boolean byUmask) throws IOException {
        return byUmask ? Files.createFile(folder.resolve(".sx" + UUID.randomUUID() + ".tmp")) : Files.createTempFile(folder, ".sx", ".tmp");
    }

    private static Set<PosixFilePermission> modeOf(Path file, String otherwise) throws IOException {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException noPosix) {
            return otherwise == null ? null : PosixFilePermissions.fromString(otherwise);
        }
    }

    private static void setMode(Path file, Set<PosixFilePermission> mode) throws IOException {
        try {
            Files.setPosixFilePermissions(file, mode);
        } catch (UnsupportedOperationException noPosix) {
            // Windows: the file inherits the folder's access list
        }
    }

    /// Somebody else's file stays theirs where we may give it away.
    private static void keepOwner(Path file, Path temporary) {
        try {
            var was = Files.readAttributes(file, PosixFileAttributes.class);
            var is = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
            if (!is.readAttributes().group().equals(was.group())) is.setGroup(was.group());
            if (!is.readAttributes().owner().equals(was.owner())) is.setOwner(was.owner());
        } catch (IOException | UnsupportedOperationException notAllowed) {
            // only root may give files away
        }
    }

    private static void syncFolder(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notEverywhere) {
            // only Linux lets a folder be opened and synced
        }
    }
}
