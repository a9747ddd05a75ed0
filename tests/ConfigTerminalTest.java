package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

/// `config` in a real terminal: the editor in full screen, plain questions, the guide.
@Isolated("keys reach a terminal late on a busy machine")
class ConfigTerminalTest {
    private static final String CONFIG = Sx.ROOT.resolve("scripts/config").toString();
    private static final String KEY = "typed-key-of-this-test";
    private static final Pattern SIGN_IN = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/oauth/authorize\\S+");

    @TempDir
    Path home;

    private Path settings;
    private Sx sx;

    @BeforeEach
    void needsTmux() throws IOException {
        assumeTrue(Tmux.installed(), "tmux is not installed");
        settings = Files.createDirectories(home.resolve(".config/scorpiox")).resolve("scorpiox-env.txt");
        sx = new Sx("config", home);
    }

    private Tmux open(int columns, int rows, String... command) throws IOException {
        return new Tmux(home, sx, columns, rows, "screen-256color", command.length == 0 ? new String[] {CONFIG} : command);
    }

    private static boolean fits(String screen, int columns, int rows) {
        return screen.lines().count() <= rows && screen.lines().allMatch(line -> line.length() <= columns);
    }

    private static ProcessHandle running(Tmux tmux) {
        var pane = ProcessHandle.of(Long.parseLong(tmux.state("#{pane_pid}"))).orElseThrow();
        return pane.descendants().filter(each -> List.of(each.info().arguments().orElse(new String[0])).contains("config")).findFirst().orElseThrow();
    }

    @Test
    void aValueIsChosenLookedAtAndSavedAndNothingElseChanges() throws IOException {
        Files.writeString(settings, "# mine\nPROVIDER=codex\n\nMODEL=opus   \n# end");
        try (var tmux = open(100, 30)) {
            var first = tmux.visibly(screen -> screen.contains("s save  ? help  q leave"));
            assertAll(() -> assertTrue(first.startsWith(" user: ~/.config/scorpiox/scorpiox-env.txt"), first), () -> assertTrue(first.contains(">  PROVIDER"), first),
                    () -> assertTrue(first.contains("user scorpiox-env.txt:2"), first), () -> assertTrue(fits(first, 100, 30), first), () -> assertEquals("1", tmux.state("#{alternate_on}")));
            tmux.type("j", "Enter");
            tmux.until("> opus  now");
            tmux.type("Down", "Enter");
            tmux.until("> *MODEL");
            tmux.type("C-s");
            var preview = tmux.until("Save this? y/n");
            assertTrue(preview.contains("-MODEL=opus") && preview.contains("+MODEL=sonnet") && preview.contains(" # end"), preview);
            tmux.type("y");
            tmux.until("saved: ~/.config/scorpiox/scorpiox-env.txt");
            assertEquals("# mine\nPROVIDER=codex\n\nMODEL=sonnet\n# end", Files.readString(settings));
            tmux.type("q");
            assertEquals(0, tmux.exit());
        }
    }

    @Test
    void itFollowsTheSizeOfTheWindowAndLosesNothing() throws IOException {
        Files.writeString(settings, "PROVIDER=codex\nMODEL=日本語-" + "長".repeat(60) + "\nCODEX_BASE_URL=https://x.example/" + "long".repeat(40) + "\n");
        try (var tmux = open(50, 12)) {
            var small = tmux.visibly(screen -> screen.contains("? help  q leave"));
            assertAll(() -> assertTrue(fits(small, 50, 12), small), () -> assertTrue(small.contains(">  PROVIDER"), small), () -> assertTrue(small.contains("from user scorpiox-env.txt:1"), small));
            tmux.type("/", "BASE_URL", "Enter", "Enter", "C-u", "http:/");
            tmux.visibly(screen -> screen.contains("= http:/") && screen.contains("must be an http"));
            tmux.resize(100, 30);
            tmux.visibly(screen -> screen.contains("= http:/") && screen.contains("must be an http or https URL, not http:/\n") && screen.lines().count() == 30);
            tmux.resize(40, 10);
            var least = tmux.visibly(screen -> screen.contains("= http:/") && screen.contains("Enter takes it") && screen.lines().count() == 10);
            assertTrue(fits(least, 40, 10), least);
            tmux.type("/h.example", "Enter");
            tmux.visibly(screen -> screen.contains("> *CODEX_BASE_URL") && screen.contains("http://h.example"));
            tmux.resize(15, 4);
            tmux.visibly(screen -> screen.contains("make it larger"));
            tmux.resize(100, 30);
            tmux.visibly(screen -> screen.contains("1 unsaved") && screen.contains("from user, unsaved"));
        }
    }

