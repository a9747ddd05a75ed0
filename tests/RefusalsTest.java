package scorpiox.auth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.http.Origin;

class RefusalsTest {
    private static final Origin SERVER = new Origin("https", "auth.example", 443);

    @TempDir
    Path home;

    @Test
    void aRefusedTokenIsRememberedByEveryInstanceAndAnotherIsNot() {
        assertEquals(Optional.empty(), refusals().of("rt_one", SERVER));
        refusals().remember("rt_one", SERVER, "refresh_token_reused");
        assertEquals(Optional.of("refresh_token_reused"), refusals().of("rt_one", SERVER));
        assertEquals(Optional.empty(), refusals().of("rt_two", SERVER));
        assertEquals(Optional.empty(), refusals().of("rt_one ", SERVER));
        refusals().remember("rt_one", SERVER, "401");
        assertEquals(Optional.of("401"), refusals().of("rt_one", SERVER));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theTokenItselfIsWrittenNowhere() throws IOException {
        refusals().remember("rt_secret_0123", SERVER, "refresh_token_expired");
        try (var files = Files.list(home.resolve("state/refused"))) {
            var file = files.toList().getFirst();
            assertFalse((file.getFileName() + Files.readString(file)).contains("secret"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("state/refused"))));
    }

    @Test
    void oneIsForgottenAfterSixtyDays() throws IOException {
        refusals().remember("rt_old", SERVER, "401");
        age(61);
        refusals().remember("rt_new", SERVER, "401");
        assertEquals(Optional.empty(), refusals().of("rt_old", SERVER));
        assertEquals(Optional.of("401"), refusals().of("rt_new", SERVER));
        age(59);
        refusals().remember("rt_newer", SERVER, "401");
        assertEquals(Optional.of("401"), refusals().of("rt_new", SERVER));
    }

    @Test
    void whereNothingCanBeKeptNothingFails() throws IOException {
        Files.writeString(home.resolve("state"), "a file in the way");
        refusals().remember("rt_one", SERVER, "401");
        assertEquals(Optional.empty(), refusals().of("rt_one", SERVER));
        assertTrue(Files.isRegularFile(home.resolve("state")));
    }

    private Refusals refusals() {
        return new Refusals(home.resolve("state/refused"));
    }

    private void age(int days) throws IOException {
        try (var files = Files.list(home.resolve("state/refused"))) {
            for (var file : files.toList()) Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
        }
    }
}
