package scorpiox.tool.docs;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import scorpiox.base.Nearest;

/// Names that somebody may have meant.
final class Near {
    static final int MOST = 5;

    private Near() {}

    /// The closest by letters, then those that hold the wanted one whatever its case, the shortest first.
    static List<String> of(String wanted, Collection<String> names) {
        var near = new LinkedHashSet<String>();
        var lower = wanted.toLowerCase(Locale.ROOT);
        names.stream().filter(name -> name.equalsIgnoreCase(wanted)).forEach(near::add);
        Nearest.to(wanted, names).ifPresent(near::add);
        if (lower.length() > 2) {
            names.stream().filter(name -> name.toLowerCase(Locale.ROOT).contains(lower)).sorted(Comparator.comparing(String::length).thenComparing(name -> name))
                    .limit(MOST).forEach(near::add);
        }
        return near.stream().limit(MOST).toList();
    }
}
