package scorpiox.command.setup;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import scorpiox.http.HttpReply;

/// The clock here against a server's.
final class Clock {
    /// Beyond this, tokens are renewed too late or thrown away too early.
    private static final Duration MOST = Duration.ofSeconds(60);

    private Clock() {}

    /// Empty where the answer says no time, or a cache gave it.
    static Optional<Check> check(HttpReply reply, Instant before, Instant after) {
        var kept = reply.header("age").filter(age -> !age.strip().equals("0")).isPresent();
        return kept ? Optional.empty() : reply.header("date").flatMap(date -> check(date, before, after));
    }

    /// The server wrote its date between two instants of ours, and cut it to whole seconds: what lies within is no difference.
    static Optional<Check> check(String date, Instant before, Instant after) {
        Instant theirs;
        try {
            theirs = ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
        var ahead = Duration.between(theirs.plusSeconds(1), before);
        var behind = Duration.between(after, theirs);
        var fast = ahead.compareTo(behind) > 0;
        var wrong = fast ? ahead : behind;
        if (wrong.compareTo(Duration.ofSeconds(2)) < 0) return Optional.of(Check.ok("clock", "agrees with the server's"));
        var text = Spoken.length(wrong) + (fast ? " ahead of" : " behind") + " the server's";
        if (wrong.compareTo(MOST) <= 0) return Optional.of(Check.ok("clock", text));
        var effect = ": tokens are taken for " + (fast ? "ended too early" : "good too long");
        return Optional.of(Check.warn("clock", text + effect, remedy(System.getProperty("os.name"))));
    }

    private static String remedy(String system) {
        if (system.startsWith("Mac")) return "set the clock: sudo sntp -sS time.apple.com";
        return "set the clock: " + (system.startsWith("Windows") ? "w32tm /resync" : "sudo timedatectl set-ntp true");
    }
}
