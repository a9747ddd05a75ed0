package scorpiox.server.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.model.Answer;
import scorpiox.model.Message;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.provider.Decoder;
import scorpiox.provider.NativeRequest;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.server.Asking;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.Encoder;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.web.Fields;
import scorpiox.sse.SseParser;

class ResponsesEncoderTest {
    private static final Stamp STAMP = new Stamp("abc123", Instant.ofEpochSecond(1_767_225_600), "my-model");
    private static final Refused BROKEN = Refused.of(502, "api_error", "upstream_disconnected", "the backend broke off");
    private static final List<String> ENDS = List.of("response.completed", "response.incomplete", "response.failed");
    private static final Request REQUEST = new Request("m", List.of(), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);

    private static final String CREATED = sse("response.created", "'response':{'id':'resp_9','status':'in_progress','store':false,'output':[]},'sequence_number':0");
    private static final String DONE = sse("response.output_item.done", "'output_index':0,'item':{'id':'msg_1','type':'message','status':'completed','role':'assistant','content':[{'type':'output_text',"
            + "'text':'Hi'}]},'sequence_number':5");
    private static final String DELTA = sse("response.output_text.delta", "'output_index':0,'content_index':0,'delta':'Hi','sequence_number':4");
    private static final String COMPLETED = sse("response.completed", "'response':{'id':'resp_9','status':'completed','store':false,'output':[],'usage':{'input_tokens':1,'output_tokens':2}},"
            + "'sequence_number':6");

    private static String sse(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members.replace('\'', '"') + "}\n\n";
    }

    private static Asked asked(String more, boolean passthrough) {
        var asking = Asking.of("{'model':'my-model','input':'x'" + (more.isEmpty() ? "" : "," + more) + "}");
        return new Responses().read((passthrough ? asking.passthrough() : asking).request());
    }

    private static Encoder passing(String more) {
        return asked(more, true).encoder().apply(STAMP);
    }

    private static Encoder rebuilding(boolean stream) {
        return asked("'stream':" + stream, false).encoder().apply(STAMP);
    }

    /// What a client gets of a stream of the wire, as the runner brings it.
    private static String play(String stream, Encoder encoder, boolean raw) {
        var out = new Frames();
        var failed = new boolean[1];
        var parser = new SseParser();
        var dialect = new ResponsesDialect("codex", URI.create("http://127.0.0.1/responses"), ResponsesDialect.Kind.THIRD_PARTY, "test/1", InstantSource.system());
        var decoder = dialect.relaying(new NativeRequest(REQUEST, Json.object(), event -> {
            if (raw) encoder.raw(event, out);
        })).decoder(REQUEST);
        var bytes = stream.getBytes(StandardCharsets.UTF_8);
        parser.feed(bytes, 0, bytes.length, event -> decoder.event(event, each -> take(each, encoder, out, failed)));
        decoder.end(parser.end(), each -> take(each, encoder, out, failed));
        if (failed[0]) encoder.broken(BROKEN, out);
        return new String(out.toBytes(), StandardCharsets.UTF_8);
    }

    private static void take(StreamEvent event, Encoder encoder, Frames out, boolean[] failed) {
        if (event instanceof StreamEvent.Failed) failed[0] = true;
        else encoder.event(event, out);
    }

    private static String write(Encoder encoder, StreamEvent... events) {
        var out = new Frames();
        for (var event : events) encoder.event(event, out);
        return new String(out.toBytes(), StandardCharsets.UTF_8);
    }

