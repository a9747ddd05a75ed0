package scorpiox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import scorpiox.base.Json;
import scorpiox.settings.Keys;

/// Rules that hold for the tree as a whole.
class ProjectTest {
    /// A room sees only rooms before it; the simulator sees only `base`.
    private static final List<String> ROOMS = List.of("base", "sse", "http", "settings", "model", "auth", "provider", "tool", "agent", "output",
            "server", "simulator", "command");
    /// Rooms that put the rooms within them together, and are seen by none of those.
    private static final Set<String> ON_TOP = Set.of("simulator", "server");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?scorpiox\\.(\\w+)\\.");
    private static final Pattern CLASS = Pattern.compile("(?m)^import (?:static )?(scorpiox(?:\\.[a-z]+)+\\.[A-Z]\\w*)");
    private static final Pattern DEPENDENCY = Pattern.compile("(?m)^//DEPS ([^:\\s]+:[^:\\s]+):(\\S+)");
    private static final Path LIB = Sx.ROOT.resolve("lib/scorpiox");

    @Test
    void importsRunDownwards() throws IOException {
        var upward = new TreeSet<String>();
        for (var file : java(LIB)) {
            var room = LIB.relativize(file).getName(0).toString();
            for (var match = IMPORT.matcher(Files.readString(file)); match.find(); ) {
                var used = match.group(1);
                var allowed = room.equals("simulator") ? used.equals("base") || used.equals(room) : ROOMS.indexOf(used) <= ROOMS.indexOf(room);
                if (!allowed) upward.add(LIB.relativize(file) + " -> " + used);
            }
        }
        assertEquals(new TreeSet<>(), upward);
    }

    /// The rooms within some rooms, in their order. The outer room comes before them all, where `ON_TOP` does not say that it
    /// puts them together, and so comes last.
    @Test
    void importsRunDownwardsWithinTheLargeRoomsToo() throws IOException {
        var orders = Map.of("provider", List.of("responses", "codex", "anthropic", "gemini", "chat", "openai", "process", "router"),
                "tool", List.of("shell", "permission", "files", "edit", "search", "web", "docs", "user"),
                "command", List.of("token", "sx", "models", "compare", "layers", "editor", "guide", "config", "setup", "serve"),
                "server", List.of("web", "config", "ask", "chat", "messages", "responses", "backend", "capture", "team", "status"),
                "simulator", List.of("wire", "signin", "model", "responses", "anthropic", "gemini", "chat"));
        var upward = new TreeSet<String>();
        for (var outer : orders.keySet()) {
            var order = orders.get(outer);
            for (var file : java(LIB.resolve(outer))) {
                var room = LIB.resolve(outer).relativize(file);
                var used = Pattern.compile("(?m)^import (?:static )?scorpiox\\." + outer + "\\.([a-z]+)\\.").matcher(Files.readString(file));
                while (used.find()) {
                    var own = room.getNameCount() > 1 ? order.indexOf(room.getName(0).toString()) : ON_TOP.contains(outer) ? order.size() : -1;
                    if (order.indexOf(used.group(1)) > own) upward.add(outer + "/" + room + " -> " + used.group(1));
                }
                var below = room.getNameCount() > 1 && ON_TOP.contains(outer);
                if (below && Pattern.compile("(?m)^import scorpiox\\." + outer + "\\.[A-Z]").matcher(Files.readString(file)).find()) upward.add(outer + "/" + room + " -> " + outer);
            }
        }
        assertEquals(new TreeSet<>(), upward);
    }

    /// A room lists its own files and, outside `command`, its inner rooms; an outer room also the room before it. Then every
    /// file is reached in one way only, which matters: JBang takes a file anew for each way to it, and ways multiply.
    @Test
    void everyScriptReachesEveryFileItUsesOnce() throws IOException {
        var problems = new TreeSet<String>();
        for (var script : scripts()) {
            var reached = new ArrayList<Path>();
            reach(script, reached);
            if (reached.size() != new HashSet<>(reached).size()) problems.add(script + " reaches a file twice");
            for (var file : reached) {
                if (!Files.exists(file)) problems.add(script + " reaches " + file + ", which does not exist");
                else for (var match = CLASS.matcher(Files.readString(file)); match.find(); ) {
                    var used = LIB.getParent().resolve(match.group(1).replace('.', '/') + ".java");
                    if (Files.exists(used) && !reached.contains(used)) problems.add(script + " lacks " + used + ", used by " + file.getFileName());
                }
            }
        }
        for (var file : java(LIB)) {
            if (!Files.readString(file.resolveSibling("package-info.java")).contains("//SOURCES " + file.getFileName()) && !file.endsWith("package-info.java")) problems.add("nobody lists " + file);
        }
        assertEquals(new TreeSet<>(), problems);
    }

