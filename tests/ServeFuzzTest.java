package scorpiox.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;

/// Whatever clients send, they get an answer that says what is wrong, and it is never the server's own fault. `SX_FUZZ` says
/// how many requests to make up.
class ServeFuzzTest {
    private static final String ONCE = "backends: {openai_codex: {extra: {codex: {streaming: {max_retries: 0, retry_backoff_seconds: [0]}}}}}\n";
    private static final String ANSWER = Serving.HEAD + "data: {\"type\":\"response.output_text.delta\",\"item_id\":\"m\",\"output_index\":0,\"delta\":\"ok\"}\n\n"
            + "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],\"usage\":{\"output_tokens\":1}}}\n\n";

    /// A valid request to every route, with all that its API has.
    private static final List<String> VALID = List.of("""
            /v1/chat/completions {'model':'gpt-5.1-codex','stream':false,'stream_options':{'include_usage':true},'messages':[{'role':'system','content':'be kind'},
            {'role':'user','content':[{'type':'text','text':'see'},{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0KGgo=','detail':'low'}},
            {'type':'file','file':{'filename':'a.pdf','file_data':'JVBERi0='}}]},{'role':'assistant','content':'so','reasoning_content':'hm','tool_calls':[{'id':'call_1','type':'function',
            'function':{'name':'read','arguments':'{}'}}]},{'role':'tool','tool_call_id':'call_1','content':'result'}],'tools':[{'type':'function','function':{'name':'read','description':'reads',
            'parameters':{'type':'object','properties':{'a':{'type':'string'}}},'strict':false}},{'type':'custom','custom':{'name':'patch','format':{'type':'grammar',
            'grammar':{'syntax':'lark','definition':'start: x'}}}}],'tool_choice':{'type':'function','function':{'name':'read'}},'parallel_tool_calls':true,'reasoning_effort':'low','verbosity':'low',
            'response_format':{'type':'json_schema','json_schema':{'name':'r','schema':{'type':'object'},'strict':true}},'stop':['END'],'max_tokens':9,'temperature':0.5,'n':1,'user':'me',
            'prompt_cache_key':'k','conversation_id':'c','web_search_options':{'search_context_size':'low','user_location':{'approximate':{'city':'Rome'}}},
            'extra_body':{'codex_capabilities':{'prompt_mode':'merge_custom'},'agent':'cline/2'},'codex_environment_context':'here','functions':null,'logit_bias':{'1':2}}""", """
            /v1/responses {'model':'gpt-5.1-codex','stream':false,'instructions':'be kind','input':[{'type':'message','role':'user','content':[{'type':'input_text','text':'hi'},
            {'type':'input_image','image_url':'data:image/png;base64,iVBORw0KGgo='}]},{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'t'}],'encrypted_content':'abc'},
            {'type':'function_call','id':'fc_1','call_id':'call_1','name':'read','arguments':'{}'},{'type':'function_call_output','call_id':'call_1','output':'result'},
            {'type':'custom_tool_call','call_id':'call_2','name':'patch','input':'x'},{'type':'custom_tool_call_output','call_id':'call_2','output':[{'type':'input_text','text':'done'}]},
            {'type':'local_shell_call','call_id':'call_3','action':{'type':'exec','command':['ls']}},{'type':'item_reference','id':'x'}],'tools':[{'type':'function','name':'read','parameters':{'type':'object'},
            'strict':true},{'type':'custom','name':'patch','format':{'type':'text'}},{'type':'web_search','filters':{'allowed_domains':['a.b']}},{'type':'mcp','server_url':'http://x'}],
            'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'read'}]},'reasoning':{'effort':'low','summary':'auto'},'text':{'verbosity':'low','format':{'type':'json_object'}},
            'include':['reasoning.encrypted_content'],'store':false,'max_output_tokens':9,'metadata':{'a':'b'},'client_metadata':{'x':'y'},'truncation':'auto','prompt_cache_key':'k','service_tier':'priority'}""", """
            /v1/messages {'model':'claude-sonnet-4-5','max_tokens':9,'stream':false,'system':[{'type':'text','text':'be kind','cache_control':{'type':'ephemeral'}}],'messages':[{'role':'user','content':
            [{'type':'text','text':'hi'},{'type':'image','source':{'type':'base64','media_type':'image/png','data':'iVBORw0KGgo='}},{'type':'document','source':{'type':'text','media_type':'text/plain','data':'d'}}]},
            {'role':'assistant','content':[{'type':'thinking','thinking':'t','signature':'sx1.abc'},{'type':'tool_use','id':'toolu_1','name':'read','input':{'a':1}}]},
            {'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1','is_error':true,'content':[{'type':'text','text':'r'},{'type':'image','source':{'type':'url','url':'https://a.b/c.png'}}]}]}],
            'tools':[{'name':'read','description':'reads','input_schema':{'type':'object','$schema':'s'}},{'type':'web_search_20250305','name':'web_search','max_uses':3,'user_location':{'type':'approximate','city':'Rome'}}],
            'tool_choice':{'type':'tool','name':'read','disable_parallel_tool_use':true},'thinking':{'type':'enabled','budget_tokens':2048},'stop_sequences':['END'],'metadata':{'user_id':'me'},
            'output_config':{'effort':'low','format':{'type':'json_schema','schema':{'type':'object'}}},'temperature':1,'top_k':4}""", """
            /v1/messages/count_tokens {'model':'claude-sonnet-4-5','system':'be kind','messages':[{'role':'user','content':[{'type':'text','text':'hi'}]}],'tools':[{'name':'read','input_schema':{'type':'object'}}]}""", """
            /v1/completions {'model':'gpt-5.1-codex','prompt':['one','two'],'stream':false,'stream_options':{'include_usage':true},'stop':'END','max_tokens':9,'echo':false,'best_of':1,'suffix':null,'user':'me'}""");

