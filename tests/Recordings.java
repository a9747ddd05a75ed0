package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import scorpiox.base.Json;
import scorpiox.model.Answer;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.sse.SseParser;

/// Plays recorded streams of a wire, cut in every way, against what is known of them: the folder that `SX_RECORDINGS` names
/// holds a folder for each wire with `*.sse` and `expected.json`.
public final class Recordings {
    private static final int RANDOM_CUTS = 20;

    private Recordings() {}

    /// Tests of every stream of a wire.
    ///
    /// @param wire    name of its folder
    /// @param dialect that decodes it
    public static Stream<DynamicTest> of(String wire, Dialect dialect) throws IOException {
        var named = System.getenv("SX_RECORDINGS");
        Assumptions.assumeTrue(named != null && !named.isEmpty(), "SX_RECORDINGS names no folder");
        var folder = Path.of(named, wire);
        var expected = Json.read(Files.readAllBytes(folder.resolve("expected.json")));
        var tests = new ArrayList<DynamicTest>();
        for (var entry : expected.properties()) {
            var bytes = Files.readAllBytes(folder.resolve(entry.getKey()));
            cuts(bytes).forEach((cut, chunks) -> tests.add(dynamicTest(entry.getKey() + ", " + cut, () -> check(entry.getValue(), play(dialect, chunks)))));
        }
        assertTrue(!tests.isEmpty(), "nothing in " + folder);
        return tests.stream();
    }

    /// A stream whole, byte by byte, at random places and with CRLF, each as the pieces it arrives in.
    public static Map<String, List<byte[]>> cuts(byte[] bytes) {
        var cuts = new LinkedHashMap<String, List<byte[]>>();
        cuts.put("whole", List.of(bytes));
        cuts.put("byte by byte", cutAt(bytes, IntStream.range(1, bytes.length).toArray()));
        var random = new Random(20260101);
        for (var i = 1; i <= RANDOM_CUTS; i++) {
            cuts.put("random cuts " + i, cutAt(bytes, random.ints(1 + random.nextInt(60), 1, bytes.length).sorted().distinct().toArray()));
        }
        var lines = new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
        cuts.put("with CRLF", List.of(lines.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
        assertEquals(RANDOM_CUTS + 3, cuts.size());
        return cuts;
    }

    private static List<byte[]> cutAt(byte[] bytes, int[] places) {
        var chunks = new ArrayList<byte[]>();
        var from = 0;
        for (var place : places) {
            chunks.add(Arrays.copyOfRange(bytes, from, place));
            from = place;
        }
        chunks.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return chunks;
    }

    private static List<StreamEvent> play(Dialect dialect, List<byte[]> chunks) {
        var request = new Request("a-model", List.of("s"), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
        var decoder = dialect.decoder(request);
        var parser = new SseParser();
        var events = new ArrayList<StreamEvent>();
        for (var chunk : chunks) {
            parser.feed(chunk, 0, chunk.length, event -> {
                if (!decoder.done()) decoder.event(event, events::add);
            });
        }
        if (!decoder.done()) decoder.end(parser.end(), events::add);
        return events;
    }

    private static void check(JsonNode expected, List<StreamEvent> events) throws IOException {
        contract(events);
        var answer = new Answer();
        events.forEach(answer::event);
        assertEquals(expected.path("text").asText(), text(events));
        assertEquals(expected.path("reasoning").asText(), thoughts(events));
        calls(expected.path("toolCalls"), events.stream().filter(ToolCallEnd.class::isInstance).map(ToolCallEnd.class::cast).toList());
        var error = expected.path("error");
        if (error.isObject()) {
            assertTrue(answer.failure() != null, "it should have failed with " + error);
            assertEquals(error.path("kind").asText(), answer.failure().kind().name());
        } else {
            assertEquals(null, answer.failure());
            assertEquals(expected.path("finish").asText().replace("MALFORMED_TOOL_CALL", "MALFORMED_CALL"), answer.finish().name());
        }
        usage(expected, answer.usage());
    }

    /// Exactly one end, and it is the last event; every call that begins ends; parts begin before they go on.
    private static void contract(List<StreamEvent> events) {
        var last = events.getLast();
        assertTrue(last instanceof StreamEvent.Finish || last instanceof StreamEvent.Failed, "the last event is " + last);
        assertEquals(1, events.stream().filter(event -> event instanceof StreamEvent.Finish || event instanceof StreamEvent.Failed).count());
        var begun = events.stream().filter(StreamEvent.ToolCallStart.class::isInstance).map(event -> ((StreamEvent.ToolCallStart) event).part()).toList();
        var ended = events.stream().filter(ToolCallEnd.class::isInstance).map(event -> ((ToolCallEnd) event).part()).toList();
        assertEquals(begun, ended);
        if (last instanceof StreamEvent.Finish(var reason, _) && reason == StreamEvent.FinishReason.TOOL_CALLS) {
            assertTrue(events.stream().anyMatch(event -> event instanceof ToolCallEnd call && (call.args() != null || call.kind() == ToolKind.FREEFORM)));
        }
    }

    /// Text of all parts, refusals included.
    private static String text(List<StreamEvent> events) {
        return events.stream().filter(StreamEvent.TextDelta.class::isInstance).map(event -> ((StreamEvent.TextDelta) event).text()).collect(Collectors.joining());
    }

    private static String thoughts(List<StreamEvent> events) {
        return events.stream().filter(StreamEvent.ReasoningDelta.class::isInstance).map(event -> ((StreamEvent.ReasoningDelta) event).text()).collect(Collectors.joining());
    }

    private static void calls(JsonNode expected, List<ToolCallEnd> calls) throws IOException {
        assertEquals(expected.size(), calls.size());
        for (var i = 0; i < calls.size(); i++) {
            var wanted = expected.get(i);
            var call = calls.get(i);
            assertEquals(wanted.path("name").asText(), call.name());
            assertTrue(!call.id().isEmpty());
            if (!wanted.path("synthId").asBoolean()) assertEquals(wanted.path("id").asText(), call.id());
            if (wanted.path("custom").asBoolean()) {
                assertEquals(wanted.path("arguments").asText(), call.raw());
            } else if (wanted.path("arguments").isNull()) {
                assertEquals(null, call.args());
                assertEquals(wanted.path("rawArguments").asText(), call.raw());
            } else {
                assertEquals(wanted.path("arguments"), Json.read(Json.bytes(call.args())));
            }
        }
    }

    /// The recordings count the fresh input apart; ours includes what was cached and written.
    private static void usage(JsonNode expected, Usage usage) {
        var wanted = expected.path("usage");
        if (!wanted.isObject()) {
            assertEquals(Usage.NONE, usage);
            return;
        }
        assertEquals(List.of(wanted.path("input").asLong(), wanted.path("cacheRead").asLong(), wanted.path("cacheWrite").asLong(), wanted.path("output").asLong(),
                        wanted.path("reasoning").asLong()),
                List.of(usage.input() - usage.cached() - usage.cacheWrite(), usage.cached(), usage.cacheWrite(), usage.output(), usage.reasoning()));
        if (expected.has("providerCost")) assertEquals(expected.path("providerCost").asDouble(), usage.charged());
    }
}
