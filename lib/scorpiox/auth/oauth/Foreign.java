package scorpiox.auth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;

/// Words of the authorization server, made fit for a message of ours.
public final class Foreign {
    private static final int LONGEST = 300;

    private Foreign() {}

    /// One line without secrets and control characters, cut where it is too long; empty for null.
    public static String line(String text) {
        if (text == null) return "";
        var line = String.join(" ", Redaction.mask(new TerminalFilter().whole(text)).strip().split("\\s+"));
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /// A code in the form that codes have, small letters and `_`, which no token has; else null.
    public static String code(String text) {
        return text != null && text.matches("[a-z]+(_[a-z]+)*") && text.length() <= 60 && !Redaction.holds(text) ? text : null;
    }

    /// The error code in an answer: `error.code`, or `error`, or `code`.
    public static String errorIn(JsonNode answer) {
        var error = answer.path("error");
        var code = error.isTextual() ? error.textValue() : Json.text(error, "code");
        return code(code == null ? Json.text(answer, "code") : code);
    }

    /// What an answer says about its error, as one line; empty for nothing.
    public static String saidIn(JsonNode answer) {
        var message = Json.text(answer.path("error"), "message");
        return line(message == null ? Json.text(answer, "error_description") : message);
    }

    /// An answer's object; an empty one for anything else.
    public static JsonNode json(byte[] body) {
        try {
            var json = Json.read(body);
            return json.isObject() ? json : Json.object();
        } catch (IOException notJson) {
            return Json.object();
        }
    }
}
