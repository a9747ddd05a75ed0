package scorpiox.auth;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import scorpiox.base.AtomicFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.LockFile;

/// A JSON file that holds credentials, and the rules for it: it is the user's own, nobody else can read it, and it is
/// replaced whole or not at all.
///
/// A link is followed when what it leads to passes the same checks and does not come with a project: a repository could
/// otherwise bring its own sign-in along.
///
/// @param path    where it is looked for
/// @param what    what it holds, to begin messages with: `Codex credentials`
/// @param mend    what the user does about a bad one
/// @param project the repository around the working directory, if any
/// @param notice  told what the user should know, a line each
public record CredentialFile(Path path, String what, String mend, Optional<Path> project, Consumer<String> notice) {
    /// Code of a failure to be ready for new contents: nothing was asked for, and the old ones are as good as before.
    public static final String UNWRITABLE = "unwritable";

    private static final Duration MOST_LOCKED = Duration.ofSeconds(45);
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int LOOKS = 3;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Set<Path> TOLD = ConcurrentHashMap.newKeySet();
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    /// What it holds. Some programs write such a file in place: what looks broken is looked at again a moment later.
    ///
    /// @throws Failure `AUTH` saying what is wrong with it
    public ObjectNode read() {
        for (var look = 1; ; look++) {
            try {
                return parsed(checked());
            } catch (Incomplete e) {
                if (look == LOOKS) throw unusable(e.getMessage());
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        }
    }

    /// The same; where what it holds cannot be understood, something else in its place.
    ///
    /// @throws Failure `AUTH` when it may not be used at all
    public ObjectNode readOr(ObjectNode otherwise) {
        checked();
        try {
            return read();
        } catch (Failure broken) {
            return otherwise;
        }
    }

    /// Where it really is, once that may be used whatever it holds: a regular file of the user's own, closed to others.
    ///
    /// @throws Failure `AUTH` saying why it may not
    public Path checked() {
        try {
            var file = real();
            if (Files.isDirectory(file)) throw unusable("is a folder");
            if (!Files.isRegularFile(file)) throw unusable("is not a regular file");
            checkOwner(file);
            tighten(file);
            return file;
        } catch (IOException e) {
            throw unusable("cannot be read: " + reason(e));
        }
    }

    /// Where it really is.
    ///
    /// @throws Failure `AUTH` when there is nothing, or a link leads where it must not
    public Path real() {
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) throw unusable("does not exist");
            if (!Files.exists(path)) throw unusable("is a link to nothing");
            var real = path.toRealPath();
            if (Files.isSymbolicLink(path) && project.isPresent() && real.startsWith(project.get().toRealPath())) {
                throw unusable("is a link into the project " + project.get());
            }
            return real;
        } catch (IOException e) {
            throw unusable("cannot be read: " + reason(e));
        }
    }

    /// Replaces it, 0600, for a program that dies meanwhile too; makes its folder, 0700, when there is none.
    ///
    /// @throws Failure `INTERNAL` when it cannot be written, `AUTH` when what is there may not be used; then it is as it was
    public void write(ObjectNode json) {
        try {
            var file = Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? checked() : path.toAbsolutePath();
            privateFolder(file.getParent());
            if (Files.exists(file)) setPrivate(file);
            AtomicFile.sweep(file.getParent());
            AtomicFile.write(file, Json.pretty(json), PosixFilePermissions.toString(PRIVATE));
        } catch (IOException e) {
            throw Failure.of(Kind.INTERNAL, what + ": " + path + " cannot be written: " + reason(e));
        }
    }

    /// Locks it against everybody who writes it by these rules: a file beside it, made once and kept.
    ///
    /// @throws Failure `INTERNAL` with the code [#UNWRITABLE] where that is not possible, `TIMEOUT` when others hold it for 45 s
    public LockFile lock(Cancel cancel) {
        var real = Files.exists(path) ? real() : path.toAbsolutePath();
        var lock = real.resolveSibling(real.getFileName() + ".lock");
        try {
            return LockFile.take(lock, MOST_LOCKED, cancel);
        } catch (IOException e) {
            throw Failure.of(Kind.INTERNAL, lock + " cannot be locked: " + reason(e)).from(0, UNWRITABLE);
        }
    }

    /// The failure for something wrong with it.
    public Failure unusable(String problem) {
        return Failure.of(Kind.AUTH, what + ": " + path + " " + problem).hint(mend);
    }

    /// Makes a folder that only its owner can look into.
    public static void privateFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        if (Files.getFileStore(existing(folder)).supportsFileAttributeView("posix")) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /// The same for a folder of this program's own: one that others can look into is closed to them.
    public static void ownFolder(Path folder) throws IOException {
        privateFolder(folder);
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (UnsupportedOperationException noModes) {
            // Windows: the user's own folder is theirs alone
        }
    }

    private ObjectNode parsed(Path file) throws Incomplete {
        try {
            var size = Files.size(file);
            if (size == 0) throw new Incomplete("is empty");
            if (size > MOST_BYTES) throw unusable("is too large to be one");
            if (Json.read(Files.readAllBytes(file)) instanceof ObjectNode object) return object;
            throw unusable("is not a JSON object");
        } catch (JacksonException e) {
            throw new Incomplete("is not JSON" + (e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")"));
        } catch (IOException e) {
            throw unusable("cannot be read: " + reason(e));
        }
    }

    private static final class Incomplete extends Exception {
        Incomplete(String what) {
            super(what, null, false, false);
        }
    }

    private static Path existing(Path folder) {
        return Files.exists(folder) ? folder : existing(folder.toAbsolutePath().getParent());
    }

    private void checkOwner(Path file) throws IOException {
        try {
            var owner = Files.getOwner(file);
            var me = Files.exists(Self.PROCESS) ? Files.getOwner(Self.PROCESS)
                    : file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(System.getProperty("user.name"));
            if (!owner.equals(me)) throw unusable("belongs to " + owner.getName() + ", not to you (" + me.getName() + ")").hint("make it yours with chown, or " + mend);
        } catch (UnsupportedOperationException noOwners) {
            // a file system without owners
        }
    }

    private void tighten(Path file) throws IOException {
        try {
            var mode = Files.getPosixFilePermissions(file);
            if (mode.stream().allMatch(each -> each.name().startsWith("OWNER"))) return;
            var kept = mode.stream().filter(PRIVATE::contains).collect(Collectors.toSet());
            try {
                Files.setPosixFilePermissions(file, kept);
                notice.accept(path + " could be read by others (" + PosixFilePermissions.toString(mode) + "): now only by you");
            } catch (FileSystemException notAllowed) {
                if (TOLD.add(path)) notice.accept(path + " can be read by others (" + PosixFilePermissions.toString(mode) + "): chmod 600 it");
            }
        } catch (UnsupportedOperationException noModes) {
            // Windows keeps access lists, which a user's own folder inherits
        }
    }

    private static void setPrivate(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PRIVATE);
        } catch (UnsupportedOperationException noModes) {
            // Windows, as above
        }
    }

    /// What an exception of the file system means; its message alone is often just the path.
    public static String reason(IOException e) {
        return e instanceof FileSystemException system && system.getReason() != null ? system.getReason()
                : e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    /// The process as the kernel shows it: its owner is the effective user.
    private static final class Self {
        static final Path PROCESS = Path.of("/proc/self");
    }
}
