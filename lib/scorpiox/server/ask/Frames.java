package scorpiox.server.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import scorpiox.base.Json;

/// Bytes of an answer that wait to be sent. Written to by hand rather than by a JSON generator: a stream has a hundred
/// thousand equal frames that differ in one string.
public final class Frames {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private byte[] bytes = new byte[2 * 1024];
    private int size;

    /// Adds bytes as they are.
    public Frames add(byte[] more) {
        return add(more, 0, more.length);
    }

    public Frames add(byte[] more, int offset, int length) {
        room(length);
        System.arraycopy(more, offset, bytes, size, length);
        size += length;
        return this;
    }

    /// Adds text as UTF-8.
    public Frames add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Adds a JSON value on one line.
    public Frames json(JsonNode value) {
        return add(Json.bytes(value));
    }

    /// Adds text as a JSON string with its quotes; a lone surrogate becomes U+FFFD.
    public Frames quoted(String text) {
        room(2 + text.length() * 6);
        bytes[size++] = '"';
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < 0x80) ascii(c);
            else if (c < 0x800) pair(c);
            else if (!Character.isSurrogate(c)) triple(c);
            else if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) quadruple(Character.toCodePoint(c, text.charAt(++i)));
            else triple('\uFFFD');
        }
        bytes[size++] = '"';
        return this;
    }

    public int size() {
        return size;
    }

    /// The bytes, valid up to [#size] and until the next change.
    public byte[] array() {
        return bytes;
    }

    /// A copy of the bytes.
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /// The same as text.
    public String text() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    public void clear() {
        size = 0;
    }

    private void ascii(char c) {
        if (c >= 0x20 && c != '"' && c != '\\') {
            bytes[size++] = (byte) c;
            return;
        }
        bytes[size++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[size++] = (byte) c;
            case '\n' -> bytes[size++] = 'n';
            case '\r' -> bytes[size++] = 'r';
            case '\t' -> bytes[size++] = 't';
            default -> {
                bytes[size++] = 'u';
                bytes[size++] = '0';
                bytes[size++] = '0';
                bytes[size++] = HEX[c >> 4];
                bytes[size++] = HEX[c & 15];
            }
        }
    }

    private void pair(int c) {
        bytes[size++] = (byte) (0xC0 | c >> 6);
        bytes[size++] = (byte) (0x80 | c & 63);
    }

    private void triple(int c) {
        bytes[size++] = (byte) (0xE0 | c >> 12);
        bytes[size++] = (byte) (0x80 | c >> 6 & 63);
        bytes[size++] = (byte) (0x80 | c & 63);
    }

    private void quadruple(int c) {
        bytes[size++] = (byte) (0xF0 | c >> 18);
        bytes[size++] = (byte) (0x80 | c >> 12 & 63);
        bytes[size++] = (byte) (0x80 | c >> 6 & 63);
        bytes[size++] = (byte) (0x80 | c & 63);
    }

    private void room(int more) {
        if (bytes.length - size < more) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
}
