package scorpiox.server.status;

import java.util.LinkedHashMap;
import java.util.Map;
import scorpiox.base.Json;
import scorpiox.server.status.Totals.Times;

/// What runs and has run as Prometheus reads it, in its text format 0.0.4.
public final class Metrics {
    /// For `Content-Type`.
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder(8 * 1024);

    private Metrics() {}

    /// All figures of a server.
    ///
    /// @param version of the program
    public static String of(Visits visits, String version) {
        var metrics = new Metrics();
        metrics.server(visits, version);
        metrics.requests(visits.totals());
        metrics.tokens(visits.totals());
        metrics.limits(visits);
        return metrics.text.toString();
    }

    private void server(Visits visits, String version) {
        begin("sx_build_info", "gauge", "Version of the program.");
        sample("sx_build_info", Map.of("version", version), "1");
        begin("sx_start_time_seconds", "gauge", "When the server began, in seconds since 1970.");
        sample("sx_start_time_seconds", Map.of(), Long.toString(visits.started().getEpochSecond()));
        begin("sx_active_requests", "gauge", "Requests under way.");
        sample("sx_active_requests", Map.of(), Integer.toString(visits.running().size()));
    }

    private void requests(Totals totals) {
        begin("sx_requests_total", "counter", "Requests answered, by route and HTTP status; 499 where the client went away.");
        totals.requests().forEach((outcome, count) -> sample("sx_requests_total", labels("route", outcome.route(), "status", Integer.toString(outcome.status())), count.toString()));
        counts("sx_upstream_requests_total", "Requests sent on, by the last HTTP status of the backend.", "status", totals.upstream);
        counts("sx_retries_total", "Requests sent once more, by what had failed.", "reason", totals.retries);
        counts("sx_unknown_events_total", "Events of backends that nobody knows, by type.", "type", totals.unknownEvents);
        var times = totals.times();
        begin("sx_request_seconds", "histogram", "Time until the end of the answer.");
        times.forEach((route, its) -> histogram("sx_request_seconds", route, its.whole()));
        begin("sx_first_byte_seconds", "histogram", "Time until the first byte of the answer.");
        times.forEach((route, its) -> histogram("sx_first_byte_seconds", route, its.firstByte()));
    }

    private void tokens(Totals totals) {
        var usage = totals.usage();
        begin("sx_tokens_total", "counter", "Tokens as the backends count them; input holds the cached ones, output the reasoning.");
        sample("sx_tokens_total", Map.of("kind", "input"), Long.toString(usage.input()));
        sample("sx_tokens_total", Map.of("kind", "cached"), Long.toString(usage.cached()));
        sample("sx_tokens_total", Map.of("kind", "output"), Long.toString(usage.output()));
        sample("sx_tokens_total", Map.of("kind", "reasoning"), Long.toString(usage.reasoning()));
    }

    private void limits(Visits visits) {
        begin("sx_rate_limit_used_percent", "gauge", "How much of a window of the plan is used, as the backend last said.");
        visits.limits().forEach((backend, limits) -> {
            for (var window : limits.windows()) sample("sx_rate_limit_used_percent", labels("backend", backend, "window", window.name()), number(window.usedPercent()));
        });
    }

    private void counts(String name, String help, String label, Counts counts) {
        begin(name, "counter", help);
        counts.all().forEach((value, count) -> sample(name, Map.of(label, value), count.toString()));
    }

    private void histogram(String name, String route, Histogram its) {
        var bounds = its.bounds();
        for (var i = 0; i <= bounds.length; i++) {
            sample(name + "_bucket", labels("route", route, "le", i == bounds.length ? "+Inf" : number(bounds[i])), Long.toString(its.upTo(i)));
        }
        sample(name + "_sum", Map.of("route", route), number(its.sum()));
        sample(name + "_count", Map.of("route", route), Long.toString(its.count()));
    }

    private void begin(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, Map<String, String> labels, String value) {
        text.append(name);
        var before = '{';
        for (var label : labels.entrySet()) {
            text.append(before).append(label.getKey()).append("=\"").append(label.getValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")).append('"');
            before = ',';
        }
        text.append(labels.isEmpty() ? " " : "} ").append(value).append('\n');
    }

    private static Map<String, String> labels(String first, String value, String second, String other) {
        var labels = new LinkedHashMap<String, String>();
        labels.put(first, value);
        labels.put(second, other);
        return labels;
    }

    private static String number(double number) {
        return Double.isFinite(number) ? Json.plain(number).toPlainString() : Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
    }
}
