package scorpiox.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import scorpiox.base.Cancel;

/// Finds the addresses of a host. A connection goes to one of exactly these, tried in order, so whoever must not reach
/// some addresses checks here: a check before the look-up that counts would leave a gap between the two.
public interface Resolver {
    /// The system's look-up.
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /// @param host as in a URL: a name, or an address, an IPv6 one in brackets
    /// @throws IOException      when there is no address
    /// @throws RuntimeException to refuse the host; it reaches whoever sends the request
    List<InetAddress> resolve(String host) throws IOException;

    /// The same, given up when cancelled: a look-up cannot be interrupted, so it is left behind on a thread of its own.
    default List<InetAddress> resolve(String host, Cancel cancel) throws IOException {
        var lookUp = new FutureTask<>(() -> resolve(host));
        Thread.ofPlatform().daemon().name("look-up").start(lookUp);
        try (var _ = cancel.onCancel(() -> lookUp.cancel(false))) {
            return lookUp.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException refused) throw refused;
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (CancellationException | InterruptedException e) {
            throw new IOException("cancelled", e);
        }
    }
}
