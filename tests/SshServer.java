package scorpiox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.command.AbstractCommandSupport;

/// An ssh server on a loopback port (Apache MINA) whose every command is answered by a few lines of the test itself.
public final class SshServer implements AutoCloseable {
    /// Answers one command and says its exit code.
    public interface Answer {
        int run(Call call) throws Exception;
    }

    /// One command.
    public record Call(String command, InputStream in, OutputStream out, OutputStream err) {
        public void print(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private final org.apache.sshd.server.SshServer server = org.apache.sshd.server.SshServer.setUpDefaultServer();
    private final List<KeyPair> hostKeys;
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Set<String> authorized = ConcurrentHashMap.newKeySet();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> signIns = new CopyOnWriteArrayList<>();

    /// With one host key, of type `ecdsa-sha2-nistp256`.
    public SshServer(Answer answer) {
        this(answer, "EC");
    }

    /// @param kinds one host key each: `EC` or `RSA`
    public SshServer(Answer answer, String... kinds) {
        hostKeys = Arrays.stream(kinds).map(SshServer::keyPair).toList();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        server.setPasswordAuthenticator((user, password, session) -> {
            signIns.add("password " + user);
            return password.equals(passwords.get(user));
        });
        server.setPublickeyAuthenticator((user, key, session) -> {
            signIns.add("key " + user);
            return authorized.contains(user + " " + PublicKeyEntry.toString(key));
        });
        server.setCommandFactory((channel, command) -> new AbstractCommandSupport(command, null) {
            @Override
            public void run() {
                commands.add(command);
                try {
                    onExit(answer.run(new Call(command, getInputStream(), getOutputStream(), getErrorStream())));
                } catch (Exception e) {
                    onExit(255, "broken");
                }
            }
        });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets a user in with a password.
    public SshServer password(String user, String password) {
        passwords.put(user, password);
        return this;
    }

    /// Lets a user in with a key, given as `ssh-… AAAA…`.
    public SshServer authorize(String user, String publicKey) {
        authorized.add(user + " " + publicKey);
        return this;
    }

    public int port() {
        return server.getPort();
    }

    /// A host key as `type base64`.
    public String hostKey(int index) {
        return PublicKeyEntry.toString(hostKeys.get(index).getPublic());
    }

    /// The line of `known_hosts` for this server.
    public String known() {
        return known(0);
    }

    public String known(int index) {
        return "[127.0.0.1]:" + port() + " " + hostKey(index) + "\n";
    }

    /// Commands so far.
    public List<String> commands() {
        return commands;
    }

    /// Attempts to sign in so far, as `password NAME` and `key NAME`.
    public List<String> signIns() {
        return signIns;
    }

    /// A key that nobody has, as `type base64`.
    public static String strange(String kind) {
        return PublicKeyEntry.toString(keyPair(kind).getPublic());
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private static KeyPair keyPair(String kind) {
        try {
            var generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(kind.equals("EC") ? 256 : 2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
