package scorpiox.auth.signin;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import scorpiox.base.Failure;
import scorpiox.http.Origin;

/// Where one signs in.
///
/// @param base   `https://auth.openai.com` or what replaces it, without a slash at its end
/// @param client id of a public client there (RFC 6749 section 2.1), no secret
public record Issuer(URI base, String client) {
    /// The client that OpenAI registered for the Codex programs; its redirects are fixed.
    public static final String CODEX_CLIENT = "app_EMoamEEZ73f0CkXaXp7hrann";

    /// @throws Failure `USAGE` for a URL that codes would reach unencrypted, or with more than scheme, host, port and path
    public Issuer {
        var origin = Origin.of(base);
        if (!origin.secure() && !origin.loopback()) throw Failure.usage("nobody signs in unencrypted at " + origin).hint("use https");
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw Failure.usage("a sign-in URL has no user, query or fragment: " + origin);
        }
        var text = base.toString();
        while (text.endsWith("/")) text = text.substring(0, text.length() - 1);
        base = URI.create(text);
    }

    /// Where codes and refresh tokens become tokens.
    public URI tokenUrl() {
        return at("/oauth/token");
    }

    /// The page on which the user agrees (RFC 7636 section 4.3), with the parameters that this client is registered for.
    URI authorizeUrl(String redirect, String challenge, String state) {
        return at("/oauth/authorize?response_type=code&client_id=" + encoded(client) + "&redirect_uri=" + encoded(redirect)
                + "&scope=openid%20profile%20email%20offline_access&code_challenge=" + challenge + "&code_challenge_method=S256"
                + "&id_token_add_organizations=true&codex_cli_simplified_flow=true&state=" + state + "&originator=codex_cli_rs");
    }

    /// A URL under the base.
    URI at(String rest) {
        return URI.create(base + rest);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
