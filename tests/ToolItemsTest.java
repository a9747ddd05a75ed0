package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.agent.Denial;
import scorpiox.agent.RunEvent;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.model.Part;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.FileChange;
import scorpiox.tool.Outcome;
import scorpiox.tool.PlanStep;

class ToolItemsTest {
    private static ObjectNode arguments(String... members) {
        var arguments = Json.object();
        for (var i = 0; i < members.length; i += 2) arguments.put(members[i], members[i + 1]);
        return arguments;
    }

    private static String finished(String tool, Access access, ObjectNode arguments, Outcome outcome) {
        return Json.write(ToolItems.finished(new RunEvent.ToolFinished("c", tool, access, arguments, outcome)));
    }

    private static String ran(Integer exit, boolean error, boolean truncated, Path file) {
        return finished("bash", Access.EXEC, arguments("command", "make", "workdir", "sub"),
                new Outcome("for the model", error, List.of(), new Detail.Command("out\n", exit, Duration.ofMillis(1234), truncated, file)));
    }

    private static String denied(String tool, Access access, ObjectNode arguments) {
        return Json.write(ToolItems.denied(new Denial("c", tool, access, arguments, tool, "mode read-only; allow with --mode edit", false)));
    }

    @ParameterizedTest
    @CsvSource({"bash, EXEC, true", "read, READ, true", "web_fetch, NET, true", "bash_kill, META, true", "write, WRITE, false", "apply_patch, WRITE, false", "deploy, WRITE, true", "update_plan, META, false"})
    void changesAndPlansAreReportedOnlyWhenTheyAreThere(String tool, Access access, boolean start) {
        assertEquals(start, ToolItems.reportsStart(tool, access));
    }

    @Test
    void aCommandThatRunsHasNoExitCodeYet() {
        assertEquals("{\"type\":\"command_execution\",\"command\":\"ls\",\"aggregated_output\":\"\",\"exit_code\":null,\"status\":\"in_progress\"}",
                Json.write(ToolItems.started("bash", arguments("command", "ls"))));
    }

    @Test
    void aToolOfTheUsersIsACallOfOurServerWhateverItsClass() {
        var detail = new Detail.Command("out", 0, Duration.ofMillis(5), false, null);
        for (var access : List.of(Access.READ, Access.WRITE, Access.EXEC, Access.NET)) {
            assertEquals("{\"type\":\"mcp_tool_call\",\"server\":\"sx\",\"tool\":\"deploy\",\"arguments\":{\"to\":\"test\"},\"result\":{\"structured_content\":null,\"content\":[{\"type\":\"text\",\"text\":\"done\"}]},\"error\":null,\"status\":\"completed\"}",
                    finished("deploy", access, arguments("to", "test"), new Outcome("done", false, List.of(), detail)));
            assertTrue(finished("deploy", access, arguments("to", "test"), new Outcome("[deploy failed: exit 3, 0.1 s]", true, List.of(), detail)).endsWith(
                    "\"result\":null,\"error\":{\"message\":\"[deploy failed: exit 3, 0.1 s]\"},\"status\":\"failed\"}"));
            assertTrue(denied("deploy", access, arguments("to", "test")).startsWith("{\"type\":\"mcp_tool_call\",\"server\":\"sx\",\"tool\":\"deploy\""));
        }
    }

    @Test
    void anyOtherToolIsACallOfOurServer() {
        assertEquals("{\"type\":\"mcp_tool_call\",\"server\":\"sx\",\"tool\":\"read\",\"arguments\":{\"file_path\":\"a\"},\"result\":null,\"error\":null,\"status\":\"in_progress\"}",
                Json.write(ToolItems.started("read", arguments("file_path", "a"))));
    }

    @ParameterizedTest
    @CsvSource({"0, false, completed", "2, false, failed", ", false, completed", ", true, failed"})
    void aCommandFailsByItsExitCodeOrWhenItWasEnded(Integer exit, boolean error, String status) {
        assertEquals("{\"type\":\"command_execution\",\"command\":\"make\",\"aggregated_output\":\"out\\n\",\"exit_code\":" + exit + ",\"status\":\"" + status
                + "\",\"duration_ms\":1234,\"truncated\":false}", ran(exit, error, false, null));
    }

    @Test
    void ofALongOutputItSaysWhereAllOfItIs() {
        assertTrue(ran(0, false, true, Path.of("/state/out/1.log")).endsWith(",\"truncated\":true,\"output_file\":\"/state/out/1.log\"}"));
    }

    @Test
    void aCommandThatCouldNotBeStartedIsAFailedOne() {
        assertEquals("{\"type\":\"command_execution\",\"command\":\"ls\",\"aggregated_output\":\"no folder sub\",\"exit_code\":null,\"status\":\"failed\"}",
                finished("bash", Access.EXEC, arguments("command", "ls"), Outcome.error("no folder sub")));
    }

