package scorpiox.provider.router;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Which failures move on to the next candidate, as long as nothing of an answer has come.
record Moves(Set<Kind> kinds) {
    private static final Set<Kind> USUAL = EnumSet.of(Kind.NETWORK, Kind.TIMEOUT, Kind.TRUNCATED, Kind.PROTOCOL, Kind.OVERLOADED, Kind.SERVER, Kind.RATE_LIMIT, Kind.QUOTA,
            Kind.BILLING, Kind.AUTH, Kind.MODEL_NOT_FOUND, Kind.CONTEXT_LENGTH);

    /// The usual ones, and a model that refuses or a key without permission where the user wants that.
    private static final Set<Kind> POSSIBLE = EnumSet.copyOf(USUAL);

    static {
        POSSIBLE.add(Kind.PERMISSION);
        POSSIBLE.add(Kind.REFUSED);
    }

    /// As `ROUTER_ON` says.
    ///
    /// @throws Failure `USAGE` for a kind there is none of, or that is the same everywhere
    static Moves of(Settings settings) {
        var kinds = EnumSet.noneOf(Kind.class);
        for (var each : settings.get(Keys.ROUTER_ON).split(",")) if (!each.isBlank()) kinds.add(named(each.strip(), settings));
        return new Moves(kinds.isEmpty() ? USUAL : kinds);
    }

    private static Kind named(String word, Settings settings) {
        var name = word.toUpperCase(Locale.ROOT).replace('-', '_');
        if (name.equals("REFUSAL")) return Kind.REFUSED;
        for (var kind : POSSIBLE) if (kind.name().equals(name)) return kind;
        var names = new StringBuilder();
        for (var kind : POSSIBLE) names.append(names.isEmpty() ? "" : ", ").append(kind == Kind.REFUSED ? "REFUSAL" : kind.name());
        throw Failure.usage("ROUTER_ON from " + settings.value(Keys.ROUTER_ON).source() + " takes no " + word).hint("it takes " + names);
    }

    boolean on(Kind kind) {
        return kinds.contains(kind);
    }
}
