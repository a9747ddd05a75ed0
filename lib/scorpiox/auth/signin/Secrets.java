package scorpiox.auth.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import scorpiox.base.Redaction;

/// What one browser sign-in keeps to itself: the verifier that proves who asked for the code (RFC 7636 section 4.1), and
/// the state that marks our own redirect (RFC 6749 section 10.12).
final class Secrets {
    private final String verifier = random(64);
    private final String state = random(32);
    private final String challenge = challenge(verifier);

    Secrets() {
        Redaction.register(verifier);
        Redaction.register(challenge);
        Redaction.register(state);
    }

    String verifier() {
        return verifier;
    }

    String state() {
        return state;
    }

    /// SHA-256 of the verifier, which is all that the browser sees of it.
    String challenge() {
        return challenge;
    }

    /// Whether a redirect is ours; takes as long for every wrong state.
    boolean marks(String claimed) {
        return claimed != null && MessageDigest.isEqual(state.getBytes(StandardCharsets.UTF_8), claimed.getBytes(StandardCharsets.UTF_8));
    }

    private static String random(int bytes) {
        var random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static String challenge(String verifier) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);     // every Java has it
        }
    }
}
