package scorpiox.tool.search;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;

/// The search through one file after the other, with a thread's own buffers.
///
/// A file is read once and looked through as bytes for a text that every match needs; only lines with such a text are
/// tried, and only lines beyond ASCII decoded.
final class Searching {
    /// What became of a file.
    enum End { SEARCHED, BINARY, UNREADABLE, TOO_LARGE, TOO_DEEP, TOO_SLOW, OUT_OF_TIME }

    /// Whom it tells the matches of a file in their order. A match is a line, or in multiline mode the lines it spans.
    interface Hits {
        /// @param start where its first line begins in the bytes
        /// @param end   where its last line ends, line end not counted
        /// @return whether to go on
        boolean hit(int start, int end);

        /// The bytes are about to go: what follows `end` has not been searched and comes again.
        default void left(int end) {}

        /// New bytes have come, in which the search goes on at `from`.
        default void moved(int from) {}
    }

    private final Query query;
    private final Deadline deadline;
    private final int before;
    private final int after;
    private final long whole;
    private final Needles needles;
    private final Matcher matcher;
    private final Line trial;
    private final Source source = new Source();
    private byte[] bytes;
    private int begin;
    private int length;
    private boolean ready;
    private int line;
    private int counted;
    private int at;
    private int column;
    private int matched;
    private boolean stopped;

    /// @param before lines that must be there before a hit, where the file has them
    /// @param after  lines that must be there after one
    /// @param whole  largest file taken whole
    Searching(Query query, Deadline deadline, int before, int after, long whole) {
        this.query = query;
        this.deadline = deadline;
        this.before = before;
        this.after = after;
        this.whole = whole;
        needles = query.needles().isEmpty() ? null : new Needles(query.needles(), query.ignoreCase());
        trial = new Line(deadline);
        matcher = query.pattern().matcher(trial.over(""));
    }

    /// Looks through a file. One that was asked for by name is searched whatever it holds.
    End search(Target target, Hits to) {
        line = 1;
        stopped = false;
        try (var in = new FileInputStream(target.file().toFile())) {
            source.begin(in, target.size(), whole);
            if (!target.named() && source.binary()) return End.BINARY;
            if (query.multiline() || source.utf16() != null) {
                while (!source.last()) source.more(in, 0);
                entire(to);
            } else {
                blocks(in, to);
            }
            return End.SEARCHED;
        } catch (IOException e) {
            return End.UNREADABLE;
        } catch (Line.TimeIsUp up) {
            return up.blamed ? End.TOO_SLOW : End.OUT_OF_TIME;
        } catch (StackOverflowError e) {
            return End.TOO_DEEP;
        } catch (OutOfMemoryError e) {
            return End.TOO_LARGE;
        }
    }

    /// The line it stood at when it ended before its time.
    int line() {
        return bytes == null ? 1 : lineOf(Math.min(at, length));
    }

    /// The bytes that hits are about: UTF-8, from [#begin] to [#length].
    byte[] bytes() {
        return bytes;
    }

    int begin() {
        return begin;
    }

    int length() {
        return length;
    }

    /// Where the match begins in its first line, in characters; valid while a hit is told.
    int column() {
        if (query.multiline()) return column;
        return query.plain() ? new String(bytes, lineStart(at), at - lineStart(at), StandardCharsets.UTF_8).length() : matcher.start();
    }

    /// Its characters; valid while a hit is told.
    int matched() {
        if (query.multiline()) return matched;
        return query.plain() ? query.text().length() : matcher.end() - matcher.start();
    }

    /// All of it at once.
    private void entire(Hits to) {
        var utf16 = source.utf16();
        bytes = utf16 == null ? source.utf8() : source.fromUtf16(utf16);
        begin = bytes == source.bytes() ? source.mark() : 0;
        length = bytes == source.bytes() ? source.length() : bytes.length;
        counted = begin;
        at = begin;
        ready = true;
        if (query.multiline()) spans(to);
        else lines(begin, length, to);
        to.left(length);
    }

    private void blocks(FileInputStream in, Hits to) throws IOException {
        for (var from = source.mark(); ; ) {
            bytes = source.bytes();
            begin = line == 1 ? source.mark() : 0;
            length = source.length();
            ready = false;
            counted = from;
            at = from;
            var end = source.last() ? length : Math.max(from, back(length, after));
            lines(from, end, to);
            var place = place(end);
            to.left(source.last() || stopped ? length : place);
            if (source.last() || stopped) return;
            if (deadline.over()) throw new Line.TimeIsUp(false);
            lineOf(place);
            var keep = end > from ? back(end, before) : 0;
            from = end - keep;
            source.more(in, keep);
            to.moved(from);
        }
    }

