package scorpiox.auth.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.KeyPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.SshServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.http.Origin;

@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class SshTokenTest {
    private static final String TOKEN = "access-token-0123456789";
    private static final String LINE = "{\"access_token\":\"" + TOKEN + "\",\"expires_at\":4102444800}\n";
    private static final String REFRESH = "refresh-token-that-stays-there";
    private static final Set<Origin> AUDIENCE = Set.of(new Origin("https", "chatgpt.com", 443));
    private static final SshConnection.Limits SHORT = new SshConnection.Limits(Duration.ofMillis(700), Duration.ofMillis(1500));

    @TempDir
    private Path home;
    private final Cancel cancel = new Cancel();
    private Optional<NewHostKey> ask = Optional.empty();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Optional<String> password = Optional.of("correct horse battery");
    private Optional<Path> key = Optional.empty();

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"access_token\":\"access-token-0123456789\",\"expires_at\":null}\n",
            "{\"auth_mode\":\"chatgpt\",\"tokens\":{\"access_token\":\"access-token-0123456789\",\"refresh_token\":\"refresh-token-that-stays-there\"}}",
            "\n access-token-0123456789 \n"})
    void aTokenIsFetchedWithAPasswordInEveryFormItComesIn(String answer) throws IOException {
        try (var server = server(call -> print(call, answer))) {
            var credential = token(server).get();
            assertEquals("Bearer " + TOKEN, credential.value());
            assertEquals(AUDIENCE, credential.audience());
            assertFalse(credential.toString().contains(TOKEN));
            assertFalse((credential.value() + credential + credential.account() + credential.expires()).contains(REFRESH));
        }
    }

    @Test
    void aRefreshTokenInTheAnswerIsMaskedFromThenOn() throws IOException {
        try (var server = server(call -> print(call, "{\"tokens\":{\"access_token\":\"" + TOKEN + "\",\"refresh_token\":\"refresh-token-seen-once\"}}"))) {
            token(server).get();
            assertEquals("***", Redaction.mask("refresh-token-seen-once"));
        }
    }

    @Test
    void oneConnectionServesUntilTheTokenIsNearItsEnd() throws IOException {
        try (var server = server(call -> print(call, "{\"access_token\":\"" + TOKEN + "\",\"expires_at\":" + now.plusSeconds(1000).getEpochSecond() + "}"))) {
            var token = token(server);
            var first = token.get();
            now = now.plusSeconds(699);
            assertSame(first, token.get());
            assertEquals(1, server.commands().size());
            now = now.plusSeconds(2);
            token.get();
            assertEquals(2, server.commands().size());
        }
    }

    @Test
    void aRefusedTokenIsFetchedOnceMoreAndUsedOnlyWhenItIsAnother() throws IOException {
        var asked = new AtomicInteger();
        try (var server = server(call -> print(call, asked.getAndIncrement() == 0 ? LINE : LINE.replace("9\"", "9-new\"")))) {
            var token = token(server);
            var first = token.get();
            var second = token.after401(first, 1);
            assertEquals(TOKEN + "-new", second.secret());
            assertSame(second, token.get());
            var same = assertThrows(Failure.class, () -> token.after401(second, 1));
            assertEquals(Kind.AUTH, same.kind());
            assertEquals(401, same.status());
            assertTrue(same.line().contains("127.0.0.1") && same.line().contains("fetchtoken login"), same.line());
            var connections = server.commands().size();
            assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> token.after401(first, 2)).kind());
            assertEquals(connections, server.commands().size());
        }
    }

    @Test
    void theRemoteCommandAsksForNothingToBeRenewedAndIsOneQuotedLine() throws IOException {
        try (var server = server(call -> print(call, LINE))) {
            token(server).get();
            var command = server.commands().getFirst();
            assertTrue(command.matches("sh -c '[^'\\\\\n!]*'"), command);
            assertTrue(command.contains("CODEX_REFRESH=0 scorpiox-fetchtoken --source local"), command);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "zsh", "ksh", "fish", "tcsh", "csh"})
    void theRemoteCommandWorksInWhateverShellThereIs(String shell) throws Exception {
        var there = Files.createDirectories(home.resolve("there of \"mine\""));
        assumeTrue(List.of(System.getenv("PATH").split(":")).stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, shell))));
        try (var server = server(call -> run(call, shell, there))) {
            var failure = assertThrows(Failure.class, token(server)::get);
            assertTrue(failure.getMessage().contains("~/.codex/auth.json"), failure.line());
            write(there.resolve(".codex/auth.json"), "{\"tokens\":{\"access_token\":\"" + TOKEN + "-codex\"}}");
            assertEquals(TOKEN + "-codex", token(server).get().secret());
            write(there.resolve(".config/scorpiox/codex-auth.json"), "{\"tokens\":{\"access_token\":\"" + TOKEN + "-own\"}}");
            assertEquals(TOKEN + "-own", token(server).get().secret());
            var script = write(there.resolve(".local/bin/scorpiox-fetchtoken"), "#!/bin/sh\ncat\necho " + TOKEN + "-$CODEX_REFRESH-$1-$2\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            assertEquals(TOKEN + "-0---source-local", token(server).get().secret());
            write(script, "#!/bin/sh\necho 'error: signed out' >&2\nexit 3\n");
            var refused = assertThrows(Failure.class, token(server)::get);
            assertTrue(refused.getMessage().contains("exit code 3") && refused.getMessage().endsWith("error: signed out"), refused.line());
        }
    }

    @Test
    void whatFetchtokenComplainsAboutIsShownMaskedAndShort() throws IOException {
        var secret = "sk-" + "a1b2c3d4".repeat(4);
        try (var server = server(call -> {
            call.err().write(("bad \u001b[31m" + secret + " \u202eend" + "x".repeat(500) + "\nsecond line\n").getBytes(StandardCharsets.UTF_8));
            call.err().flush();
            return 3;
        })) {
            var line = assertThrows(Failure.class, token(server)::get).getMessage();
            assertTrue(line.contains("bad *** end"), line);
            assertFalse(line.contains(secret) || line.contains("\u001b") || line.contains("\u202e") || line.contains("second"), line);
            assertTrue(line.length() < 300, line);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "44 |                                                        | AUTH     | codex-auth.json",
            "0  |                                                        | AUTH     | gave nothing",
            "0  | Welcome to this machine                                | AUTH     | no token",
            "0  | {\"access_token\":                                     | AUTH     | neither JSON nor a token",
            "0  | {\"access_token\":\"access-token-0123456789\",\"expires_at\":1} | AUTH     | expired",
            "1  | {\"access_token\":\"access-token-0123456789\"}              | AUTH     | exit code 1"})
    void anAnswerWithoutAUsableTokenIsOneClearFailure(int exit, String answer, Kind kind, String part) throws IOException {
        try (var server = server(call -> {
            call.print(answer == null ? "" : answer);
            return exit;
        })) {
            var failure = assertThrows(Failure.class, token(server)::get);
            assertEquals(kind, failure.kind());
            assertTrue(failure.line().contains(part) && failure.line().contains("me@127.0.0.1:" + server.port()), failure.line());
        }
    }

    @Test
    void endlessOutputIsCutOff() throws IOException {
        var stopped = new CountDownLatch(1);
        try (var server = server(call -> {
            try {
                while (true) call.print("x".repeat(10_000));
            } finally {
                stopped.countDown();
            }
        })) {
            var failure = assertThrows(Failure.class, token(server)::get);
            assertEquals(Kind.PROTOCOL, failure.kind());
            assertTrue(failure.getMessage().contains("1 MiB"), failure.line());
            awaits(stopped);
        }
    }

    @Test
    void endlessComplaintsDoNotHurt() throws IOException {
        try (var server = server(call -> {
            for (var i = 0; i < 300; i++) call.err().write(new byte[10_000]);
            return print(call, LINE);
        })) {
            assertEquals(TOKEN, token(server).get().secret());
        }
    }

    @ParameterizedTest
    @CsvSource({"me, wrong", "nobody, correct horse battery"})
    void aWrongPasswordAndAnUnknownUserNameTheKeysToSet(String user, String wrong) throws IOException {
        try (var server = server(call -> print(call, LINE))) {
            password = Optional.of(wrong);
            var failure = assertThrows(Failure.class, token(target("127.0.0.1", Optional.of(user), server.port()))::get);
            assertEquals(Kind.AUTH, failure.kind());
            for (var name : List.of("CODEX_SSH_USER", "CODEX_SSH_PASS", "CODEX_SSH_KEY")) assertTrue(failure.line().contains(name), failure.line());
            assertFalse(failure.line().contains(wrong));
            assertEquals(List.of("password " + user), server.signIns());
            assertEquals(List.of(), server.commands());
        }
    }

    @ParameterizedTest
    @CsvSource({"false, ", "true, correct horse battery"})
    void aKeyFileSignsInAlsoWhenThePasswordIsItsPassphrase(boolean encrypted, String passphrase) throws Exception {
        key = Optional.of(home.resolve("my key"));
        password = Optional.ofNullable(passphrase);
        try (var server = server(call -> print(call, LINE)).authorize("me", generate(key.get(), encrypted ? passphrase : null))) {
            assertEquals(TOKEN, token(server).get().secret());
            assertTrue(server.signIns().stream().allMatch("key me"::equals), server.signIns().toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"none, does not exist", "folder, is no private key", "text, is no private key", "empty, is no private key", "public, is no private key",
            "encrypted, is encrypted", "huge, is no private key"})
    void aKeyThatCannotBeUsedIsNamedBeforeAnythingConnects(String kind, String part) throws Exception {
        key = Optional.of(home.resolve("the-key"));
        password = Optional.empty();
        switch (kind) {
            case "none" -> {}
            case "folder" -> Files.createDirectory(key.get());
            case "text" -> Files.writeString(key.get(), "not a key\n");
            case "empty" -> Files.createFile(key.get());
            case "public" -> Files.writeString(key.get(), generate(home.resolve("other"), null) + " me\n");
            case "encrypted" -> generate(key.get(), "another phrase");
            default -> Files.write(key.get(), new byte[100_000]);
        }
        try (var server = server(call -> print(call, LINE))) {
            var failure = assertThrows(Failure.class, token(server)::get);
            assertEquals(Kind.AUTH, failure.kind());
            assertTrue(failure.line().contains("the-key " + part) && failure.line().contains("CODEX_SSH_KEY"), failure.line());
            if (kind.equals("encrypted")) {
                password = Optional.of("not the phrase");
                assertTrue(assertThrows(Failure.class, token(server)::get).line().contains("not its passphrase"));
            }
            assertEquals(List.of(), server.signIns());
        }
    }

    @Test
    void withoutAKeyOrAPasswordNothingConnects() throws Exception {
        password = Optional.empty();
        generate(Files.createDirectories(home.resolve(".ssh")).resolve("id_ed25519"), "only its owner knows");
        try (var server = new RawServer(peer -> {})) {
            var failure = assertThrows(Failure.class, token(target("127.0.0.1", Optional.of("me"), server.port()))::get);
            assertEquals(Kind.AUTH, failure.kind());
            assertTrue(failure.line().contains("CODEX_SSH_PASS") && failure.line().contains("CODEX_SSH_KEY"), failure.line());
            assertEquals(0, server.connections());
        }
    }

    @Test
    void theUsualKeysAreTriedAndThePasswordStillGetsItsTurn() throws Exception {
        for (var name : List.of("id_ed25519", "id_ecdsa", "id_rsa")) generate(Files.createDirectories(home.resolve(".ssh")).resolve(name), null);
        try (var server = server(call -> print(call, LINE))) {
            assertEquals(TOKEN, token(server).get().secret());
            assertEquals("password me", server.signIns().getLast());
        }
    }

    @Test
    void theConfigurationGivesAddressPortUserAndKeyOfAnAliasButRunsNothing() throws Exception {
        var marker = home.resolve("marker");
        password = Optional.empty();
        try (var server = server(call -> print(call, LINE)).authorize("configured", generate(home.resolve(".ssh/work-127.0.0.1-configured"), null))) {
            write(home.resolve(".ssh/config"), """
                    # mine
                    Match exec "touch %1$s"
                        User matched
                        Port 1
                    Include other
                    ProxyCommand touch %1$s
                    Host bastion other
                        HostName 127.0.0.1
                        Port = %2$d
                        user "configured"
                        identityfile=~/.ssh/work-%%h-%%r
                        ProxyCommand touch %1$s
                        LocalCommand touch %1$s
                        PermitLocalCommand yes
                        StrictHostKeyChecking no
                        UserKnownHostsFile /dev/null
                        ForwardAgent yes
                    Host *
                        User nobody
                        Port 2
                    """.formatted(marker, server.port()));
            var token = token(new SshTarget("bastion", Optional.empty(), OptionalInt.empty(), key, password, Optional.empty(), home, "local"));
            assertEquals("ssh configured@bastion:" + server.port(), token.place());
            var credential = token.get();
            assertEquals(TOKEN, credential.secret());
            assertFalse(Files.exists(marker));
            Files.delete(home.resolve(".ssh/known_hosts"));
            assertTrue(assertThrows(Failure.class, () -> token.after401(credential, 1)).getMessage().contains("is not known"));
        }
    }

    @Test
    void whatIsSetBeatsTheConfiguration() throws Exception {
        try (var server = server(call -> print(call, LINE))) {
            write(home.resolve(".ssh/config"), "Host 127.0.0.1\nUser other\nPort 1\n");
            assertEquals(TOKEN, token(server).get().secret());
            assertEquals(List.of("password me"), server.signIns());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-oProxyCommand=touch", "me@host", "a b", "a\nb"})
    void whatIsNoHostIsSaidSo(String host) {
        var token = token(target(host, Optional.of("me"), 22));
        var failure = assertThrows(Failure.class, token::get);
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains("CODEX_SSH_"), failure.line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "                                            | is not known",
            "# nothing                                   | is not known",
            "[127.0.0.1]:PORT STRANGE                    | differs",
            "[127.0.0.1]:PORT RSA                        | differs",
            "127.0.0.1 STRANGE                           | is not known",
            "[127.0.0.1]:1 KEY                           | is not known",
            "other.example KEY                           | is not known",
            "@revoked * KEY\\n[127.0.0.1]:PORT KEY       | is revoked in line 1",
            "[127.0.0.1]:PORT KEY\\n@revoked [127.*]:* KEY | is revoked in line 2",
            "@cert-authority * KEY                       | is not known",
            "[127.0.0.1]:PORT ecdsa-sha2-nistp256 AAAA%% | is not known",
            "!*,[127.0.0.1]:PORT KEY                     | is not known"})
    void aHostThatIsNotKnownByThatKeyIsRefusedBeforeAnythingSecretIsSent(String known, String part) throws Exception {
        try (var server = new SshServer(call -> print(call, LINE)).password("me", password.orElseThrow())) {
            var file = write(home.resolve(".ssh/known_hosts"), known(server, known));
            var before = Files.readAllBytes(file);
            var asked = new AtomicInteger();
            if (!part.contains("not known")) ask = Optional.of((host, type, fingerprint) -> asked.incrementAndGet() > 0);
            var failure = assertThrows(Failure.class, token(target("127.0.0.1", Optional.of("me"), server.port()))::get);
            assertEquals(Kind.AUTH, failure.kind());
            assertTrue(failure.line().contains(part), failure.line());
            assertTrue(failure.line().contains("ecdsa-sha2-nistp256 key " + fingerprint(server.hostKey(0))), failure.line());
            assertTrue(failure.line().contains(part.contains("not known") ? "the machine's owner" : "attack"), failure.line());
            assertTrue(failure.line().contains("known_hosts"), failure.line());
            assertEquals(0, asked.get());
            assertEquals(List.of(), server.signIns());
            assertArrayEquals(before, Files.readAllBytes(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[127.0.0.1]:PORT KEY", "127.0.0.1 KEY", "*.example,[127.*]:* KEY comment here",
            "[127.0.0.1]:PORT STRANGE\\n\\n[127.0.0.1]:PORT KEY\r",
            "@revoked * STRANGE\\n\t[127.0.0.1]:PORT\tKEY", "junk\\n@cert-authority * STRANGE\\n\\0\\n[127.0.0.1]:PORT KEY"})
    void aKnownKeyIsFoundHoweverItIsWrittenDown(String known) throws Exception {
        try (var server = new SshServer(call -> print(call, LINE)).password("me", password.orElseThrow())) {
            write(home.resolve(".ssh/known_hosts"), known(server, known));
            assertEquals(TOKEN, token(target("127.0.0.1", Optional.of("me"), server.port())).get().secret());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "0, true"})
    void aHostWithSeveralKeysShowsTheOneThatIsKnown(int known, boolean otherPortToo) throws Exception {
        try (var server = new SshServer(call -> print(call, LINE), "RSA", "EC").password("me", password.orElseThrow())) {
            write(home.resolve(".ssh/known_hosts"), (otherPortToo ? "127.0.0.1 " + SshServer.strange("EC") + "\n" : "") + server.known(known));
            assertEquals(TOKEN, token(target("127.0.0.1", Optional.of("me"), server.port())).get().secret());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# first\nother.example ssh-ed25519 AAAA\n", "no newline at its end"})
    void aNewKeyThatIsTrustedIsKnownFromThenOnByItsHashOnly(String before) throws Exception {
        try (var server = new SshServer(call -> print(call, LINE)).password("me", password.orElseThrow())) {
            var file = home.resolve(".ssh/known_hosts");
            if (!before.isEmpty()) write(file, before);
            var asked = new CopyOnWriteArrayList<String>();
            ask = Optional.of((host, type, fingerprint) -> asked.add(host + " " + type + " " + fingerprint));
            assertEquals(TOKEN, token(target("127.0.0.1", Optional.of("me"), server.port())).get().secret());
            assertEquals(List.of("[127.0.0.1]:" + server.port() + " ecdsa-sha2-nistp256 " + fingerprint(server.hostKey(0))), asked);
            var after = Files.readString(file);
            assertTrue(after.startsWith(before) && after.endsWith("\n"), after);
            var added = after.substring(before.length()).strip();
            assertTrue(added.matches("\\|1\\|[A-Za-z0-9+/]{27}=\\|[A-Za-z0-9+/]{27}= ecdsa-sha2-nistp256 [A-Za-z0-9+/=]+"), added);
            assertEquals(before.isEmpty() ? 1 : before.lines().count() + 1, after.lines().count());
            if (before.isEmpty()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
            }
            ask = Optional.empty();
            assertEquals(TOKEN, token(target("127.0.0.1", Optional.of("me"), server.port())).get().secret());
        }
    }

    @Test
    void aNewKeyThatIsNotTrustedLeavesNoTrace() throws Exception {
        try (var server = new SshServer(call -> print(call, LINE)).password("me", password.orElseThrow())) {
            ask = Optional.of((host, type, fingerprint) -> false);
            var failure = assertThrows(Failure.class, token(target("127.0.0.1", Optional.of("me"), server.port()))::get);
            assertEquals(Kind.AUTH, failure.kind());
            assertTrue(failure.line().contains("was not trusted"), failure.line());
            assertFalse(Files.exists(home.resolve(".ssh")));
            assertEquals(List.of(), server.signIns());
        }
    }

    @Test
    void aTrustedKeyIsAddedToWhatSomebodyElseHasWrittenMeanwhile() throws Exception {
        try (var first = new SshServer(call -> print(call, LINE)).password("me", password.orElseThrow())) {
            ask = Optional.of((host, type, fingerprint) -> {
                try {
                    write(home.resolve(".ssh/known_hosts"), known(first, "[127.0.0.1]:PORT STRANGE"));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return true;
            });
            assertEquals(TOKEN, token(target("127.0.0.1", Optional.of("me"), first.port())).get().secret());
            assertEquals(2, Files.readAllLines(home.resolve(".ssh/known_hosts")).size());
        }
    }

    @Test
    void aServerWithoutStrictKeyExchangeIsRefused() throws Exception {
        try (var server = new RawServer(peer -> {
            peer.send("SSH-2.0-Old_1.0\r\n");
            peer.out().write(oldKeyExchange());
            peer.out().flush();
            peer.in().readAllBytes();
        })) {
            var failure = assertThrows(Failure.class, token(target("127.0.0.1", Optional.of("me"), server.port()))::get);
            assertEquals(Kind.PROTOCOL, failure.kind());
            assertTrue(failure.line().contains("strict kex") && failure.line().contains("update"), failure.line());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "", "SSH-1.5-Ancient\r\n", "SSH-2.0-Broken\r\n",
            "SSH-2.0-Broken\r\n\0\0\0\u0010\u0001\u0014garbage"})
    void whatIsNoSshServerIsSaidSo(String greeting) throws Exception {
        try (var server = new RawServer(peer -> {
            peer.send(greeting);
            peer.socket().shutdownOutput();
            peer.in().readAllBytes();
        })) {
            var failure = assertThrows(Failure.class, token(target("127.0.0.1", Optional.of("me"), server.port()))::get);
            assertTrue(Set.of(Kind.PROTOCOL, Kind.NETWORK).contains(failure.kind()), failure.line());
            assertTrue(failure.line().contains("127.0.0.1 port " + server.port()), failure.line());
        }
    }

    @Test
    void aRefusedConnectionAndAHostWithoutAddressNameTheKeysToSet() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var refused = assertThrows(Failure.class, token(target("127.0.0.1", Optional.of("me"), port))::get);
        assertEquals(Kind.NETWORK, refused.kind());
        assertTrue(refused.line().contains("CODEX_SSH_HOST") && refused.line().contains("CODEX_SSH_PORT"), refused.line());
        var unknown = assertThrows(Failure.class, token(target("no-such-host.invalid", Optional.of("me"), 22))::get);
        assertEquals(Kind.NETWORK, unknown.kind());
        assertTrue(unknown.line().contains("no-such-host.invalid") && unknown.line().contains("CODEX_SSH_HOST"), unknown.line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH-2.0-Slow\r\n", "SSH-2.0-Sl"})
    void aServerThatStallsBeforeSigningInIsGivenUp(String greeting) throws Exception {
        try (var server = new RawServer(peer -> {
            peer.send(greeting);
            peer.in().readAllBytes();
        })) {
            var failure = assertThrows(Failure.class, token(target("127.0.0.1", Optional.of("me"), server.port()), SHORT)::get);
            assertEquals(Kind.TIMEOUT, failure.kind());
            assertTrue(failure.line().contains("CODEX_SSH_HOST"), failure.line());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCommandThatStallsIsGivenUp(boolean afterSomeOutput) throws Exception {
        var release = new CountDownLatch(1);
        try (var server = server(call -> {
            if (afterSomeOutput) call.print(LINE);
            awaits(release);
            return 0;
        })) {
            var limits = new SshConnection.Limits(Duration.ofSeconds(20), Duration.ofSeconds(2));
            var failure = assertThrows(Failure.class, token(target("127.0.0.1", Optional.of("me"), server.port()), limits)::get);
            assertEquals(Kind.TIMEOUT, failure.kind());
            release.countDown();
        }
    }

    @Test
    void aConnectionThatIsLostInTheMiddleIsNoShortAnswer() throws Exception {
        var server = new AtomicReference<SshServer>();
        try (var one = server(call -> {
            call.print(TOKEN);
            server.get().close();
            return 0;
        })) {
            server.set(one);
            var failure = assertThrows(Failure.class, token(one)::get);
            assertTrue(Set.of(Kind.TRUNCATED, Kind.NETWORK).contains(failure.kind()), failure.line());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "greeting", "signIn", "command"})
    void cancellingEndsItAtOnceWhereverItStands(String where) throws Exception {
        var stop = Failure.of(Kind.CANCELLED, "interrupted");
        if (where.equals("before")) cancel.cancel(stop);
        var release = new CountDownLatch(1);
        try (var server = server(call -> {
            cancel.cancel(stop);
            awaits(release);
            return 0;
        }); var silent = new RawServer(peer -> {
            if (where.equals("signIn")) peer.send("SSH-2.0-Slow\r\n");
            peer.in().read();
            cancel.cancel(stop);
            peer.in().readAllBytes();
        })) {
            var port = where.equals("command") ? server.port() : silent.port();
            assertSame(stop, assertThrows(Failure.class, token(target("127.0.0.1", Optional.of("me"), port))::get));
            release.countDown();
        }
    }

    @Test
    void thePasswordIsInNoText() {
        assertFalse(target("host", Optional.of("me"), 22).toString().contains(password.orElseThrow()));
        token(target("host", Optional.of("me"), 22));
        assertEquals("***", Redaction.mask(password.orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource({"22, ssh me@host", "2222, ssh me@host:2222"})
    void thePlaceNamesUserHostAndAnUnusualPort(int port, String place) {
        assertEquals(place, token(target("host", Optional.of("me"), port)).place());
    }

    private SshServer server(SshServer.Answer answer) throws IOException {
        var server = new SshServer(answer).password("me", "correct horse battery");
        write(home.resolve(".ssh/known_hosts"), server.known());
        return server;
    }

    private SshToken token(SshServer server) {
        return token(target("127.0.0.1", Optional.of("me"), server.port()));
    }

    private SshToken token(SshTarget target) {
        return new SshToken(target, AUDIENCE, ask, () -> now, cancel);
    }

    private SshToken token(SshTarget target, SshConnection.Limits limits) {
        return new SshToken(target, AUDIENCE, ask, InstantSource.system(), cancel, limits);
    }

    private SshTarget target(String host, Optional<String> user, int port) {
        return new SshTarget(host, user, OptionalInt.of(port), key, password, Optional.empty(), home, "local");
    }

    private static int print(SshServer.Call call, String text) throws IOException {
        call.print(text);
        return 0;
    }

    /// Does what an ssh server does: hands the command to the login shell.
    private static int run(SshServer.Call call, String shell, Path there) throws Exception {
        var builder = new ProcessBuilder(shell, "-c", call.command());
        var path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("HOME", there.toString());
        builder.environment().put("PATH", path);
        var process = builder.directory(there.toFile()).start();
        process.getOutputStream().close();
        process.getInputStream().transferTo(call.out());
        process.getErrorStream().transferTo(call.err());
        call.out().flush();
        call.err().flush();
        return process.waitFor();
    }

    private static String known(SshServer server, String text) {
        return text == null ? "" : text.replace("\\n", "\n").replace("PORT", String.valueOf(server.port())).replace("STRANGE", SshServer.strange("EC"))
                .replace("RSA", SshServer.strange("RSA")).replace("KEY", server.hostKey(0)) + "\n";
    }

    private static String fingerprint(String key) {
        return KnownHosts.fingerprint(Base64.getDecoder().decode(key.split(" ")[1]));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /// A new private key in OpenSSH's format; says its public key.
    private static String generate(Path file, String passphrase) throws Exception {
        Files.createDirectories(file.getParent());
        var pair = KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256);
        var out = new ByteArrayOutputStream();
        pair.writeOpenSSHv1PrivateKey(out, passphrase == null ? null : passphrase.getBytes(StandardCharsets.UTF_8));
        Files.write(file, out.toByteArray());
        return "ecdsa-sha2-nistp256 " + Base64.getEncoder().encodeToString(pair.getPublicKeyBlob());
    }

    /// SSH_MSG_KEXINIT (RFC 4253 section 7.1) of a server that knows nothing newer.
    private static byte[] oldKeyExchange() {
        var payload = ByteBuffer.allocate(1000).put((byte) 20).put(new byte[16]);
        for (var list : List.of("curve25519-sha256", "ssh-ed25519", "aes256-ctr", "aes256-ctr", "hmac-sha2-256", "hmac-sha2-256", "none", "none", "", "")) {
            payload.putInt(list.length()).put(list.getBytes(StandardCharsets.US_ASCII));
        }
        payload.put((byte) 0).putInt(0).flip();
        var padding = 8 - (5 + payload.remaining()) % 8 + 4;
        while ((5 + payload.remaining() + padding) % 8 != 0) padding++;
        var packet = ByteBuffer.allocate(5 + payload.remaining() + padding);
        return packet.putInt(1 + payload.remaining() + padding).put((byte) padding).put(payload).array();
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
