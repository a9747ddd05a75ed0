package scorpiox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WholeReplyTest {
    private static final int MIB = 1024 * 1024;
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final Cancel cancel = new Cancel();

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 401, 500})
    void everyStatusIsAReply(int status) throws IOException {
        try (var server = answering("HTTP/1.1 " + status + " Word\r\nX-Said: yes\r\nContent-Length: 0\r\n\r\n")) {
            var reply = ask(server, AN_HOUR);
            assertEquals(status, reply.status());
            assertEquals(Optional.of("yes"), reply.head().header("x-said"));
            assertEquals(0, reply.body().length);
            assertEquals(1, server.connections());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "1048575, ''", "1048576, ''", "1048577, PROTOCOL"})
    void aBodyOfUpToAMebibyteIsRead(int length, String failed) throws IOException {
        try (var server = answering("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length))) {
            if (failed.isEmpty()) {
                assertEquals("x".repeat(length), new String(ask(server, AN_HOUR).body(), StandardCharsets.US_ASCII));
                return;
            }
            var failure = assertThrows(Failure.class, () -> ask(server, AN_HOUR));
            assertEquals(Kind.valueOf(failed), failure.kind());
            assertEquals(200, failure.status());
            assertTrue(failure.getMessage().contains(server.url()), failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Connection: close"})
    void aBodyWithoutAnEndIsGivenUpAtTheSameSize(String header) throws IOException {
        try (var server = new RawServer(peer -> {
            peer.request();
            peer.send("HTTP/1.1 500 No\r\n" + header + "\r\n\r\n");
            var piece = header.startsWith("T") ? "1000\r\n" + "x".repeat(0x1000) + "\r\n" : "x".repeat(0x1000);
            while (true) peer.send(piece);
        })) {
            var failure = assertThrows(Failure.class, () -> ask(server, AN_HOUR));
            assertEquals(Kind.PROTOCOL, failure.kind());
            assertEquals(500, failure.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf"})
    void aBodyThatIsCutIsAFailureOfTheNetwork(String answer) throws IOException {
        try (var server = answering(answer)) {
            assertEquals(Kind.NETWORK, assertThrows(Failure.class, () -> ask(server, AN_HOUR)).kind());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"})
    void aServerThatFallsSilentIsNotWaitedForLonger(String begun) throws IOException {
        try (var server = new RawServer(peer -> {
            peer.request();
            peer.send(begun);
            peer.closedByClient();
        })) {
            var failure = assertThrows(Failure.class, () -> ask(server, Duration.ofMillis(200)));
            assertEquals(Kind.TIMEOUT, failure.kind());
            assertTrue(failure.getMessage().contains(server.url()), failure.getMessage());
        }
    }

    @Test
    void theLimitIsForTheWholeAndNotForEachPiece() throws IOException {
        try (var server = new RawServer(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            // a byte whenever the last one has gone, for as long as somebody reads, and always within the limit for silence
            while (true) {
                peer.send("1\r\nx\r\n");
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            }
        })) {
            assertEquals(Kind.TIMEOUT, assertThrows(Failure.class, () -> ask(server, Duration.ofMillis(300))).kind());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"})
    void cancellingEndsItWithItsReason(String begun) throws IOException {
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        try (var server = new RawServer(peer -> {
            peer.request();
            peer.send(begun);
            cancel.cancel(why);
            peer.closedByClient();
        })) {
            assertSame(why, assertThrows(Failure.class, () -> ask(server, AN_HOUR)));
        }
    }

    @Test
    void aCredentialForAnotherOriginIsNotSent() throws IOException {
        try (var server = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            var foreign = Credential.bearer("not-for-this-server", Set.of(Origin.of(URI.create("https://a.example"))));
            var call = new HttpCall(URI.create(server.url()), Map.of(), null);
            assertEquals(Kind.AUTH, assertThrows(Failure.class,
                    () -> WholeReply.of(new Http(Network.DIRECT), call, Optional.of(foreign), AN_HOUR, cancel)).kind());
            assertEquals(0, server.connections());
        }
    }

    @Test
    void theNextQuestionGoesOverTheSameConnection() throws IOException {
        var heads = new CopyOnWriteArrayList<String>();
        try (var server = new RawServer(peer -> {
            for (var head = peer.request(); !head.isEmpty(); head = peer.request()) {
                heads.add(head);
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        })) {
            var http = new Http(Network.DIRECT);
            for (var i = 0; i < 3; i++) WholeReply.of(http, new HttpCall(URI.create(server.url()), Map.of(), null), Optional.empty(), AN_HOUR, cancel);
            assertEquals(3, heads.size());
            assertEquals(1, server.connections());
        }
    }

    private WholeReply ask(RawServer server, Duration limit) {
        return WholeReply.of(new Http(Network.DIRECT), new HttpCall(URI.create(server.url() + "/x"), Map.of(), null), Optional.empty(), limit, cancel);
    }

    private static RawServer answering(String answer) {
        return new RawServer(peer -> {
            peer.request();
            peer.send(answer);
        });
    }
}
