package scorpiox.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.InstantSource;
import scorpiox.base.Json;

/// What answers cost. What has no known price has no `Cost` at all: it is never nothing.
///
/// @param usd     US dollars
/// @param asOf    date of the oldest price that went into it; empty for what the provider itself reports
/// @param charged whether the provider reports it, rather than we reckon it from a price list
/// @param plan    whether any of it is sold by plan: then nobody is charged that sum, the API's prices only give an idea
public record Cost(double usd, String asOf, boolean charged, boolean plan) {
    private static final int CENTS_OF_CENTS = 4;

    public Cost(double usd, String asOf, boolean charged) {
        this(usd, asOf, charged, false);
    }

    /// What one answer cost: what the provider says, else by the model's price; null when that is not known.
    public static Cost of(ModelInfo model, Usage usage, InstantSource clock) {
        if (usage.charged() != null) return new Cost(usage.charged(), "", true);
        return model.price() == null || !usage.reported() ? null : model.price().of(usage, clock);
    }

    public Cost plus(Cost more) {
        var older = asOf.isEmpty() || !more.asOf.isEmpty() && more.asOf.compareTo(asOf) < 0 ? more.asOf : asOf;
        return new Cost(usd + more.usd, older, charged && more.charged, plan || more.plan);
    }

    /// The sum for a program, without the noise of adding up.
    public BigDecimal sum() {
        return Json.plain(usd);
    }

    /// The sum for a person: four places, or two digits of what is less than a tenth of a cent.
    public String dollars() {
        var sum = BigDecimal.valueOf(usd);
        var small = usd > 0 && usd < 0.001;
        return "$" + (small ? sum.round(new MathContext(2, RoundingMode.HALF_UP)) : sum.setScale(CENTS_OF_CENTS, RoundingMode.HALF_UP)).toPlainString();
    }

    /// The sum and where it comes from: `$0.0123 at prices as of 2026-07-02`.
    public String text() {
        if (charged) return "charged " + dollars();
        return plan ? "about " + dollars() + " at API prices as of " + asOf : dollars() + " at prices as of " + asOf;
    }
}
