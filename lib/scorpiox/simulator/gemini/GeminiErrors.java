package scorpiox.simulator.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Refusal;

/// Errors as the Gemini API words them.
final class GeminiErrors {
    private static final String TYPE = "type.googleapis.com/google.rpc.";

    private GeminiErrors() {}

    static ObjectNode body(int code, String status, String message) {
        var body = Json.object();
        body.putObject("error").put("code", code).put("message", message).put("status", status);
        return body;
    }

    static Refusal refusal(int code, String status, String message) {
        return new Refusal(code, body(code, status, message));
    }

    static Refusal invalid(String message) {
        return refusal(400, "INVALID_ARGUMENT", message);
    }

    static Refusal badKey() {
        var body = body(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.");
        details(body).addObject().put("@type", TYPE + "ErrorInfo").put("reason", "API_KEY_INVALID").put("domain", "googleapis.com");
        return new Refusal(400, body);
    }

    /// A fault that is a status here; null for others.
    static Refusal of(Fault fault) {
        return switch (fault.name()) {
            case "401" -> refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
            case "403" -> refusal(403, "PERMISSION_DENIED", "The caller does not have permission");
            case "404" -> refusal(404, "NOT_FOUND", "Requested entity was not found.");
            case "429" -> limited("GenerateRequestsPerMinutePerProjectPerModel", fault.argument());
            case "quota", "usage-limit", "usage-limit-404" -> limited("GenerateRequestsPerDayPerProjectPerModel", 18_000);
            case "500" -> refusal(500, "INTERNAL", "An internal error has occurred. Please retry.");
            case "503", "529" -> refusal(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
            case "context-length" -> invalid("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).");
            default -> null;
        };
    }

    private static Refusal limited(String quota, int seconds) {
        var body = body(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details.");
        var details = details(body);
        details.addObject().put("@type", TYPE + "QuotaFailure").putArray("violations").addObject().put("quotaId", quota);
        if (seconds >= 0) details.addObject().put("@type", TYPE + "RetryInfo").put("retryDelay", seconds + "s");
        return new Refusal(429, body);
    }

    private static ArrayNode details(ObjectNode body) {
        return ((ObjectNode) body.path("error")).putArray("details");
    }
}
