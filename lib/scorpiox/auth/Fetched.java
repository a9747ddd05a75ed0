package scorpiox.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;

/// A credential that has to be fetched from elsewhere: fetched when it is first needed, kept while it is good, fetched
/// once more after a refusal.
public final class Fetched implements CredentialSource {
    private static final Set<Kind> PASSING = Set.of(Kind.NETWORK, Kind.TIMEOUT, Kind.TRUNCATED, Kind.PROTOCOL, Kind.SERVER, Kind.RATE_LIMIT);
    private static final Duration LEAST_USE = Duration.ofMinutes(1);
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Supplier<Credential> fetch;
    private final Duration most;
    private final InstantSource clock;
    private final String place;
    private final String mend;
    private final String header;
    private Credential held;
    private Instant good;

    /// @param fetch gets a fresh one, or says why not
    /// @param most  longest time one is kept that says no end of its own
    /// @param place what it is, for a person
    /// @param mend  what the user should check when it is refused
    public Fetched(Supplier<Credential> fetch, Duration most, InstantSource clock, String place, String mend) {
        this(fetch, most, clock, place, mend, "Authorization");
    }

    /// @param header that it travels in
    Fetched(Supplier<Credential> fetch, Duration most, InstantSource clock, String place, String mend, String header) {
        this.fetch = fetch;
        this.most = most;
        this.clock = clock;
        this.place = place;
        this.mend = mend;
        this.header = header;
    }

    @Override
    public synchronized Credential get() {
        if (held == null || !clock.instant().isBefore(good)) keep(fresh());
        return held;
    }

    @Override
    public synchronized Credential after401(Credential refused, int times) {
        if (times == 1) {
            var again = fetch.get();
            keep(again);
            if (!again.value().equals(refused.value())) return again;
        }
        throw Failure.of(Kind.AUTH, "401 Unauthorized: the token from " + place + " was refused").from(401, null).hint(mend);
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public String header() {
        return header;
    }

    /// What fails for a while only does not matter while the one at hand is good.
    private Credential fresh() {
        try {
            return fetch.get();
        } catch (Failure failure) {
            var usable = held != null && held.expires().filter(clock.instant()::isBefore).isPresent();
            if (usable && PASSING.contains(failure.kind())) return held;
            throw failure;
        }
    }

    private void keep(Credential fresh) {
        held = fresh;
        var now = clock.instant();
        var least = now.plus(LEAST_USE);
        good = fresh.expires().map(end -> end.minus(AHEAD)).map(end -> end.isBefore(least) ? least : end).orElseGet(() -> now.plus(most));
    }
}
