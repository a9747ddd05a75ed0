package scorpiox.tool.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.SecretNames;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Parameters;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

class LsTest {
    private static final Ignored NOTHING = (_, _) -> false;
    private static final Ignored BUILD = (file, directory) -> directory && file.endsWith("build") || file.toString().endsWith(".log");

    @TempDir
    Path temporary;
    private Path folder;
    private Workspace workspace;
    private Ls ls;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(temporary.toRealPath().resolve("work"));
        workspace = new Workspace(folder, List.of(), temporary);
        ls = ls(_ -> true, NOTHING);
    }

    private Ls ls(Predicate<Path> visible, Ignored ignored) {
        return new Ls(workspace, Limits.USUAL, visible, ignored);
    }

    private LocalTool.Call call(String json) {
        try {
            return ls.call(Parameters.fit("ls", ((Tool.Function) ls.declaration()).parameters(), (ObjectNode) Json.read(json)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String text(String json) {
        return call(json).run(new Cancel()).text();
    }

    private String refusal(String json) {
        return assertThrows(ToolError.class, () -> text(json)).getMessage();
    }

    private void files(String... names) throws IOException {
        for (var name : names) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), "x".repeat(name.length()));
        }
    }

    @Test
    void directoriesStandFirstAndAllIsSorted() throws IOException {
        files("b.txt", "a.txt", "z/1", "y/1", ".hidden", "Upper");
        assertEquals("y/\nz/\n.hidden  7 B\nUpper  5 B\na.txt  5 B\nb.txt  5 B", text("{}"));
        assertEquals(text("{}"), text("{\"path\":\".\"}"));
        assertEquals(text("{}"), text("{\"path\":null}"));
        assertEquals("1  3 B", text("{\"path\":\"y\"}"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "1000, 1 kB", "1234, 1.2 kB", "9949, 9.9 kB", "9950, 10 kB", "209800, 210 kB",
            "999499, 999 kB", "999500, 1 MB", "4500000, 4.5 MB", "20971520, 21 MB",
            "999500000, 1 GB", "9223372036854775807, 9223372 TB"})
    void sizesAreShort(long bytes, String text) {
        assertEquals(text, Sizes.of(bytes));
    }

    @Test
    void linksShowTheirTargetsAndAreNotFollowed() throws IOException {
        files("real/a.txt");
        Files.createSymbolicLink(folder.resolve("dir"), Path.of("real"));
        Files.createSymbolicLink(folder.resolve("gone"), Path.of("../none"));
        Files.createSymbolicLink(folder.resolve("real/loop"), Path.of(".."));
        assertEquals("real/\n  a.txt  10 B\n  loop -> ..\ndir -> real\ngone -> ../none", text("{\"depth\":4}"));
    }

    @Test
    void depthShowsFurtherLevelsIndented() throws IOException {
        files("a/b/c/d/e.txt", "a/1", "f");
        assertEquals("a/\nf  1 B", text("{\"depth\":1}"));
        assertEquals("a/\n  b/\n  1  3 B\nf  1 B", text("{\"depth\":2}"));
        assertEquals("a/\n  b/\n    c/\n      d/\n  1  3 B\nf  1 B", text("{\"depth\":\"4\"}"));
        assertThrows(ToolError.class, () -> text("{\"depth\":5}"));
        assertThrows(ToolError.class, () -> text("{\"depth\":0}"));
    }

    @Test
    void ignoredEntriesAreCountedAndShownOnRequest() throws IOException {
        ls = ls(_ -> true, BUILD);
        files("build/out", "src/a", "src/x.log", "x.log");
        assertEquals("src/\n(2 ignored, not shown; all=true shows them)", text("{}"));
        assertEquals("src/\n  a  5 B\n(3 ignored, not shown; all=true shows them)", text("{\"depth\":2}"));
        assertEquals("build/\nsrc/\nx.log  5 B", text("{\"all\":true}"));
        files("only/x.log");
        assertEquals("(1 ignored, not shown; all=true shows it)", text("{\"path\":\"only\"}"));
    }

    @Test
    void anIgnoredFolderThatIsNamedIsShown() throws IOException {
        ls = ls(_ -> true, (file, _) -> file.startsWith(folder.resolve("build")));
        files("build/out", "build/deep/x");
        assertEquals("deep/\nout  9 B", text("{\"path\":\"build\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "[\"*.md\"]                | a/|b.txt  5 B",
            "[\"a\"]                   | b.txt  5 B|c.md  4 B",
            "[\"a/\", \"*.md\"]        | b.txt  5 B|",
            "\"{a,*.md}\"              | b.txt  5 B|",
            "[\"*\"]                   | (nothing to show)|",
    })
    void globsLeaveOutMore(String globs, String one, String two) throws IOException {
        files("a/x.md", "b.txt", "c.md");
        assertEquals(two == null ? one : one + "\n" + two, text("{\"ignore\":" + globs + "}"));
    }

    @Test
    void globsWithASlashStartAtTheListedFolder() throws IOException {
        files("top/a/x.md", "top/b/x.md");
        assertEquals("a/\nb/\n  x.md  10 B", text("{\"path\":\"top\",\"depth\":2,\"ignore\":[\"a/*.md\"]}"));
    }

    @Test
    void ofASecretFileOnlyTheNameIsTold() throws IOException {
        ls = ls(file -> !SecretNames.matches(file) && !file.endsWith("private"), NOTHING);
        files(".env", "private/diary", "a.txt");
        Files.createSymbolicLink(folder.resolve("id_rsa"), Path.of("elsewhere"));
        assertEquals("private/\n.env\na.txt  5 B\nid_rsa", text("{\"depth\":3}"));
    }

    @Test
    void fiveHundredEntriesAreShownAndTheRestCounted() throws IOException {
        for (var i = 0; i < 500; i++) files("many/%03d".formatted(i));
        assertEquals(500, text("{\"path\":\"many\"}").lines().count());
        files("many/500", "many/501");
        var text = text("{\"path\":\"many\"}");
        assertTrue(text.endsWith("\n499  8 B\n(+2 more; narrow the path)"), text);
        assertEquals(501, text.lines().count());
    }

    @Test
    void aLargeFolderDoesNotHideThoseBesideIt() throws IOException {
        for (var i = 0; i < 600; i++) files("a/%03d".formatted(i));
        files("b/1", "c.txt");
        var text = text("{\"depth\":2}");
        assertTrue(text.startsWith("a/\n  000  5 B\n"), text);
        assertTrue(text.contains("\nb/\nc.txt  5 B\n(+104 more; narrow the path)"), text);
    }

    @Test
    void aListingIsNoLargerThanFiftyKibibytes() throws IOException {
        var name = "ä".repeat(100);
        for (var i = 0; i < 400; i++) Files.createFile(folder.resolve(name + "%03d".formatted(i)));
        var text = text("{}");
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 50 * 1024 + 100);
        var shown = (int) text.lines().filter(line -> line.startsWith(name)).count();
        assertTrue(shown > 200 && text.endsWith("(+" + (400 - shown) + " more; narrow the path)"), text.substring(text.length() - 80));
    }

    @Test
    void anEmptyDirectorySaysSo() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        assertEquals("(empty directory)", text("{\"path\":\"empty\"}"));
        assertEquals("empty/", text("{\"depth\":2}"));
    }

    @Test
    void aNameCannotLookLikeTwoEntriesOrHoldTerminalCodes() throws IOException {
        Files.createFile(folder.resolve("a\n(+5 more)\u001b[2J"));
        assertEquals("a\\n(+5 more)\\x1b[2J  0 B", text("{}"));
    }

    @Test
    void aPipeIsNoFileWithASize() throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor());
        assertEquals("pipe  (device, pipe or socket)", text("{}"));
    }

    @Test
    void whatIsNoDirectoryIsRefused() throws IOException {
        files("a.txt", "src/b.txt");
        assertEquals("a.txt is a file, not a directory; use read", refusal("{\"path\":\"a.txt\"}"));
        assertEquals("sr does not exist", refusal("{\"path\":\"sr\"}").replaceAll(";.*", ""));
        assertEquals("srcs does not exist; near names: src", refusal("{\"path\":\"srcs\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "file_path", "directory"})
    void itsSubjectIsTheRealFolder(String name) throws IOException {
        files("real/a");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
        var call = call("{\"" + name + "\":\"link\"}");
        assertEquals(List.of(new Subject.Reads(folder.resolve("real"))), call.subjects());
        assertEquals("ls link", call.line());
        assertEquals(Access.READ, ls.access());
        Files.delete(folder.resolve("link"));
        Files.createSymbolicLink(folder.resolve("link"), temporary);
        assertThrows(ToolError.class, () -> call.run(new Cancel()));
    }

    @Test
    void aFolderThatMayNotBeReadIsAnErrorOrARemark() throws IOException {
        files("closed/a", "b");
        var closed = folder.resolve("closed");
        assertTrue(closed.toFile().setReadable(false));
        assumeFalse(Files.isReadable(closed), "the superuser reads everything");
        assertEquals("closed/\n  (cannot be read)\nb  1 B", text("{\"depth\":2}"));
        assertEquals("closed cannot be read: permission denied", refusal("{\"path\":\"closed\"}"));
        assertTrue(closed.toFile().setReadable(true));
    }

    @Test
    void aCancelledListingEnds() throws IOException {
        for (var i = 0; i < 300; i++) files("" + i);
        var cancel = new Cancel();
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        assertThrows(Failure.class, () -> call("{}").run(cancel));
        assertFalse(text("{}").isEmpty());
    }
}
