package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Usage;

class JsonLinesTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_123L);
    private static final Usage USAGE = new Usage(100, 64, 8, 20, 5);
    private static final RunEvent STARTED = new RunEvent.RunStarted("thread-1", "codex", "gpt-5.3-codex");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private List<JsonNode> lines(boolean partial, RunEvent... events) {
        var lines = new JsonLines(new Stdout(bytes), partial, "1.2.3", "/work", InstantSource.fixed(NOW));
        for (var event : events) lines.event(event);
        return written();
    }

    private List<JsonNode> written() {
        return bytes.toString(StandardCharsets.UTF_8).lines().map(line -> {
            try {
                return Json.read(line);
            } catch (IOException e) {
                throw new UncheckedIOException(line, e);
            }
        }).toList();
    }

    /// Holds for every run of every test here.
    @AfterEach
    void everyLineHasItsTimeAndTheLastOneAloneEndsTheTurn() {
        var lines = written();
        for (var line : lines) assertEquals(NOW.toEpochMilli(), line.path("ts").asLong(), line::toString);
        assertTrue(bytes.toString(StandardCharsets.UTF_8).endsWith("}\n"));
        assertEquals(1, lines.stream().filter(JsonLinesTest::endsTurn).count());
        assertTrue(endsTurn(lines.getLast()));
    }

    private static boolean endsTurn(JsonNode line) {
        return List.of("turn.completed", "turn.failed").contains(line.path("type").asText());
    }

    private static RunEvent part(int number, PartKind kind, Phase phase) {
        return new RunEvent.Answering(new StreamEvent.PartStarted(number, kind, phase));
    }

    private static RunEvent text(int number, String text) {
        return new RunEvent.Answering(new StreamEvent.TextDelta(number, text));
    }

    private static RunEvent thought(String text, Thought thought) {
        return new RunEvent.Answering(new StreamEvent.ReasoningDelta(0, text, thought));
    }

    private static RunEvent ended(String text, Failure failure) {
        return new RunEvent.RunEnded(new Result(text, failure, USAGE, failure == null ? 1 : 0, Duration.ofMillis(1500)));
    }

    /// Lines without their time, which is checked apart.
    private static String shape(List<JsonNode> lines) {
        return String.join("\n", lines.stream().map(line -> Json.write(((ObjectNode) line.deepCopy()).without("ts"))).toList());
    }

    @Test
    void aRunIsStartedItsItemsAndItsEnd() {
        assertEquals("""
                {"type":"thread.started","thread_id":"thread-1","schema_version":1,"sx_version":"1.2.3","cwd":"/work","provider":"codex",\
                "model":"gpt-5.3-codex"}
                {"type":"turn.started"}
                {"type":"item.completed","item":{"id":"item_0","type":"reasoning","text":"**Thinking**"}}
                {"type":"item.completed","item":{"id":"item_1","type":"agent_message","text":"Hello, wörld"}}
                {"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":64,"cache_write_input_tokens":8,"output_tokens":20,\
                "reasoning_output_tokens":5},"total_usage":{"input_tokens":100,"cached_input_tokens":64,"cache_write_input_tokens":8,"output_tokens":20,\
                "reasoning_output_tokens":5},"final_message":"Hello, wörld","num_turns":1,"duration_ms":1500,"denials":[],"exit_code":0}""",
                shape(lines(false, STARTED, part(0, PartKind.REASONING, null), thought("**Thin", Thought.SUMMARY), thought("king**", Thought.SUMMARY),
                        part(1, PartKind.TEXT, null), text(1, "Hello, "), text(1, "wörld"), ended("Hello, wörld", null))));
    }

    @Test
    void partialTextComesAsDeltasOfTheItemItBecomes() {
        assertEquals("""
                {"type":"item.updated","item":{"id":"item_0","type":"agent_message","delta":"Hel"}}
                {"type":"item.updated","item":{"id":"item_0","type":"agent_message","delta":"lo"}}
                {"type":"item.completed","item":{"id":"item_0","type":"agent_message","text":"Hello"}}""",
                shape(lines(true, part(0, PartKind.TEXT, null), text(0, "Hel"), text(0, "lo"), ended("Hello", null)).subList(0, 3)));
    }

    @Test
    void everyPartIsAnItemRemarksOnTheWayToo() {
        assertEquals("""
                {"type":"item.completed","item":{"id":"item_0","type":"agent_message","text":"Let me look."}}
                {"type":"item.completed","item":{"id":"item_1","type":"agent_message","text":"Done."}}""",
                shape(lines(false, part(0, PartKind.TEXT, Phase.COMMENTARY), text(0, "Let me look."), part(1, PartKind.TEXT, Phase.FINAL), text(1, "Done."),
                        ended("Done.", null)).subList(0, 2)));
    }

    @ParameterizedTest
    @CsvSource({"the summary, the raw, the summary", "'', the raw, the raw", "the summary, '', the summary"})
    void reasoningIsTheSummaryElseTheRawThought(String summary, String raw, String shown) {
        var lines = lines(false, part(0, PartKind.REASONING, null), thought(raw, Thought.RAW), thought(summary, Thought.SUMMARY), ended("", null));
        assertEquals("reasoning", lines.getFirst().path("item").path("type").asText());
        assertEquals(shown, lines.getFirst().path("item").path("text").asText());
    }

    @Test
    void emptyReasoningIsNoItem() {
        assertEquals(1, lines(false, part(0, PartKind.REASONING, null), ended("", null)).size());
    }

    @Test
    void aRetryIsAnErrorLineAndVoidsWhatCameBefore() {
        var retry = new StreamEvent.Retrying(2, 6, Duration.ofMillis(200), Failure.of(Kind.OVERLOADED, "busy"));
        assertEquals("""
                {"type":"error","message":"retrying (2 of 6) in 0.2 s: busy"}
                {"type":"item.completed","item":{"id":"item_0","type":"agent_message","text":"Hello"}}""",
                shape(lines(false, part(0, PartKind.TEXT, null), text(0, "He"), new RunEvent.Answering(retry), part(0, PartKind.TEXT, null), text(0, "Hello"),
                        ended("Hello", null)).subList(0, 2)));
    }

    @Test
    void aSearchIsAnItemOfItsOwn() throws IOException {
        var item = Json.read("{\"type\":\"web_search_call\",\"action\":{\"query\":\"jdk 25\"}}");
        assertEquals("{\"type\":\"item.completed\",\"item\":{\"id\":\"item_0\",\"type\":\"web_search\",\"query\":\"jdk 25\"}}",
                shape(lines(false, new RunEvent.Answering(new StreamEvent.Hosted(0, "web_search_call", "in_progress", null)),
                        new RunEvent.Answering(new StreamEvent.Hosted(0, "web_search_call", "completed", item)), ended("x", null)).subList(0, 1)));
    }

    @Test
    void aNoticeIsAnItemThatIsNotFatalAndWaitsForTheFirstEvent() {
        var started = new RunEvent.RunStarted("t", "codex", "m");
        var lines = lines(false, new RunEvent.Notice("ignored a key"), started, ended("x", null));
        assertEquals("thread.started", lines.getFirst().path("type").asText());
        assertEquals("{\"type\":\"item.completed\",\"item\":{\"id\":\"item_0\",\"type\":\"error\",\"message\":\"ignored a key\"}}", shape(lines.subList(2, 3)));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aNoticeWithinATextNeitherCutsNorLosesIt(boolean partial) {
        var lines = lines(partial, part(0, PartKind.TEXT, null), text(0, "Hel"), new RunEvent.Answering(new StreamEvent.Notice("broken_event", "skipped")),
                text(0, "lo"), part(1, PartKind.TEXT, null), text(1, "Next"), ended("Hello\n\nNext", null));
        var items = lines.stream().map(line -> line.path("item")).filter(item -> item.path("type").asText().equals("agent_message")).toList();
        assertEquals(List.of("Hello", "Next"), items.stream().filter(item -> item.has("text")).map(item -> item.path("text").asText()).toList());
        assertEquals(2, items.stream().map(item -> item.path("id").asText()).distinct().count(), "deltas and text have one id");
        var ids = lines.stream().filter(line -> line.path("type").asText().equals("item.completed")).map(line -> line.path("item").path("id").asText());
        assertEquals(List.of("item_0", "item_1", "item_2"), ids.sorted().toList());
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(Failure.usage("no such file").hint("look again"), "{\"type\":\"turn.failed\",\"error\":{\"message\":\"no such file: look again\"},"
                        + "\"code\":\"usage\",\"exit_code\":2}"),
                Arguments.of(Failure.of(Kind.AUTH, "refused").from(401, "token_expired"), "{\"type\":\"turn.failed\",\"error\":{\"message\":\"refused\"},"
                        + "\"code\":\"auth\",\"status\":401,\"exit_code\":3}"),
                Arguments.of(Failure.of(Kind.RATE_LIMIT, "slow down").from(429, null).retryAfter(Duration.ofSeconds(7)),
                        "{\"type\":\"turn.failed\",\"error\":{\"message\":\"slow down\"},"
                                + "\"code\":\"rate_limit\",\"status\":429,\"retry_after_s\":7,\"exit_code\":4}"),
                Arguments.of(Failure.of(Kind.CANCELLED, "interrupted"), "{\"type\":\"turn.failed\",\"error\":{\"message\":\"interrupted\"},"
                        + "\"code\":\"interrupted\",\"exit_code\":130}"),
                Arguments.of(Failure.of(Kind.TRUNCATED, "broke off with Bearer abc.def"), "{\"type\":\"turn.failed\",\"error\":{\"message\":"
                        + "\"broke off with Bearer ***\"},\"code\":\"network\",\"exit_code\":1}"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureBeforeTheStartIsOneLine(Failure failure, String line) {
        assertEquals(line, shape(lines(false, ended("", failure))));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureMidwayComesAfterTheTextSoFar(Failure failure, String line) {
        assertEquals("{\"type\":\"item.completed\",\"item\":{\"id\":\"item_0\",\"type\":\"agent_message\",\"text\":\"Hel\"}}\n" + line,
                shape(lines(false, STARTED, part(0, PartKind.TEXT, null), text(0, "Hel"), ended("Hel", failure))).split("\n", 3)[2]);
    }

    @Test
    void anAnswerCutAtTheOutputLimitStandsInTheLastLine() {
        var last = lines(false, STARTED, part(0, PartKind.TEXT, null), text(0, "Hel"), ended("Hel", Failure.of(Kind.LIMIT, "cut"))).getLast();
        assertEquals("limit", last.path("code").asText());
        assertEquals(6, last.path("exit_code").asInt());
        assertEquals("Hel", last.path("final_message").asText());
    }

    @Test
    void linesLeaveWhenTheStreamPauses() {
        var lines = new JsonLines(new Stdout(bytes), true, "1", "/", InstantSource.fixed(NOW));
        lines.event(STARTED);
        lines.pause();
        assertEquals(2, written().size());
        lines.event(ended("", Failure.usage("x")));
    }

    @Test
    void textWithLineEndsStaysOnItsLine() {
        var lines = lines(true, part(0, PartKind.TEXT, null), text(0, "a\nb\u2028\"\\\u0001"), ended("x", null));
        assertEquals(3, lines.size());
        assertEquals("a\nb\u2028\"\\\u0001", lines.get(1).path("item").path("text").asText());
    }
}
