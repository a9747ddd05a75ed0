package scorpiox.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.base.Json;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.Citation;
import scorpiox.model.StreamEvent.Finish;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.PartStarted;
import scorpiox.model.StreamEvent.ReasoningDelta;
import scorpiox.model.StreamEvent.Started;
import scorpiox.model.StreamEvent.TextDelta;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.StreamEvent.ToolCallArgs;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.StreamEvent.ToolCallStart;
import scorpiox.model.StreamEvent.UsageUpdate;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.chat.ChatShape.Commentary;
import scorpiox.server.config.Profile.Exposure;

class ChatEncoderTest {
    private static final Stamp STAMP = new Stamp("ownid", Instant.ofEpochSecond(1767225600), "gpt-\"5\"");
    private static final Started STARTED = new Started("codex", "gpt-5.3-codex", "resp_abc");
    private static final Finish STOP = new Finish(FinishReason.STOP, "completed");
    private static final PartStarted TEXT = new PartStarted(0, PartKind.TEXT, null);
    private static final String HEAD = "data: {\"id\":\"chatcmpl-abc\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"gpt-\\\"5\\\"\",\"system_fingerprint\":null,\"choices\":[";

    @Test
    void streamIsRoleThenTextThenOneEnd() {
        assertEquals(HEAD + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                + HEAD + "{\"index\":0,\"delta\":{\"content\":\"Hi\\n\\\"ü😀\\\"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                + HEAD + "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n"
                + "data: [DONE]\n\n", written(shape().get(), STARTED, TEXT, new TextDelta(0, "Hi\n\"ü😀\""), new TextDelta(0, ""), usage(), STOP));
    }

    @Test
    void withUsageEveryChunkButTheLastSaysNull() throws IOException {
        var stream = written(shape().usage().get(), STARTED, TEXT, new TextDelta(0, "Hi"), usage(), STOP);
        var frames = frames(stream);
        for (var frame : frames.subList(0, 3)) assertTrue(frame.has("usage") && frame.path("usage").isNull(), frame.toString());
        assertEquals(4, frames.size());
        assertEquals(Json.read("""
                {"id":"chatcmpl-abc","object":"chat.completion.chunk","created":1767225600,"model":"gpt-\\"5\\"","system_fingerprint":null,"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":7,\
                "total_tokens":17,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":3,"audio_tokens":0,"accepted_prediction_tokens":0,\
                "rejected_prediction_tokens":0}}}"""), frames.get(3));
    }

