package scorpiox.tool.edit;

import java.util.HashMap;
import java.util.List;

/// Seeks a sequence in another in time that grows with their lengths and not with their product (Knuth, Morris, Pratt):
/// files and models repeat lines by the thousand.
final class Seeker {
    /// Shorter ones the JDK seeks faster, and their product is small.
    private static final int SHORT = 256;

    private final String text;
    private final String wanted;
    private final int[] there;
    private final int[] goal;
    private final int[] shorter;

    private Seeker(String text, String wanted, int[] there, int[] goal) {
        this.text = text;
        this.wanted = wanted;
        this.there = there;
        this.goal = goal;
        this.shorter = new int[goal.length + 1];
        for (int i = 1, k = 0; i < goal.length; i++) {
            while (k > 0 && goal[i] != goal[k]) k = shorter[k];
            if (goal[i] == goal[k]) k++;
            shorter[i + 1] = k;
        }
    }

    /// For a text in a text.
    static Seeker of(String text, String wanted) {
        return wanted.length() < SHORT ? new Seeker(text, wanted, new int[0], new int[0])
                : new Seeker(null, null, text.chars().toArray(), wanted.chars().toArray());
    }

    /// For lines among lines.
    static Seeker of(List<String> lines, List<String> wanted) {
        var numbers = new HashMap<String, Integer>();
        return new Seeker(null, null, lines.stream().mapToInt(line -> numbers.computeIfAbsent(line, _ -> numbers.size())).toArray(),
                wanted.stream().mapToInt(line -> numbers.computeIfAbsent(line, _ -> numbers.size())).toArray());
    }

    /// The first place at or after `from`, or -1.
    int next(int from) {
        if (text != null) return text.indexOf(wanted, from);
        for (int i = Math.max(0, from), k = 0; i < there.length; i++) {
            while (k > 0 && there[i] != goal[k]) k = shorter[k];
            if (there[i] == goal[k]) k++;
            if (k == goal.length) return i - k + 1;
        }
        return -1;
    }
}
