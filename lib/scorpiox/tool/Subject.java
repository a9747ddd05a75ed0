package scorpiox.tool;

import java.net.URI;
import java.nio.file.Path;

/// Something a call touches: what walls and rules are about. Paths are real ones, links resolved.
public sealed interface Subject {
    record Reads(Path file) implements Subject {}

    record Writes(Path file) implements Subject {}

    record Runs(String command, Path directory) implements Subject {}

    record Fetches(URI url) implements Subject {}

    /// A tool of the user's, the team's or the project's is started; what it does then, only its class tells.
    ///
    /// @param arguments in one line, the same for the same arguments in whatever order they came
    record Invokes(String tool, Access access, String arguments) implements Subject {}
}
