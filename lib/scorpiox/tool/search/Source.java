package scorpiox.tool.search;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of one file after the other, in a buffer that is used again; a large file comes in blocks of whole lines.
final class Source {
    private static final int PROBE = 8 * 1024;
    private static final int BLOCK = 8 * 1024 * 1024;
    private static final int LARGEST = 512 * 1024 * 1024;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private byte[] buffer = new byte[64 * 1024];
    private int length;
    private boolean last;

    /// Reads the beginning of a file: all of it, or a block when it is larger than `whole`.
    void begin(FileInputStream in, long size, long whole) throws IOException {
        length = 0;
        // some files of the system say 0 and hold something
        var known = size > 0 && size <= whole;
        var want = known ? (int) size + 1 : size == 0 ? buffer.length : BLOCK;
        if (buffer.length < want || buffer.length > BLOCK) buffer = new byte[Math.max(64 * 1024, want)];
        fill(in, known ? want : buffer.length, known ? size : Long.MAX_VALUE);
    }

    /// Drops what stands before `keep` and reads on.
    void more(FileInputStream in, int keep) throws IOException {
        System.arraycopy(buffer, keep, buffer, 0, length - keep);
        length -= keep;
        if (length > buffer.length / 2) {
            if (buffer.length >= LARGEST) throw new IOException("a line is longer than 256 MB");
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        fill(in, buffer.length, Long.MAX_VALUE);
    }

    /// @param expected a regular file's size: no more is tried once it has been read
    private void fill(FileInputStream in, int to, long expected) throws IOException {
        var count = 0;
        while (length < to && length != expected && (count = in.read(buffer, length, to - length)) > 0) length += count;
        last = count <= 0 || length == expected;
    }

    byte[] bytes() {
        return buffer;
    }

    int length() {
        return length;
    }

    /// Whether the file ends here.
    boolean last() {
        return last;
    }

    /// Whether a NUL stands in the first 8 KiB; UTF-16 with its mark is text.
    boolean binary() {
        if (utf16() != null) return false;
        var end = Math.min(length, PROBE);
        var i = 0;
        // every file goes through this, so eight bytes at a time: a byte that is 0 borrows from its highest bit
        for (; i + 8 <= end; i += 8) {
            var eight = (long) EIGHT.get(buffer, i);
            if ((eight - 0x0101010101010101L & ~eight & 0x8080808080808080L) != 0) return true;
        }
        while (i < end) if (buffer[i++] == 0) return true;
        return false;
    }

    /// UTF-16, when a mark at the beginning says so, else null.
    Charset utf16() {
        if (length < 2) return null;
        if (buffer[0] == (byte) 0xFE && buffer[1] == (byte) 0xFF) return StandardCharsets.UTF_16BE;
        return buffer[0] == (byte) 0xFF && buffer[1] == (byte) 0xFE ? StandardCharsets.UTF_16LE : null;
    }

    /// Bytes of UTF-8's mark at the beginning.
    int mark() {
        return length >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF ? 3 : 0;
    }

    /// The whole of it in UTF-8, after [#utf16].
    byte[] fromUtf16(Charset charset) {
        return new String(buffer, 2, length - 2, charset).getBytes(StandardCharsets.UTF_8);
    }

    /// The same text in UTF-8, the buffer itself when it is; bytes that are not valid stand for their own numbers, as in
    /// ISO-8859-1.
    byte[] utf8() {
        var i = 0;
        while (i < length && buffer[i] >= 0) i++;
        if (i == length) return buffer;
        try {
            // the last character may be cut by the end of a block
            var end = length;
            if (!last) while (end > 0 && buffer[end - 1] != '\n') end--;
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, 0, end));
            return buffer;
        } catch (CharacterCodingException e) {
            return new String(buffer, 0, length, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Where a place in the buffer is found once bytes beyond ASCII take two.
    int inLatin(int place) {
        var beyond = 0;
        for (var i = 0; i < place; i++) if (buffer[i] < 0) beyond++;
        return place + beyond;
    }
}
