package scorpiox.simulator.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import scorpiox.base.Failure;

/// https for the simulator, with a key made by `keytool`.
public final class Tls {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private Tls() {}

    /// @throws Failure `USAGE` for a file that is no key store of that password
    public static SSLServerSocketFactory factory(Path keyStore) {
        try (var in = Files.newInputStream(keyStore)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw Failure.usage("no usable key store " + keyStore + ": " + e.getMessage())
                    .hint("keytool -genkeypair -keyalg EC -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1 -storepass changeit -keystore FILE");
        }
    }
}
