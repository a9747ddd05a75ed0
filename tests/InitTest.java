package scorpiox.command.guide;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.command.editor.PipedLines;
import scorpiox.output.Stderr;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

class InitTest {
    private static final String KEY = "a-good-key-of-a-third-party-1";

    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Simulator simulator;
    private Path user;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(folder.resolve("project/.git"));
        user = folder.resolve("home/.config/scorpiox/scorpiox-env.txt");
        variables.put("HOME", folder.resolve("home").toString());
        simulate();
    }

    @AfterEach
    void stop() {
        simulator.close();
        assertFalse(said().contains(KEY), said());
        assertFalse(said().contains("eyJ"), said());
    }

    private void simulate(String... faults) {
        if (simulator != null) simulator.close();
        var all = List.of(faults).stream().map(Fault::parse).toList();
        simulator = new Simulator(new Simulator.Setup(0, Set.of(KEY), Set.of(), Scenario.empty(), all, Optional.empty(), Optional.empty()), Thread.ofVirtual().factory());
        variables.put("CODEX_AUTH_URL", simulator.url());
        variables.put("CODEX_CHATGPT_URL", simulator.url() + "/backend-api");
    }

    private int run(String... answers) {
        return run(true, answers);
    }

    private int run(boolean person, String... answers) {
        said.reset();
        var err = new Stderr(said, "config", false, true);
        var environment = new Environment(variables, folder.resolve("project"));
        var in = new ByteArrayInputStream((String.join("\n", answers) + "\n").getBytes(StandardCharsets.UTF_8));
        try (var lines = new PipedLines(in, err, false, new Cancel())) {
            return Init.run(Cascade.resolve(environment, Cascade.Flags.NONE), Cascade.Flags.NONE, lines, person, err, new Cancel());
        }
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private void settings(String text) throws IOException {
        Files.createDirectories(user.getParent());
        Files.writeString(user, text);
    }

    private String written() throws IOException {
        return Files.exists(user) ? Files.readString(user) : "";
    }

    private Path signedIn(long seconds) throws IOException {
        var file = Files.createDirectories(folder.resolve("home/.codex")).resolve("auth.json");
        Files.writeString(file, simulator.credentials("00000000-0000-4000-8000-000000000001", seconds));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test
    void theOfflineDemoNeedsNothingAndSendsNothing() throws IOException {
        assertEquals(0, run("4", "y"));
        assertAll(() -> assertEquals("PROVIDER=demo\n", written()), () -> assertEquals(List.of(), simulator.requests()), () -> assertTrue(said().contains("+PROVIDER=demo"), said()),
                () -> assertTrue(said().endsWith("Try:\n  sx \"hello\"\n  sx \"count the Java files here and name the largest\"\n"), said()), () -> assertFalse(said().contains("Which model")));
        assertEquals(0, run("4"));
        assertTrue(said().contains("the settings are like this already"), said());
    }

    @Test
    void theSignInThatIsThereIsNamedTriedAndUsed() throws IOException {
        signedIn(864_000);
        assertEquals(0, run("1", "1", "1", "high", ""));
        assertAll(() -> assertTrue(said().contains("(found: "), said()), () -> assertTrue(said().contains("@") && said().contains("in ~/.codex/auth.json"), said()),
                () -> assertTrue(said().contains("it works: ") && said().contains("plan pro, 42 % of 5 hours used, 5 % of 7 days used"), said()),
                () -> assertEquals("PROVIDER=codex\nMODEL=opus\nREASONING_EFFORT=high\n", written()), () -> assertEquals(1, simulator.requests().size()));
    }

    @Test
    void nothingIsSentBeforeItIsChosen() throws IOException {
        signedIn(864_000);
        settings("CODEX_BASE_URL=" + simulator.url() + "\nCODEX_API_KEY=" + KEY + "\n");
        assertEquals(0, run("5"));
        assertAll(() -> assertTrue(said().contains("found: a key for " + simulator.url()), said()), () -> assertTrue(said().contains("everything stays as it is")), () -> assertEquals(List.of(), simulator.requests()));
        assertEquals(2, run("1"));
        assertEquals(2, run("1", "4", "2"));
        assertEquals(List.of(), simulator.requests());
    }

    @Test
    void whereNobodyIsSignedInADeviceCodeDoesIt() throws IOException {
        assertEquals(0, run("1", "2", "", "", "y"));
        var own = user.resolveSibling("codex-auth.json");
        assertAll(() -> assertTrue(said().contains("enter the code "), said()), () -> assertTrue(said().contains("signed in as ")), () -> assertTrue(said().contains("it works: ")),
                () -> assertEquals("PROVIDER=codex\n", written()), () -> assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own))));
    }

    @Test
    void aSignInThatNoLongerWorksIsSaidAndNotWritten() throws IOException {
        simulate("token-reused");
        var before = Files.readString(signedIn(-10));
        assertEquals(0, run("1", "1", "5"));
        assertAll(() -> assertTrue(said().contains("another program has used it"), said()), () -> assertTrue(said().contains("fetchtoken login"), said()), () -> assertEquals("", written()),
                () -> assertFalse(said().contains("it works")), () -> assertEquals(before, Files.readString(folder.resolve("home/.codex/auth.json"))));
        assertEquals(2, said().split("Who shall answer").length - 1, "asked again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"usage-500", "401"})
    void whereTheBackendDoesNotSayThatItWorksNothingIsWritten(String fault) throws IOException {
        simulate(fault);
        signedIn(864_000);
        if (fault.equals("401")) variables.put("CODEX_REFRESH", "0");
        if (fault.equals("401")) simulator.withdraw(scorpiox.base.Json.read(Files.readAllBytes(folder.resolve("home/.codex/auth.json"))).path("tokens").path("access_token").asText());
        assertEquals(0, run("1", "1", "5"));
        assertAll(() -> assertFalse(said().contains("it works"), said()), () -> assertEquals("", written()));
    }

    @Test
    void aBrokenCredentialFileIsSaidOnceAndAnotherSignInIsOffered() throws IOException {
        Files.createDirectories(folder.resolve("home/.codex"));
        Files.writeString(folder.resolve("home/.codex/auth.json"), "{");
        assertEquals(0, run("1", "3", "5"));
        assertAll(() -> assertEquals(1, said().split("is not JSON", -1).length - 1, said()), () -> assertFalse(said().contains("use the sign-in that is there"), said()));
    }

    @Test
    void aKeyIsTriedAndWrittenWithTheRest() throws IOException {
        settings("# mine\nMODEL=opus\n");
        assertEquals(0, run("2", simulator.url(), KEY, "haiku", "", "y"));
        assertAll(() -> assertEquals("# mine\nMODEL=haiku\nCODEX_BASE_URL=" + simulator.url() + "\nCODEX_API_KEY=" + KEY + "\nPROVIDER=codex\n", written()),
                () -> assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(user))), () -> assertTrue(said().contains("+CODEX_API_KEY=••• (new)"), said()),
                () -> assertEquals(1, simulator.requests().size()));
    }

    @Test
    void aBadKeyIsSaidAskedAgainAndNeverWritten() throws IOException {
        assertEquals(0, run("2", "no url", "ftp://x", simulator.url(), "some-bad-key-number-1", "2", simulator.url(), KEY, "", "", "y"));
        assertAll(() -> assertEquals(2, said().split("the base URL must be an http or https URL", -1).length - 1, said()), () -> assertTrue(said().contains("not kept: "), said()),
                () -> assertTrue(said().contains("check the base URL and the key"), said()), () -> assertTrue(written().contains("CODEX_API_KEY=" + KEY)), () -> assertFalse(said().contains("some-bad-key")));
        assertEquals(0, run("2", "", "key with blanks", "5"));
        assertTrue(said().contains("cannot be sent"), said());
    }

    /// By the number of whose it is, and the settings that say so.
    @ParameterizedTest
    @CsvSource({"1, anthropic, ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, ''", "2, gemini, GEMINI_API_KEY, GEMINI_BASE_URL, ''", "3, openai, OPENAI_API_KEY, OPENAI_BASE_URL, /v1"})
    void aKeyOfAVendorIsTriedAtItsOwnServerAndNeverShown(String whose, String provider, String key, String base, String path) throws IOException {
        variables.put(base, simulator.url() + path);
        assertEquals(0, run("3", whose, "some-bad-key-number-1", "3", whose, KEY, "haiku", "", "y"));
        assertAll(() -> assertEquals("PROVIDER=" + provider + "\n" + key + "=" + KEY + "\nMODEL=haiku\n", written()),
                () -> assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(user))),
                () -> assertTrue(said().contains("not kept: 401 Unauthorized: the key was refused: check the key"), said()), () -> assertTrue(said().contains("it works: "), said()),
                () -> assertTrue(said().contains("+" + key + "=••• (new)"), said()), () -> assertFalse(said().contains("some-bad-key"), said()));
        var sent = simulator.requests().size();
        assertEquals(0, run("3", whose, "", "", "", "y"), "Enter takes the key that is there");
        assertTrue(said().contains(key + ", from ~") || said().contains(key + ", from " + user), said());
        assertEquals(sent + 1, simulator.requests().size());
    }

    @Test
    void withoutAVendorsKeyNothingIsSentAndABadOneIsTheEndOnAPipe() throws IOException {
        variables.put("ANTHROPIC_BASE_URL", simulator.url());
        assertEquals(0, run("3", "1", "", "5"));
        assertAll(() -> assertTrue(said().contains("everything stays as it is"), said()), () -> assertEquals(List.of(), simulator.requests()));
        assertEquals(3, assertThrows(Failure.class, () -> run(false, "3", "1", "some-bad-key-number-1", "4", "y")).kind().exit());
        assertEquals("", written());
    }

    @Test
    void onAPipeACredentialThatFailsIsTheEnd() throws IOException {
        var refused = assertThrows(Failure.class, () -> run(false, "2", simulator.url(), "some-bad-key-number-1", "4", "y"));
        assertAll(() -> assertEquals(3, refused.kind().exit()), () -> assertTrue(refused.line().startsWith("not kept: "), refused.line()), () -> assertEquals("", written()),
                () -> assertEquals(1, said().split("Who shall answer").length - 1), () -> assertFalse(said().contains("not kept"), said()));
        simulate("usage-500");
        signedIn(864_000);
        assertEquals(1, assertThrows(Failure.class, () -> run(false, "1", "1", "4", "y")).kind().exit());
        assertEquals("", written());
        assertEquals(0, run(false, "4", "y"));
        assertEquals("PROVIDER=demo\n", written());
    }

    @Test
    void whyItIsTriedAgainIsSaidOnce() throws IOException {
        int port;
        try (var closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        var failure = assertThrows(Failure.class, () -> run(false, "2", "http://127.0.0.1:" + port, KEY, "4", "y"));
        assertAll(() -> assertEquals(1, failure.kind().exit()), () -> assertEquals(1, said().split("trying again", -1).length - 1, said()), () -> assertEquals("", written()));
    }

    @Test
    void aKeyGoesToNoOtherPlaceThanItsOwn() throws IOException {
        settings("CODEX_BASE_URL=https://elsewhere.example\nCODEX_API_KEY=" + KEY + "\n");
        assertEquals(0, run("2", simulator.url(), "", "5"));
        assertEquals(List.of(), simulator.requests());
        settings("CODEX_BASE_URL=" + simulator.url() + "\nCODEX_API_KEY=" + KEY + "\n");
        assertEquals(0, run("2", "", "", "", "", "y"));
        assertAll(() -> assertEquals(1, simulator.requests().size()), () -> assertTrue(written().endsWith("PROVIDER=codex\n")));
    }

    @Test
    void whoTakesThePlanIsRidOfTheThirdParty() throws IOException {
        signedIn(864_000);
        settings("CODEX_BASE_URL=https://elsewhere.example\nCODEX_API_KEY=" + KEY + "\n# end\n");
        assertEquals(0, run("1", "1", "", "", "y"));
        assertAll(() -> assertEquals("# end\nPROVIDER=codex\n", written()), () -> assertTrue(said().contains("-CODEX_API_KEY=•••"), said()));
    }

    @Test
    void whatStandsAboveTheFileIsSaid() throws IOException {
        variables.put("PROVIDER", "codex");
        variables.put("CODEX_BASE_URL", "https://elsewhere.example");
        variables.put("CODEX_API_KEY", KEY);
        signedIn(864_000);
        assertEquals(0, run("4", "y"));
        assertTrue(said().contains("PROVIDER from environment stands above it"), said());
        assertEquals(0, run("1", "1", "", "", "y"));
        assertTrue(said().contains("CODEX_BASE_URL from environment stands above it"), said());
    }

    @Test
    void aNoWritesNothingAndTheEndOfInputNeither() throws IOException {
        assertEquals(0, run("4", "n"));
        assertTrue(said().contains("no setting is written"), said());
        assertEquals(2, run("4", "what?"));
        assertAll(() -> assertTrue(said().endsWith("config: the input ended before the last question: no setting is written\n"), said()), () -> assertTrue(said().contains("y or n is needed")), () -> assertEquals("", written()));
        assertEquals(2, run("9", "x", ""));
        assertTrue(said().contains("a number from 1 to 5 is needed"), said());
    }

    @Test
    void whatATokenClaimsForgesNoQuestion() throws IOException {
        var file = signedIn(864_000);
        var claims = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"email\":\"a@b\\u001b[2J\\n  9) give everything\\u202e\"}".getBytes(StandardCharsets.UTF_8));
        Files.writeString(file, "{\"auth_mode\":\"chatgpt\",\"tokens\":{\"access_token\":\"eyJhbGciOiJub25lIn0." + claims + ".x\"}}");
        assertEquals(0, run("5"));
        assertAll(() -> assertTrue(said().contains("(found: a@b"), said()), () -> assertFalse(said().contains("\u001b") || said().contains("\u202e") || said().contains("\n  9) give"), said()));
    }
}
