package scorpiox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

class RetryTest {
    private static final Failure BROKEN = Failure.of(Kind.NETWORK, "broken");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Http http = new Http(Network.DIRECT);

    @ParameterizedTest
    @CsvSource({
            "0.5, 1, 200", "0.5, 2, 400", "0.5, 3, 800", "0.5, 4, 1600", "0.5, 5, 3200",
            "0, 1, 180", "1, 1, 220", "0, 5, 2880", "1, 5, 3520",
    })
    void theWaitDoublesAndIsSpreadByATenth(double random, int failed, long millis) {
        assertEquals(Optional.of(Duration.ofMillis(millis)), usual(random).after(failed, BROKEN));
    }

    @ParameterizedTest
    @CsvSource({"5, true", "6, false", "7, false"})
    void sixSendingsAreAllThereAre(int failed, boolean again) {
        assertEquals(again, usual(0.5).after(failed, BROKEN).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"0.5, 9, 30", "0.5, 21, 30", "0.5, 64, 30", "0.5, 99, 30", "1, 9, 30", "0.9999, 12, 30"})
    void theOwnWaitIsNeverLongerThanTheMost(double random, int failed, long seconds) {
        var patient = new Retry(100, Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(300), () -> random);
        var wait = patient.after(failed, BROKEN).orElseThrow();
        assertTrue(wait.compareTo(Duration.ofSeconds(seconds)) <= 0, wait.toString());
        assertTrue(wait.compareTo(Duration.ofSeconds(26)) >= 0, wait.toString());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void onlyWhatMayPassIsSentAgain(Kind kind) {
        var passing = switch (kind) {
            case NETWORK, TIMEOUT, TRUNCATED, SERVER, OVERLOADED, RATE_LIMIT -> true;
            default -> false;
        };
        assertEquals(passing, usual(0.5).after(1, Failure.of(kind, "x")).isPresent());
        assertEquals(passing, usual(0.5).after(1, Failure.of(kind, "x").retryAfter(Duration.ofSeconds(1))).isPresent());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", value = {
            "0, 1, 200", "100, 1, 200", "201, 1, 201", "5000, 1, 5000", "1000, 5, 3200", "300000, 1, 300000", "300001, 1, NONE", "86400000, 1, NONE",
    })
    void theServersWaitIsKeptUnlessItIsTooLongAndIsNeverShorterThanTheOwn(long asked, int failed, Long millis) {
        var wait = usual(0.5).after(failed, Failure.of(Kind.RATE_LIMIT, "slow down").retryAfter(Duration.ofMillis(asked)));
        assertEquals(Optional.ofNullable(millis).map(Duration::ofMillis), wait);
    }

    @Test
    void aWaitTheServerAskedForDoesNotAddAnAttempt() {
        assertEquals(Optional.empty(), usual(0.5).after(6, Failure.of(Kind.RATE_LIMIT, "x").retryAfter(Duration.ofMillis(1))));
    }

    @RepeatedTest(20)
    void theUsualPolicySpreadsItsWaitsByItself() {
        var wait = Retry.USUAL.after(1, BROKEN).orElseThrow().toMillis();
        assertTrue(wait >= 180 && wait <= 220, wait + " ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "HTTP/1.1 100 Continue\r\n\r\n"})
    void aPostThatIsNotAnsweredIsSentExactlyOnce(String half) throws IOException {
        try (var server = serve(half)) {
            assertEquals(Kind.NETWORK, assertThrows(Failure.class, () -> post(server)).kind());
            assertEquals(1, requests.size());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void aKeptConnectionThatTheServerHasClosedIsReplacedAndThePostIsSentOnce() throws Exception {
        var closed = new CountDownLatch(1);
        try (var server = new RawServer(peer -> {
            requests.add(peer.request());
            peer.send(OK);
            peer.socket().close();
            closed.countDown();
        })) {
            assertEquals("ok", post(server));
            assertTrue(closed.await(5, TimeUnit.SECONDS));
            assertEquals("ok", post(server));
            assertEquals(2, requests.size());
        }
    }

    @Test
    void aKeptConnectionThatClosesOnTheNextPostIsAFailureAndNotASecondSending() throws IOException {
        try (var server = new RawServer(peer -> {
            requests.add(peer.request());
            peer.send(OK);
            requests.add(peer.request());
        })) {
            assertEquals("ok", post(server));
            assertEquals(Kind.NETWORK, assertThrows(Failure.class, () -> post(server)).kind());
            assertEquals(2, requests.size());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void aSendingThatNobodyTakesEndsAfterItsLimit() throws IOException {
        var over = new CountDownLatch(1);
        try (var server = new RawServer(_ -> await(over))) {
            var failure = assertThrows(Failure.class, () -> new Http(Network.DIRECT).send(new HttpCall(URI.create(server.url()), Map.of(), new byte[64 * 1024 * 1024]),
                    Optional.empty(), Timeouts.TURN.silence(Duration.ofMillis(200)), new Cancel()));
            assertEquals(Kind.TIMEOUT, failure.kind());
        } finally {
            over.countDown();
        }
    }

    @Test
    void aPreparedConnectionThatTheServerHasClosedIsReplaced() throws Exception {
        var closed = new CountDownLatch(1);
        try (var server = new RawServer(peer -> {
            if (closed.getCount() > 0) {
                peer.socket().close();
                closed.countDown();
            } else {
                requests.add(peer.request());
                peer.send(OK);
            }
        })) {
            http.prepare(URI.create(server.url()));
            assertTrue(closed.await(5, TimeUnit.SECONDS));
            assertEquals("ok", post(server));
            assertEquals(1, requests.size());
        }
    }

    private static Retry usual(double random) {
        var usual = Retry.USUAL;
        return new Retry(usual.attempts(), usual.first(), usual.most(), usual.mostAsked(), () -> random);
    }

    private RawServer serve(String answer) {
        return new RawServer(peer -> {
            requests.add(peer.request());
            peer.send(answer);
        });
    }

    private String post(RawServer server) throws IOException {
        var call = new HttpCall(URI.create(server.url()), Map.of(), new byte[2]);
        return new String(http.send(call, Optional.empty(), Timeouts.TURN, new Cancel()).body().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aServerThatIsNotWhoItShouldBeIsNotTriedAgain() {
        assertEquals(Optional.empty(), usual(0.5).after(1, Failure.of(Kind.NETWORK, "no trusted TLS connection").from(0, Http.UNTRUSTED)));
    }

    /// The waits that `serve` is configured with.
    @ParameterizedTest
    @CsvSource({"1, 0, 400", "1, 1, 600", "2, 0.5, 1500", "3, 0.5, 3000", "4, 0.5, 3000"})
    void waitsThatAreGivenAreTakenOneByOneWithinAFifth(int failed, double random, long millis) {
        var retry = new Retry(6, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(10), () -> random, List.of(Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofSeconds(3)));
        assertEquals(Optional.of(Duration.ofMillis(millis)), retry.after(failed, BROKEN));
        assertEquals(Optional.empty(), retry.after(failed, Failure.of(Kind.RATE_LIMIT, "wait").retryAfter(Duration.ofSeconds(11))), "nobody waits so long");
        assertEquals(Optional.of(Duration.ofSeconds(9)), retry.after(failed, Failure.of(Kind.RATE_LIMIT, "wait").retryAfter(Duration.ofSeconds(9))));
    }
}
