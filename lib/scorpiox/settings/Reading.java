package scorpiox.settings;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The settings files of one run, each read once: what is shown, what is hashed and what counts is the same, whatever
/// happens to them meanwhile.
final class Reading {
    private final Map<Path, EnvFile> files = new HashMap<>();
    private final Map<Path, byte[]> contents = new HashMap<>();

    /// A file as it was when it was asked for first; a missing one has no entries.
    ///
    /// @throws scorpiox.base.Failure `USAGE` naming file and line for anything that is not such a file
    EnvFile read(Path file) {
        var known = files.get(file);
        if (known != null) return known;
        var bytes = EnvFile.bytes(file).orElse(null);
        contents.put(file, bytes);
        var read = bytes == null ? new EnvFile(file, List.of()) : EnvFile.parse(file, bytes);
        files.put(file, read);
        return read;
    }

    /// What was read of each file; null for one that was not there.
    Map<Path, byte[]> contents() {
        return contents;
    }
}
