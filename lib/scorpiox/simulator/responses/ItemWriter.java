package scorpiox.simulator.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.simulator.model.Piece;
import scorpiox.simulator.model.Writer;
import scorpiox.simulator.wire.Events;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Ids;

/// Writes the answer as the Codex backend does: life-cycle events around every item, numbered, one data line each.
final class ItemWriter implements Writer {
    private final Events events;
    private final Response response;
    private final ArrayNode output = Json.array();
    private final long seed;
    private ObjectNode whole;

    ItemWriter(Events events, Response response) {
        this.events = events;
        this.response = response;
        seed = response.number() << 20;      // no two requests of a conversation get the same ids
    }

    @Override
    public void begin() throws IOException {
        event("response.created", with(response.started()));
        event("response.in_progress", with(response.started()));
    }

    @Override
    public void end(boolean complete) throws IOException {
        whole = complete ? response.completed(output) : response.incomplete(output);
        event(complete ? "response.completed" : "response.incomplete", with(whole));
    }

    @Override
    public void failed(Fault fault) throws IOException {
        switch (fault.name()) {
            case "error-event" -> event("error", Json.object().put("code", "server_error").put("message", "The server had an error.").putNull("param"));
            case "context-length" -> failed("context_length_exceeded", "Your input exceeds the context window of this model.");
            case "rate-limit" -> failed("rate_limit_exceeded", "Rate limit reached. Please try again in " + fault.or(1) + "ms.");
            case "quota" -> failed("insufficient_quota", "You exceeded your current quota, please check your plan and billing details.");
            case "invalid-prompt" -> failed("invalid_prompt", "Invalid prompt: limited access to this content for safety reasons.");
            default -> failed("server_is_overloaded", "Our servers are currently overloaded. Please try again later.");
        }
    }

    private void failed(String code, String message) throws IOException {
        event("response.failed", with(response.failed(Json.object().put("code", code).put("message", message))));
    }

    @Override
    public String malformed() {
        return "event: response.output_text.delta\ndata: {\"type\":\"response.output_te\n\n";
    }

    @Override
    public String filler(int size) {
        return "data: {\"type\":\"filler\",\"filler\":\"" + "x".repeat(size) + "\"}\n\n";
    }

    @Override
    public JsonNode whole() {
        return whole;
    }

    private void event(String type, ObjectNode body) throws IOException {
        var event = Json.object().put("type", type);
        event.setAll(body);
        events.send(type, event.put("sequence_number", events.number()));
    }

    private void token(String type, ObjectNode body) throws IOException {
        events.token();
        event(type, body);
    }

    @Override
    public void piece(Piece piece) throws IOException {
        switch (piece) {
            case Piece.Text(var text, var phase) -> message(Events.deltas(text), phase, "output_text", "text");
            case Piece.Repeated(var delta, var times) -> repeated(delta, times);
            case Piece.Refusal(var text) -> message(Events.deltas(text), null, "refusal", "refusal");
            case Piece.Reasoning(var summary) -> reasoning(summary);
            case Piece.Call(var name, var arguments) -> call("function_call", "fc", name, "arguments", arguments, "response.function_call_arguments");
            case Piece.Custom(var name, var input) -> call("custom_tool_call", "ctc", name, "input", input, "response.custom_tool_call_input");
            case Piece.Search(var query) -> search(query);
        }
    }

    private void message(List<String> deltas, String phase, String type, String member) throws IOException {
        var index = output.size();
        var item = shell("msg", "message").put("role", "assistant").put("status", "in_progress");
        item.putArray("content");
        if (phase != null) item.put("phase", phase);
        event("response.output_item.added", at(index).set("item", item));
        var part = Json.object().put("type", type).put(member, "");
        if (type.equals("output_text")) part.putArray("annotations");
        event("response.content_part.added", content(item, index).set("part", part));
        var name = type.equals("refusal") ? "response.refusal" : "response.output_text";
        for (var delta : deltas) token(name + ".delta", content(item, index).put("delta", delta));
        var text = String.join("", deltas);
        event(name + ".done", content(item, index).put(member, text));
        var whole = item.deepCopy().put("status", "completed");
        ((ArrayNode) whole.path("content")).add(part.deepCopy().put(member, text));
        event("response.content_part.done", content(item, index).set("part", part.deepCopy().put(member, text)));
        done(index, whole);
    }

