package scorpiox.server;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.RawServer;
import scorpiox.base.Json;

/// What must not get from one side to the other, and what a side may not do to the other: with a backend and clients that mean
/// no good.
class ServeSafetyTest {
    private static final String ONCE = "backends: {openai_codex: {extra: {codex: {streaming: {max_retries: 0, retry_backoff_seconds: [0]}}}}}\n";
    private static final String CHAT = "{\"model\":\"gpt-5.1-codex\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String DELTA = "data: {\"type\":\"response.output_text.delta\",\"item_id\":\"m\",\"output_index\":0,\"delta\":\"ok\"}\n\n";
    private static final String DONE = "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],\"usage\":{\"output_tokens\":1}}}\n\n";

    @TempDir
    Path home;

    /// What is asked by the API of a path.
    private static String body(String path, boolean stream, String word) {
        var asks = path.endsWith("/responses") ? "\"input\":\"W\"" : path.endsWith("/v1/completions") ? "\"prompt\":\"W\"" : "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"W\"}]";
        return "{\"model\":\"gpt-5.1-codex\",\"stream\":" + stream + "," + asks.replace("W", word) + "}";
    }

    private static String streamed(String body) {
        return body.replace("\"stream\":false", "\"stream\":true");
    }

    private static String failing(int status, String type, String body) {
        return "HTTP/1.1 " + status + " Wrong\r\nContent-Type: " + type + "\r\nConnection: close\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    @Test
    void noSecretComesBackHoweverTheBackendRepeatsIt() throws Exception {
        var told = "Bearer " + Serving.TOKEN + " of " + Serving.ACCOUNT + " with " + Serving.KEY + " and rt_secret_of_the_machine";
        var played = new AtomicReference<String>();
        try (var serving = new Serving(home, ONCE, (_, peer) -> peer.send(played.get()))) {
            for (var answer : List.of(failing(400, "application/json", "{\"error\":{\"message\":\"wrong: " + told + "\",\"code\":\"" + Serving.TOKEN + "\",\"type\":\"" + Serving.ACCOUNT + "\"}}"),
                    failing(403, "application/json", "{\"error\":{\"message\":\"" + told + "\",\"code\":\"" + Serving.ACCOUNT + "\"}}"), failing(500, "text/plain", told), failing(400, "application/json", "{\"detail\":\"" + told + "\"}"),
                    failing(403, "text/html", "<html><title>" + told + "</title></html>"), failing(429, "application/json", "{\"error\":{\"type\":\"usage_limit_reached\",\"message\":\"" + told + "\",\"plan_type\":\"" + Serving.ACCOUNT + "\",\"resets_in_seconds\":9}}"),
                    failing(404, "application/json", "{\"detail\":\"the model " + told + " is not supported\"}"),
                    Serving.HEAD + "data: {\"type\":\"response.failed\",\"response\":{\"id\":\"r\",\"status\":\"failed\",\"error\":{\"code\":\"x\",\"message\":\"" + told + "\"}}}\n\n",
                    Serving.HEAD + DELTA + "data: {\"type\":\"response.failed\",\"response\":{\"id\":\"r\",\"status\":\"failed\",\"error\":{\"code\":\"x\",\"message\":\"" + told + "\"}}}\n\n",
                    Serving.HEAD + DELTA + "data: {\"type\":\"error\",\"error\":{\"code\":\"" + Serving.TOKEN + "\",\"message\":\"" + told + "\"}}\n\n")) {
                played.set(answer);
                for (var path : List.of("/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/completions")) {
                    for (var stream : List.of(false, true)) {
                        var reply = serving.post(path, body(path, stream, "hi"));
                        var visit = serving.ended.poll(20, TimeUnit.SECONDS);
                        for (var secret : List.of(Serving.TOKEN, Serving.KEY, "rt_secret_of_the_machine", Serving.ACCOUNT)) {
                            assertFalse((reply.head() + reply.body() + visit.error).contains(secret), path + " tells " + secret + ": " + reply.head() + "\n" + reply.body() + " after " + answer);
                        }
                    }
                }
            }
        }
    }

    @Test
    void nothingOfAClientsHeaderReachesTheBackendButWhatIsMeantForIt() throws Exception {
        try (var serving = new Serving(home, ONCE, (_, peer) -> peer.send(Serving.HEAD + DELTA + DONE))) {
            var mine = new String[] {"Cookie: mine=1", "x-api-key: mine-2", "api-key: mine-3", "chatgpt-account-id: mine-4", "originator: mine-5", "x-stainless-lang: mine-6", "cf-connecting-ip: mine-7",
                "x-forwarded-for: mine-8", "Forwarded: mine-9", "x-forwarded-host: mine-10", "openai-organization: mine-11", "anthropic-beta: mine-12", "User-Agent: mine-13", "version: mine-14", "x-real-ip: mine-15",
                "Proxy-Authorization: mine-16", "Via: mine-17", "traceparent: mine-18", "x-codex-beta-features: mine-19", "Accept-Language: mine-20", "Te: trailers"};
            for (var path : List.of("/v1/chat/completions", "/v1/responses", "/v1/messages")) {
                assertEquals(200, serving.post(path, body(path, false, "hi"), mine).status());
                var asked = serving.asked.poll(20, TimeUnit.SECONDS);
                var head = asked.substring(0, asked.indexOf("\r\n\r\n"));
                assertAll(() -> assertFalse(head.contains("mine"), head), () -> assertFalse(asked.contains(Serving.KEY), asked), () -> assertTrue(head.contains("Bearer " + Serving.TOKEN), head));
            }
        }
    }

    @Test
    void wordsOfBothSidesCannotEndAHeaderField() throws Exception {
        var evil = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\nx-codex-turn-state: a\tb\u00ff\r\nx-codex-primary-used-percent: 1e999\r\nx-codex-primary-window-minutes: -7\r\nSet-Cookie: evil=1\r\n"
                + "Access-Control-Allow-Origin: *\r\n\r\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\\r\\nx-evil: 1\",\"model\":\"m\\r\\nx-evil: 1\"}}\n\n" + DELTA + DONE;
        try (var serving = new Serving(home, ONCE, (_, peer) -> peer.send(evil))) {
            for (var body : List.of(CHAT, streamed(CHAT))) {
                var reply = serving.post("/v1/chat/completions", body.replace("\"model\"", "\"bad\\r\\nx-evil: 1\":1,\"model\"").replace("gpt-5.1-codex", "gpt-5.1-codex-new"));
                assertAll(() -> assertEquals(200, reply.status(), reply.body()), () -> assertEquals("", reply.header("x-evil"), reply.head()), () -> assertEquals("", reply.header("set-cookie")),
                        () -> assertEquals("", reply.header("access-control-allow-origin")));
            }
            assertEquals(404, serving.send("GET", "/v1/models/a%0d%0ax-evil:%201", null).status());
        }
    }

    @Test
    void aLinkToAnImageIsNeverFollowedHere() throws Exception {
        try (var inside = new RawServer(peer -> peer.send(failing(200, "image/png", "x"))); var serving = new Serving(home, ONCE, (_, peer) -> peer.send(Serving.HEAD + DELTA + DONE))) {
            var link = inside.url() + "/secret.png";
            for (var request : List.of("/v1/chat/completions {'model':'gpt-5.1-codex','messages':[{'role':'user','content':[{'type':'image_url','image_url':'LINK'}]}]}",
                    "/v1/responses {'model':'gpt-5.1-codex','input':[{'role':'user','content':[{'type':'input_image','image_url':'LINK'}]}]}",
                    "/v1/messages {'model':'gpt-5.1-codex','max_tokens':9,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'LINK'}}]}]}",
                    "/v1/messages {'model':'gpt-5.1-codex','max_tokens':9,'messages':[{'role':'user','content':[{'type':'document','source':{'type':'url','url':'LINK'}}]}]}")) {
                serving.post(request.split(" ")[0], request.split(" ")[1].replace('\'', '"').replace("LINK", link));
            }
            assertEquals(0, inside.connections());
        }
    }

    @Test
    void aKeyInTheAddressOpensNothing() throws Exception {
        try (var serving = new Serving(home, ONCE, (_, peer) -> peer.send(Serving.HEAD + DELTA + DONE))) {
            for (var name : List.of("key", "api_key", "api-key", "access_token", "x-api-key")) {
                var reply = serving.send("GET", "/v1/models?" + name + "=" + Serving.KEY, null, "Authorization:");
                assertAll(name, () -> assertEquals(401, reply.status()), () -> assertFalse(reply.body().contains(Serving.KEY)));
            }
        }
    }

    @Test
    void theBackendIsLeftWhenTheClientHasLeft() throws Exception {
        var left = new LinkedBlockingQueue<Long>();
        try (var serving = new Serving(home, ONCE, (request, peer) -> {
            if (!request.contains("hold")) peer.send(Serving.HEAD + DELTA);
            if (peer.closedByClient()) left.add(System.nanoTime());
        })) {
            for (var path : List.of("/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/completions")) {
                for (var word : path.startsWith("/v1/chat") ? List.of("hi", "hold") : List.of("hi")) {
                    var body = body(path, word.equals("hi"), word);
                    try (var socket = serving.open("POST", path, body.getBytes(StandardCharsets.UTF_8), "Connection: keep-alive")) {
                        assertNotNull(serving.asked.poll(20, TimeUnit.SECONDS), path);
                        if (word.equals("hi")) assertEquals('H', socket.getInputStream().read());
                    }
                    var noticed = left.poll(20, TimeUnit.SECONDS);
                    var visit = serving.ended.poll(20, TimeUnit.SECONDS);
                    assertAll(path + " " + word, () -> assertNotNull(noticed), () -> assertEquals(499, visit.status), () -> assertEquals("client_gone", visit.error));
                }
            }
        }
    }

    @Test
    void whoeverDoesNotReadIsNotReadFor() throws Exception {
        var sent = new AtomicLong();
        var full = new CountDownLatch(1);
        var text = DELTA.replace("ok", "x".repeat(60_000)).getBytes(StandardCharsets.UTF_8);
        try (var serving = new Serving(home, ONCE, (_, peer) -> {
            peer.send(Serving.HEAD);
            var writer = Thread.currentThread();
            Thread.startVirtualThread(() -> watch(sent, writer, full));
            flood(peer.out(), text, sent);
        }); var socket = serving.open("POST", "/v1/chat/completions", streamed(CHAT).getBytes(StandardCharsets.UTF_8))) {
            assertEquals('H', socket.getInputStream().read());
            assertTrue(full.await(20, TimeUnit.SECONDS), "the backend could send " + sent.get() + " bytes to a client that reads nothing");
            assertTrue(sent.get() < 64_000_000, sent.get() + " bytes are somewhere in between");
        }
    }

    private static void flood(OutputStream out, byte[] text, AtomicLong sent) throws IOException {
        while (sent.get() < 200_000_000) {
            out.write(text);
            sent.addAndGet(text.length);
        }
    }

    /// Waits until no more goes out.
    private static void watch(AtomicLong sent, Thread writer, CountDownLatch full) {
        for (var before = -1L; writer.isAlive(); before = sent.get()) {
            LockSupport.parkNanos(200_000_000);
            if (sent.get() == before) full.countDown();
        }
    }

    @Test
    void aSilentBackendIsCoveredByWhatEachKindOfClientTakes() throws Exception {
        try (var serving = new Serving(home, ONCE + "stream: {heartbeat_seconds: 1}", (_, peer) -> {
            peer.send(Serving.HEAD + DELTA);
            peer.closedByClient();
        })) {
            try (var chat = silent(serving, "/v1/chat/completions"); var completions = silent(serving, "/v1/completions"); var responses = silent(serving, "/v1/responses");
                 var codex = silent(serving, "/v1/responses", "originator: codex_cli_rs"); var messages = silent(serving, "/v1/messages")) {
                for (var each : List.of(chat, completions, responses)) until(each.getInputStream(), "\n: keep-alive\n\n");
                until(codex.getInputStream(), "event: keepalive\ndata: {\"type\":\"keepalive\"}\n\n");
                until(messages.getInputStream(), "\"ok\"", "event: ping\n");
            }
        }
    }

    private static Socket silent(Serving serving, String path, String... more) throws IOException {
        return serving.open("POST", path, body(path, true, "hi").getBytes(StandardCharsets.UTF_8), more);
    }

    /// Reads until a text, and then another.
    private static void until(InputStream in, String... texts) throws IOException {
        for (var text : texts) {
            var seen = new StringBuilder();
            while (seen.indexOf(text) < 0) {
                var b = in.read();
                assertTrue(b >= 0, seen.toString());
                seen.append((char) b);
            }
        }
    }

    @Test
    void theConversationIsTheSameOnEveryTurnAndByEveryApi() throws Exception {
        try (var serving = new Serving(home, ONCE, (_, peer) -> peer.send(Serving.HEAD + DELTA + DONE))) {
            var keys = new LinkedHashSet<String>();
            var bodies = List.of("/v1/chat/completions {'model':'gpt-5.1-codex','messages':[{'role':'system','content':'kind'},{'role':'user','content':'hi'}]}",
                    "/v1/chat/completions {'model':'gpt-5.1-codex','temperature':1,'stream':true,'messages':[{'role':'system','content':'kind'},{'role':'user','content':'hi'},{'role':'assistant','content':'a'},{'role':'user','content':'b'}]}",
                    "/v1/messages {'model':'gpt-5.1-codex','max_tokens':9,'system':'kind','messages':[{'role':'user','content':'hi'}]}",
                    "/v1/messages {'model':'gpt-5.1-codex','max_tokens':99,'system':[{'type':'text','text':'x-anthropic-billing-header: 7'},{'type':'text','text':'kind'}],'messages':[{'role':'user','content':[{'type':'text','text':'<system-reminder>now</system-reminder>'},{'type':'text','text':'hi'}]},{'role':'assistant','content':'a'},{'role':'user','content':'b'}]}");
            for (var each : bodies) {
                var space = each.indexOf(' ');
                assertEquals(200, serving.post(each.substring(0, space), each.substring(space + 1).replace('\'', '"')).status());
                keys.add(Serving.body(serving.asked.poll(20, TimeUnit.SECONDS)).path("prompt_cache_key").asText());
            }
            assertEquals(1, keys.size(), keys.toString());
            assertTrue(Json.write(Json.array().add(keys.getFirst())).matches("\\[\"[0-9a-f-]{36}\"]"), keys.toString());
        }
    }
}
