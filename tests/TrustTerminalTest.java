package scorpiox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import scorpiox.simulator.Simulator;

/// The question about a project in a real terminal.
@Isolated("keys reach a terminal late on a busy machine")
class TrustTerminalTest {
    private static final String SX = "'" + Sx.ROOT.resolve("scripts/sx") + "'";
    private static final String QUESTION = "[y]es, [N]o or never:";

    @TempDir
    Path home;
    private Path clone;

    @BeforeEach
    void cloneIt() throws IOException {
        assumeTrue(Tmux.installed(), "tmux is not installed");
        home = home.toRealPath();
        clone = Files.createDirectories(home.resolve("clone/.git")).getParent();
    }

    private void settings(String url) throws IOException {
        Files.writeString(clone.resolve("scorpiox-env.txt"), "CODEX_BASE_URL=" + url + "\nCODEX_API_KEY=sealed-key-of-this-test\n");
    }

    private Tmux terminal(String... lines) throws IOException {
        return new Tmux(home, new Sx("sx", home), 140, 60, "screen-256color", "bash", "-c", "cd clone; " + String.join("; ", lines));
    }

    private Path decisions() {
        return home.resolve(".config/scorpiox/trust.json");
    }

    @Test
    void enterMeansNoAndNobodyIsReached() throws IOException {
        try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            settings("http://127.0.0.1:" + listener.getLocalPort());
            try (var tmux = terminal(SX + " hello; echo first=$?", "echo data | " + SX + " hello; echo second=$?", SX + " hello; echo third=$?")) {
                var screen = tmux.until(QUESTION);
                assertTrue(screen.contains("The project " + clone + " is not trusted yet. It would:"), screen);
                assertTrue(screen.contains("set CODEX_BASE_URL=\"http://127.0.0.1:" + listener.getLocalPort() + "\"  (scorpiox-env.txt:1)"), screen);
                assertTrue(screen.contains("set CODEX_API_KEY=") && screen.contains("(scorpiox-env.txt:2)"), screen);
                assertFalse(screen.contains("sealed-key"), screen);
                tmux.type("Enter");
                assertTrue(tmux.until("first=2").contains("would change where the prompt goes"));
                until(tmux, 2);
                tmux.type("n", "Enter");
                tmux.until("second=2");
                until(tmux, 3);
                tmux.type("C-c");
                tmux.until("third=130");
            }
            listener.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, () -> listener.accept().close());
            assertFalse(Files.exists(decisions()));
        }
    }

    @Test
    void whoSaysYesIsAskedAgainOnlyWhenSomethingChanges() throws IOException {
        try (var simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofVirtual().factory())) {
            settings(simulator.url());
            try (var tmux = terminal(SX + " one; echo first=$?", SX + " two; echo second=$?", "printf '#' >> scorpiox-env.txt", SX + " three; echo third=$?")) {
                tmux.until(QUESTION);
                assertFalse(Files.exists(decisions()), "nothing is written before the answer");
                assertEquals(0, simulator.requests().size());
                tmux.type("y", "Enter");
                tmux.until("first=0");
                assertTrue(Files.readString(decisions()).contains("\"" + clone + "\""));
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(decisions())));
                tmux.until("second=0");
                until(tmux, 2);
                var screen = tmux.until("has changed since you trusted it. It would now:");
                assertFalse(screen.contains("sealed-key"), screen);
                assertEquals(2, simulator.requests().size());
                tmux.type("Enter");
                tmux.until("third=2");
                assertEquals(2, simulator.requests().size());
            }
        }
    }

    @Test
    void neverIsKeptToo() throws IOException {
        settings("http://127.0.0.1:1");
        try (var tmux = terminal(SX + " one; echo first=$?", SX + " two; echo second=$?")) {
            tmux.until(QUESTION);
            tmux.type("never", "Enter");
            tmux.until("first=2");
            tmux.until("second=2");
            until(tmux, 1);
        }
    }

    @Test
    void aToolsNameCannotRepaintTheQuestion() throws IOException {
        var tool = clone.resolve(".scorpiox/tools/good\u001b[2J\u001b[H\u001b[8m\rhidden");
        Files.createDirectories(tool.getParent());
        Files.writeString(tool, "#!/bin/sh\ntouch '" + home.resolve("marker") + "'\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var tmux = terminal("echo before", SX + " --provider demo hello; echo first=$?")) {
            var screen = tmux.until(QUESTION);
            assertTrue(screen.contains("before"), screen);
            assertTrue(screen.contains("offer its tool \"good\\x1b[2J\\x1b[H\\x1b[8m\\x0dhidden\" to the model,"), screen);
            tmux.type("Enter");
            screen = tmux.until("first=0");
            assertTrue(screen.contains("goodhidden"), screen);
        }
        assertFalse(Files.exists(home.resolve("marker")));
    }

    /// The answer counts although it cannot be kept, and one line says so.
    @Test
    void aYesThatCannotBeKeptCountsOnce() throws IOException {
        try (var simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofVirtual().factory())) {
            settings(simulator.url());
            Files.writeString(home.resolve(".config"), "a file in the folder's place");
            try (var tmux = terminal(SX + " one; echo first=$?", SX + " two; echo second=$?")) {
                tmux.until(QUESTION);
                tmux.type("yes", "Enter");
                var screen = tmux.until("first=0");
                assertTrue(screen.contains("the decision cannot be kept in " + decisions()) && screen.contains("it counts for this run"), screen);
                until(tmux, 2);
                tmux.type("Enter");
                tmux.until("second=2");
            }
            assertEquals(1, simulator.requests().size());
        }
    }

    /// Where nobody is to be asked, nobody is: a terminal makes no difference.
    @Test
    void whoWantsNoQuestionsGetsNone() throws IOException {
        settings("http://127.0.0.1:1");
        try (var tmux = terminal(SX + " --mode dontAsk one; echo first=$?")) {
            assertFalse(tmux.until("first=2").contains(QUESTION));
        }
    }

    private static void until(Tmux tmux, int questions) {
        for (var end = System.nanoTime() + 45_000_000_000L; System.nanoTime() < end; ) if (count(tmux.screen()) == questions) return;
        throw new AssertionError("never " + questions + " questions\n" + tmux.screen());
    }

    private static int count(String screen) {
        return (screen.length() - screen.replace(QUESTION, "").length()) / QUESTION.length();
    }
}
