package scorpiox.tool.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Part;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Parameters;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

@Timeout(60)
class ViewImageTest {
    @TempDir
    Path temporary;
    private Path folder;
    private Workspace workspace;
    private ViewImage view;

    @BeforeAll
    static void noScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(temporary.toRealPath().resolve("work"));
        workspace = new Workspace(folder, List.of(), temporary);
        view = view(Limits.USUAL);
    }

    private ViewImage view(Limits limits) {
        return new ViewImage(workspace, limits, "seer", true);
    }

    private static Limits limits(int imageBytes, int imageSent, int imageEdge) {
        var usual = Limits.USUAL;
        return new Limits(usual.lines(), usual.lineChars(), usual.bytes(), usual.bashChars(), usual.fileBytes(), usual.matches(), usual.files(),
                usual.paths(), usual.entries(), usual.timeout(), usual.mostTime(), usual.webBytes(), usual.webTime(), imageBytes, imageSent, imageEdge);
    }

    private LocalTool.Call call(String path, String detail) {
        var given = Json.object().put("path", path).put("detail", detail);
        return view.call(Parameters.fit("view_image", ((Tool.Function) view.declaration()).parameters(), given));
    }

    private Outcome run(String path) {
        return call(path, null).run(new Cancel());
    }

    private String refusal(String path) {
        return assertThrows(ToolError.class, () -> run(path)).getMessage();
    }

    private static byte[] drawn(int width, int height, int type, String format) throws IOException {
        var image = new BufferedImage(width, height, type);
        var graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width / 2, height);
        graphics.dispose();
        var out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out));
        return out.toByteArray();
    }

    /// Colours that no format can make small.
    private static byte[] noise(int width, int height, int type, String format) throws IOException {
        var image = new BufferedImage(width, height, type);
        var random = new Random(1);
        for (var y = 0; y < height; y++) for (var x = 0; x < width; x++) image.setRGB(x, y, random.nextInt());
        var out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out));
        return out.toByteArray();
    }

    private byte[] file(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
        return bytes;
    }

    private static byte[] bytes(Part.Image image) {
        return Base64.getDecoder().decode(image.base64());
    }

    private static BufferedImage decoded(Part.Image image) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(bytes(image)));
    }

    @ParameterizedTest
    @CsvSource({"png, PNG, image/png", "jpeg, JPEG, image/jpeg", "gif, GIF, image/gif"})
    void aSmallPictureIsSentAsItIs(String format, String label, String mime) throws IOException {
        var bytes = file("picture.txt", drawn(1280, 720, BufferedImage.TYPE_INT_RGB, format));
        var outcome = run("picture.txt");
        assertEquals("image 1280x720 " + label + ", " + Sizes.of(bytes.length), outcome.text());
        assertFalse(outcome.error());
        assertEquals(1, outcome.images().size());
        assertEquals(mime, outcome.images().getFirst().mime());
        assertNull(outcome.images().getFirst().detail());
        assertArrayEquals(bytes, bytes(outcome.images().getFirst()));
    }

    @Test
    void aBmpIsSentAsPngSinceNoModelTakesIt() throws IOException {
        file("a.bmp", drawn(30, 20, BufferedImage.TYPE_INT_RGB, "bmp"));
        var outcome = run("a.bmp");
        assertTrue(outcome.text().matches("image 30x20 BMP, 1\\.9 kB, sent as 30x20 PNG, \\d+ B"), outcome.text());
        assertEquals("image/png", outcome.images().getFirst().mime());
        assertEquals(Color.RED.getRGB(), decoded(outcome.images().getFirst()).getRGB(3, 3));
    }

    @ParameterizedTest
    @CsvSource({"png, 4000, 1000, 2000, 500, PNG", "png, 1000, 4001, 500, 2000, PNG",
            "jpeg, 2001, 2001, 2000, 2000, JPEG", "gif, 5000, 30, 2000, 12, PNG", "png, 5000, 3, 2000, 1, PNG", "bmp, 2400, 1200, 2000, 1000, PNG"})
    void aLargePictureIsScaledToTheLongestSide(String format, int width, int height, int newWidth, int newHeight, String label) throws IOException {
        file("a", drawn(width, height, BufferedImage.TYPE_INT_RGB, format));
        var outcome = run("a");
        assertTrue(outcome.text().startsWith("image " + width + "x" + height + " "), outcome.text());
        assertTrue(outcome.text().contains(", sent as " + newWidth + "x" + newHeight + " " + label + ", "), outcome.text());
        var image = decoded(outcome.images().getFirst());
        assertEquals(List.of(newWidth, newHeight), List.of(image.getWidth(), image.getHeight()));
        var left = new Color(image.getRGB(newWidth / 4, 0));
        assertTrue(left.getRed() > 240 && left.getBlue() < 20, left.toString());
        assertTrue(new Color(image.getRGB(newWidth * 3 / 4, 0)).getRed() < 20);
    }

    @Test
    void transparencySurvivesScaling() throws IOException {
        file("a.png", drawn(3000, 10, BufferedImage.TYPE_INT_ARGB, "png"));
        var image = decoded(run("a.png").images().getFirst());
        assertEquals(0, image.getRGB(1900, 1) >>> 24);
        assertEquals(255, image.getRGB(100, 1) >>> 24);
    }

    @Test
    void originalKeepsAllPixels() throws IOException {
        var bytes = file("a.png", drawn(3000, 100, BufferedImage.TYPE_INT_RGB, "png"));
        var outcome = call("a.png", "original").run(new Cancel());
        assertEquals("image 3000x100 PNG, " + Sizes.of(bytes.length), outcome.text());
        assertEquals("original", outcome.images().getFirst().detail());
        assertArrayEquals(bytes, bytes(outcome.images().getFirst()));
        assertThrows(ToolError.class, () -> call("a.png", "huge"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void aPictureOfManyBytesIsMadeSmallEnoughToSend(String format) throws IOException {
        view = view(limits(20_000_000, 100_000, 2000));
        file("a", noise(600, 400, BufferedImage.TYPE_INT_RGB, format));
        for (var detail : Arrays.asList(null, "original")) {
            var image = call("a", detail).run(new Cancel()).images().getFirst();
            assertTrue(image.base64().length() <= 100_000);
            assertEquals("image/jpeg", image.mime());
            assertTrue(decoded(image).getWidth() >= 200);
        }
    }

    @Test
    void whatStandsBehindTransparencyIsWhiteInAJpeg() throws IOException {
        view = view(limits(20_000_000, 150_000, 2000));
        var image = ImageIO.read(new ByteArrayInputStream(noise(400, 400, BufferedImage.TYPE_INT_ARGB, "png")));
        for (var y = 0; y < 100; y++) for (var x = 0; x < 400; x++) image.setRGB(x, y, 0);
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        file("a.png", out.toByteArray());
        var sent = run("a.png").images().getFirst();
        assertEquals("image/jpeg", sent.mime());
        assertTrue(new Color(decoded(sent).getRGB(50, 20)).getBlue() > 240);
    }

    @Test
    void aPictureThatCannotBeMadeSmallEnoughIsRefused() throws IOException {
        view = view(limits(20_000_000, 1000, 2000));
        file("a.png", noise(600, 400, BufferedImage.TYPE_INT_RGB, "png"));
        assertEquals("a.png cannot be made small enough to send; scale it down with bash first", refusal("a.png"));
    }

    @Test
    void aWebpIsSentAsItIsOrNotAtAll() throws IOException {
        var bytes = file("a.webp", webp("VP8X", "0000000000000000b70b00e70300"));
        var outcome = run("a.webp");
        assertEquals("image 3000x1000 WebP, " + bytes.length + " B", outcome.text());
        assertEquals("image/webp", outcome.images().getFirst().mime());
        file("big.webp", Arrays.copyOf(bytes, 4_000_000));
        assertEquals("big.webp is a WebP image of 4 MB, too large to send, and cannot be scaled here; convert it to PNG with bash first", refusal("big.webp"));
    }

    private static byte[] webp(String chunk, String hex) {
        var head = ("RIFF\u0020\0\0\0WEBP" + chunk).getBytes(StandardCharsets.ISO_8859_1);
        var rest = HexFormat.of().parseHex(hex);
        var all = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, all, head.length, rest.length);
        return all;
    }

    @ParameterizedTest
    @CsvSource({"VP8X, 0a00000010000000ff02003f0100, 768, 320", "VP8L, 0a0000002f8fc12b00, 400, 176", "'VP8 ', 0a0000003001009d012a9001b0c0, 400, 176"})
    void theSizeOfEveryKindOfWebpIsRead(String chunk, String hex, int width, int height) {
        assertEquals(Optional.of(new Picture(Picture.Type.WEBP, width, height)), Picture.of(webp(chunk, hex)));
    }

    @Test
    void theSizeOfAJpegStandsBehindItsOtherSegments() throws IOException {
        var plain = drawn(33, 44, BufferedImage.TYPE_INT_RGB, "jpeg");
        var comment = HexFormat.of().parseHex("fffe0008ffc0ffc0ffc0" + "ffff");       // a comment that looks like frame headers, and fill bytes
        var all = new ByteArrayOutputStream();
        all.write(plain, 0, 2);
        all.writeBytes(comment);
        all.write(plain, 3, plain.length - 3);
        assertEquals(Optional.of(new Picture(Picture.Type.JPEG, 33, 44)), Picture.of(all.toByteArray()));
    }

    @ParameterizedTest
    @CsvSource({"'\u0089PNG\r\n\u001a\n', PNG", "'\u00ff\u00d8\u00ff', JPEG", "GIF89a, GIF", "RIFF1234WEBPVP8X, WEBP", "'\u00ff\u00d8\u00ff\u00e0\u0000\u0000', JPEG",
            "'\u00ff\u00d8\u00ff\u00ff\u00ff\u00ff', JPEG", "'\u00ff\u00d8\u00ff\u00d9', JPEG"})
    void aDamagedHeaderIsAnErrorAndNotSent(String head, Picture.Type type) throws IOException {
        var bytes = file("a", head.getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(Picture.of(bytes).orElseThrow().damaged());
        assertEquals("a is damaged: its " + type.label + " header tells no size", refusal("a"));
    }

    @Test
    void aDamagedPictureThatMustBeScaledIsAnError() throws IOException {
        var bytes = drawn(4000, 3000, BufferedImage.TYPE_INT_RGB, "png");
        Arrays.fill(bytes, 60, bytes.length, (byte) 7);
        file("a.png", bytes);
        assertTrue(refusal("a.png").startsWith("a.png is too large to send as it is, and cannot be scaled: "), refusal("a.png"));
    }

    @Test
    void aSmallFileThatClaimsToBeHugeTakesNoMemory() throws IOException {
        var bytes = drawn(10, 10, BufferedImage.TYPE_INT_RGB, "png");
        for (var claim : List.of("7fffffff7fffffff", "0000ffff0000ffff", "7fffffff00000001")) {
            System.arraycopy(HexFormat.of().parseHex(claim), 0, bytes, 16, 8);
            file("bomb.png", bytes);
            assertTrue(refusal("bomb.png").contains("too large to scale here"), claim);
        }
    }

    @Test
    void aPictureOfManyPixelsIsReadInSteps() throws IOException {
        file("a.png", drawn(9000, 6000, BufferedImage.TYPE_BYTE_BINARY, "png"));
        assertTrue(run("a.png").text().contains("sent as 2000x1333 PNG"));
    }

    @Test
    void aFileBeyondTheLimitIsNotTaken() throws IOException {
        view = view(limits(1000, 100_000, 2000));
        file("a.png", Arrays.copyOf(drawn(10, 10, BufferedImage.TYPE_INT_RGB, "png"), 1001));
        assertEquals("a.png is larger than 1 kB; scale it down with bash first", refusal("a.png"));
        file("a.png", Arrays.copyOf(drawn(10, 10, BufferedImage.TYPE_INT_RGB, "png"), 1000));
        assertEquals("image 10x10 PNG, 1 kB", run("a.png").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text\n", "", "BM is how this text begins and it goes on\n", "<svg/>", "RIFF1234WAVE", "PNG", "GIF8 is no GIF"})
    void whatIsNoPictureIsRefused(String content) throws IOException {
        file("a.png", content.getBytes(StandardCharsets.UTF_8));
        assertEquals("a.png is not a PNG, JPEG, GIF, WebP or BMP image; use read", refusal("a.png"));
    }

    @Test
    void missingFilesAndDirectoriesAreNamed() throws IOException {
        file("logo.png", new byte[1]);
        assertEquals("Logo.PNG does not exist; near names: logo.png", refusal("Logo.PNG"));
        assertEquals(". is a directory; use ls", refusal("."));
    }

    @Test
    void aModelWithoutEyesIsToldSo() throws IOException {
        file("a.png", drawn(1, 1, BufferedImage.TYPE_INT_RGB, "png"));
        view = new ViewImage(workspace, Limits.USUAL, "gpt-blind", false);
        assertEquals("model gpt-blind does not take images", refusal("a.png"));
    }

    @Test
    void itsSubjectIsTheRealFile() throws IOException {
        file("a.png", drawn(1, 1, BufferedImage.TYPE_INT_RGB, "png"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("a.png"));
        var call = call("link", null);
        assertEquals(List.of(new Subject.Reads(folder.resolve("a.png"))), call.subjects());
        assertEquals("view_image link", call.line());
        assertEquals(Access.READ, view.access());
        Files.delete(folder.resolve("link"));
        Files.createSymbolicLink(folder.resolve("link"), temporary);
        assertTrue(assertThrows(ToolError.class, () -> call.run(new Cancel())).getMessage().contains("leads elsewhere"));
    }
}
