package scorpiox.command.layers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Failure;
import scorpiox.settings.EnvFile;
import scorpiox.settings.Guard;
import scorpiox.settings.Keys;
import scorpiox.settings.Project;
import scorpiox.settings.Settings;
import scorpiox.settings.Source.Layer;
import scorpiox.settings.Source;
import scorpiox.settings.Trust;

/// Everything of a project that counts only once it is trusted, whether this run would use it or not: settings of its files
/// and of all its profiles, tools, hooks.
///
/// @param fingerprint of the project when it was looked at
/// @param keys        settings that need trust
/// @param programs    names of its tools
/// @param hooks       names of its hooks
/// @param broken      what is wrong with profiles that cannot be used
public record Brought(String fingerprint, List<Settings.Value> keys, List<String> programs, List<String> hooks, List<String> broken) {
    /// @throws Failure `USAGE` for a project that cannot be trusted as it is, naming file and line of one that cannot be read
    public static Brought of(Project project) {
        var fingerprint = project.fingerprint();        // first: it looks at nothing that a link leads out to
        var keys = new ArrayList<Settings.Value>();
        var broken = new ArrayList<String>();
        for (var file : project.settings()) add(keys, file, Layer.PROJECT);
        for (var file : files(project.profiles())) {
            try {
                if (file.toString().endsWith(".txt")) add(keys, file, Layer.PROFILE);
            } catch (Failure unusable) {
                broken.add(unusable.getMessage());      // it cannot count, and mending it asks again
            }
        }
        var hooks = files(project.root().resolve(".scorpiox/hooks")).stream().map(file -> file.getFileName().toString()).toList();
        return new Brought(fingerprint, List.copyOf(keys), project.programs(), hooks, List.copyOf(broken));
    }

    /// Whether trust would make no difference.
    public boolean none() {
        return keys.isEmpty() && programs.isEmpty() && hooks.isEmpty();
    }

    /// The same, as a guard is asked about it.
    public Guard.Wishes wishes(Trust.Verdict verdict) {
        return new Guard.Wishes(keys, programs, verdict == Trust.Verdict.CHANGED);
    }

    private static void add(List<Settings.Value> keys, Path file, Layer layer) {
        for (var entry : EnvFile.read(file).entries()) {
            var key = Keys.named(entry.name());
            if (key != null && key.needsTrust(entry.value())) keys.add(new Settings.Value(key, entry.value(), new Source(layer, file, entry.line(), true)));
        }
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) return List.of();
        try (var files = Files.list(folder)) {
            return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }
}
