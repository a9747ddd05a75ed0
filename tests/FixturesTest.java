package scorpiox.provider.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.model.Answer;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.TextDelta;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.provider.Recordings;
import scorpiox.sse.SseParser;

/// Plays recorded streams of the real wire, cut in every way, against what is known of them: the folder that `SX_FIXTURES`
/// names holds `*.sse` and `sse-expected.json`.
class FixturesTest {
    @TestFactory
    Stream<DynamicTest> everyRecordedStreamMeansTheSameHoweverItIsCut() throws IOException {
        var named = System.getenv("SX_FIXTURES");
        Assumptions.assumeTrue(named != null && !named.isEmpty(), "SX_FIXTURES names no folder");
        var folder = Path.of(named);
        var expected = Json.read(Files.readAllBytes(folder.resolve("sse-expected.json")));
        var tests = new ArrayList<DynamicTest>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(each -> each.toString().endsWith(".sse")).sorted().toList()) {
                var name = file.getFileName().toString();
                var bytes = Files.readAllBytes(file);
                Recordings.cuts(bytes).forEach((cut, chunks) -> tests.add(dynamicTest(name + ", " + cut, () -> {
                    assertTrue(expected.has(name), "sse-expected.json does not know " + name);
                    check(expected.get(name), play(chunks));
                })));
            }
        }
        assertTrue(!tests.isEmpty(), "no *.sse in " + folder);
        return tests.stream();
    }

    private static List<StreamEvent> play(List<byte[]> chunks) {
        var request = new Request("gpt-5.3-codex", List.of("s"), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
        var decoder = new ResponsesDialect("codex", URI.create("http://127.0.0.1/responses"), ResponsesDialect.Kind.THIRD_PARTY, "test/1",
                InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"))).decoder(request);
        var parser = new SseParser();
        var events = new ArrayList<StreamEvent>();
        for (var chunk : chunks) parser.feed(chunk, 0, chunk.length, event -> decoder.event(event, events::add));
        decoder.end(parser.end(), events::add);
        return events;
    }

    private static void check(JsonNode expected, List<StreamEvent> events) throws IOException {
        var answer = new Answer();
        events.forEach(answer::event);
        assertEquals(1, events.stream().filter(event -> event instanceof StreamEvent.Finish || event instanceof StreamEvent.Failed).count());
        assertTrue(events.getFirst() instanceof StreamEvent.Started);
        assertEquals("gpt-5.3-codex", answer.model());
        assertEquals(expected.path("delta_text").asText(), of(events, TextDelta.class).map(TextDelta::text).collect(Collectors.joining()));
        end(expected, answer);
        if (answer.finish() == null) return;
        var parts = answer.message().parts();
        assertEquals(expected.path("text").asText(), of(parts, Part.Text.class).map(Part.Text::text).collect(Collectors.joining()));
        assertEquals(summaries(expected), of(parts, Part.Reasoning.class).map(Part.Reasoning::text).collect(Collectors.joining("\n\n")));
        of(parts, Part.Reasoning.class).forEach(part -> assertTrue(part.opaque().data().has("encrypted_content") && !part.opaque().data().has("id")));
        calls(expected.path("tool_calls"), of(events, ToolCallEnd.class).toList());
        assertEquals(usage(expected.path("usage")), answer.usage());
        var types = new ArrayList<String>();
        expected.path("output_types").forEach(type -> types.add(type.asText()));
        assertEquals(types, parts.stream().map(FixturesTest::type).toList());
    }

    private static void end(JsonNode expected, Answer answer) {
        var error = expected.path("error");
        switch (expected.path("end").asText()) {
            case "completed" -> assertEquals(expected.path("tool_calls").isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS, answer.finish());
            case "incomplete" -> {
                assertEquals("max_output_tokens", error.path("reason").asText());
                assertEquals(FinishReason.LENGTH, answer.finish());
            }
            case "failed", "error_event" -> {
                assertEquals(error.path("code").asText(), answer.failure().code());
                assertTrue(answer.failure().getMessage().startsWith(error.path("message").asText()), answer.failure().getMessage());
            }
            case "stream_closed_early" -> assertEquals(Failure.Kind.TRUNCATED, answer.failure().kind());
            default -> fail("unknown end in " + expected);
        }
    }

    private static void calls(JsonNode expected, List<ToolCallEnd> calls) throws IOException {
        assertEquals(expected.size(), calls.size());
        for (var i = 0; i < calls.size(); i++) {
            var wanted = expected.get(i);
            var call = calls.get(i);
            assertEquals(wanted.path("call_id").asText(), call.id());
            switch (wanted.path("kind").asText()) {
                case "function" -> assertEquals(new ToolCallEnd(call.part(), call.id(), wanted.path("name").asText(), ToolKind.FUNCTION, call.args(),
                        wanted.path("arguments").asText()), call);
                case "custom" -> assertEquals(new ToolCallEnd(call.part(), call.id(), wanted.path("name").asText(), ToolKind.FREEFORM, null,
                        wanted.path("input").asText()), call);
                case "local_shell" -> assertEquals(wanted.path("command"), call.args().path("command"));
                default -> fail("unknown kind of call in " + wanted);
            }
            if (call.kind() == ToolKind.FUNCTION) assertEquals(Json.read(call.raw()), call.args());
        }
    }

    private static String summaries(JsonNode expected) {
        var texts = new ArrayList<String>();
        expected.path("reasoning_summaries").forEach(summary -> texts.add(summary.asText()));
        return String.join("\n\n", texts);
    }

    private static Usage usage(JsonNode usage) {
        return new Usage(usage.path("input_tokens").asLong(), usage.path("input_tokens_details").path("cached_tokens").asLong(), 0,
                usage.path("output_tokens").asLong(), usage.path("output_tokens_details").path("reasoning_tokens").asLong());
    }

    private static String type(Part part) {
        return switch (part) {
            case Part.Reasoning _ -> "reasoning";
            case Part.ToolCall call when call.kind() == ToolKind.FREEFORM -> "custom_tool_call";
            case Part.ToolCall call -> call.name().equals("local_shell") ? "local_shell_call" : "function_call";
            case Part.Hosted hosted -> hosted.opaque().kind();
            default -> "message";
        };
    }

    private static <E> Stream<E> of(List<?> all, Class<E> type) {
        return all.stream().filter(type::isInstance).map(type::cast);
    }
}
