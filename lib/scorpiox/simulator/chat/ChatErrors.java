package scorpiox.simulator.chat;

import java.util.Map;
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Refusal;

/// Errors as the OpenAI API words them for chat completions.
final class ChatErrors {
    private ChatErrors() {}

    static Refusal invalid(String message, String param, String code) {
        return new Refusal(400, ErrorBodies.error(message, "invalid_request_error", param, code));
    }

    static Refusal missing(String param) {
        return invalid("Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    static Refusal unknownModel(String model) {
        return new Refusal(404, ErrorBodies.error("The model `" + model + "` does not exist or you do not have access to it.", "invalid_request_error", null,
                "model_not_found"));
    }

    /// A fault that is a status here; null for others.
    static Refusal of(Fault fault) {
        return switch (fault.name()) {
            case "401" -> new Refusal(401, ErrorBodies.badKey());
            case "403" -> new Refusal(403, ErrorBodies.error("You are not allowed to use this model.", "invalid_request_error", null, "permission_denied"));
            case "404" -> unknownModel("simulated");
            case "429" -> new Refusal(429, fault.argument() < 0 ? Map.of() : Map.of("Retry-After", String.valueOf(fault.argument())),
                    ErrorBodies.error("Rate limit reached for requests", "requests", null, "rate_limit_exceeded"));
            case "usage-limit", "usage-limit-404", "quota" -> new Refusal(429, ErrorBodies.error(
                    "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota", null, "insufficient_quota"));
            case "500" -> new Refusal(500, ErrorBodies.error("The server had an error while processing your request.", "server_error", null, null));
            case "503", "529" -> new Refusal(Integer.parseInt(fault.name()), ErrorBodies.error("The engine is currently overloaded, please try again later.",
                    "server_error", null,
                    "overloaded"));
            case "context-length" -> invalid("This model's maximum context length is 128000 tokens. However, your messages resulted in 150000 tokens.",
                    "messages",
                    "context_length_exceeded");
            default -> null;
        };
    }
}
