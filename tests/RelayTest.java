package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
import scorpiox.model.Models;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.chat.ChatDialect;
import scorpiox.provider.chat.Compat;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.sse.SseEvent;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayTest {
    private static final String CREATED = event("response.created", "\"response\":{\"id\":\"resp_1\",\"model\":\"m-real\"}");
    private static final String DELTA = event("response.output_text.delta", "\"output_index\":0,\"content_index\":0,\"delta\":\"Hi\"");
    private static final String ODD = event("response.of_tomorrow", "\"x\":[1, 2 ,{\"y\":null}]");
    private static final String COMPLETED = event("response.completed", "\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],"
            + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}");

    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<StreamEvent> events = new ArrayList<>();
    private final List<String> order = new ArrayList<>();
    private final Answer answer = new Answer();
    private List<SseEvent> raw = new ArrayList<>();
    private RawServer server;

    @AfterEach
    void stop() throws IOException {
        if (server != null) server.close();
    }

    @ParameterizedTest
    @CsvSource({"CHATGPT, additional_tools, true", "THIRD_PARTY, additional_tools, true", "OPENAI, additional_tools, false", "CHATGPT, message, false"})
    void aBodyWithToolsAmongItsItemsIsAnnounced(ResponsesDialect.Kind kind, String type, boolean announced) throws IOException {
        relay(kind, "{\"model\":\"m\",\"input\":[{\"type\":\"" + type + "\",\"role\":\"developer\"}]}", ok(COMPLETED));
        assertEquals(announced, heads.getFirst().contains("x-openai-internal-codex-responses-lite: true"));
    }

    @Test
    void theBodyGoesOutAsItIsAndEachEventComesBackAsItCameBeforeItsMeaning() throws IOException {
        var body = "{\"model\":\"m\",\"zz_unknown\":{\"b\":1,\"a\":[null,1.50]},\"input\":\"é 𝄞\",\"stream\":true}";
        relay(ResponsesDialect.Kind.CHATGPT, body, ok(CREATED + ODD + DELTA + COMPLETED));
        assertEquals(List.of(body), bodies);
        assertEquals(List.of("response.created", "response.of_tomorrow", "response.output_text.delta", "response.completed"), raw.stream().map(SseEvent::type).toList());
        assertEquals("{\"type\":\"response.of_tomorrow\",\"x\":[1, 2 ,{\"y\":null}]}", raw.get(1).data());
        assertEquals(List.of("raw response.created", "Started", "raw response.of_tomorrow", "raw response.output_text.delta", "PartStarted", "TextDelta", "raw response.completed",
                "UsageUpdate", "Finish"), order);
        assertEquals("Hi", answer.text());
        assertEquals(3, answer.usage().input());
        assertEquals("m-real", answer.model());
    }

    @ParameterizedTest
    @EnumSource(ResponsesDialect.Kind.class)
    void headersAreThoseOfTheBackendWithTheNeutralRequestsConversation(ResponsesDialect.Kind kind) throws IOException {
        relay(kind, "{\"model\":\"m\"}", ok(CREATED + COMPLETED));
        var head = heads.getFirst();
        var codex = kind == ResponsesDialect.Kind.CHATGPT;
        assertEquals(codex, head.contains("originator: codex_cli_rs"), head);
        assertEquals(codex || kind == ResponsesDialect.Kind.THIRD_PARTY, head.contains("session_id: conv-1"), head);
        assertTrue(head.contains("authorization: bearer key-1") && head.contains("accept: text/event-stream"), head);
    }

    @Test
    void aTurnsStateIsRepeated() throws IOException {
        var turn = new Turn(false);
        relay(ResponsesDialect.Kind.CHATGPT, "{}", turn, "HTTP/1.1 200 OK\r\nx-codex-turn-state: here\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n" + CREATED + COMPLETED);
        assertEquals("here", turn.state().orElseThrow());
    }

    @Test
    void whatFailsBeforeItCountsIsSentAgainWithTheSameBytes() throws IOException {
        var overloaded = event("response.failed", "\"response\":{\"error\":{\"code\":\"server_is_overloaded\",\"message\":\"busy\"}}");
        relay(ResponsesDialect.Kind.THIRD_PARTY, "{\"a\":1}", "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n", ok(CREATED), ok(CREATED + overloaded), ok(CREATED + DELTA + COMPLETED));
        assertEquals(List.of("{\"a\":1}", "{\"a\":1}", "{\"a\":1}", "{\"a\":1}"), bodies);
        assertEquals(3, events.stream().filter(StreamEvent.Retrying.class::isInstance).count());
        assertEquals("Hi", answer.text());
        assertEquals(List.of("response.created", "response.output_text.delta", "response.completed"), raw.stream().map(SseEvent::type).toList(), "what a retry voids is forgotten");
    }

    @Test
    void afterARefusedKeyItIsSentOnceMoreWithAnother() throws IOException {
        relay(ResponsesDialect.Kind.CHATGPT, "{\"a\":1}", "HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n", ok(CREATED + COMPLETED));
        assertEquals(List.of("{\"a\":1}", "{\"a\":1}"), bodies);
        assertTrue(heads.get(1).contains("authorization: bearer key-2"));
        assertNull(answer.failure());
    }

    @Test
    void whatTheTextHasBegunInIsNotSentAgain() throws IOException {
        relay(ResponsesDialect.Kind.CHATGPT, "{}", ok(CREATED + DELTA));
        assertEquals(Kind.TRUNCATED, answer.failure().kind());
        assertEquals(1, bodies.size());
        assertEquals("Failed", order.getLast());
    }

    @Test
    void nothingIsSentAgainOnceTheTurnIsCommitted() throws IOException {
        var turn = new Turn(false);
        turn.commit();
        relay(ResponsesDialect.Kind.CHATGPT, "{}", turn, ok(CREATED));
        assertEquals(Kind.TRUNCATED, answer.failure().kind());
        assertEquals(1, bodies.size());
    }

    @Test
    void aLastEventWithoutItsBlankLineDoesNotCount() throws IOException {
        relay(ResponsesDialect.Kind.CHATGPT, "{}", ok(CREATED + DELTA + COMPLETED.stripTrailing()));
        assertEquals(Kind.TRUNCATED, answer.failure().kind());
        assertEquals("response.output_text.delta", raw.getLast().type());
    }

    @Test
    void whatIsNoEventNeverComesBack() throws IOException {
        relay(ResponsesDialect.Kind.CHATGPT, "{}", ok(": hello\n\ndata:\n\ndata: nonsense\n\n" + CREATED + "data: {\"type\":\n\n" + DELTA + COMPLETED + "data: [DONE]\n\n" + DELTA));
        assertEquals(List.of("response.created", "response.output_text.delta", "response.completed"), raw.stream().map(SseEvent::type).toList());
        assertEquals("Hi", answer.text());
    }

    @Test
    void anEventBeyondTheLimitFails() throws IOException {
        var huge = "data: {\"type\":\"x\",\"pad\":\"" + "x".repeat(17 * 1024 * 1024) + "\"}\n\n";
        relay(ResponsesDialect.Kind.CHATGPT, "{}", ok(CREATED + DELTA + huge));
        assertEquals("event_too_large", answer.failure().code());
    }

    @Test
    void aWholeAnswerInPlaceOfAStreamComesAsItsLastEvent() throws IOException {
        var whole = "{\"id\":\"resp_9\",\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"All\"}]}]}";
        relay(ResponsesDialect.Kind.THIRD_PARTY, "{}", "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + whole.length() + "\r\n\r\n" + whole);
        assertEquals("All", answer.text());
        assertEquals("{\"type\":\"response.completed\",\"response\":" + whole + "}", raw.getFirst().data());
    }

    @Test
    void whatTheApiRefusesByNameIsLeftOutAndTheRestStaysAsItIs() throws IOException {
        var refusal = "{\"error\":{\"message\":\"Unsupported parameter: 'temperature'\",\"code\":\"unsupported_parameter\"}}";
        relay(ResponsesDialect.Kind.OPENAI, "{\"x\":1,\"temperature\":0.5,\"y\":{\"z\":2}}",
                "HTTP/1.1 400 No\r\ncontent-type: application/json\r\ncontent-length: " + refusal.length() + "\r\n\r\n" + refusal, ok(CREATED + COMPLETED));
        assertEquals(List.of("{\"x\":1,\"temperature\":0.5,\"y\":{\"z\":2}}", "{\"x\":1,\"y\":{\"z\":2}}"), bodies);
        assertNull(answer.failure());
    }

    @Test
    void onlyTheResponsesWireRelays() {
        var http = new Http(Network.DIRECT);
        var base = URI.create("http://127.0.0.1:1/v1");
        var dialect = new ChatDialect("x", base, Compat.of(base, false), "test/1", Map.of(), InstantSource.system());
        var chat = new HttpProvider("x", dialect, source("http://127.0.0.1:1"), http, retry(), Timeouts.TURN, Models.BUILT_IN);
        assertTrue(!chat.relays());
        assertThrows(IllegalStateException.class, () -> chat.relay(new NativeRequest(request(), Json.object(), _ -> { }), new Turn(false), _ -> { }, new Cancel()));
    }

    private void relay(ResponsesDialect.Kind kind, String body, String... replies) throws IOException {
        relay(kind, body, new Turn(false), replies);
    }

    private void relay(ResponsesDialect.Kind kind, String body, Turn turn, String... replies) throws IOException {
        var number = new AtomicLong();
        server = new RawServer(peer -> {
            take(peer);
            peer.send(replies[(int) number.getAndIncrement()]);
        });
        var dialect = new ResponsesDialect("codex", URI.create(server.url() + "/responses"), kind, "test/1", InstantSource.system());
        var provider = new HttpProvider("codex", dialect, source(server.url()), new Http(Network.DIRECT), retry(), Timeouts.TURN, Models.BUILT_IN);
        assertTrue(provider.relays());
        provider.relay(new NativeRequest(request(), (ObjectNode) Json.read(body), event -> {
            raw.add(event);
            order.add("raw " + event.type());
        }), turn, event -> {
            events.add(event);
            order.add(event.getClass().getSimpleName());
            answer.event(event);
            if (event instanceof StreamEvent.Retrying) raw = new ArrayList<>();
        }, new Cancel());
    }

    private void take(RawServer.Peer peer) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) head.append((char) peer.in().read());
        var lower = head.toString().toLowerCase(Locale.ROOT);
        var length = Integer.parseInt(lower.replaceFirst("(?s).*content-length: (\\d+).*", "$1"));
        heads.add(lower);
        bodies.add(new String(peer.in().readNBytes(length), StandardCharsets.UTF_8));
    }

    private static CredentialSource source(String url) {
        return new CredentialSource() {
            @Override
            public Credential get() {
                return Credential.bearer("key-1", Set.of(Origin.of(URI.create(url))));
            }

            @Override
            public Credential after401(Credential refused, int times) {
                if (times > 1) throw Failure.of(Kind.AUTH, "no further key").from(401, null);
                return Credential.bearer("key-2", Set.of(Origin.of(URI.create(url))));
            }

            @Override
            public String place() {
                return "test";
            }
        };
    }

    private static Retry retry() {
        return new Retry(5, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(300), () -> 0.5);
    }

    private static Request request() {
        return new Request("m", List.of(), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "conv-1");
    }

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    private static String ok(String stream) {
        return "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n" + stream;
    }
}
