package scorpiox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

@Timeout(60)
class HttpTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final Http http = new Http(Network.DIRECT);
    private final Cancel cancel = new Cancel();
    private final Failure interrupted = Failure.of(Kind.CANCELLED, "interrupted");
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, value = {
            "Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n1\\r\\n \\r\\n5\\r\\nworld\\r\\n0\\r\\n\\r\\n",
            "Transfer-Encoding: Chunked\\r\\n\\r\\n00B;a=1;b=\"x\"\\r\\nhello world\\r\\n000;end\\r\\n\\r\\n",
            "transfer-encoding:chunked\\r\\n\\r\\nb \\r\\nhello world\\r\\n0\\r\\nX-Trailer: 1\\r\\nx-other: 2\\r\\n\\r\\n",
            "Transfer-Encoding: chunked\\r\\nContent-Length: 3\\r\\n\\r\\n6\\r\\nhello \\r\\n5\\r\\nworld\\r\\n0\\r\\n\\r\\n",
            "Content-Length: 11\\r\\n\\r\\nhello world",
            "CONTENT-LENGTH:11\\r\\nConnection: keep-alive\\r\\n\\r\\nhello world",
            "Connection: close\\r\\n\\r\\nhello world",
            "X-Any: thing\\r\\n\\r\\nhello world",
    })
    void aBodyArrivesWholeHoweverTheAnswerIsCut(String rest) throws IOException {
        var answer = ("HTTP/1.1 200 OK\r\n" + rest.translateEscapes()).getBytes(StandardCharsets.ISO_8859_1);
        var cuts = new CopyOnWriteArrayList<Integer>();
        try (var server = new RawServer(peer -> {
            peer.request();
            var cut = cuts.removeFirst();
            peer.socket().setTcpNoDelay(true);
            peer.out().write(answer, 0, cut);
            peer.out().flush();
            peer.out().write(answer, cut, answer.length - cut);
        })) {
            for (var cut = 0; cut <= answer.length; cut++) {
                cuts.add(cut);
                assertEquals("hello world", text(get(server.url())), "cut at " + cut);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "Content-Length: 9\r\n\r\nhello", "\r\nhello"})
    void nothingIsAvailableOnceAllThatArrivedHasBeenRead(String rest) throws IOException {
        try (var server = stalling("HTTP/1.1 200 OK\r\n" + rest); var reply = get(server.url())) {
            assertEquals("hello", new String(reply.body().readNBytes(5), StandardCharsets.UTF_8));
            assertEquals(0, reply.body().available());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no chunk size, but many bytes of something else, in a line of its own\r\n", "5;extension-on-its-way-"})
    void dataAtHandIsHandedOverBeforeWhatFollowsIsLookedAt(String next) throws IOException {
        try (var server = stalling(CHUNKED + "5\r\nhello\r\n" + next.repeat(9)); var reply = get(server.url())) {
            assertEquals(5, assertTimeoutPreemptively(SOON, () -> reply.body().read(new byte[4096])));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nX-Interim: 1\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n",
    })
    void interimAnswersArePassedOver(String interim) throws IOException {
        try (var server = serve(interim + OK); var reply = get(server.url())) {
            assertEquals(200, reply.status());
            assertEquals(Optional.empty(), reply.header("x-interim"));
            assertEquals("ok", text(reply));
        }
    }

    @Test
    void headersAreFoundByTheirLowerCaseName() throws IOException {
        var headers = "Content-Type: Text/Event-Stream; charset=utf-8\r\nX-Two:  a \r\nx-two: b\r\nX-Empty:\r\nContent-Length: 0\r\n";
        try (var server = serve("HTTP/1.1 200\r\n" + headers + "\r\n"); var reply = get(server.url())) {
            assertEquals("text/event-stream", reply.mediaType());
            assertEquals(Optional.of("a"), reply.header("x-two"));
            assertEquals(List.of("a", "b"), reply.headers().get("x-two"));
            assertEquals(Optional.of(""), reply.header("x-empty"));
            assertEquals("", text(reply));
        }
    }

    @Test
    void aRequestIsWrittenAsTheStandardSays() throws IOException {
        try (var server = serve(OK)) {
            var credential = Credential.bearer("s3cret-token-1234", Set.of(Origin.of(URI.create(server.url()))));
            text(http.send(new HttpCall(URI.create(server.url() + "/a%20b?c=d"), Map.of("Accept", "*/*"), "bödy".getBytes(StandardCharsets.UTF_8)),
                    Optional.of(credential), Timeouts.TURN, cancel));
            assertEquals(List.of("POST /a%20b?c=d HTTP/1.1", "Host: 127.0.0.1:" + server.port(), "Accept: */*", "Authorization: Bearer s3cret-token-1234",
                    "Content-Length: 5"), requests.getFirst().lines().filter(line -> !line.isEmpty()).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\nX-Evil: 1", "x\ny", "x\ry", "\n"})
    void aLineBreakInAHeaderIsRefusedBeforeAnythingIsSent(String value) throws IOException {
        try (var server = serve(OK)) {
            var call = new HttpCall(URI.create(server.url()), Map.of("X-Header", value), null);
            assertThrows(IllegalArgumentException.class, () -> http.send(call, Optional.empty(), Timeouts.TURN, cancel));
            assertEquals("ok", text(get(server.url())));
            assertEquals(1, requests.stream().filter(request -> !request.isEmpty()).count());
        }
    }

    @Test
    void aKeptConnectionThatEndsUnderARequestIsReplacedOnlyWhenTheRequestHasNoBody() throws IOException {
        try (var server = new RawServer(peer -> {
            requests.add(peer.request());
            peer.send(OK);
            requests.add(peer.request());
        })) {
            text(get(server.url()));
            assertEquals("ok", text(get(server.url())));
            assertEquals(List.of(3, 2), List.of(requests.size(), server.connections()));
            assertEquals(Kind.NETWORK, assertThrows(Failure.class, () -> post(server.url())).kind());
            assertEquals(List.of(4, 2), List.of(requests.size(), server.connections()));
        }
    }

    @Test
    void aConnectionServesAgainOnceTheBodyWasReadToItsEnd() throws IOException {
        try (var server = keepAlive(OK, CHUNKED + "2\r\nok\r\n0\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", OK)) {
            for (var expected : List.of("ok", "ok", "", "", "ok")) assertEquals(expected, text(post(server.url())));
            assertEquals(1, server.connections());
            assertEquals(5, requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nConnection: x-other, Close\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    })
    void aConnectionTheServerWantsClosedIsNotUsedAgain(String answer) throws IOException {
        try (var server = keepAlive(answer, answer)) {
            assertEquals("ok", text(get(server.url())));
            assertEquals("ok", text(get(server.url())));
            assertEquals(2, server.connections());
        }
    }

    @Test
    void aBodyThatIsClosedEarlyClosesItsConnection() throws Exception {
        var closed = new CountDownLatch(1);
        try (var server = new RawServer(peer -> {
            requests.add(peer.request());
            peer.send(requests.size() == 1 ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal" : OK);
            if (peer.closedByClient()) closed.countDown();
        })) {
            var first = get(server.url());
            assertEquals('h', first.body().read());
            first.close();
            assertEquals(-1, first.body().read());
            assertTrue(closed.await(SOON.toSeconds(), TimeUnit.SECONDS));
            assertEquals("ok", text(get(server.url())));
            assertEquals(2, server.connections());
        }
    }

    @ParameterizedTest
    @CsvSource({"'0\\r\\n\\r\\n', 1", "'3\\r\\n...\\r\\n0\\r\\n\\r\\n', 1", "'5\\r\\n...', 2", "'x', 2", "'', 2"})
    void aBodyThatIsClosedBeforeTheMarkOfItsEndKeepsItsConnectionWhereTheMarkIsAtHand(String rest, int connections) throws IOException {
        try (var server = keepAlive(CHUNKED + "2\r\nok\r\n" + rest.translateEscapes(), OK)) {
            try (var reply = post(server.url())) {
                assertEquals("ok", new String(reply.body().readNBytes(2), StandardCharsets.UTF_8));
                reply.close();
                assertEquals(List.of(-1, 0), List.of(reply.body().read(), reply.body().available()));
            }
            assertEquals("ok", text(post(server.url())));
            assertEquals(connections, server.connections());
        }
    }

    @ParameterizedTest
    @CsvSource({"'0\\r\\n\\r\\n', true", "'3\\r\\n...\\r\\n0\\r\\nx-trailer: 1\\r\\n\\r\\n', true", "'x\\r\\n', false"})
    void onAVirtualThreadTheMarkOfTheEndIsWaitedForByAnotherOne(String rest, boolean used) throws Exception {
        var closed = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        var first = new AtomicBoolean(true);
        var again = new AtomicBoolean();
        try (var server = new RawServer(peer -> {
            peer.request();
            if (!first.getAndSet(false)) {
                peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok");
                return;
            }
            peer.send(CHUNKED + "2\r\nok\r\n");
            while (closed.getCount() > 0) pause(closed);
            peer.send(rest.translateEscapes());
            again.set(!peer.request().isEmpty());
            if (again.get()) peer.send(OK);
            over.countDown();
        })) {
            Thread.ofVirtual().start(() -> {
                try (var reply = post(server.url())) {
                    reply.body().readNBytes(2);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).join();
            closed.countDown();
            while (over.getCount() > 0) assertEquals("ok", text(post(server.url())));
            assertEquals(used, again.get());
        }
    }

    @Test
    void bytesThatNobodyAskedForMakeAKeptConnectionUnusable() throws IOException {
        try (var server = new RawServer(peer -> {
            while (!peer.request().isEmpty()) peer.send(OK + "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertEquals("ok", text(get(server.url())));
            assertEquals(200, get(server.url()).status());
            assertEquals(2, server.connections());
        }
    }

    @Test
    void headersThatDripDoNotOutlastTheirTimeout() throws IOException {
        var over = new CountDownLatch(1);
        try (var server = new RawServer(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nX-Slow: ");
            while (pause(over)) peer.send("x");
        })) {
            var timeouts = new Timeouts(SOON, Duration.ofMillis(300), SOON);
            var failure = assertTimeoutPreemptively(SOON, () -> assertThrows(Failure.class,
                    () -> http.send(call(server.url(), null), Optional.empty(), timeouts, cancel)));
            assertEquals(Kind.TIMEOUT, failure.kind());
        } finally {
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 9\r\n\r\nhal", "\r\nhal", "Transfer-Encoding: chunked\r\n\r\n3\r\nhal",
            "Transfer-Encoding: chunked\r\n\r\n3\r\nhal\r\n"})
    void aBodyThatStallsEndsAfterItsSilence(String rest) throws IOException {
        try (var server = stalling("HTTP/1.1 200 OK\r\n" + rest)) {
            var reply = http.send(call(server.url(), null), Optional.empty(), new Timeouts(SOON, SOON, Duration.ofMillis(200)), cancel);
            assertEquals("hal", new String(reply.body().readNBytes(3), StandardCharsets.UTF_8));
            var failure = assertTimeoutPreemptively(SOON, () -> assertThrows(IOException.class, () -> reply.body().read()));
            assertEquals(Kind.TIMEOUT, Http.failure(failure, Origin.of(URI.create(server.url()))).kind());
            reply.close();
        }
    }

    @Test
    void cancellingEndsABodyThatStalls() throws IOException {
        try (var server = stalling(CHUNKED + "3\r\nhal\r\n"); var reply = get(server.url())) {
            assertEquals("hal", new String(reply.body().readNBytes(3), StandardCharsets.UTF_8));
            assertTimeoutPreemptively(SOON, () -> {
                Thread.ofVirtual().start(() -> cancel.cancel(interrupted));
                assertThrows(IOException.class, () -> reply.body().read());
            });
        }
    }

    @Test
    void cancellingEndsTheWaitForHeaders() throws IOException {
        try (var server = new RawServer(peer -> {
            peer.request();
            cancel.cancel(interrupted);
            peer.closedByClient();
        })) {
            assertSame(interrupted, assertTimeoutPreemptively(SOON, () -> assertThrows(Failure.class, () -> post(server.url()))));
        }
    }

    @Test
    void cancellingEndsASendingThatTheServerDoesNotRead() throws IOException {
        var over = new CountDownLatch(1);
        try (var server = new RawServer(peer -> {
            peer.in().read();
            cancel.cancel(interrupted);
            while (pause(over)) Thread.onSpinWait();
        })) {
            var large = call(server.url(), new byte[32 * 1024 * 1024]);
            assertSame(interrupted, assertTimeoutPreemptively(SOON,
                    () -> assertThrows(Failure.class, () -> http.send(large, Optional.empty(), Timeouts.TURN, cancel))));
        } finally {
            over.countDown();
        }
    }

    @Test
    void onceCancelledNothingIsSent() throws IOException {
        cancel.cancel(interrupted);
        try (var server = serve(OK)) {
            assertSame(interrupted, assertThrows(Failure.class, () -> post(server.url())));
            assertEquals(0, server.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsReturnedAndNotFollowed(int status) throws IOException {
        try (var target = serve(OK); var server = serve("HTTP/1.1 " + status + " Moved\r\nLocation: " + target.url() + "\r\nContent-Length: 0\r\n\r\n")) {
            var reply = post(server.url());
            assertEquals(status, reply.status());
            assertEquals(Optional.of(target.url()), reply.header("location"));
            assertEquals(0, target.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "220 mail.example ESMTP\r\n\r\n", "garbage\r\n\r\n", "\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 099 No\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: no name\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nhello",
    })
    void anAnswerThatIsNotHttpIsAProtocolFailure(String answer) throws IOException {
        try (var server = serve(answer)) {
            assertEquals(Kind.PROTOCOL, assertThrows(Failure.class, () -> get(server.url())).kind());
        }
    }

    @Test
    void endlessHeadersAreAProtocolFailure() throws IOException {
        try (var server = new RawServer(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n");
            for (var i = 0; i < 1_000_000; i++) peer.send("X-Header-%06d: x\r\n".formatted(i));
        })) {
            assertEquals(Kind.PROTOCOL, assertThrows(Failure.class, () -> get(server.url())).kind());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz\r\n", "-1\r\n", "+2\r\nok\r\n", "\r\n", "1g\r\n", "ffffffffffffffffff\r\n", "2\r\nokay\r\n0\r\n\r\n"})
    void aMalformedChunkIsAProtocolFailure(String body) throws IOException {
        try (var server = serve(CHUNKED + body); var reply = get(server.url())) {
            var failure = assertThrows(IOException.class, () -> reply.body().readAllBytes());
            assertEquals(Kind.PROTOCOL, Http.failure(failure, Origin.of(URI.create(server.url()))).kind());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "Content-Length: 9\r\n\r\nhal", "Content-Length: 1\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n9\r\nhal",
            "Transfer-Encoding: chunked\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3\r\nhal\r\n",
            "Transfer-Encoding: chunked\r\n\r\n3\r\nhal\r\n0\r\n", "Transfer-Encoding: chunked\r\n\r\n3\r\nhal\r\n0\r\nX: 1\r\n",
    })
    void aBodyThatEndsTooEarlyIsAnEofException(String rest) throws IOException {
        try (var server = serve("HTTP/1.1 200 OK\r\n" + rest); var reply = get(server.url())) {
            assertThrows(EOFException.class, () -> reply.body().readAllBytes());
        }
    }

    @Test
    void aPreparedConnectionIsTheOneThatIsUsed() throws IOException {
        try (var server = keepAlive(OK, OK)) {
            http.prepare(URI.create(server.url() + "/other/path"));
            http.prepare(URI.create(server.url()));
            assertEquals("ok", text(post(server.url())));
            assertEquals("ok", text(post(server.url())));
            assertEquals(1, server.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatIsNotThereIsANetworkFailure(boolean prepared) throws IOException {
        var server = serve(OK);
        server.close();
        if (prepared) http.prepare(URI.create(server.url()));
        var failure = assertThrows(Failure.class, () -> get(server.url()));
        assertEquals(Kind.NETWORK, failure.kind());
        assertTrue(failure.line().contains("refused by " + server.url()), failure.line());
    }

    @Test
    void aNameWithoutAddressIsANetworkFailureThatNamesIt() {
        var failure = assertThrows(Failure.class, () -> get("http://no-such-host.invalid/"));
        assertEquals(Kind.NETWORK, failure.kind());
        assertTrue(failure.line().contains("no-such-host.invalid"), failure.line());
    }

    private HttpReply get(String url) {
        return http.send(call(url, null), Optional.empty(), Timeouts.TURN, cancel);
    }

    private HttpReply post(String url) {
        return http.send(call(url, "{}".getBytes(StandardCharsets.UTF_8)), Optional.empty(), Timeouts.TURN, cancel);
    }

    /// Answers one request a connection and closes it.
    private RawServer serve(String answer) {
        return new RawServer(peer -> {
            requests.add(peer.request());
            peer.send(answer);
        });
    }

    /// Answers the requests of all connections in turn and leaves the closing to the client.
    private RawServer keepAlive(String... answers) {
        return new RawServer(peer -> {
            for (var request = peer.request(); !request.isEmpty(); request = peer.request()) {
                requests.add(request);
                peer.send(answers[requests.size() - 1]);
            }
        });
    }

    private static RawServer stalling(String answer) {
        return new RawServer(peer -> {
            peer.request();
            peer.send(answer);
            peer.closedByClient();
        });
    }

    private static HttpCall call(String url, byte[] body) {
        return new HttpCall(URI.create(url), Map.of(), body);
    }

    private static String text(HttpReply reply) throws IOException {
        return new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Waits a little; false once the latch is open.
    private static boolean pause(CountDownLatch latch) {
        try {
            return !latch.await(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length : 2", " folded: x", ": x"})
    void aMalformedHeaderIsAProtocolFailure(String header) throws IOException {
        try (var server = serve("HTTP/1.1 200 OK\r\nA: b\r\n" + header + "\r\n\r\nok")) {
            assertEquals(Kind.PROTOCOL, assertThrows(Failure.class, () -> get(server.url())).kind());
        }
    }
}
