package scorpiox.server.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scorpiox.base.Json;
import scorpiox.model.Opaque;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Usage;
import scorpiox.server.ask.Carried;
import scorpiox.server.ask.Encoder;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;

/// Writes any provider's answer as the Responses API does: an item of the output for each piece of it.
///
/// Items come one after the other: a text or a thought ends where the next piece begins, so that a client reads them in the
/// order in which they were made. Calls alone may be under way together. What goes on after its end becomes an item of its own.
final class RebuiltEncoder implements Encoder {
    private final ResponsesShape shape;
    private final ResponseObject response;
    private final Events events;
    private final List<OutputItem> items = new ArrayList<>();
    private final Map<Integer, StreamEvent.PartStarted> parts = new HashMap<>();
    private final Map<Integer, CallItem> calls = new HashMap<>();
    private final Map<Integer, StreamEvent.ToolCallStart> announced = new HashMap<>();
    private final Map<Integer, HostedItem> hosted = new HashMap<>();
    private OutputItem open;        // the text or thought that goes on
    private int openPart = -1;
    private Usage usage = Usage.NONE;
    private boolean begun;
    private boolean ended;

    RebuiltEncoder(ResponsesShape shape, Stamp stamp) {
        this.shape = shape;
        this.response = new ResponseObject(stamp, shape.echo());
        this.events = new Events(shape.stream());
    }

    @Override
    public void event(StreamEvent event, Frames out) {
        if (ended) return;
        begin(out);
        switch (event) {
            case StreamEvent.TextDelta(var part, var text) when !text.isEmpty() -> message(part, out).text(text, out);
            case StreamEvent.ReasoningDelta(var part, var text, var thought) when !text.isEmpty() -> {
                if (thought == Thought.RAW) reasoning(part, out).raw(text, out);
                else reasoning(part, out).summary(text, out);
            }
            case StreamEvent.ToolCallArgs(var part, var fragment) when !fragment.isEmpty() && announced.containsKey(part) -> call(part, out).input(fragment, out);
            case StreamEvent.PartStarted started -> parts.put(started.part(), started);
            case StreamEvent.ToolCallStart start -> announced.put(start.part(), start);
            case StreamEvent.ToolCallEnd end -> {
                announced.putIfAbsent(end.part(), new StreamEvent.ToolCallStart(end.part(), end.id(), end.name(), end.kind()));
                call(end.part(), out).complete(end, out);
            }
            case StreamEvent.Hosted step -> hosted(step, out);
            case StreamEvent.Citation(var part, var url, var title) -> {
                if (part == openPart && open instanceof MessageItem message) message.cite(url, title, out);
            }
            case StreamEvent.Continuation(var part, var opaque) -> continuation(part, opaque, out);
            case StreamEvent.UsageUpdate update -> usage = update.usage();
            case StreamEvent.Finish finish -> finish(finish, out);
            default -> { }      // Started has begun it; limits and notices have no place here
        }
    }

    @Override
    public void broken(Refused why, Frames out) {
        if (ended) return;
        begin(out);
        ended = true;
        events.write("response.failed", Json.object().set("response", response.failed(why, output(false))), out);
    }

    private void begin(Frames out) {
        if (begun) return;
        begun = true;
        if (!shape.stream()) return;
        events.write("response.created", Json.object().set("response", response.running()), out);
        events.write("response.in_progress", Json.object().set("response", response.running()), out);
    }

    private MessageItem message(int part, Frames out) {
        if (part == openPart && open instanceof MessageItem message) return message;
        close(out);
        var started = parts.get(part);
        return open(part, new MessageItem(events, response.stamp().id(), items.size(), started != null && started.kind() == PartKind.REFUSAL, phase(started), out));
    }

    private static Phase phase(StreamEvent.PartStarted started) {
        return started == null ? null : started.phase();
    }

    private ReasoningItem reasoning(int part, Frames out) {
        if (part == openPart && open instanceof ReasoningItem thought) return thought;
        close(out);
        return open(part, new ReasoningItem(events, response.stamp().id(), items.size(), out));
    }

    private <I extends OutputItem> I open(int part, I item) {
        items.add(item);
        open = item;
        openPart = part;
        return item;
    }

    private void close(Frames out) {
        if (open != null) open.end(true, out);
        open = null;
        openPart = -1;
    }

    /// A call is written down with its input, since what is to come back with it has to stand before it.
    private CallItem call(int part, Frames out) {
        var begun = calls.get(part);
        if (begun != null) return begun;
        close(out);
        var start = announced.get(part);
        var item = new CallItem(events, response.stamp().id(), items.size(), start, shape.shell() && start.name().equals("local_shell"), out);
        items.add(item);
        calls.put(part, item);
        return item;
    }

    private void hosted(StreamEvent.Hosted step, Frames out) {
        if (!step.type().endsWith("_call")) return;        // a provider's own kind, which no client knows
        var item = hosted.get(step.part());
        if (item == null) {
            close(out);
            item = new HostedItem(events, response.stamp().id(), items.size(), step.type(), out);
            items.add(item);
            hosted.put(step.part(), item);
        }
        if (step.status().equals("completed")) item.complete(step.item(), out);
    }

    /// What a provider wants back goes in an item of thinking, the only one whose content clients return unseen. A call of the
    /// Responses wire that its provider made itself comes back as it is.
    private void continuation(int part, Opaque opaque, Frames out) {
        var begun = parts.get(part);
        if (begun != null && begun.kind() != PartKind.REASONING) return;
        if (begun != null) {
            new Carried(opaque, Carried.Place.THINKING).text().ifPresent(text -> reasoning(part, out).carrying(text));
        } else if (announced.containsKey(part)) {
            if (!calls.containsKey(part)) carry(new Carried(opaque, Carried.Place.CALL), out);
        } else if (!opaque.kind().endsWith("_call")) {
            carry(new Carried(opaque, Carried.Place.HOSTED), out);
        }
    }

    private void carry(Carried carried, Frames out) {
        carried.text().ifPresent(text -> {
            reasoning(-2, out).carrying(text);
            close(out);
        });
    }

    private void finish(StreamEvent.Finish finish, Frames out) {
        for (var item : items) item.end(finish.reason() == FinishReason.STOP || finish.reason() == FinishReason.TOOL_CALLS, out);
        ended = true;
        var refused = items.stream().anyMatch(item -> item instanceof MessageItem message && message.refusal());
        var whole = finish.reason() == FinishReason.STOP || finish.reason() == FinishReason.TOOL_CALLS || finish.reason() == FinishReason.REFUSAL && refused;
        var reason = switch (finish.reason()) {
            case LENGTH -> "max_output_tokens";
            case CONTENT_FILTER, REFUSAL -> "content_filter";
            case STOP, TOOL_CALLS, PAUSE, MALFORMED_CALL, OTHER -> null;
        };
        var object = response.finished(whole, whole ? null : reason, output(true), usage);
        if (shape.stream()) events.write(whole ? "response.completed" : "response.incomplete", Json.object().set("response", object), out);
        else out.json(object);
    }

    private ArrayNode output(boolean all) {
        var output = Json.array();
        for (var item : items) if (item.ended() || all) output.add(item.done());
        return output;
    }
}
