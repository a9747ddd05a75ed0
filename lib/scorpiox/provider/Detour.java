package scorpiox.provider;

import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Sink;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.http.Origin;
import scorpiox.http.Timeouts;
import scorpiox.model.StreamEvent;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// The server in `PROXY_URL`, which takes the requests of every provider under their own paths, credentials included.
///
/// @param base what stands in place of a provider's own scheme, host and port
/// @param soft whether the provider itself is asked when that server cannot
public record Detour(URI base, boolean soft) {
    /// As the settings say; empty without one.
    ///
    /// @throws Failure `USAGE` for one that keys would travel to unencrypted
    static Optional<Detour> of(Settings settings) {
        var url = settings.find(Keys.PROXY_URL);
        if (url.isEmpty()) return Optional.empty();
        var base = URI.create(url.get());
        var origin = Origin.of(base);
        if (!origin.secure() && !origin.loopback() && !settings.on(Keys.SX_INSECURE_HTTP)) {
            throw Failure.usage("PROXY_URL would take keys unencrypted to " + origin).hint("use https, or set SX_INSECURE_HTTP=1");
        }
        return Optional.of(new Detour(base, settings.get(Keys.PROXY_MODE).equals("soft")));
    }

    /// Where a request goes instead.
    URI through(URI uri) {
        var path = base.getRawPath() == null ? "" : base.getRawPath();
        while (path.endsWith("/")) path = path.substring(0, path.length() - 1);
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + (uri.getRawPath() == null ? "" : uri.getRawPath()) + query);
    }

    HttpCall through(HttpCall call) {
        return new HttpCall(call.method(), through(call.uri()), call.headers(), call.body());
    }

    /// Sends a request there, and where that comes to nothing, and may, to the provider itself.
    ///
    /// @param to told when it goes to the provider itself
    /// @throws Failure as [Http#send]
    HttpReply send(Http http, HttpCall call, Optional<Credential> credential, Timeouts timeouts, Cancel cancel, Sink<StreamEvent> to) {
        String why;
        try {
            var reply = http.send(through(call), credential.map(secret -> allowed(secret, call.uri())), timeouts, cancel);
            if (!soft || reply.status() != 502 && reply.status() != 503 && reply.status() != 504) return reply;
            why = "HTTP " + reply.status();
            reply.close();
        } catch (Failure failure) {
            if (!soft || failure.kind() != Kind.NETWORK && failure.kind() != Kind.TIMEOUT) throw failure;
            cancel.check();
            why = failure.getMessage();
        }
        to.event(new StreamEvent.Notice("proxy", "PROXY_URL failed (" + why + "), asking " + Origin.of(call.uri()) + " itself"));
        return http.send(call, credential, timeouts, cancel);
    }

    /// The credential, allowed to go there too, if it belongs to whom the request is for: only the user can set `PROXY_URL`.
    private Credential allowed(Credential credential, URI uri) {
        if (!credential.audience().contains(Origin.of(uri))) return credential;
        var audience = new HashSet<>(credential.audience());
        audience.add(Origin.of(base));
        return new Credential(credential.header(), credential.value(), audience, credential.account(), credential.expires());
    }
}
