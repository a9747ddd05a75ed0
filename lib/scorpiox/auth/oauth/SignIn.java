package scorpiox.auth.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import scorpiox.auth.Owner;

/// What one reading of a sign-in's file gave.
///
/// @param access  the access token
/// @param refresh the token to renew it with, if this program may
/// @param account account id that goes with it
/// @param expires end of the access token
/// @param renewed when it was last renewed
/// @param owner   who signed in
public record SignIn(String access, Optional<String> refresh, Optional<String> account, Optional<Instant> expires, Optional<Instant> renewed, Owner owner) {
    /// Without an end of its own a token is renewed at this age.
    private static final Duration MOST_AGE = Duration.ofDays(8);

    /// Whether it should be renewed before it is used.
    ///
    /// @param ahead how long it has to live at least
    public boolean stale(Instant now, Duration ahead) {
        if (expires.isPresent()) return expires.get().isBefore(now.plus(ahead));
        return renewed.isPresent() && renewed.get().isBefore(now.minus(MOST_AGE));
    }

    /// Whether it belongs to somebody else; a file that does not say whose it is belongs to the same.
    boolean another(SignIn other) {
        return account.isPresent() && other.account.isPresent() && !account.equals(other.account);
    }

    public boolean expired(Instant now) {
        return expires.isPresent() && !expires.get().isAfter(now);
    }

    @Override
    public String toString() {
        return "sign-in of " + owner;       // never the tokens
    }
}
