package scorpiox.auth.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Redaction;

@Timeout(60)
class BrowserTest {
    private static final URI URL = URI.create("https://auth.example.com/oauth/authorize?a=b%20c&d=$(touch%20x);e");

    @TempDir
    Path folder;

    private Path pipe;

    @BeforeEach
    void begin() {
        pipe = folder.resolve("pipe");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "linux      | DISPLAY=:0                                 | xdg-open %s",
            "linux      | WAYLAND_DISPLAY=wayland-0                  | xdg-open %s",
            "linux      | -                                          | -",
            "linux      | DISPLAY=                                   | -",
            "mac os x   | -                                          | open %s",
            "windows 11 | -                                          | rundll32 url.dll,FileProtocolHandler %s",
            "linux      | BROWSER=firefox                            | firefox %s",
            "linux      | BROWSER=;DISPLAY=:0                        | xdg-open %s",
            "mac os x   | BROWSER=lynx  -a                           | lynx -a %s",
            "linux      | BROWSER=one --url=%s -x::two:              | one --url=%s -x / two %s",
            "windows 11 | BROWSER=C:/one.exe                         | C:/one.exe %s",
            "linux      | BROWSER=:                                  | -",
    })
    void theCommandIsTheUsersOrTheSystems(String system, String variables, String commands) {
        Map<String, String> environment = new HashMap<>();
        if (variables != null) for (var each : variables.split(";")) environment.put(each.split("=", 2)[0], each.split("=", 2)[1]);
        var expected = commands == null ? List.of() : Arrays.stream(commands.split(" / ")).map(command -> List.of(command.split(" "))).toList();
        assertEquals(expected, Browser.commands(environment, system));
    }

    /// A program that writes its arguments, its stdin and a variable into a pipe, so that nobody has to wait for a file.
    private String program() throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        var program = folder.resolve("browser");
        Files.writeString(program, "#!/bin/sh\necho noise; echo noise >&2\n{ printf '[%s]' \"$@\"; cat; printf '%s' \"$API_KEY$PLAIN\"; } > '" + pipe + "'\n");
        assertTrue(program.toFile().setExecutable(true));
        return program.toString();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theUrlArrivesWholeAndWithoutAShell() throws Exception {
        var environment = Map.of("BROWSER", folder.resolve("missing") + ":" + program() + " -u %s -v", "PATH", System.getenv("PATH"));
        assertTrue(Browser.of(environment).test(URL));
        assertEquals("[-u][" + URL + "][-v]", Files.readString(pipe));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void secretsStayWithUs() throws Exception {
        Redaction.register("browser-test-secret");
        var environment = Map.of("BROWSER", program(), "OTHER", "browser-test-secret", "CODEX_SSH_PASS", "short", "OPENAI_API_KEY", "never registered", "PLAIN", "plain", "PATH", System.getenv("PATH"));
        assertTrue(Browser.of(environment).test(URL));
        assertEquals("[" + URL + "]plain", Files.readString(pipe));
    }

    @Test
    void whatCannotBeStartedIsSaid() {
        assertFalse(Browser.of(Map.of("BROWSER", folder.resolve("missing") + " %s"), "Linux").test(URL));
        assertFalse(Browser.of(Map.of(), "Linux").test(URL));
    }

    @Test
    void theSystemsOwnNameIsAsked() {
        assertFalse(Browser.of(Map.of("BROWSER", "/")).test(URL));
    }
}
