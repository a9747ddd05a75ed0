package scorpiox.tool.files;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import scorpiox.base.Cancel;
import scorpiox.tool.ToolError;

/// Makes a picture smaller with ImageIO. Apart from [Pictures] because loading it costs a tenth of a second.
final class Scaling {
    /// Pixels decoded at full resolution; of a larger picture every second, third … one is taken, so that a small file
    /// that claims to be huge takes no more memory.
    private static final long MOST_PIXELS = 24_000_000;
    /// Not even begun beyond this: decoders hold parts of the full picture.
    private static final long MOST_CLAIMED = 100_000_000;
    private static final int SMALLEST = 200;
    private static final float QUALITY = 0.85f;

    static {
        if (System.getProperty("java.awt.headless") == null) System.setProperty("java.awt.headless", "true");
    }

    private Scaling() {}

    /// The picture as PNG or JPEG with no side longer than `edge` and no more than `characters` in base64. A photo stays
    /// JPEG; what becomes too large as PNG becomes JPEG; of an animation the first frame stays.
    ///
    /// @throws ToolError when it cannot be decoded
    static byte[] fit(byte[] bytes, Picture picture, int edge, int characters, String shown, Cancel cancel) {
        if ((long) picture.width() * picture.height() > MOST_CLAIMED) {
            throw new ToolError(shown + " is an image of " + picture.width() + "x" + picture.height()
                    + " pixels, too large to scale here; scale it down with bash first");
        }
        try {
            var longest = Math.min(edge, Math.max(picture.width(), picture.height()));
            var image = scaled(decode(bytes), longest);
            if (picture.type() != Picture.Type.JPEG) {
                var png = encode(image, "png");
                if (Pictures.encoded(png.length) <= characters) return png;
            }
            for (; longest >= SMALLEST; longest = longest * 3 / 4) {
                cancel.check();
                image = scaled(image, longest);
                var jpeg = encode(opaque(image), "jpeg");
                if (Pictures.encoded(jpeg.length) <= characters) return jpeg;
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | NegativeArraySizeException
                 | ArithmeticException e) {
            throw new ToolError(shown + " is too large to send as it is, and cannot be scaled: " + e.getMessage() + "; convert it with bash first");
        }
        throw new ToolError(shown + " cannot be made small enough to send; scale it down with bash first");
    }

    private static BufferedImage decode(byte[] bytes) throws IOException {
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) throw new IOException("no decoder for it");
            var reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return decode(reader);
            } finally {
                reader.dispose();
            }
        }
    }

    private static BufferedImage decode(ImageReader reader) throws IOException {
        var width = reader.getWidth(0);
        var height = reader.getHeight(0);
        var param = reader.getDefaultReadParam();
        var step = 1;
        while ((long) (width / step + 1) * (height / step + 1) > MOST_PIXELS) step++;
        param.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, param);
    }

    /// Halves until one more step is enough: a single large step would skip pixels.
    private static BufferedImage scaled(BufferedImage image, int longest) {
        var now = image;
        var size = Math.max(image.getWidth(), image.getHeight());
        for (var left = size; left > longest; ) {
            left = Math.max(longest, (left + 1) / 2);
            now = drawn(now, side(image.getWidth(), size, left), side(image.getHeight(), size, left), image.getColorModel().hasAlpha());
        }
        return now;
    }

    private static int side(int pixels, int size, int wanted) {
        return Math.max(1, (int) Math.round((double) pixels * wanted / size));
    }

    private static BufferedImage opaque(BufferedImage image) {
        return image.getType() == BufferedImage.TYPE_INT_RGB ? image : drawn(image, image.getWidth(), image.getHeight(), false);
    }

    private static BufferedImage drawn(BufferedImage image, int width, int height, boolean alpha) {
        var target = new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        var graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        if (alpha) graphics.drawImage(image, 0, 0, width, height, null);
        else graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
        graphics.dispose();
        return target;
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName(format).next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            var param = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(QUALITY);
            }
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
