package scorpiox.server.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import scorpiox.base.Json;
import scorpiox.model.Usage;
import scorpiox.server.ask.Visit;

/// What the status page shows, and everybody else with a key may read. Times are seconds since 1970, `_ms` are milliseconds.
///
/// ```
/// {"status":"ok", "version":S, "uptime_seconds":N, "time":N,
///  "backend": BACKEND of the default, or null,
///  "backends": [{"name", "type", "base_url", "credentials":"ok|missing|expired", "expires_at":N|null, "account":S|null, "plan":S|null}],
///  "rate_limits": null | {BACKEND: {"at":N, "windows":[{"name", "used_percent":N, "window_seconds":N|null, "resets_at":N|null}]}},
///  "active": N,
///  "totals": {"requests":N, "failed":N, "tokens":TOKENS, "routes":{NAME:N}, "statuses":{"200":N}, "backends":{NAME:N}, "models":{NAME:N},
///             "clients":{NAME:N}, "retries":{NAME:N}},
///  "minutes": {BACKEND: [{"at":N, "requests":N, "errors":N, "first_byte_ms":N|null}]},      the last 15, oldest first
///  "running": [VISIT with "age_ms"],                                                        oldest first, at most 200
///  "recent": [VISIT with "status", "upstream_status", "attempts", "total_ms", "finish_reason", "error", "dropped"]}     newest first
///
/// VISIT = {"id", "time":N, "route", "client", "model", "upstream_model", "backend", "effort", "stream":B, "first_byte_ms":N|null, "tokens":TOKENS|null}
/// TOKENS = {"input":N, "cached":N, "output":N, "reasoning":N}
/// ```
public final class StatusJson {
    private static final int MOST_RUNNING = 200;

    private final Health health;
    private final Visits visits;
    private final Supplier<List<BackendState>> backends;
    private Map<Visit, ObjectNode> rows = Map.of();

    /// @param backends as they are now, the default one first
    public StatusJson(Health health, Visits visits, Supplier<List<BackendState>> backends) {
        this.health = health;
        this.visits = visits;
        this.backends = backends;
    }

    /// All of it as it is now.
    public ObjectNode data() {
        var json = health.bare().put("time", health.clock().instant().getEpochSecond());
        var states = backends.get();
        json.set("backend", states.isEmpty() ? null : states.getFirst().json());
        var list = json.putArray("backends");
        for (var state : states) list.add(state.json());
        json.set("rate_limits", limits());
        var running = visits.running();
        json.put("active", running.size());
        json.set("totals", totals());
        json.set("minutes", minutes());
        var now = json.putArray("running");
        for (var visit : running.subList(0, Math.min(running.size(), MOST_RUNNING))) now.add(row(visit).put("age_ms", Words.millis(System.nanoTime() - visit.beganNanos)));
        json.set("recent", recent());
        return json;
    }

    private ObjectNode limits() {
        var all = visits.limits();
        if (all.isEmpty()) return null;
        var json = Json.object();
        all.forEach((backend, limits) -> {
            var windows = json.putObject(backend).put("at", limits.at().getEpochSecond()).putArray("windows");
            for (var limit : limits.windows()) {
                var each = windows.addObject().put("name", Words.clean(limit.name())).put("used_percent", Json.plain(Double.isFinite(limit.usedPercent()) ? limit.usedPercent() : 0));
                limit.window().ifPresentOrElse(window -> each.put("window_seconds", window.toSeconds()), () -> each.putNull("window_seconds"));
                limit.resets().ifPresentOrElse(resets -> each.put("resets_at", resets.getEpochSecond()), () -> each.putNull("resets_at"));
            }
        });
        return json;
    }

    private ObjectNode totals() {
        var totals = visits.totals();
        var routes = new Counts();
        var statuses = new Counts();
        var all = 0L;
        for (var each : totals.requests().entrySet()) {
            if (Visits.WATCHING.contains(each.getKey().route())) continue;
            routes.add(each.getKey().route(), each.getValue());
            statuses.add(Integer.toString(each.getKey().status()), each.getValue());
            all += each.getValue();
        }
        var json = Json.object().put("requests", all).put("failed", totals.failed());
        json.set("tokens", tokens(totals.usage()));
        json.set("routes", counts(routes));
        json.set("statuses", counts(statuses));
        json.set("backends", counts(totals.backends));
        json.set("models", counts(totals.models));
        json.set("clients", counts(totals.clients));
        json.set("retries", counts(totals.retries));
        return json;
    }

    private ObjectNode minutes() {
        var json = Json.object();
        visits.pulse().minutes().forEach((backend, minutes) -> {
            var list = json.putArray(backend);
            for (var minute : minutes) {
                var each = list.addObject().put("at", minute.at().getEpochSecond()).put("requests", minute.requests()).put("errors", minute.errors());
                if (minute.firstBytes() > 0) each.put("first_byte_ms", minute.firstByteMs());
                else each.putNull("first_byte_ms");
            }
        });
        return json;
    }

    /// What has ended does not change: its row is made once.
    private synchronized ArrayNode recent() {
        var before = rows;
        var now = new IdentityHashMap<Visit, ObjectNode>();
        var list = Json.array();
        for (var visit : visits.recent()) {
            var row = before.containsKey(visit) ? before.get(visit) : ended(visit);
            now.put(visit, row);
            list.add(row);
        }
        rows = now;
        return list;
    }

    private static ObjectNode ended(Visit visit) {
        var row = row(visit).put("status", visit.status).put("upstream_status", visit.upstreamStatus).put("attempts", visit.attempts)
                .put("total_ms", Words.millis(visit.endNanos)).put("finish_reason", Words.clean(visit.finish)).put("error", Words.clean(visit.error));
        var dropped = row.putArray("dropped");
        for (var member : visit.dropped) dropped.add(Words.clean(member));
        return row;
    }

    private static ObjectNode row(Visit visit) {
        var row = Json.object().put("id", visit.id).put("time", visit.began.getEpochSecond()).put("route", visit.route).put("client", Words.clean(visit.client))
                .put("model", Words.clean(visit.asked)).put("upstream_model", Words.clean(visit.model)).put("backend", visit.backend).put("effort", visit.effort).put("stream", visit.stream);
        if (visit.firstByteNanos < 0) row.putNull("first_byte_ms");
        else row.put("first_byte_ms", Words.millis(visit.firstByteNanos));
        row.set("tokens", visit.usage.reported() ? tokens(visit.usage) : null);
        return row;
    }

    private static ObjectNode tokens(Usage usage) {
        return Json.object().put("input", usage.input()).put("cached", usage.cached()).put("output", usage.output()).put("reasoning", usage.reasoning());
    }

    private static ObjectNode counts(Counts counts) {
        var json = Json.object();
        counts.all().forEach((name, count) -> json.put(Words.clean(name), count));
        return json;
    }
}
