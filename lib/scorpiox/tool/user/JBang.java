package scorpiox.tool.user;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import scorpiox.base.ProcessGroup;
import scorpiox.settings.Environment;

/// Where JBang is.
public final class JBang {
    /// System property by which a launcher names its folder, where `jbangw` is.
    public static final String SCRIPTS = "sx.scripts";

    private JBang() {}

    /// The command that is JBang: `jbangw` beside the launcher, else `jbang` on the path, else where its installer puts it,
    /// else the JBang that started this run; empty for none.
    public static List<String> command(Environment environment) {
        var scripts = System.getProperty(SCRIPTS, "");
        if (!scripts.isEmpty() && Files.isExecutable(Path.of(scripts, "jbangw"))) return List.of(Path.of(scripts, "jbangw").toString());
        var installed = environment.variable("JBANG_DIR").map(Path::of).orElseGet(() -> environment.home().resolve(".jbang")).resolve("bin/jbang");
        return ProcessGroup.program("jbang", environment.variable("PATH").orElse("")).or(() -> Optional.of(installed).filter(Files::isExecutable))
                .or(() -> environment.variable("JBANG_LAUNCH_CMD").map(Path::of).filter(file -> file.isAbsolute() && Files.isExecutable(file)))
                .map(jbang -> List.of(jbang.toString())).orElse(List.of());
    }
}
