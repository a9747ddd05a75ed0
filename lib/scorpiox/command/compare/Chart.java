package scorpiox.command.compare;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/// Bars of one figure over all results: a label, the bar with its spread, the figure. Bars begin at nought, so that lengths
/// can be compared; only they are drawn, and all words are text of the page.
///
/// @param title  of the chart
/// @param hint   which end is better
/// @param figure of a result; null where it has none
/// @param shown  a figure as people read it
record Chart(String title, String hint, Function<Result, Spread> figure, DoubleFunction<String> shown) {
    /// The charts of a run.
    static final List<Chart> ALL = List.of(
            new Chart("Time to first token", "shorter is better", Result::first, Figures::seconds),
            new Chart("Total time", "shorter is better", Result::total, Figures::seconds),
            new Chart("Tokens per second", "longer is better", Result::rate, Figures::rate),
            new Chart("Cost of an answer", "shorter is better", Result::cost, Figures::dollars));

    /// HTML; empty where nobody has such a figure.
    String html(List<Result> results) {
        var most = results.stream().map(figure).filter(Objects::nonNull).mapToDouble(Spread::most).max().orElse(-1);
        if (most < 0) return "";
        var html = new StringBuilder("<figure><figcaption>" + Markup.text(title) + " <span>" + Markup.text(hint) + "</span></figcaption>\n");
        for (var result : results) {
            var spread = figure.apply(result);
            html.append("<div class=\"bar\"><div class=\"who\">").append(Markup.name(result)).append("</div>");
            if (spread == null) {
                html.append("<div class=\"none\">").append(result.failed() < result.runs() ? Figures.UNKNOWN : "no answer").append("</div><div></div></div>\n");
                continue;
            }
            html.append(drawn(spread, most)).append("<div class=\"value\">").append(Markup.text(shown.apply(spread.median()))).append("</div></div>\n");
        }
        return html.append("</figure>\n").toString();
    }

    private String drawn(Spread spread, double most) {
        var svg = new StringBuilder("<svg height=\"14\" role=\"img\" aria-label=\"" + Markup.text(label(spread)) + "\"><title>" + Markup.text(label(spread)) + "</title>");
        svg.append("<rect class=\"track\" width=\"100%\" height=\"8\" y=\"3\" rx=\"2\"/><rect class=\"fill\" width=\"").append(percent(spread.median(), most))
                .append("\" height=\"8\" y=\"3\" rx=\"2\"/>");
        if (spread.most() > spread.least()) {
            var from = percent(spread.least(), most);
            var to = percent(spread.most(), most);
            svg.append("<line class=\"spread\" x1=\"").append(from).append("\" x2=\"").append(to).append("\" y1=\"7\" y2=\"7\"/>");
            for (var end : List.of(from, to)) svg.append("<line class=\"spread\" x1=\"").append(end).append("\" x2=\"").append(end).append("\" y1=\"3\" y2=\"11\"/>");
        }
        return svg.append("</svg>").toString();
    }

    private String label(Spread spread) {
        var median = shown.apply(spread.median());
        return spread.count() < 2 ? median : "median " + median + " of " + spread.count() + ", from " + shown.apply(spread.least()) + " to " + shown.apply(spread.most());
    }

    /// Room is left at the right for the end of a spread.
    private static String percent(double value, double most) {
        return String.format(Locale.ROOT, "%.2f%%", most == 0 ? 0 : Math.max(0.4, value / most * 99.5));
    }
}
