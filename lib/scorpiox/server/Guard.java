package scorpiox.server;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import scorpiox.http.Origin;
import scorpiox.server.ask.Refused;
import scorpiox.server.config.ServeConfig;
import scorpiox.server.web.Exchange;
import scorpiox.server.web.Fields;

/// Whether a request comes from where requests may come from: by `Host` no page whose name was turned to this machine's
/// address gets in, by `Origin` and `Sec-Fetch-Site` no page of a stranger.
final class Guard {
    /// So many servers of ours a request may come through.
    private static final int MOST_HOPS = 3;

    private final String host;
    private final List<String> hosts = new ArrayList<>();
    private final ServeConfig.Cors cors;
    private final long mostBytes;

    Guard(ServeConfig config) {
        host = config.host().toLowerCase(Locale.ROOT);
        for (var each : config.allowedHosts()) hosts.add(each.strip().toLowerCase(Locale.ROOT));
        cors = config.cors();
        mostBytes = config.limits().maxBodyMb() * 1024L * 1024L;
    }

    /// Checks where a request comes from.
    ///
    /// @return the header fields that let a page of an accepted origin read the answer
    /// @throws Refused `forbidden_host` or `forbidden_origin`
    Map<String, String> place(Fields headers) {
        var named = headers.all("host");
        if (named.size() != 1 || !accepts(named.getFirst().toLowerCase(Locale.ROOT))) {
            throw Refused.of(403, "permission_error", "forbidden_host", "requests for this Host are not answered: add it to allowed_hosts if it is this server");
        }
        var origins = headers.all("origin");
        if (origins.isEmpty()) {
            var site = headers.get("sec-fetch-site").orElse("none").toLowerCase(Locale.ROOT);
            if (site.equals("none") || site.equals("same-origin") || cors.allowedOrigins().contains("*")) return Map.of();
            throw stranger();
        }
        if (origins.size() != 1 || !from(origins.getFirst())) throw stranger();
        var fields = new LinkedHashMap<String, String>();
        fields.put("Access-Control-Allow-Origin", origins.getFirst());
        fields.put("Access-Control-Expose-Headers", "x-request-id, request-id, retry-after, x-should-retry, x-sx-upstream-model, x-sx-effort, x-sx-dropped");
        fields.put("Vary", "Origin");
        return fields;
    }

    private static Refused stranger() {
        return Refused.of(403, "permission_error", "forbidden_origin", "requests from pages of this origin are not answered: add it to cors.allowed_origins to allow them");
    }

    /// The header fields that answer a page which asks before it sends.
    Map<String, String> preflight(Fields headers) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("Access-Control-Allow-Methods", "GET,POST,DELETE,OPTIONS");
        headers.get("access-control-request-headers").filter(Guard::names).ifPresent(names -> fields.put("Access-Control-Allow-Headers", names));
        if (headers.get("access-control-request-private-network").isPresent()) fields.put("Access-Control-Allow-Private-Network", "true");
        fields.put("Access-Control-Max-Age", "86400");
        return fields;
    }

    /// Checks what a request brings before it is read.
    ///
    /// @throws Refused `unsupported_media_type` for anything but JSON, which also makes every page ask first; `request_too_large`
    void body(Fields headers) {
        var type = headers.get("content-type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json")) {
            throw Refused.of(415, "invalid_request_error", "unsupported_media_type", "the body must be JSON, and Content-Type: application/json must say so");
        }
        var length = headers.get("content-length").orElse("0");
        if (length.length() > 18 || number(length) > mostBytes) throw tooLarge();
    }

    Refused tooLarge() {
        return Refused.of(413, "invalid_request_error", "request_too_large", "the body is larger than " + mostBytes / (1024 * 1024) + " MiB (limits.max_body_mb)");
    }

    /// Through how many servers of ours a request has come.
    ///
    /// @throws Refused `loop_detected` where it goes round in a circle
    static int hops(Fields headers) {
        var said = headers.get("x-sx-hop");
        if (said.isEmpty()) return 0;
        var hops = said.get().length() > 9 ? Long.MAX_VALUE : number(said.get());
        if (hops < 0) throw Refused.invalid("invalid_value", "x-sx-hop must be a whole number", null);
        if (hops > MOST_HOPS) throw Refused.invalid("loop_detected", "the request came through " + MOST_HOPS + " servers already: one of them asks itself", null);
        return (int) hops;
    }

    /// A whole number, -1 for anything else.
    private static long number(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(text) : -1;
    }

    /// Names of header fields, with commas between them.
    private static boolean names(String list) {
        return list.length() < 4096 && list.chars().allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || ", -_.".indexOf(c) >= 0));
    }

    private boolean accepts(String authority) {
        if (hosts.contains(authority)) return true;
        var name = name(authority);
        return name.isPresent() && (name.get().equals("localhost") || Origin.loopback(name.get()) || bound(name.get()) || hosts.contains(name.get()));
    }

    /// The host without its port; empty for what is none.
    private static Optional<String> name(String authority) {
        var close = authority.startsWith("[") ? authority.indexOf(']') : -1;
        var colon = close > 0 ? close + 1 : authority.indexOf(':');
        var name = colon < 0 || colon >= authority.length() ? authority : authority.substring(0, colon);
        var port = name.length() == authority.length() ? "" : authority.substring(name.length());
        var good = port.isEmpty() || port.startsWith(":") && port.length() > 1 && port.length() < 7 && number(port.substring(1)) >= 0;
        return good && !name.isEmpty() && (close > 0 || name.chars().allMatch(c -> Character.isLetterOrDigit(c) && c < 0x80 || c == '.' || c == '-' || c == '_')) ? Optional.of(name) : Optional.empty();
    }

    /// Whether it is the address that the server listens on; of one that listens on all, any address that is no name.
    private boolean bound(String name) {
        if (host.equals("0.0.0.0") || host.equals("::")) return name.startsWith("[") ? name.matches("\\[[0-9a-f:.]+]") : name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        return name.equals(host) || name.equals("[" + host + "]");
    }

    private boolean from(String origin) {
        if (cors.allowedOrigins().contains("*")) return true;
        if (origin.equals("null")) return cors.allowNull();
        for (var allowed : cors.allowedOrigins()) if (allowed.equalsIgnoreCase(origin)) return true;
        try {
            var of = Origin.of(URI.create(origin));
            var listed = cors.allowedOrigins().stream().anyMatch(allowed -> allowed.equalsIgnoreCase(of.host()));
            return listed || of.loopback();
        } catch (RuntimeException noOrigin) {
            return false;
        }
    }
}
