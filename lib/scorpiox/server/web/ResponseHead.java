package scorpiox.server.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// The bytes before an answer's body.
final class ResponseHead {
    static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    private static volatile Dated now = new Dated(0, "");

    private ResponseHead() {}

    /// @param framing the field that says how long the body is, empty for none
    /// @param close   whether the connection ends with it
    static byte[] bytes(int status, Map<String, String> fields, String framing, boolean close, boolean old) {
        var text = new StringBuilder(256).append("HTTP/1.1 ").append(status).append(' ').append(HttpResponseStatus.valueOf(status).reasonPhrase()).append("\r\n");
        text.append("Date: ").append(date()).append("\r\n");
        fields.forEach((name, value) -> text.append(name).append(": ").append(line(value)).append("\r\n"));
        if (!framing.isEmpty()) text.append(framing).append("\r\n");
        if (close) text.append("Connection: close\r\n");
        else if (old) text.append("Connection: keep-alive\r\n");
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A value that cannot begin a line of its own.
    private static String line(String value) {
        for (var i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' && value.charAt(i) != '\t' || value.charAt(i) == 0x7F) return value.replaceAll("[\\x00-\\x1F\\x7F]", " ");
        }
        return value;
    }

    private static String date() {
        var second = Instant.now().getEpochSecond();
        var last = now;
        if (last.second == second) return last.text;
        var next = new Dated(second, DATE.format(Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC)));
        now = next;
        return next.text;
    }

    private record Dated(long second, String text) {}
}
