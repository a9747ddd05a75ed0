package scorpiox.tool.web;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import scorpiox.base.TerminalFilter;
import scorpiox.tool.ToolError;

/// What an answer from the web says, as text for the model.
final class WebText {
    private static final Pattern CLOSING = Pattern.compile("</(?=\\s*web\\b)", Pattern.CASE_INSENSITIVE);

    private WebText() {}

    /// An answer in one of the forms `markdown`, `text`, `html`; anything but HTML stays as it is.
    ///
    /// @param selector CSS, or null
    /// @throws ToolError when it is not text, or nothing fits the selector
    static String of(Fetched.Body body, String format, String selector) {
        if (!html(body)) {
            if (selector != null) throw new ToolError("selector works on HTML only; " + body.url() + " is " + shownType(body));
            return clean(decoded(body).orElseThrow(() -> notText(body)));
        }
        var page = Page.of(body.bytes(), charset(body.charset()).map(Charset::name).orElse(null), body.url());
        if (selector != null) page = page.select(selector);
        return clean(switch (format) {
            case "text" -> page.text();
            case "html" -> selector == null ? decoded(body).orElseGet(page::html) : page.html();
            default -> page.markdown();
        });
    }

    /// The same as plain text for a message; empty when it is no text.
    static String plain(Fetched.Body body) {
        try {
            return of(body, "text", null).strip();
        } catch (ToolError noText) {
            return "";
        }
    }

    /// Marked as data from elsewhere, which it cannot end by itself.
    static String wrapped(URI url, String text) {
        return wrapped("url=\"" + url + "\"", text);
    }

    /// @param attribute what it is from, without `<` and `>`
    static String wrapped(String attribute, String text) {
        return "<web " + attribute + ">\n" + CLOSING.matcher(text).replaceAll("<\\\\/") + (text.endsWith("\n") ? "" : "\n") + "</web>";
    }

    /// What a terminal would obey taken out, line ends as LF.
    static String clean(String text) {
        return TerminalFilter.controlsOnly().whole(text);
    }

    private static boolean html(Fetched.Body body) {
        if (body.mediaType().equals("text/html") || body.mediaType().equals("application/xhtml+xml")) return true;
        if (!body.mediaType().isEmpty()) return false;
        var start = new String(body.bytes(), 0, Math.min(body.bytes().length, 512), StandardCharsets.ISO_8859_1).stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype html") || start.startsWith("<html");
    }

    /// By the byte order mark, else the header, else UTF-8; empty when it holds a NUL, which no text does.
    private static Optional<String> decoded(Fetched.Body body) {
        var bytes = body.bytes();
        var charset = mark(bytes).or(() -> charset(body.charset())).orElse(StandardCharsets.UTF_8);
        var text = new String(bytes, charset);
        if (text.startsWith("\uFEFF")) text = text.substring(1);
        return text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
    }

    private static Optional<Charset> mark(byte[] bytes) {
        if (bytes.length < 2) return Optional.empty();
        return switch ((bytes[0] & 0xff) << 8 | bytes[1] & 0xff) {
            case 0xfeff -> Optional.of(StandardCharsets.UTF_16BE);
            case 0xfffe -> Optional.of(StandardCharsets.UTF_16LE);
            case 0xefbb -> Optional.of(StandardCharsets.UTF_8);
            default -> Optional.empty();
        };
    }

    private static Optional<Charset> charset(String name) {
        try {
            return name == null || name.isEmpty() ? Optional.empty() : Optional.of(Charset.forName(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return Optional.empty();
        }
    }

    private static ToolError notText(Fetched.Body body) {
        return new ToolError(body.url() + " is " + shownType(body) + ", " + (body.bytes().length + 1023) / 1024
                + " KiB, not text; save it with bash and look at it there");
    }

    private static String shownType(Fetched.Body body) {
        return body.mediaType().isEmpty() ? "of no named type" : clean(body.mediaType());
    }
}
