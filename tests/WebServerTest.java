package scorpiox.server.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Json;

@Timeout(30)
class WebServerTest {
    private static final Map<String, String> TEXT = Map.of("Content-Type", "text/plain");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final BlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();
    private final BlockingQueue<Failure> cancels = new LinkedBlockingQueue<>();
    private WebServer server;

    @AfterEach
    void stop() {
        if (server != null) server.close();
    }

    static Stream<String> hostile() {
        return Stream.of(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \u0663\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\n",
                "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tfolded\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length : 3\r\n\r\nabc",
                "GET / HTTP/1.1\r\n: a\r\n\r\n",
                "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nX: a\0b\r\n\r\n",
                "GET / HTTP/1.1\r\nX: a\u0001b\r\n\r\n",
                "GET / HTTP/1.1\r\nX: a\u007fb\r\n\r\n",
                "GET / HTTP/1.1\r\nX\0: a\r\n\r\n",
                "GET / HTTP/1.1\r\n\u00e9: a\r\n\r\n",
                "G\0T / HTTP/1.1\r\n\r\n",
                "G(T / HTTP/1.1\r\n\r\n",
                " GET / HTTP/1.1\r\n\r\n",
                "GET  / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1 \r\n\r\n",
                "GET /a b HTTP/1.1\r\n\r\n",
                "GET\t/ HTTP/1.1\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\n\r\n",
                "GET /\u00e9 HTTP/1.1\r\n\r\n",
                "GET /a#b HTTP/1.1\r\n\r\n",
                "GET http://127.0.0.1/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\r\n\r\n",
                "GET / HTTP/2.0\r\n\r\n",
                "GET / HTTP/1.2\r\n\r\n",
                "GET / HTTP/0.9\r\n\r\n",
                "GET / http/1.1\r\n\r\n",
                "GET / ICY/1.1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "\0");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aRequestThatCouldBeReadInTwoWaysIsRefusedAndTheConnectionClosed(String request) throws Exception {
        var asked = new AtomicLong();
        start(exchange -> {
            asked.incrementAndGet();
            exchange.answer(200, TEXT, new byte[0]);
        });
        try (var client = new Client()) {
            client.send(request);
            var answer = client.answer();
            assertEquals(400, answer.status);
            assertEquals("application/json", answer.field("content-type"));
            assertEquals("close", answer.field("connection"));
            var error = Json.read(answer.body).get("error");
            assertEquals("invalid_request_error", error.get("type").textValue());
            assertEquals("bad_request", error.get("code").textValue());
            assertTrue(error.get("param").isNull());
            assertTrue(client.ended());
            assertEquals(0, asked.get());
        }
    }

    @Test
    void whatIsUnusualButClearIsTaken() throws Exception {
        start(exchange -> exchange.answer(200, TEXT, (exchange.path() + "|" + exchange.query() + "|" + exchange.headers().all("X")).getBytes(UTF_8)));
        try (var client = new Client()) {
            client.send("\r\nGET //a/%2e%2e/b%00?x=1?y&=%zz HTTP/1.1\r\nX:\r\nx:a\tb\r\nX:   c  \r\nTransfer-encoding: Chunked\r\n\r\n0\r\n\r\n");
            assertEquals("//a/%2e%2e/b%00|x=1?y&=%zz|[, a\tb, c]", client.answer().text());
        }
    }

    @Test
    void theHostFieldsStayVisibleForWhoeverGuards() throws Exception {
        start(exchange -> exchange.answer(200, TEXT, (exchange.headers().all("host") + " " + exchange.fromLoopback()).getBytes(UTF_8)));
        try (var client = new Client()) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertEquals("[] true", client.answer().text());
            client.send("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n");
            assertEquals("[a, b] true", client.answer().text());
        }
    }

    @Test
    void aHeaderThatIsTooLargeIsRefused() throws Exception {
        start(limits(2000, 5, 1000), exchange -> exchange.answer(200, TEXT, new byte[0]));
        for (var request : List.of("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(6) + "\r\n", "GET / HTTP/1.1\r\nA: " + "b".repeat(2000), "GET /" + "a".repeat(2000),
                "A".repeat(2000), "\r\n".repeat(1000))) {
            try (var client = new Client()) {
                client.send(request);
                var answer = client.answer();
                assertEquals(431, answer.status);
                assertEquals("headers_too_large", Json.read(answer.body).get("error").get("code").textValue());
                assertTrue(client.ended());
            }
        }
        try (var client = new Client()) {
            client.send("GET /" + "a".repeat(900) + " HTTP/1.1\r\nA: " + "b".repeat(900) + "\r\n" + "A: b\r\n".repeat(4) + "\r\n");
            assertEquals(200, client.answer().status);
        }
    }

