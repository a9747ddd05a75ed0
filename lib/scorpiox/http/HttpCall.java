package scorpiox.http;

import java.net.URI;
import java.util.Map;

/// One request, without its credential.
///
/// @param body null for none
public record HttpCall(String method, URI uri, Map<String, String> headers, byte[] body) {
    /// A POST, or a GET where there is no body.
    public HttpCall(URI uri, Map<String, String> headers, byte[] body) {
        this(body == null ? "GET" : "POST", uri, headers, body);
    }
}
