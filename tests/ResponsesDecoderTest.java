package scorpiox.provider.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.model.Answer;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.Failed;
import scorpiox.model.StreamEvent.Finish;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.PartStarted;
import scorpiox.model.StreamEvent.TextDelta;
import scorpiox.model.StreamEvent.ToolCallArgs;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.StreamEvent.ToolCallStart;
import scorpiox.model.StreamEvent.UsageUpdate;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.sse.SseEvent;

class ResponsesDecoderTest {
    private static final String CREATED = "{'type':'response.created','response':{'id':'resp_1','model':'m-served','status':'in_progress'}}";
    private static final String COMPLETED = "{'type':'response.completed','response':{'status':'completed','output':[],'usage':{'input_tokens':10,"
            + "'input_tokens_details':{'cached_tokens':4,'cache_write_tokens':1},'output_tokens':7,'output_tokens_details':{'reasoning_tokens':3}}}}";

    private Request request = new Request("m-asked", List.of(), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
    private final List<StreamEvent> events = new ArrayList<>();
    private final Answer answer = new Answer();

    @Test
    void aTextIsStartedStreamedAndFinished() {
        decode(CREATED, added(0, "'type':'message'"), delta(0, 0, "Hel"), delta(0, 0, "lo"),
                event("response.output_text.done", 0, "'text':'Hello'"), message(0, "Hello"), COMPLETED);
        assertEquals(List.of(new StreamEvent.Started("codex", "m-served", "resp_1"), new StreamEvent.Announced(), new PartStarted(0, PartKind.TEXT, null), new TextDelta(0, "Hel"),
                new TextDelta(0, "lo"), new UsageUpdate(new Usage(10, 4, 1, 7, 3)), new Finish(FinishReason.STOP, "completed")), events);
    }

    @Test
    void everyPartOfAMessageIsAPartOfItsOwnInTheMessagesPhase() {
        decode(added(0, "'type':'message','phase':'commentary'"), delta(0, 0, "I look"), added(1, "'type':'message','phase':'final_answer'"),
                delta(1, 0, "One"), delta(1, 1, "Two"), delta(1, 0, "!"), delta(0, 0, "."), COMPLETED);
        assertEquals(List.of(new Part.Text("I look.", Phase.COMMENTARY), new Part.Text("One!", Phase.FINAL), new Part.Text("Two", Phase.FINAL)),
                answer.message().parts());
    }

    @Test
    void aRefusalIsTextOfItsOwnKind() {
        decode(event("response.refusal.delta", 0, "'delta':'I can'"), event("response.refusal.done", 0, "'refusal':'I cannot.'"),
                done(0, "'type':'message','content':[{'type':'refusal','refusal':'I cannot.'}]"), COMPLETED);
        assertEquals(List.of(new Part.Refusal("I cannot.")), answer.message().parts());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void summariesOfThinkingAreJoinedByABlankLineStreamedOrNot(boolean streamed) {
        var item = done(0, "'type':'reasoning','id':'rs_1','encrypted_content':'gAAA','summary':[{'type':'summary_text','text':'First.'},{'text':'Second.'}]");
        if (streamed) decode(summary(0, "Fir"), summary(0, "st."), summary(1, "Second."), item, COMPLETED);
        else decode(item, COMPLETED);
        var thinking = (Part.Reasoning) answer.message().parts().getFirst();
        assertEquals("First.\n\nSecond.", thinking.text());
        assertEquals("codex", thinking.opaque().provider());
        assertEquals("gAAA", thinking.opaque().data().path("encrypted_content").asText());
        assertTrue(thinking.opaque().data().path("id").isMissingNode(), "an id would refer to what is not stored");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rawThinkingIsShownStreamedOrNot(boolean streamed) {
        var item = done(0, "'type':'reasoning','summary':[],'content':[{'type':'reasoning_text','text':'Hmm yes'}]");
        var first = event("response.reasoning_text.delta", 0, "'content_index':0,'delta':'Hmm '");
        if (streamed) decode(first, event("response.reasoning_text.delta", 0, "'delta':'yes'"), item, COMPLETED);
        else decode(item, COMPLETED);
        assertEquals(List.of(new Part.Reasoning("Hmm yes", null)), answer.message().parts());
    }

    @Test
    void callsWhoseArgumentsInterleaveAreToldApart() {
        decode(added(0, "'type':'function_call','call_id':'call_a','name':'bash'"), added(1, "'type':'function_call','call_id':'call_b','name':'read'"),
                args(0, "{\\\"c\\\""), args(1, "{}"), args(0, ":1}"), done(1, "'type':'function_call','call_id':'call_b','name':'read','arguments':'{}'"),
                done(0, "'type':'function_call','call_id':'call_a','name':'bash','arguments':'{\\\"c\\\":1}'"), COMPLETED);
        assertEquals(List.of(new ToolCallStart(0, "call_a", "bash", ToolKind.FUNCTION), new ToolCallStart(1, "call_b", "read", ToolKind.FUNCTION),
                new ToolCallArgs(0, "{\"c\""), new ToolCallArgs(1, "{}"), new ToolCallArgs(0, ":1}"),
                new ToolCallEnd(1, "call_b", "read", ToolKind.FUNCTION, Json.object(), "{}"),
                new ToolCallEnd(0, "call_a", "bash", ToolKind.FUNCTION, Json.object().put("c", 1), "{\"c\":1}"),
                new UsageUpdate(new Usage(10, 4, 1, 7, 3)), new Finish(FinishReason.TOOL_CALLS, "completed")), events.subList(1, events.size()));
    }

    @Test
    void aFreeformCallIsNeverParsedAndAShellCallOfTheOldKindIsAFunctionOverItsAction() {
        decode(added(0, "'type':'custom_tool_call','call_id':'c','name':'patch'"), event("response.custom_tool_call_input.delta", 0, "'delta':'*** '"),
                done(0, "'type':'custom_tool_call','call_id':'c','name':'patch','input':'*** Begin'"),
                done(1, "'type':'local_shell_call','call_id':'d','status':'completed','action':{'command':['ls']}"), COMPLETED);
        var action = Json.object();
        action.putArray("command").add("ls");
        assertEquals(List.of(new ToolCallEnd(0, "c", "patch", ToolKind.FREEFORM, null, "*** Begin"),
                new ToolCallEnd(1, "d", "local_shell", ToolKind.FUNCTION, action, "{\"command\":[\"ls\"]}")), all(ToolCallEnd.class));
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @Test
    void aSearchTheBackendMakesIsReportedAndKeptForReplayAndItsSourcesAreCited() {
        decode(added(0, "'type':'web_search_call','id':'ws','status':'in_progress'"), event("response.web_search_call.searching", 0, "'item_id':'ws'"),
                done(0, "'type':'web_search_call','id':'ws','status':'completed','action':{'query':'q'}"), message(1, "Found."),
                event("response.output_text.annotation.added", 1, "'annotation':{'type':'url_citation','url':'https://a.example','title':'A'}"), COMPLETED);
        assertEquals(List.of("in_progress", "completed"), all(StreamEvent.Hosted.class).stream().map(StreamEvent.Hosted::status).toList());
        var kept = (Part.Hosted) answer.message().parts().getFirst();
        assertEquals("{\"type\":\"web_search_call\",\"status\":\"completed\",\"action\":{\"query\":\"q\"}}", Json.write(kept.opaque().data()));
        assertEquals(FinishReason.STOP, answer.finish());
        assertEquals(List.of(new StreamEvent.Citation(1, "https://a.example", "A")), answer.citations());
    }

    @Test
    void itemsAreKnownByTheirIndexEvenWhenTheirIdsChange() {
        decode("{'type':'response.output_item.added','output_index':0,'item':{'type':'message','id':'x1'}}",
                "{'type':'response.output_text.delta','output_index':0,'item_id':'x2','delta':'Hel'}",
                "{'type':'response.output_text.delta','output_index':0,'item_id':'x3','delta':'lo'}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'message','id':'x4','content':[{'text':'Hello'}]}}", COMPLETED);
        assertEquals("Hello", answer.text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAnIndexItemsAreKnownByTheirId(boolean itemsDone) {
        var first = "{'type':'message','id':'a','content':[{'text':'One'}]}";
        var call = "{'type':'function_call','id':'b','call_id':'c','name':'bash','arguments':'{}'}";
        var stream = new ArrayList<>(List.of("{'type':'response.output_item.added','item':{'type':'message','id':'a'}}",
                "{'type':'response.output_text.delta','item_id':'a','delta':'On'}", "{'type':'response.output_item.added','item':" + call + "}",
                "{'type':'response.output_text.delta','item_id':'a','delta':'e'}"));
        if (itemsDone) List.of(first, call).forEach(item -> stream.add("{'type':'response.output_item.done','item':" + item + "}"));
        stream.add("{'type':'response.completed','response':{'output':[" + first + "," + call + "]}}");
        decode(stream.toArray(String[]::new));
        assertEquals(List.of(new Part.Text("One"), new Part.ToolCall("c", "bash", ToolKind.FUNCTION, "{}")), answer.message().parts());
        assertEquals(1, all(ToolCallEnd.class).size());
    }

    @Test
    void theClosingEventsItemsCountWhenNoneCameByItself() {
        var output = "[{'type':'message','content':[{'text':'Hello'}]},{'type':'function_call','call_id':'c','name':'bash','arguments':'{}'}]";
        decode(delta(0, 0, "Hel"), "{'type':'response.completed','response':{'output':" + output + "}}");
        assertEquals("Hello", answer.text());
        assertEquals("c", only(ToolCallEnd.class).id());
        assertEquals(Usage.NONE, answer.usage());
    }

    @Test
    void deltasAloneAreEnoughForTextAndForACallThatWasOpened() {
        decode(delta(0, 0, "Hello"), added(1, "'type':'function_call','call_id':'c','name':'bash'"), args(1, "{}"), COMPLETED);
        assertEquals("Hello", answer.text());
        assertEquals(new ToolCallEnd(1, "c", "bash", ToolKind.FUNCTION, Json.object(), "{}"), only(ToolCallEnd.class));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\\\"a\\\": | false", "[1] | false", "text | false", "7 | false", "'' | true", "{\\\"a\\\":1} | true"})
    void argumentsThatAreNoJsonObjectAreNullAndACallWithoutAnIdGetsOne(String arguments, boolean runs) {
        decode(done(0, "'type':'function_call','name':'bash','arguments':'" + arguments + "'"), COMPLETED);
        assertEquals(runs, only(ToolCallEnd.class).args() != null);
        assertTrue(!only(ToolCallEnd.class).id().isEmpty());
        assertEquals(arguments.replace("\\\"", "\""), only(ToolCallEnd.class).raw());
        assertEquals(runs ? FinishReason.TOOL_CALLS : FinishReason.STOP, answer.finish());
    }

    @ParameterizedTest
    @CsvSource({"response.incomplete, max_output_tokens, LENGTH", "response.incomplete, content_filter, CONTENT_FILTER", "response.incomplete, other, OTHER",
            "response.completed, max_output_tokens, LENGTH"})
    void anIncompleteAnswerSaysWhy(String type, String reason, FinishReason finish) {
        decode(delta(0, 0, "Hal"), "{'type':'" + type + "','response':{'status':'incomplete','incomplete_details':{'reason':'" + reason + "'}}}");
        assertEquals(finish, answer.finish());
        assertEquals("Hal", answer.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'response.failed','response':{'error':{'code':'server_is_overloaded','message':'busy'}}}",
            "{'type':'error','code':'server_is_overloaded','message':'busy','param':null}",
            "{'type':'error','error':{'type':'x','code':'server_is_overloaded','message':'busy'},'status':503}",
            "{'type':'response.done','response':{'status':'failed','error':{'code':'server_is_overloaded','message':'busy'}}}"})
    void aFailureHasItsCodeAndMessageInEveryShape(String event) {
        decode(delta(0, 0, "Hal"), event);
        assertEquals(Failure.Kind.OVERLOADED, answer.failure().kind());
        assertEquals("server_is_overloaded", answer.failure().code());
        assertEquals("busy", answer.failure().getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'response.done','response':{'status':'completed'}}", "{'type':'response.done','response':{}}",
            "{'type':'response.completed'}"})
    void theOldAndTheBareClosingEventsCount(String event) {
        decode(delta(0, 0, "Hello"), event);
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[DONE]", "{\"type\":\"response.completed\",\"response\":{}}"})
    void aStreamWithoutItsClosingEventIsTruncatedWhateverWasLeftUnterminated(String left) {
        play(left.isEmpty() ? Optional.empty() : Optional.of(new SseEvent("message", left, "")), CREATED, delta(0, 0, "Hal"), "[DONE]");
        assertEquals(Failure.Kind.TRUNCATED, answer.failure().kind());
        assertEquals("Hal", answer.text());
    }

    @Test
    void whatIsUnknownAndWhatFollowsTheEndIsIgnored() {
        decode(CREATED, "{'type':'response.queued'}", "{'type':'codex.rate_limits','x':[{}]}", "{'type':'response.image_generation_call.x','item':{}}",
                "{}", "[DONE]", added(0, "'type':'agent_message'"), done(0, "'type':'agent_message'"), delta(1, 0, "Hello"), COMPLETED,
                delta(1, 0, " again"), COMPLETED, "{'type':'error','code':'late'}", "no json");
        assertEquals(List.of("Started", "Announced", "PartStarted", "TextDelta", "UsageUpdate", "Finish"),
                events.stream().map(event -> event.getClass().getSimpleName()).toList());
    }

    @ParameterizedTest
    @CsvSource({"[DONE], Hello, false", "text, Hel, true"})
    void anEventThatIsNoJsonIsSkippedWithANoticeButThreeInARowEndTheStream(String third, String text, boolean ended) {
        decode("{'type':", "nonsense", delta(0, 0, "Hel"), "[]", "{'type':'x'", third, delta(0, 0, "lo"), COMPLETED);
        assertEquals(text, answer.text());
        assertEquals(4, all(StreamEvent.Notice.class).size());
        assertEquals(ended, answer.failure() != null && answer.failure().kind() == Failure.Kind.PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parallel", "multi_tool_use.parallel"})
    void callsInAWrapperThatNobodyOfferedAreCallsOfTheirOwn(String name) {
        var raw = "{\\'tool_uses\\':[{\\'recipient_name\\':\\'functions.read\\',\\'parameters\\':{\\'path\\':1}},{\\'recipient_name\\':\\'ls\\',\\'parameters\\':{}}]}";
        decode(added(0, "'type':'function_call','call_id':'c','name':'" + name + "','arguments':''"), event("response.function_call_arguments.delta", 0, "'delta':'{'"),
                done(0, "'type':'function_call','call_id':'c','name':'" + name + "','arguments':'" + raw + "'"), COMPLETED);
        assertEquals(List.of(new Part.ToolCall("c_0", "read", ToolKind.FUNCTION, "{\"path\":1}"), new Part.ToolCall("c_1", "ls", ToolKind.FUNCTION, "{}")), answer.message().parts());
        assertEquals(2, all(ToolCallArgs.class).size());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @Test
    void aWrapperThatWasOfferedOrHoldsNoCallsIsACallLikeAnyOther() {
        var call = "'type':'function_call','call_id':'c','name':'parallel','arguments':";
        decode(added(0, call + "''"), done(0, call + "'{\\'tool_uses\\':[{\\'recipient_name\\':7}]}'"), COMPLETED);
        assertEquals("parallel", only(ToolCallEnd.class).name());
        events.clear();
        request = new Request("m", List.of(), List.of(), new Request.Tools(List.of(new Tool.Function("parallel", "p", Json.object())), new Request.Choice.Auto(), true),
                Request.Thinking.UNSET, Request.Output.TEXT, null);
        decode(added(0, call + "''"), done(0, call + "'{\\'tool_uses\\':[{\\'recipient_name\\':\\'ls\\',\\'parameters\\':{}}]}'"), COMPLETED);
        assertEquals("parallel", only(ToolCallEnd.class).name());
    }

    @Test
    void aWrapperThatNeverEndedByItselfIsOpenedAtTheEnd() {
        decode(added(0, "'type':'function_call','call_id':'c','name':'parallel','arguments':''"), event("response.function_call_arguments.delta", 0,
                "'delta':'{\\'tool_uses\\':[{\\'recipient_name\\':\\'ls\\',\\'parameters\\':{}}]}'"), COMPLETED);
        assertEquals("ls", only(ToolCallEnd.class).name());
    }

    @Test
    void anItemWhoseIdChangesOnTheWayIsOne() {
        decode("{'type':'response.output_item.added','output_index':0,'item':{'type':'message','id':'m_1'}}",
                "{'type':'response.output_text.delta','output_index':0,'item_id':'m_2','delta':'Hel'}", "{'type':'response.output_text.delta','output_index':0,'item_id':'m_3','delta':'lo'}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'message','id':'m_4','content':[{'type':'output_text','text':'Hello'}]}}", COMPLETED);
        assertEquals("Hello", answer.text());
        assertEquals(1, answer.message().parts().size());
    }

    @Test
    void whatAGatewaySaysAnAnswerCostIsReported() {
        decode(delta(0, 0, "x"), COMPLETED.replace("'input_tokens':10", "'cost':0.25,'input_tokens':10"));
        assertEquals(0.25, answer.usage().charged());
    }

    private void decode(String... data) {
        play(Optional.empty(), data);
    }

    /// Plays a stream and checks what holds for every one: one terminal event, the last, and no call left open.
    private void play(Optional<SseEvent> unterminated, String... data) {
        var decoder = new ResponsesDecoder("codex", request, InstantSource.fixed(Instant.EPOCH), null);
        for (var each : data) decoder.event(new SseEvent("message", each.replace('\'', '"'), ""), events::add);
        decoder.end(unterminated, events::add);
        assertTrue(decoder.done());
        events.forEach(answer::event);
        assertEquals(1, events.stream().filter(event -> event instanceof Finish || event instanceof Failed).count());
        assertTrue(events.getLast() instanceof Finish || events.getLast() instanceof Failed);
        if (answer.finish() == null) return;
        var ended = all(ToolCallEnd.class).stream().map(ToolCallEnd::part).collect(Collectors.toSet());
        assertEquals(all(ToolCallStart.class).stream().map(ToolCallStart::part).collect(Collectors.toSet()), ended);
    }

    private <E> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <E> E only(Class<E> type) {
        assertEquals(1, all(type).size());
        return all(type).getFirst();
    }

    private static String event(String type, int index, String members) {
        return "{'type':'" + type + "','output_index':" + index + "," + members + "}";
    }

    private static String added(int index, String members) {
        return event("response.output_item.added", index, "'item':{" + members + "}");
    }

    private static String done(int index, String members) {
        return event("response.output_item.done", index, "'item':{" + members + "}");
    }

    private static String message(int index, String text) {
        return done(index, "'type':'message','content':[{'type':'output_text','text':'" + text + "'}]");
    }

    private static String delta(int index, int content, String text) {
        return event("response.output_text.delta", index, "'content_index':" + content + ",'delta':'" + text + "'");
    }

    private static String summary(int index, String text) {
        return event("response.reasoning_summary_text.delta", 0, "'summary_index':" + index + ",'delta':'" + text + "'");
    }

    private static String args(int index, String text) {
        return event("response.function_call_arguments.delta", index, "'delta':'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{'type':'response.output_text.delta','delta':'Hello'}",
            "{'type':'response.output_text.delta','item_id':'a','delta':'Hello'}"})
    void textStandsOnceWhateverAServerLeavesOut(String delta) {
        var whole = "{'type':'message','id':'a','content':[{'type':'output_text','text':'Hello'}]}";
        play(Optional.empty(), delta, "{'type':'response.output_item.done','output_index':0,'item':" + whole + "}", "{'type':'response.completed','response':{}}");
        assertEquals("Hello", text());
        events.clear();
        play(Optional.empty(), delta, "{'type':'response.completed','response':{'output':[" + whole + "]}}");
        assertEquals("Hello", text());
    }

    @Test
    void aCancelledResponseIsNoSuccess() {
        play(Optional.empty(), "{'type':'response.done','response':{'status':'cancelled'}}");
        assertTrue(events.getLast() instanceof StreamEvent.Failed, events.toString());
    }

    private String text() {
        var answer = new Answer();
        events.forEach(answer::event);
        return answer.text();
    }
}
