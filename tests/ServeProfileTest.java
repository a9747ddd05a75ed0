package scorpiox.server;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Json;

/// What backends are sent for requests under each of the documented profiles, and what requests say against them.
class ServeProfileTest {
    private static final String STREAMING = ", streaming: {max_retries: 0, retry_backoff_seconds: [0]}}}}}\n";
    private static final String TOOL = "{'type':'function','function':{'name':'look','parameters':{'type':'object','properties':{'a':{'type':'string'}}}}}";

    /// A request to each API with text of the system, what the user says, and perhaps a tool.
    private enum Api {
        CHAT("/v1/chat/completions", "{'model':'gpt-5.1-codex','messages':[{'role':'system','content':'be kind'},{'role':'user','content':'hi'}]}", TOOL),
        RESPONSES("/v1/responses", "{'model':'gpt-5.1-codex','input':[{'role':'system','content':'be kind'},{'role':'user','content':'hi'}]}", TOOL.replace("'function':{'name'", "'name'").replace("}}}}}", "}}}}")),
        MESSAGES("/v1/messages", "{'model':'gpt-5.1-codex','max_tokens':9,'system':'be kind','messages':[{'role':'user','content':'hi'}]}", "{'name':'look','input_schema':{'type':'object','properties':{'a':{'type':'string'}}}}");

        final String path;
        private final String body;
        private final String tool;

        Api(String path, String body, String tool) {
            this.path = path;
            this.body = body;
            this.tool = tool;
        }

        ObjectNode body(boolean tools) {
            return json(tools ? body.replace("{'model'", "{'tools':[" + tool + "],'model'") : body);
        }
    }

