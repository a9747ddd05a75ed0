package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.signin.SignIns;
import scorpiox.simulator.wire.Fault;

/// `fetchtoken` and what `sx` does with tokens, as processes against the simulator's authorization server.
@Execution(ExecutionMode.CONCURRENT)
@Order(3)
class FetchTokenScriptTest {
    private static final String REMOTE_KEY = "remote-key-of-this-test-01";

    @TempDir
    Path home;
    private Simulator simulator;
    private final Set<String> secrets = new HashSet<>();

    @BeforeEach
    void start() {
        simulate();
    }

    /// Every file that a run wrote, credential files and what was printed on purpose apart, is free of every secret.
    @AfterEach
    void noSecretWasWrittenAnywhereElse() throws IOException {
        simulator.close();
        for (var request : simulator.requests()) {
            var text = request.headers() + " " + new String(request.bytes(), StandardCharsets.UTF_8);
            for (var match = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+|rt_[\\w-]+").matcher(text); match.find(); ) secrets.add(match.group());
        }
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = file.getFileName().toString();
                if (name.endsWith("auth.json") || name.equals(".stdout") || file.getParent().endsWith("accounts")) continue;
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (var secret : secrets) assertFalse(text.contains(secret), () -> file + " holds a secret: " + text);
            }
        }
    }

    @Test
    void theTokenIsOneLineOfJsonAndNothingElse() throws IOException {
        var file = signIn(home.resolve(".codex/auth.json"), 864_000);
        var ended = fetchtoken().run();
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertEquals("", ended.err()), () -> assertTrue(ended.out().endsWith("}\n") && ended.out().lines().count() == 1, ended.out()));
        var json = Json.read(ended.out());
        assertEquals(accessIn(file), json.path("access_token").asText());
        assertTrue(json.path("expires_at").asLong() > Instant.now().getEpochSecond() + 800_000);
        assertEquals(2, json.size(), ended.out());
        assertEquals(0, simulator.refreshRequests());
    }

    @Test
    void otherFormsOfTheSameToken() throws IOException {
        var token = accessIn(signIn(home.resolve(".codex/auth.json"), 864_000));
        assertEquals(token + "\n", fetchtoken().run("--token-only").out());
        assertEquals("Authorization: Bearer " + token + "\n", fetchtoken().run("--header").out());
        var checked = fetchtoken().run("--check");
        assertAll(() -> assertEquals(0, checked.exit()), () -> assertEquals("", checked.out()), () -> assertEquals("", checked.err()));
        var told = fetchtoken().run("-local", "--verbose");
        assertAll(() -> assertTrue(told.err().contains("source: local " + home.resolve(".codex/auth.json")), told.err()), () -> assertTrue(told.err().contains("plan: "), told.err()),
                () -> assertTrue(told.err().contains("account: "), told.err()), () -> assertTrue(told.err().contains("expires: 20"), told.err()), () -> assertFalse(told.err().contains(token)));
        for (var bad : List.of("-ssh -local", "--header --token-only", "--check --header", "bogus", "--min-ttl x", "--provider gemini", "status --header", "--device")) {
            var refused = fetchtoken().run(bad.split(" "));
            assertAll(() -> assertEquals(2, refused.exit(), bad), () -> assertEquals("", refused.out(), bad), () -> assertEquals(1, refused.err().lines().count(), refused.err()));
        }
    }

    @Test
    void pipelinesWork() throws IOException {
        assumeTrue(List.of("jq", "curl").stream().allMatch(FetchTokenScriptTest::installed), "needs jq and curl");
        var token = accessIn(signIn(home.resolve(".codex/auth.json"), 864_000));
        var launcher = "'" + Sx.ROOT.resolve("scripts/fetchtoken") + "'";
        var jq = fetchtoken();
        assertEquals(token + "\n", jq.end(jq.builder(List.of("sh", "-c", launcher + " | jq -r .access_token")).start()).out());
        simulator.close();
        simulate();
        signIn(home.resolve(".codex/auth.json"), 864_000);
        var curl = fetchtoken();
        var models = curl.end(curl.builder(List.of("sh", "-c", launcher + " --header | curl -sS --noproxy '*' -H @- -H 'chatgpt-account-id: x' " + simulator.url() + "/backend-api/codex/models")).start());
        assertTrue(models.out().contains("\"models\""), models.out() + models.err());
    }

    @Test
    void twentyProcessesAtOnceRenewOnceTenTimesOver() throws IOException {
        var file = home.resolve("shared/auth.json");
        for (var round = 1; round <= 10; round++) {
            signIn(file, 60);
            var all = new ArrayList<Sx>();
            var running = new ArrayList<Process>();
            for (var i = 0; i < 20; i++) {
                all.add(fetchtoken(home.resolve("p" + i)).env("CODEX_CREDENTIALS_FILE", file.toString()));
                running.add(all.getLast().start());
            }
            var tokens = new HashSet<String>();
            for (var i = 0; i < 20; i++) {
                var ended = all.get(i).end(running.get(i));
                assertEquals(0, ended.exit(), ended.err());
                tokens.add(Json.read(ended.out()).path("access_token").asText());
            }
            assertEquals(Set.of(accessIn(file)), tokens);
            assertEquals(round, simulator.refreshRequests());
            assertEquals(round, simulator.refreshes());
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void unknownMembersOfTheFileStay() throws IOException {
        var file = signIn(home.resolve(".codex/auth.json"), 60);
        var json = (com.fasterxml.jackson.databind.node.ObjectNode) Json.read(Files.readAllBytes(file));
        json.putObject("of_another_program").put("kept", true);
        Files.write(file, Json.pretty(json));
        assertEquals(0, fetchtoken().run("--check").exit());
        assertEquals(1, simulator.refreshes());
        assertTrue(Json.read(Files.readAllBytes(file)).path("of_another_program").path("kept").asBoolean());
    }

    /// What the server did and nobody could write down is lost; the file is not.
    @ParameterizedTest
    @CsvSource({"0", "30", "120", "300"})
    void killedAtAnyMomentTheFileIsReadable(int millis) throws IOException, InterruptedException {
        simulator.close();
        simulate("token-slow:150");
        var file = signIn(home.resolve(".codex/auth.json"), 60);
        var before = accessIn(file);
        var process = fetchtoken().start();
        until(() -> simulator.refreshRequests() > 0);
        process.onExit().completeOnTimeout(process, millis, TimeUnit.MILLISECONDS).join();
        process.destroyForcibly().waitFor();
        var after = accessIn(file);
        assertFalse(after.isEmpty());
        var next = fetchtoken().run("--token-only");
        if (next.exit() == 0) assertNotEquals(before, next.out().strip());
        else assertAll(() -> assertEquals(3, next.exit(), next.err()), () -> assertEquals(before, accessIn(file)), () -> assertTrue(next.err().contains("another program has used it"), next.err()));
        try (var files = Files.list(file.getParent())) {
            assertTrue(files.filter(each -> each.toString().endsWith(".tmp")).count() <= 1);
        }
    }

    @Test
    void ctrlCWaitsUntilTheNewTokenIsWrittenDown() throws IOException {
        simulator.close();
        simulate("token-slow:1500");
        var file = signIn(home.resolve(".codex/auth.json"), 60);
        var before = accessIn(file);
        var run = fetchtoken();
        var process = run.start();
        until(() -> simulator.refreshRequests() > 0);
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
        assertEquals(130, run.end(process).exit());
        assertNotEquals(before, accessIn(file));
        assertEquals(0, fetchtoken().run("--check").exit());
        assertEquals(1, simulator.refreshes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "token-reused | 3 | another program has used it | fetchtoken login",
            "token-expired | 3 | it has expired | codex login",
            "token-invalidated | 3 | it was withdrawn | fetchtoken login",
            "token-invalid-grant | 3 | invalid_grant | fetchtoken login",
            "token-string | 3 | it has expired | fetchtoken login",
            "token-500 | 1 | HTTP 500 | ",
            "token-503 | 1 | HTTP 503 | ",
            "token-429:120 | 1 | HTTP 429 | ",
            "token-html | 1 |  | ",
    })
    void aRefusedRenewalIsOneLine(String fault, int exit, String said, String mend) throws IOException {
        simulator.close();
        simulate(fault);
        var file = signIn(home.resolve(".codex/auth.json"), -10);
        var before = Files.readString(file);
        var ended = fetchtoken().run();
        var again = fetchtoken().run();
        assertAll(() -> assertEquals(exit == 1 && fault.startsWith("token-429") ? 4 : exit, ended.exit(), ended.err()), () -> assertEquals("", ended.out()),
                () -> assertEquals(1, ended.err().lines().count(), ended.err()), () -> assertTrue(said == null || ended.err().contains(said), ended.err()),
                () -> assertTrue(mend == null || ended.err().contains(mend), ended.err()), () -> assertEquals(before, Files.readString(file)), () -> assertEquals(ended.exit(), again.exit()));
        if (exit == 3) assertEquals(1, simulator.refreshRequests(), "a final refusal is remembered");
    }

    @Test
    void aServerInTroubleDoesNotMatterWhileTheTokenIsGood() throws IOException {
        simulator.close();
        simulate("token-500");
        signIn(home.resolve(".codex/auth.json"), 120);
        var ended = fetchtoken().run();
        assertAll(() -> assertEquals(0, ended.exit()), () -> assertTrue(ended.err().contains("was not renewed and is used as it is"), ended.err()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'' | is empty",
            "{\"tokens\":{\"access | is not JSON",
            "hello | is not JSON",
            "[] | is not a JSON object",
            "{\"tokens\":{\"access_token\":\"with\\u0007bell-and-more-text\"}} | characters that cannot be sent",
    })
    void aBadCredentialFileIsOneLineAndStaysAsItIs(String text, String said) throws IOException {
        var file = Files.createDirectories(home.resolve(".codex")).resolve("auth.json");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var ended = fetchtoken().run();
        assertAll(() -> assertEquals(3, ended.exit()), () -> assertEquals("", ended.out()), () -> assertEquals(1, ended.err().lines().count(), ended.err()),
                () -> assertTrue(ended.err().contains(said) && ended.err().contains("codex login"), ended.err()), () -> assertEquals(text, Files.readString(file)));
    }

    @Test
    void aFileThatOthersCanReadIsClosedToThemOnce() throws IOException {
        var file = signIn(home.resolve(".codex/auth.json"), 864_000);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(fetchtoken().run("--check").err().contains("could be read by others"));
        assertEquals("", fetchtoken().run("--check").err());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void withoutAnyCredentialsItSaysHowToGetSome() {
        var ended = fetchtoken().run();
        assertAll(() -> assertEquals(3, ended.exit()), () -> assertTrue(ended.err().contains("fetchtoken login") && ended.err().contains("keyring"), ended.err()));
        assertEquals(3, fetchtoken().run("--check").exit());
        var ssh = fetchtoken().env("CODEX_TOKEN_SOURCE", "ssh").run();
        assertAll(() -> assertEquals(2, ssh.exit()), () -> assertTrue(ssh.err().contains("CODEX_SSH_HOST"), ssh.err()));
    }

    @Test
    void remoteGetsTheTokenWithTheUsersKeyAndNeverFallsBack() throws IOException {
        signIn(home.resolve(".codex/auth.json"), 864_000);
        var handed = simulator.issue("elsewhere", 864_000);
        secrets.add(REMOTE_KEY);
        try (var server = new RawServer(peer -> {
            var head = peer.request();
            var body = head.contains("Bearer " + REMOTE_KEY) ? "{\"access_token\":\"" + handed + "\",\"expires_at\":4102444800}" : "no";
            peer.send("HTTP/1.1 " + (head.contains(REMOTE_KEY) ? "200 OK" : "401 Unauthorized") + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        })) {
            var good = fetchtoken().env("CODEX_TOKEN_SOURCE", "http").env("CODEX_REMOTE_URL", server.url() + "/codex").env("TOKEN_HTTP_API_KEY", REMOTE_KEY).run("--token-only", "-v");
            assertAll(() -> assertEquals(handed + "\n", good.out()), () -> assertTrue(good.err().contains("source: remote " + server.url()), good.err()));
            var refused = fetchtoken().env("CODEX_REMOTE_URL", server.url()).run("-remote");
            assertAll(() -> assertEquals(3, refused.exit()), () -> assertTrue(refused.err().contains("TOKEN_HTTP_API_KEY"), refused.err()), () -> assertEquals("", refused.out()));
        }
    }

    @Test
    void aRefusedTokenIsReadAgainThenRenewedOnceThenGivenUp() throws IOException {
        simulator.close();
        simulate(List.of(), true);
        var file = signIn(home.resolve(".codex/auth.json"), 864_000);
        simulator.withdraw(accessIn(file));
        var ended = sx().run("say hi");
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertTrue(ended.out().contains("say hi"), ended.out()));
        assertEquals(List.of(3L, 1L), List.of(modelRequests(), (long) simulator.refreshes()));

        simulator.close();
        simulate(List.of("401"), true);
        signIn(file, 864_000);
        var given = sx().run("say hi");
        assertAll(() -> assertEquals(3, given.exit()), () -> assertTrue(given.err().contains("codex login"), given.err()), () -> assertEquals(1, simulator.refreshes()));
        assertEquals(3, modelRequests());
    }

    @Test
    void theDocumentedQuickStartWorks() throws IOException {
        signIn(home.resolve(".codex/auth.json"), 864_000);
        var project = Files.createDirectories(home.resolve("project/.git")).getParent();
        Files.writeString(project.resolve("scorpiox-env.txt"), "PROVIDER=codex\nMODEL=gpt-5.3-codex\nCODEX_TOKEN_SOURCE=local\n");
        assertEquals(0, fetchtoken().in(project).run().exit());
        var ended = sx().in(project).run("--no-stdin", "hello");
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertTrue(ended.out().contains("hello"), ended.out()));
    }

    @Test
    void deviceSignInStatusNamedAccountsAndLogout() throws IOException {
        var login = fetchtoken().run("login", "--device");
        assertAll(() -> assertEquals(0, login.exit(), login.err()), () -> assertEquals("", login.out()), () -> assertTrue(login.err().contains("enter the code "), login.err()),
                () -> assertTrue(login.err().contains("signed in as "), login.err()));
        var own = home.resolve(".config/scorpiox/codex-auth.json");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own.getParent())));
        assertEquals(0, fetchtoken().run("login", "--device", "--account", "work").exit());
        var status = fetchtoken().run("status");
        assertAll(() -> assertEquals(0, status.exit(), status.err()), () -> assertTrue(status.out().contains("accounts    work\n"), status.out()),
                () -> assertTrue(status.out().contains(" % used, resets "), status.out()), () -> assertTrue(status.out().contains("plan "), status.out()));
        var json = Json.read(fetchtoken().run("status", "--json", "--account", "work").out());
        assertTrue(json.path("source").asText().endsWith("accounts/work.json") && json.path("limits").size() >= 2, json.toString());
        var asked = sx().run("--account", "work", "--no-stdin", "hello");
        assertEquals(0, asked.exit(), asked.err());
        assertEquals(0, fetchtoken().run("logout").exit());
        assertFalse(Files.exists(own));
        assertEquals(3, fetchtoken().run("--check").exit());
        assertEquals(0, fetchtoken().run("--check", "--account", "work").exit());
        var nobody = fetchtoken().run("--account", "nobody");
        assertAll(() -> assertEquals(3, nobody.exit()), () -> assertTrue(nobody.err().contains("no account nobody") && nobody.err().contains("fetchtoken login --account nobody"), nobody.err()));
    }

    @Test
    void aThirdPartyKeyIsTriedBeforeItIsKept() throws IOException {
        simulator.close();
        simulator = new Simulator(new Simulator.Setup(0, Set.of("good-third-party-key-1"), Set.of(), Scenario.empty(), List.of(), java.util.Optional.empty(), java.util.Optional.empty()),
                Thread.ofVirtual().factory());
        secrets.add("bad-third-party-key-01");
        var settings = home.resolve(".config/scorpiox/scorpiox-env.txt");
        var bad = fetchtoken().stdin("bad-third-party-key-01\n").run("login", "--key", "--base-url", simulator.url());
        assertAll(() -> assertEquals(3, bad.exit(), bad.err()), () -> assertTrue(bad.err().contains("not kept"), bad.err()), () -> assertFalse(Files.exists(settings)));
        var good = fetchtoken().stdin("good-third-party-key-1\n").run("login", "--key", "--base-url", simulator.url());
        assertAll(() -> assertEquals(0, good.exit(), good.err()), () -> assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(settings))));
        var asked = new Sx("sx", home).run("--no-stdin", "--provider", "codex", "hello");
        assertEquals(0, asked.exit(), asked.err());
        assertEquals(0, fetchtoken().run("logout", "--key").exit());
        assertFalse(Files.readString(settings).contains("CODEX"), Files.readString(settings));
        assertTrue(fetchtoken().run("logout", "--key").err().contains("there is no base URL and no key in"));
    }

    /// What sx would send is what fetchtoken prints; a flag or variable that names a sign-in beats a key from a file.
    @Test
    void theKeyOfAThirdPartyIsPrintedUnlessASignInIsAskedForMoreClosely() throws IOException {
        var token = accessIn(signIn(home.resolve(".codex/auth.json"), 864_000));
        var key = "key-of-a-third-party-01";
        var settings = Files.createDirectories(home.resolve(".config/scorpiox")).resolve("scorpiox-env.txt");
        Files.writeString(settings, "CODEX_BASE_URL=" + simulator.url() + "\nCODEX_API_KEY=" + key + "\n");
        var printed = fetchtoken().run("-v");
        assertAll(() -> assertEquals("{\"access_token\":\"" + key + "\",\"expires_at\":null}\n", printed.out()), () -> assertTrue(printed.err().contains("source: CODEX_API_KEY for " + simulator.url()), printed.err()));
        assertTrue(fetchtoken().run("status").out().contains("CODEX_API_KEY for " + simulator.url()));
        assertEquals(token + "\n", fetchtoken().run("--token-only", "-local").out());
        assertEquals(token + "\n", fetchtoken().env("CODEX_TOKEN_SOURCE", "local").run("--token-only").out());
        assertEquals(key + "\n", fetchtoken().env("CODEX_BASE_URL", simulator.url()).env("CODEX_API_KEY", key).env("CODEX_TOKEN_SOURCE", "local").run("--token-only").out());
        // the same variable prefix that the original documents works beside an exported base URL
        var asked = fetchtoken().env("CODEX_BASE_URL", simulator.url()).env("CODEX_API_KEY", key).env("CODEX_TOKEN_SOURCE", "ssh").run();
        assertAll(() -> assertEquals(2, asked.exit()), () -> assertTrue(asked.err().contains("CODEX_SSH_HOST"), asked.err()));
        assertEquals(3, fetchtoken().env("CODEX_API_KEY", key).run("--account", "nope").exit());
        var account = sx().run("--account", "nope", "--no-stdin", "hello");
        assertAll(() -> assertEquals(3, account.exit()), () -> assertTrue(account.err().contains("no account nope"), account.err()), () -> assertEquals(0, modelRequests()));
        Files.delete(settings);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "login --key --account work --base-url http://127.0.0.1:1 | --account",
            "-remote --account work | --account names a sign-in on this machine",
            "--provider claude-code --account work | --account",
            "--provider gemini | has no sign-in",
            "login --device --no-browser | --device needs no browser",
            "--account= | --account is empty",
            "logout --account= | --account is empty",
            "login --key --base-url gateway.example | must be an http or https URL",
            "login --key | a base URL is needed",
    })
    void misuseIsToldBeforeAnythingHappens(String line, String said) {
        var ended = fetchtoken().run(line.split(" "));
        assertAll(() -> assertEquals(2, ended.exit(), ended.err()), () -> assertEquals("", ended.out()), () -> assertTrue(ended.err().contains(said), ended.err()), () -> assertEquals(0, simulator.requests().size()));
    }

    @Test
    void aSignInOfOurOwnIsSaidToTakeAnothersPlaceAndAFailedOneNamesItsAccount() throws IOException {
        signIn(home.resolve(".codex/auth.json"), 864_000);
        var first = fetchtoken().run("login", "--device");
        assertTrue(first.err().contains("it is used instead of " + home.resolve(".codex/auth.json")), first.err());
        assertTrue(fetchtoken().run("login", "--device").err().contains(", in place of dev@example.com (plan pro);"));
        assertEquals(0, fetchtoken().run("logout").exit());
        simulator.close();
        simulate("device-off");
        var refused = fetchtoken().run("login", "--device", "--account", "work");
        assertAll(() -> assertEquals(3, refused.exit()), () -> assertTrue(refused.err().contains("fetchtoken login --account work"), refused.err()));
    }

    @Test
    void aServersWordsForgeNoLineOfTheStatus() throws IOException {
        signIn(home.resolve(".codex/auth.json"), 864_000);
        try (var server = new RawServer(peer -> {
            peer.request();
            var body = "{\"plan_type\":\"pro\\nsource  forged\",\"additional_rate_limits\":[{\"limit_name\":\"x\\nexpires never\",\"rate_limit\":{\"primary_window\":{\"used_percent\":1,\"reset_at\":31556889864403199}}}]}";
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        })) {
            var status = fetchtoken().env("CODEX_CHATGPT_URL", server.url() + "/backend-api").run("status");
            assertAll(() -> assertEquals(0, status.exit(), status.err()), () -> assertEquals(1, status.out().lines().filter(line -> line.startsWith("source")).count(), status.out()),
                    () -> assertEquals(1, status.out().lines().filter(line -> line.startsWith("expires")).count(), status.out()));
        }
    }

    @Test
    void theProjectCannotTurnRenewalOnAgain() throws IOException {
        signIn(home.resolve(".codex/auth.json"), -10);
        Files.writeString(Files.createDirectories(home.resolve(".config/scorpiox")).resolve("scorpiox-env.txt"), "CODEX_REFRESH=0\n");
        var project = Files.createDirectories(home.resolve("clone/.git")).getParent();
        Files.writeString(project.resolve("scorpiox-env.txt"), "CODEX_REFRESH=1\n");
        assertEquals(3, fetchtoken().in(project).run("--check").exit());
        assertEquals(0, simulator.refreshRequests());
    }

    @Test
    void aPassingFailureIsNoReasonToSignInAgain() throws IOException {
        simulator.close();
        simulate("token-500");
        signIn(home.resolve(".codex/auth.json"), 1800);
        var ended = fetchtoken().run("--min-ttl", "3600");
        assertAll(() -> assertEquals(1, ended.exit(), ended.err()), () -> assertEquals("", ended.out()), () -> assertTrue(ended.err().contains("HTTP 500"), ended.err()));
        assertEquals(0, fetchtoken().run("--check").exit());
    }

    @Test
    void signingOutLeavesTheSignInOfTheCodexCliAlone() throws IOException {
        var theirs = signIn(home.resolve(".codex/auth.json"), 864_000);
        var link = Files.createSymbolicLink(Files.createDirectories(home.resolve(".config/scorpiox")).resolve("codex-auth.json"), theirs);
        var ended = fetchtoken().run("logout");
        assertAll(() -> assertEquals(0, ended.exit()), () -> assertTrue(ended.err().contains("stays"), ended.err()), () -> assertTrue(Files.exists(theirs)), () -> assertFalse(Files.isSymbolicLink(link)));
        var detour = fetchtoken().env("CODEX_CREDENTIALS_FILE", home.resolve(".codex/../.codex/auth.json").toString()).run("logout");
        assertAll(() -> assertEquals(2, detour.exit()), () -> assertTrue(Files.exists(theirs)));
    }

    /// What is said about a sign-in that has just worked does not make it fail.
    @ParameterizedTest
    @CsvSource({"CODEX_TOKEN_SOURCE, ssh", "CODEX_API_KEY, half-of-a-pair-0123"})
    void aSignInWorksWhateverElseIsSet(String name, String value) {
        var ended = fetchtoken().env(name, value).run("login", "--device");
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertTrue(ended.err().contains("signed in as"), ended.err()));
    }

    @Test
    void aTimeLimitWaitsUntilTheNewTokenIsWrittenDown() throws IOException {
        simulator.close();
        simulate("token-slow:5000");
        var file = signIn(home.resolve(".codex/auth.json"), -10);
        var before = accessIn(file);
        assertEquals(124, sx().run("--no-stdin", "--timeout", "3", "hello").exit());
        assertNotEquals(before, accessIn(file));
    }

    /// At any moment: nothing is asked for that nobody will write down.
    @ParameterizedTest
    @CsvSource({"0", "40", "60", "80", "110"})
    void anEarlyCtrlCLosesNothing(int millis) throws IOException, InterruptedException {
        simulator.close();
        simulate("token-slow:300");
        signIn(home.resolve(".codex/auth.json"), -10);
        var run = fetchtoken();
        var process = run.start();
        process.onExit().completeOnTimeout(process, millis, TimeUnit.MILLISECONDS).join();
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
        run.end(process);
        assertEquals(0, fetchtoken().run("--check").exit());
    }

    @Test
    void aTokenThatTheBackendRefusesAndNobodyRenewsIsAnEndWithAdvice() throws IOException {
        simulator.close();
        simulate(List.of("401", "token-500"), true);
        signIn(home.resolve(".codex/auth.json"), 864_000);
        var ended = sx().run("--no-stdin", "hello");
        assertAll(() -> assertEquals(3, ended.exit(), ended.err()), () -> assertTrue(ended.err().contains("refused and could not be renewed") && ended.err().contains("codex login"), ended.err()));
    }

    @Test
    void signingOutThroughALinkLeavesNoTokens() throws IOException {
        var real = signIn(home.resolve("elsewhere/auth.json"), 864_000);
        var link = Files.createSymbolicLink(home.resolve("link-auth.json"), real);
        assertEquals(0, fetchtoken().env("CODEX_CREDENTIALS_FILE", link.toString()).run("logout").exit());
        assertFalse(Files.exists(real) || Files.isSymbolicLink(link));
    }

    @Test
    void claudeCodesTokenIsReadAndItsFileLeftAlone() throws IOException {
        var file = Files.createDirectories(home.resolve(".claude")).resolve(".credentials.json");
        Files.writeString(file, "{\"claudeAiOauth\":{\"accessToken\":\"sk-ant-oat01-of-this-test\",\"refreshToken\":\"sk-ant-ort01-of-this-test\",\"expiresAt\":4102444800000,\"subscriptionType\":\"max\"},\"mcpOAuth\":{}}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        secrets.addAll(List.of("sk-ant-ort01-of-this-test", "sk-ant-oat01-from-the-environment"));
        var before = Files.readString(file);
        var ended = fetchtoken().run("--provider", "claude-code");
        assertEquals("{\"access_token\":\"sk-ant-oat01-of-this-test\",\"expires_at\":4102444800}\n", ended.out());
        var named = fetchtoken().env("CLAUDE_CODE_OAUTH_TOKEN", "sk-ant-oat01-from-the-environment").run("--provider", "claude_code", "--token-only");
        assertEquals("sk-ant-oat01-from-the-environment\n", named.out());
        Files.writeString(file, before.replace("4102444800000", "1000000000000"));
        var expired = fetchtoken().run("--provider", "claude-code");
        assertAll(() -> assertEquals(3, expired.exit()), () -> assertTrue(expired.err().contains("expired at 2001") && expired.err().contains("CLAUDE_CODE_REFRESH=1"), expired.err()));
        Files.delete(file);
    }

    @Test
    void aCommandMayPrintTheKey() {
        var good = new Sx("sx", home).env("CODEX_BASE_URL", simulator.url()).env("CODEX_API_KEY_CMD", "printf 'key-from-a-vault-001\\n'").run("--provider", "codex", "--no-stdin", "hello");
        assertEquals(0, good.exit(), good.err());
        var sent = simulator.requests().getLast().headers().get("authorization");
        assertEquals("Bearer key-from-a-vault-001", sent);
        var bad = new Sx("sx", home).env("CODEX_BASE_URL", simulator.url()).env("CODEX_API_KEY_CMD", "echo vault is sealed >&2; exit 7").run("--provider", "codex", "--no-stdin", "hello");
        assertAll(() -> assertEquals(3, bad.exit()), () -> assertTrue(bad.err().contains("CODEX_API_KEY_CMD ended with exit code 7: vault is sealed"), bad.err()));
    }

    private void simulate(String... faults) {
        simulate(List.of(faults), false);
    }

    private void simulate(List<String> faults, boolean strict) {
        var setup = Simulator.Setup.answering(Scenario.empty(), faults.stream().map(Fault::parse).toArray(Fault[]::new));
        simulator = new Simulator(strict ? setup.with(new SignIns(864_000, Set.of(), true, 1, 1)) : setup, Thread.ofVirtual().factory());
    }

    private Path signIn(Path file, long seconds) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, simulator.credentials("00000000-0000-4000-8000-000000000001", seconds));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        secrets.add(accessIn(file));
        secrets.add(Json.read(Files.readAllBytes(file)).path("tokens").path("refresh_token").asText());
        return file;
    }

    private static String accessIn(Path file) throws IOException {
        return Json.read(Files.readAllBytes(file)).path("tokens").path("access_token").asText();
    }

    private Sx fetchtoken() {
        return fetchtoken(home);
    }

    private Sx fetchtoken(Path in) {
        return pointed(new Sx("fetchtoken", in));
    }

    private Sx sx() {
        return pointed(new Sx("sx", home));
    }

    private Sx pointed(Sx script) {
        return script.env("CODEX_AUTH_URL", simulator.url()).env("CODEX_CHATGPT_URL", simulator.url() + "/backend-api");
    }

    private long modelRequests() {
        return simulator.requests().stream().filter(request -> request.path().endsWith("/responses")).count();
    }

    private static void until(BooleanSupplier condition) {
        var end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean() && System.nanoTime() < end) Thread.onSpinWait();
        assertTrue(condition.getAsBoolean());
    }

    private static boolean installed(String program) {
        return java.util.Arrays.stream(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
