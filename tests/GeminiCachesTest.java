package scorpiox.provider.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
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
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Answer;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Request.Cache.Mode;
import scorpiox.model.StreamEvent;
import scorpiox.model.Tool;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Turn;
import scorpiox.provider.Wiring;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeminiCachesTest {
    private static final String ANSWER = "200 data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ok\"}]},\"finishReason\":\"STOP\"}]}\n\n";
    private static final String LONG = "All of it matters. ".repeat(400);       // about 1,900 tokens
    private static final Tool TOOL = new Tool.Function("bash", "runs", Json.object().put("type", "object"));

    /// One request as the server saw it.
    private record Seen(String what, String head, JsonNode body) {}

    @TempDir
    Path home;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<StreamEvent> events = new ArrayList<>();
    private Function<String, String> answers = GeminiCachesTest::usually;
    private Instant now = Instant.parse("2026-10-01T10:00:00Z");
    private RawServer server;
    private Provider provider;

    @AfterEach
    void stop() throws IOException {
        if (provider != null) provider.close();
        if (server != null) server.close();
    }

    @Test
    void theBeginningOfAConversationIsCachedOnceUsedAndDeletedAtTheEnd() {
        assertEquals("ok", ask(request(LONG, said("Who?"))).text());
        assertEquals("ok", ask(request(LONG, said("Who?"), answered("I."), said("Why?"))).text());
        assertEquals(List.of("POST cachedContents", "POST stream", "POST stream"), whats());
        var made = seen.getFirst();
        assertTrue(made.head.contains("x-goog-api-key: the-key-0123456789"), made.head);
        assertFalse(made.head.lines().findFirst().orElseThrow().contains("the-key"));
        assertEquals("models/gemini-3.8-flash", made.body.path("model").asText());
        assertEquals("600s", made.body.path("ttl").asText());
        assertTrue(made.body.has("systemInstruction") && made.body.has("tools") && made.body.has("toolConfig"));
        var first = seen.get(1).body;
        assertEquals("cachedContents/c1", first.path("cachedContent").asText());
        assertFalse(first.has("systemInstruction") || first.has("tools") || first.has("toolConfig"), first.toString());
        assertEquals("Who?", first.path("contents").path(0).path("parts").path(0).path("text").asText());
        assertEquals(3, seen.get(2).body.path("contents").size());
        provider.close();
        assertEquals("DELETE cachedContents/c1", seen.getLast().what);
        assertEquals(4, seen.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"All of it matters. ", "A line of it.\n", "\uD83D\uDE00"})
    void ofALongFirstMessageTheEndStaysOutOfTheCacheSoThatTheUserSpeaksFirst(String piece) {
        var text = piece.repeat(12_001 / piece.length());
        ask(request("short", said(text)));
        ask(request("short", said(text), answered("I see."), said("Why?")));
        assertEquals(List.of("POST cachedContents", "POST stream", "POST stream"), whats());
        var kept = seen.getFirst().body.path("contents").path(0).path("parts").path(0).path("text").asText();
        for (var one : seen.subList(1, 3)) {
            var left = one.body.path("contents").path(0);
            assertEquals("user", left.path("role").asText());
            assertEquals(text, kept + left.path("parts").path(0).path("text").asText());
        }
        assertEquals(3, seen.getLast().body.path("contents").size());
        assertTrue(!piece.endsWith("\n") || kept.endsWith("\n"), "cut at a line");
    }

    @Test
    void ofDocumentsAndAQuestionTheQuestionStaysOutOfTheCache() {
        ask(request("short", Message.user(new Part.Text(LONG), new Part.Text("What is it?"), new Part.Image("image/png", "QUJD", null), new Part.File("a.pdf", "application/pdf", "QUJD"))));
        assertEquals(3, seen.getFirst().body.path("contents").path(0).path("parts").size());
        assertEquals(Json.write(seen.get(1).body.path("contents")), "[{\"role\":\"user\",\"parts\":[{\"text\":\"What is it?\"}]}]");
    }

    @Test
    void whatIsNotTheUsersIsNotHeld() {
        ask(request(LONG, answered("Hello."), said("Who?")));
        assertFalse(seen.getFirst().body.has("contents"));
        assertEquals(2, seen.get(1).body.path("contents").size());
        ask(request(LONG, Message.user(new Part.Image("image/png", "QUJD", null))));
        assertTrue(seen.getLast().body.path("contents").path(0).path("parts").path(0).has("inlineData"));
    }

    @ParameterizedTest
    @CsvSource({"gemini-3.8-flash, 3500, 0", "gemini-3.8-flash, 4300, 1", "gemini-3.1-pro-preview, 16000, 0", "gemini-3.1-pro-preview, 17000, 1"})
    void whatIsShorterThanTheModelsMinimumIsNotCached(String model, int characters, int caches) {
        ask(request("x".repeat(characters), said("Who?")).model(model));
        assertEquals(caches, seen.stream().filter(one -> one.what.equals("POST cachedContents")).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTO", "OFF"})
    void noOtherModeMakesOne(Mode mode) {
        ask(cache(request(LONG, said("Who?")), mode, false));
        assertEquals(List.of("POST stream"), whats());
        assertFalse(seen.getFirst().body.has("cachedContent"));
    }

    @Test
    void whenTheBeginningChangesTheCacheIsMadeAnew() {
        ask(request(LONG, said("Who?")));
        ask(request(LONG + "!", said("Who?")));
        assertEquals(List.of("POST cachedContents", "POST stream", "DELETE cachedContents/c1", "POST cachedContents", "POST stream"), whats());
        assertEquals("cachedContents/c2", seen.getLast().body.path("cachedContent").asText());
    }

    @Test
    void anotherConversationHasItsOwn() {
        ask(request(LONG, said("Who?")));
        var other = request(LONG, said("Who?"));
        ask(new Request(other.model(), other.system(), other.messages(), other.tools(), other.thinking(), other.output(), other.cache(), "other"));
        assertEquals(2, seen.stream().filter(one -> one.what.equals("POST cachedContents")).count());
        provider.close();
        assertEquals(2, seen.stream().filter(one -> one.what.startsWith("DELETE")).count());
    }

    @ParameterizedTest
    @CsvSource({"false, 4, 600s, ''", "false, 6, 600s, PATCH cachedContents/c1?updateMask=ttl", "true, 29, 3600s, ''", "true, 31, 3600s, PATCH cachedContents/c1?updateMask=ttl",
            "false, 11, 600s, DELETE cachedContents/c1;POST cachedContents"})
    void aCacheInUseIsKeptAliveAndOneWhoseTimeIsOverIsMadeAnew(boolean longLived, int minutes, String life, String between) {
        ask(cache(request(LONG, said("Who?")), Mode.EXPLICIT, longLived));
        assertEquals(life, seen.getFirst().body.path("ttl").asText());
        now = now.plus(Duration.ofMinutes(minutes));
        ask(cache(request(LONG, said("Who?")), Mode.EXPLICIT, longLived));
        assertEquals(between, String.join(";", whats().subList(2, whats().size() - 1)));
        assertTrue(seen.getLast().body.has("cachedContent"));
    }

    @Test
    void oneThatCannotBeKeptAliveIsMadeAnew() {
        ask(request(LONG, said("Who?")));
        now = now.plus(Duration.ofMinutes(8));
        answers = what -> what.startsWith("PATCH") ? error(404, "NOT_FOUND", "gone") : usually(what);
        assertEquals("ok", ask(request(LONG, said("Who?"))).text());
        assertEquals("cachedContents/c2", seen.getLast().body.path("cachedContent").asText());
    }

    @ParameterizedTest
    @CsvSource({"403, PERMISSION_DENIED, CachedContent not found (or permission denied)", "404, NOT_FOUND, not found", "400, INVALID_ARGUMENT, The cachedContent has expired"})
    void aCacheThatTheServerLostIsForgottenAndAllIsSentOnce(int status, String word, String text) {
        answers = what -> what.contains("+cached") ? error(status, word, text) : usually(what);
        assertEquals("ok", ask(request(LONG, said("Who?"))).text());
        assertEquals(List.of("POST cachedContents", "POST stream", "POST stream"), whats());
        assertTrue(seen.getLast().body.has("systemInstruction") && !seen.getLast().body.has("cachedContent"));
        assertEquals(1, events.stream().filter(StreamEvent.Finish.class::isInstance).count());
        assertEquals(0, events.stream().filter(StreamEvent.Failed.class::isInstance).count());
        answers = GeminiCachesTest::usually;
        ask(request(LONG, said("Who?")));
        assertEquals("cachedContents/c2", seen.getLast().body.path("cachedContent").asText());
    }

    @Test
    void whatFailsInFullTooFailsOnce() {
        answers = what -> what.contains("stream") ? error(404, "NOT_FOUND", "models/x is not found") : usually(what);
        assertEquals(Kind.MODEL_NOT_FOUND, ask(request(LONG, said("Who?"))).failure().kind());
        assertEquals(1, events.stream().filter(StreamEvent.Failed.class::isInstance).count());
        assertEquals(List.of("POST cachedContents", "POST stream", "POST stream", "GET models?pageSize=1000"), whats());
    }

    @Test
    void anyOtherFailureIsNoReasonToSendItAll() {
        answers = what -> what.contains("stream") ? error(400, "INVALID_ARGUMENT", "no") : usually(what);
        assertEquals(Kind.BAD_REQUEST, ask(request(LONG, said("Who?"))).failure().kind());
        assertEquals(2, seen.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"429 RESOURCE_EXHAUSTED", "400 INVALID_ARGUMENT", "name", "evil", "html"})
    void whereNoneIsMadeTheRequestGoesOutInFullWithOneNotice(String how) {
        answers = what -> !what.equals("POST cachedContents") ? usually(what) : switch (how) {
            case "name" -> "200 {}";
            case "evil" -> "200 {\"name\":\"cachedContents/../../models\"}";
            case "html" -> "200 <html>";
            default -> error(Integer.parseInt(how.substring(0, 3)), how.substring(4), "Cached content is too small");
        };
        assertEquals("ok", ask(request(LONG, said("Who?"))).text());
        assertEquals("ok", ask(request(LONG, said("Who?"))).text());
        assertEquals(List.of("POST cachedContents", "POST stream", "POST stream"), whats());
        assertFalse(seen.getLast().body.has("cachedContent"));
        assertEquals(1, events.stream().filter(event -> event instanceof StreamEvent.Notice(var code, _) && code.equals("cache_refused")).count());
        provider.close();
        assertEquals(3, whats().stream().filter(what -> what.startsWith("POST")).count());
    }

    @Test
    void nobodyWaitsForACacheThatAnotherRequestMakes() throws Exception {
        var making = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        answers = what -> {
            if (what.equals("POST cachedContents")) {
                making.countDown();
                await(goOn);
            }
            return usually(what);
        };
        open();
        var slow = new Answer();
        var other = Thread.ofPlatform().daemon().start(() -> provider.stream(request(LONG, said("Who?")), new Turn(false), slow, new Cancel()));
        await(making);
        assertEquals("ok", ask(request(LONG, said("Who?"))).text());
        assertFalse(seen.getLast().body.has("cachedContent"));
        goOn.countDown();
        other.join();
        assertEquals("ok", slow.text());
        assertTrue(seen.getLast().body.has("cachedContent"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCancelledRequestEndsWhileTheCacheIsBeingMade() throws IOException {
        var cancel = new Cancel();
        answers = what -> {
            cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
            return usually(what);
        };
        var answer = ask(request(LONG, said("Who?")), cancel);
        assertEquals(Kind.CANCELLED, answer.failure().kind());
        assertEquals(1, events.stream().filter(StreamEvent.Failed.class::isInstance).count());
    }

    @Test
    void theEndOfARunDoesNotFailWhereDeletingDoes() {
        ask(request(LONG, said("Who?")));
        answers = what -> error(500, "INTERNAL", "no");
        provider.close();
        provider.close();
        assertEquals(1, seen.stream().filter(one -> one.what.startsWith("DELETE")).count());
    }

    @Test
    void aLookAtTheRequestMakesNoCache() {
        open();
        var call = provider.preview(request(LONG, said("Who?")), new Turn(false)).orElseThrow();
        assertFalse(new String(call.body(), StandardCharsets.UTF_8).contains("cachedContent"));
        assertEquals(List.of(), seen);
        assertNull(ask(cache(request("s", said("x")), Mode.AUTO, false)).failure());
    }

    private Answer ask(Request request) {
        return ask(request, new Cancel());
    }

    private Answer ask(Request request, Cancel cancel) {
        open();
        var answer = new Answer();
        provider.stream(request, new Turn(false), event -> {
            events.add(event);
            answer.event(event);
        }, cancel);
        return answer;
    }

    private void open() {
        if (provider != null) return;
        server = new RawServer(peer -> {
            var one = read(peer);
            seen.add(one);
            var answer = answers.apply(one.what + (one.body.has("cachedContent") ? "+cached" : ""));
            var made = seen.stream().filter(each -> each.what.equals("POST cachedContents")).count();
            var body = answer.substring(4).replace("#", String.valueOf(made));
            var type = body.startsWith("data:") ? "text/event-stream" : "application/json";
            peer.send("HTTP/1.1 " + answer.substring(0, 3) + " X\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        });
        var settings = Cascade.resolve(new Environment(Map.of("HOME", home.toString(), "GEMINI_API_KEY", "the-key-0123456789", "GEMINI_BASE_URL", server.url()), home), Cascade.Flags.NONE);
        var tokens = new Tokens(settings, new Http(Network.DIRECT), () -> now, _ -> {}, Optional.empty(), new Cancel());
        var once = new Retry(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, () -> 0.5);
        provider = new Gemini().open(new Wiring(tokens, Models.BUILT_IN, "test/1", Timeouts.TURN, once, false));
    }

    private static Seen read(RawServer.Peer peer) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) head.append((char) peer.in().read());
        var length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        var body = length.find() ? Json.read(peer.in().readNBytes(Integer.parseInt(length.group(1)))) : Json.object();
        var line = head.toString().split(" ", 3);
        var path = line[1].replace("/v1beta/", "");
        return new Seen(line[0] + " " + (path.contains("streamGenerateContent") ? "stream" : path), head.toString(), body);
    }

    private static String usually(String what) {
        if (what.equals("POST cachedContents")) return "200 {\"name\":\"cachedContents/c#\"}";
        return what.contains("stream") ? ANSWER : "200 {}";
    }

    private static String error(int status, String word, String message) {
        return status + " {\"error\":{\"code\":" + status + ",\"status\":\"" + word + "\",\"message\":\"" + message + "\"}}";
    }

    private List<String> whats() {
        return seen.stream().map(Seen::what).toList();
    }

    private static Request request(String system, Message... messages) {
        return new Request("gemini-3.8-flash", List.of(system), List.of(messages), new Request.Tools(List.of(TOOL), new Request.Choice.Auto(), true), Request.Thinking.UNSET, Request.Output.TEXT,
                new Request.Cache(Mode.EXPLICIT, false), "conv");
    }

    private static Request cache(Request from, Mode mode, boolean longLived) {
        return new Request(from.model(), from.system(), from.messages(), from.tools(), from.thinking(), from.output(), new Request.Cache(mode, longLived), from.conversation());
    }

    private static Message said(String text) {
        return Message.user(new Part.Text(text));
    }

    private static Message answered(String text) {
        return new Message(Role.ASSISTANT, List.of(new Part.Text(text)));
    }
}
