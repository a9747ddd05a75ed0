package scorpiox.simulator.signin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The codes that sign-ins ended with. Each can be tried once, with or without success.
final class AuthorizationCodes {
    private record Bound(String client, String redirect, String challenge) {}

    private final Map<String, Bound> codes = new ConcurrentHashMap<>();

    /// A code for one client, redirect URI and PKCE challenge.
    String issue(String client, String redirect, String challenge) {
        var code = "ac_" + UUID.randomUUID();
        codes.put(code, new Bound(client, redirect, challenge));
        return code;
    }

    /// Uses a code up.
    ///
    /// @return what is wrong; empty when tokens may be given
    Optional<String> use(String code, String client, String redirect, String verifier) {
        var bound = codes.remove(code);
        if (bound == null) return Optional.of("The authorization code is unknown or was used before.");
        if (!bound.client().equals(client)) return Optional.of("The authorization code belongs to another client_id.");
        if (!bound.redirect().equals(redirect)) return Optional.of("The redirect_uri is not the one the code was asked for with.");
        return bound.challenge().equals(challenge(verifier)) ? Optional.empty() : Optional.of("The code_verifier does not fit the code_challenge.");
    }

    /// RFC 7636 section 4.2, method S256.
    static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
