package scorpiox.server.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.model.Opaque;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.server.ask.Encoder;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.ask.StopFilter;
import scorpiox.server.web.Fields;
import scorpiox.sse.SseEvent;
import scorpiox.sse.SseParser;

class MessagesEncoderTest {
    private static final Stamp STAMP = new Stamp("abc123", Instant.EPOCH, "claude-sonnet");
    private static final Refused OVERLOAD = Refused.of(503, "api_error", "server_overloaded", "try later");

    /// A streamed answer put together as the official SDKs do it: by index, arguments parsed at the end of their block. Fails
    /// where the stream breaks one of the API's own rules.
    static final class Message {
        final ObjectNode message;
        final List<String> types = new ArrayList<>();
        JsonNode error;
        private final ArrayNode content;
        private final StringBuilder arguments = new StringBuilder();
        private boolean open;
        private boolean ended;

        private Message(byte[] stream) throws IOException {
            var events = new ArrayList<SseEvent>();
            var parser = new SseParser();
            parser.feed(stream, 0, stream.length, events::add);
            assertTrue(parser.end().isEmpty(), "the last frame is not ended");
            ObjectNode whole = Json.object();
            for (var event : events) {
                var data = Json.read(event.data());
                assertEquals(event.type(), data.path("type").asText());
                assertFalse(ended || error != null, "something follows the end: " + event);
                assertEquals(types.isEmpty(), event.type().equals("message_start") || types.isEmpty() && event.type().equals("error"), event.toString());
                types.add(event.type());
                if (event.type().equals("message_start")) whole = (ObjectNode) data.path("message");
                take(event.type(), data, whole);
            }
            message = whole;
            content = (ArrayNode) whole.get("content");
            if (error == null) assertTrue(ended, "no end");
            if (error == null) assertFalse(open, "a block is not ended");
        }

        static Message of(byte[] stream) {
            try {
                return new Message(stream);
            } catch (IOException e) {
                throw new AssertionError(new String(stream, StandardCharsets.UTF_8), e);
            }
        }

        private void take(String type, JsonNode data, ObjectNode whole) throws IOException {
            switch (type) {
                case "content_block_start" -> {
                    assertFalse(open, "a block within a block");
                    var blocks = (ArrayNode) whole.get("content");
                    assertEquals(blocks.size(), data.path("index").asInt(-1));
                    blocks.add(data.get("content_block"));
                    arguments.setLength(0);
                    open = true;
                }
                case "content_block_delta" -> {
                    var block = at(data, whole);
                    var delta = data.get("delta");
                    switch (delta.path("type").asText()) {
                        case "text_delta" -> add(block, "text", delta, "text");
                        case "thinking_delta" -> add(block, "thinking", delta, "thinking");
                        case "signature_delta" -> add(block, "thinking", delta, "signature");
                        case "input_json_delta" -> {
                            assertEquals("tool_use", block.path("type").asText());
                            arguments.append(delta.get("partial_json").textValue());
                        }
                        default -> throw new AssertionError(data);
                    }
                }
                case "content_block_stop" -> {
                    var block = at(data, whole);
                    if (block.path("type").asText().equals("tool_use")) block.set("input", assertInstanceOf(ObjectNode.class, Json.read(arguments.toString())));
                    open = false;
                }
                case "message_delta" -> {
                    assertFalse(open, "the answer ends within a block");
                    whole.setAll((ObjectNode) data.get("delta"));
                    whole.set("usage", data.get("usage"));
                }
                case "message_stop" -> ended = true;
                case "error" -> error = data;
                case "message_start", "ping" -> { }
                default -> throw new AssertionError(type);
            }
        }

        private ObjectNode at(JsonNode data, ObjectNode whole) {
            assertTrue(open, "no block is open");
            assertEquals(whole.get("content").size() - 1, data.path("index").asInt(-1));
            return (ObjectNode) whole.get("content").get(data.path("index").asInt());
        }

        private static void add(ObjectNode block, String type, JsonNode delta, String member) {
            assertEquals(type, block.path("type").asText());
            block.put(member, block.get(member).textValue() + delta.get(member).textValue());
        }
    }

    private static byte[] write(Encoder encoder, List<StreamEvent> events) {
        var out = new Frames();
        events.forEach(event -> encoder.event(event, out));
        return out.toBytes();
    }

