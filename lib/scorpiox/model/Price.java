package scorpiox.model;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What a million tokens cost, in USD.
///
/// @param usual what applies as a rule
/// @param large what applies to the whole request when its prompt is large; null for no such rule
/// @param above the prompt tokens beyond which it is large
/// @param later what applies after `until`, when the usual price is a promotion; null for no such end
/// @param until last day of the promotion; null without one
/// @param asOf  when the figures were published, as far as that is known: `2026-10` or `2026-10-03`
/// @param plan  whether the provider sells by plan and not by token: then these are the prices of the maker's API
public record Price(Rates usual, Rates large, long above, Rates later, LocalDate until, String asOf, boolean plan) {
    /// USD a million tokens; null where no figure is published.
    public record Rates(double input, Double cached, Double cacheWrite, Double cacheWrite1h, double output) {}

    /// What an answer cost; null when it used something without a price.
    public Cost of(Usage usage, InstantSource clock) {
        var rates = large != null && usage.input() > above ? large : now(clock);
        var shortWrites = usage.cacheWrite() - usage.cacheWrite1h();
        if (usage.cached() > 0 && rates.cached == null || shortWrites > 0 && rates.cacheWrite == null || usage.cacheWrite1h() > 0 && rates.cacheWrite1h == null) return null;
        var fresh = Math.max(0, usage.input() - usage.cached() - usage.cacheWrite());
        var usd = fresh * rates.input + usage.output() * rates.output + part(usage.cached(), rates.cached) + part(shortWrites, rates.cacheWrite)
                + part(usage.cacheWrite1h(), rates.cacheWrite1h);
        return new Cost(usd / 1e6, asOf, false, plan);
    }

    /// What applies to a small prompt today.
    public Rates now(InstantSource clock) {
        return over(clock) ? later : usual;
    }

    private boolean over(InstantSource clock) {
        return until != null && later != null && LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).isAfter(until);
    }

    private static double part(long tokens, Double rate) {
        return tokens > 0 ? tokens * rate : 0;
    }
}
