package scorpiox.simulator.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;

/// Error bodies as the backends word them.
public final class ErrorBodies {
    /// A page where JSON was expected.
    public static final String PAGE = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>";

    private ErrorBodies() {}

    /// An error of the OpenAI API.
    public static ObjectNode error(String message, String type, String param, String code) {
        var body = Json.object();
        body.putObject("error").put("message", message).put("type", type).put("param", param).put("code", code);
        return body;
    }

    /// A token that is over.
    public static ObjectNode unauthorized() {
        return error("Provided authentication token is expired. Please try signing in again.", "invalid_request_error", null, "token_expired");
    }

    /// A token of an account without the account's header.
    public static ObjectNode noAccount() {
        return error("The header chatgpt-account-id is missing.", "invalid_request_error", null, "account_missing");
    }

    /// A key that nobody knows.
    public static ObjectNode badKey() {
        return error("Incorrect API key provided.", "invalid_request_error", null, "invalid_api_key");
    }

    /// The plan is used up.
    ///
    /// @param resetsAt epoch seconds
    public static ObjectNode usageLimit(long resetsAt) {
        var body = Json.object();
        body.putObject("error").put("type", "usage_limit_reached").put("message", "The usage limit has been reached").put("plan_type", "plus")
                .put("resets_at", resetsAt).put("resets_in_seconds", 18_000);
        return body;
    }
}