    @TempDir
    Path home;

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.read(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private Serving serving(String capabilities, String... events) throws IOException {
        var all = new StringBuilder(Serving.HEAD);
        for (var event : events) all.append("data: ").append(event.replace('\'', '"')).append("\n\n");
        if (events.length == 0) all.append("data: {\"type\":\"response.output_text.delta\",\"item_id\":\"m\",\"output_index\":0,\"delta\":\"one two\"}\n\n");
        all.append("data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],\"usage\":{\"output_tokens\":1}}}\n\n");
        return new Serving(home, "backends: {openai_codex: {timeout: 120, extra: {codex: {default_capabilities: {" + capabilities + "}" + STREAMING, (_, peer) -> peer.send(all.toString()));
    }

    private static JsonNode sent(Serving serving, Api api, ObjectNode body, String... headers) throws Exception {
        var reply = serving.post(api.path, Json.write(body), headers);
        assertEquals(200, reply.status(), reply.body());
        return Serving.body(serving.asked.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void bothDocumentedProfilesSendTheClientsOwnAndNothingElse() throws Exception {
        for (var profile : List.of("protocol: openai-chat, codex_passthrough: false", "protocol: openai-responses, codex_passthrough: true")) {
            try (var serving = serving(profile + ", prompt_mode: codex_default, tool_schema_mode: custom_only, tool_text_format: none, bypass_tool_call_reactor: true, include_environment_context: false")) {
                for (var api : Api.values()) {
                    var plain = sent(serving, api, api.body(false));
                    var tools = sent(serving, api, api.body(true));
                    var text = Json.write(plain);
                    assertAll(profile + " " + api, () -> assertFalse(plain.has("tools") || plain.has("tool_choice") || plain.has("parallel_tool_calls"), text), () -> assertEquals(1, tools.path("tools").size()),
                            () -> assertEquals("look", tools.path("tools").path(0).path("name").asText()), () -> assertFalse(text.contains("environment_context") || text.contains(System.getProperty("user.dir")), text),
                            () -> assertFalse(plain.path("instructions").asText().isBlank() || plain.path("instructions").asText().contains("be kind"), text), () -> assertEquals(2, plain.path("input").size(), text),
                            () -> assertEquals("developer", plain.path("input").path(0).path("role").asText(), text), () -> assertTrue(Json.write(plain.path("input").path(0)).contains("be kind"), text),
                            () -> assertTrue(plain.path("stream").asBoolean() && plain.path("store").isBoolean() && !plain.path("store").asBoolean(), text),
                            () -> assertFalse(plain.has("max_output_tokens") || plain.has("max_tokens") || plain.has("extra_body") || plain.has("codex_capabilities"), text));
                    if (api == Api.RESPONSES) assertEquals(profile.contains("true") ? "mine" : plain.path("instructions").asText(), sent(serving, api, api.body(false).put("instructions", "mine")).path("instructions").asText());
                }
            }
        }
    }

    @Test
    void aRequestOverridesItsProfileFromEveryPlaceByEveryApi() throws Exception {
        try (var serving = serving("prompt_mode: codex_default")) {
            for (var api : Api.values()) {
                var wish = json("{'prompt_mode':'custom_only','codex_passthrough':false,'include_environment_context':true,'unknown':1,'tool_schema_mode':null}");
                var bodies = new ArrayList<ObjectNode>();
                for (var name : List.of("codex_capabilities", "client_capabilities", "capabilities")) {
                    bodies.add(api.body(false).set(name, wish.deepCopy()));
                    bodies.add(api.body(false).set("extra_body", Json.object().set(name, wish.deepCopy())));
                }
                bodies.add(api.body(false).set("extra_body", json("{'prompt_mode':'custom_only','codex_passthrough':false,'include_environment_context':true}")));
                bodies.add(api.body(false));
                for (var i = 0; i < bodies.size(); i++) {
                    var up = sent(serving, api, bodies.get(i), i == bodies.size() - 1 ? new String[] {"x-codex-capabilities: " + Json.write(wish)} : new String[0]);
                    assertAll(api + " " + i, () -> assertEquals("be kind", up.path("instructions").asText(), up.toString()), () -> assertTrue(up.toString().contains("<environment_context>"), up.toString()),
                            () -> assertFalse(up.toString().contains("<cwd>") || up.toString().contains("capabilities"), up.toString()));
                }
                var top = api.body(false);
                top.set("codex_capabilities", json("{'prompt_mode':'merge_custom'}"));
                top.set("extra_body", json("{'codex_capabilities':{'prompt_mode':'custom_only'},'agent':'cline/1','project_dir':'/x'}"));
                var merged = sent(serving, api, top, "x-codex-capabilities: {\"prompt_mode\":\"codex_default\"}");
                assertTrue(merged.path("instructions").asText().endsWith("\n\nbe kind") && !merged.has("agent") && !merged.has("project_dir"), merged.toString());
                var wrong = serving.post(api.path, Json.write(api.body(false).set("codex_capabilities", json("{'prompt_mode':'mine'}"))));
                assertAll(() -> assertEquals(400, wrong.status()), () -> assertTrue(wrong.body().contains("codex_capabilities.prompt_mode"), wrong.body()));
            }
        }
    }

    @Test
    void selectorsEffortsAndTiersReachTheBackend() throws Exception {
        var table = """
                openai-codex:gpt-5.1-codex        -      gpt-5.1-codex      -      -
                OpenAI_Codex:gpt-5.1-codex-high   -      gpt-5.1-codex      high   -
                openai/gpt-5.2-codex(low)         -      gpt-5.2-codex      low    -
                gpt-5.1-codex-max                 -      gpt-5.1-codex-max  -      -
                gpt-5.2-codex:medium?reasoning_effort=high&service_tier=priority low gpt-5.2-codex high priority
                gpt-5.2-codex-fast                low    gpt-5.2-codex      low    priority
                gpt-5.1-codex                     ultra  gpt-5.1-codex      high   -
                gpt-5.1-codex-mini                low    gpt-5.1-codex-mini medium -
                brand-new-model                   low    brand-new-model    low    -
                """;
        try (var serving = serving("")) {
            for (var row : table.lines().toList()) {
                var cell = row.trim().split("\\s+");
                var body = Api.CHAT.body(false).put("model", cell[0]);
                if (!cell[1].equals("-")) body.put("reasoning_effort", cell[1]);
                var up = sent(serving, Api.CHAT, body);
                assertAll(row, () -> assertEquals(cell[2], up.path("model").asText()), () -> assertEquals(cell[4], up.path("service_tier").asText("-")),
                        () -> assertTrue(cell[3].equals("-") || cell[3].equals(up.path("reasoning").path("effort").asText()), up.toString()));
            }
            for (var wrong : List.of("gpt-5.1-codex?nothing=1", "gpt-5.1-codex?reasoning_effort=much", "?verbosity=low", " ")) assertEquals(400, serving.post(Api.CHAT.path, Json.write(Api.CHAT.body(false).put("model", wrong))).status(), wrong);
        }
    }

    @Test
    void thinkingIsShownAsTheHeaderWishes() throws Exception {
        var thought = new String[] {"{'type':'response.reasoning_summary_text.delta','item_id':'rs','output_index':0,'summary_index':0,'delta':'hm'}", "{'type':'response.output_text.delta','item_id':'m','output_index':1,'delta':'so'}"};
        try (var serving = serving("", thought)) {
            var table = List.of("reasoning_content {'content':'so','reasoning_content':'hm'}", "reasoning {'content':'so','reasoning':'hm'}", "both {'content':'so','reasoning_content':'hm','reasoning':'hm'}",
                    "think-tags {'content':'<think>hm</think>\\n\\nso'}", "o3 {'content':'so','reasoning':{'content':[{'type':'text','text':'hm'}]}}", "hidden {'content':'so'}");
            for (var row : table) {
                var space = row.indexOf(' ');
                var message = (ObjectNode) serving.post(Api.CHAT.path, Json.write(Api.CHAT.body(false)), "x-sx-reasoning: " + row.substring(0, space)).json().path("choices").path(0).path("message");
                assertEquals(json(row.substring(space + 1)), message.without(List.of("role", "refusal", "annotations")), row);
            }
            var wrong = serving.post(Api.CHAT.path, Json.write(Api.CHAT.body(false)), "x-sx-reasoning: loud");
            assertAll(() -> assertEquals(400, wrong.status()), () -> assertTrue(wrong.body().contains("x-sx-reasoning"), wrong.body()));
        }
    }

    @Test
    void argumentsInThePlaceOfAnythingButACallAreNoBug() throws Exception {
        try (var serving = serving("codex_passthrough: false", "{'type':'response.reasoning_summary_text.delta','item_id':'rs','output_index':0,'summary_index':0,'delta':'hm'}",
                "{'type':'response.output_item.done','output_index':0,'item':{'id':'rs','type':'reasoning','summary':[{'type':'summary_text','text':'hm'}]}}",
                "{'type':'response.output_item.added','output_index':1,'item':{'id':'fc','type':'function_call','call_id':'call_1','name':'look','arguments':''}}",
                "{'type':'response.function_call_arguments.delta','item_id':'fc','output_index':0,'delta':'{}'}", "{'type':'response.output_text.delta','item_id':'m','output_index':2,'delta':'so'}")) {
            for (var api : Api.values()) {
                var reply = serving.post(api.path, Json.write(api.body(false)));
                assertTrue(reply.status() == 200 && reply.body().contains("\"so\""), reply.body());
            }
        }
    }

    @Test
    void aStopTextCutsTheAnswerOfEveryApi() throws Exception {
        try (var serving = serving("codex_passthrough: false")) {
            for (var stream : List.of(false, true)) {
                var chat = serving.post(Api.CHAT.path, Json.write(Api.CHAT.body(false).put("stream", stream).put("stop", " tw"))).body();
                var messages = serving.post(Api.MESSAGES.path, Json.write(Api.MESSAGES.body(false).put("stream", stream).set("stop_sequences", Json.array().add(" tw")))).body();
                var completions = serving.post("/v1/completions", "{\"model\":\"gpt-5.1-codex\",\"prompt\":\"hi\",\"stream\":" + stream + ",\"stop\":[\"x\",\" tw\"]}").body();
                for (var body : List.of(chat, messages, completions)) assertTrue(body.contains("\"one\"") && !body.contains("two") && !body.contains("one "), body);
                assertAll(() -> assertTrue(chat.contains("\"finish_reason\":\"stop\""), chat), () -> assertTrue(completions.contains("\"finish_reason\":\"stop\""), completions),
                        () -> assertTrue(messages.contains("\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\" tw\""), messages));
            }
        }
    }

    @Test
    void namesThatTheBackendDoesNotTakeComeBackAsTheyWere() throws Exception {
        var name = "mcp__a.very/long server__" + "x".repeat(80);
        var sent = new ArrayList<String>();
        try (var serving = new Serving(home, "", (request, peer) -> {
            var used = Serving.body(request).path("tools").path(0).path("name").asText();
            sent.add(used);
            peer.send(Serving.HEAD + ("data: {'type':'response.output_item.done','output_index':0,'item':{'type':'function_call','id':'fc_1','call_id':'call_1','name':'" + used + "','arguments':'{}'}}\n\n"
                    + "data: {'type':'response.completed','response':{'id':'resp_1','status':'completed','output':[],'usage':{'output_tokens':1}}}\n\n").replace('\'', '"'));
        })) {
            for (var api : Api.values()) {
                for (var stream : List.of(false, true)) {
                    var reply = serving.post(api.path, Json.write(api.body(true).put("stream", stream)).replace("\"look\"", "\"" + name + "\""));
                    assertTrue(reply.status() == 200 && reply.body().contains("\"" + name + "\"") && !reply.body().contains(sent.getLast()), reply.body());
                    assertTrue(sent.getLast().matches("[A-Za-z0-9_-]{1,64}") && sent.getLast().equals(sent.getFirst()), sent.toString());
                }
            }
        }
    }
}