    private static List<ObjectNode> frames(String stream) {
        var frames = new ArrayList<ObjectNode>();
        var bytes = stream.getBytes(StandardCharsets.UTF_8);
        new SseParser().feed(bytes, 0, bytes.length, event -> {
            var data = (ObjectNode) json(event.data());
            assertEquals(event.type(), data.path("type").asText());
            frames.add(data);
        });
        return frames;
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static List<String> types(String stream) {
        return frames(stream).stream().map(frame -> frame.path("type").asText()).toList();
    }

    private static Answer decoded(String stream) {
        var answer = new Answer();
        var decoder = decoder();
        var parser = new SseParser();
        var bytes = stream.getBytes(StandardCharsets.UTF_8);
        parser.feed(bytes, 0, bytes.length, event -> decoder.event(event, answer));
        decoder.end(parser.end(), answer);
        return answer;
    }

    private static Decoder decoder() {
        return new ResponsesDialect("codex", URI.create("http://127.0.0.1/responses"), ResponsesDialect.Kind.THIRD_PARTY, "test/1", InstantSource.system()).decoder(REQUEST);
    }

    private static Answer whole(String json) {
        var answer = new Answer();
        var dialect = new ResponsesDialect("codex", URI.create("http://127.0.0.1/responses"), ResponsesDialect.Kind.THIRD_PARTY, "test/1", InstantSource.system());
        var decoder = dialect.decoder(REQUEST);
        for (var event : dialect.whole(json.getBytes(StandardCharsets.UTF_8))) decoder.event(event, answer);
        return answer;
    }

    @Test
    void eventsPassAsTheyCameAndTheLastIsFilled() {
        var odd = "event: response.of_tomorrow\ndata: { \"type\" : \"response.of_tomorrow\",\"x\":1.50 }\n\n";
        var text = play(CREATED + odd + sse("codex.rate_limits", "'a':1") + DELTA + DONE + COMPLETED, passing("'stream':true"), true);
        assertTrue(text.startsWith(CREATED + odd + DELTA + DONE), text);
        var last = frames(text).getLast();
        assertEquals(Json.write(json(DONE.substring(DONE.indexOf('{'))).path("item")), Json.write(last.path("response").path("output").path(0)));
        assertEquals(0, last.path("response").path("usage").path("input_tokens_details").path("cached_tokens").asInt(-1));
        assertEquals(0, last.path("response").path("usage").path("output_tokens_details").path("reasoning_tokens").asInt(-1));
        assertFalse(text.contains("[DONE]"));
    }

    @Test
    void aLastEventThatLacksNothingKeepsItsBytes() {
        var whole = COMPLETED.replace("\"output\":[]", "\"output\":[{\"type\":\"message\"}]").replace("\"output_tokens\":2",
                "\"output_tokens\":2,\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens_details\":{\"reasoning_tokens\":0}");
        assertTrue(play(CREATED + DELTA + whole, passing("'stream':true"), true).endsWith(whole));
    }

    @Test
    void codexSeesEventsOfItsOwnBackend() {
        var limits = sse("codex.rate_limits", "'a':1");
        var asking = Asking.of("{'model':'m','input':'x','stream':true}").passthrough().header("User-Agent", "codex_cli_rs/0.1");
        assertTrue(play(CREATED + limits + COMPLETED, new Responses().read(asking.request()).encoder().apply(STAMP), true).contains(limits));
    }

    @Test
    void anOlderNameOfTheLastEventBecomesTheUsualOne() {
        var text = play(CREATED + DELTA + COMPLETED.replace("response.completed", "response.done"), passing("'stream':true"), true);
        assertEquals(List.of("response.created", "response.output_text.delta", "response.completed"), types(text));
    }

    @Test
    void whatTheClientAskedOfStoreIsSaidBack() {
        var text = play(CREATED + COMPLETED, passing("'stream':true,'store':true"), true);
        for (var frame : frames(text)) assertTrue(frame.path("response").path("store").booleanValue());
    }

    @Test
    void namesOfToolsAreTheClientsAgain() {
        var call = "'output_index':0,'item':{'id':'fc_1','type':'function_call','call_id':'c','name':'x_y','arguments':'{}'}";
        var text = play(CREATED.replace("'output'", "x") + sse("response.output_item.added", call) + sse("response.output_item.done", call) + COMPLETED,
                passing("'stream':true,'tools':[{'type':'function','name':'x.y'}]"), true);
        assertFalse(text.contains("x_y"), text);
        assertEquals(3, text.split("x\\.y", -1).length - 1);
    }

    @Test
    void dataOfSeveralLinesStaysOneEvent() {
        var text = play(CREATED + "event: response.odd\ndata: {\"type\":\"response.odd\",\ndata: \"x\":1}\n\n" + COMPLETED, passing("'stream':true"), true);
        assertEquals(List.of("response.created", "response.odd", "response.completed"), types(text));
    }

    @Test
    void eventsWithoutANameGetTheirOwn() {
        var text = play((CREATED + DELTA + COMPLETED).replaceAll("event: .*\n", ""), passing("'stream':true"), true);
        assertEquals(List.of("response.created", "response.output_text.delta", "response.completed"), types(text));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aStreamThatBreaksOffEndsWithAFailureThatClientsKnow(boolean passthrough) {
        var text = play(CREATED + DELTA, passthrough ? passing("'stream':true") : rebuilding(true), passthrough);
        var last = frames(text).getLast();
        assertEquals("response.failed", last.path("type").asText());
        assertEquals("failed", last.path("response").path("status").asText());
        assertEquals("upstream_disconnected", last.path("response").path("error").path("code").asText());
        assertEquals(passthrough ? "resp_9" : "resp_abc123", last.path("response").path("id").asText());
        assertEquals(5, last.path("sequence_number").asInt());
    }

    @Test
    void aFailureThatTheBackendSaysPassesAsItCame() {
        var failed = sse("response.failed", "'response':{'id':'resp_9','error':{'code':'usage_limit_reached','resets_at':5}},'sequence_number':5");
        assertTrue(play(CREATED + DELTA + failed, passing("'stream':true"), true).endsWith(failed));
    }

    @Test
    void anAnswerInOnePieceIsMadeAStream() {
        var text = play(COMPLETED.replace("\"output\":[]", "\"output\":[{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"All\"}]}]"),
                passing("'stream':true"), true);
        assertTrue(types(text).contains("response.output_text.delta"));
        assertEquals("All", decoded(text).text());
    }

    @Test
    void nothingIsWrittenOfAWholeAnswerBeforeItsEnd() {
        var encoder = passing("'stream':false");
        assertEquals("", play(CREATED + DELTA, encoder, true));
        assertEquals("", write(rebuilding(false), new StreamEvent.Started("codex", "m", "r"), new StreamEvent.TextDelta(0, "x")));
    }

    @Test
    void aWholeAnswerHoldsWhatWasNeverEnded() {
        var cut = sse("response.incomplete", "'response':{'id':'resp_9','status':'incomplete','incomplete_details':{'reason':'max_output_tokens'},'output':[]}");
        var json = json(play(CREATED + sse("response.output_item.added", "'output_index':0,'item':{'id':'msg_1','type':'message','role':'assistant','content':[]}") + DELTA + DELTA + cut,
                passing("'stream':false"), true));
        assertEquals("HiHi", json.path("output").path(0).path("content").path(0).path("text").asText());
        assertEquals("incomplete", json.path("status").asText());
    }

    @Test
    void aRebuiltStreamHasTheEventsOfTheApiInTheirOrder() {
        var text = write(rebuilding(true), new StreamEvent.Started("gemini", "g", "r"), new StreamEvent.PartStarted(0, PartKind.REASONING, null),
                new StreamEvent.ReasoningDelta(0, "T", Thought.SUMMARY), new StreamEvent.PartStarted(1, PartKind.TEXT, Phase.COMMENTARY), new StreamEvent.TextDelta(1, "a\"\n"),
                new StreamEvent.TextDelta(1, "é"), new StreamEvent.Citation(1, "https://a.example", "A"), new StreamEvent.ToolCallStart(2, "c1", "f", ToolKind.FUNCTION),
                new StreamEvent.ToolCallStart(3, "c2", "p", ToolKind.FREEFORM), new StreamEvent.ToolCallArgs(2, "{}"), new StreamEvent.ToolCallArgs(3, "raw"),
                new StreamEvent.ToolCallEnd(2, "c1", "f", ToolKind.FUNCTION, Json.object(), "{}"), new StreamEvent.ToolCallEnd(3, "c2", "p", ToolKind.FREEFORM, null, "raw"),
                new StreamEvent.UsageUpdate(new Usage(10, 4, 0, 7, 3)), new StreamEvent.Finish(FinishReason.TOOL_CALLS, "x"), new StreamEvent.TextDelta(1, "late"));
        assertEquals(List.of("response.created", "response.in_progress", "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done", "response.output_item.added", "response.content_part.added",
                "response.output_text.delta", "response.output_text.delta", "response.output_text.annotation.added", "response.output_text.done", "response.content_part.done",
                "response.output_item.done", "response.output_item.added", "response.function_call_arguments.delta", "response.output_item.added", "response.custom_tool_call_input.delta",
                "response.function_call_arguments.done", "response.output_item.done", "response.custom_tool_call_input.done", "response.output_item.done", "response.completed"), types(text));
        var frames = frames(text);
        for (var i = 0; i < frames.size(); i++) assertEquals(i, frames.get(i).path("sequence_number").asInt(-1));
        var response = frames.getLast().path("response");
        assertEquals("my-model", response.path("model").asText());
        assertEquals("resp_abc123", response.path("id").asText());
        assertEquals("{\"input_tokens\":10,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":7,\"output_tokens_details\":{\"reasoning_tokens\":3},\"total_tokens\":17}",
                Json.write(response.path("usage")));
        assertEquals(List.of("reasoning", "message", "function_call", "custom_tool_call"), response.path("output").valueStream().map(item -> item.path("type").asText()).toList());
        assertEquals("commentary", response.path("output").path(1).path("phase").asText());
        assertEquals("https://a.example", response.path("output").path(1).path("content").path(0).path("annotations").path(0).path("url").asText());
        var ids = new HashSet<String>();
        for (var item : response.path("output")) assertTrue(ids.add(item.path("id").asText()));
        for (var member : List.of("object", "created_at", "error", "incomplete_details", "instructions", "parallel_tool_calls", "tool_choice", "tools", "temperature", "top_p", "metadata",
                "text", "reasoning", "store", "truncation", "max_output_tokens", "previous_response_id")) assertTrue(response.has(member), member);
    }

    @ParameterizedTest
    @CsvSource({"STOP, completed, ''", "TOOL_CALLS, completed, ''", "LENGTH, incomplete, max_output_tokens", "CONTENT_FILTER, incomplete, content_filter",
        "REFUSAL, incomplete, content_filter", "OTHER, incomplete, ''", "PAUSE, incomplete, ''"})
    void theEndSaysWhy(FinishReason reason, String status, String why) {
        var response = frames(write(rebuilding(true), new StreamEvent.TextDelta(0, "x"), new StreamEvent.Finish(reason, null))).getLast();
        assertEquals("response." + status, response.path("type").asText());
        assertEquals(why, response.path("response").path("incomplete_details").path("reason").asText(""));
        assertEquals(status, response.path("response").path("output").path(0).path("status").asText());
    }

    @Test
    void whatGoesOnAfterItsEndIsAnItemOfItsOwn() {
        var answer = decoded(write(rebuilding(true), new StreamEvent.Started("x", "m", ""), new StreamEvent.PartStarted(0, PartKind.TEXT, null), new StreamEvent.TextDelta(0, "a"),
                new StreamEvent.PartStarted(1, PartKind.REASONING, null), new StreamEvent.ReasoningDelta(1, "t", Thought.RAW), new StreamEvent.TextDelta(0, "b"),
                new StreamEvent.Finish(FinishReason.STOP, null)));
        assertEquals(List.of(new Part.Text("a"), new Part.Reasoning("t", null), new Part.Text("b")), answer.message().parts());
    }

    @Test
    void whatAProviderWantsBackComesBackWithTheNextRequest() throws IOException {
        var thinking = new Opaque("anthropic", "m", "thinking", Json.object().put("type", "thinking").put("thinking", "T").put("signature", "s"));
        var signature = new Opaque("gemini", "m", "thoughtSignature", Json.object().put("thoughtSignature", "s"));
        var search = new Opaque("anthropic", "m", "server_tool_use", Json.object().put("type", "server_tool_use").put("id", "x"));
        var json = write(rebuilding(false), new StreamEvent.PartStarted(0, PartKind.REASONING, null), new StreamEvent.ReasoningDelta(0, "T", Thought.SUMMARY),
                new StreamEvent.Continuation(0, thinking), new StreamEvent.Hosted(1, "web_search_call", "in_progress", null),
                new StreamEvent.Hosted(1, "web_search_call", "completed", Json.object().put("type", "web_search_call")), new StreamEvent.Continuation(1, search),
                new StreamEvent.ToolCallStart(2, "c", "f", ToolKind.FUNCTION), new StreamEvent.Continuation(2, signature), new StreamEvent.ToolCallArgs(2, "{}"),
                new StreamEvent.ToolCallEnd(2, "c", "f", ToolKind.FUNCTION, Json.object(), "{}"), new StreamEvent.Finish(FinishReason.TOOL_CALLS, null));
        var body = Json.object().put("model", "m");
        body.set("input", Json.read(json).path("output"));
        var parts = new Responses().read(Asking.of(body).at("anthropic").request()).request().messages().getFirst().parts();
        assertTrue(parts.contains(new Part.Reasoning("T", thinking)), parts.toString());
        assertTrue(parts.contains(new Part.Hosted(search)), parts.toString());
        assertEquals(new Part.ToolCall("c", "f", ToolKind.FUNCTION, "{}", signature), parts.getLast());
    }

    @Test
    void aClientWithTheLocalShellGetsItsOwnKindOfCall() {
        var encoder = asked("'stream':true,'tools':[{'type':'local_shell'}]", false).encoder().apply(STAMP);
        var item = frames(write(encoder, new StreamEvent.ToolCallStart(0, "c", "local_shell", ToolKind.FUNCTION), new StreamEvent.ToolCallArgs(0, "{\"command\":[]}"),
                new StreamEvent.ToolCallEnd(0, "c", "local_shell", ToolKind.FUNCTION, Json.object(), "{\"command\":[]}"), new StreamEvent.Finish(FinishReason.TOOL_CALLS, null)))
                .getLast().path("response").path("output").path(0);
        assertEquals("local_shell_call", item.path("type").asText());
        assertEquals("{\"command\":[]}", Json.write(item.path("action")));
    }

    @Test
    void anIdleStreamIsKeptOpenInAWayTheClientSees() {
        var dialect = new Responses();
        assertEquals(": keep-alive\n\n", new String(dialect.heartbeat(new Fields()), StandardCharsets.UTF_8));
        assertEquals("event: keepalive\ndata: {\"type\":\"keepalive\"}\n\n", new String(dialect.heartbeat(new Fields().add("originator", "codex_exec")), StandardCharsets.UTF_8));
    }

    @Test
    void recordedStreamsMeanTheSameHoweverTheyAreHandedOn() throws IOException {
        for (var file : recorded()) {
            var stream = Files.readString(file);
            var original = decoded(stream);
            for (var raw : new boolean[] {true, false}) {
                var name = file.getFileName() + (raw ? " passed" : " rebuilt");
                var text = play(stream, raw ? passing("'stream':true") : rebuilding(true), raw);
                assertEquals(1, types(text).stream().filter(ENDS::contains).count(), name);
                assertTrue(ENDS.contains(types(text).getLast()), name);
                var answer = decoded(text);
                assertEquals(original.finish(), answer.finish(), name);
                if (original.failure() != null) continue;
                assertEquals(parts(original.message(), true), parts(answer.message(), true), name);
                assertEquals(original.usage(), answer.usage(), name);
                assertEquals(original.citations(), answer.citations(), name);
                var json = play(stream, raw ? passing("'stream':false") : rebuilding(false), raw);
                assertEquals(parts(original.message(), false), parts(whole(json).message(), false), name + " whole");
                assertEquals(original.usage(), whole(json).usage(), name + " whole");
                if (original.finish() != FinishReason.LENGTH) assertEquals(frames(text).getLast().path("response").path("output"), json(json).path("output"), name);
            }
        }
    }

    @Test
    void recordedStreamsThatAreCutAnywhereEndWell() throws IOException {
        for (var file : recorded()) {
            var events = Files.readString(file).split("(?<=\n\n)");
            for (var cut = 1; cut < events.length; cut++) {
                var stream = String.join("", List.of(events).subList(0, cut));
                for (var raw : new boolean[] {true, false}) {
                    var types = types(play(stream, raw ? passing("'stream':true") : rebuilding(true), raw));
                    assertEquals(1, types.stream().filter(ENDS::contains).count(), file + " cut at " + cut);
                    assertTrue(ENDS.contains(types.getLast()), file + " cut at " + cut);
                }
            }
        }
    }

    private static List<Path> recorded() throws IOException {
        var named = System.getenv("SX_FIXTURES");
        Assumptions.assumeTrue(named != null && !named.isEmpty(), "SX_FIXTURES names no folder");
        try (Stream<Path> files = Files.list(Path.of(named))) {
            return files.filter(each -> each.toString().endsWith(".sse")).sorted().toList();
        }
    }

    /// Without what differs on purpose: how encrypted reasoning is carried. The last event of a stream has it encrypted anew.
    private static List<Part> parts(Message message, boolean stream) {
        return message.parts().stream().map(part -> switch (part) {
            case Part.Reasoning(var text, var opaque) when opaque != null -> {
                var encrypted = Json.text(opaque.data(), "encrypted_content").replaceFirst("^sx1\\.", "");
                yield new Part.Reasoning(text, new Opaque("", "", stream ? encrypted : "", null));
            }
            case Part.Hosted(var opaque) -> new Part.Hosted(new Opaque("", "", opaque.kind(), opaque.data().path("action")));
            default -> part;
        }).toList();
    }
}
