package scorpiox.tool.edit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.FileChange;
import scorpiox.tool.Ledger;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Parameters;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

class WriteTest {
    @TempDir
    Path temporary;
    private Path folder;
    private Workspace workspace;
    private Write write;
    private final Ledger ledger = new Ledger();

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(temporary.toRealPath().resolve("work"));
        workspace = new Workspace(folder, List.of(), temporary);
        write = new Write(workspace, ledger);
    }

    private LocalTool.Call call(String file, String content) {
        var given = Json.object().put("file_path", file).put("content", content);
        return write.call(Parameters.fit("write", ((Tool.Function) write.declaration()).parameters(), given));
    }

    private Outcome run(String file, String content) {
        return call(file, content).run(new Cancel());
    }

    private String refusal(String file, String content) {
        return assertThrows(ToolError.class, () -> run(file, content)).getMessage();
    }

    private Path seen(String name, byte[] content) throws IOException {
        var file = Files.write(folder.resolve(name), content);
        ledger.saw(file, content, true);
        return file;
    }

    private Path seen(String name, String content) throws IOException {
        return seen(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aNewFileAndItsFoldersAreMade() throws IOException {
        var outcome = run("src/main/A.java", "class A {\r\n}\n");
        assertEquals("created src/main/A.java (2 lines)", outcome.text());
        assertFalse(outcome.error());
        assertEquals("class A {\n}\n", Files.readString(folder.resolve("src/main/A.java")));
        var change = assertInstanceOf(Detail.Changes.class, outcome.detail()).files().getFirst();
        assertEquals(new FileChange("src/main/A.java", FileChange.Kind.ADD, "--- /dev/null\n+++ b/src/main/A.java\n@@ -0,0 +1,2 @@\n+class A {\n+}\n", 2, 0), change);
        assertEquals("created b.txt (1 line)", run("b.txt", "x").text());
        assertEquals("created c.txt (0 lines)", run("c.txt", "").text());
        assertEquals(0, Files.size(folder.resolve("c.txt")));
    }

    @Test
    void aNewFileHasNoByteOrderMark() throws IOException {
        run("a.txt", "\uFEFFä\n");
        assertArrayEquals("ä\n".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(folder.resolve("a.txt")));
    }

    @Test
    void aNewScriptIsExecutableAndAnotherFileIsNot() throws IOException {
        run("run", "#!/bin/sh\necho\n");
        run("notes", "# no script\n");
        assertEquals("rwxr-xr-x", mode(folder.resolve("run")));
        assertFalse(Files.getPosixFilePermissions(folder.resolve("notes")).toString().contains("EXECUTE"));
    }

    @Test
    void aFileThatWasNotReadIsNotReplaced() throws IOException {
        var file = Files.writeString(folder.resolve("a.txt"), "one\ntwo\nthree");
        assertEquals("read a.txt first (it exists, 3 lines)", refusal("a.txt", "new"));
        assertEquals("read a.txt first (it exists, 3 lines)", assertThrows(ToolError.class, () -> call("a.txt", "new").preview()).getMessage());
        assertEquals("one\ntwo\nthree", Files.readString(file));
    }

    @Test
    void aFileThatChangedSinceIsNotReplacedButATouchedOneIs() throws IOException {
        var file = seen("a.txt", "one\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertEquals("replaced a.txt (+1 -1)", run("a.txt", "two\n").text());
        Files.writeString(file, "somebody else\n");
        assertEquals("a.txt changed on disk since you read it; read it again", refusal("a.txt", "three\n"));
        assertEquals("somebody else\n", Files.readString(file));
    }

    @Test
    void itsOwnWriteCountsAsRead() throws IOException {
        run("a.txt", "one\n");
        run("a.txt", "two\n");
        assertEquals("replaced a.txt (+2 -1)", run("a.txt", "three\nfour\n").text());
        assertEquals(new Ledger.Seen(Ledger.hash("three\nfour\n".getBytes(StandardCharsets.UTF_8)), true), ledger.of(folder.resolve("a.txt")).orElseThrow());
    }

    @Test
    void theSameContentIsNotWritten() throws IOException {
        var file = seen("a.txt", "one\r\ntwo\r\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        var key = Files.readAttributes(file, "unix:ino").get("ino");
        var outcome = run("a.txt", "one\ntwo\n");
        assertEquals("unchanged", outcome.text());
        assertInstanceOf(Detail.None.class, outcome.detail());
        assertEquals("unchanged", call("a.txt", "one\ntwo\n").preview());
        assertEquals(FileTime.fromMillis(1_000_000), Files.getLastModifiedTime(file));
        assertEquals(key, Files.readAttributes(file, "unix:ino").get("ino"));
    }

    @Test
    void anExistingFileKeepsItsModeAlsoWhenItIsNoScript() throws IOException {
        var file = seen("a.txt", "old\n");
        for (var mode : List.of("rwxr-xr-x", "rw-------", "rw-rw-rw-", "rwxr-x--x")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            run("a.txt", mode);
            assertEquals(mode, mode(file));
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        run("a.txt", "#!/bin/sh\n");
        assertEquals("rw-r--r--", mode(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
            "a\\r\\nb\\r\\n|x\\ny\\n|x\\r\\ny\\r\\n",
            "a\\r\\nb\\r\\n|x\\r\\ny|x\\r\\ny",
            "a\\nb\\n|x\\r\\ny\\r\\n|x\\ny\\n",
            "a|x\\ny\\n|x\\ny\\n",
            "a\\r\\nb|b|b",
            "a\\r\\nb\\nc\\r\\n|a\\nb\\nnew\\nc\\n|a\\r\\nb\\nnew\\r\\nc\\r\\n",
            "a\\nb\\r\\nc\\nd\\r\\n|x\\nb\\ny\\nd\\nz\\n|x\\nb\\r\\ny\\nd\\r\\nz\\n",
            "a\\r\\nb\\nc|b\\nc\\nd|b\\nc\\r\\nd",
            "a\\r\\nb\\n|a\\nb|a\\r\\nb",
            "\\r\\nb\\n|\\n\\nb\\n|\\r\\n\\r\\nb\\n",
            "a\\rb\\n|a\\rc\\n|a\\rc\\n",
    })
    void lineEndsStayInTheStyleOfTheFile(String before, String content, String after) throws IOException {
        var file = seen("a.txt", before.translateEscapes());
        run("a.txt", content.translateEscapes());
        assertEquals(after.translateEscapes(), Files.readString(file));
    }

    @Test
    void aByteOrderMarkStaysAndIsNotDoubled() throws IOException {
        var file = seen("a.txt", "\uFEFFold\r\n");
        run("a.txt", "new\n");
        assertEquals("\uFEFFnew\r\n", Files.readString(file));
        run("a.txt", "\uFEFFnewer\n");
        assertEquals("\uFEFFnewer\r\n", Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE, \uFEFF", "UTF-16BE, \uFEFF", "ISO-8859-1, ''"})
    void theCharsetStaysAndIsNamed(String charset, String mark) throws IOException {
        var file = seen("a.txt", (mark + "ä\n").getBytes(Charset.forName(charset)));
        assertEquals("replaced a.txt (+1 -1); it stays " + charset, run("a.txt", "öß\n").text());
        assertEquals(mark + "öß\n", Files.readString(file, Charset.forName(charset)));
    }

    @Test
    void aTextTheCharsetCannotHoldMakesTheFileUtf8() throws IOException {
        var file = seen("a.txt", "ä\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("replaced a.txt (+1 -1); it was ISO-8859-1 and is UTF-8 now", run("a.txt", "€\n").text());
        assertEquals("€\n", Files.readString(file));
    }

    @Test
    void aLinkStaysALinkAndItsTargetIsReplaced() throws IOException {
        var target = seen("target.txt", "old\n");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target.txt"));
        assertEquals("replaced link (+1 -1)", run("link", "new\n").text());
        assertTrue(Files.isSymbolicLink(link));
        assertFalse(Files.isSymbolicLink(target));
        assertEquals("new\n", Files.readString(target));
        assertEquals("rwxr-xr-x", mode(target));
        assertEquals(List.of(new Subject.Writes(target)), call("link", "x").subjects());
    }

    @Test
    void aDanglingLinkWritesWhereItLeads() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("deep/new.txt"));
        assertEquals(List.of(new Subject.Writes(folder.resolve("deep/new.txt"))), call("link", "x").subjects());
        run("link", "x\n");
        assertTrue(Files.isSymbolicLink(folder.resolve("link")));
        assertEquals("x\n", Files.readString(folder.resolve("deep/new.txt")));
    }

    @Test
    void theSubjectOfALinkOutsideIsOutside() throws IOException {
        Files.createSymbolicLink(folder.resolve("out"), temporary);
        assertEquals(List.of(new Subject.Writes(temporary.toRealPath().resolve("new/a.txt"))), call("out/new/a.txt", "x").subjects());
        assertEquals(List.of(new Subject.Writes(temporary.toRealPath().resolve("a.txt"))), call("../a.txt", "x").subjects());
    }

    @Test
    void aLinkThatIsTurnedElsewhereAfterPermissionIsNotFollowed() throws IOException {
        var call = call("sub/a.txt", "x");
        Files.createSymbolicLink(folder.resolve("sub"), temporary);
        assertTrue(assertThrows(ToolError.class, () -> call.run(new Cancel())).getMessage().contains("leads elsewhere"));
        assertFalse(Files.exists(temporary.resolve("a.txt")));
    }

    @Test
    void theDiffIsShownBeforehandAndNothingIsWrittenForIt() throws IOException {
        var file = seen("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
        var call = call("a.txt", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n");
        var diff = "--- a/a.txt\n+++ b/a.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n";
        assertEquals(diff, call.preview());
        assertEquals("1\n2\n3\n4\n5\n6\n7\n8\n9\n", Files.readString(file));
        var change = assertInstanceOf(Detail.Changes.class, call.run(new Cancel()).detail()).files().getFirst();
        assertEquals(new FileChange("a.txt", FileChange.Kind.UPDATE, diff, 1, 1), change);
        assertTrue(call("new.txt", "x\n").preview().endsWith("+x\n"));
        assertFalse(Files.exists(folder.resolve("new.txt")));
        assertEquals("write a.txt", call.line());
        assertEquals(Access.WRITE, write.access());
    }

    @Test
    void aFileThatAppearsAfterThePreviewIsNotOverwritten() throws IOException {
        var call = call("a.txt", "mine");
        call.preview();
        Files.writeString(folder.resolve("a.txt"), "theirs");
        assertEquals("read a.txt first (it exists, 1 line)", assertThrows(ToolError.class, () -> call.run(new Cancel())).getMessage());
        assertEquals("theirs", Files.readString(folder.resolve("a.txt")));
    }

    @Test
    void whatCannotBeAFileIsRefused() throws IOException {
        Files.createDirectory(folder.resolve("dir"));
        Files.writeString(folder.resolve("file"), "x");
        assertEquals("dir is a directory", refusal("dir", "x"));
        assertEquals("file/a.txt cannot be written: file is a file, not a directory", refusal("file/a.txt", "x"));
        assertEquals("file/b/a.txt cannot be written: file is a file, not a directory", refusal("file/b/a.txt", "x"));
        assertTrue(refusal("", "x").contains("no usable path"));
    }

    @Test
    void aWriteThatFailsLeavesNothingBehind() throws IOException {
        var message = refusal("new/folder/" + "x".repeat(300), "x");
        assertTrue(message.endsWith("(nothing was changed)"), message);
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aReadOnlyDirectoryIsAnErrorAndTheFileStays() throws IOException {
        var closed = Files.createDirectory(folder.resolve("closed"));
        Files.writeString(closed.resolve("a.txt"), "old");
        ledger.saw(closed.resolve("a.txt"), "old".getBytes(StandardCharsets.UTF_8), true);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(closed), "the superuser writes everywhere");
            assertEquals("closed/a.txt cannot be written: permission denied (nothing was changed)", refusal("closed/a.txt", "new"));
            assertEquals("closed/b.txt cannot be written: permission denied (nothing was changed)", refusal("closed/b.txt", "new"));
            assertEquals("old", Files.readString(closed.resolve("a.txt")));
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void noTemporaryFileStays() throws IOException {
        seen("a.txt", "old");
        run("a.txt", "new");
        run("b.txt", "new");
        try (var files = Files.list(folder)) {
            assertEquals(List.of("a.txt", "b.txt"), files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
