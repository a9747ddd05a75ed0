package scorpiox.tool;

import java.net.URI;
import java.nio.file.Path;

/// Something a call touches: what walls and rules are about. Paths are real ones, links resolved.
public sealed interface Subject {
    record Reads(Path file) implements Subject {}

    record Writes(Path file) implements Subject {}

    record Runs(String command, Path directory) implements Subject {}

    record Fetches(URI url) implements Subject {}
}