    @Test
    void aSlowHeaderIsGivenUpAndASilentConnectionClosed() throws Exception {
        start(times(150, 20_000, 20_000), exchange -> exchange.answer(200, TEXT, new byte[0]));
        try (var slow = new Client(); var silent = new Client(); var second = new Client()) {
            second.send("GET / HTTP/1.1\r\n\r\n");
            assertEquals(200, second.answer().status);
            second.send("GET / HT");
            slow.send("GET / HTTP/1.1\r\nA: ");
            assertEquals(408, slow.answer().status);
            assertTrue(slow.ended());
            assertTrue(silent.ended());
            assertEquals(408, second.answer().status);
            assertTrue(second.ended());
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        start(exchange -> exchange.answer(200, TEXT, exchange.body()));
        try (var client = new Client()) {
            for (var b : "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n".getBytes(UTF_8)) {
                client.socket.getOutputStream().write(b);
            }
            assertEquals("abcde", client.answer().text());
        }
    }

    @Test
    void aConnectionIsKeptAsTheClientWants() throws Exception {
        start(exchange -> exchange.answer(200, TEXT, "x".getBytes(UTF_8)));
        try (var client = new Client()) {
            for (var i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.1\r\n\r\n");
                assertEquals(null, client.answer().field("connection"));
            }
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertEquals("keep-alive", client.answer().field("connection"));
            client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertEquals("close", client.answer().field("connection"));
            assertTrue(client.ended());
        }
        try (var client = new Client()) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertEquals("close", client.answer().field("connection"));
            assertTrue(client.ended());
        }
    }

