package scorpiox.provider.gemini;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.HttpReply;
import scorpiox.model.Answer;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.ModelInfo;
import scorpiox.model.ModelInfo.Style;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.provider.Turn;

class GeminiDialectTest {
    private static final String THREE = "gemini-3.1-pro-preview";
    private static final String TWO = "gemini-2.5-flash";
    private static final Tool BASH = new Tool.Function("bash", "runs", node("{'$schema':'x','$id':'y','type':'object','properties':{'c':{'type':'string'}}}"));

    @Test
    void theSmallestRequestHoldsWhatWasSaidAndNothingElse() {
        var request = request(THREE, List.of("Be brief.", "And kind."), user("hi"));
        assertEquals(node("{'systemInstruction':{'parts':[{'text':'Be brief.\\n\\nAnd kind.'}]},'contents':[{'role':'user','parts':[{'text':'hi'}]}],"
                + "'generationConfig':{'thinkingConfig':{'includeThoughts':true}}}"), body(request));
        assertEquals(node("{'contents':[{'role':'user','parts':[{'text':'hi'}]}]}"), body(thinking(request(THREE, List.of(), user("hi")), null, "none", 0)));
    }

    @Test
    void theRequestSaysWhatItSendsTakesAndIsAndHoldsNoKey() {
        var request = request(THREE, List.of(), user("hi"));
        var call = dialect().encode(request, info(THREE), new Turn(false));
        assertEquals("https://gemini.example/v1beta/models/" + THREE + ":streamGenerateContent?alt=sse", call.uri().toString());
        assertEquals("POST", call.method());
        assertEquals(Map.of("Content-Type", "application/json", "Accept", "text/event-stream", "User-Agent", "test/1"), call.headers());
        assertArrayEquals(call.body(), dialect().encode(request, info(THREE), new Turn(true)).body());
    }

    @ParameterizedTest
    @CsvSource({"https://g.example, gemini-x", "https://g.example/, models/gemini-x", "https://g.example/v1beta, gemini-x", "https://g.example/v1beta/, gemini-x"})
    void theBaseIsAnOriginAndAModelMayCarryThePrefixOfTheApi(String base, String model) {
        var call = new GeminiDialect("gemini", base, "test/1", InstantSource.system()).encode(request(model, List.of(), user("hi")), info(model), new Turn(false));
        assertEquals("https://g.example/v1beta/models/gemini-x:streamGenerateContent?alt=sse", call.uri().toString());
    }

    @ParameterizedTest
    @CsvSource({"../../admin?x=1, models/..%2F..%2Fadmin%3Fx%3D1", "a b#c, models/a%20b%23c", "tunedModels/mine-1, tunedModels/mine-1", "é, models/%C3%A9"})
    void aNameOfAModelLeadsNowhereElse(String model, String path) {
        var call = dialect().encode(request(model, List.of(), user("hi")), info(model), new Turn(false));
        assertEquals("/v1beta/" + path + ":streamGenerateContent", call.uri().getRawPath());
    }

    @Test
    void twoCallsOfOneStepAndTheirResultsAreAContentEachOneOfThemAnError() {
        var request = tools(request(THREE, List.of(), user("go"),
                assistant(new Part.Text("I look."), call("call_0", "bash", "{\"c\":\"ls\"}", data("{'thoughtSignature':'s1'}")), call("w9", "read", "{}", data("{'id':'w9'}"))),
                tool(result("w9", "read", true, new Part.Text("no such file")), result("call_0", "bash", false, new Part.Text("a"), new Part.Text("b")))),
                new Request.Choice.Auto(), BASH);
        assertEquals(node("[{'role':'user','parts':[{'text':'go'}]},{'role':'model','parts':[{'text':'I look.'},"
                + "{'functionCall':{'name':'bash','args':{'c':'ls'}},'thoughtSignature':'s1'},{'functionCall':{'id':'w9','name':'read','args':{}}}]},"
                + "{'role':'user','parts':[{'functionResponse':{'name':'bash','response':{'output':'a\\nb'}}},"
                + "{'functionResponse':{'id':'w9','name':'read','response':{'error':'no such file'}}}]}]"), contents(request));
        assertEquals(node("[{'functionDeclarations':[{'name':'bash','description':'runs','parametersJsonSchema':{'type':'object','properties':{'c':{'type':'string'}}}}]}]"),
                body(request).path("tools"));
    }