    /// The content of an answer, the same streamed and whole.
    private static String content(StreamEvent... events) {
        return content(true, events);
    }

    private static String content(boolean thinking, StreamEvent... events) {
        var all = new ArrayList<>(List.of(events));
        if (!(all.getLast() instanceof StreamEvent.Finish)) all.add(new StreamEvent.Finish(FinishReason.STOP, null));
        var streamed = Message.of(write(MessagesEncoder.of(true, thinking, STAMP), all)).message;
        var whole = write(MessagesEncoder.of(false, thinking, STAMP), all);
        assertEquals(new String(whole, StandardCharsets.UTF_8), Json.write(streamed));
        return Json.write(streamed.get("content"));
    }

    private static StreamEvent started(int part, PartKind kind) {
        return new StreamEvent.PartStarted(part, kind, null);
    }

    private static StreamEvent text(int part, String text) {
        return new StreamEvent.TextDelta(part, text);
    }

    private static StreamEvent thought(int part, String text) {
        return new StreamEvent.ReasoningDelta(part, text, Thought.SUMMARY);
    }

    private static StreamEvent call(int part, String name) {
        return new StreamEvent.ToolCallStart(part, "call_" + part, name, ToolKind.FUNCTION);
    }

    private static StreamEvent args(int part, String fragment) {
        return new StreamEvent.ToolCallArgs(part, fragment);
    }

    private static StreamEvent end(int part, String name, String raw) {
        ObjectNode args = null;
        try {
            args = raw.isBlank() ? Json.object() : (ObjectNode) Json.read(raw);
        } catch (IOException | ClassCastException broken) {
            // stays null
        }
        return new StreamEvent.ToolCallEnd(part, "call_" + part, name, ToolKind.FUNCTION, args, raw);
    }

    private static StreamEvent encrypted(int part, String content) {
        return new StreamEvent.Continuation(part, new Opaque("codex", "gpt-5.1", "reasoning", Json.object().put("type", "reasoning").put("encrypted_content", content)));
    }

    @Test
    void aStreamIsWrittenAsTheApiWritesIt() {
        var events = List.of(new StreamEvent.Started("codex", "gpt-5.1", "resp_1"), started(0, PartKind.REASONING), thought(0, "Hm"), encrypted(0, "gAAA"), started(1, PartKind.TEXT),
                text(1, "H\"i"), text(1, "\n"), call(2, "f"), args(2, "{\"a\":1"), args(2, "}"), end(2, "f", "{\"a\":1}"), new StreamEvent.UsageUpdate(new Usage(100, 60, 10, 7, 3)),
                new StreamEvent.Finish(FinishReason.TOOL_CALLS, "completed"));
        assertEquals("""
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_abc123","type":"message","role":"assistant","model":"claude-sonnet","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}

                event: ping
                data: {"type":"ping"}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sx1.gAAA"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: content_block_start
                data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"H\\"i"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"\\n"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":1}

                event: content_block_start
                data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"call_2","name":"f","input":{}}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"}"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":2}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":30,"cache_creation_input_tokens":10,"cache_read_input_tokens":60,"output_tokens":7}}

                event: message_stop
                data: {"type":"message_stop"}

                """, new String(write(MessagesEncoder.of(true, true, STAMP), events), StandardCharsets.UTF_8));
        assertEquals("""
                {"id":"msg_abc123","type":"message","role":"assistant","model":"claude-sonnet","content":[{"type":"thinking","thinking":"Hm","signature":"sx1.gAAA"},{"type":"text","text":"H\\"i\\n"},\
                {"type":"tool_use","id":"call_2","name":"f","input":{"a":1}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":30,"cache_creation_input_tokens":10,\
                "cache_read_input_tokens":60,"output_tokens":7}}""", new String(write(MessagesEncoder.of(false, true, STAMP), events), StandardCharsets.UTF_8));
    }

    @Test
    void whatIsKnownOfTokensStandsAtTheBeginning() {
        var stream = new String(write(MessagesEncoder.of(true, true, STAMP), List.of(new StreamEvent.Started("anthropic", "m", "msg_1"), new StreamEvent.UsageUpdate(new Usage(50, 20, 10, 1, 0)),
                started(0, PartKind.TEXT))), StandardCharsets.UTF_8);
        assertTrue(stream.contains("\"usage\":{\"input_tokens\":20,\"cache_creation_input_tokens\":10,\"cache_read_input_tokens\":20,\"output_tokens\":1}"), stream);
    }

