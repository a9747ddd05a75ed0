package scorpiox.http;

import java.net.URI;
import java.util.Locale;
import scorpiox.base.Failure;

/// Scheme, host and port: what decides where a credential may go (RFC 6454).
public record Origin(String scheme, String host, int port) {
    /// The origin of an absolute `http` or `https` URL, with the default port filled in.
    ///
    /// @throws Failure `USAGE` for anything else
    public static Origin of(URI uri) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw Failure.usage("not an absolute http or https URL: " + uri);
        }
        var port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    public boolean secure() {
        return scheme.equals("https");
    }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or ::1, by name only, without a look-up.
    public boolean loopback() {
        return host.equals("localhost") || loopback(host);
    }

    /// Whether an authority's host is an address of this machine, for every request of a server asks it.
    public static boolean loopback(String host) {
        if (!host.startsWith("127.")) return host.equals("[::1]");
        var digits = 0;
        var numbers = 1;
        for (var i = 4; i < host.length(); i++) {
            var c = host.charAt(i);
            if (c == '.' && digits > 0) {
                numbers++;
                digits = 0;
            } else if (c < '0' || c > '9' || ++digits > 3) {
                return false;
            }
        }
        return numbers == 3 && digits > 0;
    }

    /// By hand: the record's own methods cost start-up several milliseconds of method handles (measured).
    @Override
    public boolean equals(Object other) {
        return other instanceof Origin origin && port == origin.port && host.equals(origin.host) && scheme.equals(origin.scheme);
    }

    @Override
    public int hashCode() {
        return (scheme.hashCode() * 31 + host.hashCode()) * 31 + port;
    }

    @Override
    public String toString() {
        var usual = secure() ? 443 : 80;
        return scheme + "://" + host + (port == usual ? "" : ":" + port);
    }
}
