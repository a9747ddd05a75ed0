package scorpiox.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {
    @TempDir
    Path temporary;
    private Path base;
    private Path folder;
    private Path outside;
    private Workspace workspace;

    @BeforeEach
    void open() throws IOException {
        base = temporary.toRealPath();
        folder = Files.createDirectories(base.resolve("work"));
        outside = Files.createDirectories(base.resolve("outside"));
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(folder.resolve("src/A.java"), "class A {}");
        workspace = new Workspace(folder, List.of(), base.resolve("home"));
    }

    private Path link(String name, Path target) throws IOException {
        return Files.createSymbolicLink(folder.resolve(name), target);
    }

    @ParameterizedTest
    @CsvSource({"src/A.java,work/src/A.java", "./src/../x,work/x", "../outside/y,outside/y", "~,home", "~/x,home/x", "~x,work/~x", "a/~/b,work/a/~/b", ".,work", "'',work", "new/deep/file,work/new/deep/file", "' ','work/ '"})
    void aPathIsReadAsAModelWritesIt(String text, String path) {
        assertEquals(base.resolve(path), workspace.path(text));
    }

    @Test
    void aWholePathStaysOne() {
        assertEquals(Path.of("/etc/passwd"), workspace.path("/etc/passwd"));
        assertEquals(Path.of("/etc"), workspace.path("/etc/../etc/."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\0"})
    void whatNoPathCanBeIsRefused(String text) {
        assertTrue(assertThrows(ToolError.class, () -> workspace.path(text)).getMessage().startsWith("no usable path"));
    }

    @Test
    void theRootsAreRealPaths() throws IOException {
        var linked = new Workspace(link("here", folder), List.of(link("there", outside), base.resolve("none")), base);
        assertEquals(folder, linked.directory());
        assertEquals(List.of(folder, outside, base.resolve("none")), linked.roots());
        assertThrows(UnsupportedOperationException.class, () -> linked.roots().clear());
    }

    @Test
    void aPathLeadsWhereItsDeepestExistingFolderDoes() throws IOException {
        link("link", outside);
        link("file", outside.resolve("x"));
        Files.writeString(outside.resolve("x"), "x");
        assertEquals(folder.resolve("src/A.java"), workspace.real(folder.resolve("src/A.java")));
        assertEquals(folder.resolve("src/none/B.java"), workspace.real(folder.resolve("src/none/B.java")));
        assertEquals(outside.resolve("none/B.java"), workspace.real(folder.resolve("link/none/B.java")));
        assertEquals(outside, workspace.real(folder.resolve("link")));
        assertEquals(outside.resolve("x"), workspace.real(folder.resolve("file")));
        assertEquals(folder, workspace.real(folder.resolve("src/..")));
    }

    @Test
    void aDanglingLinkLeadsToWhatIsNotThereYet() throws IOException {
        link("dangling", outside.resolve("none"));
        link("relative", Path.of("../outside/none"));
        link("second", Path.of("dangling"));
        link("inside", Path.of("src/none"));
        assertEquals(outside.resolve("none"), workspace.real(folder.resolve("dangling")));
        assertEquals(outside.resolve("none"), workspace.real(folder.resolve("relative")));
        assertEquals(outside.resolve("none"), workspace.real(folder.resolve("second")));
        assertEquals(outside.resolve("none/deeper"), workspace.real(folder.resolve("dangling/deeper")));
        assertEquals(folder.resolve("src/none"), workspace.real(folder.resolve("inside")));
    }

    @Test
    void linksThatGoInCirclesLeadNowhereElse() throws IOException {
        link("a", Path.of("b"));
        link("b", Path.of("a"));
        link("self", Path.of("self/x"));
        for (var name : List.of("a", "b", "a/c", "self")) {
            var real = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> workspace.real(folder.resolve(name)));
            assertTrue(workspace.contains(real), name + " " + real);
        }
    }

    @Test
    void aRootIsAFolderAndNotTheBeginningOfAName() {
        assertTrue(workspace.contains(folder));
        assertTrue(workspace.contains(folder.resolve("src/A.java")));
        assertFalse(workspace.contains(base.resolve("workshop/x")));
        assertFalse(workspace.contains(base));
        assertFalse(workspace.contains(outside));
        assertTrue(new Workspace(folder, List.of(outside), base).contains(outside.resolve("x")));
    }

    @Test
    void aFolderToReadIsNoRoot() {
        workspace.alsoReadable(outside);
        assertTrue(workspace.covers(outside.resolve("x")));
        assertFalse(workspace.contains(outside.resolve("x")));
        assertTrue(workspace.covers(folder.resolve("x")));
        assertFalse(workspace.covers(base.resolve("x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {".env", ".ENV", ".env.production", "prod.env", "scorpiox-env.txt", "auth.json", "codex-auth.json", "a.pem", "B.KEY", "id_rsa", "id_rsa.pub", "id_ed25519", ".netrc", "credentials", "credentials.json", "secrets.yml", "x.p12", ".ssh/config", ".ssh/x/y", "kubeconfig"})
    void secretsAreForbiddenByName(String name) {
        assertTrue(workspace.forbidden(folder.resolve(name)).isPresent());
        assertTrue(workspace.forbidden(folder.resolve("deep/er").resolve(name)).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {".env.example", "env", "environment.txt", "keys.txt", "pem", "author.json", "rsa_id", "sshd", ".sshrc", "A.java", ".gitignore"})
    void ordinaryNamesAreNot(String name) {
        assertEquals(java.util.Optional.empty(), workspace.forbidden(folder.resolve(name)));
    }

    @Test
    void aFolderOfSuchANameIsNoSecret() throws IOException {
        Files.createDirectories(folder.resolve("secrets.d/x.env"));
        assertTrue(workspace.forbidden(folder.resolve("secrets.d/x.env")).isEmpty());
    }

    @Test
    void theProgramsOwnFilesAreForbiddenWithAllInThem() throws IOException {
        link("mine", outside);
        workspace.secret(folder.resolve("mine")).secret(folder.resolve("later.txt"));
        assertTrue(workspace.forbidden(outside.resolve("a/b")).isPresent());
        assertTrue(workspace.forbidden(outside).isPresent());
        assertTrue(workspace.forbidden(folder.resolve("later.txt")).isPresent());
        assertTrue(workspace.forbidden(folder.resolve("later.txt.bak")).isEmpty());
    }

    @Test
    void whatIsNoFileIsForbidden() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor());
        for (var file : List.of(folder.resolve("pipe"), Path.of("/dev/zero"), Path.of("/dev/tty"))) assertTrue(workspace.forbidden(workspace.real(file)).isPresent() || !Files.exists(file), file.toString());
        assertTrue(workspace.forbidden(Path.of("/proc/self/environ")).isPresent());
        assertTrue(workspace.forbidden(Path.of("/proc/1/root/etc/passwd")).isPresent());
        assertTrue(workspace.forbidden(Path.of("/proc/cpuinfo")).isEmpty());
        assertTrue(workspace.forbidden(Path.of("/")).isEmpty());
        assertTrue(workspace.forbidden(folder).isEmpty());
    }

    @Test
    void pathsAreShownFromTheWorkingDirectory() {
        assertEquals(".", workspace.shown(folder));
        assertEquals("src/A.java", workspace.shown(folder.resolve("src/A.java")));
        assertEquals("src/A.java", workspace.shown(folder.resolve("src/../src/A.java")));
        assertEquals(outside.toString(), workspace.shown(outside));
        assertEquals(base.resolve("workshop").toString(), workspace.shown(base.resolve("workshop")));
    }
}
