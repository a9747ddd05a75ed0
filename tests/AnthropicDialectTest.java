package scorpiox.provider.anthropic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.HttpReply;
import scorpiox.model.Answer;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.ModelInfo.Style;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.RateLimit;
import scorpiox.model.Request;
import scorpiox.model.Request.Choice;
import scorpiox.model.StreamEvent;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.provider.Turn;
import scorpiox.sse.SseEvent;

class AnthropicDialectTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Request.Cache UNCACHED = new Request.Cache(Request.Cache.Mode.OFF, false);
    private static final Tool LOOK = new Tool.Function("look", "Looks.", object("{'type':'object','properties':{'at':{'type':'string'}}}"));
    private static final Tool ADD = new Tool.Function("add", "", object("{'properties':{}}"));
    private static final Part PICTURE = new Part.Image("image/png", "UE5H", null);
    private static final String IMAGE = "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'UE5H'}}";

    @Test
    void aTextIsAskedForWithTheVersionOfTheWireAndNoMoreThanNeeded() {
        var call = dialect().encode(request(Message.user(new Part.Text("hi"))), info(Style.ADAPTIVE), new Turn(false));
        assertEquals("https://a.example/v1/messages", call.uri().toString());
        assertEquals("POST", call.method());
        assertEquals(Map.of("Content-Type", "application/json", "Accept", "text/event-stream", "User-Agent", "product/1", "anthropic-version", "2023-06-01"), call.headers());
        assertEquals("{'model':'m','max_tokens':32000,'system':[{'type':'text','text':'Be brief.'}],'messages':[{'role':'user','content':[{'type':'text','text':'hi'}]}],'stream':true}",
                text(call.body()));
    }

    @ParameterizedTest
    @CsvSource({"https://a.example, https://a.example", "https://a.example/, https://a.example", "https://a.example/v1, https://a.example", "https://a.example/v1//, https://a.example",
            "http://127.0.0.1:8080/anthropic, http://127.0.0.1:8080/anthropic"})
    void theBaseIsTakenAsPeopleWriteIt(String written, String base) {
        assertEquals(base, AnthropicDialect.base(written));
    }

    @Test
    void twoCallsAndTheirResultsStandInOneMessageBeforeAnyText() {
        var calls = new Message(Message.Role.ASSISTANT, List.of(new Part.Text("I look."), new Part.ToolCall("toolu_1", "look", ToolKind.FUNCTION, "{\"at\": \"a\"}"),
                new Part.ToolCall("call:2/é", "add", ToolKind.FUNCTION, "")));
        var one = new Message(Message.Role.TOOL, List.of(new Part.ToolResult("toolu_1", "look", ToolKind.FUNCTION, List.of(new Part.Text("seen"), PICTURE), false)));
        var two = new Message(Message.Role.TOOL, List.of(new Part.ToolResult("call:2/é", "add", ToolKind.FUNCTION, List.of(new Part.Text("no such thing"), PICTURE), true)));
        var body = body(with(request(Message.user(new Part.Text("look")), calls, Message.user(new Part.Text("and?")), one, two), List.of(LOOK, ADD), new Choice.Auto(), true));
        var id = body.at("/messages/1/content/2/id").asText();
        assertTrue(id.matches("call_2___[0-9a-f]+"), id);
        assertEquals("[{'name':'add','input_schema':{'type':'object','properties':{}}},"
                + "{'name':'look','description':'Looks.','input_schema':{'type':'object','properties':{'at':{'type':'string'}}}}]", text(body.path("tools")));
        assertEquals(("[{'role':'user','content':[{'type':'text','text':'look'}]},"
                + "{'role':'assistant','content':[{'type':'text','text':'I look.'},{'type':'tool_use','id':'toolu_1','name':'look','input':{'at':'a'}},"
                + "{'type':'tool_use','id':'ID','name':'add','input':{}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1','content':[{'type':'text','text':'seen'}," + IMAGE + "]},"
                + "{'type':'tool_result','tool_use_id':'ID','content':'no such thing','is_error':true},{'type':'text','text':'and?'}]}]").replace("ID", id), text(body.path("messages")));
    }

    @Test
    void idsThatDifferStayDifferent() {
        assertEquals("toolu_01-A", WireNames.id("toolu_01-A"));
        assertFalse(WireNames.id("a:1").equals(WireNames.id("a/1")));
        assertTrue(WireNames.id("").matches("[a-zA-Z0-9_-]+"));
    }

    @Test
    void picturesAndDocumentsOfTheUserAreBlocks() {
        var note = new Part.File("n.txt", "text/plain", Base64.getEncoder().encodeToString("größe".getBytes(StandardCharsets.UTF_8)));
        var body = body(request(Message.user(PICTURE, new Part.File("a.pdf", "application/pdf", "UERG"), note, new Part.File("x.zip", "application/zip", "eA=="), new Part.Image("image/tiff", "eA==", null))));
        assertEquals("[" + IMAGE + ",{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'UERG'},'title':'a.pdf'},"
                + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'größe'},'title':'n.txt'},"
                + "{'type':'text','text':'[file x.zip omitted: application/zip is not taken]'},{'type':'text','text':'[image omitted: image/tiff is not taken]'}]", text(body.at("/messages/0/content")));
    }

    @Test
    void emptyTextIsLeftOutNeighboursAreMergedAndTheProgramsWordsAreMarked() {
        var body = body(request(Message.user(new Part.Text("")), Message.user(new Part.Text("a")), new Message(Message.Role.DEVELOPER, List.of(new Part.Text("mind this"), new Part.Text(" "))),
                new Message(Message.Role.ASSISTANT, List.of(new Part.Text("\n\n"))), Message.user(new Part.Text("b")), new Message(Message.Role.ASSISTANT, List.of(new Part.Refusal("No.")))));
        assertEquals("[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'[note from the program, not from the user]\\nmind this'},{'type':'text','text':'b'}]},"
                + "{'role':'assistant','content':[{'type':'text','text':'No.'}]}]", text(body.path("messages")));
    }

    @Test
    void signedThinkingGoesBackUnchangedToItsMakerOnly() {
        var mine = object("{'type':'thinking','thinking':'hm','signature':'c2ln','extra':1}");
        var hidden = object("{'type':'redacted_thinking','data':'eA=='}");
        var hosted = object("{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{}}");
        var message = new Message(Message.Role.ASSISTANT, List.of(reasoning("anthropic", "m", mine), reasoning("anthropic", "m", hidden), new Part.Hosted(new Opaque("anthropic", "m", "x", hosted)),
                reasoning("anthropic", "other", mine), reasoning("claude-code", "m", mine), new Part.Reasoning("unsigned", null), new Part.Hosted(new Opaque("codex", "m", "x", mine)),
                new Part.Text("so")));
        assertEquals("[" + text(mine) + "," + text(hidden) + "," + text(hosted) + ",{'type':'text','text':'so'}]", text(body(request(Message.user(new Part.Text("q")), message)).at("/messages/1/content")));
        assertEquals("{'type':'thinking','thinking':'hm','signature':'c2ln','extra':1}", text(mine));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"auto | true | {'type':'auto'}", "auto | false | {'type':'auto','disable_parallel_tool_use':true}", "none | false | {'type':'none'}",
            "required | true | {'type':'any'}", "required | false | {'type':'any','disable_parallel_tool_use':true}", "look | true | {'type':'tool','name':'look'}"})
    void everyChoiceOfAToolHasItsWord(String choice, boolean parallel, String wire) {
        var body = body(with(request(Message.user(new Part.Text("q"))), List.of(LOOK), choice(choice), parallel));
        assertEquals(wire, text(body.path("tool_choice")));
        assertEquals(1, body.path("system").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"required", "look"})
    void aModelThatCannotBeForcedIsAskedAndTheUserIsTold(String choice) {
        var request = with(request(Message.user(new Part.Text("q"))), List.of(LOOK), choice(choice), true);
        var body = read(dialect().encode(request, info(Style.ADAPTIVE_BETWEEN_TOOLS), new Turn(false)).body());
        assertEquals("{'type':'auto'}", text(body.path("tool_choice")));
        assertTrue(body.at("/system/1/text").asText().contains(choice.equals("look") ? "the tool look" : "one of the tools"), text(body));
        var events = new ArrayList<StreamEvent>();
        dialect(Style.ADAPTIVE_BETWEEN_TOOLS).decoder(request).event(new SseEvent("message_start", "{\"type\":\"message_start\",\"message\":{}}", ""), events::add);
        assertEquals("tool_choice_dropped", ((StreamEvent.Notice) events.getFirst()).code());
        events.clear();
        dialect(Style.ADAPTIVE).decoder(request).event(new SseEvent("message_start", "{\"type\":\"message_start\",\"message\":{}}", ""), events::add);
        assertTrue(events.getFirst() instanceof StreamEvent.Started);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "BUDGET | - | - | - | 32000", "BUDGET | none | - | - | 32000", "BUDGET | minimal | {'type':'enabled','budget_tokens':2048} | - | 32000",
            "BUDGET | low | {'type':'enabled','budget_tokens':2048} | - | 32000", "BUDGET | medium | {'type':'enabled','budget_tokens':8192} | - | 32000",
            "BUDGET | high | {'type':'enabled','budget_tokens':16384} | - | 32000", "BUDGET | xhigh | {'type':'enabled','budget_tokens':32000} | - | 40192",
            "BUDGET | max | {'type':'enabled','budget_tokens':32000} | - | 40192",
            "ADAPTIVE_OR_BUDGET | - | - | - | 32000", "ADAPTIVE_OR_BUDGET | none | {'type':'disabled'} | - | 32000", "ADAPTIVE_OR_BUDGET | minimal | {'type':'adaptive'} | low | 32000",
            "ADAPTIVE_OR_BUDGET | low | {'type':'adaptive'} | low | 32000", "ADAPTIVE_OR_BUDGET | medium | {'type':'adaptive'} | medium | 32000",
            "ADAPTIVE_OR_BUDGET | high | {'type':'adaptive'} | high | 32000", "ADAPTIVE_OR_BUDGET | max | {'type':'adaptive'} | max | 32000",
            "ADAPTIVE | - | - | - | 32000", "ADAPTIVE | none | {'type':'disabled'} | - | 32000", "ADAPTIVE | low | {'type':'adaptive','display':'summarized'} | low | 32000",
            "ADAPTIVE | medium | {'type':'adaptive','display':'summarized'} | medium | 32000", "ADAPTIVE | xhigh | {'type':'adaptive','display':'summarized'} | xhigh | 32000",
            "ADAPTIVE | max | {'type':'adaptive','display':'summarized'} | max | 32000", "EFFORT | high | {'type':'adaptive','display':'summarized'} | high | 32000",
            "ADAPTIVE_BETWEEN_TOOLS | - | {'type':'adaptive','display':'summarized'} | - | 32000",
            "ADAPTIVE_BETWEEN_TOOLS | none | {'type':'between_tools','display':'summarized'} | - | 32000",
            "ADAPTIVE_BETWEEN_TOOLS | high | {'type':'adaptive','display':'summarized'} | high | 32000",
            "ADAPTIVE_ALWAYS | - | {'type':'adaptive','display':'summarized'} | - | 32000", "ADAPTIVE_ALWAYS | none | {'type':'adaptive','display':'summarized'} | low | 32000",
            "ADAPTIVE_ALWAYS | max | {'type':'adaptive','display':'summarized'} | max | 32000", "NONE | high | - | - | 32000"})
    void everyGenerationIsToldToThinkInItsOwnWay(Style style, String effort, String thinking, String word, int most) {
        var body = body(thinking(request(Message.user(new Part.Text("q"))), effort, 0), style);
        assertEquals(thinking, body.has("thinking") ? text(body.path("thinking")) : null);
        assertEquals(word == null ? "" : "{'effort':'" + word + "'}", body.has("output_config") ? text(body.path("output_config")) : "");
        assertEquals(most, body.path("max_tokens").asInt());
        assertFalse(body.has("temperature"));
    }

    @Test
    void thinkingThatNobodyIsToSeeIsNotSent() {
        var request = request(Message.user(new Part.Text("q")));
        var silent = new Request(request.model(), request.system(), request.messages(), request.tools(), new Request.Thinking(Effort.HIGH, "none"), request.output(), UNCACHED, null);
        assertEquals("omitted", body(silent, Style.ADAPTIVE).at("/thinking/display").asText());
        assertEquals("omitted", body(silent, Style.ADAPTIVE_OR_BUDGET).at("/thinking/display").asText());
        assertFalse(body(silent, Style.BUDGET).path("thinking").has("display"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {"BUDGET | 5000 | 0 | - | 5000 | 32000", "BUDGET | 10 | 0 | low | 1024 | 32000", "BUDGET | 500000 | 0 | - | 62976 | 64000",
            "BUDGET | 5000 | 4000 | - | 2976 | 4000", "BUDGET | 5000 | 2047 | - | - | 2047", "BUDGET | 5000 | 0 | none | - | 32000", "BUDGET | 0 | 999999 | max | 32000 | 64000",
            "ADAPTIVE_OR_BUDGET | 5000 | 0 | high | 5000 | 32000", "ADAPTIVE | 5000 | 0 | - | - | 32000", "ADAPTIVE_OR_BUDGET | 5000 | 0 | none | - | 32000"})
    void aBudgetLeavesRoomForTheAnswer(Style style, int budget, int asked, String effort, Integer sent, int most) {
        var request = thinking(request(Message.user(new Part.Text("q"))), effort, budget);
        var body = body(request.output(new Request.Output(asked, null, null, null)), style);
        assertEquals(sent == null ? 0 : sent, body.at("/thinking/budget_tokens").asInt());
        assertEquals(most, body.path("max_tokens").asInt());
    }

    @Test
    void aBudgetAndAForcedToolExcludeEachOtherAndThinkingBetweenCallsIsAskedFor() {
        var request = thinking(with(request(Message.user(new Part.Text("q"))), List.of(LOOK), new Choice.Auto(), true), "low", 0);
        var call = dialect().encode(request, info(Style.BUDGET), new Turn(false));
        assertEquals("beta-1,interleaved-thinking-2025-05-14", dialect("beta-1").encode(request, info(Style.BUDGET), new Turn(false)).headers().get("anthropic-beta"));
        assertEquals("interleaved-thinking-2025-05-14", call.headers().get("anthropic-beta"));
        var forced = dialect().encode(with(request, List.of(LOOK), new Choice.Required(), true), info(Style.BUDGET), new Turn(false));
        assertFalse(read(forced.body()).has("thinking"));
        assertNull(forced.headers().get("anthropic-beta"));
        assertNull(dialect().encode(request, info(Style.ADAPTIVE), new Turn(false)).headers().get("anthropic-beta"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 32000", "0, 8192, 8192", "0, 128000, 32000", "50000, 128000, 50000", "500000, 128000, 128000", "50000, 0, 50000"})
    void theAnswerMayGetAsLongAsTheModelCanUpToAUsualLimit(int asked, int most, int sent) {
        var info = new ModelInfo("m", true, new ModelInfo.Window(0, most), true, true, new ModelInfo.Reasoning(Style.ADAPTIVE, List.of(), true), false, true, null);
        var request = request(Message.user(new Part.Text("q"))).output(new Request.Output(asked, null, null, null));
        assertEquals(sent, read(dialect().encode(request, info, new Turn(false)).body()).path("max_tokens").asInt());
    }

    @Test
    void aSchemaAndATierAreAskedForWhereTheModelCanHaveThem() {
        var shaped = request(Message.user(new Part.Text("q"))).output(new Request.Output(0, "low", "priority", object("{'type':'object'}")));
        var body = body(shaped);
        assertEquals("{'format':{'type':'json_schema','schema':{'type':'object'}}}", text(body.path("output_config")));
        assertEquals("auto", body.path("service_tier").asText());
        assertFalse(body(shaped.model("claude-3-7-sonnet-20250219")).has("output_config"));
        assertFalse(body(shaped.output(new Request.Output(0, null, "flex", null))).has("service_tier"));
    }

    @Test
    void aFreeformToolIsAFunctionWithOneText() {
        var patch = new Tool.Freeform("apply.patch", "Patches.", "start: X");
        var twin = new Tool.Function("apply_patch", "Other.", object("{'type':'object'}"));
        var call = new Message(Message.Role.ASSISTANT, List.of(new Part.ToolCall("c1", "apply.patch", ToolKind.FREEFORM, "*** \"Begin\"\n")));
        var body = body(with(request(Message.user(new Part.Text("q")), call), List.of(patch, twin), new Choice.Named("apply.patch"), true));
        assertEquals("[{'name':'apply_patch','description':'Patches.\\n\\nThe input follows this Lark grammar:\\nstart: X','input_schema':{'type':'object','properties':"
                + "{'input':{'type':'string','description':'The whole input, as plain text.'}},'required':['input']}},{'name':'apply_patch_2','description':'Other.',"
                + "'input_schema':{'type':'object'}}]", text(body.path("tools")));
        assertEquals("apply_patch", body.at("/tool_choice/name").asText());
        assertEquals("*** \"Begin\"\n", body.at("/messages/1/content/0/input/input").asText());
    }

    @Test
    void searchOfTheServerHasItsOwnDeclarationAndToolsOfOthersAreLeftOut() {
        var body = body(with(request(Message.user(new Part.Text("q"))), List.of(new Tool.Hosted("web_search", object("{'type':'web_search'}")), new Tool.Hosted("files", object("{'type':'file_search'}")),
                new Tool.Hosted("mine", object("{'type':'code_execution_20250825','name':'code_execution'}"))), new Choice.Auto(), true));
        assertEquals("[{'type':'code_execution_20250825','name':'code_execution'},{'type':'web_search_20250305','name':'web_search'}]", text(body.path("tools")));
    }

    @Test
    void aHistoryWithCallsDeclaresThemThoughNoneIsOffered() {
        var call = new Message(Message.Role.ASSISTANT, List.of(new Part.ToolCall("c1", "look", ToolKind.FUNCTION, "{broken")));
        var body = body(request(Message.user(new Part.Text("q")), call));
        assertEquals("[{'name':'look','description':'Not offered any more.','input_schema':{'type':'object'}}]", text(body.path("tools")));
        assertEquals("{'type':'none'}", text(body.path("tool_choice")));
        assertEquals("{}", text(body.at("/messages/1/content/0/input")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"OFF | false | 0 | ", "OFF | true | 0 | ", "AUTO | false | 4 | {'type':'ephemeral'}", "EXPLICIT | false | 4 | {'type':'ephemeral'}",
            "AUTO | true | 4 | {'type':'ephemeral','ttl':'1h'}"})
    void fourMarksAtMostSayWhatIsCached(Request.Cache.Mode mode, boolean longLived, int marks, String mark) {
        var body = body(cached(conversation(20), new Request.Cache(mode, longLived)));
        var found = body.findValues("cache_control");
        assertEquals(marks, found.size());
        found.forEach(each -> assertEquals(mark, text(each)));
        assertEquals(marks > 0, body.at("/tools/1").has("cache_control"));
        assertEquals(marks > 0, body.at("/system/0").has("cache_control"));
        var blocks = blocks(body);
        assertEquals(marks > 0, blocks.getLast().has("cache_control"));
        assertEquals(marks > 0, blocks.get(blocks.size() - 1 - 15).has("cache_control"));
    }

    @Test
    void whatGoesBackToItsMakerAndWhatTheCallerOwnsIsNeverMarked() {
        var thought = object("{'type':'thinking','thinking':'t','signature':'s'}");
        var messages = new ArrayList<Message>();
        for (var i = 0; i < 20; i++) {
            messages.add(Message.user(new Part.Text("q" + i)));
            messages.add(new Message(Message.Role.ASSISTANT, Collections.nCopies(20, reasoning("anthropic", "m", thought))));
        }
        messages.add(Message.user(new Part.Text("last")));
        var tool = object("{'type':'x_1','name':'x'}");
        var request = cached(with(request(messages.toArray(Message[]::new)), List.of(new Tool.Hosted("x", tool)), new Choice.Auto(), true), Request.Cache.USUAL);
        var body = body(request);
        assertEquals("{'type':'thinking','thinking':'t','signature':'s'}", text(thought));
        assertFalse(tool.has("cache_control"));
        assertEquals(4, body.findValues("cache_control").size());
        blocks(body).stream().filter(block -> block.has("thinking")).forEach(block -> assertFalse(block.has("cache_control")));
    }

    @Test
    void aShortConversationHasNoEarlierMarkAndWithoutMessagesThereIsNone() {
        assertEquals(3, body(cached(conversation(3), Request.Cache.USUAL)).findValues("cache_control").size());
        assertEquals(1, body(cached(request(), Request.Cache.USUAL)).findValues("cache_control").size());
    }

    @Test
    void equalRequestsGiveEqualBytesInWhateverOrderToolsAreOffered() {
        var one = with(conversation(3), List.of(LOOK, ADD), new Choice.Auto(), true);
        var other = with(conversation(3), List.of(ADD, LOOK), new Choice.Auto(), true);
        assertArrayEquals(dialect().encode(one, info(Style.ADAPTIVE), new Turn(false)).body(), dialect().encode(other, info(Style.ADAPTIVE), new Turn(false)).body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "thinking.type: disabled is not supported for this model | thinking | high", "budget_tokens: must be below max_tokens | thinking | high",
            "Thinking may not be enabled when tool_choice forces tool use. | thinking | high", "output_config.effort: Extra inputs are not permitted | output_config.effort | high",
            "output_config.format.schema: 'minLength' is not supported | output_config.format | high", "output_config: Extra inputs are not permitted | output_config | high",
            "tool_choice: type any is not supported by this model | tool_choice | high", "tools.0.cache_control: Extra inputs are not permitted | cache_control | high",
            "service_tier: unknown | service_tier | high", "messages.1.content.0: Invalid `signature` in `thinking` block | earlier thinking | high",
            "thinking.adaptive.display: Extra inputs are not permitted | thinking.display | high"})
    void whatAServerRefusesByNameIsLeftOutOnce(String said, String what, String effort) {
        var opaque = reasoning("anthropic", "m", object("{'type':'thinking','thinking':'t','signature':'s'}"));
        var full = thinking(with(request(Message.user(new Part.Text("q")), new Message(Message.Role.ASSISTANT, List.of(opaque)), Message.user(new Part.Text("r"))), List.of(LOOK), new Choice.Required(), true),
                effort, 0).output(new Request.Output(0, null, "auto", object("{'type':'object'}")));
        var simpler = dialect().simpler(refused(said), cached(full, Request.Cache.USUAL)).orElseThrow();
        assertEquals("m refused " + what + ": asked again without", simpler.notice().text());
        var body = read(simpler.dialect().encode(cached(full, Request.Cache.USUAL), info(Style.ADAPTIVE), new Turn(false)).body());
        assertEquals(!what.equals("thinking"), body.has("thinking"));
        assertEquals(!what.startsWith("output_config") && !what.equals("thinking") || what.equals("output_config.format"), body.path("output_config").has("effort"));
        assertEquals(!what.equals("output_config") && !what.equals("output_config.format"), body.path("output_config").has("format"));
        assertEquals(!what.equals("cache_control"), text(body).contains("cache_control"));
        assertEquals(!what.equals("service_tier"), body.has("service_tier"));
        assertEquals(!what.equals("earlier thinking"), text(body.path("messages")).contains("signature"));
        assertEquals(!what.equals("thinking.display") && !what.equals("thinking"), body.path("thinking").has("display"));
        assertEquals(what.equals("tool_choice") ? "auto" : "any", body.at("/tool_choice/type").asText());
        assertEquals(what.equals("tool_choice"), text(body.path("system")).contains("must be a call"));
    }

    @Test
    void aRefusedFeatureIsNotAskedForAgain() {
        var request = thinking(with(request(Message.user(new Part.Text("q"))), List.of(LOOK), new Choice.Auto(), true), "low", 0);
        var simpler = dialect("beta-1").simpler(refused("Unexpected value(s) `beta-1` for the `anthropic-beta` header."), request).orElseThrow();
        assertNull(simpler.dialect().encode(request, info(Style.BUDGET), new Turn(false)).headers().get("anthropic-beta"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages: at least one message is required", "max_tokens: 32000 > 8192", ""})
    void whatCannotBeLeftOutIsNotAskedAgain(String said) {
        assertTrue(dialect().simpler(refused(said), request()).isEmpty());
        assertTrue(dialect().simpler(Failure.of(Kind.AUTH, "thinking"), request()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "400 | {'type':'error','error':{'type':'invalid_request_error','message':'prompt is too long: 3 tokens > 2 maximum'}} | CONTEXT_LENGTH | 6",
            "400 | {'error':{'type':'invalid_request_error','message':'input length and `max_tokens` exceed context limit'}} | CONTEXT_LENGTH | 6",
            "400 | {'error':{'type':'invalid_request_error','message':'context_management: Extra inputs are not permitted'}} | BAD_REQUEST | 1",
            "400 | {'error':{'type':'invalid_request_error','message':'Your credit balance is too low'}} | BILLING | 4",
            "400 | {'error':{'type':'invalid_request_error','message':'thinking: no'}} | BAD_REQUEST | 1", "401 | {'error':{'type':'authentication_error','message':'invalid x-api-key'}} | AUTH | 3",
            "401 | | AUTH | 3", "402 | {'error':{'type':'billing_error','message':'pay'}} | BILLING | 4", "403 | {'error':{'type':'permission_error','message':'no'}} | PERMISSION | 3",
            "404 | {'error':{'type':'not_found_error','message':'model: claude-x'}} | MODEL_NOT_FOUND | 1", "404 | nothing here | BAD_REQUEST | 1",
            "413 | {'error':{'type':'request_too_large','message':'big'}} | TOO_LARGE | 1", "413 | | TOO_LARGE | 1", "429 | {'error':{'type':'rate_limit_error','message':'slow'}} | RATE_LIMIT | 4",
            "429 | | RATE_LIMIT | 4", "500 | {'error':{'type':'api_error','message':'boom'}} | SERVER | 1", "502 | <html>bad gateway | SERVER | 1", "403 | <!DOCTYPE html>bot | PROTOCOL | 1",
            "302 | | PROTOCOL | 1", "504 | {'error':{'type':'timeout_error','message':'late'}} | TIMEOUT | 1", "529 | {'error':{'type':'overloaded_error','message':'Overloaded'}} | OVERLOADED | 1",
            "529 | | OVERLOADED | 1", "418 | {'error':{'type':'teapot_error','message':'new'}} | BAD_REQUEST | 1", "200 | {'error':{'type':'overloaded_error','message':'o'}} | OVERLOADED | 1",
            "200 | {'hello':1} | PROTOCOL | 1", "500 | {'error':'text'} | SERVER | 1", "500 | [1] | SERVER | 1"})
    void everyErrorHasItsKind(int status, String body, Kind kind, int exit) {
        var failure = dialect().failure(reply(status, Map.of()), body == null ? new byte[0] : body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        assertEquals(kind, failure.kind(), failure.line());
        assertEquals(exit, failure.kind().exit());
        assertEquals(status, failure.status());
        assertFalse(failure.line().contains("\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"400 | {'error':'just a string'} | HTTP 400: just a string", "422 | {'detail':[{'loc':['body'],'msg':'field required'}]} | HTTP 422: body: field required",
            "404 | {'detail':'Not Found'} | HTTP 404: Not Found: check the base URL", "400 | {'error':{}} | HTTP 400: no explanation was given",
            "413 | too big | HTTP 413: too big: send less: fewer or smaller files and images"})
    void whatAGatewaySaysInItsOwnWayIsTold(int status, String body, String line) {
        assertEquals(line, dialect().failure(reply(status, Map.of()), body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).line());
    }

    @Test
    void aFailureSaysTheRequestAndTheWaitAndNoSecret() {
        var failure = dialect().failure(reply(529, Map.of("retry-after", List.of("7"), "request-id", List.of("req_1"))), "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"no sk-ant-api03-secret\\nline\"}}".getBytes(StandardCharsets.UTF_8));
        assertEquals("HTTP 529: no *** line (request req_1)", failure.getMessage());
        assertEquals(Duration.ofSeconds(7), failure.retryAfter());
        assertEquals("overloaded_error", failure.code());
        var limited = dialect().failure(reply(429, Map.of("retry-after", List.of("Mon, 01 Jun 2026 12:00:30 GMT"))), "{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}}".getBytes(StandardCharsets.UTF_8));
        assertEquals("HTTP 429: slow: try again in 30 s", limited.line());
        assertTrue(dialect().failure(reply(500, Map.of()), "{\"error\":{\"type\":\"api_error\",\"message\":\"x\"},\"request_id\":\"req_2\"}".getBytes(StandardCharsets.UTF_8)).getMessage().endsWith("(request req_2)"));
    }

    @Test
    void limitsAreReadFromTheHeadersAndNonsenseIsNot() {
        var headers = Map.of("anthropic-ratelimit-requests-limit", List.of("50"), "anthropic-ratelimit-requests-remaining", List.of("40"), "anthropic-ratelimit-requests-reset",
                List.of("2026-06-01T12:01:00Z"), "anthropic-ratelimit-input-tokens-limit", List.of("1000"), "anthropic-ratelimit-input-tokens-remaining", List.of("0"),
                "anthropic-ratelimit-input-tokens-reset", List.of("soon"), "anthropic-ratelimit-tokens-limit", List.of("0"), "anthropic-ratelimit-tokens-remaining", List.of("0"),
                "anthropic-ratelimit-output-tokens-limit", List.of("x"));
        assertEquals(List.of(new RateLimit("anthropic requests", 20, Optional.empty(), Optional.of(Instant.parse("2026-06-01T12:01:00Z"))),
                new RateLimit("anthropic input tokens", 100, Optional.empty(), Optional.empty())), dialect().limits(reply(200, headers)).orElseThrow().limits());
        assertTrue(dialect().limits(reply(200, Map.of())).isEmpty());
    }

    @Test
    void anAnswerThatCameWholeIsReadLikeAStream() {
        var json = "{'type':'message','id':'msg_1','model':'m-2','content':[{'type':'thinking','thinking':'hm','signature':'s'},{'type':'text','text':'Hi'},{'type':'tool_use','id':'t1','name':'look',"
                + "'input':{'at':'x'}}],'stop_reason':'tool_use','usage':{'input_tokens':3,'output_tokens':4}}";
        var decoder = dialect().decoder(request());
        var answer = new Answer();
        for (var event : dialect().whole(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))) decoder.event(event, answer);
        assertTrue(decoder.done());
        assertEquals(StreamEvent.FinishReason.TOOL_CALLS, answer.finish());
        assertEquals("Hi", answer.text());
        assertEquals("m-2", answer.model());
        assertEquals(new Part.ToolCall("t1", "look", ToolKind.FUNCTION, "{\"at\":\"x\"}"), answer.message().parts().get(2));
        assertEquals("{'type':'thinking','thinking':'hm','signature':'s'}", text(((Part.Reasoning) answer.message().parts().getFirst()).opaque().data()));
        assertEquals(7, answer.usage().input() + answer.usage().output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "nonsense", "{\"error\":{\"type\":\"api_error\"}}", "{\"content\":\"text\"}"})
    void otherJsonIsNoAnswer(String json) {
        assertEquals(List.of(), dialect().whole(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void countingSendsThePromptAndNothingOfTheAnswer() {
        var call = dialect().counting(thinking(with(request(Message.user(new Part.Text("q"))), List.of(LOOK), new Choice.Auto(), true), "high", 0), info(Style.ADAPTIVE)).orElseThrow();
        assertEquals("https://a.example/v1/messages/count_tokens", call.uri().toString());
        var members = new ArrayList<String>();
        read(call.body()).fieldNames().forEachRemaining(members::add);
        assertEquals(List.of("model", "system", "tools", "tool_choice", "messages", "thinking"), members);
        assertEquals(12, dialect().counted(Json.object().put("input_tokens", 12)));
    }

    @Test
    void theListOfModelsSaysWhatIsKnownAndWhatItSaysBetter() {
        var call = dialect().listing().orElseThrow();
        assertEquals("GET https://a.example/v1/models?limit=1000", call.method() + " " + call.uri());
        assertEquals("2023-06-01", call.headers().get("anthropic-version"));
        var listed = dialect().listed(object("{'data':[{'id':'claude-a','max_input_tokens':9,'max_tokens':5,'capabilities':{'image_input':{'supported':false}}},{'id':'claude-b'},{'id':7},'x'],'has_more':false}"),
                ModelInfo::unknown);
        assertEquals(List.of("claude-a", "claude-b"), listed.stream().map(ModelInfo::id).toList());
        assertEquals(new ModelInfo.Window(9, 5), listed.getFirst().window());
        assertFalse(listed.getFirst().vision());
        assertEquals(ModelInfo.unknown("claude-b"), listed.getLast());
        assertEquals(List.of(), dialect().listed(Json.object(), ModelInfo::unknown));
    }

    @ParameterizedTest
    @EnumSource
    void everyOmissionIsSaidInWords(Omission omission) {
        assertEquals(omission == Omission.NONE, omission.what().isEmpty());
    }

    private static AnthropicDialect dialect(String... betas) {
        return new AnthropicDialect("anthropic", "https://a.example", List.of(betas), "product/1", InstantSource.fixed(NOW), ModelInfo::unknown);
    }

    private static AnthropicDialect dialect(Style style) {
        return new AnthropicDialect("anthropic", "https://a.example", List.of(), "product/1", InstantSource.fixed(NOW), _ -> info(style));
    }

    private static ModelInfo info(Style style) {
        return new ModelInfo("m", true, new ModelInfo.Window(200_000, 64_000), true, true, new ModelInfo.Reasoning(style, List.of(), true), false, true, null);
    }

    private static Request request(Message... messages) {
        return new Request("m", List.of("Be brief.", " "), List.of(messages), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, UNCACHED, "conv");
    }

    private static Request conversation(int turns) {
        var messages = IntStream.range(0, turns).boxed().flatMap(i -> List.of(Message.user(new Part.Text("q" + i)), new Message(Message.Role.ASSISTANT, List.of(new Part.Text("a" + i)))).stream()).toList();
        var all = new ArrayList<>(messages);
        all.add(Message.user(new Part.Text("last")));
        return with(request(all.toArray(Message[]::new)), List.of(LOOK, ADD), new Choice.Auto(), true);
    }

    private static Request with(Request request, List<Tool> tools, Choice choice, boolean parallel) {
        return new Request(request.model(), request.system(), request.messages(), new Request.Tools(tools, choice, parallel), request.thinking(), request.output(), request.cache(), null);
    }

    private static Request thinking(Request request, String effort, int budget) {
        var thinking = new Request.Thinking(effort == null ? null : Effort.named(effort).orElseThrow(), "auto", budget);
        return new Request(request.model(), request.system(), request.messages(), request.tools(), thinking, request.output(), request.cache(), null);
    }

    private static Request cached(Request request, Request.Cache cache) {
        return new Request(request.model(), request.system(), request.messages(), request.tools(), request.thinking(), request.output(), cache, null);
    }

    private static Choice choice(String word) {
        return switch (word) {
            case "auto" -> new Choice.Auto();
            case "none" -> new Choice.None();
            case "required" -> new Choice.Required();
            default -> new Choice.Named(word);
        };
    }

    private static Part reasoning(String provider, String model, ObjectNode data) {
        return new Part.Reasoning("shown", new Opaque(provider, model, "thinking", data));
    }

    private static Failure refused(String said) {
        return Failure.of(Kind.BAD_REQUEST, "HTTP 400: " + said).from(400, "invalid_request_error");
    }

    private static JsonNode body(Request request) {
        return body(request, Style.ADAPTIVE);
    }

    private static JsonNode body(Request request, Style style) {
        return read(dialect().encode(request, info(style), new Turn(false)).body());
    }

    private static List<JsonNode> blocks(JsonNode body) {
        return StreamSupport.stream(body.path("messages").spliterator(), false).flatMap(message -> StreamSupport.stream(message.path("content").spliterator(), false)).toList();
    }

    private static HttpReply reply(int status, Map<String, List<String>> headers) {
        return new HttpReply(status, headers, InputStream.nullInputStream());
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode read(byte[] json) {
        try {
            return Json.read(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] json) {
        return text(read(json));
    }

    private static String text(JsonNode json) {
        return Json.write(json).replace('"', '\'');
    }
}