    @Test
    void wholeAnswerIsOneObjectThatComesAtTheEnd() {
        var encoder = ChatEncoder.of(shape().whole().get(), STAMP);
        var out = new Frames();
        for (var event : List.of(STARTED, TEXT, new TextDelta(0, "Hi"), usage())) encoder.event(event, out);
        assertEquals(0, out.size());
        encoder.event(STOP, out);
        encoder.event(STOP, out);
        assertEquals("{\"id\":\"chatcmpl-abc\",\"object\":\"chat.completion\",\"created\":1767225600,\"model\":\"gpt-\\\"5\\\"\",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"Hi\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":7,"
                + "\"total_tokens\":17,\"prompt_tokens_details\":{\"cached_tokens\":4,\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":3,\"audio_tokens\":0,"
                + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}}", out.text());
    }

    @Test
    void nothingIsWrittenBeforeAnythingOfTheAnswerIsThere() {
        assertEquals("", written(shape().get(), STARTED, new StreamEvent.Limits(List.of()), new StreamEvent.Notice("a", "b"), usage()));
    }

    @Test
    void nothingFollowsTheEnd() {
        var whole = written(shape().get(), STARTED, TEXT, new TextDelta(0, "a"), STOP);
        assertEquals(whole, written(shape().get(), STARTED, TEXT, new TextDelta(0, "a"), STOP, new TextDelta(0, "b"), STOP));
    }

    @ParameterizedTest
    @CsvSource({"resp_1,chatcmpl-1", "chatcmpl-Ab_9-z,chatcmpl-Ab_9-z", "gen-7,chatcmpl-gen-7", "'',chatcmpl-ownid", "'a b',chatcmpl-ownid", "'a\"',chatcmpl-ownid", "resp_,chatcmpl-ownid"})
    void idIsTheBackendsWhereItIsOne(String given, String id) throws IOException {
        assertEquals(id, frames(written(shape().get(), new Started("p", "m", given), STOP)).getFirst().path("id").asText());
    }

    static Stream<Arguments> calls() {
        var start = new ToolCallStart(1, "call_1", "sh", ToolKind.FUNCTION);
        var end = end(1, "call_1", "sh", "{\"a\":1}");
        return Stream.of(
                Arguments.of("deltas", shape(), List.of(start, new ToolCallArgs(1, "{\"a\""), new ToolCallArgs(1, ":1}"), end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':''}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'{\\'a\\''}}]}", "{'tool_calls':[{'index':0,'function':{'arguments':':1}'}}]}")),
                Arguments.of("announced without arguments", shape(), List.of(start, end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':''}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'{\\'a\\':1}'}}]}")),
                Arguments.of("blanks first", shape(), List.of(start, new ToolCallArgs(1, " "), new ToolCallArgs(1, ""), end(1, "call_1", "sh", "{}")), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':''}}]}", "{'tool_calls':[{'index':0,'function':{'arguments':'{}'}}]}")),
                Arguments.of("rest of them missing", shape(), List.of(start, new ToolCallArgs(1, "{\"a\""), end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':''}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'{\\'a\\''}}]}", "{'tool_calls':[{'index':0,'function':{'arguments':':1}'}}]}")),
                Arguments.of("end contradicts the deltas", shape(), List.of(start, new ToolCallArgs(1, "{\"b\":2}"), end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':''}}]}", "{'tool_calls':[{'index':0,'function':{'arguments':'{\\'b\\':2}'}}]}")),
                Arguments.of("whole, end contradicts the deltas", shape().wholeCalls(), List.of(start, new ToolCallArgs(1, "{\"b\":2}"), end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':'{\\'a\\':1}'}}]}")),
                Arguments.of("never announced", shape(), List.of(new ToolCallArgs(1, "{"), end, end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':'{\\'a\\':1}'}}]}")),
                Arguments.of("name comes last", shape(), List.of(new ToolCallStart(1, "call_1", "", ToolKind.FUNCTION), new ToolCallArgs(1, "{\"a\":1}"), end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':'{\\'a\\':1}'}}]}")),
                Arguments.of("never ended", shape(), List.of(start, new ToolCallArgs(1, "{\"a\"")), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':''}}]}", "{'tool_calls':[{'index':0,'function':{'arguments':'{\\'a\\''}}]}")),
                Arguments.of("whole", shape().wholeCalls(), List.of(start, new ToolCallArgs(1, "{\"a\""), new ToolCallArgs(1, ":1}"), end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':'{\\'a\\':1}'}}]}")),
                Arguments.of("whole, the second complete first", shape().wholeCalls(), List.of(start, new ToolCallStart(2, "c2", "ls", ToolKind.FUNCTION), end(2, "c2", "ls", "{}"), end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':'{\\'a\\':1}'}}]}",
                        "{'tool_calls':[{'index':1,'id':'c2','type':'function','function':{'name':'ls','arguments':'{}'}}]}")),
                Arguments.of("parallel, interleaved", shape(), List.of(start, new ToolCallStart(2, "c2", "ls", ToolKind.FUNCTION), new ToolCallArgs(2, "{"), new ToolCallArgs(1, "{\"a\":1}"),
                        new ToolCallArgs(2, "}"), end(2, "c2", "ls", "{}"), end), List.of(
                        "{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'sh','arguments':''}}]}",
                        "{'tool_calls':[{'index':1,'id':'c2','type':'function','function':{'name':'ls','arguments':''}}]}", "{'tool_calls':[{'index':1,'function':{'arguments':'{'}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'{\\'a\\':1}'}}]}", "{'tool_calls':[{'index':1,'function':{'arguments':'}'}}]}")),
                Arguments.of("free form that the client knows", shape().custom(), freeform(), List.of("{'tool_calls':[{'index':0,'id':'c','type':'custom','custom':{'name':'apply_patch','input':''}}]}",
                        "{'tool_calls':[{'index':0,'custom':{'input':'*** '}}]}", "{'tool_calls':[{'index':0,'custom':{'input':'x'}}]}")),
                Arguments.of("free form that it does not know", shape(), freeform(), List.of(
                        "{'tool_calls':[{'index':0,'id':'c','type':'function','function':{'name':'apply_patch','arguments':''}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'*** '}}]}", "{'tool_calls':[{'index':0,'function':{'arguments':'x'}}]}")),
                Arguments.of("function as before tools", shape().functions(), List.of(start, new ToolCallArgs(1, "{\"a\":1}"), end, new ToolCallStart(2, "c2", "ls", ToolKind.FUNCTION),
                        new ToolCallArgs(2, "{}"), end(2, "c2", "ls", "{}")), List.of("{'function_call':{'name':'sh','arguments':''}}", "{'function_call':{'arguments':'{\\'a\\':1}'}}")),
                Arguments.of("arguments that are no JSON", shape(), List.of(new ToolCallStart(1, "c", "f", ToolKind.FUNCTION), end(1, "c", "f", "{\"a\":")), List.of(
                        "{'tool_calls':[{'index':0,'id':'c','type':'function','function':{'name':'f','arguments':''}}]}", "{'tool_calls':[{'index':0,'function':{'arguments':'{\\'a\\':'}}]}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void callsBecomeDeltas(String name, Shape shape, List<StreamEvent> events, List<String> deltas) throws IOException {
        var all = new ArrayList<StreamEvent>(List.of(STARTED));
        all.addAll(events);
        all.add(new Finish(FinishReason.TOOL_CALLS, "completed"));
        var frames = frames(written(shape.get(), all.toArray(StreamEvent[]::new)));
        assertEquals(deltas.stream().map(ChatEncoderTest::json).toList(), frames.subList(1, frames.size() - 1).stream().map(ChatEncoderTest::delta).toList());
        assertEquals(shape.get().functions() ? "function_call" : "tool_calls", frames.getLast().path("choices").path(0).path("finish_reason").asText());
        same(shape, all);
    }

    static Stream<Arguments> thoughts() {
        return Stream.of(
                Arguments.of(Exposure.REASONING_CONTENT, List.of("{'reasoning_content':'One.'}", "{'reasoning_content':'\\n\\nTwo.'}", "{'content':'Hi'}")),
                Arguments.of(Exposure.REASONING, List.of("{'reasoning':'One.'}", "{'reasoning':'\\n\\nTwo.'}", "{'content':'Hi'}")),
                Arguments.of(Exposure.BOTH, List.of("{'reasoning_content':'One.','reasoning':'One.'}", "{'reasoning_content':'\\n\\nTwo.','reasoning':'\\n\\nTwo.'}", "{'content':'Hi'}")),
                Arguments.of(Exposure.THINK_TAGS, List.of("{'content':'<think>'}", "{'content':'One.'}", "{'content':'\\n\\nTwo.'}", "{'content':'</think>\\n\\n'}", "{'content':'Hi'}")),
                Arguments.of(Exposure.O3, List.of("{'reasoning':{'content':[{'type':'text','text':'One.'}]}}", "{'reasoning':{'content':[{'type':'text','text':'\\n\\nTwo.'}]}}", "{'content':'Hi'}")),
                Arguments.of(Exposure.HIDDEN, List.of("{'content':'Hi'}")));
    }

    @ParameterizedTest
    @MethodSource("thoughts")
    void thinkingIsShownAsTheProfileSays(Exposure exposure, List<String> deltas) throws IOException {
        var events = List.<StreamEvent>of(STARTED, new PartStarted(0, PartKind.REASONING, null), new ReasoningDelta(0, "One.", Thought.SUMMARY), new PartStarted(1, PartKind.REASONING, null),
                new ReasoningDelta(1, "Two.", Thought.SUMMARY), new PartStarted(2, PartKind.TEXT, null), new TextDelta(2, "Hi"), STOP);
        var frames = frames(written(shape().exposing(exposure).get(), events.toArray(StreamEvent[]::new)));
        assertEquals(deltas.stream().map(ChatEncoderTest::json).toList(), frames.subList(1, frames.size() - 1).stream().map(ChatEncoderTest::delta).toList());
        same(shape().exposing(exposure), events);
    }

    @Test
    void thinkingBetweenTagsStandsBeforeACallAndOnlyOnce() throws IOException {
        var events = List.<StreamEvent>of(STARTED, new PartStarted(0, PartKind.REASONING, null), new ReasoningDelta(0, "Hm", Thought.RAW), new ToolCallStart(1, "c", "f", ToolKind.FUNCTION),
                end(1, "c", "f", "{}"), new PartStarted(2, PartKind.REASONING, null), new ReasoningDelta(2, "later", Thought.RAW), new PartStarted(3, PartKind.TEXT, null), new TextDelta(3, "Hi"),
                new Finish(FinishReason.TOOL_CALLS, ""));
        assertEquals("<think>Hm</think>\n\nHi", same(shape().exposing(Exposure.THINK_TAGS), events).path("content").asText());
    }

    @Test
    void thinkingBetweenTagsIsClosedAtTheEndOfAnAnswerWithoutText() throws IOException {
        var events = List.<StreamEvent>of(STARTED, new ReasoningDelta(0, "Hm", Thought.RAW), new Finish(FinishReason.LENGTH, ""));
        assertEquals("<think>Hm</think>\n\n", same(shape().exposing(Exposure.THINK_TAGS), events).path("content").asText());
        assertEquals("", same(shape(), events).path("content").asText());
    }

    @Test
    void rawAndSummedUpThinkingOfOnePartAreApart() throws IOException {
        var events = List.<StreamEvent>of(STARTED, new PartStarted(0, PartKind.REASONING, null), new ReasoningDelta(0, "a", Thought.RAW), new ReasoningDelta(0, "b", Thought.RAW),
                new ReasoningDelta(0, "c", Thought.SUMMARY), STOP);
        assertEquals("ab\n\nc", same(shape(), events).path("reasoning_content").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "CONTENT   | I look.++Done. | -", "REASONING | Done. | I look.", "DROP | Done. | -"})
    void remarksGoWhereTheyShould(Commentary commentary, String content, String reasoning) throws IOException {
        var message = same(shape().remarks(commentary), remarks(new PartStarted(1, PartKind.TEXT, Phase.FINAL), new TextDelta(1, "Done."), STOP));
        assertEquals(content.replace("+", "\n"), message.path("content").asText());
        assertEquals(reasoning, Json.text(message, "reasoning_content"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {"CONTENT | -", "REASONING | I look.", "DROP | -"})
    void answerOfRemarksAloneHasThemAsItsText(Commentary commentary, String reasoning) throws IOException {
        var message = same(shape().remarks(commentary), remarks(STOP));
        assertEquals("I look.", message.path("content").asText());
        assertEquals(reasoning, Json.text(message, "reasoning_content"));
    }

    @Test
    void remarksBeforeACallAreNotItsText() throws IOException {
        var message = same(shape().remarks(Commentary.REASONING), remarks(end(1, "c", "f", "{}"), new Finish(FinishReason.TOOL_CALLS, "")));
        assertEquals("", message.path("content").asText());
    }

    @Test
    void messagesAreApartAndEmptyOnesAreNot() throws IOException {
        var events = List.<StreamEvent>of(STARTED, TEXT, new TextDelta(0, "a"), new TextDelta(0, "b"), new PartStarted(1, PartKind.TEXT, null), new PartStarted(2, PartKind.TEXT, null),
                new TextDelta(2, ""), new TextDelta(2, "c"), STOP);
        assertEquals("ab\n\nc", same(shape(), events).path("content").asText());
    }

    @Test
    void refusalIsNoTextAndNullElse() throws IOException {
        var events = List.<StreamEvent>of(STARTED, new PartStarted(0, PartKind.REFUSAL, null), new TextDelta(0, "I "), new TextDelta(0, "can't."), STOP);
        var message = same(shape(), events);
        assertEquals("I can't.", message.path("refusal").asText());
        assertTrue(Json.read(written(shape().whole().get(), events.toArray(StreamEvent[]::new))).at("/choices/0/message/content").isNull());
        assertTrue(written(shape().get(), events.toArray(StreamEvent[]::new)).contains("\"delta\":{\"refusal\":\"I \"}"));
    }

    @Test
    void contentIsNullOnlyBesideCallsOrARefusal() throws IOException {
        var called = Json.read(written(shape().whole().get(), STARTED, end(0, "c", "f", "{}"), new Finish(FinishReason.TOOL_CALLS, ""))).at("/choices/0/message");
        assertTrue(called.path("content").isNull());
        assertTrue(called.path("refusal").isNull());
        var empty = Json.read(written(shape().whole().get(), STARTED, STOP)).at("/choices/0/message");
        assertEquals("", empty.path("content").textValue());
        assertFalse(empty.has("tool_calls") || empty.has("reasoning_content"));
    }

    @Test
    void sourcesComeInOneChunkBeforeTheEnd() throws IOException {
        var events = List.<StreamEvent>of(STARTED, TEXT, new TextDelta(0, "A😀"), new Citation(0, "https://a.test/", "A \"title\""), new TextDelta(0, " b"), new Citation(0, "https://b.test/", null), STOP);
        var frames = frames(written(shape().get(), events.toArray(StreamEvent[]::new)));
        assertEquals(json("{'annotations':[{'type':'url_citation','url_citation':{'start_index':2,'end_index':2,'url':'https://a.test/','title':'A \\'title\\''}},"
                + "{'type':'url_citation','url_citation':{'start_index':4,'end_index':4,'url':'https://b.test/','title':''}}]}"), delta(frames.get(frames.size() - 2)));
        assertEquals(2, same(shape(), events).path("annotations").size());
    }

    @ParameterizedTest
    @CsvSource({"STOP,stop,tool_calls", "TOOL_CALLS,stop,tool_calls", "LENGTH,length,length", "CONTENT_FILTER,content_filter,content_filter", "REFUSAL,content_filter,content_filter", "PAUSE,length,length",
            "MALFORMED_CALL,length,length", "OTHER,length,length"})
    void answersEndForTheirReason(FinishReason reason, String text, String called) throws IOException {
        assertEquals(text, finish(List.of(STARTED, TEXT, new TextDelta(0, "a"), new Finish(reason, "x"))));
        assertEquals(called, finish(List.of(STARTED, end(0, "c", "f", "{}"), new Finish(reason, "x"))));
    }

    @Test
    void refusalInWordsIsACompleteAnswer() throws IOException {
        assertEquals("stop", finish(List.of(STARTED, new PartStarted(0, PartKind.REFUSAL, null), new TextDelta(0, "No."), new Finish(FinishReason.REFUSAL, "refusal"))));
    }

    @Test
    void callsAreToldInTextBesidesWhereTheClientReadsThemThere() throws IOException {
        var shape = shape().telling(new ToolText("xml", "summary"));
        var events = List.<StreamEvent>of(STARTED, TEXT, new TextDelta(0, "So:"), end(1, "c1", "shell", "{\"command\":\"ls <x>\"}"), end(2, "c2", "other", "{}"), new Finish(FinishReason.TOOL_CALLS, ""));
        var message = same(shape, events);
        assertEquals("So:\n\n<execute_command><command>ls &lt;x&gt;</command></execute_command>\n\n[tool:other] {}", message.path("content").asText());
        assertEquals(2, message.path("tool_calls").size());
    }

    @Test
    void halvesOfACharacterMeetInOneChunk() throws IOException {
        var events = List.<StreamEvent>of(STARTED, TEXT, new TextDelta(0, "a\uD83D"), new TextDelta(0, "\uDE00b"), new TextDelta(0, "\uD83D"), new ToolCallStart(1, "c", "f", ToolKind.FREEFORM),
                new ToolCallArgs(1, "\uD83D"), new ToolCallArgs(1, "\uDE00"), end(1, "c", "f", "\uD83D\uDE00"), STOP);
        var message = same(shape(), events);
        assertEquals("a😀b\uFFFD", message.path("content").asText());
        assertEquals("😀", message.at("/tool_calls/0/function/arguments").asText());
    }

    @Test
    void brokenStreamHasItsErrorAndThenAnEndThatIsNoSuccess() throws IOException {
        for (var shape : List.of(shape(), shape().usage(), shape().wholeCalls())) {
            var stream = broken(shape, STARTED, TEXT, new TextDelta(0, "a"), new ToolCallStart(1, "c", "f", ToolKind.FUNCTION), new ToolCallArgs(1, "{"));
            assertTrue(stream.contains("data: {\"error\":{\"message\":\"gone\",\"type\":\"api_error\",\"param\":null,\"code\":\"upstream_disconnected\"}}\n\n"), stream);
            assertTrue(stream.endsWith("data: [DONE]\n\n"), stream);
            var frames = frames(stream);
            assertTrue(frames.get(frames.size() - 2).has("error"));
            assertEquals("length", frames.getLast().at("/choices/0/finish_reason").asText());
            assertEquals(1, frames.stream().filter(frame -> frame.at("/choices/0/finish_reason").isTextual()).count());
        }
    }

    @Test
    void streamThatBreaksBeforeAnythingCameIsWellFormedToo() throws IOException {
        var frames = frames(broken(shape()));
        assertEquals("assistant", frames.getFirst().at("/choices/0/delta/role").asText());
        assertEquals("chatcmpl-ownid", frames.getFirst().path("id").asText());
        assertEquals("length", frames.getLast().at("/choices/0/finish_reason").asText());
    }

    @Test
    void brokenStreamClosesItsThinkingAndEndsOnce() {
        var stream = broken(shape().exposing(Exposure.THINK_TAGS), STARTED, new ReasoningDelta(0, "Hm", Thought.RAW));
        assertTrue(stream.indexOf("</think>") > 0 && stream.indexOf("</think>") < stream.indexOf("\"error\""), stream);
        var whole = written(shape().get(), STARTED, STOP);
        assertEquals(whole, broken(shape(), STARTED, STOP));
    }

    @Test
    void bothFormsOfAnyAnswerSayTheSameAndItEndsWellAnywhere() throws IOException {
        var random = new Random(11);
        for (var round = 0; round < 400; round++) {
            var events = new ArrayList<StreamEvent>(List.of(STARTED));
            for (var i = random.nextInt(14); i > 0; i--) events.add(any(random));
            var shape = shape().exposing(pick(random, Exposure.values())).remarks(pick(random, Commentary.values()));
            if (random.nextBoolean()) shape = shape.wholeCalls();
            if (random.nextBoolean()) shape = shape.custom();
            if (random.nextInt(4) == 0) shape = shape.functions();
            if (random.nextInt(4) == 0) shape = shape.telling(new ToolText("summary", "none"));
            assertEquals("length", Streamed.of(frames(broken(shape, events.toArray(StreamEvent[]::new)))).finish());
            events.add(new Finish(pick(random, FinishReason.values()), "x"));
            same(shape, events);
        }
    }

    /// Any event, in no sensible order and about any part.
    private static StreamEvent any(Random random) {
        var part = random.nextInt(4);
        var text = pick(random, "a", "b c", "", " ", "\n", "\"", "\uD83D", "\uDE00", "😀");
        return switch (random.nextInt(8)) {
            case 0, 1 -> new TextDelta(part, text);
            case 2 -> new ReasoningDelta(part, text, pick(random, Thought.values()));
            case 3 -> new PartStarted(part, pick(random, PartKind.values()), pick(random, null, Phase.COMMENTARY, Phase.FINAL));
            case 4 -> new ToolCallStart(part, "c" + part, pick(random, "f", "g", ""), pick(random, ToolKind.values()));
            case 5 -> new ToolCallArgs(part, text);
            case 6 -> new ToolCallEnd(part, "c" + part, "f", pick(random, ToolKind.values()), null, pick(random, "{}", "", "a", "ab c"));
            default -> pick(random, new Citation(part, "https://a.test/", null), usage(), new StreamEvent.Hosted(part, "web_search", "completed", null));
        };
    }

    @SafeVarargs
    private static <E> E pick(Random random, E... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /// The shape of an answer, put together piece by piece.
    record Shape(ChatShape get) {
        Shape whole() {
            return new Shape(new ChatShape(false, get.usage(), get.functions(), get.custom(), get.exposure(), get.wholeCalls(), get.commentary(), get.text()));
        }

        Shape usage() {
            return new Shape(new ChatShape(get.stream(), true, get.functions(), get.custom(), get.exposure(), get.wholeCalls(), get.commentary(), get.text()));
        }

        Shape functions() {
            return new Shape(new ChatShape(get.stream(), get.usage(), true, get.custom(), get.exposure(), get.wholeCalls(), get.commentary(), get.text()));
        }

        Shape custom() {
            return new Shape(new ChatShape(get.stream(), get.usage(), get.functions(), true, get.exposure(), get.wholeCalls(), get.commentary(), get.text()));
        }

        Shape exposing(Exposure exposure) {
            return new Shape(new ChatShape(get.stream(), get.usage(), get.functions(), get.custom(), exposure, get.wholeCalls(), get.commentary(), get.text()));
        }

        Shape wholeCalls() {
            return new Shape(new ChatShape(get.stream(), get.usage(), get.functions(), get.custom(), get.exposure(), true, get.commentary(), get.text()));
        }

        Shape remarks(Commentary commentary) {
            return new Shape(new ChatShape(get.stream(), get.usage(), get.functions(), get.custom(), get.exposure(), get.wholeCalls(), commentary, get.text()));
        }

        Shape telling(ToolText text) {
            return new Shape(new ChatShape(get.stream(), get.usage(), get.functions(), get.custom(), get.exposure(), get.wholeCalls(), get.commentary(), text));
        }
    }

    private static Shape shape() {
        return new Shape(new ChatShape(true, false, false, false, Exposure.REASONING_CONTENT, false, Commentary.CONTENT, ToolText.NONE));
    }

    private static UsageUpdate usage() {
        return new UsageUpdate(new Usage(10, 4, 0, 7, 3));
    }

    private static ToolCallEnd end(int part, String id, String name, String raw) {
        return new ToolCallEnd(part, id, name, ToolKind.FUNCTION, null, raw);
    }

    private static List<StreamEvent> freeform() {
        return List.of(new ToolCallStart(1, "c", "apply_patch", ToolKind.FREEFORM), new ToolCallArgs(1, "*** "), new ToolCallArgs(1, "x"),
                new ToolCallEnd(1, "c", "apply_patch", ToolKind.FREEFORM, null, "*** x"));
    }

    private static List<StreamEvent> remarks(StreamEvent... more) {
        var events = new ArrayList<StreamEvent>(List.of(STARTED, new PartStarted(0, PartKind.TEXT, Phase.COMMENTARY), new TextDelta(0, "I "), new TextDelta(0, "look.")));
        events.addAll(List.of(more));
        return events;
    }

    private static String written(ChatShape shape, StreamEvent... events) {
        var encoder = ChatEncoder.of(shape, STAMP);
        var out = new Frames();
        for (var event : events) encoder.event(event, out);
        return out.text();
    }

    private static String broken(Shape shape, StreamEvent... events) {
        var encoder = ChatEncoder.of(shape.get(), STAMP);
        var out = new Frames();
        for (var event : events) encoder.event(event, out);
        encoder.broken(Refused.of(502, "api_error", "upstream_disconnected", "gone"), out);
        encoder.broken(Refused.of(502, "api_error", "upstream_disconnected", "gone"), out);
        return out.text();
    }

    private static String finish(List<StreamEvent> events) throws IOException {
        same(shape(), events);
        return frames(written(shape().get(), events.toArray(StreamEvent[]::new))).getLast().at("/choices/0/finish_reason").asText();
    }

    /// Checks that both forms of an answer say the same, and gives its message.
    private static ObjectNode same(Shape shape, List<StreamEvent> events) throws IOException {
        var all = events.toArray(StreamEvent[]::new);
        var streamed = Streamed.of(frames(written(shape.usage().get(), all)));
        assertEquals(Streamed.whole(Json.read(written(shape.whole().get(), all))), streamed);
        return streamed.message();
    }

    private static List<JsonNode> frames(String stream) throws IOException {
        return Streamed.frames(stream.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode delta(JsonNode frame) {
        return frame.at("/choices/0/delta");
    }

    private static JsonNode json(String quoted) {
        try {
            return Json.read(quoted.replace("\\'", "\u0001").replace("'", "\"").replace("\u0001", "\\\""));
        } catch (IOException e) {
            throw new AssertionError(quoted, e);
        }
    }
}
