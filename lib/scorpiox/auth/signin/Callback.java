package scorpiox.auth.signin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the authorization server's redirect carries (RFC 6749 section 4.1.2). Each part is null when it is missing.
record Callback(String state, String code, String error, String description) {
    /// The parts of a URL's query; none for one that is not encoded properly or says a thing twice.
    static Optional<Callback> of(String query) {
        Map<String, String> parts = new HashMap<>();
        try {
            for (var part : query.split("&")) {
                var equals = part.indexOf('=');
                if (equals < 0) continue;
                var name = URLDecoder.decode(part.substring(0, equals), StandardCharsets.UTF_8);
                if (parts.put(name, URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8)) != null) return Optional.empty();
            }
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
        return Optional.of(new Callback(parts.get("state"), parts.get("code"), parts.get("error"), parts.get("error_description")));
    }

    /// The same from a whole URL as a user pastes it, whatever a browser or mail program left off its beginning.
    static Optional<Callback> pasted(String url) {
        var at = url.indexOf(CallbackListener.PATH + "?");
        if (at < 0) return Optional.empty();
        var query = url.substring(at + CallbackListener.PATH.length() + 1).strip();
        var hash = query.indexOf('#');
        return of(hash < 0 ? query : query.substring(0, hash));
    }

    /// Whether the code is one that a server gives: characters that can be seen (RFC 6749 appendix A.11).
    boolean hasCode() {
        return code != null && !code.isEmpty() && code.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }

    @Override
    public String toString() {
        return "callback";      // never the code
    }
}
