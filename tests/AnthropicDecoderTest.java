package scorpiox.provider.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Answer;
import scorpiox.model.Message;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.Failed;
import scorpiox.model.StreamEvent.Finish;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.PartStarted;
import scorpiox.model.StreamEvent.ReasoningDelta;
import scorpiox.model.StreamEvent.TextDelta;
import scorpiox.model.StreamEvent.ToolCallArgs;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.StreamEvent.ToolCallStart;
import scorpiox.model.StreamEvent.UsageUpdate;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.sse.SseEvent;

class AnthropicDecoderTest {
    private static final String START = "{'type':'message_start','message':{'id':'msg_1','model':'m-served','usage':{'input_tokens':10,'output_tokens':1}}}";
    private static final String STOP = "{'type':'message_stop'}";
    private static final String CALL = start(0, "'type':'tool_use','id':'t1','name':'look','input':{}");

    private final List<StreamEvent> events = new ArrayList<>();
    private final Answer answer = new Answer();
    private Request.Thinking thinking = Request.Thinking.UNSET;

    @Test
    void aTextIsStartedStreamedAndFinished() {
        decode(START, "{'type':'ping'}", start(0, "'type':'text','text':''"), delta(0, "text_delta", "text", "Hel"), delta(0, "text_delta", "text", "lo"), stop(0),
                end("end_turn", "'output_tokens':7"), STOP);
        assertEquals(List.of(new StreamEvent.Started("anthropic", "m-served", "msg_1"), new UsageUpdate(new Usage(10, 0, 0, 1, 0)), new PartStarted(0, PartKind.TEXT, null),
                new TextDelta(0, "Hel"), new TextDelta(0, "lo"), new UsageUpdate(new Usage(10, 0, 0, 7, 0)), new Finish(FinishReason.STOP, "end_turn")), events);
    }

    @Test
    void thinkingIsShownAndItsWholeSignedBlockIsKeptForTheModelAskedFor() {
        decode(START, start(0, "'type':'thinking','thinking':'','signature':''"), delta(0, "thinking_delta", "thinking", "h"), delta(0, "thinking_delta", "thinking", "m"),
                delta(0, "signature_delta", "signature", "c2ln"), stop(0), start(1, "'type':'redacted_thinking','data':'eA=='"), stop(1), end("end_turn", ""), STOP);
        assertTrue(events.contains(new ReasoningDelta(0, "h", StreamEvent.Thought.SUMMARY)));
        var parts = answer.message().parts();
        assertEquals(new Part.Reasoning("hm", new Opaque("anthropic", "m", "thinking", Json.object().put("type", "thinking").put("thinking", "hm").put("signature", "c2ln"))), parts.getFirst());
        assertEquals("{\"type\":\"redacted_thinking\",\"data\":\"eA==\"}", Json.write(((Part.Reasoning) parts.get(1)).opaque().data()));
    }

    @Test
    void thinkingThatNobodyIsToSeeIsKeptButNotShown() {
        thinking = new Request.Thinking(null, "none");
        decode(START, start(0, "'type':'thinking','thinking':''"), delta(0, "thinking_delta", "thinking", "hm"), delta(0, "signature_delta", "signature", "s"), stop(0), end("end_turn", ""), STOP);
        assertTrue(events.stream().noneMatch(ReasoningDelta.class::isInstance));
        assertEquals("hm", ((Part.Reasoning) answer.message().parts().getFirst()).opaque().data().path("thinking").asText());
    }

    @Test
    void thinkingWithoutASignatureIsNotKept() {
        decode(START, start(0, "'type':'thinking','thinking':''"), delta(0, "thinking_delta", "thinking", "hm"), stop(0), end("end_turn", ""), STOP);
        assertEquals(List.of(new Part.Reasoning("hm", null)), answer.message().parts());
    }

    @Test
    void callsRunInParallelAndTheirArgumentsAreJoined() {
        decode(START, CALL, json(0, "{\\\"at\\\":"), json(0, " \\\"x\\\"}"), stop(0), start(1, "'type':'tool_use','id':'t2','name':'add','input':{}"), stop(1), end("tool_use", ""), STOP);
        assertEquals(List.of(new Part.ToolCall("t1", "look", ToolKind.FUNCTION, "{\"at\": \"x\"}"), new Part.ToolCall("t2", "add", ToolKind.FUNCTION, "{}")), answer.message().parts());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
        assertEquals(List.of(new ToolCallArgs(0, "{\"at\":"), new ToolCallArgs(0, " \"x\"}"), new ToolCallArgs(1, "{}")), events.stream().filter(ToolCallArgs.class::isInstance).toList());
    }

