package scorpiox.auth.ssh;

import java.util.List;
import java.util.Locale;

/// Patterns for host names as OpenSSH has them (ssh_config(5), PATTERNS): `*`, `?`, and `!` before one that must not fit.
final class HostPatterns {
    private HostPatterns() {}

    /// Whether one of the patterns fits and none of the negated ones does. Case does not count.
    static boolean fits(List<String> patterns, String host) {
        var name = host.toLowerCase(Locale.ROOT);
        var fits = false;
        for (var pattern : patterns) {
            var negated = pattern.startsWith("!");
            if (!fits(pattern.substring(negated ? 1 : 0).toLowerCase(Locale.ROOT), name)) continue;
            if (negated) return false;
            fits = true;
        }
        return fits;
    }

    /// In one pass that goes back to the last star only, so no pattern takes long.
    private static boolean fits(String pattern, String name) {
        var p = 0;
        var star = -1;
        var from = 0;
        for (var n = 0; n < name.length(); ) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                from = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') p++;
        return p == pattern.length();
    }
}
