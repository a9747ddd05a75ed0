package scorpiox.command.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import scorpiox.base.Failure;
import scorpiox.settings.EnvFile;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Project;
import scorpiox.settings.Settings;

/// The settings files, each by itself, and what is wrong with them together.
///
/// @param settings as resolved, if they could be
/// @param failed   why they could not
record SettingsCheck(Environment environment, Project project, Optional<Settings> settings, Optional<Failure> failed) {
    List<Check> checks() {
        var checks = new ArrayList<Check>();
        files().forEach(file -> checks.add(check(file)));
        if (checks.isEmpty()) checks.add(Check.ok("settings", "no file: " + environment.userSettings() + " would be yours"));
        settings.stream().flatMap(each -> each.warnings().stream()).forEach(warning -> checks.add(Check.warn("settings", warning, mend(warning))));
        var told = checks.stream().map(Check::text).toList();
        failed.filter(failure -> !told.contains(failure.getMessage())).ifPresent(failure -> checks.add(fail(failure)));
        return checks;
    }

    private Check fail(Failure failure) {
        return Check.fail("settings", failure.getMessage(), failure.hint() != null ? failure.hint() : mend(failure.getMessage()));
    }

    /// What mends something wrong with the settings; most messages begin with a file and a line.
    private String mend(String message) {
        if (message.contains("not trusted")) return "config trust";
        return message.startsWith(environment.userSettings().toString()) ? "config edit --level user" : "config edit";
    }

    private List<Path> files() {
        var files = new LinkedHashSet<Path>();
        environment.team().ifPresent(team -> files.add(team.resolve(environment.userSettings().getFileName())));
        files.add(environment.userSettings());
        files.addAll(project.settings());
        settings.ifPresent(all -> Stream.concat(Keys.all().stream(), all.aliases().stream()).map(key -> all.value(key).source().file()).filter(file -> file != null).forEach(files::add));
        return files.stream().filter(Files::exists).toList();
    }

    private Check check(Path file) {
        List<Key> keys;
        try {
            keys = EnvFile.read(file).entries().stream().map(entry -> Keys.named(entry.name())).filter(key -> key != null).distinct().toList();
        } catch (Failure failure) {
            return fail(failure);
        }
        var open = keys.stream().anyMatch(Key::secret) ? open(file) : Optional.<String>empty();
        if (open.isEmpty()) return Check.ok("settings", file + ", " + Spoken.count(keys.size(), "key"));
        return Check.warn("settings", file + " holds a secret and others can read it (" + open.get() + ")", "chmod 600 " + Shell.quoted(file.toString()));
    }

    /// The mode of a file that others can read.
    static Optional<String> open(Path file) {
        try {
            var mode = Files.getPosixFilePermissions(file);
            var others = Stream.of("GROUP_READ", "OTHERS_READ").anyMatch(name -> mode.stream().anyMatch(each -> each.name().equals(name)));
            return others ? Optional.of(PosixFilePermissions.toString(mode)) : Optional.empty();
        } catch (IOException | UnsupportedOperationException noModes) {
            return Optional.empty();
        }
    }
}
