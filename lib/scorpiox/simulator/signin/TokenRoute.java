package scorpiox.simulator.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Answers;
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Faults;
import scorpiox.simulator.wire.Form;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Pace;

/// `POST /oauth/token`: tokens for a refresh token, or for the code that a sign-in ended with (RFC 6749 sections 4.1.3 and 6).
final class TokenRoute {
    private static final Set<String> ANY = Set.of("token-500", "token-503", "token-429", "token-html", "token-slow", "token-lost", "token-stall");
    private static final Set<String> REFRESH = Set.of("token-reused", "token-expired", "token-invalidated", "token-string", "token-invalid-grant", "token-same");

    private final Faults faults;
    private final Answers answers;
    private final IssuedTokens issued;
    private final AuthorizationCodes codes;

    TokenRoute(Faults faults, Answers answers, IssuedTokens issued, AuthorizationCodes codes) {
        this.faults = faults;
        this.answers = answers;
        this.issued = issued;
        this.codes = codes;
    }

    void handle(HttpExchange exchange, JsonNode body) throws IOException {
        switch (text(body, "grant_type")) {
            case "refresh_token" -> refresh(exchange, body);
            case "authorization_code" -> exchange(exchange, body);
            case "" -> answers.grantError(exchange, "invalid_request", "grant_type is missing");
            default -> answers.grantError(exchange, "unsupported_grant_type", "grant_type must be refresh_token or authorization_code");
        }
    }

    private void refresh(HttpExchange exchange, JsonNode body) throws IOException {
        issued.asked();
        var now = faults.take(name -> ANY.contains(name) || REFRESH.contains(name));
        if (instead(exchange, now) || lacking(exchange, body, "client_id", "refresh_token")) return;
        var same = has(now, "token-same");
        switch (issued.use(text(body, "refresh_token"), same)) {
            case IssuedTokens.Use.Refused(var code, var message) -> answers.error(exchange, 401, code, message);
            case IssuedTokens.Use.Good(var account) -> give(exchange, now, same ? issued.accessOnly(account) : issued.grant(account));
        }
    }

    private void exchange(HttpExchange exchange, JsonNode body) throws IOException {
        var now = faults.take(name -> ANY.contains(name) || name.equals("code-expired"));
        if (instead(exchange, now)) return;
        if (!Form.is(exchange)) {
            answers.grantError(exchange, "invalid_request", "a code is exchanged with a form");
            return;
        }
        if (lacking(exchange, body, "client_id", "code", "redirect_uri", "code_verifier")) return;
        var wrong = codes.use(text(body, "code"), text(body, "client_id"), text(body, "redirect_uri"), text(body, "code_verifier"));
        if (wrong.isPresent()) answers.grantError(exchange, "invalid_grant", wrong.get());
        else give(exchange, now, issued.grant(IssuedTokens.ACCOUNT));
    }

    private boolean lacking(HttpExchange exchange, JsonNode body, String... names) throws IOException {
        for (var name : names) {
            if (!text(body, name).isEmpty()) continue;
            answers.grantError(exchange, "invalid_request", name + " is missing");
            return true;
        }
        return false;
    }

    /// The faults that take the place of any work; false when there is none.
    private boolean instead(HttpExchange exchange, List<Fault> now) throws IOException {
        for (var fault : now) {
            if (fault.name().equals("token-slow")) Pace.pause(fault.or(1_000));
            else if (instead(exchange, fault)) return true;
        }
        return false;
    }

    private boolean instead(HttpExchange exchange, Fault fault) throws IOException {
        switch (fault.name()) {
            case "token-500" -> answers.json(exchange, 500, ErrorBodies.error("boom", "server_error", null, null));
            case "token-503" -> answers.text(exchange, 503, "upstream unavailable");
            case "token-429" -> answers.send(exchange, 429, fault.argument() < 0 ? Map.of() : Map.of("Retry-After", String.valueOf(fault.argument())),
                    "application/json", Json.write(ErrorBodies.error("Rate limit", "rate_limit_error", null, "rate_limit_exceeded")));
            case "token-html" -> answers.page(exchange, 403, ErrorBodies.PAGE);
            case "token-reused" -> answers.error(exchange, 401, "refresh_token_reused", "Your refresh token was used before. Please sign in again.");
            case "token-expired" -> answers.error(exchange, 401, "refresh_token_expired", "Your refresh token is too old. Please sign in again.");
            case "token-invalidated" -> answers.error(exchange, 401, "refresh_token_invalidated", "Your refresh token was revoked. Please sign in again.");
            case "token-string" -> answers.json(exchange, 401, Json.object().put("error", "refresh_token_expired"));
            case "token-invalid-grant" -> answers.grantError(exchange, "invalid_grant", "The refresh token is not valid.");
            case "code-expired" -> answers.grantError(exchange, "invalid_grant", "The authorization code is too old.");
            default -> {
                return false;
            }
        }
        return true;
    }

    /// Sends the tokens, unless a fault keeps them from arriving.
    private void give(HttpExchange exchange, List<Fault> now, ObjectNode tokens) throws IOException {
        if (has(now, "token-lost")) exchange.cut();
        else if (has(now, "token-stall")) exchange.stall();
        else answers.json(exchange, 200, tokens);
    }

    private static boolean has(List<Fault> faults, String name) {
        return faults.stream().anyMatch(fault -> fault.name().equals(name));
    }

    private static String text(JsonNode body, String name) {
        return body.path(name).asText("");
    }
}
