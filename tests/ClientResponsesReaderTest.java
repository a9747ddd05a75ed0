package scorpiox.server.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.Message.Role;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.server.Asking;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.Carried;
import scorpiox.server.ask.Refused;
import scorpiox.server.config.Profile.PromptMode;
import scorpiox.server.config.Profile.ToolSchemaMode;

class ClientResponsesReaderTest {
    private static final String FUNCTION = "{'type':'function','name':'f','parameters':{'type':'object','properties':{}},'strict':true,'extra':1}";

    private static Asked read(Asking asking) {
        return new Responses().read(asking.request());
    }

    private static ObjectNode passed(String json) {
        return read(Asking.of(json).passthrough()).verbatim();
    }

    /// The items that go out, with `'` for `"`.
    private static String items(String... items) {
        return Json.write(passed("{'model':'m','input':[" + String.join(",", items) + "]}").get("input")).replace('"', '\'');
    }

    private static Request rebuilt(String json) {
        var asked = read(Asking.of(json));
        assertNull(asked.verbatim());
        return asked.request();
    }

    private static Refused refused(boolean passthrough, String json) {
        return assertThrows(Refused.class, () -> read(passthrough ? Asking.of(json).passthrough() : Asking.of(json)), json);
    }

    @Test
    void theUsualRequestOfCodexKeepsItsOrderAndItsBytes() {
        var json = "{'model':'m','instructions':'Be Codex.','input':[{'type':'message','role':'user','content':[{'type':'input_text','text':'é'}],'zz':1},"
                + "{'type':'of_tomorrow','n':1.50}],'tools':[" + FUNCTION + ",{'type':'namespace','name':'a','tools':[]},{'type':'namespace','name':'b','tools':[]},{'type':'web_search'}],"
                + "'tool_choice':'auto','parallel_tool_calls':false,'reasoning':{'effort':'medium','summary':'auto','context':'x'},'store':false,'stream':true,"
                + "'include':['reasoning.encrypted_content'],'prompt_cache_key':'k','text':{'verbosity':'low'},'client_metadata':{'a':'b'}}";
        var asked = read(Asking.of(json).passthrough());
        assertEquals(json.replace('\'', '"').replace("\"model\":\"m\"", "\"model\":\"gpt-5.1-codex\""), Json.write(asked.verbatim()));
        assertEquals("k", asked.request().conversation());
        assertEquals("gpt-5.1-codex", asked.request().model());
        assertEquals(List.of("f"), asked.request().tools().offered().stream().filter(Tool.Function.class::isInstance).map(Tool::name).toList());
        assertEquals(Effort.MEDIUM, asked.request().thinking().effort());
        assertTrue(asked.stream());
        assertEquals(List.of(), asked.dropped());
    }

    @Test
    void whatTheClientLeavesOutStandsInOurOrder() {
        var body = passed("{'input':'hi','model':'m'}");
        assertEquals(List.of("input", "model", "instructions", "include", "store", "stream", "prompt_cache_key"), body.propertyStream().map(member -> member.getKey()).toList());
        assertEquals("[{'type':'message','role':'user','content':[{'type':'input_text','text':'hi'}]}]", Json.write(body.get("input")).replace('"', '\''));
        assertFalse(body.get("store").booleanValue());
        assertTrue(body.get("stream").booleanValue());
        assertFalse(body.get("instructions").textValue().isBlank());
    }

    @Test
    void theClientsBodyIsNotTouched() {
        var asking = Asking.of("{'model':'m','input':[{'role':'system','content':'s'},{'type':'function_call','id':'x','call_id':'c','name':'f','arguments':''}],"
                + "'reasoning':{'effort':'minimal'},'tools':[{'type':'function','function':{'name':'a.b'}}]}").passthrough();
        var before = asking.body().deepCopy();
        read(asking);
        assertEquals(before, asking.body());
    }

