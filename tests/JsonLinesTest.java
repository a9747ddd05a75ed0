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
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.agent.Denial;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Cost;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Usage;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.Outcome;
import scorpiox.tool.PlanStep;

class JsonLinesTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_123L);
    private static final Usage USAGE = new Usage(100, 64, 8, 20, 5);
    private static final RunEvent STARTED = new RunEvent.RunStarted("thread-1", "codex", "gpt-5.3-codex", "edit", true);

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

    /// What consumers of `codex exec --json` rely on: an item completes once, and commands and calls begin first.
    @AfterEach
    void everyItemCompletesOnceAndAfterItsStart() {
        var started = new HashSet<String>();
        var completed = new HashSet<String>();
        for (var line : written()) {
            var id = line.path("item").path("id").asText();
            switch (line.path("type").asText()) {
                case "item.started" -> assertTrue(started.add(id), () -> "started twice: " + line);
                case "item.updated" -> assertTrue(started.contains(id) || line.path("item").has("delta"), () -> "updated before its start: " + line);
                case "item.completed" -> {
                    assertTrue(completed.add(id), () -> "completed twice: " + line);
                    if (List.of("command_execution", "mcp_tool_call", "todo_list").contains(line.path("item").path("type").asText())) assertTrue(started.contains(id), line::toString);
                }
                default -> { }
            }
        }
        assertTrue(completed.containsAll(started), "every item completes");
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
        return new RunEvent.RunEnded(new Result(text, failure, USAGE, null, failure == null ? 1 : 0, Duration.ofMillis(1500), List.of(), false));
    }

    /// Lines without their time, which is checked apart.
    private static String shape(List<JsonNode> lines) {
        return String.join("\n", lines.stream().map(line -> Json.write(((ObjectNode) line.deepCopy()).without("ts"))).toList());
    }

    @Test
    void aRunIsStartedItsItemsAndItsEnd() {
        assertEquals("""
                {"type":"thread.started","thread_id":"thread-1","schema_version":1,"sx_version":"1.2.3","cwd":"/work","provider":"codex",\
                "model":"gpt-5.3-codex","mode":"edit"}
                {"type":"turn.started"}
                {"type":"item.completed","item":{"id":"item_0","type":"reasoning","text":"**Thinking**"}}
                {"type":"item.completed","item":{"id":"item_1","type":"agent_message","text":"Hello, wörld"}}
                {"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":64,"cache_write_input_tokens":8,"output_tokens":20,\
                "reasoning_output_tokens":5},"total_usage":{"input_tokens":100,"cached_input_tokens":64,"cache_write_input_tokens":8,"output_tokens":20,\
                "reasoning_output_tokens":5},"cost_usd":null,"cost_as_of":null,"final_message":"Hello, wörld","num_turns":1,"duration_ms":1500,"denials":[],"exit_code":0}""",
                shape(lines(false, STARTED, part(0, PartKind.REASONING, null), thought("**Thin", Thought.SUMMARY), thought("king**", Thought.SUMMARY),
                        part(1, PartKind.TEXT, null), text(1, "Hello, "), text(1, "wörld"), ended("Hello, wörld", null))));
    }

    @ParameterizedTest
    @CsvSource({"0.01234, 2026-07-02, false, '0.01234,\"cost_as_of\":\"2026-07-02\"'", "0.30000000000000004, 2026-10, false, '0.3,\"cost_as_of\":\"2026-10\"'",
            "0.5, '', true, '0.5,\"cost_as_of\":null'"})
    void theCostIsANumberWithTheDateOfItsPrices(double usd, String asOf, boolean charged, String said) {
        var end = new RunEvent.RunEnded(new Result("Hi", null, USAGE, new Cost(usd, asOf, charged), 1, Duration.ZERO, List.of(), false));
        assertTrue(shape(lines(false, STARTED, end)).contains("\"cost_usd\":" + said + ","));
    }

    @Test
    void anAnswerThatFollowsASchemaIsThereAsJsonToo() {
        var end = new RunEvent.RunEnded(new Result("{\"age\": 36}", null, USAGE, null, 1, Duration.ZERO, List.of(), false, Json.object().put("age", 36)));
        var last = lines(false, STARTED, end).getLast();
        assertEquals("{\"age\": 36}", last.path("final_message").asText());
        assertEquals(36, last.path("structured_output").path("age").asInt());
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
        var started = new RunEvent.RunStarted("t", "codex", "m", "edit", true);
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

    private static RunEvent started(String id, String tool, Access access, ObjectNode arguments) {
        return new RunEvent.ToolStarted(id, tool, access, arguments, tool);
    }

    private static RunEvent finished(String id, String tool, Access access, ObjectNode arguments, Outcome outcome) {
        return new RunEvent.ToolFinished(id, tool, access, arguments, outcome);
    }

    private static Denial denial(String id, String tool, Access access, ObjectNode arguments) {
        return new Denial(id, tool, access, arguments, tool, "mode read-only; allow with --mode edit", false);
    }

    private static ObjectNode command(String line) {
        return Json.object().put("command", line);
    }

    private static Outcome plan(PlanStep.Status status) {
        return Outcome.of("Plan updated", new Detail.Plan(List.of(new PlanStep("write it", status), new PlanStep("test it", PlanStep.Status.PENDING))));
    }

    /// Kind of event, id, type and state of each item, a line each.
    private static String brief(List<JsonNode> lines) {
        return String.join("\n", lines.stream().filter(line -> line.has("item")).map(line -> {
            var item = line.path("item");
            return line.path("type").asText().replace("item.", "") + " " + item.path("id").asText().replace("item_", "") + " " + item.path("type").asText()
                    + (item.has("status") ? " " + item.path("status").asText() : "");
        }).toList());
    }

    @Test
    void aCommandIsAnItemFromItsStartToItsEnd() {
        assertEquals("""
                {"type":"item.completed","item":{"id":"item_0","type":"agent_message","text":"Let me look."}}
                {"type":"item.started","item":{"id":"item_1","type":"command_execution","command":"ls","aggregated_output":"","exit_code":null,"status":"in_progress"}}
                {"type":"item.completed","item":{"id":"item_1","type":"command_execution","command":"ls","aggregated_output":"a\\nb\\n","exit_code":0,"status":"completed",\
                "duration_ms":12,"truncated":false}}
                {"type":"item.completed","item":{"id":"item_2","type":"agent_message","text":"Done."}}""",
                shape(lines(false, part(0, PartKind.TEXT, null), text(0, "Let me look."), started("c1", "bash", Access.EXEC, command("ls")),
                        finished("c1", "bash", Access.EXEC, command("ls"), Outcome.of("a\nb\n[exit 0, 0.0 s]", new Detail.Command("a\nb\n", 0, Duration.ofMillis(12), false, null))),
                        part(0, PartKind.TEXT, null), text(0, "Done."), ended("Done.", null)).subList(0, 4)));
    }

    @Test
    void callsSideBySideKeepTheirIds() {
        assertEquals("""
                started 0 mcp_tool_call in_progress
                started 1 mcp_tool_call in_progress
                completed 1 mcp_tool_call failed
                completed 0 mcp_tool_call completed""",
                brief(lines(false, started("a", "read", Access.READ, Json.object()), started("b", "grep", Access.READ, Json.object()),
                        finished("b", "grep", Access.READ, Json.object(), Outcome.error("no such folder")), finished("a", "read", Access.READ, Json.object(), Outcome.of("text")),
                        ended("x", null))));
    }

    @Test
    void changesAreItemsOnlyWhenTheyAreThere() {
        var arguments = Json.object().put("file_path", "a");
        assertEquals("completed 0 file_change completed\ncompleted 1 file_change failed", brief(lines(false,
                started("a", "write", Access.WRITE, arguments), finished("a", "write", Access.WRITE, arguments, Outcome.of("written", new Detail.Changes(List.of()))),
                started("b", "write", Access.WRITE, arguments), finished("b", "write", Access.WRITE, arguments, Outcome.error("read it first")), ended("x", null))));
    }

    @Test
    void thePlanIsOneItemStartedOnceUpdatedAfterAndCompletedAtTheEnd() {
        assertEquals("""
                {"type":"item.started","item":{"id":"item_0","type":"todo_list","items":[{"text":"write it","completed":false},{"text":"test it","completed":false}]}}
                {"type":"item.completed","item":{"id":"item_1","type":"agent_message","text":"Now."}}
                {"type":"item.updated","item":{"id":"item_0","type":"todo_list","items":[{"text":"write it","completed":true},{"text":"test it","completed":false}]}}
                {"type":"item.completed","item":{"id":"item_0","type":"todo_list","items":[{"text":"write it","completed":true},{"text":"test it","completed":false}]}}""",
                shape(lines(false, started("a", "update_plan", Access.META, Json.object()), finished("a", "update_plan", Access.META, Json.object(), plan(PlanStep.Status.IN_PROGRESS)),
                        part(0, PartKind.TEXT, null), text(0, "Now."), started("b", "update_plan", Access.META, Json.object()),
                        finished("b", "update_plan", Access.META, Json.object(), plan(PlanStep.Status.COMPLETED)), ended("x", null)).subList(0, 4)));
    }

    @Test
    void thePlanIsCompletedAlsoWhenTheRunFails() {
        var lines = lines(false, finished("a", "update_plan", Access.META, Json.object(), plan(PlanStep.Status.PENDING)), ended("", Failure.of(Kind.CANCELLED, "interrupted")));
        assertEquals("started 0 todo_list\ncompleted 0 todo_list", brief(lines));
        assertEquals(130, lines.getLast().path("exit_code").asInt());
    }

    @Test
    void whatCouldNotBeginHasAStartAllTheSame() {
        assertEquals("""
                started 0 mcp_tool_call in_progress
                completed 0 mcp_tool_call failed
                started 1 mcp_tool_call in_progress
                completed 1 mcp_tool_call failed
                started 2 command_execution in_progress
                completed 2 command_execution declined
                started 3 mcp_tool_call in_progress
                completed 3 mcp_tool_call failed
                completed 4 file_change failed
                started 5 mcp_tool_call in_progress
                completed 5 mcp_tool_call failed""", brief(lines(false, finished("a", "nobody", Access.META, null, Outcome.error("unknown tool")),
                finished("b", "bash", Access.META, null, Outcome.error("bash: command is missing")), new RunEvent.Denied(denial("c", "bash", Access.EXEC, command("make"))),
                new RunEvent.Denied(denial("d", "web_fetch", Access.NET, Json.object())), new RunEvent.Denied(denial("e", "write", Access.WRITE, Json.object())),
                finished("f", "update_plan", Access.META, Json.object(), Outcome.error("plan is missing")), ended("x", null))));
    }

    @Test
    void deniedCallsStandInTheLastLineWithItsExitCode() {
        var result = new Result("Sorry.", null, USAGE, null, 2, Duration.ZERO, List.of(denial("c1", "bash", Access.EXEC, command("make"))), false);
        var last = lines(false, STARTED, new RunEvent.RunEnded(result)).getLast();
        assertEquals("turn.completed", last.path("type").asText());
        assertEquals(5, last.path("exit_code").asInt());
        assertEquals("[{\"tool_name\":\"bash\",\"tool_use_id\":\"c1\",\"reason\":\"mode read-only; allow with --mode edit\",\"tool_input\":{\"command\":\"make\"}}]",
                Json.write(last.path("denials")));
    }

    @Test
    void nothingComesAfterTheLastLine() {
        var lines = lines(false, STARTED, ended("Done.", null), new RunEvent.Notice("late"), ended("", Failure.of(Kind.INTERNAL, "late")));
        assertEquals("turn.completed", lines.getLast().path("type").asText());
    }

    @Test
    void aTextIsAnItemAsSoonAsItsAnswerIsOver() {
        var lines = new JsonLines(new Stdout(bytes), false, "1", "/", InstantSource.fixed(NOW));
        var finish = new RunEvent.Answering(new StreamEvent.Finish(StreamEvent.FinishReason.STOP, ""));
        for (var event : List.of(STARTED, part(0, PartKind.TEXT, null), text(0, "Hello"), finish)) lines.event(event);
        lines.pause();
        assertEquals("completed 0 agent_message", brief(written()));
        lines.event(text(0, "Again"));
        lines.event(ended("Again", null));
        assertEquals(List.of("Hello", "Again"), written().stream().filter(line -> line.path("item").has("text")).map(line -> line.path("item").path("text").asText()).toList());
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
