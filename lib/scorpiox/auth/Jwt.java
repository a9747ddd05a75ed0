package scorpiox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import scorpiox.base.Json;

/// The claims of a JSON Web Token (RFC 7519), read without checking the signature: they say what a token is for and
/// when it ends, and decide nothing else.
final class Jwt {
    private static final String OPENAI = "https://api.openai.com/auth";

    private final JsonNode claims;

    private Jwt(JsonNode claims) {
        this.claims = claims;
    }

    /// The token's claims; none for text that is not such a token.
    static Jwt of(String token) {
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

    Optional<Instant> expires() {
        var exp = claims.path("exp");
        try {
            return exp.isNumber() ? Optional.of(Instant.ofEpochSecond(exp.longValue())) : Optional.empty();
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    Optional<String> account() {
        return Optional.ofNullable(Json.text(claims.get(OPENAI), "chatgpt_account_id"));
    }
}