    /// The start of the line that is some lines before the last one to end before `place`; 0 when there are not as many.
    private int back(int place, int lines) {
        var i = place;
        for (var left = lines; ; left--) {
            while (i > 0 && source.bytes()[i - 1] != '\n') i--;
            if (left == 0 || i == 0) return i;
            i--;
        }
    }

    private void lines(int first, int last, Hits to) {
        var from = first;
        var end = last;
        if (needles != null) needles.reset();
        else if (!ready && from < end) {
            decode();
            from = place(from);
            end = place(end);
            counted = from;
            if (bytes != source.bytes()) to.moved(from);
        }
        while (from < end && !stopped) {
            at = needles == null ? from : needles.next(bytes, from, end);
            if (at < 0) return;
            var start = lineStart(at);
            var stop = lineEnd(at);
            // a line in ASCII is the same in each charset that is left
            if (!ready && (before + after > 0 || !ascii(start, stop))) {
                lineOf(from);
                decode();
                if (bytes != source.bytes()) {
                    from = source.inLatin(from);
                    end = source.inLatin(end);
                    counted = from;
                    to.moved(from);
                    needles.reset();
                    continue;
                }
            }
            if (query.plain() || matches(start, stop)) stopped = !to.hit(start, stop);
            from = stop + 1;
        }
    }

    private int place(int raw) {
        return bytes == source.bytes() ? raw : source.inLatin(raw);
    }

    /// Only now, when there is something to look at.
    private void decode() {
        bytes = source.utf8();
        if (bytes != source.bytes()) {
            begin = 0;
            length = bytes.length;
        }
        ready = true;
    }

    private boolean matches(int start, int stop) {
        var end = stop > start && bytes[stop - 1] == '\r' ? stop - 1 : stop;
        if (ascii(start, end)) trial.over(bytes, start, end);
        else trial.over(new String(bytes, start, end - start, StandardCharsets.UTF_8));
        return matcher.reset(trial).find();
    }

    private boolean ascii(int start, int end) {
        for (var i = start; i < end; i++) if (bytes[i] < 0) return false;
        return true;
    }

    /// Matches over the whole text, with LF for CR LF; those that share a line are one.
    private void spans(Hits to) {
        var text = new String(bytes, begin, length - begin, StandardCharsets.UTF_8).replace("\r\n", "\n");
        bytes = text.getBytes(StandardCharsets.UTF_8);
        begin = 0;
        length = bytes.length;
        counted = 0;
        matcher.reset(trial.over(text));
        var place = new Place(text);
        for (int first = -1, last = -1; !stopped; ) {
            var more = matcher.find() && !(matcher.start() == text.length() && (text.isEmpty() || text.endsWith("\n")));
            var end = more ? text.indexOf('\n', Math.max(matcher.start(), matcher.end() - 1)) : -1;
            if (end < 0) end = text.length();
            if (more && first >= 0 && matcher.start() <= last) {
                last = Math.max(last, end);
                continue;
            }
            if (first >= 0) {
                place.move(first);
                at = place.bytes;
                place.move(last);
                stopped = !to.hit(at, place.bytes);
            }
            if (!more) return;
            first = text.lastIndexOf('\n', matcher.start() - 1) + 1;
            last = end;
            column = matcher.start() - first;
            matched = matcher.end() - matcher.start();
        }
    }

    /// A place in a text, in characters and in bytes of UTF-8.
    private static final class Place {
        private final String text;
        private int chars;
        private int bytes;

        private Place(String text) {
            this.text = text;
        }

        private void move(int to) {
            bytes += Texts.bytes(text.substring(chars, to));
            chars = to;
        }
    }

    private int lineStart(int place) {
        var i = place;
        while (i > begin && bytes[i - 1] != '\n') i--;
        return i;
    }

    private int lineEnd(int place) {
        var i = place;
        while (i < length && bytes[i] != '\n') i++;
        return i;
    }

    /// The number of the line that holds a place in the bytes; counted on from the last one asked for.
    int lineOf(int place) {
        line += lineEnds(counted, place);
        counted = Math.max(counted, place);
        return line;
    }

    private int lineEnds(int from, int to) {
        var count = 0;
        for (var i = from; i < to; i++) if (bytes[i] == '\n') count++;
        return count;
    }
}
