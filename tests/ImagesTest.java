package scorpiox.command.sx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

class ImagesTest {
    @TempDir
    Path folder;

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Failure refused(Path file) {
        var failure = assertThrows(Failure.class, () -> Images.read(file, file.getFileName().toString()));
        assertEquals(Kind.USAGE, failure.kind());
        return failure;
    }

    @ParameterizedTest
    @CsvSource({
            "'\u0089PNG\r\n\u001a\n', image/png", "'\u00ff\u00d8\u00ff\u00e0', image/jpeg", "'\u00ff\u00d8\u00ff', image/jpeg",
            "GIF87a, image/gif", "GIF89a, image/gif",
            "RIFF1234WEBPVP8, image/webp", "RIFF1234WAVE, ", "RIFF1234WEB, ", "'\u0089PN', ", "BM, ", "<svg/>, ", "'', ", "PNG, ", "%PDF-1.7, ",
    })
    void theTypeIsInTheFirstBytes(String bytes, String type) {
        assertEquals(Optional.ofNullable(type), Images.type(latin(bytes)));
    }

    @Test
    void theNameDoesNotMatter() throws IOException {
        var file = Files.write(folder.resolve("photo.jpg"), latin("\u0089PNG\r\n\u001a\nrest"));
        var image = Images.read(file, "photo.jpg");
        assertEquals("image/png", image.mime());
        assertEquals("data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file)), image.dataUrl());
    }

    @Test
    void aPictureLargerThanModelsTakeIsScaledDown() throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        javax.imageio.ImageIO.write(new java.awt.image.BufferedImage(3000, 30, java.awt.image.BufferedImage.TYPE_INT_RGB), "png", out);
        var file = Files.write(folder.resolve("wide.png"), out.toByteArray());
        var shown = javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(Base64.getDecoder().decode(Images.read(file, "wide.png").base64())));
        assertEquals("2000x20", shown.getWidth() + "x" + shown.getHeight());
    }

    @Test
    void otherFilesAreRefusedByTheNameTheUserGave() throws IOException {
        Files.writeString(folder.resolve("a.png"), "no image");
        assertEquals("a.png is not a PNG, JPEG, GIF or WebP image", refused(folder.resolve("a.png")).getMessage());
        assertEquals("no image none.png", refused(folder.resolve("none.png")).getMessage());
        assertEquals("pictures is not a file", refused(Files.createDirectory(folder.resolve("pictures"))).getMessage());
        assertEquals("empty.png is not a PNG, JPEG, GIF or WebP image", refused(Files.createFile(folder.resolve("empty.png"))).getMessage());
    }

    @Test
    void aHugePictureIsRefused() throws IOException {
        var file = folder.resolve("huge.png");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(latin("\u0089PNG"));
            sparse.setLength(20 * 1024 * 1024 + 1);
        }
        assertEquals("huge.png is larger than 20 MiB: scale it down first", refused(file).line());
    }
}
