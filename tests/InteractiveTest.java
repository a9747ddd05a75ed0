package scorpiox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

/// `sx` in a real terminal: questions about calls, and conversations. Needs tmux; without it the tests are skipped.
@Isolated("keys reach a terminal late on a busy machine")
class InteractiveTest {
    private static final String SX = Sx.ROOT.resolve("scripts/sx").toString();

    @TempDir
    Path home;

    private Path work;
    private Simulator simulator;

    @BeforeEach
    void needsTmux() throws IOException {
        assumeTrue(Tmux.installed(), "tmux is not installed");
        work = Files.createDirectories(home.resolve("work"));
    }

    @AfterEach
    void stop() {
        if (simulator != null) simulator.close();
    }

    private Sx backend(String rules) throws IOException {
        simulator = new Simulator(Simulator.Setup.answering(Scenario.of(Json.read("{\"rules\": [" + rules + "]}"), Path.of(""))), Thread.ofVirtual().factory());
        return new Sx("sx", home).backend(simulator.url());
    }

    private static String calls(String call) {
        return "{\"when\": {\"output\": \".\"}, \"answer\": {\"text\": \"Done.\"}}, {\"answer\": {\"parts\": [" + call + "]}}";
    }

    private String lastOutput() {
        var input = simulator.requests().getLast().body().path("input");
        return input.get(input.size() - 1).path("output").asText();
    }

    @Test
    void aWriteIsAskedAboutWithItsDiffInColour() throws IOException {
        Files.writeString(work.resolve("a.txt"), "old line\n");
        var sx = backend(calls("{\"call\": \"apply_patch\", \"arguments\": {\"input\": \"*** Begin Patch\\n*** Update File: a.txt\\n-old line\\n+new line\\n*** End Patch\"}}"));
        try (var tmux = new Tmux(work, sx, 100, 30, "screen-256color", SX, "change it")) {
            var screen = tmux.until("[n]o, or why not, then Enter:");
            assertTrue(screen.contains("-old line") && screen.contains("+new line") && screen.contains("[a]lways this in this run"), screen);
            assertTrue(tmux.coloured().contains("\u001b[32m+new line"), tmux.coloured());
            assertEquals("old line\n", Files.readString(work.resolve("a.txt")));
            tmux.type("y", "Enter");
            tmux.exit();
            assertEquals("new line\n", Files.readString(work.resolve("a.txt")));
        }
    }

    @Test
    void aCommandIsShownWithNothingHiddenAndANoWithItsReasonReachesTheModel() throws IOException {
        var sx = backend(calls("{\"call\": \"bash\", \"arguments\": {\"command\": \"echo safe\\u001b[8m; touch made\\u202e\"}}"));
        try (var tmux = new Tmux(work, sx, 100, 30, "screen-256color", SX, "go")) {
            var screen = tmux.until("why not, then Enter:");
            assertTrue(screen.contains("echo safe\\x1b[8m; touch made\\u202e"), screen);
            assertFalse(screen.contains("[a]lways"), screen);
            tmux.type("too dangerous", "Enter");
            tmux.exit();
            assertEquals("denied: the user said no: too dangerous", lastOutput());
            assertFalse(Files.exists(work.resolve("made")));
        }
    }

    @Test
    void alwaysCoversTheSameCommandAndNoOther() throws IOException {
        var sx = backend("{\"when\": {\"output\": \"three\"}, \"answer\": {\"text\": \"Done.\"}}, {\"when\": {\"output\": \"two\"}, \"answer\": {\"parts\": [{\"call\": \"bash\", \"arguments\": {\"command\": \"echo three\"}}]}},"
                + "{\"times\": 1, \"answer\": {\"parts\": [{\"call\": \"bash\", \"arguments\": {\"command\": \"echo two\"}}]}},"
                + "{\"answer\": {\"text\": \"?\"}}");
        try (var tmux = new Tmux(work, sx, 100, 30, "screen-256color", SX, "go")) {
            tmux.until("[a]lways bash(echo two)");
            tmux.type("a", "Enter");
            tmux.until("[a]lways bash(echo three)");
            tmux.type("n", "Enter");
            tmux.exit();
        }
    }

