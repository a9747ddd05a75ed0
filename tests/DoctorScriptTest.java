package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.signin.SignIns;
import scorpiox.simulator.wire.Fault;

/// `sx doctor` as a process: what it says of good and bad machines, whom it asks, and that no secret is in it.
@Execution(ExecutionMode.CONCURRENT)
class DoctorScriptTest {
    @TempDir
    Path home;
    private Simulator simulator;

    @BeforeEach
    void start() {
        simulator = simulate(Set.of());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static Simulator simulate(Set<String> tokens, Fault... faults) {
        return new Simulator(new Simulator.Setup(0, tokens, Set.of(), Scenario.empty(), List.of(faults), Optional.empty(), Optional.empty(), SignIns.USUAL), Thread.ofVirtual().factory());
    }

    @Test
    void aSignInThatWorksIsWholeAndSaysWhoseItIs() throws IOException {
        var token = signIn(864_000);
        var ended = chatgpt().run("doctor");
        assertAll(() -> assertEquals(0, ended.exit(), ended.out() + ended.err()), () -> assertEquals("", ended.err()),
                () -> assertFalse(ended.out().contains(token)), () -> assertFalse(ended.out().contains("\u001b")));
        var lines = ended.out().lines().filter(line -> !line.startsWith(" ")).toList();
        assertEquals(List.of("sx", "jdk", "jbang", "archive", "settings", "trust", "credentials", "token", "endpoint", "terminal", "rg", "git", "bash", "setsid", "tools"),
                lines.stream().map(line -> line.split(" +")[1]).filter(name -> !name.equals("clock")).toList(), ended.out());
        var credentials = line(ended.out(), "credentials");
        for (var part : List.of("codex, local " + home.resolve(".codex/auth.json"), "dev@example.com, plan pro, ends in 10 days, renewed just now")) assertTrue(credentials.contains(part), credentials);
        assertTrue(line(ended.out(), "token").matches("ok +token +accepted, plan \\w+, up to \\d+ % of it used"), ended.out());
        assertTrue(line(ended.out(), "endpoint").contains(simulator.url() + " answers in "), ended.out());
        assertTrue(line(ended.out(), "archive").startsWith("ok"), ended.out());
    }

    @Test
    void theEndpointIsAskedWithoutACredentialAndNothingElseIs() throws IOException {
        var token = signIn(864_000);
        assertEquals(0, chatgpt().run("doctor").exit());
        var asked = simulator.requests().stream().map(request -> request.method() + " " + request.path() + (request.headers().toString().contains(token) ? " with the token" : "")).sorted().toList();
        assertEquals(List.of("GET /backend-api/codex/responses", "GET /backend-api/wham/usage with the token"), asked);
    }

    @Test
    void asJsonItIsOneObject() throws IOException {
        signIn(864_000);
        var ended = chatgpt().env("FORCE_COLOR", "1").run("doctor", "--json");
        assertEquals(1, ended.out().lines().count());
        var json = Json.read(ended.out());
        assertAll(() -> assertTrue(json.path("ok").asBoolean()), () -> assertEquals("0.1.0", json.path("version").asText()),
                () -> assertEquals(Set.of("ok", "version", "checks"), names(json)));
        for (var check : json.path("checks")) {
            assertEquals(Set.of("name", "status", "text", "remedy"), names(check));
            assertTrue(Set.of("ok", "warn", "fail").contains(check.path("status").asText()) && (check.path("remedy").isNull() || check.path("remedy").isTextual()), check.toString());
        }
    }

    @Test
    void withoutACredentialItFailsAndAsksNobody() throws IOException {
        var ended = sx().env("CODEX_CHATGPT_URL", simulator.url() + "/backend-api").run("doctor");
        assertEquals(1, ended.exit());
        assertAll(() -> assertTrue(line(ended.out(), "credentials").startsWith("fail"), ended.out()),
                () -> assertTrue(ended.out().contains("-> config init, or fetchtoken login\n"), ended.out()),
                () -> assertTrue(line(ended.out(), "endpoint").contains("not asked"), ended.out()), () -> assertEquals(List.of(), simulator.requests()));
        assertEquals(0, sx().run("doctor", "--provider", "demo").exit());
        assertEquals(0, sx().env("PROVIDER", "demo").run("doctor").exit());
        assertEquals(0, sx().run("doctor", "-e", "PROVIDER=demo").exit());
        var chosen = sx().env("CODEX_CHATGPT_URL", simulator.url() + "/backend-api").run("doctor", "--provider", "codex");
        assertAll(() -> assertEquals(1, chosen.exit()), () -> assertTrue(line(chosen.out(), "endpoint").startsWith("ok"), chosen.out()),
                () -> assertTrue(line(chosen.out(), "credentials").startsWith("fail"), chosen.out()));
    }

    @Test
    void aRefusedTokenFailsAndAThirdPartysKeyIsNotTried() throws IOException {
        var token = signIn(864_000);
        simulator.withdraw(token);
        var refused = chatgpt().env("CODEX_REFRESH", "0").run("doctor");
        assertAll(() -> assertEquals(1, refused.exit(), refused.out()), () -> assertTrue(line(refused.out(), "token").startsWith("fail"), refused.out()),
                () -> assertTrue(refused.out().contains("sign in again with: codex login"), refused.out()),
                () -> assertFalse(refused.out().contains(token)));
        var before = simulator.requests().size();
        var key = sx().backend(simulator.url()).run("doctor");
        assertAll(() -> assertEquals(0, key.exit(), key.out()),
                () -> assertTrue(line(key.out(), "credentials").contains("CODEX_API_KEY for " + simulator.url()), key.out()),
                () -> assertFalse(key.out().contains("test-key-0123456789")),
                () -> assertEquals(before + 1, simulator.requests().size()),
                        () -> assertFalse(simulator.requests().getLast().headers().toString().contains("test-key")));
    }

    @Test
    void aTokenThatIsRunningOutIsRenewedAsAnyRunWould() throws IOException {
        signIn(60);
        var ended = chatgpt().run("doctor");
        assertAll(() -> assertEquals(0, ended.exit(), ended.out()), () -> assertEquals(1, simulator.refreshes()),
                () -> assertTrue(line(ended.out(), "credentials").contains("renewed "), ended.out()));
    }

    @Test
    void anOpenCredentialFileIsClosedAndTold() throws IOException {
        signIn(864_000);
        Files.setPosixFilePermissions(home.resolve(".codex/auth.json"), PosixFilePermissions.fromString("rw-r--r--"));
        var ended = chatgpt().run("doctor");
        assertAll(() -> assertEquals(0, ended.exit(), ended.out()), () -> assertTrue(ended.out().contains("could be read by others (rw-r--r--)"), ended.out()),
                () -> assertTrue(ended.out().contains("-> fetchtoken login, if somebody may have read it"), ended.out()),
                () -> assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".codex/auth.json")))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no sense here               | settings    | :1: a setting is KEY=VALUE
            MODE=x~MODEL=               | credentials | MODEL is empty
            CODEX_TOKEN_SOURCE=carrier  | settings    | CODEX_TOKEN_SOURCE must be one of
            ACTIVE_PROFILE=gone         | settings    | no profile gone
            CODEX_BASE_URL=http://x.test | credentials | CODEX_BASE_URL is set but CODEX_API_KEY is not
            HTTPS_PROXY=socks://x       | endpoint    | HTTPS_PROXY must be http://
            PROVIDER=gemini             | credentials | no key for Gemini found
            CODEX_TOKEN_SOURCE=ssh      | credentials | CODEX_SSH_HOST is not set
            """)
    void brokenSettingsFailAndTheRestIsLookedAtAllTheSame(String text, String check, String message) throws IOException {
        signIn(864_000);
        write(".config/scorpiox/scorpiox-env.txt", text.replace("~", "\n") + "\n");
        var ended = chatgpt().run("doctor");
        assertAll(() -> assertEquals(1, ended.exit(), ended.out()), () -> assertEquals("", ended.err()));
        assertTrue(ended.out().lines().anyMatch(line -> line.startsWith("fail  " + check + " ") && line.contains(message)), ended.out());
        assertTrue(List.of("jdk", "jbang", "terminal", "rg", "git").stream().allMatch(name -> !line(ended.out(), name).isEmpty()), ended.out());
        assertTrue(line(ended.out(), "endpoint").contains("not asked") || !check.equals("settings"), ended.out());
    }

    /// A clone may name another endpoint, other programs and whole tools: nothing of it is used, and nobody is asked.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inAnUntrustedProjectNothingIsDoneForIt(boolean toldTo) throws IOException {
        signIn(864_000);
        try (var elsewhere = simulate(Set.of())) {
            var clone = home.resolve("clone");
            Files.createDirectories(clone.resolve(".git"));
            write("clone/scorpiox-env.txt", "CODEX_BASE_URL=" + elsewhere.url() + "\nCODEX_API_KEY=key-of-the-clone-0123\n");
            for (var name : List.of("git", "rg", "bash", "setsid", "jbang", toldTo ? "tool" : ".scorpiox/tools/evil")) executable("clone/" + name, "touch '" + home.resolve("marker") + "'");
            var path = clone + ":.:" + System.getenv("PATH");
            var ended = chatgpt().env("PATH", path).in(clone).run(toldTo ? new String[] {"doctor", "--trust-project"} : new String[] {"doctor"});
            assertFalse(Files.exists(home.resolve("marker")), ended.out());
            assertEquals(toldTo ? 0 : 1, ended.exit(), ended.out() + ended.err());
            assertEquals(toldTo ? 1 : 0, elsewhere.requests().size(), ended.out());
            assertEquals(List.of(), simulator.requests());
            assertFalse(ended.out().contains("key-of-the-clone"));
            if (!toldTo) {
                assertTrue(ended.out().contains("CODEX_BASE_URL would change where the prompt goes, and this project is not trusted"), ended.out());
                assertTrue(line(ended.out(), "trust").startsWith("warn") && ended.out().contains("-> config trust\n"), ended.out());
                assertTrue(line(ended.out(), "endpoint").contains("not asked: the settings come first"), ended.out());
            }
        }
    }

    @Test
    void whatAProjectBringsIsShownWithoutWhatATerminalWouldObey() throws IOException {
        Files.createDirectories(home.resolve("clone/.git"));
        var tools = Files.createDirectories(home.resolve("clone/.scorpiox/tools"));
        Files.setPosixFilePermissions(Files.writeString(tools.resolve("a\u001b]0;title\u0007\u202eb\nc"), "#!/bin/sh\n"), PosixFilePermissions.fromString("rwxr-xr-x"));
        write("clone/scorpiox-env.txt", "UNKNOWN_KEY=1\nSX_ALLOW=bash(*)\n");
        var ended = sx().in(home.resolve("clone")).run("doctor", "--provider", "demo");
        assertAll(() -> assertEquals(0, ended.exit(), ended.out()),
                () -> assertTrue(ended.out().chars().noneMatch(c -> c == 0x1b || c == 7 || c == 0x202e), ended.out()),
                () -> assertTrue(line(ended.out(), "trust").contains("is not trusted: SX_ALLOW and 1 tool"), ended.out()));
    }

    @Test
    void toolsOfTheUsersOwnAreCountedAndTheirProblemsTold() throws IOException {
        assertEquals("ok    tools        none of your own", line(sx().run("doctor", "--provider", "demo").out(), "tools"));
        executable(".config/scorpiox/tools/hello", "echo '{\"description\": \"Says hello.\", \"parameters\": {\"type\": \"object\", \"properties\": {}}}'");
        executable(".config/scorpiox/tools/mute", "exit 0");
        executable(".config/scorpiox/tools/grep", "exit 0");
        var ended = sx().run("doctor", "--provider", "demo");
        var lines = ended.out().lines().filter(line -> line.contains(" tools  ")).toList();
        assertAll(() -> assertEquals(0, ended.exit()), () -> assertEquals(3, lines.size(), ended.out()),
                () -> assertEquals("ok    tools        1 tool of your own: hello", lines.getFirst()),
                () -> assertTrue(lines.get(1).contains("grep: this tool is left out: there is a built-in tool grep"), ended.out()),
                        () -> assertTrue(lines.get(2).contains("mute: this tool is left out: it prints no schema"), ended.out()));
        assertTrue(sx().run("doctor", "--provider", "demo", "-e", "SX_TOOLS=0").out().contains("tools        none of your own"));
    }

    @Test
    void aServerThatIsGoneOrHangsIsReportedWithinItsLimit() throws IOException {
        signIn(864_000);
        simulator.close();
        var gone = chatgpt().run("doctor");
        assertAll(() -> assertEquals(1, gone.exit()),
                () -> assertTrue(line(gone.out(), "endpoint").startsWith("fail  endpoint     connection refused by "), gone.out()),
                () -> assertTrue(gone.out().contains("-> check CODEX_CHATGPT_URL (environment)"), gone.out()),
                () -> assertTrue(line(gone.out(), "token").startsWith("warn"), gone.out()));
        try (var silent = new RawServer(peer -> {
            var open = true;
            while (open) open = !peer.closedByClient();
        })) {
            var hangs = sx().backend(silent.url()).run("doctor");
            assertAll(() -> assertEquals(1, hangs.exit()), () -> assertTrue(line(hangs.out(), "endpoint").startsWith("fail"), hangs.out()),
                    () -> assertTrue(line(hangs.out(), "git").startsWith("ok"), hangs.out()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            doctor --jsn       | unknown option --jsn, did you mean --json?
            doctor please help | unexpected argument please
            doctor -e X        | -e takes KEY=VALUE, not X
            doctor --color red | --color red is none of auto, always, never
            doctor --account   | --account needs a value
            """)
    void misuseIsOneLineAndExitTwo(String line, String message) {
        var ended = sx().run(line.split(" "));
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertEquals("", ended.out()),
                () -> assertTrue(ended.err().startsWith("sx: " + message), ended.err()), () -> assertEquals(1, ended.err().lines().count(), ended.err()));
    }

    @Test
    void theWordIsACommandOnlyInFrontAndColourOnlyOnDemand() {
        assertTrue(sx().run("--provider", "demo", "--no-stdin", "-p", "doctor").out().contains("You said: doctor"));
        assertTrue(sx().run("--provider", "demo", "--no-stdin", "--", "doctor").out().contains("You said: doctor"));
        assertTrue(sx().run("doctor", "--provider", "demo", "--color", "always").out().startsWith("\u001b[32mok\u001b[0m"));
        var help = sx().run("doctor", "--help");
        assertAll(() -> assertEquals(0, help.exit()), () -> assertTrue(help.out().contains("sx doctor --json"), help.out()));
    }

    private Sx sx() {
        return new Sx("sx", home);
    }

    private Sx chatgpt() {
        return sx().env("CODEX_CHATGPT_URL", simulator.url() + "/backend-api").env("CODEX_AUTH_URL", simulator.url());
    }

    /// Puts a sign-in into the place of the Codex CLI, and gives its token.
    private String signIn(long life) throws IOException {
        write(".codex/auth.json", simulator.credentials("00000000-0000-4000-8000-000000000001", life));
        Files.setPosixFilePermissions(home.resolve(".codex/auth.json"), PosixFilePermissions.fromString("rw-------"));
        return Json.read(Files.readString(home.resolve(".codex/auth.json"))).at("/tokens/access_token").asText();
    }

    private void executable(String name, String script) throws IOException {
        write(name, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(home.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(home.resolve(name).getParent());
        Files.writeString(home.resolve(name), text);
    }

    /// The first line about a check, empty for none.
    private static String line(String report, String name) {
        return report.lines().filter(line -> line.matches("(ok|warn|fail) +" + name + " .*")).findFirst().orElse("");
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(java.util.Map.Entry::getKey).collect(Collectors.toSet());
    }
}
