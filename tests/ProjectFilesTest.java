package scorpiox.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;

/// What a project brings along, and the hash of it.
class ProjectFilesTest {
    @TempDir
    Path home;
    private Path root;
    private Project project;

    @BeforeEach
    void layOut() throws IOException {
        root = Files.createDirectories(home.resolve("project/.git")).getParent();
        project = new Project(root.toRealPath());
        root = project.root();
    }

    @ParameterizedTest
    @CsvSource({"project, project", "project/sub/deeper, project", "project/nested, project/nested", "project/nested/x, project/nested", "elsewhere/x, elsewhere/x",
            "worktree/x, worktree"})
    void theProjectIsTheRepositoryAroundTheWorkingDirectoryElseThatItself(String directory, String expected) throws IOException {
        for (var folder : List.of("project/sub/deeper", "project/nested/.git", "project/nested/x", "elsewhere/x", "worktree/x")) Files.createDirectories(home.resolve(folder));
        Files.writeString(home.resolve("worktree/.git"), "gitdir: ../project/.git");
        var environment = new Environment(Map.of("HOME", home.toString()), home.resolve(directory));
        assertEquals(home.toRealPath().resolve(expected), Project.around(environment).root());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void itsRootIsWhereItReallyIs() throws IOException {
        Files.createSymbolicLink(home.resolve("link"), root);
        assertEquals(root, Project.around(new Environment(Map.of("HOME", home.toString()), home.resolve("link"))).root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"scorpiox-env.txt", ".scorpiox/scorpiox-env.txt", ".scorpiox/profiles/a.txt", ".scorpiox/profiles/notes.md", ".scorpiox/tools/a", ".scorpiox/tools/a.json",
            ".scorpiox/tools/lib/deep/part.sh", ".scorpiox/tools/.hidden", ".scorpiox/hooks/pre", ".scorpiox/tools/1/2/3/4/5/6/7/x"})
    void anyChangeOfAFileOfItsIsAnotherFingerprint(String name) throws IOException {
        assertTrue(project.bringsNothing());
        var seen = new HashSet<String>();
        assertTrue(seen.add(project.fingerprint()));
        write(name, "one");
        assertFalse(project.bringsNothing());
        assertTrue(seen.add(project.fingerprint()), "a new file");
        write(name, "onf");
        assertTrue(seen.add(project.fingerprint()), "one byte");
        Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertTrue(seen.add(project.fingerprint()), "executable");
        Files.move(root.resolve(name), root.resolve(name + "2"));
        assertEquals(!name.endsWith("scorpiox-env.txt"), seen.add(project.fingerprint()), "renamed, and a settings file to something else");
        write(name, "");
        assertTrue(seen.add(project.fingerprint()), "emptied");
    }

    @Test
    void otherFilesDoNotMatter() throws IOException {
        write(".scorpiox/tools/a", "one");
        var before = project.fingerprint();
        for (var other : List.of("README.md", "src/x", ".scorpiox/notes.md", ".git/config", "nested/.scorpiox/tools/b", "tools/c")) write(other, "x");
        Files.setLastModifiedTime(root.resolve(".scorpiox/tools/a"), FileTime.fromMillis(0));
        assertEquals(before, project.fingerprint());
    }

    @Test
    void twoFilesThatSwapTheirContentsAreAChange() throws IOException {
        write(".scorpiox/tools/a", "one");
        write(".scorpiox/tools/b", "two");
        var before = project.fingerprint();
        write(".scorpiox/tools/a", "two");
        write(".scorpiox/tools/b", "one");
        assertNotEquals(before, project.fingerprint());
    }

    /// What was read and shown is what is hashed, whatever is there by now.
    @Test
    void aFileCountsAsItWasRead() throws IOException {
        var file = write("scorpiox-env.txt", "MODEL=shown");
        var shown = project.fingerprint();
        var reading = new Reading(project);
        reading.read(file);
        write("scorpiox-env.txt", "MODEL=swapped");
        assertEquals(shown, project.inventory(reading).fingerprint());
        assertNotEquals(shown, project.fingerprint());
        assertEquals("MODEL=shown", new String(reading.contents().get(file)));
        assertEquals("shown", reading.read(file).entries().getFirst().value());
    }

    @Test
    void aFileThatWasNotThereWhenItWasReadIsNotTrustedUnseen() throws IOException {
        var reading = new Reading(project);
        reading.read(project.settings().getFirst());
        write("scorpiox-env.txt", "MODEL=new");
        assertNotEquals(project.fingerprint(), project.inventory(reading).fingerprint());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void itsProgramsAreTheExecutablesAndTheJavaFiles() throws IOException {
        for (var name : List.of("run", "Tool.java", "run.json", "README.md", ".hidden", "lib/part")) write(".scorpiox/tools/" + name, "x");
        for (var name : List.of("run", ".hidden", "lib/part")) Files.setPosixFilePermissions(root.resolve(".scorpiox/tools/" + name), PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(root.resolve(".scorpiox/tools/linked"), Path.of("run"));
        Files.createSymbolicLink(root.resolve(".scorpiox/tools/dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(root.resolve(".scorpiox/tools/folder"), Path.of("lib"));
        assertEquals(List.of("Tool.java", "linked", "run"), project.programs());
    }

    @Test
    void withoutAFolderOfToolsThereAreNoPrograms() throws IOException {
        assertEquals(List.of(), project.programs());
        write(".scorpiox/tools", "a file in the folder's place");
        assertEquals(List.of(), project.programs());
        assertFalse(project.bringsNothing());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksWithinTheProjectAreFollowedAndHashed() throws IOException {
        write("scripts/run", "one");
        link(".scorpiox/tools", "../scripts");
        var before = project.fingerprint();
        write("scripts/run", "two");
        assertNotEquals(before, project.fingerprint());
        Files.delete(root.resolve(".scorpiox/tools"));
        link(".scorpiox/tools", root.resolve("scripts").toString());
        assertFalse(project.fingerprint().isEmpty());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whereALinkLeadsIsPartOfIt() throws IOException {
        write(".scorpiox/tools/a", "same");
        write(".scorpiox/tools/b", "same");
        link(".scorpiox/tools/x", "a");
        var before = project.fingerprint();
        Files.delete(root.resolve(".scorpiox/tools/x"));
        link(".scorpiox/tools/x", "b");
        assertNotEquals(before, project.fingerprint());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatALinkToNothingLeadsToLaterIsAChange() throws IOException {
        link(".scorpiox/tools/x", "../../later");
        var before = project.fingerprint();
        write("later", "now");
        assertNotEquals(before, project.fingerprint());
    }

    /// Every way out: the name of the link, and where it leads. OUT is a folder beside the project.
    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource({".scorpiox, ../OUT", ".scorpiox, OUT", ".scorpiox/tools, ../../OUT", ".scorpiox/profiles, ../../OUT", ".scorpiox/hooks, ../../OUT", ".scorpiox/tools/x, ../../../OUT/file",
            ".scorpiox/tools/x, OUT/file", ".scorpiox/tools/x, OUT/nowhere", ".scorpiox/tools/x, ../../../OUT", ".scorpiox/tools/x, /", ".scorpiox/tools/x, ..//../.././../OUT",
            ".scorpiox/tools/x, within/../../../../OUT/file", ".scorpiox/profiles/p.txt, ../../../OUT/file", "scorpiox-env.txt, ../OUT/file", ".scorpiox/tools/x, deep/up/../../OUT"})
    void aLinkThatLeadsOutOfTheProjectMakesItUntrustable(String name, String target) throws IOException {
        var out = Files.createDirectories(home.toRealPath().resolve("out"));
        Files.writeString(out.resolve("file"), "x");
        if (!name.equals(".scorpiox") && !name.equals(".scorpiox/tools")) {
            Files.createDirectories(root.resolve(".scorpiox/tools/within"));
            Files.createDirectories(root.resolve(".scorpiox/tools/deep"));
            link(".scorpiox/tools/deep/up", "../../..");       // by names deep/up/../../OUT stays inside, in fact it does not
        }
        link(name, target.startsWith("OUT") ? target.replace("OUT", out.toString()) : target.replace("OUT", "out"));
        var failure = assertThrows(Failure.class, project::fingerprint);
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().startsWith("the project " + root + " cannot be trusted: ") && failure.getMessage().endsWith(" leads out of the project"), failure.getMessage());
        if (name.startsWith(".scorpiox/tools") || name.equals(".scorpiox")) {
            Files.createDirectories(out.resolve("tools"));
            assertThrows(Failure.class, project::programs);
        }
    }

    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource({".scorpiox/tools, tools", ".scorpiox/tools/x, x", ".scorpiox/tools/x, y", ".scorpiox/tools/x, ../tools", ".scorpiox/tools/x, .", ".scorpiox/hooks, ../.scorpiox"})
    void linksThatLeadRoundInCirclesAreRefused(String name, String target) throws IOException {
        if (target.equals("y")) link(".scorpiox/tools/y", "x");
        link(name, target);
        var failure = assertThrows(Failure.class, project::fingerprint);
        assertTrue(failure.getMessage().contains("leads round in circles") || failure.getMessage().contains("folders within folders"), failure.getMessage());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeAmongTheToolsHoldsNobodyUp() throws Exception {
        write(".scorpiox/tools/a", "x");
        assertEquals(0, new ProcessBuilder("mkfifo", root.resolve(".scorpiox/tools/pipe").toString()).start().waitFor());
        assertFalse(project.fingerprint().isEmpty());
        assertEquals(List.of(), project.programs());
    }

    @Test
    void tooMuchToLookThroughIsRefused() throws IOException {
        for (var i = 0; i <= 1000; i++) write(".scorpiox/tools/f" + i, "");
        assertTrue(assertThrows(Failure.class, project::fingerprint).getMessage().contains("more than 1000 files"));
    }

    @Test
    void soAreEmptyFoldersWithoutEnd() throws IOException {
        for (var i = 0; i <= 1000; i++) Files.createDirectories(root.resolve(".scorpiox/hooks/d" + i));
        assertTrue(assertThrows(Failure.class, project::fingerprint).getMessage().contains("more than 1000 files"));
    }

    @Test
    void soAreTooManyBytes() throws IOException {
        for (var i = 0; i < 5; i++) Files.write(Files.createDirectories(root.resolve(".scorpiox/tools")).resolve("f" + i), new byte[4 * 1024 * 1024]);
        assertTrue(assertThrows(Failure.class, project::fingerprint).getMessage().contains("more than 16 MiB"));
    }

    @Test
    void soAreFoldersTooDeepToBeTools() throws IOException {
        write(".scorpiox/tools/1/2/3/4/5/6/7/8/x", "beyond what is hashed nothing may lie");
        assertTrue(assertThrows(Failure.class, project::fingerprint).getMessage().contains("deeper than 8"));
    }

    private void link(String name, String target) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    private Path write(String name, String text) {
        try {
            Files.createDirectories(root.resolve(name).getParent());
            return Files.writeString(root.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
