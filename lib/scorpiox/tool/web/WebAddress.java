package scorpiox.tool.web;

import java.net.IDN;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import scorpiox.base.Redaction;
import scorpiox.tool.ToolError;

/// URLs as models and servers write them, made strict: what may be fetched at all, before any address is looked up.
final class WebAddress {
    private static final int LONGEST = 2048;

    /// How often a secret may have been percent-encoded and is still found.
    private static final int LAYERS = 3;

    private WebAddress() {}

    /// An absolute `http` or `https` URL without user, password and fragment, in ASCII.
    ///
    /// @throws ToolError for anything else, for one over 2,048 characters, and for one that holds a registered secret
    static URI of(String text) {
        var url = text.strip();
        if (url.length() > LONGEST) throw new ToolError("the URL has " + url.length() + " characters; at most " + LONGEST + " are fetched");
        checkSecrets(url);
        var colon = url.indexOf("://");
        var scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) throw new ToolError("not an http or https URL: " + shown(url) + "; give it whole, with https://");
        var hash = url.indexOf('#');
        var rest = url.substring(colon + 3, hash < 0 ? url.length() : hash);
        var end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') end++;
        var uri = parsed(scheme + "://" + authority(rest.substring(0, end)) + encoded(rest.substring(end)), url);
        checkHost(uri, url);
        if (uri.toString().length() > LONGEST) throw new ToolError("the URL has more than " + LONGEST + " characters once encoded");
        return uri;
    }

    /// Where a redirect leads.
    static URI redirect(URI from, String location) {
        var target = location.strip();
        var hash = target.indexOf('#');
        if (hash >= 0) target = target.substring(0, hash);
        if (target.matches("(?i)[a-z][a-z0-9+.-]*:.*")) return of(target);
        if (target.startsWith("//")) return of(from.getScheme() + ":" + target);
        if (target.isEmpty() || target.startsWith("?")) return of(withoutQuery(from) + target);       // URI.resolve follows an older rule here
        return of(URI.create(withoutQuery(from)).resolve(parsed(encoded(target), target)).toString());
    }

    private static String withoutQuery(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority() + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    }

    private static String authority(String text) {
        if (text.indexOf('@') >= 0) throw new ToolError("a URL with a user name or password is not fetched");
        if (text.chars().allMatch(c -> c < 128)) return text.toLowerCase(Locale.ROOT);
        try {
            return IDN.toASCII(text, 0).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new ToolError("not a host name: " + shown(text));
        }
    }

    private static URI parsed(String strict, String shown) {
        try {
            return URI.create(strict);
        } catch (IllegalArgumentException e) {
            throw new ToolError("not a usable URL: " + shown(shown));
        }
    }

    private static void checkHost(URI uri, String url) {
        var host = uri.getHost();
        if (host == null || host.indexOf('%') >= 0) throw new ToolError("the URL names no usable host: " + shown(url));
        if (uri.getPort() == 0 || uri.getPort() > 65535) throw new ToolError("the URL names no usable port: " + shown(url));
        var last = host.substring(host.lastIndexOf('.') + 1);
        var number = !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9') || last.startsWith("0x");
        if (number && !dotted(host)) throw new ToolError("the address " + host + " is not fetched; write it as four decimal numbers");
    }

    /// Programs read `0177.1` and `2130706433` in different ways, so what is checked here might not be what a proxy
    /// connects to.
    private static boolean dotted(String host) {
        var parts = host.split("\\.", -1);
        if (parts.length != 4) return false;
        for (var part : parts) {
            if (part.isEmpty() || part.length() > 3 || part.length() > 1 && part.startsWith("0")) return false;
            if (!part.chars().allMatch(c -> c >= '0' && c <= '9') || Integer.parseInt(part) > 255) return false;
        }
        return true;
    }

    private static String encoded(String text) {
        var out = new StringBuilder(text.length());
        for (var b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0x20 && b < 0x7f && "\"<>\\^`{|}[]".indexOf(b) < 0) out.append((char) b);
            else out.append('%').append("0123456789ABCDEF".charAt(b >> 4 & 15)).append("0123456789ABCDEF".charAt(b & 15));
        }
        for (var at = out.indexOf("%"); at >= 0; at = out.indexOf("%", at + 1)) {
            var valid = at + 2 < out.length() && Character.digit(out.charAt(at + 1), 16) >= 0 && Character.digit(out.charAt(at + 2), 16) >= 0;
            if (!valid) out.insert(at + 1, "25");
        }
        return out.toString();
    }

    private static void checkSecrets(String url) {
        var text = url;
        for (var layer = 0; layer <= LAYERS; layer++) {
            if (Redaction.holds(text) || Redaction.holds(text.replace(' ', '+'))) throw new ToolError("the URL holds a secret of this program and is not fetched");
            try {
                text = URLDecoder.decode(text, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                return;
            }
        }
    }

    private static String shown(String url) {
        var masked = Redaction.mask(url);
        return masked.length() <= 200 ? masked : masked.substring(0, 200) + "…";
    }
}
