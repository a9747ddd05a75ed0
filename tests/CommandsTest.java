package scorpiox.tool.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.Sleeps;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.tool.ToolError;

class CommandsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final Sleeps sleep = new Sleeps();
    private final Cancel run = new Cancel();

    @TempDir
    Path folder;
    private Path state;
    private Commands commands;

    @BeforeEach
    void open() {
        state = folder.resolve("state/out");
        commands = commands(Map.of("PATH", System.getenv("PATH")));
    }

    @AfterEach
    void endWhatIsLeft() {
        commands.close();
        sleep.close();
    }

    private Commands commands(Map<String, String> environment) {
        return new Commands(new OutputFiles(state, "run"), environment, run);
    }

    private Job job(String line) {
        return commands.startJob(line.replace("SLEEP", sleep.command()), folder, LIFE);
    }

    private static void ended(Job job) {
        assertTrue(assertTimeoutPreemptively(SOON, () -> job.group().await(SOON)));
    }

    @Test
    void closingEndsJobsAndWhatCommandsHaveLeft() {
        job("SLEEP");
        job("trap '' TERM; setsid SLEEP & wait; wait");
        var left = commands.start(sleep.command() + " & echo", folder, commands.outputs().next());
        assertTrue(left.await(SOON));
        assertTimeoutPreemptively(SOON, commands::close);
        assertEquals(List.of(), sleep.running());
        assertTimeoutPreemptively(SOON, commands::close, "once more does no harm");
    }

    @Test
    void cancellingTheRunAsksAllOfThemToEnd() {
        var job = job("SLEEP & setsid SLEEP & wait");
        run.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        ended(job);
        commands.close();
        assertEquals(List.of(), sleep.running());
    }

    @Test
    void thereIsLessTimeToEndInOnceTheRunIsCancelled() {
        assertEquals(Duration.ofSeconds(2), commands.grace());
        run.cancel(Failure.of(Failure.Kind.TERMINATED, "terminated"));
        assertTrue(commands.grace().compareTo(Duration.ofMillis(500)) <= 0);
    }

    @Test
    void aJobThatOutlivesItsTimeIsEnded() {
        var job = commands.startJob(sleep.command() + " & wait", folder, Duration.ofMillis(200));
        ended(job);
        commands.close();
        assertEquals(List.of(), sleep.running());
        assertEquals(143, job.exit());
    }

    @Test
    void eightJobsRunAtATime() {
        for (var i = 0; i < 8; i++) job("SLEEP");
        assertTrue(assertThrows(ToolError.class, () -> job("true")).getMessage().contains("already 8 background jobs; end one with bash_kill"));
        commands.job(3).orElseThrow().group().end(Duration.ofMillis(100));
        assertEquals(9, job("true").id());
    }

    @Test
    void jobsAreNumberedAndKnown() {
        assertFalse(commands.hasJobs());
        var first = job("exit 3");
        var second = job("true");
        assertTrue(commands.hasJobs());
        assertEquals(List.of(first, second), commands.jobs());
        assertEquals(2, commands.job(2).orElseThrow().id());
        assertTrue(commands.job(3).isEmpty());
        ended(first);
        assertEquals(3, first.exit());
    }

    @Test
    void aJobThatCannotBeStartedIsNone() {
        assertThrows(ToolError.class, () -> commands.startJob("true", folder.resolve("none"), LIFE));
        assertFalse(commands.hasJobs());
    }

    @Test
    void withoutBashTheShellOfTheSystemIsTaken() throws IOException {
        var programs = Files.createDirectory(folder.resolve("programs"));
        Files.copy(scorpiox.base.ProcessGroup.program("setsid", System.getenv("PATH")).orElseThrow(), programs.resolve("setsid"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        commands = commands(Map.of("PATH", programs.toString()));
        var job = job("echo $0");
        ended(job);
        assertEquals("/bin/sh\n", Files.readString(job.output()));
    }

    @Test
    void outputsAreInAFolderOfTheRunForTheUserAlone() throws IOException {
        var outputs = new OutputFiles(state, "other");
        assertFalse(Files.exists(state), "nothing is made before it is needed");
        assertEquals(state.resolve("other/1.log"), outputs.next());
        assertEquals(state.resolve("other/2.log"), outputs.next());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(outputs.folder())));
        outputs.close();
        assertTrue(Files.exists(outputs.folder()), "there is something in it");
        outputs.drop(state.resolve("other/1.log"));
        outputs.drop(state.resolve("other/2.log"));
        outputs.close();
        assertFalse(Files.exists(outputs.folder()));
    }

    @Test
    void outputsOfRunsOfMoreThanAWeekAgoAreRemoved() throws IOException {
        for (var name : List.of("old", "young")) Files.writeString(Files.createDirectories(state.resolve(name)).resolve("1.log"), "x");
        Files.setLastModifiedTime(state.resolve("old"), FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        Files.setLastModifiedTime(state.resolve("young"), FileTime.from(Instant.now().minus(Duration.ofDays(6))));
        new OutputFiles(state, "new").next();
        assertFalse(Files.exists(state.resolve("old")));
        assertTrue(Files.exists(state.resolve("young/1.log")));
    }

    @Test
    void onlyOutputsAreRemoved() throws IOException {
        var elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("mine.txt"), "x");
        Files.createDirectories(state);
        Files.createSymbolicLink(state.resolve("link"), elsewhere);
        Files.createDirectories(state.resolve("old/sub/sub"));
        var past = FileTime.from(Instant.now().minus(Duration.ofDays(30)));
        Files.setLastModifiedTime(elsewhere, past);
        Files.setLastModifiedTime(state.resolve("old"), past);
        new OutputFiles(state, "new").next();
        assertTrue(Files.exists(elsewhere.resolve("mine.txt")), "a link is not followed");
    }

    @Test
    void aStateFolderThatCannotBeUsedIsAnError() throws IOException {
        Files.createDirectories(state.getParent());
        Files.writeString(state, "a file");
        assertTrue(assertThrows(ToolError.class, () -> job("true")).getMessage().startsWith("outputs cannot be kept in "));
    }
}
