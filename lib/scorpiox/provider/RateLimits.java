package scorpiox.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import scorpiox.http.HttpReply;
import scorpiox.model.RateLimit;

/// Plan limits from the header families `x-{limit}-primary-…` and `x-{limit}-secondary-…`.
public final class RateLimits {
    private RateLimits() {}

    /// Every window that says anything; one with nothing used, no length and no reset is absent.
    public static List<RateLimit> of(HttpReply reply) {
        var found = new ArrayList<RateLimit>();
        for (var name : reply.headers().keySet()) {
            var match = Names.FAMILY.matcher(name);
            if (!match.matches()) continue;
            for (var window : List.of("primary", "secondary")) {
                one(reply.headers(), match.group(1), window).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<RateLimit> one(Map<String, List<String>> headers, String family, String window) {
        var prefix = "x-" + family + "-" + window + "-";
        var used = number(headers, prefix + "used-percent");
        var minutes = number(headers, prefix + "window-minutes").filter(RateLimits::plausible).map(value -> Duration.ofMinutes(value.longValue()));
        var resets = number(headers, prefix + "reset-at").filter(RateLimits::plausible).map(value -> Instant.ofEpochSecond(value.longValue()));
        if (used.isEmpty() || used.get() == 0 && minutes.isEmpty() && resets.isEmpty()) return Optional.empty();
        return Optional.of(new RateLimit(family.replace('-', '_') + " " + window, used.get(), minutes, resets));
    }

    private static Optional<Double> number(Map<String, List<String>> headers, String name) {
        try {
            return Optional.ofNullable(headers.get(name)).map(values -> Double.parseDouble(values.getFirst())).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Whether a count of minutes or seconds is one: up to the year 9999.
    private static boolean plausible(double value) {
        return value >= 0 && value < 253_402_300_800.0;
    }

    private static final class Names {
        static final Pattern FAMILY = Pattern.compile("x-(.+)-primary-used-percent");
    }
}
