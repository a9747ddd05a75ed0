package scorpiox.tool.edit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Detail;
import scorpiox.tool.FileChange;
import scorpiox.tool.Ledger;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

class ApplyPatchTest {
    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();
    private Workspace workspace;

    @BeforeEach
    void open() {
        workspace = new Workspace(folder, List.of(), folder);
    }

    @Test
    void aPatchAddsUpdatesMovesAndDeletesAndSaysSo() throws IOException {
        file("b.txt", "one\ntwo\n");
        file("c.txt", "gone\n");
        file("d.txt", "from\nhere\n");
        var outcome = call("""
                *** Delete File: c.txt
                *** Update File: b.txt
                @@
                 one
                -two
                +2
                *** Add File: new/a.txt
                +fresh
                *** Update File: d.txt
                *** Move to: new/d.txt
                @@
                -from
                +to
                """).run(new Cancel());
        assertEquals("Success. Updated the following files:\nA new/a.txt\nM b.txt\nM new/d.txt\nD c.txt", outcome.text());
        assertEquals(new TreeMap<>(Map.of("b.txt", "one\n2\n", "new/a.txt", "fresh\n", "new/d.txt", "to\nhere\n")), tree());
        var kinds = new TreeMap<String, FileChange.Kind>();
        assertInstanceOf(Detail.Changes.class, outcome.detail()).files().forEach(change -> kinds.put(change.path(), change.kind()));
        assertEquals("{b.txt=UPDATE, c.txt=DELETE, d.txt=DELETE, new/a.txt=ADD, new/d.txt=ADD}", kinds.toString());
    }

    @Test
    void linesThatAreNotThereAreShownWithTheClosestOnes() throws IOException {
        file("a.txt", "x\nif (a) {\n    go(1);\n}\ny\n");
        var message = refusal("*** Update File: a.txt\n@@\n if (a) {\n-    go(2);\n+    go(3);\n }\n");
        assertTrue(message.startsWith("Failed to find expected lines in a.txt:\nif (a) {\n    go(2);\n}\n"), message);
        assertTrue(message.contains("closest: lines 2-4;"), message);
        assertTrue(message.contains("\n-    go(2);\n+    go(1);\n"), message);
    }

    @Test
    void aFailingLastFileLeavesTheOthersUnwritten() throws IOException {
        file("a.txt", "a\n");
        file("b.txt", "b\n");
        file("c.txt", "c\n");
        var before = tree();
        var message = refusal("*** Update File: a.txt\n-a\n+A\n*** Delete File: b.txt\n*** Add File: d.txt\n+d\n*** Update File: c.txt\n-nothing like it\n+x\n");
        assertTrue(message.startsWith("Failed to find expected lines in c.txt:\n"), message);
        assertEquals(before, tree());
        assertEquals(Set.of(), ledger.files());
    }

    @Test
    void anErrorWhileWritingTakesAllBack() throws IOException {
        file("a.txt", "a\n");
        Files.setPosixFilePermissions(folder.resolve("a.txt"), PosixFilePermissions.fromString("rwxr-x---"));
        file("b.txt", "b\n");
        file("blocked", "a file and no folder\n");
        var before = tree();
        var message = refusal("*** Update File: a.txt\n-a\n+A\n*** Add File: new/deep/n.txt\n+n\n*** Update File: b.txt\n-b\n+B\n*** Add File: blocked/x.txt\n+x\n*** Delete File: b.txt\n");
        assertTrue(message.startsWith("blocked/x.txt cannot be written: ") && message.endsWith("(nothing was changed)"), message);
        assertEquals(before, tree());
        assertFalse(Files.exists(folder.resolve("new")));
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a.txt"))));
        var long255 = "n".repeat(300);
        assertTrue(refusal("*** Update File: a.txt\n-a\n+A\n*** Add File: " + long255 + "\n+x\n").endsWith("(nothing was changed)"));
        assertEquals(before, tree());
    }

