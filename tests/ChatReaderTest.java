package scorpiox.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.ToolKind;
import scorpiox.server.Asking;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.config.Profile.Exposure;
import scorpiox.server.config.Profile.ToolSchemaMode;
import scorpiox.server.web.Fields;

class ChatReaderTest {
    private static final String USER = "{'role':'user','content':'hi'}";
    private static final String TOOLS = "'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object','properties':{}}}}]";

    private static Asked read(Asking asking) {
        return ChatReader.read(asking.request());
    }

    private static Asked read(String json) {
        return read(Asking.of(json));
    }

    private static ObjectNode upstream(String messages, String more) {
        var body = "{'model':'m','messages':[" + messages + "]" + (more.isEmpty() ? "" : "," + more) + "}";
        return Asking.upstream(read(body).request());
    }

    private static String input(String messages) {
        return Json.write(upstream(messages, "").path("input")).replace("\\\"", "`").replace('"', '\'');
    }

    private static Refused refused(String json) {
        return assertThrows(Refused.class, () -> read(json));
    }

    /// What the client gets to see of an answer.
    private static String answer(Asked asked, StreamEvent... events) {
        var encoder = asked.encoder().apply(new Stamp("1", Instant.EPOCH, "m"));
        var out = new Frames();
        for (var event : events) encoder.event(event, out);
        return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
    }

    @Test
    void theDocumentedRequestBecomesTheDocumentedBody() {
        var sent = upstream(USER, TOOLS + ",'reasoning_effort':'medium','verbosity':'medium','service_tier':'fast','prompt_cache_key':'k','stream':true,"
                + "'response_format':{'type':'json_schema','json_schema':{'name':'a b','schema':{'type':'object'},'strict':true}}");
        assertEquals(List.of("model", "instructions", "input", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "store", "stream", "include", "service_tier",
                "prompt_cache_key", "text"), List.copyOf(sent.propertyStream().map(member -> member.getKey()).toList()));
        assertTrue(sent.path("instructions").isTextual());
        assertEquals(Asking.json("[{'type':'message','role':'user','content':[{'type':'input_text','text':'hi'}]}]"), sent.path("input"));
        assertEquals(Asking.json("[{'type':'function','name':'f','strict':false,'parameters':{'type':'object','properties':{}}}]"), sent.path("tools"));
        assertEquals(Asking.json("{'effort':'medium','summary':'auto'}"), sent.path("reasoning"));
        assertEquals(Asking.json("{'type':'json_schema','name':'a_b','strict':true,'schema':{'type':'object'}}"), sent.path("text").path("format"));
        assertEquals("auto", sent.path("tool_choice").asText());
        assertEquals("priority", sent.path("service_tier").asText());
        assertEquals("k", sent.path("prompt_cache_key").asText());
        assertFalse(sent.path("store").asBoolean(true));
    }

    @Test
    void withoutToolsNothingIsSaidOfTools() {
        var sent = upstream(USER, "'tools':[],'tool_choice':'auto','parallel_tool_calls':true");
        assertFalse(sent.has("tools") || sent.has("tool_choice") || sent.has("parallel_tool_calls"));
    }

    @Test
    void equalRequestsAreEqualBytes() {
        var text = "{'model':'m','messages':[{'role':'system','content':'be brief'}," + USER + "]," + TOOLS + "}";
        assertEquals(Json.write(Asking.upstream(read(Asking.of(text)).request())), Json.write(Asking.upstream(read(Asking.of(text)).request())));
    }

