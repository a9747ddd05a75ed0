package scorpiox.provider.codex;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import scorpiox.base.Failure;

/// Where a third-party Codex endpoint takes requests: `{base}/backend-api/codex/responses`, however much of that path
/// the user has already written.
public final class CodexUrl {
    private static final String PATH = "/backend-api/codex/responses";

    /// Endings of a base that are part of the path or of an SDK-style base, longest first.
    private static final List<String> ENDINGS = List.of(PATH, "/backend-api/responses", "/backend-api/codex", "/backend-api", "/codex/responses",
            "/v1/chat/completions", "/v1/responses", "/chat/completions", "/responses", "/v1");

    private CodexUrl() {}

    /// The request URL for a base. Applying it to its own result changes nothing.
    ///
    /// @throws Failure `USAGE` for anything but an absolute http or https URL without user and password
    public static URI endpoint(String base) {
        var uri = parse(base);
        var path = path(uri);
        var lower = path.toLowerCase(Locale.ROOT);
        for (var ending : ENDINGS) {
            if (lower.endsWith(ending)) {
                path = trimmed(path.substring(0, path.length() - ending.length()));
                break;
            }
        }
        return with(uri, path + PATH);
    }

    /// The base itself as the request URL, for gateways that serve another path.
    public static URI exact(String base) {
        var uri = parse(base);
        return with(uri, path(uri));
    }

    private static URI parse(String base) {
        URI uri;
        try {
            uri = new URI(base.strip());
        } catch (URISyntaxException e) {
            throw Failure.usage("CODEX_BASE_URL is not a URL: " + e.getReason());
        }
        if (uri.getHost() == null || !("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))) {
            throw Failure.usage("CODEX_BASE_URL must be an absolute http or https URL");
        }
        if (uri.getUserInfo() != null) throw Failure.usage("CODEX_BASE_URL must not hold a user or password");
        return uri;
    }

    /// With runs of `/` made one, and none at the end.
    private static String path(URI uri) {
        return trimmed((uri.getRawPath() == null ? "" : uri.getRawPath()).replaceAll("/+", "/"));
    }

    private static URI with(URI uri, String path) {
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    }

    private static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
