package scorpiox.command.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import scorpiox.command.editor.Line.Style;

/// How a [Screen] looks in so many columns and rows: a title, the list, what there is to know about the selected key, and a
/// line that says what to press.
final class View {
    private static final int LEAST_COLUMNS = 20;
    private static final int LEAST_ROWS = 6;
    private static final int RULED_ROWS = 14;
    private static final List<String> HELP = List.of(
            "up/down, j/k, PgUp/PgDn, Home/End   move",
            "Enter   change the value: choose it or type it; Esc keeps it as it was",
            "u       take the key out of the file being edited; once more keeps it",
            "l       edit another file: the user's, the project's, the active profile",
            "/       show only keys whose name, meaning or value holds a text; Esc shows all",
            "a       show all keys, also those that do not matter for the provider",
            "s, Ctrl-S   save, after a look at what would change",
            "q, Esc  leave, asking when something is not saved",
            "Ctrl-C  leave at once; nothing is written",
            "",
            "* before a key: changed and not saved. A higher layer wins: preset, team, user,",
            "project, profile, environment, flag.");

    private final Screen screen;
    private final int columns;
    private final int rows;

    private View(Screen screen, int columns, int rows) {
        this.screen = screen;
        this.columns = columns;
        this.rows = rows;
    }

    static Frame of(Screen screen, int columns, int rows) {
        if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) return tooSmall(columns, rows);
        return new View(screen, columns, rows).frame();
    }

    private static Frame tooSmall(int columns, int rows) {
        var lines = new ArrayList<>(List.of(Line.of("make it larger").cut(columns)));
        while (lines.size() < rows) lines.add(Line.EMPTY);
        return new Frame(lines, -1, 0);
    }

    private Frame frame() {
        var below = below();
        var ruled = rows >= RULED_ROWS && below.lines().size() > 1;
        var height = rows - 1 - below.lines().size() - (ruled ? 1 : 0);
        var lines = new ArrayList<Line>();
        lines.add(title());
        lines.addAll(switch (screen.mode()) {
            case Mode.Previewing(var diff, var top) -> window(diff, Math.min(top, Math.max(0, diff.size() - height)), height);
            case Mode.Helping _ -> window(HELP.stream().flatMap(line -> Cells.wrap(line, columns).stream()).map(Line::of).toList(), 0, height);
            case Mode.Picking picking -> picks(picking, height);
            default -> list(height);
        });
        if (ruled) lines.add(Line.of("-".repeat(columns), Style.DIM));
        lines.addAll(below.lines());
        var cursor = below.row() < 0 ? -1 : lines.size() - below.lines().size() + below.row();
        return new Frame(lines.stream().map(line -> line.cut(columns)).toList(), cursor, below.column());
    }

    private Line title() {
        var draft = screen.draft();
        var level = draft.level();
        var unsaved = draft.unsaved() == 0 ? "" : draft.unsaved() + " unsaved ";
        var left = " " + level.name() + ": " + Words.path(level.target().file(), draft.environment()) + (screen.everything() ? " · all keys" : "")
                + (screen.filter().isEmpty() ? "" : " · /" + Cells.plain(screen.filter()));
        return Line.of(Cells.pad(left, columns - unsaved.length()) + unsaved, Style.SELECTED);
    }

    /// What stands under the list: as much about the key as there is room for, and the last line. A message that is longer
    /// than a line takes the room of both, but for that of a line being typed, which says itself what is wrong with it.
    private Frame below() {
        var room = rows >= 20 ? 5 : rows >= 14 ? 3 : 2;
        var message = screen.message();
        var said = Cells.wrap(Cells.plain(message.text()), columns);
        if (said.size() > 1 && !(screen.mode() instanceof Mode.Typing)) {
            return new Frame(window(said.stream().map(line -> Line.of(line, message.bad() ? Style.BAD : Style.GOOD)).toList(), 0, room + 1), -1, 0);
        }
        var details = new Details(screen, columns).lines(room);
        var last = message.text().isEmpty() || screen.mode() instanceof Mode.Typing ? Line.of(details.hint(), Style.DIM) : Line.of(said.getFirst(), message.bad() ? Style.BAD : Style.GOOD);
        var lines = new ArrayList<>(window(details.lines(), 0, details.lines().isEmpty() ? 0 : room));
        if (!(screen.mode() instanceof Mode.Filtering filtering)) {
            lines.add(last);
            return new Frame(lines, details.row(), details.column());
        }
        var typed = filtering.line().window(columns - 2);
        lines.add(Line.of("/" + typed.text()));
        return new Frame(lines, lines.size() - 1, 1 + typed.cursor());
    }

    private List<Line> list(int height) {
        var all = screen.rows().all();
        if (all.isEmpty()) return window(List.of(Line.of("  no key holds that: Esc shows all", Style.DIM)), 0, height);
        var table = new Table(screen.draft(), all, columns);
        var at = IntStream.range(0, all.size()).filter(i -> screen.selected().equals(all.get(i).key())).findFirst().orElse(0);
        var lines = all.stream()
                .map(row -> row.key() == null ? Line.of(row.title(), Style.STRONG) : table.line(row.key(), row.key().equals(screen.selected()))).toList();
        return window(lines, from(at, lines.size(), height), height);
    }

    private List<Line> picks(Mode.Picking picking, int height) {
        var list = picking.list();
        var entries = list.entries();
        var key = picking.key();
        var now = PickList.listed(key, screen.draft().value(key).text());
        var preset = PickList.listed(key, key.preset());
        var lines = IntStream.range(0, entries.size()).mapToObj(i -> {
            var note = entries.get(i).equals(now) ? "  now" : entries.get(i).equals(preset) ? "  preset" : "";
            var line = Line.of((i == list.at() ? "> " : "  ") + Cells.plain(entries.get(i))).and(note, Style.DIM);
            return i == list.at() ? line.across(Style.SELECTED, columns) : line;
        }).toList();
        return window(lines, from(list.at(), lines.size(), height), height);
    }

    /// Where a window begins that has a line in its middle, as far as there is something to show.
    private static int from(int at, int size, int height) {
        return Math.clamp(at - height / 2, 0, Math.max(0, size - height));
    }

    /// Exactly so many lines.
    private static List<Line> window(List<Line> lines, int from, int height) {
        var shown = new ArrayList<>(lines.subList(Math.min(from, lines.size()), Math.min(from + height, lines.size())));
        while (shown.size() < height) shown.add(Line.EMPTY);
        return shown;
    }
}
