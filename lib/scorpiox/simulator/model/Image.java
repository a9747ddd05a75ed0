package scorpiox.simulator.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/// An image that was sent.
///
/// @param base64 its bytes; empty for one that is only named by an address
public record Image(String base64) {
    private static final int HEAD = 0x49484452;
    private static final int PALETTE = 0x504C5445;
    private static final int DATA = 0x49444154;

    /// The image of a `data:` address; one without bytes for any other address.
    public static Image of(String url) {
        var comma = url.indexOf(";base64,");
        return new Image(url.startsWith("data:") && comma > 0 ? url.substring(comma + 8) : "");
    }

    /// Name of the colour of its first pixel, for a PNG with 8 bits a channel; empty for all others.
    Optional<String> colour() {
        try (var in = new DataInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
            if (in.readLong() != 0x89504E470D0A1A0AL) return Optional.empty();
            var kind = -1;
            var palette = new byte[0];
            var data = new ArrayList<ByteArrayInputStream>();
            while (in.available() > 0) {
                var length = in.readInt();
                var type = in.readInt();
                var bytes = in.readNBytes(length);
                in.readInt();
                if (type == HEAD && bytes[8] == 8 && bytes[12] == 0) kind = bytes[9];
                else if (type == PALETTE) palette = bytes;
                else if (type == DATA) data.add(new ByteArrayInputStream(bytes));
            }
            return Optional.of(pixel(kind, palette, new InflaterInputStream(new SequenceInputStream(Collections.enumeration(data))).readNBytes(5)));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException notOne) {
            return Optional.empty();
        }
    }

    /// The first pixel of the first row stands as it is, whatever the row's filter.
    private static String pixel(int kind, byte[] palette, byte[] row) {
        return switch (kind) {
            case 0, 4 -> name(row[1] & 255, row[1] & 255, row[1] & 255);
            case 2, 6 -> name(row[1] & 255, row[2] & 255, row[3] & 255);
            case 3 -> name(palette[3 * (row[1] & 255)] & 255, palette[3 * (row[1] & 255) + 1] & 255, palette[3 * (row[1] & 255) + 2] & 255);
            default -> throw new IllegalArgumentException("no usual PNG");
        };
    }

    private static String name(int red, int green, int blue) {
        var most = Math.max(red, Math.max(green, blue));
        var least = Math.min(red, Math.min(green, blue));
        if (most < 48) return "black";
        if (most - least < 40) return least > 208 ? "white" : "grey";
        var middle = (most + least) / 2;
        var high = (red > middle ? 4 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 1 : 0);
        return switch (high) {
            case 4 -> green > 80 && green > 2 * blue ? "orange" : "red";
            case 6 -> red >= green + 60 ? "orange" : "yellow";
            case 2 -> "green";
            case 3 -> "cyan";
            case 1 -> "blue";
            default -> "magenta";
        };
    }
}
