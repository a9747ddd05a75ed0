package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.agent.Denial;
import scorpiox.agent.RunEvent;
import scorpiox.base.Json;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.FileChange;
import scorpiox.tool.Outcome;
import scorpiox.tool.PlanStep;

class ToolLinesTest {
    private final ToolLines lines = new ToolLines(() -> 46);

    private Optional<String> started(String tool, String line) {
        return lines.started(new RunEvent.ToolStarted("c", tool, Access.READ, Json.object(), line));
    }

    private String finished(Access access, Outcome outcome) {
        return String.join("\n", lines.finished(new RunEvent.ToolFinished("c", "tool", access, Json.object(), outcome)));
    }

    private String ran(Integer exit, long millis) {
        return finished(Access.EXEC, Outcome.of("out", new Detail.Command("out", exit, Duration.ofMillis(millis), false, null)));
    }

    @ParameterizedTest
    @CsvSource({"read src/A.java, ● read src/A.java", "'bash cd a &&\n   make\n', '● bash cd a && ↵ make'", "'bash a \r\n \n b', '● bash a ↵ b'", "'  ls  ', ● ls"})
    void aCallIsOneLine(String line, String shown) {
        assertEquals(Optional.of(shown), started("bash", line));
    }

    @ParameterizedTest
    @CsvSource({"40, '', ''", "41, '', 40", "39, 😀, 39", "38, 😀, ''", "38, 😀xx, 38😀"})
    void aLineThatDoesNotFitIsCutAndNeverWithinACharacter(int count, String then, String kept) {
        var line = "x".repeat(count) + then;
        var cut = kept.isEmpty() ? line : "x".repeat(Integer.parseInt(kept.substring(0, 2))) + kept.substring(2) + " …";
        assertEquals(Optional.of("● " + cut), started("bash", line));
    }

    @Test
    void aNarrowTerminalStillShowsSomething() {
        assertEquals(Optional.of("● " + "x".repeat(20) + " …"), new ToolLines(() -> 1).started(new RunEvent.ToolStarted("c", "t", Access.READ, Json.object(), "x".repeat(50))));
    }

    @Test
    void aPlanIsShownWhenItIsThere() {
        assertEquals(Optional.empty(), started("update_plan", "update_plan 1 of 3 done"));
        var plan = new Detail.Plan(List.of(new PlanStep("look", PlanStep.Status.COMPLETED), new PlanStep("write\nit", PlanStep.Status.IN_PROGRESS),
                new PlanStep("x".repeat(50), PlanStep.Status.PENDING)));
        assertEquals("☑ look\n▶ write ↵ it\n☐ " + "x".repeat(40) + " …", finished(Access.META, Outcome.of("Plan updated", plan)));
    }

    @ParameterizedTest
    @CsvSource({"0, 900, '  1 line'", "0, 1000, '  1 line · 1.0 s'", "1, 10, '  1 line · exit 1'", "137, 61250, '  1 line · exit 137 · 61.3 s'", ", 5, ''"})
    void aCommandSaysWhatIsWorthKnowing(Integer exit, long millis, String shown) {
        assertEquals(shown, ran(exit, millis));
    }

    @Test
    void aCommandThatWasEndedSaysWhyAndNotWhatItPrinted() {
        var detail = new Detail.Command("a\nb\n", null, Duration.ofSeconds(2), false, null);
        assertEquals("  ✗ [timed out after 2 s]", finished(Access.EXEC, new Outcome("a\nb\n[timed out after 2 s]", true, List.of(), detail)));
    }

    @Test
    void aChangeIsALineAFile() {
        var changes = new Detail.Changes(List.of(new FileChange("src/A.java", FileChange.Kind.UPDATE, "", 3, 1), new FileChange("b", FileChange.Kind.DELETE, "", 0, 9)));
        assertEquals("  src/A.java +3 -1\n  b +0 -9", finished(Access.WRITE, Outcome.of("", changes)));
    }

    @ParameterizedTest
    @CsvSource({"READ, 2000, '  2,000 lines'", "NET, 2, '  2 lines'", "READ, 1, ''", "META, 5, ''"})
    void whatWasReadIsItsSize(Access access, int count, String shown) {
        assertEquals(shown, finished(access, Outcome.of("line\n".repeat(count))));
    }

    @Test
    void anErrorIsItsReason() {
        assertEquals("  ✗ no file a", finished(Access.READ, Outcome.error("no file a")));
        assertEquals(List.of("  ✗ unknown tool 'nobody'"), lines.finished(new RunEvent.ToolFinished("c", "nobody", Access.META, null, Outcome.error("unknown tool 'nobody'"))));
    }

    @Test
    void whatComesBackAfterAnotherCallHasBegunSaysWhoseItIs() {
        lines.started(new RunEvent.ToolStarted("1", "read", Access.READ, Json.object(), "read a"));
        lines.started(new RunEvent.ToolStarted("2", "read", Access.READ, Json.object(), "read b"));
        assertEquals(List.of("  2 lines · read a"), lines.finished(new RunEvent.ToolFinished("1", "read", Access.READ, Json.object(), Outcome.of("x\ny"))));
        assertEquals(List.of("  2 lines"), lines.finished(new RunEvent.ToolFinished("2", "read", Access.READ, Json.object(), Outcome.of("x\ny"))));
    }

    @Test
    void aDenialIsShortenedButNotItsReason() {
        var reason = "mode read-only; allow with --allow 'bash(" + "y".repeat(60) + ")'";
        assertEquals("denied " + "x".repeat(40) + " … (" + reason + ")", lines.denied(new Denial("c", "bash", Access.EXEC, Json.object(), "x".repeat(50), reason, false)));
        assertEquals("denied write src/A.java (mode read-only; allow with --mode edit)",
                lines.denied(new Denial("c", "write", Access.WRITE, Json.object(), "write src/A.java", "mode read-only; allow with --mode edit", false)));
    }

    @Test
    void endlessBlanksAreNoTrouble() {
        assertEquals(Optional.of("● a ↵ b"), started("bash", "a" + " ".repeat(2_000_000) + "\n" + " ".repeat(2_000_000) + "b"));
    }
}
