package scorpiox.command.compare;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Figures as people read them.
final class Figures {
    static final String NONE = "–";
    static final String UNKNOWN = "unknown";

    private Figures() {}

    /// `0.31 s`, `12.4 s`, `2:05 min`.
    static String seconds(double millis) {
        if (millis >= 99_950) {
            var whole = Math.round(millis / 1000);
            return "%d:%02d min".formatted(whole / 60, whole % 60);
        }
        return plain(millis / 1000) + " s";
    }

    /// Two places below ten, one above.
    static String plain(double number) {
        return String.format(Locale.ROOT, number < 9.995 ? "%.2f" : number < 999.5 ? "%.1f" : "%.0f", number);
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 99.95 ? "%.1f" : "%.0f", perSecond);
    }

    static String count(double tokens) {
        return String.valueOf(Math.round(tokens));
    }

    /// What is no known price is never nothing.
    static String dollars(Double usd) {
        if (usd == null) return UNKNOWN;
        if (usd == 0) return "$0";
        if (usd < 0.0001) return "<$0.0001";
        return String.format(Locale.ROOT, usd < 1 ? "$%.4f" : "$%.2f", usd);
    }

    /// `in 9 days`, `over`.
    static String until(Instant end, Instant now) {
        var left = Duration.between(now, end);
        if (left.isNegative()) return "over";
        if (left.toHours() >= 48) return "in " + left.toDays() + " days";
        if (left.toMinutes() >= 120) return "in " + left.toHours() + " hours";
        return "in " + Math.max(1, left.toMinutes()) + " min";
    }

    /// Two places less than one would write by default, for JSON.
    static double rounded(double number, int places) {
        var factor = Math.pow(10, places);
        return Math.round(number * factor) / factor;
    }
}
