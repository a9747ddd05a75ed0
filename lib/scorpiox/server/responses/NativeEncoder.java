package scorpiox.server.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.StreamEvent;
import scorpiox.server.ask.Encoder;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.ask.ToolNames;
import scorpiox.sse.SseEvent;

/// Hands the events of a Responses backend on as they came. Only what a client would stumble over is changed: the last event
/// gets the output that backends leave out of it, and names of tools are the client's again.
final class NativeEncoder implements Encoder {
    private static final String COMPLETED = "response.completed";
    private static final String FAILED = "response.failed";

    private final ResponsesShape shape;
    private final Stamp stamp;
    private final NativeMending mending;
    private final ToolNames names;
    private final NativeOutput output;
    private String created;         // data of the event that shows the response first
    private String last;            // data of the event that was handed on last
    private String failed;          // data of the event that says why there is no answer
    private ObjectNode whole;       // the response as it ended, for a client that wants it in one piece
    private RebuiltEncoder rebuilt;
    private boolean ended;

    NativeEncoder(ResponsesShape shape, Stamp stamp, Boolean store, ToolNames names) {
        this.shape = shape;
        this.stamp = stamp;
        this.names = names;
        this.mending = new NativeMending(store, names);
        this.output = new NativeOutput(!shape.stream());
    }

    @Override
    public void raw(SseEvent event, Frames out) {
        if (ended || rebuilt != null) return;
        var type = NativeType.of(event);
        switch (type) {
            case COMPLETED, "response.done", "response.incomplete" -> terminal(event.data(), out);
            case FAILED -> failed = event.data();
            case "response.output_item.done" -> {
                output.done(event.data());
                pass(type, event, out);
            }
            case "response.created" -> {
                created = event.data();
                pass(type, event, out);
            }
            default -> {
                output.event(type, event.data());
                pass(type, event, out);
            }
        }
    }

    @Override
    public void event(StreamEvent event, Frames out) {
        if (rebuilt != null) {
            rebuilt.event(names.back(event), out);
            return;
        }
        if (ended || !(event instanceof StreamEvent.Finish)) return;
        ended = true;
        if (!shape.stream()) out.json(whole != null ? whole : ended("completed"));
        else Events.plain(COMPLETED, numbered(COMPLETED, ended("completed")), out);
    }

    /// What the backend said of its failure goes on as it came.
    @Override
    public void broken(Refused why, Frames out) {
        if (rebuilt != null) {
            rebuilt.broken(why, out);
            return;
        }
        if (ended || !shape.stream()) return;
        ended = true;
        if (failed != null) {
            Events.plain(FAILED, Redacted.of(mending.mended(FAILED, failed)), out);
        } else {
            var response = ended("failed");
            response.set("error", ResponseObject.error(why));
            Events.plain(FAILED, numbered(FAILED, response), out);
        }
    }

    private void pass(String type, SseEvent event, Frames out) {
        if (!shape.stream() || !shape.codex() && type.startsWith("codex.")) return;
        last = event.data();
        Events.plain(type, type.equals("error") ? Redacted.of(last) : mending.needed(type) ? mending.mended(type, last) : last, out);
    }

    private void terminal(String data, Frames out) {
        var event = NativeOutput.object(data);
        if (List.of("failed", "cancelled").contains(event.path("response").path("status").asText())) {
            failed = Json.write(event.put("type", FAILED));
            return;
        }
        if (last == null && shape.stream() && !event.path("response").path("output").isEmpty()) {
            rebuilt = new RebuiltEncoder(shape, stamp);     // an answer that came in one piece
            return;
        }
        var incomplete = event.path("response").path("status").asText(event.path("type").asText()).endsWith("incomplete");
        var type = incomplete ? "response.incomplete" : COMPLETED;
        var changed = !type.equals(Json.text(event, "type"));
        if (!(event.get("response") instanceof ObjectNode)) {
            event.set("response", ended(incomplete ? "incomplete" : "completed"));
            changed = true;
        }
        var response = (ObjectNode) event.get("response");
        if (!(response.get("output") instanceof ArrayNode items) || items.isEmpty() || items.size() < output.count()) {
            var gathered = output.items();
            changed |= !gathered.equals(response.get("output"));
            response.set("output", gathered);
        }
        changed |= mending.mend(event.put("type", type)) | NativeMending.countAll(response);
        if (!shape.stream()) {
            whole = response;
            return;
        }
        ended = true;
        Events.plain(type, changed ? Json.write(event) : data, out);
    }

    /// The response as far as it is known, in a state that the backend never said.
    private ObjectNode ended(String status) {
        var known = created == null ? null : NativeOutput.object(created).get("response");
        var response = known instanceof ObjectNode object ? object : new ResponseObject(stamp, shape.echo()).running();
        response.put("status", status).set("output", output.items());
        mending.mend(Json.object().set("response", response));
        return response;
    }

    /// The event that follows the last one.
    private ObjectNode numbered(String type, ObjectNode response) {
        var number = last == null ? -1 : NativeOutput.object(last).path("sequence_number").asLong(-1);
        return Json.object().put("type", type).put("sequence_number", number + 1).set("response", response);
    }
}
