package scorpiox.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import scorpiox.base.Json;

/// Answers of the authorization server: each asks not to be stored (RFC 6749 section 5.1).
public record Answers(InstantSource clock) {
    public void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
        send(exchange, status, Map.of(), "application/json", Json.write(body));
    }

    /// An error as the backend words it.
    public void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        json(exchange, status, ErrorBodies.error(message, "invalid_request_error", null, code));
    }

    /// An error as RFC 6749 section 5.2 words it.
    public void grantError(HttpExchange exchange, String code, String description) throws IOException {
        json(exchange, 400, Json.object().put("error", code).put("error_description", description));
    }

    public void text(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, Map.of(), "text/plain; charset=utf-8", text);
    }

    public void page(HttpExchange exchange, int status, String html) throws IOException {
        send(exchange, status, Map.of(), "text/html; charset=utf-8", html);
    }

    public void redirect(HttpExchange exchange, String to) throws IOException {
        send(exchange, 302, Map.of("Location", to), "text/plain; charset=utf-8", "");
    }

    public void send(HttpExchange exchange, int status, Map<String, String> extra, String type, String body) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Cache-Control", "no-store");
        headers.putAll(extra);
        exchange.answer(status, headers, type, body.getBytes(StandardCharsets.UTF_8));
    }
}
