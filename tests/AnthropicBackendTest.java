package scorpiox.simulator.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import scorpiox.simulator.signin.SignIns;
import scorpiox.simulator.wire.Fault;

class AnthropicBackendTest {
    private static final String[] HEADERS = {"x-api-key: k", "anthropic-version: 2023-06-01"};
    private static final String LS = "{\"name\":\"ls\",\"input_schema\":{\"type\":\"object\"}}";

    private Wired wired = new Wired();

    @AfterEach
    void close() {
        wired.close();
    }

    private void use(Wired other) {
        wired.close();
        wired = other;
    }

    private static ObjectNode body(String text) {
        var body = Json.object().put("model", "claude-opus-4-6").put("max_tokens", 4096).put("stream", true);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }

    private static ObjectNode changed(String changes) throws IOException {
        var body = body("hi");
        ((ObjectNode) Json.read(changes.replace('\'', '"'))).properties().forEach(change -> {
            if (change.getValue().isNull()) body.remove(change.getKey());
            else body.set(change.getKey(), change.getValue());
        });
        return body;
    }

    private Reply ask(JsonNode body) throws IOException {
        return wired.send("POST", "/v1/messages", Json.write(body), HEADERS);
    }

    private String refused(JsonNode body) throws IOException {
        var reply = ask(body);
        return reply.status() == 200 ? "accepted" : reply.status() + " " + reply.json().path("error").path("type").asText() + ": " + reply.json().path("error").path("message").asText();
    }

    /// The assistant's turn as a client would send it back.
    private static ObjectNode turn(Reply reply) throws IOException {
        var blocks = Json.array();
        for (var event : reply.events()) {
            switch (event.path("type").asText()) {
                case "content_block_start" -> blocks.add(event.path("content_block").deepCopy());
                case "content_block_delta" -> {
                    var block = (ObjectNode) blocks.get(blocks.size() - 1);
                    var delta = event.path("delta");
                    switch (delta.path("type").asText()) {
                        case "text_delta" -> block.put("text", block.path("text").asText() + delta.path("text").asText());
                        case "thinking_delta" -> block.put("thinking", block.path("thinking").asText() + delta.path("thinking").asText());
                        case "signature_delta" -> block.put("signature", delta.path("signature").asText());
                        default -> block.put("input", (block.path("input").isTextual() ? block.path("input").asText() : "") + delta.path("partial_json").asText());
                    }
                }
                default -> { }
            }
        }
        for (var block : blocks) if (block.path("input").isTextual()) ((ObjectNode) block).set("input", Json.read(block.path("input").asText().isEmpty() ? "{}" : block.path("input").asText()));
        var turn = Json.object().put("role", "assistant");
        turn.set("content", blocks);
        return turn;
    }

    @Test
    void anAnswerIsAStreamOfBlocksBetweenStartAndStop() throws IOException {
        var reply = ask(body("hello é"));
        assertEquals("text/event-stream; charset=utf-8", reply.header("Content-Type"));
        assertEquals("req_simulated", reply.header("request-id"));
        assertEquals("message_start", reply.types().getFirst());
        assertEquals("content_block_start", reply.types().get(1));
        assertEquals("ping", reply.types().get(2));
        assertEquals("message_stop", reply.types().getLast());
        for (var i = 0; i < reply.types().size(); i++) assertEquals(reply.types().get(i), reply.events().get(i).path("type").asText());
        assertTrue(turn(reply).path("content").path(0).path("text").asText().startsWith("You said: hello é\n"));
        var end = reply.events().get(reply.events().size() - 2);
        assertEquals("end_turn", end.path("delta").path("stop_reason").asText());
        assertTrue(end.path("usage").path("output_tokens").asInt() > 5);
        assertTrue(reply.events().getFirst().path("message").path("usage").path("input_tokens").asInt() > 5);
    }