    @ParameterizedTest
    @CsvSource({"screen-256color, 100", "screen-256color, 40", "dumb, 80"})
    void aConversationGoesOnLineByLine(String term, int columns) throws IOException {
        Files.writeString(work.resolve("a.txt"), "one\n");
        var sx = backend("{\"when\": {\"output\": \".\"}, \"answer\": {\"text\": \"It says **one**.\"}}, {\"when\": {\"text\": \"read\"}, \"answer\": {\"parts\": [{\"call\": \"read\", \"arguments\": {\"file_path\": \"a.txt\"}}]}},"
                + "{\"answer\": {\"text\": \"Hello.\"}}");
        try (var tmux = new Tmux(work, sx, columns, 40, term, SX)) {
            tmux.until("/help\n> ");
            tmux.type("say \"hi\" it's", "Enter");
            tmux.until("Hello.");
            tmux.type("read a.txt", "Enter");
            var screen = tmux.until("It says");
            assertTrue(screen.contains("● read a.txt"), screen);
            assertEquals(term.equals("dumb"), screen.contains("**one**"));
            tmux.type("/show", "Enter");
            tmux.until("(end of file, 1 line)");
            tmux.type("/mode edit", "Enter");
            tmux.until("mode edit");
            tmux.type("/effort high", "Enter");
            tmux.until("effort high");
            tmux.type("!echo from my shell", "Enter");
            tmux.until("from my shell");
            tmux.type("/nonsense", "Enter");
            tmux.until("no command /nonsense");
            tmux.type("/usage", "Enter");
            tmux.until("tokens in");
            tmux.type("/quit", "Enter");
            assertEquals(0, tmux.exit());
            var first = simulator.requests().getFirst().body().path("input");
            assertEquals("say \"hi\" it's", first.get(first.size() - 1).path("content").get(0).path("text").asText());
        }
    }

    @Test
    void controlCStopsAnAnswerKeepsItsTextAndTwiceLeaves() throws IOException {
        var sx = backend("{\"times\": 1, \"answer\": {\"text\": \"one two three four five six seven eight nine ten\", \"faults\": [\"stall:8\"]}}, {\"answer\": {\"text\": \"Second.\"}}");
        try (var tmux = new Tmux(work, sx, 80, 30, "screen-256color", SX)) {
            tmux.until("/help\n> ");
            tmux.type("begin", "Enter");
            tmux.until("one");
            tmux.type("C-c");
            tmux.until("stopped; what has come is kept");
            tmux.type("go on", "Enter");
            tmux.until("Second.");
            tmux.prompt(3);
            var input = simulator.requests().getLast().body().path("input");
            assertTrue(input.get(input.size() - 2).path("content").get(0).path("text").asText().startsWith("one"), input.toString());
            tmux.type("C-c");
            tmux.until("Ctrl-C again leaves");
            tmux.prompt(4);
            tmux.type("C-c");
            assertEquals(0, tmux.exit());
        }
    }

    @Test
    void aTerminalThatGoesAwayTakesTheCommandsWithIt() throws Exception {
        try (var sleeps = new Sleeps()) {
            var sx = backend(calls("{\"call\": \"bash\", \"arguments\": {\"command\": \"" + sleeps.command() + "\"}}"));
            var tmux = new Tmux(work, sx, 80, 30, "screen-256color", SX, "--mode", "full", "go");
            tmux.until(sleeps.command());
            while (sleeps.running().isEmpty()) Thread.onSpinWait();
            var sleeping = sleeps.running().getFirst();
            tmux.close();
            sleeping.onExit().get(10, TimeUnit.SECONDS);
            assertEquals(List.of(), sleeps.running());
        }
    }
}
