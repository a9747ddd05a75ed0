package scorpiox.tool.files;

import java.util.Locale;

/// Sizes of files for people and models.
public final class Sizes {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private Sizes() {}

    /// In powers of 1,000: `999 B`, `1.2 kB`, `210 kB`, `4.5 MB`.
    public static String of(long bytes) {
        if (bytes < 1000) return bytes + " B";
        var value = bytes / 1000.0;
        var unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        var text = value < 9.95 ? String.format(Locale.ROOT, "%.1f", value) : String.valueOf(Math.round(value));
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " " + UNITS[unit];
    }
}