    /// Many deltas, prepared once: the backend must not be what a measurement waits for.
    private void repeated(String delta, int times) throws IOException {
        var index = output.size();
        var item = shell("msg", "message").put("role", "assistant").put("status", "in_progress");
        item.putArray("content");
        event("response.output_item.added", at(index).set("item", item));
        var body = Json.write(content(item, index).put("delta", delta));
        var start = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\"," + body.substring(1, body.length() - 1)
                + ",\"sequence_number\":";
        for (var i = 0; i < times; i++) events.ready(start, "}\n\n");
        var whole = item.deepCopy().put("status", "completed");
        whole.withArray("content").addObject().put("type", "output_text").put("text", delta.repeat(times));
        done(index, whole);
    }

    private void reasoning(String summary) throws IOException {
        var index = output.size();
        var item = shell("rs", "reasoning").put("encrypted_content", "gAAAAABsimulated");
        item.putArray("summary");
        event("response.output_item.added", at(index).set("item", item));
        var place = at(index).put("item_id", item.path("id").asText()).put("summary_index", 0);
        event("response.reasoning_summary_part.added", place.deepCopy().set("part", Json.object().put("type", "summary_text").put("text", "")));
        for (var delta : Events.deltas(summary)) token("response.reasoning_summary_text.delta", place.deepCopy().put("delta", delta));
        event("response.reasoning_summary_text.done", place.deepCopy().put("text", summary));
        var whole = item.deepCopy().put("encrypted_content", "gAAAAABsimulatedReasoning" + index);
        whole.withArray("summary").addObject().put("type", "summary_text").put("text", summary);
        done(index, whole);
    }

    private void call(String type, String prefix, String name, String member, String value, String event) throws IOException {
        var index = output.size();
        var item = shell(prefix, type).put("status", "in_progress").put("call_id", Ids.of("call", seed + events.number())).put("name", name).put(member, "");
        event("response.output_item.added", at(index).set("item", item));
        var place = at(index).put("item_id", item.path("id").asText());
        for (var delta : Events.deltas(value)) token(event + ".delta", place.deepCopy().put("delta", delta));
        event(event + ".done", place.deepCopy().put(member, value));
        done(index, item.deepCopy().put("status", "completed").put(member, value));
    }

    private void search(String query) throws IOException {
        var index = output.size();
        var item = shell("ws", "web_search_call").put("status", "in_progress");
        event("response.output_item.added", at(index).set("item", item));
        var place = at(index).put("item_id", item.path("id").asText());
        for (var step : List.of("in_progress", "searching", "completed")) event("response.web_search_call." + step, place.deepCopy());
        var whole = item.deepCopy().put("status", "completed");
        whole.set("action", Json.object().put("type", "search").put("query", query));
        done(index, whole);
    }

    private void done(int index, ObjectNode whole) throws IOException {
        output.add(whole);
        event("response.output_item.done", at(index).set("item", whole));
    }

    private ObjectNode shell(String prefix, String type) {
        return Json.object().put("id", Ids.of(prefix, seed + events.number())).put("type", type);
    }

    private static ObjectNode at(int index) {
        return Json.object().put("output_index", index);
    }

    private static ObjectNode content(JsonNode item, int index) {
        return Json.object().put("item_id", item.path("id").asText()).put("output_index", index).put("content_index", 0);
    }

    private static ObjectNode with(ObjectNode response) {
        return Json.object().set("response", response);
    }
}
