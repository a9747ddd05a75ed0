package scorpiox.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Redaction;
import scorpiox.tool.ToolError;

class WebAddressTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "https://example.com                     | https://example.com",
            "' HTTPS://Example.COM:8443/A?b=C#top '  | https://example.com:8443/A?b=C",
            "https://example.com?q=1                 | https://example.com?q=1",
            "https://bücher.example/Übung?ä=ö        | https://xn--bcher-kva.example/%C3%9Cbung?%C3%A4=%C3%B6",
            "https://example.com/a b^c               | https://example.com/a%20b%5Ec",
            "https://example.com/100%                | https://example.com/100%25",
            "https://example.com/%41%zz              | https://example.com/%41%25zz",
            "https://example.com/a@b                 | https://example.com/a@b",
            "http://8.8.8.8/                         | http://8.8.8.8/",
            "http://[2606:4700::1111]:80/            | http://[2606:4700::1111]:80/",
    })
    void aUrlAsPeopleWriteItBecomesAStrictOne(String text, String url) {
        assertEquals(url, WebAddress.of(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com", "ftp://example.com/", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "//example.com/", "https:example.com",
            "gopher://example.com", "jar:https://example.com!/", "https//example.com"})
    void onlyWholeHttpUrlsAreFetched(String text) {
        assertTrue(refusal(text).contains("not an http or https URL"), refusal(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://user@example.com/", "https://user:hunter-two@example.com/", "https://@example.com/", "https://good.example\\@127.0.0.1/"})
    void aUrlWithAUserIsRefusedWithoutRepeatingIt(String text) {
        assertTrue(refusal(text).contains("user name or password"), refusal(text));
        assertFalse(refusal(text).contains("hunter-two"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http:///x", "http://?x", "http://a_b.example/", "http://exa mple.com/", "http://[::1/", "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://.../",
            "http://example.com:0/", "http://example.com:65536/", "http://example.com:x/", "http://example.com\\evil.example/", "http://-/"})
    void aUrlWithoutAUsableHostIsRefused(String text) {
        assertThrows(ToolError.class, () -> WebAddress.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.1", "010.0.0.1", "8.8.8.08", "256.1.1.1", "1.2.3.4.5", "127.0.0.1.", "4294967296", "0"})
    void numbersThatProgramsReadInDifferentWaysAreRefused(String host) {
        assertThrows(ToolError.class, () -> WebAddress.of("http://" + host + "/"));
    }

    @Test
    void ideographicFullStopsMakeNoAddressThatSlipsThrough() {
        assertEquals("127.0.0.1", WebAddress.of("http://127。0。0。1/").getHost());
        assertThrows(ToolError.class, () -> WebAddress.of("http://127。1/"));
    }

    @Test
    void upTo2048CharactersAreTaken() {
        var url = "https://example.com/" + "a".repeat(2028);
        assertEquals(2048, WebAddress.of(url).toString().length());
        assertTrue(refusal(url + "a").contains("2049"));
        assertThrows(ToolError.class, () -> WebAddress.of("https://example.com/" + "ä".repeat(2000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "encoded", "twice", "base64", "base64url", "host"})
    void aRegisteredSecretAnywhereIsRefusedAndNotShown(String form) {
        var secret = "Sw0rd/fish?~ÿÿ>";
        Redaction.register(secret);
        var encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        var base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)).replace("=", "");
        Redaction.register("subd0main-secret");
        var url = switch (form) {
            case "plain" -> "https://example.com/" + secret;
            case "encoded" -> "https://example.com/?a=" + encoded.replace("+", "%2B");
            case "twice" -> "https://example.com/?a=" + URLEncoder.encode(encoded, StandardCharsets.UTF_8);
            case "base64" -> "https://example.com/" + base64;
            case "base64url" -> "https://example.com/" + base64.replace('+', '-').replace('/', '_');
            default -> "https://subd0main-secret.example.com/";
        };
        assertEquals("the URL holds a secret of this program and is not fetched", refusal(url));
    }

    @ParameterizedTest
    @CsvSource({
            "https://h.example/a/b?c, d, https://h.example/a/d",
            "https://h.example/a/b?c, /d?e#f, https://h.example/d?e",
            "https://h.example/a/b?c, ?x=1, https://h.example/a/b?x=1",
            "https://h.example/a/b?c, ../x, https://h.example/x",
            "https://h.example, x, https://h.example/x",
            "https://h.example/a, //Other.example/y, https://other.example/y",
            "https://h.example/a, http://other.example/y, http://other.example/y",
            "https://h.example/a, /ü b, https://h.example/%C3%BC%20b",
            "https://h.example/a, '', https://h.example/a",
    })
    void aRedirectIsReadAgainstTheUrlItCameFrom(URI from, String location, String target) {
        assertEquals(target, WebAddress.redirect(from, location).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/", "javascript:alert(1)", "http://user:pw@example.com/", "http://0x7f.1/", "file:/etc/passwd"})
    void aRedirectIsCheckedLikeAnyUrl(String location) {
        assertThrows(ToolError.class, () -> WebAddress.redirect(URI.create("https://h.example/"), location));
    }

    private static String refusal(String text) {
        return assertThrows(ToolError.class, () -> WebAddress.of(text)).getMessage();
    }
}
