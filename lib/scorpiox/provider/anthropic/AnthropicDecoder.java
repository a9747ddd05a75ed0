package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
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
import scorpiox.provider.Decoder;
import scorpiox.provider.Errors;
import scorpiox.sse.SseEvent;

/// Decodes the events of the Messages wire, one answer a decoder.
///
/// An answer is complete with `message_stop` only; what ends before is truncated. Whatever happens, every call that began
/// ends, and one that broke off ends without arguments, so that nobody runs it.
final class AnthropicDecoder implements Decoder {
    private static final int MAX_BROKEN = 3;

    private final String provider;
    private final String asked;
    private final boolean shown;
    private final WireNames names;
    private final Map<Integer, Block> blocks = new LinkedHashMap<>();
    private final Tally tally = new Tally();
    private final StreamEvent.Notice first;
    private boolean started;
    private boolean content;
    private boolean called;
    private boolean told;
    private boolean done;
    private int parts;
    private int broken;
    private String stop;

    /// @param first what to tell the user before anything else, or null
    AnthropicDecoder(String provider, Request request, StreamEvent.Notice first) {
        this.provider = provider;
        this.asked = request.model();
        this.shown = !request.thinking().summary().equals("none");
        this.names = new WireNames(request.tools());
        this.first = first;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public void event(SseEvent sse, Sink<StreamEvent> to) {
        if (done || sse.data().isEmpty() || sse.data().equals("[DONE]")) return;
        AnthropicEvent event;
        try {
            event = AnthropicEvent.read(sse.data());
            broken = 0;
        } catch (IOException notJson) {
            broken(to);
            return;
        }
        switch (event.type() == null ? sse.type() : event.type()) {
            case "content_block_delta" -> delta(event, to);
            case "content_block_start" -> open(event, to);
            case "content_block_stop" -> close(blocks.get(event.index()), to);
            case "message_start" -> start(event.nested(), to);
            case "message_delta" -> messageDelta(event, to);
            case "message_stop" -> finish(to);
            case "error" -> fail(AnthropicErrors.inStream(event.nested() == null ? Json.object() : event.nested(), event.requestId()), to);
            default -> { }      // ping, and whatever is yet to come
        }
    }

    @Override
    public void end(Optional<SseEvent> unterminated, Sink<StreamEvent> to) {
        if (unterminated.isPresent() && isEnd(unterminated.get())) finish(to);
        if (!done) fail(Failure.of(Kind.TRUNCATED, "the answer ended early, without its closing event"), to);
    }

    private static boolean isEnd(SseEvent event) {
        try {
            return "message_stop".equals(AnthropicEvent.read(event.data()).type());
        } catch (IOException cut) {
            return false;
        }
    }

    private void broken(Sink<StreamEvent> to) {
        if (++broken >= MAX_BROKEN) fail(Failure.of(Kind.PROTOCOL, "the backend sent " + MAX_BROKEN + " events in a row that are not JSON"), to);
        else to.event(new StreamEvent.Notice("broken_event", "skipped an event that is not JSON"));
    }

    /// A second one before any content is a repetition; later it is another answer, which must not be mixed with the first.
    private void start(JsonNode message, Sink<StreamEvent> to) {
        if (started) {
            if (content) fail(Failure.of(Kind.PROTOCOL, "the backend began a second answer within the first"), to);
            return;
        }
        started = true;
        if (first != null) to.event(first);
        var model = Json.text(message, "model");
        var id = Json.text(message, "id");
        to.event(new StreamEvent.Started(provider, model == null ? asked : model, id == null ? "" : id));
        if (message != null) usage(message.path("usage"), to);
    }

    private void usage(JsonNode usage, Sink<StreamEvent> to) {
        if (usage == null || !usage.isObject()) return;
        tally.take(usage);
        to.event(new StreamEvent.UsageUpdate(tally.usage()));
    }

    private void open(AnthropicEvent event, Sink<StreamEvent> to) {
        if (!(event.nested() instanceof ObjectNode shell)) return;
        begin(event.index(), String.valueOf(Json.text(shell, "type")), shell, to);
    }

    private Block begin(int index, String type, ObjectNode shell, Sink<StreamEvent> to) {
        if (!started) start(null, to);
        content = true;
        close(blocks.get(index), to);
        var block = new Block(type, shell);
        blocks.put(index, block);
        if (block.call()) {
            call(block, to);
        } else if (type.equals("text")) {
            text(block, Json.text(shell, "text"), to);
        } else if (type.equals("thinking") || type.equals("redacted_thinking")) {
            block.part = parts++;
            to.event(new StreamEvent.PartStarted(block.part, PartKind.REASONING, null));
            thought(block, Json.text(shell, "thinking"), to);
        } else if (block.hostedCall() || block.hostedResult()) {
            block.part = parts++;
            if (block.hostedCall()) to.event(new StreamEvent.Hosted(block.part, block.hosted(), "in_progress", null));
        } else if (!told) {
            told = true;
            to.event(new StreamEvent.Notice("unknown_block", "skipped a part of the answer that is not known here: " + Errors.cut(type)));
        }
        return block;
    }

    private void call(Block block, Sink<StreamEvent> to) {
        block.part = parts++;
        var id = Json.text(block.start, "id");
        block.id = id == null || id.isEmpty() ? "toolu_" + block.part : id;
        var name = String.valueOf(Json.text(block.start, "name"));
        block.freeform = names.freeform(name);
        block.name = names.own(name);
        to.event(new StreamEvent.ToolCallStart(block.part, block.id, block.name, block.freeform ? ToolKind.FREEFORM : ToolKind.FUNCTION));
    }

    private void delta(AnthropicEvent event, Sink<StreamEvent> to) {
        var text = event.delta().text();
        var block = blocks.get(event.index());
        if (text == null || block != null && block.done) return;
        switch (event.delta().type()) {
            case "text_delta" -> {
                if (block == null) block = begin(event.index(), "text", Json.object(), to);
                if (block.type.equals("text")) text(block, text, to);
            }
            case "thinking_delta" -> {
                if (block == null) block = begin(event.index(), "thinking", Json.object().put("type", "thinking"), to);
                if (block.type.equals("thinking")) thought(block, text, to);
            }
            case "signature_delta" -> {
                if (block != null && block.type.equals("thinking")) block.start.put("signature", text);
            }
            case "input_json_delta" -> {
                if (block != null) arguments(block, text, to);
            }
            default -> { }      // citations, and deltas of blocks that are not known here
        }
    }

    private void text(Block block, String text, Sink<StreamEvent> to) {
        if (text == null || text.isEmpty()) return;
        if (block.part < 0) {
            block.part = parts++;
            to.event(new StreamEvent.PartStarted(block.part, PartKind.TEXT, null));
        }
        to.event(new StreamEvent.TextDelta(block.part, text));
    }

    private void thought(Block block, String text, Sink<StreamEvent> to) {
        if (text == null || text.isEmpty()) return;
        block.text.append(text);
        if (shown) to.event(new StreamEvent.ReasoningDelta(block.part, text, Thought.SUMMARY));
    }

    private void arguments(Block block, String fragment, Sink<StreamEvent> to) {
        block.text.append(fragment);
        if (block.call() && !block.freeform && !fragment.isEmpty()) to.event(new StreamEvent.ToolCallArgs(block.part, fragment));
    }

    private void close(Block block, Sink<StreamEvent> to) {
        if (block == null || block.done) return;
        block.done = true;
        if (block.call()) {
            endCall(block, to);
        } else if (block.type.equals("thinking")) {
            if (block.start.path("signature").asText().isEmpty()) return;       // only a signed block may go back
            block.start.put("thinking", block.text.toString());
            continuation(block, to);
        } else if (block.type.equals("redacted_thinking") || block.hostedResult()) {
            continuation(block, to);
        } else if (block.hostedCall()) {
            if (!block.text.isEmpty()) block.start.set("input", block.arguments() == null ? Json.object() : block.arguments());
            to.event(new StreamEvent.Hosted(block.part, block.hosted(), "completed", Json.object().put("type", block.hosted()).set("action", block.start.path("input"))));
            continuation(block, to);
        }
    }

    /// The whole block, as it came; bound to the name the model was asked for by, since that is what the next request says.
    private void continuation(Block block, Sink<StreamEvent> to) {
        to.event(new StreamEvent.Continuation(block.part, new Opaque(provider, asked, block.type, block.start)));
    }

    private void endCall(Block block, Sink<StreamEvent> to) {
        if (block.text.toString().isBlank()) {
            block.text.setLength(0);
            arguments(block, Json.write(block.start.get("input") instanceof ObjectNode filled ? filled : Json.object()), to);
        }
        var raw = block.text.toString();
        var args = block.arguments();
        var free = block.freeform && args != null ? Json.text(args, AnthropicRequest.FREE_TEXT) : null;
        called |= block.freeform ? free != null : args != null;
        if (free != null) {
            if (!free.isEmpty()) to.event(new StreamEvent.ToolCallArgs(block.part, free));
            to.event(new StreamEvent.ToolCallEnd(block.part, block.id, block.name, ToolKind.FREEFORM, null, free));
        } else {
            // free text that did not come whole must not run: it ends as a function with broken arguments
            to.event(new StreamEvent.ToolCallEnd(block.part, block.id, block.name, ToolKind.FUNCTION, block.freeform ? null : args, raw));
        }
    }

    private void messageDelta(AnthropicEvent event, Sink<StreamEvent> to) {
        if (!started) start(null, to);
        usage(event.usage(), to);
        if (event.delta().stop() == null) return;
        stop = event.delta().stop();
        var why = Json.text(event.delta().details(), "explanation");
        var about = Json.text(event.delta().details(), "category");
        if (stop.equals("refusal") && why != null) to.event(new StreamEvent.Notice("refusal", Errors.cut("refused" + (about == null ? "" : " (" + about + ")") + ": " + why)));
    }

    private void finish(Sink<StreamEvent> to) {
        if (stop == null && !content) {
            fail(Failure.of(Kind.PROTOCOL, "the backend sent an answer without anything in it"), to);
            return;
        }
        for (var block : blocks.values()) close(block, to);
        done = true;
        to.event(new StreamEvent.Finish(reason(), stop));
    }

    private FinishReason reason() {
        return switch (stop) {
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "pause_turn" -> FinishReason.PAUSE;
            case "refusal" -> FinishReason.REFUSAL;
            case "tool_use", "end_turn", "stop_sequence" -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case null -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            default -> FinishReason.OTHER;
        };
    }

    private void fail(Failure failure, Sink<StreamEvent> to) {
        for (var block : blocks.values()) {
            if (!block.call() || block.done) continue;
            block.done = true;
            to.event(new StreamEvent.ToolCallEnd(block.part, block.id, block.name, ToolKind.FUNCTION, null, block.text.toString()));
        }
        done = true;
        to.event(new StreamEvent.Failed(failure));
    }
}
