package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.ToolKind;
import scorpiox.provider.Decoder;
import scorpiox.sse.SseEvent;

/// Decodes the chunks of one Gemini answer, each a whole `GenerateContentResponse`.
///
/// Nothing marks the end but the end itself: the answer is complete when a `finishReason` or a `blockReason` was seen. Texts
/// of one kind that follow each other are one piece of the answer, whatever parts they came in.
final class GeminiDecoder implements Decoder {
    private static final int MAX_BROKEN = 3;

    private final String provider;
    private final String asked;
    private final Set<String> freeform;
    private final Set<String> taken = new HashSet<>();
    private final Set<String> cited = new HashSet<>();
    private final GeminiUsage usage = new GeminiUsage();
    private boolean started;
    private boolean done;
    private boolean called;
    private boolean noticed;
    private String finish;
    private String blocked;
    private int parts;
    private int broken;
    private int calls;
    private int lastText = -1;
    private Piece piece;
    private Open open;

    /// A text that is being written.
    private static final class Piece {
        final int part;
        final PartKind kind;
        final ArrayNode signed = Json.array();
        int length;

        Piece(int part, PartKind kind) {
            this.part = part;
            this.kind = kind;
        }
    }

    /// A call whose arguments arrive value by value.
    private record Open(int part, String id, String wireId, String name, PartialArgs args) {}

