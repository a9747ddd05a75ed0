package scorpiox.settings;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The settings files of one run, each read once: what is shown, what is hashed and what counts is the same, whatever
/// happens to them meanwhile.
final class Reading {
    private final Project project;
    private final Map<Path, EnvFile> files = new HashMap<>();
    private final Map<Path, byte[]> contents = new HashMap<>();

    Reading(Project project) {
        this.project = project;
    }

    /// A file as it was when it was asked for first; a missing one has no entries.
    ///
    /// @throws scorpiox.base.Failure `USAGE` naming file and line for anything that is not such a file
    EnvFile read(Path file) {
        var known = files.get(file);
        return known != null ? known : keep(file, EnvFile.bytes(file));
    }

    /// The same for one of the project's: one that a link leads out to counts as missing, and is not touched.
    EnvFile readOfProject(Path file) {
        var known = files.get(file);
        return known != null ? known : keep(file, project.outside(file).isPresent() ? Optional.empty() : EnvFile.bytes(file));
    }

    private EnvFile keep(Path file, Optional<byte[]> bytes) {
        contents.put(file, bytes.orElse(null));
        var read = bytes.isEmpty() ? new EnvFile(file, List.of()) : EnvFile.parse(file, bytes.get());
        files.put(file, read);
        return read;
    }

    /// What was read of each file; null for one that was not there.
    Map<Path, byte[]> contents() {
        return contents;
    }
}
