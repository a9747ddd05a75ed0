package scorpiox.auth;

import java.util.Optional;

/// Whom a credential belongs to, for a person to read.
///
/// @param email who signed in
/// @param plan  what is paid for: `plus`, `pro`, `max` and others
public record Owner(Optional<String> email, Optional<String> plan) {
    public static final Owner UNKNOWN = new Owner(Optional.empty(), Optional.empty());

    /// As far as a token itself tells.
    public static Owner of(String token) {
        var claims = Jwt.of(token);
        return new Owner(claims.email(), claims.plan());
    }
}