    @Test
    void ofTwoPlacesTheFirstIsTakenAndTheOtherNamed() throws IOException {
        file("a.txt", "x\ny\nx\ny\nx\n");
        assertEquals("Success. Updated the following files:\nM a.txt\nnote: a.txt line 1: ambiguous: also at line 3", apply("*** Update File: a.txt\n@@\n-x\n+X\n"));
        assertEquals("X\ny\nx\ny\nx\n", text("a.txt"));
        file("a.txt", "f\nx\ng\nx\nh\nx\n");
        assertTrue(apply("*** Update File: a.txt\n@@ g\n-x\n+X\n").endsWith("\nnote: a.txt line 4: ambiguous: also at line 6"));
        assertEquals("f\nx\ng\nX\nh\nx\n", text("a.txt"));
        file("a.txt", "f\nx\nh\nx\n");
        assertEquals("Success. Updated the following files:\nM a.txt", apply("*** Update File: a.txt\n@@\n-x\n+1\n@@\n-x\n+2\n").replaceAll("\nnote.*", ""));
        assertEquals("f\n1\nh\n2\n", text("a.txt"));
    }

    @Test
    void addingOverAFileNeedsTheSameContentOrThatItWasRead() throws IOException {
        file("a.txt", "old\r\nfile\r\n");
        var add = "*** Add File: a.txt\n+fresh\n+file\n";
        assertTrue(refusal(add).contains("exists; use Update File"));
        assertEquals("Success. Updated the following files:\nA a.txt", apply("*** Add File: a.txt\n+old\n+file\n"));
        assertEquals("old\r\nfile\r\n", text("a.txt"));
        var real = folder.resolve("a.txt").toRealPath();
        file("b.txt", "old\n");
        ledger.saw(folder.resolve("b.txt").toRealPath(), bytes("old\n"), false);
        assertTrue(refusal("*** Add File: b.txt\n+new\n").contains("exists"));
        ledger.saw(real, bytes("old\r\nfile\r\n"), true);
        apply(add);
        assertEquals("fresh\r\nfile\r\n", text("a.txt"));
        Files.writeString(real, "changed\n");
        assertTrue(refusal(add).contains("exists"));
        assertTrue(refusal("*** Add File: c.txt\n+1\n*** Add File: c.txt\n+2\n").contains("c.txt: it exists"));
    }

