package scorpiox.provider.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Answer;
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
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.StreamEvent.UsageUpdate;
import scorpiox.model.Tool;
import scorpiox.model.Usage;
import scorpiox.sse.SseEvent;

class ChatDecoderTest {
    private static final String STOP = "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}";
    private static final String CALL = "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}]}}]}";
    private static final String USAGE = "{'choices':[],'usage':{'prompt_tokens':10,'completion_tokens':7,'total_tokens':17,'prompt_tokens_details':"
            + "{'cached_tokens':4,'cache_write_tokens':1},'completion_tokens_details':{'reasoning_tokens':3}}}";

    private final List<StreamEvent> events = new ArrayList<>();
    private final Answer answer = new Answer();
    private Request.Tools tools = Request.Tools.NONE;

    @Test
    void aTextIsStartedStreamedCountedAndFinished() {
        decode("{'id':'c-1','model':'m-served','choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}", text("Hel"), text("lo"), STOP, USAGE, "[DONE]");
        assertEquals(List.of(new StreamEvent.Started("openai", "m-served", "c-1"), new PartStarted(0, PartKind.TEXT, null), new TextDelta(0, "Hel"),
                new TextDelta(0, "lo"), new UsageUpdate(new Usage(10, 4, 1, 7, 3)), new Finish(FinishReason.STOP, "stop")), events);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'reasoning_content':'Hm'} | Hm", "{'reasoning':'Hm'} | Hm", "{'reasoning_text':'Hm'} | Hm",
            "{'reasoning':'Hm','reasoning_content':'Hm'} | Hm", "{'reasoning_content':'','reasoning':'Hm'} | Hm",
            "{'reasoning':null,'reasoning_text':'Hm','content':''} | Hm",
            "{'reasoning_details':[{'type':'reasoning.text','text':'Hm'}]} | Hm", "{'reasoning':'Hm','reasoning_details':[{'type':'reasoning.text','text':'Hm'}]} | Hm",
            "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Hm'}]},{'type':'text','text':''}]} | Hm",
            "{'reasoning':{'text':'Hm'}} | ",
    })
    void thinkingComesUnderManyNamesAndCountsOnce(String delta, String thought) {
        decode("{'choices':[{'delta':" + delta + "}]}", text("Yes"), STOP, "[DONE]");
        assertEquals(thought == null ? "" : thought, all(ReasoningDelta.class).stream().map(ReasoningDelta::text).reduce("", String::concat));
        assertEquals("Yes", answer.text());
    }

    @Test
    void thinkingBetweenTextsIsAPartOfItsOwn() {
        decode(thought("a"), thought("b"), text("c"), thought("d"), text("e"), STOP, "[DONE]");
        assertEquals(List.of(new Part.Reasoning("ab", null), new Part.Text("c"), new Part.Reasoning("d", null), new Part.Text("e")), answer.message().parts());
    }

    @Test
    void detailsOfThinkingArePutTogetherAndGoBackWhole() throws Exception {
        decode("{'choices':[{'delta':{'reasoning':'Th','reasoning_details':[{'type':'reasoning.text','text':'Th','index':0,'format':'x','signature':null}]}}]}",
                "{'choices':[{'delta':{'reasoning':'is','reasoning_details':[{'type':'reasoning.text','text':'is','index':0,'format':'x'}]}}]}",
                "{'choices':[{'delta':{'reasoning_details':[{'type':'reasoning.text','text':'','index':0,'signature':'sig'}]}}]}", text("Yes"),
                "{'choices':[{'delta':{'reasoning_details':[{'type':'reasoning.encrypted','data':'AA','index':1},{'type':'reasoning.encrypted','data':'BB','index':1}]}}]}", STOP, "[DONE]");
        var thinking = (Part.Reasoning) answer.message().parts().getFirst();
        assertEquals("This", thinking.text());
        assertEquals("openai", thinking.opaque().provider());
        assertEquals("m-asked", thinking.opaque().model());
        assertEquals(json("[{'type':'reasoning.text','text':'This','index':0,'format':'x','signature':'sig'},{'type':'reasoning.encrypted','data':'AA','index':1},"
                + "{'type':'reasoning.encrypted','data':'BB','index':1}]"), Json.write(thinking.opaque().data()));
    }

    @Test
    void sealedThinkingAloneIsKeptToo() {
        decode("{'choices':[{'delta':{'reasoning_details':[{'type':'reasoning.encrypted','data':'AA'}]}}]}", CALL, STOP, "[DONE]");
        assertTrue(answer.message().parts().stream().anyMatch(part -> part instanceof Part.Reasoning(var text, var opaque) && text.isEmpty() && opaque != null));
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @Test
    void summariesAreToldFromThinkingAsItWas() {
        decode("{'choices':[{'delta':{'reasoning':'S','reasoning_details':[{'type':'reasoning.summary','summary':'S'}]}}]}", STOP, "[DONE]");
        assertEquals(Thought.SUMMARY, all(ReasoningDelta.class).getFirst().thought());
    }

    @ParameterizedTest
    @CsvSource({"stop, STOP, TOOL_CALLS", "length, LENGTH, LENGTH", "tool_calls, STOP, TOOL_CALLS", "function_call, STOP, TOOL_CALLS", "content_filter, CONTENT_FILTER, CONTENT_FILTER",
            "eos, STOP, TOOL_CALLS", "model_length, LENGTH, LENGTH", "never_seen, OTHER, TOOL_CALLS"})
    void theReasonOfTheEndIsMapped(String raw, FinishReason plain, FinishReason withCall) {
        decode(text("x"), STOP.replace("'stop'", "'" + raw + "'"), "[DONE]");
        assertEquals(plain, answer.finish());
        events.clear();
        decode(CALL, STOP.replace("'stop'", "'" + raw + "'"), "[DONE]");
        assertEquals(new Finish(withCall, raw), events.getLast());
    }

    @Test
    void aCallThatCannotBeMadeIsNoReasonToGoOn() {
        decode(CALL.replace("{}", "{broken"), STOP.replace("'stop'", "'tool_calls'"), "[DONE]");
        assertEquals(FinishReason.STOP, answer.finish());
        assertNull(all(ToolCallEnd.class).getFirst().args());
    }

    @Test
    void withoutAReasonTheMarkEndsTheAnswer() {
        decode(CALL, "[DONE]");
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
        events.clear();
        decode(text("x"), " [DONE] ");
        assertEquals(new Finish(FinishReason.STOP, null), events.getLast());
    }

    @Test
    void withoutTheMarkAReasonEndsTheAnswer() {
        decode(text("x"), STOP);
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{'choices':[{'delta':{'content':'half'}}]}", "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}]}}]}"})
    void withNeitherItBrokeOffWhateverItHeld(String data) {
        decode(data);
        assertEquals(Kind.TRUNCATED, answer.failure().kind());
        assertTrue(all(ToolCallEnd.class).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[DONE] | STOP | ", "{'choices':[{'delta':{},'finish_reason':'length'}]} | LENGTH | ", "{'error':{'message':'no','code':429}} | | RATE_LIMIT",
            "{'choices':[{'delta':{'content':'more'}}]} | | TRUNCATED", "{'choices':[{'delta':{},'finish_reason':'st | | TRUNCATED"})
    void anUnterminatedLastEventCountsWhenItEndsTheAnswer(String data, FinishReason finish, Kind failure) {
        play(Optional.of(event("message", data)), text("x"));
        assertEquals(finish, answer.finish());
        assertEquals(failure, answer.failure() == null ? null : answer.failure().kind());
        assertEquals("x", answer.text());
    }

    @Test
    void figuresInAnUnterminatedEventAfterTheReasonCount() {
        play(Optional.of(event("message", USAGE)), text("x"), STOP);
        assertEquals(10, answer.usage().input());
    }

    @Test
    void nothingIsWaitedForAfterTheMarkButAllBeforeIt() {
        var decoder = decoder();
        decoder.event(event("message", text("x")), events::add);
        decoder.event(event("message", STOP), events::add);
        assertFalse(decoder.done());
        decoder.event(event("message", "[DONE]"), events::add);
        assertTrue(decoder.done());
        var before = events.size();
        decoder.event(event("message", text("late")), events::add);
        assertEquals(before, events.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'prompt_tokens':56,'completion_tokens':14,'prompt_cache_hit_tokens':50,'prompt_cache_miss_tokens':6} | 56 50 14 0",
            "{'prompt_tokens':5,'completion_tokens':2,'prompt_tokens_details':null,'completion_tokens_details':null} | 5 0 2 0",
            "{'prompt_tokens':10,'completion_tokens':5,'total_tokens':35,'completion_tokens_details':{'reasoning_tokens':20}} | 10 0 25 20",
            "{'prompt_tokens':10,'completion_tokens':25,'total_tokens':35,'completion_tokens_details':{'reasoning_tokens':20}} | 10 0 25 20",
            "{'prompt_tokens':'many','completion_tokens':-4} | 0 0 0 0",
    })
    void usageIsReadAsServersReportIt(String usage, String counts) {
        decode(text("x"), STOP, "{'choices':[],'usage':" + usage + "}", "[DONE]");
        var read = answer.usage();
        assertEquals(counts, read.input() + " " + read.cached() + " " + read.output() + " " + read.reasoning());
        assertNull(read.charged());
    }

    @Test
    void usageOfGroqAndCostsOfGatewaysAreFound() {
        decode(text("x"), "{'choices':[{'delta':{},'finish_reason':'stop'}],'x_groq':{'usage':{'prompt_tokens':3,'completion_tokens':2}}}", "[DONE]");
        assertEquals(3, answer.usage().input());
        events.clear();
        decode(text("x"), "{'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2,'cost':0.0005}}", STOP, "[DONE]");
        assertEquals(0.0005, answer.usage().charged());
    }

    @Test
    void theSameFiguresAreReportedOnce() {
        decode(USAGE, USAGE, text("x"), USAGE, STOP, "{'choices':[],'usage':null}", "[DONE]");
        assertEquals(1, all(UsageUpdate.class).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "message | {'error':{'code':400,'message':'Token limit reached'},'choices':[{'delta':{'content':''},'finish_reason':null}]} | BAD_REQUEST | Token limit reached",
            "message | {'error':{'code':429,'message':'slow'}} | RATE_LIMIT | slow",
            "message | {'error':{'code':502,'message':'upstream'},'choices':[{'delta':{'content':''},'finish_reason':'error'}]} | SERVER | upstream",
            "message | {'error':{'code':'insufficient_quota','message':'pay'}} | QUOTA | pay",
            "message | {'error':'flat words'} | SERVER | flat words",
            "message | {'detail':'not today'} | SERVER | not today",
            "message | {'object':'error','message':'of old vLLM','code':40001} | SERVER | of old vLLM",
            "message | {'choices':[{'delta':{},'error':{'message':'in the choice','code':503}}]} | OVERLOADED | in the choice",
            "message | {'x_groq':{'error':'over'}} | SERVER | over",
            "message | {'choices':[{'delta':{},'finish_reason':'error'}]} | SERVER | ended the answer with an error",
            "message | {'choices':[{'delta':{},'finish_reason':'insufficient_system_resource'}]} | OVERLOADED | ran out",
            "error | {'error':{'message':'bad call','type':'invalid_request_error','code':'tool_use_failed','status_code':400}} | BAD_REQUEST | bad call",
            "error | {'message':'bare'} | SERVER | bare",
            "error | plain words | SERVER | plain words",
            "message | {'error':{'message':'This model has a maximum context length of 8 tokens','type':'invalid_request_error'}} | CONTEXT_LENGTH | maximum",
            "message | {'error':{'message':'key sk-abcdefgh12345 is bad','code':401}} | AUTH | is bad",
    })
    void errorsComeInsideTheStreamInManyForms(String type, String data, Kind kind, String message) {
        var decoder = decoder();
        decoder.event(event("message", text("so far")), events::add);
        decoder.event(event(type, data), events::add);
        assertTrue(decoder.done());
        events.forEach(answer::event);
        assertEquals(kind, answer.failure().kind());
        assertTrue(answer.failure().getMessage().contains(message), answer.failure().getMessage());
        assertFalse(answer.failure().getMessage().contains("abcdefgh12345"));
        assertEquals("so far", answer.text());
    }

    @Test
    void anErrorAfterTheReasonStillFailsTheAnswerAndNoCallOfItCounts() {
        decode(CALL, STOP.replace("stop", "length"), "{'error':{'code':400,'message':'too much'},'choices':[{'delta':{'content':''}}],'usage':{'prompt_tokens':4,'completion_tokens':1}}", "[DONE]");
        assertEquals(Kind.BAD_REQUEST, answer.failure().kind());
        assertEquals(4, answer.usage().input());
        assertTrue(all(ToolCallEnd.class).isEmpty());
    }

    @Test
    void whatIsNoJsonIsSkippedThreeInARowAreTooMany() {
        decode(text("a"), "{'choices':[", "nonsense", text("b"), STOP, "[DONE]");
        assertEquals("ab", answer.text());
        assertEquals(2, all(StreamEvent.Notice.class).size());
        events.clear();
        decode("[]", "7", "{} {}");
        assertTrue(events.getLast() instanceof Failed(var failure) && failure.kind() == Kind.PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'choices':{}}", "{'choices':[null,7,[]]}", "{'choices':[{}]}", "{'choices':[{'delta':null}]}", "{'choices':[{'delta':[]}]}",
            "{'choices':[{'delta':{'content':{'deep':[1]},'tool_calls':{},'refusal':7}}]}", "{'choices':[{'delta':{'tool_calls':[null,{}]}}],'never':{'seen':[{}]}}",
            "{'choices':[{'delta':{'content':'','unknown':[[[]]]},'logprobs':{'content':[{'token':'x'}]}}]}", "{'id':7,'model':null,'choices':null,'usage':[]}"})
    void whateverElseStandsInAChunkIsIgnored(String chunk) {
        decode(chunk, text("x"), STOP, "[DONE]");
        assertEquals("x", answer.text());
        assertNull(answer.failure());
    }

    @Test
    void onlyTheFirstChoiceCounts() {
        decode("{'choices':[{'index':0,'delta':{'content':'a'}},{'index':1,'delta':{'content':'b'},'finish_reason':'length'}]}", STOP, "[DONE]");
        assertEquals("a", answer.text());
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @Test
    void aRefusalIsAPartOfItsOwn() {
        decode("{'choices':[{'delta':{'refusal':'I can'}}]}", "{'choices':[{'delta':{'refusal':'not.'}}]}", STOP, "[DONE]");
        assertEquals(List.of(new Part.Refusal("I cannot.")), answer.message().parts());
    }

    @Test
    void aLeadingChunkWithoutChoicesStartsNothing() {
        decode("{'choices':[],'model':'','id':'','prompt_filter_results':[]}", "{'id':'c','model':'served','choices':[{'delta':{'content':'x'}}]}", STOP, "[DONE]");
        assertEquals(List.of(new StreamEvent.Started("openai", "served", "c")), all(StreamEvent.Started.class));
        events.clear();
        decode("[DONE]");
        assertEquals(new StreamEvent.Started("openai", "m-asked", ""), events.getFirst());
    }

    @Test
    void sourcesOfTheTextAreCited() {
        decode(text("x"), "{'choices':[{'delta':{'annotations':[{'type':'url_citation','url_citation':{'url':'https://a.example','title':'A'}},{'type':'other'}]}}]}", STOP, "[DONE]");
        assertEquals(List.of(new StreamEvent.Citation(0, "https://a.example", "A")), answer.citations());
    }

    @Test
    void anOldStyleCallIsACallToo() {
        decode("{'choices':[{'delta':{'function_call':{'name':'f','arguments':'{^x^'}}}]}", "{'choices':[{'delta':{'function_call':{'arguments':':1}'}}}]}",
                STOP.replace("stop", "function_call"), "[DONE]");
        assertEquals("{\"x\":1}", all(ToolCallEnd.class).getFirst().raw());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @Test
    void aWholeAnswerReadsLikeItsStream() {
        tools = new Request.Tools(List.of(new Tool.Function("f", "f", Json.object())), new Request.Choice.Auto(), true);
        var whole = dialect(Trait.THINK_TAGS).whole(json("{'id':'c-1','model':'served','choices':[{'message':{'role':'assistant','content':'<think>Hm</think>Yes','tool_calls':[{'id':'a','type':'function',"
                + "'function':{'name':'f','arguments':'{^x^:1}'}}]},'finish_reason':'tool_calls'}],'usage':{'prompt_tokens':9,'completion_tokens':4}}").getBytes(StandardCharsets.UTF_8));
        var decoder = dialect(Trait.THINK_TAGS).decoder(request());
        whole.forEach(event -> decoder.event(event, events::add));
        assertTrue(decoder.done());
        events.forEach(answer::event);
        assertEquals("Yes", answer.text());
        assertEquals("served", answer.model());
        assertEquals(1, all(ReasoningDelta.class).size());
        assertEquals("{\"x\":1}", all(ToolCallEnd.class).getFirst().raw());
        assertEquals(9, answer.usage().input());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @Test
    void aWholeErrorIsAnErrorAndAnythingElseIsNothing() {
        var decoder = decoder();
        dialect(Trait.STREAM_TOOLS).whole("{\"error\":{\"message\":\"no\",\"code\":402}}".getBytes(StandardCharsets.UTF_8)).forEach(event -> decoder.event(event, events::add));
        assertTrue(events.getLast() instanceof Failed(var failure) && failure.kind() == Kind.BILLING);
        for (var json : List.of("{}", "[]", "", "no json", "{\"choices\":[]}", "{\"output\":[]}", "{\"error\":null}")) {
            assertTrue(dialect(Trait.STREAM_TOOLS).whole(json.getBytes(StandardCharsets.UTF_8)).isEmpty(), json);
        }
    }

    private void decode(String... data) {
        play(Optional.empty(), data);
    }

    /// Plays a stream and checks what holds for every one: one terminal event, the last.
    private void play(Optional<SseEvent> unterminated, String... data) {
        var decoder = decoder();
        for (var each : data) decoder.event(event("message", each), events::add);
        if (!decoder.done()) decoder.end(unterminated, events::add);
        assertTrue(decoder.done());
        events.forEach(answer::event);
        assertEquals(1, events.stream().filter(event -> event instanceof Finish || event instanceof Failed).count());
        assertTrue(events.getLast() instanceof Finish || events.getLast() instanceof Failed);
    }

    private ChatDecoder decoder() {
        return new ChatDecoder("openai", request(), false, InstantSource.fixed(Instant.EPOCH));
    }

    private Request request() {
        return new Request("m-asked", List.of(), List.of(), tools, Request.Thinking.UNSET, Request.Output.TEXT, null);
    }

    private static ChatDialect dialect(Trait with) {
        var base = URI.create("https://llm.example/v1");
        return new ChatDialect("openai", base, Compat.of(base, true).with(with, true), "product/1", Map.of(), InstantSource.fixed(Instant.EPOCH));
    }

    private static SseEvent event(String type, String data) {
        return new SseEvent(type, json(data), "");
    }

    private static String json(String text) {
        return text.replace("^", "\\\"").replace('\'', '"');
    }

    private static String text(String delta) {
        return "{'choices':[{'index':0,'delta':{'content':'" + delta + "'},'finish_reason':null}]}";
    }

    private static String thought(String delta) {
        return "{'choices':[{'index':0,'delta':{'reasoning_content':'" + delta + "'}}]}";
    }

    private <E> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
