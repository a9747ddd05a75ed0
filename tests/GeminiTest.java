package scorpiox.provider.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
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
import scorpiox.provider.Capabilities.Feature;
import scorpiox.provider.Provider.Counted;
import scorpiox.provider.Tokens;
import scorpiox.provider.Turn;
import scorpiox.provider.Wiring;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeminiTest {
    private static final String STREAM = "text/event-stream|data: {'candidates':[{'content':{'parts':[{'text':'ok'}]},'finishReason':'STOP'}]}\n\n";
    private static final String NO_KEY = "400|application/json|{'error':{'code':400,'status':'INVALID_ARGUMENT','message':'API key not valid.','details':"
            + "[{'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'API_KEY_INVALID'}]}}";

    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<StreamEvent> events = new ArrayList<>();

    @BeforeEach
    void useThisHome() {
        variables.put("HOME", home.toString());
        variables.put("PATH", System.getenv("PATH"));
    }

    @ParameterizedTest
    @CsvSource({"GEMINI_API_KEY=a-key-1 GOOGLE_API_KEY=b-key-2 GEMINI_API_KEY_CMD=exit, a-key-1, GEMINI_API_KEY (environment)", "GOOGLE_API_KEY=b-key-2 GEMINI_API_KEY_CMD=exit, b-key-2, GOOGLE_API_KEY (environment)",
            "GEMINI_API_KEY_CMD=echo§c-key-3, c-key-3, "})
    void theFirstKeyThereIsCountsAndGoesIntoAHeaderOfItsOwn(String set, String key, String place) {
        for (var pair : set.split(" ")) variables.put(pair.split("=")[0], pair.split("=")[1].replace('§', ' '));
        assertTrue(new Gemini().configured(settings()));
        var source = new Gemini().credentials(wiring(false));
        var credential = source.get();
        assertEquals("x-goog-api-key", credential.header());
        assertEquals(key, credential.value());
        assertEquals(Set.of(Origin.of(URI.create("https://generativelanguage.googleapis.com"))), credential.audience());
        if (place != null) assertEquals(place, source.place());
    }

    @Test
    void withoutAKeyTheVariableIsNamedAndALookAtTheRequestStillWorks() {
        assertFalse(new Gemini().configured(settings()));
        var failure = assertThrows(Failure.class, () -> new Gemini().open(wiring(false)));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.hint().contains("GEMINI_API_KEY") && failure.hint().contains("GEMINI_API_KEY_CMD"), failure.hint());
        var call = new Gemini().open(wiring(true)).preview(request("models/gemini-3.8-flash"), new Turn(false)).orElseThrow();
        assertEquals("https://generativelanguage.googleapis.com/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse", call.uri().toString());
        assertFalse(call.headers().toString().contains("key"));
    }

    @Test
    void theKeyMayGoToTheBaseThatTheUserNames() {
        variables.put("GEMINI_API_KEY", "a-key-1");
        variables.put("GEMINI_BASE_URL", "https://gateway.example/v1beta/");
        assertTrue(new Gemini().credentials(wiring(false)).get().audience().contains(Origin.of(URI.create("https://gateway.example"))));
        assertEquals("https://gateway.example/v1beta/models", new Gemini().open(wiring(false)).endpoint().orElseThrow().toString());
    }

    @Test
    void everythingIsSaidToBeSupported() {
        var cells = new Gemini().capabilities(settings()).cells();
        for (var feature : Feature.values()) assertTrue(cells.get(feature).supported() && !cells.get(feature).note().isEmpty(), feature.title());
    }

    @Test
    void anAnswerStreamsAndTheKeyTravelsInItsHeaderOnly() throws IOException {
        var answer = ask("200|" + STREAM);
        assertNull(answer.failure());
        assertEquals("ok", answer.text());
        assertTrue(heads.getFirst().startsWith("POST /v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse HTTP/1.1\r\n"), heads.getFirst());
        assertTrue(heads.getFirst().contains("x-goog-api-key: a-key-0123456789"));
    }

    @Test
    void aRefusedKeyIsAnAuthFailureAndACommandIsAskedForAnother() throws IOException {
        assertEquals(Kind.AUTH, ask(NO_KEY).failure().kind());
        variables.remove("GEMINI_API_KEY");
        variables.put("GEMINI_API_KEY_CMD", "echo x >> \"$HOME/count\"; echo key-number-$(wc -l < \"$HOME/count\" | tr -d ' ')");
        heads.clear();
        assertEquals("ok", ask(NO_KEY, "200|" + STREAM).text());
        assertTrue(heads.getFirst().contains("key-number-1") && heads.getLast().contains("key-number-2"), heads.toString());
    }

    @Test
    void whatTheModelRefusesIsLeftOutAndTheUserIsTold() throws IOException {
        var answer = ask("400|application/json|{'error':{'code':400,'status':'INVALID_ARGUMENT','message':'Thinking is not enabled for models/x'}}", "200|" + STREAM);
        assertEquals("ok", answer.text());
        assertEquals(2, heads.size());
        assertTrue(events.stream().anyMatch(event -> event instanceof StreamEvent.Notice(var code, _) && code.equals("thinking_dropped")));
    }

    @Test
    void aWaitTheServerAsksForIsKeptAndADaysQuotaIsNotWaitedFor() throws IOException {
        var limit = "429|application/json|{'error':{'code':429,'status':'RESOURCE_EXHAUSTED','message':'m','details':[{'@type':'type.googleapis.com/google.rpc.QuotaFailure',"
                + "'violations':[{'quotaId':'GenerateRequestsPer#'}]},{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'0.01s'}]}}";
        assertEquals("ok", ask(limit.replace("#", "Minute"), "200|" + STREAM).text());
        assertEquals(Duration.ofMillis(10), events.stream().filter(StreamEvent.Retrying.class::isInstance).map(event -> ((StreamEvent.Retrying) event).delay()).findFirst().orElseThrow());
        heads.clear();
        assertEquals(Kind.QUOTA, ask(limit.replace("#", "Day"), "200|" + STREAM).failure().kind());
        assertEquals(1, heads.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '&', value = {"200|text/html|<html>hello</html> & PROTOCOL", "200|application/json|{'odd':1} & PROTOCOL", "200|text/event-stream| & TRUNCATED",
            "200|application/json|[{'error':{'code':503,'status':'UNAVAILABLE'}}] & OVERLOADED", "502|text/html|<!doctype html> & SERVER", "302|text/html| & PROTOCOL"})
    void whateverElseAnswersIsATypedFailure(String answer, Kind kind) throws IOException {
        assertEquals(kind, ask(answer, answer).failure().kind());
    }

    @Test
    void aWholeAnswerAsJsonIsAnAnswer() throws IOException {
        assertEquals("Hello", ask("200|application/json|[{'candidates':[{'content':{'parts':[{'text':'Hel'}]}}]},{'candidates':[{'content':{'parts':[{'text':'lo'}]},'finishReason':'STOP'}]}]").text());
    }

    @Test
    void tokensAndModelsComeFromTheServer() throws IOException {
        try (var server = server("200|application/json|{'totalTokens':12}", "200|application/json|{'models':[{'name':'models/gemini-9','inputTokenLimit':5}]}")) {
            use(server);
            var provider = new Gemini().open(wiring(false));
            assertEquals(new Counted(12, false), provider.count(request("models/gemini-3.8-flash"), new Cancel()));
            var models = provider.models(new Cancel());
            assertEquals(5, models.getFirst().contextWindow());
            assertTrue(heads.getFirst().startsWith("POST /v1beta/models/gemini-3.8-flash:countTokens "), heads.getFirst());
            assertTrue(heads.getLast().startsWith("GET /v1beta/models?pageSize=1000 "), heads.getLast());
        }
    }

    private Answer ask(String... answers) throws IOException {
        try (var server = server(answers)) {
            use(server);
            var answer = new Answer();
            new Gemini().open(wiring(false)).stream(request("gemini-3.8-flash"), new Turn(false), event -> {
                events.add(event);
                answer.event(event);
            }, new Cancel());
            return answer;
        }
    }

    private void use(RawServer server) {
        variables.put("GEMINI_BASE_URL", server.url());
        if (!variables.containsKey("GEMINI_API_KEY_CMD")) variables.put("GEMINI_API_KEY", "a-key-0123456789");
    }

    /// Answers one request after the other, each over a connection of its own: `status|type|body`.
    private RawServer server(String... answers) {
        return new RawServer(peer -> {
            heads.add(peer.request());
            var answer = answers[Math.min(heads.size(), answers.length) - 1].split("\\|", 3);
            var body = answer[2].replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            peer.send("HTTP/1.1 " + answer[0] + " X\r\nContent-Type: " + answer[1] + "\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n" + new String(body, StandardCharsets.UTF_8));
        });
    }

    private static Request request(String model) {
        return new Request(model, List.of("s"), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, new Request.Thinking(Effort.LOW, "auto"), Request.Output.TEXT, null);
    }

    private Settings settings() {
        return Cascade.resolve(new Environment(Map.copyOf(variables), home), Cascade.Flags.NONE);
    }

    private Wiring wiring(boolean dry) {
        var tokens = new Tokens(settings(), new Http(Network.DIRECT), InstantSource.system(), _ -> {}, Optional.empty(), new Cancel());
        return new Wiring(tokens, Models.BUILT_IN, "test/1", Timeouts.TURN, new Retry(2, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), () -> 0.5), dry);
    }
}
