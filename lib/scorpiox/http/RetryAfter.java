package scorpiox.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/// The wait a server asks for.
public final class RetryAfter {
    private static final Duration ABSURD = Duration.ofDays(32);

    private RetryAfter() {}

    /// From `retry-after-ms`, else `Retry-After` (seconds or a date, RFC 9110 section 10.2.3); nonsense is ignored.
    public static Optional<Duration> of(HttpReply reply, Instant now) {
        return reply.header("retry-after-ms").flatMap(ms -> seconds(ms, 0.001))
                .or(() -> reply.header("retry-after").flatMap(value -> seconds(value, 1).or(() -> date(value, now))));
    }

    /// From "try again in 1.2s" in the message of an error.
    public static Optional<Duration> in(String message) {
        var match = InText.PATTERN.matcher(message == null ? "" : message);
        if (!match.find()) return Optional.empty();
        return seconds(match.group(1), match.group(2).equalsIgnoreCase("ms") ? 0.001 : 1);
    }

    private static Optional<Duration> seconds(String number, double unit) {
        if (!number.strip().matches("[0-9]+(\\.[0-9]+)?")) return Optional.empty();
        try {
            return plausible(Duration.ofMillis(Math.round(Double.parseDouble(number.strip()) * unit * 1000)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> date(String value, Instant now) {
        try {
            return plausible(Duration.between(now, ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> plausible(Duration wait) {
        return wait.isNegative() || wait.compareTo(ABSURD) > 0 ? Optional.empty() : Optional.of(wait);
    }

    private static final class InText {
        static final Pattern PATTERN = Pattern.compile("(?i)try again in ([0-9]+(?:\\.[0-9]+)?) ?(s|ms|seconds?)\\b");
    }
}
