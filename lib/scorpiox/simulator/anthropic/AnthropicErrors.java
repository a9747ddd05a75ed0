package scorpiox.simulator.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Refusal;

/// Errors as the Messages API words them.
final class AnthropicErrors {
    static final String REQUEST = "req_simulated";

    private AnthropicErrors() {}

    static Refusal refusal(int status, String type, String message) {
        return refusal(status, type, message, Map.of());
    }

    private static Refusal refusal(int status, String type, String message, Map<String, String> more) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("request-id", REQUEST);
        headers.putAll(more);
        return new Refusal(status, headers, body(type, message).put("request_id", REQUEST));
    }

    static ObjectNode body(String type, String message) {
        var body = Json.object().put("type", "error");
        body.putObject("error").put("type", type).put("message", message);
        return body;
    }

    static Refusal invalid(String message) {
        return refusal(400, "invalid_request_error", message);
    }

    static Refusal unauthorized(boolean bearer) {
        return refusal(401, "authentication_error", bearer ? "OAuth token has expired. Please obtain a new token or refresh your existing token."
                : "invalid x-api-key");
    }

    /// A fault that is a status here; null for others.
    static Refusal of(Fault fault, boolean bearer) {
        return switch (fault.name()) {
            case "401" -> unauthorized(bearer);
            case "403" -> refusal(403, "permission_error", "Your API key does not have permission to use the specified resource.");
            case "404" -> refusal(404, "not_found_error", "Not found");
            case "429" -> limited(fault.argument(), "This request would exceed the rate limit of your organization.");
            case "usage-limit", "usage-limit-404" -> limited(18_000, "This request would exceed the usage limit of your plan.");
            case "500" -> refusal(500, "api_error", "Internal server error");
            case "503" -> refusal(503, "api_error", "Service unavailable");
            case "identity" -> invalid("Error");
            case "529" -> refusal(529, "overloaded_error", "Overloaded");
            case "context-length" -> invalid("prompt is too long: 210000 tokens > 200000 maximum");
            case "quota" -> refusal(402, "billing_error", "Your credit balance is too low to access the API.");
            default -> null;
        };
    }

    private static Refusal limited(int seconds, String message) {
        return refusal(429, "rate_limit_error", message, seconds < 0 ? Map.of() : Map.of("retry-after", String.valueOf(seconds)));
    }
}
