package scorpiox.tool.edit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import scorpiox.tool.Limits;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.Place;
import scorpiox.tool.files.Refusals;
import scorpiox.tool.files.Sizes;
import scorpiox.tool.files.TextFile;

/// A file before it is changed.
///
/// @param bytes null when there is no such file
record Original(Place place, byte[] bytes) {
    private static final int HEAD = 8192;

    /// @throws ToolError when it is no file, too large, unreadable, or not where it was when the call was permitted
    static Original of(Place place, Workspace workspace) {
        place.check();
        try {
            if (Files.isRegularFile(place.real()) && Files.size(place.real()) > Limits.USUAL.fileBytes()) {
                throw new ToolError(place.shown() + " is too large to change here (" + Sizes.of(Files.size(place.real())) + "); use bash, for example sed");
            }
        } catch (IOException e) {
            throw place.unreadable(e);
        }
        return new Original(place, PlannedChange.read(place.real(), workspace));
    }

    boolean exists() {
        return bytes != null;
    }

    /// What it says.
    ///
    /// @throws ToolError when it is no text, or would not be the same after being written again
    TextFile text() {
        return text(place, bytes);
    }

    static TextFile text(Place place, byte[] bytes) {
        var head = Arrays.copyOf(bytes, Math.min(bytes.length, HEAD));
        if (Refusals.apply(head)) throw Refusals.of(place.shown(), head, bytes.length);
        var file = TextFile.of(bytes);
        if (!Arrays.equals(file.bytes(), bytes)) {
            throw new ToolError(place.shown() + " is no valid " + file.charset() + " and would be damaged; use bash");
        }
        return file;
    }

    /// The bytes of another text written down as this file is.
    ///
    /// @throws ToolError for a text that cannot be; the rest of the file is never written in another charset for it
    static byte[] bytes(Place place, TextFile file, String text) {
        var encoder = file.charset().newEncoder();
        if (!encoder.canEncode(text)) {
            var odd = text.codePoints().filter(c -> !encoder.canEncode(Character.toString(c))).findFirst().orElse('?');
            throw new ToolError(place.shown() + " is " + file.charset() + ", which has no " + String.format("U+%04X", odd)
                    + "; write the new text without it, or convert the file first");
        }
        return new TextFile(text, file.charset(), file.mark()).bytes();
    }
}
