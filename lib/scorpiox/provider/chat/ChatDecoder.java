package scorpiox.provider.chat;

import com.fasterxml.jackson.databind.JsonNode;
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
import scorpiox.model.Usage;
import scorpiox.provider.Decoder;
import scorpiox.provider.Errors;
import scorpiox.sse.SseEvent;

/// Decodes the chunks of the Chat Completions wire, one answer a decoder.
///
/// An answer is complete when a chunk has said why it ended, or with `[DONE]`. After the one the other is waited for as long
/// as the stream lasts, since usage, and errors too, come behind it; calls end with the answer for the same reason.
final class ChatDecoder implements Decoder, ThinkTags.To {
    private static final String DONE = "[DONE]";
    private static final int MAX_BROKEN = 3;

    private final String provider;
    private final Request request;
    private final InstantSource clock;
    private final ThinkTags tags;
    private final ToolCallAssembly calls;
    private final ReasoningDetails details = new ReasoningDetails();
    private Sink<StreamEvent> to;
    private boolean started;
    private boolean done;
    private String finish;
    private Usage usage = Usage.NONE;
    private PartKind open;
    private Thought wording = Thought.RAW;
    private int parts;
    private int firstThought = -1;
    private int broken;

    /// @param tagged whether thinking may stand in the text, between tags
    ChatDecoder(String provider, Request request, boolean tagged, InstantSource clock) {
        this.provider = provider;
        this.request = request;
        this.clock = clock;
        tags = tagged ? new ThinkTags() : null;
        calls = new ToolCallAssembly(request);
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public void event(SseEvent sse, Sink<StreamEvent> sink) {
        to = sink;
        var data = sse.data();
        if (done || data.isBlank()) return;
        if (data.strip().equals(DONE)) {
            finish();
            return;
        }
        try {
            var chunk = ChatChunk.read(data);
            broken = 0;
            take(chunk);
            if (!done && sse.type().equals("error")) fail(Json.read(data));
        } catch (IOException notJson) {
            if (sse.type().equals("error")) fail(Json.object().put("message", data));
            else broken();
        }
    }

    /// A last event that was not ended counts when it ends the answer, or is all that was still to come.
    @Override
    public void end(Optional<SseEvent> unterminated, Sink<StreamEvent> sink) {
        to = sink;
        unterminated.filter(this::counts).ifPresent(event -> event(event, sink));
        if (done) return;
        if (finish != null) finish();
        else stop(Failure.of(Kind.TRUNCATED, "the answer ended early, without saying why"));
    }

    private boolean counts(SseEvent event) {
        if (event.data().strip().equals(DONE)) return true;
        try {
            var chunk = ChatChunk.read(event.data());
            return finish != null || chunk.finish != null || chunk.error != null;
        } catch (IOException cutShort) {
            return false;
        }
    }

    private void broken() {
        if (++broken >= MAX_BROKEN) stop(Failure.of(Kind.PROTOCOL, "the backend sent " + MAX_BROKEN + " events in a row that are not JSON"));
        else to.event(new StreamEvent.Notice("broken_event", "skipped an event that is not JSON"));
    }

    private void take(ChatChunk chunk) {
        if (!started && (chunk.choice || !chunk.model.isEmpty())) start(chunk.model, chunk.id);
        if (finish == null || chunk.error == null) pieces(chunk);
        if (chunk.usage != null) usage(chunk.usage);
        if (chunk.error != null) fail(chunk.error);
        else if (chunk.finish != null) finish = chunk.finish;
        if (!done && "error".equals(finish)) fail(Json.object().put("message", "the backend ended the answer with an error"));
        if (!done && "insufficient_system_resource".equals(finish)) fail(Json.object().put("code", "server_is_overloaded").put("message", "the backend ran out of resources"));
    }

    private void start(String model, String id) {
        started = true;
        to.event(new StreamEvent.Started(provider, model.isEmpty() ? request.model() : model, id));
    }

    private void pieces(ChatChunk chunk) {
        var inDetails = "";
        if (chunk.details != null) {
            inDetails = details.add(chunk.details);
            if (chunk.details.path(0).path("type").asText().equals("reasoning.summary")) wording = Thought.SUMMARY;
        }
        thought(chunk.thought != null ? chunk.thought : inDetails);
        if (chunk.content != null && tags != null) tags.feed(chunk.content, this);
        else if (chunk.content != null) text(chunk.content);
        if (chunk.refusal != null) text(chunk.refusal, PartKind.REFUSAL);
        if (chunk.annotations != null) citations(chunk.annotations);
        if (chunk.calls == null) return;
        for (var call : chunk.calls) {
            var begun = calls.piece(call, parts, to);
            parts += begun;
            if (begun > 0) open = null;
        }
    }

    @Override
    public void thought(String text) {
        if (text.isEmpty()) return;
        open(PartKind.REASONING);
        to.event(new StreamEvent.ReasoningDelta(parts - 1, text, wording));
    }

    @Override
    public void text(String text) {
        text(text, PartKind.TEXT);
    }

    private void text(String text, PartKind kind) {
        open(kind);
        to.event(new StreamEvent.TextDelta(parts - 1, text));
    }

    /// Goes on with the newest part when it is of that kind, else begins one.
    private void open(PartKind kind) {
        if (open == kind) return;
        open = kind;
        if (kind == PartKind.REASONING && firstThought < 0) firstThought = parts;
        to.event(new StreamEvent.PartStarted(parts++, kind, null));
    }

    private void citations(JsonNode annotations) {
        if (open != PartKind.TEXT) return;
        for (var note : annotations) {
            var source = note.path("url_citation");
            if (Json.text(source, "url") != null) to.event(new StreamEvent.Citation(parts - 1, Json.text(source, "url"), Json.text(source, "title")));
        }
    }

    /// Some servers repeat the same figures with every chunk.
    private void usage(JsonNode reported) {
        var now = ChatUsage.of(reported);
        if (now.equals(usage)) return;
        usage = now;
        to.event(new StreamEvent.UsageUpdate(now));
    }

    private void finish() {
        if (!started) start("", "");
        if (tags != null) tags.end(this);
        if (!details.isEmpty()) {
            if (firstThought < 0) open(PartKind.REASONING);
            to.event(new StreamEvent.Continuation(firstThought, new Opaque(provider, request.model(), ReasoningDetails.KIND, details.whole())));
        }
        var usable = calls.end(to);
        done = true;
        to.event(new StreamEvent.Finish(reason(usable), finish));
    }

    private FinishReason reason(boolean called) {
        return switch (finish == null ? "stop" : finish) {
            case "stop", "tool_calls", "function_call", "eos", "eos_token", "stop_sequence", "end_turn" -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "length", "max_tokens", "model_length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> called ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
        };
    }

    private void fail(JsonNode error) {
        stop(Errors.inStream(error, clock.instant()));
    }

    private void stop(Failure failure) {
        done = true;
        to.event(new StreamEvent.Failed(failure));
    }
}
