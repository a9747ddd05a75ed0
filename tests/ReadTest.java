package scorpiox.tool.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Ledger;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Parameters;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

@Timeout(60)
class ReadTest {
    private static final Ignored NOTHING = (_, _) -> false;

    @TempDir
    Path temporary;
    private Path folder;
    private Workspace workspace;
    private Read read;
    private final Ledger ledger = new Ledger();

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(temporary.toRealPath().resolve("work"));
        workspace = new Workspace(folder, List.of(), temporary);
        read = read(Limits.USUAL);
    }

    private Read read(Limits limits) {
        return new Read(workspace, ledger, limits, _ -> true, NOTHING, true, true);
    }

    private static Limits small(int lines, int lineChars, int bytes, long fileBytes) {
        var usual = Limits.USUAL;
        return new Limits(lines, lineChars, bytes, usual.bashChars(), fileBytes, usual.matches(), usual.files(), usual.paths(), usual.entries(),
                usual.timeout(), usual.mostTime(), usual.webBytes(), usual.webTime(), usual.imageBytes(), usual.imageSent(), usual.imageEdge());
    }

    private static LocalTool.Call call(LocalTool tool, String json) {
        try {
            var schema = ((Tool.Function) tool.declaration()).parameters();
            return tool.call(Parameters.fit(tool.name(), schema, (ObjectNode) Json.read(json)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Outcome outcome(String json) {
        return call(read, json).run(new Cancel());
    }

    private String text(String file) {
        return outcome(Json.write(Json.object().put("file_path", file))).text();
    }

    private String text(String file, int offset, int limit) {
        return outcome(Json.write(Json.object().put("file_path", file).put("offset", offset).put("limit", limit))).text();
    }

    private String refusal(String json) {
        return assertThrows(ToolError.class, () -> outcome(json)).getMessage();
    }

    private String refused(String file) {
        return refusal(Json.write(Json.object().put("file_path", file)));
    }

    private Path file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(String name, byte[] content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private static String numbered(int from, int to) {
        var out = new StringBuilder();
        for (var i = from; i <= to; i++) out.append("%6d\tline %d\n".formatted(i, i));
        return out.toString();
    }

    private static String plain(int count) {
        var out = new StringBuilder();
        for (var i = 1; i <= count; i++) out.append("line ").append(i).append('\n');
        return out.toString();
    }

    /// The lines of a result without numbers and remarks.
    private static String content(String result) {
        var out = new StringBuilder();
        result.lines().filter(line -> line.indexOf('\t') == 6).forEach(line -> out.append(line.substring(7)).append('\n'));
        return out.toString();
    }

    @Test
    void eachLineComesAfterItsNumberAndATab() throws IOException {
        file("a.txt", "one\n\ttwo\n\nfour\n");
        assertEquals("     1\tone\n     2\t\ttwo\n     3\t\n     4\tfour\n(end of file, 4 lines)", text("a.txt"));
    }

    @Test
    void aMissingLastLineEndChangesNothing() throws IOException {
        file("a.txt", "one\ntwo");
        assertEquals("     1\tone\n     2\ttwo\n(end of file, 2 lines)", text("a.txt"));
        file("one.txt", "x");
        assertEquals("     1\tx\n(end of file, 1 line)", text("one.txt"));
    }

    @Test
    void aRangeSaysHowToGoOn() throws IOException {
        file("a.txt", plain(10));
        assertEquals(numbered(3, 5) + "(lines 3-5 of 10; continue with offset=6)", text("a.txt", 3, 3));
        assertEquals(numbered(6, 10) + "(end of file, 10 lines)", text("a.txt", 6, 5));
        assertEquals(numbered(10, 10) + "(end of file, 10 lines)", text("a.txt", 10, 2_000_000_000));
        assertEquals(numbered(9, 10) + "(end of file, 10 lines)", outcome("{\"file_path\":\"a.txt\",\"offset\":9}").text());
    }

    @Test
    void anOffsetPastTheEndIsAnErrorWithTheLineCount() throws IOException {
        file("a.txt", plain(10));
        assertEquals("offset 11 is past the end: a.txt has 10 lines", refusal("{\"file_path\":\"a.txt\",\"offset\":11}"));
        assertTrue(ledger.of(folder.resolve("a.txt")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"file_path\":\"a.txt\",\"offset\":0}", "{\"file_path\":\"a.txt\",\"offset\":-5}", "{\"file_path\":\"a.txt\",\"limit\":0}", "{}"})
    void offsetsAndLimitsBelowOneAreRefused(String json) throws IOException {
        file("a.txt", "x\n");
        refusal(json);
    }

    @Test
    void anEmptyFileSaysSoAndCountsAsRead() throws IOException {
        file("a.txt", "");
        assertEquals("(empty file)", text("a.txt"));
        assertTrue(ledger.of(folder.resolve("a.txt")).orElseThrow().whole());
        file("marked.txt", "\uFEFF");
        assertEquals("(empty file)", text("marked.txt"));
    }

    @Test
    void windowsLineEndsAndAByteOrderMarkAreNotPartOfTheLines() throws IOException {
        file("a.txt", "\uFEFFone\r\ntwo\r\n\r\nfo\rur\r");
        assertEquals("     1\tone\n     2\ttwo\n     3\t\n     4\tfo\rur\r\n(end of file, 4 lines)", text("a.txt"));
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE, true", "UTF-16BE, true", "ISO-8859-1, false"})
    void otherCharsetsAreReadAndNamed(String charset, boolean mark) throws IOException {
        // the letter behind "Öl" holds the byte of a line feed
        file("a.txt", ((mark ? "\uFEFF" : "") + "ä\r\nÖl" + (mark ? "\u010a" : "") + "\nend").getBytes(Charset.forName(charset)));
        var text = text("a.txt");
        assertTrue(text.startsWith("     1\tä\n     2\tÖ"), text);
        assertTrue(text.endsWith("(end of file, 3 lines)\n(the file is " + charset + ", shown as Unicode)"), text);
        assertTrue(ledger.of(folder.resolve("a.txt")).orElseThrow().whole());
    }

    @Test
    void oneBadByteAtTheVeryEndMakesTheFileLatin() throws IOException {
        var bytes = (plain(20_000) + "ä").getBytes(StandardCharsets.UTF_8);
        file("a.txt", Arrays.copyOf(bytes, bytes.length - 1));
        assertTrue(text("a.txt").endsWith("(the file is ISO-8859-1, shown as Unicode)"));
        var last = outcome("{\"file_path\":\"a.txt\",\"offset\":20001}").text();
        assertEquals(" 20001\tÃ\n(end of file, 20001 lines)\n(the file is ISO-8859-1, shown as Unicode)", last);
    }

    @Test
    void charactersOfSeveralBytesSurviveEveryBorderOfABlock() throws IOException {
        var line = "aä€😀".repeat(50);
        for (var shift = 0; shift < 5; shift++) {
            file("a.txt", "x".repeat(shift) + "\n" + (line + "\n").repeat(400));
            for (var at = 1; at <= 401; at += 80) {
                var expected = at == 1 ? "x".repeat(shift) : line;
                assertEquals(expected + "\n", content(text("a.txt", at, 1)), "line " + at);
            }
            assertFalse(text("a.txt").contains("ISO"));
        }
    }

    @Test
    void aLineOf3MegabytesIsCutAndCounted() throws IOException {
        file("a.txt", "x".repeat(3_000_000) + "\nnext\n");
        assertEquals("     1\t" + "x".repeat(2000) + "… [+2998000 chars]\n     2\tnext\n(end of file, 2 lines)", text("a.txt"));
        assertFalse(ledger.of(folder.resolve("a.txt")).orElseThrow().whole());
    }

    @Test
    void aLineIsNeverCutInsideACharacter() throws IOException {
        read = read(small(10, 5, 50_000, 1_000_000));
        file("a.txt", "abcd😀efg\nabcde\nabcdef\n");
        assertEquals("     1\tabcd… [+5 chars]\n     2\tabcde\n     3\tabcde… [+1 chars]\n(end of file, 3 lines)", text("a.txt"));
    }

    @Test
    void twoThousandLinesAreShownAndTheRestOnRequest() throws IOException {
        file("a.txt", plain(2001));
        assertEquals(numbered(1, 2000) + "(lines 1-2000 of 2001; continue with offset=2001)", text("a.txt"));
        assertEquals(numbered(2, 2001) + "(end of file, 2001 lines)", text("a.txt", 2, 5000));
        assertEquals(numbered(2001, 2001) + "(end of file, 2001 lines)", text("a.txt", 2001, 2000));
    }

    @Test
    void noResultIsLargerThanFiftyKibibytesAndFollowingTheRemarkGivesAllLines() throws IOException {
        var whole = ("ä".repeat(900) + "\n").repeat(150) + ("y".repeat(1999) + "\n").repeat(50);
        file("a.txt", whole);
        var all = new StringBuilder();
        var next = 1;
        for (var calls = 0; next > 0; calls++) {
            assertTrue(calls < 20);
            var text = outcome("{\"file_path\":\"a.txt\",\"offset\":" + next + "}").text();
            assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 50 * 1024);
            all.append(content(text));
            var at = text.lastIndexOf("offset=");
            next = at < 0 ? 0 : Integer.parseInt(text.substring(at + 7, text.length() - 1));
        }
        assertEquals(whole, all.toString());
    }

    @Test
    void aFileTooLargeToReadWholeIsReadInParts() throws IOException {
        read = read(small(2000, 2000, 50_000, 1000));
        file("big.log", plain(1000));
        assertEquals("big.log is 8.9 kB, too large to read whole; give offset and limit, or search it with grep", refused("big.log"));
        assertEquals(numbered(500, 501) + "(lines 500-501 of 1000; continue with offset=502)", text("big.log", 500, 2));
        assertEquals(Ledger.hash(Files.readAllBytes(folder.resolve("big.log"))), ledger.of(folder.resolve("big.log")).orElseThrow().hash());
    }

    @Test
    void theLedgerHoldsTheHashOfAllBytesAndWhetherAllLinesWereShown() throws IOException {
        var file = file("a.txt", plain(3000));
        text("a.txt", 10, 10);
        assertEquals(new Ledger.Seen(Ledger.hash(Files.readAllBytes(file)), false), ledger.of(file).orElseThrow());
        text("a.txt");
        assertFalse(ledger.of(file).orElseThrow().whole());
        Files.writeString(file, plain(20));
        text("a.txt", 2, 19);
        assertFalse(ledger.of(file).orElseThrow().whole());
        text("a.txt", 1, 20);
        assertEquals(new Ledger.Seen(Ledger.hash(Files.readAllBytes(file)), true), ledger.of(file).orElseThrow());
        text("a.txt", 1, 1);
        assertTrue(ledger.of(file).orElseThrow().whole());
    }

    @Test
    void whatLooksLikeASpaceAndIsNoneIsNoted() throws IOException {
        file("a.txt", "int\u00a0x;\n😀\u3000a\u200bb\nplain ä\u00e4 \n" + "\u2009".repeat(9) + "\na\uFEFFb\n");
        var lines = text("a.txt").lines().toList();
        assertEquals("     1\tint\u00a0x; [non-ASCII space at col 4]", lines.get(0));
        assertEquals("     2\t😀\u3000a\u200bb [non-ASCII space at col 2, 4]", lines.get(1));
        assertEquals("     3\tplain ää ", lines.get(2));
        assertTrue(lines.get(3).endsWith(" [non-ASCII space at col 1, 2, 3, 4, 5, …]"), lines.get(3));
        assertTrue(lines.get(4).endsWith(" [non-ASCII space at col 2]"), lines.get(4));
    }

    @Test
    void textIsShownAsItIsWithItsEscapeSequences() throws IOException {
        file("a.sh", "printf '\u001b[31m'\n");
        assertEquals("     1\tprintf '\u001b[31m'\n(end of file, 1 line)", text("a.sh"));
    }

    @Test
    void binariesAreNamedWithTypeSizeAndACommand() throws IOException {
        file("a.bin", new byte[] {'a', 'b', 0, 'c'});
        assertEquals("a.bin is a binary file of 4 B, not text; try bash: file a.bin; od -c a.bin | head", refused("a.bin"));
        file("my doc's.pdf", "%PDF-1.7\nlooks like text\n");
        assertEquals("my doc's.pdf is a PDF file of 25 B, not text; try bash: pdftotext 'my doc'\\''s.pdf' - | head -200", refused("my doc's.pdf"));
        file("-x.jar", "PK\u0003\u0004\0\0".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("-x.jar is a ZIP archive of 6 B, not text; try bash: unzip -l './-x.jar'", refused("-x.jar"));
        file("controls", "\u0001\u0002\u0003\u0004abc");
        assertTrue(refused("controls").startsWith("controls is a binary file"));
        assertTrue(ledger.files().isEmpty());
    }

    @Test
    void aNulBehindTheFirst8KibibytesIsShown() throws IOException {
        file("a.txt", "x".repeat(8191) + "\n\0\n");
        assertTrue(text("a.txt").contains("     2\t\0\n(end of file, 2 lines)"));
    }

    @Test
    void aDirectoryGivesTheSameAsLs() throws IOException {
        file("sub/a.txt", "x");
        file("sub/deep/b.txt", "xy");
        Files.createSymbolicLink(folder.resolve("sub/link"), Path.of("a.txt"));
        var ls = new Ls(workspace, Limits.USUAL, _ -> true, NOTHING);
        assertEquals("deep/\na.txt  1 B\nlink -> a.txt", text("sub"));
        assertEquals(call(ls, "{\"path\":\"sub\"}").run(new Cancel()).text(), text("sub"));
        assertEquals(call(ls, "{}").run(new Cancel()).text(), text("."));
    }

    @Test
    void anImageIsShown() throws IOException {
        var png = folder.resolve("no-extension");
        ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", png.toFile());
        var outcome = outcome("{\"file_path\":\"no-extension\"}");
        assertEquals("image 3x2 PNG, " + Files.size(png) + " B", outcome.text());
        assertEquals("image/png", outcome.images().getFirst().mime());
        read = new Read(workspace, ledger, Limits.USUAL, _ -> true, NOTHING, false, true);
        assertEquals("no-extension is an image, and this model does not take images", refused("no-extension"));
    }

    @Test
    void aMissingFileIsNamedWithNearOnes() throws IOException {
        for (var name : List.of("Settings.java", "SettingsTest.java", "Setings.java", "Other.java", "x")) file("src/" + name, "");
        assertEquals("src/settings.java does not exist; near names: src/Settings.java, src/Setings.java", refused("src/settings.java"));
        assertEquals("src/Settings does not exist; near names: src/Settings.java, src/SettingsTest.java", refused("src/Settings"));
        assertEquals("src/zzzzzzzzzzzz does not exist", refused("src/zzzzzzzzzzzz"));
        assertEquals("scr/Settings.java does not exist; there is no directory scr; near names: src", refused("scr/Settings.java"));
        for (var i = 0; i < 5; i++) file("many/name" + i, "");
        assertEquals("many/name does not exist; near names: many/name0, many/name1, many/name2", refused("many/name"));
    }

    @Test
    void theSubjectIsWhereALinkLeads() throws IOException {
        var outside = Files.writeString(temporary.toRealPath().resolve("outside.txt"), "x");
        Files.createSymbolicLink(folder.resolve("link.txt"), outside);
        Files.createSymbolicLink(folder.resolve("dir"), outside.getParent());
        var secret = file(".env", "A=1");
        Files.createSymbolicLink(folder.resolve("plain.txt"), secret);
        for (var each : Map.of("link.txt", outside, "dir/outside.txt", outside, "../outside.txt", outside, "~/outside.txt", outside, "plain.txt", secret).entrySet()) {
            var subjects = call(read, Json.write(Json.object().put("file_path", each.getKey()))).subjects();
            assertEquals(List.of(new Subject.Reads(each.getValue())), subjects);
        }
        assertTrue(workspace.forbidden(secret).isPresent());
    }

    @Test
    void aLinkThatIsTurnedElsewhereAfterPermissionIsNotFollowed() throws IOException {
        file("a.txt", "fine");
        var secret = Files.writeString(temporary.resolve("secret.txt"), "hidden");
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a.txt"));
        var call = call(read, "{\"file_path\":\"link\"}");
        Files.delete(link);
        Files.createSymbolicLink(link, secret);
        assertEquals("link leads elsewhere now than when it was permitted; try again", assertThrows(ToolError.class, () -> call.run(new Cancel())).getMessage());
    }

    @Test
    void aPathIsShownRelativeInsideAndAbsoluteOutside() throws IOException {
        file("sub/a.txt", "x");
        assertEquals("read sub/a.txt, from line 3, 2 lines", call(read, "{\"file_path\":\"./sub//../sub/a.txt\",\"offset\":3,\"limit\":2}").line());
        assertEquals("read sub/a.txt", call(read, "{\"path\":\"" + folder + "/sub/a.txt\"}").line());
        var outside = temporary.toRealPath().resolve("none.txt");
        assertEquals(outside + " does not exist", refused(outside.toString()));
    }

    @Test
    void aPathThatCannotBeIsRefusedAtOnce() {
        assertTrue(refused("").contains("no usable path"));
        assertTrue(refused("a\0b").contains("no usable path"));
        assertTrue(refused("x".repeat(5000)).contains("does not exist"));
    }

    @Test
    void aPipeIsNotWaitedFor() throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor());
        assertEquals("pipe is a device, pipe or socket, not a file", refused("pipe"));
    }

    @Test
    void aCancelledReadEnds() throws IOException {
        file("a.txt", plain(100));
        var cancel = new Cancel();
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        assertThrows(Failure.class, () -> call(read, "{\"file_path\":\"a.txt\"}").run(cancel));
    }

    @Test
    void theFirstReadInAFolderAddsItsInstructionsOnce() throws IOException {
        file("sub/AGENTS.md", "Use tabs.\n");
        file("sub/a.txt", "x\n");
        file("sub/b.txt", "x\n");
        var first = text("sub/a.txt");
        assertEquals("""
                     1\tx
                (end of file, 1 line)

                <instructions file="sub/AGENTS.md">
                These project instructions hold for sub/ and are shown once.

                Use tabs.
                </instructions>""", first);
        assertFalse(text("sub/b.txt").contains("tabs"));
        assertFalse(text("sub/a.txt").contains("tabs"));
        assertFalse(text("sub").contains("tabs"));
    }

    @Test
    void theNearestInstructionsNotYetGivenAreAdded() throws IOException {
        for (var name : List.of("one/AGENTS.md", "one/two/AGENTS.md")) file(name, "from " + name);
        for (var name : List.of("one/two/three/a.txt", "one/two/b.txt", "one/other/c.txt", "one/d.txt")) file(name, "x");
        assertTrue(text("one/two/three/a.txt").contains("from one/two/AGENTS.md"));
        assertFalse(text("one/two/three/a.txt").contains("from"));
        assertTrue(text("one/other/c.txt").contains("from one/AGENTS.md"));
        assertFalse(text("one/d.txt").contains("from"));
    }

    @Test
    void aFolderListingBringsInstructionsToo() throws IOException {
        file("sub/AGENTS.md", "Use tabs.");
        var text = text("sub");
        assertTrue(text.startsWith("AGENTS.md  9 B\n\n<instructions file=\"sub/AGENTS.md\">"), text);
    }

    @Test
    void instructionsOfTheWorkingDirectoryAndAboveAndOutsideAreNeverAdded() throws IOException {
        file("AGENTS.md", "root");
        file("a.txt", "x");
        Files.writeString(temporary.resolve("AGENTS.md"), "above");
        var other = Files.createDirectory(temporary.toRealPath().resolve("other"));
        Files.writeString(other.resolve("AGENTS.md"), "other");
        Files.writeString(other.resolve("a.txt"), "x");
        for (var name : List.of("a.txt", "../other/a.txt", ".")) assertFalse(text(name).contains("<instructions"), name);
        workspace = new Workspace(folder, List.of(other, temporary), temporary);
        read = read(Limits.USUAL);
        assertTrue(text("../other/a.txt").contains("other\n</instructions>"));
        Files.createDirectory(temporary.resolve("third"));
        assertFalse(text("../third").contains("<instructions"));
    }

    @Test
    void instructionsThatLeadOutsideOrAreNoTextOrAreSwitchedOffAreLeftOut() throws IOException {
        var outside = Files.writeString(temporary.resolve("outside.md"), "stolen");
        for (var name : List.of("link/a.txt", "binary/a.txt", "blank/a.txt", "off/a.txt", "hidden/a.txt")) file(name, "x");
        Files.createSymbolicLink(folder.resolve("link/AGENTS.md"), outside);
        file("binary/AGENTS.md", new byte[] {'x', 0});
        file("blank/AGENTS.md", " \n");
        file("off/AGENTS.md", "off");
        for (var name : List.of("link", "binary", "blank")) assertFalse(text(name + "/a.txt").contains("<instructions"), name);
        read = new Read(workspace, ledger, Limits.USUAL, _ -> true, NOTHING, true, false);
        assertFalse(text("off/a.txt").contains("<instructions"));
        file("hidden/AGENTS.md", "hidden");
        read = new Read(workspace, ledger, Limits.USUAL, file -> !file.endsWith("AGENTS.md"), NOTHING, true, true);
        assertFalse(text("hidden/a.txt").contains("<instructions"));
    }

    @Test
    void instructionsReadByNameAreNotAddedToThemselves() throws IOException {
        file("sub/AGENTS.md", "Use tabs.");
        file("sub/a.txt", "x");
        assertEquals("     1\tUse tabs.\n(end of file, 1 line)", text("sub/AGENTS.md"));
        assertFalse(text("sub/a.txt").contains("<instructions"));
    }

    @Test
    void aFailedReadDoesNotUseUpTheInstructions() throws IOException {
        file("sub/AGENTS.md", "Use tabs.");
        file("sub/a.txt", "x");
        refused("sub/none.txt");
        assertTrue(text("sub/a.txt").contains("Use tabs."));
    }

    @Test
    void longInstructionsAreCutAndTheResultStaysInItsLimit() throws IOException {
        file("sub/AGENTS.md", "ä".repeat(40_000));
        file("sub/a.txt", plain(5000));
        var text = text("sub/a.txt");
        assertTrue(text.contains("ä\n[cut at 32 KiB; the rest is in the file]\n</instructions>"));
        assertEquals(16 * 1024, text.chars().filter(c -> c == 'ä').count());
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 50 * 1024);
        assertTrue(text.contains("continue with offset="));
    }
}
