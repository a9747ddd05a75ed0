package scorpiox.simulator.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import scorpiox.base.Json;

/// Tokens with the claims of the real ones and no signature (RFC 7519 section 6, though the third part is not empty).
final class JwtWriter {
    private static final String CLIENT = "app_EMoamEEZ73f0CkXaXp7hrann";
    private static final String EMAIL = "dev@example.com";

    private JwtWriter() {}

    /// An access token unlike every other.
    static String access(String account, Instant issued, Instant expires) {
        var claims = claims(issued, expires).put("client_id", CLIENT);
        claims.putArray("aud").add("https://api.openai.com/v1");
        claims.putArray("scp").add("openid").add("profile").add("email").add("offline_access");
        claims.set("https://api.openai.com/auth", person(account));
        claims.putObject("https://api.openai.com/profile").put("email", EMAIL).put("email_verified", true);
        return write(claims.put("email", EMAIL));
    }

    /// A token that says who signed in.
    static String id(String account, Instant issued, Instant expires) {
        var claims = claims(issued, expires).put("sub", "fake|1").put("email", EMAIL).put("email_verified", true);
        claims.putArray("aud").add(CLIENT);
        claims.set("https://api.openai.com/auth", person(account));
        return write(claims);
    }

    private static ObjectNode claims(Instant issued, Instant expires) {
        return Json.object().put("iss", "https://auth.openai.com").put("jti", UUID.randomUUID().toString()).put("iat", issued.getEpochSecond())
                .put("exp", expires.getEpochSecond());
    }

    private static ObjectNode person(String account) {
        return Json.object().put("chatgpt_account_id", account).put("chatgpt_plan_type", "pro").put("chatgpt_user_id", "user-FAKE0000000000000000")
                .put("user_id", "user-FAKE0000000000000000").put("organization_id", "org-FAKE").put("project_id", "proj-FAKE")
                .put("completed_platform_onboarding", true).put("is_org_owner", true);
    }

    private static String write(ObjectNode claims) {
        return part("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + part(Json.write(claims)) + "." + part("sig");
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
