package scorpiox.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.tool.ToolError;

@Timeout(60)
class PageTest {
    private static final URI URL = URI.create("https://example.com/guide/start.html");

    @ParameterizedTest
    @CsvSource(delimiter = '¦', value = {
            "<h1>One</h1><h3> Three <em>x</em></h3>               ¦ # One\\n\\n### Three *x*",
            "<p>a\\n   b<br>c</p><p></p><p>d</p>                   ¦ a b\\nc\\n\\nd",
            "x<div>y<div>z</div></div>w                           ¦ x\\n\\ny\\n\\nz\\n\\nw",
            "<p>a&nbsp;b &lt;c&gt; &amp; &euro;</p>               ¦ a b <c> & €",
            "<p>a<b> bold </b>b <i>it</i></p>                     ¦ a **bold** b *it*",
            "<p><code>a`b</code> <code> x </code> <s>old</s></p>  ¦ ``a`b`` `x` ~~old~~",
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>     ¦ - a\\n- b\\n  - c",
            "<ol><li>a</li><li><p>b</p><p>c</p></li></ol>         ¦ 1. a\\n2. b\\n   c",
            "<ol start=9><li>a</li><li>b<br>c</li></ol>           ¦ 9. a\\n10. b\\n    c",
            "<blockquote><p>a</p><p>b</p></blockquote>            ¦ > a\\n>\\n> b",
            "<a href='/x'>t</a>                                   ¦ [t](https://example.com/x)",
            "<a href='more.html#a'>t</a>                          ¦ [t](https://example.com/guide/more.html#a)",
            "<a href='/a(b) c'>t</a>                              ¦ [t](https://example.com/a%28b%29%20c)",
            "<a href='javascript:x()'>t</a> <a href='/y'></a>     ¦ t",
            "<a href='/x'><h3>T</h3><p>more</p></a>               ¦ [T more](https://example.com/x)",
            "<img src='i.png' alt='pic'><img src='j.png'>         ¦ ![pic](https://example.com/guide/i.png)",
            "<img src='data:image/png;base64,AAAA' alt='pic'>     ¦ pic",
            "<dl><dt>t</dt><dd>d</dd></dl>                        ¦ t\\n  d",
            "a<hr>b                                               ¦ a\\n\\n---\\n\\nb",
            "<x-card><p>a</p></x-card><x-b>c</x-b>                ¦ a\\n\\nc",
            "<details><summary>s</summary>t</details>             ¦ s\\n\\nt",
    })
    void htmlBecomesMarkdown(String html, String markdown) {
        assertEquals(markdown.translateEscapes(), page(html.translateEscapes()).markdown());
    }

    @Test
    void codeBlocksKeepTheirTextAndTheirLanguage() {
        assertEquals("```java\nint a;\n\n  b &&\n```", page("<pre><code class='hljs language-Java'>int a;\n\n  b &amp;&amp;\n</code></pre>").markdown());
        assertEquals("```python\nx\n```", page("<div class='highlight highlight-source-python'><pre>x</pre></div>").markdown());
        assertEquals("```\na\nb\n```", page("<pre>a<br>b</pre>").markdown());
        assertEquals("````\n```\n````", page("<pre>```</pre>").markdown());
    }

    @Test
    void tablesAreTables() {
        var html = "<table><caption>C</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1|2</td><td><p>x</p><p>y</p></td></tr><tr><td>3</td></tr></tbody></table>";
        assertEquals("C\n\n| A | B |\n| --- | --- |\n| 1\\|2 | x y |\n| 3 |  |", page(html).markdown());
        assertEquals("C\n\nA\tB\n1|2\tx y\n3", page(html).text());
    }

    @Test
    void aTableForTheLayoutIsItsContents() {
        assertEquals("a\n\n| 1 | 2 |\n| --- | --- |", page("<table><tr><td><p>a</p></td><td><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>").markdown());
        assertEquals("only\n\none", page("<table><tr><td>only</td></tr><tr><td>one</td></tr></table>").markdown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"script", "style", "nav", "footer", "svg", "noscript", "template"})
    void whatIsNoContentIsLeftOut(String name) {
        assertEquals("a\n\nb", page("<p>a</p><" + name + ">hidden text</" + name + "><p>b</p>").markdown());
        assertEquals("a\n\nb", page("<div><p>a</p><div><" + name + ">hidden text</" + name + "></div></div>b").text());
    }

