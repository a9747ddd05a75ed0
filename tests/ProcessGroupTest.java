package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.Sleeps;

class ProcessGroupTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration GRACE = Duration.ofMillis(200);

    private final Sleeps sleep = new Sleeps();
    private final Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));

    @TempDir
    Path folder;
    private ProcessGroup group;

    @BeforeEach
    void isLinux() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "the marks of processes are only seen here");
    }

    @AfterEach
    void endWhatIsLeft() {
        if (group != null) group.end(Duration.ZERO);
        sleep.close();
    }

    private ProcessGroup start(String line) {
        try {
            group = ProcessGroup.start(List.of("bash", "-c", line.replace("SLEEP", sleep.command())), folder, environment, folder.resolve("out"));
            return group;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Starts a line that, when all it should start has been started, writes to the pipe `ready`.
    private void startAndWaitUntilReady(String line) throws Exception {
        var pipe = folder.resolve("ready");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        start(line);
        assertEquals("ready\n", assertTimeoutPreemptively(SOON, () -> Files.readString(pipe)));
    }

    private void ended() {
        assertTrue(assertTimeoutPreemptively(SOON, () -> group.await(SOON)));
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    @Test
    void aProgramRunsWithItsFolderItsVariablesAndNoInput() throws IOException {
        environment.put("GREETING", "hello");
        environment.put("HOME", "/nowhere");
        start("pwd; echo $GREETING $HOME; cat; echo err >&2; echo end; exit 3");
        ended();
        assertEquals(3, group.exit());
        assertEquals(folder.toRealPath() + "\nhello /nowhere\nerr\nend\n", output());
        assertFalse(group.running());
        assertEquals(List.of(), group.leftOver());
    }

    @Test
    void nothingOfOurOwnEnvironmentIsPassedOn() throws IOException {
        start("/usr/bin/env -0 | cut -z -d= -f1 | tr '\\0' ' '");
        ended();
        for (var name : output().strip().split(" ")) assertTrue(List.of("PATH", "PWD", "SHLVL", "_", "OLDPWD", "SX_CALL").contains(name), name);
    }

    @Test
    void whatEndsAProgramIsInItsExitCode() {
        start("kill -9 $$");
        ended();
        assertEquals(137, group.exit());
    }

    @Test
    void aFolderOrProgramThatDoesNotExistIsAnError() {
        assertThrows(IOException.class, () -> ProcessGroup.start(List.of("true"), folder.resolve("none"), environment, folder.resolve("out")));
    }

    @Test
    void waitingIsOverWhenTheProgramIsWhateverHoldsItsOutput() {
        start("SLEEP & echo hi");
        ended();
        assertEquals(0, group.exit());
        assertEquals(1, sleep.running(1).size());
        assertEquals(List.of(sleep.command()), group.leftOver().stream().map(ProcessGroup.Member::command).toList());
        assertEquals(sleep.running().getFirst().pid() + " " + sleep.command(), ProcessGroup.shown(group.leftOver()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SLEEP &", "SLEEP > /dev/null 2>&1 &", "setsid SLEEP &", "setsid SLEEP > /dev/null 2>&1 &", "nohup SLEEP > /dev/null 2>&1 &", "(SLEEP &)", "((SLEEP &) &)", "(setsid bash -c '(SLEEP &)' &)", "env -i SLEEP &", "env -i bash -c 'SLEEP & disown' &",
            "set -m; SLEEP &", "SLEEP & disown", "bash -c 'exec -a x SLEEP' &", "cd /; SLEEP &", "trap '' HUP TERM; SLEEP &", "unset SX_CALL; SLEEP &", "SLEEP & SLEEP & setsid SLEEP &", "cp \"$(command -v sleep)\" 'a) Z b'; './a) Z b' ${x:-SLEEP} & ",
            "exec 1>&- 2>&-; SLEEP &"})
    void whateverAProgramLeavesIsFoundAndEnded(String line) {
        var copied = line.contains("a) Z b");
        start(copied ? line.replace("${x:-SLEEP}", sleep.argument()) : line);
        ended();
        assertFalse(group.leftOver().isEmpty(), line);
        assertTimeoutPreemptively(SOON, () -> group.end(GRACE));
        assertEquals(List.of(), sleep.running(), line);
        assertEquals(List.of(), group.leftOver());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SLEEP & echo ready > ready; wait", "bash -c 'bash -c \"SLEEP & echo ready > ready; wait\"; true'; true", "trap '' TERM INT HUP; SLEEP & echo ready > ready; wait; wait", "setsid bash -c 'trap \"\" TERM; SLEEP & echo ready > ready; wait; wait'; true",
            "trap 'SLEEP' TERM; SLEEP & echo ready > ready; wait; wait", "trap 'setsid SLEEP & disown' TERM; SLEEP & echo ready > ready; wait; wait", "SLEEP & kill -STOP $!; echo ready > ready; wait", "(SLEEP & setsid SLEEP & echo ready > ready); SLEEP",
            "for i in 1 2 3 4 5 6 7 8; do SLEEP & setsid SLEEP & done; echo ready > ready; wait"})
    void everythingARunningProgramHasStartedIsEnded(String line) throws Exception {
        startAndWaitUntilReady(line);
        assertFalse(group.leftOver().isEmpty());
        assertTimeoutPreemptively(SOON, () -> group.end(GRACE));
        assertFalse(group.running());
        assertEquals(List.of(), sleep.running(), line);
    }

    @Test
    void aChildThatHidesIsFoundWhenItWasSeenBefore() throws Exception {
        startAndWaitUntilReady("env -i setsid bash -c 'SLEEP & echo ready > ready; wait' & wait");
        assertFalse(group.await(Duration.ofMillis(1)));
        group.terminate();
        ended();
        group.end(GRACE);
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void aChildIsRememberedThoughItsParentHasGone() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("go").toString()).start().waitFor());
        startAndWaitUntilReady("env -i setsid bash -c 'SLEEP & echo ready > ready; read x < go; exit' & wait; echo ready > ready; SLEEP");
        assertFalse(group.await(Duration.ofMillis(1)), "it is seen now");
        Files.writeString(folder.resolve("go"), "go\n");
        assertEquals("ready\n", assertTimeoutPreemptively(SOON, () -> Files.readString(folder.resolve("ready"))));
        assertFalse(group.await(Duration.ofMillis(1)), "and nobody's child now");
        group.end(GRACE);
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void endingGivesTimeToEndInOrder() throws Exception {
        startAndWaitUntilReady("trap 'echo bye; exit 5' TERM; SLEEP & setsid SLEEP & echo ready > ready; wait");
        sleep.running(2);
        group.end(Duration.ofSeconds(10));
        assertEquals("bye\n", output());
        assertEquals(5, group.exit());
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void everythingIsAskedOnceThoughItIsAskedForTwice() throws Exception {
        startAndWaitUntilReady("trap 'echo bye' TERM; setsid bash -c \"trap 'echo bye' TERM; echo ready > ready; SLEEP & wait; wait\" & wait; wait; wait");
        group.terminate();
        group.end(Duration.ofSeconds(1));
        assertEquals("bye\nbye\n", output());
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void askingToEndReturnsAtOnceAndReachesTheWholeGroup() throws Exception {
        startAndWaitUntilReady("SLEEP & setsid SLEEP & echo ready > ready; wait");
        var all = sleep.running(2);
        assertEquals(2, all.size());
        group.terminate();
        ended();
        for (var each : all) assertTimeoutPreemptively(SOON, () -> each.onExit().get());
    }

    @Test
    void endingWhatHasEndedHarmsNobody() {
        var other = start("SLEEP");
        group = null;
        start("true");
        ended();
        group.end(GRACE);
        group.terminate();
        assertTrue(other.running());
        other.end(GRACE);
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void twoGroupsDoNotKnowEachOther() {
        var first = start("setsid SLEEP & echo");
        ended();
        var second = start("true");
        ended();
        assertEquals(List.of(), second.leftOver());
        second.end(GRACE);
        assertEquals(1, first.leftOver().size());
        first.end(GRACE);
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void aProcessThatHasEndedAndWaitsForItsParentIsNotLeftOver() throws Exception {
        startAndWaitUntilReady("bash -c 'true & exec sleep 0.01' ; echo ready > ready");
        ended();
        assertEquals(List.of(), group.leftOver());
    }

    @Test
    void withoutTheProgramForSessionsTheGroupIsEndedAllTheSame() throws Exception {
        var programs = Files.createDirectory(folder.resolve("programs"));
        for (var name : List.of("bash", "sleep")) Files.copy(ProcessGroup.program(name, System.getenv("PATH")).orElseThrow(), programs.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        environment.put("PATH", programs.toString());
        startAndWaitUntilReady("bash -c 'SLEEP & echo ready > ready; wait'; exit 3");
        group.end(GRACE);
        assertEquals(List.of(), sleep.running());
        start("SLEEP & exit 3");
        ended();
        assertEquals(3, group.exit());
        assertEquals(1, group.leftOver().size());
        group.end(GRACE);
        assertEquals(List.of(), sleep.running());
    }

    @ParameterizedTest
    @CsvSource({"3,3", "0,0"})
    void theExitCodeOfAProgramComesThrough(int exit, int shown) {
        start("exit " + exit);
        ended();
        assertEquals(shown, group.exit());
    }

    @Test
    void aProgramIsFoundInTheFoldersOfAPathThatAreWhole() throws IOException {
        var tool = Files.createFile(folder.resolve("tool"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.createFile(folder.resolve("text"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        assertEquals(Optional.of(tool), ProcessGroup.program("tool", "/nowhere::.:" + folder));
        assertEquals(Optional.empty(), ProcessGroup.program("text", folder.toString()));
        assertEquals(Optional.empty(), ProcessGroup.program("tool", "."));
        assertEquals(Optional.empty(), ProcessGroup.program("tool", ""));
    }
}