    @Test
    void nothingOfThisMachineIsInABody() {
        var sent = Json.write(upstream("{'role':'system','content':'s'}," + USER, TOOLS));
        for (var secret : List.of("<environment_context>", System.getProperty("user.dir"), System.getProperty("user.home"))) assertFalse(sent.contains(secret), secret);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'role':'user','content':'x'} | [{'type':'message','role':'user','content':[{'type':'input_text','text':'x'}]}]
            {'role':'user','name':'bob','content':[{'type':'text','text':'a'},{'type':'input_text','text':'b'}]} | [{'type':'message','role':'user','content':[{'type':'input_text','text':'a'},{'type':'input_text','text':'b'}]}]
            {'role':'system','content':'s'},{'role':'user','content':'x'} | [{'type':'message','role':'developer','content':[{'type':'input_text','text':'s'}]},{'type':'message','role':'user','content':[{'type':'input_text','text':'x'}]}]
            {'role':'system','content':[{'type':'text','text':'s'},{'type':'text','text':'t'}]} | [{'type':'message','role':'developer','content':[{'type':'input_text','text':'s\\nt'}]}]
            {'role':'user','content':'x'},{'role':'developer','content':'d'} | [{'type':'message','role':'user','content':[{'type':'input_text','text':'x'}]},{'type':'message','role':'developer','content':[{'type':'input_text','text':'d'}]}]
            {'role':'user','content':'x'},{'role':'system','content':'d'} | [{'type':'message','role':'user','content':[{'type':'input_text','text':'x'}]},{'type':'message','role':'developer','content':[{'type':'input_text','text':'d'}]}]
            {'role':'assistant','content':'y'} | [{'type':'message','role':'assistant','content':[{'type':'output_text','text':'y'}]}]
            {'role':'assistant','content':[{'type':'text','text':'y'},{'type':'refusal','refusal':'n'}]} | [{'type':'message','role':'assistant','content':[{'type':'output_text','text':'y'},{'type':'refusal','refusal':'n'}]}]
            {'role':'assistant','content':null,'refusal':'n'} | [{'type':'message','role':'assistant','content':[{'type':'refusal','refusal':'n'}]}]
            {'role':'assistant','content':null},{'role':'user','content':null},{'role':'user','content':[]} | []
            {'role':'assistant','content':'y','reasoning_content':'r','reasoning':'r'} | [{'type':'message','role':'assistant','content':[{'type':'output_text','text':'y'}]}]
            {'role':'assistant','content':[{'type':'thinking','thinking':'r'},{'type':'text','text':'y'}]} | [{'type':'message','role':'assistant','content':[{'type':'output_text','text':'y'}]}]
            """)
    void messagesBecomeItemsInTheirOrder(String messages, String items) {
        assertEquals(items, input(messages).replace("\n", "\\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'type':'image_url','image_url':{'url':'https://x/y.png','detail':'low'}} | {'type':'input_image','image_url':'https://x/y.png','detail':'low'}
            {'type':'image_url','image_url':'https://x/y.png'} | {'type':'input_image','image_url':'https://x/y.png','detail':'auto'}
            {'type':'input_image','image_url':'https://x/y.png','detail':'high'} | {'type':'input_image','image_url':'https://x/y.png','detail':'high'}
            {'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD'}} | {'type':'input_image','image_url':'data:image/png;base64,QUJD','detail':'auto'}
            {'type':'image_url','image_url':{'url':'data:image/jpg;base64,QU-_ QQ'}} | {'type':'input_image','image_url':'data:image/jpeg;base64,QU+/QQ==','detail':'auto'}
            {'type':'image_url','image_url':{'url':'DATA:Image/PNG;charset=x;base64,Q\\nUJ\\tDRA'}} | {'type':'input_image','image_url':'data:image/png;base64,QUJDRA==','detail':'auto'}
            {'type':'file','file':{'filename':'a.pdf','file_data':'QUJD'}} | {'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,QUJD'}
            {'type':'file','file':{'file_data':'data:text/plain;base64,QUJD'}} | {'type':'input_file','filename':'document','file_data':'data:text/plain;base64,QUJD'}
            {'type':'input_file','filename':'b','file_data':'QUJDRA'} | {'type':'input_file','filename':'b','file_data':'data:application/pdf;base64,QUJDRA=='}
            """)
    void whatAUserShowsIsMendedAndSentOn(String part, String sent) {
        assertEquals("[{'type':'message','role':'user','content':[" + sent + "]}]", input("{'role':'user','content':[" + part + "]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'type':'image_url','image_url':{'url':'file:///etc/passwd'}} | .image_url.url | invalid_value
            {'type':'image_url','image_url':'/home/me/x.png'} | .image_url | invalid_value
            {'type':'image_url','image_url':{'url':'data:image/svg+xml,<svg/>'}} | .image_url.url | invalid_value
            {'type':'image_url','image_url':{'url':'data:image/png;base64,<'}} | .image_url.url | invalid_value
            {'type':'image_url','image_url':{'url':'data:image/png;base64,QUJDR'}} | .image_url.url | invalid_value
            {'type':'image_url','image_url':{'url':'data:image/png;base64,'}} | .image_url.url | invalid_value
            {'type':'image_url','image_url':{'url':7}} | .image_url.url | invalid_type
            {'type':'image_url','image_url':{'url':'https://x','detail':'very'}} | .image_url.detail | invalid_value
            {'type':'image_url'} | .image_url | missing_required_parameter
            {'type':'input_image','file_id':'f'} | .file_id | unsupported_content
            {'type':'file','file':{'file_id':'f'}} | .file.file_id | unsupported_content
            {'type':'file'} | .file | missing_required_parameter
            {'type':'input_audio','input_audio':{}} | "" | unsupported_content
            {'type':'video'} | .type | invalid_value
            {'text':'x'} | .type | missing_required_parameter
            {'type':'text'} | .text | missing_required_parameter
            {'type':'text','text':7} | .text | invalid_type
            7 | "" | invalid_type
            """)
    void whatCannotBeShownIsRefusedByItsPlace(String part, String place, String code) {
        var refused = refused("{'messages':[" + USER + ",{'role':'user','content':[{'type':'text','text':'a'}," + part + "]}]}");
        assertEquals("messages[1].content[1]" + place, refused.param());
        assertEquals(code, refused.code());
        assertEquals(400, refused.status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {} | messages | missing_required_parameter
            {'messages':null} | messages | missing_required_parameter
            {'messages':[]} | messages | invalid_value
            {'messages':'hi'} | messages | invalid_type
            {'messages':['hi']} | messages[0] | invalid_type
            {'messages':[{'content':'x'}]} | messages[0].role | missing_required_parameter
            {'messages':[{'role':'robot','content':'x'}]} | messages[0].role | invalid_value
            {'messages':[{'role':7}]} | messages[0].role | invalid_type
            {'messages':[{'role':'user','content':{'a':1}}]} | messages[0].content | invalid_type
            {'messages':[{'role':'system','content':[{'type':'image_url','image_url':'https://x'}]}]} | messages[0].content[0].type | invalid_value
            {'messages':[{'role':'assistant','tool_calls':{}}]} | messages[0].tool_calls | invalid_type
            {'messages':[{'role':'assistant','tool_calls':[{'id':7}]}]} | messages[0].tool_calls[0].id | invalid_type
            {'messages':[{'role':'assistant','tool_calls':[{'id':'a','type':'function'}]}]} | messages[0].tool_calls[0].function | missing_required_parameter
            {'messages':[{'role':'assistant','tool_calls':[{'id':'a','type':'magic'}]}]} | messages[0].tool_calls[0].type | invalid_value
            {'messages':[{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f','arguments':[1]}}]}]} | messages[0].tool_calls[0].function.arguments | invalid_type
            {'messages':[{'role':'assistant','function_call':'f'}]} | messages[0].function_call | invalid_type
            {'messages':[{'role':'tool','tool_call_id':7}]} | messages[0].tool_call_id | invalid_type
            """)
    void wrongMessagesAreRefusedByTheirPlace(String json, String param, String code) {
        assertEquals(param, refused(json).param());
        assertEquals(code, refused(json).code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'stream':'yes' | stream | invalid_type
            'stream_options':true | stream_options | invalid_type
            'stream_options':{'include_usage':1} | stream_options.include_usage | invalid_type
            'temperature':'hot' | temperature | invalid_type
            'temperature':3 | temperature | invalid_value
            'temperature':1e999999 | temperature | invalid_value
            'top_p':-1 | top_p | invalid_value
            'max_tokens':1.5 | max_tokens | invalid_type
            'max_tokens':0 | max_tokens | invalid_value
            'max_completion_tokens':99999999999 | max_completion_tokens | invalid_value
            'n':2 | n | invalid_value
            'n':'1' | n | invalid_type
            'logprobs':true | logprobs | unsupported_parameter
            'audio':{} | audio | unsupported_parameter
            'modalities':['text','audio'] | modalities | unsupported_parameter
            'modalities':'text' | modalities | invalid_type
            'stop':7 | stop | invalid_type
            'stop':['a',7] | stop[1] | invalid_type
            'stop':['a','b','c','d','e'] | stop | invalid_value
            'user':7 | user | invalid_type
            'prompt_cache_key':{} | prompt_cache_key | invalid_type
            'reasoning_effort':'enormous' | reasoning_effort | invalid_value
            'reasoning':'high' | reasoning | invalid_type
            'reasoning':{'effort':'enormous'} | reasoning.effort | invalid_value
            'reasoning':{'summary':'long'} | reasoning.summary | invalid_value
            'verbosity':'loud' | verbosity | invalid_value
            'text':{'verbosity':'loud'} | text.verbosity | invalid_value
            'service_tier':1 | service_tier | invalid_type
            'parallel_tool_calls':'no' | parallel_tool_calls | invalid_type
            'response_format':'json' | response_format | invalid_type
            'response_format':{} | response_format.type | missing_required_parameter
            'response_format':{'type':'xml'} | response_format.type | invalid_value
            'response_format':{'type':'json_schema'} | response_format.json_schema | missing_required_parameter
            'response_format':{'type':'json_schema','json_schema':{'name':'a'}} | response_format.json_schema.schema | missing_required_parameter
            'response_format':{'type':'json_schema','json_schema':{'schema':'x'}} | response_format.json_schema.schema | invalid_type
            'tools':{} | tools | invalid_type
            'tools':[7] | tools[0] | invalid_type
            'tools':[{'type':'function','function':{}}] | tools[0].function.name | missing_required_parameter
            'tools':[{'type':'function','function':{'name':' '}}] | tools[0].function.name | invalid_value
            'tools':[{'type':'image_generation'}] | tools[0].type | invalid_value
            'functions':[{'name':''}] | functions[0].name | invalid_value
            'functions':[{'name':'a'},{'name':'a'}] | functions[1].name | invalid_value
            'tool_choice':'required' | tool_choice | invalid_value
            'tool_choice':'sometimes' | tool_choice | invalid_value
            'tool_choice':7 | tool_choice | invalid_type
            'tool_choice':{'type':'function','function':{'name':'g'}} | tool_choice | invalid_value
            'web_search_options':{'user_location':'here'} | web_search_options.user_location | invalid_type
            'codex_system_prompt':7 | codex_system_prompt | invalid_type
            """)
    void wrongMembersAreRefusedByTheirPlace(String member, String param, String code) {
        var refused = refused("{'messages':[" + USER + "]," + member + "}");
        assertEquals(param, refused.param());
        assertEquals(code, refused.code());
        assertEquals(400, refused.status());
    }

    @Test
    void callsAndResultsKeepTheirWords() {
        var asked = read(Asking.of(body("[" + USER + ",{'role':'assistant','content':'so','tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{ 1 , }'"
                + "}},{'id':'c2','type':'custom','custom':{'name':'p','input':'*** x'}}]},{'role':'tool','tool_call_id':'c2','content':'done'},"
                + "{'role':'tool','tool_call_id':'c1','content':[{'type':'text','text':'1'},{'type':'text','text':'2'}]}]")));
        var sent = Asking.upstream(asked.request()).path("input");
        assertEquals("message message function_call custom_tool_call custom_tool_call_output function_call_output", types(sent));
        assertEquals("{ 1 , }", sent.get(2).path("arguments").asText());
        assertEquals("*** x", sent.get(3).path("input").asText());
        assertEquals("1\n2", output(sent, "c1").path("output").asText());
        assertEquals("done", output(sent, "c2").path("output").asText());
    }

    private static ObjectNode body(String messages) {
        return Json.object().put("model", "m").set("messages", parsed(messages));
    }

    private static JsonNode parsed(String text) {
        return Asking.json(text);
    }

    private static String types(JsonNode items) {
        var types = new ArrayList<String>();
        items.forEach(item -> types.add(item.path("type").asText()));
        return String.join(" ", types);
    }

    private static JsonNode output(JsonNode items, String call) {
        for (var item : items) if (item.path("type").asText().endsWith("_output") && item.path("call_id").asText().equals(call)) return item;
        throw new AssertionError("no output of " + call + " in " + items);
    }

    private static JsonNode sent(String messages) {
        return Asking.upstream(read(Asking.of(body("[" + messages + "]"))).request()).path("input");
    }

    private static String made(String id, String name) {
        return "{'id':" + (id == null ? "null" : "'" + id + "'") + ",'type':'function','function':{'name':" + (name == null ? "null" : "'" + name + "'") + "}}";
    }

    private static String answered(String id, String text) {
        return "{'role':'tool','tool_call_id':" + (id == null ? "null" : "'" + id + "'") + ",'content':'" + text + "'}";
    }

    private static String calls(String... calls) {
        return "{'role':'assistant','tool_calls':[" + String.join(",", calls) + "]}";
    }

    @Test
    void argumentsThatAreMissingOrAnObjectBecomeText() {
        var items = sent(calls("{'id':'a','function':{'name':'f','arguments':{'x':[1]}}}", "{'id':'b','function':{'name':'f','arguments':'  '}}", made("c", "f")));
        assertEquals("{\"x\":[1]}", items.get(0).path("arguments").asText());
        assertEquals("{}", items.get(1).path("arguments").asText());
        assertEquals("{}", items.get(2).path("arguments").asText());
    }

    @Test
    void aPictureOfAToolIsKept() {
        var items = sent(calls(made("a", "f")) + ",{'role':'tool','tool_call_id':'a','content':[{'type':'text','text':'see'},{'type':'image_url','image_url':{'url':'https://x/y'}}]}");
        assertEquals(Asking.json("[{'type':'input_text','text':'see'},{'type':'input_image','image_url':'https://x/y','detail':'auto'}]"), items.get(1).path("output"));
    }

    @Test
    void nothingAtAllIsAnEmptyResult() {
        assertEquals("", sent(calls(made("a", "f")) + ",{'role':'tool','tool_call_id':'a','content':null}").get(1).path("output").asText("?"));
    }

    @Test
    void everyCallGetsOneResultRightBehindItsGroup() {
        var items = sent(USER + "," + calls(made("a", "f"), made("b", "f"), made("c", "f")) + "," + answered("b", "2") + "," + USER + "," + answered("a", "1") + "," + answered("a", "more"));
        assertEquals("message function_call function_call function_call function_call_output function_call_output function_call_output message", types(items));
        assertEquals("2", output(items, "b").path("output").asText());
        var joined = new StringBuilder(output(items, "a").path("output").isTextual() ? output(items, "a").path("output").asText() : "");
        for (var part : output(items, "a").path("output")) joined.append(part.path("text").asText());
        assertEquals("1more", joined.toString());
        assertTrue(output(items, "c").path("output").asText().contains("no result"));
    }

    @Test
    void aResultWithoutACallIsTold() {
        var items = sent(USER + "," + answered("lost", "the text"));
        assertEquals("message message", types(items));
        assertEquals("assistant", items.get(1).path("role").asText());
        assertTrue(items.get(1).path("content").get(0).path("text").asText().contains("the text"));
    }

    @Test
    void aResultWithoutAnIdGoesToTheOneCallThatIsOpen() {
        assertEquals("x", output(sent(calls(made("a", "f")) + "," + answered(null, "x")), "a").path("output").asText());
        var items = sent(calls(made("a", "f"), made("b", "f")) + "," + answered("a", "1") + "," + answered(" ", "2"));
        assertEquals("2", output(items, "b").path("output").asText());
    }

    @Test
    void callsWithoutIdsGetSomeAndTheirResultsComeInOrder() {
        var items = sent(USER + "," + calls(made(null, "f"), made("", "g")) + "," + answered(null, "1") + "," + answered(null, "2"));
        assertEquals("1", output(items, "call_sx_1_0").path("output").asText());
        assertEquals("2", output(items, "call_sx_1_1").path("output").asText());
    }

    @Test
    void twoCallsWithOneIdAreToldApart() {
        var items = sent(calls(made("a", "f"), made("a", "g")) + "," + answered("a", "1") + "," + answered("a", "2"));
        assertEquals("1", output(items, "a").path("output").asText());
        assertEquals("2", output(items, "a_2").path("output").asText());
    }

    @Test
    void aLongIdIsShortenedForCallAndResultAlike() {
        var id = "call_" + "x".repeat(80);
        var items = sent(calls(made(id, "f")) + "," + answered(id, "1"));
        var sent = items.get(0).path("call_id").asText();
        assertTrue(sent.length() <= 64 && sent.startsWith("call_xxx"), sent);
        assertEquals("1", output(items, sent).path("output").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "' '"})
    void aCallWithoutANameIsLeftOutWithItsResult(String name) {
        var call = "{'id':'a','type':'function','function':{'name':" + name + "}}";
        assertEquals("message function_call function_call_output", types(sent(USER + "," + calls(call, made("b", "f")) + "," + answered("a", "1") + "," + answered("b", "2"))));
        assertEquals("message", types(sent(USER + ",{'role':'assistant','tool_calls':[{'function':{'name':" + name + "}}]}," + answered(null, "1"))));
    }

    @Test
    void functionsOfOldAreCallsWithIdsOfOurs() {
        var items = sent(USER + ",{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},{'role':'function','name':'f','content':'1'},"
                + "{'role':'assistant','function_call':{'name':'f'}},{'role':'assistant','function_call':{'name':'f'}},{'role':'function','name':'f','content':'3'},{'role':'function','name':'f','content':'4'}");
        assertEquals("1", output(items, "call_fn_1").path("output").asText());
        assertEquals("3", output(items, "call_fn_3").path("output").asText());
        assertTrue(items.get(items.size() - 1).path("content").get(0).path("text").asText().contains("4"));
    }

    @Test
    void thinkingThatWasShownAsTextDoesNotGoBack() {
        var text = "{'messages':[{'role':'assistant','content':'<think>why</think>\\n\\nbecause'}]}";
        assertEquals("because", Asking.upstream(read(Asking.of(text).exposure(Exposure.THINK_TAGS)).request()).path("input").get(0).path("content").get(0).path("text").asText());
        assertEquals("<think>why</think>\n\nbecause", Asking.upstream(read(Asking.of(text)).request()).path("input").get(0).path("content").get(0).path("text").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'tool_choice':'none' | 'none'
            'tool_choice':'required' | 'required'
            'tool_choice':{'type':'function','function':{'name':'f'}} | {'type':'function','name':'f'}
            'tool_choice':{'type':'function','name':'f'} | {'type':'function','name':'f'}
            'tool_choice':{'type':'custom','custom':{'name':'p'}} | {'type':'custom','name':'p'}
            'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'f'}},{'type':'custom','name':'p'}]}} | {'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'f'},{'type':'custom','name':'p'}]}
            'function_call':{'name':'f'} | {'type':'function','name':'f'}
            'function_call':'none' | 'none'
            'function_call':{'name':'f'},'tool_choice':'auto' | 'auto'
            """)
    void aChoiceIsSentFlat(String member, String choice) {
        var sent = upstream(USER, "'tools':[{'type':'function','function':{'name':'f'}},{'type':'custom','custom':{'name':'p','format':{'type':'grammar','grammar':{'syntax':'regex','definition':'a+'}}}}]," + member);
        assertEquals(Asking.json(choice), sent.path("tool_choice"));
        assertEquals(Asking.json("{'type':'custom','name':'p','format':{'type':'grammar','syntax':'regex','definition':'a+'}}"), sent.path("tools").get(1));
    }

    @Test
    void theFunctionsOfOldAreToolsOfWhichOneIsCalledAtATime() {
        var asked = read("{'messages':[" + USER + "],'functions':[{'name':'f','parameters':{'type':'object'}}]}");
        var sent = Asking.upstream(asked.request());
        assertEquals(Asking.json("[{'type':'function','name':'f','strict':false,'parameters':{'type':'object','properties':{}}}]"), sent.path("tools"));
        assertFalse(sent.path("parallel_tool_calls").asBoolean(true));
        assertTrue(answer(asked, new StreamEvent.Started("codex", "m", "r"), new StreamEvent.ToolCallStart(0, "c", "f", ToolKind.FUNCTION), new StreamEvent.ToolCallArgs(0, "{}"),
                new StreamEvent.ToolCallEnd(0, "c", "f", ToolKind.FUNCTION, Json.object(), "{}"), new StreamEvent.Finish(StreamEvent.FinishReason.TOOL_CALLS, "")).contains("\"function_call\""));
    }

    @Test
    void aSearchOfTheWebIsAToolOfTheProvider() {
        var sent = upstream(USER, "'web_search_options':{'search_context_size':'low','user_location':{'type':'approximate','approximate':{'country':'DE','x':1}}}");
        assertEquals(Asking.json("[{'type':'web_search','search_context_size':'low','user_location':{'type':'approximate','country':'DE'}}]"), sent.path("tools"));
        assertEquals(Asking.json("[{'type':'web_search','filters':{'a':1}}]"), upstream(USER, "'tools':[{'type':'web_search_preview','filters':{'a':1}}]").path("tools"));
    }

    @Test
    void aNameThatNoProviderTakesComesBackAsItWas() {
        var asked = read(Asking.of("{'messages':[" + USER + ",{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'fs.read'}}]}," + answered("a", "1")
                + "],'tools':[{'type':'function','function':{'name':'fs.read'}}],'tool_choice':{'type':'function','function':{'name':'fs.read'}}}"));
        var sent = Asking.upstream(asked.request());
        assertEquals("fs_read", sent.path("tools").get(0).path("name").asText());
        assertEquals("fs_read", sent.path("tool_choice").path("name").asText());
        assertEquals("fs_read", sent.path("input").get(1).path("name").asText());
        var answer = answer(asked, new StreamEvent.Started("codex", "m", "r"), new StreamEvent.ToolCallStart(0, "c", "fs_read", ToolKind.FUNCTION),
                new StreamEvent.ToolCallArgs(0, "{}"), new StreamEvent.ToolCallEnd(0, "c", "fs_read", ToolKind.FUNCTION, Json.object(), "{}"),
                new StreamEvent.Finish(StreamEvent.FinishReason.TOOL_CALLS, ""));
        assertTrue(answer.contains("\"fs.read\"") && !answer.contains("fs_read"), answer);
    }

    @Test
    void anyJsonIsAskedForInWordsWhereNobodyDid() {
        var format = "'response_format':{'type':'json_object'}";
        var sent = upstream(USER, format);
        assertEquals(Asking.json("{'type':'json_object'}"), sent.path("text").path("format"));
        assertEquals("Answer in JSON.", sent.path("input").get(1).path("content").get(0).path("text").asText());
        assertEquals(1, upstream("{'role':'user','content':'as Json please'}", format).path("input").size());
        assertEquals(2, upstream("{'role':'system','content':'JSON!'}," + USER, format).path("input").size());
        assertFalse(upstream(USER, "'response_format':{'type':'text'}").has("text"));
    }

    @Test
    void aSchemaIsSentAsItIs() {
        var schema = "{'type':'object','properties':{'a':{'type':'string','x-own':[1,{}]}},'$defs':{}}";
        var sent = upstream(USER, "'response_format':{'type':'json_schema','json_schema':{'description':'d','schema':" + schema + "}}").path("text").path("format");
        assertEquals(Asking.json("{'type':'json_schema','name':'response','description':'d','strict':false,'schema':" + schema + "}"), sent);
        assertEquals(64, upstream(USER, "'response_format':{'type':'json_schema','json_schema':{'name':'" + "n".repeat(99) + "','schema':{}}}").path("text").path("format").path("name").asText().length());
    }

    @Test
    void whatCodexDoesNotTakeIsDroppedAndSaid() {
        var members = "'max_tokens':5,'temperature':0.5,'top_p':0.1,'top_k':3,'frequency_penalty':1,'seed':1,'metadata':{'a':'b'},'user':'me','store':true,'foo_bar':1,'nothing':null,'service_tier':'flex'";
        var asked = read("{'messages':[" + USER + "]," + members + "}");
        assertEquals(List.of("max_tokens", "temperature", "top_p", "top_k", "frequency_penalty", "seed", "metadata", "store", "foo_bar", "service_tier"), asked.dropped());
        var sent = Json.write(Asking.upstream(asked.request()));
        for (var name : List.of("max_tokens", "max_output_tokens", "temperature", "top_p", "top_k", "penalty", "seed", "metadata", "foo_bar", "\"user\":", "service_tier")) assertFalse(sent.contains(name), name);
    }

    @Test
    void otherBackendsAreSentIt() {
        var asked = read(Asking.of("{'messages':[" + USER + "],'max_completion_tokens':7,'max_tokens':5,'temperature':0.5,'top_p':0.1,'top_k':3,'seed':1,'service_tier':'flex'}").at("anthropic"));
        assertEquals(List.of("seed"), asked.dropped());
        assertEquals(new Request.Sampling(0.5, 0.1, 3), asked.request().output().sampling());
        assertEquals(7, asked.request().output().maxTokens());
        assertEquals("flex", asked.request().output().serviceTier());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'temperature':1 | ""
            'temperature':0 | temperature
            'top_p':1,'presence_penalty':0,'metadata':{},'n':1,'logprobs':false,'store':false,'modalities':['text'] | ""
            'seed':1 | seed
            'foo':1 | foo
            'foo':null | ""
            'max_tokens':5 | max_tokens
            'parallel_tool_calls':true,'user':'x','tool_choice':'auto','stop':['a'] | ""
            """)
    void aStrictClientIsToldWhatCannotBeSent(String members, String param) {
        var asking = Asking.of("{'messages':[" + USER + "]," + members + "}").header("x-sx-strict", "1");
        if (param.isEmpty()) {
            read(asking);
            return;
        }
        var refused = assertThrows(Refused.class, () -> read(asking));
        assertEquals("unsupported_parameter", refused.code());
        assertEquals(param, refused.param());
    }

    @Test
    void namesOfDroppedMembersCannotEndAHeader() {
        var body = body("[" + USER + "]");
        body.put("x\r\nSet-Cookie: a,b\u00fc", 1).put("y".repeat(500), 1);
        assertEquals(List.of("x__Set-Cookie:_a_b_", "y".repeat(64)), read(Asking.of(body)).dropped());
    }

    @Test
    void stopsAreLookedForHereOrDropped() {
        var text = "{'messages':[" + USER + "],'stop':['a','','b']}";
        assertEquals(List.of("a", "b"), read(text).stops());
        assertEquals(List.of("END"), read("{'messages':[" + USER + "],'stop':'END'}").stops());
        var without = read(Asking.of(text).withoutStops());
        assertEquals(List.of(), without.stops());
        assertEquals(List.of("stop"), without.dropped());
    }

    @Test
    void theEffortOfTheBodyCountsAndUltraIsTheHighest() {
        assertEquals(Effort.LOW, read("{'messages':[" + USER + "],'reasoning_effort':'low','reasoning':{'effort':'high'}}").request().thinking().effort());
        assertEquals(Effort.HIGH, read("{'messages':[" + USER + "],'reasoning':{'effort':'high'}}").request().thinking().effort());
        assertEquals(Effort.MAX, read("{'messages':[" + USER + "],'reasoning_effort':'ultra'}").request().thinking().effort());
        assertNull(read("{'messages':[" + USER + "]}").request().thinking().effort());
    }

    @Test
    void thinkingThatNobodySeesIsNotSummedUp() {
        assertEquals("auto", read("{'messages':[" + USER + "]}").request().thinking().summary());
        assertEquals("none", read(Asking.of("{'messages':[" + USER + "]}").exposure(Exposure.HIDDEN)).request().thinking().summary());
        assertEquals("none", read("{'messages':[" + USER + "],'reasoning':{'exclude':true,'summary':'detailed'}}").request().thinking().summary());
        assertEquals("detailed", read("{'messages':[" + USER + "],'reasoning':{'summary':'detailed'}}").request().thinking().summary());
        assertEquals("none", read(Asking.of("{'messages':[" + USER + "],'response_format':{'type':'json_object'}}").exposure(Exposure.THINK_TAGS)).request().thinking().summary());
    }

    @Test
    void toolsThatAProfileLeavesOutAreSaidAndAChoiceAmongThemMeansNothing() {
        var asked = read(Asking.of("{'messages':[" + USER + "]," + TOOLS + ",'tool_choice':{'type':'function','function':{'name':'f'}}}").tools(ToolSchemaMode.CODEX_DEFAULT));
        assertEquals(List.of("tools"), asked.dropped());
        assertEquals(new Request.Choice.Auto(), asked.request().tools().choice());
        assertTrue(asked.request().tools().offered().stream().noneMatch(tool -> tool.name().equals("f")));
    }

    @Test
    void theAnswerComesAsTheClientWantsIt() {
        var finish = new StreamEvent.Finish(StreamEvent.FinishReason.STOP, "");
        var started = new StreamEvent.Started("codex", "m", "r");
        assertTrue(answer(read("{'messages':[" + USER + "]}"), started, finish).contains("\"chat.completion\""));
        var stream = answer(read("{'messages':[" + USER + "],'stream':true,'stream_options':{'include_usage':true}}"), started, finish);
        assertTrue(stream.contains("\"chat.completion.chunk\"") && stream.contains("\"usage\":{") && stream.endsWith("data: [DONE]\n\n"), stream);
        assertFalse(answer(read("{'messages':[" + USER + "],'stream':true}"), started, finish).contains("\"usage\""));
    }

    @Test
    void refusalsAndHeartbeatsAreThoseOfOpenAi() {
        var chat = new Chat();
        assertEquals("{\"error\":{\"message\":\"n must be 1: one answer is given\",\"type\":\"invalid_request_error\",\"param\":\"n\",\"code\":\"invalid_value\"}}",
                new String(chat.error(refused("{'messages':[" + USER + "],'n':3}"), "id"), StandardCharsets.UTF_8));
        assertEquals(": keep-alive\n\n", new String(chat.heartbeat(new Fields()), StandardCharsets.UTF_8));
    }

    /// Whatever a client sends is read or refused, and what was read can be sent on.
    @Test
    void noRequestBreaksTheReader() {
        var random = new Random(7);
        var seeds = List.of(Asking.json("{'model':'m','stream':true,'stream_options':{'include_usage':true},'messages':[{'role':'system','content':'s'},{'role':'user','content':[{'type':'text','text':'a'},"
                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD','detail':'low'}},{'type':'file','file':{'filename':'a','file_data':'QUJD'}}]},"
                + "{'role':'assistant','content':'x','refusal':'n','tool_calls':[{'id':'a','type':'function','function':{'name':'f.g','arguments':'{}'}},{'id':'b','type':'custom','custom':{'name':'p','input':'i'}}]},"
                + "{'role':'tool','tool_call_id':'a','content':'r'},{'role':'tool','tool_call_id':'b','content':[{'type':'text','text':'r'}]},{'role':'assistant','function_call':{'name':'f','arguments':'{}'}},"
                + "{'role':'function','name':'f','content':'r'},{'role':'developer','content':'d'}],'tools':[{'type':'function','function':{'name':'f.g','description':'d','parameters':{'type':'object'},'strict':true}},"
                + "{'type':'custom','custom':{'name':'p','description':'d','format':{'type':'grammar','grammar':{'syntax':'lark','definition':'x'}}}},{'type':'web_search'}],"
                + "'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f.g'}}]}},'functions':[{'name':'h'}],'function_call':{'name':'h'},"
                + "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{},'strict':true}},'reasoning':{'effort':'low','summary':'auto','exclude':false},'verbosity':'low','text':{'verbosity':'low'},"
                + "'web_search_options':{'search_context_size':'low','user_location':{'approximate':{'country':'DE'}}},'stop':['a'],'n':1,'temperature':1,'max_tokens':5,'user':'u','metadata':{'user_id':'x'},"
                + "'codex_system_prompt':['a'],'cwd':'/x','logprobs':false,'modalities':['text'],'service_tier':'auto','parallel_tool_calls':true,'logit_bias':{},'store':false,'seed':1}"));
        var read = 0;
        for (var i = 0; i < 3000; i++) {
            var body = (ObjectNode) seeds.getFirst().deepCopy();
            for (var changes = 1 + random.nextInt(3); changes > 0; changes--) change(body, random);
            try {
                var asked = read(Asking.of(body).environment());
                asked.encoder().apply(new Stamp("1", Instant.EPOCH, "m"));
                Asking.upstream(asked.request());
                read++;
            } catch (Refused refused) {
                assertEquals(400, refused.status());
                assertTrue(refused.code() != null && refused.param() != null, refused::getMessage);
            } catch (RuntimeException broken) {
                throw new AssertionError("broken by " + Json.write(body), broken);
            }
        }
        assertTrue(read > 250 && read < 2750, "read " + read);
    }

    private static void change(JsonNode root, Random random) {
        var node = root;
        for (var depth = random.nextInt(6); depth > 0; depth--) {
            var children = new ArrayList<JsonNode>();
            node.forEach(child -> {
                if (child.isContainerNode() && !child.isEmpty()) children.add(child);
            });
            if (children.isEmpty()) break;
            node = children.get(random.nextInt(children.size()));
        }
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            var names = object.propertyStream().map(member -> member.getKey()).toList();
            var name = names.get(random.nextInt(names.size()));
            if (random.nextInt(5) == 0) object.remove(name);
            else object.set(name, value(random));
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            var index = random.nextInt(array.size());
            switch (random.nextInt(3)) {
                case 0 -> array.remove(index);
                case 1 -> array.add(array.get(index).deepCopy());
                default -> array.set(index, value(random));
            }
        }
    }

    private static JsonNode value(Random random) {
        var values = List.of("null", "7", "-1", "1e400", "99999999999999999999", "true", "''", "' '", "'auto'", "'text'", "'f.g'", "'data:,'", "'data:image/png;base64,='", "[]", "{}", "[[]]", "[null]",
                "{'type':'text'}", "{'name':'f'}", "'\\ud800'", "'\\u0000'");
        return Asking.json(values.get(random.nextInt(values.size())));
    }
}
