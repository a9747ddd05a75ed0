package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import scorpiox.base.Json;

/// Where people sign in: by browser or by device, both ending with a code, which the token endpoint takes.
final class AuthorizationServer {
    private final Answers answers;
    private final TokenRoute token;
    private final AuthorizeRoute authorize;
    private final DeviceRoutes device;

    AuthorizationServer(Simulator.Setup setup, Faults faults, IssuedTokens issued, Answers answers) {
        var codes = new AuthorizationCodes();
        this.answers = answers;
        this.token = new TokenRoute(faults, answers, issued, codes);
        this.authorize = new AuthorizeRoute(faults, answers, codes);
        this.device = new DeviceRoutes(setup, faults, answers, codes);
    }

    /// Whether it is the one to ask at a path.
    static boolean serves(String path) {
        return path.startsWith("/oauth/") || path.startsWith("/api/accounts/") || path.equals("/codex/device");
    }

    void handle(HttpExchange exchange, JsonNode body) throws IOException {
        switch (exchange.method() + " " + exchange.path()) {
            case "POST /oauth/token" -> token.handle(exchange, body);
            case "GET /oauth/authorize" -> authorize.handle(exchange);
            case "POST /api/accounts/deviceauth/usercode" -> device.begin(exchange, body);
            case "POST /api/accounts/deviceauth/token" -> device.poll(exchange, body);
            case "GET /codex/device" -> device.page(exchange);
            case "POST /codex/device" -> device.typed(exchange, body);
            default -> refuse(exchange);
        }
    }

    private void refuse(HttpExchange exchange) throws IOException {
        var allowed = switch (exchange.path()) {
            case "/oauth/token", "/api/accounts/deviceauth/usercode", "/api/accounts/deviceauth/token" -> "POST";
            case "/oauth/authorize" -> "GET";
            case "/codex/device" -> "GET, POST";
            default -> "";
        };
        if (allowed.isEmpty()) answers.json(exchange, 404, Json.object().put("detail", "Not Found"));
        else answers.send(exchange, 405, Map.of("Allow", allowed), "application/json", Json.write(Json.object().put("detail", "Method Not Allowed")));
    }
}
