package scorpiox.tool.edit;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.DeltaType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/// The part of a file that a text which was not found may have meant. Only a hint: nothing is ever changed by it.
///
/// @param first its first line, counted from 1
/// @param diff  the text (`-`) against the file (`+`), line by line
record Closest(int first, int last, String diff) {
    /// Percent of the lines, and of the character pairs of a line, that must agree.
    private static final int SIMILAR = 60;
    /// Characters of the file times lines of the text: as much as is compared without a pause being felt.
    private static final long WORK = 40_000_000;
    private static final int SHOWN_LINES = 24;
    private static final int SHOWN_CHARS = 200;
    private static final int PAIRS = 4096;

    static Optional<Closest> to(String wanted, String text) {
        var block = withoutEnd(wanted).split("\n", -1);
        var file = withoutEnd(text).split("\n", -1);
        var counted = wanted.isBlank() ? 0 : (int) Math.min(block.length, Math.max(1, WORK / Math.max(1, text.length())));
        var lines = Arrays.stream(block, 0, counted).map(Line::of).toList();
        var solid = lines.stream().filter(line -> !line.text().isEmpty()).count();
        if (solid == 0) return Optional.empty();
        var scores = scores(file, lines);
        var best = 0;
        for (var i = 1; i < scores.length; i++) if (scores[i] > scores[best]) best = i;
        // The last 20 bits of a score count the lines that are equal and only break ties.
        if ((scores[best] >> 20) * 100 < solid * SIMILAR) return Optional.empty();
        var region = Arrays.asList(file).subList(best, Math.min(file.length, best + block.length));
        return Optional.of(new Closest(best + 1, best + region.size(), diff(Arrays.asList(block), region)));
    }

    /// `line 7` or `lines 7-9`.
    String lines() {
        return first == last ? "line " + first : "lines " + first + "-" + last;
    }

    /// For each line of the file how many lines of the block agree when it begins there.
    private static long[] scores(String[] file, List<Line> block) {
        var scores = new long[file.length];
        for (var at = 0; at < file.length; at++) {
            var line = file[at].strip();
            if (line.isEmpty()) continue;
            for (var i = 0; i < block.size() && i <= at; i++) {
                if (block.get(i).text().equals(line)) scores[at - i] += (1 << 20) + 1;
                else if (block.get(i).similar(line)) scores[at - i] += 1 << 20;
            }
        }
        return scores;
    }

    private static String diff(List<String> block, List<String> region) {
        var out = new StringJoiner("\n");
        for (AbstractDelta<String> delta : DiffUtils.diff(block, region, true).getDeltas()) {
            var same = delta.getType() == DeltaType.EQUAL;
            delta.getSource().getLines().forEach(line -> out.add((same ? " " : "-") + cut(line)));
            if (!same) delta.getTarget().getLines().forEach(line -> out.add("+" + cut(line)));
        }
        var lines = out.toString().split("\n", -1);
        if (lines.length <= SHOWN_LINES) return out.toString();
        return String.join("\n", Arrays.copyOf(lines, SHOWN_LINES)) + "\n… [+" + (lines.length - SHOWN_LINES) + " lines]";
    }

    private static String cut(String line) {
        return line.length() <= SHOWN_CHARS ? line : line.substring(0, SHOWN_CHARS) + "… [+" + (line.length() - SHOWN_CHARS) + " chars]";
    }

    private static String withoutEnd(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /// A line and the pairs of neighbouring characters in it.
    private record Line(String text, BitSet pairs) {
        static Line of(String line) {
            var text = line.strip();
            var pairs = new BitSet(PAIRS);
            for (var i = 1; i < text.length(); i++) pairs.set(pair(text, i));
            return new Line(text, pairs);
        }

        boolean similar(String other) {
            var longer = Math.max(text.length(), other.length()) - 1;
            if (Math.min(text.length(), other.length()) * 100 < longer * SIMILAR || longer < 1) return false;
            var common = 0;
            for (var i = 1; i < other.length(); i++) if (pairs.get(pair(other, i))) common++;
            return common * 100 >= longer * SIMILAR;
        }

        private static int pair(String text, int at) {
            return (text.charAt(at - 1) * 61 + text.charAt(at)) & PAIRS - 1;
        }
    }
}
