package scorpiox.tool.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import picocli.CommandLine;
import scorpiox.base.Cancel;
import scorpiox.base.Json;

/// Compiles a Java tool with JBang, has a child process tell what it takes, and writes the archive by which it starts
/// fast. All of it works in a folder of our own: JBang obeys a `jbang.properties` in the working directory, which may be
/// anybody's.
///
/// @param programs starts them
/// @param jbang    the command that is JBang; empty where there is none
/// @param own      the jar or folder with our classes
/// @param patience for each of the steps
record JavaBuild(Programs programs, List<String> jbang, Path own, UserTools.Patience patience) {
    private static final int MOST = 1024 * 1024;
    private static final String PICOCLI = "picocli-" + CommandLine.VERSION + ".jar";
    private static final Pattern ERROR = Pattern.compile("(?m)^(.+\\.java:\\d+): error: (.*)$");
    private static final Pattern SAID = Pattern.compile("(?m)^\\[jbang\\] \\[ERROR\\] (.*)$");

    /// What JBang made.
    private record Built(String java, List<String> options, List<String> classPath, String main, List<String> stamps) {
        List<String> command(String... jvm) {
            var command = new ArrayList<>(List.of(java));
            if (options.stream().noneMatch(option -> option.startsWith("-XX:+Use") && option.endsWith("GC"))) command.add("-XX:+UseSerialGC");
            command.addAll(List.of(jvm));
            command.add("-Xlog:disable");
            command.addAll(options);
            return command;
        }
    }

    /// @param covered what it may be made of; empty where that may be anything
    /// @param archive where its start-up archive goes
    /// @throws Unfit when it does not compile or cannot be described
    ToolCache.Fit build(ToolFile file, Optional<Coverage> covered, Path archive, Cancel cancel) throws Unfit {
        if (jbang.isEmpty()) throw Unfit.now("a Java tool needs JBang, and there is none: install it (https://jbang.dev)");
        var folder = archive.getParent();
        if (!Files.isDirectory(folder)) throw Unfit.now("there is no folder to build it in: make " + folder + " writable");
        if (covered.isPresent()) covered.get().checkLines(file.path());
        var info = info(file, folder, cancel);
        var sources = sources(info);
        if (covered.isPresent()) covered.get().check(info, sources);
        compile(file, folder, cancel);
        sources.remove(file.path());        // it is part of the hash
        var built = built(info, sources);
        var description = description(file, built, folder, archive, cancel);
        return new ToolCache.Fit(description, start(built, archive), built.stamps);
    }

    /// The command that starts the tool.
    private static List<String> start(Built built, Path archive) {
        var command = built.command("-XX:TieredStopAtLevel=1", "-XX:+DisplayVMOutputToStderr", "-XX:AOTCache=" + archive, "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8");
        command.addAll(List.of("-cp", String.join(File.pathSeparator, built.classPath), built.main));
        return List.copyOf(command);
    }

    private ObjectNode info(ToolFile file, Path folder, Cancel cancel) throws Unfit {
        var said = jbang(List.of("info", "tools", file.path().toString()), folder, cancel);
        try {
            if (said.exit() == 0 && Json.read(said.output()) instanceof ObjectNode info) return info;
        } catch (IOException notJson) {
            // said below
        }
        throw failed(said);
    }

    private void compile(ToolFile file, Path folder, Cancel cancel) throws Unfit {
        var said = jbang(List.of("--quiet", "build", file.path().toString()), folder, cancel);
        if (said.exit() == null || said.exit() != 0) throw failed(said);
    }

    private Programs.Said jbang(List<String> arguments, Path folder, Cancel cancel) throws Unfit {
        var command = new ArrayList<>(jbang);
        command.addAll(arguments);
        var home = Path.of(System.getProperty("java.home"));
        return programs.ask(command, folder, Files.isExecutable(home.resolve("bin/javac")) ? Map.of("JAVA_HOME", home.toString()) : Map.of(), patience.build(), MOST, cancel);
    }

    private Unfit failed(Programs.Said said) {
        if (said.exit() == null) return new Unfit("compiling it took longer than " + patience.build().toSeconds() + " s; touch it to try again");
        var text = said.errors() + "\n" + new String(said.output(), StandardCharsets.UTF_8);
        var error = ERROR.matcher(text);
        if (error.find()) return Unfit.at(error.group(1), "it does not compile: " + error.group(2).strip());
        var words = SAID.matcher(text);
        return new Unfit("JBang cannot build it: " + (words.find() ? words.group(1).strip() : said.first()) + "; touch it to try again");
    }