    @Test
    void withoutAStreamTheMessageIsOneValue() throws IOException {
        var message = ask(body("hello").put("stream", false)).json();
        assertEquals("message", message.path("type").asText());
        assertEquals("end_turn", message.path("stop_reason").asText());
        assertTrue(message.path("content").path(0).path("text").asText().startsWith("You said: hello"));
        assertTrue(message.path("usage").path("output_tokens").asInt() > 5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{}                                                        | accepted",
            "{'model':null}                                            | 400 invalid_request_error: model: Field required",
            "{'model':'gpt-5'}                                         | 404 not_found_error: model: gpt-5",
            "{'max_tokens':null}                                       | 400 invalid_request_error: max_tokens: Field required",
            "{'max_tokens':0}                                          | 400 invalid_request_error: max_tokens: Input should be greater than or equal to 1",
            "{'max_tokens':200000}                                     | 400 invalid_request_error: max_tokens: 200000 > 128000, which is the maximum allowed number of output tokens for claude-opus-4-6",
            "{'messages':null}                                         | 400 invalid_request_error: messages: Field required",
            "{'messages':[]}                                           | 400 invalid_request_error: messages: at least one message is required",
            "{'messages':[{'role':'assistant','content':'x'}]}         | 400 invalid_request_error: messages: first message must use the \"user\" role",
            "{'messages':[{'role':'tool','content':'x'}]}              | 400 invalid_request_error: messages.0.role: Input should be 'user' or 'assistant'",
            "{'messages':[{'role':'user','content':''}]}               | 400 invalid_request_error: messages.0: user messages must have non-empty content",
            "{'messages':[{'role':'user','content':[{'type':'text','text':''}]}]} | 400 invalid_request_error: messages: text content blocks must be non-empty",
            "{'messages':[{'role':'user','content':[{'type':'input_text','text':'x'}]}]} | 400 invalid_request_error: messages.0.content.0: Input tag 'input_text' found using 'type' does not match any of the expected tags: 'text', 'image', 'document', 'tool_result', 'search_result'",
            "{'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/bmp','data':'AA=='}}]}]} | 400 invalid_request_error: messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'",
            "{'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b '}]} | 400 invalid_request_error: messages: final assistant content cannot end with trailing whitespace",
            "{'reasoning':{}}                                          | 400 invalid_request_error: reasoning: Extra inputs are not permitted",
            "{'temperature':0.5}                                       | accepted",
            "{'temperature':0.5,'thinking':{'type':'adaptive'}}        | 400 invalid_request_error: `temperature` may only be set to 1 when thinking is enabled.",
            "{'model':'claude-opus-5-5','temperature':0.5}             | 400 invalid_request_error: temperature: values other than 1 are not supported on this model.",
            "{'thinking':{'type':'enabled'}}                           | 400 invalid_request_error: thinking.enabled.budget_tokens: Field required",
            "{'thinking':{'type':'enabled','budget_tokens':1000}}      | 400 invalid_request_error: thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
            "{'thinking':{'type':'enabled','budget_tokens':4096}}      | 400 invalid_request_error: `max_tokens` must be greater than `thinking.budget_tokens`.",
            "{'thinking':{'type':'enabled','budget_tokens':1024}}      | accepted",
            "{'model':'claude-haiku-4-5','thinking':{'type':'adaptive'}} | 400 invalid_request_error: adaptive thinking is not supported on this model",
            "{'model':'claude-sonnet-5','thinking':{'type':'enabled','budget_tokens':2048}} | 400 invalid_request_error: \"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior.",
            "{'model':'claude-sonnet-5-5','thinking':{'type':'disabled'}} | 400 invalid_request_error: \"thinking.type.disabled\" is not supported for this model.",
            "{'model':'claude-sonnet-5-5','thinking':{'type':'between_tools'},'output_config':{'effort':'max'}} | 400 invalid_request_error: thinking.type.between_tools is not supported at effort max.",
            "{'model':'claude-opus-5','thinking':{'type':'disabled'},'output_config':{'effort':'max'}} | 400 invalid_request_error: thinking cannot be disabled at effort max.",
            "{'output_config':{'effort':'none'}}                       | 400 invalid_request_error: output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'",
            "{'tool_choice':{'type':'auto'}}                           | 400 invalid_request_error: tool_choice may only be specified while providing tools.",
            "{'tools':[{'name':'a b','input_schema':{'type':'object'}}]} | 400 invalid_request_error: tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
            "{'tools':[{'name':'a','input_schema':{}}]}                | 400 invalid_request_error: tools.0.custom.input_schema.type: Input should be 'object'",
            "{'tools':[{'name':'a','input_schema':{'type':'object'}},{'name':'a','input_schema':{'type':'object'}}]} | 400 invalid_request_error: tools: Tool names must be unique.",
            "{'model':'claude-sonnet-5-5','tools':[{'name':'a','input_schema':{'type':'object'}}],'tool_choice':{'type':'any'}} | 400 invalid_request_error: tool_choice: this model does not support forced tool use.",
    })
    void aBodyIsRefusedInTheWordsOfTheApi(String changes, String answer) throws IOException {
        assertEquals(answer, refused(changed(changes)));
    }

