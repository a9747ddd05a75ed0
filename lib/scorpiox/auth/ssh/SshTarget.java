package scorpiox.auth.ssh;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// One machine to ask. What is left open here is looked up in the OpenSSH configuration of the home, then gets ssh's default.
///
/// @param host      as the user wrote it; may be a `Host` alias of the OpenSSH configuration
/// @param user      who to sign in as
/// @param port      1 to 65535
/// @param key       file of a private key; no other key is tried then
/// @param password  of the user there; also tried as the passphrase of `key`
/// @param agent     socket of the ssh-agent (`SSH_AUTH_SOCK`), whose keys are tried too unless `key` is set
/// @param home      where `.ssh` is
/// @param localUser who to sign in as when nothing else says so
public record SshTarget(String host, Optional<String> user, OptionalInt port, Optional<Path> key, Optional<String> password, Optional<Path> agent,
        Path home, String localUser) {
    /// An empty password is none.
    public SshTarget {
        password = password.filter(text -> !text.isEmpty());
    }

    /// Without the password.
    @Override
    public String toString() {
        return "ssh " + user.map(name -> name + "@").orElse("") + host + (port.isPresent() ? ":" + port.getAsInt() : "");
    }

    Path folder() {
        return home.resolve(".ssh");
    }
}
