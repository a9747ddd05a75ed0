package scorpiox.base;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where JBang is, which compiles Java files of the user's.
public final class JBangProgram {
    /// System property by which a launcher names its folder, where `jbangw` is.
    public static final String SCRIPTS = "sx.scripts";

    private JBangProgram() {}

    /// The command that is JBang: `jbangw` beside the launcher, else `jbang` on the path, else where its installer puts it,
    /// else the JBang that started this run; empty for none.
    ///
    /// @param variables the environment
    /// @param home      the user's home directory
    public static List<String> command(Map<String, String> variables, Path home) {
        var scripts = System.getProperty(SCRIPTS, "");
        if (!scripts.isEmpty() && Files.isExecutable(Path.of(scripts, "jbangw"))) return List.of(Path.of(scripts, "jbangw").toString());
        var folder = variables.getOrDefault("JBANG_DIR", "").isEmpty() ? home.resolve(".jbang") : Path.of(variables.get("JBANG_DIR"));
        var starter = variables.getOrDefault("JBANG_LAUNCH_CMD", "");
        return ProcessGroup.program("jbang", variables.getOrDefault("PATH", "")).or(() -> Optional.of(folder.resolve("bin/jbang")).filter(Files::isExecutable))
                .or(() -> starter.isEmpty() ? Optional.empty() : Optional.of(Path.of(starter)).filter(file -> file.isAbsolute() && Files.isExecutable(file)))
                .map(jbang -> List.of(jbang.toString())).orElse(List.of());
    }
}
