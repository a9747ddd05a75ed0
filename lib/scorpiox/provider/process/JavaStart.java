package scorpiox.provider.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import scorpiox.base.Cancel;
import scorpiox.base.ChildEnvironment;
import scorpiox.base.Failure;
import scorpiox.base.JBangProgram;
import scorpiox.base.Json;
import scorpiox.settings.Environment;

/// Compiles a Java file with JBang, for it to be started without JBang ever after. It works in a folder of our own: JBang
/// obeys a `jbang.properties` in the working directory, which may be anybody's.
///
/// @param file   what is compiled
/// @param folder to work in
record JavaStart(ProviderFile file, Path folder, Environment environment) {
    /// What starts it.
    ///
    /// @param madeOf files that it was made of
    record Built(List<String> command, List<Path> madeOf) {
        static final Built AS_IT_IS = new Built(List.of(), List.of());
    }

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int MOST = 1024 * 1024;
    private static final Pattern ERROR = Pattern.compile("(?m)^(.+\\.java:\\d+): error: (.*)$");

    /// @param archive where Java keeps what makes later starts fast
    /// @throws Failure `USAGE` with the place where it does not compile
    Built build(Path archive, Cancel cancel) {
        jbang(cancel, "--quiet", "build", file.path().toString());
        try {
            var info = Json.read(jbang(cancel, "info", "tools", file.path().toString()));
            var jar = Path.of(info.path("applicationJar").asText(""));
            var classPath = new ArrayList<>(List.of(jar.toString()));
            for (var each : info.path("resolvedDependencies")) if (!each.asText().endsWith("-sources.jar")) classPath.add(each.asText());
            var java = java(info);
            var madeOf = new ArrayList<Path>(List.of(Path.of(java)));
            for (var each : classPath) madeOf.add(Path.of(each));
            for (var source : info.path("sources")) {
                var path = Path.of(source.path("backingResource").asText(""));
                if (path.isAbsolute()) madeOf.add(path);
            }
            var command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive,
                    "-Xlog:disable", "-Dstdin.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
            info.path("runtimeOptions").forEach(option -> command.add(option.asText()));
            if (info.path("enablePreview").asBoolean()) command.add("--enable-preview");
            command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main(jar)));
            return new Built(List.copyOf(command), madeOf);
        } catch (IOException e) {
            throw unbuilt("JBang built it and did not say where");
        }
    }

    private static String main(Path jar) throws IOException {
        try (var archive = new JarFile(jar.toFile())) {
            var main = archive.getManifest() == null ? null : archive.getManifest().getMainAttributes().getValue("Main-Class");
            if (main == null) throw new IOException("no main class");
            return main;
        }
    }

    /// The one that JBang compiled for, else ours.
    private static String java(JsonNode info) {
        var chosen = Path.of(info.path("availableJdkPath").asText(""), "bin", "java");
        return (chosen.isAbsolute() && Files.isExecutable(chosen) ? chosen : Path.of(System.getProperty("java.home"), "bin", "java")).toString();
    }

    private String jbang(Cancel cancel, String... arguments) {
        var command = new ArrayList<>(JBangProgram.command(environment.variables(), environment.home()));
        if (command.isEmpty()) throw unbuilt("a Java file needs JBang, and there is none: install it (https://jbang.dev)");
        command.addAll(List.of(arguments));
        var variables = new HashMap<>(ChildEnvironment.of(environment.variables(), ""));
        var home = Path.of(System.getProperty("java.home"));
        if (Files.isExecutable(home.resolve("bin/javac"))) variables.put("JAVA_HOME", home.toString());
        var printed = new StringBuilder();
        try (var child = Child.start(command, folder, variables, new byte[0], PATIENCE, cancel)) {
            for (var line = child.line(); line != null && printed.length() < MOST; line = child.line()) printed.append(line).append('\n');
            cancel.check();
            if (child.exit() == 0) return printed.toString();
            var error = ERROR.matcher(child.errors() + "\n" + printed);
            throw unbuilt(error.find() ? "it does not compile: " + error.group(1) + ": " + error.group(2) : "JBang cannot build it" + Words.after(child.errors()));
        }
    }

    private Failure unbuilt(String why) {
        return Failure.usage("provider " + file.id() + ": " + Words.line(why));
    }
}
