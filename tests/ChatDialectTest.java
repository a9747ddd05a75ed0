package scorpiox.provider.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.HttpReply;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.ModelInfo;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.model.Request;
import scorpiox.model.Request.Cache;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.provider.Turn;

class ChatDialectTest {
    private static final URI GATEWAY = URI.create("https://llm.example/v1");
    private static final URI OPENAI = URI.create("https://api.openai.com/v1");
    private static final URI OPENROUTER = URI.create("https://openrouter.ai/api/v1");
    private static final Part PICTURE = new Part.Image("image/png", "AAAA", null);
    private static final String USER_HI = "{'role':'user','content':'hi'}";

    @Test
    void theSmallestRequestHoldsNothingAServerMightNotKnow() throws IOException {
        assertEquals(json("{'model':'m','messages':[{'role':'system','content':'one\\n\\ntwo'},{'role':'user','content':'hi'}],'stream':true,'stream_options':{'include_usage':true}}"),
                body(GATEWAY, request(List.of("one", "two"), Message.user(new Part.Text("hi")))));
    }

    @Test
    void itGoesToThePathOfTheWireWithTheHeadersGiven() {
        var call = dialect(GATEWAY, Map.of("x-extra", "1")).encode(request(List.of()), ModelInfo.unknown("m"), new Turn(false));
        assertEquals(URI.create("https://llm.example/v1/chat/completions"), call.uri());
        assertEquals(Map.of("Content-Type", "application/json", "Accept", "text/event-stream", "User-Agent", "product/1", "x-extra", "1"), call.headers());
        assertEquals("POST", call.method());
    }