    @Test
    void resultsInMessagesOfTheirOwnAreOneContentToo() {
        var contents = contents(request(THREE, List.of(), user("go"), assistant(call("a", "x", "{}", null), call("b", "y", "{}", null)),
                tool(result("b", "y", false, new Part.Text("2"))), tool(result("a", "x", false, new Part.Text("1"))), user("and?")));
        assertEquals(3, contents.size());
        assertEquals(node("[{'functionResponse':{'name':'x','response':{'output':'1'}}},{'functionResponse':{'name':'y','response':{'output':'2'}}},{'text':'and?'}]"),
                contents.path(2).path("parts"));
    }

    @Test
    void aPictureIsSentInlineAndSoIsADocument() {
        assertEquals(node("[{'role':'user','parts':[{'text':'what?'},{'inlineData':{'mimeType':'image/png','data':'QUJD'}},"
                + "{'inlineData':{'mimeType':'application/pdf','data':'REVG'}}]}]"), contents(request(THREE, List.of(),
                Message.user(new Part.Text("what?"), new Part.Image("image/png", "QUJD", "high"), new Part.File("a.pdf", "application/pdf", "REVG")))));
    }

    @Test
    void aPictureInAResultStandsWithinItSinceGeneration3() {
        var answered = tool(result("a", "view", false, new Part.Text("seen"), new Part.Image("image/png", "QUJD", null)));
        assertEquals(node("{'role':'user','parts':[{'functionResponse':{'name':'view','response':{'output':'seen'},"
                + "'parts':[{'inlineData':{'mimeType':'image/png','data':'QUJD'}}]}}]}"),
                contents(request(THREE, List.of(), user("go"), assistant(call("a", "view", "{}", null)), answered)).path(2));
    }

    @Test
    void olderModelsGetThePictureOfAResultRightBehindAllResults() {
        var contents = contents(request(TWO, List.of(), user("go"), assistant(call("a", "view", "{}", null), call("b", "bash", "{}", null)),
                tool(result("a", "view", false, new Part.Image("image/png", "QUJD", null)), result("b", "bash", false, new Part.Text("ok"))), user("and?")));
        assertEquals(4, contents.size());
        assertEquals(node("[{'functionResponse':{'name':'view','response':{'output':''}}},{'functionResponse':{'name':'bash','response':{'output':'ok'}}}]"),
                contents.path(2).path("parts"));
        assertEquals("user", contents.path(3).path("role").asText());
        assertEquals(node("{'inlineData':{'mimeType':'image/png','data':'QUJD'}}"), contents.path(3).path("parts").path(1));
        assertEquals("and?", contents.path(3).path("parts").path(2).path("text").asText());
    }

    @Test
    void moreThanTheApiTakesIsRefusedBeforeItIsSent() {
        var half = "A".repeat(11 * 1024 * 1024);
        var image = new Part.Image("image/png", half, null);
        assertEquals(1, contents(request(THREE, List.of(), Message.user(image))).size());
        var failure = assertThrows(Failure.class, () -> body(request(THREE, List.of(), Message.user(image, image))));
        assertEquals(Kind.TOO_LARGE, failure.kind());
        assertThrows(Failure.class, () -> body(request(TWO, List.of(), Message.user(image), assistant(call("a", "v", "{}", null)), tool(result("a", "v", false, image)))));
    }

