package scorpiox.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import scorpiox.base.Json;

/// Results as text, Markdown, JSON and CSV.
///
/// @param history whether they come from a log: then how often each was asked matters, and when
record ResultView(List<Result> results, boolean history, InstantSource clock) {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int OLD_DAYS = 180;

    /// Decimal places of [the figures that have a spread][#spreads].
    private static final List<Integer> PLACES = List.of(1, 1, 2, 9);

    String text(int width) {
        return grid(true).text(width) + prices().map(line -> "\n" + line + "\n").orElse("");
    }

    String markdown() {
        return grid(false).markdown() + prices().map(line -> "\n" + line + "\n").orElse("");
    }

    /// @param screen whether an error stands below its row, and columns that say nothing are left out
    private Grid grid(boolean screen) {
        return grid(screen, Result::name);
    }

    /// @param name of a result
    Grid grid(boolean screen, Function<Result, String> name) {
        var repeated = results.stream().anyMatch(result -> result.runs() > 1);
        var finish = !screen || results.stream().anyMatch(result -> result.finish() != null && !result.finish().equals("stop"));
        var days = results.stream().anyMatch(result -> result.days().size() > 1);
        var heads = new ArrayList<>(List.of("Provider, model"));
        if (history) heads.addAll(List.of("Runs", "Failed"));
        heads.addAll(List.of("First", "Total", "tok/s", "In", "Cached", "Out", "Cost"));
        if (finish) heads.add("Finish");
        if (history && days) heads.add("Total by day");
        if (!screen) heads.add("Error");
        var grid = new Grid(heads, figures(heads));
        for (var result : results) {
            var cells = new ArrayList<>(List.of(name.apply(result)));
            if (history) cells.addAll(List.of(String.valueOf(result.runs()), String.valueOf(result.failed())));
            cells.addAll(List.of(cell(result.first(), Figures::seconds, repeated), cell(result.total(), Figures::seconds, repeated), cell(result.rate(), Figures::rate, repeated),
                    cell(result.input(), Figures::count, false), cell(result.cached(), Figures::count, false), cell(result.output(), Figures::count, false), cost(result)));
            if (finish) cells.add(Objects.requireNonNullElse(result.finish(), Figures.NONE));
            if (history && days) cells.add(sparkline(result));
            if (!screen) cells.add(Objects.requireNonNullElse(result.error(), ""));
            grid.add(cells.toArray(String[]::new));
            if (screen && result.error() != null) grid.note(result.error());
        }
        return grid;
    }

    /// Median figures, and with several runs each with its least and most.
    String csv() {
        var repeated = results.stream().anyMatch(result -> result.runs() > 1);
        var heads = new ArrayList<>(List.of("provider", "model", "ok", "runs", "failed", "ttft_ms", "total_ms", "tokens_per_s", "input_tokens", "cached_input_tokens",
                "output_tokens", "cost_usd", "prices_as_of", "finish", "error"));
        if (repeated) for (var name : List.of("ttft_ms", "total_ms", "tokens_per_s", "cost_usd")) heads.addAll(List.of(name + "_min", name + "_max"));
        var grid = new Grid(heads, List.of());
        for (var result : results) {
            var json = json(result);
            var cells = new ArrayList<String>();
            for (var head : heads) if (!head.endsWith("_min") && !head.endsWith("_max")) cells.add(plain(json.path(head)));
            for (var i = 0; repeated && i < PLACES.size(); i++) {
                var spread = spreads(result).get(i);
                cells.addAll(spread == null ? List.of("", "") : List.of(number(spread.least(), PLACES.get(i)), number(spread.most(), PLACES.get(i))));
            }
            grid.add(cells.toArray(String[]::new));
        }
        return grid.csv();
    }

    /// As [the shape that scripts read][#json(Result)], in `results`.
    ArrayNode json() {
        var array = Json.array();
        results.forEach(result -> array.add(json(result)));
        return array;
    }

