package scorpiox.tool.user;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What a Java tool of a project may be made of: sources in the project's folder of tools, published artifacts in exact
/// versions, and options that load nothing. Anything else could change behind the back of whoever trusted the project.
///
/// @param tools        the folder that trust covers
/// @param repositories folders where artifacts are kept
record Coverage(Path tools, List<Path> repositories) {
    private static final Pattern DIRECTIVE = Pattern.compile("(?://+|#+)!?\\s*(?:JBANG_)?(?:[A-Z]+:)?([A-Z_]+)(?:[\\s:](.*))?");
    private static final Set<String> REFUSED = Set.of("REPOS", "JAVAAGENT", "MANIFEST", "MODULE");
    private static final Pattern WORD = Pattern.compile("[^\\s;,\"']+");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern RUNTIME = Pattern.compile("-Xm[sx]\\d+[kKmMgG]?|-Xss\\d+[kKmMgG]?|-XX:\\+Use(Serial|Parallel|G1|Z|Shenandoah)GC|-XX:TieredStopAtLevel=\\d|-XX:MaxRAMPercentage=[\\d.]+"
            + "|-e(nable)?a(ssertions)?|-d(isable)?a(ssertions)?|--enable-preview|--enable-native-access=[\\w.,-]+|--add-(opens|exports)=[\\w.,/$=-]+|--add-modules=[\\w.,-]+|--sun-misc-unsafe-memory-access=\\w+"
            + "|-Djava\\.awt\\.headless=\\w+|-Djava\\.net\\.prefer[A-Za-z0-9]+=\\w+|-D(?!(java|javax|jdk|sun|com\\.sun)\\.)[A-Za-z][\\w.-]*(=.*)?");
    private static final Pattern COMPILE = Pattern.compile("-g(:[a-z,]+)?|-parameters|-nowarn|-Werror|-deprecation|-Xlint(:[\\w,-]+)?|-Xdiags:\\w+|-proc:none|--enable-preview|--release|-source|-encoding|-XDstringConcat=\\w+|\\d+|UTF-8");
    private static final int MOST = 1024 * 1024;

    /// Looks at a source before JBang does, which fetches what it names.
    ///
    /// @throws Unfit for a line that names something else
    void checkLines(Path source) throws Unfit {
        for (var line : text(source).lines().toList()) {
            if (line.contains("@Grab")) throw refused("it uses @Grab: name its artifacts with //DEPS");
            var directive = DIRECTIVE.matcher(line.strip());
            if (!directive.matches()) continue;
            var name = directive.group(1);
            var value = directive.group(2) == null ? "" : directive.group(2).strip().replaceFirst("\\s//\\s.*", "");
            if (REFUSED.contains(name)) throw refused("it has a line //" + name);
            if (!name.equals("DEPS") && !name.equals("SOURCES") && !name.equals("FILES")) continue;
            for (var word : WORD.matcher(value).results().toList()) {
                if (name.equals("DEPS")) checkArtifact(word.group());
                else checkInside(source, word.group());
            }
        }
    }

    /// Looks at what JBang says it would make the tool of, and at every source.
    ///
    /// @param info    what `jbang info tools` says
    /// @param sources all of them
    void check(JsonNode info, Collection<Path> sources) throws Unfit {
        for (var source : info.path("sources")) checkPath(source.path("backingResource").asText(""));
        for (var file : info.path("files")) checkPath(file.path("backingResource").asText(""));
        for (var source : sources) checkLines(source);
        if (!info.path("repositories").isEmpty()) throw refused("it names a repository");
        if (info.hasNonNull("module")) throw refused("it is a module");
        for (var dependency : info.path("dependencies")) checkArtifact(dependency.asText());
        for (var dependency : info.path("resolvedDependencies")) if (!published(dependency.asText())) throw refused("it uses " + dependency.asText() + ", which is no published artifact");
        for (var option : info.path("runtimeOptions")) checkOption(option.asText(), RUNTIME);
        for (var option : info.path("compileOptions")) checkOption(option.asText(), COMPILE);
    }

    private static void checkOption(String option, Pattern harmless) throws Unfit {
        if (!harmless.matcher(option).matches()) throw refused("it has the option " + option);
    }

    /// `group:artifact:version`, with a classifier and a type perhaps; a version that stays what it is.
    private static void checkArtifact(String text) throws Unfit {
        var type = text.lastIndexOf('@');
        var parts = new ArrayList<>(List.of((type < 0 ? text : text.substring(0, type)).split(":", -1)));
        var version = parts.size() < 3 ? "" : parts.get(2);
        var moves = version.endsWith("SNAPSHOT") || version.equalsIgnoreCase("LATEST") || version.equalsIgnoreCase("RELEASE");
        var whole = (parts.size() == 3 || parts.size() == 4) && parts.stream().allMatch(part -> PLAIN.matcher(part).matches()) && (type < 0 || PLAIN.matcher(text.substring(type + 1)).matches());
        if (!whole || moves || !VERSION.matcher(version).matches()) throw refused("its dependency " + text + " is no group:artifact:version with an exact version");
    }

    /// @param word as a directive has it: a path from its source on, for a file behind the name it gets
    private void checkInside(Path source, String word) throws Unfit {
        var path = word.substring(word.indexOf('=') + 1);
        if (path.startsWith("~") || path.contains("$") || path.contains(":")) throw notInside(word);
        try {
            checkPath(source.resolveSibling(path.isEmpty() ? "." : path).toString());
        } catch (InvalidPathException e) {
            throw notInside(word);
        }
    }

    private void checkPath(String path) throws Unfit {
        try {
            var file = Path.of(path).normalize();
            if (file.startsWith(tools)) return;
            throw notInside(file.toString());
        } catch (InvalidPathException e) {
            throw notInside(path);
        }
    }

    private Unfit notInside(String file) {
        return new Unfit("its source " + file + " is not in " + tools + ", which is all that trust covers");
    }

    private boolean published(String jar) {
        var file = Path.of(jar).normalize();
        return repositories.stream().anyMatch(file::startsWith);
    }

    private static Unfit refused(String why) {
        return new Unfit(why + ", which trust in the project does not cover");
    }

    private static String text(Path source) throws Unfit {
        if (!Files.isRegularFile(source)) throw new Unfit("its source " + source + " is no file");
        try (var in = Files.newInputStream(source)) {
            var bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) throw new Unfit("its source " + source + " is longer than a source should be");
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Unfit.now("its source " + source + " cannot be read");
        }
    }
}
