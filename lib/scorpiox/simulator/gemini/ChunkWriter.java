package scorpiox.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import scorpiox.base.Json;
import scorpiox.simulator.model.Piece;
import scorpiox.simulator.model.Writer;
import scorpiox.simulator.wire.Events;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Ids;
import scorpiox.simulator.wire.Signatures;

/// Writes an answer in chunks, each a whole response with the parts that are new. Nothing but the reason to finish ends it.
final class ChunkWriter implements Writer {
    /// Tokens of a request.
    ///
    /// @param cached of the prompt
    record Prompt(int tokens, int cached) {}

    private final Events events;
    private final GeminiModel model;
    private final Prompt prompt;
    private final boolean thinks;
    private final boolean shown;
    private final long seed;
    private final ArrayNode parts = Json.array();
    private String reason = "STOP";
    private String message;
    private ObjectNode grounding;
    private boolean called;
    private int output;
    private int thought;

    /// @param thinks whether the model thinks
    /// @param shown  whether that is to be seen
    /// @param seed   makes the ids of this request its own
    ChunkWriter(Events events, GeminiModel model, Prompt prompt, boolean thinks, boolean shown, long seed) {
        this.events = events;
        this.model = model;
        this.prompt = prompt;
        this.thinks = thinks;
        this.shown = shown;
        this.seed = seed;
    }

    /// What a call is signed with.
    static String signature(String model, JsonNode call) {
        return Signatures.of(model, call.path("name").asText() + Json.write(call.path("args")));
    }

    @Override
    public void begin() {
        if (thinks) thought = 64;
    }

    @Override
    public void piece(Piece piece) throws IOException {
        switch (piece) {
            case Piece.Text(var text, _) -> text(text, false);
            case Piece.Repeated(var delta, var times) -> {
                var chunk = "data: " + Json.write(chunk(part(Json.object().put("text", delta)), null)) + "\n\n";
                for (var i = 0; i < times; i++) events.raw(chunk);
                keep(Json.object().put("text", delta.repeat(times)));
            }
            case Piece.Refusal(var text) -> {
                text(text, false);
                reason = "SAFETY";
            }
            case Piece.Reasoning(var summary) -> {
                thought += Ids.tokens(summary);
                if (shown) text(summary, true);
            }
            case Piece.Call(var name, var arguments) -> call(name, arguments);
            case Piece.Custom(var name, var input) -> call(name, Json.write(Json.object().put("input", input)));
            case Piece.Search(var query) -> {
                grounding = Json.object();
                grounding.putArray("webSearchQueries").add(query);
            }
        }
    }

    private void text(String text, boolean thought) throws IOException {
        for (var delta : Events.deltas(text)) {
            var part = Json.object().put("text", delta);
            if (thought) part.put("thought", true);
            else output += Ids.tokens(delta);
            send(part);
        }
        var whole = Json.object().put("text", text);
        if (thought) whole.put("thought", true);
        keep(whole);
    }

    private void call(String name, String arguments) throws IOException {
        var call = Json.object();
        if (model.third()) call.put("id", Ids.hex(seed + parts.size()).substring(20));
        call.put("name", name);
        try {
            var args = Json.read(arguments);
            if (!args.isObject()) throw new IOException("no object");
            call.set("args", args);
        } catch (IOException broken) {
            reason = "MALFORMED_FUNCTION_CALL";
            message = "Malformed function call: " + name + "(" + arguments + ")";
            return;
        }
        var part = Json.object();
        part.set("functionCall", call);
        // of parallel calls the first alone is signed
        if (thinks && !called) part.put("thoughtSignature", signature(model.name(), call));
        called = true;
        output += Ids.tokens(arguments);
        send(part);
        keep(part);
    }

    private void send(ObjectNode part) throws IOException {
        events.token();
        events.send(null, chunk(part(part), null));
    }

    private void keep(ObjectNode part) {
        parts.add(part);
    }

    private static ArrayNode part(ObjectNode part) {
        return Json.array().add(part);
    }

    private ObjectNode chunk(ArrayNode parts, String reason) {
        var chunk = Json.object();
        var candidate = chunk.putArray("candidates").addObject();
        candidate.putObject("content").<ObjectNode>set("parts", parts).put("role", "model");
        if (reason != null) candidate.put("finishReason", reason);
        if (reason != null && message != null) candidate.put("finishMessage", message);
        candidate.put("index", 0);
        if (reason != null && grounding != null) candidate.set("groundingMetadata", grounding);
        return framed(chunk);
    }

    private ObjectNode framed(ObjectNode chunk) {
        var usage = chunk.putObject("usageMetadata").put("promptTokenCount", prompt.tokens());
        if (prompt.cached() > 0) usage.put("cachedContentTokenCount", prompt.cached());
        if (output > 0) usage.put("candidatesTokenCount", output);
        usage.put("totalTokenCount", prompt.tokens() + output + thought);
        if (thought > 0) usage.put("thoughtsTokenCount", thought);
        return chunk.put("modelVersion", model.name()).put("responseId", Ids.hex(seed).substring(10));
    }

    @Override
    public void end(boolean complete) throws IOException {
        if (!complete) reason = "MAX_TOKENS";
        var last = Json.object().put("text", "");
        if (thinks && model.third() && !called) {
            last.put("thoughtSignature", Signatures.of(model.name(), Json.write(parts)));
            keep(last);
        }
        events.send(null, chunk(part(last), reason));
    }

    @Override
    public void failed(Fault fault) throws IOException {
        switch (fault.name()) {
            case "rate-limit" -> events.send(null, GeminiErrors.body(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."));
            case "error-event" -> events.send(null, GeminiErrors.body(500, "INTERNAL", "An internal error has occurred. Please retry."));
            case "invalid-prompt" -> {
                var chunk = Json.object();
                chunk.putObject("promptFeedback").put("blockReason", "PROHIBITED_CONTENT");
                events.send(null, framed(chunk));
            }
            default -> events.send(null, GeminiErrors.body(503, "UNAVAILABLE", "The model is overloaded. Please try again later."));
        }
    }

    @Override
    public String malformed() {
        return "data: {\"candidates\":[{\"content\":{\"par\n\n";
    }

    @Override
    public String filler(int size) {
        return "data: {\"filler\":\"" + "x".repeat(size) + "\"}\n\n";
    }

    @Override
    public JsonNode whole() {
        return chunk(parts, reason);
    }
}