    @Test
    void nothingIsWrittenBeforeTheAnswerBegins() {
        assertEquals(0, write(MessagesEncoder.of(true, true, STAMP), List.of(new StreamEvent.Started("codex", "m", "r"), new StreamEvent.Notice("a", "b"), new StreamEvent.Limits(List.of()),
                new StreamEvent.UsageUpdate(Usage.NONE), new StreamEvent.Retrying(2, 3, Duration.ZERO, null))).length);
    }

    @Test
    void eachMessageOfTheModelIsATextOfItsOwn() {
        assertEquals("[{\"type\":\"text\",\"text\":\"Looking\"},{\"type\":\"text\",\"text\":\"Done\"}]", content(new StreamEvent.PartStarted(0, PartKind.TEXT, Phase.COMMENTARY), text(0, "Look"),
                text(0, "ing"), new StreamEvent.PartStarted(1, PartKind.TEXT, Phase.FINAL), text(1, "Done")));
    }

    @Test
    void callsThatComeInTurnsStandOneAfterTheOther() {
        assertEquals("[{\"type\":\"tool_use\",\"id\":\"call_0\",\"name\":\"a\",\"input\":{\"x\":1}},{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"b\",\"input\":{\"y\":[2]}},"
                        + "{\"type\":\"tool_use\",\"id\":\"call_2\",\"name\":\"c\",\"input\":{}},{\"type\":\"text\",\"text\":\"end\"}]",
                content(call(0, "a"), call(1, "b"), args(0, "{\"x\""), args(1, "{\"y\":"), call(2, "c"), args(1, "[2]}"), end(1, "b", "{\"y\":[2]}"), args(0, ":1}"), text(3, "end"), end(0, "a", "{\"x\":1}"),
                        end(2, "c", "")));
    }

