package scorpiox.auth.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchUnknownHostKeyException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.TimeLimit;
import scorpiox.http.Dial;

/// Runs one command on another machine over ssh (RFC 4251 to 4254), without a terminal and without forwarding anything.
final class SshConnection {
    /// @param connect until signed in
    /// @param whole   until the command has ended
    record Limits(Duration connect, Duration whole) {
        static final Limits USUAL = new Limits(Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    /// How a command ended.
    ///
    /// @param output at most 1 MiB
    /// @param error  the beginning of what it wrote to stderr
    record Reply(int exit, byte[] output, String error) {}

    /// Longer output is an error.
    static final int MAX_OUTPUT = 1024 * 1024;
    private static final int MAX_ERROR = 8 * 1024;
    private static final int TRIES = 3;
    private static final Duration CLOSING = Duration.ofMillis(5);

    private final SshTarget target;
    private final Destination to;
    private final Limits limits;
    private final Cancel cancel;

    SshConnection(SshTarget target, Destination to, Limits limits, Cancel cancel) {
        this.target = target;
        this.to = to;
        this.limits = limits;
        this.cancel = cancel;
    }

    /// Connects, runs the command and disconnects. A host seen for the first time is asked about while nothing is connected:
    /// no limit runs then, and the second connection must show the key that was trusted.
    ///
    /// @throws Failure whatever went wrong, with what to do about it
    Reply run(String command, Optional<NewHostKey> ask) {
        var keys = hostKeys();
        try {
            return once(command, keys);
        } catch (JSchUnknownHostKeyException e) {
            if (ask.isEmpty()) throw SshFailure.of(e, to, keys);
            learn(keys, ask.get());
        } catch (JSchException | RuntimeException e) {
            throw SshFailure.of(e, to, keys);
        }
        var learnt = hostKeys();
        try {
            return once(command, learnt);
        } catch (JSchException | RuntimeException e) {
            throw SshFailure.of(e, to, learnt);
        }
    }

    private HostKeys hostKeys() {
        return new HostKeys(new KnownHosts(target.folder().resolve("known_hosts")), to);
    }

    private void learn(HostKeys keys, NewHostKey ask) {
        var trusted = ask.trust(to.known(), KnownHosts.type(keys.presented()), KnownHosts.fingerprint(keys.presented()));
        cancel.check();
        if (!trusted) {
            throw Failure.of(Kind.AUTH, "the key of ssh host " + to.known() + " was not trusted")
                    .hint("compare its fingerprint with what the machine's owner says and try again");
        }
        var file = target.folder().resolve("known_hosts");
        try {
            new KnownHosts(file).add(to.host(), to.port(), keys.presented());
        } catch (IOException e) {
            throw Failure.of(Kind.AUTH, "the key of ssh host " + to.known() + " cannot be saved in " + file, e).hint("connect once with ssh");
        }
    }

    private Reply once(String command, HostKeys keys) throws JSchException {
        try (var whole = new TimeLimit(limits.whole, cancel, late("gave no answer", limits.whole))) {
            var end = whole.cancel();
            end.check();
            var dial = new Dial(limits.connect, end);
            try {
                var session = signIn(keys, dial, end);
                try {
                    return execute(session, dial, command, end);
                } finally {
                    dial.close();
                    session.disconnect();
                }
            } catch (JSchException | RuntimeException e) {
                end.check();
                throw e;
            }
        }
    }

    private static SocketFactory over(Dial dial) {
        return new SocketFactory() {
            @Override
            public Socket createSocket(String host, int port) throws IOException {
                return dial.connect(host, port);
            }

            @Override
            public InputStream getInputStream(Socket socket) throws IOException {
                return socket.getInputStream();
            }

            @Override
            public OutputStream getOutputStream(Socket socket) throws IOException {
                return socket.getOutputStream();
            }
        };
    }

    private Session session(HostKeys keys, SshAgent agent) throws JSchException {
        var jsch = new JSch();
        jsch.setHostKeyRepository(keys);
        var offered = Identities.of(target, to, agent, target.password().isPresent() ? TRIES - 1 : TRIES);
        if (offered.isEmpty() && target.password().isEmpty()) {
            throw Failure.of(Kind.AUTH, "nothing to sign in with at " + to.place())
                    .hint("add a key to the ssh-agent with ssh-add, or set CODEX_SSH_KEY or CODEX_SSH_PASS");
        }
        var session = jsch.getSession(to.user(), to.host(), to.port());
        session.setIdentityRepository(new Offered(offered));
        session.setDaemonThread(true);
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("enable_strict_kex", "yes");
        session.setConfig("require_strict_kex", "yes");
        session.setConfig("prefer_known_host_key_types", "yes");
        session.setConfig("PreferredAuthentications", "publickey,password");
        session.setConfig("MaxAuthTries", String.valueOf(TRIES));
        session.setConfig("compression.c2s", "none");
        session.setConfig("compression.s2c", "none");
        session.setConfig("server_host_key", Arrays.stream(session.getConfig("server_host_key").split(","))
                .filter(algorithm -> !algorithm.contains("-cert-")).collect(Collectors.joining(",")));
        if (target.password().isPresent()) {
            var password = target.password().get().getBytes(StandardCharsets.UTF_8);
            session.setPassword(password);
            Arrays.fill(password, (byte) 0);
        }
        return session;
    }

    private Session signIn(HostKeys keys, Dial dial, Cancel end) throws JSchException {
        try (var limit = new TimeLimit(limits.connect, end, late("does not answer", limits.connect))) {
            var agent = new SshAgent(target.agent(), limits.connect.multipliedBy(2).dividedBy(3), limit.cancel());
            var session = session(keys, agent);
            session.setSocketFactory(over(dial));
            try (var _ = limit.cancel().onCancel(dial::close)) {
                session.connect();
                limit.cancel().check();
                return session;
            } catch (JSchException | RuntimeException e) {
                dial.close();
                session.disconnect();
                limit.cancel().check();
                if (agent.unsigned() && target.password().isEmpty()) throw unsigned(e);
                throw e;
            }
        }
    }

    private Reply execute(Session session, Dial dial, String command, Cancel end) throws JSchException {
        if (!(session.openChannel("exec") instanceof ChannelExec channel)) throw new JSchException("no channel");
        var output = new Captured(MAX_OUTPUT, true);
        var error = new Captured(MAX_ERROR, false);
        channel.setCommand(command.getBytes(StandardCharsets.UTF_8));
        channel.setOutputStream(output);
        channel.setErrStream(error);
        try (var _ = end.onCancel(() -> interrupt(session, dial, channel))) {
            channel.connect((int) limits.whole.toMillis());
            output.await();
            // JSch tells nobody that a channel has closed, which it does, with the exit code, just after the output has ended
            while (!output.over() && !channel.isClosed() && session.isConnected()) end.sleep(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.CANCELLED, "interrupted", e);
        }
        end.check();
        if (output.over()) {
            throw Failure.of(Kind.PROTOCOL, to.place() + " printed over 1 MiB").hint("check what scorpiox-fetchtoken and the credential files there are");
        }
        if (channel.getExitStatus() < 0) {
            throw Failure.of(Kind.TRUNCATED, to.place() + " ended the connection before the command had ended").hint("try again");
        }
        return new Reply(channel.getExitStatus(), output.bytes(), new String(error.bytes(), StandardCharsets.UTF_8));
    }

    /// The socket first: then no write of `disconnect` can hang. JSch waits for a channel to open without looking up by itself.
    private static void interrupt(Session session, Dial dial, ChannelExec channel) {
        dial.close();
        session.disconnect();
        synchronized (channel) {
            channel.notifyAll();
        }
    }

    private Failure unsigned(Exception problem) {
        return Failure.of(Kind.AUTH, "the ssh-agent did not sign in as " + to.place(), problem).hint("allow it when it asks, or set CODEX_SSH_KEY");
    }

    private Failure late(String what, Duration limit) {
        return Failure.of(Kind.TIMEOUT, "ssh " + to.named() + " " + what + " within " + limit.toSeconds() + " s")
                .hint("check CODEX_SSH_HOST and CODEX_SSH_PORT, and the machine there");
    }
}
