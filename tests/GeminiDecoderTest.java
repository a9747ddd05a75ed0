package scorpiox.provider.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.InstantSource;
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
import scorpiox.model.Message.Role;
import scorpiox.model.ModelInfo;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.sse.SseEvent;

class GeminiDecoderTest {
    private static final String STOP = "{'candidates':[{'finishReason':'STOP'}]}";

    private final List<StreamEvent> events = new ArrayList<>();
    private final Answer answer = new Answer();
    private Request request = new Request("gemini-3.8-flash", List.of(), List.of(Message.user(new Part.Text("hi"))),
            new Request.Tools(List.of(new Tool.Freeform("patch", "edits", null)), new Request.Choice.Auto(), true), Request.Thinking.UNSET, Request.Output.TEXT, null);

    @Test
    void textThatArrivesInManyPartsIsOnePieceAndSaysWhichOfItWasSigned() {
        play(parts("{'text':'think','thought':true}"), parts("{'text':'ing','thought':true,'thoughtSignature':'s0'}"), parts("{'text':'Hel'},{'text':'lo','thoughtSignature':'s1'}"),
                parts("{'text':' you'}"), parts("{'text':'','thoughtSignature':'s2'}"), STOP);
        assertEquals("Hello you", answer.text());
        var parts = answer.message().parts();
        assertEquals(2, parts.size());
        assertEquals(List.of("think:true", "ing:true s0", "Hel", "lo s1", " you", " s2"), replayed());
        assertEquals("gemini-3.8-flash", ((Part.Text) parts.get(1)).opaque().model());
        assertEquals(new StreamEvent.Started("gemini", "gemini-3.8-flash", ""), events.getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'text':'','thoughtSignature':'s'}", "{'thoughtSignature':'s'}"})
    void anEmptyPartWithASignatureIsKeptAloneToo(String part) {
        play(parts("{'functionCall':{'name':'x'}}"), parts(part), STOP);
        assertEquals(List.of("x", " s"), replayed());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @Test
    void callsKeepTheirIdsAndTheirSignaturesAndNewIdsAreNewInTheConversation() {
        request = request.messages(List.of(Message.user(new Part.Text("hi")), new Message(Role.ASSISTANT, List.of(new Part.ToolCall("call_1", "x", ToolKind.FUNCTION, "{}")))));
        play(parts("{'functionCall':{'name':'a','args':{'n':1.50}},'thoughtSignature':'s'},{'functionCall':{'id':'w','name':'b','args':{}}},{'functionCall':{'id':'','name':'c'}}"), STOP);
        var calls = all(ToolCallEnd.class);
        assertEquals(List.of("call_2", "w", "call_3"), calls.stream().map(ToolCallEnd::id).toList());
        assertEquals("{\"n\":1.50}", calls.getFirst().raw());
        assertEquals(List.of("a s", "b#w", "c"), replayed());
        assertEquals(calls.stream().map(ToolCallEnd::id).toList(), all(StreamEvent.ToolCallStart.class).stream().map(StreamEvent.ToolCallStart::id).toList());
    }

    @Test
    void aCallWhoseArgumentsAreNoObjectMustNotRun() {
        play(parts("{'functionCall':{'name':'a','args':[1]}}"), STOP);
        assertNull(all(ToolCallEnd.class).getFirst().args());
        assertEquals("[1]", all(ToolCallEnd.class).getFirst().raw());
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @Test
    void aFreeFormCallComesBackAsItsText() {
        play(parts("{'functionCall':{'name':'patch','args':{'input':'*** Begin\\nx'}}},{'functionCall':{'name':'patch','args':{'text':'x'}}}"), STOP);
        var calls = all(ToolCallEnd.class);
        assertEquals(ToolKind.FREEFORM, calls.getFirst().kind());
        assertEquals("*** Begin\nx", calls.getFirst().raw());
        assertEquals(ToolKind.FUNCTION, calls.getLast().kind(), "without its input it is no free-form call that could run");
        assertNull(calls.getLast().args());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @Test
    void argumentsThatArriveValueByValueArePutTogether() throws IOException {
        play(parts("{'functionCall':{'name':'edit','willContinue':true},'thoughtSignature':'s'}"), partial("'jsonPath':'$.text','stringValue':'one ','willContinue':true"),
                partial("'jsonPath':'$.text','stringValue':'two','willContinue':true"), partial("'jsonPath':'$.text','stringValue':''"), partial("'jsonPath':'$.list[0].n','numberValue':3"),
                partial("'jsonPath':'$.list[1]','boolValue':true"), partial("'jsonPath':\"$['a b'].c\",'nullValue':'NULL_VALUE'".replace("\"", "`")),
                partial("'jsonPath':'$.list[0].t','stringValue':'x'"), parts("{'functionCall':{}}"), parts("{'functionCall':{'name':'last','args':{}}}"), STOP);
        var calls = all(ToolCallEnd.class);
        assertEquals(json("{'text':'one two','list':[{'n':3,'t':'x'},true],'a b':{'c':null}}"), calls.getFirst().args());
        assertEquals(Json.read(calls.getFirst().raw()), calls.getFirst().args());
        assertEquals(List.of("edit s", "last"), replayed());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'jsonPath':'$.a[999999999]','stringValue':'x'", "'jsonPath':'$.a[5]','stringValue':'x'", "'jsonPath':'a','stringValue':'x'", "'jsonPath':'$','stringValue':'x'",
            "'jsonPath':'$..a','stringValue':'x'", "'jsonPath':'$.a[-1]','stringValue':'x'", "'jsonPath':'$.a[','stringValue':'x'", "'stringValue':'x'", "'jsonPath':'$.a'",
            "'jsonPath':'$.s.t','stringValue':'x'", "'jsonPath':'$[0]','stringValue':'x'", "'jsonPath':'$.a[]','numberValue':1", "'jsonPath':'$.a','numberValue':'1'"})
    void aValueThatHasNoPlaceBreaksTheCall(String value) {
        play(parts("{'functionCall':{'name':'edit','willContinue':true,'partialArgs':[{'jsonPath':'$.s','stringValue':'set'}]}}"), partial(value), parts("{'functionCall':{}}"), STOP);
        assertNull(all(ToolCallEnd.class).getFirst().args());
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @Test
    void aPathOfAThousandStepsBreaksNothingElse() {
        play(parts("{'functionCall':{'name':'edit','willContinue':true}}"), partial("'jsonPath':'$" + ".a".repeat(100_000) + "','stringValue':'x'"), parts("{'functionCall':{}}"), STOP);
        assertNull(all(ToolCallEnd.class).getFirst().args());
    }

    @ParameterizedTest
    @CsvSource({"STOP, STOP", "MAX_TOKENS, LENGTH"})
    void aCallThatWasNotEndedEndsWithTheAnswerAndMustNotRun(String word, FinishReason reason) {
        play(parts("{'functionCall':{'name':'edit','willContinue':true}}"), partial("'jsonPath':'$.text','stringValue':'rm -rf /','willContinue':true"),
                "{'candidates':[{'finishReason':'" + word + "'}]}");
        var call = all(ToolCallEnd.class).getFirst();
        assertNull(call.args());
        assertEquals("{\"text\":\"rm -rf /\"", call.raw());
        assertEquals(reason, answer.finish());
    }

    @Test
    void anEmptyCallWithoutABeginningIsNothing() {
        play(parts("{'functionCall':{}}"), parts("{'functionCall':{'partialArgs':[{'jsonPath':'$.a','stringValue':'x'}]}}"), parts("{'text':'x'}"), STOP);
        assertEquals(List.of(), all(ToolCallEnd.class));
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @Test
    void codeThatRanAtGoogleIsHostedAndKept() throws IOException {
        play(parts("{'executableCode':{'code':'1'},'thoughtSignature':'s'},{'codeExecutionResult':{'output':'1'}},{'text':'one'}"), STOP);
        assertEquals(List.of("executableCode", "codeExecutionResult"), all(StreamEvent.Hosted.class).stream().map(StreamEvent.Hosted::type).toList());
        assertEquals(json("{'executableCode':{'code':'1'},'thoughtSignature':'s'}"), ((Part.Hosted) answer.message().parts().getFirst()).opaque().data());
        assertEquals("one", answer.text());
    }

    @ParameterizedTest
    @CsvSource({"STOP, STOP", "MAX_TOKENS, LENGTH", "SAFETY, CONTENT_FILTER", "RECITATION, CONTENT_FILTER", "BLOCKLIST, CONTENT_FILTER", "PROHIBITED_CONTENT, CONTENT_FILTER",
            "SPII, CONTENT_FILTER", "LANGUAGE, CONTENT_FILTER", "IMAGE_SAFETY, CONTENT_FILTER", "MALFORMED_FUNCTION_CALL, MALFORMED_CALL", "UNEXPECTED_TOOL_CALL, MALFORMED_CALL",
            "TOO_MANY_TOOL_CALLS, MALFORMED_CALL", "OTHER, OTHER", "SOMETHING_NEW, OTHER"})
    void everyReasonHasItsMeaning(String word, FinishReason reason) {
        play(parts("{'text':'x'}"), "{'candidates':[{'finishReason':'" + word + "'}]}");
        assertEquals(new StreamEvent.Finish(reason, word), events.getLast());
    }

    @Test
    void aPromptThatIsRefusedIsFilteredContent() {
        play("{'promptFeedback':{'blockReason':'SAFETY'},'usageMetadata':{'promptTokenCount':4}}");
        assertEquals(new StreamEvent.Finish(FinishReason.CONTENT_FILTER, "SAFETY"), events.getLast());
        assertEquals(new Usage(4, 0, 0, 0, 0), answer.usage());
    }

    @Test
    void usageIsTheTotalSoFarAndKeepsWhatALaterChunkLeavesOut() {
        play("{'usageMetadata':{'trafficType':'X'}}", "{'usageMetadata':{'promptTokenCount':10,'cachedContentTokenCount':8,'candidatesTokenCount':2}}",
                "{'usageMetadata':{'promptTokenCount':12,'toolUsePromptTokenCount':30,'thoughtsTokenCount':5},'candidates':[{'finishReason':'STOP'}]}");
        assertEquals(new Usage(42, 8, 0, 7, 5), answer.usage());
        assertEquals(2, all(StreamEvent.UsageUpdate.class).size());
    }

    @Test
    void whatComesBehindTheReasonStillCounts() {
        play(STOP, "{'usageMetadata':{'promptTokenCount':10}}");
        assertEquals(10, answer.usage().input());
        assertEquals(FinishReason.STOP, answer.finish());
        assertTrue(events.getLast() instanceof StreamEvent.Finish);
    }

    @Test
    void anAnswerWithoutAReasonIsTruncatedAndItsOpenCallStaysOpen() {
        play(parts("{'text':'x'}"), parts("{'functionCall':{'name':'edit','willContinue':true}}"));
        assertEquals(Kind.TRUNCATED, answer.failure().kind());
        assertEquals(List.of(), all(ToolCallEnd.class));
        events.clear();
        play();
        assertEquals(1, events.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'candidates':[{'content':{'parts':[{'text':'lo'}]},'finishReason':'STOP'}]} | Hello | ",
            "{'candidates':[{'content':{'parts':[{'text':'lo'}]}}]} | Hel | TRUNCATED", "{'candidates':[{'finishReason':'ST | Hel | TRUNCATED", "{'promptFeedback':{'blockReason':'X'}} | Hel | TRUNCATED"})
    void anEventThatWasNotEndedCountsOnlyWithItsReason(String last, String text, Kind failure) {
        var decoder = decoder();
        decoder.event(event(parts("{'text':'Hel'}")), this::take);
        decoder.end(Optional.of(event(last)), this::take);
        assertEquals(text, answer.text());
        assertEquals(failure, answer.failure() == null ? null : answer.failure().kind());
    }

    @Test
    void anErrorInTheStreamEndsIt() {
        var decoder = decoder();
        decoder.event(event("{'error':{'code':429,'status':'RESOURCE_EXHAUSTED','message':'slow','details':[{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'2s'}]}}"), this::take);
        assertTrue(decoder.done());
        decoder.event(event(STOP), this::take);
        decoder.end(Optional.empty(), this::take);
        assertEquals(1, events.size());
        assertEquals(Kind.RATE_LIMIT, answer.failure().kind());
        assertEquals(2, answer.failure().retryAfter().toSeconds());
    }

    @Test
    void threeBrokenEventsInARowAreTooMany() {
        play("{", "[]", STOP);
        assertEquals(2, all(StreamEvent.Notice.class).size());
        assertEquals(FinishReason.STOP, answer.finish());
        play("{", "7", "no");
        assertEquals(Kind.PROTOCOL, answer.failure().kind());
    }

    @Test
    void whatNobodyKnowsIsLeftOutWithOneNotice() {
        play(parts("{'inlineData':{'data':'x'}},{'newThing':{}},{}"), "{'candidates':[{'index':1,'content':{'parts':[{'text':'second'}]},'finishReason':'STOP'}],'later':{}}",
                "{'candidates':[{'content':{'parts':'text'},'finishReason':7}]}", "{'candidates':{'a':1},'usageMetadata':[],'promptFeedback':null}", STOP);
        assertEquals("", answer.text());
        assertEquals(1, all(StreamEvent.Notice.class).size());
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @Test
    void whereAnAnswerComesFromIsCitedOnce() {
        var grounds = "{'candidates':[{'groundingMetadata':{'groundingChunks':[{'web':{'uri':'https://a.example','title':'A'}},{'map':{}}]}}]}";
        play(grounds, parts("{'text':'x'}"), grounds, grounds, STOP);
        assertEquals(List.of(new StreamEvent.Citation(0, "https://a.example", "A")), answer.citations());
        assertFalse(all(StreamEvent.Notice.class).size() > 0);
    }

    /// What the answer becomes in the next request, a word a part.
    private List<String> replayed() {
        var next = new Request(request.model(), List.of(), List.of(Message.user(new Part.Text("hi")), answer.message()), request.tools(), Request.Thinking.UNSET, Request.Output.TEXT, null);
        var body = new GeminiDialect("gemini", "https://g.example", "t", InstantSource.system()).body(next, new ModelInfo(request.model(), true, new ModelInfo.Window(0, 0), true, true,
                new ModelInfo.Reasoning(ModelInfo.Style.BUDGET, List.of(), true), false, true, null));
        var words = new ArrayList<String>();
        for (var part : body.path("contents").path(1).path("parts")) {
            var call = part.path("functionCall");
            var word = call.isObject() ? call.path("name").asText() + (call.has("id") ? "#" + call.path("id").asText() : "") : part.path("text").asText() + (part.has("thought") ? ":true" : "");
            words.add(word + (part.has("thoughtSignature") ? " " + part.path("thoughtSignature").asText() : ""));
        }
        return words;
    }

    private void play(String... chunks) {
        var decoder = decoder();
        for (var chunk : chunks) if (!decoder.done()) decoder.event(event(chunk), this::take);
        if (!decoder.done()) decoder.end(Optional.empty(), this::take);
    }

    private void take(StreamEvent event) {
        events.add(event);
        answer.event(event);
    }

    private GeminiDecoder decoder() {
        return new GeminiDecoder("gemini", request);
    }

    private <E> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static String parts(String parts) {
        return "{'candidates':[{'content':{'parts':[" + parts + "],'role':'model'}}]}";
    }

    private static String partial(String value) {
        return parts("{'functionCall':{'partialArgs':[{" + value + "}],'willContinue':true}}");
    }

    /// Single quotes for double ones; a backquote begins and ends a text that holds single ones.
    private static SseEvent event(String json) {
        var text = new StringBuilder();
        var plain = false;
        for (var c : json.toCharArray()) {
            plain ^= c == '`';
            text.append(c == '`' || c == '\'' && !plain ? '"' : c);
        }
        return new SseEvent("message", text.toString(), "");
    }

    private static JsonNode json(String json) throws IOException {
        return Json.read(json.replace('\'', '"'));
    }
}
