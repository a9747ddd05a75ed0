package scorpiox.command.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.model.Price;

/// The models as a table for people, or as JSON for programs.
///
/// @param clock for prices that change on a day, and figures that grow old
record Listing(List<Row> rows, InstantSource clock) {
    /// @param tiers the names of tiers that stand for it
    record Row(String provider, ModelInfo model, List<String> tiers) {}

    private static final Duration OLD = Duration.ofDays(180);
    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String NONE = "-";

    /// @param right whether it is of figures
    /// @param drop  which columns go first where the terminal is narrow: those with the highest number
    private record Column(String title, boolean right, int drop, Function<Row, String> cell) {}

    private static final int ALWAYS = 0;

    private List<Column> columns() {
        var several = rows.stream().map(Row::provider).distinct().count() > 1;
        return List.of(new Column("PROVIDER", false, several ? 1 : 4, Row::provider),
                new Column("MODEL", false, ALWAYS, row -> row.model().id()),
                new Column("TIER", false, 5, row -> row.tiers().isEmpty() ? NONE : String.join(",", row.tiers())),
                new Column("CONTEXT", true, 2, row -> tokens(row.model().window().context())),
                new Column("OUTPUT", true, 9, row -> tokens(row.model().window().output())),
                new Column("IMAGE", false, 8, row -> row.model().vision() ? "yes" : "no"),
                new Column("EFFORTS", false, 6, row -> row.model().efforts().isEmpty() ? NONE : String.join(",", row.model().efforts().stream().map(Effort::wire).toList())),
                new Column("IN", true, ALWAYS, row -> rate(row, Price.Rates::input)),
                new Column("CACHED", true, 7, row -> rate(row, Price.Rates::cached)),
                new Column("OUT", true, ALWAYS, row -> rate(row, Price.Rates::output)),
                new Column("AS-OF", false, 3, this::asOf));
    }

    /// The table, a model a line, its cells without blanks.
    ///
    /// @param width    columns of the terminal; 0 where there is no limit
    /// @param legend   whether what is below the table is for a person
    String text(int width, boolean legend, boolean colour) {
        var columns = new ArrayList<>(columns());
        while (width > 0 && width(columns) > width) {
            var last = columns.stream().max((a, b) -> Integer.compare(a.drop, b.drop)).orElseThrow();
            if (last.drop == ALWAYS) break;
            columns.remove(last);
        }
        var text = new StringBuilder();
        line(text, columns, Column::title, colour ? BOLD : "", width);
        for (var row : rows) line(text, columns, column -> column.cell.apply(row), colour && !row.tiers().isEmpty() ? BOLD : "", width);
        if (legend) text.append(legend());
        return text.toString();
    }

    private void line(StringBuilder text, List<Column> columns, Function<Column, String> cell, String style, int width) {
        var line = new StringBuilder();
        for (var column : columns) {
            var content = cell.apply(column);
            var blanks = " ".repeat(Math.max(0, width(column) - content.length()));
            line.append(line.isEmpty() ? "" : "  ").append(column.right ? blanks + content : content + blanks);
        }
        var whole = line.toString().stripTrailing();
        var shown = width > 1 && whole.length() > width ? whole.substring(0, width - 1) + "…" : whole;
        text.append(style).append(shown).append(style.isEmpty() ? "" : RESET).append('\n');
    }

    private int width(List<Column> columns) {
        return columns.stream().mapToInt(this::width).sum() + 2 * (columns.size() - 1);
    }

    private int width(Column column) {
        return rows.stream().mapToInt(row -> column.cell.apply(row).length()).reduce(column.title.length(), Math::max);
    }

    private String legend() {
        var plans = rows.stream().filter(row -> Models.sellsByPlan(row.provider())).map(Row::provider).distinct().toList();
        var text = "prices in USD a million tokens" + (plans.isEmpty() ? "" : "; " + String.join(" and ", plans) + " by plan: what the API would charge") + "\n";
        return rows.stream().anyMatch(this::old) ? text + "! older than " + OLD.toDays() + " days\n" : text;
    }

    private String rate(Row row, Function<Price.Rates, Double> which) {
        var price = row.model().price();
        var rate = price == null ? null : which.apply(price.now(clock));
        return rate == null ? NONE : Json.plain(rate).toPlainString();
    }

    private String asOf(Row row) {
        var price = row.model().price();
        return price == null || price.asOf().isEmpty() ? NONE : price.asOf() + (old(row) ? "!" : "");
    }

    /// A month counts from its first day.
    private boolean old(Row row) {
        var price = row.model().price();
        if (price == null || price.asOf().length() < 7) return false;
        var day = LocalDate.parse(price.asOf().length() == 7 ? price.asOf() + "-01" : price.asOf());
        return day.plusDays(OLD.toDays()).isBefore(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /// Three digits of it: 272000 as 272K, 1048576 as 1.05M.
    static String tokens(int count) {
        if (count == 0) return NONE;
        if (count < 1000) return String.valueOf(count);
        var rounded = BigDecimal.valueOf(count).round(new MathContext(3, RoundingMode.HALF_UP)).doubleValue();
        return rounded >= 1_000_000 ? Json.plain(rounded / 1e6).toPlainString() + "M" : Json.plain(rounded / 1e3).toPlainString() + "K";
    }

    /// `[{"id", "provider", "context_window", "max_output", "image", "efforts", "price"}]`; null for what is not known.
    ArrayNode json() {
        var list = Json.array();
        for (var row : rows) {
            var model = row.model();
            var entry = list.addObject().put("id", model.id()).put("provider", row.provider()).put("context_window", figure(model.window().context()))
                    .put("max_output", figure(model.window().output())).put("image", model.vision());
            var efforts = entry.putArray("efforts");
            for (var effort : model.efforts()) efforts.add(effort.wire());
            if (model.price() == null) {
                entry.putNull("price");
                continue;
            }
            var rates = model.price().now(clock);
            entry.putObject("price").put("input", Json.plain(rates.input())).put("cached_input", rates.cached() == null ? null : Json.plain(rates.cached()))
                    .put("output", Json.plain(rates.output())).put("as_of", model.price().asOf().isEmpty() ? null : model.price().asOf());
        }
        return list;
    }

    private static Integer figure(int tokens) {
        return tokens == 0 ? null : Integer.valueOf(tokens);
    }
}
