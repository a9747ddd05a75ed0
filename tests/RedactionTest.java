package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Authorization: Bearer abc.def/ghi+jkl== | Authorization: Bearer ***",
            "authorization: bearer abcdef next | authorization: bearer *** next",
            "\"Bearer abcdef\" | \"Bearer ***\"",
            "Proxy-Authorization: Basic dXNlcjpwYXNz | Proxy-Authorization: Basic ***",
            "token eyJhbGciOi.eyJzdWIi.c2ln-_x end | token *** end",
            "unsigned eyJhbGciOi.eyJzdWIi. end | unsigned *** end",
            "key sk-proj-abc_DEF-123456 end | key *** end",
            "{\"k\":\"sk-abcdefgh12345678\"} | {\"k\":\"***\"}",
            "ghp_abcdefgh1234 gho_abcdefgh1234 ghu_abcdefgh1234 | *** *** ***",
            "ghs_abcdefgh1234 ghr_abcdefgh1234 | *** ***",
            "github_pat_11ABCDEF_abcdefgh | ***",
            "AKIAIOSFODNN7EXAMPLE | ***",
            "xoxb-1234567890-abc xoxp-1234567890 xoxa-1234567890 xoxr-1234567890 | *** *** *** ***",
            "AIzaSyA1234567890_abcdefghijklmnop-qrstu | ***",
            "proxy http://user:pass@host:8080/ failed | proxy http://***@host:8080/ failed",
            "git+ssh://tok3n@host/x.git | git+ssh://***@host/x.git",
            "http://h/cb?code=abc&state=def&x=1 | http://h/cb?code=***&state=***&x=1",
            "?token=a1&access_token=a2&refresh_token=a3 | ?token=***&access_token=***&refresh_token=***",
            "?id_token=a1&key=a2&client_secret=a3&code_verifier=a4 | ?id_token=***&key=***&client_secret=***&code_verifier=***",
    })
    void whatIsShapedLikeASecretIsMasked(String text, String masked) {
        assertEquals(masked, Redaction.mask(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "task-management and risk-assessment-plan",
            "https://chatgpt.com/backend-api/codex/responses",
            "mail to user@example.com",
            "keyboard?monkey=1&encode=2",
            "ghost_story sky-high eyJ is no token",
            "-----BEGIN CERTIFICATE-----",
            "",
    })
    void ordinaryTextStaysAsItIs(String text) {
        assertEquals(text, Redaction.mask(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0B\n-----END PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----\r\nMIIEvQIBADANBg\r\nkqhkiG9w0B\r\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN OPENSSH PRIVATE KEY-----\\nMIIEvQIBADANBg\\nkqhkiG9w0B\\n-----END OPENSSH PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\nMIIEvQIBADANBg\nkqhkiG9w0B\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN EC PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0B",
    })
    void noPartOfAPrivateKeyRemains(String pem) {
        var masked = Redaction.mask("before\n" + pem + "\nafter");
        assertFalse(masked.contains("MIIEvQIBADANBg") || masked.contains("kqhkiG9w0B"), masked);
        assertEquals("before\n***", masked.substring(0, 10));
    }

    /// Whoever echoes a secret need not do it as it is.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aRegisteredSecretIsMaskedInBase64WhereverItBegins(int before) {
        var secret = "echoed-secret/0123+?";
        Redaction.register(secret);
        var bytes = ("x".repeat(before) + secret + "yy").getBytes(StandardCharsets.UTF_8);
        for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            var text = encoder.encodeToString(bytes);
            var left = Redaction.mask("said " + text).replace("said ", "");
            assertTrue(left.contains(Redaction.MASK) && left.length() <= 10 + 2 * before, left);
        }
    }

    @Test
    void aRegisteredSecretIsMaskedInHexadecimalAndSpread() {
        var secret = "spread-secret-0123456";
        Redaction.register(secret);
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (var text : List.of(HexFormat.of().formatHex(bytes), HexFormat.of().withUpperCase().formatHex(bytes), "%" + HexFormat.ofDelimiter("%").formatHex(bytes),
                "spread-\nsecret-0123456", "spread - secret-0123456", "spread-se\u200ccret-0123456", "spread-sec\u00adret-01\u00002345 6")) {
            assertEquals("say ***", Redaction.mask("say " + text).replace("%***", "***"), text);
        }
        assertEquals("spread the secret 0123456", Redaction.mask("spread the secret 0123456"));
    }

    @Test
    void aRegisteredSecretIsMaskedPlainUrlEncodedAndInBase64() {
        var secret = "open sesame/+=&ü";
        Redaction.register(secret);
        var encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        var base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        assertEquals("a *** b", Redaction.mask("a " + secret + " b"));
        assertEquals("a=***&b", Redaction.mask("a=" + encoded + "&b"));
        assertFalse(Redaction.mask("x " + base64 + " y").contains(base64.substring(0, 8)));
    }

    @Test
    void ofTwoSecretsWhereOneContainsTheOtherTheLongerIsMaskedWhole() {
        Redaction.register("hunter22");
        Redaction.register("hunter22-and-more");
        assertEquals("*** ***", Redaction.mask("hunter22-and-more hunter22"));
    }

    @Test
    void aRegisteredSecretIsMaskedEverywhereAndInsideWords() {
        Redaction.register("p4ssw0rd$\\1");
        assertEquals("x***y\n*** ***", Redaction.mask("xp4ssw0rd$\\1y\np4ssw0rd$\\1 p4ssw0rd$\\1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "model", "1234567"})
    void shortValuesAreNotRegistered(String value) {
        Redaction.register(value);
        assertEquals("a model named 1234567", Redaction.mask("a model named 1234567"));
    }

    @Test
    void nullIsNeitherRegisteredNorMasked() {
        Redaction.register(null);
        assertNull(Redaction.mask((String) null));
    }

    @Test
    void maskingTwiceChangesNothingMore() {
        var once = Redaction.mask("Bearer abcdef http://u:p@h/?code=x&key=y sk-abcdefgh12345678");
        assertEquals(once, Redaction.mask(once));
    }

    @Test
    void onlyWhatIsKnownIsMaskedWhereLookalikesMatter() {
        Redaction.register("known-secret/1+");
        var base64 = Base64.getEncoder().encodeToString("known-secret/1+".getBytes(StandardCharsets.UTF_8));
        assertEquals("*** sk-abcdefgh12345678 Bearer abc http://u:p@h ***", Redaction.maskKnown("known-secret/1+ sk-abcdefgh12345678 Bearer abc http://u:p@h known-secret%2F1%2B"));
        assertFalse(Redaction.maskKnown("x " + base64).contains(base64.substring(0, 8)));
        assertEquals("", Redaction.maskKnown(""));
        assertEquals("known-secret", Redaction.maskKnown("known-secret"), "a part of it is not it");
    }

    @Test
    void theLongerOfTwoKnownSecretsIsMaskedWhole() {
        Redaction.register("abcdefgh");
        Redaction.register("abcdefgh-longer");
        assertEquals("*** ***", Redaction.maskKnown("abcdefgh-longer abcdefgh"));
    }

    @Test
    void aTextIsKnownToHoldASecretInAnyForm() {
        Redaction.register("held secret&?");
        assertTrue(Redaction.holds("x held secret&? y"));
        assertTrue(Redaction.holds("x=" + URLEncoder.encode("held secret&?", StandardCharsets.UTF_8)));
        assertTrue(Redaction.holds(Base64.getUrlEncoder().withoutPadding().encodeToString("held secret&?".getBytes(StandardCharsets.UTF_8))));
        assertFalse(Redaction.holds("held secret and sk-abcdefgh12345678"));
        assertFalse(Redaction.holds(""));
    }

    @Test
    void aShapeWhoseMiddleIsAKnownSecretIsMaskedWhole() {
        Redaction.register("qwertzui");
        assertEquals("used up ***", Redaction.mask("used up sk-qwertzui12345678"));
    }
}
