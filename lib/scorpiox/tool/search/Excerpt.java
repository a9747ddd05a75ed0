package scorpiox.tool.search;

import java.nio.charset.StandardCharsets;

/// The matches that are shown: by file, with line numbers and the lines around them.
final class Excerpt {
    /// Lines shown of one match that spans more.
    private static final int SPAN = 50;

    private final int before;
    private final int after;
    private final int room;
    private final StringBuilder text = new StringBuilder();
    private int used;
    private int shown;
    private boolean full;
    private boolean bare;

    /// @param room bytes of UTF-8 it may take
    Excerpt(int before, int after, int room) {
        this.before = before;
        this.after = after;
        this.room = room;
    }

    /// Matches in it.
    int shown() {
        return shown;
    }

    /// Whether a match did not fit.
    boolean full() {
        return full;
    }

    /// Whether lines around a match were left out for want of room.
    boolean bare() {
        return bare;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private boolean add(CharSequence piece) {
        var size = Texts.bytes(piece);
        if (used + size > room) return false;
        text.append(piece);
        used += size;
        return true;
    }

    /// Takes matches of a file.
    ///
    /// @param name how it is shown
    /// @param skip matches left out at its beginning
    /// @param take most matches shown of it
    Searching.Hits of(String name, Searching searching, int skip, int take) {
        return new InFile(name, searching, skip, take);
    }

    private final class InFile implements Searching.Hits {
        private final String name;
        private final Searching searching;
        private final int skip;
        private final int take;
        private int met;
        private int lastLine;
        private int lastEnd;
        private int owed;

        private InFile(String name, Searching searching, int skip, int take) {
            this.name = name;
            this.searching = searching;
            this.skip = skip;
            this.take = take;
        }

        @Override
        public boolean hit(int start, int end) {
            if (++met <= skip) return true;
            var line = searching.lineOf(start);
            pay(start);
            var around = around(line, start);
            var own = own(line, start, end);
            var heading = lastLine == 0 ? name + "\n" : "";
            if (!add(heading + around + own)) {
                if (shown > 0 || !add(heading + own)) {
                    full = true;
                    return false;
                }
                bare = true;
            }
            shown++;
            lastLine = line;
            for (var i = start; i < end; i++) if (searching.bytes()[i] == '\n') lastLine++;
            lastEnd = end;
            owed = after;
            return met < skip + take;
        }

        @Override
        public void left(int end) {
            pay(end);
        }

        @Override
        public void moved(int from) {
            lastEnd = from - 1;
        }

        /// The lines after the match before, as far as they stand before `limit`.
        private void pay(int limit) {
            for (; owed > 0 && lastEnd + 1 < limit; owed--) {
                var end = end(lastEnd + 1);
                if (!add(line(++lastLine, '-', lastEnd + 1, end, 0, 0))) bare = true;
                lastEnd = end;
            }
        }

        /// The lines before a match that have not been shown yet.
        private String around(int line, int start) {
            var first = start;
            var count = 0;
            while (count < before && line - count - 1 > lastLine && first > searching.begin()) {
                first--;
                while (first > searching.begin() && searching.bytes()[first - 1] != '\n') first--;
                count++;
            }
            var out = new StringBuilder();
            if (before + after > 0 && lastLine > 0 && line - count > lastLine + 1) out.append("  --\n");
            for (var place = first; place < start; place = end(place) + 1) out.append(line(line - count--, '-', place, end(place), 0, 0));
            return out.toString();
        }

        private String own(int line, int start, int end) {
            var out = new StringBuilder();
            var number = line;
            for (var place = start; place <= end; place = end(place) + 1, number++) {
                if (number - line < SPAN) {
                    var from = number == line ? searching.column() : 0;
                    out.append(line(number, ':', place, end(place), from, from + searching.matched()));
                }
            }
            if (number - line > SPAN) out.append("  … [+").append(Texts.number(number - line - SPAN)).append(" lines]\n");
            return out.toString();
        }

        private int end(int place) {
            var i = place;
            while (i < searching.length() && searching.bytes()[i] != '\n') i++;
            return i;
        }

        private String line(int number, char mark, int start, int end, int from, int to) {
            var stop = end > start && searching.bytes()[end - 1] == '\r' ? end - 1 : end;
            var line = new String(searching.bytes(), start, stop - start, StandardCharsets.UTF_8);
            return "  " + number + mark + " " + Texts.line(line, from, to) + "\n";
        }
    }
}
