package scorpiox.command.layers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.auth.CredentialFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.LockFile;
import scorpiox.base.Nearest;
import scorpiox.base.Redaction;
import scorpiox.settings.Brought;
import scorpiox.settings.EnvFile;
import scorpiox.settings.EnvText;
import scorpiox.settings.Environment;
import scorpiox.settings.Inventory;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Profiles;
import scorpiox.settings.Project;
import scorpiox.settings.Trust;

/// Where settings are written, what may be written there, and who trusts it afterwards.
public final class Writing {
    private static final Duration MOST_LOCKED = Duration.ofSeconds(10);

    private Writing() {}

    /// A file to write.
    ///
    /// @param file    it need not exist
    /// @param project whether it belongs to the project, so that a clone would bring it
    public record Target(Path file, boolean project) {}

    /// What a change does to a file.
    ///
    /// @param before its text, empty for none
    public record Change(Path file, String before, String after) {}

    /// What has been written.
    ///
    /// @param changed whether any file is another now
    /// @param note    what the user should know, one line
    public record Written(boolean changed, Optional<String> note) {}

    /// The file that a level means: of the project's two the one that wins where both are there, else the one that is; the
    /// one at its root for a project without.
    ///
    /// @param level   `user`, `project`, or null: the project, or for a profile where it is, the project first
    /// @param profile name of a profile, or null
    /// @throws Failure `USAGE` for a name that no profile has, or could have
    public static Target target(Environment environment, String level, String profile) {
        if (profile != null) return ofProfile(Profiles.of(environment), level, profile);
        if ("user".equals(level)) return new Target(environment.userSettings(), false);
        var files = Project.around(environment).settings();
        return new Target(files.reversed().stream().filter(Files::exists).findFirst().orElse(files.getFirst()), true);
    }

    private static Target ofProfile(Profiles profiles, String level, String name) {
        var ofProject = profiles.inProject(name);
        var ofUser = profiles.inUser(name);
        if (!"user".equals(level) && Files.exists(ofProject)) return new Target(ofProject, true);
        if (!"project".equals(level) && Files.exists(ofUser)) return new Target(ofUser, false);
        if (level == null) throw profiles.none(name);
        var file = level.equals("user") ? ofUser : ofProject;
        throw Failure.usage("no profile " + name + " at this level: there is no " + file)
                .hint("config profile new " + name + " --level " + level + " makes one");
    }

    /// Whether a value may stand in a file. An empty one may: it means none.
    ///
    /// @param allowSecret whether a secret may stand in a project's file that git would commit
    /// @throws Failure `USAGE` where it may not
    public static void check(Key key, String value, Target target, boolean allowSecret, Environment environment) {
        if (key.trust() == Key.Trust.ENVIRONMENT) throw Failure.usage(key.name() + " counts from the environment only").hint("no file can set it");
        problem(key, value.strip()).ifPresent(problem -> {
            throw Failure.usage(problem);
        });
        if (key.type() == Key.Type.RULES && EnvFile.read(target.file()).entries().stream().filter(entry -> entry.name().equals(key.name())).count() > 1) {
            throw Failure.usage(target.file() + " has several lines of " + key.name() + ", and this would replace them all")
                    .hint("config edit; or --unset it first, and part rules by commas");
        }
        if (!target.project()) return;
        if (key.trust() == Key.Trust.NEVER) throw Failure.usage("a project's file may not set " + key.name()).hint("use --level user");
        var project = Project.around(environment);
        project.untrustable(environment).filter(_ -> key.needsTrust(value.strip())).ifPresent(what -> {
            throw Failure.usage(key.name() + " counts only in a trusted project, and " + project.root() + " is " + what).hint("use --level user");
        });
        if (!key.secret() || value.isBlank() || allowSecret || GitIgnore.ignores(environment, project.root(), inside(project, target.file()))) return;
        throw Failure.usage(target.file() + " is a project's file that git does not ignore, and " + key.name() + " is secret")
                .hint("use --level user, or --allow-secret if you mean it");
    }

    /// What is wrong with a value, if anything, with the name of its key; it is shown unless it may be a secret.
    static Optional<String> problem(Key key, String value) {
        if (value.isEmpty()) return Optional.empty();
        return key.problemWith(value).map(problem -> key.name() + " " + problem + ", not " + (key.secret() || value.contains("@") ? Redaction.MASK : value));
    }

    /// What a change would do, file by file; writes nothing.
    ///
    /// @param changes a null value takes the key out
    /// @throws Failure `USAGE` for a file that is broken, or a value that cannot stand in one
    public static List<Change> preview(Environment environment, Target target, Map<String, String> changes) {
        var all = new ArrayList<Change>();
        changesByFile(environment, target, changes).forEach((file, ofFile) -> {
            var before = EnvText.read(file);
            var after = EnvText.changed(file, before, ofFile);
            if (!after.equals(before)) all.add(new Change(file, before, after));
        });
        return all;
    }

