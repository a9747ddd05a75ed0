package scorpiox.tool.edit;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.DeltaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds a text in a text, as it stands or nearly so, and says what to replace. Both have LF line ends.
///
/// Nothing is scored: a pass either matches or not, and the first pass that matches anywhere decides.
final class Matching {
    /// Hits collected where more than one is an error anyway.
    private static final int MOST_AMBIGUOUS = 1000;

    enum Pass {
        EXACT(""),
        TRAILING("matched ignoring trailing whitespace"),
        TYPOGRAPHIC("matched taking typographic dashes, quotes and spaces for ASCII ones"),
        INDENTED("matched ignoring indentation; the new text was re-indented");

        /// What the model is told.
        final String note;

        Pass(String note) {
            this.note = note;
        }
    }

    /// Where the text was found, and how it is indented there.
    record Hit(int start, int end, Indent indent) {}

    /// The hits of the pass that decided.
    record Found(Pass pass, List<Hit> hits) {}

    private Matching() {}

    /// @param all whether every hit is to be replaced: then hits do not overlap; else those that do count too, since each
    ///            of them may be meant
    static Found find(String text, String wanted, boolean all) {
        if (wanted.isEmpty()) return new Found(Pass.EXACT, List.of());
        var exact = exact(text, wanted, all);
        if (!exact.isEmpty() || wanted.isBlank()) return new Found(Pass.EXACT, exact);
        var trailing = folded(text, wanted, false, all);
        if (!trailing.isEmpty()) return new Found(Pass.TRAILING, trailing);
        var typographic = folded(text, wanted, true, all);
        if (!typographic.isEmpty()) return new Found(Pass.TYPOGRAPHIC, typographic);
        return new Found(Pass.INDENTED, indented(text, wanted, all));
    }

    /// What to replace so that every hit of `wanted` becomes `replacement`. Lines that both have are not touched: they
    /// keep the blanks, the characters and the line ends they have in the file.
    static List<Splice> splices(String text, String wanted, String replacement, List<Hit> hits) {
        var open = !wanted.endsWith("\n") && !replacement.endsWith("\n");       // both end within a line: it may stay all the same
        var old = lines(open ? wanted + "\n" : wanted);
        var fresh = lines(open ? replacement + "\n" : replacement);
        var deltas = DiffUtils.diff(old, fresh).getDeltas().stream().filter(delta -> delta.getType() != DeltaType.EQUAL).toList();
        var splices = new ArrayList<Splice>();
        for (var hit : hits) {
            var starts = starts(text, hit, old.size());
            var cut = wanted.endsWith("\n") && text.charAt(hit.end() - 1) != '\n';      // the last line of a file that lacks its end
            var withinLine = open || cut && replacement.endsWith("\n");
            for (var delta : deltas) {
                var first = delta.getSource().getPosition();
                var from = delta.getTarget().getPosition();
                var added = new StringBuilder();
                for (var line : fresh.subList(from, from + delta.getTarget().size())) added.append(hit.indent().apply(line));
                var after = first + delta.getSource().size();
                splices.add(withinLine && after == old.size() ? atOpenEnd(starts[first], starts[after], first == after, added.toString())
                        : narrow(text, starts[first], starts[after], added.toString()));
            }
        }
        return splices;
    }

    /// At the end of a hit that ends within a line: a line end there is between the lines, not behind the last one.
    private static Splice atOpenEnd(int start, int end, boolean insertion, String added) {
        if (added.isEmpty()) return new Splice(start - 1, end, "");
        var withoutEnd = added.substring(0, added.length() - 1);
        return new Splice(start, end, insertion ? "\n" + withoutEnd : withoutEnd);
    }

    /// Leaves out a line end that stays.
    private static Splice narrow(String text, int start, int end, String added) {
        var stays = end > start && text.charAt(end - 1) == '\n' && added.endsWith("\n");
        return stays ? new Splice(start, end - 1, added.substring(0, added.length() - 1)) : new Splice(start, end, added);
    }

    private static List<Hit> exact(String text, String wanted, boolean all) {
        var hits = new ArrayList<Hit>();
        var seeker = Seeker.of(text, wanted);
        for (var at = seeker.next(0); at >= 0 && (all || hits.size() < MOST_AMBIGUOUS); at = seeker.next(at + (all ? wanted.length() : 1))) {
            hits.add(new Hit(at, at + wanted.length(), Indent.SAME));
        }
        return hits;
    }

    private static List<Hit> folded(String text, String wanted, boolean typographic, boolean all) {
        var there = Folded.of(text, typographic);
        var haystack = there.text();
        var needle = Folded.of(wanted, typographic).text();
        var toLineEnd = Folded.blank(wanted.charAt(wanted.length() - 1), typographic);
        var hits = new ArrayList<Hit>();
        var seeker = Seeker.of(haystack, needle);
        for (var at = seeker.next(0); at >= 0 && (all || hits.size() < MOST_AMBIGUOUS); ) {
            var end = at + needle.length();
            var hit = there.boundary(at) && there.boundary(end) && (!toLineEnd || there.lineEnd(end));
            if (hit) hits.add(new Hit(there.source(at), toLineEnd ? there.source(end) : withoutBlanks(text, there.source(end), typographic), Indent.SAME));
            at = seeker.next(hit && all ? end : at + 1);
        }
        return hits;
    }

    /// Blanks at the end of the last line are no part of the hit unless they were asked for.
    private static int withoutBlanks(String text, int end, boolean typographic) {
        var at = end;
        while (at > 0 && Folded.blank(text.charAt(at - 1), typographic)) at--;
        return at;
    }

    private static List<Hit> indented(String text, String wanted, boolean all) {
        var file = text.split("\n", -1);
        var block = (wanted.endsWith("\n") ? wanted.substring(0, wanted.length() - 1) : wanted).split("\n", -1);
        var trimmed = Arrays.stream(file).map(Matching::trim).toList();
        var goal = Arrays.stream(block).map(Matching::trim).toList();
        var hits = new ArrayList<Hit>();
        var seeker = Seeker.of(trimmed, goal);
        var found = seeker.next(0);
        for (int line = 0, start = 0; found >= 0 && hits.size() < (all ? Integer.MAX_VALUE : MOST_AMBIGUOUS); start += file[line].length() + 1, line++) {
            if (line < found) continue;
            found = seeker.next(line + 1);
            var there = Arrays.copyOfRange(file, line, line + block.length);
            var indent = Indent.common(block, there);
            if (indent.isEmpty() || all && !hits.isEmpty() && hits.getLast().end() > start) continue;
            var end = start + String.join("\n", there).length();
            hits.add(new Hit(start, wanted.endsWith("\n") ? Math.min(end + 1, text.length()) : end, indent.get()));
        }
        return hits;
    }

    /// Where the lines of a hit begin, and its end.
    private static int[] starts(String text, Hit hit, int lines) {
        var starts = new int[lines + 1];
        starts[0] = hit.start();
        for (var i = 1; i < lines; i++) starts[i] = text.indexOf('\n', starts[i - 1]) + 1;
        starts[lines] = hit.end();
        return starts;
    }

    /// Lines with their ends.
    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        for (int start = 0, end; start < text.length(); start = end) {
            end = text.indexOf('\n', start) + 1;
            if (end == 0) end = text.length();
            lines.add(text.substring(start, end));
        }
        return lines;
    }

    private static String trim(String line) {
        var start = 0;
        var end = line.length();
        while (start < end && Folded.blank(line.charAt(start), false)) start++;
        while (end > start && Folded.blank(line.charAt(end - 1), false)) end--;
        return line.substring(start, end);
    }
}