    @Test
    void aSecretIsHiddenWhileItIsTypedAndMaskedAfterwards() throws IOException {
        Files.writeString(settings, "PROVIDER=codex\n");
        try (var tmux = open(100, 30)) {
            tmux.until("q leave");
            tmux.type("/", "CODEX_API_KEY", "Enter", "Enter");
            tmux.until("no preset; a secret");
            tmux.type(KEY);
            var typing = tmux.until("•".repeat(KEY.length()));
            tmux.type("Enter");
            var masked = tmux.until("> *CODEX_API_KEY");
            tmux.type("s");
            var preview = tmux.until("+CODEX_API_KEY=••• (new)");
            tmux.type("y");
            tmux.until("saved: ");
            tmux.type("q");
            assertEquals(0, tmux.exit());
            for (var screen : List.of(typing, masked, preview, tmux.screen())) assertFalse(screen.contains("typed-key"), screen);
            assertEquals("PROVIDER=codex\nCODEX_API_KEY=" + KEY + "\n", Files.readString(settings));
        }
    }

    @Test
    void whoLeavesWithChangesIsAsked() throws IOException {
        Files.writeString(settings, "MODEL=opus\n");
        try (var tmux = open(100, 30)) {
            tmux.until("q leave");
            tmux.type("j", "u", "q");
            tmux.until("Leave without saving 1 change? y/n");
            tmux.type("n");
            tmux.visibly(screen -> screen.contains("s save  ? help"));
            tmux.type("Escape");
            tmux.until("Leave without saving 1 change? y/n");
            tmux.type("y");
            assertEquals(0, tmux.exit());
            assertEquals("MODEL=opus\n", Files.readString(settings));
        }
    }

    /// The terminal is as it was: its modes, its cursor, what stood on it.
    @ParameterizedTest
    @ValueSource(strings = {"C-c", "TERM", "HUP", "q"})
    void howeverItEndsTheTerminalIsClean(String end) throws IOException, InterruptedException {
        Files.writeString(settings, "MODEL=opus\n");
        var line = "stty -a > before; echo what stood here before; '" + CONFIG + "'; code=$?; stty -a > after; exit $code";
        try (var tmux = open(100, 30, "bash", "-c", line)) {
            tmux.until("q leave");
            assertFalse(tmux.visible().contains("what stood here before"));
            tmux.type("j", "Enter");
            tmux.until("> opus  now");
            if (end.equals("q")) {
                tmux.type("Escape");
                tmux.visibly(screen -> screen.contains("q leave"));
                tmux.type("q");
            } else if (end.equals("C-c")) tmux.type("C-c");
            else new ProcessBuilder("kill", "-" + end, String.valueOf(running(tmux).pid())).start().waitFor();
            assertEquals(end.equals("q") ? 0 : end.equals("C-c") ? 130 : 143, tmux.exit());
            var screen = tmux.visible();
            assertAll(() -> assertTrue(screen.startsWith("what stood here before\n"), screen), () -> assertFalse(screen.contains("opus"), screen), () -> assertEquals("0 1", tmux.state("#{alternate_on} #{cursor_flag}")),
                    () -> assertEquals(Files.readString(home.resolve("before")), Files.readString(home.resolve("after"))), () -> assertEquals("MODEL=opus\n", Files.readString(settings)));
        }
    }

