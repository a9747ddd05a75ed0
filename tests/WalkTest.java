package scorpiox.tool.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.tool.Workspace;

@Timeout(60)
class WalkTest implements Walk.Visitor {
    @TempDir
    Path temp;
    private Path root;
    private final List<String> met = new ArrayList<>();
    private final Cancel cancel = new Cancel();

    @BeforeEach
    void realRoot() throws IOException {
        root = temp.toRealPath();
    }

    @Override
    public void file(Path file, String path, BasicFileAttributes attributes) {
        assertEquals(root.resolve(path), file);
        met.add(path);
    }

    @Override
    public void directory(Path folder, String path, BasicFileAttributes attributes) {
        met.add(path + "/");
    }

    @Test
    void namesAreInOrderWithinTheirFolders() throws IOException {
        for (var path : List.of("b", "a.txt", "a/z", "a/b/c", "a-b", "A", "é", ".hidden")) write(path);
        walk(new Walk(cancel, this));
        assertEquals(List.of(".hidden", "A", "a/", "a/b/", "a/b/c", "a/z", "a-b", "a.txt", "b", "é"), met);
    }

    @Test
    void linksAreNotFollowedNorTold() throws IOException {
        write("a/f");
        Files.createSymbolicLink(root.resolve("a/up"), root);
        Files.createSymbolicLink(root.resolve("file"), root.resolve("a/f"));
        Files.createSymbolicLink(root.resolve("gone"), root.resolve("nothing"));
        walk(new Walk(cancel, this));
        assertEquals(List.of("a/", "a/f"), met);
    }

    @Test
    void aPipeIsLeftAlone() throws IOException, InterruptedException {
        try {
            assumeTrue(new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor(10, TimeUnit.SECONDS));
        } catch (IOException none) {
            assumeTrue(false, "no mkfifo here");
        }
        write("f");
        walk(new Walk(cancel, this));
        assertEquals(List.of("f"), met);
    }

    @Test
    void whatIsIgnoredIsNotEntered() throws IOException {
        for (var path : List.of(".git/config", "node_modules/m/f", "src/target/f", "src/f", "src/f.log")) write(path);
        Files.writeString(root.resolve("src/.gitignore"), "*.log");
        walk(new Walk(cancel, this));
        assertEquals(List.of("src/", "src/.gitignore", "src/f"), met);
    }

    @Test
    void aFolderThatIsIgnoredIsWalkedWhenItIsTheStart() throws IOException {
        for (var path : List.of("build/f", "build/target/f", "build/g.log", "build/h.tmp")) write(path);
        Files.writeString(root.resolve(".gitignore"), "build/\n*.log\n");
        Files.writeString(root.resolve("build/.ignore"), "*.tmp\n");
        var build = root.resolve("build");
        var names = new ArrayList<String>();
        new Walk(cancel, (_, path, _) -> names.add(path)).from(build, new Ignore(new Workspace(root, List.of(), root)).level(build));
        assertEquals(List.of(".ignore", "f", "g.log"), names);
    }

    @Test
    void rulesOfParentsCountBelowTheStart() throws IOException {
        for (var path : List.of("src/a/f", "src/a/g.log")) write(path);
        Files.writeString(root.resolve(".gitignore"), "*.log\n");
        var src = root.resolve("src");
        var names = new ArrayList<String>();
        new Walk(cancel, (_, path, _) -> names.add(path)).from(src, new Ignore(new Workspace(root, List.of(), root)).level(src));
        assertEquals(List.of("a/f"), names);
    }

    @Test
    void itEndsAfterSoManyEntriesAndSaysSo() throws IOException {
        for (var i = 0; i < 20; i++) write("d" + i % 4 + "/f" + i);
        var walk = new Walk(cancel, this, 10, Duration.ofSeconds(10));
        walk(walk);
        assertEquals(10, met.size());
        assertEquals(10, walk.entries());
        assertTrue(walk.notes().getFirst().startsWith("only the first 10 entries"), walk.notes().toString());
    }

    @Test
    void exactlySoManyEntriesAreAllOfThem() throws IOException {
        for (var i = 0; i < 10; i++) write("f" + i);
        var walk = new Walk(cancel, this, 10, Duration.ofSeconds(10));
        walk(walk);
        assertEquals(10, met.size());
        assertEquals(List.of(), walk.notes());
    }

    @Test
    void itDoesNotGoDeeperThan64Levels() throws IOException {
        var path = "d/".repeat(63);
        write(path + "f");
        write(path + "d/f");
        var walk = new Walk(cancel, this);
        walk(walk);
        assertTrue(met.contains(path + "f"));
        assertTrue(met.contains(path + "d/"));
        assertEquals(1, met.stream().filter(each -> each.endsWith("f")).count());
        assertEquals(List.of("folders deeper than 64 levels were left out"), walk.notes());
    }

    @Test
    void itEndsWhenItsTimeIsUpAndSaysSo() throws IOException {
        write("a/f");
        var walk = new Walk(cancel, this, 100, Duration.ZERO);
        walk(walk);
        assertEquals(List.of(), met);
        assertTrue(walk.notes().getFirst().contains("stopped"), walk.notes().toString());
    }

    @Test
    void aFolderThatCannotBeReadIsCounted() throws IOException {
        write("a/f");
        write("b/f");
        Files.setPosixFilePermissions(root.resolve("a"), PosixFilePermissions.fromString("---------"));
        try {
            assumeTrue(root.resolve("a").toFile().list() == null, "this user may read everything");
            var walk = new Walk(cancel, this);
            walk(walk);
            assertEquals(List.of("a/", "b/", "b/f"), met);
            assertEquals(List.of("1 folder could not be read"), walk.notes());
        } finally {
            Files.setPosixFilePermissions(root.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aCancelledWalkThrowsTheReason() throws IOException {
        write("a/f");
        var why = Failure.of(Failure.Kind.CANCELLED, "interrupted");
        cancel.cancel(why);
        assertSame(why, assertThrows(Failure.class, () -> walk(new Walk(cancel, this))));
    }

    private void walk(Walk walk) {
        walk.from(root, new Ignore(new Workspace(root, List.of(), root)).level(root));
    }

    private void write(String path) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), "x");
    }
}
