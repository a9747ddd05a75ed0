package scorpiox.server.responses;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import scorpiox.base.Json;
import scorpiox.sse.SseEvent;

/// What an event of the Responses wire is: its JSON says so, or else the field of the stream.
final class NativeType {
    private static final String FIRST = "{\"type\":\"";
    private static final int LONGEST = 100;

    private NativeType() {}

    /// The type, which fits into a line. As backends write it, that costs a comparison.
    static String of(SseEvent event) {
        var data = event.data();
        var type = event.type();
        if (data.startsWith(FIRST)) {
            if (data.startsWith(type, FIRST.length()) && data.startsWith("\"", FIRST.length() + type.length())) return type;
            var end = data.indexOf('"', FIRST.length());
            if (end > 0 && plain(data, FIRST.length(), end)) return data.substring(FIRST.length(), end);
        }
        var said = said(data);
        return said != null && !said.isEmpty() && plain(said, 0, said.length()) ? said : type;
    }

    private static String said(String data) {
        try (var parser = Json.parser(data)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) return null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var wanted = parser.currentName().equals("type");
                var value = parser.nextToken();
                if (wanted && value == JsonToken.VALUE_STRING) return parser.getText();
                parser.skipChildren();
            }
            return null;
        } catch (IOException broken) {
            return null;
        }
    }

    private static boolean plain(String text, int from, int to) {
        for (var i = from; i < to; i++) if (text.charAt(i) <= ' ' || text.charAt(i) > '~' || text.charAt(i) == '\\') return false;
        return to > from && to - from <= LONGEST;
    }
}
