package scorpiox.server.status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The page at `/`: one file without data, which fetches `/status.json` with the key that it takes from its address or asks
/// for. It may run its own script and use its own style, both by their hashes, and speak to this server; nothing else.
///
/// @param html    the page
/// @param headers of its answer
public record StatusPage(byte[] html, Map<String, String> headers) {
    /// Reads the page.
    public static StatusPage load() {
        try (var in = StatusPage.class.getResourceAsStream("/data/status.html")) {
            if (in == null) throw new IllegalStateException("data/status.html is not in the program");
            return of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StatusPage of(byte[] html) {
        var text = new String(html, StandardCharsets.UTF_8);
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "text/html; charset=utf-8");
        headers.put("Content-Security-Policy", "default-src 'none'; script-src " + hash(text, "script") + "; style-src " + hash(text, "style")
                + "; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cache-Control", "no-cache");
        return new StatusPage(html, headers);
    }

    /// The one element of a name, as a policy allows it (CSP level 3, section 8.3).
    private static String hash(String html, String element) {
        var found = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(html);
        if (!found.find()) throw new IllegalStateException("data/status.html has no <" + element + ">");
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(found.group(1).getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
