package scorpiox.tool.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
import scorpiox.model.Tool;
import scorpiox.settings.Project;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.shell.Commands;
import scorpiox.tool.shell.OutputFiles;
import scorpiox.tool.user.ToolFile.Origin;

/// Executables as tools: found, described, called. Java tools are in UserToolScriptTest.
class UserToolsTest {
    private static final String DESCRIPTION = "{\"description\":\"Tells the weather.\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]},\"class\":\"READ\"}";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Sleeps sleep = new Sleeps();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final List<String> progress = new CopyOnWriteArrayList<>();

    @TempDir
    Path temporary;
    private Path tools;
    private Path work;
    private Path marks;
    private Commands commands;
    private Duration describing = Duration.ofSeconds(10);
    private Duration together = Duration.ofSeconds(20);
    private long mostOutput = 256L << 20;
    private Optional<Trusted> trusted = Optional.empty();

    @BeforeEach
    void open() throws IOException {
        tools = Files.createDirectories(temporary.toRealPath().resolve("config/tools"));
        work = Files.createDirectory(temporary.toRealPath().resolve("work"));
        marks = temporary.toRealPath().resolve("marks");
        commands = commands(new Cancel());
    }

    @AfterEach
    void end() {
        commands.close();
        sleep.close();
    }

    private Commands commands(Cancel run) {
        var variables = ChildEnvironment.of(Map.of("PATH", System.getenv("PATH"), "HOME", temporary.toString(), "MY_TOKEN", "very-secret-value"), "");
        return new Commands(new OutputFiles(temporary.resolve("state"), "run", mostOutput), variables, run);
    }

