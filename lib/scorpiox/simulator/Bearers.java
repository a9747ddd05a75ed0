package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Who may ask the backend: bearers that are listed, or were issued and still live, or all when none is listed.
final class Bearers {
    private final Simulator.Setup setup;
    private final IssuedTokens issued;

    Bearers(Simulator.Setup setup, IssuedTokens issued) {
        this.setup = setup;
        this.issued = issued;
    }

    /// Why the caller may not ask, as an error body; null when it may.
    JsonNode denied(HttpExchange exchange) {
        var authorization = exchange.header("authorization");
        if (!authorization.startsWith("Bearer ")) return ErrorBodies.unauthorized();
        var token = authorization.substring("Bearer ".length());
        if (!accepted(token)) return token.startsWith("eyJ") ? ErrorBodies.unauthorized() : ErrorBodies.badKey();
        if (claimsAccount(token) && exchange.header("chatgpt-account-id").isEmpty()) return ErrorBodies.noAccount();
        return null;
    }

    private boolean accepted(String token) {
        return switch (issued.state(token)) {
            case LIVE -> true;
            case OVER -> false;
            case UNKNOWN -> setup.tokens().contains(token) || setup.tokens().isEmpty() && !setup.signIns().strict();
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
