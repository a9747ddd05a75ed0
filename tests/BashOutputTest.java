package scorpiox.tool.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.Sleeps;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.tool.Access;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Parameters;
import scorpiox.tool.ToolError;

/// Both tools for background jobs: what they print, and their end.
class BashOutputTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int A_MINUTE = 60_000;

    private final Sleeps sleep = new Sleeps();
    private final Cancel cancel = new Cancel();

    @TempDir
    Path folder;
    private Commands commands;
    private BashOutput output;
    private BashKill kill;

    @BeforeEach
    void open() throws Exception {
        commands = new Commands(new OutputFiles(folder.resolve("state"), "run"), Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C.UTF-8"), new Cancel());
        output = new BashOutput(Limits.USUAL, commands);
        kill = new BashKill(commands);
        for (var name : List.of("go", "more")) assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve(name).toString()).start().waitFor());
    }

    @AfterEach
    void endWhatIsLeft() {
        commands.close();
        sleep.close();
    }

    private Job start(String line) {
        return commands.startJob(line.replace("SLEEP", sleep.command()), folder, Duration.ofMinutes(1));
    }

    /// Lets a job go on that reads from this pipe.
    private void let(String pipe) throws IOException {
        assertTimeoutPreemptively(SOON, () -> Files.writeString(folder.resolve(pipe), "\n"));
    }

    private String call(LocalTool tool, ObjectNode arguments) {
        var declared = ((scorpiox.model.Tool.Function) tool.declaration()).parameters();
        return assertTimeoutPreemptively(SOON, () -> tool.call(Parameters.fit(tool.name(), declared, arguments)).run(cancel).text());
    }

    private String look(int job, int wait) {
        return call(output, Json.object().put("job", job).put("wait_ms", wait));
    }

    private String kill(int job) {
        return call(kill, Json.object().put("job", job));
    }

    @Test
    void onlyWhatIsNewIsShown() throws IOException {
        start("echo one; read x < go; echo two; read x < more; echo three; exit 3");
        assertEquals("one\n[job 1 runs]", look(1, A_MINUTE));
        assertEquals("(nothing new) [job 1 runs]", look(1, 0));
        let("go");
        assertEquals("two\n[job 1 runs]", look(1, A_MINUTE));
        let("more");
        assertTimeoutPreemptively(SOON, () -> commands.job(1).orElseThrow().group().await(SOON));
        assertEquals("three\n[job 1 ended, exit 3]", look(1, 0));
        assertEquals("(nothing new) [job 1 ended, exit 3]", look(1, A_MINUTE));
    }

    @Test
    void waitingIsOverWithTheJobThoughItPrintsNothing() throws IOException {
        start("read x < go");
        let("go");
        assertEquals("(nothing new) [job 1 ended, exit 0]", look(1, A_MINUTE));
    }

    @Test
    void waitingIsOverWhenTheRunIsCancelled() {
        start("SLEEP");
        var looking = CompletableFuture.supplyAsync(() -> output.call(Json.object().put("job", 1).put("wait_ms", A_MINUTE)).run(cancel));
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        assertTrue(assertThrows(ExecutionException.class, () -> looking.get(20, TimeUnit.SECONDS)).getCause() instanceof Failure);
    }

    @Test
    void linesCanBePicked() throws IOException {
        start("printf 'one\\ntwo\\nthree\\n'; read x < go");
        let("go");
        assertTimeoutPreemptively(SOON, () -> commands.job(1).orElseThrow().group().await(SOON));
        assertEquals("two\nthree\n[job 1 ended, exit 0]", call(output, Json.object().put("job", 1).put("grep", "^t")));
    }

    @Test
    void anExpressionThatIsNoneLosesNoOutput() {
        start("echo one; read x < go");
        assertTrue(assertThrows(ToolError.class, () -> call(output, Json.object().put("job", 1).put("wait_ms", A_MINUTE).put("grep", "["))).getMessage().contains("no regular expression"));
        assertEquals("one\n[job 1 runs]", look(1, A_MINUTE));
    }

    @Test
    void aCharacterThatIsHalfWrittenIsShownWhenItIsWhole() throws IOException {
        start("printf 'a\\303'; read x < go; printf '\\251b\\n'; read x < more");
        assertEquals("a\n[job 1 runs]", look(1, A_MINUTE));
        let("go");
        var shown = look(1, 0);
        for (var until = System.nanoTime() + SOON.toNanos(); shown.startsWith("(nothing new)") && System.nanoTime() < until; ) shown = look(1, 100);
        assertEquals("éb\n[job 1 runs]", shown);
    }

    @Test
    void aJobThatDoesNotExistIsRefusedWithThoseThatDo() {
        assertEquals("there is no job 1", assertThrows(ToolError.class, () -> look(1, 0)).getMessage());
        start("true");
        start("true");
        assertEquals("there is no job 3; there are: 1, 2", assertThrows(ToolError.class, () -> kill(3)).getMessage());
        assertThrows(ToolError.class, () -> call(output, Json.object()));
        assertThrows(ToolError.class, () -> look(1, 60_001));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SLEEP", "SLEEP & setsid SLEEP & wait", "trap '' TERM; SLEEP & wait; wait", "echo x; (setsid SLEEP &); SLEEP"})
    void aJobIsEndedWithEverythingItStarted(String line) {
        start(line);
        assertEquals("job 1 ended", kill(1));
        assertEquals(List.of(), sleep.running());
        assertTrue(look(1, 0).contains("[job 1 ended, exit 1"));
        assertTrue(kill(1).startsWith("job 1 had ended, exit 1"));
    }

    @Test
    void whatAnEndedJobHasLeftIsEndedToo() {
        start("setsid SLEEP & echo");
        assertTimeoutPreemptively(SOON, () -> commands.job(1).orElseThrow().group().await(SOON));
        assertEquals(1, sleep.running(1).size());
        assertEquals("job 1 ended", kill(1));
        assertEquals(List.of(), sleep.running());
        assertEquals("job 1 had ended, exit 0", kill(1));
    }

    @Test
    void anEndIsToldOnce() {
        start("exit 3");
        start("exit 4");
        start("SLEEP");
        for (var job : List.of(1, 2)) assertTimeoutPreemptively(SOON, () -> commands.job(job).orElseThrow().group().await(SOON));
        look(1, 0);
        assertEquals(List.of("background job 2 has ended with exit 4: exit 4"), commands.news());
        assertEquals(List.of(), commands.news());
        kill(3);
        assertEquals(List.of(), commands.news(), "whoever ended it knows");
    }

    @Test
    void bothTouchNothingByThemselves() {
        start("true");
        for (var tool : List.of(output, kill)) {
            assertEquals(Access.META, tool.access());
            var call = tool.call(Json.object().put("job", 1));
            assertEquals(List.of(), call.subjects());
            assertEquals(tool.name() + " job 1", call.line());
        }
        assertFalse(output.name().equals(kill.name()));
    }
}
