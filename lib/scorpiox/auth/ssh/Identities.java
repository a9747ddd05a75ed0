package scorpiox.auth.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

/// The private keys to sign in with.
final class Identities {
    private static final int MAX_BYTES = 64 * 1024;
    private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private Identities() {}

    /// Gives JSch the key the user named, which must be usable; else those of the OpenSSH configuration, else the usual
    /// ones, without any that cannot be used as they are.
    ///
    /// @param most  how many at most
    /// @return how many there are
    /// @throws Failure `AUTH` saying what is wrong with the key the user named
    static int load(JSch jsch, SshTarget target, Destination to, int most) {
        if (target.key().isPresent()) {
            var why = add(jsch, target.key().get(), target.password());
            if (why.isEmpty()) return 1;
            throw Failure.of(Kind.AUTH, "the ssh key " + target.key().get() + " " + why.get())
                    .hint("set CODEX_SSH_KEY to a private key, or unset it and set CODEX_SSH_PASS");
        }
        var files = to.identityFiles().isEmpty() ? USUAL.stream().map(target.folder()::resolve).toList() : to.identityFiles();
        var added = 0;
        for (var file : files) {
            if (added < most && add(jsch, file, Optional.empty()).isEmpty()) added++;
        }
        return added;
    }

    /// Nothing, or what is wrong with the file.
    private static Optional<String> add(JSch jsch, Path file, Optional<String> passphrase) {
        byte[] key = null;
        byte[] phrase = passphrase.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        try {
            if (!Files.exists(file)) return Optional.of("does not exist");
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) return Optional.of("is no private key");
            key = Files.readAllBytes(file);
            var pair = KeyPair.load(jsch, key.clone(), null);
            try {
                if (pair.getPublicKeyBlob() == null && !pair.isEncrypted()) return Optional.of("is no private key");
                if (pair.isEncrypted() && phrase == null) return Optional.of("is encrypted: its passphrase goes into CODEX_SSH_PASS");
                if (pair.isEncrypted() && !pair.decrypt(phrase.clone())) return Optional.of("is encrypted, and CODEX_SSH_PASS is not its passphrase");
            } finally {
                pair.dispose();
            }
            jsch.addIdentity(file.toString(), key.clone(), null, phrase);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot be read");
        } catch (JSchException | RuntimeException e) {
            return Optional.of("is no private key");
        } finally {
            if (key != null) Arrays.fill(key, (byte) 0);
            if (phrase != null) Arrays.fill(phrase, (byte) 0);
        }
    }
}
