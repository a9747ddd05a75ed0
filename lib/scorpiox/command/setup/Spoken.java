package scorpiox.command.setup;

import java.time.Duration;

/// Figures as people say them.
final class Spoken {
    private Spoken() {}

    /// Rounded to what matters.
    static String length(Duration time) {
        if (time.toHours() >= 47) return Math.round(time.toHours() / 24.0) + " days";
        if (time.toMinutes() >= 119) return Math.round(time.toMinutes() / 60.0) + " hours";
        if (time.toSeconds() >= 119) return Math.round(time.toSeconds() / 60.0) + " minutes";
        return count(time.toSeconds(), "second");
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
