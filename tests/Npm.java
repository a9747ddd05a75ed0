package scorpiox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.ProcessGroup;

/// Other people's programs from the npm registry, each in its exact version, installed once for all runs.
final class Npm {
    private Npm() {}

    /// The folder that holds the packages. The test is skipped where they cannot be had.
    ///
    /// @param name     of the folder
    /// @param programs whether the native programs that belong to the packages are wanted
    /// @param packages each with its version
    static Path installed(String name, boolean programs, String... packages) throws IOException, InterruptedException {
        var path = System.getenv("PATH");
        assumeTrue(ProcessGroup.program("node", path).isPresent() && ProcessGroup.program("npm", path).isPresent(), "Node is not installed");
        var cache = System.getenv("XDG_CACHE_HOME") == null ? Path.of(System.getenv("HOME"), ".cache") : Path.of(System.getenv("XDG_CACHE_HOME"));
        var folder = Files.createDirectories(cache.resolve("scorpiox/clients").resolve(name));
        var done = folder.resolve("installed");
        var wanted = String.join("\n", packages);
        if (Files.exists(done) && Files.readString(done).equals(wanted)) return folder;
        Files.deleteIfExists(done);
        Files.writeString(folder.resolve("package.json"), "{\"private\": true}\n");
        // in the folder and not with --prefix, which would also move where npm finds the machine's own settings
        var command = new ArrayList<>(List.of("npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"));
        if (!programs) command.add("--omit=optional");
        command.addAll(List.of(packages));
        var install = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        var said = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(install.waitFor() == 0, "they cannot be fetched: " + said);
        Files.writeString(done, wanted);
        return folder;
    }
}
