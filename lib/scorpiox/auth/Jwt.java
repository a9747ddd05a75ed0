package scorpiox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import scorpiox.base.Json;

/// The claims of a JSON Web Token (RFC 7519), read without checking the signature: they say what a token is for and
/// when it ends, and decide nothing else.
public final class Jwt {
    private static final String OPENAI = "https://api.openai.com/auth";
    private static final String PROFILE = "https://api.openai.com/profile";

    private final JsonNode claims;

    private Jwt(JsonNode claims) {
        this.claims = claims;
    }

    /// The token's claims; none for text that is not such a token.
    public static Jwt of(String token) {
        var parts = token == null ? new String[0] : token.split("\\.", -1);
        if (parts.length == 3) {
            try {
                var claims = Json.read(Base64.getUrlDecoder().decode(parts[1].replace("=", "")));
                if (claims.isObject()) return new Jwt(claims);
            } catch (IOException | IllegalArgumentException notOne) {
                // a plain key has no claims
            }
        }
        return new Jwt(Json.object());
    }

    /// When the token ends (RFC 7519 section 4.1.4).
    public Optional<Instant> expires() {
        return Optional.of(claims.path("exp")).filter(JsonNode::isNumber).flatMap(exp -> Json.instant(exp, 1));
    }

    /// The ChatGPT account it belongs to.
    public Optional<String> account() {
        return Optional.ofNullable(Json.text(claims.get(OPENAI), "chatgpt_account_id"));
    }

    /// The ChatGPT plan: `plus`, `pro`, `team` and others.
    public Optional<String> plan() {
        return Optional.ofNullable(Json.text(claims.get(OPENAI), "chatgpt_plan_type"));
    }

    /// Who signed in.
    public Optional<String> email() {
        return Optional.ofNullable(Json.text(claims, "email")).or(() -> Optional.ofNullable(Json.text(claims.get(PROFILE), "email")));
    }
}
