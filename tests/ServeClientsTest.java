package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Recorder.Recorded;

/// Other people's clients work with `serve`, which signs in with ChatGPT: the official SDKs, and two agents that they are
/// built into. Needs Node and the clients from its registry; without them the tests are skipped.
class ServeClientsTest {
    private static final String KEY = "key-of-the-server-0123456789abcdef";
    private static final String HERE = "127.0.0.1,localhost";
    private static final String NOWHERE = "http://127.0.0.1:1";

    /// What the model says: the SDKs' questions, then those of agents. The spaces in arguments have to arrive.
    private static final String SCENARIO = """
            {"rules": [
              {"when": {"output": "sunny"}, "answer": {"text": "It is sunny."}},
              {"when": {"text": "^two cities"}, "answer": {"parts": [{"call": "get_weather", "arguments": {"city": "Paris"}}, {"call": "get_weather", "arguments": {"city": "Rome"}}]}},
              {"when": {"text": "^weather"}, "answer": {"parts": [{"call": "get_weather", "arguments": {"city": "Paris"}}]}},
              {"when": {"text": "^as json"}, "answer": {"text": "{\\"city\\":\\"Paris\\",\\"degrees\\":21}"}},
              {"when": {"text": "^think"}, "answer": {"parts": [{"reasoning": "**Looking**\\n\\nat it"}, {"text": "Done thinking."}]}},
              {"when": {"text": "^refuse"}, "answer": {"parts": [{"refusal": "I will not."}]}},
              {"when": {"text": "^forever"}, "answer": {"parts": [{"repeat": "more ", "times": 1000}], "faults": ["stall:20"]}},
              {"when": {"text": "^limit"}, "answer": {"faults": ["usage-limit"]}},
              {"when": {"text": "^too long"}, "answer": {"faults": ["context-length"]}},
              {"when": {"text": "^overloaded"}, "answer": {"faults": ["overloaded"]}},
              {"when": {"output": "turned up"}, "answer": {"parts": [{"text": "All done.", "phase": "final_answer"}]}},
              {"when": {"text": "codex makes it"}, "answer": {"parts": [{"reasoning": "**Looking**\\n\\nat it"}, {"text": "I look first.", "phase": "commentary"},
                                                                       {"call": "exec_command", "arguments": "{\\"cmd\\":  \\"echo turned up > made.txt; cat made.txt\\"}"}]}},
              {"when": {"text": "opencode makes it"}, "answer": {"parts": [{"reasoning": "**Looking**\\n\\nat it"}, {"text": "I look first."},
                                                                          {"call": "bash", "arguments": {"command": "echo turned up > made.txt; cat made.txt", "description": "makes it"}}]}},
              {"answer": {"text": "Hello there, friend."}}]}
            """;

    /// What each SDK has to understand.
    private static final String UNDERSTOOD = """
            models               | [true,"gpt-5.3-codex"]
            chat                 | ["chat.completion","Hello there, friend.","stop",true]
            chatStream           | ["Hello there, friend.",true]
            chatTool             | [[["function","get_weather","Paris"]],"tool_calls","It is sunny.","stop"]
            chatToolStream       | [[["function","get_weather","Paris"]],"tool_calls","It is sunny.","stop"]
            chatParallelTools    | [[["function","get_weather","Paris"],["function","get_weather","Rome"]],"tool_calls","It is sunny.","stop"]
            chatSchema           | {"city":"Paris","degrees":21}
            chatImage            | "Hello there, friend."
            chatStop             | ["Hello ","stop"]
            chatRefusal          | ["I will not.",null]
            chatReasoning        | ["**Looking**\\n\\nat it",true]
            chatRunTools         | ["It is sunny.",["Paris","Rome"]]
            chatLeft             | [true,"ended"]
            completions          | ["text_completion","Hello there, friend."]
            wrongKey             | ["AuthenticationError",401,"invalid_api_key"]
            limit                | ["RateLimitError",429,"usage_limit_reached"]
            limitStream          | ["RateLimitError",429,"usage_limit_reached"]
            tooLong              | ["BadRequestError",400,"context_length_exceeded"]
            wrongRole            | ["BadRequestError",400,"invalid_value"]
            responses            | ["response","completed","Hello there, friend.",true]
            responsesStream      | ["Done thinking.",["reasoning","message"],true,true,true]
            responsesTool        | [[["get_weather","Paris"]],"It is sunny."]
            responsesParallelTools | [["Paris","Rome"],2,"It is sunny."]
            responsesLeft        | [true,"ended"]
            responsesSchema      | {"city":"Paris","degrees":21}
            messages             | ["message",["Hello there, friend."],"end_turn",true]
            messagesStream       | [["thinking","text"],"Done thinking.","end_turn",true]
            messagesTool         | [[["get_weather","Paris"],["get_weather","Rome"]],"tool_use","It is sunny.","end_turn"]
            messagesImage        | "Hello there, friend."
            messagesLeft         | [true,"ended"]
            messagesCount        | true
            messagesWrongKey     | ["AuthenticationError",401,"authentication_error"]
            messagesOverloaded   | ["OverloadedError",529,"overloaded_error"]
            messagesLimitStream  | ["RateLimitError",429,"rate_limit_error"]
            vercelText           | ["Hello there, friend.","stop",true]
            vercelTools          | [["It is sunny.",2,["Paris","Rome"]],["It is sunny.",2,["Paris","Rome"]]]
            vercelObject         | [{"city":"Paris","degrees":21},{"city":"Paris","degrees":21}]
            """;

