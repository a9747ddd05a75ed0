package scorpiox.tool.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A text as it stands in a file: what it says, and how that is written down.
///
/// @param text    with its line ends as they are, without a byte order mark
/// @param charset by its bytes: UTF-16 where a mark says so, UTF-8 where they are valid, else ISO-8859-1, which keeps
///                every byte
/// @param mark    whether it begins with a byte order mark
public record TextFile(String text, Charset charset, boolean mark) {
    private static final char BOM = '\uFEFF';

    public static TextFile of(byte[] bytes) {
        if (starts(bytes, 0xFE, 0xFF)) return new TextFile(decode(bytes, 2, StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE, true);
        if (starts(bytes, 0xFF, 0xFE)) return new TextFile(decode(bytes, 2, StandardCharsets.UTF_16LE), StandardCharsets.UTF_16LE, true);
        var skip = starts(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, skip, bytes.length - skip)).toString();
            return new TextFile(text, StandardCharsets.UTF_8, skip > 0);
        } catch (CharacterCodingException e) {
            return new TextFile(decode(bytes, 0, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1, false);
        }
    }

    /// A new file: UTF-8 without a mark.
    public static TextFile fresh(String text) {
        return new TextFile(text, StandardCharsets.UTF_8, false);
    }

    /// Another text written down in the same way; a text the charset cannot hold becomes UTF-8.
    public TextFile with(String other) {
        var able = charset.newEncoder().canEncode(other);
        return new TextFile(other, able ? charset : StandardCharsets.UTF_8, mark);
    }

    public byte[] bytes() {
        return ((mark ? String.valueOf(BOM) : "") + text).getBytes(charset);
    }

    /// The line end in use: that of the first line, LF where there is none.
    public String lineEnd() {
        var at = text.indexOf('\n');
        return at > 0 && text.charAt(at - 1) == '\r' ? "\r\n" : "\n";
    }

    /// The same text in LF, for comparing with what a model writes.
    public String unix() {
        return text.replace("\r\n", "\n");
    }

    /// Number of lines; an unfinished last one counts.
    public static int lines(String text) {
        if (text.isEmpty()) return 0;
        var count = (int) text.chars().filter(c -> c == '\n').count();
        return text.endsWith("\n") ? count : count + 1;
    }

    /// Whether the bytes are no text: a NUL or more than 30 % control bytes in the first 8 KiB. UTF-16 with its mark is
    /// text.
    public static boolean binary(byte[] bytes) {
        if (starts(bytes, 0xFE, 0xFF) || starts(bytes, 0xFF, 0xFE)) return false;
        var probe = Arrays.copyOf(bytes, Math.min(bytes.length, 8192));
        var controls = 0;
        for (var b : probe) {
            if (b == 0) return true;
            if (b > 0 && b < 32 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 27 || b == 127) controls++;
        }
        return controls * 10 > probe.length * 3;
    }

    private static String decode(byte[] bytes, int from, Charset charset) {
        return new String(bytes, from, bytes.length - from, charset);
    }

    private static boolean starts(byte[] bytes, int... first) {
        if (bytes.length < first.length) return false;
        for (var i = 0; i < first.length; i++) if ((bytes[i] & 0xff) != first[i]) return false;
        return true;
    }
}