    private static final List<String> STRANGE = List.of("null", "true", "0", "-1", "1e400", "1e-400", "-0.0", "9223372036854775808", "1" + "0".repeat(300), "0.1e999999999", "''", "' '", "'\\ud800'", "'\\udc00\\ud800'",
            "'\\u0000\\r\\nx-evil: 1'", "'gemini/x'", "'?reasoning_effort=%zz'", "'data:image/png;base64,!!'", "'file:///etc/passwd'", "'http://127.0.0.1:1/x'", "[]", "{}", "[[]]", "[null]", "[{}]", "{'':{}}", "{'a':null}",
            "{'\\ud800':1}", "{'type':'object','\\ud800':{'\\udfff':2}}", "['x',1,{}]", "{'type':'text','text':7}", "{'type':[]}", "{'role':{}}", "'function'", "'text'", "{'url':{}}", "'\ud83d\ude00'", "'" + "x".repeat(70_000) + "'");

    private static final boolean LONG = System.getenv("SX_FUZZ") != null;
    private static final int MANY = LONG ? 99_999 : 9_999;
    private static final int LARGE = LONG ? 10_000_000 : 3_000_000;

    @TempDir
    Path home;

    private static Serving serving(Path home, String more) throws IOException {
        return new Serving(home, ONCE + more, (_, peer) -> peer.send(ANSWER));
    }

    private static JsonNode json(String text) throws IOException {
        return Json.read(text.replace('\'', '"'));
    }

    @Test
    void noBodyHoweverStrangeIsTheServersFault() throws Exception {
        var many = System.getenv("SX_FUZZ");
        var rounds = many == null || many.isEmpty() ? 600 : Integer.parseInt(many);
        var random = new Random(20261122);
        try (var serving = serving(home, "")) {
            for (var i = 0; i < rounds; i++) {
                var valid = VALID.get(i % VALID.size()).strip();
                var space = valid.indexOf(' ');
                var tree = json(valid.substring(space + 1));
                if (random.nextInt(3) == 0 && tree.has("stream")) ((ObjectNode) tree).put("stream", true);
                if (random.nextInt(3) == 0) ((ObjectNode) tree).putObject("codex_capabilities").put("codex_passthrough", random.nextBoolean());
                for (var changes = i < VALID.size() ? 0 : 1 + random.nextInt(3); changes > 0; changes--) change(tree, random);
                var body = written(tree);
                if (i >= VALID.size() && random.nextInt(20) == 0) body = body.substring(0, random.nextInt(body.length()));
                answered(serving, valid.substring(0, space), body, i < VALID.size());
            }
        }
    }

    /// A value somewhere in it becomes another: `@7@` until it is text, since no tree can hold them all.
    private static void change(JsonNode tree, Random random) {
        var places = new ArrayList<Runnable>();
        collect(tree, Json.array().add("@" + random.nextInt(STRANGE.size()) + "@").get(0), random, places);
        if (!places.isEmpty()) places.get(random.nextInt(places.size())).run();
    }

    private static String written(JsonNode tree) {
        var text = Json.write(tree);
        for (var i = 0; i < STRANGE.size(); i++) text = text.replace("\"@" + i + "@\"", STRANGE.get(i).replace('\'', '"'));
        return text;
    }

