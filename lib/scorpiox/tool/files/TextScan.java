package scorpiox.tool.files;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.tool.Ledger;
import scorpiox.tool.Limits;

/// One pass over a text file that keeps some of its lines: memory does not grow with the file.
///
/// @param lines   those asked for, fewer when they are more than a result may hold
/// @param count   lines of the whole file; an unfinished last one counts
/// @param charset as [TextFile] tells it
/// @param hash    SHA-256 of all bytes
record TextScan(List<Line> lines, long count, Charset charset, String hash) {
    private static final char BOM = '\uFEFF';
    private static final int BLOCK = 32 * 1024;

    /// @param head   the line, or its beginning when it is longer than lines are shown
    /// @param length characters of all of it, its end not counted
    record Line(String head, long length) {
        boolean whole() {
            return head.length() == length;
        }
    }

    /// @param head  the first bytes of the file, at least two where it has them
    /// @param first number of the first line to keep, from 1 on
    /// @param most  lines to keep
    static TextScan of(Path file, byte[] head, long first, int most, Limits limits, Cancel cancel) throws IOException {
        var mark = TextFile.of(Arrays.copyOf(head, Math.min(head.length, 2))).charset();
        if (mark == StandardCharsets.UTF_16BE || mark == StandardCharsets.UTF_16LE) {
            return with(mark, CodingErrorAction.REPLACE, file, new Lines(first, most, limits), cancel);
        }
        try {
            return with(StandardCharsets.UTF_8, CodingErrorAction.REPORT, file, new Lines(first, most, limits), cancel);
        } catch (MalformedInputException notUtf8) {
            return with(StandardCharsets.ISO_8859_1, CodingErrorAction.REPLACE, file, new Lines(first, most, limits), cancel);
        }
    }

    private static TextScan with(Charset charset, CodingErrorAction malformed, Path file, Lines lines, Cancel cancel) throws IOException {
        var digest = Ledger.digest();
        var decoder = charset.newDecoder().onMalformedInput(malformed).onUnmappableCharacter(malformed);
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
             var reader = new InputStreamReader(new DigestInputStream(in, digest), decoder)) {
            var block = new char[BLOCK];
            var from = -1;
            for (var n = reader.read(block); n >= 0; n = reader.read(block)) {
                cancel.check();
                if (from < 0) from = block[0] == BOM && charset != StandardCharsets.ISO_8859_1 ? 1 : 0;
                for (var i = from; i < n; i++) lines.add(block[i]);
                from = 0;
            }
        }
        lines.end();
        return new TextScan(List.copyOf(lines.kept), lines.count, charset, HexFormat.of().formatHex(digest.digest()));
    }

    /// Finds the lines in a run of characters: a line ends at LF or CR LF.
    private static final class Lines {
        private final long first;
        private final long last;
        private final int longest;
        private long room;
        private final List<Line> kept = new ArrayList<>();
        private final StringBuilder head = new StringBuilder();
        private long count;
        private long length;
        private boolean keeping;
        private boolean begun;
        private boolean carriageReturn;

        private Lines(long first, int most, Limits limits) {
            this.first = first;
            this.last = first + most - 1;
            this.longest = limits.lineChars();
            this.room = limits.bytes();
        }

        private void add(char c) {
            if (c == '\n') {
                carriageReturn = false;
                finish();
                return;
            }
            if (carriageReturn) put('\r');
            carriageReturn = c == '\r';
            if (!carriageReturn) put(c);
        }

        private void put(char c) {
            if (!begun) begin();
            length++;
            if (keeping && head.length() < longest) head.append(c);
        }

        private void begin() {
            begun = true;
            keeping = count + 1 >= first && count + 1 <= last && room >= 0;
        }

        private void finish() {
            if (!begun) begin();
            count++;
            if (keeping) {
                if (head.length() < length && Character.isHighSurrogate(head.charAt(head.length() - 1))) head.setLength(head.length() - 1);
                kept.add(new Line(head.toString(), length));
                room -= head.length() + 1;
            }
            head.setLength(0);
            length = 0;
            begun = false;
        }

        private void end() {
            if (carriageReturn) put('\r');
            if (begun) finish();
        }
    }
}
