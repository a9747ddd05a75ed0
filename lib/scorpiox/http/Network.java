package scorpiox.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;

/// How this machine reaches the world: proxies, an extra certificate authority, and whether a key may travel unencrypted.
///
/// @param httpProxy    proxy for `http` URLs, if any
/// @param httpsProxy   proxy for `https` URLs, reached through CONNECT
/// @param noProxy      hosts reached directly: names (with their sub-domains), addresses, `*`, each with an optional port
/// @param authorities  PEM file of certificate authorities to trust beside the JDK's
/// @param insecureHttp whether a credential may go over plain http to another machine
public record Network(Optional<URI> httpProxy, Optional<URI> httpsProxy, List<String> noProxy, Optional<Path> authorities, boolean insecureHttp) {
    /// Directly, with the JDK's certificate authorities.
    public static final Network DIRECT = new Network(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), false);

    @Override
    public String toString() {
        return "network" + httpProxy.map(uri -> ", http through " + uri.getHost()).orElse("") + httpsProxy.map(uri -> ", https through " + uri.getHost()).orElse("");
    }

    /// The proxy for an origin; empty means directly. This machine itself is always reached directly.
    Optional<URI> proxyFor(Origin origin) {
        if (origin.loopback() || noProxy.stream().anyMatch(rule -> excludes(rule, origin))) return Optional.empty();
        return origin.secure() ? httpsProxy : httpProxy;
    }

    /// A proxy URL as people write it in `HTTPS_PROXY`; `host:port` alone means http.
    ///
    /// @throws Failure `USAGE` naming the variable
    public static URI proxy(String variable, String value) {
        URI uri;
        try {
            uri = URI.create(value.contains("://") ? value : "http://" + value);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(variable + " is not a URL: " + shown(value));
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw Failure.usage(variable + " must be http://[user:password@]host:port, not " + shown(value));
        }
        return uri;
    }

    /// A `NO_PROXY` list: entries separated by commas or blanks.
    public static List<String> exclusions(String value) {
        return Arrays.stream(value.toLowerCase(Locale.ROOT).split("[,\\s]+")).filter(rule -> !rule.isEmpty()).toList();
    }

    /// `Proxy-Authorization` for the user and password in a proxy's URL (RFC 7617).
    static Optional<String> authorization(URI proxy) {
        return Optional.ofNullable(proxy.getUserInfo()).map(user -> {
            var basic = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
            Redaction.register(basic);
            return "Basic " + basic;
        });
    }

    /// Without user and password.
    private static String shown(String value) {
        var at = value.lastIndexOf('@');
        return at < 0 ? value : Redaction.MASK + value.substring(at);
    }

    private static boolean excludes(String rule, Origin origin) {
        var colon = rule.lastIndexOf(':');
        var host = rule;
        if (rule.indexOf(':') != colon && !rule.startsWith("[")) {
            host = "[" + rule + "]";
        } else if (colon > rule.lastIndexOf(']')) {
            if (!rule.substring(colon + 1).equals(String.valueOf(origin.port()))) return false;
            host = rule.substring(0, colon);
        }
        if (host.startsWith("*.")) host = host.substring(2);
        if (host.startsWith(".")) host = host.substring(1);
        return host.equals("*") || origin.host().equals(host) || origin.host().endsWith("." + host);
    }
}
