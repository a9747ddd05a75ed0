package scorpiox.command.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import scorpiox.auth.CredentialFile;
import scorpiox.base.AtomicFile;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;

/// The server's own key in a file that only its owner can read; the first start makes it, so that no program of anybody
/// else's on this machine can ask at the owner's cost.
///
/// @param path `serve-key` beside the user configuration
record KeyOnDisk(Path path) {
    static final String NAME = "serve-key";

    private static final int SHORTEST = 32;
    private static final int MOST_BYTES = 4096;

    /// The key, made where there is none.
    ///
    /// @throws Failure `AUTH` for a file that others can read or change, or that holds no key; `USAGE` where it cannot be made
    String read() {
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) make();
            checkPrivate();
            if (Files.size(path) > MOST_BYTES) throw unusable("is too large to be a key");
            var key = Files.readString(path).strip();
            if (key.length() < SHORTEST || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ',')) throw unusable("holds no key of at least " + SHORTEST + " characters");
            Redaction.register(key);
            return key;
        } catch (IOException e) {
            throw Failure.usage("the key file " + path + " cannot be used: " + CredentialFile.reason(e)).hint("mend it, or set SX_PROXY_API_KEY");
        }
    }

    private void make() throws IOException {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        var key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        CredentialFile.ownFolder(path.getParent());
        AtomicFile.write(path, (key + "\n").getBytes(StandardCharsets.UTF_8), "rw-------");
    }

    private void checkPrivate() throws IOException {
        try {
            for (var each : Files.getPosixFilePermissions(path)) {
                var owner = each == PosixFilePermission.OWNER_READ || each == PosixFilePermission.OWNER_WRITE || each == PosixFilePermission.OWNER_EXECUTE;
                if (!owner) throw unusable("is open to others").hint("chmod 600 " + path + ", or delete it for a new key");
            }
        } catch (UnsupportedOperationException noPosix) {
            // Windows: the folder is the user's own
        }
    }

    private Failure unusable(String why) {
        return Failure.of(Failure.Kind.AUTH, "the key file " + path + " " + why).hint("delete it for a new key, or set SX_PROXY_API_KEY");
    }
}
