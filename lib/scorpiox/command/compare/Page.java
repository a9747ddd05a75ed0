package scorpiox.command.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One page that needs nothing else: its style and charts are in it, it has no script and asks no server.
///
/// @param time  when it was made
/// @param title its heading; null for the usual one
record Page(Instant time, String title) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final int TITLE = 90;

    /// What came of a prompt.
    ///
    /// @param runs how often each was asked
    String run(ResultView view, String prompt, int runs) {
        var results = view.results();
        var good = results.stream().filter(Result::ok).count();
        var lead = good + " of " + results.size() + (runs > 1 ? " always answered; medians of " + runs + " runs" : " answered");
        var body = new StringBuilder(head(titled("Comparison"), lead));
        body.append("<section class=\"prompt\"><h2>Prompt</h2>").append(prompt.length() > 400 || prompt.lines().count() > 6
                ? "<details><summary>" + Markup.text(cut(prompt)) + "</summary><pre>" + Markup.text(prompt) + "</pre></details>" : "<pre>" + Markup.text(prompt) + "</pre>").append("</section>\n");
        body.append(figures(view));
        var answers = results.stream().filter(result -> result.text() != null && !result.text().isBlank())
                .map(result -> "<details><summary>" + Markup.name(result) + "</summary><pre>" + Markup.text(result.text().strip()) + "</pre></details>\n").collect(Collectors.joining());
        if (!answers.isEmpty()) body.append("<section><h2>Answers</h2>\n").append(answers).append("</section>\n");
        return page(titled("Comparison: " + cut(prompt)), body.toString());
    }

    /// What a log comes to.
    ///
    /// @param shown where it comes from
    String history(ResultView view, String shown) {
        var count = view.results().stream().mapToInt(Result::runs).sum();
        return page(titled("Comparison over time"), head(titled("Comparison over time"), count + (count == 1 ? " answer in " : " answers in ") + shown) + figures(view));
    }

    /// What every provider can do.
    String matrix(MatrixView view) {
        var here = view.matrix().states().stream().filter(State::configured).count();
        var body = head(titled("Providers"), here + " of " + view.matrix().states().size() + " are set up here") + "<section><h2>Features</h2>\n" + Markup.table(view.features())
                + "</section>\n<section><h2>Here</h2>\n" + Markup.table(view.states()) + "</section>\n";
        return page(titled("Providers compared"), body);
    }

    private String figures(ResultView view) {
        var html = new StringBuilder("<section class=\"charts\">\n");
        for (var chart : Chart.ALL) html.append(chart.html(view.results()));
        html.append("</section>\n<section><h2>Figures</h2>\n").append(Markup.table(view.grid(true, result -> Matrix.name(result.provider()) + "\n" + result.model())));
        var errors = new ArrayList<String>();
        for (var result : view.results()) if (result.error() != null) errors.add("<li>" + Markup.name(result) + Markup.text(result.error()) + "</li>\n");
        if (!errors.isEmpty()) html.append("<ul class=\"errors\">\n").append(String.join("", errors)).append("</ul>\n");
        view.prices().ifPresent(line -> html.append("<p class=\"quiet\">").append(Markup.text(line)).append("</p>\n"));
        return html.append("</section>\n").toString();
    }

    private String head(String title, String lead) {
        return "<header><h1>" + Markup.text(title) + "</h1><p>" + Markup.text(lead) + " · <time datetime=\"" + time + "\">" + TIME.format(time) + "</time></p></header>\n";
    }

    private String titled(String usual) {
        return title == null ? usual : title;
    }

    private static String cut(String prompt) {
        var line = String.join(" ", prompt.strip().split("\\s+", 60));
        var end = line.offsetByCodePoints(0, Math.min(TITLE, line.codePointCount(0, line.length())));
        return end < line.length() ? line.substring(0, end) + "…" : line;
    }

    private static String page(String title, String body) {
        return String.join("", List.of("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
                "<meta name=\"color-scheme\" content=\"light dark\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>",
                Markup.text(title), "</title>\n<style>\n", style(), "</style>\n</head>\n<body>\n<main>\n", body, "</main>\n</body>\n</html>\n"));
    }

    private static String style() {
        try (var file = Page.class.getResourceAsStream("/data/compare.css")) {
            if (file == null) throw new IllegalStateException("the program was built without compare.css");
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
