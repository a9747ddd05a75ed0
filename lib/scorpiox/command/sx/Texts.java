package scorpiox.command.sx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import scorpiox.base.Failure;

/// Bytes that ought to be text.
final class Texts {
    private Texts() {}

    /// The same, with a notice when it is not UTF-8.
    static String of(byte[] bytes, String shown, Consumer<String> notice) {
        var text = of(bytes, shown);
        if (text.indexOf('\uFFFD') < 0) return text;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            notice.accept(shown + " is not UTF-8: what could not be read of it is sent as U+FFFD");
        }
        return text;
    }

    /// The text, without a byte order mark; broken UTF-8 becomes U+FFFD.
    ///
    /// @param shown where the bytes come from
    /// @throws Failure `USAGE` when they are not text
    static String of(byte[] bytes, String shown) {
        binary(bytes).ifPresent(kind -> {
            throw Failure.usage(shown + " is " + kind + ", not text").hint(Images.type(bytes).isPresent() ? "pass images with -i" : "convert it to text first");
        });
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /// What the bytes are if they are no text: an image by its first bytes, or binary by a NUL.
    static Optional<String> binary(byte[] bytes) {
        var image = Images.type(bytes);
        if (image.isPresent()) return image;
        for (var i = 0; i < bytes.length; i++) if (bytes[i] == 0) return Optional.of("binary (a NUL at byte " + i + ")");
        return Optional.empty();
    }
}