    @Test
    void aMissingFileIsNamedWithNearOnes() throws IOException {
        file("Report.java", "x\n");
        var delete = refusal("*** Delete File: report.jav\n");
        assertTrue(delete.startsWith("Failed to delete file report.jav: no such file") && delete.contains("Report.java"), delete);
        var update = refusal("*** Update File: report.jav\n-x\n+y\n");
        assertTrue(update.startsWith("Failed to read file to update report.jav: no such file") && update.contains("Report.java"), update);
        Files.createDirectory(folder.resolve("sub"));
        assertTrue(refusal("*** Delete File: sub\n").startsWith("Failed to delete file sub: sub is a directory"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            // the file | the hunk | what becomes of it
            "a\\nb     | @@~-a~+A                      | A\\nb",
            "a\\nb     | @@~-a~+A~ b                   | A\\nb",
            "a\\nb     | @@~-b~+B                      | a\\nB\\n",
            "a\\nb     | @@~-b~+B~*** End of File      | a\\nB",
            "a\\nb     | @@~ b~+c                      | a\\nb\\nc\\n",
            "a\\nb     | @@~ b~+c~*** End of File      | a\\nb\\nc",
            "a\\nb     | @@~+c                         | a\\nb\\nc\\n",
            "a\\nb     | @@~+c~*** End of File         | a\\nb\\nc",
            "a\\nb     | @@~ a~-b                      | a\\n",
            "a\\nb     | @@~ a~-b~*** End of File      | a",
            "b         | @@~-b~*** End of File         | ''",
            "a\\r\\nb  | @@~ b~+c                      | a\\r\\nb\\r\\nc\\r\\n",
            "a\\r\\nb  | @@~ b~+c~*** End of File      | a\\r\\nb\\r\\nc",
            "a\\nb\\n  | @@~-b~+B~*** End of File      | a\\nB\\n",
            "a\\nb\\n  | @@~-b                         | a\\n",
            "''        | @@~+a                         | a\\n",
    })
    void aMissingLastLineEndStaysMissingUnlessTheLastLineChanges(String before, String hunk, String after) throws IOException {
        file("a.txt", plain(before));
        apply("*** Update File: a.txt\n" + hunk.replace("~", "\n") + "\n");
        assertEquals(plain(after), text("a.txt"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a\\r\\nb\\r\\nc\\r\\n       | ' a~-b~+B~+C~ c'     | a\\r\\nB\\r\\nC\\r\\nc\\r\\n",
            "a\\nb\\r\\nc\\nd\\r\\n      | ' b~-c~+C~ d'        | a\\nb\\r\\nC\\nd\\r\\n",
            "a\\r\\nb\\nc\\n             | ' b~+x~ c'           | a\\r\\nb\\nx\\r\\nc\\n",
            "\\uFEFFa\\nb\\n             | '-a~+A'              | \\uFEFFA\\nb\\n",
            "a\u2014b \\nq\\n            | ' a-b~-q~+Q'         | a\u2014b \\nQ\\n",
            "x \u201Cy\u201D\u00A0z\\n   | '-x \"y\" z~+new'    | new\\n",
            "a  \\nb\\n                  | '-a~+A'              | A\\nb\\n",
            "'\\t  a\\nb\\n'             | '-a~+A'              | A\\nb\\n",
            "'  a\\n a\\n'               | '- a~+A'             | '  a\\nA\\n'",
            "'a\\n\\nb\\n'               | ' a~~-b~+B'          | a\\n\\nB\\n",
            "'a\\nb\\n'                  | '-b~+B~~'            | a\\nB\\n",
            "'a\\nb\\n'                  | '-b~-~+B~+'          | a\\nB\\n",
    })
    void untouchedLinesKeepEveryByteAndLooseLinesAreFound(String before, String hunk, String after) throws IOException {
        file("a.txt", plain(before));
        apply("*** Update File: a.txt\n@@\n" + hunk.replace("~", "\n") + "\n");
        assertEquals(plain(after), text("a.txt"));
    }

    @Test
    void aCharsetStaysAndIsTold() throws IOException {
        var latin = "Stra\u00DFe\nEnde\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve("a.txt"), latin);
        assertTrue(apply("*** Update File: a.txt\n-Ende\n+gro\u00DF\n").endsWith("\nnote: a.txt is ISO-8859-1"));
        assertArrayEquals("Stra\u00DFe\ngro\u00DF\n".getBytes(StandardCharsets.ISO_8859_1), Files.readAllBytes(folder.resolve("a.txt")));
        assertTrue(refusal("*** Update File: a.txt\n-gro\u00DF\n+5 \u20AC\n").contains("has no U+20AC"));
        Files.write(folder.resolve("b.bin"), new byte[] {0, 1, 2});
        assertTrue(refusal("*** Update File: b.bin\n-x\n+y\n").contains("not text"));
    }

    @Test
    void anchorsNarrowStepByStep() throws IOException {
        file("a.txt", "class A\n  m()\n    x\nclass B\n  k()\n    x\n  m()\n    x\n");
        apply("*** Update File: a.txt\n@@ class B\n@@   m()\n-    x\n+    y\n");
        assertEquals("class A\n  m()\n    x\nclass B\n  k()\n    x\n  m()\n    y\n", text("a.txt"));
        assertTrue(refusal("*** Update File: a.txt\n@@ class C\n-    x\n+    z\n").startsWith("Failed to find context 'class C' in a.txt"));
        apply("*** Update File: a.txt\n@@ class B\n class B\n-  k()\n+  l()\n");       // the anchor again as the first line
        assertEquals("class A\n  m()\n    x\nclass B\n  l()\n    x\n  m()\n    y\n", text("a.txt"));
    }

    @Test
    void linesOnlyAddedGoBehindTheirAnchorOrToTheEnd() throws IOException {
        file("a.txt", "a\nb\nc\n");
        apply("*** Update File: a.txt\n@@ a\n+a2\n@@\n+z\n@@ c\n+c2\n@@\n+y\n*** End of File\n");
        assertEquals("a\na2\nb\nc\nc2\nz\ny\n", text("a.txt"));
    }

    @Test
    void endOfFileIsTriedFirst() throws IOException {
        file("a.txt", "x\ny\nx\n");
        assertEquals("Success. Updated the following files:\nM a.txt", apply("*** Update File: a.txt\n@@\n-x\n+X\n*** End of File\n"));
        assertEquals("x\ny\nX\n", text("a.txt"));
        apply("*** Update File: a.txt\n@@\n-y\n+Y\n*** End of File\n");
        assertEquals("x\nY\nX\n", text("a.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-\n", " \n", "\n", " \n+x\n", "-\n-\n+\n"})
    void emptyLinesThatAreNotThereAreNotFound(String hunk) throws IOException {
        file("a.txt", "a\nb\n");
        assertTrue(refusal("*** Update File: a.txt\n@@\n" + hunk + "*** End of File\n").startsWith("Failed to find expected lines in a.txt:\n"));
    }

    @Test
    void changesInTheWrongOrderAreToldSo() throws IOException {
        file("a.txt", "one\ntwo\nthree\n");
        var message = refusal("*** Update File: a.txt\n@@\n-three\n+3\n@@\n-one\n+1\n");
        assertTrue(message.startsWith("Failed to find expected lines in a.txt:\none\n(change 2 of 2; it is at line 1, before "), message);
    }

    @Test
    void oneFileMayComeUpSeveralTimes() throws IOException {
        file("a.txt", "a\nb\n");
        apply("*** Update File: a.txt\n-a\n+A\n*** Update File: ./a.txt\n-A\n+AA\n*** Update File: a.txt\n*** Move to: b.txt\n*** Update File: b.txt\n-b\n+B\n");
        assertEquals("{b.txt=AA\nB\n}", tree().toString());
        apply("*** Delete File: b.txt\n*** Add File: b.txt\n+new\n*** Add File: c/d.txt\n+1\n*** Update File: c/d.txt\n-1\n+2\n");
        assertEquals("{b.txt=new\n, c/d.txt=2\n}", tree().toString());
        apply("*** Delete File: b.txt\n*** Add File: b.txt/inside.txt\n+x\n");
        assertEquals("{b.txt/inside.txt=x\n, c/d.txt=2\n}", tree().toString());
    }

    @Test
    void aMoveKeepsModeAndDoesNotReplaceAnotherFile() throws IOException {
        file("run", "echo a\n");
        Files.setPosixFilePermissions(folder.resolve("run"), PosixFilePermissions.fromString("rwx-----x"));
        file("taken", "something\n");
        file("same", "echo b\n");
        assertTrue(refusal("*** Update File: run\n*** Move to: taken\n@@\n-echo a\n+echo b\n").contains("taken exists"));
        apply("*** Update File: run\n*** Move to: bin/run\n@@\n-echo a\n+echo b\n");
        assertEquals("{bin/run=echo b\n, same=echo b\n, taken=something\n}", tree().toString());
        assertEquals("rwx-----x", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("bin/run"))));
        apply("*** Update File: bin/run\n*** Move to: same\n");
        assertEquals("{same=echo b\n, taken=something\n}", tree().toString());
        assertEquals("Success. Updated the following files:\nM same", apply("*** Update File: same\n*** Move to: ./same\n"));
        assertEquals("echo b\n", text("same"));
    }

    @Test
    void linksAreWrittenThroughButNotDeletedOrMoved() throws IOException {
        file("real.txt", "a\n");
        Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("real.txt"));
        apply("*** Update File: link.txt\n-a\n+b\n");
        assertTrue(Files.isSymbolicLink(folder.resolve("link.txt")));
        assertEquals("b\n", text("real.txt"));
        assertTrue(refusal("*** Delete File: link.txt\n").contains("it is a link; name real.txt instead"));
        assertTrue(refusal("*** Update File: link.txt\n*** Move to: x.txt\n").contains("it is a link"));
        assertEquals("b\n", text("real.txt"));
    }