    private static void reach(Path from, List<Path> reached) throws IOException {
        reached.add(from);
        if (!Files.exists(from)) return;
        for (var line : Files.readAllLines(from)) {
            if (!line.startsWith("//SOURCES ")) continue;
            var file = from.resolveSibling(line.substring(10).strip()).normalize();
            if (file.endsWith("package-info.java")) reach(file, reached);
            else reached.add(file);
        }
    }

    private static List<Path> scripts() throws IOException {
        try (var scripts = Files.list(Sx.ROOT.resolve("scripts"))) {
            return scripts.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void everyLibraryHasOneExactVersion() throws IOException {
        Map<String, String> versions = new HashMap<>();
        for (var file : java(Sx.ROOT)) {
            for (var match = DEPENDENCY.matcher(Files.readString(file)); match.find(); ) {
                var before = versions.put(match.group(1), match.group(2).replace(":sources", ""));
                assertTrue(before == null || before.equals(match.group(2).replace(":sources", "")), file + ": " + match.group());
                assertTrue(match.group(2).matches("\\d[0-9A-Za-z.-]*(:sources)?"), file + ": " + match.group());
            }
        }
        assertTrue(versions.size() >= 3);
    }

    @Test
    void onlyTheEnvironmentReadsVariablesAndOnlyHttpOpensSockets() throws IOException {
        var outside = new TreeSet<String>();
        for (var file : java(LIB)) {
            var text = Files.readString(file);
            var room = LIB.relativize(file).getName(0).toString();
            if (text.contains("System.getenv") && !file.endsWith("settings/Environment.java")) outside.add(file + ": System.getenv");
            if (text.contains("new Socket(") && !room.equals("http")) outside.add(file + ": new Socket");
            var forShells = file.endsWith("command/sx/Shell.java");       // a Java shell puts its own stream there
            if (text.contains("System.out") && !text.contains("/// Not `System.out`") && !forShells) outside.add(file + ": System.out");
        }
        assertEquals(new TreeSet<>(), outside);
    }

    @Test
    void everyKeyOfTheCatalogueIsReadSomewhereAndSaysWhatItMeans() throws IOException {
        var code = new StringBuilder();
        for (var file : java(LIB)) if (!file.endsWith("Keys.java")) code.append(Files.readString(file));
        for (var key : Keys.all()) {
            assertTrue(!key.meaning().isBlank() && key.meaning().length() < 100, key.name());
            assertTrue(key.preset().isEmpty() || key.problemWith(key.preset()).isEmpty(), key.name());
            assertTrue(code.indexOf("Keys." + key.name()) >= 0, key.name());
        }
    }

    @Test
    void noFileIsTooLongForOneIdea() throws IOException {
        for (var file : java(LIB)) assertTrue(Files.readAllLines(file).size() <= 350, file.toString());
        try (var scripts = Files.list(Sx.ROOT.resolve("scripts"))) {
            for (var script : scripts.filter(file -> file.toString().endsWith(".java")).toList()) {
                assertTrue(Files.readAllLines(script).size() <= 150, script.toString());
            }
        }
    }

    @Test
    void theCatalogueNamesEveryScript() throws IOException {
        var aliases = Json.read(Files.readAllBytes(Sx.ROOT.resolve("jbang-catalog.json"))).path("aliases");
        try (var scripts = Files.list(Sx.ROOT.resolve("scripts"))) {
            for (var script : scripts.filter(file -> file.toString().endsWith(".java")).toList()) {
                var name = script.getFileName().toString().replace(".java", "");
                assertEquals("scripts/" + name + ".java", aliases.path(name).path("script-ref").asText());
                assertTrue(Files.isExecutable(script.resolveSibling(name)), name + " has no launcher");
            }
        }
    }

    private static List<Path> java(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}

