package scorpiox.provider.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.model.Effort;
import scorpiox.model.Models;
import scorpiox.provider.Capabilities.Cell;
import scorpiox.provider.Capabilities.Feature;
import scorpiox.provider.router.Choice;
import scorpiox.provider.router.Vendors;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class ProcessVendorTest {
    @TempDir
    Path home;

    @Test
    void programsOfTheUserAndTheTeamAreProvidersButNoneOfAProject() throws IOException {
        program(".config/scorpiox/providers/my_House", "{}");
        program(".config/scorpiox/providers/.hidden", "{}");
        program(".config/scorpiox/providers/9lives", "{}");
        Files.writeString(home.resolve(".config/scorpiox/providers/notes.txt"), "no program");
        Files.writeString(home.resolve(".config/scorpiox/providers/both"), "no program");
        Files.writeString(home.resolve(".config/scorpiox/providers/both.java"), "void main() { }");
        Files.createDirectories(home.resolve(".config/scorpiox/providers/tests"));
        program("team/providers/shared", "{}");
        program("team/providers/my-house", "{\"description\":\"the team's\"}");
        program("work/.scorpiox/providers/foreign", "{}");
        program("work/providers/foreign", "{}");
        var settings = settings();
        assertEquals(List.of("both", "my-house", "shared"), ProcessVendors.ids(settings.environment()));
        assertTrue(ProviderFile.all(settings.environment()).get("my-house").path().startsWith(home.resolve(".config")), "one's own comes first");
        assertTrue(ProcessVendors.find("foreign", settings).isEmpty());
        assertEquals("shared", Vendors.of("shared", settings).id());
        assertTrue(Choice.providers(settings.environment()).containsAll(List.of("codex", "demo", "both", "shared")));
    }

    @ParameterizedTest
    @CsvSource({"house, sonnet, house, sonnet", "HOUSE, big, house, big", "router, house/big, house, big", "codex, house/big, codex, big", "house, house:x/y, house, x/y"})
    void itIsChosenByItsName(String provider, String model, String chosen, String asked) throws IOException {
        program(".config/scorpiox/providers/house", "{}");
        var choice = Choice.of(settings("PROVIDER", provider, "MODEL", model), Models.BUILT_IN);
        assertEquals(chosen + " " + asked, choice.provider() + " " + choice.model());
    }

    /// The model of a clone counts without trust; what would start a program of the user's does not.
    @ParameterizedTest
    @ValueSource(strings = {"house/big", "house:big", "HOUSE/big"})
    void theModelOfAProjectDoesNotStartIt(String model) throws IOException {
        program(".config/scorpiox/providers/house", "{}");
        Files.createDirectories(home.resolve("work/.git"));
        Files.writeString(home.resolve("work/scorpiox-env.txt"), "MODEL=" + model + "\n");
        var settings = Cascade.resolve(new Environment(Map.of("HOME", home.toString(), "OPENAI_API_KEY", "some-key-of-mine-1"), home.resolve("work")), Cascade.Flags.NONE);
        var failure = assertThrows(Failure.class, () -> Choice.of(settings, Models.BUILT_IN));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains("scorpiox-env.txt:1: MODEL house/big would send the prompt to a program of yours"), failure.line());
    }

    @Test
    void anUnknownNameListsItToo() throws IOException {
        program(".config/scorpiox/providers/house", "{}");
        var failure = assertThrows(Failure.class, () -> Choice.of(settings("PROVIDER", "hous"), Models.BUILT_IN));
        assertTrue(failure.line().startsWith("unknown provider hous, did you mean house?") && failure.line().endsWith(", house"), failure.line());
    }

    @Test
    void whatItSaysOfItselfIsAskedOnceForEachContent() throws IOException {
        program(".config/scorpiox/providers/house", "{\"models\":[{\"id\":\"big\",\"context_window\":1000,\"image\":true,\"efforts\":[\"high\",\"low\",\"?\"]},{\"id\":\"\"}],"
                + "\"capabilities\":{\"token_count\":false,\"cost\":\"by the hour\",\"context_caching\":true}}", "echo x >> \"$HOME/asked\"");
        var settings = settings();
        var vendor = ProcessVendors.find("house", settings).orElseThrow();
        for (var i = 0; i < 2; i++) {
            var cells = vendor.capabilities(settings).cells();
            assertEquals(new Cell(true, "by the hour"), cells.get(Feature.COST));
            assertEquals(new Cell(true, "by its own word"), cells.get(Feature.CONTEXT_CACHING));
            assertEquals(new Cell(true, "effort"), cells.get(Feature.THINKING));
            assertFalse(cells.get(Feature.TOKEN_COUNT).supported());
            assertTrue(cells.get(Feature.VISION).supported());
        }
        assertEquals("x\n", Files.readString(home.resolve("asked")));
        var big = program("house", settings).description().model("sonnet");
        assertEquals(1000, big.contextWindow());
        assertEquals(List.of(Effort.LOW, Effort.HIGH), big.efforts());
        assertFalse(program("house", settings).description().model("other").known());
        program(".config/scorpiox/providers/house", "{}", "echo y >> \"$HOME/asked\"");
        assertFalse(vendor.capabilities(settings).cells().get(Feature.COST).supported());
        assertEquals("x\ny\n", Files.readString(home.resolve("asked")));
        try (var kept = Files.list(home.resolve(".cache/scorpiox/providers"))) {
            assertEquals(1, kept.filter(file -> file.toString().endsWith(".json")).count(), "what the older content said is gone");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            echo no                      | provider house does not describe itself: it prints no JSON object: 
            echo '[]'                    | provider house does not describe itself: it prints no JSON object: 
            echo oh >&2; exit 3          | provider house does not describe itself: exit 3: oh: 
            head -c 20000000 /dev/zero   | provider house does not describe itself: a line is longer than 16 MiB: 
            """)
    void oneThatDoesNotSayIsRefusedInOneLine(String script, String line) throws IOException {
        write(".config/scorpiox/providers/house", "#!/bin/sh\n" + script + "\n");
        var settings = settings();
        var failure = assertThrows(Failure.class, () -> ProcessVendors.find("house", settings).orElseThrow().capabilities(settings));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().startsWith(line.strip()) && failure.line().contains("--describe has to print"), failure.line());
    }

    @Test
    void oneThatCannotBeStartedIsNamed() throws IOException {
        write(".config/scorpiox/providers/house", "#!/no/such/program\n");
        var settings = settings();
        var failure = assertThrows(Failure.class, () -> ProcessVendors.find("house", settings).orElseThrow().capabilities(settings));
        assertEquals(Kind.USAGE, failure.kind());
    }

    private static Program program(String id, Settings settings) {
        return Program.of(ProviderFile.all(settings.environment()).get(id), settings, _ -> { }, new Cancel());
    }

    private void program(String name, String description, String... first) throws IOException {
        write(name, "#!/bin/sh\n" + String.join("\n", first) + "\necho '" + description + "'\n");
    }

    private void write(String name, String text) throws IOException {
        var file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Settings settings(String... overrides) throws IOException {
        Files.createDirectories(home.resolve("team"));
        Files.createDirectories(home.resolve("work"));
        var variables = Map.of("HOME", home.toString(), "PATH", System.getenv("PATH"), "SX_TEAM", home.resolve("team").toString());
        var flags = new HashMap<String, String>();
        for (var i = 0; i < overrides.length; i += 2) flags.put(overrides[i], overrides[i + 1]);
        return Cascade.resolve(new Environment(variables, home.resolve("work")), new Cascade.Flags(null, flags, false));
    }
}