    @Test
    void membersThatTheBackendRefusesAreLeftOutAndNamed() {
        var asked = read(Asking.of("{'model':'m','input':'x','max_output_tokens':5,'temperature':0.5,'top_p':0.5,'user':'u','truncation':'auto','prompt_cache_retention':'24h',"
                + "'stream_options':{},'metadata':{'a':'b'},'safety_identifier':'s','service_tier':'flex','zz':1,'text':null,'background':true,'stop':'x'}").passthrough());
        for (var gone : List.of("max_output_tokens", "temperature", "top_p", "user", "truncation", "prompt_cache_retention", "stream_options", "metadata", "safety_identifier",
                "service_tier", "zz", "text", "background", "stop")) assertFalse(asked.verbatim().has(gone), gone);
        assertTrue(asked.dropped().containsAll(List.of("max_output_tokens", "temperature", "top_p", "truncation", "prompt_cache_retention", "metadata", "service_tier", "zz", "stop")),
                asked.dropped().toString());
        assertEquals(List.of(), asked.stops());
    }

    @Test
    void theOpenAiApiTakesMore() {
        var body = read(Asking.of("{'model':'m','input':'x','max_output_tokens':5,'temperature':0.5,'service_tier':'flex','metadata':{'a':'b'},'zz':1}").passthrough().at("openai")).verbatim();
        assertEquals(5, body.path("max_output_tokens").intValue());
        assertTrue(body.has("temperature") && body.has("metadata") && body.path("service_tier").asText().equals("flex"));
        assertFalse(body.has("zz") || body.has("instructions"));
    }

