package scorpiox.simulator.anthropic;

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

/// Writes a message: blocks that start, grow and stop, between its own start and stop.
final class MessagesWriter implements Writer {
    private final Events events;
    private final JsonNode body;
    private final Kept.Usage usage;
    private final boolean thinks;
    private final ArrayNode content = Json.array();
    private final long seed;
    private String stop = "end_turn";
    private ObjectNode last;
    private int tokens;
    private int thought;

    MessagesWriter(Events events, JsonNode body, Kept.Usage usage, boolean thinks) {
        this.events = events;
        this.body = body;
        this.usage = usage;
        this.thinks = thinks;
        this.seed = body.path("messages").size() * 1_000L;
    }

    /// What a thinking block is signed with.
    static String signature(String model, String thinking) {
        return Signatures.of(model, thinking);
    }

    @Override
    public void begin() throws IOException {
        event("message_start", Json.object().set("message", message("", 1)));
    }

    private ObjectNode message(String reason, int output) {
        var message = Json.object().put("model", body.path("model").asText()).put("id", Ids.of("msg", seed)).put("type", "message").put("role", "assistant");
        message.set("content", reason.isEmpty() ? Json.array() : content);
        message.put("stop_reason", reason.isEmpty() ? null : reason).putNull("stop_sequence");
        message.set("usage", usage.json(output).put("service_tier", "standard"));
        return message;
    }

    @Override
    public void piece(Piece piece) throws IOException {
        if (thinks && content.isEmpty() && !(piece instanceof Piece.Reasoning)) thinking("Let me see what is wanted here.");
        switch (piece) {
            case Piece.Text(var text, _) -> text(text);
            case Piece.Repeated(var delta, var times) -> repeated(delta, times);
            case Piece.Refusal(var text) -> {
                text(text);
                stop = "refusal";
            }
            case Piece.Reasoning(var summary) -> thinking(summary);
            case Piece.Call(var name, var arguments) -> call("tool_use", "toolu", name, arguments);
            case Piece.Custom(var name, var input) -> call("tool_use", "toolu", name, Json.write(Json.object().put("input", input)));
            case Piece.Search(var query) -> {
                call("server_tool_use", "srvtoolu", "web_search", Json.write(Json.object().put("query", query)));
                var result = Json.object().put("type", "web_search_tool_result").put("tool_use_id", content.get(content.size() - 1).path("id").asText());
                result.putArray("content");
                start(result);
                stop(result);
            }
        }
    }

    private void text(String text) throws IOException {
        if (text.isEmpty()) return;
        start(Json.object().put("type", "text").put("text", ""));
        for (var delta : Events.deltas(text)) delta(Json.object().put("type", "text_delta").put("text", delta));
        stop(Json.object().put("type", "text").put("text", text));
    }

    private void repeated(String delta, int times) throws IOException {
        start(Json.object().put("type", "text").put("text", ""));
        var data = Json.object().put("type", "content_block_delta").put("index", content.size());
        data.set("delta", Json.object().put("type", "text_delta").put("text", delta));
        var event = "event: content_block_delta\ndata: " + Json.write(data) + "\n\n";
        for (var i = 0; i < times; i++) events.raw(event);
        stop(Json.object().put("type", "text").put("text", delta.repeat(times)));
    }

    private void thinking(String summary) throws IOException {
        var shown = body.path("thinking").path("display").asText().equals("omitted") ? "" : summary;
        var signature = signature(body.path("model").asText(), shown);
        start(Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
        for (var delta : Events.deltas(shown)) delta(Json.object().put("type", "thinking_delta").put("thinking", delta));
        delta(Json.object().put("type", "signature_delta").put("signature", signature));
        stop(Json.object().put("type", "thinking").put("thinking", shown).put("signature", signature));
        thought += Ids.tokens(summary);
    }

    private void call(String type, String prefix, String name, String arguments) throws IOException {
        var block = Json.object().put("type", type).put("id", Ids.of(prefix, seed + content.size())).put("name", name);
        var started = block.deepCopy();
        started.putObject("input");
        start(started);
        delta(Json.object().put("type", "input_json_delta").put("partial_json", ""));
        if (!arguments.equals("{}")) {
            for (var delta : Events.deltas(arguments)) delta(Json.object().put("type", "input_json_delta").put("partial_json", delta));
        }
        stop(block.set("input", parsed(arguments)));
        if (type.equals("tool_use") && stop.equals("end_turn")) stop = "tool_use";
    }

    private static JsonNode parsed(String arguments) {
        try {
            return Json.read(arguments);
        } catch (IOException broken) {
            return Json.object();
        }
    }

    private void start(ObjectNode block) throws IOException {
        event("content_block_start", Json.object().put("index", content.size()).set("content_block", block));
        if (content.isEmpty()) event("ping", Json.object());
    }

    private void delta(ObjectNode delta) throws IOException {
        events.token();
        event("content_block_delta", Json.object().put("index", content.size()).set("delta", delta));
    }

    private void stop(JsonNode block) throws IOException {
        event("content_block_stop", Json.object().put("index", content.size()));
        content.add(block);
        tokens += Ids.tokens(Json.write(block));
    }

    @Override
    public void end(boolean complete) throws IOException {
        if (!complete) stop = "max_tokens";
        var delta = Json.object().put("stop_reason", stop).putNull("stop_sequence");
        if (stop.equals("refusal")) delta.putObject("stop_details").put("type", "refusal").put("category", "general_harms").putNull("explanation");
        var output = usage.json(tokens + 1);
        output.remove("cache_creation");
        if (thought > 0) output.putObject("output_tokens_details").put("thinking_tokens", thought);
        last = message(stop, tokens + 1);
        if (delta.has("stop_details")) last.set("stop_details", delta.path("stop_details"));
        event("message_delta", Json.object().<ObjectNode>set("delta", delta).set("usage", output));
        event("message_stop", Json.object());
    }

    @Override
    public void failed(Fault fault) throws IOException {
        switch (fault.name()) {
            case "rate-limit" -> error("rate_limit_error", "This request would exceed the rate limit of your organization.");
            case "error-event" -> error("api_error", "Internal server error");
            case "invalid-prompt" -> {
                stop = "refusal";
                end(true);
            }
            default -> error("overloaded_error", "Overloaded");
        }
    }

    private void error(String type, String message) throws IOException {
        var body = AnthropicErrors.body(type, message);
        events.send("error", body.put("request_id", AnthropicErrors.REQUEST));
    }

    private void event(String type, ObjectNode more) throws IOException {
        var event = Json.object().put("type", type);
        event.setAll(more);
        events.send(type, event);
    }

    @Override
    public String malformed() {
        return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"ind\n\n";
    }

    @Override
    public String filler(int size) {
        return "event: filler\ndata: {\"type\":\"filler\",\"filler\":\"" + "x".repeat(size) + "\"}\n\n";
    }

    @Override
    public JsonNode whole() {
        return last;
    }
}
