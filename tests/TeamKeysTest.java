package scorpiox.server.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.server.team.TeamKeys.Member;

class TeamKeysTest {
    @TempDir
    Path home;
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");

    @Test
    void aKeyIsKnownByItsMemberAndRight() {
        var anna = file().add("anna", false);
        var ci = file().add("ci", true);
        assertEquals(Optional.of(new Member("anna", false)), keys().member(anna));
        assertEquals(Optional.of(new Member("ci", true)), keys().member(ci));
        assertTrue(anna.matches("sxk_[A-Za-z0-9_-]{43}"), "no key of 32 bytes");
        assertNotEquals(anna, ci);
        assertEquals(2, keys().size());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "sxk_", "anna", "sxk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "SXK_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void anythingElseIsNobodys(String key) {
        file().add("anna", true);
        assertEquals(Optional.empty(), keys().member(key));
    }

    @Test
    void aKeyThatIsNearlyRightIsNobodys() throws IOException {
        var key = file().add("anna", true);
        var keys = keys();
        for (var wrong : List.of(key + " ", key.substring(1), key.substring(0, key.length() - 2) + (key.charAt(key.length() - 2) == 'A' ? "B" : "A") + key.charAt(key.length() - 1))) {
            assertEquals(Optional.empty(), keys.member(wrong));
        }
        var hash = Json.read(Files.readAllBytes(path())).at("/keys/0/sha256").asText();
        assertEquals(Optional.empty(), keys.member(hash));
        assertEquals(Optional.empty(), keys.member("sxk_" + hash.substring(0, 43)));
    }

    @Test
    void theFileIsPrivateAndHoldsNoKey() throws IOException {
        var key = file().add("anna", true);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path().getParent())));
        var text = Files.readString(path());
        assertFalse(text.contains(key) || text.contains(key.substring(4)));
        assertEquals("sign *** in", Redaction.mask("sign " + key + " in"));
    }

    @Test
    void aRunningServerLearnsOfNewAndRevokedKeys() {
        var keys = keys();
        assertEquals(Optional.empty(), keys.member("sxk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        var key = file().add("anna", true);
        assertEquals(Optional.of("anna"), keys.member(key).map(Member::name));
        file().revoke("anna");
        assertEquals(Optional.empty(), keys.member(key));
        var other = file().add("anna", false);
        assertEquals(Optional.empty(), keys.member(key));
        assertEquals(Optional.of(new Member("anna", false)), keys.member(other));
    }

    @Test
    void aDeletedFileLetsNobodyIn() throws IOException {
        var key = file().add("anna", true);
        var keys = keys();
        assertTrue(keys.member(key).isPresent());
        Files.delete(path());
        assertEquals(Optional.empty(), keys.member(key));
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"keys\":{}}", "{\"keys\":[1]}", "{\"keys\":[{\"name\":\"x\"}]}",
            "{\"keys\":[{\"name\":\"x\",\"sha256\":\"00\",\"tokens\":true,\"created\":\"2026-06-01\"}]}",
            "{\"keys\":[{\"name\":\"x\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"tokens\":\"yes\",\"created\":\"2026-06-01\"}]}",
            "{\"keys\":[{\"name\":\"a\\nb\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"tokens\":true,\"created\":\"2026-06-01\"}]}"})
    void aBrokenFileLetsNobodyInAndIsToldOnce(String broken) throws IOException {
        var key = file().add("anna", true);
        var keys = keys();
        assertTrue(keys.member(key).isPresent());
        Files.writeString(path(), broken);
        for (var i = 0; i < 3; i++) assertEquals(Optional.empty(), keys.member(key));
        assertEquals(1, notices.size(), notices::toString);
        assertTrue(notices.getFirst().startsWith("no member can sign in: keys of the team: " + path()), notices.getFirst());
        assertThrows(Failure.class, () -> file().keys());
    }

    @Test
    void aMendedFileCountsAgain() throws IOException {
        var key = file().add("anna", true);
        var good = Files.readString(path());
        var keys = keys();
        Files.writeString(path(), "{}}");
        assertEquals(Optional.empty(), keys.member(key));
        Files.writeString(path(), good);
        assertTrue(keys.member(key).isPresent());
    }

    @Test
    void theDayOfUseIsWrittenOncePerDay() throws IOException {
        var key = file().add("anna", true);
        assertEquals(Optional.empty(), file().keys().getFirst().used());
        var later = new ArrayList<Runnable>();
        var keys = new TeamKeys(file(), later::add);
        for (var i = 0; i < 5; i++) assertTrue(keys.member(key).isPresent());
        assertEquals(1, later.size());
        later.removeFirst().run();
        assertEquals("2026-06-01", file().keys().getFirst().used().orElseThrow().toString());
        assertTrue(keys.member(key).isPresent());
        now = now.plus(Duration.ofHours(11));
        assertTrue(keys.member(key).isPresent());
        assertEquals(0, later.size());
        now = now.plus(Duration.ofHours(2));
        assertTrue(keys.member(key).isPresent());
        later.removeFirst().run();
        assertEquals("2026-06-02", file().keys().getFirst().used().orElseThrow().toString());
    }

    @Test
    void aDayThatCannotBeWrittenKeepsNobodyOut() throws IOException {
        var key = file().add("anna", true);
        var later = new ArrayList<Runnable>();
        var keys = new TeamKeys(file(), later::add);
        assertTrue(keys.member(key).isPresent());
        Files.writeString(path(), "broken");
        later.removeFirst().run();
        assertEquals(1, notices.size(), notices::toString);
        assertEquals("broken", Files.readString(path()));
    }

    @Test
    void whatElseStandsInTheFileStays() throws IOException {
        file().add("anna", true);
        Files.writeString(path(), Files.readString(path()).replaceFirst("\\{", "{\"note\":\"ours\","));
        file().add("ci", false);
        assertEquals("ours", Json.read(Files.readAllBytes(path())).path("note").asText());
        assertEquals(2, file().keys().size());
    }

    @Test
    void manyAtOnceLoseNoKey() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 8; i++) {
            var name = "member-" + i;
            threads.add(Thread.startVirtualThread(() -> file().add(name, false)));
        }
        for (var thread : threads) thread.join();
        assertEquals(8, file().keys().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-x", "a b", "a\nb", "../x", "ä", "012345678901234567890123456789012345678901234567890123456789012345"})
    void aNameThatIsNoneIsRefused(String name) {
        assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> file().add(name, false)).kind());
        assertFalse(Files.exists(path()));
    }

    private Path path() {
        return home.resolve("scorpiox").resolve(KeyFile.NAME);
    }

    private KeyFile file() {
        return new KeyFile(path(), () -> now, notices::add);
    }

    private TeamKeys keys() {
        return new TeamKeys(file(), Runnable::run);
    }
}
