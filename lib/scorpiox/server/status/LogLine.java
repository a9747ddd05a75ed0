package scorpiox.server.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Locale;
import scorpiox.base.Json;
import scorpiox.server.ask.Visit;

/// Lines of the log: for a person at a terminal, or a JSON object each for a program. Nothing in them comes through as a
/// client or a backend wrote it.
final class LogLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int LONGEST = 2000;

    private LogLine() {}

    /// A request for a program.
    static String json(RequestLog.Level level, Visit visit, Instant now) {
        var usage = visit.usage;
        var line = begun(level, now).put("event", "request").put("request_id", visit.id).put("client", Words.clean(visit.client)).put("route", visit.route)
                .put("model", Words.clean(visit.asked)).put("upstream_model", Words.clean(visit.model)).put("backend", visit.backend).put("effort", visit.effort)
                .put("stream", visit.stream).put("status", visit.status).put("upstream_status", visit.upstreamStatus).put("attempts", visit.attempts);
        if (visit.firstByteNanos < 0) line.putNull("first_byte_ms");
        else line.put("first_byte_ms", Words.millis(visit.firstByteNanos));
        line.put("total_ms", Words.millis(visit.endNanos)).put("input_tokens", usage.input()).put("cached_tokens", usage.cached())
                .put("output_tokens", usage.output()).put("reasoning_tokens", usage.reasoning()).put("finish_reason", Words.clean(visit.finish)).put("error", Words.clean(visit.error));
        var dropped = line.putArray("dropped");
        for (var member : visit.dropped) dropped.add(Words.clean(member));
        return Json.write(line);
    }

    /// Anything else for a program.
    static String json(RequestLog.Level level, String message, Instant now) {
        return Json.write(begun(level, now).put("event", "message").put("message", Words.line(message, LONGEST)));
    }

    /// A request for a person.
    static String text(Visit visit, Instant now, ZoneId zone) {
        var parts = new ArrayList<String>();
        if (visit.firstByteNanos >= 0) parts.add("first byte " + time(visit.firstByteNanos));
        parts.add(time(visit.endNanos));
        var usage = visit.usage;
        if (usage.reported()) parts.add(usage.input() + " in" + (usage.cached() > 0 ? " (" + usage.cached() + " cached)" : "") + ", " + usage.output() + " out");
        if (!visit.finish.isEmpty()) parts.add(Words.clean(visit.finish));
        if (visit.attempts > 1) parts.add(visit.attempts + " attempts");
        if (!visit.error.isEmpty()) parts.add(Words.clean(visit.error) + (visit.upstreamStatus > 0 ? " (backend said " + visit.upstreamStatus + ")" : ""));
        if (!visit.dropped.isEmpty()) parts.add("left out " + Words.clean(String.join(", ", visit.dropped)));
        return begun(now, zone) + who(visit) + "  " + String.join(" · ", parts);
    }

    /// Anything else for a person.
    static String text(String message, Instant now, ZoneId zone) {
        return begun(now, zone) + Words.line(message, LONGEST);
    }

    private static String who(Visit visit) {
        var who = new StringBuilder().append(visit.status).append(' ').append(visit.route);
        if (!visit.asked.isEmpty()) who.append(' ').append(Words.clean(visit.asked));
        if (!visit.model.isEmpty() && !visit.model.equals(visit.asked)) who.append(" → ").append(Words.clean(visit.model));
        if (!visit.effort.isEmpty()) who.append(" (").append(Words.clean(visit.effort)).append(')');
        if (!visit.client.isEmpty()) who.append(" for ").append(Words.clean(visit.client));
        return who.toString();
    }

    private static String begun(Instant now, ZoneId zone) {
        return TIME.format(now.atZone(zone)) + " ";
    }

    private static ObjectNode begun(RequestLog.Level level, Instant now) {
        return Json.object().put("time", now.toString()).put("level", level.name().toLowerCase(Locale.ROOT));
    }

    private static String time(long nanos) {
        var millis = Words.millis(nanos);
        return millis < 1000 ? millis + " ms" : millis < 100_000 ? millis / 1000 + "." + millis / 100 % 10 + " s" : millis / 1000 + " s";
    }
}
