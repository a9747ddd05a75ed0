package scorpiox.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// An exclusive lock between threads and processes: a file that is made once, never replaced and never deleted.
///
/// The system frees it when its holder dies, so there is no stale lock to break. Within the process a semaphore comes
/// first: closing any descriptor of a file drops the process's POSIX lock on it (fcntl(2)), so a second thread may not
/// even open it.
public final class LockFile implements AutoCloseable {
    private static final Map<Path, Semaphore> HERE = new ConcurrentHashMap<>();
    private static final int LEAST_WAIT = 50;
    private static final int MOST_WAIT = 150;

    private final Semaphore here;
    private final FileChannel channel;
    private final FileLock lock;

    private LockFile(Semaphore here, FileChannel channel, FileLock lock) {
        this.here = here;
        this.channel = channel;
        this.lock = lock;
    }

    /// Takes the lock, waiting for other holders.
    ///
    /// @param file the lock file, in a folder that exists; the same absolute path everywhere
    /// @param most longest wait
    /// @throws IOException when the file cannot be made or its system cannot lock
    /// @throws Failure     `TIMEOUT` when others hold it longer
    public static LockFile take(Path file, Duration most, Cancel cancel) throws IOException {
        var end = System.nanoTime() + most.toNanos();
        var here = HERE.computeIfAbsent(file, _ -> new Semaphore(1));
        acquire(here, file, end, cancel);
        FileChannel channel = null;
        try {
            channel = open(file);
            while (true) {
                var lock = tryLock(channel);
                if (lock != null) return new LockFile(here, channel, lock);
                if (System.nanoTime() > end) throw busy(file);
                cancel.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(LEAST_WAIT, MOST_WAIT)));
            }
        } catch (IOException | RuntimeException e) {
            if (channel != null) channel.close();
            here.release();
            throw e;
        }
    }

    /// Frees it; a second time means nothing.
    @Override
    public void close() {
        if (!channel.isOpen()) return;
        try (channel) {
            lock.release();
        } catch (IOException freedAllTheSame) {
            // the system frees it with the descriptor
        } finally {
            here.release();
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException elsewhereInThisProcess) {
            return null;
        }
    }

    private static void acquire(Semaphore here, Path file, long end, Cancel cancel) {
        try {
            while (!here.tryAcquire(MOST_WAIT, TimeUnit.MILLISECONDS)) {
                cancel.check();
                if (System.nanoTime() > end) throw busy(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Kind.CANCELLED, "interrupted", e);
        }
    }

    /// A link in its place could point anywhere, so none is followed.
    private static FileChannel open(Path file) throws IOException {
        // a pipe in its place would hold us for ever
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) throw new IOException("it is not a regular file");
        var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);
        var posix = Files.getFileStore(file.getParent()).supportsFileAttributeView("posix");
        return posix ? FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))) : FileChannel.open(file, options);
    }

    private static Failure busy(Path file) {
        return Failure.of(Failure.Kind.TIMEOUT, "another program holds " + file + " for too long").hint("end it, or try again");
    }
}
