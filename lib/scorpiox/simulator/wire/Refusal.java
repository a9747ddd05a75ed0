package scorpiox.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import scorpiox.base.Json;

/// An answer that says no.
///
/// @param status  of HTTP
/// @param headers besides the usual ones
/// @param body    in the words of its wire
public record Refusal(int status, Map<String, String> headers, JsonNode body) {
    /// Without headers of its own.
    public Refusal(int status, JsonNode body) {
        this(status, Map.of(), body);
    }

    /// Answers a request with it.
    public void to(HttpExchange exchange) throws IOException {
        exchange.answer(status, headers, "application/json", Json.bytes(body));
    }
}
