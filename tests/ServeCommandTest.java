package scorpiox.command.serve;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.command.ServeOptions;
import scorpiox.server.config.ConfigFile;
import scorpiox.server.config.Flags;
import scorpiox.server.team.KeyFile;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class ServeCommandTest {
    private static final String LONG = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();

    private Settings settings() {
        variables.put("HOME", home.toString());
        return Cascade.resolve(new Environment(variables, home.getRoot()), Cascade.Flags.NONE);
    }

    private KeyFile members() {
        return new KeyFile(home.resolve("serve-keys.json"), InstantSource.system(), _ -> { });
    }

    private Entrance entrance(String host, boolean open) {
        var settings = settings();
        var flags = new Flags(Optional.of(host), null, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return Entrance.of(flags.over(ConfigFile.read(Optional.empty(), settings, _ -> { })), settings, members(), open);
    }

    @Test
    void theKeyIsNeverAnArgument() {
        assertThrows(Failure.class, () -> ServeOptions.declare().parse("--api-key", "x"));
        assertThrows(Failure.class, () -> ServeOptions.declare().parse("--key", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "[::1]", "127.1.2.3"})
    void onThisMachineAKeyIsMadeOnceAndKept(String host) throws IOException {
        var first = entrance(host, false);
        var file = home.resolve(".config/scorpiox/serve-key");
        assertAll(() -> assertEquals(Optional.of(file), first.file()), () -> assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file))),
                () -> assertEquals(43, first.shown().orElseThrow().length()), () -> assertEquals(first.shown(), entrance(host, false).shown()));
    }

    @Test
    void aKeyFileThatOthersCanReadOrThatHoldsNoKeyIsRefused() throws IOException {
        entrance("127.0.0.1", false);
        var file = home.resolve(".config/scorpiox/serve-key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> entrance("127.0.0.1", false)).kind());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        for (var bad : new String[] {"", "short", "a,".repeat(30), "a b ".repeat(20), "x".repeat(5000)}) {
            Files.writeString(file, bad);
            var failure = assertThrows(Failure.class, () -> entrance("127.0.0.1", false), bad);
            assertFalse(bad.length() > 5 && failure.line().contains(bad), "what stands there is not shown");
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, '', 2", "192.168.1.5, short-key, 2", "0.0.0.0, " + LONG + ", 0", "::, '" + LONG + ",short', 2", "my.host.example, " + LONG + ", 0", "127.0.0.1.example, '', 2"})
    void beyondThisMachineNobodyMayGuessTheKey(String host, String key, int exit) {
        if (!key.isEmpty()) variables.put("SX_PROXY_API_KEY", key);
        if (exit == 0) assertTrue(entrance(host, false).keys().needed());
        else assertEquals(2, assertThrows(Failure.class, () -> entrance(host, false)).kind().exit());
        assertFalse(Files.exists(home.resolve(".config/scorpiox/serve-key")), "no key of a file is taken for one that was set");
        assertEquals(2, assertThrows(Failure.class, () -> entrance(host, true)).kind().exit(), "--no-key is for this machine alone");
    }

    @Test
    void keysOfMembersAreEnoughToo() {
        members().add("anna", false);
        assertTrue(entrance("0.0.0.0", false).keys().needed());
    }

    @Test
    void withoutAKeyOnlyWhereItIsAskedFor() {
        assertFalse(entrance("127.0.0.1", true).keys().needed());
        variables.put("SX_PROXY_API_KEY", "a, b");
        var given = entrance("127.0.0.1", false);
        assertAll(() -> assertTrue(given.keys().needed()), () -> assertEquals(Optional.empty(), given.shown()), () -> assertEquals(Optional.empty(), given.file()));
    }
}
