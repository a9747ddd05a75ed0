package scorpiox.auth.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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
import scorpiox.SshServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Origin;

/// With the real ssh-agent where one is installed, and with agents of the test's own that misbehave.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class SshAgentTest {
    private static final String TOKEN = "access-token-0123456789";
    private static final Set<Origin> AUDIENCE = Set.of(new Origin("https", "chatgpt.com", 443));
    private static final int LIST = 11;
    private static final int SIGN = 13;

    @TempDir
    private Path folder;
    private Path home;
    private Path socket;
    private Process agent;
    private SshServer server;
    private final Cancel cancel = new Cancel();
    private Optional<Path> key = Optional.empty();
    private Optional<String> password = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectory(home.resolve(".ssh"));
        socket = folder.resolve("agent");
        server = new SshServer(call -> {
            call.print(TOKEN + "\n");
            return 0;
        });
        Files.writeString(home.resolve(".ssh/known_hosts"), server.known());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        if (agent == null) return;
        agent.destroy();
        agent.waitFor();
    }

    @ParameterizedTest
    @CsvSource({"ecdsa, 256", "ecdsa, 384", "ecdsa, 521", "rsa, 2048"})
    void aKeyThatIsOnlyInTheAgentSignsInWhateverItsType(String type, String bits) throws Exception {
        startAgent();
        server.authorize("me", inAgent("only", type, bits));
        var before = listed();
        assertEquals(TOKEN, fetch());
        assertEquals(before, listed());
    }

    @Test
    void wrongKeysComeFirstAndTheRightOneStillSignsIn() throws Exception {
        startAgent();
        inAgent("first", "ecdsa", null);
        inAgent("second", "rsa", null);
        server.authorize("me", inAgent("third", "ecdsa", null));
        assertEquals(TOKEN, fetch());
    }

    @Test
    void noMoreKeysAreTriedThanAServerLets() throws Exception {
        startAgent();
        for (var at = 0; at < 3; at++) inAgent("wrong" + at, "ecdsa", null);
        server.authorize("me", inAgent("right", "ecdsa", null));
        assertEquals(Kind.AUTH, assertThrows(Failure.class, this::fetch).kind());
        assertEquals(List.of("key me", "key me", "key me"), server.signIns());
    }

    @Test
    void thePasswordStillGetsItsTurn() throws Exception {
        startAgent();
        for (var at = 0; at < 5; at++) inAgent("wrong" + at, "ecdsa", null);
        password = Optional.of("correct horse battery");
        server.password("me", password.get());
        assertEquals(TOKEN, fetch());
        assertEquals(List.of("key me", "key me", "password me"), server.signIns());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id_ecdsa", "id_ecdsa.pub"})
    void theAgentsKeyOfAnIdentityFileComesBeforeItsOthers(String kept) throws Exception {
        startAgent();
        for (var at = 0; at < 4; at++) inAgent("wrong" + at, "ecdsa", null);
        generate(home.resolve(".ssh/id_ecdsa"), "ecdsa", null, "its passphrase");
        server.authorize("me", publicKey(home.resolve(".ssh/id_ecdsa")));
        addEncrypted(home.resolve(".ssh/id_ecdsa"), "its passphrase");
        if (kept.endsWith(".pub")) Files.delete(home.resolve(".ssh/id_ecdsa"));
        var before = listed();
        assertEquals(TOKEN, fetch());
        assertEquals(Set.of("key me"), Set.copyOf(server.signIns()));
        assertEquals(before, listed());
    }

    @Test
    void anIdentityFileMayBeThePublicKeyItself() throws Exception {
        startAgent();
        for (var at = 0; at < 4; at++) inAgent("wrong" + at, "ecdsa", null);
        server.authorize("me", inAgent("right", "ecdsa", null));
        Files.writeString(home.resolve(".ssh/config"), "IdentityFile " + folder.resolve("right.pub") + "\n");
        assertEquals(TOKEN, fetch());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyFileIsUsedAndNeverAddedToTheAgent(boolean named) throws Exception {
        startAgent();
        inAgent("other", "ecdsa", null);
        var file = home.resolve(".ssh/id_ecdsa");
        generate(file, "ecdsa", null, "");
        server.authorize("me", publicKey(file));
        if (named) key = Optional.of(file);
        var before = listed();
        assertEquals(TOKEN, fetch());
        assertEquals(before, listed());
    }

    @Test
    void aKeyInAFileAndInTheAgentIsTriedOnce() throws Exception {
        startAgent();
        var file = home.resolve(".ssh/id_ecdsa");
        generate(file, "ecdsa", null, "");
        assertEquals(0, run("ssh-add", "-q", file.toString()));
        assertEquals(Kind.AUTH, assertThrows(Failure.class, this::fetch).kind());
        assertEquals(List.of("key me"), server.signIns());
    }

    @Test
    void anEmptyAgentHasNoKeys() throws Exception {
        startAgent();
        assertTrue(assertThrows(Failure.class, this::fetch).line().contains("ssh-add"));
        assertEquals(List.of(), server.signIns());
    }

    @Test
    void aSetKeyAsksNoAgent() throws Exception {
        key = Optional.of(folder.resolve("named"));
        generate(key.get(), "ecdsa", null, "");
        try (var fake = new Fake(socket, (request, peer) -> {})) {
            assertEquals(Kind.AUTH, assertThrows(Failure.class, this::fetch).kind());
            assertEquals(List.of("key me"), server.signIns());
            assertEquals(List.of(), fake.requests);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "file", "folder", "dead", "long", "empty"})
    void anAgentThatCannotBeReachedIsPassedOver(String what) throws Exception {
        switch (what) {
            case "file" -> Files.writeString(socket, "text");
            case "folder" -> Files.createDirectory(socket);
            case "dead" -> new Fake(socket, (request, peer) -> {}).close();
            case "long" -> socket = folder.resolve("a".repeat(200));
            case "empty" -> socket = Path.of("");
            default -> {}
        }
        var failure = assertThrows(Failure.class, this::fetch);
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().startsWith("nothing to sign in with"), failure.line());
        assertTrue(failure.line().contains("ssh-add") && failure.line().contains("CODEX_SSH_KEY"), failure.line());
        password = Optional.of("correct horse battery");
        server.password("me", password.get());
        assertEquals(TOKEN, fetch());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "00", "00000000", "ffffffff", "7fffffff0c", "00000005", "0000000105", "000000010c", "000000050c00000000", "000000050cffffffff",
            "000000050c7fffffff", "000000050c00000001", "0000000d0c000000017fffffff00000000", "0000000d0c00000001ffffffff00000000",
            "000000110c0000000100000004ffffffff00000000", "0000000e0c00000001000000010000000000"})
    void anAgentThatAnswersNonsenseIsPassedOver(String answer) throws Exception {
        password = Optional.of("correct horse battery");
        server.password("me", password.get());
        try (var fake = new Fake(socket, (request, peer) -> peer.write(ByteBuffer.wrap(HexFormat.of().parseHex(answer))))) {
            assertEquals(TOKEN, fetch());
            assertEquals(List.of("password me"), server.signIns());
            assertEquals(List.of(LIST), fake.requests);
        }
    }

    @Test
    void aSilentAgentIsPassedOver() throws Exception {
        password = Optional.of("correct horse battery");
        server.password("me", password.get());
        try (var fake = new Fake(socket, (request, peer) -> peer.read(ByteBuffer.allocate(1)))) {
            assertEquals(TOKEN, fetch());
            assertEquals(List.of(LIST), fake.requests);
        }
    }

    @Test
    void anAgentThatAcceptsNobodyIsPassedOver() throws Exception {
        password = Optional.of("correct horse battery");
        server.password("me", password.get());
        var waiting = new CopyOnWriteArrayList<SocketChannel>();
        try (var full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            full.bind(UnixDomainSocketAddress.of(socket), 1);
            for (var more = true; more; ) {
                var next = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(next);
                next.configureBlocking(false);
                try {
                    more = next.connect(UnixDomainSocketAddress.of(socket));
                } catch (IOException refused) {
                    more = false;
                }
            }
            assertEquals(TOKEN, fetch());
        } finally {
            for (var one : waiting) one.close();
        }
    }

    @Test
    void cancellingEndsTheWaitForTheAgent() throws Exception {
        var stop = Failure.of(Kind.CANCELLED, "interrupted");
        try (var fake = new Fake(socket, (request, peer) -> {
            cancel.cancel(stop);
            peer.read(ByteBuffer.allocate(1));
        })) {
            assertSame(stop, assertThrows(Failure.class, this::fetch));
            assertEquals(List.of(), server.signIns());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000000105", "", "000000010e", "000000060e000000ff00", "000000070e000000017878"})
    void anAgentThatDoesNotSignIsNamed(String answer) throws Exception {
        var blob = someKey();
        var reply = HexFormat.of().parseHex(answer);
        try (var fake = new Fake(socket, (request, peer) -> peer.write(request == LIST ? list(blob) : ByteBuffer.wrap(reply)))) {
            var failure = assertThrows(Failure.class, this::fetch);
            assertEquals(Kind.AUTH, failure.kind());
            assertTrue(failure.line().contains("ssh-agent did not sign") && failure.line().contains("CODEX_SSH_KEY"), failure.line());
            assertEquals(List.of(LIST, SIGN), fake.requests);
        }
    }

    @Test
    void afterASignatureThatDoesNotComeThePasswordGetsItsTurn() throws Exception {
        var blob = someKey();
        password = Optional.of("correct horse battery");
        server.password("me", password.get());
        try (var fake = new Fake(socket, (request, peer) -> {
            if (request == LIST) peer.write(list(blob));
            else peer.read(ByteBuffer.allocate(1));
        })) {
            assertEquals(TOKEN, fetch(Duration.ofSeconds(3)));
            assertEquals(List.of(LIST, SIGN), fake.requests);
        }
    }

    @Test
    void cancellingEndsTheWaitForASignature() throws Exception {
        var blob = someKey();
        var stop = Failure.of(Kind.CANCELLED, "interrupted");
        try (var fake = new Fake(socket, (request, peer) -> {
            if (request == LIST) {
                peer.write(list(blob));
                return;
            }
            cancel.cancel(stop);
            peer.read(ByteBuffer.allocate(1));
        })) {
            assertSame(stop, assertThrows(Failure.class, this::fetch));
        }
    }

    @Test
    void keysOfTypesThatCannotBeUsedTakeNoTurn() throws Exception {
        var right = someKey();
        var keys = Stream.concat(Stream.of("sk-ssh-ed25519@openssh.com", "ssh-dss", "rsa-sha2-512-x", "").map(SshAgentTest::named),
                Stream.of(new byte[0], new byte[] {-1, -1, -1, -1}, right)).toArray(byte[][]::new);
        var refusal = new byte[] {0, 0, 0, 1, 5};
        try (var _ = new Fake(socket, (request, peer) -> peer.write(request == LIST ? list(keys) : ByteBuffer.wrap(refusal)))) {
            assertTrue(assertThrows(Failure.class, this::fetch).line().contains("did not sign"));
            assertEquals(Set.of("key me"), Set.copyOf(server.signIns()));
        }
    }

    @Test
    void aSignatureIsAskedForAsTheProtocolHasIt() throws Exception {
        var bodies = new CopyOnWriteArrayList<String>();
        try (var fake = new Fake(socket, (request, peer) -> peer.write(ByteBuffer.wrap(HexFormat.of().parseHex("000000070e000000020102"))))) {
            for (var algorithm : List.of("ssh-ed25519", "rsa-sha2-256", "rsa-sha2-512", "rsa-sha2-512-cert-v01@openssh.com")) {
                var one = new SshAgent(Optional.of(socket), Duration.ofSeconds(10), cancel);
                assertArrayEquals(new byte[] {1, 2}, one.sign(new byte[] {3}, new byte[] {4, 5}, algorithm));
                assertFalse(one.unsigned());
                bodies.add(fake.bodies.getLast());
            }
        }
        assertEquals(Stream.of("0", "2", "4", "4").map(flag -> "00000001030000000204050000000" + flag).toList(), bodies);
        var none = new SshAgent(Optional.empty(), Duration.ofSeconds(10), cancel);
        assertEquals(List.of(), none.keys());
        assertNull(none.sign(new byte[1], new byte[1], "ssh-ed25519"));
    }

    private String fetch() {
        return fetch(Duration.ofSeconds(20));
    }

    private String fetch(Duration connect) {
        var target = new SshTarget("127.0.0.1", Optional.of("me"), OptionalInt.of(server.port()), key, password, Optional.of(socket), home, "local");
        var limits = new SshConnection.Limits(connect, Duration.ofSeconds(30));
        return new SshToken(target, AUDIENCE, Optional.empty(), InstantSource.system(), cancel, limits).get().secret();
    }

    private void startAgent() throws Exception {
        assumeTrue(runs("ssh-agent") && runs("ssh-add") && runs("ssh-keygen"), "no ssh-agent here");
        agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).redirectErrorStream(true).start();
        agent.inputReader().readLine();
    }

    private static boolean runs(String name) {
        return List.of(System.getenv("PATH").split(":")).stream().anyMatch(place -> Files.isExecutable(Path.of(place, name)));
    }

    /// A new key that only the agent has; says its public key.
    private String inAgent(String name, String type, String bits) throws Exception {
        var file = folder.resolve(name);
        generate(file, type, bits, "");
        assertEquals(0, run("ssh-add", "-q", file.toString()));
        Files.delete(file);
        return publicKey(file);
    }

    private void addEncrypted(Path file, String passphrase) throws Exception {
        var copy = folder.resolve("plain");
        Files.copy(file, copy);
        assertEquals(0, run("ssh-keygen", "-q", "-p", "-P", passphrase, "-N", "", "-f", copy.toString()));
        assertEquals(0, run("ssh-add", "-q", copy.toString()));
    }

    private void generate(Path file, String type, String bits, String passphrase) throws Exception {
        assumeTrue(runs("ssh-keygen"), "no ssh-keygen here");
        var sized = bits == null ? new String[0] : new String[] {"-b", bits};
        var command = new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString()));
        command.addAll(List.of(sized));
        assertEquals(0, run(command.toArray(String[]::new)));
    }

    private static String publicKey(Path file) throws IOException {
        var words = Files.readString(Path.of(file + ".pub")).split(" ");
        return words[0] + " " + words[1];
    }

    /// A key that the server lets in; nobody has its private half.
    private byte[] someKey() {
        var line = SshServer.strange("EC");
        server.authorize("me", line);
        return Base64.getDecoder().decode(line.split(" ")[1]);
    }

    private static byte[] named(String type) {
        return ByteBuffer.allocate(8 + type.length()).putInt(type.length()).put(type.getBytes(StandardCharsets.US_ASCII)).putInt(0).array();
    }

    private static ByteBuffer list(byte[]... keys) {
        var body = ByteBuffer.allocate(10_000).putInt(0).put((byte) 12).putInt(keys.length);
        for (var key : keys) body.putInt(key.length).put(key).putInt(2).put((byte) 'm').put((byte) 'e');
        body.putInt(0, body.position() - 4);
        return body.flip();
    }

    private String listed() throws Exception {
        var builder = new ProcessBuilder("ssh-add", "-l").redirectErrorStream(true);
        builder.environment().put("SSH_AUTH_SOCK", socket.toString());
        var process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8) + process.waitFor();
    }

    private int run(String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SSH_AUTH_SOCK", socket.toString());
        var process = builder.start();
        process.getOutputStream().close();
        return process.waitFor();
    }

    /// An agent whose every request is answered by a few lines of the test itself; notes what it was asked.
    private static final class Fake implements AutoCloseable {
        interface Answer {
            void to(int request, SocketChannel peer) throws IOException;
        }

        final List<Integer> requests = new CopyOnWriteArrayList<>();
        final List<String> bodies = new CopyOnWriteArrayList<>();
        private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private final CountDownLatch ended = new CountDownLatch(1);

        Fake(Path socket, Answer answer) throws IOException {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) one(answer);
                } catch (IOException closed) {
                    ended.countDown();
                }
            });
        }

        private void one(Answer answer) throws IOException {
            try (var peer = server.accept()) {
                try {
                    var in = new DataInputStream(Channels.newInputStream(peer));
                    var message = in.readNBytes(in.readInt());
                    requests.add((int) message[0]);
                    bodies.add(HexFormat.of().formatHex(message, 1, message.length));
                    answer.to(message[0], peer);
                } catch (IOException gone) {
                    // the next one
                }
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            server.close();
            ended.await();
        }
    }
}
