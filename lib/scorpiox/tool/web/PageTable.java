package scorpiox.tool.web;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/// One table of a page: a table of data in GitHub's form, one that is only there for the layout as its contents.
final class PageTable {
    private final Element table;
    private final boolean plain;

    PageTable(Element table, boolean plain) {
        this.table = table;
        this.plain = plain;
    }

    String written(PageWriter writer) {
        var rows = rows();
        var columns = rows.stream().mapToInt(row -> cells(row).size()).max().orElse(0);
        var caption = table.children().stream().filter(child -> child.normalName().equals("caption")).map(writer::inlineText);
        return Stream.concat(caption, Stream.of(columns < 2 || table.select("table").size() > 1 ? layout(rows, writer) : data(rows, columns, writer)))
                .filter(part -> !part.isEmpty()).collect(Collectors.joining("\n\n"));
    }

    private static String layout(List<Element> rows, PageWriter writer) {
        return rows.stream().flatMap(row -> cells(row).stream()).map(writer::whole).filter(text -> !text.isBlank()).collect(Collectors.joining("\n\n"));
    }

    private String data(List<Element> rows, int columns, PageWriter writer) {
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var cells = new ArrayList<>(cells(row).stream().map(cell -> cell(cell, writer)).toList());
            while (cells.size() < columns) cells.add("");
            lines.add(plain ? String.join("\t", cells).stripTrailing() : "| " + String.join(" | ", cells) + " |");
            if (!plain && lines.size() == 1) lines.add("|" + " --- |".repeat(columns));
        }
        return String.join("\n", lines);
    }

    private String cell(Element cell, PageWriter writer) {
        var text = writer.inlineText(cell).replace('\n', ' ');
        return plain ? text : text.replace("|", "\\|");
    }

    /// Its own rows, not those of tables within it.
    private List<Element> rows() {
        return table.children().stream().flatMap(child -> child.normalName().equals("tr") ? Stream.of(child) : child.children().stream())
                .filter(row -> row.normalName().equals("tr") && !cells(row).isEmpty()).toList();
    }

    private static List<Element> cells(Element row) {
        return row.children().stream().filter(cell -> cell.normalName().equals("td") || cell.normalName().equals("th")).toList();
    }
}
