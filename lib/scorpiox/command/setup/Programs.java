package scorpiox.command.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import scorpiox.base.Cancel;
import scorpiox.base.ProcessGroup;
import scorpiox.settings.Environment;
import scorpiox.settings.Project;
import scorpiox.tool.Child;
import scorpiox.tool.ToolError;

/// The programs that the tools use. Each is asked for its version, in a folder that is nobody's; one that lies in the
/// project is not started.
record Programs(Environment environment, Project project) {
    /// @param missing what is worse without it; empty where something else serves as well
    /// @param from    package that brings it
    private record Program(String name, String missing, String from) {}

    private static final List<Program> ALL = List.of(
            new Program("rg", "searches take longer", "ripgrep"),
            new Program("git", "a model cannot look at changes or make commits", "git"),
            new Program("bash", "the model's commands cannot be run", "bash"),
            new Program("setsid", "", "util-linux"));

    /// Package managers, and what they are told before the name of a package.
    private static final Map<String, String> MANAGERS = Map.of("apt-get", "sudo apt-get install", "dnf", "sudo dnf install", "apk", "sudo apk add",
            "pacman", "sudo pacman -S", "zypper", "sudo zypper install", "brew", "brew install");

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST = 4096;

    /// Looks at all of them side by side.
    List<Waiting> start(Cancel cancel) {
        return ALL.stream().map(program -> Waiting.start(program.name(), LIMIT, cancel, limited -> List.of(look(program, limited)))).toList();
    }

    private Check look(Program program, Cancel cancel) {
        var file = ProcessGroup.program(program.name(), path());
        if (file.isEmpty() && program.missing().isEmpty()) return Check.ok(program.name(), "not on PATH: bash serves instead");
        if (file.isEmpty()) return Check.warn(program.name(), "not on PATH: " + program.missing(), install(program.from()));
        if (inProject(file.get())) return Check.ok(program.name(), file.get() + ", in the project, not started");
        try {
            var nowhere = Path.of(System.getProperty("java.home"));
            var ended = Child.run(List.of(file.get().toString(), "--version"), nowhere, Child.environment(Map.of()), "", LIMIT, MOST, cancel);
            var said = ended.output().lines().map(String::strip).filter(line -> ended.exit() == 0 && !line.isEmpty()).findFirst();
            return Check.ok(program.name(), said.map(version -> version + ", " + file.get()).orElse(file.get() + ", version unknown"));
        } catch (ToolError e) {
            cancel.check();
            return Check.warn(program.name(), "does not work: " + e.getMessage(), install(program.from()));
        }
    }

    /// Any folder may be where one works, and /usr is one: what is a project has its own repository or settings.
    private boolean inProject(Path file) {
        if (project.root().getParent() == null || !Files.exists(project.root().resolve(".git")) && project.bringsNothing()) return false;
        try {
            return file.startsWith(project.root()) || file.toRealPath().startsWith(project.root());
        } catch (java.io.IOException gone) {
            return true;
        }
    }

    private String install(String name) {
        return MANAGERS.keySet().stream().sorted().filter(manager -> ProcessGroup.program(manager, path()).isPresent()).findFirst()
                .map(manager -> MANAGERS.get(manager) + " " + name).orElse("install " + name);
    }

    private String path() {
        return environment.variable("PATH").orElse("");
    }
}
