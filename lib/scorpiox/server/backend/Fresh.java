package scorpiox.server.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Something made with a file of credentials: made when it is first asked for, and again once the file is another one. What
/// cannot be made is tried again each time, so that a sign-in counts from the next request on.
final class Fresh<T> {
    /// @param file     that is looked at; null for none
    /// @param modified when; null where it is not there
    private record Mark(Path file, FileTime modified) {}

    private record Made<T>(Mark mark, T what) {}

    private final Supplier<Optional<Path>> file;
    private final Supplier<T> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Made<T> made;

    Fresh(Supplier<Optional<Path>> file, Supplier<T> maker) {
        this.file = file;
        this.maker = maker;
    }

    T get() {
        var mark = mark();
        var now = made;
        if (now != null && now.mark.equals(mark)) return now.what;
        lock.lock();
        try {
            if (made == null || !made.mark.equals(mark)) made = new Made<>(mark, maker.get());
            return made.what;
        } finally {
            lock.unlock();
        }
    }

    /// What was made last; empty for nothing.
    Optional<T> last() {
        return Optional.ofNullable(made).map(Made::what);
    }

    private Mark mark() {
        var path = file.get().orElse(null);
        try {
            return new Mark(path, path == null ? null : Files.getLastModifiedTime(path));
        } catch (IOException absent) {
            return new Mark(path, null);
        }
    }
}