    @Test
    void whatComesWhileACallIsOpenWaitsForIt() {
        var encoder = MessagesEncoder.of(true, true, STAMP);
        var out = new Frames();
        for (var event : List.of(call(0, "a"), args(0, "{"), text(1, "later"))) encoder.event(event, out);
        assertFalse(new String(out.toBytes(), StandardCharsets.UTF_8).contains("later"));
        encoder.event(end(0, "a", "{}"), out);
        assertTrue(new String(out.toBytes(), StandardCharsets.UTF_8).contains("later"));
        out.clear();
        encoder.event(text(1, "more"), out);
        assertTrue(new String(out.toBytes(), StandardCharsets.UTF_8).contains("\"index\":1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "                  | {}",
        "{\"a\":1}         | {\"a\":1}",
        "{\"cmd\":\"rm /   | {\"cmd\":null}",
        "[1]               | {\"raw\":\"[1]\"}",
        "ls -l             | {\"raw\":\"ls -l\"}",
        "{\"a\":1} trailing| {\"a\":1}",
    })
    void argumentsAreAlwaysAnObject(String raw, String input) {
        var given = raw == null ? "" : raw;
        var expected = "[{\"type\":\"tool_use\",\"id\":\"call_0\",\"name\":\"f\",\"input\":" + input + "}]";
        assertEquals(expected, content(call(0, "f"), end(0, "f", given)));
        if (given.isEmpty()) return;
        assertEquals(expected, content(call(0, "f"), args(0, given.substring(0, 1)), args(0, given.substring(1)), end(0, "f", given)));
        assertEquals(expected, content(call(0, "f"), args(0, given.substring(0, 1)), end(0, "f", given)));
        assertEquals(expected, content(call(1, "g"), end(1, "g", ""), call(0, "f"), args(0, given), end(0, "f", given)).replace("{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"g\",\"input\":{}},", ""));
    }

    @Test
    void freeTextIsTheOneArgument() {
        assertEquals("[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"apply_patch\",\"input\":{\"input\":\"*** Begin\\n\"}}]", content(
                new StreamEvent.ToolCallStart(0, "c", "apply_patch", ToolKind.FREEFORM), args(0, "*** Be"), args(0, "gin\n"),
                new StreamEvent.ToolCallEnd(0, "c", "apply_patch", ToolKind.FREEFORM, null, "*** Begin\n"), new StreamEvent.Finish(FinishReason.TOOL_CALLS, null)));
        assertEquals("[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"apply_patch\",\"input\":{\"input\":null}}]", content(
                new StreamEvent.ToolCallStart(0, "c", "apply_patch", ToolKind.FREEFORM), new StreamEvent.ToolCallEnd(0, "c", "apply_patch", ToolKind.FUNCTION, null, "{\"input\":\"*** Be")));
    }

    @Test
    void thinkingEndsWithItsSignatureAndTheLastCounts() {
        assertEquals("[{\"type\":\"thinking\",\"thinking\":\"ab\",\"signature\":\"sx1.two\"},{\"type\":\"text\",\"text\":\"x\"}]",
                content(started(0, PartKind.REASONING), thought(0, "a"), encrypted(0, "one"), thought(0, "b"), encrypted(0, "two"), started(1, PartKind.TEXT), text(1, "x")));
    }

    @Test
    void thinkingThatShowsNothingIsCarriedAllTheSame() {
        assertEquals("[{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"sx1.gA\"}]", content(started(0, PartKind.REASONING), encrypted(0, "gA")));
        assertEquals("[]", content(started(0, PartKind.REASONING), started(1, PartKind.TEXT)));
    }

    @Test
    void whatIsLearnedOfThinkingAfterItsEndStandsInABlockOfItsOwn() {
        assertEquals("[{\"type\":\"thinking\",\"thinking\":\"a\",\"signature\":\"\"},{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"sx1.gA\"}]",
                content(started(0, PartKind.REASONING), thought(0, "a"), started(1, PartKind.TEXT), text(1, "x"), encrypted(0, "gA")));
    }

    @Test
    void ofThinkingInBothWaysTheFirstIsShown() {
        assertEquals("[{\"type\":\"thinking\",\"thinking\":\"raw\",\"signature\":\"\"}]", content(started(0, PartKind.REASONING), new StreamEvent.ReasoningDelta(0, "raw", Thought.RAW), thought(0, "worded")));
        assertEquals("[{\"type\":\"thinking\",\"thinking\":\"worded\",\"signature\":\"\"}]", content(started(0, PartKind.REASONING), thought(0, "worded"), new StreamEvent.ReasoningDelta(0, "raw", Thought.RAW)));
    }

    @Test
    void aClientThatWantsNoThinkingGetsNone() {
        assertEquals("[{\"type\":\"text\",\"text\":\"x\"}]", content(false, started(0, PartKind.REASONING), thought(0, "a"), encrypted(0, "gA"), started(1, PartKind.TEXT), text(1, "x")));
    }

    @Test
    void whatBelongsToACallStandsBeforeIt() {
        var data = Json.object().put("id", "1").put("thoughtSignature", "s");
        var content = content(text(0, "x"), call(1, "f"), new StreamEvent.Continuation(1, new Opaque("gemini", "m", "thoughtSignature", data)), args(1, "{}"), end(1, "f", "{}"),
                new StreamEvent.Continuation(1, new Opaque("gemini", "m", "thoughtSignature", Json.object().put("late", "1"))));
        assertTrue(content.matches("\\[\\{\"type\":\"text\",\"text\":\"x\"},\\{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"sx2\\.[\\w-]+\"},\\{\"type\":\"tool_use\".*\"input\":\\{}}]"), content);
    }

    @Test
    void aSearchOfTheProviderIsCarriedAsThinkingThatShowsNothing() {
        var content = content(new StreamEvent.Hosted(0, "web_search_call", "in_progress", null), new StreamEvent.Hosted(0, "web_search_call", "completed", Json.object()),
                new StreamEvent.Continuation(0, new Opaque("codex", "m", "web_search_call", Json.object().put("type", "web_search_call"))), started(1, PartKind.TEXT), text(1, "x"),
                new StreamEvent.Citation(1, "https://example.com", "t"));
        assertTrue(content.matches("\\[\\{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"sx2\\.[\\w-]+\"},\\{\"type\":\"text\",\"text\":\"x\"}]"), content);
    }

    @ParameterizedTest
    @CsvSource({"STOP, end_turn", "TOOL_CALLS, tool_use", "LENGTH, max_tokens", "CONTENT_FILTER, refusal", "REFUSAL, refusal", "PAUSE, pause_turn", "OTHER, max_tokens", "MALFORMED_CALL, max_tokens"})
    void reasonsToStop(FinishReason reason, String word) {
        var message = Message.of(write(MessagesEncoder.of(true, true, STAMP), List.of(text(0, "x"), new StreamEvent.Finish(reason, "whatever")))).message;
        assertEquals(word, message.path("stop_reason").asText());
        assertTrue(message.path("stop_sequence").isNull());
    }

    @Test
    void aRefusalIsTextWithAReasonOfItsOwn() {
        var message = Message.of(write(MessagesEncoder.of(true, true, STAMP), List.of(started(0, PartKind.REFUSAL), text(0, "No."), new StreamEvent.Finish(FinishReason.STOP, "completed")))).message;
        assertEquals("refusal", message.path("stop_reason").asText());
        assertEquals("[{\"type\":\"text\",\"text\":\"No.\"}]", Json.write(message.get("content")));
    }

    @Test
    void aStopTextIsNamed() {
        var events = new ArrayList<StreamEvent>();
        var filter = new StopFilter(List.of("END"), events::add);
        for (var event : List.of(started(0, PartKind.TEXT), text(0, "one E"), text(0, "ND two"))) filter.event(event);
        var message = Message.of(write(MessagesEncoder.of(true, true, STAMP), events)).message;
        assertEquals("stop_sequence", message.path("stop_reason").asText());
        assertEquals("END", message.path("stop_sequence").asText());
        assertEquals("one ", message.path("content").path(0).path("text").asText());
    }

    @Test
    void anAnswerWithNothingInItIsStillAnAnswer() {
        assertEquals("[]", content(new StreamEvent.Started("codex", "m", "r")));
    }

    @Test
    void aBrokenStreamEndsWithAnErrorAndNothingElse() {
        var encoder = MessagesEncoder.of(true, true, STAMP);
        var out = new Frames();
        encoder.event(text(0, "x"), out);
        encoder.broken(OVERLOAD, out);
        var message = Message.of(out.toBytes());
        assertEquals("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"try later\"},\"request_id\":\"abc123\"}", Json.write(message.error));
        assertFalse(message.types.contains("message_stop"));
        var whole = new Frames();
        MessagesEncoder.of(false, true, STAMP).broken(OVERLOAD, whole);
        assertEquals(0, whole.size());
    }

    @ParameterizedTest
    @CsvSource({"400, invalid_request_error, 400", "401, authentication_error, 401", "402, invalid_request_error, 402", "403, permission_error, 403", "404, not_found_error, 404",
            "405, invalid_request_error, 405", "413, request_too_large, 413", "429, rate_limit_error, 429", "500, api_error, 500", "502, api_error, 502", "503, overloaded_error, 529", "504, api_error, 504"})
    void errorsHaveTheTypesOfTheApi(int status, String type, int shown) throws IOException {
        var dialect = new Messages();
        var why = Refused.of(status, "whatever", status == 503 ? "server_overloaded" : "code", "no\nway").with(Json.object().put("resets_at", 7));
        assertEquals(shown, dialect.status(why));
        var body = Json.read(dialect.error(why, "req_1"));
        assertEquals("error", body.path("type").asText());
        assertEquals("req_1", body.path("request_id").asText());
        assertEquals(Json.object().put("type", type).put("message", "no\nway").put("resets_at", 7), body.path("error"));
    }

    @Test
    void anErrorNamesThePlace() throws IOException {
        var body = Json.read(new Messages().error(Refused.invalid("invalid_value", "must not be blank", "messages[0].role"), "r"));
        assertEquals("messages[0].role: must not be blank", body.path("error").path("message").asText());
    }

    @Test
    void aBlockedBackendIsNoOverload() {
        assertEquals(503, new Messages().status(Refused.of(503, "api_error", "upstream_blocked", "x")));
    }

    @Test
    void theHeartbeatIsAPing() {
        assertEquals("event: ping\ndata: {\"type\":\"ping\"}\n\n", new String(new Messages().heartbeat(new Fields()), StandardCharsets.UTF_8));
    }
}
