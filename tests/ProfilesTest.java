package scorpiox.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;

class ProfilesTest {
    @TempDir
    Path home;
    private Environment environment;
    private Profiles profiles;

    @BeforeEach
    void layOut() throws IOException {
        home = home.toRealPath();
        Files.createDirectories(home.resolve("project/.git"));
        Files.createDirectories(home.resolve("project/sub"));
        Files.createDirectories(home.resolve("team"));
        environment = new Environment(Map.of("HOME", home.toString(), "SX_TEAM", home.resolve("team").toString()), home.resolve("project/sub"));
        profiles = Profiles.of(environment);
    }

    @Test
    void theyAreInTheProjectWithTheUserAndWithTheTeam() {
        assertEquals(new Profiles(home.resolve("project/.scorpiox/profiles"), home.resolve(".config/scorpiox/profiles"), Optional.of(home.resolve("team/profiles"))), profiles);
        assertEquals(home.resolve("project/.scorpiox/profiles/a.txt"), profiles.inProject("a"));
        assertEquals(home.resolve(".config/scorpiox/profiles/a.txt"), profiles.inUser("a"));
    }

    @Test
    void theUsersComesBeforeTheTeams() {
        assertEquals(Optional.empty(), profiles.ofUser("a"));
        var ofTeam = write("team/profiles/a.txt");
        assertEquals(Optional.of(ofTeam), profiles.ofUser("a"));
        var mine = write(".config/scorpiox/profiles/a.txt");
        assertEquals(Optional.of(mine), profiles.ofUser("a"));
    }

    @Test
    void theirNamesAreListedOnceAndSorted() {
        assertEquals(List.of(), profiles.names());
        for (var name : List.of("project/.scorpiox/profiles/b.txt", "project/.scorpiox/profiles/a.txt", ".config/scorpiox/profiles/b.txt", "team/profiles/c.txt", "team/profiles/notes.md",
                "team/profiles/.hidden.txt", "team/profiles/a b.txt", "team/profiles/a..b.txt", "team/profiles/.txt")) write(name);
        assertEquals(List.of("a", "b", "c"), profiles.names());
        assertEquals(List.of("a", "b"), Profiles.names(profiles.project()).stream().sorted().toList());
    }

    @Test
    void everyNameThatIsListedCanBeUsed() {
        for (var name : List.of("a", "A.1", "x_y-z", "0", "a".repeat(64), "..a", "a..", "a..b", "-a", "b".repeat(65))) write("project/.scorpiox/profiles/" + name + ".txt");
        assertEquals(List.of("0", "A.1", "a", "a".repeat(64), "x_y-z"), profiles.names());
        for (var name : profiles.names()) assertTrue(Files.exists(profiles.inProject(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "..", ".", "", " ", "a/b", "/etc/passwd", "a\\b", "..\\x", "a..b", ".hidden", "-flag", "a b", "a\nb", "a\u0000b", "ä", "a:b", "~", "~/x", "x/../../y"})
    void aNameThatCouldLeadElsewhereIsRefused(String name) {
        for (var use : List.<org.junit.jupiter.api.function.Executable>of(() -> profiles.inProject(name), () -> profiles.inUser(name), () -> profiles.ofUser(name))) {
            assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, use).kind());
        }
    }

    @Test
    void whoMistypesANameIsToldTheNearest() {
        write("project/.scorpiox/profiles/client.txt");
        var failure = profiles.none("clinet");
        assertTrue(failure.getMessage().startsWith("no profile clinet (neither ") && failure.getMessage().endsWith("), did you mean client?"), failure.getMessage());
        assertEquals("config profile new clinet makes one", failure.hint());
    }

    private Path write(String name) {
        try {
            Files.createDirectories(home.resolve(name).getParent());
            return Files.writeString(home.resolve(name), "MODEL=x\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
