package scorpiox.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.model.Opaque;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.provider.Decoder;
import scorpiox.provider.Errors;
import scorpiox.sse.SseEvent;

/// Decodes the events of the Responses wire, one response a decoder.
///
/// `response.output_item.done` is the authority for an item; deltas bring its text early. A stream that ends without a
/// terminal event is truncated, whatever it held.
final class ResponsesDecoder implements Decoder {
    private static final int MAX_BROKEN = 3;

    private final String provider;
    private final Request request;
    private final InstantSource clock;
    private final Sink<SseEvent> raw;
    private final Items items = new Items();
    private String model;
    private boolean started;
    private boolean done;
    private boolean called;
    private int parts;
    private int broken;

    /// @param request whose model counts where the server does not name one, and whose tools are known
    /// @param raw     takes each event that can be read before what it means; null for nobody
    ResponsesDecoder(String provider, Request request, InstantSource clock, Sink<SseEvent> raw) {
        this.raw = raw;
        this.provider = provider;
        this.request = request;
        this.model = request.model();
        this.clock = clock;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public void event(SseEvent sse, Sink<StreamEvent> to) {
        if (done || sse.data().isEmpty() || sse.data().equals("[DONE]")) return;
        ResponsesEvent event;
        try {
            event = ResponsesEvent.read(sse.data());
            broken = 0;
        } catch (IOException notJson) {
            broken(to);
            return;
        }
        if (raw != null) raw.event(sse);
        var type = event.type() == null ? sse.type() : event.type();
        switch (type) {
            case "response.output_text.delta" -> text(event, event.delta(), PartKind.TEXT, to);
            case "response.output_text.done" -> text(event, items.of(event, "message").missing(event.index(), event.text()), PartKind.TEXT, to);
            case "response.refusal.delta" -> text(event, event.delta(), PartKind.REFUSAL, to);
            case "response.refusal.done" -> text(event, items.of(event, "message").missing(event.index(), event.text()), PartKind.REFUSAL, to);
            case "response.reasoning_summary_text.delta" -> thought(event, event.delta(), Thought.SUMMARY, to);
            case "response.reasoning_summary_text.done" ->
                    thought(event, items.of(event, "reasoning").missing(event.index(), event.text()), Thought.SUMMARY, to);
            case "response.reasoning_text.delta" -> thought(event, event.delta(), Thought.RAW, to);
            case "response.function_call_arguments.delta" -> arguments(event, "function_call", to);
            case "response.custom_tool_call_input.delta" -> arguments(event, "custom_tool_call", to);
            case "response.output_item.added" -> added(event, to);
            case "response.output_item.done" -> itemDone(items.key(event), event.nested(), to);
            case "response.output_text.annotation.added" -> citation(event, to);
            case "response.created" -> start(event.nested(), to);
            case "response.completed", "response.done" -> completed(event.nested(), to);
            case "response.incomplete" -> incomplete(event.nested(), to);
            case "response.failed" -> fail(event.nested() == null ? Json.object() : event.nested().path("error"), to);
            case "error" -> fail(event.nested() != null ? event.nested()
                    : Json.object().put("code", event.code()).put("message", event.message()), to);
            default -> { }      // in_progress, content_part, web_search_call.searching, and whatever is yet to come
        }
    }

    @Override
    public void end(Optional<SseEvent> unterminated, Sink<StreamEvent> to) {
        if (!done) stop(Failure.of(Kind.TRUNCATED, "the answer ended early, without its closing event"), to);
    }

    private void broken(Sink<StreamEvent> to) {
        if (++broken >= MAX_BROKEN) stop(Failure.of(Kind.PROTOCOL, "the backend sent " + MAX_BROKEN + " events in a row that are not JSON"), to);
        else to.event(new StreamEvent.Notice("broken_event", "skipped an event that is not JSON"));
    }

    private void start(JsonNode response, Sink<StreamEvent> to) {
        if (started) return;
        started = true;
        if (Json.text(response, "model") != null) model = Json.text(response, "model");
        to.event(new StreamEvent.Started(provider, model, Json.text(response, "id") == null ? "" : Json.text(response, "id")));
    }

    private void added(ResponsesEvent event, Sink<StreamEvent> to) {
        if (event.nested() == null) return;
        start(null, to);
        var item = open(event.output() >= 0 ? items.key(event) : String.valueOf(Json.text(event.nested(), "id")), event.nested(), to);
        if (item.part < 0 && item.call() == null) to.event(new StreamEvent.Announced());
    }

    private Item open(String key, JsonNode shell, Sink<StreamEvent> to) {
        var item = items.of(key, shell);
        if (item.part >= 0 || item.callId != null) return item;
        if (item.call() != null) {
            item.callId = Json.text(shell, "call_id") != null ? Json.text(shell, "call_id") : "call_" + parts;
            item.name = item.type.equals("local_shell_call") ? "local_shell" : String.valueOf(Json.text(shell, "name"));
            item.wrapper = item.call() == ToolKind.FUNCTION && WrappedCalls.are(item.name, request.tools());
            if (!item.wrapper) startCall(item, to);
        } else if (item.hosted()) {
            item.part = parts++;
            to.event(new StreamEvent.Hosted(item.part, item.type, "in_progress", null));
        }
        return item;
    }

    private void startCall(Item item, Sink<StreamEvent> to) {
        item.part = parts++;
        to.event(new StreamEvent.ToolCallStart(item.part, item.callId, item.name, item.call()));
    }

    private void text(ResponsesEvent event, String text, PartKind kind, Sink<StreamEvent> to) {
        if (text == null || text.isEmpty()) return;
        start(null, to);
        text(items.of(event, "message"), event.index(), text, kind, to);
    }

    private void text(Item item, int index, String text, PartKind kind, Sink<StreamEvent> to) {
        var part = item.parts.get(index);
        if (part == null) {
            part = parts++;
            item.parts.put(index, part);
            to.event(new StreamEvent.PartStarted(part, kind, item.phase));
        }
        item.count(index, text);
        to.event(new StreamEvent.TextDelta(part, text));
    }

    private void thought(ResponsesEvent event, String text, Thought thought, Sink<StreamEvent> to) {
        if (text == null || text.isEmpty()) return;
        start(null, to);
        thought(items.of(event, "reasoning"), event.index(), text, thought, to);
    }

    private void thought(Item item, int index, String text, Thought thought, Sink<StreamEvent> to) {
        openReasoning(item, to);
        item.thought = true;
        var separator = thought == Thought.SUMMARY && item.lastSummary >= 0 && item.lastSummary != index ? "\n\n" : "";
        if (thought == Thought.SUMMARY) {
            item.lastSummary = index;
            item.count(index, text);
        }
        to.event(new StreamEvent.ReasoningDelta(item.part, separator + text, thought));
    }

    private void openReasoning(Item item, Sink<StreamEvent> to) {
        if (item.part >= 0) return;
        item.part = parts++;
        to.event(new StreamEvent.PartStarted(item.part, PartKind.REASONING, null));
    }

    private void arguments(ResponsesEvent event, String type, Sink<StreamEvent> to) {
        if (event.delta() == null) return;
        var item = items.of(event, type);
        item.arguments.append(event.delta());
        if (item.part >= 0) to.event(new StreamEvent.ToolCallArgs(item.part, event.delta()));
    }

    private void citation(ResponsesEvent event, Sink<StreamEvent> to) {
        var note = event.nested();
        var part = items.of(event, "message").parts.get(event.index());
        if (part == null || Json.text(note, "url") == null) return;
        to.event(new StreamEvent.Citation(part, Json.text(note, "url"), Json.text(note, "title")));
    }

    private void itemDone(String key, JsonNode whole, Sink<StreamEvent> to) {
        if (whole == null) return;
        start(null, to);
        var item = open(items.begun(key, whole), whole, to);
        if (item.done) return;
        item.done = true;
        switch (item.type) {
            case "message" -> {
                var index = 0;
                for (var content : whole.path("content")) {
                    var refusal = Json.text(content, "refusal");
                    var missing = item.missing(index, refusal != null ? refusal : Json.text(content, "text"));
                    if (!missing.isEmpty()) text(item, index, missing, refusal != null ? PartKind.REFUSAL : PartKind.TEXT, to);
                    index++;
                }
            }
            case "reasoning" -> reasoningDone(item, whole, to);
            case "function_call" -> endCall(item, Json.text(whole, "arguments"), to);
            case "custom_tool_call" -> endCall(item, Json.text(whole, "input"), to);
            case "local_shell_call" -> endCall(item, Json.write(whole.path("action")), to);
            default -> {
                if (!item.hosted()) return;
                to.event(new StreamEvent.Hosted(item.part, item.type, "completed", whole));
                continuation(item, whole, to);
            }
        }
    }

    private void reasoningDone(Item item, JsonNode whole, Sink<StreamEvent> to) {
        openReasoning(item, to);
        var index = 0;
        for (var summary : whole.path("summary")) {
            var missing = item.missing(index, Json.text(summary, "text"));
            if (!missing.isEmpty()) thought(item, index, missing, Thought.SUMMARY, to);
            index++;
        }
        if (!item.thought) {
            for (var content : whole.path("content")) thought(item, 0, String.valueOf(Json.text(content, "text")), Thought.RAW, to);
        }
        if (Json.text(whole, "encrypted_content") != null) continuation(item, whole, to);
    }

    /// Items go back without their server id: nothing is stored there to refer to.
    private void continuation(Item item, JsonNode whole, Sink<StreamEvent> to) {
        var data = ((ObjectNode) whole).deepCopy();
        data.remove("id");
        to.event(new StreamEvent.Continuation(item.part, new Opaque(provider, model, item.type, data)));
    }

    private void endCall(Item item, String authoritative, Sink<StreamEvent> to) {
        item.done = true;
        var raw = authoritative != null ? authoritative : item.arguments.toString();
        if (item.wrapper) {
            unwrap(item, raw, to);
            return;
        }
        var args = item.call() == ToolKind.FREEFORM ? null : object(raw);
        called |= item.call() == ToolKind.FREEFORM || args != null;
        to.event(new StreamEvent.ToolCallEnd(item.part, item.callId, item.name, item.call(), args, raw));
    }

    /// The calls within a wrapper are calls like any other, and so is a wrapper that holds none.
    private void unwrap(Item wrapper, String raw, Sink<StreamEvent> to) {
        var within = WrappedCalls.in(object(raw), wrapper.callId);
        for (var call : within) {
            to.event(new StreamEvent.ToolCallStart(parts, call.id(), call.name(), call.kind()));
            to.event(new StreamEvent.ToolCallArgs(parts, call.raw()));
            to.event(new StreamEvent.ToolCallEnd(parts++, call.id(), call.name(), call.kind(), object(call.raw()), call.raw()));
            called = true;
        }
        wrapper.wrapper = false;
        if (!within.isEmpty()) return;
        startCall(wrapper, to);
        endCall(wrapper, raw, to);
    }

    private static ObjectNode object(String raw) {
        try {
            return raw.isBlank() ? Json.object() : Json.read(raw) instanceof ObjectNode object ? object : null;
        } catch (IOException invalid) {
            return null;
        }
    }

    private void completed(JsonNode response, Sink<StreamEvent> to) {
        var status = response == null ? null : Json.text(response, "status");
        if ("failed".equals(status) || "cancelled".equals(status)) {
            fail(response.path("error").isObject() ? response.path("error") : Json.object().put("message", "the response was " + status), to);
            return;
        }
        finishItems(response, to);
        var cut = response != null && "incomplete".equals(Json.text(response, "status"));
        if (cut) incomplete(response, to);
        else finish(called ? FinishReason.TOOL_CALLS : FinishReason.STOP, "completed", to);
    }

    private void incomplete(JsonNode response, Sink<StreamEvent> to) {
        finishItems(response, to);
        var reason = response == null ? null : Json.text(response.path("incomplete_details"), "reason");
        finish(switch (reason) {
            case "max_output_tokens" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            case null, default -> FinishReason.OTHER;
        }, reason, to);
    }

    /// The terminal event's own list of items counts only for those that never came by themselves: backends leave it empty.
    private void finishItems(JsonNode response, Sink<StreamEvent> to) {
        start(response, to);
        if (response != null && items.all().stream().noneMatch(item -> item.done)) {
            var index = 0;
            for (var whole : response.path("output")) itemDone("#" + index++, whole, to);
        }
        closeCalls(to);
        if (response != null && response.path("usage").isObject()) to.event(new StreamEvent.UsageUpdate(usage(response.path("usage"))));
    }

    private void closeCalls(Sink<StreamEvent> to) {
        for (var item : items.all()) if (item.call() != null && (item.part >= 0 || item.wrapper) && !item.done) endCall(item, null, to);
    }

    private static Usage usage(JsonNode usage) {
        var input = usage.path("input_tokens_details");
        var cost = usage.path("cost");      // OpenRouter
        return new Usage(usage.path("input_tokens").asLong(), input.path("cached_tokens").asLong(), input.path("cache_write_tokens").asLong(), 0,
                usage.path("output_tokens").asLong(), usage.path("output_tokens_details").path("reasoning_tokens").asLong(),
                cost.isNumber() ? Double.valueOf(cost.doubleValue()) : null);
    }

    private void finish(FinishReason reason, String raw, Sink<StreamEvent> to) {
        done = true;
        to.event(new StreamEvent.Finish(reason, raw));
    }

    private void fail(JsonNode error, Sink<StreamEvent> to) {
        stop(Errors.inStream(error, clock.instant()), to);
    }

    private void stop(Failure failure, Sink<StreamEvent> to) {
        done = true;
        to.event(new StreamEvent.Failed(failure));
    }
}
