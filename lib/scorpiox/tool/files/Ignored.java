package scorpiox.tool.files;

import java.nio.file.Path;

/// What a listing leaves out unless everything is asked for.
@FunctionalInterface
public interface Ignored {
    /// @param file      an absolute path
    /// @param directory whether it is a folder
    boolean test(Path file, boolean directory);
}