    private Path executable(Path folder, String name, String script) throws IOException {
        Files.createDirectories(folder);
        var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script.replace("SLEEP", sleep.command()).replace("MARKS", marks.toString()) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /// A tool that describes itself, and notes that it was asked to.
    private Path weather(String body) throws IOException {
        return executable(tools, "weather.sh", "[ \"$1\" = --sx-describe ] && { echo described >>MARKS; echo '" + DESCRIPTION + "'; exit; }\n" + body);
    }

    private List<LocalTool> all(Map<Origin, Path> folders) {
        var limits = Limits.USUAL;
        var setup = new UserTools.Setup(new Workspace(work, List.of(), temporary), limits, commands, true, List.of(), temporary.resolve("cache/tools"), trusted,
                notices::add, progress::add, new UserTools.Patience(describing, together, describing));
        return new UserTools(setup).of(ToolFile.in(folders, Set.of("read", "bash"), notices::add).values(), new Cancel());
    }

    private List<LocalTool> all() {
        return all(Map.of(Origin.USER, tools));
    }

    private LocalTool only() {
        var all = all();
        assertEquals(1, all.size(), () -> notices.toString());
        return all.getFirst();
    }

    private Outcome run(LocalTool tool, ObjectNode arguments) {
        return assertTimeoutPreemptively(SOON, () -> tool.call(arguments, "call_7").run(new Cancel()));
    }

    private static ObjectNode oslo() {
        return Json.object().put("city", "Oslo");
    }

    private List<String> marks() throws IOException {
        return Files.exists(marks) ? Files.readAllLines(marks) : List.of();
    }

    @Test
    void anExecutableDescribesItselfOnceAndIsCalledWithJson() throws IOException {
        weather("cat; echo \"$SX_TOOL|$SX_CWD|$SX_CALL_ID|$MY_TOKEN|$TERM|$(pwd)\"");
        var tool = only();
        var declaration = assertInstanceOf(Tool.Function.class, tool.declaration());
        assertEquals("weather", declaration.name());
        assertEquals("Tells the weather.", declaration.description());
        assertEquals("[\"city\"]", Json.write(declaration.parameters().path("required")));
        assertEquals(Access.READ, tool.access());
        assertTrue(tool.foreign());
        assertEquals("{\"city\":\"Oslo\"}\nweather|" + work + "|call_7||dumb|" + work + "\n", run(tool, oslo()).text());
        only();
        assertEquals(List.of("described"), marks());
        assertEquals(List.of(), notices);
    }

    @Test
    void aCallNamesTheToolAndItsArguments() throws IOException {
        var file = weather("");
        var call = only().call(Json.object().put("city", "New\nYork"), "");
        assertEquals("weather city=\"New\\nYork\"", call.line());
        assertEquals(file + "\ncity = \"New\\nYork\"", call.preview());
        assertEquals(List.of(new Subject.Invokes("weather", Access.READ, "city=\"New\\nYork\"")), call.subjects());
    }

    @Test
    void aChangedFileIsDescribedAgain() throws IOException {
        weather("echo one");
        assertEquals("one\n", run(only(), oslo()).text());
        weather("echo two");
        assertEquals("two\n", run(only(), oslo()).text());
        assertEquals(2, marks().size());
        try (var kept = Files.list(temporary.resolve("cache/tools"))) {
            assertEquals(1, kept.filter(file -> file.toString().endsWith(".json")).count(), "the older entry is gone");
        }
    }

    @Test
    void aToolThatChangedWithinTheRunIsNotStarted() throws IOException {
        weather("echo one");
        var tool = only();
        weather("echo evil >>MARKS");
        var error = assertThrows(ToolError.class, () -> run(tool, oslo()));
        assertTrue(error.getMessage().contains("weather.sh has changed since this run began"), error.getMessage());
        Files.delete(tools.resolve("weather.sh"));
        assertThrows(ToolError.class, () -> run(tool, oslo()));
        assertEquals(List.of("described"), marks());
    }

    @Test
    void aSideFileDescribesAndTheProgramIsNotAsked() throws IOException {
        executable(tools, "weather", "echo called >>MARKS; cat");
        Files.writeString(tools.resolve("weather.json"), DESCRIPTION.replace("READ", "NET").replace("}}", "}},\"timeout_ms\":5000"));
        var tool = only();
        assertEquals(Access.NET, tool.access());
        assertEquals(List.of(), marks());
        assertEquals("{\"city\":\"Oslo\"}\n", run(tool, oslo()).text());
        Files.writeString(tools.resolve("weather.json"), DESCRIPTION);
        assertThrows(ToolError.class, () -> run(tool, oslo()), "the side file says what it is allowed to do");
        assertEquals(Access.READ, only().access());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "exit 0 | it prints no schema for --sx-describe",
            "echo hello | what it prints for --sx-describe is no JSON (line 1)",
            "printf '{\"a\":\\n\\n,' | what it prints for --sx-describe is no JSON (line 3)",
            "head -c 300 /dev/urandom | what it prints for --sx-describe is no JSON",
            "echo '[1]' | what it prints for --sx-describe is no JSON object",
            "echo '{}' | what it prints for --sx-describe has no description",
            "echo '{\"description\":\" \",\"parameters\":{}}' | what it prints for --sx-describe has no description",
            "echo '{\"description\":\"x\"}' | what it prints for --sx-describe has no schema: parameters is no JSON object",
            "echo '{\"description\":\"x\",\"parameters\":[]}' | what it prints for --sx-describe has no schema: parameters is no JSON object",
            "echo '{\"description\":\"x\",\"parameters\":{\"type\":\"string\"}}' | what it prints for --sx-describe has no schema of an object: the type of parameters is \"string\"",
            "echo '{\"description\":\"x\",\"parameters\":{\"properties\":[]}}' | what it prints for --sx-describe has no schema: its properties are no JSON object",
            "echo '{\"description\":\"x\",\"parameters\":{},\"class\":\"ROOT\"}' | what it prints for --sx-describe has the class \"ROOT\", which is none of READ, WRITE, EXEC and NET",
            "echo '{\"description\":\"x\",\"parameters\":{},\"timeout_ms\":-1}' | what it prints for --sx-describe has a timeout_ms that is no number of milliseconds",
            "yes | what it prints for --sx-describe is longer than 64 KiB",
            "head -c 70000 /dev/zero | what it prints for --sx-describe is longer than 64 KiB",
            "echo 'no such option' >&2; exit 1 | --sx-describe fails with exit 1: no such option",
            "exit 3 | --sx-describe fails with exit 3",
            "kill -9 $$ | --sx-describe fails with exit 137"})
    void aFileThatIsNoToolIsLeftOutWithItsPathAndTheReason(String script, String why) throws IOException {
        var file = executable(tools, "broken", "echo asked >>MARKS\n" + script);
        weather("echo fine");
        assertEquals(List.of("weather"), all().stream().map(LocalTool::name).toList(), "the run goes on without it");
        assertEquals(1, notices.size(), notices::toString);
        assertTrue(notices.getFirst().startsWith(file + ": this tool is left out: " + why), notices.getFirst());
        assertEquals(List.of("weather"), all().stream().map(LocalTool::name).toList());
        assertEquals(notices.getFirst(), notices.get(1), "said at each run");
        assertEquals(1, marks().stream().filter("asked"::equals).count(), "and asked once");
    }

