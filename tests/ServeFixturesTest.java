package scorpiox.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Json;

/// Every stream of a backend, whole and cut after each of its events, through the whole server and out by every API: pieces
/// and whole say the same, and whatever happens a client is told of exactly one end. Streams of the real wire take part where
/// `SX_FIXTURES` names their folder.
class ServeFixturesTest {
    private static final String ONCE = "backends: {openai_codex: {extra: {codex: {streaming: {max_retries: 0, retry_backoff_seconds: [0]}}}}}";
    private static final String TOOLS = "'tools':[{'type':'function','function':{'name':'shell','parameters':{'type':'object'}}},{'type':'function','function':{'name':'read','parameters':{'type':'object'}}}]";

    /// The APIs and what is asked by them.
    private enum Api {
        CHAT("/v1/chat/completions", "{'model':'gpt-5.1-codex','stream':S,'stream_options':O,'messages':[{'role':'user','content':'hi'}]," + TOOLS + "}"),
        PASSED("/v1/responses", "{'model':'gpt-5.1-codex','stream':S,'input':'hi'}"),
        REBUILT("/v1/responses", "{'model':'gpt-5.1-codex','stream':S,'input':'hi','codex_capabilities':{'codex_passthrough':false}}"),
        MESSAGES("/v1/messages", "{'model':'gpt-5.1-codex','stream':S,'max_tokens':9,'messages':[{'role':'user','content':'hi'}]}"),
        COMPLETIONS("/v1/completions", "{'model':'gpt-5.1-codex','stream':S,'stream_options':O,'prompt':'hi'}");

        final String path;
        private final String body;

        Api(String path, String body) {
            this.path = path;
            this.body = body.replace('\'', '"');
        }

        String body(boolean stream) {
            return body.replace(":S,", ":" + stream + ",").replace("\"stream_options\":O,", stream ? "\"stream_options\":{\"include_usage\":true}," : "");
        }
    }

    @TempDir
    Path home;

    private final AtomicReference<byte[]> played = new AtomicReference<>();

