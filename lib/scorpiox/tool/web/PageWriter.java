package scorpiox.tool.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// Writes the elements of a page as Markdown (CommonMark, with GitHub's tables) or as plain text.
final class PageWriter {
    private static final Set<String> DROPPED = Set.of("script", "style", "nav", "footer", "iframe", "svg", "noscript", "template", "head");
    private static final Set<String> BLOCKS = Set.of("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
            "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol",
            "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption");

    /// Nesting beyond this is written flat: each level costs a copy of what is within it.
    private static final int DEEPEST = 60;

    /// Nesting beyond this is no longer indented: each level would lengthen every line.
    private static final int DEEPEST_INDENTED = 30;

    private final boolean plain;
    private int depth;

    PageWriter(boolean plain) {
        this.plain = plain;
    }

    /// One element with all that is in it, also where its own kind would be left out.
    String whole(Element root) {
        return BLOCKS.contains(root.normalName()) ? block(root) : inlineText(root);
    }

    private String block(Element element) {
        if (depth >= DEEPEST) return element.text();
        depth++;
        try {
            return switch (element.normalName()) {
                case "h1", "h2", "h3", "h4", "h5", "h6" -> heading(element);
                case "p", "summary", "dt", "legend", "caption" -> within(element, "\n\n");
                case "hr" -> plain ? "" : "---";
                case "pre" -> code(element);
                case "ul", "ol", "menu" -> list(element);
                case "dd" -> indent(within(element, "\n\n"), "  ", "  ");
                case "dl" -> within(element, "\n");
                case "li" -> indent(within(element, "\n"), plain ? "" : "- ", plain ? "" : "  ");
                case "blockquote" -> indent(within(element, "\n\n"), plain ? "" : "> ", plain ? "" : "> ");
                case "table" -> new PageTable(element, plain).written(this);
                default -> within(element, "\n\n");
            };
        } finally {
            depth--;
        }
    }

    /// The blocks in an element, and the runs of text between them as paragraphs.
    private String within(Element element, String between) {
        var parts = new ArrayList<String>();
        var run = new StringBuilder();
        for (var child : element.childNodes()) {
            if (child instanceof Element inner && DROPPED.contains(inner.normalName())) continue;
            if (child instanceof Element inner && holdsBlocks(inner)) {
                add(parts, tidy(run));
                run.setLength(0);
                add(parts, block(inner));
            } else {
                inline(child, run);
            }
        }
        add(parts, tidy(run));
        return String.join(between, parts);
    }

    private static void add(List<String> parts, String part) {
        if (!part.isBlank()) parts.add(part);
    }

    /// Blocks, and elements of other kinds that stand around blocks.
    private static boolean holdsBlocks(Element element) {
        if (BLOCKS.contains(element.normalName())) return true;
        if (element.normalName().equals("a")) return false;
        for (var child : element.children()) if (BLOCKS.contains(child.normalName())) return true;
        return false;
    }

    private String heading(Element element) {
        var text = inlineText(element).replace('\n', ' ');
        return plain || text.isEmpty() ? text : "#".repeat(element.normalName().charAt(1) - '0') + " " + text;
    }

    private String list(Element list) {
        var parts = new ArrayList<String>();
        var number = 1;
        try {
            number = Integer.parseInt(list.attr("start"));
        } catch (NumberFormatException from1) {
            // most lists say nothing
        }
        for (var item : list.children()) {
            if (DROPPED.contains(item.normalName())) continue;
            var text = item.normalName().equals("li") ? within(item, "\n") : block(item);
            if (text.isBlank()) continue;
            var mark = list.normalName().equals("ol") ? number++ + ". " : "- ";
            parts.add(indent(text, mark, " ".repeat(mark.length())));
        }
        return String.join("\n", parts);
    }

