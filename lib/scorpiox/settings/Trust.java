package scorpiox.settings;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import scorpiox.base.AtomicFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.LockFile;

/// What the user has decided about projects: `trust.json` beside the user's settings, 0600. A decision is about a folder
/// and what was in it then; any change asks again. A file that is broken, or that others could have written, decides
/// nothing and is left as it is.
///
/// @param file where it is kept
public record Trust(Path file) {
    /// What was decided.
    public enum Verdict { TRUSTED, REFUSED, CHANGED, UNKNOWN }

    private static final int STICKY = 01000;
    private static final int MOST_BYTES = 1024 * 1024;
    private static final Duration MOST_LOCKED = Duration.ofSeconds(10);

    public static Trust of(Environment environment) {
        return new Trust(environment.configuration().resolve("trust.json"));
    }

    /// What was decided about a project as it is now; [Verdict#CHANGED] where it was trusted as it was then.
    ///
    /// @param fingerprint of the project
    public Verdict verdict(Project project, String fingerprint) {
        var record = records().path(project.root().toString());
        var same = fingerprint.equals(Json.text(record, "sha256"));
        var trusted = record.path("trusted").booleanValue();
        if (record.isMissingNode()) return Verdict.UNKNOWN;
        return trusted ? same ? Verdict.TRUSTED : Verdict.CHANGED : same ? Verdict.REFUSED : Verdict.UNKNOWN;
    }

    /// Writes a decision down.
    ///
    /// @throws Failure `USAGE` for a project that cannot be trusted, or where it cannot be written
    public void decide(Environment environment, Project project, String fingerprint, boolean trusted) {
        if (trusted) project.untrustable(environment).ifPresent(what -> {
            throw Failure.usage(project.root() + " is " + what + " and cannot be trusted as a project").hint("set what you need in " + environment.userSettings());
        });
        change(records -> records.putObject(project.root().toString()).put("trusted", trusted).put("sha256", fingerprint).put("at", Instant.now().getEpochSecond()));
    }

    /// Forgets a decision.
    ///
    /// @return whether there was one
    public boolean forget(Project project) {
        var there = records().has(project.root().toString());
        if (there) change(records -> records.remove(project.root().toString()));
        return there;
    }

    /// Every project with a decision, and whether it was to trust it.
    public Map<String, Boolean> all() {
        var all = new TreeMap<String, Boolean>();
        records().properties().forEach(each -> all.put(each.getKey(), each.getValue().path("trusted").booleanValue()));
        return all;
    }

    /// Why no decision counts, if so: the file is not what it should be, or others could have written it.
    public Optional<String> problem() {
        try {
            read();
            return Optional.empty();
        } catch (IOException broken) {
            return Optional.of(file + ": " + EnvFile.reason(broken) + ", so no project is trusted");
        }
    }

    private interface Change {
        void to(ObjectNode records);
    }

    private void change(Change change) {
        try {
            makeFolder(file.getParent());
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) keepOthersOut(file.getParent());
            try (var _ = LockFile.take(file.resolveSibling(".settings.lock"), MOST_LOCKED, new Cancel())) {
                var records = read();
                change.to(records);
                AtomicFile.write(file, Json.pretty(records), "rw-------");
            }
        } catch (IOException e) {
            throw Failure.usage("the decision cannot be kept in " + file + ": " + EnvFile.reason(e)).hint("--trust-project accepts a project for one run");
        }
    }

    /// A broken file means that nothing is trusted.
    private ObjectNode records() {
        try {
            return read();
        } catch (IOException broken) {
            return Json.object();
        }
    }

    /// @throws IOException for a file that is there and may not be believed; it is not written over either
    private ObjectNode read() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return Json.object();
        if (!Files.isRegularFile(file)) throw new IOException("it is not a regular file");
        checkOwner();
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) throw new IOException("it is too large to be one");
            if (Json.read(bytes) instanceof ObjectNode records) return records;
            throw new IOException("it is not a JSON object");
        } catch (JacksonException e) {
            throw new IOException("it is not JSON" + (e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")"));
        }
    }

    /// Makes the user's own folder, where there is none, so that only they can write to it whatever their umask says.
    static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        Files.createDirectories(folder.toAbsolutePath().getParent());
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (UnsupportedOperationException noModes) {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException meanwhile) {
            if (!Files.isDirectory(folder)) throw meanwhile;
        }
    }

    /// Before the first decision: one that is there already may be of those who could write to the folder.
    private static void keepOthersOut(Path folder) throws IOException {
        try {
            if (open(folder)) Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (UnsupportedOperationException noModes) {
            // Windows: the user's own folder is theirs alone
        }
    }

    /// Whether others may replace a file in a folder; in one like `/tmp` they may replace only their own.
    private static boolean open(Path folder) throws IOException {
        var modes = Files.getPosixFilePermissions(folder);
        if (!modes.contains(PosixFilePermission.GROUP_WRITE) && !modes.contains(PosixFilePermission.OTHERS_WRITE)) return false;
        return !folder.getFileSystem().supportedFileAttributeViews().contains("unix") || ((int) Files.getAttribute(folder, "unix:mode") & STICKY) == 0;
    }

    private void checkOwner() throws IOException {
        try {
            var attributes = Files.readAttributes(file, PosixFileAttributes.class);
            if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) throw new IOException("everybody may write it (chmod 600 mends that)");
            if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)) throw new IOException("its group may write it (chmod 600 mends that)");
            var folder = file.toAbsolutePath().getParent();
            if (open(folder)) throw new IOException("others may put another in its folder (chmod 700 " + folder + " mends that)");
            var user = Files.getOwner(folder);
            if (!attributes.owner().equals(user)) throw new IOException("it belongs to " + attributes.owner().getName());
        } catch (UnsupportedOperationException noOwners) {
            // Windows: the user's own folder is theirs alone
        }
    }
}
