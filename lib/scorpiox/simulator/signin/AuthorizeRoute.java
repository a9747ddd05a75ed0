package scorpiox.simulator.signin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import scorpiox.simulator.wire.Answers;
import scorpiox.simulator.wire.Faults;
import scorpiox.simulator.wire.Form;
import scorpiox.simulator.wire.HttpExchange;

/// `GET /oauth/authorize`, where the browser goes: its user signs in at once, or refuses.
final class AuthorizeRoute {
    private final Faults faults;
    private final Answers answers;
    private final AuthorizationCodes codes;

    AuthorizeRoute(Faults faults, Answers answers, AuthorizationCodes codes) {
        this.faults = faults;
        this.answers = answers;
        this.codes = codes;
    }

    void handle(HttpExchange exchange) throws IOException {
        var query = Form.read(exchange.query());
        var wrong = wrong(query);
        if (!wrong.isEmpty()) {
            answers.text(exchange, 400, wrong + "\n");
            return;
        }
        var redirect = text(query, "redirect_uri");
        var answer = faults.take("deny") ? "error=access_denied&error_description=" + Form.encode("The user refused to sign in.")
                : "code=" + codes.issue(text(query, "client_id"), redirect, text(query, "code_challenge"));
        answers.redirect(exchange, redirect + "?" + answer + "&state=" + Form.encode(text(query, "state")));
    }

    /// The first thing that is wrong with a request; empty for none. With any of it there is nobody to redirect to safely.
    private static String wrong(JsonNode query) {
        if (!text(query, "response_type").equals("code")) return "response_type must be code";
        if (text(query, "client_id").isEmpty()) return "client_id is missing";
        if (!registered(text(query, "redirect_uri"))) return "redirect_uri must be http://localhost:PORT/auth/callback or http://127.0.0.1:PORT/auth/callback";
        if (!text(query, "code_challenge_method").equals("S256")) return "code_challenge_method must be S256";
        if (!digest(text(query, "code_challenge"))) return "code_challenge must be the 43 base64url characters of a SHA-256";
        return text(query, "state").isEmpty() ? "state is missing" : "";
    }

    private static boolean registered(String redirect) {
        try {
            var uri = URI.create(redirect);
            var port = uri.getPort();
            var host = "localhost".equals(uri.getHost()) || "127.0.0.1".equals(uri.getHost());
            return host && port > 0 && port <= 65_535 && redirect.equals("http://" + uri.getHost() + ":" + port + "/auth/callback");
        } catch (IllegalArgumentException noUri) {
            return false;
        }
    }

    private static boolean digest(String challenge) {
        return challenge.length() == 43 && challenge.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c) || c == '-' || c == '_');
    }

    private static String text(JsonNode query, String name) {
        return query.path(name).asText("");
    }
}
