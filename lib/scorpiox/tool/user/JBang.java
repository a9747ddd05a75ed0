package scorpiox.tool.user;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import scorpiox.base.JBangProgram;
import scorpiox.settings.Environment;
import scorpiox.tool.shell.Commands;

/// Where JBang is.
public final class JBang {
    private JBang() {}

    /// The command that is JBang; empty for none.
    public static List<String> command(Environment environment) {
        return JBangProgram.command(environment.variables(), environment.home());
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