    @Test
    void oneThatHangsIsEndedWithAllItStartedAndTriedAgainWhenTouched() throws IOException {
        describing = Duration.ofMillis(300);
        var file = executable(tools, "hangs", "echo asked >>MARKS; SLEEP & SLEEP");
        assertEquals(List.of(), all());
        assertEquals(file + ": this tool is left out: --sx-describe takes longer than 0.3 s; touch it to try again", notices.getFirst());
        assertEquals(0, sleep.running(0).size());
        all();
        assertEquals(1, marks().size());
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
        all();
        assertEquals(2, marks().size());
    }

    @Test
    void whatADescriptionLeavesRunningIsEndedAtOnce() throws IOException {
        executable(tools, "leaves", "SLEEP >/dev/null 2>&1 & echo '" + DESCRIPTION + "'");
        only();
        assertEquals(0, sleep.running(0).size());
    }

    @Test
    void aBrokenSideFileIsNamed() throws IOException {
        executable(tools, "weather", "echo called >>MARKS");
        Files.writeString(tools.resolve("weather.json"), "{\n \"description\": }");
        assertEquals(List.of(), all());
        assertEquals(tools.resolve("weather") + ": this tool is left out: its side file weather.json is no JSON (line 2)", notices.getFirst());
        assertEquals(List.of(), marks());
    }

