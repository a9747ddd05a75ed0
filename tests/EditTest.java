package scorpiox.tool.edit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.FileChange;
import scorpiox.tool.Ledger;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

class EditTest {
    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();
    private Workspace workspace;

    @BeforeEach
    void open() {
        workspace = new Workspace(folder, List.of(), folder);
    }

    @Test
    void oneHitIsReplacedAndShownWithItsSurroundings() throws IOException {
        seen("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
        var outcome = call("a.txt", "5", "five", false).run(new Cancel());
        assertEquals("1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n", text("a.txt"));
        assertEquals("""
                edited a.txt: 1 replacement at line 5
                     2\t2
                     3\t3
                     4\t4
                     5\tfive
                     6\t6
                     7\t7
                     8\t8
                     9\t9""", outcome.text());
        assertFalse(outcome.error());
        var change = assertInstanceOf(Detail.Changes.class, outcome.detail()).files().getFirst();
        assertEquals(FileChange.Kind.UPDATE, change.kind());
        assertTrue(change.diff().contains("-5\n+five\n"), change.diff());
    }

    @Test
    void severalHitsAreAnErrorUnlessAllAreMeant() throws IOException {
        seen("a.txt", "x\ny\nx\nx\n");
        assertEquals("found 3 times (lines 1, 3, 4); add context or set replace_all", refusal("a.txt", "x", "z"));
        assertEquals("x\ny\nx\nx\n", text("a.txt"));
        assertTrue(edit("a.txt", "x", "zz", true).startsWith("edited a.txt: 3 replacements at lines 1, 3, 4\n"));
        assertEquals("zz\ny\nzz\nzz\n", text("a.txt"));
    }

    @Test
    void textThatIsNotThereNamesTheClosestRegion() throws IOException {
        seen("a.txt", "head\n    if (ready) {\n        start(1);\n    }\ntail\n");
        var message = refusal("a.txt", "    if (ready) {\n        start(2);\n    }\n", "gone");
        assertTrue(message.startsWith("old_string was not found in a.txt; closest: lines 2-4 "), message);
        assertTrue(message.contains("\n-        start(2);\n+        start(1);\n"), message);
        assertEquals("old_string was not found in a.txt and nothing there is close to it; read the file again and copy the text exactly",
                refusal("a.txt", "completely different\nfrom it all", "x"));
    }

    @Test
    void textOfAnotherFileThatWasReadIsSaidToBeThere() throws IOException {
        seen("a.txt", "apples\n");
        seen("b.txt", "plums\r\nand\r\npears\r\n");
        var message = refusal("a.txt", "and\npears", "x");
        assertTrue(message.contains("it is in b.txt line 2, which you have read too"), message);
    }

    @Test
    void theHintNeverOpensAFileThatIsKeptFromTools() throws IOException {
        seen("a.txt", "apples\n");
        seen("my.pem", "plums\n");
        assertFalse(refusal("a.txt", "plums", "x").contains("my.pem"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a\\r\\nb\\r\\nc\\r\\n     | a\\nb | x\\ny\\nz | x\\r\\ny\\r\\nz\\r\\nc\\r\\n",
            "a\\r\\nb\\r\\nc           | c     | d\\ne    | a\\r\\nb\\r\\nd\\r\\ne",
            "a\\r\\nb\\r\\n            | a\\r\\nb | a\\r\\nc | a\\r\\nc\\r\\n",
            "a\\nb\\r\\nc\\nd\\r\\n     | b\\nc  | b\\nx    | a\\nb\\r\\nx\\nd\\r\\n",
            "a\\nb\\r\\nc\\nd\\r\\n     | b\\n   | x\\n     | a\\nx\\r\\nc\\nd\\r\\n",
            "a\\r\\nb\\nc\\n           | b     | x\\ny    | a\\r\\nx\\r\\ny\\nc\\n",
            "a\\nb                    | b     | c       | a\\nc",
            "a\\nb                    | b     | c\\n     | a\\nc\\n",
            "\\uFEFFa\\r\\nb\\r\\n      | a\\nb  | x\\nb    | \\uFEFFx\\r\\nb\\r\\n",
    })
    void lineEndsMarkAndMissingLastLineEndStayAsTheyWere(String before, String old, String fresh, String after) throws IOException {
        seen("a.txt", plain(before));
        edit("a.txt", plain(old), plain(fresh), false);
        assertEquals(plain(after), text("a.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "ISO-8859-1"})
    void theCharsetStays(String name) throws IOException {
        var charset = Charset.forName(name);
        var mark = name.startsWith("UTF-16") ? "\uFEFF" : "";
        seen("a.txt", (mark + "Stra\u00DFe\ngro\u00DF\n").getBytes(charset));
        var told = edit("a.txt", "gro\u00DF", "gr\u00F6\u00DFer", false);
        assertArrayEquals((mark + "Stra\u00DFe\ngr\u00F6\u00DFer\n").getBytes(charset), Files.readAllBytes(folder.resolve("a.txt")));
        assertEquals(!name.equals("UTF-8"), told.contains("(the file is " + name + ")"), told);
    }

    @Test
    void aCharacterTheCharsetLacksIsAnErrorAndNotAnotherCharset() throws IOException {
        var bytes = "Stra\u00DFe 5 EUR\n".getBytes(StandardCharsets.ISO_8859_1);
        seen("a.txt", bytes);
        var message = refusal("a.txt", "EUR", "\u20AC");
        assertTrue(message.contains("a.txt is ISO-8859-1, which has no U+20AC"), message);
        assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("a.txt")));
    }

    @Test
    void brokenUtf16IsLeftAlone() throws IOException {
        seen("a.txt", new byte[] {(byte) 0xFE, (byte) 0xFF, 0, 'a', 0});
        assertTrue(refusal("a.txt", "a", "b").contains("would be damaged"));
    }

    @Test
    void dollarsAndBackslashesAreLiteral() throws IOException {
        seen("a.txt", "x = A;\n");
        edit("a.txt", "A", "$1 \\1 ${A} \\n \\\\ $&", false);
        assertEquals("x = $1 \\1 ${A} \\n \\\\ $&;\n", text("a.txt"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "say\u00A0it = \u201Cx\u201D; | say it = \"x\"; | matched taking typographic",
            "'a;   \\nb;'                | 'a;\\nb;'       | matched ignoring trailing whitespace",
            "'\\ta;\\n\\tb;'             | '    a;\\n    b;' | matched ignoring indentation",
    })
    void aLooseMatchIsTold(String text, String old, String note) throws IOException {
        seen("a.txt", plain(text));
        var told = edit("a.txt", plain(old), "new", false);
        assertTrue(told.lines().findFirst().orElseThrow().contains("(" + note), told);
        assertEquals("new", text("a.txt").strip());
    }

    @Test
    void tabsAreNotBlanks() throws IOException {
        seen("a.txt", "if x:\n\ty = 1\n");
        edit("a.txt", "\ty = 1", "\ty = 2", false);
        assertEquals("if x:\n\ty = 2\n", text("a.txt"));
    }

    @Test
    void lineNumbersCopiedFromReadAreTakenOff() throws IOException {
        seen("a.txt", "one\n\ttwo\nthree\n");
        edit("a.txt", "     1\tone\n     2\t\ttwo\n", "     1\tONE\n     2\t\ttwo\n", false);
        assertEquals("ONE\n\ttwo\nthree\n", text("a.txt"));
        seen("b.txt", "one\ntwo\n");
        edit("b.txt", "     2\ttwo", "TWO", false);
        assertEquals("one\nTWO\n", text("b.txt"));
    }

    @Test
    void numbersThatTheFileHasAreNoLineNumbers() throws IOException {
        seen("a.tsv", "1\tone\n2\ttwo\n");
        edit("a.tsv", "1\tone\n2\ttwo", "1\tuno\n2\tdos", false);
        assertEquals("1\tuno\n2\tdos\n", text("a.tsv"));
        assertTrue(refusal("a.tsv", "7\tuno\n9\tdos", "x").startsWith("old_string was not found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "", "a\r\n"})
    void equalTextsAreRefused(String both) throws IOException {
        seen("a.txt", "a\n");
        assertTrue(refusal("a.txt", both, both.replace("\r", "")).startsWith("old_string and new_string are the same"));
    }

    @Test
    void anEmptyOldTextMakesAFileOrFillsAnEmptyOne() throws IOException {
        assertEquals("created deep/er/a.txt (2 lines)", edit("deep/er/a.txt", "", "x\r\ny\n", false));
        assertEquals("x\ny\n", text("deep/er/a.txt"));
        seen("empty.txt", "");
        assertTrue(edit("empty.txt", "", "x", false).startsWith("edited empty.txt: 1 replacement at line 1"));
        assertEquals("x", text("empty.txt"));
        assertTrue(refusal("empty.txt", "", "y").contains("old_string is empty but empty.txt is not"));
    }

    @Test
    void aMissingFileIsNamedWithNearOnes() throws IOException {
        seen("Report.java", "x");
        var message = refusal("report.jav", "x", "y");
        assertTrue(message.startsWith("report.jav does not exist") && message.contains("Report.java"), message);
    }

    @Test
    void aFileMustHaveBeenReadAndBeTheSame() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "1\n2\n");
        assertEquals("read a.txt first (it exists, 2 lines)", refusal("a.txt", "1", "x"));
        seen("a.txt", "1\n2\n");
        Files.writeString(folder.resolve("a.txt"), "1\n2\n3\n");
        assertEquals("a.txt changed on disk since you read it; read it again", refusal("a.txt", "1", "x"));
        Files.writeString(folder.resolve("a.txt"), "1\n2\n");       // by hash, not by time
        edit("a.txt", "1", "x", false);
        edit("a.txt", "2", "y", false);
        assertEquals("x\ny\n", text("a.txt"));
    }

    @Test
    void modeAndLinkStay() throws IOException {
        seen("real.sh", "#!/bin/sh\necho a\n");
        Files.setPosixFilePermissions(folder.resolve("real.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.createSymbolicLink(folder.resolve("link.sh"), Path.of("real.sh"));
        edit("link.sh", "echo a", "echo b", false);
        assertTrue(Files.isSymbolicLink(folder.resolve("link.sh")));
        assertEquals("#!/bin/sh\necho b\n", text("real.sh"));
        assertEquals("rwxr-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("real.sh"))));
    }

    @Test
    void binaryFilesAndFoldersAreRefused() throws IOException {
        seen("a.bin", new byte[] {'a', 0, 'b'});
        assertTrue(refusal("a.bin", "a", "b").contains("not text"));
        Files.createDirectory(folder.resolve("sub"));
        assertEquals("sub is a directory", refusal("sub", "a", "b"));
    }

    @Test
    void theSubjectIsTheRealFileAndLooksAtNoText() throws IOException {
        Files.createDirectory(folder.resolve("out"));
        Files.createSymbolicLink(folder.resolve("in"), folder.resolve("out"));
        var call = call("in/new.txt", "", "x", false);
        assertEquals(List.of(new Subject.Writes(workspace.directory().resolve("out/new.txt"))), call.subjects());
        assertEquals("edit in/new.txt", call.line());
        assertEquals(Access.WRITE, new Edit(workspace, ledger).access());
        assertFalse(Files.exists(folder.resolve("out/new.txt")));
    }

    @Test
    void aLinkTurnedSincePermissionIsNotFollowed() throws IOException {
        seen("a.txt", "x\n");
        seen("b.txt", "x\n");
        var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a.txt"));
        var call = call("link", "x", "y", false);
        Files.delete(link);
        Files.createSymbolicLink(link, folder.resolve("b.txt"));
        assertTrue(assertThrows(ToolError.class, () -> call.run(new Cancel())).getMessage().contains("leads elsewhere"));
        assertEquals("x\n", text("b.txt"));
    }

    @Test
    void thePreviewIsTheDiffAndChangesNothing() throws IOException {
        seen("a.txt", "one\ntwo\n");
        assertEquals("--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n", call("a.txt", "two", "2", false).preview());
        assertEquals("one\ntwo\n", text("a.txt"));
        assertThrows(ToolError.class, () -> call("a.txt", "three", "3", false).preview());
    }

    @Test
    void aCancelledCallChangesNothing() throws IOException {
        seen("a.txt", "one\n");
        var cancel = new Cancel();
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "stop"));
        assertThrows(Failure.class, () -> call("a.txt", "one", "1", false).run(cancel));
        assertEquals("one\n", text("a.txt"));
    }

    @Test
    void editsOfOneFileAtOnceAllSurvive() throws Exception {
        var count = 16;
        var lines = new StringBuilder();
        for (var i = 0; i < count; i++) lines.append("line <").append(i).append(">\n");
        seen("a.txt", lines.toString());
        var go = new CountDownLatch(1);
        var threads = new Thread[count];
        for (var i = 0; i < count; i++) {
            var call = call("a.txt", "<" + i + ">", "[" + i + "]", false);
            threads[i] = Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                call.run(new Cancel());
            });
        }
        go.countDown();
        for (var thread : threads) thread.join();
        assertEquals(lines.toString().replace('<', '[').replace('>', ']'), text("a.txt"));
    }

    private LocalTool.Call call(String path, String old, String fresh, boolean all) {
        var arguments = Json.object().put("file_path", path).put("old_string", old).put("new_string", fresh);
        return new Edit(workspace, ledger).call(all ? arguments.put("replace_all", true) : arguments);
    }

    private String edit(String path, String old, String fresh, boolean all) {
        return call(path, old, fresh, all).run(new Cancel()).text();
    }

    private String refusal(String path, String old, String fresh) {
        return assertThrows(ToolError.class, () -> edit(path, old, fresh, false)).getMessage();
    }

    private void seen(String name, String text) throws IOException {
        seen(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void seen(String name, byte[] bytes) throws IOException {
        var file = Files.write(folder.resolve(name), bytes).toRealPath();
        ledger.saw(file, bytes, true);
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private static String plain(String cell) {
        return cell.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\uFEFF", "\uFEFF");
    }
}
