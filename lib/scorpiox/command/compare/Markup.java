package scorpiox.command.compare;

import scorpiox.base.TerminalFilter;

/// Pieces of HTML, in which nothing that came from elsewhere is more than text.
final class Markup {
    private Markup() {}

    /// Text for an element or a quoted attribute.
    static String text(String plain) {
        var html = new StringBuilder();
        for (var c : new TerminalFilter().whole(plain).toCharArray()) {
            switch (c) {
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '&' -> html.append("&amp;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return html.toString();
    }

    /// Whose result it is, the model below the provider.
    static String name(Result result) {
        return "<b>" + text(Matrix.name(result.provider())) + "</b><small>" + text(result.model()) + "</small>";
    }

    /// A table in a box that scrolls by itself where the screen is narrow.
    static String table(Grid grid) {
        var html = new StringBuilder("<div class=\"wide\"><table>\n<thead><tr>");
        for (var column = 0; column < grid.heads().size(); column++) html.append(grid.right(column) ? "<th class=\"n\">" : "<th>").append(text(grid.heads().get(column))).append("</th>");
        html.append("</tr></thead>\n<tbody>\n");
        for (var row : grid.rows()) {
            html.append("<tr>");
            for (var column = 0; column < row.size(); column++) {
                var lines = text(row.get(column)).split("\n", 2);
                html.append(column == 0 ? "<th>" : grid.right(column) ? "<td class=\"n\">" : "<td>").append(lines[0]);
                if (lines.length > 1) html.append("<small>").append(lines[1].replace("\n", "<br>")).append("</small>");
                html.append(column == 0 ? "</th>" : "</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }
}
