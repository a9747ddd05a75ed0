package scorpiox.server.chat;

import java.util.ArrayList;
import java.util.List;
import scorpiox.server.ask.Members;
import scorpiox.server.config.ServeConfig;

/// Texts at which a client wants its answer to end, as APIs of OpenAI write them.
final class Stops {
    private static final int MOST = 4;

    private Stops() {}

    /// `stop`: a text or an array of them; none where the configuration does not look for them.
    ///
    /// @throws scorpiox.server.ask.Refused for anything else, and for more than four
    static List<String> read(Members body, ServeConfig config) {
        var value = body.get("stop");
        if (value == null) return List.of();
        if (!value.isTextual() && !value.isArray()) throw Members.wrong("stop", "a string or an array of strings");
        var stops = new ArrayList<String>();
        if (value.isTextual()) stops.add(value.textValue());
        var index = 0;
        for (var each : value) {
            if (!each.isTextual()) throw Members.wrong("stop[" + index + "]", "a string");
            stops.add(each.textValue());
            index++;
        }
        stops.removeIf(String::isEmpty);
        if (stops.size() > MOST) throw body.invalid("stop", "must hold " + MOST + " texts at most");
        if (config.emulateStop()) return stops;
        body.drop("stop", stops.isEmpty());
        return List.of();
    }
}
