package scorpiox.auth.ssh;

import com.jcraft.jsch.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A key whose private half stays in the ssh-agent, as JSch asks it.
///
/// @param blob the public key, RFC 4253 section 6.6
record AgentKey(SshAgent agent, byte[] blob) implements Identity {
    @Override
    public byte[] getPublicKeyBlob() {
        return blob;
    }

    @Override
    public byte[] getSignature(byte[] data) {
        return agent.sign(blob, data, getAlgName());
    }

    @Override
    public byte[] getSignature(byte[] data, String algorithm) {
        return agent.sign(blob, data, algorithm);
    }

    /// The type that the key starts with; empty where it is no key.
    @Override
    public String getAlgName() {
        try {
            return new String(SshAgent.string(ByteBuffer.wrap(blob)), StandardCharsets.US_ASCII);
        } catch (IOException noKey) {
            return "";
        }
    }

    @Override
    public String getName() {
        return "a key of the ssh-agent";
    }

    @Override
    public boolean isEncrypted() {
        return false;
    }

    @Override
    public boolean setPassphrase(byte[] passphrase) {
        return true;
    }

    @Override
    public void clear() {}
}