    @Test
    void whatIsPastedIsTypedAndNoCommand() throws IOException {
        Files.writeString(settings, "MODEL=opus\n");
        Files.writeString(home.resolve("pasted"), "qqq\nuuu\n");
        try (var tmux = open(100, 30)) {
            tmux.until("q leave");
            tmux.paste(home.resolve("pasted"));
            tmux.type("/", "SSL_CERT", "Enter", "Enter");
            tmux.until("no preset; a path");
            tmux.type("C-u");
            tmux.paste(home.resolve("pasted"));
            tmux.until("= qqq uuu");
            tmux.type("C-c");
            assertEquals(130, tmux.exit());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void colourIsLeftOutWhereItIsNotWanted(boolean wanted) throws IOException {
        if (!wanted) sx.env("NO_COLOR", "1");
        try (var tmux = open(100, 30)) {
            tmux.until("q leave");
            assertEquals(wanted, tmux.coloured().contains("\u001b["), tmux.coloured());
        }
    }

    @Test
    void onADumbTerminalThereAreQuestionsAndSecretsAreNotEchoed() throws IOException {
        sx.env("PROVIDER", "codex").env("CODEX_TOKEN_SOURCE", "http");
        try (var tmux = new Tmux(home, sx, 100, 30, "dumb", CONFIG)) {
            tmux.until("PROVIDER:");
            for (var key : List.of("PROVIDER", "MODEL", "ACTIVE_PROFILE", "CODEX_TOKEN_SOURCE", "CODEX_REMOTE_URL")) {
                tmux.visibly(screen -> screen.stripTrailing().endsWith("\n" + key + ":"));
                tmux.type("Enter");
            }
            tmux.until("TOKEN_HTTP_API_KEY (not shown):");
            tmux.type(KEY, "Enter");
            tmux.until("CODEX_CHATGPT_URL:");
            tmux.type("C-d");
            var preview = tmux.until("Save? [y/N]");
            assertAll(() -> assertTrue(preview.contains("+TOKEN_HTTP_API_KEY=••• (new)"), preview), () -> assertFalse(preview.contains("typed-key"), preview));
            tmux.type("y", "Enter");
            tmux.until("config: saved: ~/.config/scorpiox/scorpiox-env.txt");
            assertEquals(0, tmux.exit());
            assertEquals("TOKEN_HTTP_API_KEY=" + KEY + "\n", Files.readString(settings));
        }
    }

    @Test
    void theGuideTakesAKeyUnseenAndTriesIt() throws IOException {
        var setup = new Simulator.Setup(0, Set.of(KEY), Set.of(), Scenario.empty(), List.of(), Optional.empty(), Optional.empty());
        try (var simulator = new Simulator(setup, Thread.ofVirtual().factory()); var tmux = open(100, 40, CONFIG, "init")) {
            tmux.until("5) leave everything as it is\n[1]:");
            tmux.type("2", "Enter");
            tmux.until("Base URL (Enter goes back):");
            tmux.type(simulator.url(), "Enter");
            tmux.until("Key (not shown; Enter goes back):");
            tmux.type("a-wrong-key-first", "Enter");
            tmux.until("check the base URL and the key");
            tmux.visibly(screen -> screen.stripTrailing().endsWith("5) leave everything as it is\n[1]:"));
            tmux.type("2", "Enter");
            tmux.visibly(screen -> screen.stripTrailing().endsWith("Base URL (Enter goes back):"));
            tmux.type(simulator.url(), "Enter");
            tmux.visibly(screen -> screen.stripTrailing().endsWith("Key (not shown; Enter goes back):"));
            tmux.type(KEY, "Enter");
            tmux.until("Which model?");
            tmux.type("haiku", "Enter");
            tmux.until("How hard shall it think?");
            tmux.type("Enter");
            tmux.until("Write this? [Y/n]");
            tmux.type("Enter");
            var screen = tmux.until("sx \"hello\"");
            assertEquals(0, tmux.exit());
            assertAll(() -> assertFalse(screen.contains("typed-key") || screen.contains("a-wrong-key"), screen),
                    () -> assertEquals("CODEX_BASE_URL=" + simulator.url() + "\nCODEX_API_KEY=" + KEY + "\nPROVIDER=codex\nMODEL=haiku\n", Files.readString(settings)));
        }
    }

    /// Whether the redirect comes by itself or is pasted, what is typed next is the answer to the next question.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theGuideSignsInByBrowserAndTypingGoesOnAfterwards(boolean paste) throws IOException {
        try (var simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofVirtual().factory())) {
            sx.env("CODEX_AUTH_URL", simulator.url()).env("CODEX_CHATGPT_URL", simulator.url() + "/backend-api").env("BROWSER", "true");
            try (var tmux = open(100, 50, CONFIG, "init")) {
                tmux.until("[1]:");
                tmux.type("1", "Enter");
                tmux.until("3) back\n[1]:");
                tmux.type("1", "Enter");
                var address = SIGN_IN.matcher(tmux.until("paste that page's address here."));
                assertTrue(address.find(), tmux.screen());
                var redirect = redirect(address.group());
                if (paste) tmux.type("what is this?", "Enter", redirect, "Enter");
                else redirect(redirect);
                tmux.until("it works: ");
                tmux.until("Which model?");
                tmux.type("opus", "Enter");
                tmux.until("How hard shall it think?");
                tmux.type("low", "Enter");
                tmux.until("Write this? [Y/n]");
                tmux.type("y", "Enter");
                assertEquals(0, tmux.exit());
                assertEquals("PROVIDER=codex\nMODEL=opus\nREASONING_EFFORT=low\n", Files.readString(settings));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Write this? [Y/n]", "Key (not shown; Enter goes back):"})
    void ctrlCLeavesTheGuideAtAnyQuestion(String question) throws IOException {
        try (var tmux = open(100, 30, "bash", "-c", "stty -a > before; '" + CONFIG + "' init; code=$?; stty -a > after; exit $code")) {
            tmux.until("[1]:");
            if (question.startsWith("Key")) tmux.type("2", "Enter", "http://127.0.0.1:1", "Enter");
            else tmux.type("4", "Enter");
            tmux.until(question);
            tmux.type("half", "C-c");
            assertEquals(130, tmux.exit());
            assertFalse(Files.exists(settings));
            assertEquals(Files.readString(home.resolve("before")), Files.readString(home.resolve("after")));
        }
    }

    @Test
    void onAPipeItIsTheSameAndStdoutStaysEmpty() throws IOException {
        var ended = sx.stdin("demo\n").run();
        assertAll(() -> assertEquals(2, ended.exit(), ended.err()), () -> assertEquals("", ended.out()), () -> assertTrue(ended.err().contains("+PROVIDER=demo") && ended.err().contains("nothing is saved"), ended.err()),
                () -> assertFalse(Files.exists(settings)));
        var guided = sx.stdin("4\ny\n").run("init");
        assertAll(() -> assertEquals(0, guided.exit(), guided.err()), () -> assertEquals("", guided.out()), () -> assertEquals("PROVIDER=demo\n", Files.readString(settings)));
    }

    /// Where a server sends the browser next.
    private static String redirect(String address) throws IOException {
        var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.getResponseCode();
        return connection.getHeaderField("Location");
    }
}