    private static String call(String id) {
        return "{'type':'tool_use','id':'" + id + "','name':'ls','input':{}}";
    }

    private static String result(String id) {
        return "{'type':'tool_result','tool_use_id':'" + id + "','content':'x'}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a    | R:a           | accepted",
            "a,b  | R:b,R:a       | accepted",
            "a    | R:a,T         | accepted",
            "a    | T,R:a         | 400 invalid_request_error: messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: a. Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
            "a,b  | R:a           | 400 invalid_request_error: messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: b. Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
            "a    | R:b           | 400 invalid_request_error: messages.2.content.0: unexpected `tool_use_id` found in `tool_result` blocks: b. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
            "a    | R:a,R:a       | 400 invalid_request_error: messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: a",
            "a,a  | R:a           | 400 invalid_request_error: messages.1.content.1: `tool_use` ids must be unique",
            "a.b  | R:a.b         | 400 invalid_request_error: messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
    })
    void callsAreAnsweredByTheNextTurnBeforeAnyText(String calls, String results, String answer) throws IOException {
        var made = Json.array();
        for (var id : calls.split(",")) made.add(Json.read(call(id).replace('\'', '"')));
        var given = Json.array();
        for (var part : results.split(",")) given.add(Json.read((part.equals("T") ? "{'type':'text','text':'go on'}" : result(part.substring(2))).replace('\'', '"')));
        var body = body("list the files");
        body.withArray("messages").addObject().put("role", "assistant").set("content", made);
        body.withArray("messages").addObject().put("role", "user").set("content", given);
        assertEquals(answer, refused(body));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theToolLoopNeedsItsThinkingBackAsItWasGiven(boolean forged) throws IOException {
        var body = (ObjectNode) changed("{'model':'claude-sonnet-4-5','thinking':{'type':'enabled','budget_tokens':2048},'tools':[" + LS.replace('"', '\'') + "]}");
        ((ObjectNode) body.path("messages").get(0)).put("content", "list the files here");
        var reply = ask(body);
        var turn = turn(reply);
        assertEquals("thinking", turn.path("content").path(0).path("type").asText());
        assertEquals("tool_use", reply.events().get(reply.events().size() - 2).path("delta").path("stop_reason").asText());
        var call = turn.path("content").path(1);
        assertEquals("ls", call.path("name").asText());
        if (forged) ((ObjectNode) turn.path("content").path(0)).put("thinking", "something else");
        body.withArray("messages").add(turn);
        body.withArray("messages").addObject().put("role", "user").set("content", Json.read("[" + result(call.path("id").asText()).replace('\'', '"') + "]"));
        if (forged) {
            assertEquals("400 invalid_request_error: messages.1.content.0: Invalid `signature` in `thinking` block", refused(body));
            ((ArrayNode) turn.path("content")).remove(0);
            assertTrue(refused(body).contains("a final `assistant` message must start with a thinking block."), "without its thinking");
        } else {
            assertTrue(turn(ask(body)).path("content").path(1).path("text").asText().startsWith("Here is what is here:\n\n```\nx\n```"));
        }
    }

    @Test
    void thinkingThatIsOmittedIsSignedAllTheSame() throws IOException {
        var block = turn(ask(changed("{'thinking':{'type':'adaptive','display':'omitted'}}"))).path("content").path(0);
        assertEquals("", block.path("thinking").asText("-"));
        assertFalse(block.path("signature").asText().isEmpty());
    }

    @Test
    void whatIsMarkedIsReadFromTheCacheTheNextTime() throws IOException {
        var body = body("hello");
        body.putArray("system").addObject().put("type", "text").put("text", "x".repeat(24_000)).putObject("cache_control").put("type", "ephemeral");
        var first = usage(body);
        assertEquals(0, first.path("cache_read_input_tokens").asInt());
        var written = first.path("cache_creation_input_tokens").asInt();
        assertTrue(written > 5_900 && written < 6_200, "written " + written);
        var second = usage(body);
        assertEquals(written, second.path("cache_read_input_tokens").asInt());
        assertEquals(0, second.path("cache_creation_input_tokens").asInt());
        assertEquals(first.path("input_tokens").asInt(), second.path("input_tokens").asInt());
        body.withArray("messages").addObject().put("role", "assistant").put("content", "ok");
        body.withArray("messages").addObject().put("role", "user").putArray("content").addObject().put("type", "text").put("text", "more").putObject("cache_control")
                .put("type", "ephemeral").put("ttl", "5m");
        assertEquals(written, usage(body).path("cache_read_input_tokens").asInt(), "found behind the new mark");
        ((ObjectNode) body.path("system").get(0)).put("text", "y".repeat(24_000));
        assertEquals(0, usage(body).path("cache_read_input_tokens").asInt(), "another prefix");
    }

    @Test
    void nothingIsKeptUnmarkedOrBelowTheLeastNumberOfTokens() throws IOException {
        var unmarked = body("x".repeat(24_000));
        usage(unmarked);
        assertEquals(0, usage(unmarked).path("cache_read_input_tokens").asInt());
        var small = body("hello");
        small.putArray("system").addObject().put("type", "text").put("text", "x".repeat(12_000)).putObject("cache_control").put("type", "ephemeral");
        usage(small);
        assertEquals(0, usage(small).path("cache_read_input_tokens").asInt());
        assertEquals(0, usage(small).path("cache_creation_input_tokens").asInt());
    }

    private JsonNode usage(JsonNode body) throws IOException {
        return ask(body).events().getFirst().path("message").path("usage");
    }

    @ParameterizedTest
    @CsvSource({"5m 5m 5m 5m, accepted", "1h 5m, accepted", "5m 1h, must not come after", "5m 5m 5m 5m 5m, Found 5.", "2h, should be '5m' or '1h'"})
    void marksAreFewAndTheLongerFirst(String marks, String answer) throws IOException {
        var body = body("hello");
        var system = body.putArray("system");
        for (var mark : marks.split(" ")) system.addObject().put("type", "text").put("text", "x").putObject("cache_control").put("type", "ephemeral").put("ttl", mark);
        assertTrue(refused(body).contains(answer), refused(body));
    }

    @Test
    void anAnswerFitsTheSchemaThatIsAskedFor() throws IOException {
        var body = changed("{'output_config':{'format':{'type':'json_schema','schema':{'type':'object','properties':{'n':{'type':'integer'}},'required':['n']}}}}");
        assertEquals("{\"n\":1}", turn(ask(body)).path("content").path(0).path("text").asText());
    }

    @Test
    void itSeesImagesInMessagesAndInResults() throws IOException {
        var image = "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'" + Wired.RED + "'}}";
        var body = body("x");
        ((ObjectNode) body.path("messages").get(0)).set("content", Json.read(("[" + image + ",{'type':'text','text':'Which color is it?'}]").replace('\'', '"')));
        assertEquals("red", turn(ask(body)).path("content").path(0).path("text").asText());
        body = body("Which color is it?");
        body.set("tools", Json.read("[" + LS + "]"));
        body.withArray("messages").addObject().put("role", "assistant").set("content", Json.read(("[" + call("a") + "]").replace('\'', '"')));
        body.withArray("messages").addObject().put("role", "user").set("content",
                Json.read(("[{'type':'tool_result','tool_use_id':'a','content':[{'type':'text','text':'here'}," + image + "]}]").replace('\'', '"')));
        assertEquals("red", turn(ask(body)).path("content").path(0).path("text").asText());
    }

    @ParameterizedTest
    @CsvSource({"401, 401, authentication_error", "403, 403, permission_error", "404, 404, not_found_error", "429:7, 429, rate_limit_error", "500, 500, api_error", "503, 503, api_error",
            "529, 529, overloaded_error", "usage-limit, 429, rate_limit_error", "quota, 402, billing_error", "context-length, 400, prompt is too long",
            "html, 403, <html>", "html-200, 200, <html>", "redirect, 307, ''", "json, 200, '\"type\":\"message\"'", "anthropic:529, 529, overloaded_error",
            "gemini:529, 200, message_stop", "claude-code:401, 200, message_stop"})
    void someFaultsTakeThePlaceOfTheStream(String fault, int status, String part) throws IOException {
        use(new Wired(fault));
        var reply = ask(body("hi"));
        assertEquals(status, reply.status());
        assertTrue(reply.body().contains(part), reply.body());
        if (fault.equals("429:7")) assertEquals("7", reply.header("retry-after"));
    }

    @ParameterizedTest
    @CsvSource({"overloaded, error, overloaded_error", "overloaded-late, error, Partial", "rate-limit, error, rate_limit_error", "error-event, error, api_error",
            "invalid-prompt, message_stop, refusal", "incomplete, message_stop, max_tokens", "empty, message_stop, end_turn", "no-end, content_block_stop, hi",
            "malformed, message_stop, '\"ind\n'", "huge:1000, message_stop, xxxxxxxxx", "drip:1, message_stop, hi", "pieces:1, message_stop, hi", "cut:3, ping, message_start",
            "crlf, message_stop, '}\r\n\r\n'"})
    void othersHappenInTheStream(String fault, String last, String part) throws IOException {
        use(new Wired(fault));
        var reply = ask(body("hi"));
        assertEquals(200, reply.status());
        assertEquals(last, reply.types().getLast());
        assertTrue(reply.body().contains(part), reply.body());
    }

    @Test
    void aScenarioAnswersWithEveryPiece() throws IOException {
        use(Wired.scripted("[{\"answer\":{\"parts\":[{\"reasoning\":\"hm\"},{\"text\":\"a b\"},{\"call\":\"f\",\"arguments\":{\"a\":1}},{\"call\":\"g\",\"arguments\":\"{\\\"br\"},"
                + "{\"custom\":\"p\",\"input\":\"i\"},{\"search\":\"q\"},{\"repeat\":\"x \",\"times\":3}]}}]"));
        var whole = ask(body("hi").put("stream", false)).json();
        var types = new StringBuilder();
        whole.path("content").forEach(block -> types.append(block.path("type").asText()).append(' '));
        assertEquals("thinking text tool_use tool_use tool_use server_tool_use web_search_tool_result text ", types.toString());
        assertEquals("x x x ", whole.path("content").path(7).path("text").asText());
        assertTrue(ask(body("hi")).body().contains("{\\\"br"), "broken arguments go out as they are");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "X-Nothing: x           | X-Nothing: x                     | 401 x-api-key header is required",
            "x-api-key: wrong       | X-Nothing: x                     | 401 invalid x-api-key",
            "x-api-key: right       | X-Nothing: x                     | 200",
            "Authorization: Bearer right | X-Nothing: x                | 200",
            "Authorization: Bearer right | x-api-key: right            | 401 x-api-key and authorization: only one of them may be set",
            "Authorization: Bearer wrong | anthropic-beta: oauth-2025-04-20 | 401 OAuth token has expired. Please obtain a new token or refresh your existing token.",
            "Authorization: Bearer right | anthropic-beta: oauth-2025-04-20 | 200"})
    void whoMayAsk(String first, String second, String answer) throws IOException {
        use(new Wired(new Simulator.Setup(0, Set.of("right"), Set.of(), Scenario.empty(), List.of(), Optional.empty(), Optional.empty(), SignIns.USUAL)));
        var reply = wired.send("POST", "/v1/messages", Json.write(body("hi")), "anthropic-version: 2023-06-01", first, second);
        assertEquals(answer, reply.status() == 200 ? "200" : reply.status() + " " + reply.json().path("error").path("message").asText());
    }

    @Test
    void aSubscriptionMayBeRefusedElsewhereAndSaysHowMuchIsUsed() throws IOException {
        use(new Wired(Simulator.Setup.answering(Scenario.empty(), Fault.parse("claude-code:identity*1"))));
        String[] headers = {"anthropic-version: 2023-06-01", "Authorization: Bearer sk-ant-oat01-x", "anthropic-beta: a,oauth-2025-04-20"};
        var refused = wired.send("POST", "/v1/messages?beta=true", Json.write(body("hi")), headers);
        assertEquals("400 Error", refused.status() + " " + refused.json().path("error").path("message").asText());
        assertEquals(200, wired.send("POST", "/v1/messages", Json.write(body("hi")), headers).status());
        assertEquals(12.5, wired.send("GET", "/api/oauth/usage", "", headers).json().path("five_hour").path("utilization").asDouble());
    }

    @Test
    void aBearerIsRenewedWhereClaudeCodeRenewsIt() throws IOException {
        var ask = Json.object().put("grant_type", "refresh_token").put("client_id", "c").put("refresh_token", wired.simulator().refreshToken());
        var tokens = wired.send("POST", "/v1/oauth/token", Json.write(ask), "Content-Type: application/json").json();
        assertTrue(tokens.path("expires_in").asInt() > 0);
        var haiku = Json.write(body("hi").put("model", "claude-haiku-5-5"));
        String[] headers = {"anthropic-version: 2023-06-01", "Authorization: Bearer " + tokens.path("access_token").asText(), "anthropic-beta: oauth-2025-04-20"};
        assertEquals(200, wired.send("POST", "/v1/messages", haiku, headers).status());
        wired.simulator().withdraw(tokens.path("access_token").asText());
        assertEquals(401, wired.send("POST", "/v1/messages", haiku, headers).status());
    }

    @Test
    void theVersionIsNeeded() throws IOException {
        var reply = wired.send("POST", "/v1/messages", Json.write(body("hi")), "x-api-key: k");
        assertEquals("anthropic-version: header is required", reply.json().path("error").path("message").asText());
    }

    @Test
    void tokensAreCountedAndModelsListed() throws IOException {
        var counted = (ObjectNode) body("x".repeat(4_000)).without(List.of("max_tokens", "stream"));
        var tokens = wired.send("POST", "/v1/messages/count_tokens", Json.write(counted), HEADERS).json().path("input_tokens").asInt();
        assertTrue(tokens > 1_000 && tokens < 1_100, "tokens " + tokens);
        assertEquals(400, wired.send("POST", "/v1/messages/count_tokens", Json.write(body("x")), HEADERS).status());
        assertEquals("claude-opus-5-5", wired.send("GET", "/v1/models?limit=1000", "", HEADERS).json().path("data").path(0).path("id").asText());
        assertEquals(405, wired.send("GET", "/v1/messages", "", HEADERS).status());
    }
}
