package scorpiox.auth.ssh;

/// Whether a key of a host seen for the first time is to be trusted; asked only on a terminal.
public interface NewHostKey {
    /// Asked while no connection is open, so a person may take all the time it needs.
    ///
    /// @param host        as `known_hosts` names it: `[host]:port` where the port is not 22
    /// @param type        such as `ssh-ed25519`
    /// @param fingerprint as OpenSSH prints it: `SHA256:` and base64
    boolean trust(String host, String type, String fingerprint);
}