    @Test
    void touchedFilesAreKnownAfterwards() throws IOException {
        file("a.txt", "a\n");
        file("b.txt", "b\n");
        file("c.txt", "c\n");
        var c = folder.resolve("c.txt").toRealPath();
        ledger.saw(c, bytes("c\n"), true);
        apply("*** Update File: a.txt\n-a\n+A\n*** Add File: n.txt\n+n\n*** Delete File: c.txt\n*** Update File: b.txt\n@@\n b\n");
        var root = workspace.directory();
        assertEquals(Ledger.hash(bytes("A\n")), ledger.of(root.resolve("a.txt")).orElseThrow().hash());
        assertEquals(Set.of(root.resolve("a.txt"), root.resolve("n.txt"), root.resolve("b.txt")), ledger.files());
        new Edit(workspace, ledger).call(Json.object().put("file_path", "a.txt").put("old_string", "A").put("new_string", "Z")).run(new Cancel());
        assertEquals("Z\n", text("a.txt"));
    }

    @Test
    void theSubjectsAreAllFilesThatWouldBeWritten() throws IOException {
        file("a.txt", "a\n");
        var root = workspace.directory();
        var call = call("*** Update File: a.txt\n*** Move to: ../out.txt\n*** Delete File: ~/x.txt\n*** Add File: /etc/new\n+x\n*** Update File: a.txt\n-x\n+y\n*** Add File: e\n");
        assertEquals(List.of(new Subject.Writes(root.resolve("a.txt")), new Subject.Writes(root.getParent().resolve("out.txt")), new Subject.Writes(root.resolve("x.txt")),
                new Subject.Writes(Path.of("/etc").toRealPath().resolve("new")), new Subject.Writes(root.resolve("e"))), call.subjects());
        assertEquals("apply_patch a.txt, " + root.getParent().resolve("out.txt") + ", x.txt and 2 more", call.line());
    }

