package scorpiox.command.sx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.model.Part;
import scorpiox.tool.Limits;
import scorpiox.tool.ToolError;
import scorpiox.tool.files.Pictures;

/// Pictures from files, told apart by their first bytes, never by their names; scaled down where they are larger than a
/// model takes them.
final class Images {
    /// Largest picture taken: 20 MiB.
    private static final int LIMIT = 20 * 1024 * 1024;

    private Images() {}

    /// @param shown the name as the user gave it
    static Part.Image read(Path file, String shown) {
        if (!Files.exists(file)) throw Failure.usage("no image " + shown);
        if (!Files.isRegularFile(file)) throw Failure.usage(shown + " is not a file");
        try {
            if (Files.size(file) > LIMIT) throw Failure.usage(shown + " is larger than " + LIMIT / 1024 / 1024 + " MiB").hint("scale it down first");
            return of(Files.readAllBytes(file), shown);
        } catch (IOException e) {
            throw Failure.usage(shown + " cannot be read: " + e.getMessage());
        }
    }

    static Part.Image of(byte[] bytes, String shown) {
        var mime = type(bytes).orElseThrow(() -> Failure.usage(shown + " is not a PNG, JPEG, GIF or WebP image"));
        if (Pictures.fits(bytes, Limits.USUAL)) return new Part.Image(mime, Base64.getEncoder().encodeToString(bytes), null);
        try {
            return Pictures.show(bytes, shown, false, Limits.USUAL, new Cancel()).images().getFirst();
        } catch (ToolError e) {
            throw Failure.usage(e.getMessage());
        }
    }

    /// The media type by magic number.
    static Optional<String> type(byte[] bytes) {
        if (starts(bytes, 0, 0x89, 'P', 'N', 'G')) return Optional.of("image/png");
        if (starts(bytes, 0, 0xff, 0xd8, 0xff)) return Optional.of("image/jpeg");
        if (starts(bytes, 0, 'G', 'I', 'F', '8')) return Optional.of("image/gif");
        if (starts(bytes, 0, 'R', 'I', 'F', 'F') && starts(bytes, 8, 'W', 'E', 'B', 'P')) return Optional.of("image/webp");
        return Optional.empty();
    }

    private static boolean starts(byte[] bytes, int at, int... magic) {
        if (bytes.length < at + magic.length) return false;
        var index = at;
        for (var m : magic) if ((bytes[index++] & 0xff) != m) return false;
        return true;
    }
}
