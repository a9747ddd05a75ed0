package scorpiox.auth.oauth;

import java.time.Instant;
import java.util.Optional;

/// What a token endpoint gave (RFC 6749 section 5.1). Each token is optional: what is missing stays as it was.
///
/// @param access  access token
/// @param refresh the next refresh token
/// @param id      identity token, which says who signed in
/// @param expires end of the access token by our clock, when the answer says how long it lives
/// @param answered the server's own time, from its `Date` header
public record Grant(Optional<String> access, Optional<String> refresh, Optional<String> id, Optional<Instant> expires, Optional<Instant> answered) {
    @Override
    public String toString() {
        return "grant";     // never the tokens
    }
}
