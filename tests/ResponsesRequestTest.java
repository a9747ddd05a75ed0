package scorpiox.provider.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;

class ResponsesRequestTest {
    private static final ModelInfo MODEL = Models.BUILT_IN.find("codex", "gpt-5.3-codex");
    private static final Tool BASH = new Tool.Function("bash", "runs", Json.object().put("type", "object"));

    @Test
    void theSmallestRequestHoldsWhatTheBackendInsistsOnAndNothingElse() throws IOException {
        assertEquals(json("{'model':'gpt-5.3-codex','instructions':'Be brief.','input':[{'type':'message','role':'user','content':[{'type':'input_text',"
                + "'text':'hi'}]}],'reasoning':null,'store':false,'stream':true,'include':[]}"),
                body(new Request("gpt-5.3-codex", List.of("Be brief."), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE,
                        Request.Thinking.UNSET, Request.Output.TEXT, null)));
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, false"})
    void backendsOfCodexAreSentInstructionsEvenWhereThereAreNone(boolean takesLimit, boolean there) {
        var request = new Request("gpt-5.3-codex", List.of(), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
        assertEquals(there ? "Follow the conversation." : "none", ResponsesRequest.body(request, MODEL, "codex", takesLimit).path("instructions").asText("none"));
    }

    @Test
    void membersStandInAFixedOrder() {
        var body = ResponsesRequest.body(full(new Request.Choice.Auto()), MODEL, "codex", true);
        var names = new ArrayList<String>();
        body.fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("model", "instructions", "input", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "store", "stream", "include",
                "max_output_tokens", "service_tier", "prompt_cache_key", "text"), names);
        assertEquals("one\n\ntwo", body.path("instructions").asText());
        assertEquals("conv-1", body.path("prompt_cache_key").asText());
        assertEquals("priority", body.path("service_tier").asText());
    }

    @Test
    void equalRequestsAreEqualBytes() {
        assertEquals(Json.write(ResponsesRequest.body(full(new Request.Choice.None()), MODEL, "codex", false)),
                Json.write(ResponsesRequest.body(full(new Request.Choice.None()), MODEL, "codex", false)));
    }

    @Test
    void theOutputLimitGoesOnlyWhereItIsTaken() {
        assertEquals(100, ResponsesRequest.body(full(new Request.Choice.Auto()), MODEL, "codex", true).path("max_output_tokens").asInt());
        assertFalse(ResponsesRequest.body(full(new Request.Choice.Auto()), MODEL, "codex", false).has("max_output_tokens"));
    }

    @Test
    void verbosityAndSchemaShareTheTextMember() throws IOException {
        assertEquals(json("{'verbosity':'low','format':{'type':'json_schema','name':'answer','strict':false,'schema':{'type':'object'}}}"),
                body(full(new Request.Choice.Auto())).path("text"));
    }

    static Stream<Arguments> choices() {
        return Stream.of(Arguments.of(new Request.Choice.Auto(), "'auto'"), Arguments.of(new Request.Choice.None(), "'none'"),
                Arguments.of(new Request.Choice.Required(), "'required'"), Arguments.of(new Request.Choice.Named("bash"), "{'type':'function','name':'bash'}"));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void theChoiceOfAToolHasItsWord(Request.Choice choice, String wire) throws IOException {
        assertEquals(json(wire), body(full(choice)).path("tool_choice"));
    }

    @Test
    void toolsAreFlatAndFreeformOnesCarryTheirGrammar() throws IOException {
        assertEquals(json("[{'type':'function','name':'bash','description':'runs','strict':false,'parameters':{'type':'object'}},"
                + "{'type':'custom','name':'patch','description':'p','format':{'type':'grammar','syntax':'lark','definition':'start: x'}},"
                + "{'type':'custom','name':'note','description':'n','format':{'type':'text'}},{'type':'web_search','external_web_access':false}]"),
                body(full(new Request.Choice.Auto())).path("tools"));
    }

    @Test
    void severalCallsAtOnceOnlyWhereAskedAndTheModelMakesThem() {
        assertTrue(body(full(new Request.Choice.Auto())).path("parallel_tool_calls").booleanValue());
        var single = Models.BUILT_IN.find("codex", "gpt-5.1-codex");
        assertFalse(ResponsesRequest.body(full(new Request.Choice.Auto()), single, "codex", false).path("parallel_tool_calls").booleanValue());
    }

    static Stream<Arguments> thinking() {
        return Stream.of(Arguments.of(Effort.HIGH, "detailed", "{'effort':'high','summary':'detailed'}"),
                Arguments.of(Effort.NONE, "none", "{'effort':'none'}"), Arguments.of(null, "auto", "null"));
    }

    @ParameterizedTest
    @MethodSource("thinking")
    void thinkingIsAskedForTogetherWithWhatItsReplayNeeds(Effort effort, String summary, String wire) throws IOException {
        var body = body(new Request("m", List.of("s"), List.of(), Request.Tools.NONE, new Request.Thinking(effort, summary), Request.Output.TEXT, null));
        assertEquals(json(wire), body.get("reasoning"));
        assertEquals(json(effort == null ? "[]" : "['reasoning.encrypted_content']"), body.get("include"));
    }

    static Stream<Arguments> messages() {
        var data = Json.object().put("type", "reasoning").put("encrypted_content", "gAAA");
        var search = Json.object().put("type", "web_search_call").put("status", "completed");
        return Stream.of(
                Arguments.of(new Message(Role.DEVELOPER, List.of(new Part.Text("d"))),
                        "{'type':'message','role':'developer','content':[{'type':'input_text','text':'d'}]}"),
                Arguments.of(Message.user(new Part.Image("image/png", "AAAA", null), new Part.Image("image/gif", "BB", "low"), new Part.Text("what?")),
                        "{'type':'message','role':'user','content':[{'type':'input_image','image_url':'data:image/png;base64,AAAA'},"
                                + "{'type':'input_image','image_url':'data:image/gif;base64,BB','detail':'low'},{'type':'input_text','text':'what?'}]}"),
                Arguments.of(Message.user(new Part.File("a.pdf", "application/pdf", "CC")), "{'type':'message','role':'user','content':[{'type':'input_file',"
                        + "'filename':'a.pdf','file_data':'data:application/pdf;base64,CC'}]}"),
                Arguments.of(new Message(Role.ASSISTANT, List.of(new Part.Text("a"), new Part.Text("b"), new Part.Refusal("no"))),
                        "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'a'},{'type':'output_text','text':'b'},"
                                + "{'type':'refusal','refusal':'no'}]}"),
                Arguments.of(new Message(Role.ASSISTANT, List.of(new Part.Text("c", Phase.COMMENTARY), new Part.Text("f", Phase.FINAL))),
                        "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'c'}],'phase':'commentary'},"
                                + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'f'}],'phase':'final_answer'}"),
                Arguments.of(new Message(Role.ASSISTANT, List.of(new Part.Reasoning("shown", new Opaque("codex", "m", "reasoning", data)),
                                new Part.Text("a"),
                                new Part.ToolCall("call_1", "bash", ToolKind.FUNCTION, "{bad"),
                                new Part.ToolCall("call_2", "patch", ToolKind.FREEFORM, "*** x"))),
                        "{'type':'reasoning','encrypted_content':'gAAA'},{'type':'message','role':'assistant','content':[{'type':'output_text','text':'a'}]},"
                                + "{'type':'function_call','name':'bash','arguments':'{bad','call_id':'call_1'},"
                                + "{'type':'custom_tool_call','status':'completed','call_id':'call_2','name':'patch','input':'*** x'}"),
                Arguments.of(new Message(Role.TOOL, List.of(result("call_1", ToolKind.FUNCTION, new Part.Text("out")), result("call_2", ToolKind.FREEFORM,
                                new Part.Text("see"), new Part.Image("image/png", "AAAA", null)))),
                        "{'type':'function_call_output','call_id':'call_1','output':'out'},{'type':'custom_tool_call_output','call_id':'call_2','output':"
                                + "[{'type':'input_text','text':'see'},{'type':'input_image','image_url':'data:image/png;base64,AAAA'}]}"),
                Arguments.of(new Message(Role.ASSISTANT, List.of(new Part.Hosted(new Opaque("codex", "m", "web_search_call", search)))),
                        "{'type':'web_search_call','status':'completed'}"),
                Arguments.of(new Message(Role.ASSISTANT, List.of(new Part.Reasoning("shown", null),
                        new Part.Reasoning("of another", new Opaque("gemini", "m", "thought", data)))), ""));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyPartHasItsItem(Message message, String items) throws IOException {
        var body = body(new Request("m", List.of("s"), List.of(message), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null));
        assertEquals(json("[" + items + "]"), body.path("input"));
    }

    private static Part.ToolResult result(String id, ToolKind kind, Part... content) {
        return new Part.ToolResult(id, "t", kind, List.of(content), false);
    }

    private static Request full(Request.Choice choice) {
        var tools = List.of(BASH, new Tool.Freeform("patch", "p", "start: x"), new Tool.Freeform("note", "n", null),
                new Tool.Hosted("web_search", Json.object().put("type", "web_search").put("external_web_access", false)));
        return new Request("gpt-5.3-codex", List.of("one", "two"), List.of(Message.user(new Part.Text("hi"))), new Request.Tools(tools, choice, true),
                new Request.Thinking(Effort.HIGH, "auto"), new Request.Output(100, "low", "priority", Json.object().put("type", "object")), "conv-1");
    }

    private static ObjectNode body(Request request) {
        return ResponsesRequest.body(request, MODEL, "codex", false);
    }

    private static JsonNode json(String text) throws IOException {
        return Json.read(text.replace('\'', '"'));
    }
}