    @Test
    void membersStandInAFixedOrderAndOpenAiGetsWhatItKnows() {
        var body = body(OPENAI, full(new Request.Choice.Auto(), false));
        var names = new ArrayList<String>();
        body.fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("model", "messages", "tools", "tool_choice", "parallel_tool_calls", "stream", "stream_options", "max_completion_tokens", "reasoning_effort",
                "verbosity", "response_format", "service_tier", "prompt_cache_key", "store"), names);
        assertEquals("developer", body.path("messages").path(0).path("role").asText());
        assertEquals("{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}", Json.write(body.path("response_format")));
        assertEquals("high", body.path("reasoning_effort").asText());
        assertFalse(body.path("parallel_tool_calls").booleanValue());
        assertFalse(body.path("store").booleanValue());
    }

    @Test
    void equalRequestsAreEqualBytes() {
        var dialect = dialect(OPENROUTER, Map.of());
        var asked = full(new Request.Choice.Required(), true).model("anthropic/claude-x");
        assertArrayEquals(dialect.encode(asked, ModelInfo.unknown("m"), new Turn(false)).body(), dialect.encode(asked, ModelInfo.unknown("m"), new Turn(true)).body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "https://api.openai.com/v1 | m | max_completion_tokens reasoning_effort response_format prompt_cache_key store",
            "https://llm.example/v1 | m | max_tokens reasoning_effort response_format",
            "http://127.0.0.1:11434/v1 | m | max_tokens reasoning_effort response_format",
            "http://127.0.0.1:8080/v1 | m | max_tokens chat_template_kwargs response_format",
            "http://127.0.0.1:8000/v1 | m | max_tokens chat_template_kwargs response_format",
            "http://127.0.0.1:1234/v1 | m | max_tokens reasoning_effort response_format",
            "https://openrouter.ai/api/v1 | m | max_tokens reasoning response_format",
            "https://api.x.ai/v1 | m | max_tokens response_format",
            "https://api.z.ai/api/paas/v4 | m | max_tokens response_format",
            "https://api.deepseek.com/v1 | m | max_tokens reasoning_effort",
            "https://api.groq.com/openai/v1 | m | max_completion_tokens reasoning_effort response_format",
    })
    void everyServerGetsTheMembersItTakes(URI base, String model, String members) {
        var body = ChatRequest.body(full(new Request.Choice.Auto(), true), ModelInfo.unknown(model), "openai", Compat.of(base, !base.getScheme().equals("http")));
        var names = new ArrayList<String>();
        body.fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of("model", "messages", "tools", "tool_choice", "stream", "stream_options", "verbosity", "service_tier"));
        assertEquals(members, String.join(" ", names));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "reasoning_effort | HIGH | 0 | 'reasoning_effort':'high'", "reasoning_effort | NONE | 0 | 'reasoning_effort':'none'",
            "reasoning | LOW | 0 | 'reasoning':{'effort':'low'}", "reasoning | NONE | 0 | 'reasoning':{'enabled':false}", "reasoning | HIGH | 2000 | 'reasoning':{'max_tokens':2000}",
            "enable_thinking | LOW | 0 | 'enable_thinking':true", "enable_thinking | NONE | 0 | 'enable_thinking':false",
            "chat_template_kwargs | HIGH | 0 | 'chat_template_kwargs':{'enable_thinking':true,'reasoning_effort':'high'}",
            "chat_template_kwargs | NONE | 0 | 'chat_template_kwargs':{'enable_thinking':false}", "reasoning_effort | | 0 | ",
    })
    void anEffortIsWordedAsTheServerTakesIt(String param, Effort effort, int budget, String member) throws IOException {
        var asked = new Request("m", List.of(), List.of(), Request.Tools.NONE, new Request.Thinking(effort, "auto", budget), Request.Output.TEXT, null);
        var compat = Compat.of(GATEWAY, true).said("usageInStream=0;reasoningParam=" + param);
        assertEquals(json("{'model':'m','messages':[],'stream':true" + (member == null ? "" : "," + member) + "}"), ChatRequest.body(asked, ModelInfo.unknown("m"), "openai", compat));
        var thoughtless = new ModelInfo("m", true, new ModelInfo.Window(0, 0), true, true, new ModelInfo.Reasoning(ModelInfo.Style.NONE, List.of(), false), false, true, null);
        assertEquals(3, ChatRequest.body(asked, thoughtless, "openai", compat).size());
    }

    @Test
    void instructionsOfAModelThatDoesNotReasonAreTheSystems() {
        var model = new ModelInfo("gpt-4o", true, new ModelInfo.Window(0, 0), true, true, new ModelInfo.Reasoning(ModelInfo.Style.NONE, List.of(), false), false, true, null);
        var body = ChatRequest.body(request(List.of("s"), new Message(Role.DEVELOPER, List.of(new Part.Text("d")))), model, "openai", Compat.of(OPENAI, true));
        assertEquals("[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"system\",\"content\":\"d\"}]", Json.write(body.path("messages")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"AUTO | 'auto'", "NONE | 'none'", "REQUIRED | 'required'", "NAMED | {'type':'function','function':{'name':'bash'}}"})
    void theChoiceOfAToolHasItsWord(String choice, String wire) throws IOException {
        var asked = switch (choice) {
            case "AUTO" -> new Request.Choice.Auto();
            case "NONE" -> new Request.Choice.None();
            case "REQUIRED" -> new Request.Choice.Required();
            default -> new Request.Choice.Named("bash");
        };
        assertEquals(json(wire), body(GATEWAY, full(asked, true)).path("tool_choice"));
    }

    @Test
    void aTextToolIsAFunctionWithOneTextAndHostedOnesAreLeftOut() throws IOException {
        assertEquals(json("[{'type':'function','function':{'name':'bash','description':'runs','parameters':{'type':'object'}}},{'type':'function','function':{'name':'patch',"
                + "'description':'p\\n\\nThe input follows this Lark grammar:\\nstart: x','parameters':{'type':'object','properties':{'input':{'type':'string',"
                + "'description':'the whole input, as it is'}},'required':['input'],'additionalProperties':false}}}]"), body(GATEWAY, full(new Request.Choice.Auto(), true)).path("tools"));
        assertFalse(body(OPENAI, full(new Request.Choice.Auto(), true)).path("tools").path(0).path("function").path("strict").asBoolean(true));
    }

    @Test
    void withHostedToolsAloneThereAreNoTools() {
        var tools = new Request.Tools(List.of(new Tool.Hosted("web_search", Json.object())), new Request.Choice.Auto(), true);
        var body = body(GATEWAY, new Request("m", List.of(), List.of(), tools, Request.Thinking.UNSET, Request.Output.TEXT, null));
        assertFalse(body.has("tools") || body.has("tool_choice"));
    }

    @Test
    void aServerThatStreamsNoCallsIsAskedForWholeAnswersWhereToolsAreOffered() throws IOException {
        var dialect = new ChatDialect("openai", GATEWAY, Compat.of(GATEWAY, true).said("streamTools=0"), "product/1", Map.of(), InstantSource.fixed(Instant.EPOCH));
        var call = dialect.encode(full(new Request.Choice.Auto(), true), ModelInfo.unknown("m"), new Turn(false));
        var body = Json.read(call.body());
        assertFalse(body.path("stream").booleanValue());
        assertFalse(body.has("stream_options"));
        assertEquals("application/json", call.headers().get("Accept"));
        assertTrue(Json.read(dialect.encode(request(List.of()), ModelInfo.unknown("m"), new Turn(false)).body()).path("stream").booleanValue());
    }

    @Test
    void twoCallsAndTheirResultsOneOfThemAnErrorKeepTheirPlaces() throws IOException {
        messages(GATEWAY, "{'role':'user','content':'do'},{'role':'assistant','content':'I look','tool_calls':[{'id':'a','type':'function','function':{'name':'bash','arguments':'{^x^:1}'}},"
                        + "{'id':'b','type':'function','function':{'name':'patch','arguments':'{^input^:^*** x^}'}}]},{'role':'tool','tool_call_id':'a','content':'out'},"
                        + "{'role':'tool','tool_call_id':'b','content':'patch failed: no'},{'role':'user','content':'go on'}",
                Message.user(new Part.Text("do")),
                new Message(Role.ASSISTANT, List.of(new Part.Text("I look", Phase.COMMENTARY), new Part.ToolCall("a", "bash", ToolKind.FUNCTION, "{\"x\":1}"),
                        new Part.ToolCall("b", "patch", ToolKind.FREEFORM, "*** x"))),
                new Message(Role.TOOL, List.of(result("a", "bash", false, new Part.Text("out")), result("b", "patch", true, new Part.Text("patch failed: no")))),
                Message.user(new Part.Text("go on")));
    }

    @Test
    void picturesOfTheUserStandInPlace() throws IOException {
        messages(GATEWAY, "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}},{'type':'image_url','image_url':"
                        + "{'url':'data:image/gif;base64,BB','detail':'high'}},{'type':'text','text':'what?'},{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,CC'}}]}",
                Message.user(PICTURE, new Part.Image("image/gif", "BB", "original"), new Part.Text("what?"), new Part.File("a.pdf", "application/pdf", "CC")));
    }

    @Test
    void picturesOfResultsFollowTheLastResultOfTheTurn() throws IOException {
        var shown = "{'role':'tool','tool_call_id':'a','content':'see next message'},{'role':'tool','tool_call_id':'b','content':'a text\\n\\nsee next message'},"
                + "{'role':'tool','tool_call_id':'c','content':'plain'},{'role':'user','content':[{'type':'text','text':'The images of the tools^ results, in their order:'},"
                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}},{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}]}";
        var results = List.of(new Message(Role.TOOL, List.of(result("a", "view", false, PICTURE), result("b", "view", false, new Part.Text("a text"), PICTURE))),
                new Message(Role.TOOL, List.of(result("c", "bash", false, new Part.Text("plain")))));
        var wire = shown.replace("tools^ ", "tools\\u0027 ");
        messages(GATEWAY, wire, results.getFirst(), results.getLast());
        messages(GATEWAY, wire + "," + USER_HI, results.getFirst(), results.getLast(), Message.user(new Part.Text("hi")));
    }

    @Test
    void resultsAreNamedWhereTheServerWantsIt() {
        var asked = request(List.of(), new Message(Role.TOOL, List.of(result("a", "bash", false, new Part.Text("out")))));
        var body = ChatRequest.body(asked, ModelInfo.unknown("m"), "openai", Compat.of(GATEWAY, true).said("toolResultName=1"));
        assertEquals("[{\"role\":\"tool\",\"tool_call_id\":\"a\",\"name\":\"bash\",\"content\":\"out\"}]", Json.write(body.path("messages")));
    }

    @Test
    void theProgramsOwnMessagesSpeakWhereTheServerLetsThem() throws IOException {
        var note = new Message(Role.DEVELOPER, List.of(new Part.Text("note")));
        messages(OPENAI, "{'role':'developer','content':'note'}," + USER_HI + ",{'role':'developer','content':'note'}", note, Message.user(new Part.Text("hi")), note);
        messages(GATEWAY, "{'role':'system','content':'note\\n\\nnote'}," + USER_HI + ",{'role':'user','content':'note'}", note, note, Message.user(new Part.Text("hi")), note);
    }

    @Test
    void whatAnotherProviderLeftIsNotSent() throws IOException {
        var foreign = new Opaque("codex", "gpt-5.3-codex", "reasoning", Json.object().put("type", "reasoning").put("encrypted_content", "gAAA"));
        var details = Json.array().add(Json.object().put("type", "reasoning.text").put("text", "t"));
        messages(GATEWAY, USER_HI + ",{'role':'assistant','content':'a\\n\\nb\\n\\nno'}",
                Message.user(new Part.Text("hi")),
                new Message(Role.ASSISTANT, List.of(new Part.Reasoning("shown", foreign), new Part.Text("a", Phase.COMMENTARY, foreign), new Part.Text("b", Phase.FINAL), new Part.Refusal("no"),
                        new Part.Hosted(foreign), new Part.Reasoning("", new Opaque("openai", "another", "reasoning_details", details)),
                        new Part.Reasoning("", new Opaque("router", "m", "reasoning_details", details)))),
                new Message(Role.ASSISTANT, List.of(new Part.Reasoning("only thinking", null))));
    }

    @Test
    void detailsOfThinkingGoBackToTheirMakerAndPlainThinkingNever() throws IOException {
        var details = Json.array().add(Json.object().put("type", "reasoning.text").put("text", "t").put("signature", "s"));
        messages(OPENROUTER, "{'role':'assistant','content':null,'reasoning_details':[{'type':'reasoning.text','text':'t','signature':'s'}],'tool_calls':[{'id':'a','type':'function',"
                        + "'function':{'name':'f','arguments':'{}'}}]}",
                new Message(Role.ASSISTANT, List.of(new Part.Reasoning("t", new Opaque("openai", "m", "reasoning_details", details)), new Part.ToolCall("a", "f", ToolKind.FUNCTION, ""))));
        messages(URI.create("https://api.deepseek.com/v1"), "{'role':'assistant','content':'a'}",
                new Message(Role.ASSISTANT, List.of(new Part.Reasoning("thinking", null), new Part.Text("a"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{broken | {^input^:^{broken^}", "[1] | {^input^:^[1]^}", "'' | {}", "{^x^:1} | {^x^:1}"})
    void argumentsInTheHistoryAreAlwaysAnObject(String raw, String sent) {
        var asked = request(List.of(), new Message(Role.ASSISTANT, List.of(new Part.ToolCall("a", "f", ToolKind.FUNCTION, raw.replace('^', '"')))));
        assertEquals(sent.replace('^', '"'), body(GATEWAY, asked).path("messages").path(0).path("tool_calls").path(0).path("function").path("arguments").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"anthropic/claude-x | AUTO | false | {'type':'ephemeral'}", "anthropic/claude-x | AUTO | true | {'type':'ephemeral','ttl':'1h'}",
            "anthropic/claude-x | OFF | true | ", "openai/gpt-5.1 | AUTO | false | "})
    void claudeBehindAGatewayIsToldWhatToCache(String model, Cache.Mode mode, boolean longLived, String mark) throws IOException {
        var asked = new Request(model, List.of("s"), List.of(Message.user(new Part.Text("one")), new Message(Role.ASSISTANT, List.of(new Part.Text("two"))),
                Message.user(PICTURE, new Part.Text("three")), new Message(Role.ASSISTANT, List.of(new Part.ToolCall("a", "f", ToolKind.FUNCTION, "{}"))),
                new Message(Role.TOOL, List.of(result("a", "f", false, new Part.Text("out"))))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT,
                new Cache(mode, longLived), null);
        var messages = body(OPENROUTER, asked).path("messages");
        assertEquals(mark == null ? json("'s'") : json("[{'type':'text','text':'s','cache_control':" + mark + "}]"), messages.path(0).path("content"));
        assertEquals("one", messages.path(1).path("content").asText());
        assertEquals(mark == null ? json("[]").path(0) : json(mark), messages.path(3).path("content").path(1).path("cache_control"));
        assertEquals("out", messages.path(5).path("content").asText(), "a result takes no mark");
    }

    @Test
    void whereASchemaIsNotTakenItIsToldInWords() {
        var body = body(URI.create("https://api.deepseek.com/v1"), full(new Request.Choice.Auto(), true));
        assertFalse(body.has("response_format"));
        assertTrue(body.path("messages").path(0).path("content").asText().contains("{\"type\":\"object\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "https://llm.example/v1 | Unrecognized request argument: stream_options | usageInStream=0",
            "https://llm.example/v1 | Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead. | maxTokensField=max_completion_tokens",
            "https://api.openai.com/v1 | body.max_completion_tokens: extra fields not permitted | maxTokensField=max_tokens",
            "https://llm.example/v1 | unknown field \"reasoning_effort\" | sendReasoningEffort=0",
            "https://openrouter.ai/api/v1 | reasoning is not supported | sendReasoningEffort=0",
            "https://api.openai.com/v1 | parallel_tool_calls is not allowed | sendParallelCalls=0",
            "https://api.openai.com/v1 | Unexpected role: developer | developerRole=0",
            "https://api.openai.com/v1 | unknown field store | sendStore=0",
            "https://llm.example/v1 | verbosity: unexpected | sendVerbosity=0",
            "https://llm.example/v1 | service_tier: unexpected | sendTier=0",
            "https://api.openai.com/v1 | prompt_cache_key? | sendCacheKey=0",
            "https://llm.example/v1 | This response_format type is unavailable now | sendSchema=0",
            "https://api.openai.com/v1 | tools[0].function.strict is unknown | strictTools=0",
            "https://llm.example/v1 | the prompt is bad | ",
            "https://llm.example/v1 | nothing was restored | ",
            "https://llm.example/v1 | unknown field store | ",
            "https://llm.example/v1 | max_tokens is too large: 5000 | ",
    })
    void whatAServerRefusesByNameIsLeftOutOnce(URI base, String said, String setting) {
        var dialect = dialect(base, Map.of());
        var asked = full(new Request.Choice.Auto(), false);
        var simpler = dialect.simpler(Failure.of(Kind.BAD_REQUEST, "HTTP 400: " + said).from(400, null), asked);
        assertEquals(setting != null, simpler.isPresent());
        if (setting == null) return;
        var other = (ChatDialect) simpler.get().dialect();
        assertEquals(dialect.compat().said(setting), other.compat());
        assertTrue(simpler.get().notice().text().contains("OPENAI_COMPAT=" + setting), simpler.get().notice().text());
        assertFalse(Json.write(ChatRequest.body(asked, ModelInfo.unknown("m"), "openai", other.compat())).equals(Json.write(ChatRequest.body(asked, ModelInfo.unknown("m"), "openai", dialect.compat()))));
    }

    @Test
    void whatWasNotSentCannotBeLeftOut() {
        assertTrue(dialect(GATEWAY, Map.of()).simpler(Failure.of(Kind.BAD_REQUEST, "verbosity, max_tokens and reasoning_effort are bad"), request(List.of())).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "404 | {'error':{'message':'model \\'x\\' not found, try pulling it first','type':'api_error'}} | MODEL_NOT_FOUND | ollama pull",
            "404 | {'error':{'message':'The model `x` does not exist','code':'model_not_found'}} | MODEL_NOT_FOUND | --model",
            "404 | {'detail':'Not Found'} | BAD_REQUEST | https://llm.example/v1",
            "403 | {'error':{'message':'no'}} | PERMISSION | not allowed",
            "402 | {'error':{'message':'Insufficient credits','code':402}} | BILLING | ",
            "400 | {'error':'bad'} | BAD_REQUEST | ",
    })
    void aRefusalSaysWhatToDoWhereThatIsKnown(int status, String body, Kind kind, String hint) {
        var text = body.replace("\\'", "^").replace('\'', '"').replace("^", "'");
        var failure = dialect(GATEWAY, Map.of()).failure(new HttpReply(status, Map.of(), InputStream.nullInputStream()), text.getBytes(StandardCharsets.UTF_8));
        assertEquals(kind, failure.kind());
        if (hint == null) assertNull(failure.hint());
        else assertTrue(failure.hint().contains(hint), failure.hint());
    }

    @Test
    void modelsAreListedWithWhatTheServerSaysOfThem() throws IOException {
        var dialect = dialect(GATEWAY, Map.of("x-extra", "1"));
        var call = dialect.listing().orElseThrow();
        assertEquals("GET", call.method());
        assertEquals(URI.create("https://llm.example/v1/models"), call.uri());
        assertEquals("1", call.headers().get("x-extra"));
        var models = dialect.listed(json("{'object':'list','data':[{'id':'a','max_model_len':4096},{'id':'b','context_length':100,'top_provider':{'max_completion_tokens':10},"
                + "'architecture':{'input_modalities':['text']},'supported_parameters':['stop']},{'id':'c','meta':{'n_ctx_train':77}},{'id':''},{},7]}"), ModelInfo::unknown);
        assertEquals(List.of("a 4096 0 true true", "b 100 10 false false", "c 77 0 true true"), models.stream().map(model -> model.id() + " " + model.window().context() + " "
                + model.window().output() + " " + model.vision() + " " + model.tools()).toList());
        var known = new ModelInfo("a", true, new ModelInfo.Window(9, 9), true, true, new ModelInfo.Reasoning(ModelInfo.Style.EFFORT, List.of(), false), false, true, null);
        assertEquals(List.of(known), dialect.listed(json("{'data':[{'id':'a','context_length':1}]}"), _ -> known));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'data':null}", "[]", "{'models':[{'name':'x'}]}"})
    void aListOfAnotherShapeHoldsNoModels(String answer) throws IOException {
        assertTrue(dialect(GATEWAY, Map.of()).listed(json(answer), ModelInfo::unknown).isEmpty());
    }

    private static void messages(URI base, String wire, Message... messages) throws IOException {
        assertEquals(json("[" + wire + "]"), body(base, request(List.of(), messages)).path("messages"));
    }

    private static Part.ToolResult result(String id, String name, boolean error, Part... content) {
        return new Part.ToolResult(id, name, ToolKind.FUNCTION, List.of(content), error);
    }

    private static Request request(List<String> system, Message... messages) {
        return new Request("m", system, List.of(messages), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
    }

    private static Request full(Request.Choice choice, boolean parallel) {
        var tools = List.<Tool>of(new Tool.Function("bash", "runs", Json.object().put("type", "object")), new Tool.Freeform("patch", "p", "start: x"), new Tool.Hosted("web_search", Json.object()));
        return new Request("m", List.of("s"), List.of(Message.user(new Part.Text("hi"))), new Request.Tools(tools, choice, parallel), new Request.Thinking(Effort.HIGH, "auto"),
                new Request.Output(100, "low", "priority", Json.object().put("type", "object")), "conv-1");
    }

    private static JsonNode body(URI base, Request request) {
        return ChatRequest.body(request, ModelInfo.unknown(request.model()), "openai", Compat.of(base, true));
    }

    private static ChatDialect dialect(URI base, Map<String, String> headers) {
        return new ChatDialect("openai", base, Compat.of(base, true), "product/1", headers, InstantSource.fixed(Instant.EPOCH));
    }

    /// `'` stands for a quote and `^` for one within a text.
    private static JsonNode json(String text) throws IOException {
        return Json.read(text.replace("^", "\\\"").replace('\'', '"'));
    }
}