    @TempDir
    static Path home;

    private static final Map<String, String> SAID = new LinkedHashMap<>();
    private static Simulator simulator;
    private static Process serve;
    private static String base;         // of the server, without /v1

    @BeforeAll
    @Timeout(300)
    static void start() throws Exception {
        var sdks = Npm.installed("sdks", false, "openai@7.57.0", "@anthropic-ai/sdk@1.12.0", "@ai-sdk/openai@4.0.118", "ai@7.0.173", "zod@4.6.7");
        simulator = new Simulator(Simulator.Setup.answering(Scenario.of(Json.read(SCENARIO), Path.of(""))), Thread.ofVirtual().factory());
        var file = home.resolve("auth.json");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, simulator.credentials("acct-1", 864_000));
        serve = new Sx("serve", home.resolve("serve")).env("CODEX_CREDENTIALS_FILE", file.toString()).env("CODEX_CHATGPT_URL", simulator.url() + "/backend-api").env("SX_PROXY_API_KEY", KEY)
                .startPiped("--port", "0");
        base = new BufferedReader(new InputStreamReader(serve.getInputStream(), StandardCharsets.UTF_8)).readLine().replaceAll(".* (http.*)/v1$", "$1");
        var node = new Sx("node", home.resolve("sdks")).env("NODE_SDK", sdks.toString());
        var ended = node.end(node.builder(List.of("node", Sx.ROOT.resolve("tests/clients/sdks.mjs").toString(), base, KEY)).start());
        assertEquals(0, ended.exit(), ended.err());
        for (var line : ended.out().lines().toList()) SAID.put(Json.read(line).path("name").asText(), Json.write(Json.read(line).path("result")));
    }

    @AfterAll
    static void stop() {
        if (serve != null) serve.destroyForcibly();
        if (simulator != null) simulator.close();
    }

    static Stream<String[]> understood() {
        return UNDERSTOOD.lines().map(line -> line.split(" *\\| ", 2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("understood")
    void theOfficialSdksUnderstandEveryAnswer(String name, String understood) {
        assertEquals(understood, SAID.get(name));
    }

    @Test
    void noCaseOfTheSdksIsLeftOut() {
        assertEquals(understood().map(line -> line[0]).toList(), List.copyOf(SAID.keySet()));
    }

    /// The backend gets from the Codex CLI through `serve` what it gets without it: everything but instructions, which older
    /// models want, and a member that says nothing.
    @ParameterizedTest
    @CsvSource({"gpt-5.5, instructions", "gpt-5.6-luna, x-openai-internal-codex-responses-lite"})
    void theCodexCliCompletesAToolLoopAndItsRequestsArriveAsTheyAre(String model, String added) throws Exception {
        var direct = codex(model, simulator.url() + "/v1");
        var through = codex(model, base + "/v1");
        assertEquals(List.of(2, 2), List.of(direct.size(), through.size()));
        for (var i = 0; i < 2; i++) {
            var wanted = (ObjectNode) plain(direct.get(i));
            var got = (ObjectNode) plain(through.get(i));
            assertFalse(wanted.has("instructions"));
            assertEquals(added.equals("instructions"), got.remove("instructions") != null);
            for (var request : List.of(direct.get(i), through.get(i))) assertEquals(added.startsWith("x-"), request.headers().containsKey("x-openai-internal-codex-responses-lite"));
            for (var item : wanted.path("input")) if (item.path("content").isNull()) ((ObjectNode) item).remove("content");
            assertEquals(wanted, got);
        }
        var called = through.get(1).body().path("input").valueStream().filter(item -> item.path("type").asText().equals("function_call")).toList();
        assertEquals(List.of("{\"cmd\":  \"echo turned up > made.txt; cat made.txt\"}"), called.stream().map(item -> item.path("arguments").asText()).toList());
        assertEquals(1, through.stream().map(request -> request.headers().get("session_id")).distinct().count());
    }

    private List<Recorded> codex(String model, String url) throws Exception {
        var programs = Npm.installed("agents", true, "@openai/codex@0.169.0", "opencode-ai@1.18.33");
        var codex = new Sx("codex", home.resolve("codex")).in(Files.createDirectories(home.resolve("codex/work")));
        Files.createDirectories(home.resolve("codex/.codex"));
        Files.writeString(home.resolve("codex/.codex/config.toml"), """
                model = "%s"
                model_provider = "serve"
                approval_policy = "never"
                sandbox_mode = "danger-full-access"

                [model_providers.serve]
                name = "serve"
                base_url = "%s"
                env_key = "SX_PROXY_API_KEY"
                wire_api = "responses"
                supports_websockets = false

                [analytics]
                enabled = false
                """.formatted(model, url));
        return loop(codex, List.of(programs.resolve("node_modules/.bin/codex").toString(), "exec", "--skip-git-repo-check", "codex makes it"));
    }

    /// A request's body without what no two runs have in common.
    private static JsonNode plain(Recorded request) throws IOException {
        return Json.read(Json.write(request.body()).replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID").replaceAll("_[0-9a-f]{32}", "_ID").replaceAll("\\b\\d{13}\\b", "TIME")
                .replaceAll("Chunk ID: \\w+\\\\nWall time: [0-9.]+", "CHUNK"));
    }

    @ParameterizedTest
    @CsvSource({"@ai-sdk/openai-compatible", "@ai-sdk/openai"})
    void openCodeCompletesAToolLoop(String sdk) throws Exception {
        var programs = Npm.installed("agents", true, "@openai/codex@0.169.0", "opencode-ai@1.18.33");
        List<Path> found;
        try (var folders = Files.newDirectoryStream(programs.resolve("node_modules"), "opencode-*-*")) {
            found = new ArrayList<>();
            for (var folder : folders) if (Files.isExecutable(folder.resolve("bin/opencode"))) found.add(folder.resolve("bin/opencode"));
        }
        assumeTrue(!found.isEmpty(), "there is no OpenCode for this machine");
        var program = found.stream().max((a, b) -> Integer.compare(a.toString().length(), b.toString().length())).orElseThrow();     // the one that runs on older processors
        var folder = Files.createDirectories(home.resolve("opencode-" + sdk.length() + "/work"));
        Files.writeString(folder.resolve("opencode.json"), """
                {"model": "serve/gpt-5.3-codex", "small_model": "serve/gpt-5.3-codex", "autoupdate": false, "share": "disabled",
                 "provider": {"serve": {"npm": "%s", "name": "serve", "options": {"baseURL": "%s/v1", "apiKey": "{env:SX_PROXY_API_KEY}"},
                   "models": {"gpt-5.3-codex": {"name": "GPT-5.3 Codex", "reasoning": true, "attachment": true, "tool_call": true, "limit": {"context": 272000, "output": 128000}}}}}}
                """.formatted(sdk, base));
        var opencode = new Sx("opencode", folder.getParent()).in(folder).env("OPENCODE_DISABLE_AUTOUPDATE", "1").env("OPENCODE_DISABLE_MODELS_FETCH", "1").env("OPENCODE_DISABLE_LSP_DOWNLOAD", "1");
        var requests = loop(opencode, List.of(program.toString(), "run", "opencode makes it"));
        assertEquals(3, requests.size(), "a title, and the two of the loop");
        var last = requests.getLast().body();
        var items = last.path("input").valueStream().map(item -> item.path("type").asText("message")).filter(type -> !type.equals("message")).toList();
        assertAll(() -> assertEquals(sdk.endsWith("compatible") ? List.of("function_call", "function_call_output") : List.of("reasoning", "function_call", "function_call_output"), items),
                () -> assertTrue(last.path("tools").valueStream().anyMatch(tool -> tool.path("name").asText().equals("bash"))),
                () -> assertEquals(1, requests.stream().map(request -> request.body().path("prompt_cache_key").asText()).distinct().count()));
    }

    /// Runs an agent that makes a file and says so.
    ///
    /// @return what the backend was asked
    private List<Recorded> loop(Sx agent, List<String> command) throws IOException {
        var before = simulator.requests().size();
        agent.env("SX_PROXY_API_KEY", KEY).env("HTTPS_PROXY", NOWHERE).env("HTTP_PROXY", NOWHERE).env("NO_PROXY", HERE);
        var builder = agent.builder(command).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        var made = builder.directory().toPath().resolve("made.txt");
        Files.deleteIfExists(made);
        var ended = agent.end(builder.start());
        var requests = simulator.requests().stream().skip(before).filter(request -> request.path().endsWith("/responses")).toList();
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertTrue(ended.out().contains("All done."), ended.out() + ended.err()),
                () -> assertEquals("turned up\n", Files.readString(made)));
        for (var request : requests) {
            if (!request.path().startsWith("/backend-api/")) continue;
            assertFalse(request.headers().toString().contains(KEY) || new String(request.bytes(), StandardCharsets.UTF_8).contains(KEY), "the client's key stays here");
            assertEquals("acct-1", request.headers().get("chatgpt-account-id"));
        }
        return requests;
    }
}
