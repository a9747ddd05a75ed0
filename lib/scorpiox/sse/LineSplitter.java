package scorpiox.sse;

import java.util.Arrays;

/// Cuts a byte stream, in chunks of any size, into lines that end at LF, CR or CR LF.
///
/// A line that lies within one chunk is handed on without a copy. A CR ends its line at once, so that the last event of
/// a chunk is never late; an LF that then begins the next chunk is skipped. Works on bytes: 0x0A and 0x0D never occur
/// inside a multi-byte UTF-8 character.
final class LineSplitter {
    /// What becomes of the lines.
    interface Lines {
        /// A complete line: `length` bytes from `offset`, valid only during the call.
        void line(byte[] bytes, int offset, int length);

        /// Whether the unfinished line may still matter; if not, the rest of it is dropped as it arrives.
        boolean wanted(byte[] bytes, int offset, int length);

        /// The unfinished line has grown to this many bytes.
        void growing(int length);
    }

    /// The longest field name and its colon: with as many bytes at hand it is decided whether a line is wanted.
    private static final int DECIDED = 6;

    private byte[] unfinished = new byte[256];
    private int length;
    private boolean dropping;
    private boolean afterCr;

    void feed(byte[] chunk, int offset, int count, Lines to) {
        var end = offset + count;
        var start = offset;
        if (afterCr && count > 0) {
            afterCr = false;
            if (chunk[start] == '\n') start++;
        }
        for (var i = start; i < end; i++) {
            var b = chunk[i];
            if (b != '\n' && b != '\r') continue;
            finish(chunk, start, i - start, to);
            if (b == '\r') {
                if (i + 1 == end) afterCr = true;
                else if (chunk[i + 1] == '\n') i++;
            }
            start = i + 1;
        }
        if (start < end) keep(chunk, start, end - start, to);
    }

    /// Bytes of the unfinished line that are kept.
    int pending() {
        return length;
    }

    private void finish(byte[] chunk, int offset, int count, Lines to) {
        if (dropping) {
            dropping = false;
        } else if (length == 0) {
            to.line(chunk, offset, count);
        } else {
            keep(chunk, offset, count, to);
            if (dropping) {
                dropping = false;
                return;
            }
            var line = unfinished;
            var size = length;
            if (line.length > 65_536) unfinished = new byte[256];
            length = 0;
            to.line(line, 0, size);
        }
    }

    private void keep(byte[] chunk, int offset, int count, Lines to) {
        if (dropping || count == 0) return;
        if (length < DECIDED && !stillWanted(chunk, offset, count, to)) {
            dropping = true;
            length = 0;
            return;
        }
        if (length + count >= DECIDED) to.growing(length + count);
        if (unfinished.length < length + count) {
            unfinished = Arrays.copyOf(unfinished, Math.max(length + count, unfinished.length + (unfinished.length >> 1)));
        }
        System.arraycopy(chunk, offset, unfinished, length, count);
        length += count;
    }

    private boolean stillWanted(byte[] chunk, int offset, int count, Lines to) {
        var head = Arrays.copyOf(unfinished, DECIDED);
        var size = Math.min(DECIDED, length + count);
        System.arraycopy(chunk, offset, head, length, size - length);
        return to.wanted(head, 0, size);
    }
}
