package scorpiox.command.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One line of the screen, in pieces that look alike.
///
/// @param spans left to right
public record Line(List<Span> spans) {
    /// What a piece is; how that looks is the terminal's business.
    enum Style { PLAIN, STRONG, DIM, SELECTED, CHANGED, GOOD, BAD, HUNK }

    /// A piece.
    record Span(String text, Style style) {}

    static final Line EMPTY = new Line(List.of());

    static Line of(String text, Style style) {
        return new Line(List.of(new Span(text, style)));
    }

    static Line of(String text) {
        return of(text, Style.PLAIN);
    }

    /// The same with another piece behind it.
    Line and(String text, Style style) {
        var all = new ArrayList<>(spans);
        all.add(new Span(text, style));
        return new Line(List.copyOf(all));
    }

    /// The same, all of it in one style and as wide as the screen.
    Line across(Style style, int columns) {
        return of(Cells.pad(text(), columns), style);
    }

    /// The same in so many cells.
    Line cut(int columns) {
        var left = columns;
        var kept = new ArrayList<Span>();
        for (var span : spans) {
            var text = Cells.cut(span.text(), left);
            if (!text.isEmpty()) kept.add(new Span(text, span.style()));
            left -= Cells.width(text);
            if (text.length() < span.text().length() || left <= 0) break;
        }
        return new Line(List.copyOf(kept));
    }

    /// Its text alone.
    public String text() {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }
}
