package scorpiox.tool.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Selector;
import scorpiox.tool.ToolError;

/// An HTML page, or a few elements of it.
///
/// @param title as the page names itself; empty for parts of it
public record Page(String title, List<Element> roots) {
    /// @param charset as the server named it; null to go by the page's own `meta` element, else UTF-8. A byte order mark
    ///                wins over both
    static Page of(byte[] bytes, String charset, URI url) {
        try {
            return of(Jsoup.parse(new ByteArrayInputStream(bytes), charset, url.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A piece of HTML without an address: relative links become their text.
    public static Page of(String html) {
        return of(Jsoup.parse(html));
    }

    private static Page of(Document document) {
        return new Page(document.title().strip(), List.of(document.body()));
    }

    /// The elements that fit a CSS selector, in the order of the page.
    ///
    /// @throws ToolError when there are none, or it is no selector
    Page select(String css) {
        try {
            var found = roots.getFirst().ownerDocument().select(css);
            if (found.isEmpty()) throw new ToolError("nothing on the page fits the selector " + css + "; leave it out to see the page");
            var outer = found.stream().filter(each -> each.parents().stream().noneMatch(found::contains)).toList();
            return new Page("", outer);
        } catch (Selector.SelectorParseException | IllegalArgumentException e) {
            throw new ToolError("not a CSS selector: " + css);
        }
    }

    /// Headings, lists, tables, quotes, code with its language, emphasis, links as absolute ones. What is no content
    /// (scripts, styles, navigation, footers, frames, drawings) is left out.
    public String markdown() {
        return written(false);
    }

    /// The same without any marks for headings, emphasis, code and links.
    String text() {
        return written(true);
    }

    String html() {
        return roots.stream().map(Element::outerHtml).collect(Collectors.joining("\n"));
    }

    private String written(boolean plain) {
        var text = roots.stream().map(root -> new PageWriter(plain).whole(root)).filter(part -> !part.isEmpty()).collect(Collectors.joining("\n\n"));
        if (title.isEmpty() || roots.getFirst().selectFirst("h1") != null) return text;
        return (plain ? "" : "# ") + title + "\n\n" + text;
    }
}
