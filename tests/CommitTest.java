package scorpiox.tool.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.tool.FileChange;
import scorpiox.tool.FileChange.Kind;
import scorpiox.tool.Ledger;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

class CommitTest {
    /// No file can have this name: writing it fails for everybody, root included.
    private static final String IMPOSSIBLE = "x".repeat(300);

    @TempDir
    Path temporary;
    private Path folder;
    private Workspace workspace;
    private final Ledger ledger = new Ledger();

    @BeforeEach
    void open() throws IOException {
        folder = temporary.toRealPath();
        workspace = new Workspace(folder, List.of(), folder);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private PlannedChange change(String name, String before, String after) {
        return new PlannedChange(folder.resolve(name), bytes(before), bytes(after));
    }

    private List<FileChange> commit(PlannedChange... changes) {
        return Commit.all(List.of(changes), workspace, ledger);
    }

    private String refusal(PlannedChange... changes) {
        return assertThrows(ToolError.class, () -> commit(changes)).getMessage();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Set<String> names() throws IOException {
        try (var files = Files.walk(folder)) {
            return new TreeSet<>(files.filter(file -> !file.equals(folder)).map(file -> folder.relativize(file).toString()).toList());
        }
    }

    @Test
    void severalChangesAreMadeAndTold() throws IOException {
        file("old", "1\n");
        var gone = file("gone", "2\n");
        ledger.saw(gone, bytes("2\n"), true);
        var changes = commit(change("old", "1\n", "one\n"), change("gone", "2\n", null), change("a/b/new", null, "3\n"));
        assertEquals(List.of(Kind.UPDATE, Kind.DELETE, Kind.ADD), changes.stream().map(FileChange::kind).toList());
        assertEquals(List.of("old", "gone", "a/b/new"), changes.stream().map(FileChange::path).toList());
        assertEquals(Set.of("old", "a", "a/b", "a/b/new"), names());
        assertEquals("one\n", Files.readString(folder.resolve("old")));
        assertEquals(Set.of(folder.resolve("old"), folder.resolve("a/b/new")), ledger.files());
        assertEquals(new Ledger.Seen(Ledger.hash(bytes("one\n")), false), ledger.of(folder.resolve("old")).orElseThrow());
    }

    @Test
    void whenTheLastOfThreeFailsAllIsAsItWas() throws IOException {
        var script = file("script", "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
        var gone = file("gone", "2\n");
        Files.setPosixFilePermissions(gone, PosixFilePermissions.fromString("rwx------"));
        var message = refusal(change("script", "#!/bin/sh\n", "changed\n"), change("gone", "2\n", null), change("a/b/new", null, "3\n"), change("c/" + IMPOSSIBLE, null, "4\n"));
        assertTrue(message.startsWith("c/" + IMPOSSIBLE + " cannot be written: ") && message.endsWith(" (nothing was changed)"), message);
        assertEquals(Set.of("script", "gone"), names());
        assertEquals("#!/bin/sh\n", Files.readString(script));
        assertEquals("2\n", Files.readString(gone));
        assertEquals("rwxr-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(script)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(gone)));
        assertTrue(ledger.of(script).isEmpty() && ledger.of(folder.resolve("a/b/new")).isEmpty());
    }

    @Test
    void nothingIsBegunWhenOneFileChangedMeanwhile() throws IOException {
        file("a", "1");
        file("b", "somebody else");
        assertEquals("b changed on disk meanwhile; read it again (nothing was changed)", refusal(change("a", "1", "one"), change("b", "2", "two")));
        assertEquals("1", Files.readString(folder.resolve("a")));
        assertTrue(refusal(change("a", null, "new")).startsWith("a changed on disk meanwhile"));
        assertTrue(refusal(change("gone", "1", "2")).startsWith("gone changed on disk meanwhile"));
        assertTrue(refusal(change("gone", "1", null)).startsWith("gone changed on disk meanwhile"));
        assertEquals(Set.of("a", "b"), names());
    }

    @Test
    void aFileThatBecameALinkIsNotFollowed() throws IOException {
        var target = file("target", "1");
        Files.createSymbolicLink(folder.resolve("a"), target);
        assertEquals("a leads elsewhere now; nothing was changed", refusal(change("a", "1", "one")));
        Files.createSymbolicLink(folder.resolve("dir"), Files.createDirectory(folder.resolve("other")));
        assertTrue(refusal(change("dir/new", null, "x")).contains("leads elsewhere now"));
        assertEquals("1", Files.readString(target));
    }

    @Test
    void aDirectoryIsNoFile() throws IOException {
        Files.createDirectory(folder.resolve("dir"));
        assertEquals("dir is a directory", refusal(change("dir", null, "x")));
    }

    @Test
    void onlyANewScriptBecomesExecutable() throws IOException {
        commit(change("script", null, "#!/bin/sh\n"), change("text", null, "# text\n"), change("short", null, "#"), change("empty", null, ""));
        assertTrue(Files.isExecutable(folder.resolve("script")));
        for (var name : List.of("text", "short", "empty")) {
            assertFalse(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))).contains("x"), name);
        }
    }

    @Test
    void nothingIsAlsoFine() {
        assertEquals(List.of(), commit());
    }
}
