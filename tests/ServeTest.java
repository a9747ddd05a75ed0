package scorpiox.server;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Json;
import scorpiox.model.Models;
import scorpiox.server.ask.Visit;
import scorpiox.server.backend.Backends;
import scorpiox.server.backend.ModelCatalogue;
import scorpiox.server.capture.Capture;
import scorpiox.server.config.ConfigFile;
import scorpiox.server.status.Visits;
import scorpiox.server.team.KeyFile;
import scorpiox.server.team.TeamKeys;
import scorpiox.server.team.TokenRoute;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

/// The whole server in this process, between bare sockets and the simulator.
class ServeTest {
    private static final String KEY = "key-of-the-server-0123456789abcdef";
    private static final String HELLO = "{\"model\":\"gpt-5.1-codex\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String STREAMED = HELLO.replace("\"model\"", "\"stream\":true,\"model\"");
    private static final String AT_ONCE = "backends: {openai_codex: {extra: {codex: {streaming: {max_retries: 2, retry_backoff_seconds: [0]}}}}}";
    private static final String NEVER_AGAIN = AT_ONCE.replace("max_retries: 2", "max_retries: 0");

    @TempDir
    Path home;

    /// A backend and the server before it.
    private final class Served implements AutoCloseable {
        final Simulator simulator;
        final Server server;
        final Visits visits = new Visits(InstantSource.system());
        final BlockingQueue<Visit> ended = new LinkedBlockingQueue<>();
        final List<Throwable> bugs = new ArrayList<>();

        Served(String yaml, String... faults) throws IOException {
            this(yaml, true, faults);
        }

        Served(String yaml, boolean signedIn, String... faults) throws IOException {
            this(yaml, signedIn, Optional.empty(), faults);
        }

        /// @param base of another backend than the simulator
        Served(String yaml, boolean signedIn, Optional<String> base, String... faults) throws IOException {
            simulator = new Simulator(Simulator.Setup.answering(Scenario.empty(), Stream.of(faults).map(Fault::parse).toArray(Fault[]::new)), Thread.ofVirtual().factory());
            if (signedIn) signIn();
            var file = Files.writeString(home.resolve("config.yaml"), "port: 0\n" + yaml + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            var variables = new HashMap<>(Map.of("HOME", home.toString(), "OPENAI_API_BASE_URL", base.orElse(simulator.url() + "/backend-api"), "CODEX_AUTH_URL", simulator.url()));
            var settings = Cascade.resolve(new Environment(variables, home.getRoot()), Cascade.Flags.NONE);
            var config = ConfigFile.read(Optional.of(file), settings, warning -> bugs.add(new AssertionError(warning)));
            var clock = InstantSource.system();
            visits.listen(ended::add);
            var models = Models.of(settings.environment());
            var backends = new Backends(config, new Backends.Parts(settings, Map.of(), models, "test", clock, _ -> { }, _ -> {
                throw new AssertionError("no demo here");
            }), TokenRoute.LIFE);
            var catalogue = new ModelCatalogue(config, settings, models, backends::provider, clock);
            var keys = new ClientKeys(List.of(KEY), Optional.of(new TeamKeys(members(), Runnable::run)), true);
            server = Server.start(new Server.Parts(config, keys, backends, catalogue, visits, config.tokens() ? Optional.of(new TokenRoute(backends::signIn, clock, config.tokensPerMinute(), _ -> { })) : Optional.empty(),
                    config.log().bodies() ? Optional.of(new Capture(home.resolve("capture"), clock, notice -> bugs.add(new AssertionError(notice)))) : Optional.empty(), "0", clock, bugs::add));
        }

        void signIn() throws IOException {
            var file = Files.createDirectories(home.resolve(".codex")).resolve("auth.json");
            Files.writeString(file, simulator.credentials("acct", 864_000));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }

        Reply chat(String body, String... more) throws IOException {
            return send("POST", "/v1/chat/completions", body, more);
        }

        /// Sends with the key, as JSON, to the right host, where nothing else is said.
        Reply send(String method, String path, String body, String... more) throws IOException {
            try (var socket = open(method, path, body, more)) {
                return Reply.of(socket.getInputStream().readAllBytes());
            }
        }

        Socket open(String method, String path, String body, String... more) throws IOException {
            var fields = new java.util.LinkedHashMap<String, String>();
            fields.put("Host", "127.0.0.1:" + server.port());
            fields.put("Connection", "close");
            fields.put("Authorization", "Bearer " + KEY);
            if (body != null) fields.put("Content-Type", "application/json");
            for (var each : more) {
                var colon = each.indexOf(':');
                if (colon == each.length() - 1) fields.remove(each.substring(0, colon));
                else fields.put(each.substring(0, colon), each.substring(colon + 1).strip());
            }
            var bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
            if (body != null) fields.putIfAbsent("Content-Length", String.valueOf(bytes.length));
            var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
            fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(bytes);
            return socket;
        }

        Visit next() throws InterruptedException {
            var visit = ended.poll(20, TimeUnit.SECONDS);
            assertNotNull(visit, "a request has ended");
            return visit;
        }

        @Override
        public void close() {
            server.close();
            simulator.close();
            assertEquals(List.of(), bugs, "the server has no bugs");
        }
    }

    private KeyFile members() {
        return new KeyFile(home.resolve("serve-keys.json"), InstantSource.system(), _ -> { });
    }

    private record Reply(int status, String head, String body) {
        static Reply of(byte[] bytes) {
            var text = new String(bytes, StandardCharsets.UTF_8);
            var end = text.indexOf("\r\n\r\n");
            if (end < 0) return new Reply(0, text, "");
            var head = text.substring(0, end);
            var body = text.substring(end + 4);
            return new Reply(Integer.parseInt(head.split(" ")[1]), head, head.contains("Transfer-Encoding: chunked") ? whole(body) : body);
        }

        private static String whole(String chunks) {
            var bytes = chunks.getBytes(StandardCharsets.UTF_8);
            var body = new java.io.ByteArrayOutputStream();
            for (var at = 0; at < bytes.length; ) {
                var line = new StringBuilder();
                while (at < bytes.length && bytes[at] != '\r') line.append((char) bytes[at++]);
                at += 2;
                var size = line.isEmpty() ? 0 : Integer.parseInt(line.toString(), 16);
                if (size == 0 || at + size > bytes.length) break;
                body.write(bytes, at, size);
                at += size + 2;
            }
            return body.toString(StandardCharsets.UTF_8);
        }

        String header(String name) {
            return head.lines().filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1)).map(line -> line.substring(name.length() + 1).strip()).findFirst().orElse("");
        }

        JsonNode json() throws IOException {
            return Json.read(body);
        }

        String code() throws IOException {
            return json().path("error").path("code").asText("");
        }

        /// The text of a stream of chat chunks.
        String text() throws IOException {
            var text = new StringBuilder();
            for (var line : body.lines().filter(line -> line.startsWith("data: {")).toList()) text.append(Json.read(line.substring(6)).path("choices").path(0).path("delta").path("content").asText(""));
            return text.toString();
        }
    }

    @Test
    void everyApiIsAnsweredWholeAndAsAStreamWithTheSameText() throws IOException {
        try (var served = new Served("")) {
            var whole = served.chat(HELLO);
            var text = whole.json().path("choices").path(0).path("message").path("content").asText();
            var streamed = served.chat(STREAMED);
            assertAll(() -> assertTrue(text.startsWith("You said: hello"), whole.body), () -> assertEquals(text, streamed.text()),
                    () -> assertEquals("text/event-stream; charset=utf-8", streamed.header("content-type")), () -> assertEquals("no-cache", streamed.header("cache-control")),
                    () -> assertEquals("no", streamed.header("x-accel-buffering")), () -> assertTrue(streamed.body.endsWith("data: [DONE]\n\n"), streamed.body),
                    () -> assertEquals("gpt-5.1-codex", streamed.header("x-sx-upstream-model")), () -> assertTrue(streamed.header("x-request-id").startsWith("req_")),
                    () -> assertEquals("12.5", whole.header("x-codex-primary-used-percent")),
                    () -> assertEquals("4102444800", whole.header("x-codex-primary-reset-at")));
            var responses = served.send("POST", "/v1/responses", "{\"model\":\"gpt-5.1-codex\",\"input\":\"hello\"}");
            assertTrue(responses.body.contains("You said: hello"), responses.body);
            var events = served.send("POST", "/v1/responses", "{\"model\":\"gpt-5.1-codex\",\"input\":\"hello\",\"stream\":true}");
            assertTrue(events.body.startsWith("event: response.created\n") && events.body.contains("event: response.completed\n"), events.body);
            var messages = served.send("POST", "/v1/messages", "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
            assertAll(() -> assertEquals("message", messages.json().path("type").asText()), () -> assertTrue(messages.body.contains("You said: hello"), messages.body));
            var stream = served.send("POST", "/v1/messages", "{\"model\":\"claude-sonnet-4-5\",\"stream\":true,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
            assertTrue(stream.body.startsWith("event: message_start\n") && stream.body.contains("event: message_stop\n"), stream.body);
            var completions = served.send("POST", "/v1/completions", "{\"model\":\"gpt-5.1-codex\",\"prompt\":\"hello\"}");
            assertTrue(completions.json().path("choices").path(0).path("text").asText().startsWith("You said: hello"), completions.body);
            var tokens = served.send("POST", "/v1/messages/count_tokens", "{\"model\":\"claude-sonnet-4-5\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
            assertTrue(tokens.json().path("input_tokens").asInt() > 0, tokens.body);
        }
    }

    @Test
    void pathsMethodsAndWhatIsNotHere() throws IOException {
        var table = """
                POST /v1/chat/completions 200 -
                POST /chat/completions 200 -
                POST /v1/v1/chat/completions/ 200 -
                GET /v1/chat/completions 405 method_not_allowed
                GET /backend-api/codex/models 200 -
                GET /backend-api/codexx/models 404 unknown_url
                GET /v1/models 200 -
                GET /models/ 200 -
                GET /v1/models/gpt-5.1-codex 200 -
                GET /v1/models/gpt-5.1-codex-high 200 -
                GET /v1/models/no%2Fsuch%20model 404 model_not_found
                GET /v1/models/%zz 404 model_not_found
                DELETE /v1/models 405 method_not_allowed
                GET /health 200 -
                GET /healthz 200 -
                GET / 200 -
                GET /metrics 200 -
                GET /status.json 200 -
                GET /token/codex 404 unknown_url
                POST /v1/embeddings 404 unsupported_endpoint
                POST /v1/audio/speech 404 unsupported_endpoint
                POST /v1/images/generations 404 unsupported_endpoint
                POST /v1/moderations 404 unsupported_endpoint
                POST /v1/responses/compact 404 unsupported_endpoint
                GET /v1/responses/resp_1 404 response_not_found
                GET /v1/../v1/models 404 unknown_url
                GET /v1//models 404 unknown_url
                GET /v2/models 404 unknown_url
                PUT /nothing 404 unknown_url
                """;
        try (var served = new Served("")) {
            for (var row : table.lines().toList()) {
                var cell = row.split(" ");
                var reply = served.send(cell[0], cell[1], cell[0].equals("POST") ? HELLO : null);
                assertEquals(cell[2], String.valueOf(reply.status), row + ": " + reply.body);
                if (!cell[3].equals("-")) assertEquals(cell[3], reply.code(), row);
                assertFalse(reply.header("x-request-id").isEmpty(), row);
            }
            assertEquals("POST, OPTIONS", served.send("GET", "/v1/messages", null).header("allow"));
            assertTrue(served.send("GET", "/v1/messages", null).body.startsWith("{\"type\":\"error\""), "in the words of the API that is asked");
        }
    }

    @ParameterizedTest
    @CsvSource({"Host: evil.example, 403, forbidden_host", "Host: localhost:1, 200, ''", "Host: LOCALHOST, 200, ''", "Host: [::1]:8787, 200, ''", "Host: 127.0.0.1.evil.example, 403, forbidden_host",
            "Host: localhost.evil.example, 403, forbidden_host", "Host: 127.9.9.9, 200, ''", "Host: mine.example, 200, ''", "Host: mine.example:443, 200, ''", "Host: localhost:80@evil.example, 403, forbidden_host",
            "Host: 10.0.0.1, 403, forbidden_host",
            "Origin: https://evil.example, 403, forbidden_origin", "Origin: http://localhost:3000, 200, ''", "Origin: null, 403, forbidden_origin", "Origin: https://ok.example, 200, ''",
            "Origin: http://localhost.evil.example, 403, forbidden_origin", "Origin: file://, 403, forbidden_origin",
            "Sec-Fetch-Site: cross-site, 403, forbidden_origin", "Sec-Fetch-Site: same-site, 403, forbidden_origin", "Sec-Fetch-Site: none, 200, ''",
            "Authorization: Bearer wrong, 401, invalid_api_key", "Authorization:, 401, invalid_api_key", "Authorization: Basic " + KEY + ", 401, invalid_api_key",
            "Content-Type: text/plain, 415, unsupported_media_type", "Content-Type:, 415, unsupported_media_type", "Content-Type: application/json; charset=utf-8, 200, ''",
            "x-sx-hop: 4, 400, loop_detected", "x-sx-hop: 99999999999999999999, 400, loop_detected", "x-sx-hop: -1, 400, invalid_value", "x-sx-hop: 3, 200, ''"})
    void whoeverMayNotAskIsToldSo(String header, int status, String code) throws IOException {
        try (var served = new Served("allowed_hosts: [mine.example]\ncors: {allowed_origins: ['https://ok.example']}")) {
            var reply = served.chat(HELLO, header);
            assertEquals(status, reply.status, reply.body);
            if (status != 200) assertEquals(code, reply.code());
            assertEquals(status == 200 ? 1 : 0, served.simulator.requests().size(), "whoever is refused costs nothing");
            if (header.startsWith("Origin:") && status == 200) assertEquals(header.substring(8), reply.header("access-control-allow-origin"));
            else assertEquals("", reply.header("access-control-allow-origin"));
        }
    }

    @Test
    void aPageThatMayAskIsToldHowAndAnyOtherIsNot() throws IOException {
        try (var served = new Served("")) {
            var asks = new String[] {"Origin: http://localhost:3000", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization,content-type", "Authorization:"};
            var told = served.send("OPTIONS", "/v1/chat/completions", null, asks);
            assertAll(() -> assertEquals(204, told.status), () -> assertEquals("authorization,content-type", told.header("access-control-allow-headers")),
                    () -> assertEquals("http://localhost:3000", told.header("access-control-allow-origin")), () -> assertEquals("Origin", told.header("vary")),
                    () -> assertEquals("86400", told.header("access-control-max-age")), () -> assertEquals("GET,POST,DELETE,OPTIONS", told.header("access-control-allow-methods")));
            asks[0] = "Origin: https://evil.example";
            var refused = served.send("OPTIONS", "/v1/chat/completions", null, asks);
            assertAll(() -> assertEquals(403, refused.status), () -> assertEquals("", refused.header("access-control-allow-origin")));
            var split = served.send("OPTIONS", "/v1/models", null, "Origin: http://localhost", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: a\u00e9b");
            assertEquals("", split.header("access-control-allow-headers"));
        }
    }

    @Test
    void theKeyComesInAnyOfThreeHeadersAndMembersHaveTheirOwn() throws Exception {
        var member = members().add("anna", false);
        var fetcher = members().add("ben", true);
        try (var served = new Served("token_endpoint: {enabled: true}")) {
            for (var header : List.of("x-api-key: " + KEY, "api-key: " + KEY, "Authorization: bearer " + KEY, "x-api-key: " + member)) {
                var more = header.startsWith("Authorization") ? new String[] {header} : new String[] {"Authorization:", header};
                assertEquals(200, served.send("GET", "/v1/models", null, more).status, header);
            }
            assertEquals(401, served.send("GET", "/status.json", null, "Authorization:").status);
            assertEquals(200, served.send("GET", "/health", null, "Authorization:").status);
            assertEquals(200, served.send("GET", "/", null, "Authorization:").status);
            assertEquals(403, served.send("GET", "/token/codex", null, "Authorization: Bearer " + member).status);
            var token = served.send("GET", "/token/codex", null, "Authorization: Bearer " + fetcher);
            assertAll(() -> assertEquals(200, token.status, token.body), () -> assertFalse(token.body.contains("refresh"), token.body));
            served.chat(HELLO, "Authorization: Bearer " + member);
            Visit visit;
            do visit = served.next(); while (!visit.route.equals("chat"));
            assertEquals("anna", visit.client);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | invalid_json", "[] | invalid_json", "{ | invalid_json", "{} | missing_required_parameter", "{\"model\":7} | invalid_type", "{\"model\":\"\"} | missing_required_parameter",
            "{\"model\":\"gpt-5.1-codex\"} | missing_required_parameter", "{\"model\":\"gpt-5.1-codex\",\"messages\":7} | invalid_type",
            "{\"model\":\"gpt-5.1-codex\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"codex_capabilities\":{\"prompt_mode\":\"no\"}} | invalid_value",
            "{\"model\":\"gpt-5.1-codex\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"extra_body\":7} | invalid_value"})
    void aWrongRequestIsNamedAndNeverOurFault(String body, String code) throws IOException {
        try (var served = new Served("")) {
            var reply = served.chat(body);
            assertAll(() -> assertEquals(400, reply.status, reply.body), () -> assertEquals(code, reply.code(), reply.body), () -> assertEquals("false", reply.header("x-should-retry")));
        }
    }

    @Test
    void aMarkBeforeTheJsonIsSkippedAndALargeBodyIsNotRead() throws IOException {
        try (var served = new Served("limits: {max_body_mb: 1}")) {
            assertEquals(200, served.chat("\uFEFF" + HELLO).status);
            var large = served.chat("{", "Content-Length: 1048577");
            assertAll(() -> assertEquals(413, large.status), () -> assertEquals("request_too_large", large.code()));
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            "403, 403, permission_error, -, false", "404, 404, invalid_request_error, model_not_found, false", "429:1, 429, rate_limit_error, rate_limit_exceeded, true",
            "500, 502, api_error, upstream_error, true", "503, 503, api_error, server_overloaded, true", "html, 503, api_error, upstream_blocked, true",
            "usage-limit, 429, usage_limit_reached, usage_limit_reached, false", "context-length, 400, invalid_request_error, context_length_exceeded, false",
            "overloaded, 503, api_error, server_overloaded, true", "rate-limit, 429, rate_limit_error, rate_limit_exceeded, true", "quota, 429, insufficient_quota, insufficient_quota, false",
            "invalid-prompt, 400, invalid_request_error, invalid_prompt, false", "error-event, 502, api_error, upstream_error, true", "cut:2, 502, api_error, upstream_disconnected, true",
            "garbage, 502, api_error, -, true", "401, 401, authentication_error, upstream_auth_failed, false"})
    void whatFailsBeforeTheAnswerBeginsIsARealError(String fault, int status, String type, String code, boolean again) throws IOException {
        try (var served = new Served(NEVER_AGAIN, fault)) {
            for (var body : List.of(HELLO, STREAMED)) {
                var reply = served.chat(body);
                var error = reply.json().path("error");
                assertAll(fault, () -> assertEquals(status, reply.status, reply.body), () -> assertEquals(type, error.path("type").asText()),
                        () -> assertTrue(code == null || error.path("code").asText().equals(code), reply.body), () -> assertEquals(String.valueOf(again), reply.header("x-should-retry")),
                        () -> assertEquals("application/json", reply.header("content-type")), () -> assertFalse(reply.body.contains("rt_"), reply.body));
                if (fault.equals("usage-limit")) assertAll(() -> assertTrue(error.path("resets_in_seconds").asLong() > 0, reply.body), () -> assertTrue(error.has("plan_type"), reply.body),
                        () -> assertFalse(reply.header("retry-after").isEmpty()));
                if (status == 503 || fault.equals("429:1")) assertTrue(fault.equals("html") || Integer.parseInt(reply.header("retry-after")) > 0, reply.head);
            }
        }
    }

    @Test
    void overloadIsAStatusOfItsOwnForClientsOfAnthropic() throws IOException {
        try (var served = new Served(NEVER_AGAIN, "overloaded")) {
            var reply = served.send("POST", "/v1/messages", "{\"model\":\"gpt-5.1-codex\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
            assertAll(() -> assertEquals(529, reply.status), () -> assertEquals("overloaded_error", reply.json().path("error").path("type").asText()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"500*2", "overloaded*2", "cut:1*1", "503*1"})
    void whatFailsEarlyIsTriedAgainUnseen(String fault) throws Exception {
        try (var served = new Served(AT_ONCE, fault)) {
            var reply = served.chat(STREAMED);
            assertAll(() -> assertEquals(200, reply.status, reply.body), () -> assertTrue(reply.text().startsWith("You said: hello"), reply.body),
                    () -> assertEquals(1, reply.body.split("\"role\":\"assistant\"", -1).length - 1, "nothing of the attempt before is left"));
            assertTrue(served.next().attempts > 1);
        }
    }

    @Test
    void anAnswerWithNothingInItIsAskedForOnceMore() throws Exception {
        var done = "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":0,\"total_tokens\":3}}}";
        var text = "data: {\"type\":\"response.output_text.delta\",\"item_id\":\"m\",\"output_index\":0,\"delta\":\"there\"}\n\n";
        var asked = new AtomicInteger();
        try (var backend = new RawServer(peer -> {
            peer.request();
            var number = asked.incrementAndGet();
            peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + (number == 2 ? text : "") + "data: " + done + "\n\n");
        }); var served = new Served(NEVER_AGAIN, true, Optional.of("http://127.0.0.1:" + backend.port() + "/v1"))) {
            var second = served.chat(STREAMED);
            assertAll(() -> assertEquals("there", second.text(), second.body), () -> assertEquals(2, asked.get()), () -> assertEquals(2, served.next().attempts));
            for (var body : List.of(HELLO, STREAMED)) {
                var before = asked.get();
                var reply = served.chat(body);
                assertAll(() -> assertEquals(502, reply.status, reply.body), () -> assertEquals("empty_response", reply.code()), () -> assertEquals(before + 2, asked.get()));
            }
        }
    }

    @Test
    void thoughtsThatTheBackendCannotOpenAnyMoreAreLeftOutTheSecondTime() throws Exception {
        var bodies = new LinkedBlockingQueue<String>();
        var refusal = "{\"error\":{\"code\":\"invalid_encrypted_content\",\"message\":\"cannot be verified\"}}";
        try (var backend = new RawServer(peer -> {
            var head = peer.request();
            bodies.add(head);
            var large = Integer.parseInt(head.replaceAll("(?s).*(?i:content-length): (\\d+).*", "$1"));
            if (bodies.size() == 1) peer.send("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + refusal.length() + "\r\n\r\n" + refusal);
            else peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\","
                    + "\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"" + large + "\"}]}],\"usage\":{\"output_tokens\":1}}}\n\n");
        }); var served = new Served(NEVER_AGAIN, true, Optional.of("http://127.0.0.1:" + backend.port() + "/v1"))) {
            var sealed = "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"" + "x".repeat(5000) + "\"}";
            var reply = served.send("POST", "/v1/responses", "{\"model\":\"gpt-5.1-codex\",\"input\":[" + sealed + ",{\"role\":\"user\",\"content\":\"hi\"}]}");
            assertAll(() -> assertEquals(200, reply.status, reply.body), () -> assertEquals(2, bodies.size()),
                    () -> assertTrue(Integer.parseInt(reply.json().path("output").path(0).path("content").path(0).path("text").asText()) < 5000, reply.body));
            bodies.clear();
            var nothingToLeaveOut = served.send("POST", "/v1/responses", "{\"model\":\"gpt-5.1-codex\",\"input\":\"hi\"}");
            assertAll(() -> assertEquals(400, nothingToLeaveOut.status), () -> assertEquals("invalid_encrypted_content", nothingToLeaveOut.code()), () -> assertEquals(1, bodies.size()));
        }
    }

    @Test
    void whatFailsLateEndsTheStreamAsItsClientCanBear() throws Exception {
        try (var served = new Served(AT_ONCE, "overloaded-late")) {
            var chat = served.chat(STREAMED);
            assertAll(() -> assertEquals(200, chat.status), () -> assertTrue(chat.body.contains("\"server_overloaded\""), chat.body),
                    () -> assertTrue(chat.body.contains("\"finish_reason\":\"length\""), chat.body), () -> assertTrue(chat.body.endsWith("data: [DONE]\n\n"), chat.body));
            assertEquals(1, served.simulator.requests().size(), "what was said stays said");
            var visit = served.next();
            assertAll(() -> assertEquals(200, visit.status), () -> assertEquals("server_overloaded", visit.error));
            var responses = served.send("POST", "/v1/responses", "{\"model\":\"gpt-5.1-codex\",\"input\":\"hello\",\"stream\":true}");
            assertTrue(responses.body.contains("event: response.failed\n"), responses.body);
            var messages = served.send("POST", "/v1/messages", "{\"model\":\"gpt-5.1-codex\",\"stream\":true,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
            assertTrue(messages.body.contains("event: error\n"), messages.body);
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', value = {
            "/v1/chat/completions | {'messages':[{'role':'user','content':'hello'}]} | message | data: [DONE]",
            "/v1/chat/completions | {'messages':[{'role':'user','content':'hello'}],'stop':['x']} | message | data: [DONE]",
            "/v1/chat/completions | {'messages':[{'role':'user','content':'hello'}]} | reasoning | data: [DONE]",
            "/v1/responses | {'input':'hello'} | message | event: response.failed",
            "/v1/responses | {'input':'hello','temperature':1} | reasoning | event: response.failed",
            "/v1/messages | {'max_tokens':9,'messages':[{'role':'user','content':'hello'}]} | message | event: error",
            "/v1/messages | {'max_tokens':9,'messages':[{'role':'user','content':'hello'}]} | reasoning | event: error"})
    void theClientHasItsHeaderOnceAPieceOfTheAnswerIsAnnouncedAndAnEndWhenItNeverComes(String path, String body, String type, String end) throws Exception {
        var asked = new AtomicInteger();
        var seen = new CountDownLatch(1);
        try (var backend = new RawServer(peer -> {
            peer.request();
            asked.incrementAndGet();
            peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                    + "data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-5.1-codex\",\"status\":\"in_progress\"}}\n\n"
                    + "data: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"id\":\"i\",\"type\":\"" + type + "\"}}\n\n");
            await(seen);
        }); var served = new Served("stream: {commit_hold_ms: 60000}\n" + AT_ONCE, true, Optional.of("http://127.0.0.1:" + backend.port() + "/v1"));
             var socket = served.open("POST", path, "{\"model\":\"gpt-5.1-codex\",\"stream\":true," + body.replace('\'', '"').substring(1))) {
            var answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) answer.append((char) socket.getInputStream().read());
            seen.countDown();
            var rest = Reply.of((answer + new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
            assertAll(() -> assertEquals(200, rest.status), () -> assertTrue(rest.body.contains(end), rest.body), () -> assertEquals(1, asked.get(), "never sent again"));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aRefusedTokenIsRenewedOnceForEverybody() throws Exception {
        try (var served = new Served("")) {
            var file = home.resolve(".codex/auth.json");
            served.simulator.withdraw(Json.read(Files.readAllBytes(file)).path("tokens").path("access_token").asText());
            var replies = new LinkedBlockingQueue<Integer>();
            for (var i = 0; i < 4; i++) Thread.startVirtualThread(() -> {
                try {
                    replies.add(served.chat(HELLO).status);
                } catch (IOException e) {
                    replies.add(0);
                }
            });
            for (var i = 0; i < 4; i++) assertEquals(200, replies.poll(20, TimeUnit.SECONDS));
            assertEquals(1, served.simulator.refreshes());
        }
    }

    @Test
    void aSignInThatComesLaterCountsFromTheNextRequestOn() throws Exception {
        try (var served = new Served("", false)) {
            var none = served.chat(HELLO);
            assertAll(() -> assertEquals(401, none.status), () -> assertEquals("upstream_auth_failed", none.code()), () -> assertTrue(none.body.contains("fetchtoken login"), none.body),
                    () -> assertEquals("false", none.header("x-should-retry")));
            assertEquals("missing", served.send("GET", "/status.json", null).json().path("backend").path("credentials").asText());
            served.signIn();
            assertEquals(200, served.chat(HELLO).status);
            assertEquals("ok", served.send("GET", "/status.json", null).json().path("backend").path("credentials").asText());
        }
    }

    @Test
    void moreThanMayBeAreToldToComeBackAndAClientThatLeavesMakesRoom() throws Exception {
        try (var served = new Served("limits: {max_concurrent: 1}", "stall:9*1")) {
            try (var first = served.open("POST", "/v1/chat/completions", STREAMED)) {
                assertEquals('H', first.getInputStream().read());
                var busy = served.chat(HELLO);
                assertAll(() -> assertEquals(429, busy.status), () -> assertEquals("proxy_busy", busy.code()), () -> assertEquals("1", busy.header("retry-after")),
                        () -> assertEquals("true", busy.header("x-should-retry")));
                assertEquals(200, served.send("GET", "/health", null).status);
                assertEquals(429, served.next().status);
                served.next();
            }
            var left = served.next();
            assertAll(() -> assertEquals(499, left.status), () -> assertEquals("client_gone", left.error));
            assertEquals(200, served.chat(HELLO).status);
        }
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerBeginsEndsTheRequestToo() throws Exception {
        try (var served = new Served("", "stall-headers*1")) {
            try (var _ = served.open("POST", "/v1/chat/completions", HELLO, "Connection: keep-alive")) {
                while (served.simulator.requests().isEmpty()) Thread.yield();
            }
            assertEquals(499, served.next().status);
        }
    }

    @Test
    void aLongThoughtDoesNotKeepTheClientWaitingForTheHeader() throws Exception {
        try (var served = new Served("stream: {commit_hold_ms: 1, heartbeat_seconds: 0}", "stall-headers*1"); var socket = served.open("POST", "/v1/chat/completions", STREAMED)) {
            var seen = new StringBuilder();
            while (seen.indexOf("\r\n\r\n") < 0) seen.append((char) socket.getInputStream().read());
            assertTrue(seen.toString().startsWith("HTTP/1.1 200 "), seen.toString());
        }
    }

    @Test
    void aWholeCallMayTakeOnlySoLong() throws IOException {
        try (var served = new Served("backends: {openai_codex: {total_timeout: 1}}", "stall-headers*1")) {
            var late = served.chat(HELLO);
            assertAll(() -> assertEquals(504, late.status), () -> assertEquals("upstream_timeout", late.code()));
        }
    }

    @Test
    void everyServerOnTheWayIsCounted() throws IOException {
        try (var served = new Served("")) {
            served.chat(HELLO, "x-sx-hop: 2");
            assertEquals("3", served.simulator.requests().getFirst().headers().get("x-sx-hop"));
        }
    }

    @Test
    void resultsOfCallsGoBackToWhereTheCallsWereMade() throws IOException {
        try (var served = new Served("")) {
            var tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"read\",\"parameters\":{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"}}}}}],\"model\"";
            var asks = HELLO.replace("\"hello\"", "\"use read with {\\\"path\\\": \\\"a.txt\\\"}\"").replace("\"model\"", tools);
            var first = served.chat(asks);
            var message = first.json().path("choices").path(0).path("message");
            var call = message.path("tool_calls").path(0);
            assertEquals("read", call.path("function").path("name").asText(), first.body);
            var result = Json.write(message) + ",{\"role\":\"tool\",\"tool_call_id\":\"" + call.path("id").asText() + "\",\"content\":\"the text\"}]";
            var second = served.chat(asks.replace("}]}", "}," + result + "}"));
            assertAll(() -> assertEquals(200, second.status, second.body), () -> assertFalse(first.header("x-codex-turn-state").isEmpty(), first.head));
            assertEquals(first.header("x-codex-turn-state"), served.simulator.requests().getLast().headers().get("x-codex-turn-state"));
        }
    }

    /// A title for the conversation, say, that is asked for under its key while the call runs. What is said behind the result
    /// belongs to the turn, too, unless the user says it.
    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, chat", "/v1/responses, native"})
    void anErrandUnderTheSameKeyDoesNotTakeTheTurnAway(String route, String wire) throws IOException {
        var chat = wire.equals("chat");
        var tools = chat ? "[{\"type\":\"function\",\"function\":{\"name\":\"read\"}}]" : "[{\"type\":\"function\",\"name\":\"read\"}]";
        var begin = "{\"model\":\"gpt-5.1-codex\",\"prompt_cache_key\":\"same\",\"tools\":" + tools + "," + (chat ? "\"messages\"" : "\"input\"") + ":[";
        var asks = begin + "{\"role\":\"user\",\"content\":\"use read with {}\"}";
        try (var served = new Served("")) {
            var first = served.send("POST", route, asks + "]}");
            var errand = served.send("POST", route, begin + "{\"role\":\"user\",\"content\":\"a title\"}]}");
            var made = chat ? List.of(first.json().at("/choices/0/message")) : first.json().path("output").valueStream().toList();
            var id = chat ? made.getFirst().at("/tool_calls/0/id").asText() : made.getLast().path("call_id").asText();
            var result = chat ? "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\"x\"}" : "{\"type\":\"function_call_output\",\"call_id\":\"" + id + "\",\"output\":\"x\"}";
            var calls = made.stream().map(Json::write).collect(Collectors.joining(","));
            for (var behind : List.of("", ",{\"role\":\"developer\",\"content\":\"be quick\"}")) {
                var second = served.send("POST", route, asks + "," + calls + "," + result + behind + "]}");
                assertEquals(200, second.status, second.body);
                assertEquals(first.header("x-codex-turn-state"), served.simulator.requests().getLast().headers().get("x-codex-turn-state"));
            }
            assertFalse(errand.header("x-codex-turn-state").equals(first.header("x-codex-turn-state")), errand.head);
        }
    }

    @Test
    void aStopTextEndsTheAnswerAndTheRequest() throws IOException {
        try (var served = new Served("")) {
            for (var body : List.of(HELLO, STREAMED)) {
                var reply = served.chat(body.replace("\"model\"", "\"stop\":[\"hello\"],\"model\""));
                assertTrue(reply.body.contains("\"finish_reason\":\"stop\""), reply.body);
                assertFalse(reply.body.contains("hello") || reply.body.contains("demo:"), reply.body);
            }
        }
    }

    @Test
    void whatCannotBeSentOnIsListedOrRefused() throws IOException {
        try (var served = new Served("")) {
            var body = HELLO.replace("\"model\"", "\"temperature\":0.5,\"seed\":7,\"model\"");
            assertEquals("seed,temperature", Stream.of(served.chat(body).header("x-sx-dropped").split(",")).sorted().reduce((one, other) -> one + "," + other).orElse(""));
            var strict = served.chat(body, "x-sx-strict: 1");
            assertAll(() -> assertEquals(400, strict.status), () -> assertEquals("unsupported_parameter", strict.code()));
            assertEquals("xhigh (requested ultra)", served.chat(HELLO.replace("gpt-5.1-codex", "gpt-5.2-codex").replace("\"model\"", "\"reasoning_effort\":\"ultra\",\"model\"")).header("x-sx-effort"));
        }
    }

    @Test
    void whatTheServerDoesIsThereToBeWatched() throws Exception {
        try (var served = new Served("")) {
            served.chat(HELLO);
            var visit = served.next();
            var status = served.send("GET", "/status.json", null).json();
            assertAll(() -> assertEquals("chat", status.path("recent").path(0).path("route").asText()), () -> assertEquals("openai-codex", status.path("backend").path("type").asText()),
                    () -> assertTrue(status.path("backend").path("base_url").asText().endsWith("/codex/responses"), status.toString()));
            assertTrue(served.send("GET", "/metrics", null).body.contains("sx_requests_total{route=\"chat\",status=\"200\"} 1"));
            assertAll(() -> assertEquals("owner", visit.client), () -> assertEquals("openai_codex", visit.backend), () -> assertTrue(visit.firstByteNanos > 0), () -> assertTrue(visit.usage.output() > 0));
        }
    }

    @Test
    void aCaptureSaysHowTheClientWasAnswered() throws Exception {
        try (var served = new Served(NEVER_AGAIN + "\nlog: {bodies: true}", "500*1")) {
            served.chat(HELLO.replace("\"model\"", "\"user\":\"ann-the-user\",\"model\""));
            served.next();
            served.chat(HELLO);
            served.next();
        }
        for (var number : List.of(1, 2)) {
            var client = Json.read(Files.readAllBytes(home.resolve("capture/request-" + number + "-client.json")));
            assertAll(() -> assertEquals(number == 1 ? 502 : 200, client.path("status").asInt()), () -> assertTrue(client.path("totalMs").asLong() >= 0, client.toString()));
        }
        try (var files = Files.list(home.resolve("capture"))) {
            for (var file : files.toList()) assertFalse(Files.readString(file).contains("ann-the-user"), file.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/chat/completions | {"model":"gpt-5.1-codex","stream":true,"messages":[{"role":"user","content":"hello"}]}                  | "finish_reason":"length"
            /v1/responses        | {"model":"gpt-5.1-codex","stream":true,"input":"hello"}                                                   | event: response.failed
            /v1/messages         | {"model":"gpt-5.1-codex","stream":true,"max_tokens":99,"messages":[{"role":"user","content":"hello"}]}  | event: error
            """)
    void aServerThatStopsSaysSoToWhoIsStillListening(String path, String body, String end) throws Exception {
        var served = new Served("", "stall:6");
        try (var socket = served.open("POST", path, body)) {
            assertEquals('H', socket.getInputStream().read());
            served.close();
            var rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertAll(() -> assertTrue(rest.contains(end), rest), () -> assertTrue(rest.contains("the server stops"), rest), () -> assertTrue(rest.endsWith("0\r\n\r\n"), rest),
                    () -> assertFalse(rest.contains("\"finish_reason\":\"stop\"") || rest.contains("response.completed") || rest.contains("end_turn"), rest));
            var visit = served.next();
            assertAll(() -> assertEquals(200, visit.status), () -> assertEquals("server_stopping", visit.error));
        }
    }

    @Test
    void whoHasNoAnswerYetIsToldToComeAgain() throws Exception {
        var served = new Served("", "stall-headers");
        try (var socket = served.open("POST", "/v1/chat/completions", STREAMED)) {
            while (served.simulator.requests().isEmpty()) Thread.yield();
            served.close();
            var reply = Reply.of(socket.getInputStream().readAllBytes());
            assertAll(() -> assertEquals(503, reply.status), () -> assertEquals("server_stopping", reply.code()), () -> assertEquals("true", reply.header("x-should-retry")));
        }
    }
}
