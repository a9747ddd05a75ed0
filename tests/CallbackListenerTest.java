package scorpiox.auth.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;

@Isolated("a child that is just being started holds closed ports open for a moment")
@Timeout(60)
class CallbackListenerTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final List<Callback> callbacks = new CopyOnWriteArrayList<>();
    private CallbackListener listener = listen(LONG);

    @AfterEach
    void close() {
        listener.close();
    }

    private CallbackListener listen(Duration limit) {
        return new CallbackListener(List.of(0), limit, (callback, answer) -> {
            callbacks.add(callback);
            answer.accept(Page.SIGNED_IN);
        });
    }

    private void limit(Duration limit) {
        listener.close();
        listener = listen(limit);
    }

    private Socket connect() throws IOException {
        var socket = new Socket("127.0.0.1", listener.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /// Everything the listener answers to these bytes, PORT replaced.
    private String send(String request) throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream().write(request.replace("PORT", String.valueOf(listener.port())).getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "LocalHost"})
    void aGetOfTheCallbackForThisMachineIsHandedOn(String host) throws IOException {
        var answer = send("GET /auth/callback?code=a%20b&state=c HTTP/1.1\r\nUser-Agent: test\r\nhost:  " + host + ":PORT \r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertEquals(List.of(new Callback("c", "a b", null, null)), callbacks);
    }

    @Test
    void thePageIsSmallAndLoadsNothingAndKeepsTheCodeToItself() throws IOException {
        var answer = send("GET /auth/callback?code=a&state=c HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n").split("\r\n\r\n", 2);
        var head = answer[0].lines().toList();
        assertTrue(head.containsAll(List.of("Content-Type: text/html; charset=utf-8", "Content-Security-Policy: default-src 'none'", "Cache-Control: no-store",
                "Referrer-Policy: no-referrer", "Connection: close", "Content-Length: " + answer[1].length())), answer[0]);
        assertTrue(answer[1].contains("<p>Signed in. You may close this window.</p>"), answer[1]);
        for (var foreign : List.of("script", "http:", "https:", "src=", "href=", "style")) assertFalse(answer[1].contains(foreign), foreign);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "GET /auth/callback?code=a&state=b HTTP/1.1 | Host: evil.example:PORT                      | 400",
            "GET /auth/callback?code=a&state=b HTTP/1.1 | Host: localhost.evil.example:PORT            | 400",
            "GET /auth/callback?code=a&state=b HTTP/1.1 | Host: localhost                              | 400",
            "GET /auth/callback?code=a&state=b HTTP/1.1 | Host: localhost:1                            | 400",
            "GET /auth/callback?code=a&state=b HTTP/1.1 | Host: 127.0.0.1.:PORT                        | 400",
            "GET /auth/callback?code=a&state=b HTTP/1.1 | Host: [::1]:PORT                             | 400",
            "GET /auth/callback?code=a&state=b HTTP/1.1 | Host: user@localhost:PORT                    | 400",
            "GET /auth/callback?code=a&state=b HTTP/1.1 | Host: localhost:PORT\\r\\nHost: localhost:PORT | 400",
            "GET /auth/callback?code=a&state=b HTTP/1.1 | Host : localhost:PORT                        | 400",
            "GET /auth/callback?code=a&state=b HTTP/1.1 | X-Host: localhost:PORT                       | 400",
            "GET /auth/callback?code=a&state=b HTTP/2.0 | Host: localhost:PORT                         | 400",
            "GET /auth/callback?code=a&state=b          | Host: localhost:PORT                         | 400",
            "GET  /auth/callback?code=a&state=b HTTP/1.1 | Host: localhost:PORT                        | 400",
            "GET /auth/callback?code=%zz&state=b HTTP/1.1 | Host: localhost:PORT                       | 400",
            "GET /auth/callback?code=a&state=b&state=b HTTP/1.1 | Host: localhost:PORT                 | 400",
            "GET / HTTP/1.1                             | Host: localhost:PORT                         | 404",
            "GET /favicon.ico HTTP/1.1                  | Host: localhost:PORT                         | 404",
            "GET /cancel HTTP/1.1                       | Host: localhost:PORT                         | 404",
            "GET /auth/callback/?code=a&state=b HTTP/1.1 | Host: localhost:PORT                        | 404",
            "GET //auth/callback?code=a&state=b HTTP/1.1 | Host: localhost:PORT                        | 404",
            "GET http://localhost:PORT/auth/callback?code=a&state=b HTTP/1.1 | Host: localhost:PORT    | 404",
            "HEAD /auth/callback?code=a&state=b HTTP/1.1 | Host: localhost:PORT                        | 405",
            "OPTIONS /auth/callback?code=a&state=b HTTP/1.1 | Host: localhost:PORT                     | 405",
            "POST /auth/callback?code=a&state=b HTTP/1.1 | Host: localhost:PORT\\r\\nContent-Length: 0   | 405",
    })
    void anythingElseIsRefused(String line, String header, int status) throws IOException {
        var answer = send(line + "\r\n" + header.translateEscapes() + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertEquals(List.of(), callbacks);
    }

    @Test
    void aRefusalArrivesThoughTheBodyWasNotWanted() throws IOException {
        var answer = send("POST /auth/callback HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 8000000\r\n\r\n" + "x".repeat(8_000_000));
        assertTrue(answer.startsWith("HTTP/1.1 405 ") && answer.contains("\r\nAllow: GET\r\n"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0016\u0003\u0001\r\n\r\n", "\r\n\r\n\r\n\r\n", "hello\r\n\r\n", "GET\r\n\r\n"})
    void garbageIsAnsweredAndForgotten(String garbage) throws IOException {
        assertTrue(send(garbage).startsWith("HTTP/1.1 400 "));
        assertEquals(List.of(), callbacks);
    }

    @Test
    void aHeadOverSixteenKibibytesIsRefused() throws IOException {
        var start = "GET /auth/callback?code=a&state=b HTTP/1.1\r\nHost: localhost:PORT\r\nX: ";
        assertTrue(send(start + "x".repeat(16_000) + "\r\n\r\n").startsWith("HTTP/1.1 200 "));
        assertTrue(send(start + "x".repeat(17_000) + "\r\n\r\n").startsWith("HTTP/1.1 400 "));
        assertEquals(1, callbacks.size());
    }

    @Test
    void aHeadMayArriveInAnyPieces() throws IOException {
        var request = ("GET /auth/callback?code=a&state=b HTTP/1.1\r\nHost: localhost:" + listener.port() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        try (var socket = connect()) {
            socket.setTcpNoDelay(true);
            for (var b : request) socket.getOutputStream().write(b);
            assertTrue(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).startsWith("HTTP/1.1 200 "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /auth/callback?code=a&state=b HTTP/1.1\r\nHost: localhost:PORT\r\n"})
    void whoDoesNotFinishInTimeIsCutOffWithoutAnAnswer(String start) throws IOException {
        limit(Duration.ofMillis(50));
        assertEquals("", send(start));
        assertEquals(List.of(), callbacks);
    }

    @Test
    void theTimeCountsForTheWholeHeadHoweverSteadilyItDrips() throws IOException {
        var drops = new AtomicInteger();
        try (var dripping = new Socket() {
            @Override
            public InputStream getInputStream() {
                return new InputStream() {
                    @Override
                    public int read() {
                        LockSupport.parkNanos(5_000_000);       // what a slow sender is
                        return drops.incrementAndGet() < 1_000 ? 'x' : -1;
                    }

                    @Override
                    public int read(byte[] into, int at, int length) {
                        var drop = read();
                        into[at] = (byte) drop;
                        return drop < 0 ? -1 : 1;
                    }
                };
            }
        }) {
            assertThrows(SocketTimeoutException.class, () -> RequestHead.read(dripping, Duration.ofMillis(50)));
        }
    }

    @Test
    void silentConnectionsDoNotHoldUpTheOthers() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (var i = 0; i < 40; i++) silent.add(connect());
            assertTrue(send("GET /auth/callback?code=a&state=b HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n").startsWith("HTTP/1.1 200 "));
            assertEquals(-1, silent.getFirst().getInputStream().read(), "the oldest made room");
        } finally {
            for (var socket : silent) socket.close();
        }
    }

    @Test
    void itListensOnOneAddressOnly() {
        for (var other : List.of("127.0.0.2", "::1")) {
            assertThrows(IOException.class, () -> {
                try (var socket = new Socket()) {
                    socket.connect(new InetSocketAddress(InetAddress.getByName(other), listener.port()), 5_000);
                }
            }, other);
        }
    }

    @Test
    void closingFreesThePortAndCutsWhoeverIsConnected() throws IOException {
        try (var silent = connect()) {
            send("hello\r\n\r\n");      // accepted later, so the silent one has been admitted
            listener.close();
            assertEquals(-1, silent.getInputStream().read());
            assertThrows(ConnectException.class, this::connect);
        }
    }

    @Test
    void anAnswerGivenJustBeforeClosingArrives() throws IOException, InterruptedException {
        List<Consumer<Page>> answers = new CopyOnWriteArrayList<>();
        var arrived = new CountDownLatch(1);
        try (var waiting = new CallbackListener(List.of(0), LONG, (_, answer) -> {
            answers.add(answer);
            arrived.countDown();
        }); var socket = new Socket("127.0.0.1", waiting.port())) {
            socket.getOutputStream().write(("GET /auth/callback?code=a HTTP/1.1\r\nHost: localhost:" + waiting.port() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            arrived.await();
            answers.getFirst().accept(Page.SIGNED_IN);
            waiting.close();
            assertTrue(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("Signed in."));
        }
    }

    @Test
    void theFirstFreePortIsTaken() throws IOException {
        var loopback = InetAddress.getByName("127.0.0.1");
        try (var taken = new ServerSocket(0, 1, loopback); var other = new ServerSocket(0, 1, loopback)) {
            var free = other.getLocalPort();
            other.close();
            try (var second = new CallbackListener(List.of(taken.getLocalPort(), free), (_, _) -> {})) {
                assertEquals(free, second.port());
            }
        }
    }

    @Test
    void withoutAFreePortTheFailureNamesThemAndAnotherWay() throws IOException {
        var loopback = InetAddress.getByName("127.0.0.1");
        try (var one = new ServerSocket(0, 1, loopback); var two = new ServerSocket(0, 1, loopback)) {
            var failure = assertThrows(Failure.class, () -> new CallbackListener(List.of(one.getLocalPort(), two.getLocalPort()), (_, _) -> {}));
            assertEquals(1, failure.kind().exit());
            assertTrue(failure.getMessage().contains(one.getLocalPort() + " and " + two.getLocalPort()), failure.line());
            assertTrue(failure.line().endsWith("fetchtoken login --device"), failure.line());
        }
    }
}
