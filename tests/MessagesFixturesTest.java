package scorpiox.server.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import scorpiox.base.Json;
import scorpiox.model.Answer;
import scorpiox.model.ModelInfo;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Dialect;
import scorpiox.provider.chat.ChatDialect;
import scorpiox.provider.chat.Compat;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.server.ask.Carried;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.sse.SseParser;

/// Recorded streams of real wires as answers of Messages: streamed and whole they say the same, nothing of what was said is
/// lost, and cut anywhere they end well. The folder that `SX_FIXTURES` names holds `*.sse` of Codex, the one that
/// `SX_RECORDINGS` names a folder of them for each wire.
class MessagesFixturesTest {
    /// Places up to which a stream is cut at every event; a longer one is cut at as many places more.
    private static final int EACH = 150;

    private static final Stamp STAMP = new Stamp("ownid", Instant.ofEpochSecond(1767225600), "m");
    private static final Refused GONE = Refused.of(502, "api_error", "upstream_disconnected", "gone");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    @TestFactory
    Stream<DynamicTest> recordingsOfCodex() throws IOException {
        return of(System.getenv("SX_FIXTURES"), "", new ResponsesDialect("codex", URI.create("http://127.0.0.1/responses"), ResponsesDialect.Kind.CHATGPT, "test/1", CLOCK));
    }

    @TestFactory
    Stream<DynamicTest> recordingsOfAnthropic() throws Exception {
        Function<String, ModelInfo> models = ModelInfo::unknown;
        return of(System.getenv("SX_RECORDINGS"), "anthropic", hidden("scorpiox.provider.anthropic.AnthropicDialect", "anthropic", "https://a.example", List.of(), "product/1", CLOCK, models));
    }

    @TestFactory
    Stream<DynamicTest> recordingsOfGemini() throws Exception {
        return of(System.getenv("SX_RECORDINGS"), "gemini", hidden("scorpiox.provider.gemini.GeminiDialect", "gemini", "https://g.example", "test/1", CLOCK));
    }

    @TestFactory
    Stream<DynamicTest> recordingsOfManyServers() throws IOException {
        var base = URI.create("http://127.0.0.1:9/v1");
        return Stream.concat(of(System.getenv("SX_RECORDINGS"), "openai-chat", new ChatDialect("openai", base, Compat.of(base, false), "product/1", Map.of(), CLOCK)),
                of(System.getenv("SX_RECORDINGS"), "openai-responses", new ResponsesDialect("openai", URI.create(base + "/responses"), ResponsesDialect.Kind.OPENAI, "product/1", CLOCK)));
    }

    /// A dialect that only its own room can make.
    private static Dialect hidden(String type, Object... arguments) throws ReflectiveOperationException {
        for (var constructor : Class.forName(type).getDeclaredConstructors()) {
            if (constructor.getParameterCount() != arguments.length) continue;
            constructor.setAccessible(true);
            return (Dialect) constructor.newInstance(arguments);
        }
        throw new NoSuchMethodException(type);
    }

    private static Stream<DynamicTest> of(String named, String within, Dialect dialect) throws IOException {
        Assumptions.assumeTrue(named != null && !named.isEmpty(), "no folder is named");
        var tests = new ArrayList<DynamicTest>();
        try (var files = Files.list(Path.of(named, within))) {
            for (var file : files.filter(each -> each.toString().endsWith(".sse")).sorted().toList()) {
                var bytes = Files.readAllBytes(file);
                tests.add(dynamicTest(file.getFileName().toString(), () -> check(events(bytes, dialect))));
            }
        }
        assertTrue(!tests.isEmpty(), "no *.sse in " + named);
        return tests.stream();
    }

    private static List<StreamEvent> events(byte[] stream, Dialect dialect) {
        var decoder = dialect.decoder(new Request("m", List.of(), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null));
        var events = new ArrayList<StreamEvent>();
        var parser = new SseParser();
        parser.feed(stream, 0, stream.length, event -> {
            if (!decoder.done()) decoder.event(event, events::add);
        });
        if (!decoder.done()) decoder.end(parser.end(), events::add);
        return events;
    }

    private static void check(List<StreamEvent> events) throws IOException {
        for (var thinking : List.of(true, false)) {
            for (var cut = 0; cut < events.size(); cut += cut < EACH ? 1 : Math.max(1, events.size() / EACH)) {
                var broken = MessagesEncoderTest.Message.of(written(thinking, true, events.subList(0, cut), true));
                assertEquals("api_error", broken.error.path("error").path("type").asText());
            }
            if (!(events.getLast() instanceof StreamEvent.Finish)) continue;
            var streamed = MessagesEncoderTest.Message.of(written(thinking, true, events, false));
            assertNull(streamed.error);
            assertEquals(new String(written(thinking, false, events, false), StandardCharsets.UTF_8), Json.write(streamed.message));
            content(events, streamed.message, thinking);
        }
    }

