package scorpiox.auth.ssh;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import java.util.List;
import java.util.Vector;

/// The keys to sign in with as JSch asks for them, of files and of the agent alike. It cannot be added to: JSch hands whole
/// private keys to a repository that is not its own, and none may ever reach the agent.
record Offered(List<Identity> keys) implements IdentityRepository {
    @Override
    public String getName() {
        return "scorpiox";
    }

    @Override
    public int getStatus() {
        return RUNNING;
    }

    @Override
    public Vector<Identity> getIdentities() {
        return new Vector<>(keys);
    }

    @Override
    public boolean add(byte[] key) {
        return false;
    }

    @Override
    public boolean remove(byte[] key) {
        return false;
    }

    @Override
    public void removeAll() {}
}
