package scorpiox.auth.ssh;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

/// The keys to sign in with.
final class Identities {
    private static final int MAX_BYTES = 64 * 1024;
    private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private Identities() {}

    /// The key the user named, which must be usable; else those of the OpenSSH configuration, or the usual ones, and after
    /// them the agent's. A file that cannot be used as it is stands for the agent's key of the same public key, in its place.
    ///
    /// @param most how many at most
    /// @throws Failure `AUTH` saying what is wrong with the key the user named
    static List<Identity> of(SshTarget target, Destination to, SshAgent agent, int most) {
        if (target.key().isPresent()) return List.of(named(target.key().get(), target.password()));
        var files = to.identityFiles().isEmpty() ? USUAL.stream().map(target.folder()::resolve).toList() : to.identityFiles();
        var found = new LinkedHashMap<ByteBuffer, Identity>();
        for (var file : files) {
            if (found.size() < most) load(file, Optional.empty()).identity().or(() -> inAgent(agent, file)).ifPresent(key -> add(found, key));
        }
        if (found.size() < most) usable(agent).forEach(key -> add(found, key));
        return found.values().stream().limit(most).toList();
    }

    private static Identity named(Path file, Optional<String> passphrase) {
        var loaded = load(file, passphrase);
        return loaded.identity().orElseThrow(() -> Failure.of(Kind.AUTH, "the ssh key " + file + " " + loaded.why())
                .hint("set CODEX_SSH_KEY to a private key, or unset it and set CODEX_SSH_PASS"));
    }

    private static void add(Map<ByteBuffer, Identity> found, Identity key) {
        found.putIfAbsent(ByteBuffer.wrap(key.getPublicKeyBlob()), key);
    }

    /// Those of the agent's keys whose type JSch can sign in with: none that need a touch (`sk-…`), none of DSA.
    private static List<AgentKey> usable(SshAgent agent) {
        var types = List.of(JSch.getConfig("PubkeyAcceptedAlgorithms").split(","));
        return agent.keys().stream().filter(key -> types.contains(key.getAlgName().replace("ssh-rsa", "rsa-sha2-512"))).toList();
    }

    /// The public key is in `file.pub`, or in the file itself where its owner keeps nothing else outside the agent.
    private static Optional<Identity> inAgent(SshAgent agent, Path file) {
        for (var half : List.of(file, file.resolveSibling(file.getFileName() + ".pub"))) {
            var blob = publicKey(half);
            if (blob.length == 0) continue;
            for (var key : usable(agent)) {
                if (Arrays.equals(blob, key.blob())) return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /// What a line `type base64 comment` holds, or nothing.
    private static byte[] publicKey(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) return new byte[0];
            var words = Files.readString(file, StandardCharsets.ISO_8859_1).split("\\s+", 3);
            return words.length < 2 ? new byte[0] : Base64.getDecoder().decode(words[1]);
        } catch (IOException | IllegalArgumentException none) {
            return new byte[0];
        }
    }

    private record Loaded(Optional<Identity> identity, String why) {
        static Loaded not(String why) {
            return new Loaded(Optional.empty(), why);
        }
    }

    /// The key in a file, or what is wrong with it.
    private static Loaded load(Path file, Optional<String> passphrase) {
        byte[] key = null;
        byte[] phrase = passphrase.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        try {
            if (!Files.exists(file)) return Loaded.not("does not exist");
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) return Loaded.not("is no private key");
            key = Files.readAllBytes(file);
            var jsch = new JSch();
            var pair = KeyPair.load(jsch, key.clone(), null);
            try {
                if (pair.getPublicKeyBlob() == null && !pair.isEncrypted()) return Loaded.not("is no private key");
                if (pair.isEncrypted() && phrase == null) return Loaded.not("is encrypted: its passphrase goes into CODEX_SSH_PASS");
                if (pair.isEncrypted() && !pair.decrypt(phrase.clone())) return Loaded.not("is encrypted, and CODEX_SSH_PASS is not its passphrase");
            } finally {
                pair.dispose();
            }
            jsch.addIdentity(file.toString(), key.clone(), null, phrase);
            return new Loaded(Optional.of(jsch.getIdentityRepository().getIdentities().getFirst()), "");
        } catch (IOException e) {
            return Loaded.not("cannot be read");
        } catch (JSchException | RuntimeException e) {
            return Loaded.not("is no private key");
        } finally {
            if (key != null) Arrays.fill(key, (byte) 0);
            if (phrase != null) Arrays.fill(phrase, (byte) 0);
        }
    }
}
