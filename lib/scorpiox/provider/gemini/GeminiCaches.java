package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.http.HttpCall;
import scorpiox.model.StreamEvent;
import scorpiox.provider.gemini.GeminiDialect.Kept;

/// The explicit caches of this run, one a conversation: made when a conversation's beginning is long enough, made anew when
/// it changes, kept alive while they are used, and deleted at the end, for their storage is billed by the hour.
final class GeminiCaches implements AutoCloseable {
    private static final Duration SHORT = Duration.ofMinutes(10);
    private static final Duration LONG = Duration.ofHours(1);
    private static final String PLACE = "cachedContents";

    private final GeminiDialect dialect;
    private final Asking asking;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new HashMap<>();

    /// Sends a request that is answered by one JSON object.
    interface Asking {
        JsonNode ask(HttpCall call, Cancel cancel);
    }

    /// @param name null while the cache is being made, and where the server refused to make one
    private record Entry(String hash, String name, Instant until) {}

    GeminiCaches(GeminiDialect dialect, Asking asking, InstantSource clock) {
        this.dialect = dialect;
        this.asking = asking;
        this.clock = clock;
    }

    /// The cache that holds a beginning, made if need be; empty where there is none now, which is no reason to fail: the
    /// request then goes out in full. Nobody waits while another request makes the same one.
    ///
    /// @param conversation whose it is
    /// @param longLived    whether it should last for an hour instead of ten minutes
    /// @throws Failure the reason of `cancel` once cancelled
    Optional<Kept> holding(Beginning beginning, String conversation, boolean longLived, Sink<StreamEvent> to, Cancel cancel) {
        var life = longLived ? LONG : SHORT;
        var now = clock.instant();
        Entry known;
        String outdated;
        synchronized (entries) {
            known = entries.get(conversation);
            if (known != null && known.hash.equals(beginning.hash()) && now.isBefore(known.until)) {
                if (known.name == null) return Optional.empty();
                outdated = null;
            } else {
                outdated = known == null ? null : known.name;
                known = null;
                entries.put(conversation, new Entry(beginning.hash(), null, now.plus(life)));
            }
        }
        if (known != null && now.plus(life.dividedBy(2)).isBefore(known.until) || known != null && extended(known, conversation, life, cancel)) {
            return Optional.of(new Kept(known.name, known.hash));
        }
        if (outdated != null) delete(outdated, cancel);
        return made(beginning, conversation, life, to, cancel);
    }

    /// Forgets a cache that the server no longer has.
    void gone(Kept kept) {
        synchronized (entries) {
            entries.values().removeIf(entry -> kept.name().equals(entry.name));
        }
    }

    /// Deletes them all, as far as the server lets it.
    @Override
    public void close() {
        List<Entry> all;
        synchronized (entries) {
            all = List.copyOf(entries.values());
            entries.clear();
        }
        var cancel = new Cancel();
        for (var entry : all) if (entry.name != null) delete(entry.name, cancel);
    }

    private Optional<Kept> made(Beginning beginning, String conversation, Duration life, Sink<StreamEvent> to, Cancel cancel) {
        try {
            var body = beginning.content().deepCopy();
            body.put("ttl", seconds(life)).put("displayName", "scorpiox");
            var name = Json.text(asking.ask(dialect.post(PLACE, body, "application/json"), cancel), "name");
            if (!isName(name)) throw Failure.of(Failure.Kind.PROTOCOL, "the server gave it no name");
            synchronized (entries) {
                entries.put(conversation, new Entry(beginning.hash(), name, clock.instant().plus(life)));
            }
            return Optional.of(new Kept(name, beginning.hash()));
        } catch (Failure failure) {
            cancel.check();
            synchronized (entries) {
                entries.put(conversation, new Entry(beginning.hash(), null, clock.instant().plus(life)));
            }
            to.event(new StreamEvent.Notice("cache_refused", "no explicit cache was made: " + failure.getMessage()));
            return Optional.empty();
        }
    }

    /// Makes a cache last on. One that is gone is forgotten; any other trouble is left for its use to show.
    private boolean extended(Entry known, String conversation, Duration life, Cancel cancel) {
        try {
            ObjectNode body = Json.object().put("ttl", seconds(life));
            asking.ask(dialect.other("PATCH", known.name + "?updateMask=ttl", body), cancel);
            synchronized (entries) {
                entries.replace(conversation, known, new Entry(known.hash, known.name, clock.instant().plus(life)));
            }
            return true;
        } catch (Failure failure) {
            cancel.check();
            return failure.status() != 403 && failure.status() != 404;
        }
    }

    private void delete(String name, Cancel cancel) {
        try {
            asking.ask(dialect.other("DELETE", name, null), cancel);
        } catch (Failure failure) {
            cancel.check();     // else it ends by itself after its time
        }
    }

    /// Names become part of a URL, so that nothing but a name is taken for one.
    private static boolean isName(String name) {
        if (name == null || !name.startsWith(PLACE + "/") || name.length() > 200 || name.length() == PLACE.length() + 1) return false;
        for (var i = PLACE.length() + 1; i < name.length(); i++) {
            var c = name.charAt(i);
            if (c >= 0x80 || !Character.isLetterOrDigit(c) && c != '-' && c != '_') return false;
        }
        return true;
    }

    private static String seconds(Duration life) {
        return life.toSeconds() + "s";
    }
}
