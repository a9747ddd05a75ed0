package scorpiox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import scorpiox.base.Json;

/// The words of an error, wherever a server puts them, and what they give away where there is no code.
final class ErrorText {
    private ErrorText() {}

    /// The message of an error body or of what is under `error` in it; null where there is none.
    static String of(JsonNode json) {
        var error = json.path("error");
        for (var candidate : new String[] {own(error), detail(json.path("detail")), Json.text(json, "message")}) {
            if (candidate != null && !candidate.isBlank()) return candidate;
        }
        return null;
    }

    /// The message of an error that is an object or a text. A gateway that only passes one on has the real one within.
    static String own(JsonNode error) {
        if (error.isTextual()) return error.textValue();
        var message = Json.text(error, "message");
        var raw = Json.text(error.path("metadata"), "raw");
        return message == null || raw == null || raw.isBlank() ? message : message + ": " + raw;
    }

    /// FastAPI says what is wrong in words, or member by member.
    private static String detail(JsonNode detail) {
        if (detail.isTextual()) return detail.textValue();
        if (detail.isObject()) return Json.text(detail, "message");
        var said = new StringBuilder();
        for (var each : detail) {
            var what = Json.text(each, "msg");
            if (what == null) continue;
            if (!said.isEmpty()) said.append("; ");
            var place = each.path("loc");
            for (var i = 0; i < place.size(); i++) said.append(i == 0 ? "" : ".").append(place.get(i).asText());
            said.append(place.isEmpty() ? "" : ": ").append(what);
        }
        return said.isEmpty() ? null : said.toString();
    }

    /// Whether a prompt was too long, in the words of OpenAI, vLLM, llama.cpp or LM Studio.
    static boolean tooLong(String said) {
        for (var words : new String[] {"context window", "context length", "context_length", "context size", "context_size", "context the overflows", "too many tokens",
                "prompt is too long"}) {
            if (said.contains(words)) return true;
        }
        return false;
    }

    /// Whether there is no such model, in the words of one server or another.
    ///
    /// @param found whether the status already says that something was not found
    static boolean noModel(String said, boolean found) {
        if (!said.contains("model") && !said.contains("no endpoints found")) return false;
        for (var words : new String[] {"model is not supported", "not a valid model", "model not exist", "unknown model", "model not found", "no endpoints found"}) {
            if (said.contains(words)) return true;
        }
        return found && (said.contains("not found") || said.contains("does not exist") || said.contains("try pulling"));
    }
}
