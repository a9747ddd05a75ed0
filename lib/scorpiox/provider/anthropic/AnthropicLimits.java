package scorpiox.provider.anthropic;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.http.HttpReply;
import scorpiox.model.RateLimit;

/// Limits from the headers `anthropic-ratelimit-…-limit`, `…-remaining` and `…-reset`.
final class AnthropicLimits {
    private static final List<String> WINDOWS = List.of("requests", "tokens", "input-tokens", "output-tokens");

    private AnthropicLimits() {}

    /// Every limit that says how much of it is left.
    static List<RateLimit> of(HttpReply reply) {
        var found = new ArrayList<RateLimit>();
        for (var window : WINDOWS) {
            var prefix = "anthropic-ratelimit-" + window;
            if (!reply.headers().containsKey(prefix + "-limit")) continue;
            var limit = number(reply, prefix + "-limit");
            var left = number(reply, prefix + "-remaining");
            if (limit <= 0 || left < 0) continue;
            found.add(new RateLimit("anthropic " + window.replace('-', ' '), Math.max(0, 100.0 * (limit - left) / limit), Optional.empty(), time(reply, prefix + "-reset")));
        }
        return found;
    }

    /// -1 for none.
    private static long number(HttpReply reply, String header) {
        try {
            return Long.parseLong(reply.header(header).orElse("-1").strip());
        } catch (NumberFormatException nonsense) {
            return -1;
        }
    }

    private static Optional<Instant> time(HttpReply reply, String header) {
        try {
            return reply.header(header).map(text -> OffsetDateTime.parse(text.strip()).toInstant());
        } catch (DateTimeException nonsense) {
            return Optional.empty();
        }
    }
}
