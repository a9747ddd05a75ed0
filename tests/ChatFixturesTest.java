package scorpiox.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import scorpiox.base.Json;
import scorpiox.model.Answer;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Dialect;
import scorpiox.provider.chat.ChatDialect;
import scorpiox.provider.chat.Compat;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.chat.ChatShape.Commentary;
import scorpiox.server.config.Profile.Exposure;
import scorpiox.sse.SseParser;

/// Recorded streams of the real wire as answers of Chat Completions: streamed and whole they say the same, and cut anywhere
/// they end well. The folder that `SX_FIXTURES` names holds `*.sse`; that of `SX_RECORDINGS` one for each wire.
class ChatFixturesTest {
    private static final Stamp STAMP = new Stamp("ownid", Instant.ofEpochSecond(1767225600), "m");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final Refused GONE = Refused.of(502, "api_error", "upstream_disconnected", "gone");

    @TestFactory
    Stream<DynamicTest> bothFormsOfEveryRecordedAnswerAreEqualAndEveryCutEndsWell() throws IOException {
        var named = System.getenv("SX_FIXTURES");
        Assumptions.assumeTrue(named != null && !named.isEmpty(), "SX_FIXTURES names no folder");
        return tests(Path.of(named), new ResponsesDialect("codex", URI.create("http://127.0.0.1/responses"), ResponsesDialect.Kind.CHATGPT, "test/1", CLOCK));
    }

    @TestFactory
    Stream<DynamicTest> soAreThoseOfOtherWires() throws IOException {
        var named = System.getenv("SX_RECORDINGS");
        Assumptions.assumeTrue(named != null && !named.isEmpty(), "SX_RECORDINGS names no folder");
        var base = URI.create("http://127.0.0.1:9/v1");
        return Stream.concat(tests(Path.of(named, "openai-chat"), new ChatDialect("openai", base, Compat.of(base, false), "test/1", Map.of(), CLOCK)),
                tests(Path.of(named, "openai-responses"), new ResponsesDialect("openai", URI.create(base + "/responses"), ResponsesDialect.Kind.OPENAI, "test/1", CLOCK)));
    }

    private static Stream<DynamicTest> tests(Path folder, Dialect dialect) throws IOException {
        var tests = new ArrayList<DynamicTest>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(each -> each.toString().endsWith(".sse")).sorted().toList()) {
                var events = events(dialect, Files.readAllBytes(file));
                tests.add(dynamicTest(file.getFileName().toString(), () -> {
                    for (var shape : shapes()) check(shape, events);
                }));
            }
        }
        assertTrue(!tests.isEmpty(), "no *.sse in " + folder);
        return tests.stream();
    }

    private static List<ChatShape> shapes() {
        var shapes = new ArrayList<ChatShape>();
        for (var exposure : Exposure.values()) {
            for (var commentary : Commentary.values()) {
                for (var wholeCalls : List.of(false, true)) shapes.add(new ChatShape(true, true, false, wholeCalls, exposure, wholeCalls, commentary, ToolText.NONE));
            }
        }
        shapes.add(new ChatShape(true, true, true, false, Exposure.HIDDEN, false, Commentary.CONTENT, new ToolText("xml", "summary")));
        return shapes;
    }

    private static void check(ChatShape shape, List<StreamEvent> events) throws IOException {
        for (var cut = 0; cut < events.size(); cut++) {
            var frames = Streamed.frames(written(shape, events.subList(0, cut), true));
            assertEquals("length", Streamed.of(frames).finish());
            assertTrue(frames.get(frames.size() - 2).has("error"));
        }
        if (!(events.getLast() instanceof StreamEvent.Finish)) return;
        var streamed = Streamed.of(Streamed.frames(written(shape, events, false)));
        var whole = new ChatShape(false, false, shape.functions(), shape.custom(), shape.exposure(), shape.wholeCalls(), shape.commentary(), shape.text());
        assertEquals(Streamed.whole(Json.read(written(whole, events, false))), streamed);
        if (shape.commentary() == Commentary.CONTENT && shape.exposure() != Exposure.THINK_TAGS && shape.text() == ToolText.NONE) content(shape, events, streamed);
    }

    /// What the answer says by the events alone. One recording contradicts itself: then the client has what came first.
    private static void content(ChatShape shape, List<StreamEvent> events, Streamed streamed) {
        var answer = new Answer();
        events.forEach(answer::event);
        var texts = new ArrayList<String>();
        var calls = new ArrayList<String>();
        var pieces = new HashMap<Integer, String>();
        for (var part : answer.message().parts()) {
            if (part instanceof Part.Text text) texts.add(text.text());
        }
        for (var event : events) {
            if (event instanceof StreamEvent.ToolCallArgs(var part, var fragment)) pieces.merge(part, fragment, String::concat);
            if (!(event instanceof StreamEvent.ToolCallEnd end)) continue;
            var first = shape.wholeCalls() ? "" : pieces.getOrDefault(end.part(), "");
            calls.add(end.id() + " " + end.name() + " " + (end.raw().startsWith(first) ? end.raw() : first));
        }
        assertEquals(String.join("\n\n", texts), streamed.message().path("content").asText());
        var seen = new ArrayList<String>();
        for (var call : streamed.message().path("tool_calls")) {
            var inner = call.path(call.path("type").asText());
            seen.add(call.path("id").asText() + " " + inner.path("name").asText() + " " + inner.path(call.path("type").asText().equals("custom") ? "input" : "arguments").asText());
        }
        assertEquals(calls, seen);
        assertEquals(answer.usage().input(), streamed.usage().path("prompt_tokens").asLong());
        assertEquals(answer.usage().output(), streamed.usage().path("completion_tokens").asLong());
        assertEquals(answer.finish() == StreamEvent.FinishReason.LENGTH ? "length" : calls.isEmpty() ? "stop" : "tool_calls", streamed.finish());
    }

    private static byte[] written(ChatShape shape, List<StreamEvent> events, boolean broken) {
        var encoder = ChatEncoder.of(shape, STAMP);
        var out = new Frames();
        for (var event : events) encoder.event(event, out);
        if (broken) encoder.broken(GONE, out);
        return out.toBytes();
    }

    private static List<StreamEvent> events(Dialect dialect, byte[] stream) {
        var decoder = dialect.decoder(new Request("gpt-5.3-codex", List.of(), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null));
        var events = new ArrayList<StreamEvent>();
        var parser = new SseParser();
        parser.feed(stream, 0, stream.length, event -> {
            if (!decoder.done()) decoder.event(event, events::add);
        });
        if (!decoder.done()) decoder.end(parser.end(), events::add);
        return events;
    }
}
