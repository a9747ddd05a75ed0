package scorpiox.auth.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Origin;

/// Against the real server, where one is installed: by key, as the user the tests run as, in a home of the test's own.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class OpenSshTest {
    private static final String TOKEN = "access-token-0123456789";
    private static final Set<Origin> AUDIENCE = Set.of(new Origin("https", "chatgpt.com", 443));

    @TempDir
    private Path folder;
    private Path home;
    private Path there;
    private Process server;
    private Process agent;
    private Optional<Path> socket = Optional.empty();
    private BufferedReader log;
    private int port;
    private final Cancel cancel = new Cancel();

    @BeforeEach
    void start() throws Exception {
        var sshd = Stream.of("/usr/sbin/sshd", "/usr/local/sbin/sshd", "/opt/homebrew/sbin/sshd").map(Path::of).filter(Files::isExecutable).findFirst();
        assumeTrue(sshd.isPresent() && run("ssh-keygen", "-?") >= 0, "no OpenSSH here");
        separated();
        home = Files.createDirectories(folder.resolve("home"));
        there = Files.createDirectories(folder.resolve("there"));
        Files.createDirectory(home.resolve(".ssh"));
        generate("ed25519", folder.resolve("host_ed25519"), "");
        generate("ecdsa", folder.resolve("host_ecdsa"), "");
        generate("ed25519", home.resolve(".ssh/id_ed25519"), "");
        Files.copy(home.resolve(".ssh/id_ed25519.pub"), folder.resolve("authorized"));
        port = freePort();
        var command = script(folder.resolve("command"),
                "HOME='%s'; export HOME; unset XDG_CONFIG_HOME CODEX_HOME; cd; exec sh -c \"$SSH_ORIGINAL_COMMAND\"".formatted(there));
        Files.writeString(folder.resolve("sshd_config"), """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                HostKey %s
                PidFile none
                AuthorizedKeysFile %s
                UsePAM no
                StrictModes no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PermitUserEnvironment no
                PermitRootLogin yes
                TrustedUserCAKeys %s
                ForceCommand %s
                """.formatted(port, folder.resolve("host_ed25519"), folder.resolve("host_ecdsa"), folder.resolve("authorized"), folder.resolve("authority.pub"), command));
        server = new ProcessBuilder(sshd.get().toString(), "-D", "-e", "-f", folder.resolve("sshd_config").toString()).redirectErrorStream(true).start();
        log = server.inputReader(StandardCharsets.UTF_8);
        var said = log.readLine();
        while (said != null && !said.contains("Server listening")) said = log.readLine();
        assertTrue(said != null, "sshd did not start");
        know("ed25519");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (agent != null) {
            agent.destroy();
            agent.waitFor();
        }
        if (server == null) return;
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroy();
        server.waitFor();
    }

    @ParameterizedTest
    @ValueSource(strings = {".codex/auth.json", ".config/scorpiox/codex-auth.json"})
    void aCredentialFileIsReadWithAnEd25519Key(String file) throws Exception {
        credentials(file);
        var credential = token().get();
        assertEquals(TOKEN, credential.secret());
        assertEquals(Optional.of("account-1"), credential.account());
        assertFalse(credential.toString().contains("refresh"));
    }

    @Test
    void fetchtokenIsPreferredAndToldToRenewNothing() throws Exception {
        credentials(".codex/auth.json");
        script(Files.createDirectories(there.resolve(".local/bin")).resolve("scorpiox-fetchtoken"),
                "echo \"{\\\"access_token\\\":\\\"$*-refresh-$CODEX_REFRESH\\\"}\" | tr -d ' '");
        assertEquals("--sourcelocal-refresh-0", token().get().secret());
    }

    @Test
    void withoutACredentialFileThePlacesAreNamed() {
        var failure = assertThrows(Failure.class, token()::get);
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.line().contains("~/.codex/auth.json") && failure.line().contains("fetchtoken login"), failure.line());
    }

    @ParameterizedTest
    @CsvSource({"ed25519, ", "ecdsa, ", "rsa, ", "ed25519, the passphrase", "rsa, the passphrase"})
    void everyKindOfKeyFileSignsIn(String type, String passphrase) throws Exception {
        credentials(".codex/auth.json");
        var key = folder.resolve("another key");
        generate(type, key, passphrase == null ? "" : passphrase);
        Files.copy(folder.resolve("another key.pub"), folder.resolve("authorized"), StandardCopyOption.REPLACE_EXISTING);
        assertEquals(TOKEN, token(Optional.of(key), Optional.ofNullable(passphrase)).get().secret());
    }

    @Test
    void aKeyThatIsNotAuthorizedIsRefused() throws Exception {
        credentials(".codex/auth.json");
        Files.writeString(folder.resolve("authorized"), "");
        var failure = assertThrows(Failure.class, token()::get);
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.line().contains("CODEX_SSH_KEY"), failure.line());
    }

    @Test
    void anotherUserIsRefused() {
        var password = Optional.of("wrong password");
        var target = new SshTarget("127.0.0.1", Optional.of("no-such-user"), OptionalInt.of(port), Optional.empty(), password, Optional.empty(), home, "local");
        assertEquals(Kind.AUTH, assertThrows(Failure.class, token(target)::get).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa"})
    void theServerShowsTheKeyThatIsKnown(String type) throws Exception {
        credentials(".codex/auth.json");
        know(type);
        assertEquals(TOKEN, token().get().secret());
    }

    @Test
    void whatSshWouldAcceptIsWhatIsAddedForANewHost() throws Exception {
        credentials(".codex/auth.json");
        var known = home.resolve(".ssh/known_hosts");
        Files.delete(known);
        assertTrue(assertThrows(Failure.class, token()::get).line().contains("is not known"));
        var target = target(Optional.empty(), Optional.empty());
        assertEquals(TOKEN, new SshToken(target, AUDIENCE, Optional.of((host, type, fingerprint) -> true), InstantSource.system(), cancel).get().secret());
        assertEquals(0, run("ssh-keygen", "-F", "[127.0.0.1]:" + port, "-f", known.toString()));
        assertEquals(1, run("ssh-keygen", "-F", "127.0.0.1", "-f", known.toString()));
    }

    @Test
    void linesThatSshKeygenHashedAreUnderstood() throws Exception {
        credentials(".codex/auth.json");
        assertEquals(0, run("ssh-keygen", "-H", "-f", home.resolve(".ssh/known_hosts").toString()));
        assertFalse(Files.readString(home.resolve(".ssh/known_hosts")).contains("127.0.0.1"));
        assertEquals(TOKEN, token().get().secret());
    }

    @Test
    void aChangedHostKeyIsRefused() throws Exception {
        generate("ed25519", folder.resolve("other"), "");
        Files.writeString(home.resolve(".ssh/known_hosts"), "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("other.pub")));
        var failure = assertThrows(Failure.class, token()::get);
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.line().contains("differs") && failure.line().contains("line 1 of"), failure.line());
    }

    @Test
    void aHugeFileIsCutOff() throws Exception {
        Files.createDirectories(there.resolve(".codex"));
        Files.write(there.resolve(".codex/auth.json"), new byte[3 * 1024 * 1024]);
        assertEquals(Kind.PROTOCOL, assertThrows(Failure.class, token()::get).kind());
    }

    @Test
    void aCommandThatHangsIsGivenUp() throws Exception {
        script(Files.createDirectories(there.resolve(".local/bin")).resolve("scorpiox-fetchtoken"), "sleep 100");
        var limits = new SshConnection.Limits(Duration.ofSeconds(20), Duration.ofSeconds(3));
        var token = new SshToken(target(Optional.empty(), Optional.empty()), AUDIENCE, Optional.empty(), InstantSource.system(), cancel, limits);
        assertEquals(Kind.TIMEOUT, assertThrows(Failure.class, token::get).kind());
    }

    @Test
    void whatACommandPrintedBeforeItWasKilledIsNoAnswer() throws Exception {
        script(Files.createDirectories(there.resolve(".local/bin")).resolve("scorpiox-fetchtoken"), "echo " + TOKEN + "; kill -9 $$");
        assertTrue(assertThrows(Failure.class, token()::get).getMessage().contains("exit code 137"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void aKeyThatIsOnlyInTheAgentSignsInAndTheAgentIsNotForwarded(String type) throws Exception {
        startAgent();
        script(Files.createDirectories(there.resolve(".local/bin")).resolve("scorpiox-fetchtoken"), "echo " + TOKEN + "-${SSH_AUTH_SOCK:-alone}");
        var key = folder.resolve("another");
        generate(type, key, "");
        Files.copy(folder.resolve("another.pub"), folder.resolve("authorized"), StandardCopyOption.REPLACE_EXISTING);
        add(key);
        Files.delete(key);
        assertEquals(TOKEN + "-alone", token().get().secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa"})
    void aCertificateInTheAgentSignsIn(String type) throws Exception {
        startAgent();
        credentials(".codex/auth.json");
        Files.delete(home.resolve(".ssh/id_ed25519"));
        Files.writeString(folder.resolve("authorized"), "");
        generate("ed25519", folder.resolve("authority"), "");
        var key = folder.resolve("another");
        generate(type, key, "");
        assertEquals(0, run("ssh-keygen", "-q", "-s", folder.resolve("authority").toString(), "-I", "test", "-n", System.getProperty("user.name"), key + ".pub"));
        add(key);
        assertEquals(TOKEN, token().get().secret());
    }

    private void startAgent() throws Exception {
        assumeTrue(run("ssh-agent", "-?") >= 0 && run("ssh-add", "-?") >= 0, "no ssh-agent here");
        socket = Optional.of(folder.resolve("agent"));
        agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.get().toString()).redirectErrorStream(true).start();
        agent.inputReader().readLine();
    }

    private void add(Path key) throws Exception {
        assertEquals(0, run("env", "SSH_AUTH_SOCK=" + socket.orElseThrow(), "ssh-add", "-q", key.toString()));
    }

    private SshToken token() {
        return token(Optional.empty(), Optional.empty());
    }

    private SshToken token(Optional<Path> key, Optional<String> password) {
        return token(target(key, password));
    }

    private SshToken token(SshTarget target) {
        return new SshToken(target, AUDIENCE, Optional.empty(), InstantSource.system(), cancel);
    }

    private SshTarget target(Optional<Path> key, Optional<String> password) {
        return new SshTarget("127.0.0.1", Optional.empty(), OptionalInt.of(port), key, password, socket, home, System.getProperty("user.name"));
    }

    private void credentials(String file) throws IOException {
        Files.createDirectories(there.resolve(file).getParent());
        Files.writeString(there.resolve(file), """
                {"auth_mode": "chatgpt", "tokens": {"access_token": "%s", "refresh_token": "refresh-token-of-that-machine", "account_id": "account-1"}}
                """.formatted(TOKEN));
    }

    private void know(String type) throws IOException {
        Files.writeString(home.resolve(".ssh/known_hosts"), "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host_" + type + ".pub")));
    }

    /// As root sshd wants its folder for the unprivileged half.
    private static void separated() {
        if (!"root".equals(System.getProperty("user.name"))) return;
        var empty = Path.of("/run/sshd");
        try {
            Files.createDirectories(empty, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "no " + empty);
        }
    }

    private static void generate(String type, Path file, String passphrase) throws Exception {
        assertEquals(0, run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString()));
    }

    private static int run(String... command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            return process.waitFor();
        } catch (IOException notThere) {
            return -1;
        }
    }

    private static Path script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
