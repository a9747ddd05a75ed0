package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

/// What a backend says of a failure, without the secrets that it may repeat from the request it was sent.
final class Redacted {
    private Redacted() {}

    /// The data of an event; as it came where there is no secret in it.
    static String of(String data) {
        var event = NativeOutput.object(data);
        var before = event.deepCopy();
        for (JsonNode holder : new JsonNode[] {event, event.path("response")}) {
            for (var name : new String[] {"error", "message", "code", "param"}) if (holder instanceof ObjectNode object && object.has(name)) object.set(name, Redaction.mask(object.get(name)));
        }
        return event.equals(before) ? data : Json.write(event);
    }
}