    @Test
    void framesAndCommentsAreLeftOut() {
        assertEquals("a b", page("<p>a <!-- hidden --><iframe src='x'>hidden</iframe>b</p>").markdown());
    }

    @Test
    void thePageIsNamedByItsTitleUnlessItHasAHeadingOfItsOwn() {
        assertEquals("# Title\n\nx", page("<title> Title </title><p>x").markdown());
        assertEquals("Title\n\nx", page("<title>Title</title><p>x").text());
        assertEquals("# Head\n\nx", page("<title>Title</title><h1>Head</h1><p>x").markdown());
    }

    @Test
    void plainTextHasNoMarks() {
        assertEquals("Head\n\na bold link x\n\n- one\n1. two\n\ncode  here\n\nquote",
                page("<h2>Head</h2><p>a <b>bold</b> <a href='/x'>link</a> <code>x</code></p><ul><li>one</ul><ol><li>two</ol><pre>code  here</pre><blockquote>quote</blockquote>")
                        .text().replace("- one\n\n1.", "- one\n1."));
    }

    @Test
    void aSelectorTakesOnlyWhatFitsInTheOrderOfThePage() {
        var page = page("<title>T</title><h1>H</h1><div class=a>1<p class=a>2</p></div><nav>menu <a href=x>go</a></nav><div class=a>3</div>");
        assertEquals("1\n\n2\n\n3", page.select(".a").markdown());
        assertEquals("menu [go](https://example.com/guide/x)", page.select("nav").markdown());
        assertEquals("<div class=\"a\">3</div>", page.select("div.a:last-of-type").html());
    }

    @ParameterizedTest
    @CsvSource({".none, nothing on the page", "p[, not a CSS selector", "'>>', not a CSS selector", "':bogus(1)', not a CSS selector"})
    void aSelectorThatFindsNothingOrIsNoneIsAnError(String selector, String message) {
        var error = assertThrows(ToolError.class, () -> page("<p>a").select(selector));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1, ISO-8859-1, ''", "windows-1252, NONE, <meta charset=windows-1252>", "UTF-8, NONE, ''", "UTF-8, UTF-8, <meta charset=iso-8859-1>",
            "Shift_JIS, NONE, '<meta http-equiv=content-type content=\"text/html; charset=shift_jis\">'"})
    void theCharsetIsTheServersElseThePagesElseUtf8(String actual, String named, String head) {
        var text = actual.equals("Shift_JIS") ? "日本" : "äöß";
        var bytes = (head + "<p>" + text).getBytes(Charset.forName(actual));
        assertEquals(text, Page.of(bytes, named.equals("NONE") ? null : named, URL).markdown());
    }

    @Test
    void aByteOrderMarkWinsOverBoth() {
        assertEquals("ä", Page.of("\uFEFF<meta charset=iso-8859-1><p>ä".getBytes(StandardCharsets.UTF_8), "ISO-8859-1", URL).markdown());
        assertEquals("ä", Page.of("\uFEFF<p>ä".getBytes(StandardCharsets.UTF_16LE), null, URL).markdown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<div>", "<ul><li>", "<blockquote>", "<b>", "<span>", "<a href=x>", "<table><tr><td>", "<x-y>", "<dl><dd>"})
    void anyNestingIsWritten(String tag) {
        var text = page(tag.repeat(20_000) + "deep").markdown();
        assertTrue(text.contains("deep"));
        assertTrue(text.length() < 1_000_000, () -> text.length() + " characters");
    }

    @Test
    void linesWithinDeepQuotesStayShort() {
        assertTrue(page("<blockquote>".repeat(500) + "a<br>".repeat(50_000)).markdown().length() < 20_000_000);
    }

    @Test
    void nothingIsNothing() {
        assertEquals("", page("").markdown());
        assertEquals("", Page.of("<p> </p>").markdown());
    }

    private static Page page(String html) {
        return Page.of(html.getBytes(StandardCharsets.UTF_8), null, URL);
    }
}
