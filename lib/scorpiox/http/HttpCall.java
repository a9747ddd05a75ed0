package scorpiox.http;

import java.net.URI;
import java.util.Map;

/// One request, without its credential. A null body is a GET, anything else a POST.
public record HttpCall(URI uri, Map<String, String> headers, byte[] body) {
    public String method() {
        return body == null ? "GET" : "POST";
    }
}