    /// Writes changes, all those of a file at once. A project that was trusted stays so, and one that brought nothing that
    /// needs trust is trusted with what the user has now written, unless anything else of it is another by then; any other
    /// stays untrusted.
    ///
    /// @param changes a null value takes the key out; of a project's settings, out of both files
    /// @throws Failure `USAGE` for a file that is broken or cannot be written, or a value that cannot stand in one
    public static Written write(Environment environment, Target target, Map<String, String> changes) {
        return write(environment, target, () -> changed(environment, target, changes));
    }

    /// What changes files, and which it has changed.
    public interface Action {
        List<EnvText.Edit> take();
    }

    /// The same for another kind of change to the target's file, on behalf of the user.
    public static Written write(Environment environment, Target target, Action action) {
        if (!target.project()) {
            keepPrivate(environment);
            return new Written(!action.take().isEmpty(), Optional.empty());
        }
        var project = Project.around(environment);
        inside(project, target.file());
        try (var _ = lock(environment)) {
            var mine = mine(environment, project);
            var edits = action.take();
            return new Written(!edits.isEmpty(), trust(environment, project, mine, edits));
        }
    }

    private static List<EnvText.Edit> changed(Environment environment, Target target, Map<String, String> changes) {
        var edits = new ArrayList<EnvText.Edit>();
        for (var each : changesByFile(environment, target, changes).entrySet()) {
            if (target.project()) inside(Project.around(environment), each.getKey());
            EnvText.edit(environment, each.getKey(), each.getValue()).ifPresent(edits::add);
        }
        return edits;
    }

    private static void keepPrivate(Environment environment) {
        try {
            CredentialFile.ownFolder(environment.configuration());
        } catch (IOException unwritable) {
            // writing says it
        }
    }

    private static Map<Path, Map<String, String>> changesByFile(Environment environment, Target target, Map<String, String> changes) {
        var files = new LinkedHashMap<Path, Map<String, String>>();
        files.put(target.file(), changes);
        var settings = Project.around(environment).settings();
        if (!target.project() || !settings.contains(target.file())) return files;
        var gone = new LinkedHashMap<String, String>();
        changes.forEach((name, value) -> {
            if (value == null) gone.put(name, null);
        });
        for (var other : settings) if (!gone.isEmpty() && Files.exists(other)) files.putIfAbsent(other, gone);
        return files;
    }

    /// The project as it is, if everything of it has been accepted or needs no accepting.
    private static Optional<Inventory> mine(Environment environment, Project project) {
        try {
            if (project.untrustable(environment).isPresent()) return Optional.empty();
            var brought = Brought.of(project);
            var accepted = brought.none() || Trust.of(environment).verdict(project, brought.fingerprint()) == Trust.Verdict.TRUSTED;
            return accepted ? Optional.of(brought.inventory()) : Optional.empty();
        } catch (Failure broken) {
            return Optional.empty();
        }
    }

    /// What has come from elsewhere since, while this waited for a lock or wrote, is not trusted along with the user's own.
    private static Optional<String> trust(Environment environment, Project project, Optional<Inventory> mine, List<EnvText.Edit> edits) {
        try {
            var brought = Brought.of(project);
            var same = mine.isPresent() && brought.inventory().comesOf(mine.get(), edits);
            if (same && !edits.isEmpty() && !brought.none()) Trust.of(environment).decide(environment, project, brought.fingerprint(), true);
            if (same || brought.none() || project.untrustable(environment).isPresent()) return Optional.empty();
            var why = mine.isPresent() ? "something else of the project has changed meanwhile and it" : "the project";
            return Optional.of(why + " is not trusted, so not all that it sets counts: config trust shows it");
        } catch (Failure failure) {
            return Optional.of("written, but the project is not trusted: " + failure.line());
        }
    }

    /// A project's file, which may be written: neither it nor a folder on the way is a link, nor of git's own. Both could
    /// have come with the clone, and what git keeps starts programs.
    ///
    /// @throws Failure `USAGE` for any other
    public static Path inside(Project project, Path file) {
        var at = project.root();
        for (var name : project.root().relativize(file)) {
            at = at.resolve(name);
            if (name.toString().equalsIgnoreCase(".git")) throw Failure.usage(file + " lies in what is git's own").hint("use --level user");
            if (!Files.isSymbolicLink(at)) continue;
            throw Failure.usage((at.equals(file) ? file + " is a link" : file + " lies behind the link " + at) + ", and no file of a project is written through one")
                    .hint("use --level user, or put a file of its own there");
        }
        return file;
    }

    /// Between two runs that write at once: each has to see what the other has recorded.
    private static LockFile lock(Environment environment) {
        try {
            CredentialFile.ownFolder(environment.configuration());
            return LockFile.take(environment.configuration().resolve(".project.lock"), MOST_LOCKED, new Cancel());
        } catch (IOException noLock) {
            return null;
        }
    }

    /// The key of that name.
    ///
    /// @throws Failure `USAGE` with the nearest for an unknown one
    public static Key key(String name) {
        var key = Keys.named(name);
        if (key != null) return key;
        throw Failure.usage("unknown key " + name + Nearest.hint(name, Keys.all().stream().map(Key::name).toList())).hint("config --keys lists them");
    }
}
