package scorpiox.command.layers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import scorpiox.base.ProcessGroup;
import scorpiox.settings.Environment;

/// Asks `git` whether it would leave a file out. What a repository has configured for itself starts no program: hooks, file
/// watchers and the fetching of missing objects are off, and the environment holds nothing but what git needs.
final class GitIgnore {
    private static final int SECONDS = 2;
    private static final List<String> OPTIONS = List.of("--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
            "-c", "core.untrackedCache=false", "-c", "protocol.allow=never");

    private GitIgnore() {}

    /// Whether the file is ignored and not committed already; no where that cannot be told.
    ///
    /// @param root of the repository
    /// @param file inside it; need not exist
    static boolean ignores(Environment environment, Path root, Path file) {
        var path = environment.variable("PATH").orElse("");
        var git = ProcessGroup.program("git", path);
        if (git.isEmpty() || !Files.exists(root.resolve(".git"))) return false;
        var command = new ArrayList<>(List.of(git.get().toString()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-c", "core.excludesFile=" + excludes(environment), "check-ignore", "--quiet", "--"));
        command.add(file.toString());
        var builder = new ProcessBuilder(command).directory(root.toFile()).redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("HOME", environment.home().toString());
        environment.variable("XDG_CONFIG_HOME").ifPresent(folder -> builder.environment().put("XDG_CONFIG_HOME", folder));
        builder.environment().put("GIT_NO_LAZY_FETCH", "1");
        builder.environment().put("GIT_ALLOW_PROTOCOL", "none");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        return exit(builder) == 0;
    }

    /// The user's own list where git looks for it; the one a repository names could be a pipe that never ends.
    private static String excludes(Environment environment) {
        var file = environment.configuration().resolveSibling("git/ignore");
        return Files.isRegularFile(file) ? file.toString() : "/dev/null";
    }

    private static int exit(ProcessBuilder builder) {
        try {
            var process = builder.start();
            if (process.waitFor(SECONDS, TimeUnit.SECONDS)) return process.exitValue();
            process.destroyForcibly();
        } catch (IOException notStarted) {
            // then it cannot be told
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return -1;
    }
}
