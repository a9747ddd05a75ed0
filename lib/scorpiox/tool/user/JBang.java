package scorpiox.tool.user;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import scorpiox.base.ProcessGroup;
import scorpiox.settings.Environment;
import scorpiox.tool.shell.Commands;

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

    /// Folders where it keeps published artifacts, as the commands of a run know them: Java may have its own idea of the
    /// home directory.
    static List<Path> repositories(Commands commands) {
        var named = commands.variable("JBANG_REPO").map(Path::of);
        if (named.isPresent()) return List.of(named.get().toAbsolutePath().normalize());
        var homes = new LinkedHashSet<>(List.of(System.getProperty("user.home")));
        commands.variable("HOME").ifPresent(homes::add);
        return homes.stream().map(home -> Path.of(home, ".m2/repository")).toList();
    }
}
