package scorpiox.command.setup;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import scorpiox.base.ProcessGroup;
import scorpiox.command.Product;
import scorpiox.settings.Environment;

/// What this program runs on: the JDK, JBang, and how it was started.
///
/// @param scripts   folder of the launcher that started it, if one of a checkout did
/// @param reference what JBang built, if a launcher did that `sx install` wrote
record Machine(Environment environment, Optional<Path> scripts, Optional<String> reference) {
    private static final int LEAST_JAVA = 25;

    /// Whether a team's own script runs, with the files it brings along.
    static boolean ofTeam() {
        return !System.getProperty(Environment.TEAM, "").isEmpty();
    }

    /// As the launcher told it.
    static Machine ofProcess(Environment environment) {
        return new Machine(environment, property("sx.scripts").map(Path::of), property("sx.reference"));
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isEmpty());
    }

    Check program() {
        var origin = scripts.map(folder -> "from " + folder).or(() -> reference).orElse("by jbang");
        var system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch");
        return Check.ok("sx", Product.VERSION + ", " + origin + ", on " + system);
    }

    Check jdk() {
        return jdk(Runtime.version(), System.getProperty("java.vendor"), Path.of(System.getProperty("java.home")));
    }

    static Check jdk(Runtime.Version version, String vendor, Path home) {
        var found = version + " of " + vendor + ", " + home;
        if (version.feature() < LEAST_JAVA) return Check.fail("jdk", found + ": older than " + LEAST_JAVA, "install a JDK 25 and set JAVA_HOME to it");
        var compiler = Stream.of("javac", "javac.exe").anyMatch(name -> Files.exists(home.resolve("bin").resolve(name)));
        if (compiler) return Check.ok("jdk", found);
        return Check.warn("jdk", found + ": it has no compiler, so nothing can be built with it", "install a JDK 25 rather than a JRE");
    }

    /// Where JBang is, in the order the launchers look for it. It is not started.
    Check jbang() {
        var folder = environment.variable("JBANG_DIR").map(Path::of).orElseGet(() -> environment.home().resolve(".jbang"));
        var found = ProcessGroup.program("jbang", environment.variable("PATH").orElse(""))
                .or(() -> Optional.of(folder.resolve("bin/jbang")).filter(Files::isExecutable)).or(() -> kept(folder.resolve("wrapper")));
        if (found.isPresent()) return Check.ok("jbang", found.get().toString());
        var text = "not on PATH, nor in " + folder + (scripts.isPresent() ? ": the next build fetches one" : "");
        return Check.warn("jbang", text, "install it, as https://www.jbang.dev/download says");
    }

    private static Optional<Path> kept(Path folder) {
        try (var jars = Files.newDirectoryStream(folder, "jbang-cli-*-all.jar")) {
            for (var jar : jars) return Optional.of(jar);
        } catch (IOException | DirectoryIteratorException none) {
            // there is none
        }
        return Optional.empty();
    }

    Check archive() {
        try {
            return archive(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption("AOTCache").getValue());
        } catch (IllegalArgumentException | NullPointerException anotherJvm) {
            return archive("");
        }
    }

    /// @param file the archive that Java was told to use, empty for none
    Check archive(String file) {
        if (scripts.isEmpty() && reference.isEmpty()) {
            var remedy = ofTeam() ? "sx install --catalog NAME, the name of your team's catalogue; or sx@scorpiox installed, and SX_TEAM set" : "sx install";
            return Check.warn("archive", "started by jbang, which takes a second longer", remedy);
        }
        var again = "SX_FRESH=1 " + scripts.map(folder -> Shell.quoted(folder.resolve("sx").toString())).orElse("sx") + " --version";
        if (file.isEmpty()) return Check.warn("archive", "Java was started without one", again);
        return Files.isRegularFile(Path.of(file)) ? Check.ok("archive", file) : Check.warn("archive", file + " is not there, so every start takes longer", again);
    }
}
