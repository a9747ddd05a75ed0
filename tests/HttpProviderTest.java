package scorpiox.provider;

import java.io.IOException;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Sink;
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
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent;
import scorpiox.model.ToolKind;
import scorpiox.provider.codex.CodexUrl;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpProviderTest {
    private static final String TEXT = "Hello there friend.";
    private static final String ANSWER = "{'answer':{'text':'" + TEXT + "'}}";
    private static final String CALL = "{'answer':{'parts':[{'call':'bash','arguments':{'c':1}}]}}";
    private static final Retry SIX = new Retry(6, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(300), () -> 0.5);

    private final List<StreamEvent> events = new ArrayList<>();
    private final Answer answer = new Answer();
    private Simulator simulator;
    private String url;

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "delay:1, 1", "drip:1, 1", "pieces:1, 1", "pieces:7, 1", "crlf, 1", "crlf pieces:1, 1", "json, 1", "malformed, 1", "huge:70000, 1",
            "no-output, 1", "500*2, 3", "503*5, 6", "429*1, 2", "429:0*2, 3", "cut*1, 2", "cut:0*3, 4", "no-end*1 empty*1, 2", "overloaded*1, 2",
            "rate-limit:0*2, 3", "error-event*1, 2", "garbage*1, 2"})
    void theAnswerArrivesWholeAfterAsManyRequestsAsItTakes(String faults, int requests) throws IOException {
        run(faults, ANSWER);
        assertNull(answer.failure());
        assertEquals(TEXT, answer.text());
        assertEquals(FinishReason.STOP, answer.finish());
        assertEquals(requests, simulator.requests().size());
        var retries = all(StreamEvent.Retrying.class);
        assertEquals(requests - 1, retries.size());
        for (var i = 0; i < retries.size(); i++) assertEquals(i + 2, retries.get(i).next());
        simulator.requests().forEach(request -> assertArrayEquals(simulator.requests().getFirst().bytes(), request.bytes(), "a retry repeats the same body"));
    }

    @ParameterizedTest
    @CsvSource({"500, SERVER, 6, ''", "503, OVERLOADED, 6, ''", "429, RATE_LIMIT, 6, ''", "429:301, RATE_LIMIT, 1, ''", "401, AUTH, 1, ''",
            "403, PERMISSION, 1, ''", "404, BAD_REQUEST, 1, ''", "html, PROTOCOL, 1, ''", "html-200, PROTOCOL, 1, ''", "redirect, PROTOCOL, 1, ''",
            "usage-limit, QUOTA, 1, ''", "usage-limit-404, QUOTA, 1, ''", "context-length, CONTEXT_LENGTH, 1, ''", "overloaded, OVERLOADED, 6, ''",
            "rate-limit:0, RATE_LIMIT, 6, ''", "quota, QUOTA, 1, ''", "invalid-prompt, BAD_REQUEST, 1, ''", "error-event, SERVER, 6, ''",
            "overloaded-late, OVERLOADED, 1, Partial text", "cut, TRUNCATED, 6, ''", "cut:6, TRUNCATED, 1, 'Hello there '", "no-end, TRUNCATED, 1, " + TEXT,
            "no-end empty, TRUNCATED, 6, ''", "garbage, TRUNCATED, 6, ''", "huge, PROTOCOL, 1, ''"})
    void aFailureIsRepeatedOnlyWhileNothingOfTheAnswerCounted(String faults, Kind kind, int requests, String partial) throws IOException {
        run(faults, ANSWER);
        assertEquals(kind, answer.failure().kind());
        assertEquals(requests, simulator.requests().size());
        assertEquals(partial, answer.text());
        assertEquals(requests > 1, answer.failure().getMessage().endsWith("(after " + requests + " attempts)"), answer.failure().getMessage());
    }

    @ParameterizedTest
    @CsvSource({"incomplete, LENGTH, " + TEXT, "empty, STOP, ''"})
    void anAnswerThatWasCutOrIsEmptyIsNotAskedForAgain(String fault, FinishReason finish, String text) throws IOException {
        run(fault, ANSWER);
        assertEquals(finish, answer.finish());
        assertEquals(text, answer.text());
        assertEquals(1, simulator.requests().size());
    }

    @ParameterizedTest
    @CsvSource({"cut:5, 6", "cut:6, 1"})
    void aCompleteCallCountsLikeText(String fault, int requests) throws IOException {
        run(fault, CALL);
        assertEquals(Kind.TRUNCATED, answer.failure().kind());
        assertEquals(requests, simulator.requests().size());
    }

    @Test
    void whatARetryMadeVoidIsNotInTheAnswer() throws IOException {
        run("cut:6*1", "{'answer':{'parts':[{'reasoning':'one two three'},{'text':'" + TEXT + "'}]}}");
        assertEquals("one two three", ((Part.Reasoning) answer.message().parts().getFirst()).text());
        assertEquals(TEXT, answer.text());
        assertEquals(2, simulator.requests().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'error':{'code':'server_is_overloaded','message':'busy'}} | OVERLOADED | 6", "{'error':{'code':'odd'}} | SERVER | 6",
            "{'detail':'what?'} | PROTOCOL | 1", "[] | PROTOCOL | 1"})
    void anErrorAsJsonInPlaceOfAStreamIsAnError(String body, Kind kind, int requests) throws IOException {
        run("", "{'answer':{'status':200,'body':" + body + "}}");
        assertEquals(kind, answer.failure().kind());
        assertEquals(requests, simulator.requests().size());
    }

    @ParameterizedTest
    @CsvSource({"stall-headers, 2", "stall:0, 2", "stall:4, 2", "stall:6, 1"})
    void silenceEndsTheAttempt(String fault, int requests) throws IOException {
        start(fault, ANSWER);
        provider(key("key-number-one"), new Retry(2, Duration.ZERO, Duration.ZERO, Duration.ZERO, () -> 0.5), Timeouts.TURN.silence(Duration.ofMillis(400)))
                .stream(request("hi"), new Turn(false), this::take, new Cancel());
        assertEquals(Kind.TIMEOUT, answer.failure().kind());
        assertEquals(requests, simulator.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stall-headers", "stall:0"})
    void silenceBeforeTheFirstEventEndsAtOnceWhenCancelled(String fault) throws IOException {
        start(fault, ANSWER);
        var cancel = new Cancel();
        Thread.ofVirtual().start(() -> {
            while (simulator.requests().isEmpty()) Thread.onSpinWait();
            cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
        });
        provider(key("key-number-one"), SIX, Timeouts.TURN).stream(request("hi"), new Turn(false), this::take, cancel);
        assertEquals(Kind.CANCELLED, answer.failure().kind());
        assertEquals(1, simulator.requests().size());
    }

    @Test
    void silenceWithinTheTextEndsAtOnceWhenCancelled() throws IOException {
        start("stall:6", ANSWER);
        var cancel = new Cancel();
        provider(key("key-number-one"), SIX, Timeouts.TURN).stream(request("hi"), new Turn(false), new Sink<>() {
            @Override
            public void event(StreamEvent event) {
                take(event);
            }

            @Override
            public void pause() {
                if (!answer.text().isEmpty()) Thread.ofVirtual().start(() -> cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted")));
            }
        }, cancel);
        assertEquals(Kind.CANCELLED, answer.failure().kind());
        assertTrue(TEXT.startsWith(answer.text()) && !answer.text().isEmpty());
        assertEquals(1, simulator.requests().size());
    }

    @ParameterizedTest
    @CsvSource({"key-number-two, 2, ", "key-number-three, 2, AUTH"})
    void a401IsTriedOnceMoreWithWhatTheSourceHasThen(String accepted, int requests, Kind failed) throws IOException {
        start("", ANSWER, accepted);
        send(key("key-number-one", "key-number-two"));
        assertEquals(failed, answer.failure() == null ? null : answer.failure().kind());
        assertEquals(failed == null ? TEXT : "", answer.text());
        assertEquals(List.of("Bearer key-number-one", "Bearer key-number-two"),
                simulator.requests().stream().map(request -> request.headers().get("authorization")).toList());
        assertEquals(requests, simulator.requests().size());
    }

    @ParameterizedTest
    @CsvSource({"key-number-three, ", "key-number-four, AUTH"})
    void asLongAsTheSourceHasAnotherItIsTried(String accepted, Kind failed) throws IOException {
        start("", ANSWER, accepted);
        send(key("key-number-one", "key-number-two", "key-number-three"));
        assertEquals(failed, answer.failure() == null ? null : answer.failure().kind());
        assertEquals(3, simulator.requests().size());
        assertEquals(0, all(StreamEvent.Retrying.class).size());
    }

    @Test
    void everyRequestCountsItsOwnRefusals() throws IOException {
        start("401*1", ANSWER);
        var fresh = CredentialSource.fixed(credential("key-number-one"), "CODEX_API_KEY", "check it");
        send(fresh);
        assertEquals(Kind.AUTH, answer.failure().kind());
        var again = provider(key("key-number-one", "key-number-two"), SIX, Timeouts.TURN);
        assertEquals(TEXT, ask(again, request("hi"), new Turn(false)).text());
    }

    @Test
    void whatTheSourceFailsWithIsTheFailure() throws IOException {
        start("", ANSWER);
        var why = Failure.of(Kind.SERVER, "the token could not be renewed").from(503, null);
        send(CredentialSource.missing(why));
        assertEquals(Kind.SERVER, answer.failure().kind());
        assertEquals(List.of(), simulator.requests());
    }

    @Test
    void theRequestsOfATurnRepeatItsStateAndANewTurnBeginsWithoutOne() throws IOException {
        start("cut:4*1", "{'when':{'output':'.'},'answer':{'text':'Done.'}}", CALL);
        var provider = provider(key("key-number-one"), SIX, Timeouts.TURN);
        var turn = new Turn(false);
        provider.stream(request("run it"), turn, this::take, new Cancel());
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
        var call = (Part.ToolCall) answer.message().parts().getFirst();
        var result = new Part.ToolResult(call.id(), call.name(), ToolKind.FUNCTION, List.of(new Part.Text("ran")), false);
        var followUp = request(Message.user(new Part.Text("run it")), answer.message(), new Message(Message.Role.TOOL, List.of(result)));
        assertEquals("Done.", ask(provider, followUp, turn).text());
        assertEquals(Kind.BAD_REQUEST, ask(provider, followUp, new Turn(false)).failure().kind(), "the simulator insists on the state");
        assertEquals(FinishReason.TOOL_CALLS, ask(provider, request("run it again"), new Turn(false)).finish());
        var states = simulator.requests().stream().map(request -> request.headers().get("x-codex-turn-state")).toList();
        assertEquals(Arrays.asList(null, turn.state().orElseThrow(), turn.state().orElseThrow(), null, null), states);
    }

    @Test
    void equalRequestsAreEqualBytesOnTheWireAndInThePreview() throws IOException {
        start("", ANSWER);
        var provider = provider(key("key-number-one"), SIX, Timeouts.TURN);
        ask(provider, request("hi"), new Turn(false));
        ask(provider, request("hi"), new Turn(false));
        assertArrayEquals(simulator.requests().get(0).bytes(), simulator.requests().get(1).bytes());
        assertArrayEquals(simulator.requests().get(0).bytes(), provider.preview(request("hi"), new Turn(false)).orElseThrow().body());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheModelCannotTakeIsANoticeOrWithStrictAnError(boolean strict) throws IOException {
        start("", ANSWER);
        var asked = new Request("gpt-5.2-codex", List.of("s"), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, Request.Thinking.UNSET,
                new Request.Output(0, "low", null, null), null);
        provider(key("key-number-one"), SIX, Timeouts.TURN).stream(asked, new Turn(strict), this::take, new Cancel());
        assertEquals(strict ? Kind.USAGE : null, answer.failure() == null ? null : answer.failure().kind());
        assertEquals(strict ? 0 : 1, simulator.requests().size());
        assertEquals(strict ? 0 : 1, all(StreamEvent.Notice.class).size());
    }

    @Test
    void aCredentialForAnotherOriginIsNeverSent() throws IOException {
        start("", ANSWER);
        var foreign = CredentialSource.fixed(Credential.bearer("key-number-one", Set.of(Origin.of(URI.create("https://a.example")))), "a.example", "");
        send(foreign);
        assertEquals(Kind.AUTH, answer.failure().kind());
        assertEquals(List.of(), simulator.requests());
    }

    @Test
    void whereNobodyListensItIsTriedUntilTheAttemptsAreUsedUp() throws IOException {
        start("", ANSWER);
        try (var bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            url = "http://127.0.0.1:" + bound.getLocalPort();
            send(key("key-number-one"));
        }
        assertEquals(Kind.NETWORK, answer.failure().kind());
        assertEquals(5, all(StreamEvent.Retrying.class).size());
    }

    @Test
    void aRefusedKeyIsRenewedThoughNothingElseIsSentTwice() throws IOException {
        start("", ANSWER, "key-number-three");
        var once = new Retry(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, () -> 0.5);
        provider(key("key-number-one", "key-number-two", "key-number-three"), once, Timeouts.TURN).stream(request("hi"), new Turn(false), this::take, new Cancel());
        assertEquals(TEXT, answer.text());
        assertEquals(3, simulator.requests().size());
    }

    private void run(String faults, String rule) throws IOException {
        start(faults, rule);
        send(CredentialSource.fixed(credential("key-number-one"), "CODEX_API_KEY", "check it"));
        assertEquals(1, events.stream().filter(event -> event instanceof StreamEvent.Finish || event instanceof StreamEvent.Failed).count());
    }

    private void send(CredentialSource credentials) {
        provider(credentials, SIX, Timeouts.TURN).stream(request("hi"), new Turn(false), this::take, new Cancel());
    }

    private void start(String faults, String... rulesAndToken) throws IOException {
        var rules = Arrays.stream(rulesAndToken).filter(each -> each.startsWith("{")).toList();
        var tokens = Set.copyOf(Arrays.stream(rulesAndToken).filter(each -> !each.startsWith("{")).toList());
        var scenario = Scenario.of(Json.read(("{'rules':" + rules + "}").replace('\'', '"')), Path.of(""));
        var parsed = Arrays.stream(faults.split(" ")).filter(fault -> !fault.isEmpty()).map(Fault::parse).toList();
        simulator = new Simulator(new Simulator.Setup(0, tokens, Set.of(), scenario, parsed, Optional.empty(), Optional.empty()), Thread.ofVirtual().factory());
        url = simulator.url();
    }

    private HttpProvider provider(CredentialSource credentials, Retry retry, Timeouts timeouts) {
        var dialect = new ResponsesDialect("codex", CodexUrl.endpoint(url), ResponsesDialect.Kind.THIRD_PARTY, "test/1", InstantSource.system());
        return new HttpProvider("codex", dialect, credentials, new Http(Network.DIRECT), retry, timeouts, Models.BUILT_IN);
    }

    /// Keys that follow each other as each is refused.
    private CredentialSource key(String... keys) {
        var next = new AtomicInteger();
        return new CredentialSource() {
            @Override
            public Credential get() {
                return credential(keys[0]);
            }

            @Override
            public Credential after401(Credential refused, int times) {
                assertEquals(next.incrementAndGet(), times);
                assertEquals("Bearer " + keys[times - 1], refused.value());
                if (times == keys.length) throw Failure.of(Kind.AUTH, "no further key").from(401, null);
                return credential(keys[times]);
            }

            @Override
            public String place() {
                return "test";
            }
        };
    }

    private Credential credential(String key) {
        return Credential.bearer(key, Set.of(Origin.of(URI.create(url))));
    }

    private void take(StreamEvent event) {
        events.add(event);
        answer.event(event);
    }

    private static Answer ask(HttpProvider provider, Request request, Turn turn) {
        var answer = new Answer();
        provider.stream(request, turn, answer, new Cancel());
        return answer;
    }

    private <E> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Request request(String text) {
        return request(Message.user(new Part.Text(text)));
    }

    private static Request request(Message... messages) {
        return new Request("gpt-5.3-codex", List.of("Be brief."), List.of(messages), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "conv-1");
    }
}