    @Test
    void aStrictClientIsToldOfWhatIsLeftOut() {
        var why = assertThrows(Refused.class, () -> read(Asking.of("{'model':'m','input':'x','temperature':0.5}").passthrough().header("x-sx-strict", "1")));
        assertEquals("unsupported_parameter", why.code());
        assertEquals("temperature", why.param());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'role':'system','content':'s'} | {'role':'developer','content':'s'}",
        "{'type':'message','role':'user','content':[{'type':'input_text','text':'a','prompt_cache_breakpoint':true}]} | {'type':'message','role':'user','content':[{'type':'input_text','text':'a'}]}",
        "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'gAA=','status':'completed','content':null} | {'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'gAA='}",
        "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':' '} | ''",
        "{'type':'reasoning','id':'rs_1','summary':[]} | ''",
        "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'sx1.gAA='} | {'type':'reasoning','summary':[],'encrypted_content':'gAA='}",
        "{'type':'reasoning','summary':[],'encrypted_content':'sx2.AAAA'} | ''",
        "{'type':'item_reference','id':'msg_1'} | ''",
        "{'id':'msg_1'} | ''",
        "{'type':'message','id':'foo','role':'user','content':'a'} | {'type':'message','role':'user','content':'a'}",
        "{'type':'message','id':'msg_1','role':'user','content':'a'} | {'type':'message','id':'msg_1','role':'user','content':'a'}",
        "{'type':'odd','id':'foo'} | {'type':'odd','id':'foo'}",
        "{'type':'message','id':5,'role':'user','content':'a'} | {'type':'message','role':'user','content':'a'}",
    })
    void eachItemIsCleanedAndNothingElseOfIt(String item, String kept) {
        assertEquals("[" + kept + "]", items(item));
    }

    private static String call(String id) {
        return "{'type':'function_call','call_id':'" + id + "','name':'f','arguments':'{}'}";
    }

    private static String output(String id, String text) {
        return "{'type':'function_call_output','call_id':'" + id + "','output':'" + text + "'}";
    }

    @Test
    void everyCallGetsOneOutputBehindIt() {
        var user = "{'role':'user','content':'u'}";
        var nothing = "[no result recorded]";
        assertEquals(array(call("a"), call("b"), output("a", "1"), output("b", "2"), user), items(call("a"), call("b"), output("a", "1"), output("b", "2"), user));
        assertEquals(array(call("a"), output("a", nothing), user), items(call("a"), user));
        assertEquals(array(call("a"), output("a", nothing)), items(call("a")));
        assertEquals(array(call("a"), output("a", "1"), user), items(call("a"), user, output("a", "1")), "moved up");
        assertEquals(array(call("a"), output("a", "1")), items(output("a", "1"), call("a")));
        assertEquals(array(call("a"), call("a_2"), output("a", "1"), output("a_2", "2")), items(call("a"), call("a"), output("a", "1"), output("a", "2")));
        assertEquals(array(call("a"), output("a", "1"), call("a"), output("a", "2")), items(call("a"), output("a", "1"), call("a"), output("a", "2")), "the id of an earlier turn");
        assertEquals(array(call("a"), output("a", "1\\n2")), items(call("a"), output("a", "1"), output("a", "2")));
        assertEquals(array(call("a"), call("b"), output("b", "2"), output("a", nothing), user), items(call("a"), call("b"), output("b", "2"), user));
        assertEquals(array("{'type':'message','role':'assistant','content':[{'type':'output_text','text':'[earlier result of call x]\\n1'}]}", user), items(output("x", "1"), user));
        assertEquals(array(user), items("{'type':'function_call','call_id':'a','name':' ','arguments':'{}'}", output("a", "1"), user), "a call without a name goes with its output");
        assertEquals(array(user), items(call(" "), output(" ", "1"), user));
    }

    @Test
    void reasoningBetweenCallsAndOutputsOfOtherKindsStay() {
        var thought = "{'type':'reasoning','summary':[],'encrypted_content':'x'}";
        assertEquals(array(thought, call("a"), thought, call("b"), output("a", "1"), output("b", "2")), items(thought, call("a"), thought, call("b"), output("a", "1"), output("b", "2")));
        var shell = "{'type':'local_shell_call','call_id':'s','status':'completed','action':{}}";
        assertEquals(array(shell, output("s", "1")), items(shell, output("s", "1")));
        var search = "{'type':'tool_search_call','call_id':'t'}";
        var found = "{'type':'tool_search_output','call_id':'t','tools':[]}";
        assertEquals(array(search, found), items(search, found));
    }

    @Test
    void aFreeFormCallIsAnsweredInItsOwnKind() {
        var call = "{'type':'custom_tool_call','call_id':'c','name':'p','input':'x'}";
        assertEquals(array(call, "{'type':'custom_tool_call_output','call_id':'c','output':'1'}"), items(call, output("c", "1")));
        assertEquals(array(call, "{'type':'custom_tool_call_output','call_id':'c','output':'[no result recorded]'}"), items(call));
    }

    @Test
    void idsThatAreTooLongAreShortenedInCallAndOutputAlike() throws Exception {
        var id = "x".repeat(70);
        var sent = (ArrayNode) Json.read(items(call(id), output(id, "1")).replace('\'', '"'));
        var shorter = sent.get(0).path("call_id").asText();
        assertEquals(64, shorter.length());
        assertTrue(shorter.matches("x{47}_[0-9a-f]{16}"));
        assertEquals(shorter, sent.get(1).path("call_id").asText());
    }

    private static String array(String... items) {
        return "[" + String.join(",", items) + "]";
    }

    @ParameterizedTest
    @CsvSource({"CODEX_DEFAULT, Mine", "CODEX_DEFAULT, ''", "MERGE_CUSTOM, Mine", "CUSTOM_ONLY, Mine"})
    void instructionsFollowTheModeOfThePrompt(PromptMode mode, String own) {
        var base = Asking.of("{'model':'m','instructions':'" + own + "','input':[{'role':'system','content':'Lead'},{'role':'user','content':'u'}]}").passthrough().prompt(mode);
        var body = read(base).verbatim();
        var text = body.path("instructions").textValue();
        switch (mode) {
            case CODEX_DEFAULT -> {
                assertEquals(own.equals("Mine"), text.equals("Mine"), text);
                assertEquals("developer", body.path("input").path(0).path("role").asText());
                assertEquals(2, body.path("input").size());
            }
            case MERGE_CUSTOM -> {
                assertTrue(text.endsWith("\n\nMine\n\nLead"), text);
                assertEquals(1, body.path("input").size());
            }
            case CUSTOM_ONLY -> assertEquals("Mine\n\nLead", text);
        }
    }

    @Test
    void namesThatTheBackendDoesNotTakeAreShortenedEverywhere() {
        var body = passed("{'model':'m','input':[{'type':'function_call','call_id':'a','name':'x.y','arguments':'{}'},{'type':'function_call_output','call_id':'a','output':'1'}],"
                + "'tools':[{'type':'function','name':'x.y'},{'type':'custom','name':'ok'}],'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'x.y'}]}}");
        assertEquals("x_y", body.path("tools").path(0).path("name").asText());
        assertEquals("x_y", body.path("input").path(0).path("name").asText());
        assertEquals("x_y", body.path("tool_choice").path("tools").path(0).path("name").asText());
        assertEquals("{\"type\":\"object\",\"properties\":{}}", Json.write(body.path("tools").path(0).path("parameters")));
        assertEquals("{\"type\":\"custom\",\"name\":\"ok\"}", Json.write(body.path("tools").path(1)));
    }

    @Test
    void toolsInTheWordsOfChatCompletionsAreFlattened() {
        var body = passed("{'model':'m','input':'x','tools':[{'type':'function','function':{'name':'f','strict':true}},{'type':'web_search_preview','search_context_size':'low'}],"
                + "'tool_choice':{'type':'function','function':{'name':'f'}}}");
        assertEquals("[{'type':'function','name':'f','strict':true,'parameters':{'type':'object','properties':{}}},{'type':'web_search','search_context_size':'low'}]",
                Json.write(body.get("tools")).replace('"', '\''));
        assertEquals("{\"type\":\"function\",\"name\":\"f\"}", Json.write(body.get("tool_choice")));
    }

    @Test
    void withoutToolsNothingIsSaidOfThemUnlessTheyStandInTheInput() {
        var body = passed("{'model':'m','input':'x','tools':[],'tool_choice':'auto','parallel_tool_calls':true}");
        assertFalse(body.has("tools") || body.has("tool_choice") || body.has("parallel_tool_calls"));
        var lite = passed("{'model':'m','input':[{'type':'additional_tools','role':'developer','tools':[]}],'tool_choice':'auto','parallel_tool_calls':false}");
        assertTrue(lite.has("tool_choice") && lite.has("parallel_tool_calls"));
    }

    /// Newer Codex clients bring tools and prompt among the items, and no instructions.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "'input':[{'type':'additional_tools','tools':[]}]                      | none",
        "'instructions':'','input':[{'type':'additional_tools','tools':[]}]    | none",
        "'instructions':'mine','input':[{'type':'additional_tools','tools':[]}] | mine",
        "'input':[{'role':'developer','content':'prompt'}]                     | ours",
    })
    void instructionsAreAddedWhereTheClientHasNoneUnlessToolsStandInTheInput(String members, String instructions) {
        var body = passed("{'model':'m'," + members + "}");
        assertEquals(instructions, !body.has("instructions") ? "none" : body.path("instructions").asText().startsWith("You are a careful assistant.") ? "ours" : body.path("instructions").asText());
    }

    @Test
    void aProfileMayAddToolsOrPutItsOwnInTheirPlace() {
        var merged = read(Asking.of("{'model':'m','input':'x','tools':[" + FUNCTION + "]}").passthrough().tools(ToolSchemaMode.MERGE_CUSTOM)).verbatim().path("tools");
        assertTrue(merged.size() > 5);
        assertEquals(1, merged.get(merged.size() - 1).path("extra").intValue());
        var asked = read(Asking.of("{'model':'m','input':'x','tools':[" + FUNCTION + "],'tool_choice':{'type':'function','name':'f'}}").passthrough().tools(ToolSchemaMode.CODEX_DEFAULT));
        assertFalse(Json.write(asked.verbatim().path("tools")).contains("extra"));
        assertFalse(asked.verbatim().has("tool_choice"));
        assertTrue(asked.dropped().contains("tools"));
    }

    @ParameterizedTest
    @CsvSource({"{'effort':'ultra'}, {'effort':'high'}", "{'effort':'minimal'}, {'effort':'low'}", "{'effort':'high'}, {'effort':'high'}", "{'effort':'none'}, {'effort':'low'}",
        "'{\"summary\":\"none\"}', ''", "'{\"effort\":null,\"summary\":\"auto\"}', '{\"summary\":\"auto\"}'", "{}, ''"})
    void effortsAreThoseTheModelHas(String said, String sent) {
        var reasoning = passed("{'model':'m','input':'x','reasoning':" + said + "}").get("reasoning");
        assertEquals(sent.replace('\'', '"'), reasoning == null ? "" : Json.write(reasoning));
    }

    @Test
    void environmentContextGoesBeforeTheConversation() {
        var input = read(Asking.of("{'model':'m','input':'x','cwd':'/p'}").passthrough().environment()).verbatim().path("input");
        assertEquals(2, input.size());
        assertTrue(input.get(0).path("content").path(0).path("text").asText().startsWith("<environment_context>"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEarlierAnswerCannotBeNamed(boolean passthrough) {
        var why = refused(passthrough, "{'model':'m','input':'x','previous_response_id':'resp_1'}");
        assertEquals(400, why.status());
        assertEquals("previous_response_not_supported", why.code());
        assertEquals("previous_response_id", why.param());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'model':'m'} | input", "{'input':5} | input", "{'input':[5]} | input[0]", "{'input':[{'type':5}]} | input[0].type",
        "{'input':[{'role':'user','content':5}]} | input[0].content", "{'input':'x','tools':{}} | tools", "{'input':'x','tools':[{'type':'function'}]} | tools[0].name",
        "{'input':'x','tools':[{'type':'function','name':'f'},{'type':'function','name':'f'}]} | tools[1].name", "{'input':'x','tool_choice':'required'} | tool_choice",
        "{'input':'x','tools':[{'type':'function','name':'f'}],'tool_choice':{'type':'function','name':'g'}} | tool_choice", "{'input':'x','reasoning':'x'} | reasoning",
        "{'input':'x','reasoning':{'effort':'x'}} | reasoning.effort", "{'input':'x','text':{'verbosity':'x'}} | text.verbosity", "{'input':'x','stream':'yes'} | stream",
        "{'input':'x','instructions':5} | instructions", "{'input':'x','conversation':'c'} | conversation", "{'input':'x','prompt':{'id':'p'}} | prompt",
        "{'input':[{'type':'function_call','call_id':5,'name':'f','arguments':'{}'}]} | input[0].call_id", "{'input':'x','store':1} | store"})
    void whatIsWrongIsNamedWhicheverWayTheRequestTakes(String json, String param) {
        for (var passthrough : new boolean[] {true, false}) {
            var why = refused(passthrough, json);
            assertEquals(400, why.status());
            assertEquals(param, why.param(), why.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'input':[{'type':'of_tomorrow'}]} | input[0].type", "{'input':[{'role':'tool','content':'x'}]} | input[0].role",
        "{'input':[{'role':'user','content':[{'type':'input_file','file_id':'f'}]}]} | input[0].content[0].file_id",
        "{'input':[{'role':'user','content':[{'type':'input_image','image_url':'file:///etc/passwd'}]}]} | input[0].content[0].image_url",
        "{'input':[{'role':'user','content':[{'type':'odd'}]}]} | input[0].content[0].type", "{'input':'x','text':{'format':{'type':'odd'}}} | text.format.type",
        "{'input':[{'type':'function_call_output','call_id':'c','output':5}]} | input[0].output"})
    void inNeutralWordsMoreHasToBeUnderstood(String json, String param) {
        assertEquals(param, refused(false, json).param());
    }

    @Test
    void whatTheModelMadeInOneGoIsOneMessageInNeutralWords() {
        var request = rebuilt("{'model':'m','instructions':'I','input':[{'role':'system','content':'L'},{'role':'user','content':[{'type':'input_text','text':'u'},"
                + "{'type':'input_image','image_url':'data:image/png;base64,AAAA','detail':'low'},{'type':'input_file','filename':'a.pdf','file_data':'AAAA'}]},"
                + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'A'},{'type':'summary_text','text':'B'}],'encrypted_content':'gAA='},"
                + "{'type':'message','role':'assistant','phase':'commentary','content':[{'type':'output_text','text':'t'},{'type':'refusal','refusal':'no'}]},"
                + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{\\'a\\':1}'},{'type':'custom_tool_call','call_id':'c2','name':'p','input':'raw'},"
                + "{'type':'web_search_call','id':'ws_1','status':'completed'},"
                + "{'type':'function_call_output','call_id':'c1','output':[{'type':'input_text','text':'r'},{'type':'input_image','image_url':'https://a.example/x.png'}]},"
                + "{'type':'custom_tool_call_output','call_id':'c2','output':'done'},{'role':'developer','content':'later'}]}");
        var roles = request.messages().stream().map(message -> message.role()).toList();
        assertEquals(List.of(Role.DEVELOPER, Role.DEVELOPER, Role.USER, Role.ASSISTANT, Role.TOOL, Role.DEVELOPER), roles);
        var user = request.messages().get(2).parts();
        assertEquals(List.of(new Part.Text("u"), new Part.Image("image/png", "AAAA", "low"), new Part.File("a.pdf", "application/pdf", "AAAA")), user);
        var made = request.messages().get(3).parts();
        var thought = (Part.Reasoning) made.getFirst();
        assertEquals("A\n\nB", thought.text());
        assertEquals("codex", thought.opaque().provider());
        assertFalse(thought.opaque().data().has("id"));
        assertEquals("commentary", ((Part.Text) made.get(1)).phase().wire());
        assertEquals(new Part.Refusal("no"), made.get(2));
        assertEquals(new Part.ToolCall("c1", "f", ToolKind.FUNCTION, "{\"a\":1}"), made.get(3));
        assertEquals(new Part.ToolCall("c2", "p", ToolKind.FREEFORM, "raw"), made.get(4));
        assertEquals("web_search_call", ((Part.Hosted) made.get(5)).opaque().kind());
        var results = request.messages().get(4).parts();
        assertEquals(new Part.ToolResult("c1", "f", ToolKind.FUNCTION, List.of(new Part.Text("r"), new Part.ImageLink("https://a.example/x.png", "auto")), false), results.getFirst());
        assertEquals(ToolKind.FREEFORM, ((Part.ToolResult) results.get(1)).kind());
    }

    @Test
    void whatOtherProvidersWantBackIsCarriedInReasoning() {
        var thought = new Carried(new Opaque("anthropic", "m", "thinking", Json.object().put("type", "thinking").put("thinking", "T").put("signature", "s")), Carried.Place.THINKING);
        var signature = new Carried(new Opaque("gemini", "m", "thoughtSignature", Json.object().put("thoughtSignature", "s")), Carried.Place.CALL);
        var request = rebuilt("{'model':'m','input':[{'type':'reasoning','summary':[{'type':'summary_text','text':'T'}],'encrypted_content':'" + thought.text().orElseThrow() + "'},"
                + "{'type':'reasoning','summary':[],'encrypted_content':'" + signature.text().orElseThrow() + "'},{'type':'function_call','call_id':'c','name':'f','arguments':''},"
                + "{'type':'reasoning','summary':[],'encrypted_content':'sx2.nonsense'}]}");
        var parts = request.messages().getFirst().parts();
        assertEquals(new Part.Reasoning("T", thought.opaque()), parts.getFirst());
        assertEquals(new Part.ToolCall("c", "f", ToolKind.FUNCTION, "{}", signature.opaque()), parts.get(1));
        assertEquals(2, parts.size());
    }

    @Test
    void wishesAreReadInNeutralWords() {
        var asked = read(Asking.of("{'model':'m','input':'json please','max_output_tokens':50,'temperature':0.5,'reasoning':{'effort':'high','summary':'detailed'},"
                + "'text':{'verbosity':'high','format':{'type':'json_schema','name':'n','schema':{'type':'object'},'strict':true}},'tools':[" + FUNCTION
                + ",{'type':'custom','name':'p','format':{'type':'grammar','syntax':'regex','definition':'a+'}},{'type':'web_search'}],"
                + "'tool_choice':{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'f'}]},'parallel_tool_calls':false,'stop':['X'],'stream':true}").at("anthropic"));
        var request = asked.request();
        assertEquals(50, request.output().maxTokens());
        assertEquals(0.5, request.output().sampling().temperature());
        assertEquals(new Request.Thinking(Effort.HIGH, "detailed"), request.thinking());
        assertEquals("high", request.output().verbosity());
        assertEquals(new Request.Format("n", null, Json.object().put("type", "object"), true), request.output().format());
        assertEquals(new Tool.Freeform("p", "", "a+", "regex"), request.tools().offered().get(1));
        assertEquals(new Request.Choice.Allowed(List.of("f"), true), request.tools().choice());
        assertFalse(request.tools().parallel());
        assertEquals(List.of("X"), asked.stops());
        assertNotNull(request.conversation());
    }

    @Test
    void theConversationsKeyDoesNotChangeWithLaterTurns() {
        for (var passthrough : new boolean[] {true, false}) {
            var first = Asking.of("{'model':'m','instructions':'I','input':[{'role':'developer','content':'d'},{'role':'user','content':'hi'}]}");
            var later = Asking.of("{'model':'m','instructions':'I','input':[{'role':'developer','content':'d'},{'role':'user','content':'hi'},{'role':'assistant','content':'x'},"
                    + "{'role':'user','content':'more'}]}");
            assertEquals(read(passthrough ? first.passthrough() : first).request().conversation(), read(passthrough ? later.passthrough() : later).request().conversation());
        }
    }

    @Test
    void whateverIsSentIsReadOrRefused() {
        var random = new Random(7);
        for (var i = 0; i < 600; i++) {
            var body = (ObjectNode) Asking.json("{'model':'m','input':[{'type':'message','role':'user','content':[{'type':'input_text','text':'x'}]},{'type':'reasoning','summary':[{'type':"
                    + "'summary_text','text':'t'}],'encrypted_content':'sx1.x'},{'type':'function_call','call_id':'a','name':'f','arguments':'{}'},{'type':'function_call_output','call_id':'a',"
                    + "'output':'1'},{'type':'custom_tool_call','call_id':'b','name':'g.h','input':'i'},{'type':'local_shell_call','call_id':'s','action':{'command':['ls']}}],"
                    + "'tools':[{'type':'function','name':'f','parameters':{}},{'type':'custom','name':'g.h','format':{'type':'grammar','syntax':'lark','definition':'x'}},{'type':'web_search'}],"
                    + "'tool_choice':{'type':'function','name':'f'},'reasoning':{'effort':'low','summary':'auto'},'text':{'verbosity':'low','format':{'type':'json_schema','name':'n',"
                    + "'schema':{}}},'include':['a'],'stream':true,'store':true,'metadata':{'a':'b'},'service_tier':'priority','prompt_cache_key':'k','instructions':'I'}");
            for (var changes = random.nextInt(4); changes >= 0; changes--) spoil(body, random);
            var asking = Asking.of(body);
            if (random.nextBoolean()) asking = asking.passthrough();
            if (random.nextInt(4) == 0) asking = asking.at("anthropic");
            try {
                var asked = read(asking);
                if (asked.verbatim() != null) Json.bytes(asked.verbatim());
                else Asking.upstream(asked.request());
            } catch (Refused refused) {
                assertEquals(400, refused.status(), Json.write(body));
            } catch (RuntimeException bug) {
                throw new AssertionError(Json.write(body), bug);
            }
        }
    }

    private static void spoil(JsonNode node, Random random) {
        var inner = new ArrayList<JsonNode>();
        for (var child : node) if (child.isContainerNode() && !child.isEmpty()) inner.add(child);
        if (!inner.isEmpty() && random.nextInt(3) > 0) {
            spoil(inner.get(random.nextInt(inner.size())), random);
            return;
        }
        var strange = List.<JsonNode>of(Json.object(), Json.array(), Json.array().add(5), Json.object().put("type", "x"), Asking.json("null"), Asking.json("true"), Asking.json("-1"),
                Asking.json("1e400"), Asking.json("''"), Asking.json("' '"), Asking.json("'\\u0000é𝄞'"), Asking.json("'" + "y".repeat(100) + "'"), Asking.json("[[[]]]"));
        var value = strange.get(random.nextInt(strange.size()));
        if (node instanceof ObjectNode object) {
            var names = object.propertyStream().map(member -> member.getKey()).toList();
            if (names.isEmpty()) return;
            var name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) object.remove(name);
            else object.set(name, value.deepCopy());
        } else if (node instanceof ArrayNode array) {
            var at = random.nextInt(array.size());
            if (random.nextBoolean()) array.insert(at, array.get(random.nextInt(array.size())).deepCopy());
            else array.set(at, value.deepCopy());
        }
    }
}