    private static Map<String, String> streams() throws IOException {
        var streams = new LinkedHashMap<String, String>();
        streams.put("text", """
                {'type':'response.created','response':{'id':'resp_1','status':'in_progress','output':[]}}
                {'type':'response.output_item.added','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[]}}
                {'type':'response.reasoning_summary_part.added','item_id':'rs_1','output_index':0,'summary_index':0,'part':{'type':'summary_text','text':''}}
                {'type':'response.reasoning_summary_text.delta','item_id':'rs_1','output_index':0,'summary_index':0,'delta':'thinking'}
                {'type':'response.output_item.done','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[{'type':'summary_text','text':'thinking'}],'encrypted_content':'c2VhbGVk'}}
                {'type':'response.output_item.added','output_index':1,'item':{'id':'msg_1','type':'message','role':'assistant','content':[]}}
                {'type':'response.content_part.added','item_id':'msg_1','output_index':1,'content_index':0,'part':{'type':'output_text','text':''}}
                {'type':'response.output_text.delta','item_id':'msg_1','output_index':1,'content_index':0,'delta':'Gr\u00fc\u00df '}
                {'type':'response.output_text.delta','item_id':'msg_1','output_index':1,'content_index':0,'delta':'Gott'}
                {'type':'response.output_text.done','item_id':'msg_1','output_index':1,'content_index':0,'text':'Gr\u00fc\u00df Gott'}
                {'type':'response.output_item.done','output_index':1,'item':{'id':'msg_1','type':'message','role':'assistant','content':[{'type':'output_text','text':'Gr\u00fc\u00df Gott'}]}}
                {'type':'response.completed','response':{'id':'resp_1','status':'completed','output':[],'usage':{'input_tokens':7,'output_tokens':5,'total_tokens':12}}}
                """);
        streams.put("calls", """
                {'type':'response.created','response':{'id':'resp_2','status':'in_progress'}}
                {'type':'response.output_item.added','output_index':0,'item':{'id':'fc_1','type':'function_call','call_id':'call_1','name':'shell','arguments':''}}
                {'type':'response.output_item.added','output_index':1,'item':{'id':'fc_2','type':'function_call','call_id':'call_2','name':'read','arguments':''}}
                {'type':'response.function_call_arguments.delta','item_id':'fc_2','output_index':1,'delta':'{\\"a\\":'}
                {'type':'response.function_call_arguments.delta','item_id':'fc_1','output_index':0,'delta':'{\\"c\\":1}'}
                {'type':'response.function_call_arguments.delta','item_id':'fc_2','output_index':1,'delta':'2}'}
                {'type':'response.function_call_arguments.done','item_id':'fc_1','output_index':0,'arguments':'{\\"c\\":1}'}
                {'type':'response.output_item.done','output_index':0,'item':{'id':'fc_1','type':'function_call','call_id':'call_1','name':'shell','arguments':'{\\"c\\":1}'}}
                {'type':'response.output_item.done','output_index':1,'item':{'id':'fc_2','type':'function_call','call_id':'call_2','name':'read','arguments':'{\\"a\\":2}'}}
                {'type':'response.completed','response':{'id':'resp_2','status':'completed','usage':{'input_tokens':1,'output_tokens':2,'total_tokens':3}}}
                """);
        streams.put("cut short", """
                {'type':'response.output_text.delta','item_id':'m','output_index':0,'delta':'as far as'}
                {'type':'response.incomplete','response':{'id':'resp_3','status':'incomplete','incomplete_details':{'reason':'max_output_tokens'},'usage':{'output_tokens':3}}}
                """);
        streams.put("refusal", """
                {'type':'response.output_item.added','output_index':0,'item':{'id':'msg_1','type':'message','role':'assistant','content':[]}}
                {'type':'response.refusal.delta','item_id':'msg_1','output_index':0,'content_index':0,'delta':'No.'}
                {'type':'response.refusal.done','item_id':'msg_1','output_index':0,'content_index':0,'refusal':'No.'}
                {'type':'response.completed','response':{'id':'resp_4','status':'completed','output':[],'usage':{'output_tokens':3}}}
                """);
        streams.put("remarks", """
                {'type':'response.output_item.added','output_index':0,'item':{'id':'msg_1','type':'message','role':'assistant','phase':'commentary','content':[]}}
                {'type':'response.output_text.delta','item_id':'msg_1','output_index':0,'content_index':0,'delta':'I look.'}
                {'type':'response.output_item.done','output_index':0,'item':{'id':'msg_1','type':'message','role':'assistant','phase':'commentary','content':[{'type':'output_text','text':'I look.'}]}}
                {'type':'response.output_item.added','output_index':1,'item':{'id':'msg_2','type':'message','role':'assistant','phase':'final_answer','content':[]}}
                {'type':'response.output_text.delta','item_id':'msg_2','output_index':1,'content_index':0,'delta':'Found.'}
                {'type':'response.output_item.done','output_index':1,'item':{'id':'msg_2','type':'message','role':'assistant','phase':'final_answer','content':[{'type':'output_text','text':'Found.'}]}}
                {'type':'response.done','response':{'id':'resp_5','status':'completed','output':[],'usage':{'output_tokens':3}}}
                """);
        streams.put("at once", "{'type':'response.completed','response':{'id':'resp_6','status':'completed','output':[{'type':'message','role':'assistant','content':[{'type':'output_text','text':'all'}]}],'usage':{'output_tokens':1}}}\n");
        streams.put("failed", "{'type':'response.output_text.delta','item_id':'m','output_index':0,'delta':'well'}\n{'type':'response.failed','response':{'id':'resp_7','status':'failed','error':{'code':'server_is_overloaded','message':'busy'}}}\n");
        streams.replaceAll((_, lines) -> String.join("", lines.lines().map(line -> "data: " + line.replace('\'', '"') + "\n\n").toList()));
        var named = System.getenv("SX_FIXTURES");
        if (named == null || named.isEmpty()) return streams;
        try (var files = Files.list(Path.of(named))) {
            for (var file : files.filter(each -> each.toString().endsWith(".sse")).sorted().toList()) streams.put(file.getFileName().toString(), Files.readString(file).replace("\r\n", "\n"));
        }
        return streams;
    }

