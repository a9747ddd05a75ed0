package scorpiox.auth.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import java.util.ArrayList;

/// [KnownHosts] as JSch asks it, for one connection. Remembers what was presented, and never writes.
final class HostKeys implements HostKeyRepository {
    private final KnownHosts known;
    private final Destination to;
    private byte[] presented = new byte[0];
    private KnownHosts.Verdict verdict = new KnownHosts.Unknown();

    HostKeys(KnownHosts known, Destination to) {
        this.known = known;
        this.to = to;
    }

    /// The key the host presented last.
    byte[] presented() {
        return presented;
    }

    /// What `known_hosts` says about it.
    KnownHosts.Verdict verdict() {
        return verdict;
    }

    @Override
    public int check(String host, byte[] key) {
        presented = key.clone();
        verdict = known.verdict(to.host(), to.port(), key);
        return switch (verdict) {
            case KnownHosts.Known _ -> OK;
            case KnownHosts.Unknown _ -> NOT_INCLUDED;
            case KnownHosts.Changed _, KnownHosts.Revoked _ -> CHANGED;
        };
    }

    /// JSch prefers the types of these, so a host with several keys presents one that is known.
    @Override
    public HostKey[] getHostKey(String host, String type) {
        var keys = new ArrayList<HostKey>();
        for (var key : known.keys(to.host(), to.port())) {
            try {
                var one = new HostKey(to.known(), key);
                if (type == null || type.equals(one.getType())) keys.add(one);
            } catch (JSchException | RuntimeException odd) {
                // a line that JSch cannot read is none it could prefer
            }
        }
        return keys.toArray(HostKey[]::new);
    }

    @Override
    public HostKey[] getHostKey() {
        return getHostKey(null, null);
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return known.file().toString();
    }

    @Override
    public void add(HostKey key, UserInfo user) {}

    @Override
    public void remove(String host, String type) {}

    @Override
    public void remove(String host, String type, byte[] key) {}
}