    /// What the answer says by the events alone.
    private static void content(List<StreamEvent> events, JsonNode message, boolean thinking) throws IOException {
        var answer = new Answer();
        events.forEach(answer::event);
        var texts = new ArrayList<String>();
        var calls = new ArrayList<String>();
        var thoughts = new ArrayList<String>();
        var kept = new ArrayList<JsonNode>();
        for (var part : answer.message().parts()) {
            switch (part) {
                case Part.Text(var text, _, _) -> texts.add(text);
                case Part.Refusal(var text) -> texts.add(text);
                case Part.ToolCall call -> {
                    calls.add(call.id() + " " + call.name());
                    if (call.opaque() != null) kept.add(sent(call.opaque()));
                }
                case Part.Reasoning(var text, var opaque) -> {
                    if (!text.isEmpty()) thoughts.add(text);
                    if (opaque != null) kept.add(sent(opaque));
                }
                case Part.Hosted(var opaque) -> kept.add(sent(opaque));
                default -> throw new AssertionError(part);
            }
        }
        var blocks = message.path("content");
        assertEquals(texts, of(blocks, "text", block -> block.path("text").asText()));
        assertEquals(calls, of(blocks, "tool_use", block -> block.path("id").asText() + " " + block.path("name").asText()));
        assertEquals(thinking ? thoughts : List.of(), of(blocks, "thinking", block -> block.path("thinking").asText()).stream().filter(text -> !text.isEmpty()).toList());
        var carried = of(blocks, "thinking", block -> Carried.read(block.path("signature").asText(), block.path("thinking").asText()).map(each -> sent(each.opaque())).orElse(null));
        carried.removeIf(each -> each == null);
        assertEquals(thinking ? sorted(kept) : List.of(), sorted(carried));
        assertEquals(answer.usage().output(), message.path("usage").path("output_tokens").asLong());
        assertEquals(answer.usage().input(), message.path("usage").path("input_tokens").asLong() + message.path("usage").path("cache_read_input_tokens").asLong()
                + message.path("usage").path("cache_creation_input_tokens").asLong());
        inputs(events, blocks);
    }

    /// What counts of continuation data: of reasoning that is encrypted nothing else.
    private static JsonNode sent(Opaque opaque) {
        return opaque.data().has("encrypted_content") && opaque.kind().equals("reasoning") ? opaque.data().get("encrypted_content") : opaque.data();
    }

    private static List<String> sorted(List<JsonNode> all) {
        return all.stream().map(Json::write).sorted().toList();
    }

    /// A stream cannot take back the arguments it has told, so that of a server that says one thing and ends with another the
    /// first counts.
    private static void inputs(List<StreamEvent> events, JsonNode blocks) throws IOException {
        var told = new TreeMap<Integer, StringBuilder>();
        var ends = new TreeMap<Integer, StreamEvent.ToolCallEnd>();
        for (var event : events) {
            if (event instanceof StreamEvent.ToolCallArgs(var part, var fragment)) told.computeIfAbsent(part, _ -> new StringBuilder()).append(fragment);
            if (event instanceof StreamEvent.ToolCallEnd end) ends.put(end.part(), end);
        }
        var inputs = of(blocks, "tool_use", block -> Json.write(block.get("input")));
        assertEquals(ends.size(), inputs.size());
        for (var end : ends.values()) {
            var input = inputs.removeFirst();
            if (end.args() != null) assertEquals(told.containsKey(end.part()) ? Json.read(told.get(end.part()).toString()) : Json.read(Json.bytes(end.args())), Json.read(input));
        }
    }

    private static <E> List<E> of(JsonNode blocks, String type, Function<JsonNode, E> what) {
        var all = new ArrayList<E>();
        for (var block : blocks) if (block.path("type").asText().equals(type)) all.add(what.apply(block));
        return all;
    }

    private static byte[] written(boolean thinking, boolean stream, List<StreamEvent> events, boolean broken) {
        var encoder = MessagesEncoder.of(stream, thinking, STAMP);
        var out = new Frames();
        for (var event : events) if (!(event instanceof StreamEvent.Failed)) encoder.event(event, out);
        if (broken) encoder.broken(GONE, out);
        return out.toBytes();
    }
}
