package scorpiox.tool.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.Sleeps;
import scorpiox.base.Cancel;
import scorpiox.base.ChildEnvironment;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Parameters;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

class BashTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Limits LIMITS = limits(3000);

    private final Sleeps sleep = new Sleeps();
    private final Cancel cancel = new Cancel();

    @TempDir
    Path temporary;
    private Path folder;
    private Path outputs;
    private Workspace workspace;
    private Commands commands;
    private Bash bash;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(temporary.toRealPath().resolve("work"));
        outputs = temporary.toRealPath().resolve("state/run");
        workspace = new Workspace(folder, List.of(), temporary);
        use(Map.of(), LIMITS);
    }

    @AfterEach
    void endWhatIsLeft() {
        commands.close();
        sleep.close();
    }

    private static Limits limits(int chars) {
        var usual = Limits.USUAL;
        return new Limits(usual.lines(), usual.lineChars(), usual.bytes(), chars, usual.fileBytes(), usual.matches(), usual.files(), usual.paths(), usual.entries(), Duration.ofSeconds(60), Duration.ofSeconds(90),
                usual.webBytes(), usual.webTime(), usual.imageBytes(), usual.imageSent(), usual.imageEdge());
    }

    private void use(Map<String, String> more, Limits limits) {
        var inherited = new HashMap<>(Map.of("PATH", System.getenv("PATH"), "HOME", temporary.toString()));
        inherited.putAll(more);
        commands = new Commands(new OutputFiles(outputs.getParent(), "run"), ChildEnvironment.of(inherited, ""), new Cancel());
        bash = new Bash(workspace, limits, commands);
    }

    private LocalTool.Call call(ObjectNode arguments) {
        return bash.call(Parameters.fit("bash", bash.declaration().parameters(), arguments));
    }

    private Outcome run(ObjectNode arguments) {
        return assertTimeoutPreemptively(SOON, () -> call(arguments).run(cancel));
    }

    private Outcome run(String command) {
        return run(Json.object().put("command", command.replace("SLEEP", sleep.command())));
    }

    /// What the command wrote and what is said of its end, without the time.
    private String text(String command) {
        return run(command).text().replaceAll(", \\d+(\\.\\d)? s]", "]");
    }

    private static Detail.Command detail(Outcome outcome) {
        return assertInstanceOf(Detail.Command.class, outcome.detail());
    }

    private List<Path> kept() throws IOException {
        if (!Files.exists(outputs)) return List.of();
        try (var files = Files.list(outputs)) {
            return files.toList();
        }
    }

    @Test
    void theResultIsTheOutputAndTheExitCode() throws IOException {
        var outcome = run("echo one; exit 3");
        assertTrue(outcome.text().matches("one\n\\[exit 3, \\d+(\\.\\d)? s]"), outcome.text());
        assertFalse(outcome.error(), "an exit code is information");
        assertEquals("one\n", detail(outcome).output());
        assertEquals(3, detail(outcome).exit());
        assertFalse(detail(outcome).truncated());
        assertNull(detail(outcome).file());
        assertEquals(List.of(), kept());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '\0', value = {"true @ (no output) [exit 0]", "printf x @ x|[exit 0]", "exit 126 @ (no output) [exit 126 (not executable)]", "grep x /dev/null @ (no output) [exit 1 (no match)]", "true | grep x @ (no output) [exit 1 (no match)]",
            "grep x /none 2>/dev/null @ (no output) [exit 2]", "exit 1 @ (no output) [exit 1]", "timeout 0.01 sleep 9 @ (no output) [exit 124 (time limit of timeout)]", "kill -9 $$ @ (no output) [exit 137 (SIGKILL)]", "kill $$ @ (no output) [exit 143 (SIGTERM)]",
            "exit 255 @ (no output) [exit 255]", "no-such-program 2>/dev/null @ (no output) [exit 127 (command not found)]", "printf 'a\\nb' | diff /dev/null - > /dev/null; diff /dev/null /etc/passwd > /dev/null @ (no output) [exit 1 (differences)]"})
    void knownExitCodesAreExplained(String command, String text) {
        assertEquals(text.replace('|', '\n'), text(command));
    }

    @Test
    void bothStreamsComeInTheOrderOfWriting() {
        assertEquals("1\n2\n3\n4\n[exit 0]", text("echo 1; echo 2 >&2; echo 3; bash -c 'echo 4 >&2'"));
    }

    @Test
    void everyCallIsANewShell() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        run("cd sub; X=1; export Y=2");
        assertEquals(folder + " ()\n[exit 0]", text("echo $PWD \"($X$Y)\""));
    }

    @Test
    void theInputIsEmpty() {
        assertEquals("done 1\n[exit 0]", text("cat; read x; echo done $?"));
        assertTrue(text("cat /dev/tty 2>&1").contains("/dev/tty"), "there is no terminal");
    }

    @Test
    void secretsAreNotInTheEnvironment() {
        use(Map.of("MY_TOKEN", "t0ken-1", "CODEX_SSH_PASS", "t0ken-2", "OPENAI_API_KEY", "t0ken-3", "INNOCENT", "yes"), limits(30_000));
        var text = run("env; cat /proc/self/environ | tr '\\0' '\\n'; tr '\\0' '\\n' < /proc/$$/environ").text();
        assertFalse(text.contains("t0ken"), text);
        assertTrue(text.contains("INNOCENT=yes\n") && text.contains("\nSX=1\n") && text.contains("TERM=dumb\n"), text);
    }

    @Test
    void aLongOutputIsCutInTheMiddleAndKeptWhole() throws IOException {
        use(Map.of(), limits(600));
        var outcome = run("i=0; while [ $i -lt 1000 ]; do echo line $i; i=$((i+1)); done; exit 4");
        assertTrue(outcome.text().startsWith("line 0\nline 1\n"), outcome.text());
        assertTrue(outcome.text().contains("\nline 999\n[exit 4, "), outcome.text());
        var file = detail(outcome).file();
        assertTrue(outcome.text().contains("lines (8 kB) omitted; full output: " + file + " …]\n"), outcome.text());
        assertTrue(detail(outcome).truncated());
        assertEquals(1000, Files.readAllLines(file).size());
        assertEquals(List.of(file), kept());
        assertEquals("rwx------", java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(outputs)));
    }

    @Test
    void tenMegabytesAreBounded() throws IOException {
        var outcome = run("head -c 10000000 /dev/zero | tr '\\0' x; echo; echo end");
        assertTrue(outcome.text().length() < 3500, "length " + outcome.text().length());
        assertTrue(outcome.text().contains("\nend\n[exit 0, "), outcome.text().substring(2000));
        assertEquals(10_000_005, Files.size(detail(outcome).file()));
    }

    @Test
    void progressEscapesAndBytesThatAreNoTextAreCleaned() {
        assertEquals("100%\n[exit 0]", text("printf '1%%\\r50%%\\r100%%\\n'"));
        assertEquals("red\n[exit 0]", text("printf '\\033[31mred\\033[0m\\a\\n'"));
        assertEquals("a\ufffdb\n[exit 0]", text("printf 'a\\377b\\n'"));
    }

    @Test
    void binaryOutputIsKeptAndNotShown() throws IOException {
        var outcome = run("head -c 2000 /dev/zero");
        assertTrue(outcome.text().startsWith("(binary output, 2 kB, saved to " + outputs), outcome.text());
        assertEquals(2000, Files.size(detail(outcome).file()));
    }

    @Test
    void aTimeLimitEndsTheWholeGroup() {
        var outcome = run(Json.object().put("command", "echo before; bash -c '" + sleep.command() + " & setsid " + sleep.command() + " & wait'").put("timeout", 400));
        assertEquals("before\n[timed out after 0.4 s; process group killed; partial output above]", outcome.text());
        assertTrue(outcome.error());
        assertNull(detail(outcome).exit());
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void aTimeLimitWithoutOutputSaysSo() {
        assertEquals("(no output) [timed out after 0.3 s; process group killed]", run(Json.object().put("command", sleep.command()).put("timeout", 300)).text());
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void whatDoesNotWantToEndIsEndedAllTheSame() {
        var outcome = run(Json.object().put("command", "trap '' TERM HUP INT; " + sleep.command() + " & (trap '' TERM; exec setsid " + sleep.command() + ") & wait; wait").put("timeout", 400));
        assertTrue(outcome.error());
        assertEquals(List.of(), sleep.running());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SLEEP & echo hi", "setsid SLEEP & echo hi", "nohup SLEEP & echo hi", "(SLEEP &); echo hi", "SLEEP > /dev/null 2>&1 & echo hi", "SLEEP & disown; echo hi", "env -i SLEEP & echo hi"})
    void aCommandIsOverWhenTheShellIsAndWhatItLeavesEndsWithTheRun(String command) throws IOException {
        var outcome = run(command);
        assertFalse(outcome.error());
        assertTrue(outcome.text().startsWith("hi\n[exit 0, "), outcome.text());
        assertTrue(outcome.text().matches("(?s).*\n\\[left 1 background process: \\d+ .*; ended when the run ends]"), outcome.text());
        assertEquals(1, kept().size(), "it may still write");
        assertTimeoutPreemptively(SOON, commands::close);
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void manyThatAreLeftAreAllNamed() {
        var text = run("SLEEP & SLEEP & exec 3>&1; SLEEP >&3 & echo hi").text();
        assertTrue(text.matches("(?s)hi\n.*\n\\[left 3 background processes: \\d+ .*, \\d+ .*, \\d+ .*; ended when the run ends]"), text);
    }

    @Test
    void cancellingEndsEverythingAtOnce() throws Exception {
        var pipe = folder.resolve("ready");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        var running = CompletableFuture.supplyAsync(() -> call(Json.object().put("command", "echo out; " + sleep.command() + " & setsid " + sleep.command() + " & echo x > ready; wait")).run(cancel));
        assertTimeoutPreemptively(SOON, () -> Files.readString(pipe));
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        var outcome = running.get(10, TimeUnit.SECONDS);
        assertTrue(outcome.text().endsWith("[cancelled by user; processes ended]"), outcome.text());
        assertTrue(outcome.text().startsWith("out\n"), outcome.text());
        assertTrue(outcome.error());
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void cancellingEndsWhatIgnoresTheRequestToo() throws Exception {
        var pipe = folder.resolve("ready");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        var running = CompletableFuture.supplyAsync(() -> call(Json.object().put("command", "trap '' TERM; " + sleep.command() + " & echo x > ready; wait; wait")).run(cancel));
        assertTimeoutPreemptively(SOON, () -> Files.readString(pipe));
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        running.get(10, TimeUnit.SECONDS);
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void whatWasCancelledBeforeItBeganLeavesNothing() {
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        var outcome = run("SLEEP");
        assertTrue(outcome.text().endsWith("[cancelled by user; processes ended]"), outcome.text());
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void aFolderToRunInIsTakenAndShown() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        assertTrue(run(Json.object().put("command", "pwd").put("workdir", "sub")).text().startsWith(folder.resolve("sub") + "\n"));
        var call = call(Json.object().put("command", "pwd").put("workdir", "sub"));
        assertEquals("pwd\n(in sub)", call.preview());
        assertEquals(List.of(new Subject.Runs("pwd", folder.resolve("sub"))), call.subjects());
        assertEquals("pwd", call(Json.object().put("command", "pwd")).preview());
        assertEquals("bash pwd", call.line());
    }

    @Test
    void aFolderThatIsALinkIsWhereItLeads() throws IOException {
        var elsewhere = Files.createDirectory(temporary.toRealPath().resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        assertEquals(List.of(new Subject.Runs("pwd", elsewhere)), call(Json.object().put("command", "pwd").put("workdir", "link")).subjects());
        assertEquals(List.of(new Subject.Runs("pwd", elsewhere)), call(Json.object().put("command", "pwd").put("workdir", "link/../link")).subjects());
    }

    @Test
    void aFolderThatHasBecomeALinkMeanwhileIsRefused() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        var call = call(Json.object().put("command", "pwd").put("workdir", "sub"));
        Files.delete(folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("sub"), temporary);
        assertTrue(assertThrows(ToolError.class, () -> call.run(cancel)).getMessage().contains("leads elsewhere now"));
    }

    @Test
    void whatCannotBeRunIsRefused() {
        assertTrue(assertThrows(ToolError.class, () -> run(Json.object().put("command", "pwd").put("workdir", "none"))).getMessage().contains("no folder none"));
        assertTrue(assertThrows(ToolError.class, () -> run("  \n ")).getMessage().contains("empty"));
        assertTrue(assertThrows(ToolError.class, () -> run("ls \0")).getMessage().contains("NUL"));
        assertTrue(assertThrows(ToolError.class, () -> run("x".repeat(300_000))).getMessage().contains("cannot be started"));
        assertThrows(ToolError.class, () -> run(Json.object().put("command", "ls").put("timeout", 0)));
    }

    @Test
    void aTimeLimitAboveTheMostIsTheMost() {
        use(Map.of(), LIMITS);
        var declared = Json.write(bash.declaration().parameters());
        assertTrue(declared.contains("60000 if left out, 90000 at most"), declared);
        assertTrue(run(Json.object().put("command", "echo hi").put("timeout", 2_000_000_000)).text().startsWith("hi\n"));
    }

    @Test
    void aHarmlessGitCommandRunsNothingOfTheRepository() throws Exception {
        run("git init -q . && git config core.fsmonitor 'touch ran; false'");
        run("git status");
        assertFalse(Files.exists(folder.resolve("ran")));
        run("git status; true");
        assertFalse(Files.exists(folder.resolve("ran")));
        assertEquals(Access.EXEC, bash.access());
    }

    @Test
    void aCommandInTheBackgroundReturnsAtOnce() {
        var outcome = run(Json.object().put("command", sleep.command()).put("background", true));
        assertEquals("job 1 runs in the background; bash_output shows what it prints, all of it is in " + outputs.resolve("1.log"), outcome.text());
        assertFalse(outcome.error());
        assertNull(detail(outcome).exit());
        assertTimeoutPreemptively(SOON, commands::close);
        assertEquals(List.of(), sleep.running());
    }

    @ParameterizedTest
    @CsvSource({"0,0.0 s", "40,0.0 s", "94,0.1 s", "1000,1 s", "1200,1.2 s", "120000,120 s", "61000,61 s"})
    void timesAreShown(long millis, String shown) {
        assertEquals(shown, Foreground.seconds(Duration.ofMillis(millis)));
    }

    private void useSmall() {
        var inherited = Map.of("PATH", System.getenv("PATH"), "HOME", temporary.toString());
        commands = new Commands(new OutputFiles(outputs.getParent(), "run", 1 << 20), ChildEnvironment.of(inherited, ""), new Cancel());
        bash = new Bash(workspace, LIMITS, commands);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "yes >&2", "trap '' TERM; yes | cat"})
    void aCommandThatFloodsIsEnded(String command) throws IOException {
        useSmall();
        var outcome = run(command);
        assertTrue(outcome.error());
        assertTrue(outcome.text().endsWith("\n[more than 1 MiB of output; process group killed]"), () -> outcome.text().substring(Math.max(0, outcome.text().length() - 200)));
        assertEquals(1 << 20, Files.size(detail(outcome).file()), "no more is kept of it");
    }

    @Test
    void whatACommandLeavesRunningIsEndedWhenItFloods() throws Exception {
        useSmall();
        assertTrue(run("(SLEEP & yes) &").text().contains("[left "));
        assertEquals(0, sleep.running(0).size());
    }

    @Test
    void aJobThatFloodsIsEnded() {
        useSmall();
        run(Json.object().put("command", "yes").put("background", true));
        var look = new BashOutput(LIMITS, commands);
        var job = commands.job(1).orElseThrow();
        assertTrue(job.group().await(SOON));
        var text = look.call(Json.object().put("job", 1)).run(cancel).text();
        assertTrue(text.endsWith("[job 1 ended, exit 137] [more than 1 MiB of output; process group killed]"), () -> text.substring(Math.max(0, text.length() - 200)));
    }
}
