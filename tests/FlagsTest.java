package scorpiox.server.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class FlagsTest {
    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();

    @Test
    void theCommandLineComesBeforeEverything() {
        variables.put("OPENAI_API_BASE_URL", "https://env.example");
        var config = ConfigFile.parse("host: a\nport: 1\nlog: { level: error }\nbackends: { demo: , codex: { path: file } }", "c.yaml", home, settings(), _ -> { });
        var over = new Flags(Optional.of("b"), 0, Optional.of("openai_codex"), Optional.of("given"), Optional.of("https://flag.example"), Optional.of("debug")).over(config);
        assertAll(() -> assertEquals("b:0", over.host() + ":" + over.port()), () -> assertEquals("codex", over.defaultBackend()), () -> assertEquals("debug", over.log().level()),
                () -> assertEquals(Optional.of("given"), over.backends().get("codex").path()), () -> assertEquals(Optional.of("https://flag.example"), over.backends().get("codex").apiBaseUrl()),
                () -> assertEquals(List.of("demo", "codex"), List.copyOf(over.backends().keySet())), () -> assertEquals(config, Flags.NONE.over(config)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --backend    | cdex            | --backend cdex: there is no such backend, did you mean codex?
            --codex-path | x               | --codex-path is for a backend of type openai-codex, and demo is of type demo
            --base-url   | http://far.example | --base-url must begin with https://
            --base-url   | x               | --base-url must be an http or https URL
            --log-level  | loud            | --log-level takes error, warn, info, debug, not loud
            --port       | 70000           | --port takes a number from 0 to 65535, not 70000
            """)
    void aFlagThatCannotBeUsedIsNamed(String flag, String value, String message) {
        var config = ConfigFile.parse("backends: { demo: , codex: }\ndefault_backend: demo", "c.yaml", home, settings(), _ -> { });
        var said = Optional.of(value);
        var flags = switch (flag) {
            case "--backend" -> new Flags(Optional.empty(), null, said, Optional.empty(), Optional.empty(), Optional.empty());
            case "--codex-path" -> new Flags(Optional.empty(), null, Optional.empty(), said, Optional.empty(), Optional.empty());
            case "--base-url" -> new Flags(Optional.empty(), null, Optional.empty(), Optional.empty(), said, Optional.empty());
            case "--log-level" -> new Flags(Optional.empty(), null, Optional.empty(), Optional.empty(), Optional.empty(), said);
            default -> new Flags(Optional.empty(), Integer.parseInt(value), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        };
        var failure = assertThrows(Failure.class, () -> flags.over(config));
        assertTrue(failure.line().startsWith(message), failure.line());
    }

    private Settings settings() {
        variables.put("HOME", home.toString());
        return Cascade.resolve(new Environment(variables, home), Cascade.Flags.NONE);
    }
}
