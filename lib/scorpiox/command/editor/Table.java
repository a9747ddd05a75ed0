package scorpiox.command.editor;

import java.util.List;
import scorpiox.command.editor.Line.Style;
import scorpiox.command.editor.Rows.Row;
import scorpiox.settings.Key;

/// The columns of the list: mark, key, value and, where there is room, source.
final class Table {
    private static final int MARK = 3;
    private static final int SOURCE = 26;
    private static final int LEAST_FOR_SOURCE = 78;

    private final Draft draft;
    private final int columns;
    private final int name;
    private final int source;

    Table(Draft draft, List<Row> rows, int columns) {
        this.draft = draft;
        this.columns = columns;
        this.source = columns >= LEAST_FOR_SOURCE ? SOURCE : 0;
        var longest = rows.stream().filter(row -> row.key() != null).mapToInt(row -> row.key().name().length()).max().orElse(0);
        this.name = Math.min(longest, (columns - source) / 2);
    }

    Line line(Key key, boolean selected) {
        var value = draft.value(key);
        var counts = !value.source().layer().equals(scorpiox.settings.Source.Layer.DEFAULT);
        var shown = Words.value(key, value.text());
        var room = columns - MARK - name - 1 - (source == 0 ? 0 : source + 1);
        var changed = draft.unsaved(key);
        var line = Line.of((selected ? "> " : "  ") + (changed ? "*" : " "), changed ? Style.CHANGED : Style.PLAIN)
                .and(Cells.pad(key.name(), name) + " ", changed ? Style.CHANGED : Style.PLAIN)
                .and(Cells.pad(counts && shown.isEmpty() ? "(empty)" : shown, room), counts ? Style.PLAIN : Style.DIM);
        if (source > 0) line = line.and(" " + Cells.cut(counts || !shown.isEmpty() ? Words.source(value) : "", source), Style.DIM);
        return selected ? line.across(Style.SELECTED, columns) : line;
    }
}
