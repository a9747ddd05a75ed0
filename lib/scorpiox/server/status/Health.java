package scorpiox.server.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import scorpiox.base.Json;

/// Whether the server lives: anybody may ask, so nothing else is in it.
///
/// @param version of the program
/// @param started when it began
public record Health(String version, Instant started, InstantSource clock) {
    /// `{"status":"ok","version":…,"uptime_seconds":…}`.
    public ObjectNode bare() {
        return Json.object().put("status", "ok").put("version", version).put("uptime_seconds", Math.max(0, Duration.between(started, clock.instant()).toSeconds()));
    }
}
