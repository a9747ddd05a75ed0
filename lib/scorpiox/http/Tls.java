package scorpiox.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import scorpiox.base.Failure;

/// TLS on top of a connected socket: certificate and host name are always checked.
final class Tls {
    /// A context in the making since the program's start, for the authorities it was started with.
    private record Early(Optional<Path> authorities, FutureTask<SSLContext> context) {}

    private static volatile Early early;

    private final Optional<Path> authorities;
    private SSLContext context;

    Tls(Optional<Path> authorities) {
        this.authorities = authorities;
    }

    /// Starts to load the trust store on another thread, for whoever needs it soon.
    static void begin(Optional<Path> authorities) {
        var task = new FutureTask<>(() -> create(authorities));
        early = new Early(authorities, task);
        Thread.ofPlatform().daemon().name("tls").start(task);
    }

    /// Which key exchanges are offered. A cold JVM takes 0.15 s to make a P-256 key (measured), so the first try
    /// offers X25519 alone; a server that has no use for it gets all.
    enum Offer { FAST, ALL }

    /// Shakes hands as a client of `host`.
    SSLSocket over(Socket socket, String host, int port, Offer offer) throws IOException {
        var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        var secure = (SSLSocket) context().getSocketFactory().createSocket(socket, name, port, true);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (offer == Offer.FAST) parameters.setNamedGroups(new String[] {"x25519"});
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    /// Whether a failed handshake may go better with everything offered: the server ended it, whatever word it chose.
    static boolean wantsMore(SSLException failed) {
        return String.valueOf(failed.getMessage()).contains("Received fatal alert");
    }

    /// Loading the trust store is the expensive part (45 ms and more, measured); once a process.
    private synchronized SSLContext context() throws IOException {
        if (context == null) context = early != null && early.authorities().equals(authorities) ? begun() : create(authorities);
        return context;
    }

    private SSLContext begun() throws IOException {
        try {
            return early.context().get();
        } catch (ExecutionException e) {
            return create(authorities);         // fails again, and says why
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static SSLContext create(Optional<Path> authorities) throws IOException {
        try {
            var made = SSLContext.getInstance("TLS");
            made.init(null, authorities.isEmpty() ? null : trust(authorities.get()).getTrustManagers(), null);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static TrustManagerFactory trust(Path pem) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        try (var usual = Files.newInputStream(Path.of(System.getProperty("java.home"), "lib", "security", "cacerts"))) {
            store.load(usual, null);
        }
        try (InputStream extra = Files.newInputStream(pem)) {
            var number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(extra)) {
                store.setCertificateEntry("extra-" + number++, certificate);
            }
            if (number == 0) throw new GeneralSecurityException("it holds no certificate");
        } catch (IOException | GeneralSecurityException e) {
            throw Failure.usage("certificate authorities cannot be read from " + pem + " (SX_CA_FILE, SSL_CERT_FILE): " + e.getMessage());
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