    GeminiDecoder(String provider, Request request) {
        this.provider = provider;
        this.asked = GeminiModel.plain(request.model());
        this.freeform = GeminiTools.freeform(request);
        for (var message : request.messages()) for (var part : message.parts()) if (part instanceof Part.ToolCall call) taken.add(call.id());
        this.calls = taken.size();
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public void event(SseEvent sse, Sink<StreamEvent> to) {
        if (done || sse.data().isEmpty() || sse.data().equals("[DONE]")) return;
        try {
            if (!(Json.read(sse.data()) instanceof ObjectNode chunk)) throw new IOException("a chunk is a JSON object");
            broken = 0;
            chunk(chunk, to);
        } catch (IOException notJson) {
            if (++broken >= MAX_BROKEN) stop(Failure.of(Kind.PROTOCOL, "the backend sent " + MAX_BROKEN + " events in a row that are not JSON"), to);
            else to.event(new StreamEvent.Notice("broken_event", "skipped an event that is not JSON"));
        }
    }

    @Override
    public void end(Optional<SseEvent> unterminated, Sink<StreamEvent> to) {
        if (done) return;
        if (unterminated.isPresent() && isLast(unterminated.get())) event(unterminated.get(), to);
        if (done) return;
        if (finish == null && blocked == null) stop(Failure.of(Kind.TRUNCATED, "the answer ended early, without the reason why it ends"), to);
        else finish(to);
    }

    /// Whether an event that was not ended is whole all the same, and the last.
    private static boolean isLast(SseEvent event) {
        try {
            return Json.read(event.data()).path("candidates").path(0).path("finishReason").isTextual();
        } catch (IOException cut) {
            return false;
        }
    }

    private void chunk(ObjectNode chunk, Sink<StreamEvent> to) {
        if (chunk.path("error").isObject()) {
            stop(GeminiErrors.inStream(chunk.path("error")), to);
            return;
        }
        if (!started) {
            started = true;
            var model = Json.text(chunk, "modelVersion");
            var id = Json.text(chunk, "responseId");
            to.event(new StreamEvent.Started(provider, model == null ? asked : model, id == null ? "" : id));
        }
        if (Json.text(chunk.path("promptFeedback"), "blockReason") != null) blocked = Json.text(chunk.path("promptFeedback"), "blockReason");
        for (var candidate : chunk.path("candidates")) {
            if (candidate.path("index").asInt(0) != 0) continue;
            for (var part : candidate.path("content").path("parts")) part(part, to);
            citations(candidate, to);
            if (Json.text(candidate, "finishReason") != null) finish = Json.text(candidate, "finishReason");
        }
        if (usage.add(chunk.path("usageMetadata"))) to.event(new StreamEvent.UsageUpdate(usage.total()));
    }

    private void part(JsonNode part, Sink<StreamEvent> to) {
        var signature = Json.text(part, Signatures.KIND);
        if (part.path("functionCall").isObject()) {
            piece = null;
            call(part.path("functionCall"), signature, to);
        } else if (part.has("executableCode") || part.has("codeExecutionResult")) {
            piece = null;
            hosted(part, to);
        } else if (Json.text(part, "text") != null || signature != null) {
            var text = Json.text(part, "text");
            text(text == null ? "" : text, part.path("thought").asBoolean() ? PartKind.REASONING : PartKind.TEXT, signature, to);
        } else if (!noticed && !part.isEmpty()) {
            noticed = true;
            to.event(new StreamEvent.Notice("unknown_part", "the answer holds something that is neither text nor a call; it is left out"));
        }
    }

    private void text(String text, PartKind kind, String signature, Sink<StreamEvent> to) {
        if (text.isEmpty() && signature == null) return;
        if (piece == null || piece.kind != kind) {
            piece = new Piece(parts++, kind);
            to.event(new StreamEvent.PartStarted(piece.part, kind, null));
        }
        if (kind == PartKind.TEXT) lastText = piece.part;
        var from = piece.length;
        piece.length += text.length();
        if (!text.isEmpty() && kind == PartKind.TEXT) to.event(new StreamEvent.TextDelta(piece.part, text));
        else if (!text.isEmpty()) to.event(new StreamEvent.ReasoningDelta(piece.part, text, Thought.SUMMARY));
        if (signature == null) return;
        piece.signed.addObject().put("from", from).put("to", piece.length).put(Signatures.KIND, signature);
        to.event(new StreamEvent.Continuation(piece.part, Signatures.opaque(provider, asked, piece.signed.deepCopy())));
    }

    /// Code that the model ran at Google, and what came of it.
    private void hosted(JsonNode part, Sink<StreamEvent> to) {
        var number = parts++;
        var type = part.has("executableCode") ? "executableCode" : "codeExecutionResult";
        to.event(new StreamEvent.Hosted(number, type, "completed", part));
        to.event(new StreamEvent.Continuation(number, Signatures.opaque(provider, asked, part)));
    }

    /// On the Gemini API a call comes whole; Vertex may begin one, add values to it, and end it with an empty one.
    private void call(JsonNode call, String signature, Sink<StreamEvent> to) {
        var name = Json.text(call, "name");
        var goesOn = call.path("willContinue").asBoolean();
        if (name != null && !name.isEmpty()) {
            closeOpen(false, to);
            var wireId = Json.text(call, "id") == null || Json.text(call, "id").isEmpty() ? null : Json.text(call, "id");
            var begun = new Open(parts++, wireId == null ? newId() : wireId, wireId, name, new PartialArgs());
            to.event(new StreamEvent.ToolCallStart(begun.part, begun.id, name, kind(name)));
            continuation(begun, signature, to);
            if (!goesOn && !call.path("partialArgs").isArray()) {
                end(begun, call.path("args").isMissingNode() ? Json.object() : call.path("args"), to);
                return;
            }
            open = begun;
        } else if (open != null) {
            continuation(open, signature, to);
        }
        if (open == null) return;
        for (var value : call.path("partialArgs")) open.args.add(value);
        if (!goesOn) closeOpen(true, to);
    }

    private void continuation(Open call, String signature, Sink<StreamEvent> to) {
        var data = Signatures.call(call.wireId, signature);
        if (data != null && (signature != null || open != call)) to.event(new StreamEvent.Continuation(call.part, Signatures.opaque(provider, asked, data)));
    }

    /// An id that no call of the conversation has.
    private String newId() {
        var id = "call_" + calls++;
        while (!taken.add(id)) id = "call_" + calls++;
        return id;
    }

    private ToolKind kind(String name) {
        return freeform.contains(name) ? ToolKind.FREEFORM : ToolKind.FUNCTION;
    }

    private void end(Open call, JsonNode args, Sink<StreamEvent> to) {
        end(call, args instanceof ObjectNode object ? object : null, Json.write(args), to);
    }

    private void closeOpen(boolean ended, Sink<StreamEvent> to) {
        if (open == null) return;
        var call = open;
        open = null;
        var args = call.args.complete(ended);
        end(call, args, call.args.raw(args != null), to);
    }

    /// @param args null where they are not complete: such a call must not run
    private void end(Open call, ObjectNode args, String raw, Sink<StreamEvent> to) {
        if (kind(call.name) == ToolKind.FUNCTION) {
            end(call, ToolKind.FUNCTION, args, raw, to);
            return;
        }
        var input = args == null ? null : Json.text(args, GeminiTools.INPUT);
        // half a text would run: it goes on as a function whose arguments are broken, which nobody runs
        if (input == null) end(call, ToolKind.FUNCTION, null, raw, to);
        else end(call, ToolKind.FREEFORM, null, input, to);
    }

    private void end(Open call, ToolKind kind, ObjectNode args, String raw, Sink<StreamEvent> to) {
        called |= kind == ToolKind.FREEFORM || args != null;
        if (!raw.isEmpty()) to.event(new StreamEvent.ToolCallArgs(call.part, raw));
        to.event(new StreamEvent.ToolCallEnd(call.part, call.id, call.name, kind, args, raw));
    }

    private void citations(JsonNode candidate, Sink<StreamEvent> to) {
        if (lastText < 0) return;
        for (var chunk : candidate.path("groundingMetadata").path("groundingChunks")) {
            var url = Json.text(chunk.path("web"), "uri");
            if (url != null && cited.add(url)) to.event(new StreamEvent.Citation(lastText, url, Json.text(chunk.path("web"), "title")));
        }
    }

    private void finish(Sink<StreamEvent> to) {
        closeOpen(false, to);
        done = true;
        to.event(finish == null ? new StreamEvent.Finish(FinishReason.CONTENT_FILTER, blocked) : new StreamEvent.Finish(reason(finish), finish));
    }

    private FinishReason reason(String word) {
        return switch (word) {
            case "STOP" -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE" -> FinishReason.CONTENT_FILTER;
            case "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" -> FinishReason.MALFORMED_CALL;
            default -> word.startsWith("IMAGE_") ? FinishReason.CONTENT_FILTER : FinishReason.OTHER;
        };
    }

    private void stop(Failure failure, Sink<StreamEvent> to) {
        done = true;
        to.event(new StreamEvent.Failed(failure));
    }
}
