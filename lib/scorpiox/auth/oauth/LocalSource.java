package scorpiox.auth.oauth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.Owner;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Origin;

/// The credential of a sign-in in a file on this machine: read once, renewed shortly before its end or after a refusal.
public final class LocalSource implements CredentialSource {
    private static final Set<Kind> PASSING = Set.of(Kind.NETWORK, Kind.TIMEOUT, Kind.TRUNCATED, Kind.PROTOCOL, Kind.SERVER, Kind.RATE_LIMIT, Kind.BAD_REQUEST);
    private static final Duration LEAST_USE = Duration.ofMinutes(1);

    private final SignInFile file;
    private final Optional<Refresher> refresher;
    private final Set<Origin> audience;
    private final Life life;
    private final InstantSource clock;
    private final Consumer<String> notice;
    private SignIn held;
    private Instant good = Instant.MIN;

    /// @param refresher renews it; without one the file is only read
    /// @param notice    told what the user should know, a line each
    public LocalSource(SignInFile file, Optional<Refresher> refresher, Set<Origin> audience, Life life, InstantSource clock, Consumer<String> notice) {
        this.file = file;
        this.refresher = refresher;
        this.audience = audience;
        this.life = life;
        this.clock = clock;
        this.notice = notice;
    }

    @Override
    public synchronized Credential get() {
        if (held == null || !clock.instant().isBefore(good)) {
            var read = file.read();
            if (held != null) file.sameAccount(held, read);
            keep(read.stale(clock.instant(), life.ahead()) ? renewed(read) : read);
        }
        return credential(held);
    }

    /// First the file once more, which another program may have changed; then one renewal.
    @Override
    public synchronized Credential after401(Credential refused, int times) {
        if (times > 2) throw refused("");
        var now = file.read();
        if (held != null) file.sameAccount(held, now);
        if (times == 2 && now.access().equals(refused.secret())) {
            if (refresher.isEmpty() || now.refresh().isEmpty()) throw refused(", and nothing here may renew it");
            now = renewedAtLast(now);
        } else if (now.stale(clock.instant(), life.ahead())) {
            now = renewed(now);
        }
        keep(now);
        return credential(now);
    }

    @Override
    public String place() {
        return "local " + file.file().path();
    }

    @Override
    public synchronized Owner owner() {
        if (held == null) held = file.read();
        return held.owner();
    }

    /// Renews where that is possible; what fails for a while only does not matter while the old token is good.
    private SignIn renewed(SignIn stale) {
        if (refresher.isEmpty() || stale.refresh().isEmpty()) return unrenewed(stale);
        try {
            return refresher.get().renew(stale, life.ahead());
        } catch (Failure failure) {
            var passes = PASSING.contains(failure.kind()) || CredentialFile.UNWRITABLE.equals(failure.code());
            var now = clock.instant();
            var enough = !stale.expired(now) && (life.least().isZero() || !stale.stale(now, life.least()));
            if (!passes) throw failure;
            if (!enough) throw tooOld(stale, failure);
            notice.accept("the token was not renewed and is used as it is: " + failure.line());
            return stale;
        }
    }

    /// The backend has refused the token: whatever keeps it from being renewed, this run is over.
    private SignIn renewedAtLast(SignIn refused) {
        try {
            return refresher.orElseThrow().renew(refused, life.ahead());
        } catch (Failure failure) {
            if (failure.kind() != Kind.INTERNAL && !PASSING.contains(failure.kind())) throw failure;
            throw refused(" and could not be renewed: " + failure.getMessage());
        }
    }

    private Failure tooOld(SignIn stale, Failure why) {
        var ends = stale.expired(clock.instant()) ? " expired at " : " ends at ";
        var when = stale.expires().map(end -> ends + end).orElse(" is too old");
        return Failure.of(why.kind(), "the token in " + file.file().path() + when + " and could not be renewed: " + why.getMessage(), why)
                .from(why.status(), why.code()).retryAfter(why.retryAfter()).hint(why.hint());
    }

    private SignIn unrenewed(SignIn stale) {
        if (!stale.expired(clock.instant())) return stale;
        throw file.file().unusable("holds a token that expired at " + stale.expires().orElseThrow());
    }

    private void keep(SignIn signIn) {
        held = signIn;
        var now = clock.instant();
        var least = now.plus(LEAST_USE);
        good = signIn.expires().map(end -> end.minus(life.ahead())).filter(least::isBefore).orElse(signIn.expires().isEmpty() ? Instant.MAX : least);
    }

    private Credential credential(SignIn signIn) {
        return new Credential("Authorization", "Bearer " + signIn.access(), audience, signIn.account(), signIn.expires());
    }

    private Failure refused(String more) {
        return Failure.of(Kind.AUTH, "401 Unauthorized: the token in " + file.file().path() + " was refused" + more).from(401, null).hint(file.file().mend());
    }
}
