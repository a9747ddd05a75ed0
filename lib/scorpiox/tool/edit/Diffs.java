package scorpiox.tool.edit;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import java.util.ArrayList;
import java.util.List;
import scorpiox.tool.FileChange;

/// What changed between two texts.
public final class Diffs {
    private static final int CONTEXT = 3;
    private static final String NO_LINE_END = "\n\\ No newline at end of file";

    /// Old lines times new lines that are compared: the time grows with it. Larger regions are shown as replaced.
    private static final long MOST_COMPARED = 4_000_000;

    private Diffs() {}

    /// The change of one file; null stands for a file that is not there. Line ends show only where nothing else differs.
    public static FileChange change(String path, String before, String after) {
        var old = lines(before, true);
        var now = lines(after, true);
        if (old.equals(now)) {
            old = lines(before, false);
            now = lines(after, false);
        }
        var kind = before == null ? FileChange.Kind.ADD : after == null ? FileChange.Kind.DELETE : FileChange.Kind.UPDATE;
        var patch = patch(old, now);
        var diff = UnifiedDiffUtils.generateUnifiedDiff(before == null ? "/dev/null" : "a/" + path, after == null ? "/dev/null" : "b/" + path, old, patch, CONTEXT);
        var additions = patch.getDeltas().stream().mapToInt((AbstractDelta<String> delta) -> delta.getTarget().size()).sum();
        var deletions = patch.getDeltas().stream().mapToInt((AbstractDelta<String> delta) -> delta.getSource().size()).sum();
        return new FileChange(path, kind, diff.isEmpty() ? "" : String.join("\n", diff) + "\n", additions, deletions);
    }

    private static Patch<String> patch(List<String> old, List<String> now) {
        var same = 0;
        while (same < Math.min(old.size(), now.size()) && old.get(same).equals(now.get(same))) same++;
        var tail = 0;
        while (tail < Math.min(old.size(), now.size()) - same && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) tail++;
        var gone = old.subList(same, old.size() - tail);
        var come = now.subList(same, now.size() - tail);
        if ((long) gone.size() * come.size() <= MOST_COMPARED) return DiffUtils.diff(old, now);
        var patch = new Patch<String>();
        patch.addDelta(new ChangeDelta<>(new Chunk<>(same, gone), new Chunk<>(same, come)));
        return patch;
    }

    private static List<String> lines(String text, boolean plainEnds) {
        if (text == null || text.isEmpty()) return List.of();
        var lines = new ArrayList<>(List.of((plainEnds ? text.replace("\r\n", "\n") : text).split("\n", -1)));
        if (lines.getLast().isEmpty()) lines.removeLast();
        else lines.set(lines.size() - 1, lines.getLast() + NO_LINE_END);
        return lines;
    }
}
