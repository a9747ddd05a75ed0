package scorpiox.server.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import scorpiox.base.Failure;
import scorpiox.settings.Settings;

/// Reads `config.yaml`.
public final class ConfigFile {
    private ConfigFile() {}

    /// What a file says, the environment over it; without a file what is usual.
    ///
    /// @param warnings takes what is unknown, a line each
    /// @throws Failure `USAGE` naming the place in the file that cannot be used
    public static ServeConfig read(Optional<Path> file, Settings settings, Consumer<String> warnings) {
        throw new UnsupportedOperationException();
    }
}
