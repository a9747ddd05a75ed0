package scorpiox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the commands of `config` ask somebody at a real terminal.
@Isolated("keys reach a terminal late on a busy machine")
class ConfigQuestionsTest {
    private static final String CONFIG = Sx.ROOT.resolve("scripts/config").toString();

    @TempDir
    Path home;
    private Path project;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Tmux.installed(), "tmux is not installed");
        project = Files.createDirectories(home.toRealPath().resolve("project"));
        Files.createDirectories(project.resolve(".git"));
    }

    @ParameterizedTest
    @CsvSource({"y, 0, trusted", "YES, 0, trusted", "n, 1, ''", "'', 1, ''", "yes please, 1, ''", "never, 1, refused"})
    void whoeverIsAskedAboutAProjectDecides(String answer, int exit, String kept) throws IOException {
        Files.writeString(project.resolve("scorpiox-env.txt"), "CODEX_API_KEY=secret-of-this-test-0123\nCODEX_BASE_URL=http://127.0.0.1:9\n");
        try (var tmux = terminal("trust")) {
            var screen = tmux.until("Trust it, until something of this changes? [y]es, [N]o or never:");
            assertTrue(screen.contains("set CODEX_API_KEY=***  (scorpiox-env.txt:1)"), screen);
            assertTrue(screen.contains("set CODEX_BASE_URL=\"http://127.0.0.1:9\"  (scorpiox-env.txt:2)"), screen);
            tmux.type(answer, "Enter");
            assertEquals(exit, tmux.exit(), tmux.screen());
            assertFalse(tmux.screen().contains("secret-of-this-test"), tmux.screen());
        }
        var listed = new Sx("config", home).in(project).run("trust", "--list").out();
        assertEquals(kept.isEmpty() ? "" : String.format("%-8s %s\n", kept, project), listed);
    }

    @Test
    void whatChangesWhileSomebodyReadsIsNotTrusted() throws IOException {
        Files.writeString(project.resolve("scorpiox-env.txt"), "CODEX_BASE_URL=http://127.0.0.1:9\n");
        try (var tmux = terminal("trust")) {
            tmux.until("[N]o or never:");
            Files.writeString(project.resolve("scorpiox-env.txt"), "CODEX_BASE_URL=http://127.0.0.1:10\n");
            tmux.type("y", "Enter");
            assertEquals(2, tmux.exit());
            assertTrue(tmux.screen().contains("has changed while you looked"), tmux.screen());
        }
        assertFalse(Files.exists(home.resolve(".config/scorpiox/trust.json")));
    }

    @ParameterizedTest
    @CsvSource({"y, 0, false", "n, 1, true", "'', 1, true"})
    void aProfileIsRemovedOnceAgreed(String answer, int exit, boolean there) throws IOException {
        var file = Files.createDirectories(home.resolve(".config/scorpiox/profiles")).resolve("work.txt");
        Files.writeString(file, "MODEL=x\n");
        try (var tmux = terminal("profile", "remove", "work")) {
            tmux.until("[y/N]");
            tmux.type(answer, "Enter");
            assertEquals(exit, tmux.exit(), tmux.screen());
        }
        assertEquals(there, Files.exists(file));
    }

    /// Once more, and the second time it is right; or given up; or kept for later.
    @ParameterizedTest
    @CsvSource({"e, 0, MODEL=second, 0", "d, 1, MODEL=first, 0", "k, 2, MODEL=first, 1", "'', 2, MODEL=first, 1"})
    void aTextThatCannotBeUsedIsForItsWriterToDecide(String answer, int exit, String text, int copies) throws IOException {
        Files.writeString(project.resolve("scorpiox-env.txt"), "MODEL=first\n");
        var script = "f() { if grep -q first \"$1\"; then echo broken >\"$1\"; else echo MODEL=second >\"$1\"; fi; }; f";
        try (var tmux = new Tmux(home, new Sx("config", home).env("EDITOR", script), 100, 20, "screen-256color", "sh", "-c",
                "cd project && exec '" + CONFIG + "' edit")) {
            assertTrue(tmux.until("[e]dit again").contains("scorpiox-env.txt:1: a setting is KEY=VALUE"));
            tmux.type(answer, "Enter");
            assertEquals(exit, tmux.exit(), tmux.screen());
        }
        assertEquals(text + "\n", Files.readString(project.resolve("scorpiox-env.txt")));
        try (var files = Files.walk(home.resolve(".local/state/scorpiox"))) {
            assertEquals(copies, files.filter(Files::isRegularFile).count());
        }
    }

    /// Ctrl-C is for the editor, as far as it likes.
    @Test
    void theEditorHasTheTerminalToItself() throws IOException {
        Files.writeString(project.resolve("scorpiox-env.txt"), "MODEL=first\n");
        var script = "f() { trap 'echo got-it' INT; echo MODEL=second >\"$1\"; echo ready; read line; read line; }; f";
        try (var tmux = new Tmux(home, new Sx("config", home).env("EDITOR", script), 100, 20, "screen-256color", "sh", "-c",
                "cd project && exec '" + CONFIG + "' edit")) {
            tmux.until("ready");
            tmux.type("C-c");
            tmux.until("got-it");
            tmux.type("Enter", "Enter");
            assertTrue(tmux.until("exit=").contains("is written"), tmux.screen());
        }
        assertEquals("MODEL=second\n", Files.readString(project.resolve("scorpiox-env.txt")));
    }

    @Test
    void aSecretIsTypedUnseen() throws IOException {
        try (var tmux = terminal("--set", "CODEX_API_KEY", "-", "--level", "user")) {
            tmux.until("CODEX_API_KEY (not shown):");
            tmux.type("secret-of-this-test-0123", "Enter");
            var screen = tmux.until("exit=0");
            assertFalse(screen.contains("secret-of"), screen);
            assertTrue(screen.contains("CODEX_API_KEY set in"), screen);
        }
        assertEquals("CODEX_API_KEY=secret-of-this-test-0123\n", Files.readString(home.resolve(".config/scorpiox/scorpiox-env.txt")));
    }

    private Tmux terminal(String... args) throws IOException {
        return new Tmux(home, new Sx("config", home), 100, 20, "screen-256color", "sh", "-c", "cd project && exec '" + CONFIG + "' " + String.join(" ", args));
    }
}