    @Test
    void aChangeListsItsFiles() {
        var changes = new Detail.Changes(List.of(new FileChange("a", FileChange.Kind.ADD, "+x", 1, 0), new FileChange("b", FileChange.Kind.DELETE, "-y", 0, 1),
                new FileChange("c", FileChange.Kind.UPDATE, "-x\n+y", 1, 1)));
        assertEquals("{\"type\":\"file_change\",\"changes\":["
                + "{\"path\":\"a\",\"kind\":\"add\",\"diff\":\"+x\",\"additions\":1,\"deletions\":0},"
                + "{\"path\":\"b\",\"kind\":\"delete\",\"diff\":\"-y\",\"additions\":0,\"deletions\":1},"
                + "{\"path\":\"c\",\"kind\":\"update\",\"diff\":\"-x\\n+y\",\"additions\":1,\"deletions\":1}],\"status\":\"completed\"}",
                finished("apply_patch", Access.WRITE, arguments("input", "…"), Outcome.of("done", changes)));
    }

    @Test
    void aChangeThatFailedNamesItsFileAndTheReason() {
        assertEquals("{\"type\":\"file_change\",\"changes\":[{\"path\":\"a\",\"kind\":\"update\"}],\"status\":\"failed\",\"error\":\"read it first\"}",
                finished("edit", Access.WRITE, arguments("file_path", "a"), Outcome.error("read it first")));
    }

    @Test
    void aChangeThatChangedNothingHasNotFailed() {
        assertEquals("{\"type\":\"file_change\",\"changes\":[],\"status\":\"completed\"}", finished("write", Access.WRITE, arguments("file_path", "a"), Outcome.of("unchanged")));
    }

    @Test
    void aPlanIsAListOfThingsToDo() {
        var plan = new Detail.Plan(List.of(new PlanStep("a", PlanStep.Status.COMPLETED), new PlanStep("b", PlanStep.Status.IN_PROGRESS), new PlanStep("c", PlanStep.Status.PENDING)));
        assertEquals("{\"type\":\"todo_list\",\"items\":[{\"text\":\"a\",\"completed\":true},{\"text\":\"b\",\"completed\":false},{\"text\":\"c\",\"completed\":false}]}",
                finished("update_plan", Access.META, Json.object(), Outcome.of("Plan updated", plan)));
    }

    @Test
    void aResultOfAnyOtherToolIsText() {
        var outcome = new Outcome("1\ttext", false, List.of(new Part.Image("image/png", "iVBO", null)), new Detail.None());
        assertEquals("{\"type\":\"mcp_tool_call\",\"server\":\"sx\",\"tool\":\"read\",\"arguments\":{\"file_path\":\"a\"},"
                + "\"result\":{\"structured_content\":null,\"content\":[{\"type\":\"text\",\"text\":\"1\\ttext\"}]},\"error\":null,\"status\":\"completed\"}",
                finished("read", Access.READ, arguments("file_path", "a"), outcome));
    }

    @ParameterizedTest
    @CsvSource({"nobody, META", "bash, META"})
    void whatWasNotUnderstoodIsACallThatFailed(String tool, Access access) {
        assertEquals("{\"type\":\"mcp_tool_call\",\"server\":\"sx\",\"tool\":\"" + tool + "\",\"arguments\":{},\"result\":null,\"error\":{\"message\":\"why\"},\"status\":\"failed\"}",
                finished(tool, access, null, Outcome.error("why")));
        assertEquals("mcp_tool_call", ToolItems.started(tool, null).path("type").asText(), "it begins as what it ends as");
    }

    @Test
    void whatIsDeniedSaysSo() {
        assertEquals("{\"type\":\"command_execution\",\"command\":\"make\",\"aggregated_output\":\"\",\"exit_code\":null,\"status\":\"declined\","
                + "\"reason\":\"mode read-only; allow with --mode edit\"}", denied("bash", Access.EXEC, arguments("command", "make")));
        assertEquals("{\"type\":\"file_change\",\"changes\":[{\"path\":\"a\",\"kind\":\"update\"}],\"status\":\"failed\","
                + "\"error\":\"denied: mode read-only; allow with --mode edit\"}", denied("write", Access.WRITE, arguments("file_path", "a", "content", "x")));
        assertEquals("{\"type\":\"mcp_tool_call\",\"server\":\"sx\",\"tool\":\"web_fetch\",\"arguments\":{\"url\":\"u\"},\"result\":null,"
                + "\"error\":{\"message\":\"denied: mode read-only; allow with --mode edit\"},\"status\":\"failed\"}", denied("web_fetch", Access.NET, arguments("url", "u")));
    }

    @Test
    void secretsInUseAreMasked() {
        Redaction.register("tool-items-secret-1");
        var all = finished("bash", Access.EXEC, arguments("command", "echo tool-items-secret-1"),
                new Outcome("", false, List.of(), new Detail.Command("tool-items-secret-1\n", 0, Duration.ZERO, false, null)))
                + finished("read", Access.READ, Json.object(), Outcome.of("tool-items-secret-1")) + finished("read", Access.READ, Json.object(), Outcome.error("tool-items-secret-1"))
                + finished("write", Access.WRITE, Json.object(), Outcome.of("", new Detail.Changes(List.of(new FileChange("a", FileChange.Kind.ADD, "+tool-items-secret-1", 1, 0)))))
                + finished("write", Access.WRITE, Json.object(), Outcome.error("tool-items-secret-1"));
        assertEquals(-1, all.indexOf("tool-items-secret-1"), all);
    }
}