    @Test
    void relativePathsStartAtTheFolderGiven() throws IOException {
        Files.createDirectories(folder.resolve("sub/deep"));
        file("sub/a.txt", "a\n");
        var arguments = Json.object().put("input", patch("*** Update File: a.txt\n-a\n+A\n*** Add File: ../b.txt\n+b\n*** Add File: " + workspace.directory().resolve("c.txt") + "\n+c\n"))
                .put("workdir", "sub");
        assertEquals("Success. Updated the following files:\nA b.txt\nA c.txt\nM sub/a.txt", new ApplyPatch(workspace, ledger, true).call(arguments).run(new Cancel()).text());
        assertEquals("{b.txt=b\n, c.txt=c\n, sub/a.txt=A\n}", tree().toString());
    }

    @Test
    void thePreviewHasTheDiffOfEveryFileAndChangesNothing() throws IOException {
        file("a.txt", "a\n");
        file("b.txt", "b\n");
        var before = tree();
        assertEquals("--- a/a.txt\n+++ b/a.txt\n@@ -1,1 +1,1 @@\n-a\n+A\n--- a/b.txt\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-b\n",
                call("*** Update File: a.txt\n-a\n+A\n*** Delete File: b.txt\n").preview());
        assertThrows(ToolError.class, () -> call("*** Update File: a.txt\n-x\n+A\n").preview());
        assertEquals(before, tree());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDeclarationIsAGrammarOrAFunction(boolean freeform) {
        var tool = new ApplyPatch(workspace, ledger, freeform);
        switch (tool.declaration()) {
            case Tool.Freeform grammar -> assertTrue(freeform && grammar.grammar().startsWith("start: \"*** Begin Patch\" LF op+ ") && grammar.grammar().contains("edit: /[+\\- ]/ /.*/ LF\n"));
            case Tool.Function function -> assertTrue(!freeform && function.parameters().path("properties").path("input").path("type").asText().equals("string"));
            default -> throw new AssertionError(tool.declaration());
        }
        assertEquals("apply_patch", tool.declaration().name());
        assertInstanceOf(Tool.Function.class, tool.asFunction().declaration());
        assertTrue(assertThrows(ToolError.class, () -> tool.call(Json.object())).getMessage().contains("input is missing"));
        assertEquals("No files were modified.", assertThrows(ToolError.class, () -> tool.call(Json.object().put("input", patch("")))).getMessage());
    }

    private LocalTool.Call call(String operations) {
        return new ApplyPatch(workspace, ledger, true).call(Json.object().put("input", patch(operations)));
    }

    private String apply(String operations) {
        return call(operations).run(new Cancel()).text();
    }

    private String refusal(String operations) {
        return assertThrows(ToolError.class, () -> apply(operations)).getMessage();
    }

    private static String patch(String operations) {
        return "*** Begin Patch\n" + operations + "*** End Patch\n";
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    /// All files with their texts.
    private TreeMap<String, String> tree() throws IOException {
        var tree = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) tree.put(folder.relativize(file).toString(), Files.readString(file));
        }
        return tree;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String plain(String cell) {
        return cell.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\uFEFF", "\uFEFF");
    }
}
