package scorpiox.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.http.Credential;
import scorpiox.http.Origin;

class LocalCodexTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Set<Origin> AUDIENCE = Set.of(Origin.of(URI.create("https://chatgpt.com")));

    @TempDir
    Path folder;

    @Test
    void theTokenIsABearerForItsAudienceWithItsAccount() throws IOException {
        var token = signIn("acc-1", "one", NOW.plusSeconds(60));
        assertEquals(new Credential("Authorization", "Bearer " + token, AUDIENCE, Optional.of("acc-1"), Optional.of(NOW.plusSeconds(60))), source().get());
        assertFalse(source().get().toString().contains(token));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "0, false", "-1, false"})
    void aTokenIsUsedUntilItsEnd(long secondsLeft, boolean used) throws IOException {
        signIn("acc-1", "one", NOW.plusSeconds(secondsLeft));
        if (used) {
            source().get();
            return;
        }
        var failure = assertThrows(Failure.class, () -> source().get());
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("expired at " + NOW.plusSeconds(secondsLeft)), failure.getMessage());
        assertTrue(failure.hint().contains("codex"), failure.hint());
    }

    @Test
    void aTokenWithoutAnEndIsUsed() throws IOException {
        Files.writeString(file(), "{\"tokens\":{\"access_token\":\"opaque-token\"}}");
        assertEquals("Bearer opaque-token", source().get().value());
    }

    @Test
    void afterARefusalTheFileIsReadOnceMoreChangedOrNot() throws IOException {
        signIn("acc-1", "one", NOW.plusSeconds(60));
        var source = source();
        var first = source.get();
        var refreshed = signIn("acc-1", "two", NOW.plusSeconds(600));
        assertEquals("Bearer " + refreshed, source.after401(first).value());

        var unchanged = source();
        var same = unchanged.get();
        assertEquals(same, unchanged.after401(same));
    }

    @Test
    void theSecondRefusalIsFinal() throws IOException {
        signIn("acc-1", "one", NOW.plusSeconds(60));
        var source = source();
        var first = source.get();
        source.after401(first);
        var failure = assertThrows(Failure.class, () -> source.after401(first));
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertEquals(401, failure.status());
        assertTrue(failure.hint().contains("codex login"), failure.hint());
    }

    @Test
    void aFileOfAnotherAccountIsNotTakenOver() throws IOException {
        signIn("acc-1", "one", NOW.plusSeconds(60));
        var source = source();
        var first = source.get();
        signIn("acc-2", "two", NOW.plusSeconds(60));
        var failure = assertThrows(Failure.class, () -> source.after401(first));
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("another account"), failure.getMessage());
    }

    @Test
    void aFileThatExpiredMeanwhileSaysSo() throws IOException {
        signIn("acc-1", "one", NOW.plusSeconds(60));
        var source = source();
        var first = source.get();
        signIn("acc-1", "one", NOW.minusSeconds(60));
        assertTrue(assertThrows(Failure.class, () -> source.after401(first)).getMessage().contains("expired"));
    }

    @Test
    void theFileIsNeverWritten() throws IOException {
        signIn("acc-1", "one", NOW.plusSeconds(60));
        var before = Files.readString(file());
        var source = source();
        source.after401(source.get());
        assertEquals(before, Files.readString(file()));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aFixedKeyHasNoSecondTry() {
        var key = Credential.bearer("third-party-key-1", AUDIENCE);
        var source = CredentialSource.fixed(key, "check the key");
        assertEquals(key, source.get());
        var failure = assertThrows(Failure.class, () -> source.after401(key));
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertEquals(401, failure.status());
        assertEquals("check the key", failure.hint());
    }

    private LocalCodex source() {
        return new LocalCodex(file(), AUDIENCE, InstantSource.fixed(NOW));
    }

    private Path file() {
        return folder.resolve("auth.json");
    }

    private String signIn(String account, String salt, Instant expires) throws IOException {
        var claims = "{\"salt\":\"" + salt + "\",\"exp\":" + expires.getEpochSecond() + "}";
        var token = "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
        Files.writeString(file(), "{\"tokens\":{\"access_token\":\"" + token + "\",\"account_id\":\"" + account + "\"}}");
        return token;
    }
}