    @Test
    void whatWasSignedGoesBackInThePartItCameInAndNothingIsMergedWithIt() {
        var signed = opaque(THREE, node("{'d':[{'from':2,'to':4,'thoughtSignature':'s1'},{'from':6,'to':6,'thoughtSignature':'s2'}]}").path("d"));
        var thought = opaque(THREE, node("{'d':[{'from':0,'to':3,'thoughtSignature':'s0'}]}").path("d"));
        assertEquals(node("[{'text':'hmm','thought':true,'thoughtSignature':'s0'},{'text':'ab'},{'text':'cd','thoughtSignature':'s1'},{'text':'ef'},"
                + "{'text':'','thoughtSignature':'s2'},{'text':'more'},{'text':'','thoughtSignature':'s3'},{'text':'g','thoughtSignature':'s4'}]"),
                contents(request(THREE, List.of(), user("go"), assistant(new Part.Reasoning("hmm", thought), new Part.Text("abcdef", null, signed), new Part.Text("more"),
                        new Part.Text("", null, opaque(THREE, node("{'d':[{'from':0,'to':0,'thoughtSignature':'s3'}]}").path("d"))),
                        new Part.Text("g", null, opaque(THREE, JsonNodeFactory.instance.textNode("s4")))))).path(1).path("parts"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{'from':0,'to':99,'thoughtSignature':'s'}]", "[{'from':-1,'to':1,'thoughtSignature':'s'}]", "[{'from':3,'to':1,'thoughtSignature':'s'}]", "[{'from':0,'to':1}]",
            "[{'from':1,'to':3,'thoughtSignature':'s'},{'from':2,'to':4,'thoughtSignature':'t'}]", "[7]", "{}", "null"})
    void aTextThatIsNoLongerTheSignedOneGoesWithoutSignatures(String data) {
        assertEquals(node("[{'text':'abcd'}]"), contents(request(THREE, List.of(), user("go"),
                assistant(new Part.Text("abcd", null, opaque(THREE, node("{'d':" + data + "}").path("d")))))).path(1).path("parts"));
    }

    @Test
    void ofAnotherProvidersHistoryOnlyWhatWasSaidAndCalledIsSent() {
        var other = new Opaque("codex", "gpt", "reasoning", node("{'encrypted_content':'x'}"));
        var contents = contents(request(THREE, List.of(), user("go"),
                assistant(new Part.Reasoning("thought", other), new Part.Text("said", null, other), call("fc_1", "bash", "{}", other), call("fc_2", "bash", "{}", other), new Part.Hosted(other)),
                tool(result("fc_1", "bash", false, new Part.Text("1")), result("fc_2", "bash", false, new Part.Text("2")))));
        assertEquals(node("[{'text':'said'},{'functionCall':{'name':'bash','args':{}},'thoughtSignature':'skip_thought_signature_validator'},{'functionCall':{'name':'bash','args':{}}}]"),
                contents.path(1).path("parts"));
        assertEquals(node("{'name':'bash','response':{'output':'1'}}"), contents.path(2).path("parts").path(0).path("functionResponse"));
        assertFalse(contents.toString().contains("encrypted") || contents.toString().contains("fc_1"));
    }

    @Test
    void signaturesOfAnotherModelOfItsAreNotShownToThisOne() {
        var theirs = new Opaque("gemini", "gemini-3-flash-preview", Signatures.KIND, node("{'id':'w1','thoughtSignature':'s'}"));
        assertEquals(node("{'functionCall':{'name':'bash','args':{}},'thoughtSignature':'skip_thought_signature_validator'}"),
                contents(request(THREE, List.of(), user("go"), assistant(call("w1", "bash", "{}", theirs)))).path(1).path("parts").path(0));
    }

    @Test
    void onlyTheFirstCallOfAStepOfTheCurrentTurnNeedsTheSentinel() {
        var request = request(THREE, List.of(), user("one"), assistant(call("a", "x", "{}", null)), tool(result("a", "x", false)), assistant(new Part.Text("done")),
                user("two"), assistant(call("b", "x", "{}", null), call("c", "x", "{}", null)), tool(result("b", "x", false), result("c", "x", false)),
                assistant(call("d", "x", "{}", null)), tool(result("d", "x", false)), new Message(Role.DEVELOPER, List.of(new Part.Text("be quick"))));
        var signed = new StringBuilder();
        for (var content : contents(request)) for (var part : content.path("parts")) if (part.has("functionCall")) signed.append(part.has("thoughtSignature") ? 's' : '-');
        assertEquals("-s-s", signed.toString());
        assertFalse(body(request(TWO, List.of(), user("go"), assistant(call("a", "x", "{}", null)))).toString().contains("validator"));
    }

    @Test
    void theProgramsNotesRefusalsAndEmptyPiecesFindTheirPlace() {
        var contents = contents(request(THREE, List.of(), user("go"), new Message(Role.DEVELOPER, List.of(new Part.Text("be quick"))),
                assistant(new Part.Text(""), new Part.Reasoning("unsigned", null)), assistant(new Part.Refusal("I will not."))));
        assertEquals(2, contents.size());
        assertTrue(contents.path(0).path("parts").path(1).path("text").asText().matches("(?s)\\[.*from the program.*]\nbe quick"));
        assertEquals(node("{'role':'model','parts':[{'text':'I will not.'}]}"), contents.path(1));
    }

