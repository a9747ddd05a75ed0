package scorpiox.tool.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import scorpiox.base.TerminalFilter;

/// The output of a command as a model reads it, made from a file of any size in bounded memory: escape sequences
/// removed, progress lines at their last state, and of too much the first third and the end.
///
/// @param text      what is shown, the remark on what is left out included
/// @param bytes     of the output itself
/// @param truncated whether anything is left out
/// @param binary    whether it is no text; `text` then says so
public record CommandOutput(String text, long bytes, boolean truncated, boolean binary) {
    private static final int LONGEST_LINE = 1 << 20;

    /// Reads the bytes of `file` from `from` up to `to`.
    ///
    /// @param most characters shown
    public static CommandOutput read(Path file, long from, long to, int most) throws IOException {
        try (var channel = Files.newByteChannel(file, StandardOpenOption.READ); var in = Channels.newInputStream(channel)) {
            channel.position(from);
            return new Digest(file, most).of(in, to - from);
        }
    }

    /// The end of the last whole character before `to`, for a file that is still being written.
    static long wholeCharacters(Path file, long from, long to) throws IOException {
        var last = ByteBuffer.allocate((int) Math.min(4, to - from));
        try (var channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
            channel.position(to - last.capacity()).read(last);
        }
        for (var back = 1; back <= last.position(); back++) {
            var lead = last.get(last.position() - back) & 0xff;
            if (lead < 0x80) return to;
            if (lead >= 0xc0) return back < (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2) ? to - back : to;
        }
        return to;
    }

    /// 1,234,567 bytes as people write them.
    static String size(long bytes) {
        if (bytes < 1000) return bytes + " bytes";
        return bytes < 1_000_000 ? bytes / 1000 + " kB" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static final class Digest {
        private final Path file;
        private final int headRoom;
        private final int tailRoom;
        private final StringBuilder head = new StringBuilder();
        private final StringBuilder tail = new StringBuilder();
        private final StringBuilder line = new StringBuilder();
        private final TerminalFilter filter = TerminalFilter.controlsOnly();
        private long omittedLines;
        private long omittedChars;
        private long total;
        private int zeros;
        private boolean carriageReturn;

        Digest(Path file, int most) {
            this.file = file;
            this.headRoom = most / 3;
            this.tailRoom = most - headRoom;
        }

        CommandOutput of(InputStream in, long length) throws IOException {
            var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
            var bytes = ByteBuffer.allocate(64 * 1024);
            var chars = CharBuffer.allocate(64 * 1024);
            while (total < length) {
                var count = in.read(bytes.array(), bytes.position(), (int) Math.min(bytes.remaining(), length - total));
                if (count < 0) break;
                if (total < 8192) probe(bytes.array(), bytes.position(), (int) Math.min(count, 8192 - total));
                total += count;
                decode(decoder, bytes.position(bytes.position() + count).flip(), chars, false);
                bytes.compact();
            }
            decode(decoder, bytes.flip(), chars, true);
            decoder.flush(chars);
            take(chars);
            if (zeros > 0) return new CommandOutput("(binary output, " + size(total) + ", saved to " + file + ")", total, true, true);
            if (!line.isEmpty()) keep();
            shrink();
            if (omittedChars == 0) return new CommandOutput(head.append(tail).toString(), total, false, false);
            var note = String.format(Locale.ROOT, "[… %,d lines (%s) omitted; full output: %s …]\n", omittedLines, size(omittedChars), file);
            return new CommandOutput(head + (head.isEmpty() || head.charAt(head.length() - 1) == '\n' ? "" : "\n") + note + tail, total, true, false);
        }

        private void probe(byte[] bytes, int from, int count) {
            for (var i = from; i < from + count; i++) if (bytes[i] == 0) zeros++;
        }

        private void decode(CharsetDecoder decoder, ByteBuffer bytes, CharBuffer chars, boolean end) {
            while (decoder.decode(bytes, chars, end).isOverflow()) take(chars);
            take(chars);
        }

        private void take(CharBuffer chars) {
            chars.flip();
            for (var i = 0; i < chars.length(); i++) {
                var c = chars.charAt(i);
                if (carriageReturn && c != '\n' && c != '\r') line.setLength(0);     // a progress line begins anew
                carriageReturn = c == '\r';
                if (carriageReturn) continue;
                line.append(c);
                if (c == '\n') keep();
                else if (line.length() >= LONGEST_LINE) keep();
            }
            chars.clear();
        }

        /// Puts a finished line where there is room: at the start, else at the end, where the oldest makes room.
        private void keep() {
            var text = filter.next(line.toString());
            line.setLength(0);
            if (tail.isEmpty() && omittedChars == 0 && head.length() + text.length() <= headRoom) {
                head.append(text);
                return;
            }
            var taken = head.isEmpty() && tail.isEmpty() && omittedChars == 0 ? firstPart(text) : 0;
            head.append(text, 0, taken);
            tail.append(text, taken, text.length());
            if (tail.length() > tailRoom * 2) shrink();
        }

        /// Of a line that is too long by itself the beginning is shown all the same.
        private int firstPart(String text) {
            return headRoom > 0 && Character.isHighSurrogate(text.charAt(headRoom - 1)) ? headRoom - 1 : headRoom;
        }

        /// To the end of a line, where that is near.
        private void shrink() {
            if (tail.length() <= tailRoom) return;
            var cut = tail.length() - tailRoom;
            var lineEnd = tail.indexOf("\n", cut - 1);
            if (lineEnd >= 0 && lineEnd + 1 - cut <= tailRoom / 2) cut = lineEnd + 1;
            else if (Character.isLowSurrogate(tail.charAt(cut))) cut++;
            omittedLines += tail.substring(0, cut).chars().filter(c -> c == '\n').count();
            omittedChars += cut;
            tail.delete(0, cut);
        }
    }
}
