package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class CodexAccountsTest {
    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> flags = new HashMap<>();

    @BeforeEach
    void useThisHome() throws IOException {
        variables.put("HOME", home.toString());
        Files.createDirectories(home.resolve("work/.git"));
    }

    @Test
    void ownFileThenCodexHomeThenTheUsualFolder() throws IOException {
        assertEquals(Optional.empty(), locate());
        var usual = write(".codex/auth.json", "{}");
        assertEquals(Optional.of(usual), locate());
        variables.put("CODEX_HOME", home.resolve("elsewhere").toString());
        assertEquals(Optional.of(usual), locate());
        var moved = write("elsewhere/auth.json", "{}");
        assertEquals(Optional.of(moved), locate());
        var own = write(".config/scorpiox/codex-auth.json", "{}");
        assertEquals(Optional.of(own), locate());
        variables.put("XDG_CONFIG_HOME", home.resolve("xdg").toString());
        assertEquals(Optional.of(moved), locate());
    }

    @Test
    void aConfiguredPathIsFinalWhetherItExistsOrNot() throws IOException {
        write(".codex/auth.json", "{}");
        variables.put("OPENAI_CODEX_PATH", "~/other/auth.json");
        assertEquals(Optional.of(home.resolve("other/auth.json")), locate());
        variables.put("CODEX_CREDENTIALS_FILE", "relative.json");
        assertEquals(Optional.of(home.resolve("work/relative.json")), locate());
    }

    @Test
    void openaiCodexPathMayBeAFolder() throws IOException {
        Files.createDirectories(home.resolve("folder"));
        variables.put("OPENAI_CODEX_PATH", home.resolve("folder").toString());
        assertEquals(Optional.of(home.resolve("folder/auth.json")), locate());
    }

    @Test
    void aNamedAccountIsFinalToo() throws IOException {
        write(".codex/auth.json", "{}");
        write(".config/scorpiox/codex-auth.json", "{}");
        variables.put("CODEX_ACCOUNT", "work");
        assertEquals(Optional.of(account("work")), locate());
    }

    /// Where the account is named, where the file, and which of the two counts.
    @ParameterizedTest
    @CsvSource({
            "USER,    USER,        file", "USER,    PROFILE,     file", "USER,    ENVIRONMENT, file", "USER,    FLAG, file", "USER, NONE, account",
            "PROJECT, USER,        account", "PROJECT, PROFILE,  file", "PROJECT, ENVIRONMENT, file",
            "PROFILE, USER,        account", "PROFILE, PROFILE,  file", "PROFILE, ENVIRONMENT, file", "PROFILE, FLAG, file",
            "ENVIRONMENT, USER,    account", "ENVIRONMENT, PROFILE, account", "ENVIRONMENT, ENVIRONMENT, file", "ENVIRONMENT, FLAG, file", "ENVIRONMENT, NONE, account",
            "FLAG,    USER,        account", "FLAG, PROFILE,     account", "FLAG,    ENVIRONMENT, account", "FLAG,    FLAG, file", "FLAG, NONE, account",
            "NONE,    USER,        file", "NONE, FLAG, file",
    })
    void anAccountBeatsAFileOnlyFromAHigherLayer(String accountLayer, String fileLayer, String counts) throws IOException {
        for (var key : List.of("CODEX_CREDENTIALS_FILE", "OPENAI_CODEX_PATH")) {
            var values = new HashMap<String, String>();
            set(values, accountLayer, "CODEX_ACCOUNT", "work");
            set(values, fileLayer, key, home.resolve("named.json").toString());
            for (var layer : List.of("USER", "PROJECT", "PROFILE")) {
                var file = switch (layer) {
                    case "USER" -> ".config/scorpiox/scorpiox-env.txt";
                    case "PROJECT" -> "work/scorpiox-env.txt";
                    default -> ".config/scorpiox/profiles/p.txt";
                };
                write(file, values.getOrDefault(layer, ""));
            }
            var expected = counts.equals("file") ? home.resolve("named.json") : account("work");
            var settings = Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("work")), new Cascade.Flags("p", flags, true));
            assertEquals(Optional.of(expected), CodexAccounts.locate(settings), key);
            assertEquals(expected, CodexAccounts.target(settings), key);
            variables.keySet().removeIf(name -> !name.equals("HOME"));
            flags.clear();
        }
    }

    private void set(Map<String, String> files, String layer, String key, String value) {
        switch (layer) {
            case "ENVIRONMENT" -> variables.put(key, value);
            case "FLAG" -> flags.put(key, value);
            case "NONE" -> { }
            default -> files.merge(layer, key + "=" + value + "\n", String::concat);
        }
    }

    @Test
    void anUntrustedProjectNamesNoAccount() throws IOException {
        write("work/scorpiox-env.txt", "CODEX_ACCOUNT=theirs\n");
        assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, this::locate).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A1", "work", "a.b-c_d", "0", "x..y"})
    void aGoodNameIsAFileOfOurs(String name) throws IOException {
        flags.put("CODEX_ACCOUNT", name);
        assertEquals(Optional.of(account(name)), locate());
        flags.put("CODEX_ACCOUNT", "a".repeat(64));
        assertEquals(Optional.of(account("a".repeat(64))), locate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "..", ".", ".hidden", "a/b", "a\\b", "/etc/passwd", "a b", "-x", "_x", "é", "a\u0000", "a:b", "~"})
    void aNameThatCouldLeadElsewhereIsRefused(String name) {
        flags.put("CODEX_ACCOUNT", name);
        assertRefused();
    }

    @Test
    void aNameOfSixtyFiveCharactersIsTooLong() {
        flags.put("CODEX_ACCOUNT", "a".repeat(65));
        assertRefused();
    }

    @Test
    void anEmptyNameIsNone() throws IOException {
        write(".config/scorpiox/scorpiox-env.txt", "CODEX_ACCOUNT=work\n");
        flags.put("CODEX_ACCOUNT", "");
        assertEquals(Optional.empty(), locate());
    }

    @Test
    void aSignInGoesWhereItWillBeLookedForAndElseToOurOwnFile() throws IOException {
        write(".codex/auth.json", "{}");
        var own = home.resolve(".config/scorpiox/codex-auth.json");
        assertEquals(own, CodexAccounts.target(settings()));
        variables.put("CODEX_ACCOUNT", "work");
        assertEquals(account("work"), CodexAccounts.target(settings()));
        variables.remove("CODEX_ACCOUNT");
        variables.put("CODEX_CREDENTIALS_FILE", "~/mine.json");
        assertEquals(home.resolve("mine.json"), CodexAccounts.target(settings()));
    }

    @Test
    void oursAndTheCodexProgramsAreToldApart() throws IOException {
        variables.put("CODEX_HOME", home.resolve("elsewhere").toString());
        var settings = settings();
        var own = home.resolve(".config/scorpiox/codex-auth.json");
        for (var ours : List.of(own, account("work"))) {
            assertTrue(CodexAccounts.ours(ours, settings.environment()));
            assertFalse(CodexAccounts.cli(ours, settings));
        }
        for (var theirs : List.of(home.resolve(".codex/auth.json"), home.resolve("elsewhere/auth.json"))) {
            assertFalse(CodexAccounts.ours(theirs, settings.environment()));
            assertTrue(CodexAccounts.cli(theirs, settings));
        }
        for (var neither : List.of(home.resolve("mine.json"), home.resolve(".config/scorpiox/accounts-of-others/a.json"))) {
            assertFalse(CodexAccounts.ours(neither, settings.environment()));
            assertFalse(CodexAccounts.cli(neither, settings));
        }
    }

    @Test
    void namesAreListedSorted() throws IOException {
        assertEquals(List.of(), CodexAccounts.names(settings().environment()));
        for (var name : List.of("work.json", "home.json", "a.json.json", "work.json.lock", "notes.txt")) write(".config/scorpiox/accounts/" + name, "{}");
        assertEquals(List.of("a.json", "home", "work"), CodexAccounts.names(settings().environment()));
    }

    @Test
    void onlyWhatCanBeAnAccountIsListed() throws IOException {
        Files.createDirectories(home.resolve(".config/scorpiox/accounts/folder.json"));
        write(".config/scorpiox/accounts/.json", "{}");
        write(".config/scorpiox/accounts/good.json", "{}");
        for (var name : CodexAccounts.names(settings().environment())) {
            flags.put("CODEX_ACCOUNT", name);
            assertTrue(Files.isRegularFile(locate().orElseThrow()), name);
        }
    }

    @Test
    void withoutAnyTheWaysToSignInAreNamed() throws IOException {
        var failure = CodexAccounts.none(settings().environment());
        assertEquals(Failure.Kind.AUTH, failure.kind());
        for (var way : List.of("fetchtoken login", "codex login", "keyring", "CODEX_BASE_URL")) assertTrue(failure.hint().contains(way), failure.hint());
        assertFalse(failure.getMessage().contains("--account"), failure.getMessage());
        write(".config/scorpiox/accounts/work.json", "{}");
        assertTrue(CodexAccounts.none(settings().environment()).getMessage().endsWith("but for --account work"));
    }

    private void assertRefused() {
        var failure = assertThrows(Failure.class, this::locate);
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains("account names are"), failure.getMessage());
        assertThrows(Failure.class, () -> CodexAccounts.target(settings()));
    }

    private Optional<Path> locate() throws IOException {
        return CodexAccounts.locate(settings());
    }

    private Settings settings() {
        return Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("work")), new Cascade.Flags(null, flags, false));
    }

    private Path account(String name) {
        return home.resolve(".config/scorpiox/accounts").resolve(name + ".json");
    }

    private Path write(String file, String text) throws IOException {
        var path = home.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }
}
