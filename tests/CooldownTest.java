package scorpiox.provider.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;

class CooldownTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;
    private Path file;
    private Instant now = START;

    @BeforeEach
    void place() {
        file = folder.resolve("state/router-cooldown.json");
    }

    @ParameterizedTest
    @CsvSource({"60, , 60", "60, 10, 60", "60, 300, 300", "0, 5, 5", "0, , 0", "60, 999999999, 2764800"})
    void itLastsAsLongAsTheServerAsksOrTheUserWants(int least, Integer asked, long seconds) {
        var cooldown = cooldown(least);
        cooldown.cool("codex/a", asked == null ? null : Duration.ofSeconds(asked));
        now = START.plusSeconds(Math.max(0, seconds - 1));
        assertEquals(seconds > 0, cooldown.cools("codex/a"));
        assertFalse(cooldown.cools("codex/b"));
        now = START.plusSeconds(seconds);
        assertFalse(cooldown.cools("codex/a"));
    }

    @Test
    void itIsSharedThroughAFileThatOnlyItsOwnerReads() throws IOException {
        var one = cooldown(60);
        one.cool("codex/a", null);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        var other = cooldown(60);
        assertFalse(other.cools("codex/a"));
        other.refresh();
        assertTrue(other.cools("codex/a"));
        other.cool("gemini/b", null);
        one.refresh();
        assertTrue(one.cools("gemini/b") && one.cools("codex/a"), "neither takes away what the other wrote");
        one.over("codex/a");
        var third = cooldown(60);
        third.refresh();
        assertTrue(third.cools("gemini/b") && !third.cools("codex/a"));
    }

    @Test
    void whatIsOverIsForgotten() throws IOException {
        cooldown(60).cool("codex/a", null);
        now = now.plusSeconds(61);
        cooldown(60).cool("codex/b", null);
        assertEquals("{\"codex/b\":" + now.plusSeconds(60).toEpochMilli() + "}", Json.write(Json.read(Files.readAllBytes(file))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "{\"codex/a\":\"soon\"}", "{\"codex/a\":1e300}", "{\"codex/a\":9999999999999999}", "{\"codex/a\":-5}", "{\"codex/a\":null}", "{\"codex/a\":"})
    void aFileThatIsNoneIsAsIfNobodyHadFailed(String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        var cooldown = cooldown(60);
        cooldown.refresh();
        assertFalse(cooldown.cools("codex/a"));
        cooldown.cool("codex/b", null);
        var other = cooldown(60);
        other.refresh();
        assertTrue(other.cools("codex/b"));
    }

    @Test
    void aLinkOrAFolderInItsPlaceIsNotRead() throws IOException {
        Files.createDirectories(file.getParent());
        var elsewhere = Files.writeString(folder.resolve("elsewhere"), "{\"codex/a\":" + now.plusSeconds(60).toEpochMilli() + "}");
        Files.createSymbolicLink(file, elsewhere);
        var cooldown = cooldown(60);
        cooldown.refresh();
        assertFalse(cooldown.cools("codex/a"));
        Files.delete(file);
        Files.createDirectory(file);
        cooldown.refresh();
        cooldown.cool("codex/b", null);
        assertTrue(cooldown.cools("codex/b"), "this process remembers what it cannot write");
    }

    @Test
    void aFolderThatCannotBeMadeIsNoReasonToFail() throws IOException {
        Files.writeString(folder.resolve("state"), "a file");
        var cooldown = cooldown(60);
        cooldown.refresh();
        cooldown.cool("codex/a", null);
        assertTrue(cooldown.cools("codex/a"));
    }

    private Cooldown cooldown(int least) {
        return new Cooldown(file, Duration.ofSeconds(least), () -> now);
    }
}
