package scorpiox.server.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import scorpiox.base.Json;
import scorpiox.provider.StageLog;
import scorpiox.provider.StageRecording;
import scorpiox.server.ask.Visit;

/// `--capture`: every request as its client sent it and as it went out, the answer with the milliseconds at which its events
/// came, and how the client was answered. The simulator plays a capture back.
///
/// The files are those of the plugin's log, `request-<n>-<stage>.json`, and a stage more: `client`.
public final class Capture {
    private final StageLog log;
    private final InstantSource clock;

    /// @param folder made where it is missing; only its owner can look into it
    /// @param notice told, once, that nothing can be written
    public Capture(Path folder, InstantSource clock, Consumer<String> notice) {
        this.clock = clock;
        this.log = new StageLog(folder, clock, notice, Masking::of);
    }

    /// Who writes one request down.
    ///
    /// @param body   as the client sent it
    /// @param bridge whether the bridge text is on
    public StageRecording of(Visit visit, ObjectNode body, boolean bridge) {
        return new StageRecording(log, clock, visit.asked, body, bridge, true);
    }

    /// The client has its answer, or will have none.
    public void answered(Visit visit, StageRecording recording) {
        var entry = Json.object().put("id", visit.id).put("route", visit.route).put("model", visit.asked).put("backend", visit.backend).put("upstreamModel", visit.model)
                .put("stream", visit.stream).put("status", visit.status).put("finish", visit.finish).put("error", visit.error)
                .put("firstByteMs", millis(visit.firstByteNanos)).put("totalMs", millis(visit.endNanos));
        entry.putObject("usage").put("input", visit.usage.input()).put("cached", visit.usage.cached()).put("output", visit.usage.output()).put("reasoning", visit.usage.reasoning());
        log.write(recording.number(), "client", entry);
    }

    private static long millis(long nanos) {
        return nanos < 0 ? -1 : nanos / 1_000_000;
    }
}