    @Test
    void everyStreamCutAnywhereEndsOnceAndWellAndSaysTheSameInPiecesAndWhole() throws IOException {
        try (var serving = new Serving(home, ONCE, (_, peer) -> {
            peer.out().write(played.get());
            peer.out().flush();
        })) {
            for (var stream : streams().entrySet()) {
                var events = List.of(stream.getValue().split("(?<=\n\n)"));
                for (var cut = 0; cut <= events.size(); cut++) {
                    var text = String.join("", events.subList(0, cut));
                    var bytes = text.getBytes(StandardCharsets.UTF_8);
                    // a cut is seen by its end, or, in a chunked body, by the end that is missing
                    var chunks = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + (bytes.length == 0 ? "" : Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n");
                    played.set((cut % 2 == 0 ? Serving.HEAD + text : chunks).getBytes(StandardCharsets.UTF_8));
                    for (var api : Api.values()) compare(serving, api, api + ", " + stream.getKey() + " after " + cut + " of " + events.size() + " events");
                }
            }
        }
    }

    private static void compare(Serving serving, Api api, String what) throws IOException {
        var whole = serving.post(api.path, api.body(false));
        var pieces = serving.post(api.path, api.body(true));
        if (whole.status() != 200) error(api, whole, what);
        if (pieces.status() != 200) {
            error(api, pieces, what);
            assertEquals(whole.status(), pieces.status(), what);
            assertEquals(plain(whole.json()), plain(pieces.json()), what);
            return;
        }
        var read = switch (api) {
            case CHAT, COMPLETIONS -> chat(pieces.body(), what);
            case PASSED, REBUILT -> responses(pieces.body(), api == Api.PASSED, what);
            case MESSAGES -> messages(pieces.body(), what);
        };
        assertEquals(whole.status() != 200, read == null, what + ": " + whole.body() + pieces.body());
        if (read != null) assertEquals(Json.write(meaning(api, whole.json())), Json.write(read), what + ": " + pieces.body());
    }

    private static void error(Api api, Serving.Reply reply, String what) {
        var error = reply.json().path("error");
        assertTrue(reply.status() >= 400 && reply.status() != 500, what + ": " + reply.body());
        assertFalse(error.path("message").asText().isBlank() || error.path("type").asText().isBlank() || reply.header("x-should-retry").isEmpty(), what + ": " + reply.head() + reply.body());
        assertEquals("application/json", reply.header("content-type"), what);
        if (api == Api.MESSAGES) assertEquals("error", reply.json().path("type").asText(), what);
    }

    private static JsonNode plain(JsonNode error) {
        return ((ObjectNode) error.deepCopy()).without(List.of("request_id"));
    }

    /// What an answer in one piece says, without ids and times.
    private static ObjectNode meaning(Api api, JsonNode whole) {
        var meaning = Json.object();
        switch (api) {
            case CHAT -> {
                var message = whole.path("choices").path(0).path("message");
                for (var name : List.of("content", "refusal", "reasoning_content")) meaning.put(name, message.path(name).asText("").replace("null", ""));
                meaning.set("calls", Json.array());
                for (var call : message.path("tool_calls")) meaning.withArray("calls").add(call);
                meaning.put("finish", whole.path("choices").path(0).path("finish_reason").asText()).set("usage", whole.path("usage"));
            }
            case COMPLETIONS -> {
                meaning.put("content", whole.path("choices").path(0).path("text").asText()).put("refusal", "").put("reasoning_content", "").set("calls", Json.array());
                meaning.put("finish", whole.path("choices").path(0).path("finish_reason").asText()).set("usage", whole.path("usage"));
            }
            case PASSED, REBUILT -> meaning.put("status", whole.path("status").asText()).<ObjectNode>set("output", nameless(whole.path("output"))).set("usage", counted(whole.path("usage")));
            case MESSAGES -> meaning.put("stop", whole.path("stop_reason").asText()).<ObjectNode>set("content", whole.path("content")).set("usage", whole.path("usage"));
        }
        return meaning;
    }

    /// Ids are new in every answer that is written here, and some backends leave out what says nothing.
    private static JsonNode nameless(JsonNode output) {
        var copy = output.deepCopy();
        for (var item : copy) {
            ((ObjectNode) item).remove(List.of("id", "status"));
            for (var part : item.path("content")) ((ObjectNode) part).remove(List.of("annotations", "logprobs"));
        }
        return copy;
    }

    private static ObjectNode counted(JsonNode usage) {
        return Json.object().put("in", usage.path("input_tokens").asInt()).put("out", usage.path("output_tokens").asInt());
    }

    /// Puts chunks together; null for what broke off.
    private static ObjectNode chat(String body, String what) throws IOException {
        assertTrue(body.endsWith("data: [DONE]\n\n") && body.indexOf("[DONE]") == body.length() - 8, what + ": " + body);
        var text = new TreeMap<>(Map.of("content", "", "refusal", "", "reasoning_content", ""));
        var calls = new TreeMap<Integer, ObjectNode>();
        var ends = new ArrayList<String>();
        var meaning = Json.object();
        var broken = false;
        for (var line : body.lines().filter(each -> each.startsWith("data: {")).toList()) {
            var chunk = Json.read(line.substring(6));
            broken |= chunk.has("error");
            var choice = chunk.path("choices").path(0);
            if (choice.path("finish_reason").isTextual()) ends.add(choice.path("finish_reason").asText());
            if (chunk.path("usage").isObject()) meaning.set("usage", chunk.path("usage"));
            text.merge("content", choice.path("text").asText(""), String::concat);
            text.replaceAll((name, so) -> so + (choice.path("delta").path(name).isTextual() ? choice.path("delta").path(name).asText() : ""));
            for (var call : choice.path("delta").path("tool_calls")) call(calls, call);
        }
        assertEquals(1, ends.size(), what + ": " + body);
        if (broken) {
            assertEquals("length", ends.getFirst(), what);
            return null;
        }
        for (var name : List.of("content", "refusal", "reasoning_content")) meaning.put(name, text.get(name));
        var usage = meaning.remove("usage");
        meaning.set("calls", Json.array().addAll(calls.values()));
        return meaning.put("finish", ends.getFirst()).set("usage", usage);
    }

    private static void call(Map<Integer, ObjectNode> calls, JsonNode delta) {
        var known = calls.get(delta.path("index").asInt());
        if (known == null) {
            calls.put(delta.path("index").asInt(), ((ObjectNode) delta.deepCopy()).without(List.of("index")));
            return;
        }
        var body = (ObjectNode) known.path(known.path("type").asText());
        var member = body.has("input") ? "input" : "arguments";
        body.put(member, body.path(member).asText() + delta.path(known.path("type").asText()).path(member).asText());
    }

    private static List<JsonNode> named(String body, String what) throws IOException {
        var events = new ArrayList<JsonNode>();
        for (var frame : body.split("\n\n")) {
            var lines = frame.split("\n");
            assertEquals(2, lines.length, what + ": " + frame);
            var event = Json.read(lines[1].substring("data: ".length()));
            assertEquals(lines[0], "event: " + event.path("type").asText(), what);
            events.add(event);
        }
        return events;
    }

    /// The response of the last event, which its deltas have to spell; null for one that failed.
    private static ObjectNode responses(String body, boolean passed, String what) throws IOException {
        var events = named(body, what);
        var ends = events.stream().map(each -> each.path("type").asText()).filter(Set.of("response.completed", "response.incomplete", "response.failed", "response.done", "error")::contains).toList();
        assertEquals(1, ends.size(), what + ": " + body);
        var last = events.getLast();
        assertEquals(ends.getFirst(), last.path("type").asText(), what + ": " + body);
        if (ends.getFirst().equals("response.failed")) {
            assertFalse(last.path("response").path("error").path("message").asText().isEmpty(), what + ": " + body);
            return null;
        }
        var response = (ObjectNode) last.path("response");
        if (passed) response.set("output", gathered(events));
        return meaning(Api.PASSED, response);
    }

    /// What the events of a stream that was passed through add up to: an item that never ended is in its deltas only.
    private static JsonNode gathered(List<JsonNode> events) {
        var items = new TreeMap<Integer, JsonNode>();
        var done = new TreeMap<Integer, JsonNode>();
        for (var event : events) {
            var index = event.path("output_index").asInt();
            if (event.path("type").asText().equals("response.output_item.added")) items.put(index, event.path("item").deepCopy());
            if (event.path("type").asText().equals("response.output_item.done")) done.put(index, event.path("item"));
            for (var kind : List.of("output_text", "refusal")) {
                if (!event.path("type").asText().equals("response." + kind + ".delta")) continue;
                var item = (ObjectNode) items.computeIfAbsent(index, _ -> Json.object().put("type", "message").put("role", "assistant"));
                var content = item.withArray("content");
                if (content.isEmpty()) content.addObject().put("type", kind);
                var piece = (ObjectNode) content.get(0);
                var member = kind.equals("refusal") ? kind : "text";
                piece.put(member, piece.path(member).asText("") + event.path("delta").asText());
                if (member.equals("text")) piece.putArray("annotations");
            }
        }
        items.putAll(done);
        var all = events.getLast().path("response").path("output");
        return items.size() <= all.size() ? all : Json.array().addAll(items.values());
    }

    /// Puts blocks together, which must stand one after the other; null for what broke off.
    private static ObjectNode messages(String body, String what) throws IOException {
        var blocks = Json.array();
        var events = named(body, what);
        ObjectNode open = null;
        var input = new StringBuilder();
        var meaning = Json.object();
        assertTrue(Set.of("message_start", "error").contains(events.getFirst().path("type").asText()), what);
        for (var event : events) {
            switch (event.path("type").asText()) {
                case "content_block_start" -> {
                    assertTrue(open == null && event.path("index").asInt() == blocks.size(), what + ": " + body);
                    open = event.path("content_block").deepCopy();
                    input.setLength(0);
                }
                case "content_block_delta" -> {
                    var delta = (ObjectNode) event.path("delta");
                    for (var name : List.of("text", "thinking", "signature")) if (delta.has(name)) open.put(name, open.path(name).asText("") + delta.path(name).asText());
                    input.append(delta.path("partial_json").asText(""));
                }
                case "content_block_stop" -> {
                    if (open.path("type").asText().equals("tool_use")) open.set("input", Json.read(input.toString()));
                    blocks.add(open);
                    open = null;
                }
                case "message_delta" -> meaning.put("stop", event.path("delta").path("stop_reason").asText()).<ObjectNode>set("content", blocks).set("usage", event.path("usage"));
                default -> { }
            }
        }
        var ends = events.stream().map(each -> each.path("type").asText()).filter(Set.of("message_stop", "error")::contains).toList();
        assertEquals(List.of(events.getLast().path("type").asText()), ends, what + ": " + body);
        if (ends.getFirst().equals("error")) return null;
        assertTrue(open == null, what + ": " + body);
        return meaning;
    }
}