    private ObjectNode json(Result result) {
        var json = Json.object().put("provider", result.provider()).put("model", result.model()).put("ok", result.ok())
                .put("ttft_ms", median(result.first(), 1)).put("total_ms", median(result.total(), 1)).put("tokens_per_s", median(result.rate(), 2))
                .put("input_tokens", whole(result.input())).put("cached_input_tokens", whole(result.cached())).put("output_tokens", whole(result.output()))
                .put("cost_usd", median(result.cost(), 9)).put("finish", result.finish()).put("error", result.error());
        if (!history) json.put("text", result.text());
        json.put("prices_as_of", result.prices()).put("runs", result.runs()).put("failed", result.failed());
        if (result.runs() > 1) spread(json.putObject("spread"), result);
        if (history) {
            json.put("last", Objects.toString(result.last(), null));
            var days = json.putArray("days");
            for (var day : result.days()) {
                days.addObject().put("day", day.day().toString()).put("runs", day.runs()).put("ttft_ms", median(day.first(), 1)).put("total_ms", median(day.total(), 1))
                        .put("tokens_per_s", median(day.rate(), 2));
            }
        }
        return json;
    }

    private static void spread(ObjectNode to, Result result) {
        var names = List.of("ttft_ms", "total_ms", "tokens_per_s", "cost_usd");
        for (var i = 0; i < names.size(); i++) {
            var spread = spreads(result).get(i);
            if (spread == null) to.putNull(names.get(i));
            else to.putArray(names.get(i)).add(Figures.rounded(spread.least(), PLACES.get(i))).add(Figures.rounded(spread.most(), PLACES.get(i)));
        }
    }

    private static List<Spread> spreads(Result result) {
        return Arrays.asList(result.first(), result.total(), result.rate(), result.cost());
    }

    /// From which time the prices are, where any cost is shown.
    Optional<String> prices() {
        var oldest = results.stream().map(Result::prices).filter(Objects::nonNull).min(String::compareTo);
        return oldest.map(date -> "Costs by list prices as of " + date + (old(date) ? ", which is long ago" : ""));
    }

    private boolean old(String date) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return date.compareTo(today.minusDays(OLD_DAYS).toString().substring(0, Math.min(10, date.length()))) < 0;
    }

    static String cost(Result result) {
        return result.runs() == result.failed() ? Figures.NONE : Figures.dollars(result.cost() == null ? null : result.cost().median());
    }

    static String cell(Spread spread, DoubleFunction<String> shown, boolean withSpread) {
        if (spread == null) return Figures.NONE;
        var median = shown.apply(spread.median());
        if (!withSpread || spread.count() < 2) return median;
        return median + "\n" + bare(shown.apply(spread.least())) + "–" + bare(shown.apply(spread.most()));
    }

    private static String bare(String figure) {
        return figure.endsWith(" s") ? figure.substring(0, figure.length() - 2) : figure;
    }

    /// A bar a day: the higher, the longer answers took.
    static String sparkline(Result result) {
        var days = result.days().stream().map(Result.Day::total).filter(Objects::nonNull).map(Spread::median).toList();
        var most = days.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        var text = new StringBuilder();
        for (var day : days.subList(Math.max(0, days.size() - 14), days.size())) text.append(BARS.charAt(most == 0 ? 0 : (int) Math.round(day / most * (BARS.length() - 1))));
        return text.toString();
    }

    private static List<Integer> figures(List<String> heads) {
        var figures = new ArrayList<Integer>();
        for (var i = 0; i < heads.size(); i++) if (List.of("Runs", "Failed", "First", "Total", "tok/s", "In", "Cached", "Out", "Cost").contains(heads.get(i))) figures.add(i);
        return figures;
    }

    private static Double median(Spread spread, int places) {
        return spread == null ? null : Double.valueOf(Figures.rounded(spread.median(), places));
    }

    private static Long whole(Spread spread) {
        return spread == null ? null : Long.valueOf(Math.round(spread.median()));
    }

    private static String number(double number, int places) {
        return plain(DoubleNode.valueOf(Figures.rounded(number, places)));
    }

    /// Without an exponent, which not every program reads.
    private static String plain(JsonNode value) {
        return value.isNull() ? "" : value.isDouble() ? value.decimalValue().stripTrailingZeros().toPlainString() : value.asText();
    }
}
