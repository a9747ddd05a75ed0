package scorpiox.command.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.server.team.KeyFile;

class ServeKeysTest {
    @TempDir
    Path home;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aKeyIsShownOnceAndOnStdoutAlone() {
        run("add", "anna", "--tokens");
        var key = text(out).strip();
        assertTrue(text(out).matches("sxk_[A-Za-z0-9_-]{43}\n"));
        assertFalse(text(err).contains(key));
        assertEquals("serve: that is the key of anna, shown this once; it may fetch access tokens\n", text(err));
        out.reset();
        run("list");
        run("list", "--json");
        assertFalse(text(out).contains(key) || text(out).contains("sxk_"));
    }

    @Test
    void theListShowsWhoMayDoWhat() throws IOException {
        run("add", "anna", "--tokens");
        run("add", "continuous-integration");
        out.reset();
        run("list");
        assertEquals("anna                    made 2026-06-01  never used            tokens\ncontinuous-integration  made 2026-06-01  never used\n", text(out));
        out.reset();
        run("list", "--json");
        assertEquals("[{\"name\":\"anna\",\"tokens\":true,\"created\":\"2026-06-01\",\"last_used\":null},{\"name\":\"continuous-integration\",\"tokens\":false,\"created\":\"2026-06-01\",\"last_used\":null}]",
                Json.write(Json.read(text(out))));
    }

    @Test
    void anEmptyListSaysHowToMakeAKey() {
        run("list");
        assertEquals("", text(out));
        assertTrue(text(err).contains("serve key add NAME"));
        run("list", "--json");
        assertEquals("[]\n", text(out));
    }

    @Test
    void aRevokedKeyIsGone() {
        run("add", "anna");
        run("revoke", "anna");
        assertEquals(0, file().keys().size());
        assertEquals("there is no key called anna", assertThrows(Failure.class, () -> run("revoke", "anna")).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"anna", "ANNA"})
    void aNameIsTakenInWhateverCase(String again) {
        run("add", "anna");
        var failure = assertThrows(Failure.class, () -> run("add", again));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertEquals("there is a key called anna already: revoke it first with: serve key revoke anna", failure.line());
        assertEquals(1, file().keys().size());
    }

    @ParameterizedTest
    @CsvSource({"'', serve key needs a command", "ad, unknown command ad", "add, serve key add takes one name", "add a b, 'serve key add takes one name, not a b'", "revoke, serve key revoke takes one name",
            "list x, 'serve key list takes no name, not x'", "list --tokens, --tokens goes with add", "add x --json, --json goes with list", "add x --tokns, unknown option --tokns", "add .x, a key cannot be called .x"})
    void whatIsNoCommandIsSaidInOneLine(String words, String message) {
        var failure = assertThrows(Failure.class, () -> run(words.isEmpty() ? new String[0] : words.split(" ")));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
        assertFalse(failure.line().contains("\n"));
        assertEquals("", text(out));
    }

    @Test
    void helpShowsTheCommands() {
        run("--help");
        assertTrue(text(out).contains("serve key revoke NAME") && text(out).contains("--tokens"), text(out));
    }

    private void run(String... args) {
        var stdout = new Stdout(out);
        new ServeKeys(file(), stdout, new Stderr(err, "serve", false, false)).obey(ServeKeys.declare().parse(args));
        stdout.flush();
    }

    private KeyFile file() {
        return new KeyFile(home.resolve("scorpiox").resolve(KeyFile.NAME), () -> Instant.parse("2026-06-01T12:00:00Z"), _ -> { });
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
