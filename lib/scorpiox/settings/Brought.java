package scorpiox.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Failure;
import scorpiox.settings.Settings.Value;
import scorpiox.settings.Source.Layer;

/// Everything of a project that counts only once it is trusted, whether this run would use it or not: settings of its files
/// and of all its profiles, tools, hooks.
///
/// @param inventory of the project when it was looked at
/// @param keys      settings that need trust
/// @param programs  names of its tools
/// @param hooks     names of its hooks
/// @param broken    what is wrong with profiles that cannot be used
public record Brought(Inventory inventory, List<Value> keys, List<String> programs, List<String> hooks, List<String> broken) {
    /// @throws Failure `USAGE` for a project that cannot be trusted as it is, naming file and line of one that cannot be read
    public static Brought of(Project project) {
        project.inventory(new Reading(project));        // first: it looks at nothing that a link leads out to
        var reading = new Reading(project);
        var broken = new ArrayList<String>();
        var keys = keys(project, reading, broken);
        var hooks = hooks(project);
        return new Brought(project.inventory(reading), keys, project.programs(), hooks, List.copyOf(broken));
    }

    /// What the project was when it was looked at.
    public String fingerprint() {
        return inventory.fingerprint();
    }

    /// Whether trust would make no difference.
    public boolean none() {
        return keys.isEmpty() && programs.isEmpty() && hooks.isEmpty();
    }

    /// The same, as a guard is asked about it.
    public Guard.Wishes wishes(Trust.Verdict verdict) {
        return new Guard.Wishes(keys, programs, verdict == Trust.Verdict.CHANGED);
    }

    /// Everything that needs trust in its settings and in all its profiles: trust is not about one run alone.
    ///
    /// @param broken takes what is wrong with a profile: it cannot count, and mending it asks again
    static List<Value> keys(Project project, Reading files, List<String> broken) {
        var keys = new ArrayList<Value>();
        for (var file : project.settings()) keys.addAll(keys(files.readOfProject(file), Layer.PROJECT));
        for (var name : Profiles.names(project.profiles()).stream().sorted().toList()) {
            try {
                keys.addAll(keys(files.readOfProject(project.profiles().resolve(name + ".txt")), Layer.PROFILE));
            } catch (Failure unusable) {
                broken.add(unusable.getMessage());
            }
        }
        return List.copyOf(keys);
    }

    private static List<Value> keys(EnvFile file, Layer layer) {
        var keys = new ArrayList<Value>();
        for (var entry : file.entries()) {
            var key = Keys.named(entry.name());
            if (key == null || !key.needsTrust(entry.value())) continue;
            if (key.type() != Key.Type.RULES) keys.removeIf(before -> before.key().equals(key));
            keys.add(new Value(key, entry.value(), new Source(layer, file.file(), entry.line(), true)));
        }
        return keys;
    }

    private static List<String> hooks(Project project) {
        var folder = project.root().resolve(".scorpiox/hooks");
        if (!Files.isDirectory(folder)) return List.of();
        try (var files = Files.list(folder)) {
            return files.filter(file -> !Files.isDirectory(file)).map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }
}
