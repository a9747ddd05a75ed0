package scorpiox.settings;

import java.nio.file.Path;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.http.Network;

/// The network as the settings describe it.
public final class Networks {
    private Networks() {}

    /// The certificate authorities that the environment alone names.
    public static Optional<Path> authorities(Environment environment) {
        return environment.variable(Keys.SX_CA_FILE.name()).or(() -> environment.variable(Keys.SSL_CERT_FILE.name())).map(environment::path);
    }

    /// @throws Failure `USAGE` for a proxy that is none
    public static Network of(Settings settings) {
        return new Network(
                settings.find(Keys.HTTP_PROXY).map(url -> Network.proxy(Keys.HTTP_PROXY.name(), url)),
                settings.find(Keys.HTTPS_PROXY).map(url -> Network.proxy(Keys.HTTPS_PROXY.name(), url)),
                Network.exclusions(settings.get(Keys.NO_PROXY)),
                settings.path(Keys.SX_CA_FILE).or(() -> settings.path(Keys.SSL_CERT_FILE)),
                settings.on(Keys.SX_INSECURE_HTTP));
    }
}
