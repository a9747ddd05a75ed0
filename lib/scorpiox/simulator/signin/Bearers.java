package scorpiox.simulator.signin;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.HttpExchange;

/// Who may ask the backend: bearers that are listed, or were issued and still live, or all when none is listed.
public final class Bearers {
    private final Set<String> listed;
    private final boolean strict;
    private final IssuedTokens issued;

    /// @param listed bearers and keys that may ask besides those that were issued
    /// @param strict whether nobody else may, though none is listed
    public Bearers(Set<String> listed, boolean strict, IssuedTokens issued) {
        this.listed = listed;
        this.strict = strict;
        this.issued = issued;
    }

    /// Whether everybody may ask, without any bearer too.
    public boolean open() {
        return listed.isEmpty() && !strict;
    }

    /// Why the caller may not ask, as an error body; null when it may.
    public JsonNode denied(HttpExchange exchange) {
        var authorization = exchange.header("authorization");
        if (!authorization.startsWith("Bearer ")) return ErrorBodies.unauthorized();
        var token = authorization.substring("Bearer ".length());
        if (!accepted(token)) return token.startsWith("eyJ") ? ErrorBodies.unauthorized() : ErrorBodies.badKey();
        if (claimsAccount(token) && exchange.header("chatgpt-account-id").isEmpty()) return ErrorBodies.noAccount();
        return null;
    }

    /// Whether a bearer or key may ask.
    public boolean accepted(String token) {
        return switch (issued.state(token)) {
            case LIVE -> true;
            case OVER -> false;
            case UNKNOWN -> listed.contains(token) || open();
        };
    }

    private static boolean claimsAccount(String token) {
        var parts = token.split("\\.");
        try {
            return parts.length == 3 && new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).contains("chatgpt_account_id");
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }
}
