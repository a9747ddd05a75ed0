package scorpiox.tool.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.ProcessGroup;
import scorpiox.tool.Detail;
import scorpiox.tool.Limits;
import scorpiox.tool.Outcome;
import scorpiox.tool.ToolError;
import scorpiox.tool.shell.Foreground;
import scorpiox.tool.shell.OutputFiles;

class ReplyTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path temporary;
    private OutputFiles files;

    @BeforeEach
    void open() {
        files = new OutputFiles(temporary.resolve("out"), "run");
    }

    private static Foreground ended(Integer exit) {
        return new Foreground(exit, false, 0, Duration.ofMillis(100), List.of());
    }

    private Outcome reply(Foreground run, byte[] output, String errors, boolean vision) {
        try {
            return new Reply("weather", Limits.USUAL, vision, files).of(run, Files.write(files.next(), output), Files.writeString(files.next(), errors), LIMIT, new Cancel());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Outcome reply(Integer exit, String output, String errors) {
        return reply(ended(exit), output.getBytes(StandardCharsets.UTF_8), errors, true);
    }

    private List<Path> kept() throws IOException {
        if (!Files.exists(files.folder())) return List.of();
        try (var all = Files.list(files.folder())) {
            return all.toList();
        }
    }

    private static Detail.Command detail(Outcome outcome) {
        return assertInstanceOf(Detail.Command.class, outcome.detail());
    }

    private static String picture(int width, String format) {
        try {
            var bytes = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(width, 10, BufferedImage.TYPE_INT_RGB), format, bytes);
            return Base64.getEncoder().encodeToString(bytes.toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String attached(String type, String data) {
        return "{\"text\":\"a map\",\"attachments\":[{\"media_type\":\"" + type + "\",\"data\":\"" + data + "\"}]}";
    }

    @Test
    void whatAToolPrintsIsItsResultAndNothingIsKept() throws IOException {
        var outcome = reply(0, "12 °C\n", "asking…\n");
        assertEquals("12 °C\n", outcome.text());
        assertFalse(outcome.error());
        assertEquals(0, detail(outcome).exit());
        assertFalse(detail(outcome).truncated());
        assertNull(detail(outcome).file());
        assertEquals(List.of(), kept());
        assertEquals("(no output)", reply(0, "", "").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{'text':'12 C'} | 12 C | false",
            "  {'text':'12 C','error':false} | 12 C | false",
            "{'text':'12 C','error':null,'attachments':[]} | 12 C | false",
            "{'text':'no such city','error':true} | no such city | true",
            "{'error':'no such city'} | no such city | true",
            "{'text':'asked twice','error':'no answer'} | asked twice~no answer | true",
            "{'error':''} | (no output) | false",
            "{'text':''} | (no output) | false"})
    void theShapeOfAResultIsUsed(String printed, String text, boolean error) {
        var outcome = reply(0, printed.replace('\'', '"'), "");
        assertEquals(text.replace('~', '\n'), outcome.text());
        assertEquals(error, outcome.error());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'temperature':12}", "{'text':'12 C','unit':'C'}", "{'text':12}", "{'error':{'code':1}}", "{'attachments':'none'}", "['text']", "{'text':'a'} {'text':'b'}", "{'text':'a'", "'text'", "{ not JSON }"})
    void otherJsonIsAResultAsItStands(String printed) {
        var json = printed.replace('\'', '"');
        assertEquals(json, reply(0, json, "").text());
        assertFalse(reply(0, json, "").error());
    }

    @Test
    void aRefusalIsAnErrorWithTheReason() {
        assertEquals("refused: not on Fridays", assertThrows(ToolError.class, () -> reply(2, "", "not on Fridays\n")).getMessage());
        assertEquals("refused: said here", assertThrows(ToolError.class, () -> reply(2, "said here", " \n")).getMessage());
        assertEquals("refused: weather gave no reason", assertThrows(ToolError.class, () -> reply(2, "", "")).getMessage());
        assertTrue(assertThrows(ToolError.class, () -> reply(2, "", "x".repeat(100_000))).getMessage().length() < 5000);
    }

    @Test
    void aFailureTellsBothStreams() throws IOException {
        var outcome = reply(3, "half", "no network");
        assertEquals("half\n[errors]\nno network\n[weather failed: exit 3, 0.1 s]", outcome.text());
        assertTrue(outcome.error());
        assertEquals(3, detail(outcome).exit());
        assertEquals("[weather failed: exit 1, 0.1 s]", reply(1, "", "").text());
        assertEquals("{\"text\":\"x\"}\n[weather failed: exit 1, 0.1 s]", reply(1, "{\"text\":\"x\"}", "").text());
        assertEquals(List.of(), kept());
    }

    @Test
    void theEndByTimeOrByTheUserIsAnErrorWithWhatHadCome() {
        var late = reply(null, "half", "");
        assertEquals("half\n[timed out after 30 s; process group killed; partial output above]", late.text());
        assertTrue(late.error());
        assertNull(detail(late).exit());
        assertEquals("[cancelled by user; processes ended]", reply(new Foreground(null, true, 0, Duration.ZERO, List.of()), new byte[0], "", true).text());
    }

    @Test
    void ofALongOutputBothEndsAreShownAndAllIsKept() throws IOException {
        var outcome = reply(0, "first\n" + "line\n".repeat(20_000) + "last\n", "");
        assertTrue(outcome.text().startsWith("first\n") && outcome.text().endsWith("last\n") && outcome.text().length() < 31_000, outcome.text().substring(0, 100));
        assertTrue(detail(outcome).truncated());
        assertTrue(outcome.text().contains(detail(outcome).file().toString()), "it says where the rest is");
        assertTrue(Files.readString(detail(outcome).file()).endsWith("line\nlast\n"));
    }

    @Test
    void aLongTextInTheShapeIsCutTooAndKeptAsText() throws IOException {
        var outcome = reply(0, "{\"text\":\"" + "line\\n".repeat(20_000) + "last\"}", "");
        assertTrue(outcome.text().length() < 31_000 && outcome.text().endsWith("last"));
        assertTrue(Files.readString(detail(outcome).file()).startsWith("line\nline\n"));
    }

    @Test
    void escapeSequencesDoNotReachTheModelAndBinaryOutputIsKept() {
        assertEquals("red\n", reply(0, "\u001b[31mred\u001b[0m\n", "").text());
        assertEquals("red", reply(0, "{\"text\":\"\\u001b[31mred\"}", "").text());
        var binary = reply(ended(0), new byte[] {1, 0, 2}, "", true);
        assertTrue(binary.text().startsWith("(binary output"), binary.text());
        assertNotNull(detail(binary).file());
    }

    @Test
    void whatIsLeftRunningIsTold() {
        var run = new Foreground(0, false, 0, Duration.ofMillis(10), List.of(new ProcessGroup.Member(4711, "sleep 30")));
        assertEquals("done\n[left 1 background process: 4711 sleep 30; ended when the run ends]", reply(run, "done".getBytes(StandardCharsets.UTF_8), "", true).text());
    }

    @Test
    void picturesGoToTheModel() {
        var outcome = reply(0, attached("image/png", picture(30, "png")), "");
        assertTrue(outcome.text().matches("a map\n\\[image 30x10 PNG, \\d+ B]"), outcome.text());
        assertEquals("image/png", outcome.images().getFirst().mime());
        var large = reply(0, attached("image/png", picture(4000, "png")), "");
        assertTrue(large.text().contains("sent as 2000x5 PNG"), large.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "text/csv | YQ== | [an attachment of the type text/csv is left out: only images can be shown]",
            "image/png | !!!! | [an image is left out: ",
            "image/png | YWJj | [an image is left out: the image of weather is not a PNG",
            "image/png | | [an image is left out: "})
    void whatIsNoPictureIsLeftOutAndTold(String type, String data, String said) {
        var outcome = reply(0, attached(type, data == null ? "" : data), "");
        assertTrue(outcome.text().startsWith("a map\n" + said), outcome.text());
        assertEquals(List.of(), outcome.images());
        assertFalse(outcome.error());
    }

    @Test
    void brokenAttachmentsAndBlindModelsAreTold() {
        assertEquals("[an attachment is left out: it has no data]\n[an attachment is left out: it has no data]", reply(0, "{\"attachments\":[1,{\"media_type\":\"image/png\"}]}", "").text());
        var blind = reply(ended(0), attached("image/png", picture(30, "png")).getBytes(StandardCharsets.UTF_8), "", false);
        assertEquals("a map\n[an image is left out: the model takes none]", blind.text());
        var many = "{\"attachments\":[" + ("{\"media_type\":\"image/png\",\"data\":\"" + picture(3, "png") + "\"},").repeat(12).replaceFirst(",$", "") + "]}";
        assertEquals(10, reply(0, many, "").images().size());
    }
}