    private String indent(String text, String first, String others) {
        if (depth > DEEPEST_INDENTED || text.isEmpty()) return text;
        var out = new StringBuilder(text.length() + 64).append(first);
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            out.append(c);
            if (c == '\n' && i + 1 < text.length()) out.append(text.charAt(i + 1) == '\n' ? others.stripTrailing() : others);
        }
        return out.toString();
    }

    private String code(Element element) {
        var text = element.wholeText().replace("\r\n", "\n").stripTrailing();
        if (text.startsWith("\n")) text = text.substring(1);
        if (plain || text.isBlank()) return text;
        var fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
        return fence + language(element) + "\n" + text + "\n" + fence;
    }

    /// From the classes that highlighters use, on the block, the code in it, or what stands around it.
    private static String language(Element pre) {
        var code = pre.selectFirst("code");
        for (var element : new Element[] {code, pre, pre.parent(), pre.parent() == null ? null : pre.parent().parent()}) {
            if (element == null) continue;
            for (var name : element.classNames()) {
                for (var prefix : new String[] {"language-", "lang-", "highlight-source-", "brush:"}) {
                    var language = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
                    var usable = language.chars().allMatch(c -> Character.isLetterOrDigit(c) || "+#-_.".indexOf(c) >= 0);
                    if (usable && !language.isEmpty()) return language.toLowerCase(Locale.ROOT);
                }
            }
        }
        return "";
    }

    /// Everything in an element as one run of text.
    String inlineText(Element element) {
        var out = new StringBuilder();
        depth++;
        for (var child : element.childNodes()) inline(child, out);
        depth--;
        return tidy(out);
    }

    private void inline(Node node, StringBuilder out) {
        switch (node) {
            case TextNode text -> out.append(text.getWholeText().replace('\n', ' ').replace('\r', ' ').replace('\t', ' '));
            case Element element when !DROPPED.contains(element.normalName()) -> element(element, out);
            default -> { }
        }
    }

    private void element(Element element, StringBuilder out) {
        if (depth >= DEEPEST) {
            out.append(element.text());
            return;
        }
        switch (element.normalName()) {
            case "br" -> out.append('\n');
            case "img" -> image(element, out);
            case "code", "kbd", "samp", "tt" -> ticks(element.wholeText(), out);
            case "strong", "b" -> around("**", element, out);
            case "em", "i" -> around("*", element, out);
            case "del", "s" -> around("~~", element, out);
            case "sup" -> {
                var text = inlineText(element);
                if (!text.isEmpty()) out.append('^').append(text);      // a power is not a factor
            }
            case "a" -> link(element, out);
            case String name when BLOCKS.contains(name) -> out.append(' ').append(inlineText(element)).append(' ');
            default -> {
                depth++;
                for (var child : element.childNodes()) inline(child, out);
                depth--;
            }
        }
    }

    private void around(String mark, Element element, StringBuilder out) {
        var text = inlineText(element);
        if (text.isEmpty()) out.append(' ');
        else if (plain) out.append(text);
        else spaced(element, mark + text + mark, out);
    }

    /// With the blanks that stood at the inner ends, now outside of the marks.
    private static void spaced(Element element, String marked, StringBuilder out) {
        var whole = element.wholeText();
        if (!whole.isEmpty() && Character.isWhitespace(whole.charAt(0))) out.append(' ');
        out.append(marked);
        if (!whole.isEmpty() && Character.isWhitespace(whole.charAt(whole.length() - 1))) out.append(' ');
    }

    private void ticks(String code, StringBuilder out) {
        var text = code.replace('\n', ' ').strip();
        if (plain || text.isEmpty()) {
            out.append(text);
            return;
        }
        var fence = "`".repeat(longestTicks(text) + 1);
        var edge = text.startsWith("`") || text.endsWith("`") ? " " : "";
        out.append(fence).append(edge).append(text).append(edge).append(fence);
    }

    private void link(Element element, StringBuilder out) {
        var text = inlineText(element).replace('\n', ' ');
        if (text.isEmpty()) return;
        var target = element.absUrl("href");
        var usable = target.startsWith("http://") || target.startsWith("https://") || target.startsWith("mailto:");
        spaced(element, plain || !usable ? text : "[" + text + "](" + target(target) + ")", out);
    }

    private void image(Element element, StringBuilder out) {
        var text = element.attr("alt").strip();
        var source = element.absUrl("src");
        if (plain || !source.startsWith("http")) out.append(text);
        else if (!text.isEmpty()) out.append("![").append(text).append("](").append(target(source)).append(')');
    }

    private static String target(String url) {
        return url.replace(" ", "%20").replace("(", "%28").replace(")", "%29");
    }

    /// Blanks in a row as one, none at the ends of lines.
    private static String tidy(StringBuilder run) {
        var out = new StringBuilder(run.length());
        for (var i = 0; i < run.length(); i++) {
            var c = run.charAt(i);
            var blank = c == ' ' || c == '\u00a0' && !out.isEmpty();
            var last = out.isEmpty() ? '\n' : out.charAt(out.length() - 1);
            if (c == '\n') {
                while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') out.setLength(out.length() - 1);
                if (!out.isEmpty()) out.append('\n');
            } else if (!blank) {
                out.append(c);
            } else if (last != ' ' && last != '\n') {
                out.append(' ');
            }
        }
        return out.toString().strip();
    }

    private static int longestTicks(String text) {
        var longest = 0;
        var run = 0;
        for (var i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