    @Test
    void argumentsThatComeWithTheStartCountWhereNoneFollow() {
        decode(START, start(0, "'type':'tool_use','id':'t1','name':'look','input':{'at':'y'}"), stop(0), end("tool_use", ""), STOP);
        assertEquals("{\"at\":\"y\"}", ends().getFirst().raw());
        assertEquals("y", ends().getFirst().args().path("at").asText());
    }

    @Test
    void aCallCutAtTheLimitDoesNotRun() {
        decode(START, CALL, json(0, "{\\\"at\\\":"), stop(0), end("max_tokens", ""), STOP);
        assertNull(ends().getFirst().args());
        assertEquals(new Finish(FinishReason.LENGTH, "max_tokens"), events.getLast());
    }

    @Test
    void brokenArgumentsAloneAreNoCalls() {
        decode(START, CALL, json(0, "[1]"), stop(0), end("tool_use", ""), STOP);
        assertNull(ends().getFirst().args());
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @Test
    void aCallWithoutAnIdGetsOneAndAGatewaysEndOfTurnIsACallAllTheSame() {
        decode(START, start(0, "'type':'tool_use','name':'look','input':{}"), json(0, "{}"), end("end_turn", ""), STOP);
        assertEquals("toolu_0", ends().getFirst().id());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @Test
    void freeTextComesOutOfItsFunctionAsItIs() {
        decode(START, start(0, "'type':'tool_use','id':'t1','name':'apply_patch','input':{}"), json(0, "{\\\"input\\\": \\\"*** \\\\n"), json(0, "x\\\"}"), stop(0), end("tool_use", ""), STOP);
        assertEquals(List.of(new ToolCallStart(0, "t1", "apply.patch", ToolKind.FREEFORM), new ToolCallArgs(0, "*** \nx"),
                new ToolCallEnd(0, "t1", "apply.patch", ToolKind.FREEFORM, null, "*** \nx")), events.stream().filter(event -> event.getClass().getSimpleName().startsWith("ToolCall")).toList());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\\\"input\\\": \\\"half", "{\\\"text\\\": \\\"x\\\"}", "{\\\"input\\\": 7}", "raw"})
    void freeTextThatIsBrokenDoesNotRun(String fragment) {
        decode(START, start(0, "'type':'tool_use','id':'t1','name':'apply_patch','input':{}"), json(0, fragment), stop(0), end("tool_use", ""), STOP);
        assertEquals(ToolKind.FUNCTION, ends().getFirst().kind());
        assertNull(ends().getFirst().args());
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @ParameterizedTest
    @CsvSource({"end_turn, STOP", "stop_sequence, STOP", "max_tokens, LENGTH", "model_context_window_exceeded, LENGTH", "pause_turn, PAUSE", "refusal, REFUSAL", "something_new, OTHER"})
    void everyReasonHasItsMeaning(String wire, FinishReason reason) {
        decode(START, end(wire, ""), STOP);
        assertEquals(new Finish(reason, wire), events.getLast());
    }

    @Test
    void aRefusalSaysWhy() {
        decode(START, "{'type':'message_delta','delta':{'stop_reason':'refusal','stop_details':{'type':'refusal','category':'cyber','explanation':'Not\\nthis.'}},'usage':{'output_tokens':5}}", STOP);
        assertTrue(events.contains(new StreamEvent.Notice("refusal", "refused (cyber): Not this.")), events.toString());
        assertEquals(FinishReason.REFUSAL, answer.finish());
    }

    @Test
    void usageIsTakenAsTotalsAndInputIncludesWhatIsCachedAndWritten() {
        decode("{'type':'message_start','message':{'usage':{'input_tokens':2,'cache_creation_input_tokens':30,'cache_read_input_tokens':0,'cache_creation':{'ephemeral_5m_input_tokens':10,"
                + "'ephemeral_1h_input_tokens':20},'output_tokens':1}}}", end("end_turn", "'input_tokens':6,'cache_read_input_tokens':100,'cache_creation_input_tokens':null,'output_tokens':9,"
                + "'output_tokens_details':{'thinking_tokens':4}"), STOP);
        assertEquals(new Usage(136, 100, 30, 20, 9, 4, null), answer.usage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "[{'type':'compaction','input_tokens':100,'output_tokens':83,'cache_read_input_tokens':50},{'type':'message','input_tokens':5,'output_tokens':8},{'type':'advisor_message','input_tokens':900,'output_tokens':900}] | 155 | 91",
            "[{'type':'message','input_tokens':100,'output_tokens':1},{'type':'fallback_message','input_tokens':7,'output_tokens':8}] | 7 | 8", "[] | 7 | 8", "null | 7 | 8",
            "[{'type':'advisor_message','input_tokens':100,'output_tokens':1}] | 7 | 8", "{'type':'message','input_tokens':9} | 7 | 8"})
    void stepsAreAddedUpUnlessAnotherModelTookOver(String iterations, long input, long output) {
        decode(START, end("end_turn", "'input_tokens':7,'output_tokens':8,'iterations':" + iterations), STOP);
        assertEquals(new Usage(input, input == 155 ? 50 : 0, 0, output, 0), answer.usage());
    }

    @Test
    void aRepeatedStartIsIgnoredBeforeContentAndAnErrorAfterIt() {
        decode(START, START, start(0, "'type':'text','text':'a'"), START, delta(0, "text_delta", "text", "b"));
        assertEquals(1, events.stream().filter(StreamEvent.Started.class::isInstance).count());
        assertEquals(Kind.PROTOCOL, answer.failure().kind());
        assertEquals("a", answer.text());
        assertTrue(events.getLast() instanceof Failed);
    }

    @Test
    void anUnknownBlockIsSkippedWithOneNotice() {
        decode(START, start(0, "'type':'fallback','from':{}"), delta(0, "compaction_delta", "content", "x"), stop(0), start(1, "'type':'other'"), delta(1, "text_delta", "text", "never"), stop(1),
                "{'type':'hologram','index':3}", start(2, "'type':'text','text':''"), delta(2, "text_delta", "text", "a"), delta(2, "citations_delta", "x", "y"), stop(2), end("end_turn", ""), STOP);
        assertEquals(List.of(new StreamEvent.Notice("unknown_block", "skipped a part of the answer that is not known here: fallback")),
                events.stream().filter(StreamEvent.Notice.class::isInstance).toList());
        assertEquals(new Message(Message.Role.ASSISTANT, List.of(new Part.Text("a"))), answer.message());
    }

    @Test
    void whatTheServerDoesItselfIsShownAndKeptForItAlone() {
        decode(START, start(0, "'type':'server_tool_use','id':'s1','name':'web_search','input':{}"), json(0, "{\\\"query\\\":\\\"x\\\"}"), stop(0),
                start(1, "'type':'web_search_tool_result','tool_use_id':'s1','content':[]"), stop(1), end("pause_turn", ""), STOP);
        assertEquals(FinishReason.PAUSE, answer.finish());
        var hosted = events.stream().filter(StreamEvent.Hosted.class::isInstance).map(StreamEvent.Hosted.class::cast).toList();
        assertEquals(List.of("in_progress", "completed"), hosted.stream().map(StreamEvent.Hosted::status).toList());
        assertEquals("x", hosted.getLast().item().at("/action/query").asText());
        var parts = answer.message().parts();
        assertEquals("{\"type\":\"server_tool_use\",\"id\":\"s1\",\"name\":\"web_search\",\"input\":{\"query\":\"x\"}}", Json.write(((Part.Hosted) parts.getFirst()).opaque().data()));
        assertEquals("web_search_tool_result", ((Part.Hosted) parts.get(1)).opaque().kind());
    }

    @Test
    void anErrorInMidStreamEndsOpenCallsFirst() {
        decode(START, CALL, json(0, "{"), "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'},'request_id':'req_9'}", json(0, "}"));
        assertNull(ends().getFirst().args());
        assertEquals("{", ends().getFirst().raw());
        assertEquals(Kind.OVERLOADED, answer.failure().kind());
        assertEquals("Overloaded (request req_9)", answer.failure().getMessage());
        assertTrue(events.getLast() instanceof Failed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'type':'error','error':{'type':'rate_limit_error','message':'slow'}} | RATE_LIMIT", "{'type':'error','error':{'type':'api_error','message':'x'}} | SERVER",
            "{'type':'error','error':{'type':'invalid_request_error','message':'prompt is too long'}} | CONTEXT_LENGTH", "{'type':'error','error':{'type':'timeout_error'}} | TIMEOUT",
            "{'type':'error'} | SERVER", "{'type':'error','error':'text'} | SERVER", "{'type':'error','error':{'type':'authentication_error','message':'no'}} | AUTH"})
    void everyErrorOfTheStreamHasItsKind(String error, Kind kind) {
        decode(error);
        assertEquals(kind, answer.failure().kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{'type':'content_block_stop','index':0}"})
    void aStreamThatEndsWithoutItsClosingEventIsTruncated(String last) {
        var decoder = decoder();
        for (var event : List.of(START, CALL, json(0, "{"))) decoder.event(sse(event), this::take);
        decoder.end(last.isEmpty() ? Optional.empty() : Optional.of(sse(last)), this::take);
        assertEquals(Kind.TRUNCATED, answer.failure().kind());
        assertEquals(1, ends().size());
        assertTrue(decoder.done());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'type':'message_stop'} | true", "{'type':'message_st | false", "{'type':'message_stop' | false", "{'type':'message_delta','delta':{'stop_reason':'end_turn'}} | false",
            "[DONE] | false"})
    void anUnterminatedLastEventCountsOnlyWhenItIsTheEnd(String last, boolean complete) {
        var decoder = decoder();
        for (var event : List.of(START, start(0, "'type':'text','text':'a'"), end("end_turn", ""))) decoder.event(sse(event), this::take);
        decoder.end(Optional.of(sse(last)), this::take);
        assertEquals(complete ? FinishReason.STOP : null, answer.finish());
        assertEquals(!complete, answer.failure() != null);
    }

    @Test
    void nothingFollowsTheEnd() {
        decode(START, end("end_turn", ""), STOP, start(0, "'type':'text','text':'late'"), STOP, "{'type':'error','error':{}}");
        assertEquals(1, events.stream().filter(event -> event instanceof Finish || event instanceof Failed).count());
        assertTrue(events.getLast() instanceof Finish);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'message_stop'}", "{'type':'message_start','message':{}}~{'type':'message_stop'}"})
    void anAnswerWithNothingInItIsAFailure(String stream) {
        decode(stream.split("~"));
        assertEquals(Kind.PROTOCOL, answer.failure().kind());
    }

    @Test
    void oddEventsDoNoHarm() {
        decode("{'type':7}", "{'type':{'type':'message_stop'},'index':{'a':1}}", "{'type':'content_block_start'}", "{'type':'content_block_start','content_block':'x'}",
                "{'type':'content_block_stop','index':99}", "{'type':'content_block_delta','index':4,'delta':{'type':'input_json_delta','partial_json':'x'}}", "{'type':'content_block_delta','delta':'x'}",
                "{'type':'message_delta','delta':null,'usage':[]}", "{'type':'message_start','message':'x'}", "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':['x']}}",
                "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'ok'}}", "{'index':1,'extra':[{'a':[1]}],'type':'content_block_stop'}  ", end("end_turn", "'input_tokens':-5"), STOP);
        assertEquals("ok", answer.text());
        assertEquals(FinishReason.STOP, answer.finish());
        assertEquals(0, answer.usage().input());
    }

    @Test
    void threeEventsInARowThatAreNoJsonEndTheStream() {
        decode(START, "x", "{", START, "[1]", "y", "[DONE]", "z");
        assertEquals(Kind.PROTOCOL, answer.failure().kind());
        assertFalse(events.stream().filter(StreamEvent.Notice.class::isInstance).count() < 2);
    }

    @Test
    void theTypeOfTheEventLineServesWhereTheDataDoNotSay() {
        var decoder = decoder();
        decoder.event(new SseEvent("content_block_delta", "{\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}", ""), this::take);
        decoder.event(new SseEvent("message_stop", "{}", ""), this::take);
        assertEquals("a", answer.text());
        assertEquals("m", answer.model());
    }

    private void decode(String... stream) {
        var decoder = decoder();
        for (var event : stream) decoder.event(sse(event), this::take);
    }

    private AnthropicDecoder decoder() {
        var tools = new Request.Tools(List.of(new Tool.Freeform("apply.patch", "p", null), new Tool.Function("look", "l", Json.object())), new Request.Choice.Auto(), true);
        return new AnthropicDecoder("anthropic", new Request("m", List.of(), List.of(), tools, thinking, Request.Output.TEXT, null), null);
    }

    private void take(StreamEvent event) {
        events.add(event);
        answer.event(event);
    }

    private List<ToolCallEnd> ends() {
        return events.stream().filter(ToolCallEnd.class::isInstance).map(ToolCallEnd.class::cast).toList();
    }

    private static SseEvent sse(String json) {
        return new SseEvent("message", json.replace('\'', '"'), "");
    }

    private static String start(int index, String block) {
        return "{'type':'content_block_start','index':" + index + ",'content_block':{" + block + "}}";
    }

    private static String delta(int index, String type, String member, String text) {
        return "{'type':'content_block_delta','index':" + index + ",'delta':{'type':'" + type + "','" + member + "':'" + text + "'}}";
    }

    private static String json(int index, String fragment) {
        return delta(index, "input_json_delta", "partial_json", fragment);
    }

    private static String stop(int index) {
        return "{'type':'content_block_stop','index':" + index + "}   ";
    }

    private static String end(String reason, String usage) {
        return "{'type':'message_delta','delta':{'stop_reason':'" + reason + "','stop_sequence':null},'usage':{" + usage + "}}";
    }
}
