package scorpiox.simulator.gemini;

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
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.Wired;
import scorpiox.simulator.Wired.Reply;
import scorpiox.simulator.model.Scenario;

class GeminiBackendTest {
    private static final String KEY = "x-goog-api-key: k";
    private static final String THREE = "gemini-3.8-flash";
    private static final String LS = "'tools':[{'functionDeclarations':[{'name':'ls','parametersJsonSchema':{'type':'object'}}]}]";
    private static final String USER = "{'role':'user','parts':[{'text':'list the files here'}]}";
    private static final String CALL = "{'role':'model','parts':[{'functionCall':{'name':'ls','args':{}}}]}";
    private static final String ANSWER = "{'role':'user','parts':[{'functionResponse':{'name':'ls','response':{'output':'x'}}}]}";

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
        var body = Json.object();
        body.putArray("contents").addObject().put("role", "user").putArray("parts").addObject().put("text", text);
        return body;
    }

    private Reply ask(String model, JsonNode body) throws IOException {
        return wired.send("POST", "/v1beta/models/" + model + ":streamGenerateContent?alt=sse", Json.write(body), KEY);
    }

    private String refused(String model, JsonNode body) throws IOException {
        var reply = ask(model, body);
        return reply.status() == 200 ? "accepted" : reply.status() + " " + reply.json().path("error").path("message").asText();
    }

    private static String text(Reply reply, boolean thought) throws IOException {
        var text = new StringBuilder();
        for (var chunk : reply.events()) {
            for (var part : chunk.path("candidates").path(0).path("content").path("parts")) {
                if (part.path("thought").asBoolean(false) == thought) text.append(part.path("text").asText());
            }
        }
        return text.toString();
    }

    private static JsonNode candidate(JsonNode chunk) {
        return chunk.path("candidates").path(0);
    }

    @Test
    void anAnswerIsAStreamOfChunksOfWhichTheLastHasTheReason() throws IOException {
        var reply = ask(THREE, body("hello é"));
        assertEquals("text/event-stream; charset=utf-8", reply.header("Content-Type"));
        assertTrue(text(reply, false).startsWith("You said: hello é\n"));
        assertEquals("", text(reply, true));
        for (var chunk : reply.events()) {
            assertTrue(chunk.path("usageMetadata").path("promptTokenCount").asInt() > 5);
            assertEquals(THREE, chunk.path("modelVersion").asText());
            assertEquals(chunk == reply.events().getLast(), candidate(chunk).has("finishReason") && chunk == reply.events().getLast());
        }
        var last = reply.events().getLast();
        assertEquals("STOP", candidate(last).path("finishReason").asText());
        assertFalse(candidate(last).path("content").path("parts").path(0).path("thoughtSignature").asText().isEmpty());
        var usage = last.path("usageMetadata");
        assertEquals(usage.path("totalTokenCount").asInt(),
                usage.path("promptTokenCount").asInt() + usage.path("candidatesTokenCount").asInt() + usage.path("thoughtsTokenCount").asInt());
    }

    @Test
    void withoutAStreamTheAnswerIsOneValue() throws IOException {
        var whole = wired.send("POST", "/v1beta/models/" + THREE + ":generateContent", Json.write(body("hello")), KEY).json();
        assertTrue(candidate(whole).path("content").path("parts").path(0).path("text").asText().startsWith("You said: hello"));
        assertEquals("STOP", candidate(whole).path("finishReason").asText());
    }

    @Test
    void thoughtsAreShownWhenAskedFor() throws IOException {
        var body = body("hello");
        body.set("generationConfig", read("{'thinkingConfig':{'includeThoughts':true,'thinkingLevel':'low'}}"));
        assertTrue(text(ask(THREE, body), true).startsWith("**Counting**"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "gemini-3.8-flash | {}                                        | 400 * GenerateContentRequest.contents: contents is not specified",
            "gemini-3.8-flash | {'contents':[{'role':'assistant','parts':[{'text':'x'}]}]} | 400 Please use a valid role: user, model.",
            "gemini-3.8-flash | {'contents':[{'role':'user','parts':[]}]} | 400 * GenerateContentRequest.contents[0].parts: contents.parts must not be empty.",
            "gemini-3.8-flash | {'contents':[{'role':'user','parts':[{}]}]} | 400 * GenerateContentRequest.contents[0].parts[0].data: required oneof field 'data' must have one initialized field",
            "gemini-3.8-flash | {U,'messages':[]}                         | 400 Invalid JSON payload received. Unknown name \"messages\": Cannot find field.",
            "gemini-3.8-flash | {U,'generationConfig':{'maxTokens':1}}    | 400 Invalid JSON payload received. Unknown name \"maxTokens\" at 'generation_config': Cannot find field.",
            "gemini-3.8-flash | {U,'generationConfig':{'thinkingConfig':{'thinkingBudget':-1,'thinkingLevel':'low'}}} | 400 You can only set only one of thinking budget and thinking level.",
            "gemini-2.5-flash | {U,'generationConfig':{'thinkingConfig':{'thinkingLevel':'low'}}} | 400 Thinking level is not supported for this model.",
            "gemini-2.5-flash | {U,'generationConfig':{'thinkingConfig':{'thinkingBudget':30000}}} | 400 The thinking budget 30000 is invalid. Please choose a value between 0 and 24576.",
            "gemini-2.5-pro   | {U,'generationConfig':{'thinkingConfig':{'thinkingBudget':0}}} | 400 Budget 0 is invalid. This model only works in thinking mode.",
            "gemini-2.5-flash | {U,'generationConfig':{'thinkingConfig':{'thinkingBudget':0}}} | accepted",
            "gemini-3.8-flash | {U,'generationConfig':{'responseJsonSchema':{}}} | 400 A response schema is only supported with response_mime_type application/json.",
            "gemini-3.8-flash | {U,'tools':[{'functionDeclarations':[{'name':'a','parameters':{'type':'object'},'parametersJsonSchema':{}}]}]} | 400 Only one of parameters and parameters_json_schema may be set on function a.",
            "gemini-3.8-flash | {U,'tools':[{'functionDeclarations':[{'name':'a','parameters':{'type':'object','additionalProperties':false}}]}]} | 400 Invalid JSON payload received. Unknown name \"additionalProperties\" at 'tools[0].function_declarations (a).parameters': Cannot find field.",
            "gemini-3.8-flash | {U,'tools':[{'functionDeclarations':[{'name':'a'},{'name':'a'}]}]} | 400 Duplicate function declaration found: a",
            "gemini-3.8-flash | {U,'toolConfig':{'functionCallingConfig':{'mode':'auto'}}} | 400 Invalid value at 'tool_config.function_calling_config.mode', \"auto\"",
            "gemini-3.8-flash | {U,'cachedContent':'cachedContents/x','systemInstruction':{'parts':[{'text':'x'}]}} | 400 CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config. Proposed fix: move those values to CachedContent from GenerateContent request.",
            "gemini-3.8-flash | {U,'cachedContent':'cachedContents/x'}    | 403 CachedContent not found (or permission denied)",
            "gpt-5            | {U}                                       | 404 models/gpt-5 is not found for API version v1beta, or is not supported for generateContent.",
            "gemini-2.5-flash | {'contents':[U,C,A]}                      | accepted",
            "gemini-2.5-flash | {'contents':[U,C,U]}                      | 400 Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.",
            "gemini-2.5-flash | {'contents':[U,A]}                        | 400 Please ensure that function response turn comes immediately after a function call turn.",
            "gemini-2.5-flash | {'contents':[C,A]}                        | 400 Please ensure that function call turn comes immediately after a user turn or after a function response turn.",
            "gemini-2.5-flash | {'contents':[U,C]}                        | 400 Please ensure that function call turn is followed by a function response turn.",
            "gemini-3.8-flash | {'contents':[U,C,A,U]}                    | accepted",
    })
    void aBodyIsRefusedInTheWordsOfTheApi(String model, String json, String answer) throws IOException {
        var items = json.startsWith("{U") ? json.replace("{U", "{'contents':[" + USER + "]") : json.replaceAll("(?<=[\\[,])U(?=[,\\]])", USER).replaceAll("(?<=[\\[,])C(?=[,\\]])", CALL)
                .replaceAll("(?<=[\\[,])A(?=[,\\]])", ANSWER);
        assertEquals(answer, refused(model, read(items)));
    }

    @Test
    void theToolLoopOfTheThirdGenerationNeedsItsSignatureBack() throws IOException {
        var body = read("{'contents':[" + USER + "]," + LS + "}");
        var reply = ask(THREE, body);
        var part = candidate(reply.events().getFirst()).path("content").path("parts").path(0);
        assertEquals("ls", part.path("functionCall").path("name").asText());
        assertFalse(part.path("functionCall").path("id").asText().isEmpty());
        assertEquals("STOP", candidate(reply.events().getLast()).path("finishReason").asText());
        body.withArray("contents").addObject().put("role", "model").putArray("parts").add(part);
        body.withArray("contents").add(read(ANSWER));
        assertTrue(text(ask(THREE, body), false).startsWith("Here is what is here:\n\n```\nx\n```"));
        ((ObjectNode) part).put("thoughtSignature", "skip_thought_signature_validator");
        assertEquals("accepted", refused(THREE, body));
        ((ObjectNode) part).put("thoughtSignature", "bWFkZSB1cA==");
        assertEquals("400 Thought signature is not valid.", refused(THREE, body));
        ((ObjectNode) part).remove("thoughtSignature");
        assertTrue(refused(THREE, body).startsWith("400 Function call is missing a thought_signature in functionCall parts."));
        assertEquals("accepted", refused("gemini-2.5-flash", body));
    }

    @Test
    void whatIsRepeatedIsCachedFromALeastNumberOfTokensOn() throws IOException {
        var body = body("x".repeat(8_000));
        assertFalse(ask(THREE, body).events().getFirst().path("usageMetadata").has("cachedContentTokenCount"));
        var cached = ask(THREE, body).events().getFirst().path("usageMetadata").path("cachedContentTokenCount").asInt();
        assertTrue(cached > 1_900 && cached % 128 == 0, "cached " + cached);
        ask("gemini-2.5-pro", body);
        assertFalse(ask("gemini-2.5-pro", body).events().getFirst().path("usageMetadata").has("cachedContentTokenCount"));
    }

    @Test
    void aCacheIsMadeUsedExtendedAndRemoved() throws IOException {
        var cache = read("{'model':'models/" + THREE + "','ttl':'600s','displayName':'d'," + LS + "}");
        cache.putObject("systemInstruction").putArray("parts").addObject().put("text", "x".repeat(8_000));
        var made = wired.send("POST", "/v1beta/cachedContents", Json.write(cache), KEY).json();
        var name = made.path("name").asText();
        assertTrue(name.startsWith("cachedContents/"));
        var tokens = made.path("usageMetadata").path("totalTokenCount").asInt();
        var body = body("list the files here").put("cachedContent", name);
        var reply = ask(THREE, body).events().getFirst();
        assertEquals("ls", candidate(reply).path("content").path("parts").path(0).path("functionCall").path("name").asText(), "the tools of the cache");
        assertEquals(tokens, reply.path("usageMetadata").path("cachedContentTokenCount").asInt());
        assertEquals("403 CachedContent not found (or permission denied)", refused("gemini-2.5-flash", body), "of another model");
        var longer = wired.send("PATCH", "/v1beta/" + name + "?updateMask=ttl", "{\"ttl\":\"3600s\"}", KEY).json();
        assertTrue(longer.path("expireTime").asText().compareTo(made.path("expireTime").asText()) > 0);
        assertEquals(name, wired.send("GET", "/v1beta/cachedContents", "", KEY).json().path("cachedContents").path(0).path("name").asText());
        assertEquals(200, wired.send("DELETE", "/v1beta/" + name, "", KEY).status());
        assertEquals(403, wired.send("GET", "/v1beta/" + name, "", KEY).status());
        assertEquals("403 CachedContent not found (or permission denied)", refused(THREE, body));
        ((ObjectNode) cache.path("systemInstruction").path("parts").get(0)).put("text", "small");
        assertEquals(400, wired.send("POST", "/v1beta/cachedContents", Json.write(cache), KEY).status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'responseMimeType':'application/json','responseJsonSchema':{'type':'object','properties':{'n':{'type':'integer'}}}} | {\"n\":1}",
            "{'responseMimeType':'application/json','responseSchema':{'type':'ARRAY','items':{'type':'STRING'}}} | [\"hi\"]",
            "{'responseMimeType':'application/json'} | {\"answer\":\"hi\"}"})
    void anAnswerFitsTheSchemaThatIsAskedFor(String config, String answer) throws IOException {
        var body = body("say hi");
        body.set("generationConfig", read(config));
        assertEquals(answer, text(ask(THREE, body), false));
    }

    @Test
    void itSeesImagesInContentsAndInResults() throws IOException {
        var image = "{'inlineData':{'mimeType':'image/png','data':'" + Wired.RED + "'}}";
        assertEquals("red", text(ask(THREE, read("{'contents':[{'role':'user','parts':[" + image + ",{'text':'Which colour?'}]}]}")), false));
        var question = USER.replace("list the files here", "Which colour?");
        assertEquals("red", text(ask(THREE, read("{'contents':[" + question + "," + CALL.replace("{}}", "{}},'thoughtSignature':'skip_thought_signature_validator'") + ","
                + ANSWER.replace("'output':'x'}", "'output':'x'},'parts':[" + image + "]") + "]," + LS + "}")), false), "within the result");
        assertEquals("red", text(ask("gemini-2.5-flash", read("{'contents':[" + question + "," + CALL + "," + ANSWER + ",{'role':'user','parts':[" + image + "]}]," + LS + "}")), false),
                "behind the result");
    }

    @ParameterizedTest
    @CsvSource({"401, 401, UNAUTHENTICATED", "403, 403, PERMISSION_DENIED", "404, 404, NOT_FOUND", "429:7, 429, '\"retryDelay\":\"7s\"'", "quota, 429, PerDay", "500, 500, INTERNAL",
            "503, 503, UNAVAILABLE", "context-length, 400, exceeds the maximum number of tokens", "html, 403, <html>", "json, 200, '\"candidates\"'", "gemini:503, 503, UNAVAILABLE",
            "anthropic:503, 200, STOP", "overloaded, 200, UNAVAILABLE", "overloaded-late, 200, Partial", "rate-limit, 200, RESOURCE_EXHAUSTED", "error-event, 200, INTERNAL",
            "invalid-prompt, 200, PROHIBITED_CONTENT", "incomplete, 200, MAX_TOKENS", "empty, 200, STOP", "malformed, 200, '\"par\n'", "huge:1000, 200, xxxxxxxxxx", "crlf, 200, '}\r\n\r\n'"})
    void faultsComeInTheFormOfTheApi(String fault, int status, String part) throws IOException {
        use(new Wired(fault));
        var reply = ask(THREE, body("hi"));
        assertEquals(status, reply.status());
        assertTrue(reply.body().contains(part), reply.body());
    }

    @ParameterizedTest
    @CsvSource({"no-end, false", "cut:2, false", "drip:1, true", "pieces:1, true"})
    void aStreamWithoutItsReasonHasNoEnd(String fault, boolean ended) throws IOException {
        use(new Wired(fault));
        assertEquals(ended, ask(THREE, body("hi")).body().contains("finishReason"));
    }

    @Test
    void aCallThatIsNoObjectIsMalformed() throws IOException {
        use(Wired.scripted("[{\"answer\":{\"parts\":[{\"call\":\"f\",\"arguments\":\"{br\"}]}}]"));
        assertEquals("MALFORMED_FUNCTION_CALL", candidate(ask(THREE, body("hi")).events().getLast()).path("finishReason").asText());
    }

    @Test
    void ofParallelCallsTheFirstIsSigned() throws IOException {
        use(Wired.scripted("[{\"answer\":{\"parts\":[{\"call\":\"f\",\"arguments\":{}},{\"call\":\"g\",\"arguments\":{}},{\"search\":\"q\"},{\"refusal\":\"no\"}]}}]"));
        var events = ask(THREE, body("hi")).events();
        assertTrue(candidate(events.get(0)).path("content").path("parts").path(0).has("thoughtSignature"));
        assertFalse(candidate(events.get(1)).path("content").path("parts").path(0).has("thoughtSignature"));
        assertEquals("SAFETY", candidate(events.getLast()).path("finishReason").asText());
        assertEquals("q", candidate(events.getLast()).path("groundingMetadata").path("webSearchQueries").path(0).asText());
    }

    @ParameterizedTest
    @CsvSource({"X-Nothing: x, '', 403", "x-goog-api-key: wrong, '', 400", "x-goog-api-key: right, '', 200", "x-goog-api-key: right, &key=right, 403", "Authorization: Bearer right, '', 403"})
    void whoMayAsk(String header, String query, int status) throws IOException {
        use(new Wired(new Simulator.Setup(0, Set.of("right"), Set.of(), Scenario.empty(), List.of(), Optional.empty(), Optional.empty())));
        var reply = wired.send("POST", "/v1beta/models/" + THREE + ":streamGenerateContent?alt=sse" + query, Json.write(body("hi")), header);
        assertEquals(status, reply.status());
        assertEquals(status == 400, reply.body().contains("API_KEY_INVALID"));
    }

    @Test
    void tokensAreCountedAndModelsListed() throws IOException {
        var count = Json.object();
        count.set("generateContentRequest", body("x".repeat(4_000)).put("model", "models/" + THREE));
        var tokens = wired.send("POST", "/v1beta/models/" + THREE + ":countTokens", Json.write(count), KEY).json().path("totalTokens").asInt();
        assertTrue(tokens > 1_000 && tokens < 1_100, "tokens " + tokens);
        var model = wired.send("GET", "/v1beta/models?pageSize=1000", "", KEY).json().path("models").path(0);
        assertEquals("models/" + THREE, model.path("name").asText());
        assertEquals(65_536, model.path("outputTokenLimit").asInt());
        assertEquals(404, wired.send("POST", "/v1beta/models/x:embed", "{}", KEY).status());
        assertEquals(400, wired.send("POST", "/v1beta/models/" + THREE + ":streamGenerateContent", Json.write(body("x")), KEY).status());
    }
}
