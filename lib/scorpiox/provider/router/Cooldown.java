package scorpiox.provider.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import scorpiox.auth.CredentialFile;
import scorpiox.base.AtomicFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.LockFile;

/// Candidates that are left alone for a while after they failed, by this process or another of the user's.
///
/// A file that cannot be read or written is no reason to fail: then only what this process has seen counts.
final class Cooldown {
    private static final int MAX_BYTES = 64 * 1024;
    private static final Duration MOST_LOCKED = Duration.ofSeconds(1);
    /// No candidate is left alone for longer, whatever a server or a broken clock says.
    private static final Duration MOST = Duration.ofDays(32);

    private final Path file;
    private final Duration least;
    private final InstantSource clock;
    private final Map<String, Long> until = new HashMap<>();

    /// @param file  shared with other processes, in a folder of ours that need not exist yet
    /// @param least how long a candidate is left alone at least
    Cooldown(Path file, Duration least, InstantSource clock) {
        this.file = file;
        this.least = least;
        this.clock = clock;
    }

    /// Looks at what other processes have seen meanwhile.
    synchronized void refresh() {
        read().forEach((candidate, end) -> until.merge(candidate, end, Math::max));
    }

    /// Whether a candidate is to be left alone now.
    synchronized boolean cools(String candidate) {
        var now = clock.millis();
        var end = until.getOrDefault(candidate, 0L);
        return end > now && end <= now + MOST.toMillis();
    }

    /// Leaves a candidate alone from now on.
    ///
    /// @param asked how long its server asked for, or null
    synchronized void cool(String candidate, Duration asked) {
        var time = asked != null && asked.compareTo(least) > 0 ? asked : least;
        if (time.isZero()) return;
        var end = clock.millis() + Math.min(time.toMillis(), MOST.toMillis());
        until.put(candidate, end);
        write(candidate, end);
    }

    /// The candidate has answered.
    synchronized void over(String candidate) {
        if (until.remove(candidate) != null) write(candidate, 0);
    }

    private void write(String candidate, long end) {
        try {
            CredentialFile.ownFolder(file.getParent());
            try (var _ = LockFile.take(file.resolveSibling(file.getFileName() + ".lock"), MOST_LOCKED, new Cancel())) {
                var all = new TreeMap<>(read());
                all.put(candidate, end);
                var json = Json.object();
                all.forEach((name, time) -> {
                    if (time > clock.millis()) json.put(name, time);
                });
                AtomicFile.write(file, Json.bytes(json), "rw-------");
            }
        } catch (IOException | Failure notKept) {
            // this process remembers it
        }
    }

    private Map<String, Long> read() {
        var all = new HashMap<String, Long>();
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) return all;
            for (var member : Json.read(Files.readAllBytes(file)).properties()) if (member.getValue().isIntegralNumber()) all.put(member.getKey(), member.getValue().longValue());
        } catch (IOException noCooldowns) {
            // as if nobody had failed
        }
        return all;
    }
}
