package scorpiox.tool.files;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What the first bytes of a picture tell, without decoding it.
///
/// @param width  in pixels; 0 when the header is damaged
/// @param height in pixels; 0 when the header is damaged
record Picture(Type type, int width, int height) {
    enum Type {
        PNG("PNG", "image/png"),
        JPEG("JPEG", "image/jpeg"),
        GIF("GIF", "image/gif"),
        WEBP("WebP", "image/webp"),
        /// models do not take it: it is always sent as PNG
        BMP("BMP", "image/bmp");

        final String label;
        final String mime;

        Type(String label, String mime) {
            this.label = label;
            this.mime = mime;
        }

        /// By magic number. `BM` alone could begin a text, so a BMP must also have a header of a known length.
        static Optional<Type> of(byte[] head) {
            if (has(head, 0, "\u0089PNG\r\n\u001a\n")) return Optional.of(PNG);
            if (has(head, 0, "\u00ff\u00d8\u00ff")) return Optional.of(JPEG);
            if (has(head, 0, "GIF87a") || has(head, 0, "GIF89a")) return Optional.of(GIF);
            if (has(head, 0, "RIFF") && has(head, 8, "WEBP")) return Optional.of(WEBP);
            if (has(head, 0, "BM") && has(head, 15, "\0\0\0") && "\u000c\u0028\u0034\u0038\u0040\u006c\u007c".indexOf(head[14]) >= 0) return Optional.of(BMP);
            return Optional.empty();
        }
    }

    /// @param bytes the whole file
    static Optional<Picture> of(byte[] bytes) {
        return Type.of(bytes).map(type -> {
            try {
                return switch (type) {
                    case PNG -> new Picture(type, big(bytes, 16, 4), big(bytes, 20, 4));
                    case GIF -> new Picture(type, little(bytes, 6, 2), little(bytes, 8, 2));
                    case BMP -> bytes[14] == 12 ? new Picture(type, little(bytes, 18, 2), little(bytes, 20, 2))
                            : new Picture(type, Math.abs(little(bytes, 18, 4)), Math.abs(little(bytes, 22, 4)));
                    case JPEG -> jpeg(bytes);
                    case WEBP -> webp(bytes);
                };
            } catch (ArrayIndexOutOfBoundsException tooShort) {
                return new Picture(type, 0, 0);
            }
        });
    }

    boolean damaged() {
        return width <= 0 || height <= 0;
    }

    /// The frame header (ITU-T T.81, B.2.2) is the first segment SOF0 to SOF15; DHT, JPG and DAC stand among their numbers.
    private static Picture jpeg(byte[] bytes) {
        for (var at = 2; ; ) {
            while (at(bytes, at) == 0xff) at++;
            var marker = at(bytes, at++);
            if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                return new Picture(Type.JPEG, big(bytes, at + 5, 2), big(bytes, at + 3, 2));
            }
            var alone = marker == 0x01 || marker >= 0xd0 && marker <= 0xd7;
            if (marker == 0xd9 || marker == 0xda || marker == 0 || !alone && big(bytes, at, 2) < 2) return new Picture(Type.JPEG, 0, 0);
            if (!alone) at += big(bytes, at, 2);
            if (at(bytes, at) != 0xff) return new Picture(Type.JPEG, 0, 0);
        }
    }

    /// RFC 9649: the canvas of an extended file, or the frame of a lossless or lossy one.
    private static Picture webp(byte[] bytes) {
        if (has(bytes, 12, "VP8X")) return new Picture(Type.WEBP, little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1);
        if (has(bytes, 12, "VP8L")) {
            var bits = little(bytes, 21, 4);
            return new Picture(Type.WEBP, (bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1);
        }
        if (has(bytes, 12, "VP8 ") && has(bytes, 23, "\u009d\u0001*")) {
            return new Picture(Type.WEBP, little(bytes, 26, 2) & 0x3fff, little(bytes, 28, 2) & 0x3fff);
        }
        return new Picture(Type.WEBP, 0, 0);
    }

    private static int at(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    private static int big(byte[] bytes, int at, int count) {
        var value = 0;
        for (var i = 0; i < count; i++) value = value << 8 | at(bytes, at + i);
        return value;
    }

    private static int little(byte[] bytes, int at, int count) {
        var value = 0;
        for (var i = count - 1; i >= 0; i--) value = value << 8 | at(bytes, at + i);
        return value;
    }

    private static boolean has(byte[] bytes, int at, String magic) {
        return bytes.length >= at + magic.length() && new String(bytes, at, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
    }
}
