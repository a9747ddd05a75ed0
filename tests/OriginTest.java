package scorpiox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;

class OriginTest {
    @ParameterizedTest
    @CsvSource({
            "https://chatgpt.com/backend-api/codex?x=1#f, https, chatgpt.com, 443, https://chatgpt.com",
            "https://chatgpt.com:443, https, chatgpt.com, 443, https://chatgpt.com",
            "https://chatgpt.com:8443/, https, chatgpt.com, 8443, https://chatgpt.com:8443",
            "HTTPS://ChatGPT.Com/, https, chatgpt.com, 443, https://chatgpt.com",
            "http://localhost, http, localhost, 80, http://localhost",
            "http://localhost:443, http, localhost, 443, http://localhost:443",
            "http://127.0.0.1:8787/v1, http, 127.0.0.1, 8787, http://127.0.0.1:8787",
            "http://[::1]:8787/v1, http, [::1], 8787, http://[::1]:8787",
            "https://user:secret@example.com/, https, example.com, 443, https://example.com",
    })
    void anOriginIsSchemeHostAndPortOnly(URI uri, String scheme, String host, int port, String text) {
        var origin = Origin.of(uri);
        assertEquals(scheme, origin.scheme());
        assertEquals(host, origin.host());
        assertEquals(port, origin.port());
        assertEquals(text, origin.toString());
        assertEquals(origin, Origin.of(URI.create(text)));
        assertEquals(origin.hashCode(), Origin.of(URI.create(text)).hashCode());
    }

    @ParameterizedTest
    @CsvSource({
            "https://a.example, http://a.example:443",
            "https://a.example, https://a.example:444",
            "https://a.example, https://b.example",
            "https://a.example, https://a.example.com",
            "https://a.example, https://x.a.example",
            "http://localhost:80, http://127.0.0.1:80",
            "https://chatgpt.com@evil.example, https://chatgpt.com",
            "https://chatgpt.com.evil.example, https://chatgpt.com",
    })
    void anyDifferenceMakesAnotherOrigin(URI one, URI other) {
        assertNotEquals(Origin.of(one), Origin.of(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/path", "chatgpt.com", "chatgpt.com:443", "//chatgpt.com/x", "ftp://host/", "file:///etc/passwd", "mailto:a@b.c",
            "https:///path", "https:opaque", "ws://host/"})
    void anythingButAnAbsoluteHttpUrlIsAUsageFailure(String uri) {
        assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> Origin.of(URI.create(uri))).kind());
    }

    @ParameterizedTest
    @CsvSource({
            "http://localhost, true", "http://LOCALHOST:1, true", "http://127.0.0.1:8080, true", "http://127.1.2.3, true", "http://[::1]:80, true",
            "http://localhost.example.com, false", "http://notlocalhost, false", "http://127.0.0.1.example.com, false", "http://128.0.0.1, false",
            "http://0.0.0.0, false", "http://10.127.0.1, false", "http://[::2], false", "http://[2001:db8::1], false", "http://localhost@example.com, false",
            "http://example.com/localhost, false",
    })
    void loopbackIsKnownByNameAlone(URI uri, boolean loopback) {
        assertEquals(loopback, Origin.of(uri).loopback());
    }

    @ParameterizedTest
    @CsvSource({"https://localhost:80, true", "http://example.com:443, false"})
    void onlyTheSchemeMakesItSecure(URI uri, boolean secure) {
        assertEquals(secure, Origin.of(uri).secure());
    }
}
