package scorpiox.auth.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.TimeLimit;

/// The user's ssh-agent (draft-ietf-sshm-ssh-agent): lists its keys and signs with them. It is never sent any other request,
/// so nothing in it changes. One that cannot be reached, stays silent or answers nonsense has no keys.
///
/// JSch's own connection to an agent waits without a limit, and takes its own question for the answer of an agent that hangs up.
final class SshAgent {
    private static final byte LIST = 11;
    private static final byte LISTED = 12;
    private static final byte SIGN = 13;
    private static final byte SIGNED = 14;
    private static final int RSA_SHA2_256 = 2;
    private static final int RSA_SHA2_512 = 4;
    private static final int MAX_REPLY = 256 * 1024;
    private static final Duration LISTING = Duration.ofSeconds(2);
    private static final Failure LATE = Failure.of(Kind.TIMEOUT, "the ssh-agent does not answer");

    private final Optional<Path> socket;
    private final Duration signing;
    private final Cancel cancel;
    private List<AgentKey> keys;
    private boolean lost;
    private boolean unsigned;

    /// Connects to nothing yet.
    ///
    /// @param signing how long a signature may take: somebody may have to allow it
    SshAgent(Optional<Path> socket, Duration signing, Cancel cancel) {
        this.socket = socket;
        this.signing = signing;
        this.cancel = cancel;
    }

    /// All keys, in the agent's order; asked for once.
    List<AgentKey> keys() {
        if (keys == null) keys = list();
        return keys;
    }

    /// Whether it was asked for a signature and gave none.
    boolean unsigned() {
        return unsigned;
    }

    /// The signature as RFC 4253 section 6.6 has it, or null.
    ///
    /// @param algorithm what an RSA key is to sign with, as `rsa-sha2-256`; other keys have one algorithm only
    byte[] sign(byte[] key, byte[] data, String algorithm) {
        var flags = algorithm.startsWith("rsa-sha2-256") ? RSA_SHA2_256 : algorithm.startsWith("rsa-sha2-512") ? RSA_SHA2_512 : 0;
        var body = ByteBuffer.allocate(12 + key.length + data.length).putInt(key.length).put(key).putInt(data.length).put(data).putInt(flags);
        try {
            var reply = ask(SIGN, body.array(), signing);
            var signature = reply.get() == SIGNED ? string(reply) : null;
            unsigned = signature == null || reply.hasRemaining();
            return unsigned ? null : signature;
        } catch (IOException | RuntimeException broken) {
            unsigned = true;
            return null;
        }
    }

    private List<AgentKey> list() {
        if (socket.isEmpty()) return List.of();
        try {
            var reply = ask(LIST, new byte[0], LISTING);
            if (reply.get() != LISTED) return List.of();
            var count = reply.getInt();
            var found = new ArrayList<AgentKey>();
            for (var at = 0; at < count; at++) {
                var blob = string(reply);
                string(reply);
                found.add(new AgentKey(this, blob));
            }
            return List.copyOf(found);
        } catch (IOException | RuntimeException broken) {
            lost = true;
            cancel.check();
            return List.of();
        }
    }

    /// Sends one request over a connection of its own, as ssh-add does, and returns the answer. An agent that was late once is
    /// not asked again.
    private ByteBuffer ask(byte request, byte[] body, Duration time) throws IOException {
        if (lost) throw new IOException("no agent");
        lost = true;
        var message = ByteBuffer.allocate(5 + body.length).putInt(1 + body.length).put(request).put(body).flip();
        try (var limit = new TimeLimit(time, cancel, LATE); var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var _ = limit.cancel().onCancel(() -> close(channel))) {
            channel.connect(UnixDomainSocketAddress.of(socket.orElseThrow()));
            while (message.hasRemaining()) channel.write(message);
            var length = read(channel, 4).getInt();
            if (length < 1 || length > MAX_REPLY) throw new IOException("an answer of " + length + " bytes");
            var reply = read(channel, length);
            lost = false;
            return reply;
        }
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) throw new EOFException();
        }
        return bytes.flip();
    }

    /// A string of RFC 4251 section 5.
    static byte[] string(ByteBuffer from) throws IOException {
        var length = from.remaining() < 4 ? -1 : from.getInt();
        if (length < 0 || length > from.remaining()) throw new IOException("a string that does not fit");
        var bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException closed) {
            // it is of no use any more
        }
    }
}