    private static void collect(JsonNode node, JsonNode value, Random random, List<Runnable> places) {
        if (node instanceof ObjectNode object) {
            for (var member : object.properties()) {
                var name = member.getKey();
                places.add(() -> object.set(name, value));
                if (random.nextInt(4) == 0) places.add(() -> object.remove(name));
                if (random.nextInt(4) == 0) places.add(() -> object.set(name, Json.array().add(object.get(name)).add(object.get(name))));
                collect(member.getValue(), value, random, places);
            }
            places.add(() -> object.set("unknown", value));
        } else if (node instanceof ArrayNode array) {
            for (var i = 0; i < array.size(); i++) {
                var at = i;
                places.add(() -> array.set(at, value));
                if (random.nextInt(4) == 0) places.add(() -> array.add(array.get(at)));
                collect(array.get(i), value, random, places);
            }
        }
    }

    private static void answered(Serving serving, String path, String body, boolean valid) throws Exception {
        var shown = path + " " + (body.length() > 3000 ? body.substring(0, 3000) : body);
        var reply = serving.post(path, body);
        assertTrue(reply.status() == 200 || reply.status() == 400 && !valid || reply.status() == 404, () -> reply.status() + " " + reply.body() + " to " + shown);
        if (reply.status() != 200) {
            var error = reply.json().path("error");
            assertFalse(error.path("message").asText().isBlank() || error.path("message").asText().length() > 1000, () -> reply.body() + " to " + shown);
        }
        var visit = serving.ended.poll(20, TimeUnit.SECONDS);
        assertNotNull(visit, shown);
        assertTrue(visit.status == reply.status(), () -> visit.status + " is logged for " + shown);
        assertTrue(serving.bugs.isEmpty(), () -> serving.bugs + " " + shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/messages/count_tokens", "/v1/completions"})
    void enormousBodiesAreAnsweredToo(String path) throws Exception {
        try (var serving = serving(home, "limits: {max_body_mb: 12}")) {
            var head = "{\"model\":\"gpt-5.1-codex\",\"max_tokens\":9,";
            var user = "{\"role\":\"user\",\"content\":\"hi\"}";
            var usual = head + "\"prompt\":\"hi\",\"input\":\"hi\",\"messages\":[" + user + "]";
            for (var body : List.of(head + "\"prompt\":\"hi\",\"input\":[" + (user + ",").repeat(MANY) + user + "],\"messages\":[" + (user + ",").repeat(MANY) + user + "]}",
                    head + "\"prompt\":\"" + "x".repeat(LARGE) + "\",\"input\":\"hi\",\"messages\":[" + user + "]}",
                    usual + ",\"tools\":" + "[".repeat(900) + "]".repeat(900) + "}", usual + ",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"input_schema\":" + "{\"a\":".repeat(800) + "1" + "}".repeat(800) + "}]}",
                    usual + ",\"metadata\":" + "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000) + "}", "[".repeat(2_000_000), usual + ",\"model\":\"gpt-5.2\",\"stop\":" + "9".repeat(900) + "}",
                    usual + ",\"temperature\":NaN}", usual + ",\"temperature\":" + "9".repeat(5_000) + "}", usual + "," + "\"a\":1,".repeat(50_000) + "\"b\":2}",
                    usual + ",\"user\":\"\\u12\"}", usual + "} {}", usual + ",\"x\":\"\u0001\"}")) answered(serving, path, body, false);
        }
    }

    @Test
    void noHeadHoweverStrangeGoesWithoutAnAnswer() throws Exception {
        var random = new Random(20261123);
        var bits = List.of("POST", "GET", "/", "/v1", "/models", "/%2e%2e", "/%zz", "?a=%", "//", "/v1/models/", "/%00", "Host", ":", " ", "\t", "\r\n", "\n", "\0", "\u00e9", "localhost", "HTTP/1.1", "HTTP/1.0", "HTTP/9.9",
                "Content-Length", "Transfer-Encoding", "chunked", "7", "-1", "+3", "0x10", "99999999999999999999", "Expect", "100-continue", "Upgrade", "h2c", "Connection", "close", "x-codex-capabilities", "{\"a\":",
                "x-sx-reasoning", "x".repeat(9_000), "Content-Encoding", "gzip", "Origin", "null", "[::1", "Authorization", "Bearer");
        try (var serving = serving(home, "")) {
            for (var i = 0; i < 150; i++) {
                var head = new StringBuilder(i % 3 == 0 ? "" : "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer " + Serving.KEY + "\r\n");
                for (var more = random.nextInt(9); more >= 0; more--) head.append(bits.get(random.nextInt(bits.size()))).append(random.nextInt(3) == 0 ? ": " : "");
                try (var socket = serving.raw(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1))) {
                    socket.shutdownOutput();
                    var text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                    assertTrue(text.matches("(?s)HTTP/1\\.1 [1234]\\d\\d .*|HTTP/1\\.1 50[15] .*"), () -> "'" + text + "' to " + head);
                }
            }
            assertTrue(serving.post("/v1/chat/completions", "{\"model\":\"gpt-5.1-codex\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}").status() == 200);
        }
    }

    @Test
    void noEventOfABackendHoweverStrangeIsTheServersFault() throws Exception {
        var random = new Random(20261124);
        var played = new AtomicReference<String>();
        var events = new ArrayList<JsonNode>();
        for (var line : EVENTS.lines().toList()) events.add(json(line));
        try (var serving = new Serving(home, ONCE, (_, peer) -> peer.send(played.get()))) {
            for (var i = 0; i < (LONG ? 3_000 : 250); i++) {
                var body = new StringBuilder(Serving.HEAD);
                for (var event : events) {
                    var changed = event.deepCopy();
                    if (random.nextInt(4) == 0) change(changed, random);
                    for (var times = random.nextInt(12) == 0 ? 2 : random.nextInt(12) == 0 ? 0 : 1; times > 0; times--) body.append("data: ").append(written(changed)).append("\n\n");
                }
                played.set(body.toString());
                for (var stream : List.of(false, true)) {
                    var path = List.of("/v1/chat/completions", "/v1/responses", "/v1/responses", "/v1/messages").get(i % 4);
                    var reply = serving.post(path, "{\"model\":\"gpt-5.1-codex\",\"stream\":" + stream + "," + (path.equals("/v1/responses") ? "\"codex_capabilities\":{\"codex_passthrough\":" + (i % 4 == 1) + "},\"input\":\"hi\"}"
                            : "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
                    assertTrue(reply.status() != 500 && serving.bugs.isEmpty(), () -> serving.bugs + reply.body() + " after " + played.get());
                    if (reply.status() != 200 || !stream) reply.json();
                    else if (path.startsWith("/v1/chat")) assertTrue(reply.body().endsWith("data: [DONE]\n\n"), () -> reply.body() + " after " + played.get());
                    else assertTrue(reply.body().split("event: (response\\.(completed|incomplete|failed)|message_stop|error)\n", -1).length == 2, () -> reply.body() + " after " + played.get());
                }
            }
        }
    }

    private static final String EVENTS = """
            {'type':'response.created','response':{'id':'resp_1','model':'m','created_at':1,'status':'in_progress','output':[]}}
            {'type':'response.output_item.added','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[]}}
            {'type':'response.reasoning_summary_text.delta','item_id':'rs_1','output_index':0,'summary_index':0,'delta':'thinking'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[{'type':'summary_text','text':'thinking'}],'encrypted_content':'c2VhbGVk'}}
            {'type':'response.output_item.added','output_index':1,'item':{'id':'msg_1','type':'message','role':'assistant','phase':'commentary','content':[]}}
            {'type':'response.output_text.delta','item_id':'msg_1','output_index':1,'content_index':0,'delta':'text'}
            {'type':'response.output_text.annotation.added','item_id':'msg_1','output_index':1,'content_index':0,'annotation':{'type':'url_citation','url':'https://a.b','title':'t','start_index':0,'end_index':1}}
            {'type':'response.output_item.done','output_index':1,'item':{'id':'msg_1','type':'message','role':'assistant','content':[{'type':'output_text','text':'text'}]}}
            {'type':'response.output_item.added','output_index':2,'item':{'id':'fc_1','type':'function_call','call_id':'call_1','name':'shell','arguments':''}}
            {'type':'response.function_call_arguments.delta','item_id':'fc_1','output_index':2,'delta':'{}'}
            {'type':'response.function_call_arguments.done','item_id':'fc_1','output_index':2,'arguments':'{}'}
            {'type':'response.output_item.done','output_index':2,'item':{'id':'fc_1','type':'function_call','call_id':'call_1','name':'shell','arguments':'{}'}}
            {'type':'response.output_item.done','output_index':3,'item':{'id':'ctc_1','type':'custom_tool_call','call_id':'call_2','name':'patch','input':'x'}}
            {'type':'codex.rate_limits','rate_limits':{'primary':{'used_percent':7,'window_minutes':300,'reset_at':4102444800}}}
            {'type':'response.completed','response':{'id':'resp_1','status':'completed','output':[],'usage':{'input_tokens':7,'input_tokens_details':{'cached_tokens':3},'output_tokens':5,'total_tokens':12}}}""";
}
