package scorpiox.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Answer;
import scorpiox.model.Message;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.provider.Capabilities.Feature;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Turn;
import scorpiox.provider.Wiring;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenAiTest {
    private static final String STREAM = "data: {\"id\":\"c\",\"model\":\"served\",\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n"
            + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private final List<StreamEvent> events = new ArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private int attempts = 1;

    @BeforeEach
    void useThisHome() {
        variables.put("HOME", home.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            " | | https://api.openai.com/v1/responses",
            "https://api.openai.com | | https://api.openai.com/v1/responses",
            "https://API.openai.com:443/v1/ | | https://API.openai.com:443/v1/responses",
            "https://api.openai.com/v1 | chat | https://api.openai.com/v1/chat/completions",
            "http://api.openai.com/v1 | | http://api.openai.com/v1/chat/completions",
            "https://api.openai.com.evil.example/v1 | | https://api.openai.com.evil.example/v1/chat/completions",
            "http://127.0.0.1:11434 | | http://127.0.0.1:11434/v1/chat/completions",
            "http://127.0.0.1:11434/ | | http://127.0.0.1:11434/v1/chat/completions",
            "http://127.0.0.1:11434/v1 | responses | http://127.0.0.1:11434/v1/responses",
            "https://openrouter.ai/api/v1/ | | https://openrouter.ai/api/v1/chat/completions",
            "https://api.z.ai/api/paas/v4 | | https://api.z.ai/api/paas/v4/chat/completions",
            "https://llm.example/v1/chat/completions | | https://llm.example/v1/chat/completions",
            "https://llm.example/responses | | https://llm.example/v1/chat/completions",
    })
    void theBaseDecidesTheWireUnlessTheUserDoes(String base, String api, String endpoint) {
        if (base != null) variables.put("OPENAI_BASE_URL", base);
        if (api != null) variables.put("OPENAI_API", api);
        variables.put("OPENAI_API_KEY", "key-number-one");
        assertEquals(endpoint, open().endpoint().orElseThrow().toString());
    }

    @Test
    void aKeyGoesToOpenAiAndToTheBaseAndNowhereElse() {
        variables.put("OPENAI_API_KEY", " key-number-one ");
        variables.put("OPENAI_BASE_URL", "https://llm.example/v1");
        var credential = new OpenAi().credentials(wiring(false)).get();
        assertEquals("Bearer key-number-one", credential.value());
        assertEquals(Set.of(new Origin("https", "api.openai.com", 443), new Origin("https", "llm.example", 443)), credential.audience());
        variables.remove("OPENAI_BASE_URL");
        assertEquals(Set.of(new Origin("https", "api.openai.com", 443)), new OpenAi().credentials(wiring(false)).get().audience());
    }

    @Test
    void aCommandMayPrintTheKey() {
        variables.put("OPENAI_API_KEY_CMD", "echo key-from-a-vault");
        assertEquals("Bearer key-from-a-vault", new OpenAi().credentials(wiring(false)).get().value());
    }

    @Test
    void openAisOwnBaseNeedsAKeyAndSaysWhereToPutIt() {
        var failure = assertThrows(Failure.class, () -> new OpenAi().credentials(wiring(false)));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.hint().contains("OPENAI_API_KEY") && failure.hint().contains("config --set"), failure.line());
        assertThrows(Failure.class, this::open);
    }

    @Test
    void aLookAtTheRequestNeedsNoKey() throws IOException {
        var call = new OpenAi().open(wiring(true)).preview(request(), new Turn(false)).orElseThrow();
        assertEquals(URI.create("https://api.openai.com/v1/responses"), call.uri());
        assertEquals("gpt-5.1", Json.read(call.body()).path("model").asText());
    }

    @ParameterizedTest
    @CsvSource({"OPENAI_API_KEY, key-number-one", "OPENAI_API_KEY_CMD, pass show openai", "OPENAI_BASE_URL, http://127.0.0.1:11434"})
    void whatTheUserSetCountsAsConfigured(String name, String value) {
        assertFalse(new OpenAi().configured(settings()));
        variables.put(name, value);
        assertTrue(new OpenAi().configured(settings()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.openai.com/v1", "https://llm.example/v1"})
    void whoIsChargedIsToldToOpenAiOnly(String base) {
        variables.putAll(Map.of("OPENAI_API_KEY", "key-number-one", "OPENAI_BASE_URL", base, "OPENAI_ORGANIZATION", "org-1", "OPENAI_PROJECT", "proj-1"));
        for (var api : List.of("chat", "responses")) {
            variables.put("OPENAI_API", api);
            var headers = open().preview(request(), new Turn(false)).orElseThrow().headers();
            assertEquals(base.contains("openai.com") ? "org-1" : null, headers.get("OpenAI-Organization"), api);
            assertEquals(base.contains("openai.com") ? "proj-1" : null, headers.get("OpenAI-Project"), api);
        }
    }

    @Test
    void theUsersWordOnTheServerCountsAndIsChecked() throws IOException {
        variables.putAll(Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9", "OPENAI_COMPAT", "usageInStream=0"));
        assertFalse(Json.read(open().preview(request(), new Turn(false)).orElseThrow().body()).has("stream_options"));
        variables.put("OPENAI_COMPAT", "usageInSteam=0");
        assertEquals(Kind.USAGE, assertThrows(Failure.class, this::open).kind());
    }

    @Test
    void everyFeatureIsThereInItsOwnWords() {
        variables.put("OPENAI_API_KEY", "key-number-one");
        var own = new OpenAi().capabilities(settings());
        variables.put("OPENAI_BASE_URL", "http://127.0.0.1:11434/v1");
        var local = new OpenAi().capabilities(settings());
        for (var feature : Feature.values()) assertTrue(own.cells().get(feature).supported() && local.cells().get(feature).supported(), feature.title());
        assertEquals("bearer key", own.cells().get(Feature.AUTHENTICATION).note());
        assertEquals("bearer key, optional", local.cells().get(Feature.AUTHENTICATION).note());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerOfOnesOwnIsAskedWithTheKeyOrWithoutAny(boolean keyed) throws IOException {
        if (keyed) variables.put("OPENAI_API_KEY", "key-number-one");
        try (var server = server(200, "text/event-stream", STREAM)) {
            variables.put("OPENAI_BASE_URL", server.url());
            assertEquals("Hello", ask(open()).text());
        }
        assertTrue(heads.getFirst().startsWith("POST /v1/chat/completions "), heads.getFirst());
        assertEquals(keyed, heads.getFirst().toLowerCase().contains("authorization: bearer key-number-one"));
        assertEquals(keyed, heads.getFirst().toLowerCase().contains("authorization"));
    }

    @Test
    void aServerThatWantsAKeyAfterAllSaysSoOnce() throws IOException {
        attempts = 2;
        try (var server = server(401, "application/json", "{\"error\":{\"message\":\"Unauthorized\"}}")) {
            variables.put("OPENAI_BASE_URL", server.url());
            var failure = ask(open()).failure();
            assertEquals(Kind.AUTH, failure.kind());
            assertTrue(failure.line().contains("OPENAI_API_KEY"), failure.line());
        }
        assertEquals(1, heads.size());
    }

    @Test
    void aMemberRefusedByNameIsLeftOutAndSaidSo() throws IOException {
        try (var server = server(request -> heads.size() == 1 ? reply(400, "application/json", "{\"error\":{\"message\":\"unknown field stream_options\"}}")
                : reply(200, "text/event-stream", STREAM))) {
            variables.put("OPENAI_BASE_URL", server.url());
            assertEquals("Hello", ask(open()).text());
        }
        assertEquals(2, heads.size());
        assertEquals(1, events.stream().filter(StreamEvent.Notice.class::isInstance).count());
    }

    @Test
    void aWholeAnswerInPlaceOfAStreamIsReadToo() throws IOException {
        try (var server = server(200, "application/json; charset=utf-8", "{\"id\":\"c\",\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"length\"}]}")) {
            variables.put("OPENAI_BASE_URL", server.url());
            var answer = ask(open());
            assertEquals("Hello", answer.text());
            assertEquals(FinishReason.LENGTH, answer.finish());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"200 | text/html | <html>Sign in</html> | PROTOCOL", "200 | application/json | {'error':{'message':'no credits','code':402}} | BILLING",
            "404 | application/json | {'error':'model ^x^ not found, try pulling it first'} | MODEL_NOT_FOUND", "200 | text/event-stream | '' | TRUNCATED",
            "400 | application/json | {'error':{'message':'exceeds the available context size'}} | CONTEXT_LENGTH"})
    void whatIsNoAnswerIsATypedFailureOfOneLine(int status, String type, String body, Kind kind) throws IOException {
        try (var server = server(status, type, body.replace('\'', '"').replace("^", "\\\""))) {
            variables.put("OPENAI_BASE_URL", server.url());
            var failure = ask(open()).failure();
            assertEquals(kind, failure.kind());
            assertEquals(1, failure.line().lines().count());
        }
    }

    @Test
    void modelsAreListedWithoutAKeyToo() throws IOException {
        try (var server = server(200, "application/json", "{\"data\":[{\"id\":\"qwen3\",\"max_model_len\":4096}]}")) {
            variables.put("OPENAI_BASE_URL", server.url());
            var models = open().models(new Cancel());
            assertEquals("qwen3", models.getFirst().id());
            assertEquals(4096, models.getFirst().contextWindow());
        }
        assertTrue(heads.getFirst().startsWith("GET /v1/models "), heads.getFirst());
        assertFalse(heads.getFirst().toLowerCase().contains("authorization"));
    }

    @Test
    void whoeverKnowsABaseMakesAProviderOfItsOwnName() throws IOException {
        try (var server = server(200, "text/event-stream", STREAM)) {
            var base = URI.create(server.url());
            var provider = OpenAi.compatible("router", base, CredentialSource.anonymous("set ROUTER_API_KEY"), wiring(false), Map.of("x-sx-hop", "1"));
            assertEquals("router", provider.id());
            assertEquals("Hello", ask(provider).text());
            assertTrue(heads.getFirst().contains("x-sx-hop: 1"), heads.getFirst());
            assertFalse(heads.getFirst().toLowerCase().contains("authorization"));
            var keyed = CredentialSource.fixed(Credential.bearer("key-number-two", Set.of(Origin.of(base))), "ROUTER_API_KEY", "");
            ask(OpenAi.compatible("router", base, keyed, wiring(false), Map.of()));
            assertTrue(heads.getLast().contains("Bearer key-number-two"), heads.getLast());
        }
        assertTrue(events.getFirst() instanceof StreamEvent.Started(var provider, _, _) && provider.equals("router"));
    }

    @Test
    void anonymousRequestsCarryNoTraceOfACredential() {
        var source = CredentialSource.anonymous("set a key");
        assertTrue(source.anonymous());
        assertTrue(source.get().sent().isEmpty());
        assertTrue(source.owner().email().isEmpty());
        assertFalse(CredentialSource.missing(Failure.of(Kind.AUTH, "none")).anonymous());
        assertNull(variables.get("OPENAI_API_KEY"));
    }

    private Answer ask(Provider provider) {
        var answer = new Answer();
        provider.stream(request(), new Turn(false), event -> {
            events.add(event);
            answer.event(event);
        }, new Cancel());
        return answer;
    }

    private static Request request() {
        return new Request("gpt-5.1", List.of("s"), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
    }

    private Provider open() {
        return new OpenAi().open(wiring(false));
    }

    private Settings settings() {
        return Cascade.resolve(new Environment(Map.copyOf(variables), home), Cascade.Flags.NONE);
    }

    private Wiring wiring(boolean dry) {
        var tokens = new Tokens(settings(), new Http(Network.DIRECT), InstantSource.system(), _ -> {}, Optional.empty(), new Cancel());
        return new Wiring(tokens, Models.BUILT_IN, "product/1", Timeouts.TURN, Retry.USUAL, dry).retry(new Retry(attempts, Retry.USUAL.first(), Retry.USUAL.most(), Retry.USUAL.mostAsked(), () -> 0));
    }

    private interface Replies {
        String to(String head);
    }

    private RawServer server(int status, String type, String body) {
        return server(_ -> reply(status, type, body));
    }

    private RawServer server(Replies replies) {
        return new RawServer(peer -> {
            var head = peer.request();
            heads.add(head);
            peer.send(replies.to(head));
        });
    }

    private static String reply(int status, String type, String body) {
        return "HTTP/1.1 " + status + " X\r\nContent-Type: " + type + "\r\nConnection: close\r\nContent-Length: " + body.getBytes().length + "\r\n\r\n" + body;
    }
}