    private static List<Path> sources(JsonNode info) {
        var sources = new ArrayList<Path>();
        for (var source : info.path("sources")) {
            var path = Path.of(source.path("backingResource").asText(""));
            if (path.isAbsolute()) sources.add(path.normalize());
        }
        return sources;
    }

    /// Our own jar takes the place of the same picocli: no archive takes classes as old as those of its jar, and a tool
    /// would take twice as long to start (measured).
    private Built built(JsonNode info, List<Path> sources) throws Unfit {
        var jar = Path.of(info.path("applicationJar").asText(""));
        var classPath = new ArrayList<>(List.of(jar.toString()));
        for (var each : info.path("resolvedDependencies")) {
            var dependency = each.asText();
            if (dependency.endsWith("/" + PICOCLI) && holdsPicocli(own)) classPath.add(own.toString());
            else if (!dependency.endsWith("-sources.jar")) classPath.add(dependency);
        }
        var options = new ArrayList<String>();
        info.path("runtimeOptions").forEach(option -> options.add(option.asText()));
        if (info.path("enablePreview").asBoolean()) options.add("--enable-preview");
        var java = java(info);
        var stamps = new ArrayList<String>();
        for (var each : classPath) stamps.add(FileHash.stamp(Path.of(each)));
        stamps.add(FileHash.stamp(Path.of(java)));
        for (var source : sources) stamps.add(FileHash.stamp(source));
        return new Built(java, options, classPath, main(jar), stamps);
    }

    private static boolean holdsPicocli(Path jar) {
        if (!Files.isRegularFile(jar)) return false;
        try (var file = new JarFile(jar.toFile())) {
            return file.getEntry("picocli/CommandLine.class") != null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static String main(Path jar) throws Unfit {
        try (var file = new JarFile(jar.toFile())) {
            var main = file.getManifest() == null ? null : file.getManifest().getMainAttributes().getValue("Main-Class");
            if (main == null) throw new Unfit("it has no main method");
            return main;
        } catch (IOException e) {
            throw new Unfit("JBang built it and did not say where; touch it to try again");
        }
    }

    /// The JDK that JBang chose, unless ours is newer: [Describe] is compiled for ours.
    private static String java(JsonNode info) {
        var chosen = Path.of(info.path("availableJdkPath").asText(""), "bin", "java");
        var version = info.path("javaVersion").asText("").split("\\D", 2)[0];
        var enough = !version.isEmpty() && version.length() < 6 && Integer.parseInt(version) >= Runtime.version().feature();
        return (enough && Files.isExecutable(chosen) ? chosen : Path.of(System.getProperty("java.home"), "bin", "java")).toString();
    }

    /// In the same run that the archive is made of. Our classes come last on its class path, and later starts do without.
    private Description description(ToolFile file, Built built, Path folder, Path archive, Cancel cancel) throws Unfit {
        var answer = archive.resolveSibling(archive.getFileName() + ".said");
        var command = Files.isRegularFile(own) ? built.command("-XX:AOTCacheOutput=" + archive) : built.command();
        command.addAll(List.of("-cp", String.join(File.pathSeparator, built.classPath) + File.pathSeparator + own, Describe.class.getName(), built.main, answer.toString()));
        try {
            Files.deleteIfExists(archive);
            var said = programs.ask(command, folder, Map.of("SX_TOOL", file.name()), patience.build(), MOST, cancel);
            if (said.exit() == null) throw new Unfit("looking at its command took longer than " + patience.build().toSeconds() + " s; touch it to try again");
            if (!Files.exists(answer)) throw new Unfit("its command cannot be looked at: " + said.first());
            if (!(Json.read(Files.readAllBytes(answer)) instanceof ObjectNode object)) throw new Unfit("its command cannot be looked at");
            if (object.has("problem")) throw new Unfit(object.path("problem").asText());
            return object.isEmpty() ? protocol(file, built, archive, cancel) : Description.of(object, "it");
        } catch (IOException e) {
            throw Unfit.now("its description cannot be kept: " + e.getMessage());
        } finally {
            answer.toFile().delete();
        }
    }

    /// A program without a picocli command describes itself as every executable does.
    private Description protocol(ToolFile file, Built built, Path archive, Cancel cancel) throws Unfit {
        return UserTools.described(programs, file, start(built, archive), patience.describe(), cancel);
    }
}
