package scorpiox.command.setup;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.command.setup.Check.Status;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.output.Terminal;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Guard;
import scorpiox.settings.Project;
import scorpiox.settings.Settings;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

class DoctorTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String KEY = "CODEX_BASE_URL (/home/me/settings:3)";

    @TempDir
    Path folder;
    private final Cancel cancel = new Cancel();

    // --- the clock

    /// A date is cut to whole seconds, and was written between the two instants: half a minute of waiting is no difference.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sat, 21 Nov 2026 12:00:00 GMT | 0   | OK   | agrees with the server's
            Sat, 21 Nov 2026 11:59:59 GMT | 0   | OK   | agrees with the server's
            Sat, 21 Nov 2026 12:00:30 GMT | 30  | OK   | agrees with the server's
            Sat, 21 Nov 2026 12:00:31 GMT | 0   | OK   | 31 seconds behind the server's
            Sat, 21 Nov 2026 11:58:59 GMT | 0   | OK   | 60 seconds ahead of the server's
            Sat, 21 Nov 2026 11:58:58 GMT | 0   | WARN | 61 seconds ahead of the server's: tokens are taken for ended too early
            Sat, 21 Nov 2026 11:58:58 GMT | 300 | WARN | 61 seconds ahead of the server's: tokens are taken for ended too early
            Sat, 21 Nov 2026 12:01:01 GMT | 0   | WARN | 61 seconds behind the server's: tokens are taken for good too long
            Sat, 21 Nov 2026 12:01:01 GMT | 61  | OK   | agrees with the server's
            Sat, 21 Nov 2026 09:00:00 GMT | 1   | WARN | 3 hours ahead of the server's: tokens are taken for ended too early
            """)
    void theClockIsComparedWithWhatTheServerSays(String date, long took, Status status, String text) {
        var check = Clock.check(date, NOON, NOON.plusSeconds(took)).orElseThrow();
        assertAll(() -> assertEquals(status, check.status()), () -> assertEquals(text, check.text()),
                () -> assertEquals(status == Status.WARN, check.remedy().isPresent()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "Sat, 99 Nov 2026 12:00:00 GMT", "1795262400", "Sat, 21 Nov 99999999999 12:00:00 GMT"})
    void aDateThatIsNoneSaysNothing(String date) {
        assertTrue(Clock.check(date, NOON, NOON).isEmpty());
    }

    // --- the endpoint

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 OK                                                        | endpoint OK
            405 Method Not Allowed~Date: Sat, 21 Nov 2026 12:00:00 GMT    | endpoint OK,clock OK
            401 Unauthorized~Date: Sat, 21 Nov 2026 13:00:00 GMT          | endpoint OK,clock WARN
            302 Found~Location: http://127.0.0.1:1/                       | endpoint OK
            200 OK~Date: Sat, 21 Nov 2026 13:00:00 GMT~Age: 5             | endpoint OK
            200 OK~Date: Sat, 21 Nov 2026 13:00:00 GMT~Age: 0             | endpoint OK,clock WARN
            200 OK~Date: yesterday                                        | endpoint OK
            503 Service Unavailable                                       | endpoint WARN
            """)
    void anyAnswerMeansThatTheEndpointIsThere(String head, String expected) throws IOException {
        var requests = new CopyOnWriteArrayList<String>();
        try (var server = new RawServer(peer -> {
            requests.add(peer.request());
            peer.send("HTTP/1.1 " + head.replace("~", "\r\n") + "\r\nContent-Length: 0\r\n\r\n");
        })) {
            var checks = look(server.url() + "/backend-api/codex/responses", new Http(Network.DIRECT));
            assertEquals(expected, String.join(",", checks.stream().map(check -> check.name() + " " + check.status()).toList()));
            assertTrue(checks.getFirst().text().contains("answers in ") && checks.getFirst().text().contains("(HTTP " + head.substring(0, 3) + ")"), checks.getFirst().text());
            assertEquals(1, requests.size());
            assertTrue(requests.getFirst().startsWith("GET /backend-api/codex/responses HTTP/1.1\r\n") && !requests.getFirst().toLowerCase().contains("authorization"), requests.getFirst());
        }
    }

    @Test
    void whatIsInTheUrlBesideTheHostIsNotShown() throws IOException {
        try (var server = new RawServer(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertFalse(look(server.url() + "/v1?key=sk-query-secret-0123456789", new Http(Network.DIRECT)).toString().contains("query-secret"));
        }
    }

    @Test
    void aRefusedConnectionNamesTheKeyToCheck() throws IOException {
        int port;
        try (var gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        var check = failed(look("http://127.0.0.1:" + port + "/v1", new Http(Network.DIRECT)));
        assertAll(() -> assertEquals("connection refused by http://127.0.0.1:" + port, check.text()),
                () -> assertEquals("check " + KEY + ", and that it is running and reachable", check.remedy().orElseThrow()));
    }

    @Test
    void aHostWithoutAnAddressIsToldFromAServerThatIsGone() {
        var http = new Http(Network.DIRECT).resolving(host -> {
            throw new UnknownHostException(host);
        });
        var check = failed(look("https://api.exmaple.test/v1", http));
        assertAll(() -> assertEquals("no address found for api.exmaple.test", check.text()),
                () -> assertEquals("check the host in " + KEY + " and the network: getent hosts api.exmaple.test", check.remedy().orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 407 Proxy Authentication Required | FAIL | the proxy wants a user and a password
            HTTP/1.1 502 Bad Gateway                   | WARN | through the proxy
            HTTP/1.1 404 Not Found                     | OK   | through the proxy
            """)
    void aProxyIsNamedWhereItIsInTheWay(String line, Status status, String text) throws IOException {
        try (var proxy = new RawServer(peer -> {
            peer.request();
            peer.send(line + "\r\nDate: Sat, 21 Nov 2026 09:00:00 GMT\r\nContent-Length: 0\r\n\r\n");
        })) {
            var check = look("http://api.example.test/v1", through(URI.create(proxy.url()))).getFirst();
            assertAll(() -> assertEquals(status, check.status()), () -> assertTrue(check.text().contains(text), check.text()));
        }
        var check = failed(look("http://api.example.test/v1", through(URI.create("http://127.0.0.1:1"))));
        assertAll(() -> assertTrue(check.text().endsWith(", through the proxy"), check.text()),
                () -> assertEquals("check HTTPS_PROXY, HTTP_PROXY and NO_PROXY", check.remedy().orElseThrow()));
    }

    @Test
    void eachFailureOfTlsHasARemedyOfItsOwn() throws Exception {
        selfSigned("right");
        expired("old");
        try (var simulator = serve("right")) {
            var url = "https://localhost:" + simulator.port() + "/v1";
            var unknown = failed(look(url, new Http(Network.DIRECT)));
            assertTrue(unknown.remedy().orElseThrow().contains("config --set SX_CA_FILE FILE --level user"), unknown.toString());
            assertEquals(Status.OK, look(url, trusting("right")).getFirst().status());
            var unreadable = failed(look(url, trusting("missing")));
            assertTrue(unreadable.text().startsWith("certificate authorities cannot be read from " + folder.resolve("missing.pem")), unreadable.toString());
            var elsewhere = failed(look(url.replace("localhost", "127.0.0.1"), trusting("right")));
            assertEquals("the certificate is for another name than 127.0.0.1: check " + KEY, elsewhere.remedy().orElseThrow(), elsewhere.toString());
        }
        try (var simulator = serve("old")) {
            var old = failed(look("https://localhost:" + simulator.port() + "/v1", trusting("old")));
            assertEquals("the certificate of localhost has run out, or the clock here is wrong: date -u", old.remedy().orElseThrow(), old.toString());
        }
        try (var plain = new RawServer(peer -> peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))) {
            var check = failed(look(plain.url().replace("http:", "https:"), new Http(Network.DIRECT)));
            assertEquals("check " + KEY + ": the server may speak http there rather than https", check.remedy().orElseThrow(), check.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', OK", "clock-ahead:120, WARN", "clock-behind:120, WARN"})
    void theSimulatorSaysWhatTimeItIs(String fault, Status status) {
        var faults = fault.isEmpty() ? List.<Fault>of() : List.of(Fault.parse(fault));
        try (var simulator = new Simulator(new Simulator.Setup(0, Set.of(), Set.of(), Scenario.empty(), faults, Optional.empty(), Optional.empty()), Thread.ofVirtual().factory())) {
            var checks = new Reach(URI.create(simulator.url() + "/v1/responses"), KEY, new Http(Network.DIRECT), InstantSource.system()).look(cancel);
            assertEquals(List.of("endpoint", "clock"), checks.stream().map(Check::name).toList());
            assertEquals(status, checks.getLast().status(), checks.toString());
        }
    }

    // --- what waits

    @Test
    void whatHangsIsGivenUpAndReported() throws IOException {
        try (var server = silent()) {
            var reach = new Reach(URI.create(server.url()), KEY, new Http(Network.DIRECT), InstantSource.system());
            var check = failed(Waiting.start("endpoint", Duration.ofSeconds(1), cancel, reach::look).get());
            assertAll(() -> assertEquals("endpoint", check.name()), () -> assertEquals("not done within 1 s", check.text()));
        }
        var never = new CountDownLatch(1);
        var check = failed(Waiting.start("file", Duration.ofMillis(10), cancel, _ -> {
            await(never);
            return List.of();
        }).get());
        assertAll(() -> assertEquals("file", check.name()), () -> assertEquals("not done within 0 s", check.text()));
    }

    @Test
    void aCancelledRunDoesNotWait() throws IOException {
        try (var server = silent()) {
            var reach = new Reach(URI.create(server.url()), KEY, new Http(Network.DIRECT), InstantSource.system());
            var waiting = Waiting.start("endpoint", Duration.ofSeconds(60), cancel, reach::look);
            cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
            assertEquals("interrupted", assertThrows(Failure.class, waiting::get).getMessage());
        }
    }

    @Test
    void aMistakeInOneCheckDoesNotHideTheOthersNorItself() {
        var check = failed(Waiting.start("x", Duration.ofSeconds(10), cancel, _ -> {
            throw new IllegalStateException("a mistake");
        }).get());
        assertEquals("internal error: java.lang.IllegalStateException: a mistake", check.text());
    }

    // --- the machine

    @ParameterizedTest
    @CsvSource({"25.0.1, true, OK", "26, true, OK", "21.0.2, true, FAIL", "25, false, WARN"})
    void theJdkHasToBeNewEnoughAndWhole(String version, boolean compiler, Status status) throws IOException {
        if (compiler) Files.createFile(Files.createDirectories(folder.resolve("bin")).resolve("javac"));
        var check = Machine.jdk(Runtime.Version.parse(version), "Somebody", folder);
        assertAll(() -> assertEquals(status, check.status()),
                () -> assertTrue(check.text().contains(version) && check.text().contains(folder.toString()), check.text()),
                () -> assertEquals(status != Status.OK, check.remedy().isPresent()));
    }

    @Test
    void jbangIsFoundWhereTheLaunchersFindIt() throws IOException {
        var home = Files.createDirectories(folder.resolve("home"));
        var environment = environment(Map.of("HOME", home.toString(), "PATH", ".:" + folder.resolve("bin")));
        assertEquals(Status.WARN, machine(environment).jbang().status());
        Files.createDirectories(home.resolve(".jbang/wrapper"));
        Files.createFile(home.resolve(".jbang/wrapper/jbang-cli-0.132.1-all.jar"));
        assertTrue(machine(environment).jbang().text().endsWith("wrapper/jbang-cli-0.132.1-all.jar"));
        executable(home.resolve(".jbang/bin/jbang"), "exit 1");
        assertEquals(home.resolve(".jbang/bin/jbang").toString(), machine(environment).jbang().text());
        executable(folder.resolve("bin/jbang"), "exit 1");
        assertEquals(folder.resolve("bin/jbang").toString(), machine(environment).jbang().text());
        assertEquals(Status.WARN, machine(environment(Map.of("HOME", home.toString(), "JBANG_DIR", folder.resolve("none").toString()))).jbang().status());
    }

    @Test
    void aRunWithoutItsArchiveIsTold() throws IOException {
        var environment = environment(Map.of());
        var archive = Files.createFile(folder.resolve("sx.aot")).toString();
        assertEquals("sx install", new Machine(environment, Optional.empty(), Optional.empty()).archive(archive).remedy().orElseThrow());
        assertEquals(Status.OK, machine(environment).archive(archive).status());
        assertEquals("SX_FRESH=1 '/my scripts/sx' --version", machine(environment).archive(archive + ".gone").remedy().orElseThrow());
        assertEquals("SX_FRESH=1 sx --version", new Machine(environment, Optional.empty(), Optional.of("sx@scorpiox")).archive("").remedy().orElseThrow());
    }

    @Test
    void programsAreAskedForTheirVersionAndOnlyOutsideTheProject() throws IOException {
        var bin = folder.resolve("bin");
        executable(bin.resolve("rg"), "echo; echo 'ripgrep 99.1'; echo more");
        executable(bin.resolve("git"), "touch '" + folder.resolve("project-git-ran") + "'");
        executable(bin.resolve("bash"), "echo broken >&2; exit 3");
        executable(bin.resolve("apt-get"), "exit 1");
        var project = folder.resolve("project");
        Files.createDirectories(project.resolve(".git"));
        Files.createDirectories(project.resolve("bin"));
        Files.move(bin.resolve("git"), project.resolve("bin/git"));
        var path = "bin:" + bin + ":" + project.resolve("bin");
        var checks = new Programs(environment(Map.of("PATH", path)), new Project(project)).start(cancel).stream().map(waiting -> waiting.get().getFirst()).toList();
        assertEquals(List.of("rg", "git", "bash", "setsid"), checks.stream().map(Check::name).toList());
        assertEquals("ripgrep 99.1, " + bin.resolve("rg"), checks.getFirst().text());
        assertEquals(project.resolve("bin/git") + ", in the project, not started", checks.get(1).text());
        assertFalse(Files.exists(folder.resolve("project-git-ran")));
        assertEquals(bin.resolve("bash") + ", version unknown", checks.get(2).text());
        assertEquals(Status.OK, checks.get(3).status());
        Files.delete(bin.resolve("rg"));
        var missing = new Programs(environment(Map.of("PATH", path)), new Project(project)).start(cancel).getFirst().get().getFirst();
        assertAll(() -> assertEquals(Status.WARN, missing.status()), () -> assertEquals("sudo apt-get install ripgrep", missing.remedy().orElseThrow()));
    }

    /// Whoever works in a folder above the programs has not brought them there.
    @Test
    void aFolderThatIsNoProjectOwnsNoProgram() throws IOException {
        var usr = Files.createDirectories(folder.resolve("usr"));
        executable(usr.resolve("bin/rg"), "echo 'ripgrep 99.1'");
        var environment = environment(Map.of("PATH", usr.resolve("bin").toString()));
        for (var root : List.of(usr, Path.of("/"))) {
            assertEquals("ripgrep 99.1, " + usr.resolve("bin/rg"), new Programs(environment, new Project(root)).start(cancel).getFirst().get().getFirst().text());
        }
        write(usr.resolve("scorpiox-env.txt"), "MODEL=opus\n");
        assertEquals(usr.resolve("bin/rg") + ", in the project, not started", new Programs(environment, new Project(usr)).start(cancel).getFirst().get().getFirst().text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            111 | xterm-256color | UTF-8          | terminal OK
            010 | dumb           | UTF-8          | terminal WARN
            001 | ''             | UTF-8          | terminal WARN
            000 | ''             | UTF-8          | terminal OK
            000 | xterm          | ANSI_X3.4-1968 | terminal OK,locale WARN
            """)
    void theTerminalIsDescribed(String streams, String term, String charset, String expected) {
        var terminal = new Terminal(streams.charAt(0) == '1', streams.charAt(1) == '1', streams.charAt(2) == '1');
        var checks = new Screen(environment(term.isEmpty() ? Map.of() : Map.of("TERM", term)), new Terminal(false, terminal.out(), terminal.err() || terminal.in()), charset).checks();
        assertEquals(expected, String.join(",", checks.stream().map(check -> check.name() + " " + check.status()).toList()));
    }

    // --- settings and trust

    @Test
    void everyFileIsLookedAtAlthoughOneIsBroken() throws IOException {
        var user = write(folder.resolve("home/.config/scorpiox/scorpiox-env.txt"), "MODEL=opus\n# a comment\nTHINKING=1\n");
        var project = write(folder.resolve("project/scorpiox-env.txt"), "no sense here\n");
        var failure = assertThrows(Failure.class, () -> Cascade.resolve(project(), Cascade.Flags.NONE));
        var checks = new SettingsCheck(project(), new Project(folder.resolve("project").toRealPath()), Optional.empty(), Optional.of(failure)).checks();
        assertEquals(List.of(Status.OK, Status.FAIL), checks.stream().map(Check::status).toList(), checks.toString());
        assertEquals(user + ", 2 keys", checks.getFirst().text());
        assertTrue(checks.get(1).text().startsWith(project.toRealPath() + ":1: "), checks.get(1).text());
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--, WARN", "rw-r-----, WARN", "rw-------, OK"})
    void aFileWithASecretIsClosedToOthers(String mode, Status status) throws IOException {
        var file = write(folder.resolve("home/.config/scorpiox/scorpiox-env.txt"), "CODEX_API_KEY=sk-of-this-test-0123\nCODEX_BASE_URL=http://127.0.0.1:1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        var check = settings(Guard.NOBODY).getFirst();
        assertAll(() -> assertEquals(status, check.status(), check.text()), () -> assertFalse(check.text().contains("sk-of-this-test")));
        if (status == Status.WARN) assertEquals("chmod 600 " + file, check.remedy().orElseThrow());
    }

    @Test
    void whatTheSettingsWarnOfIsInTheReport() throws IOException {
        write(folder.resolve("home/.config/scorpiox/scorpiox-env.txt"), "MODELL=x\nMODEL=opus\nMODEL=sonnet\n");
        var checks = settings(Guard.NOBODY);
        assertEquals(List.of(Status.OK, Status.WARN, Status.WARN), checks.stream().map(Check::status).toList(), checks.toString());
        assertTrue(checks.get(1).text().contains("unknown key MODELL, did you mean MODEL?"), checks.toString());
        assertEquals("config edit --level user", checks.get(1).remedy().orElseThrow());
    }

    @Test
    void anUntrustedProjectIsWarnedOfOnceItWouldDoMore() throws IOException {
        Files.createDirectories(folder.resolve("project/.git"));
        assertEquals("OK brings no settings or tools of its own", trust(Guard.NOBODY, false));
        write(folder.resolve("project/scorpiox-env.txt"), "MODEL=opus\n");
        assertEquals("OK sets nothing that needs trust", trust(Guard.NOBODY, false));
        write(folder.resolve("project/.scorpiox/scorpiox-env.txt"), "SX_ALLOW=bash(make *)\n");
        var tool = write(folder.resolve("project/.scorpiox/tools/deploy"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals("WARN is not trusted: SX_ALLOW and 1 tool (deploy) are left out", trust(Guard.NOBODY, false));
        assertEquals("OK is taken over for this run", trust(Guard.NOBODY, true));
        assertEquals("OK is trusted", trust((_, _) -> Guard.Answer.YES, false));
        write(folder.resolve("project/scorpiox-env.txt"), "MODEL=haiku\n");
        assertEquals("WARN has changed since you trusted it: SX_ALLOW and 1 tool (deploy) are left out", trust(Guard.NOBODY, false));
    }

    /// Nobody is asked about tools by a command that offers none.
    @Test
    void toolsAloneAreNoReasonToAsk() throws IOException {
        Files.createDirectories(folder.resolve("project/.git"));
        var tool = write(folder.resolve("project/.scorpiox/tools/deploy"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals("WARN is not trusted: 1 tool (deploy) is left out", trust((_, _) -> {
            throw new AssertionError("asked");
        }, false));
    }

    // --- the report

    @Test
    void theReportHasNeitherSecretsNorCommandsForTheTerminal() throws IOException {
        Redaction.register("registered-secret-of-this-test");
        var report = new Report(List.of(Check.ok("jdk", "fine"), Check.warn("settings", "a \u001b[31mred\u001b[0m name\nof two lines\u202e registered-secret-of-this-test", "do\u0007 that"),
                Check.fail("endpoint", "Bearer abcdefghijkl", null)));
        assertEquals("""
                ok    jdk       fine
                warn  settings  a red name of two lines ***
                                -> do that
                fail  endpoint  Bearer ***
                """, report.text(false));
        assertTrue(report.text(true).startsWith("\u001b[32mok\u001b[0m    jdk"));
        var json = Json.read(Json.write(report.json()));
        assertAll(() -> assertFalse(json.path("ok").asBoolean(true)), () -> assertFalse(json.path("version").asText().isEmpty()),
                () -> assertEquals(3, json.path("checks").size()),
                () -> assertTrue(json.at("/checks/0/remedy").isNull()), () -> assertEquals("warn", json.at("/checks/1/status").asText()),
                        () -> assertEquals("do that", json.at("/checks/1/remedy").asText()),
                () -> assertFalse(json.toString().contains("registered-secret")));
        assertTrue(new Report(List.of(Check.warn("x", "y", null))).ok());
    }

    // --- helpers

    private List<Check> look(String url, Http http) {
        return new Reach(URI.create(url), KEY, http, InstantSource.fixed(NOON)).look(cancel);
    }

    /// A server that takes everything and says nothing.
    private static RawServer silent() {
        return new RawServer(peer -> {
            var open = true;
            while (open) open = !peer.closedByClient();
        });
    }

    private static Check failed(List<Check> checks) {
        assertEquals(1, checks.size(), checks.toString());
        assertEquals(Status.FAIL, checks.getFirst().status(), checks.toString());
        return checks.getFirst();
    }

    private static Http through(URI proxy) {
        return new Http(new Network(Optional.of(proxy), Optional.of(proxy), List.of(), Optional.empty(), false));
    }

    private Http trusting(String certificate) {
        return new Http(new Network(Optional.empty(), Optional.empty(), List.of(), Optional.of(folder.resolve(certificate + ".pem")), false));
    }

    private Simulator serve(String certificate) {
        return new Simulator(new Simulator.Setup(0, Set.of(), Set.of(), Scenario.empty(), List.of(), Optional.empty(), Optional.of(folder.resolve(certificate + ".p12"))), Thread.ofVirtual().factory());
    }

    /// A key store for the name `localhost`, and its certificate beside it.
    private void selfSigned(String name) throws Exception {
        keytool(name, "leaf", "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:localhost");
        keytool(name, "leaf", "-exportcert", "-rfc", "-file", folder.resolve(name + ".pem").toString());
    }

    /// The same with a certificate that has run out, signed by an authority whose own is beside it.
    private void expired(String name) throws Exception {
        keytool(name, "ca", "-genkeypair", "-keyalg", "EC", "-dname", "CN=authority", "-ext", "bc:c");
        keytool(name, "leaf", "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:localhost", "-signer", "ca", "-startdate", "-20d", "-validity", "10");
        keytool(name, "ca", "-exportcert", "-rfc", "-file", folder.resolve(name + ".pem").toString());
        keytool(name, "ca", "-delete");
    }

    private void keytool(String name, String alias, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), arguments[0]));
        command.addAll(List.of("-keystore", folder.resolve(name + ".p12").toString(), "-storepass", "changeit", "-alias", alias));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private Environment environment(Map<String, String> variables) {
        var all = new HashMap<>(variables);
        all.putIfAbsent("HOME", folder.resolve("home").toString());
        return new Environment(all, folder);
    }

    private Environment project() {
        return environment(Map.of()).in(folder.resolve("project"));
    }

    private Machine machine(Environment environment) {
        return new Machine(environment, Optional.of(Path.of("/my scripts")), Optional.empty());
    }

    private List<Check> settings(Guard guard) throws IOException {
        Files.createDirectories(folder.resolve("project/.git"));
        Settings settings = Cascade.resolve(project(), Cascade.Flags.NONE, guard);
        return new SettingsCheck(project(), settings.project(), Optional.of(settings), Optional.empty()).checks();
    }

    /// Status and text of the check, without the name of the project.
    private String trust(Guard guard, boolean taken) throws IOException {
        var trust = new ProjectTrust(guard);
        Cascade.resolve(project(), new Cascade.Flags(null, Map.of(), taken), trust);
        var root = folder.resolve("project").toRealPath();
        var check = trust.check(project(), new Project(root), taken);
        assertTrue(check.text().startsWith(root + " "), check.text());
        if (check.status() == Status.WARN) assertEquals("config trust", check.remedy().orElseThrow());
        return check.status() + check.text().substring(root.toString().length());
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.setPosixFilePermissions(write(file, "#!/bin/sh\n" + script + "\n"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // --- the router's way

    /// Whoever is on it is looked at; one that is ready is enough.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            anthropic/a,openai/b | good-key-number-1 | OK credentials anthropic, OK token anthropic, OK endpoint anthropic, OK credentials openai, WARN token openai, WARN endpoint openai
            anthropic/a,openai/b | some-bad-key-nr-1 | OK credentials anthropic, FAIL token anthropic, OK endpoint anthropic, OK credentials openai, WARN token openai, FAIL endpoint openai
            router/a             | good-key-number-1 | OK credentials router, OK token router, OK endpoint router
            """)
    void everybodyOnTheWayIsLookedAt(String way, String key, String found) {
        var setup = new Simulator.Setup(0, Set.of("good-key-number-1"), Set.of(), Scenario.empty(), List.of(), Optional.empty(), Optional.empty());
        try (var simulator = new Simulator(setup, Thread.ofVirtual().factory())) {
            var variables = new HashMap<>(Map.of("HOME", folder.toString(), "ROUTER_ALIAS_sonnet", way, "ANTHROPIC_BASE_URL", simulator.url(), "ANTHROPIC_API_KEY", key));
            variables.putAll(Map.of("OPENAI_BASE_URL", "https://127.0.0.1:1/v1", "ROUTER_URL", simulator.url() + "/router/v1", "ROUTER_API_KEY", key));
            var settings = Cascade.resolve(new Environment(variables, folder), Cascade.Flags.NONE, Guard.LOOKING);
            var said = new ArrayList<String>();
            for (var check : new Outside(settings, cancel).begin().get()) {
                if (!check.name().equals("clock")) said.add(check.status() + " " + check.name() + " " + check.text().split("[,:]")[0]);
            }
            assertEquals(found, String.join(", ", said));
        }
    }
}
