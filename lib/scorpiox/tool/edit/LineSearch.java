package scorpiox.tool.edit;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Seeks lines in the lines of a file: as they stand, then ignoring blanks at their ends, then around them, then
/// taking typographic characters for ASCII ones too. The first way that finds them decides.
final class LineSearch {
    private enum Way {
        EXACT, END_TRIMMED, TRIMMED, TYPOGRAPHIC;

        String of(String line) {
            return switch (this) {
                case EXACT -> line;
                case END_TRIMMED -> line.stripTrailing();
                case TRIMMED -> line.strip();
                case TYPOGRAPHIC -> Folded.plain(line).strip();
            };
        }
    }

    /// Where lines were found.
    ///
    /// @param again the next place they would fit too, or -1
    record Hit(int line, int again) {}

    private final Map<Way, List<String>> lines = new EnumMap<>(Way.class);

    LineSearch(List<String> lines) {
        this.lines.put(Way.EXACT, lines);
    }

    /// The first place at or after a line; null where there is none.
    ///
    /// @param atEnd look at the end of the file before all other places
    Hit find(List<String> wanted, int from, boolean atEnd) {
        var last = lines.get(Way.EXACT).size() - wanted.size();
        for (var way : Way.values()) {
            if (atEnd && last >= from && next(wanted, last, way) == last) return new Hit(last, -1);
        }
        for (var way : Way.values()) {
            var hit = next(wanted, from, way);
            if (hit >= 0) return new Hit(hit, next(wanted, hit + 1, way));
        }
        return null;
    }

    private int next(List<String> wanted, int from, Way way) {
        var goal = wanted.stream().map(way::of).toList();
        var there = lines.computeIfAbsent(way, other -> lines.get(Way.EXACT).stream().map(other::of).toList());
        return Seeker.of(there, goal).next(from);
    }
}
