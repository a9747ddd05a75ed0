package scorpiox.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How hard a model thinks, in rising order.
public enum Effort {
    NONE, MINIMAL, LOW, MEDIUM, HIGH, XHIGH, MAX;

    /// The effort of that name, in any case; `off` and `0` mean none. Empty for any other word.
    public static Optional<Effort> named(String word) {
        var name = word.strip().toLowerCase(Locale.ROOT);
        if (name.equals("off") || name.equals("0")) return Optional.of(NONE);
        for (var effort : values()) if (effort.wire().equals(name)) return Optional.of(effort);
        return Optional.empty();
    }

    /// The word for it in requests and flags.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The nearest effort a model has: the next lower one, else its lowest. `minimal` counts as `low` first.
    ///
    /// @param levels the model's efforts; empty when they are not known, then nothing is clamped
    public Effort clamp(List<Effort> levels) {
        var wanted = this == MINIMAL ? LOW : this;
        if (levels.isEmpty() || levels.contains(wanted)) return wanted;
        return levels.stream().filter(level -> level.compareTo(wanted) < 0).max(Effort::compareTo)
                .orElseGet(() -> levels.stream().min(Effort::compareTo).orElseThrow());
    }
}
