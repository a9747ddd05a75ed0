package scorpiox.simulator.signin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Answers;
import scorpiox.simulator.wire.Faults;
import scorpiox.simulator.wire.HttpExchange;

/// Where people sign in: by browser or by device, both ending with a code, which the token endpoint takes.
public final class AuthorizationServer {
    private final Answers answers;
    private final TokenRoute token;
    private final AuthorizeRoute authorize;
    private final DeviceRoutes device;

    /// @param scheme of the addresses it hands out, `http` or `https`
    public AuthorizationServer(SignIns signIns, String scheme, Faults faults, IssuedTokens issued, Answers answers) {
        var codes = new AuthorizationCodes();
        this.answers = answers;
        this.token = new TokenRoute(faults, answers, issued, codes);
        this.authorize = new AuthorizeRoute(faults, answers, codes);
        this.device = new DeviceRoutes(signIns, scheme, faults, answers, codes);
    }

    /// Whether it is the one to ask at a path.
    public static boolean serves(String path) {
        return path.startsWith("/oauth/") || path.equals("/v1/oauth/token") || path.startsWith("/api/accounts/") || path.equals("/codex/device");
    }

    public void handle(HttpExchange exchange, JsonNode body) throws IOException {
        switch (exchange.method() + " " + exchange.path()) {
            case "POST /oauth/token", "POST /v1/oauth/token" -> token.handle(exchange, body);
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
            case "/oauth/token", "/v1/oauth/token", "/api/accounts/deviceauth/usercode", "/api/accounts/deviceauth/token" -> "POST";
            case "/oauth/authorize" -> "GET";
            case "/codex/device" -> "GET, POST";
            default -> "";
        };
        if (allowed.isEmpty()) answers.json(exchange, 404, Json.object().put("detail", "Not Found"));
        else answers.send(exchange, 405, Map.of("Allow", allowed), "application/json", Json.write(Json.object().put("detail", "Method Not Allowed")));
    }
}
