package scorpiox.tool.search;

import java.util.ArrayList;
import java.util.List;

/// What became of the files of a search. Each thread has its own; they are added up in the end.
final class Tally {
    /// A file with matches.
    record Found(Target target, int hits) implements Comparable<Found> {
        @Override
        public int compareTo(Found other) {
            return Integer.compare(target.order(), other.target.order());
        }
    }

    final List<Found> found = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    int searched;
    int binary;
    int large;
    int unreadable;
    int late;

    void add(Tally other) {
        found.addAll(other.found);
        notes.addAll(other.notes);
        searched += other.searched;
        binary += other.binary;
        large += other.large;
        unreadable += other.unreadable;
        late += other.late;
    }

    /// Notes what went wrong with a file; the first of a thread stands for the others.
    void trouble(String what, String file, int line) {
        if (notes.isEmpty()) notes.add(file + ":" + line + ": " + what);
        searched++;
    }

    long hits() {
        var hits = 0L;
        for (var each : found) hits += each.hits();
        return hits;
    }

    /// What was skipped, as the end of a remark; empty when nothing was.
    String skipped(long largest) {
        var parts = new ArrayList<String>();
        if (binary > 0) parts.add(Texts.count(binary, "binary file"));
        if (large > 0) parts.add(Texts.count(large, "file") + " over " + largest / (1024 * 1024) + " MB");
        if (unreadable > 0) parts.add(Texts.count(unreadable, "unreadable file"));
        return parts.isEmpty() ? "" : "; skipped " + String.join(", ", parts);
    }
}
