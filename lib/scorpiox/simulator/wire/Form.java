package scorpiox.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import scorpiox.base.Json;

/// `application/x-www-form-urlencoded`, in bodies and queries, as an object of texts.
public final class Form {
    private Form() {}

    /// Whether a request says that its body is a form.
    public static boolean is(HttpExchange exchange) {
        return exchange.header("content-type").startsWith("application/x-www-form-urlencoded");
    }

    /// A request's body, JSON or form; a missing node when it is neither.
    public static JsonNode body(HttpExchange exchange) {
        if (exchange.body().length == 0) return MissingNode.getInstance();
        try {
            return Json.read(exchange.body());
        } catch (IOException notJson) {
            return is(exchange) ? read(new String(exchange.body(), StandardCharsets.UTF_8)) : MissingNode.getInstance();
        }
    }

    /// The fields, of equal names the last; a missing node for a broken escape.
    public static JsonNode read(String text) {
        var fields = Json.object();
        try {
            for (var pair : text.split("&")) {
                var equals = pair.indexOf('=');
                if (!pair.isEmpty()) fields.put(decode(equals < 0 ? pair : pair.substring(0, equals)), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        } catch (IllegalArgumentException broken) {
            return MissingNode.getInstance();
        }
        return fields;
    }

    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String decode(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
