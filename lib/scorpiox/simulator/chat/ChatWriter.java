package scorpiox.simulator.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import scorpiox.base.Json;
import scorpiox.simulator.model.Piece;
import scorpiox.simulator.model.Writer;
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.Events;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Ids;

/// Writes a completion in chunks, `[DONE]` behind them.
final class ChatWriter implements Writer {
    private final Events events;
    private final JsonNode body;
    private final int prompt;
    private final int cached;
    private final long seed;
    private final long created = Instant.now().getEpochSecond();
    private final ObjectNode message = Json.object().put("role", "assistant").putNull("content").putNull("refusal");
    private String reason = "stop";
    private int output;
    private int thought;

    /// @param prompt tokens of the request
    /// @param cached of them
    ChatWriter(Events events, JsonNode body, int prompt, int cached) {
        this.events = events;
        this.body = body;
        this.prompt = prompt;
        this.cached = cached;
        this.seed = body.path("messages").size() * 1_000L;
    }

    @Override
    public void begin() throws IOException {
        chunk(Json.object().put("role", "assistant").put("content", "").putNull("refusal"), null);
    }

    @Override
    public void piece(Piece piece) throws IOException {
        switch (piece) {
            case Piece.Text(var text, _) -> text("content", text);
            case Piece.Repeated(var delta, var times) -> {
                var event = "data: " + Json.write(frame(choice(Json.object().put("content", delta), null))) + "\n\n";
                for (var i = 0; i < times; i++) events.raw(event);
                append("content", delta.repeat(times));
            }
            case Piece.Refusal(var text) -> text("refusal", text);
            case Piece.Reasoning(var summary) -> {
                text("reasoning_content", summary);
                thought += Ids.tokens(summary);
            }
            case Piece.Call(var name, var arguments) -> call("function", name, "arguments", arguments);
            case Piece.Custom(var name, var input) -> call("custom", name, "input", input);
            case Piece.Search(_) -> { }     // the search itself is not to be seen on this wire
        }
    }

    private void text(String member, String text) throws IOException {
        for (var delta : Events.deltas(text)) {
            events.token();
            chunk(Json.object().put(member, delta), null);
        }
        append(member, text);
    }

    private void append(String member, String text) {
        message.put(member, message.path(member).asText("").replace("null", "") + text);
        output += Ids.tokens(text);
    }

    private void call(String type, String name, String member, String value) throws IOException {
        var calls = message.withArray("tool_calls");
        var index = calls.size();
        var call = Json.object().put("id", Ids.of("call", seed + index)).put("type", type);
        var first = Json.object().put("index", index);
        first.setAll(call.deepCopy());
        first.putObject(type).put("name", name).put(member, "");
        delta(first);
        for (var delta : Events.deltas(value)) {
            events.token();
            var next = Json.object().put("index", index);
            next.putObject(type).put(member, delta);
            delta(next);
        }
        call.putObject(type).put("name", name).put(member, value);
        calls.add(call);
        output += Ids.tokens(value);
        reason = "tool_calls";
    }

    private void delta(ObjectNode call) throws IOException {
        var delta = Json.object();
        delta.putArray("tool_calls").add(call);
        chunk(delta, null);
    }

    private void chunk(ObjectNode delta, String finish) throws IOException {
        events.send(null, frame(choice(delta, finish)));
    }

    private static ObjectNode choice(ObjectNode delta, String finish) {
        var choice = Json.object().put("index", 0);
        choice.set("delta", delta);
        return choice.putNull("logprobs").put("finish_reason", finish);
    }

    private ObjectNode frame(ObjectNode choice) {
        var chunk = head("chat.completion.chunk");
        var choices = chunk.putArray("choices");
        if (choice != null) choices.add(choice);
        return chunk;
    }

    private ObjectNode head(String object) {
        return Json.object().put("id", "chatcmpl-" + Ids.hex(seed)).put("object", object).put("created", created).put("model", body.path("model").asText())
                .put("system_fingerprint", "fp_simulated");
    }

    @Override
    public void end(boolean complete) throws IOException {
        if (!complete) reason = "length";
        chunk(Json.object(), reason);
        if (body.path("stream_options").path("include_usage").asBoolean(false)) {
            var last = frame(null);
            last.set("usage", usage());
            events.send(null, last);
        }
        events.send(null, "[DONE]");
    }

    private ObjectNode usage() {
        var usage = Json.object().put("prompt_tokens", prompt).put("completion_tokens", output).put("total_tokens", prompt + output);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", thought);
        return usage;
    }

    @Override
    public void failed(Fault fault) throws IOException {
        switch (fault.name()) {
            case "rate-limit" -> events.send(null, ErrorBodies.error("Rate limit reached for requests", "requests", null, "rate_limit_exceeded"));
            case "error-event" -> events.send("error", ErrorBodies.error("The server had an error while processing your request.", "server_error", null,
                    null));
            case "invalid-prompt" -> {
                chunk(Json.object(), "content_filter");
                events.send(null, "[DONE]");
            }
            default -> events.send(null, ErrorBodies.error("The engine is currently overloaded, please try again later.", "server_error", null,
                    "overloaded"));
        }
    }

    @Override
    public String malformed() {
        return "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"ind\n\n";
    }

    @Override
    public String filler(int size) {
        return "data: {\"object\":\"filler\",\"choices\":[],\"filler\":\"" + "x".repeat(size) + "\"}\n\n";
    }

    @Override
    public JsonNode whole() {
        var whole = head("chat.completion");
        var choice = whole.putArray("choices").addObject().put("index", 0);
        choice.set("message", message);
        choice.putNull("logprobs").put("finish_reason", reason);
        whole.set("usage", usage());
        return whole;
    }
}
