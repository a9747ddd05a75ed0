package scorpiox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import scorpiox.base.Json;
import scorpiox.settings.Keys;

/// Rules that hold for the tree as a whole.
class ProjectTest {
    /// A room sees only rooms before it; the simulator sees only `base`.
    private static final List<String> ROOMS = List.of("base", "sse", "http", "settings", "model", "auth", "provider", "tool", "agent", "output",
            "server", "simulator", "command");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?scorpiox\\.(\\w+)\\.");
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

    /// The rooms within `tool` and `command`, in their order; the agent's own folder and the scripts see them all.
    @Test
    void importsRunDownwardsWithinTheLargeRoomsToo() throws IOException {
        var orders = Map.of("provider", List.of("responses", "codex", "anthropic", "gemini", "chat", "openai", "process", "router"),
                "tool", List.of("shell", "permission", "files", "edit", "search", "web", "docs", "user"),
                "command", List.of("token", "sx", "models", "layers", "editor", "guide", "config", "setup"));
        var upward = new TreeSet<String>();
        for (var outer : orders.keySet()) {
            var order = orders.get(outer);
            for (var file : java(LIB.resolve(outer))) {
                var room = LIB.resolve(outer).relativize(file);
                var used = Pattern.compile("(?m)^import (?:static )?scorpiox\\." + outer + "\\.([a-z]+)\\.").matcher(Files.readString(file));
                while (used.find()) {
                    if (room.getNameCount() == 1 || order.indexOf(used.group(1)) > order.indexOf(room.getName(0).toString())) upward.add(outer + "/" + room + " -> " + used.group(1));
                }
            }
        }
        assertEquals(new TreeSet<>(), upward);
    }

    @Test
    void everyRoomListsItsFilesAndTheRoomsItUses() throws IOException {
        var problems = new TreeSet<String>();
        for (var info : java(LIB)) {
            if (!info.endsWith("package-info.java")) continue;
            var folder = info.getParent();
            var listed = Files.readString(info).lines().filter(line -> line.startsWith("//SOURCES ")).map(line -> folder.resolve(line.substring(10)).normalize())
                    .collect(Collectors.toSet());
            var used = new HashSet<Path>();
            try (var files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".java") && !file.equals(info)).forEach(used::add);
            }
            for (var file : List.copyOf(used)) {
                for (var match = IMPORT.matcher(Files.readString(file)); match.find(); ) {
                    var room = LIB.resolve(match.group(1));
                    if (!folder.startsWith(room)) used.add(room.resolve("package-info.java"));
                }
            }
            // a room within a room is reached through the outer one, which lists everything they share
            if (folder.getParent().equals(LIB)) used.stream().filter(file -> !listed.contains(file)).forEach(file -> problems.add(info + " lacks " + file));
            listed.stream().filter(file -> !Files.exists(file)).forEach(file -> problems.add(info + " names " + file + ", which does not exist"));
        }
        assertEquals(new TreeSet<>(), problems);
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
