package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import scorpiox.base.Json;

/// Writes the event stream of one answer as the Codex backend does: life-cycle events around every item, numbered,
/// one data line each.
final class EventWriter {
    /// Stops the stream where a fault says so.
    interface Brake {
        /// Called before event `number`; false ends the stream at once.
        boolean before(int number) throws IOException;
    }

    private static final String ID = "%s_%032x";

    /// Where the text of the stream goes.
    interface Text {
        void write(String text) throws IOException;
    }

    private final Text to;
    private final String lineEnd;
    private final Brake brake;
    private final ArrayNode output = Json.array();
    private int number;
    private boolean stopped;

    EventWriter(Text to, boolean crlf, Brake brake) {
        this.to = to;
        this.lineEnd = crlf ? "\r\n" : "\n";
        this.brake = brake;
    }

    boolean stopped() {
        return stopped;
    }

    /// Output items so far.
    ArrayNode output() {
        return output;
    }

    void event(String type, ObjectNode body) throws IOException {
        if (stopped) return;
        if (!brake.before(number)) {
            stopped = true;
            return;
        }
        var event = Json.object().put("type", type);
        event.setAll(body);
        event.put("sequence_number", number++);
        to.write("event: " + type + lineEnd + "data: " + Json.write(event) + lineEnd + lineEnd);
    }

    /// A line of the body that is no proper event.
    void raw(String text) throws IOException {
        if (!stopped) to.write(text.replace("\n", lineEnd));
    }

    void pieces(List<Piece> pieces) throws IOException {
        for (var piece : pieces) {
            switch (piece) {
                case Piece.Text(var text, var phase) -> message(deltas(text), phase, "output_text", "text");
                case Piece.Repeated(var delta, var times) -> repeated(delta, times);
                case Piece.Refusal(var text) -> message(deltas(text), null, "refusal", "refusal");
                case Piece.Reasoning(var summary) -> reasoning(summary);
                case Piece.Call(var name, var arguments) -> call("function_call", "fc", name, "arguments", arguments, "response.function_call_arguments");
                case Piece.Custom(var name, var input) -> call("custom_tool_call", "ctc", name, "input", input, "response.custom_tool_call_input");
                case Piece.Search(var query) -> search(query);
            }
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
        for (var delta : deltas) event(name + ".delta", content(item, index).put("delta", delta));
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
        var start = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\"," + body.substring(1, body.length() - 1) + ",\"sequence_number\":";
        for (var i = 0; i < times; i++) to.write(start + number++ + "}\n\n");
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
        for (var delta : deltas(summary)) event("response.reasoning_summary_text.delta", place.deepCopy().put("delta", delta));
        event("response.reasoning_summary_text.done", place.deepCopy().put("text", summary));
        var whole = item.deepCopy().put("encrypted_content", "gAAAAABsimulatedReasoning" + index);
        whole.withArray("summary").addObject().put("type", "summary_text").put("text", summary);
        done(index, whole);
    }

    private void call(String type, String prefix, String name, String member, String value, String event) throws IOException {
        var index = output.size();
        var item = shell(prefix, type).put("status", "in_progress").put("call_id", ID.formatted("call", number)).put("name", name).put(member, "");
        event("response.output_item.added", at(index).set("item", item));
        var place = at(index).put("item_id", item.path("id").asText());
        for (var delta : deltas(value)) event(event + ".delta", place.deepCopy().put("delta", delta));
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
        return Json.object().put("id", ID.formatted(prefix, number)).put("type", type);
    }

    private static ObjectNode at(int index) {
        return Json.object().put("output_index", index);
    }

    private static ObjectNode content(JsonNode item, int index) {
        return Json.object().put("item_id", item.path("id").asText()).put("output_index", index).put("content_index", 0);
    }

    /// A text in pieces of about a word each, never within a surrogate pair.
    private static List<String> deltas(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=[ \\n])(?=\\S)"));
    }
}
