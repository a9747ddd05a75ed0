package scorpiox.model;

import java.time.InstantSource;

/// What answers cost. What has no known price has no `Cost` at all: it is never nothing.
///
/// @param usd     US dollars
/// @param asOf    date of the oldest price that went into it; empty for what the provider itself reports
/// @param charged whether the provider reports it, rather than we reckon it from a price list
public record Cost(double usd, String asOf, boolean charged) {
    /// What one answer cost: what the provider says, else by the model's price; null when that is not known.
    public static Cost of(ModelInfo model, Usage usage, InstantSource clock) {
        if (usage.charged() != null) return new Cost(usage.charged(), "", true);
        return model.price() == null || usage.equals(Usage.NONE) ? null : model.price().of(usage, clock);
    }

    public Cost plus(Cost more) {
        var older = asOf.isEmpty() || !more.asOf.isEmpty() && more.asOf.compareTo(asOf) < 0 ? more.asOf : asOf;
        return new Cost(usd + more.usd, older, charged && more.charged);
    }
}
