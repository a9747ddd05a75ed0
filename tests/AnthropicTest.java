package scorpiox.provider.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Answer;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Turn;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnthropicTest {
    private static final String KEY = "key-of-anthropic-0123";
    private static final String STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","model":"claude-x-served","usage":{"input_tokens":3,"output_tokens":1}}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}

            data: {"type":"message_stop"}

            """;

    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> notices = new ArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    @BeforeEach
    void useThisHome() throws IOException {
        variables.put("HOME", home.toString());
        Files.createDirectories(home.resolve("work/.git"));
    }

    // ---- credentials

    @Test
    void withoutACredentialTheVariableIsNamed() {
        assertFalse(new Anthropic().configured(settings()));
        var failure = assertThrows(Failure.class, () -> new Anthropic().open(wiring(false)));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.line().contains("ANTHROPIC_API_KEY"), failure.line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {"k | - | - | x-api-key | k", "- | t | - | Authorization | Bearer t", "k | t | - | Authorization | Bearer t", "- | - | printf c | x-api-key | c",
            "k | - | printf c | x-api-key | k", "- | t | printf c | Authorization | Bearer t"})
    void oneCredentialTravelsInItsHeader(String key, String token, String command, String header, String value) {
        if (key != null) variables.put("ANTHROPIC_API_KEY", key);
        if (token != null) variables.put("ANTHROPIC_AUTH_TOKEN", token);
        if (command != null) variables.put("ANTHROPIC_API_KEY_CMD", command);
        assertTrue(new Anthropic().configured(settings()));
        var credential = new Anthropic().credentials(wiring(false)).get();
        assertEquals(header + " " + value, credential.header() + " " + credential.value());
    }

    @Test
    void aKeyOfTheEnvironmentComesBeforeATokenOfAFile() throws IOException {
        write(".config/scorpiox/scorpiox-env.txt", "ANTHROPIC_AUTH_TOKEN=token-of-the-file\n");
        assertEquals("Authorization", new Anthropic().credentials(wiring(false)).get().header());
        variables.put("ANTHROPIC_API_KEY", KEY);
        assertEquals("x-api-key", new Anthropic().credentials(wiring(false)).get().header());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"})
    void aCredentialMayGoToTheApiAndToTheBaseThatTheUserSet(String variable) {
        variables.put(variable, KEY);
        variables.put("ANTHROPIC_BASE_URL", "https://gateway.example/anthropic");
        assertEquals(Set.of(origin("https://api.anthropic.com"), origin("https://gateway.example")), new Anthropic().credentials(wiring(false)).get().audience());
    }

    @Test
    void theFileOfTheSdksIsRenewedWhereItCameFromAndNamesItsFeature() throws IOException {
        var path = write("credentials.json", "{\"version\":\"1.0\",\"type\":\"oauth_token\",\"access_token\":\"old-access-0123\",\"expires_at\":1,\"refresh_token\":\"old-refresh-0123\",\"client_id\":\"me\",\"z\":1}");
        variables.put("ANTHROPIC_CREDENTIALS_FILE", path.toString());
        try (var server = answering(body -> body.contains("grant_type") ? json(200, "{\"access_token\":\"new-access-0123\",\"refresh_token\":\"new-refresh-0123\",\"expires_in\":3600}") : sse(STREAM))) {
            variables.put("ANTHROPIC_BASE_URL", server.url() + "/v1/");
            assertTrue(new Anthropic().configured(settings()));
            assertEquals("Hello", ask(new Anthropic(), request("claude-x")).text());
        }
        assertTrue(heads.getFirst().startsWith("POST /v1/oauth/token "), heads.getFirst());
        assertTrue(heads.getFirst().contains("anthropic-beta: oauth-2025-04-20"));
        assertEquals("{\"client_id\":\"me\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"old-refresh-0123\"}", bodies.getFirst());
        assertTrue(heads.get(1).startsWith("POST /v1/messages "), heads.get(1));
        assertTrue(heads.get(1).contains("Authorization: Bearer new-access-0123") && heads.get(1).contains("anthropic-beta: oauth-2025-04-20"), heads.get(1));
        assertFalse(heads.get(1).toLowerCase(Locale.ROOT).contains("x-api-key"));
        var stored = Json.read(Files.readString(path));
        assertEquals("new-refresh-0123", stored.path("refresh_token").asText());
        assertEquals(1, stored.path("z").asInt());
    }

    // ---- the provider

    @Test
    void anAnswerIsStreamedWithTheKeyInItsHeader() throws IOException {
        variables.put("ANTHROPIC_API_KEY", KEY);
        variables.put("ANTHROPIC_BETA", " beta-a, ,beta-b,beta-a");
        try (var server = answering(_ -> sse(STREAM))) {
            variables.put("ANTHROPIC_BASE_URL", server.url());
            var answer = ask(new Anthropic(), request("claude-x"));
            assertEquals("Hello", answer.text());
            assertEquals("claude-x-served", answer.model());
            assertEquals(FinishReason.STOP, answer.finish());
        }
        assertTrue(heads.getFirst().contains("x-api-key: " + KEY) && heads.getFirst().contains("anthropic-beta: beta-a,beta-b") && heads.getFirst().contains("anthropic-version: 2023-06-01"), heads.getFirst());
        assertFalse(heads.getFirst().contains("Authorization"));
        assertEquals(1, heads.size());
    }

    @Test
    void whatIsRefusedByNameIsLeftOutAndAskedForOnceMore() throws IOException {
        variables.put("ANTHROPIC_API_KEY", KEY);
        var refusal = json(400, "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"thinking: adaptive thinking is not supported on this model\"}}");
        try (var server = answering(body -> body.contains("\"thinking\"") ? refusal : sse(STREAM))) {
            variables.put("ANTHROPIC_BASE_URL", server.url());
            var events = new ArrayList<StreamEvent>();
            var thinking = new Request("claude-new", List.of(), request("").messages(), Request.Tools.NONE, new Request.Thinking(Effort.HIGH, "auto"), Request.Output.TEXT, null);
            new Anthropic().open(wiring(false)).stream(thinking, new Turn(false), events::add, new Cancel());
            assertTrue(events.contains(new StreamEvent.Notice("parameter_dropped", "claude-new refused thinking: asked again without")), events.toString());
            assertTrue(events.getLast() instanceof StreamEvent.Finish);
        }
        assertEquals(2, bodies.size());
    }

    @Test
    void anAnswerAsJsonCountsAndSoDoesAnErrorAsJson() throws IOException {
        variables.put("ANTHROPIC_API_KEY", KEY);
        var number = new AtomicInteger();
        try (var server = answering(_ -> json(200, number.getAndIncrement() == 0 ? "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"Whole\"}],\"stop_reason\":\"end_turn\",\"usage\":{}}"
                : "{\"type\":\"error\",\"error\":{\"type\":\"permission_error\",\"message\":\"no\"}}"))) {
            variables.put("ANTHROPIC_BASE_URL", server.url());
            assertEquals("Whole", ask(new Anthropic(), request("claude-x")).text());
            assertEquals(Kind.PERMISSION, ask(new Anthropic(), request("claude-x")).failure().kind());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"401 | {'error':{'type':'authentication_error','message':'invalid x-api-key'}} | AUTH | 1", "529 | {'error':{'type':'overloaded_error','message':'Overloaded'}} | OVERLOADED | 3",
            "500 | {'error':{'type':'api_error','message':'x'}} | SERVER | 3", "413 | | TOO_LARGE | 1", "200 | <html>sign in</html> | PROTOCOL | 1"})
    void aRefusalIsATypedFailureAndRepeatedOnlyWhereThatHelps(int status, String body, Kind kind, int requests) throws IOException {
        variables.put("ANTHROPIC_API_KEY", KEY);
        try (var server = answering(_ -> json(status, body == null ? "" : body.replace('\'', '"')))) {
            variables.put("ANTHROPIC_BASE_URL", server.url());
            var failure = ask(new Anthropic(), request("claude-x")).failure();
            assertEquals(kind, failure.kind(), failure.line());
            assertFalse(failure.line().contains(KEY));
            if (kind == Kind.AUTH) assertTrue(failure.line().contains("ANTHROPIC_API_KEY"), failure.line());
        }
        assertEquals(requests, heads.size());
    }

    @Test
    void aStreamThatBreaksOffAfterTextIsNotAskedForAgain() throws IOException {
        variables.put("ANTHROPIC_API_KEY", KEY);
        try (var server = answering(_ -> sse(STREAM.substring(0, STREAM.indexOf("data: {\"type\":\"message_delta\""))))) {
            variables.put("ANTHROPIC_BASE_URL", server.url());
            var answer = ask(new Anthropic(), request("claude-x"));
            assertEquals(Kind.TRUNCATED, answer.failure().kind());
            assertEquals("Hello", answer.text());
        }
        assertEquals(1, heads.size());
    }

    @Test
    void tokensAreCountedAndModelsListedByTheServer() throws IOException {
        variables.put("ANTHROPIC_API_KEY", KEY);
        try (var server = answering(body -> body.isEmpty() ? json(200, "{\"data\":[{\"id\":\"claude-x\",\"max_input_tokens\":7}]}") : json(200, "{\"input_tokens\":42}"))) {
            variables.put("ANTHROPIC_BASE_URL", server.url());
            try (var provider = new Anthropic().open(wiring(false))) {
                assertEquals(new Provider.Counted(42, false), provider.count(request("claude-x"), new Cancel()));
                assertEquals(7, provider.models(new Cancel()).getFirst().contextWindow());
            }
        }
        assertTrue(heads.getFirst().startsWith("POST /v1/messages/count_tokens ") && heads.getLast().startsWith("GET /v1/models?limit=1000 "), heads.toString());
    }

    @Test
    void aLookAtTheRequestNeedsNoCredential() {
        var call = new Anthropic().open(wiring(true)).preview(request("claude-x"), new Turn(false)).orElseThrow();
        assertEquals("https://api.anthropic.com/v1/messages", call.uri().toString());
        assertEquals(Kind.AUTH, ask(new Anthropic(), request("claude-x"), wiring(true)).failure().kind());
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC_API_KEY, x-api-key, ***", "ANTHROPIC_AUTH_TOKEN, Authorization, Bearer ***", "ANTHROPIC_API_KEY_CMD, x-api-key, ***"})
    void aLookAtTheRequestShowsTheHeaderOfTheCredentialAndNotTheCredential(String variable, String header, String shown) {
        variables.put(variable, variable.endsWith("_CMD") ? "false" : KEY);
        var call = new Anthropic().open(wiring(true)).preview(request("claude-x"), new Turn(false)).orElseThrow();
        assertEquals(shown, call.headers().get(header));
        assertFalse(call.headers().toString().contains(KEY));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"adaptive | {'type':'disabled'} | ", "adaptive-between-tools | {'type':'between_tools','display':'summarized'} | ", "budget | | ",
            "adaptive-always | {'type':'adaptive','display':'summarized'} | claude-mine has no effort none, using low"})
    void thinkingIsTurnedOffWhereTheModelCan(String style, String thinking, String notice) throws IOException {
        write(".config/scorpiox/models.json", ("{'models':[{'id':'claude-mine','providers':['anthropic'],'thinking':'" + style + "','efforts':['low','high']}]}").replace('\'', '"'));
        variables.put("ANTHROPIC_API_KEY", KEY);
        var events = new ArrayList<StreamEvent>();
        var plain = request("claude-mine");
        var request = new Request(plain.model(), plain.system(), plain.messages(), plain.tools(), new Request.Thinking(Effort.NONE, "auto"), plain.output(), null);
        try (var server = answering(_ -> sse(STREAM))) {
            variables.put("ANTHROPIC_BASE_URL", server.url());
            new Anthropic().open(wiring(false, Models.of(settings().environment()))).stream(request, new Turn(false), events::add, new Cancel());
        }
        var sent = Json.read(bodies.getFirst());
        assertEquals(thinking, sent.has("thinking") ? Json.write(sent.get("thinking")).replace('"', '\'') : null);
        assertEquals(notice == null ? List.of() : List.of(notice), events.stream().filter(StreamEvent.Notice.class::isInstance).map(event -> ((StreamEvent.Notice) event).text()).toList());
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC_API_KEY, x-api-key, ***", "ANTHROPIC_API_KEY_CMD, x-api-key, ***", "ANTHROPIC_AUTH_TOKEN, Authorization, Bearer ***"})
    void aLookAtTheRequestShowsWhereTheCredentialGoesAndRunsNothing(String variable, String header, String shown) {
        variables.put(variable, "exit 1");
        var headers = new Anthropic().open(wiring(true)).preview(request("claude-x"), new Turn(false)).orElseThrow().headers();
        assertEquals(shown, headers.get(header));
        assertFalse(headers.toString().contains("exit 1"));
    }

    @Test
    void theThinkingOfAModelNobodyKnowsIsShown() {
        var plain = request("claude-next");
        var request = new Request(plain.model(), plain.system(), plain.messages(), plain.tools(), new Request.Thinking(Effort.HIGH, "auto"), plain.output(), null);
        var body = new String(new Anthropic().open(wiring(true)).preview(request, new Turn(false)).orElseThrow().body(), StandardCharsets.UTF_8);
        assertTrue(body.contains("\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},\"output_config\":{\"effort\":\"high\"}"), body);
    }

    // ---- Claude Code

    @Test
    void claudeCodesTokenGoesOutAsABearerUnderOurOwnNameAndTheUserIsTold() throws IOException {
        variables.put("CLAUDE_CODE_AUTH", "bearer");
        variables.put("CLAUDE_CODE_OAUTH_TOKEN", "oat-token-0123");
        variables.put("ANTHROPIC_API_KEY", KEY);
        try (var server = answering(_ -> sse(STREAM))) {
            variables.put("CLAUDE_CODE_API_URL", server.url());
            assertTrue(new ClaudeCode().configured(settings()));
            assertEquals("Hello", ask(new ClaudeCode(), request("claude-x")).text());
        }
        assertTrue(heads.getFirst().contains("Authorization: Bearer oat-token-0123") && heads.getFirst().contains("anthropic-beta: oauth-2025-04-20"), heads.getFirst());
        assertTrue(heads.getFirst().contains("User-Agent: product/1"), heads.getFirst());
        assertFalse(heads.getFirst().contains(KEY));
        assertFalse(bodies.getFirst().contains("Claude Code"), bodies.getFirst());
        assertEquals(1, notices.stream().filter(line -> line.contains("Anthropic's terms")).count());
    }

    @Test
    void claudeCodeWithoutACredentialSaysHowToSignInAndALookNeedsNone() {
        variables.put("CLAUDE_CODE_AUTH", "bearer");
        assertTrue(assertThrows(Failure.class, () -> new ClaudeCode().open(wiring(false))).line().contains("claude setup-token"));
        assertTrue(new ClaudeCode().open(wiring(true)).preview(request("claude-x"), new Turn(false)).isPresent());
        assertEquals(List.of(), notices);
    }

    @Test
    void everyFeatureIsSpokenOfInEveryMode() {
        assertTrue(new Anthropic().capabilities(settings()).cells().values().stream().allMatch(Capabilities.Cell::supported));
        var cli = new ClaudeCode().capabilities(settings()).cells();
        assertFalse(cli.get(Capabilities.Feature.TOOL_USE).supported() || cli.get(Capabilities.Feature.FUNCTION_CALLING).supported());
        assertTrue(cli.get(Capabilities.Feature.VISION).supported());
        variables.put("CLAUDE_CODE_AUTH", "bearer");
        assertTrue(new ClaudeCode().capabilities(settings()).cells().values().stream().allMatch(Capabilities.Cell::supported));
        variables.put("ANTHROPIC_AUTH_TOKEN", "t");
        assertEquals("bearer token", new Anthropic().capabilities(settings()).cells().get(Capabilities.Feature.AUTHENTICATION).note());
    }

    private Answer ask(Vendor vendor, Request request) {
        return ask(vendor, request, wiring(false));
    }

    private static Answer ask(Vendor vendor, Request request, Wiring wiring) {
        var answer = new Answer();
        try (var provider = vendor.open(wiring)) {
            provider.stream(request, new Turn(false), answer, new Cancel());
        }
        return answer;
    }

    private static Request request(String model) {
        return new Request(model, List.of(), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
    }

    private Wiring wiring(boolean dry) {
        return wiring(dry, Models.BUILT_IN);
    }

    private Wiring wiring(boolean dry, Models models) {
        var tokens = new Tokens(settings(), new Http(Network.DIRECT), InstantSource.system(), notices::add, Optional.empty(), new Cancel());
        return new Wiring(tokens, models, "product/1", Timeouts.TURN, new Retry(3, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), () -> 0.5), dry);
    }

    private Settings settings() {
        return Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("work")), new Cascade.Flags(null, Map.of(), true));
    }

    private Path write(String file, String text) throws IOException {
        var path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    /// What a request's body is answered with.
    private interface Answers {
        String to(String body);
    }

    private RawServer answering(Answers answers) {
        return new RawServer(peer -> {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) head.append((char) peer.in().read());
            var length = Stream.of(head.toString().split("\r\n")).filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).strip())).findFirst().orElse(0);
            var body = new String(peer.in().readNBytes(length), StandardCharsets.UTF_8);
            heads.add(head.toString());
            bodies.add(body);
            peer.send(answers.to(body));
        });
    }

    private static String json(int status, String body) {
        return "HTTP/1.1 " + status + " x\r\nContent-Type: " + (body.startsWith("<") ? "text/html" : "application/json") + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
    }

    private static String sse(String stream) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " + stream.length() + "\r\nConnection: close\r\n\r\n" + stream;
    }

    private static Origin origin(String url) {
        return Origin.of(URI.create(url));
    }
}
