package scorpiox.command.editor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.output.Stderr;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

class PlainEditorTest {
    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path user;

    @BeforeEach
    void folders() throws IOException {
        user = Files.createDirectories(folder.resolve("home/.config/scorpiox")).resolve("scorpiox-env.txt");
        Files.createDirectories(folder.resolve("project/.git"));
        variables.put("HOME", folder.resolve("home").toString());
    }

    private int run(String... answers) {
        var err = new Stderr(said, "config", false, true);
        var in = new ByteArrayInputStream(String.join("\n", answers).getBytes(StandardCharsets.UTF_8));
        try (var lines = new PipedLines(in, err, false, new Cancel())) {
            return new PlainEditor(new Draft(new Environment(variables, folder.resolve("project")), Cascade.Flags.NONE), lines, err).run();
        }
    }

    /// Enter for everything there is to ask.
    private static String[] onlyEnter() {
        return "\n".repeat(200).split("\n", -1);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private String written() throws IOException {
        return Files.exists(user) ? Files.readString(user) : "";
    }

    /// How many questions there are when all are answered with Enter.
    private long questions() {
        said.reset();
        run(onlyEnter());
        var count = said().lines().filter(line -> line.matches("[A-Z_]+( \\(not shown\\))?: ")).count();
        said.reset();
        return count;
    }

    @Test
    void everyKeyThatMattersIsAskedForWithItsMeaningAndValue() throws IOException {
        Files.writeString(user, "PROVIDER=demo\nMODEL=opus\n");
        assertEquals(0, run(onlyEnter()));
        assertAll(() -> assertTrue(said().contains("\nPROVIDER: who answers"), said()), () -> assertTrue(said().contains("now opus; from user scorpiox-env.txt:2"), said()),
                () -> assertTrue(said().contains("SX_GREP_MAX: matches of a search\n  now 100; set nowhere\n  preset 100; a whole number")), () -> assertFalse(said().contains("CODEX_ACCOUNT: ")),
                () -> assertTrue(said().endsWith("config: nothing is changed\n"), said()), () -> assertFalse(said().contains("SX_TEAM: "), "no file can set it"));
        assertEquals("PROVIDER=demo\nMODEL=opus\n", written());
    }

    @Test
    void answersSetUnsetAndChooseByNumberOrWord() throws IOException {
        Files.writeString(user, "# mine\nSX_GREP_MAX=9\nPROVIDER=demo\nMODEL=opus\n");
        var count = questions();
        run("6", "-");
        assertTrue(said().contains("-PROVIDER=demo\n-MODEL=opus\n+PROVIDER=router"), said());
        said.reset();
        var lines = new java.util.ArrayList<>(List.of("demo", "-"));
        for (var i = lines.size(); i < count; i++) lines.add("");
        lines.add("y");
        assertEquals(0, run(lines.toArray(String[]::new)), said());
        assertAll(() -> assertEquals("# mine\nSX_GREP_MAX=9\nPROVIDER=demo\n", written()), () -> assertTrue(said().contains("-MODEL=opus"), said()), () -> assertTrue(said().contains("saved: ~/.config"), said()));
    }

    @Test
    void whatMattersFollowsTheAnswers() {
        run("codex", "3", "", "ssh", "h.example");
        assertAll(() -> assertTrue(said().contains("CODEX_SSH_HOST: ")), () -> assertFalse(said().contains("CODEX_REMOTE_URL: ")), () -> assertTrue(said().contains("+PROVIDER=codex\n+MODEL=haiku\n+CODEX_TOKEN_SOURCE=ssh\n+CODEX_SSH_HOST=h.example"), said()));
    }

    @Test
    void aWrongAnswerIsExplainedAndAskedAgain() {
        run("demo", "", "nobody", "", "loud", "9", "-3", "high");
        assertAll(() -> assertTrue(said().contains("config: there is no profile nobody"), said()), () -> assertTrue(said().contains("must be one of none"), said()), () -> assertTrue(said().contains("+REASONING_EFFORT=")));
    }

    @Test
    void theEndOfInputSavesNothingAndSaysSo() throws IOException {
        assertEquals(2, run("demo", "opus"));
        assertAll(() -> assertTrue(said().contains("+PROVIDER=demo"), said()), () -> assertTrue(said().contains("Save? [y/N]")), () -> assertTrue(said().endsWith("config: the input ended without a y: nothing is saved\n"), said()),
                () -> assertFalse(Files.exists(user)));
        said.reset();
        assertEquals(2, run());
        assertTrue(said().endsWith("config: the input ended before the last question; nothing is changed\n"), said());
    }

    @ParameterizedTest
    @CsvSource({"y,0,true", "Y,0,true", "yes,0,true", "n,0,false", "'',0,false", "maybe,0,false"})
    void onlyAYesSaves(String answer, int exit, boolean saved) throws IOException {
        variables.put("PROVIDER", "demo");      // so that the first answer changes no later question
        var count = questions();
        var lines = new java.util.ArrayList<>(List.of("demo"));
        for (var i = 1; i < count; i++) lines.add("");
        lines.add(answer);
        lines.add("");
        assertEquals(exit, run(lines.toArray(String[]::new)), said());
        assertEquals(saved ? "PROVIDER=demo\n" : "", written());
    }

    @Test
    void secretsAreNeverSaid() {
        variables.put("CODEX_API_KEY", "sk-of-the-environment-99");
        var lines = new java.util.ArrayList<String>();
        for (var i = 0; i < 60; i++) lines.add("");
        lines.set(0, "codex");
        var err = said;
        run(lines.toArray(String[]::new));
        var before = said().lines().takeWhile(line -> !line.startsWith("CODEX_API_KEY (not shown): ")).filter(line -> line.matches("[A-Z_]+( \\(not shown\\))?: ")).count();
        lines.set((int) before, "sk-typed-into-the-pipe-7");
        err.reset();
        run(lines.subList(0, (int) before + 1).toArray(String[]::new));
        assertAll(() -> assertTrue(said().contains("+CODEX_API_KEY=••• (new)"), said()), () -> assertFalse(said().contains("sk-"), said()), () -> assertTrue(said().contains("now •••; from environment"), said()));
    }

    @Test
    void hostileValuesCannotForgeQuestions() throws IOException {
        Files.writeString(folder.resolve("project/scorpiox-env.txt"), "# \u001b[2J\nMODEL=\u202egpt\u200b\n");
        run();
        run("x");
        assertAll(() -> assertFalse(said().contains("\u202e"), said()), () -> assertFalse(said().contains("\u001b")), () -> assertTrue(said().contains("\\u202egpt\\u200b"), said()));
    }

    @Test
    void itEndsWithTheRunAlthoughNobodyAnswers() throws IOException {
        var cancel = new Cancel();
        try (var open = new PipedOutputStream(); var in = new PipedInputStream(open); var lines = new PipedLines(in, new Stderr(said, "config", false, true), false, cancel)) {
            Thread.ofPlatform().daemon().start(() -> cancel.cancel(Failure.of(Kind.TERMINATED, "terminated")));
            assertEquals(Kind.TERMINATED, assertThrows(Failure.class, () -> lines.ask("? ")).kind());
        }
    }

    @Test
    void whereSecretsWouldBeSeenTheyAreLeftOut() {
        var err = new Stderr(said, "config", false, true);
        try (var lines = new PipedLines(new ByteArrayInputStream("codex\n".concat("\n".repeat(200)).getBytes(StandardCharsets.UTF_8)), err, true, new Cancel())) {
            new PlainEditor(new Draft(new Environment(variables, folder.resolve("project")), Cascade.Flags.NONE), lines, err).run();
        }
        assertAll(() -> assertTrue(said().contains("Secrets are left out")), () -> assertFalse(said().contains("CODEX_API_KEY: ")), () -> assertTrue(said().contains("CODEX_BASE_URL: ")));
    }

    @Test
    void aTerminalThatWouldShowASecretIsNotAskedForOne() {
        try (var lines = new PipedLines(new ByteArrayInputStream(new byte[0]), new Stderr(said, "config", false, true), true, new Cancel())) {
            assertEquals(Kind.USAGE, assertThrows(Failure.class, () -> lines.secret("key: ")).kind());
        }
    }
}