    @Test
    void requestsSentAheadAreAnsweredInOrderAndOneAtATime() throws Exception {
        var running = new AtomicLong();
        var most = new AtomicLong();
        start(exchange -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            var body = exchange.body();
            running.decrementAndGet();
            if (exchange.path().equals("/2")) {
                var out = exchange.begin(200, TEXT);
                out.write(body, 0, body.length);
                out.end();
            } else {
                exchange.answer(200, TEXT, body);
            }
        });
        try (var client = new Client()) {
            client.send("POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nonePOST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\nPOST /3 HTTP/1.1\r\nContent-Length: 5\r\n\r\nthree");
            client.socket.shutdownOutput();
            assertEquals("one", client.answer().text());
            assertEquals("two", client.answer().text());
            assertEquals("three", client.answer().text());
            assertTrue(client.ended());
            assertEquals(1, most.get());
        }
    }

    @Test
    void aFloodBehindARequestIsNotKept() throws Exception {
        var go = new CountDownLatch(1);
        start(exchange -> {
            go.await();
            exchange.answer(200, TEXT, "x".getBytes(UTF_8));
        });
        try (var client = new Client()) {
            client.send("GET / HTTP/1.1\r\n\r\n" + "GET /b HTTP/1.1\r\n\r\n".repeat(400_000));
            go.countDown();
            assertEquals("x", client.answer().text());
            assertTrue(client.ended());
        }
    }

    @Test
    void headOptionsAndEmptyAnswersHaveNoBody() throws Exception {
        start(exchange -> {
            switch (exchange.path()) {
                case "/204" -> exchange.answer(204, Map.of(), new byte[0]);
                case "/stream" -> {
                    var out = exchange.begin(200, TEXT);
                    out.heartbeat(Duration.ofMillis(1), "beat".getBytes(UTF_8));
                    out.write("abc".getBytes(UTF_8), 0, 3);
                    out.end();
                }
                default -> exchange.answer(200, TEXT, exchange.method().getBytes(UTF_8));
            }
        });
        try (var client = new Client()) {
            client.send("HEAD / HTTP/1.1\r\n\r\n");
            var head = client.head();
            assertEquals("4", head.field("content-length"));
            client.send("HEAD /stream HTTP/1.1\r\n\r\n");
            assertEquals("chunked", client.head().field("transfer-encoding"));
            client.send("GET /204 HTTP/1.1\r\n\r\n");
            assertEquals(null, client.head().field("content-length"));
            client.send("OPTIONS / HTTP/1.1\r\n\r\n");
            assertEquals("OPTIONS", client.answer().text());
        }
    }

    @Test
    void aValueCannotBeginAFieldOfItsOwn() throws Exception {
        start(exchange -> exchange.answer(200, Map.of("X", "a\r\nSet-Cookie: b"), new byte[0]));
        try (var client = new Client()) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            var answer = client.answer();
            assertEquals("a  Set-Cookie: b", answer.field("x"));
            assertEquals(null, answer.field("set-cookie"));
        }
    }

    @Test
    void largeBodiesComeAndGoWhole() throws Exception {
        start(exchange -> exchange.answer(200, TEXT, exchange.body()));
        var bytes = new byte[9_000_001];
        new Random(1).nextBytes(bytes);
        try (var client = new Client()) {
            var sender = Thread.startVirtualThread(() -> client.trySend("POST / HTTP/1.1\r\nContent-Length: " + bytes.length + "\r\n\r\n", bytes));
            assertArrayEquals(bytes, client.answer().body);
            sender.join();
            var chunked = new ByteArrayOutputStream();
            for (var at = 0; at < bytes.length; at += 70_001) {
                var length = Math.min(70_001, bytes.length - at);
                chunked.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(UTF_8));
                chunked.write(bytes, at, length);
                chunked.writeBytes("\r\n".getBytes(UTF_8));
            }
            chunked.writeBytes("0\r\n\r\n".getBytes(UTF_8));
            sender = Thread.startVirtualThread(() -> client.trySend("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", chunked.toByteArray()));
            assertArrayEquals(bytes, client.answer().body);
            sender.join();
        }
    }

    /// Requests whose body cannot be taken, and the kind, status and code that whoever answers is given.
    static Stream<Object[]> bodies() throws IOException {
        var bomb = gzip(new byte[5_000_000]);
        return Stream.of(
                row("413 TOO_LARGE request_too_large", "Content-Length: 1001", new byte[0]),
                row("413 TOO_LARGE request_too_large", "Content-Length: 999999999999999999", new byte[0]),
                row("413 TOO_LARGE request_too_large", "Transfer-Encoding: chunked", ("3e9\r\n" + "a".repeat(1001)).getBytes(UTF_8)),
                row("413 TOO_LARGE request_too_large", "Transfer-Encoding: chunked", "1\r\na\r\n".repeat(1001).getBytes(UTF_8)),
                row("413 TOO_LARGE request_too_large", "Transfer-Encoding: chunked\r\nContent-Encoding: gzip", ("3e9\r\n" + "a".repeat(1001)).getBytes(UTF_8)),
                row("413 TOO_LARGE request_too_large", "Content-Encoding: gzip\r\nContent-Length: " + gzip(new byte[1001]).length, gzip(new byte[1001])),
                row("413 TOO_LARGE request_too_large", "Content-Encoding: gzip\r\nContent-Length: " + bomb.length, bomb),
                row("400 BAD_REQUEST invalid_encoding", "Content-Encoding: gzip\r\nContent-Length: 3", "abc".getBytes(UTF_8)),
                row("400 BAD_REQUEST invalid_encoding", "Content-Encoding: gzip\r\nContent-Length: 0", new byte[0]),
                row("400 BAD_REQUEST invalid_encoding", "Content-Encoding: gzip\r\nContent-Length: 15", java.util.Arrays.copyOf(gzip("hello".getBytes(UTF_8)), 15)),
                row("415 BAD_REQUEST unsupported_media_type", "Content-Encoding: br\r\nContent-Length: 3", "abc".getBytes(UTF_8)),
                row("415 BAD_REQUEST unsupported_media_type", "Content-Encoding: gzip, gzip\r\nContent-Length: 3", "abc".getBytes(UTF_8)),
                row("415 BAD_REQUEST unsupported_media_type", "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 3", "abc".getBytes(UTF_8)),
                row("400 BAD_REQUEST bad_request", "Transfer-Encoding: chunked", "x\r\n".getBytes(UTF_8)),
                row("400 BAD_REQUEST bad_request", "Transfer-Encoding: chunked", "-1\r\n".getBytes(UTF_8)),
                row("400 BAD_REQUEST bad_request", "Transfer-Encoding: chunked", "+1\r\na\r\n0\r\n\r\n".getBytes(UTF_8)),
                row("400 BAD_REQUEST bad_request", "Transfer-Encoding: chunked", "1\na\r\n0\r\n\r\n".getBytes(UTF_8)),
                row("400 BAD_REQUEST bad_request", "Transfer-Encoding: chunked", "1\r\nab\r\n0\r\n\r\n".getBytes(UTF_8)),
                row("400 BAD_REQUEST bad_request", "Transfer-Encoding: chunked", "1\r\na\n0\r\n\r\n".getBytes(UTF_8)),
                row("400 BAD_REQUEST bad_request", "Transfer-Encoding: chunked", "100000001\r\na\r\n0\r\n\r\n".getBytes(UTF_8)),
                row("400 BAD_REQUEST bad_request", "Transfer-Encoding: chunked", ("1;" + "x".repeat(70_000)).getBytes(UTF_8)),
                row("408 TIMEOUT request_timeout", "Content-Length: 4", "abc".getBytes(UTF_8)),
                row("408 TIMEOUT request_timeout", "Transfer-Encoding: chunked", "3\r\nab".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyThatCannotBeTakenIsAFailureAndEndsTheConnection(String expected, String fields, byte[] bytes) throws Exception {
        start(new Limits(4000, 10, 1000, LONG, expected.startsWith("408") ? Duration.ofMillis(50) : LONG, LONG, 10), exchange -> {
            try {
                exchange.answer(200, TEXT, exchange.body());
            } catch (Failure why) {
                exchange.answer(why.status(), TEXT, (why.status() + " " + why.kind() + " " + why.code()).getBytes(UTF_8));
            }
        });
        try (var client = new Client()) {
            client.send("POST / HTTP/1.1\r\n" + fields + "\r\n\r\n", bytes);
            assertEquals(expected, client.answer().text());
        }
    }

    @Test
    void aBodyInGzipIsDecodedUpToTheLimit() throws Exception {
        start(limits(4000, 10, 1000), exchange -> exchange.answer(200, TEXT, exchange.body()));
        var bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        var text = "hello".repeat(200).getBytes(UTF_8);
        try (var client = new Client()) {
            client.send("POST / HTTP/1.1\r\nContent-Encoding: GZip\r\nContent-Length: " + gzip(text).length + "\r\n\r\n", gzip(text));
            assertArrayEquals(text, client.answer().body);
            client.send("POST / HTTP/1.1\r\nContent-Encoding: identity\r\nContent-Length: 1000\r\n\r\n", bytes);
            assertArrayEquals(bytes, client.answer().body);
        }
    }

    @Test
    void aBodyThatIsCutOffIsAVanishedClient() throws Exception {
        var failures = new LinkedBlockingQueue<Failure.Kind>();
        start(exchange -> {
            watch(exchange);
            try {
                exchange.body();
            } catch (Failure why) {
                failures.add(why.kind());
            }
        });
        try (var client = new Client()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
            client.socket.shutdownOutput();
            assertEquals(Failure.Kind.CANCELLED, failures.poll(10, TimeUnit.SECONDS));
            assertNotNull(cancels.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aClientIsToldToSendItsBodyOnceSomebodyWantsIt() throws Exception {
        start(exchange -> {
            if (exchange.path().equals("/refuse")) exchange.answer(401, TEXT, "no".getBytes(UTF_8));
            else exchange.answer(200, TEXT, exchange.body());
        });
        try (var client = new Client()) {
            client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertEquals(100, client.head().status);
            client.send("abc");
            assertEquals("abc", client.answer().text());
            client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n");
            assertEquals(200, client.answer().status);
            client.send("POST /refuse HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            var answer = client.answer();
            assertEquals(401, answer.status);
            assertEquals("close", answer.field("connection"));
            assertTrue(client.ended());
        }
        try (var client = new Client()) {
            client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n");
            assertEquals(500, client.answer().status);
        }
    }

    @Test
    void anAnswerBeforeTheBodyArrivesWholeAndOnlyASmallBodyIsWaitedFor() throws Exception {
        start(exchange -> exchange.answer(401, TEXT, "no".repeat(100_000).getBytes(UTF_8)));
        try (var client = new Client()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabPOST");
            assertEquals(200_000, client.answer().body.length);
            client.send(" / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n");
            assertEquals(200_000, client.answer().body.length);
            client.send("a".repeat(1000) + "POST / HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n");
            var sender = Thread.startVirtualThread(() -> client.trySend("", new byte[20_000_000]));
            var answer = client.answer();
            assertEquals("close", answer.field("connection"));
            assertEquals(200_000, answer.body.length);
            assertTrue(client.ended());
            sender.join();
        }
    }

    @Test
    void piecesGoOutAtOnceAsChunks() throws Exception {
        var read = new LinkedBlockingQueue<String>();
        start(exchange -> {
            var out = exchange.begin(200, TEXT);
            read.take();
            out.write("xabcx".getBytes(UTF_8), 1, 3);
            out.write(new byte[0], 0, 0);
            read.take();
            out.write("0123456789abcdefg".getBytes(UTF_8), 0, 17);
            out.end();
            out.end();
            out.write("z".getBytes(UTF_8), 0, 1);
            out.abort();
        });
        try (var client = new Client()) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertEquals("chunked", client.head().field("transfer-encoding"));
            read.add("head");
            assertEquals("3\r\nabc\r\n", client.text(8));
            read.add("piece");
            assertEquals("11\r\n0123456789abcdefg\r\n0\r\n\r\n", client.text(28));
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertEquals(200, client.head().status);
            read.addAll(List.of("the connection", "goes on"));
            assertEquals("3\r\nabc\r\n", client.text(8));
        }
    }

    @Test
    void anOldClientReadsAStreamUpToTheEndOfTheConnection() throws Exception {
        start(exchange -> {
            var out = exchange.begin(200, TEXT);
            out.write("abc".getBytes(UTF_8), 0, 3);
            if (exchange.path().equals("/broken")) out.abort();
            else out.end();
        });
        try (var client = new Client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            var head = client.head();
            assertEquals("close", head.field("connection"));
            assertEquals(null, head.field("transfer-encoding"));
            assertEquals("abc", client.text(3));
            assertTrue(client.ended());
        }
        try (var client = new Client()) {
            client.send("GET /broken HTTP/1.0\r\n\r\n");
            assertThrows(SocketException.class, () -> client.socket.getInputStream().readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/abort", "/return", "/throw"})
    void anAnswerThatIsNotEndedDoesNotLookWhole(String path) throws Exception {
        start(exchange -> {
            var out = exchange.begin(200, TEXT);
            out.write("abc".getBytes(UTF_8), 0, 3);
            if (path.equals("/abort")) out.abort();
            if (path.equals("/throw")) throw new IOException("broken");
        });
        try (var client = new Client()) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            client.head();
            assertEquals("3\r\nabc\r\n", client.text(8));
            assertTrue(client.ended());
        }
        if (path.equals("/throw")) assertEquals("broken", bugs.poll(10, TimeUnit.SECONDS).getMessage());
        else assertTrue(bugs.isEmpty());
    }

    @Test
    void aBugIsAnsweredWithoutSayingMore() throws Exception {
        start(exchange -> {
            if (exchange.path().equals("/throw")) throw new IllegalStateException("secret");
        });
        try (var client = new Client()) {
            for (var path : List.of("/throw", "/forget")) {
                client.send("GET " + path + " HTTP/1.1\r\n\r\n");
                var answer = client.answer();
                assertEquals(500, answer.status);
                assertEquals("internal_error", Json.read(answer.body).get("error").get("code").textValue());
                assertFalse(answer.text().contains("secret"));
                assertNotNull(bugs.poll(10, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void onlyTheFirstAnswerCounts() throws Exception {
        start(exchange -> {
            assertFalse(exchange.begun());
            exchange.answer(200, TEXT, "one".getBytes(UTF_8));
            assertTrue(exchange.begun());
            exchange.answer(200, TEXT, "two".getBytes(UTF_8));
        });
        try (var client = new Client()) {
            for (var i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.1\r\n\r\n");
                assertEquals("one", client.answer().text());
            }
        }
        assertTrue(bugs.isEmpty());
    }

    @Test
    void heartbeatsGoOutBetweenPiecesAndEndWithTheAnswer() throws Exception {
        var go = new CountDownLatch(1);
        start(exchange -> {
            var out = exchange.begin(200, TEXT);
            out.heartbeat(Duration.ofMillis(5), ": b\n\n".getBytes(UTF_8));
            go.await();
            out.heartbeat(Duration.ZERO, new byte[0]);
            var large = "x".repeat(1_000_000).getBytes(UTF_8);
            out.write(large, 0, large.length);
            out.end();
        });
        try (var client = new Client()) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            client.head();
            for (var i = 0; i < 3; i++) assertEquals("5\r\n: b\n\n\r\n", client.text(10));
            go.countDown();
            var rest = new String(client.chunks(), UTF_8);
            assertTrue(rest.endsWith("x".repeat(1_000_000)));
            assertTrue(rest.replace("x", "").replace(": b\n\n", "").isEmpty());
        }
    }

    @Test
    void noHeartbeatComesWithinALargePieceOrBeforeItsTime() throws Exception {
        start(exchange -> {
            var out = exchange.begin(200, TEXT);
            out.heartbeat(Duration.ofMillis(1), "BEAT".getBytes(UTF_8));
            var large = "x".repeat(8_000_000).getBytes(UTF_8);
            out.write(large, 0, large.length);
            out.end();
        });
        try (var client = new Client()) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            client.head();
            var text = new String(client.chunks(), UTF_8);
            assertTrue(text.contains("x".repeat(8_000_000)));
            assertTrue(text.replace("BEAT", "").chars().allMatch(c -> c == 'x'));
        }
    }

    @Test
    void whoWritesWaitsForASlowClientAndDropsOneThatTakesNothing() throws Exception {
        var written = new AtomicLong();
        var failed = new CompletableFuture<Failure>();
        start(times(20_000, 20_000, 200), exchange -> {
            watch(exchange);
            var out = exchange.begin(200, TEXT);
            var piece = new byte[50_000];
            try {
                while (written.get() < 200_000_000) {
                    out.write(piece, 0, piece.length);
                    written.addAndGet(piece.length);
                }
            } catch (Failure why) {
                failed.complete(why);
            }
        });
        try (var client = new Client(8 * 1024)) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertEquals(Failure.Kind.CANCELLED, failed.get(20, TimeUnit.SECONDS).kind());
            assertTrue(written.get() < 20_000_000, written + " bytes were taken for a client that reads nothing");
            assertEquals("the client went away", cancels.poll(10, TimeUnit.SECONDS).getMessage());
        }
    }

    @Test
    void aLargeAnswerForAClientThatTakesNothingIsDroppedToo() throws Exception {
        start(times(20_000, 20_000, 200), exchange -> {
            watch(exchange);
            exchange.answer(200, TEXT, new byte[30_000_000]);
        });
        try (var client = new Client(8 * 1024)) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertNotNull(cancels.poll(20, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close"})
    void aClientThatVanishesBeforeTheFirstByteIsNoticed(String how) throws Exception {
        start(this::wait);
        var client = new Client();
        client.send("GET / HTTP/1.1\r\n\r\n");
        assertEquals("/", begun.take());
        if (how.equals("reset")) client.socket.setSoLinger(true, 0);
        client.close();
        var why = cancels.poll(10, TimeUnit.SECONDS);
        assertEquals(Failure.Kind.CANCELLED, why.kind());
        assertEquals("the client went away", why.getMessage());
        assertTrue(bugs.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close", "unread"})
    void aClientThatVanishesInMidStreamIsNoticed(String how) throws Exception {
        start(exchange -> {
            watch(exchange);
            var out = exchange.begin(200, TEXT);
            out.heartbeat(LONG, ": b\n\n".getBytes(UTF_8));
            out.write("abc".getBytes(UTF_8), 0, 3);
            exchange.cancel().await();
            assertThrows(Failure.class, () -> out.write("abc".getBytes(UTF_8), 0, 3));
            out.end();
        });
        var client = new Client();
        client.send("GET / HTTP/1.1\r\n\r\n");
        client.head();
        if (!how.equals("unread")) client.text(8);
        if (how.equals("reset")) client.socket.setSoLinger(true, 0);
        client.close();
        assertEquals(Failure.Kind.CANCELLED, cancels.poll(10, TimeUnit.SECONDS).kind());
        assertTrue(bugs.isEmpty());
    }

    @Test
    void aClientThatClosesItsSideAndReadsOnIsServed() throws Exception {
        var go = new CountDownLatch(1);
        start(exchange -> {
            watch(exchange);
            if (exchange.path().equals("/one")) {
                go.await();
                exchange.answer(200, TEXT, "whole".getBytes(UTF_8));
                return;
            }
            var out = exchange.begin(200, TEXT);
            out.heartbeat(LONG, ": b\n\n".getBytes(UTF_8));
            go.await();
            out.write("abc".getBytes(UTF_8), 0, 3);
            out.end();
        });
        try (var client = new Client(); var other = new Client()) {
            other.send("GET /one HTTP/1.1\r\n\r\n");
            other.socket.shutdownOutput();
            client.send("GET /two HTTP/1.1\r\n\r\n");
            client.head();
            client.socket.shutdownOutput();
            for (var i = 0; i < 3; i++) assertEquals("5\r\n: b\n\n\r\n", client.text(10));
            go.countDown();
            assertEquals("abc", new String(client.chunks(), UTF_8));
            assertTrue(client.ended());
            assertEquals("whole", other.answer().text());
            assertTrue(other.ended());
            assertTrue(cancels.isEmpty());
        }
    }

    @Test
    void stoppingLetsRequestsEndAndClosesTheRest() throws Exception {
        var go = new CountDownLatch(1);
        start(exchange -> {
            begun.add(exchange.path());
            var out = exchange.begin(200, TEXT);
            go.await();
            out.write("abc".getBytes(UTF_8), 0, 3);
            out.end();
        });
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        try (var idle = new Client(); var half = new Client(); var client = new Client()) {
            half.send("GET / HT");
            client.send("GET / HTTP/1.1\r\n\r\n");
            begun.take();
            client.head();
            var stopped = CompletableFuture.runAsync(() -> server.stop(LONG));
            assertTrue(idle.ended());
            assertTrue(half.ended());
            assertThrows(IOException.class, () -> {
                try (var late = new Socket()) {
                    late.connect(address, 5000);
                }
            });
            assertFalse(stopped.isDone());
            go.countDown();
            assertEquals("abc", new String(client.chunks(), UTF_8));
            assertTrue(client.ended());
            stopped.get(10, TimeUnit.SECONDS);
            assertTrue(cancels.isEmpty());
        }
    }

    @Test
    void whatDoesNotEndInTimeIsCancelledAndMaySayLastWords() throws Exception {
        start(exchange -> {
            watch(exchange);
            begun.add(exchange.path());
            var out = exchange.begin(200, TEXT);
            exchange.cancel().await();
            out.write("sorry".getBytes(UTF_8), 0, 5);
            out.end();
        });
        try (var client = new Client()) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            begun.take();
            server.stop(Duration.ofMillis(10));
            assertEquals("the server stops", cancels.poll(10, TimeUnit.SECONDS).getMessage());
            client.head();
            assertEquals("sorry", new String(client.chunks(), UTF_8));
            assertTrue(client.ended());
        }
        assertTrue(bugs.isEmpty());
    }

    @Test
    void aHandlerThatNeverEndsDoesNotKeepTheServerUp() throws Exception {
        var never = new CountDownLatch(1);
        var thrown = new CompletableFuture<Throwable>();
        start(exchange -> {
            begun.add(exchange.path());
            never.await();
            try {
                exchange.answer(200, TEXT, new byte[10]);
                thrown.complete(null);
            } catch (Throwable why) {
                thrown.complete(why);
            }
        });
        try (var client = new Client()) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            begun.take();
            server.close();
            assertTrue(client.ended());
            never.countDown();
            assertEquals(Failure.Kind.CANCELLED, ((Failure) thrown.get(10, TimeUnit.SECONDS)).kind());
        }
    }

    @Test
    void anAddressThatCannotBeListenedOnIsOneClearLine() throws Exception {
        start(exchange -> {});
        var taken = assertThrows(Failure.class, () -> WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), Limits.USUAL, exchange -> {}, bugs::add));
        assertEquals(Failure.Kind.USAGE, taken.kind());
        assertEquals("cannot listen on localhost port " + server.port() + ": the port is in use: stop what listens there, or choose another port", taken.line());
        var foreign = assertThrows(Failure.class, () -> WebServer.start(new InetSocketAddress("192.0.2.1", 0), Limits.USUAL, exchange -> {}, bugs::add));
        assertTrue(foreign.line().contains("no address of this machine"), foreign.line());
        var nowhere = assertThrows(Failure.class, () -> WebServer.start(InetSocketAddress.createUnresolved("nowhere.invalid", 1), Limits.USUAL, exchange -> {}, bugs::add));
        assertTrue(nowhere.line().contains("nowhere.invalid"), nowhere.line());
    }

    @Test
    void anAddressOfTheSixthVersionWorks() throws Exception {
        server = WebServer.start(new InetSocketAddress("::1", 0), Limits.USUAL, exchange -> exchange.answer(200, TEXT, new byte[] {(byte) (exchange.fromLoopback() ? '1' : '0')}), bugs::add);
        try (var client = new Client(new Socket("::1", server.port()))) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertEquals("1", client.answer().text());
        }
    }

    @Test
    void hundredsOfStreamsRunAtATime() throws Exception {
        var together = new CountDownLatch(300);
        start(exchange -> {
            var out = exchange.begin(200, TEXT);
            together.countDown();
            together.await();
            out.write("abc".getBytes(UTF_8), 0, 3);
            out.end();
        });
        var clients = new ArrayList<Client>();
        for (var i = 0; i < 300; i++) {
            clients.add(new Client());
            clients.getLast().send("GET / HTTP/1.1\r\n\r\n");
        }
        for (var client : clients) {
            client.head();
            assertEquals("abc", new String(client.chunks(), UTF_8));
            client.close();
        }
    }

    private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();

    private void start(Handler handler) {
        start(Limits.USUAL, handler);
    }

    private void start(Limits limits, Handler handler) {
        server = WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), limits, handler, bugs::add);
    }

    /// Answers nothing until it is cancelled.
    private void wait(Exchange exchange) throws InterruptedException {
        watch(exchange);
        begun.add(exchange.path());
        exchange.cancel().await();
        exchange.cancel().check();
    }

    private void watch(Exchange exchange) {
        exchange.cancel().onCancel(() -> cancels.add(exchange.cancel().reason()));
    }

    private static Limits limits(int headerBytes, int headerFields, long bodyBytes) {
        return new Limits(headerBytes, headerFields, bodyBytes, LONG, LONG, LONG, 10);
    }

    private static Limits times(int headerMillis, int bodyMillis, int clientMillis) {
        return new Limits(64 * 1024, 100, 1_000_000, Duration.ofMillis(headerMillis), Duration.ofMillis(bodyMillis), Duration.ofMillis(clientMillis), 100);
    }

    private static Object[] row(Object... cells) {
        return cells;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private record Answer(int status, List<String> lines, byte[] body) {
        /// The value of a field, or null.
        String field(String name) {
            return lines.stream().filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1)).map(line -> line.substring(name.length() + 1).strip()).findFirst().orElse(null);
        }

        String text() {
            return new String(body, UTF_8);
        }
    }

    /// A client on a bare socket.
    private final class Client implements AutoCloseable {
        final Socket socket;

        Client() throws IOException {
            this(0);
        }

        Client(int receive) throws IOException {
            this(new Socket());
            if (receive > 0) socket.setReceiveBufferSize(receive);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        }

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(15_000);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }

        void send(String head, byte[] body) throws IOException {
            send(head);
            socket.getOutputStream().write(body);
        }

        void trySend(String head, byte[] body) {
            try {
                send(head, body);
            } catch (IOException closed) {
                // The answer tells.
            }
        }

        Answer head() throws IOException {
            var lines = new ArrayList<String>();
            for (var line = line(); !line.isEmpty(); line = line()) lines.add(line);
            return new Answer(Integer.parseInt(lines.getFirst().split(" ")[1]), lines, new byte[0]);
        }

        Answer answer() throws IOException {
            var head = head();
            var body = head.field("transfer-encoding") != null ? chunks() : socket.getInputStream().readNBytes(Integer.parseInt(head.field("content-length")));
            return new Answer(head.status, head.lines, body);
        }

        byte[] chunks() throws IOException {
            var all = new ByteArrayOutputStream();
            for (var length = Integer.parseInt(line(), 16); ; length = Integer.parseInt(line(), 16)) {
                all.writeBytes(socket.getInputStream().readNBytes(length));
                assertEquals("", line());
                if (length == 0) return all.toByteArray();
            }
        }

        String text(int length) throws IOException {
            return new String(socket.getInputStream().readNBytes(length), UTF_8);
        }

        /// Whether the server has closed the connection, and properly.
        boolean ended() throws IOException {
            return socket.getInputStream().read() < 0;
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (var b = socket.getInputStream().read(); b != '\n'; b = socket.getInputStream().read()) {
                if (b < 0) throw new IOException("the connection ended after: " + line);
                if (b != '\r') line.append((char) b);
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
