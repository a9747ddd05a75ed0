package scorpiox.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

class SimulatorTest {
    private static final String CODEX = "/backend-api/codex/responses";
    private static final String KEY = "Authorization: Bearer some-key";

    @TempDir
    Path folder;

    private Simulator simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofVirtual().factory());

    @AfterEach
    void close() {
        simulator.close();
    }

    /// @param body as it came: of a stream with its chunk heads, each event a chunk
    private record Reply(int status, String head, String body) {
        JsonNode json() throws IOException {
            return Json.read(body);
        }

        String header(String name) {
            return head.lines().filter(line -> line.startsWith(name + ": ")).map(line -> line.substring(name.length() + 2)).findFirst().orElse("");
        }

        /// The data of the stream's events.
        List<JsonNode> events() throws IOException {
            var events = new ArrayList<JsonNode>();
            for (var line : body.lines().filter(line -> line.startsWith("data: ")).toList()) events.add(Json.read(line.substring(6)));
            return events;
        }

        JsonNode last() throws IOException {
            return events().getLast();
        }
    }

    private void setup(Set<String> tokens, String rules, String... faults) throws IOException {
        simulator.close();
        var scenario = Scenario.of(Json.read("{\"rules\":" + rules + "}"), folder);
        simulator = new Simulator(new Simulator.Setup(0, tokens, Set.of(), scenario, Stream.of(faults).map(Fault::parse).toList(),
                Optional.of(folder.resolve("record.jsonl")), Optional.empty()), Thread.ofVirtual().factory());
    }

    private Reply send(String method, String path, String body, String... headers) throws IOException {
        return send(simulator.port(), method, path, body, headers);
    }

    private static Reply send(int port, String method, String path, String body, String... headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            var head = method + " " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + bytes.length + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            var reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("(?<=\r\n)\r\n", 2);
            return new Reply(Integer.parseInt(reply[0].split(" ")[1]), reply[0], reply[1]);
        }
    }

    private static ObjectNode body(String text) {
        var body = Json.object().put("model", "gpt-5.3-codex").put("instructions", "Be brief.").put("store", false).put("stream", true);
        body.putArray("input").addObject().put("type", "message").put("role", "user").put("content", text);
        return body;
    }

    private Reply ask(ObjectNode body, String... headers) throws IOException {
        return send("POST", CODEX, Json.write(body), headers.length == 0 ? new String[] {KEY} : headers);
    }

    private Reply ask(String text, String... headers) throws IOException {
        return ask(body(text), headers);
    }

    @Test
    void anAnswerIsAStreamOfNumberedEventsThatEndsCompleted() throws IOException {
        var reply = ask("hello é");
        assertEquals(200, reply.status());
        assertEquals("text/event-stream; charset=utf-8", reply.header("Content-Type"));
        assertEquals("12.5", reply.header("x-codex-primary-used-percent"));
        for (var i = 0; i < reply.events().size(); i++) assertEquals(i, reply.events().get(i).path("sequence_number").asInt(-1));
        assertEquals("response.created", reply.events().getFirst().path("type").asText());
        assertEquals("response.completed", reply.last().path("type").asText());
        assertTrue(reply.body().contains("You said: hello é"), reply.body());
    }

    @ParameterizedTest
    @CsvSource({"GET, /backend-api/codex/responses, 405, Method Not Allowed", "GET, /v1/responses, 405, Method Not Allowed",
            "POST, /backend-api/codex/elsewhere, 404, Not Found", "GET, /, 404, Not Found"})
    void otherRoutesAndMethodsAreRefused(String method, String path, int status, String detail) throws IOException {
        var reply = send(method, path, "", KEY);
        assertEquals(status, reply.status());
        assertEquals(detail, reply.json().path("detail").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/backend-api/codex/responses", "/v1/responses"})
    void aWebsocketIsToldToUseHttp(String path) throws IOException {
        assertEquals(426, send("GET", path, "", KEY, "Connection: Upgrade", "Upgrade: websocket").status());
    }

    @Test
    void theCatalogueListsTheModels() throws IOException {
        var reply = send("GET", "/backend-api/codex/models?client_version=0.100.0", "", KEY);
        assertEquals(200, reply.status());
        assertFalse(reply.header("ETag").isEmpty());
        assertEquals("gpt-5.3-codex", reply.json().path("models").path(0).path("slug").asText());
    }

    @ParameterizedTest
    @CsvSource({"X-Nothing: x, token_expired", "Authorization: Basic abc, token_expired", "Authorization: Bearer eyJold, token_expired",
            "Authorization: Bearer wrong, invalid_api_key"})
    void aRefusedBearerIs401InTheBackendsForm(String header, String code) throws IOException {
        setup(Set.of("right"), "[]");
        var reply = ask("hello", header);
        assertEquals(401, reply.status());
        assertEquals(code, reply.json().path("error").path("code").asText());
        assertEquals(code, reply.header("x-openai-authorization-error"));
        assertEquals(200, ask("hello", "authorization: Bearer right").status());
    }

    @Test
    void aTokenThatClaimsAnAccountNeedsItsHeader() throws IOException {
        var claims = "{\"chatgpt_account_id\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        var token = "eyJhbGciOiJub25lIn0." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims) + ".x";
        assertEquals(401, ask("hello", "Authorization: Bearer " + token).status());
        assertEquals(200, ask("hello", "Authorization: Bearer " + token, "chatgpt-account-id: a").status());
    }

    @Test
    void encodedAndBrokenBodiesAreRefused() throws IOException {
        assertEquals(415, ask("hello", KEY, "Content-Encoding: zstd").status());
        assertEquals(400, send("POST", CODEX, "{\"model\":", KEY).status());
        assertEquals(400, send("POST", CODEX, "", KEY).status());
        assertEquals("Store must be set to false", ask(body("x").put("store", true)).json().path("detail").asText());
        assertEquals(200, send("POST", "/v1/responses", Json.write(body("x").put("store", true)), KEY).status());
    }

    @Test
    void theRecordHoldsEveryRequestAndNoCredential() throws IOException {
        setup(Set.of(), "[]");
        ask("hello", "Authorization: Bearer secret-in-bearer", "X-Api-Key: secret-as-key", "Cookie: session=secret-in-cookie; other=1", "originator: test");
        send("POST", "/v1/responses", "no json", "Authorization: secret-without-scheme");
        var lines = Files.readAllLines(folder.resolve("record.jsonl"));
        assertEquals(2, lines.size());
        assertEquals(CODEX, Json.read(lines.getFirst()).path("path").asText());
        assertEquals("Bearer ***", Json.read(lines.getFirst()).path("headers").path("authorization").asText());
        assertEquals("test", Json.read(lines.getFirst()).path("headers").path("originator").asText());
        assertEquals("gpt-5.3-codex", Json.read(lines.getFirst()).path("body").path("model").asText());
        for (var line : lines) assertFalse(line.contains("secret"), line);
        assertEquals(2, simulator.requests().size());
    }

    @Test
    void aFollowUpOfATurnMustRepeatItsStateAndANewTurnMustNot() throws IOException {
        var first = body("first").put("prompt_cache_key", "c1");
        var state = ask(first).header("x-codex-turn-state");
        var followUp = followUp(first);
        assertEquals(400, ask(followUp).status());
        assertEquals(200, ask(followUp, KEY, "x-codex-turn-state: " + state).status());
        assertEquals(400, ask(body("elsewhere").put("prompt_cache_key", "c2"), KEY, "x-codex-turn-state: " + state).status());
        var next = followUp.deepCopy();
        next.withArray("input").add(body("second").path("input").path(0));
        assertEquals(400, ask(next, KEY, "x-codex-turn-state: " + state).status(), "the same conversation's next turn");
        var second = ask(next);
        assertEquals(200, second.status());
        assertFalse(second.header("x-codex-turn-state").equals(state));
    }

    @Test
    void aRetryWithinATurnKeepsTheStateOfItsFirstAnswer() throws IOException {
        var first = body("first").put("prompt_cache_key", "c1");
        var state = ask(first).header("x-codex-turn-state");
        assertEquals(200, ask(first, KEY, "x-codex-turn-state: " + state).status());
        assertEquals(200, ask(followUp(first), KEY, "x-codex-turn-state: " + state).status());
    }

    private static ObjectNode followUp(ObjectNode first) {
        var body = first.deepCopy();
        body.withArray("input").addObject().put("type", "function_call").put("call_id", "c").put("name", "f").put("arguments", "{}");
        body.withArray("input").addObject().put("type", "function_call_output").put("call_id", "c").put("output", "1");
        return body;
    }

    @Test
    void cachedTokensAreTheCommonPrefixUnderTheSameKey() throws IOException {
        var large = "x".repeat(8_000);
        var first = usage(large, "k");
        var input = first.path("input_tokens").asInt();
        assertEquals(first.path("total_tokens").asInt(), input + first.path("output_tokens").asInt());
        assertEquals((input - 1) / 128 * 128, cached(usage(large, "k")));
        assertTrue(input > 2_000 && input < 2_100, "four bytes a token: " + input);
        var shared = cached(usage("x".repeat(6_000) + "y".repeat(2_000), "k"));
        assertTrue(shared >= 1_408 && shared <= 1_600 && shared % 128 == 0, "shared " + shared);
        assertEquals(0, cached(usage(large, "another")));
        usage(large, null);
        assertEquals(0, cached(usage(large, null)), "without a key");
        usage("x".repeat(3_000), "small");
        assertEquals(0, cached(usage("x".repeat(3_000), "small")), "less than 1024");
    }

    private JsonNode usage(String text, String key) throws IOException {
        return ask(key == null ? body(text) : body(text).put("prompt_cache_key", key)).last().path("response").path("usage");
    }

    private static int cached(JsonNode usage) {
        return usage.path("input_tokens_details").path("cached_tokens").asInt(-1);
    }

    @Test
    void aScenarioAnswersAndWhatItLeavesOpenTheDemoDoes() throws IOException {
        setup(Set.of(), "[{\"when\":{\"text\":\"ping\"},\"times\":1,\"answer\":{\"text\":\"pong\"}},"
                + "{\"when\":{\"text\":\"fail\"},\"answer\":{\"status\":503,\"headers\":{\"Retry-After\":\"1\"},\"body\":{\"detail\":\"busy\"}}}]");
        assertEquals("pong", ask("ping").last().path("response").path("output").path(0).path("content").path(0).path("text").asText());
        assertTrue(ask("ping").body().contains("You said: ping"));
        assertEquals("busy", ask("please fail").json().path("detail").asText());
        assertEquals("1", ask("please fail").header("Retry-After"));
    }

    @ParameterizedTest
    @CsvSource({"cut:3, response.output_item.added, false, false", "stall:2, response.in_progress, false, false",
            "no-end, response.output_item.done, true, false", "crlf, response.completed, true, true"})
    void brokenStreamsAreBrokenAsSaid(String fault, String last, boolean ended, boolean carriageReturns) throws IOException {
        setup(Set.of(), "[{\"answer\":{\"text\":\"one é 😀\"}}]", fault);
        var reply = ask("x");
        assertEquals(last, reply.last().path("type").asText());
        assertEquals(ended, reply.body().endsWith("0\r\n\r\n"));
        assertEquals(carriageReturns, reply.body().contains("}\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"token-500", "deny", "clock-behind:5"})
    void aFaultOfTheSignInIsNoneOfAnAnswer(String fault) {
        var refused = assertThrows(IOException.class, () -> setup(Set.of(), "[{\"answer\":{\"text\":\"a\",\"faults\":[\"" + fault + "\"]}}]"));
        assertTrue(refused.getMessage().contains("about signing in"), refused.getMessage());
    }

    @Test
    void itAcceptsWhatItIssuedBesidesTheListedBearers() throws IOException {
        setup(Set.of("listed"), "[]");
        var token = simulator.issue("a", 60);
        assertEquals(200, ask("hello", "Authorization: Bearer " + token, "chatgpt-account-id: a").status());
        assertEquals(401, ask("hello", "Authorization: Bearer " + token).status(), "without its account");
        assertEquals(200, ask("hello", "Authorization: Bearer listed").status());
        simulator.withdraw(token);
        var reply = ask("hello", "Authorization: Bearer " + token, "chatgpt-account-id: a");
        assertEquals(401, reply.status());
        assertEquals("token_expired", reply.header("x-openai-authorization-error"));
    }

    @Test
    void aPortInUseAndARecordThatCannotBeWrittenAreUsageFailures() {
        try (var first = new Simulator(Simulator.Setup.DEMO, Thread.ofVirtual().factory())) {
            var taken = new Simulator.Setup(first.port(), Set.of(), Set.of(), Scenario.empty(), List.of(), Optional.empty(), Optional.empty());
            assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> new Simulator(taken, Thread.ofVirtual().factory())).kind());
            var record = new Simulator.Setup(0, Set.of(), Set.of(), Scenario.empty(), List.of(), Optional.of(Path.of("/dev/null/x")), Optional.empty());
            assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> new Simulator(record, Thread.ofVirtual().factory())).kind());
        }
    }

    /// Sees what was loaded of the classes it is given.
    private static final class Seen extends URLClassLoader {
        Seen(URL[] path) {
            super(path, ClassLoader.getPlatformClassLoader());
        }

        boolean has(String name) {
            return findLoadedClass(name) != null;
        }
    }

    /// `--provider demo` pays for every class at its start.
    @Test
    void anAnswerOfOneWireLoadsNoClassOfAnother() throws Exception {
        var path = new ArrayList<URL>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) path.add(Path.of(entry).toUri().toURL());
        try (var seen = new Seen(path.toArray(URL[]::new))) {
            var setup = seen.loadClass("scorpiox.simulator.Simulator$Setup");
            var other = seen.loadClass("scorpiox.simulator.Simulator").getConstructor(setup, ThreadFactory.class)
                    .newInstance(setup.getField("DEMO").get(null), Thread.ofVirtual().factory());
            simulator.close();
            var port = (int) other.getClass().getMethod("port").invoke(other);
            assertTrue(send(port, "POST", CODEX, Json.write(body("hello")), KEY).body().contains("You said: hello"));
            ((AutoCloseable) other).close();
            assertTrue(seen.has("scorpiox.simulator.responses.CodexBackend"));
            for (var name : List.of("anthropic.AnthropicBackend", "anthropic.AnthropicErrors", "gemini.GeminiBackend", "chat.ChatBackend", "signin.AuthorizationServer", "responses.UsageRoute",
                    "model.Fitting", "model.Image", "wire.Signatures")) {
                assertFalse(seen.has("scorpiox.simulator." + name), name);
            }
        }
    }
}
