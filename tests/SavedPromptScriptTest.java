package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;

/// `sx --save` and `sx -t` as processes: what is kept, and what is then sent.
@Execution(ExecutionMode.CONCURRENT)
class SavedPromptScriptTest {
    @TempDir
    Path home;
    private Simulator simulator;

    @BeforeEach
    void start() {
        simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofVirtual().factory());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private Sx sx() {
        return new Sx("sx", home).backend(simulator.url());
    }

    private Sx.Ended saved(String... args) {
        var ended = new Sx("sx", home).run(args);
        assertEquals(0, ended.exit(), ended.err());
        return ended;
    }

    private String sent() {
        var input = simulator.requests().getLast().body().path("input");
        var content = input.get(input.size() - 1).path("content");
        return content.get(content.size() - 1).path("text").asText();
    }

    @Test
    void aPromptIsKeptWithoutBeingRun() throws IOException {
        var file = home.resolve(".config/scorpiox/prompts/review.md");
        var kept = sx().stdin("not read").run("--save", "review", "--effort", "high", "review ${input} for ${focus}");
        assertAll(() -> assertEquals(0, kept.exit()), () -> assertEquals("", kept.out()), () -> assertEquals("sx: kept in " + file + "; sx -t review runs it\n", kept.err()));
        assertEquals("---\nflags: [\"--effort\", \"high\"]\n---\nreview ${input} for ${focus}\n", Files.readString(file));
        assertEquals(List.of(), simulator.requests());
        assertEquals("sx: replaced " + file + "; sx -t review runs it\n", sx().silentStdin().run("--save", "review", "-p", "é ${input}").err());
        assertEquals("---\nflags: []\n---\né ${input}\n", Files.readString(file));
    }

    @Test
    void itIsRunWithStdinItsParametersAndItsFlags() {
        saved("--save", "review", "--effort", "high", "-x", "review ${input} for ${focus}");
        var ended = sx().stdin("the diff\n").run("-t", "review", "--param", "focus=perf");
        assertEquals(0, ended.exit(), ended.err());
        assertEquals("review the diff for perf", sent());
        assertEquals("high", simulator.requests().getLast().body().path("reasoning").path("effort").asText());
        sx().stdin("the diff").run("-t", "review", "--param", "focus=perf", "--effort", "low", "and", "be brief");
        assertEquals("review the diff for perf\n\nand be brief", sent());
        assertEquals("low", simulator.requests().getLast().body().path("reasoning").path("effort").asText());
        sx().run("--param", "focus=$HOME ${input}", "-t", "review", "-p", "undo");
        assertEquals("review undo for $HOME ${input}", sent());
    }

    @Test
    void withoutAPlaceForItStdinIsContextAsEver() {
        saved("--save", "sum", "sum it up");
        sx().stdin("a\nb").run("-t", "sum");
        assertEquals("sum it up\n\n<stdin>\na\nb\n</stdin>", sent());
        sx().stdin("a\nb").run("-t", "sum", "in German");
        assertEquals("sum it up\n\nin German\n\n<stdin>\na\nb\n</stdin>", sent());
        sx().run("-t", "sum", "--no-stdin");
        assertEquals("sum it up", sent());
    }

    @Test
    void otherInputGoesWithIt() throws IOException {
        Files.writeString(home.resolve("a.txt"), "text of a\n");
        saved("--save", "sum", "sum up ${input}");
        sx().stdin("data").run("-t", "sum", "-f", "a.txt");
        assertEquals("<file name=\"a.txt\">\ntext of a\n</file>\n\nsum up data", sent());
        sx().stdin("data").run("-t", "sum", "-f", "-", "this");
        assertEquals("<file name=\"stdin\">\ndata\n</file>\n\nsum up this", sent());
    }

    @Test
    void eventsAndDryRunsWork() throws IOException {
        saved("--save", "say", "say ${input}");
        var events = sx().run("-t", "say", "--json", "hi");
        assertEquals("turn.completed", Json.read(events.out().lines().toList().getLast()).path("type").asText());
        assertEquals("say hi", sent());
        var requests = simulator.requests().size();
        var dry = sx().stdin("hi").run("-t", "say", "--dry-run");
        assertTrue(Json.read(dry.out()).path("input").toString().contains("say hi"), dry.out());
        assertEquals(requests, simulator.requests().size());
        var refused = sx().run("-t", "nothing", "--json");
        assertEquals(2, refused.exit());
        assertEquals("turn.failed", Json.read(refused.out().lines().toList().getLast()).path("type").asText());
        assertEquals(2, sx().run("-t", "say", "--json").exit());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "-t review                                   | needs focus",
            "-t review --param focus=a --param x=b       | --param x",
            "-t review --param focus=a                   | needs input: pipe it in, or give it as words",
            "-t reveiw hi                                | no saved prompt reveiw: did you mean review?",
            "-t ../review hi                             | no file ../review",
            "-t a..b hi                                  | names of prompts are letters",
            "-t ./clone.md hi                            | --yolo may not stand in a file given by its path",
            "--save review                               | --save review: there is no prompt to keep",
            "--save a/b hi                               | names of prompts are letters",
            "--save review hi -e CODEX_API_KEY=sealed-01 | -e CODEX_API_KEY is a secret and is not kept",
            "--save review -t review hi                  | --save and --template exclude each other",
            "--param a=b hi                              | --param goes with --template",
    })
    void badInputIsOneLineAndExitTwo(String line, String message) throws IOException {
        saved("--save", "review", "review ${input} for ${focus}");
        Files.writeString(home.resolve("clone.md"), "---\nflags: [\"--yolo\"]\n---\nhello\n");
        var ended = sx().run(line.split(" "));
        assertAll(() -> assertEquals(2, ended.exit(), ended.err()), () -> assertEquals("", ended.out()), () -> assertEquals(1, ended.err().lines().count(), ended.err()),
                () -> assertTrue(ended.err().contains(message), ended.err()), () -> assertFalse(ended.err().contains("sealed-01")));
        assertEquals(List.of(), simulator.requests());
    }

    /// Not even credentials are needed to be told what is missing.
    @Test
    void whatIsMissingIsSaidBeforeAnythingElse() {
        saved("--save", "review", "review ${focus}");
        var ended = new Sx("sx", home).run("-t", "review");
        assertEquals(2, ended.exit(), ended.err());
        saved("--save", "explain", "explain ${input}");
        var nothing = new Sx("sx", home).run("-t", "explain", "--no-stdin");
        assertEquals(2, nothing.exit(), nothing.err());
    }

    @Test
    void aFileOfAProjectIsTakenByItsPath() throws IOException {
        var project = Files.createDirectories(home.resolve("project/prompts"));
        Files.write(project.resolve("say.md"), "---\ndescription: says it\nflags: [\"-s\", \"be kind\"]\n---\nsay ${input}\n".getBytes(StandardCharsets.UTF_8));
        sx().in(home.resolve("project")).run("-t", "prompts/say.md", "hi");
        assertEquals("say hi", sent());
        assertTrue(simulator.requests().getLast().body().toString().contains("be kind"));
        assertEquals(0, sx().run("-C", "project", "-t", "prompts/say.md", "hi").exit());
    }

    @Test
    void theTeamsPromptsAreThereToo() throws IOException {
        var team = Files.createDirectories(home.resolve("team/prompts")).getParent();
        Files.writeString(team.resolve("prompts/ours.md"), "our ${input}");
        assertEquals(0, sx().env("SX_TEAM", team.toString()).run("-t", "ours", "way").exit());
        assertEquals("our way", sent());
    }
}
