package scorpiox.server.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.model.Usage;
import scorpiox.output.Stderr;
import scorpiox.server.ask.Visit;
import scorpiox.server.status.RequestLog.Level;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestLogTest {
    private static final InstantSource CLOCK = () -> Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aProgramReadsOneObjectARequest() throws IOException {
        var lines = json(Level.INFO, log -> log.visit(full()));
        assertEquals("{\"time\":\"2026-06-01T12:00:00Z\",\"level\":\"info\",\"event\":\"request\",\"request_id\":\"req_1\",\"client\":\"anna\",\"route\":\"chat\",\"model\":\"gpt-5.1\","
                + "\"upstream_model\":\"gpt-5.1-codex\",\"backend\":\"openai-codex\",\"effort\":\"medium\",\"stream\":true,\"status\":200,\"upstream_status\":0,\"attempts\":2,\"first_byte_ms\":812,"
                + "\"total_ms\":12345,\"input_tokens\":1200,\"cached_tokens\":1000,\"output_tokens\":56,\"reasoning_tokens\":7,\"finish_reason\":\"stop\",\"error\":\"\",\"dropped\":[\"top_k\"]}",
                Json.write(lines.getFirst()));
        assertEquals(1, lines.size());
    }

    @Test
    void aPersonReadsASentence() {
        try (var log = new RequestLog(new Stderr(out, "serve", false, false), true, Level.INFO, CLOCK, PATIENCE)) {
            log.visit(full());
            log.message(Level.WARN, "the sign-in ends soon");
        }
        var lines = text().lines().toList();
        assertTrue(lines.getFirst().matches("\\d\\d:\\d\\d:\\d\\d 200 chat gpt-5\\.1 → gpt-5\\.1-codex \\(medium\\) for anna {2}first byte 812 ms · 12\\.3 s · 1200 in \\(1000 cached\\), 56 out · stop"
                + " · 2 attempts · left out top_k"), lines.getFirst());
        assertTrue(lines.getLast().endsWith(" the sign-in ends soon"), lines.getLast());
    }

    @Test
    void aMessageWithItsHintIsNotCutOff() throws IOException {
        var message = "x ".repeat(300) + "end";
        assertEquals(message, json(Level.INFO, log -> log.message(Level.WARN, message)).getFirst().path("message").asText());
        assertEquals(2000, json(Level.INFO, log -> log.message(Level.WARN, "y".repeat(10_000))).getLast().path("message").asText().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\n{\"level\":\"error\"}", "\u001b[31mred\u001b[0m", "\u0000\u0007\u009b1m", "x\u202ey", "\"}", "\\", "Bearer abc\\\"def", "\uD800"})
    void whatAClientWritesStaysWithinItsMember(String model) throws IOException {
        var visit = full();
        visit.asked = model;
        visit.error = model;
        var lines = json(Level.INFO, log -> {
            log.visit(visit);
            log.message(Level.INFO, model);
        });
        assertEquals(2, lines.size(), this::text);
        assertTrue(text().chars().noneMatch(c -> c != '\n' && (c < 0x20 || c >= 0x7f && c < 0xa0 || c == 0x202e)), this::text);
        out.reset();
        try (var log = new RequestLog(new Stderr(out, "serve", false, false), true, Level.INFO, CLOCK, PATIENCE)) {
            log.visit(visit);
        }
        assertEquals(1, text().lines().count(), this::text);
        assertTrue(text().chars().noneMatch(c -> c != '\n' && (c < 0x20 || c >= 0x7f && c < 0xa0 || c == 0x202e)), this::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-abcdefgh12345678", "sxk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Bearer abcdefgh", "eyJhbGciOi.eyJzdWIi.sig"})
    void noSecretIsWrittenDown(String secret) throws IOException {
        var visit = full();
        visit.asked = secret;
        visit.model = "x " + secret;
        visit.finish = secret;
        visit.dropped = List.of(secret);
        json(Level.DEBUG, log -> {
            log.visit(visit);
            log.message(Level.ERROR, "refused: " + secret);
        });
        assertFalse(text().contains(secret.substring(secret.length() - 3)), this::text);
        assertTrue(text().contains("***"));
    }

    @ParameterizedTest
    @CsvSource({"chat, 200, 0, '', INFO", "chat, 400, 0, invalid_json, INFO", "chat, 499, 0, '', INFO", "chat, 503, 529, server_overloaded, WARN", "chat, 200, 0, upstream_disconnected, WARN",
            "chat, 500, 0, internal_error, ERROR", "metrics, 200, 0, '', DEBUG", "status, 200, 0, '', DEBUG", "status, 401, 0, invalid_api_key, INFO", "token, 200, 0, '', INFO"})
    void howGraveALineIsFollowsFromTheOutcome(String route, int status, int upstream, String error, Level level) throws IOException {
        var visit = new Visit("id", route, CLOCK.instant());
        visit.status = status;
        visit.upstreamStatus = upstream;
        visit.error = error;
        assertEquals(level, RequestLog.level(visit));
        for (var most : Level.values()) {
            out.reset();
            assertEquals(level.compareTo(most) <= 0 ? 1 : 0, json(most, log -> log.visit(visit)).size(), most::name);
        }
    }

    @Test
    void nobodyWaitsForASlowReaderAndWhatIsLeftOutIsCounted() throws Exception {
        var stuck = new CountDownLatch(1);
        var reads = new CountDownLatch(1);
        var slow = new OutputStream() {
            @Override
            public void write(int b) {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                stuck.countDown();
                try {
                    reads.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write(bytes, offset, length);
            }
        };
        try (var log = new RequestLog(new Stderr(slow, "serve", false, false), false, Level.INFO, CLOCK, PATIENCE)) {
            log.visit(full());
            stuck.await();
            for (var i = 0; i < 3000; i++) log.visit(full());
            assertEquals(3000 - 1024, log.dropped());
            reads.countDown();
        }
        var lines = read();
        assertTrue(lines.stream().anyMatch(line -> line.path("message").asText().equals("1976 lines of the log were left out: stderr is not read fast enough")), this::text);
        assertEquals(1025, lines.stream().filter(line -> line.path("event").asText().equals("request")).count());
    }

    private interface Saying {
        void say(RequestLog log);
    }

    private List<JsonNode> json(Level most, Saying saying) throws IOException {
        try (var log = new RequestLog(new Stderr(out, "serve", false, false), false, most, CLOCK, PATIENCE)) {
            saying.say(log);
        }
        return read();
    }

    private List<JsonNode> read() throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (var line : text().lines().toList()) lines.add(Json.read(line));
        return lines;
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Visit full() {
        var visit = new Visit("req_1", "chat", CLOCK.instant());
        visit.client = "anna";
        visit.asked = "gpt-5.1";
        visit.model = "gpt-5.1-codex";
        visit.backend = "openai-codex";
        visit.effort = "medium";
        visit.stream = true;
        visit.status = 200;
        visit.attempts = 2;
        visit.firstByteNanos = 812_000_000L;
        visit.endNanos = 12_345_000_000L;
        visit.usage = new Usage(1200, 1000, 0, 56, 7);
        visit.finish = "stop";
        visit.dropped = List.of("top_k");
        return visit;
    }
}
