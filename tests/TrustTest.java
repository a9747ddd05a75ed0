package scorpiox.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.settings.Trust.Verdict;

class TrustTest {
    @TempDir
    Path home;
    private Environment environment;
    private Trust trust;
    private Project project;

    @BeforeEach
    void layOut() throws IOException {
        var root = Files.createDirectories(home.resolve("work/project/.git")).getParent();
        environment = new Environment(Map.of("HOME", home.toString()), root);
        project = Project.around(environment);
        trust = Trust.of(environment);
    }

    @Test
    void aDecisionIsAboutAFolderAndWhatWasInIt() {
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "one"));
        trust.decide(environment, project, "one", true);
        assertEquals(Verdict.TRUSTED, trust.verdict(project, "one"));
        assertEquals(Verdict.CHANGED, trust.verdict(project, "two"));
        assertEquals(Verdict.UNKNOWN, trust.verdict(new Project(project.root().resolve("nested")), "one"));
        assertEquals(Verdict.UNKNOWN, trust.verdict(new Project(project.root().getParent()), "one"));
    }

    @Test
    void aRefusalHoldsUntilSomethingChanges() {
        trust.decide(environment, project, "one", false);
        assertEquals(Verdict.REFUSED, trust.verdict(project, "one"));
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "two"));
        trust.decide(environment, project, "one", true);
        assertEquals(Verdict.TRUSTED, trust.verdict(project, "one"));
    }

    @Test
    void aDecisionIsForgottenWithoutTouchingOthers() {
        var other = new Project(home.resolve("other"));
        trust.decide(environment, project, "one", true);
        trust.decide(environment, other, "two", false);
        assertEquals(Map.of(project.root().toString(), true, other.root().toString(), false), trust.all());
        assertTrue(trust.forget(project));
        assertFalse(trust.forget(project));
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "one"));
        assertEquals(Verdict.REFUSED, trust.verdict(other, "two"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theFileIsForItsOwnerAlone() throws IOException {
        trust.decide(environment, project, "one", true);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(trust.file())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "\"trusted\"", "not json", "{} {}", "{\"a\":1,}", "\u0000", "\ufffd"})
    void aBrokenFileTrustsNothingAndIsLeftAsItIs(String text) throws IOException {
        Files.createDirectories(trust.file().getParent());
        Files.writeString(trust.file(), text);
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "one"));
        assertEquals(Map.of(), trust.all());
        assertTrue(trust.problem().orElseThrow().startsWith(trust.file() + ": it is not "), trust.problem().toString());
        var failure = assertThrows(Failure.class, () -> trust.decide(environment, project, "one", true));
        assertTrue(failure.getMessage().startsWith("the decision cannot be kept in " + trust.file() + ": it is not "), failure.getMessage());
        assertEquals(text, Files.readString(trust.file()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"yes\"", "[]", "null", "{}", "{\"trusted\": true}", "{\"sha256\": \"one\"}", "{\"trusted\": \"true\", \"sha256\": \"one\"}",
            "{\"trusted\": 1, \"sha256\": \"one\"}", "{\"trusted\": true, \"sha256\": 1}", "{\"trusted\": true, \"sha256\": null}"})
    void aRecordThatIsNoneTrustsNothing(String record) throws IOException {
        Files.createDirectories(trust.file().getParent());
        Files.writeString(trust.file(), "{\"" + project.root() + "\": " + record + "}");
        assertTrue(trust.verdict(project, "one") != Verdict.TRUSTED);
        assertEquals(Optional.empty(), trust.problem());
        trust.decide(environment, project, "one", true);
        assertEquals(Verdict.TRUSTED, trust.verdict(project, "one"));
    }

    @Test
    void aFileTooLargeToBeOneIsNotRead() throws IOException {
        Files.createDirectories(trust.file().getParent());
        Files.writeString(trust.file(), "{}" + " ".repeat(1024 * 1024));
        assertTrue(trust.problem().orElseThrow().contains("too large"), trust.problem().toString());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatEverybodyMayWriteIsNotBelieved() throws IOException {
        trust.decide(environment, project, "one", true);
        Files.setPosixFilePermissions(trust.file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "one"));
        assertTrue(trust.problem().orElseThrow().contains("everybody may write it"), trust.problem().toString());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatItsGroupMayWriteIsNotBelieved() throws IOException {
        trust.decide(environment, project, "one", true);
        Files.setPosixFilePermissions(trust.file(), PosixFilePermissions.fromString("rw-rw----"));
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "one"));
        assertTrue(trust.problem().orElseThrow().contains("its group may write it"), trust.problem().toString());
    }

    /// Whoever may write to the folder may put another file there.
    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @ValueSource(strings = {"rwxrwxr-x", "rwxr-x-wx"})
    void whatLiesWhereOthersMayWriteIsNotBelieved(String mode) throws IOException {
        trust.decide(environment, project, "one", true);
        Files.setPosixFilePermissions(trust.file().getParent(), PosixFilePermissions.fromString(mode));
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "one"));
        assertTrue(trust.problem().orElseThrow().contains("others may put another in its folder"), trust.problem().toString());
        assertThrows(Failure.class, () -> trust.decide(environment, project, "one", true));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theFirstDecisionClosesTheFolder() throws IOException {
        Files.createDirectories(trust.file().getParent());
        Files.setPosixFilePermissions(trust.file().getParent(), PosixFilePermissions.fromString("rwxrwxr-x"));
        trust.decide(environment, project, "one", true);
        assertEquals(Verdict.TRUSTED, trust.verdict(project, "one"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(trust.file().getParent())));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFileOfSomebodyElseIsNotBelieved() throws IOException {
        trust.decide(environment, project, "one", true);
        try {
            Files.setOwner(trust.file(), trust.file().getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        } catch (IOException onlyRootMay) {
            return;
        }
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "one"));
        assertTrue(trust.problem().orElseThrow().contains("it belongs to nobody"), trust.problem().toString());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeInItsPlaceHoldsNobodyUp() throws Exception {
        Files.createDirectories(trust.file().getParent());
        assertEquals(0, new ProcessBuilder("mkfifo", trust.file().toString()).start().waitFor());
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "one"));
        assertTrue(trust.problem().orElseThrow().contains("not a regular file"), trust.problem().toString());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkToAFileOfTheUsersOwnStaysALink() throws IOException {
        var real = Files.writeString(Files.createDirectories(home.resolve("dotfiles")).resolve("trust.json"), "{}");
        Files.createDirectories(trust.file().getParent());
        Files.createSymbolicLink(trust.file(), real);
        trust.decide(environment, project, "one", true);
        assertEquals(Verdict.TRUSTED, trust.verdict(project, "one"));
        assertTrue(Files.isSymbolicLink(trust.file()));
        assertTrue(Files.readString(real).contains(project.root().toString()));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkToNothingTrustsNothing() throws IOException {
        Files.createDirectories(trust.file().getParent());
        Files.createSymbolicLink(trust.file(), home.resolve("nowhere.json"));
        assertTrue(trust.problem().orElseThrow().contains("not a regular file"), trust.problem().toString());
    }

    /// Else a clone could bring the decision about itself along.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aProjectThatHoldsTheDecisionsCannotBeTrusted() throws IOException {
        Files.writeString(project.root().resolve("trust.json"), "{\"" + project.root() + "\": {\"trusted\": true, \"sha256\": \"one\"}}");
        Files.createDirectories(trust.file().getParent());
        Files.createSymbolicLink(trust.file(), project.root().resolve("trust.json"));
        assertEquals(Optional.of("a folder that your own settings are in"), project.untrustable(environment));
    }

    @Test
    void neitherHomeNorWhatHoldsItIsEverTrusted() throws IOException {
        var users = Files.createDirectories(home.resolve("users/me")).getParent();
        var mine = new Environment(Map.of("HOME", users.resolve("me").toString()), users);
        assertEquals(Optional.of("your home directory"), new Project(users.resolve("me")).untrustable(mine));
        assertEquals(Optional.of("a folder that your home directory is in"), new Project(users).untrustable(mine));
        assertEquals(Optional.of("the root of the file system"), new Project(users.getRoot()).untrustable(mine));
        assertEquals(Optional.empty(), new Project(users.resolve("me/project")).untrustable(mine));
        for (var root : List.of(users.resolve("me"), users, users.getRoot())) {
            var failure = assertThrows(Failure.class, () -> Trust.of(mine).decide(mine, new Project(root), "one", true));
            assertTrue(failure.getMessage().startsWith(root + " is "), failure.getMessage());
        }
        assertFalse(Files.exists(Trust.of(mine).file()));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkToTheHomeDirectoryIsTheHomeDirectory() throws IOException {
        Files.createSymbolicLink(home.resolve("alias"), home);
        var other = new Environment(Map.of("HOME", home.resolve("alias").toString()), home);
        assertEquals(Optional.of("your home directory"), Project.around(other).untrustable(other));
    }

    @Test
    void settingsWithinTheProjectMakeItUntrustable() {
        var other = new Environment(Map.of("HOME", home.toString(), "XDG_CONFIG_HOME", project.root().resolve(".config").toString()), project.root());
        assertEquals(Optional.of("a folder that your own settings are in"), project.untrustable(other));
    }

    @Test
    void whereItCannotBeWrittenTheFailureSaysSo() throws IOException {
        Files.writeString(home.resolve(".config"), "a file in the folder's place");
        var failure = assertThrows(Failure.class, () -> trust.decide(environment, project, "one", true));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().startsWith("the decision cannot be kept in " + trust.file()), failure.getMessage());
        assertEquals(Verdict.UNKNOWN, trust.verdict(project, "one"));
    }

    @Test
    void decisionsMadeAtOnceAreAllKept() throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var i = 0; i < 40; i++) {
                var each = new Project(home.resolve("project" + i));
                threads.execute(() -> trust.decide(environment, each, "one", true));
            }
            threads.shutdown();
            assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
        }
        assertEquals(40, trust.all().size());
    }
}
