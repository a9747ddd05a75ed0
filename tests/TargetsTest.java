package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.model.Models;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

class TargetsTest {
    @TempDir
    Path home;

    /// A catalogue of the test's own lies before the one that comes with the program.
    @BeforeEach
    void catalogue() throws IOException {
        Files.writeString(Files.createDirectories(home.resolve(".config/scorpiox")).resolve("models.json"), """
                {"tiers": {"codex": {"opus": "big-c", "sonnet": "mid-c"}, "gemini": {"opus": "big-g", "sonnet": "mid-g"}, "anthropic": {"opus": "big-a", "sonnet": "mid-a"}},
                 "models": [{"id": "only-g", "providers": ["gemini"], "efforts": ["low"]}, {"id": "both", "providers": ["codex", "gemini"]}]}""");
    }

    private String of(Map<String, String> variables, Set<String> configured, String... named) {
        var all = new HashMap<>(variables);
        all.put("HOME", home.toString());
        var environment = new Environment(all, home);
        return new Targets(Cascade.resolve(environment, Cascade.Flags.NONE), Models.of(environment), configured::contains).of(List.of(named)).stream()
                .map(choice -> choice.provider() + "/" + choice.model() + choice.effort().map(effort -> "@" + effort.wire()).orElse("")).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "codex | codex/mid-c", "codex/opus | codex/big-c", "gemini:opus | gemini/big-g", "google | gemini/mid-g", "claude_code/x:1 | claude-code/x:1", "codex,codex | codex/mid-c",
            "only-g | gemini/only-g", "only-g-low | gemini/only-g@low", "both | gemini/both", "opus | gemini/big-g", "demo | demo/mid-c", "codex/new-name | codex/new-name",
            "openai/qwen3:8b | openai/qwen3:8b", "gemini,codex,gemini/opus | gemini/mid-g codex/mid-c gemini/big-g"})
    void namesPeopleWrite(String named, String targets) {
        assertEquals(targets, of(Map.of(), Set.of("gemini"), named.split(",")));
    }

    @Test
    void aProgramOfTheUsersIsAskedWhereItIsNamed() throws IOException {
        var file = Files.createDirectories(home.resolve(".config/scorpiox/providers")).resolve("my_house");
        Files.writeString(file, "#!/bin/sh\n");
        assertTrue(file.toFile().setExecutable(true));
        assertEquals("my-house/sonnet my-house/x", of(Map.of(), Set.of("gemini"), "my-house", "my_house/x"));
        assertEquals("gemini/mid-g", of(Map.of(), Set.of("gemini")));
    }

    @Test
    void withoutNamesEverybodyWhoIsSetUpIsAsked() {
        assertEquals("codex/mid-c anthropic/mid-a gemini/mid-g", of(Map.of(), Set.of("gemini", "codex", "anthropic", "router")));
        assertEquals("gemini/mid-g router/sonnet", of(Map.of("ROUTER_URL", "http://127.0.0.1:1"), Set.of("gemini", "router")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"opus | codex/big-c gemini/big-g", "only-g | codex/mid-c gemini/only-g", "both | codex/both gemini/both", "codex/x | codex/x gemini/mid-g",
            "nobody-knows-it | codex/mid-c gemini/mid-g"})
    void theModelOfTheSettingsGoesOnlyToThoseWhoHaveIt(String model, String targets) {
        assertEquals(targets, of(Map.of("MODEL", model), Set.of("codex", "gemini")));
    }

    @Test
    void theProviderOfTheSettingsGetsItsModelKnownOrNot() {
        assertEquals("codex/mid-c gemini/new", of(Map.of("MODEL", "new", "PROVIDER", "gemini"), Set.of("codex", "gemini")));
    }

    @Test
    void whatMeansNothingIsMisuseAndNobodyIsAnAuthFailure() {
        var failure = assertThrows(Failure.class, () -> of(Map.of(), Set.of(), "codx"));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains("codex"), failure.line());
        assertThrows(Failure.class, () -> of(Map.of(), Set.of(), "codex/"));
        assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> of(Map.of(), Set.of())).kind());
        assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> of(Map.of(), Set.of(), "opus")).kind());
    }

    @Test
    void aProgramOfTheUsersIsAskedToo() throws IOException {
        var program = Files.writeString(Files.createDirectories(home.resolve(".config/scorpiox/providers")).resolve("own"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertEquals("gemini/mid-g own/sonnet", of(Map.of(), Set.of("gemini", "own")));
        assertEquals("own/m-1", of(Map.of(), Set.of("gemini"), "own/m-1"));
        assertTrue(assertThrows(Failure.class, () -> of(Map.of(), Set.of(), "ownn")).line().contains("own"), "programs are among the names there are");
    }
}
