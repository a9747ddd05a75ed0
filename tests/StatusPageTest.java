package scorpiox.server.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPageTest {
    private final StatusPage page = StatusPage.load();
    private final String html = new String(page.html(), StandardCharsets.UTF_8);
    private final String policy = page.headers().get("Content-Security-Policy");

    @ParameterizedTest
    @ValueSource(strings = {"script", "style"})
    void thePolicyAllowsItsOwnScriptAndStyleByTheirHashes(String element) throws Exception {
        var from = html.indexOf("<" + element + ">") + element.length() + 2;
        var inside = html.substring(from, html.indexOf("</" + element + ">", from));
        var hash = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(inside.getBytes(StandardCharsets.UTF_8)));
        assertTrue(policy.contains(element + "-src 'sha256-" + hash + "';"), policy);
        assertEquals(html.indexOf("<" + element), html.lastIndexOf("<" + element));
    }

    @Test
    void thePolicyAllowsNothingElse() {
        assertTrue(policy.startsWith("default-src 'none'; "), policy);
        for (var denied : new String[] {"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "connect-src 'self'"}) assertTrue(policy.contains(denied), denied);
        for (var wide : new String[] {"unsafe", "*", "http", "blob:"}) assertFalse(policy.contains(wide), wide);
        assertEquals("nosniff", page.headers().get("X-Content-Type-Options"));
        assertEquals("no-referrer", page.headers().get("Referrer-Policy"));
        assertEquals("text/html; charset=utf-8", page.headers().get("Content-Type"));
    }

    /// The policy would stop each of these in a browser, and the page would then stand there broken.
    @ParameterizedTest
    @ValueSource(strings = {"https?://", "\\bsrc=", "@import", "url\\(", "<[a-z][^>]* on[a-z]+=", "<[a-z][^>]* style=", "javascript:", "<iframe", "<link rel=\"stylesheet"})
    void itAsksNobodyElseAndHasNothingThatThePolicyStops(String pattern) {
        var found = Pattern.compile(pattern).matcher(html);
        assertFalse(found.find(), () -> found.group());
    }

    /// What the server says goes into the page as text only, so that no name of a model can become markup.
    @ParameterizedTest
    @ValueSource(strings = {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "DOMParser", "eval(", "new Function", "setAttribute('on", ".href", "localStorage", "document.cookie"})
    void itsScriptHasNoWayToMakeMarkupOfText(String way) {
        assertFalse(html.contains(way));
    }

    @Test
    void theKeyLeavesTheAddressBar() {
        assertTrue(html.contains("location.hash") && html.contains("history.replaceState"));
        assertTrue(html.contains("name=\"referrer\" content=\"no-referrer\""));
    }

    @Test
    void itSaysItsLanguageAndFitsAPhone() {
        assertTrue(html.toLowerCase(Locale.ROOT).startsWith("<!doctype html>\n<html lang=\"en\">"));
        assertTrue(html.contains("name=\"viewport\"") && html.contains("prefers-color-scheme: dark") && html.contains("role=\"status\""));
    }

    @Test
    void aPageWithoutAScriptIsNone() {
        assertThrows(IllegalStateException.class, () -> StatusPage.of("<style></style>".getBytes(StandardCharsets.UTF_8)));
    }
}
