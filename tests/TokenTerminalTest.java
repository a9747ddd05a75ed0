package scorpiox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

/// `fetchtoken login` in a real terminal.
@Isolated("keys reach a terminal late on a busy machine")
class TokenTerminalTest {
    private static final String FETCHTOKEN = Sx.ROOT.resolve("scripts/fetchtoken").toString();

    @TempDir
    Path home;

    @BeforeEach
    void needsTmux() {
        assumeTrue(Tmux.installed(), "tmux is not installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"screen-256color", "dumb"})
    void theKeyIsNotShownWhileItIsTyped(String term) throws IOException {
        var setup = new Simulator.Setup(0, Set.of("typed-key-of-this-test"), Set.of(), Scenario.empty(), List.of(), Optional.empty(), Optional.empty());
        try (var simulator = new Simulator(setup, Thread.ofVirtual().factory());
                var tmux = new Tmux(home, new Sx("fetchtoken", home), 100, 20, term, FETCHTOKEN, "login", "--key")) {
            tmux.until("Base URL:");
            tmux.type(simulator.url(), "Enter");
            tmux.until("Key (not shown):");
            tmux.type("typed-key-of-this-test", "Enter");
            var screen = tmux.until("base URL and key work and are kept in");
            assertFalse(screen.contains("typed-key"), screen);
            assertTrue(Files.readString(home.resolve(".config/scorpiox/scorpiox-env.txt")).contains("CODEX_API_KEY=typed-key-of-this-test"));
        }
    }

    /// Whoever types next wants to see it.
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP"})
    void aTerminalIsPutBackWhenTheProgramIsEnded(String signal) throws IOException, InterruptedException {
        var marker = "http://127.0.0.1:1/marker-" + signal;
        var sane = "stty -a | tr ' ;' '\\n\\n' | grep -c -x -e icanon -e echo -e icrnl";
        try (var tmux = new Tmux(home, new Sx("fetchtoken", home), 100, 20, "screen-256color", "bash", "-c", FETCHTOKEN + " login --key --base-url " + marker + "; echo modes=$(" + sane + ")")) {
            tmux.until("Key (not shown):");
            var running = ProcessHandle.allProcesses().filter(each -> List.of(each.info().arguments().orElse(new String[0])).contains(marker)).findFirst().orElseThrow();
            new ProcessBuilder("kill", "-" + signal, String.valueOf(running.pid())).start().waitFor();
            var screen = tmux.until("modes=");
            assertTrue(tmux.until("exit=").contains("modes=3"), screen);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Base URL:", "Key (not shown):"})
    void whoLeavesTheQuestionHasLeft(String question) throws IOException {
        var line = FETCHTOKEN + " login --key; code=$?; stty -a > after; exit $code";
        try (var tmux = new Tmux(home, new Sx("fetchtoken", home), 100, 20, "screen-256color", "bash", "-c", "stty -a > before; " + line)) {
            tmux.until("Base URL:");
            if (!question.startsWith("Base")) tmux.type("http://127.0.0.1:1", "Enter");
            tmux.until(question);
            tmux.type("C-c");
            assertTrue(tmux.until("exit=").contains("exit=130"));
            assertEquals(Files.readString(home.resolve("before")), Files.readString(home.resolve("after")));
            assertEquals(false, Files.exists(home.resolve(".config/scorpiox/scorpiox-env.txt")));
        }
    }
}
