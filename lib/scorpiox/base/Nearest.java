package scorpiox.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The name somebody probably meant.
public final class Nearest {
    private Nearest() {}

    /// The closest of `names` to a mistyped one; empty when none is within a third of its length.
    public static Optional<String> to(String mistyped, Collection<String> names) {
        var wanted = mistyped.toLowerCase(Locale.ROOT);
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(name -> distance(wanted, name.toLowerCase(Locale.ROOT)) <= Math.max(1, name.length() / 3));
    }

    /// ", did you mean NAME?", or nothing.
    public static String hint(String mistyped, Collection<String> names) {
        return to(mistyped, names).map(name -> ", did you mean " + name + "?").orElse("");
    }

    /// Levenshtein's distance, one row at a time.
    public static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) row[j] = j;
        for (var i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
