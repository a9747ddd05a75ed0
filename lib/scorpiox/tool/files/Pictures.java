package scorpiox.tool.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Base64;
import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.model.Part;
import scorpiox.tool.Detail;
import scorpiox.tool.Limits;
import scorpiox.tool.Outcome;
import scorpiox.tool.ToolError;

/// Pictures for the model: as they are where that is small enough, else scaled down.
public final class Pictures {
    private Pictures() {}

    /// A picture in a file.
    static Outcome show(Place place, boolean original, Limits limits, Cancel cancel) {
        return show(read(place, limits), place.shown(), original, limits, cancel);
    }

    /// @param shown    what the picture is called in messages
    /// @param original whether the model wants every pixel; what is sent must still not exceed its size in bytes
    /// @throws ToolError when it cannot be sent
    public static Outcome show(byte[] bytes, String shown, boolean original, Limits limits, Cancel cancel) {
        var picture = Picture.of(bytes).orElseThrow(() -> new ToolError(shown + " is not a PNG, JPEG, GIF, WebP or BMP image; use read"));
        if (picture.damaged()) throw new ToolError(shown + " is damaged: its " + picture.type().label + " header tells no size");
        cancel.check();
        var text = "image " + describe(picture, bytes.length);
        var edge = original ? Integer.MAX_VALUE : limits.imageEdge();
        var detail = original ? "original" : null;
        if (fits(picture, bytes, edge, limits)) return outcome(text, picture.type().mime, bytes, detail);
        if (picture.type() == Picture.Type.WEBP) {
            throw new ToolError(shown + " is a WebP image of " + Sizes.of(bytes.length)
                    + ", too large to send, and cannot be scaled here; convert it to PNG with bash first");
        }
        var scaled = Scaling.fit(bytes, picture, edge, limits.imageSent(), shown, cancel);
        var sent = Picture.of(scaled).orElseThrow();
        return outcome(text + ", sent as " + describe(sent, scaled.length), sent.type().mime, scaled, detail);
    }

    /// Whether a picture can be sent as it is; what cannot be told apart is the backend's to refuse.
    public static boolean fits(byte[] bytes, Limits limits) {
        return Picture.of(bytes).filter(picture -> !picture.damaged()).map(picture -> fits(picture, bytes, limits.imageEdge(), limits)).orElse(true);
    }

    /// Whether bytes are a picture by the first of them.
    public static boolean is(byte[] bytes) {
        return Picture.of(bytes).isPresent();
    }

    private static byte[] read(Place place, Limits limits) {
        try (var in = Files.newInputStream(place.real(), LinkOption.NOFOLLOW_LINKS)) {
            var bytes = in.readNBytes(limits.imageBytes() + 1);
            if (bytes.length > limits.imageBytes()) {
                throw new ToolError(place.shown() + " is larger than " + Sizes.of(limits.imageBytes()) + "; scale it down with bash first");
            }
            return bytes;
        } catch (IOException e) {
            throw place.unreadable(e);
        }
    }

    /// A WebP picture cannot be decoded here, so that only its bytes count.
    private static boolean fits(Picture picture, byte[] bytes, int edge, Limits limits) {
        var small = encoded(bytes.length) <= limits.imageSent();
        return switch (picture.type()) {
            case WEBP -> small;
            case BMP -> false;
            default -> small && Math.max(picture.width(), picture.height()) <= edge;
        };
    }

    /// Characters of base64 for so many bytes.
    static long encoded(long bytes) {
        return (bytes + 2) / 3 * 4;
    }

    private static String describe(Picture picture, long bytes) {
        return picture.width() + "x" + picture.height() + " " + picture.type().label + ", " + Sizes.of(bytes);
    }

    private static Outcome outcome(String text, String mime, byte[] bytes, String detail) {
        return new Outcome(text, false, List.of(new Part.Image(mime, Base64.getEncoder().encodeToString(bytes), detail)), new Detail.None());
    }
}
