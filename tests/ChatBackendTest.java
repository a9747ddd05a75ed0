package scorpiox.simulator.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.Wired;
import scorpiox.simulator.Wired.Reply;
import scorpiox.simulator.model.Scenario;

class ChatBackendTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String LS = "'tools':[{'type':'function','function':{'name':'ls','parameters':{'type':'object'}}}]";
    private static final String USER = "{'role':'user','content':'list the files here'}";
    private static final String CALL = "{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'ls','arguments':'{}'}}]}";
    private static final String TOOL = "{'role':'tool','tool_call_id':'c','content':'x'}";

    private Wired wired = new Wired();

    @AfterEach
    void close() {
        wired.close();
    }

    private void use(Wired other) {
        wired.close();
        wired = other;
    }

    private static ObjectNode read(String json) throws IOException {
        return (ObjectNode) Json.read(json.replace('\'', '"'));
    }

    private static ObjectNode body(String text) {
        var body = Json.object().put("model", "any-model").put("stream", true);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }

    private Reply ask(JsonNode body) throws IOException {
        return wired.send("POST", PATH, Json.write(body));
    }

    private static String joined(Reply reply, String member) throws IOException {
        var text = new StringBuilder();
        for (var chunk : reply.events()) text.append(chunk.path("choices").path(0).path("delta").path(member).asText("").replace("null", ""));
        return text.toString();
    }

    private static String finish(Reply reply) throws IOException {
        for (var chunk : reply.events()) if (chunk.path("choices").path(0).path("finish_reason").isTextual()) return chunk.path("choices").path(0).path("finish_reason").asText();
        return "none";
    }

    @Test
    void anAnswerIsAStreamOfChunksAndDone() throws IOException {
        var reply = ask(body("hello é"));
        assertTrue(joined(reply, "content").startsWith("You said: hello é\n"));
        assertEquals("assistant", reply.events().getFirst().path("choices").path(0).path("delta").path("role").asText());
        assertEquals("stop", finish(reply));
        assertEquals("[DONE]", reply.events().getLast().asText());
        assertFalse(reply.body().contains("usage"), "nobody asked for it");
        assertFalse(reply.body().contains("event: "));
    }

    @Test
    void usageComesInAChunkOfItsOwnWhenAskedFor() throws IOException {
        var body = body("x".repeat(8_000));
        body.putObject("stream_options").put("include_usage", true);
        var chunk = ask(body).events().get(ask(body).events().size() - 2);
        assertEquals(0, chunk.path("choices").size());
        var usage = chunk.path("usage");
        assertEquals(usage.path("total_tokens").asInt(), usage.path("prompt_tokens").asInt() + usage.path("completion_tokens").asInt());
        var again = ask(body).events();
        var cached = again.get(again.size() - 2).path("usage").path("prompt_tokens_details").path("cached_tokens").asInt();
        assertTrue(cached >= 1_024 && cached % 128 == 0, "cached " + cached);
    }

    @Test
    void withoutAStreamTheCompletionIsOneValue() throws IOException {
        var whole = ask(body("hello").put("stream", false)).json();
        assertEquals("chat.completion", whole.path("object").asText());
        assertTrue(whole.path("choices").path(0).path("message").path("content").asText().startsWith("You said: hello"));
        assertEquals("stop", whole.path("choices").path(0).path("finish_reason").asText());
        assertTrue(whole.path("usage").path("completion_tokens").asInt() > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'reasoning_effort':'low'}", "{'reasoning':{'effort':'high'}}", "{'enable_thinking':true}", "{'chat_template_kwargs':{'enable_thinking':true}}"})
    void itThinksAloudWhenAskedToInOneOfTheWaysServersHave(String wish) throws IOException {
        var body = body("hello");
        body.setAll(read(wish));
        assertTrue(joined(ask(body), "reasoning_content").startsWith("**Counting**"));
        assertEquals("", joined(ask(body("hello")), "reasoning_content"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{}                             | 400 you must provide a model parameter",
            "{M}                            | 400 Missing required parameter: 'messages'.",
            "{M,'messages':[]}              | 400 Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
            "{M,'messages':[U]}             | 200",
            "{M,'messages':[{'role':'model','content':'x'}]} | 400 Invalid value: 'model'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.",
            "{M,'messages':[{'role':'user','content':null}]} | 400 Invalid value for 'content': expected a string, got null.",
            "{M,'messages':[{'role':'user','content':[{'type':'input_text','text':'x'}]}]} | 400 Invalid value: 'input_text'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', and 'file'.",
            "{M,'messages':[U,C,T]}         | 200",
            "{M,'messages':[U,T]}           | 400 Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
            "{M,'messages':[U,C]}           | 400 An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: c",
            "{M,'messages':[U,C,U]}         | 400 An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: c",
            "{M,'messages':[U,C,T,T]}       | 400 Invalid parameter: 'tool_call_id' of 'c' not found in 'tool_calls' of previous message.",
            "{M,'messages':[U,C,{'role':'tool','tool_call_id':'c','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AA=='}}]}]} | 400 Invalid 'messages[2]'. Image URLs are only allowed for messages with role 'user', but this message with role 'tool' contains an image URL.",
            "{M,'messages':[U],'stream_options':{}}  | 400 The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "{M,'messages':[U],'tool_choice':'auto'} | 400 'tool_choice' is only allowed when 'tools' are specified.",
            "{M,'messages':[U],'tools':[]}  | 400 [] is too short - 'tools'",
            "{M,'messages':[U],'tools':[{'type':'function','name':'f'}]} | 400 Missing required parameter: 'tools[0].function'.",
            "{M,'messages':[U],'tools':[{'type':'function','function':{'name':'a b'}}]} | 400 Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
            "{M,'messages':[U],'max_tokens':1,'max_completion_tokens':1} | 400 Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
            "{M,'messages':[U],'reasoning_effort':'ultra'} | 400 Invalid value: 'ultra'. Supported values are: 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' and 'max'.",
            "{M,'messages':[U],'response_format':{'type':'json'}} | 400 Invalid value: 'json'. Supported values are: 'json_object', 'json_schema', and 'text'.",
            "{M,'messages':[U],'response_format':{'type':'json_object'}} | 400 'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
            "{M,'messages':[U],'response_format':{'type':'json_schema','json_schema':{'schema':{}}}} | 400 Missing required parameter: 'response_format.json_schema.name'.",
            "{M,'messages':[U],'response_format':{'type':'json_schema','json_schema':{'name':'n','strict':true,'schema':{'type':'object'}}}} | 400 Invalid schema for response_format 'n': In context=(), 'additionalProperties' is required to be supplied and to be false.",
    })
    void aBodyIsRefusedInTheWordsOfTheApi(String json, String answer) throws IOException {
        var items = json.replace("{M", "{'model':'m'").replaceAll("(?<=[\\[,])U(?=[,\\]])", USER).replaceAll("(?<=[\\[,])C(?=[,\\]])", CALL).replaceAll("(?<=[\\[,])T(?=[,\\]])", TOOL);
        var reply = ask(read(items));
        assertEquals(answer, reply.status() == 200 ? "200" : reply.status() + " " + reply.json().path("error").path("message").asText());
    }

    @Test
    void theToolLoopTakesTwoRequests() throws IOException {
        var body = read("{'model':'m','stream':true,'messages':[" + USER + "]," + LS + "}");
        var reply = ask(body);
        assertEquals("tool_calls", finish(reply));
        var call = reply.events().get(1).path("choices").path(0).path("delta").path("tool_calls").path(0);
        assertEquals("ls", call.path("function").path("name").asText());
        body.withArray("messages").add(read(CALL.replace("'c'", "'" + call.path("id").asText() + "'")));
        body.withArray("messages").add(read(TOOL.replace("'c'", "'" + call.path("id").asText() + "'")));
        assertTrue(joined(ask(body), "content").startsWith("Here is what is here:\n\n```\nx\n```"));
        assertFalse(ask(body).body().contains(call.path("id").asText()), "ids are not used twice in a conversation");
    }

    @Test
    void callsInParallelHaveTheirIndex() throws IOException {
        use(Wired.scripted("[{\"answer\":{\"parts\":[{\"call\":\"f\",\"arguments\":{\"a\":1}},{\"custom\":\"p\",\"input\":\"i\"},{\"refusal\":\"no\"},{\"search\":\"q\"},{\"repeat\":\"x \",\"times\":2}]}}]"));
        var message = ask(body("hi").put("stream", false)).json().path("choices").path(0).path("message");
        assertEquals("{\"a\":1}", message.path("tool_calls").path(0).path("function").path("arguments").asText());
        assertEquals("i", message.path("tool_calls").path(1).path("custom").path("input").asText());
        assertEquals("no", message.path("refusal").asText());
        assertEquals("x x ", message.path("content").asText());
        var streamed = ask(body("hi"));
        assertTrue(streamed.body().contains("{\"index\":1,\"id\":"));
        assertEquals("x x ", joined(streamed, "content"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'type':'json_schema','json_schema':{'name':'n','strict':true,'schema':{'type':'object','properties':{'n':{'type':'integer'}},'required':['n'],'additionalProperties':false}}} | {\"n\":1}",
            "{'type':'json_object'} | {\"answer\":\"json hi\"}"})
    void anAnswerFitsTheSchemaThatIsAskedFor(String format, String answer) throws IOException {
        var body = body("say json hi");
        body.set("response_format", read(format));
        assertEquals(answer, joined(ask(body), "content"));
    }

    @Test
    void itSeesImagesInMessagesAndBehindResults() throws IOException {
        var image = "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64," + Wired.RED + "'}},{'type':'text','text':'Which color?'}]}";
        assertEquals("red", joined(ask(read("{'model':'m','stream':true,'messages':[" + image + "]}")), "content"));
        var question = USER.replace("list the files here", "Which color?");
        assertEquals("red", joined(ask(read("{'model':'m','stream':true,'messages':[" + question + "," + CALL + "," + TOOL + "," + image.replace("Which color?", "from the tool") + "]," + LS + "}")), "content"));
    }

    @ParameterizedTest
    @CsvSource({"401, 401, invalid_api_key", "403, 403, permission_denied", "404, 404, model_not_found", "429:7, 429, rate_limit_exceeded", "quota, 429, insufficient_quota",
            "500, 500, server_error", "503, 503, overloaded", "context-length, 400, context_length_exceeded", "html, 403, <html>", "json, 200, '\"chat.completion\"'",
            "chat:500, 500, server_error", "router:500, 200, [DONE]", "overloaded, 200, overloaded", "overloaded-late, 200, Partial", "rate-limit, 200, rate_limit_exceeded",
            "error-event, 200, 'event: error'", "invalid-prompt, 200, content_filter", "incomplete, 200, '\"length\"'", "empty, 200, [DONE]", "malformed, 200, '{\"ind\n'",
            "huge:1000, 200, xxxxxxxxx", "crlf, 200, '}\r\n\r\n'", "drip:1, 200, [DONE]", "pieces:1, 200, [DONE]"})
    void faultsComeInTheFormOfTheApi(String fault, int status, String part) throws IOException {
        use(new Wired(fault));
        var reply = ask(body("hi"));
        assertEquals(status, reply.status());
        assertTrue(reply.body().contains(part), reply.body());
        if (fault.equals("429:7")) assertEquals("7", reply.header("Retry-After"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-end", "cut:3", "overloaded-late"})
    void aBrokenStreamIsNotDone(String fault) throws IOException {
        use(new Wired(fault));
        var reply = ask(body("hi"));
        assertFalse(reply.body().contains("[DONE]"));
        assertEquals("none", finish(reply));
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions", "/chat/completions", "/router/v1/chat/completions", "/some/base/chat/completions"})
    void itIsThereBelowAnyBase(String path) throws IOException {
        assertEquals(200, wired.send("POST", path, Json.write(body("hi"))).status());
        assertEquals(405, wired.send("GET", path, "").status());
    }

    @Test
    void theRouterHasAWireOfItsOwn() throws IOException {
        use(new Wired("router:500"));
        assertEquals(500, wired.send("POST", "/router/v1/chat/completions", Json.write(body("hi"))).status());
        assertEquals(200, ask(body("hi")).status());
    }

    @ParameterizedTest
    @CsvSource({"X-Nothing: x, 401", "Authorization: Bearer wrong, 401", "Authorization: Bearer right, 200", "Authorization: Basic right, 401"})
    void aKeyIsNeededWhereOneIsListed(String header, int status) throws IOException {
        use(new Wired(new Simulator.Setup(0, Set.of("right"), Set.of("any-model"), Scenario.empty(), List.of(), Optional.empty(), Optional.empty())));
        assertEquals(status, wired.send("POST", PATH, Json.write(body("hi")), header).status());
        assertEquals(status, wired.send("GET", "/v1/models", "", header).status());
    }

    @Test
    void onlyTheModelsThereAreAnswer() throws IOException {
        use(new Wired(new Simulator.Setup(0, Set.of(), Set.of("mine"), Scenario.empty(), List.of(), Optional.empty(), Optional.empty())));
        assertEquals("model_not_found", ask(body("hi")).json().path("error").path("code").asText());
        assertEquals("mine", wired.send("GET", "/v1/models", "").json().path("data").path(0).path("id").asText());
    }
}