    @Test
    void codeThatRanAtGoogleGoesBackAsItCame() {
        var part = node("{'executableCode':{'language':'PYTHON','code':'1'},'thoughtSignature':'s'}");
        assertEquals(part, contents(request(THREE, List.of(), user("go"), assistant(new Part.Hosted(opaque(THREE, part))))).path(1).path("parts").path(0));
    }

    @Test
    void aFreeFormToolIsAFunctionWithOneText() {
        var request = tools(request(THREE, List.of(), user("go"), assistant(new Part.ToolCall("a", "apply_patch", ToolKind.FREEFORM, "*** Begin")),
                tool(new Part.ToolResult("a", "apply_patch", ToolKind.FREEFORM, List.of(new Part.Text("done")), false))),
                new Request.Choice.Auto(), new Tool.Freeform("apply_patch", "edits", "start: x"));
        var function = body(request).path("tools").path(0).path("functionDeclarations").path(0);
        assertEquals("edits\n\nThe input follows this Lark grammar:\nstart: x", function.path("description").asText());
        assertEquals(node("['input']"), function.path("parametersJsonSchema").path("required"));
        assertEquals(node("{'input':'*** Begin'}"), contents(request).path(1).path("parts").path(0).path("functionCall").path("args"));
        assertEquals("done", contents(request).path(2).path("parts").path(0).path("functionResponse").path("response").path("output").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[1]", "", "null"})
    void argumentsThatWereNoneAreNone(String raw) {
        assertEquals(node("{}"), contents(request(THREE, List.of(), user("go"), assistant(call("a", "x", raw, null)))).path(1).path("parts").path(0).path("functionCall").path("args"));
    }

    @Test
    void everyChoiceOfAToolHasItsMode() {
        var request = request(THREE, List.of(), user("go"));
        assertEquals(node("{'functionCallingConfig':{'mode':'AUTO'}}"), body(tools(request, new Request.Choice.Auto(), BASH)).path("toolConfig"));
        assertEquals(node("{'functionCallingConfig':{'mode':'NONE'}}"), body(tools(request, new Request.Choice.None(), BASH)).path("toolConfig"));
        assertEquals(node("{'functionCallingConfig':{'mode':'ANY'}}"), body(tools(request, new Request.Choice.Required(), BASH)).path("toolConfig"));
        assertEquals(node("{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['bash']}}"), body(tools(request, new Request.Choice.Named("bash"), BASH)).path("toolConfig"));
    }

    @Test
    void toolsOfGooglesOwnStandBesideTheFunctions() {
        var search = new Tool.Hosted("web_search", node("{'type':'web_search','external_web_access':true}"));
        var strange = new Tool.Hosted("file_search", node("{'type':'file_search'}"));
        var own = new Tool.Hosted("code", node("{'codeExecution':{}}"));
        var body = body(tools(request(THREE, List.of(), user("go")), new Request.Choice.Auto(), search, BASH, strange, own));
        assertEquals(3, body.path("tools").size());
        assertTrue(body.path("tools").path(0).has("functionDeclarations"));
        assertEquals(node("{'googleSearch':{}}"), body.path("tools").path(1));
        assertEquals(node("{'codeExecution':{}}"), body.path("tools").path(2));
        assertFalse(body(tools(request(THREE, List.of(), user("go")), new Request.Choice.Required(), search)).has("toolConfig"));
        assertFalse(body(tools(request(THREE, List.of(), user("go")), new Request.Choice.Auto(), strange)).has("tools"));
    }

    @ParameterizedTest
    @CsvSource({
            "gemini-2.5-flash, NONE, 0, '{thinkingBudget:0}'", "gemini-2.5-flash-lite, NONE, 0, '{thinkingBudget:0}'", "gemini-2.5-pro, NONE, 0, '{thinkingBudget:128,+}'",
            "gemini-2.5-flash-lite, MINIMAL, 0, '{thinkingBudget:512,+}'", "gemini-2.5-flash, LOW, 0, '{thinkingBudget:1024,+}'", "gemini-2.5-flash, MEDIUM, 0, '{thinkingBudget:8192,+}'",
            "gemini-2.5-pro, HIGH, 0, '{thinkingBudget:16384,+}'", "gemini-2.5-flash, XHIGH, 0, '{thinkingBudget:24576,+}'", "gemini-2.5-flash, MAX, 0, '{thinkingBudget:24576,+}'",
            "gemini-2.5-pro, MAX, 0, '{thinkingBudget:32768,+}'", "gemini-2.5-pro, , 5, '{thinkingBudget:128,+}'", "gemini-2.5-flash, , 99999, '{thinkingBudget:24576,+}'",
            "gemini-2.5-flash-lite, HIGH, 2000, '{thinkingBudget:2000,+}'", "gemini-2.5-pro, , 0, '{+}'", "gemini-2.0-flash, HIGH, 0, ", "gemini-2.0-flash, , 0, ",
            "gemini-3.8-flash, NONE, 0, '{thinkingLevel:low,+}'", "gemini-3.8-flash, MINIMAL, 0, '{thinkingLevel:low,+}'", "gemini-3.8-flash, LOW, 0, '{thinkingLevel:low,+}'",
            "gemini-3.8-flash, MEDIUM, 0, '{thinkingLevel:medium,+}'", "gemini-3.8-flash, HIGH, 0, '{thinkingLevel:high,+}'", "gemini-3.8-flash, XHIGH, 0, '{thinkingLevel:high,+}'",
            "gemini-3.8-flash, MAX, 700, '{thinkingLevel:high,+}'", "gemini-3.8-flash, , 700, '{+}'", "gemma-9, , 0, ", "gemma-9, LOW, 0, '{thinkingLevel:low,+}'"})
    void everyEffortIsSaidInTheWordsOfTheModel(String model, Effort effort, int budget, String config) {
        var body = body(thinking(request(model, List.of(), user("hi")), effort, "auto", budget));
        var wanted = config == null ? Json.object() : node(config.replace("+", "includeThoughts:true").replaceAll("([a-zA-Z]+)(?=[:}])", "'$1'").replaceAll("'true'", "true")
                .replaceAll(":([a-z]+)(?=,)", ":'$1'"));
        assertEquals(wanted, config == null ? Json.object() : body.path("generationConfig").path("thinkingConfig"), body.toString());
        if (config == null) assertFalse(body.has("generationConfig"));
        assertFalse(body(thinking(request(model, List.of(), user("hi")), effort, "none", budget)).toString().contains("includeThoughts"));
    }

    @Test
    void aModelOfTheCatalogueThinksAsItSays() {
        var budget = new ModelInfo("gemini-4", true, new ModelInfo.Window(0, 0), true, true, new ModelInfo.Reasoning(Style.BUDGET, List.of(), true), false, true, null);
        var level = new ModelInfo("gemini-2.9", true, new ModelInfo.Window(0, 0), true, true, new ModelInfo.Reasoning(Style.LEVEL, List.of(Effort.MINIMAL, Effort.LOW), true), false, true, null);
        var none = new ModelInfo("gemini-3", true, new ModelInfo.Window(0, 0), true, true, new ModelInfo.Reasoning(Style.NONE, List.of(), true), false, true, null);
        assertEquals(1024, GeminiModel.of(budget).thinking(new Request.Thinking(Effort.LOW, "auto")).path("thinkingBudget").asInt());
        assertEquals("minimal", GeminiModel.of(level).thinking(new Request.Thinking(Effort.NONE, "auto")).path("thinkingLevel").asText());
        assertNull(GeminiModel.of(none).thinking(new Request.Thinking(Effort.HIGH, "auto")));
    }

    @Test
    void theShapeAndTheLengthOfTheAnswerAreConfiguration() {
        var request = request(THREE, List.of(), user("hi")).output(new Request.Output(77, null, "flex", (ObjectNode) node("{'$schema':'x','type':'object'}")));
        assertEquals(node("{'maxOutputTokens':77,'responseMimeType':'application/json','responseJsonSchema':{'type':'object'},'thinkingConfig':{'includeThoughts':true}}"),
                body(request).path("generationConfig"));
        assertEquals("flex", body(request).path("serviceTier").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Invalid JSON payload received. Unknown name \"parametersJsonSchema\" at 'tools[0].function_declarations[0]' | schema_simplified",
            "* GenerateContentRequest.tools[0].function_declarations[0].parameters.properties: should be non-empty for OBJECT type | schema_simplified",
            "The response_json_schema is invalid | schema_simplified",
            "Thinking level is not supported for this model. | thinking_dropped",
            "Unable to submit request because thinking_budget is out of range | thinking_dropped",
            "Function calling with a response mime type: 'application/json' is unsupported | format_dropped",
            "Tool use with function calling is unsupported | hosted_dropped",
            "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with Function calling. | hosted_dropped",
            "Unsupported MIME type: image/gif | ",
            "Please ensure that the number of function response parts is equal to the number of function call parts | "})
    void whatTheServerRefusesByNameIsLeftOutOnce(String said, String code) {
        var request = tools(request(THREE, List.of(), user("hi")), new Request.Choice.Auto(), BASH, new Tool.Hosted("s", node("{'googleSearch':{}}")))
                .output(new Request.Output(0, null, null, (ObjectNode) node("{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':false}")));
        var simpler = dialect().simpler(Failure.of(Kind.BAD_REQUEST, "HTTP 400: " + said), request);
        assertEquals(code, simpler.map(way -> way.notice().code()).orElse(null));
        if (code == null) return;
        var way = (GeminiDialect) simpler.get().dialect();
        var body = way.body(request, info(THREE));
        assertEquals(code.equals("thinking_dropped"), !body.path("generationConfig").has("thinkingConfig"));
        assertEquals(code.equals("format_dropped"), !body.path("generationConfig").has("responseMimeType"));
        assertEquals(code.equals("hosted_dropped"), body.path("tools").size() == 1);
        var function = body.path("tools").path(0).path("functionDeclarations").path(0);
        assertEquals(code.equals("schema_simplified") ? node("{'type':'object','properties':{'c':{'type':'string'}}}") : null, function.get("parameters"));
        assertEquals(code.equals("schema_simplified"), !function.has("parametersJsonSchema"));
        assertEquals(code.equals("schema_simplified"), body.path("generationConfig").has("responseSchema"));
        assertTrue(way.simpler(Failure.of(Kind.BAD_REQUEST, "HTTP 400: " + said), request).isEmpty(), "once is enough");
    }

    @Test
    void theNoticeSaysWhatASimplerSchemaLost() {
        var tool = new Tool.Function("tree", "", node("{'type':'object','properties':{'child':{'$ref':'#'}}}"));
        var simpler = dialect().simpler(Failure.of(Kind.BAD_REQUEST, "bad schema"), tools(request(THREE, List.of(), user("hi")), new Request.Choice.Auto(), tool)).orElseThrow();
        assertTrue(simpler.notice().text().contains("tree: the schema contains itself"), simpler.notice().text());
    }

    @Test
    void aWholeAnswerIsAnObjectOrAnArrayOfChunks() {
        var one = "{'candidates':[{'content':{'parts':[{'text':'Hel'}]}}]}";
        var two = "{'candidates':[{'content':{'parts':[{'text':'lo'}]},'finishReason':'STOP'}]}";
        assertEquals("Hello", whole("[" + one + "," + two + "]").text());
        assertEquals("lo", whole(two).text());
        assertEquals(Kind.TRUNCATED, whole(one).failure().kind());
        assertEquals(Kind.OVERLOADED, whole("[" + one + ",{'error':{'status':'UNAVAILABLE'}}]").failure().kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "[1]", "{\"error\":{\"message\":\"no\"}}", "[{\"error\":{}}]", "{\"choices\":[]}", "not json", ""})
    void anythingElseIsNoAnswer(String json) {
        assertTrue(dialect().whole(json.getBytes(StandardCharsets.UTF_8)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "400 | INVALID_ARGUMENT | no | | BAD_REQUEST", "400 | INVALID_ARGUMENT | The input token count (9) exceeds the maximum (8) | | CONTEXT_LENGTH",
            "400 | INVALID_ARGUMENT | Request payload size exceeds the limit: 20971520 bytes. | | TOO_LARGE",
            "400 | INVALID_ARGUMENT | API key not valid. | {'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'API_KEY_INVALID'} | AUTH",
            "400 | FAILED_PRECONDITION | User location is not supported | | PERMISSION", "403 | PERMISSION_DENIED | no | | PERMISSION", "404 | NOT_FOUND | models/x is not found | | MODEL_NOT_FOUND",
            "403 | PERMISSION_DENIED | billing | {'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'BILLING_DISABLED'} | BILLING",
            "401 | UNAUTHENTICATED | no | | AUTH", "429 | RESOURCE_EXHAUSTED | slow | | RATE_LIMIT", "500 | INTERNAL | oops | | SERVER", "503 | UNAVAILABLE | busy | | OVERLOADED",
            "504 | DEADLINE_EXCEEDED | late | | TIMEOUT", "400 | | no | | BAD_REQUEST", "429 | | | | RATE_LIMIT", "404 | | gone | | BAD_REQUEST", "413 | | | | TOO_LARGE", "502 | | | | SERVER",
            "429 | RESOURCE_EXHAUSTED | day | {'@type':'type.googleapis.com/google.rpc.QuotaFailure','violations':[{'quotaId':'GenerateRequestsPerDayPerProject'}]} | QUOTA"})
    void aRefusalMeansWhatGooglesWordForItMeans(int status, String word, String message, String detail, Kind kind) {
        var error = Json.object().put("code", status).put("message", message);
        if (word != null) error.put("status", word);
        if (detail != null) error.putArray("details").add(node(detail));
        var failure = failure(status, Map.of(), "{\"error\":" + error + "}");
        assertEquals(kind, failure.kind());
        assertEquals(kind == Kind.AUTH ? 401 : status, failure.status());
        assertEquals(kind, failure(status, Map.of(), "[{\"error\":" + error + "}]").kind(), "in an array, as without alt=sse");
        assertEquals(kind, GeminiErrors.inStream(error).kind());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"400 | {'error':'just a string'} | HTTP 400: just a string", "422 | {'detail':[{'loc':['body'],'msg':'field required'}]} | HTTP 422: body: field required",
            "413 | too big | HTTP 413: too big: send less: fewer or smaller files and images"})
    void whatAGatewaySaysInItsOwnWayIsTold(int status, String body, String line) {
        assertEquals(line, failure(status, Map.of(), body.replace('\'', '"')).line());
    }

    @Test
    void theWaitIsTheServersElseAMinuteWhereTheQuotaIsOneOfAMinute() {
        var minute = "{'@type':'type.googleapis.com/google.rpc.QuotaFailure','violations':[{'quotaId':'GenerateRequestsPerMinutePerProjectPerModel-FreeTier'}]}";
        var asked = "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'34.4s'}";
        assertEquals(Duration.ofMillis(34_400), limited(Map.of(), minute + "," + asked).retryAfter());
        assertEquals(Duration.ofSeconds(60), limited(Map.of(), minute).retryAfter());
        assertEquals(Duration.ofSeconds(7), limited(Map.of("retry-after", List.of("7")), minute).retryAfter());
        assertNull(limited(Map.of(), "").retryAfter());
        for (var odd : List.of("-1s", "1e99s", "soon", "s", "9999999999s", "1e-2147483648s")) {
            assertNull(limited(Map.of(), asked.replace("34.4s", odd)).retryAfter(), odd);
        }
    }

    @Test
    void pagesRedirectsAndNonsenseAreNoAnswersOfTheApi() {
        assertTrue(failure(403, Map.of(), "<!DOCTYPE html><html>").getMessage().contains("HTML page"));
        assertEquals(Kind.PROTOCOL, failure(302, Map.of("location", List.of("https://login.example/")), "").kind());
        assertEquals(Kind.PROTOCOL, failure(200, Map.of(), "{\"hello\":1}").kind());
        assertEquals(Kind.OVERLOADED, failure(200, Map.of(), "[{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"busy\"}}]").kind());
        var leaky = failure(400, Map.of(), "{\"error\":{\"message\":\"key AIzaSyA1234567890abcdefghijklmnopqrstuv\\nis \\u001b[31mbad\"}}").getMessage();
        assertFalse(leaky.contains("AIzaSyA1234567890") || leaky.contains("\n") || leaky.contains("\u001b"), leaky);
    }

    @Test
    void tokensAreCountedForTheWholeRequest() throws IOException {
        var call = dialect().counting(request("models/" + THREE, List.of("sys"), user("hi")), info(THREE)).orElseThrow();
        assertEquals("https://gemini.example/v1beta/models/" + THREE + ":countTokens", call.uri().toString());
        var asked = Json.read(call.body()).path("generateContentRequest");
        assertEquals("models/" + THREE, asked.path("model").asText());
        assertTrue(asked.has("systemInstruction") && asked.has("contents"));
        assertEquals(31, dialect().counted(node("{'totalTokens':31}")));
        assertEquals(0, dialect().counted(node("{}")));
    }

    @Test
    void theListOfModelsSaysHowMuchFitsInAndLeavesOutWhatDoesNotAnswer() {
        assertEquals("https://gemini.example/v1beta/models?pageSize=1000", dialect().listing().orElseThrow().uri().toString());
        assertEquals("GET", dialect().listing().orElseThrow().method());
        var models = dialect().listed(node("{'models':[{'name':'models/gemini-9','inputTokenLimit':100,'outputTokenLimit':10,'supportedGenerationMethods':['generateContent']},"
                + "{'name':'models/embed','supportedGenerationMethods':['embedContent']},{'name':'models/quiet','thinking':false},{},7]}"), ModelInfo::unknown);
        assertEquals(List.of("gemini-9", "quiet"), models.stream().map(ModelInfo::id).toList());
        assertEquals(new ModelInfo.Window(100, 10), models.getFirst().window());
        assertEquals(Style.NONE, models.getLast().reasoning().style());
        assertEquals(List.of(), dialect().listed(node("{'models':'none'}"), ModelInfo::unknown));
    }

    private static GeminiDialect dialect() {
        return new GeminiDialect("gemini", "https://gemini.example", "test/1", InstantSource.system());
    }

    private static ModelInfo info(String model) {
        return ModelInfo.unknown(model);
    }

    private static JsonNode body(Request request) {
        return dialect().body(request, info(request.model()));
    }

    private static JsonNode contents(Request request) {
        return body(request).path("contents");
    }

    private static Answer whole(String json) {
        var answer = new Answer();
        var decoder = dialect().decoder(request(THREE, List.of(), user("hi")));
        for (var event : dialect().whole(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))) decoder.event(event, answer);
        if (!decoder.done()) decoder.end(Optional.empty(), answer);
        return answer;
    }

    private static Failure failure(int status, Map<String, List<String>> headers, String body) {
        return dialect().failure(new HttpReply(status, headers, InputStream.nullInputStream()), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Failure limited(Map<String, List<String>> headers, String details) {
        return failure(429, headers, "{'error':{'code':429,'message':'slow','status':'RESOURCE_EXHAUSTED','details':[".replace('\'', '"') + details.replace('\'', '"') + "]}}");
    }

    private static Request request(String model, List<String> system, Message... messages) {
        return new Request(model, system, List.of(messages), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
    }

    private static Request tools(Request from, Request.Choice choice, Tool... tools) {
        return new Request(from.model(), from.system(), from.messages(), new Request.Tools(List.of(tools), choice, false), from.thinking(), from.output(), null);
    }

    private static Request thinking(Request from, Effort effort, String summary, int budget) {
        return new Request(from.model(), from.system(), from.messages(), from.tools(), new Request.Thinking(effort, summary, budget), from.output(), null);
    }

    private static Message user(String text) {
        return Message.user(new Part.Text(text));
    }

    private static Message assistant(Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts));
    }

    private static Message tool(Part... parts) {
        return new Message(Role.TOOL, List.of(parts));
    }

    private static Part.ToolCall call(String id, String name, String raw, Opaque opaque) {
        return new Part.ToolCall(id, name, ToolKind.FUNCTION, raw, opaque);
    }

    private static Part.ToolResult result(String id, String name, boolean error, Part... content) {
        return new Part.ToolResult(id, name, ToolKind.FUNCTION, List.of(content), error);
    }

    private static Opaque data(String json) {
        return opaque(THREE, node(json));
    }

    private static Opaque opaque(String model, JsonNode data) {
        return new Opaque("gemini", model, Signatures.KIND, data);
    }

    @SuppressWarnings("unchecked")
    private static <N extends JsonNode> N node(String json) {
        try {
            return (N) Json.read(json.replace('\'', '"'));
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }
}