    @Test
    void onlyExecutablesAndJavaFilesDirectlyInTheFolderAreTools() throws IOException {
        weather("");
        Files.writeString(tools.resolve("notes.txt"), "no tool");
        Files.writeString(tools.resolve("README.md"), "no tool");
        executable(tools, ".hidden", "exit 1");
        executable(tools, "weather.sh~", "exit 1");
        executable(tools, "other.json", "exit 1");
        executable(tools.resolve("lib"), "helper", "exit 1");
        Files.createSymbolicLink(tools.resolve("gone"), tools.resolve("nowhere"));
        Files.createDirectory(tools.resolve("folder.java"));
        assertEquals(List.of("weather"), all().stream().map(LocalTool::name).toList());
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Weather", "w", "2weather", "wea-ther", "wea ther", "wetter_ü", "weather.test.sh", "_weather"})
    void aNameThatNoToolMayHaveIsTold(String name) throws IOException {
        var file = executable(tools, name, "exit 1");
        assertEquals(List.of(), all());
        assertEquals(List.of(file + ": this tool is left out: a tool's name is made of small letters, digits and _ and begins with a letter"), notices);
    }

    @Test
    void theFirstOfTwoWithOneNameCountsAndABuiltInToolAlways() throws IOException {
        var folders = new LinkedHashMap<Origin, Path>();
        for (var origin : Origin.values()) folders.put(origin, temporary.resolve("of-" + origin));
        trusted = Optional.of(trusted());
        var mine = executable(folders.get(Origin.USER), "weather", "echo '" + DESCRIPTION.replace("Tells", "Mine tells") + "'");
        var team = executable(folders.get(Origin.TEAM), "weather.py", "exit 1");
        executable(folders.get(Origin.TEAM), "tides", "echo '" + DESCRIPTION + "'");
        var project = executable(folders.get(Origin.PROJECT), "tides.sh", "exit 1");
        var bash = executable(folders.get(Origin.PROJECT), "bash", "exit 1");
        assertEquals(List.of("weather", "tides"), all(folders).stream().map(LocalTool::name).toList());
        assertEquals(List.of(team + ": this tool is left out: there is already a tool weather, " + mine, bash + ": this tool is left out: there is a built-in tool bash",
                project + ": this tool is left out: there is already a tool tides, " + folders.get(Origin.TEAM).resolve("tides")), notices);
    }

    private Trusted trusted() throws IOException {
        var project = new Project(work.toRealPath());
        return new Trusted(project, project.fingerprint());
    }

    @Test
    void aToolOfAProjectIsStartedOnlyAsItWasTrusted() throws IOException {
        var folder = work.resolve(".scorpiox/tools");
        executable(folder, "deploy", "[ \"$1\" = --sx-describe ] && { echo described >>MARKS; echo '" + DESCRIPTION + "'; exit; }\necho called >>MARKS");
        trusted = Optional.of(trusted());
        var tool = all(Map.of(Origin.PROJECT, folder)).getFirst();
        run(tool, oslo());
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib/helper.sh"), "echo evil");
        var error = assertThrows(ToolError.class, () -> run(tool, oslo()));
        assertEquals(".scorpiox/tools/deploy is not started: something of it or beside it changed since the project was trusted; config trust accepts it as it is now", error.getMessage());
        assertEquals(List.of("described", "called"), marks());
    }

    @Test
    void aToolOfAProjectThatChangedIsNotEvenAskedWhatItIs() throws IOException {
        var folder = work.resolve(".scorpiox/tools");
        executable(folder, "deploy", "echo asked >>MARKS; echo '" + DESCRIPTION + "'");
        trusted = Optional.of(trusted());
        executable(folder, "deploy", "echo evil >>MARKS; echo '" + DESCRIPTION + "'");
        assertEquals(List.of(), all(Map.of(Origin.PROJECT, folder)));
        assertTrue(notices.getFirst().contains("changed since the project was trusted"), notices::toString);
        assertEquals(List.of(), marks());
    }

    @Test
    void exitTwoIsARefusalAndOthersAreFailures() throws IOException {
        weather("read line; case $line in *two*) echo 'not today' >&2; exit 2;; esac; echo half; echo why >&2; exit 3");
        var tool = only();
        assertEquals("refused: not today", assertThrows(ToolError.class, () -> run(tool, Json.object().put("city", "two"))).getMessage());
        var failed = run(tool, oslo());
        assertTrue(failed.error());
        assertTrue(failed.text().matches("half\n\\[errors]\nwhy\n\\[weather failed: exit 3, \\d+(\\.\\d)? s]"), failed.text());
    }

    @Test
    void whatItWritesToItsErrorsIsProgress() throws IOException {
        weather("echo 'asking the satellite' >&2; printf '10 %%\\r90 %%\\rdone\\r\\n' >&2; printf 'unfinished ä' >&2; echo 12");
        assertEquals("12\n", run(only(), oslo()).text());
        assertEquals(List.of("  weather: asking the satellite", "  weather: done", "  weather: unfinished ä"), progress);
        assertFalse(Files.exists(temporary.resolve("state/run/2.log")), "nothing is kept of it");
    }

    @Test
    void aFloodOfProgressIsCut() throws IOException {
        weather("seq 5000 >&2; echo 12");
        assertEquals("12\n", run(only(), oslo()).text());
        assertEquals(201, progress.size());
        assertEquals("  weather: … more lines than are shown", progress.getLast());
    }

    @Test
    void theTimeItAsksForIsItsLimit() throws IOException {
        executable(tools, "slow", "SLEEP");
        Files.writeString(tools.resolve("slow.json"), "{\"description\":\"Sleeps.\",\"parameters\":{\"type\":\"object\"},\"timeout_ms\":300}");
        var outcome = run(only(), Json.object());
        assertEquals("[timed out after 0.3 s; process group killed]", outcome.text());
        assertTrue(outcome.error());
        assertEquals(Access.EXEC, only().access());
        assertEquals(0, sleep.running(0).size());
    }

    @Test
    void aLongOutputIsCutAndKept() throws IOException {
        weather("seq 100000");
        var outcome = run(only(), oslo());
        assertTrue(outcome.text().startsWith("1\n2\n") && outcome.text().endsWith("100000\n") && outcome.text().length() < 31_000);
        var kept = assertInstanceOf(Detail.Command.class, outcome.detail()).file();
        assertEquals(100_000, Files.readAllLines(kept).size());
    }

    @Test
    void aChildLeftBehindDoesNotHoldTheCallAndEndsWithTheRun() throws IOException {
        weather("SLEEP & echo 12");
        var outcome = run(only(), oslo());
        assertTrue(outcome.text().matches("(?s)12\n\\[left 1 background process: .*; ended when the run ends]"), outcome.text());
        assertEquals(1, sleep.running(1).size());
        commands.close();
        assertEquals(0, sleep.running(0).size());
    }

    @Test
    void cancellingEndsItWithEverythingItStarted() throws Exception {
        weather("SLEEP & SLEEP");
        var call = only().call(oslo(), "");
        var cancel = new Cancel();
        var outcome = CompletableFuture.supplyAsync(() -> call.run(cancel));
        sleep.running(2);
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        assertEquals("[cancelled by user; processes ended]", outcome.get(10, TimeUnit.SECONDS).text());
        assertEquals(0, sleep.running(0).size());
    }

    @Test
    void aRunThatIsCancelledWhileItDescribesEnds() throws Exception {
        executable(tools, "hangs", "SLEEP");
        var cancel = new Cancel();
        commands = commands(cancel);
        var setup = new UserTools.Setup(new Workspace(work, List.of(), temporary), Limits.USUAL, commands, true, List.of(), temporary.resolve("cache/tools"), trusted,
                notices::add, progress::add, UserTools.Patience.USUAL);
        var files = new ArrayList<>(ToolFile.in(Map.of(Origin.USER, tools), Set.of(), notices::add).values());
        var described = CompletableFuture.supplyAsync(() -> assertThrows(Failure.class, () -> new UserTools(setup).of(files, cancel)));
        sleep.running(1);
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        assertEquals(Failure.Kind.CANCELLED, described.get(10, TimeUnit.SECONDS).kind());
        assertEquals(0, sleep.running(0).size());
        assertEquals(List.of(), notices);
        try (var kept = Files.list(temporary.resolve("cache/tools"))) {
            assertEquals(0, kept.filter(file -> file.toString().endsWith(".json")).count(), "that it was cancelled is not remembered");
        }
    }

    @Test
    void withoutAPlaceForTheCacheItIsDescribedEachTime() throws IOException {
        Files.writeString(temporary.resolve("cache"), "a file");
        weather("echo 12");
        assertEquals("12\n", run(only(), oslo()).text());
        only();
        assertEquals(2, marks().size());
    }

    @Test
    void aBrokenEntryOfTheCacheIsMadeAgain() throws IOException {
        weather("echo 12");
        only();
        try (var kept = Files.list(temporary.resolve("cache/tools"))) {
            for (var file : kept.filter(each -> each.toString().endsWith(".json")).toList()) Files.writeString(file, "{\"description\":{\"description\":");
        }
        assertEquals("12\n", run(only(), oslo()).text());
        assertEquals(2, marks().size());
    }

    @Test
    void aJavaToolWithoutJBangSaysWhatToInstall() throws IOException {
        Files.writeString(tools.resolve("tides.java"), "class tides {}");
        assertEquals(List.of(), all());
        assertEquals(List.of(tools.resolve("tides.java") + ": this tool is left out: a Java tool needs JBang, and there is none: install it (https://jbang.dev)"), notices);
    }

    @Test
    void anExecutableCannotMakeItselfACommandLine() throws IOException {
        executable(tools, "sly", "[ \"$1\" = --sx-describe ] && { echo '" + DESCRIPTION.replace("}}", "}},\"argv\":{\"slots\":[{\"name\":\"city\",\"kind\":\"POSITIONAL\"}]}") + "'; exit; }\necho \"$# $(cat)\"");
        assertEquals("0 {\"city\":\"Oslo\"}\n", run(only(), oslo()).text());
    }

    @Test
    void toolsThatHangDoNotKeepOthersWaitingAndShareTheTime() throws IOException {
        for (var i = 0; i < 4; i++) executable(tools, "hangs" + i, "SLEEP");
        describing = Duration.ofSeconds(60);
        together = Duration.ofMillis(400);
        executable(tools, "late", "echo asked >>MARKS; echo '" + DESCRIPTION + "'");
        assertEquals(List.of(), assertTimeoutPreemptively(SOON, () -> all()));
        assertEquals(5, notices.size());
        for (var notice : notices) assertTrue(notice.endsWith("this tool is left out: other tools took too long to describe themselves; the next run asks it again"), notice);
        assertEquals(List.of(), marks());
        assertEquals(0, sleep.running(0).size());
        for (var i = 0; i < 4; i++) Files.delete(tools.resolve("hangs" + i));
        together = Duration.ofSeconds(20);
        assertEquals("late", only().name(), "that it was late is not remembered");
    }

    @Test
    void someAreAskedAtTheSameTime() throws IOException {
        executable(tools, "first", "while [ ! -e MARKS ]; do sleep 0.02; done; echo '" + DESCRIPTION + "'");
        executable(tools, "second", "echo here >MARKS; echo '" + DESCRIPTION + "'");
        assertEquals(List.of("first", "second"), assertTimeoutPreemptively(SOON, () -> all()).stream().map(LocalTool::name).toList(), notices::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"weather.json", "weather"})
    void aPipeInPlaceOfAFileKeepsNobodyWaiting(String name) throws Exception {
        var tool = weather("echo 12");
        Files.move(tool, tools.resolve("weather"));
        var before = only();
        Files.deleteIfExists(tools.resolve(name));
        assertEquals(0, new ProcessBuilder("mkfifo", "-m", "755", tools.resolve(name).toString()).start().waitFor());
        assertEquals(List.of(), assertTimeoutPreemptively(SOON, () -> all()));
        if (name.endsWith(".json")) assertEquals(List.of(tools.resolve("weather") + ": this tool is left out: its side file weather.json is no file"), notices);
        else assertThrows(ToolError.class, () -> run(before, oslo()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "yes >&2", "yes & wait"})
    void aToolThatFloodsIsEnded(String script) throws IOException {
        mostOutput = 1 << 20;
        commands = commands(new Cancel());
        weather(script);
        var outcome = run(only(), oslo());
        assertTrue(outcome.error());
        assertTrue(outcome.text().endsWith("[more than 1 MiB of output; process group killed]"), () -> outcome.text().substring(Math.max(0, outcome.text().length() - 200)));
    }
}
