package scorpiox.command.editor;

import java.util.ArrayList;
import java.util.List;
import scorpiox.command.editor.Line.Style;
import scorpiox.command.layers.Shown;
import scorpiox.settings.Key;

/// What there is to know about the selected key, or the line in which its value is typed.
final class Details {
    private static final String PROMPT = "= ";

    private final Screen screen;
    private final int columns;

    /// @param lines   most important first
    /// @param row     of the cursor among them; -1 for none
    /// @param hint    what to press
    record Shown(List<Line> lines, int row, int column, String hint) {}

    Details(Screen screen, int columns) {
        this.screen = screen;
        this.columns = columns;
    }

    /// @param room how many lines there are for it; at least 2
    Shown lines(int room) {
        return switch (screen.mode()) {
            case Mode.Typing typing -> typing(typing, room);
            case Mode.Picking picking -> new Shown(about(picking.key(), room), -1, 0, "Enter takes it  Esc keeps it as it was");
            case Mode.Previewing _ -> new Shown(List.of(), -1, 0, "Save this? y/n");
            case Mode.Leaving _ -> new Shown(about(screen.selected(), room), -1, 0, "Leave without saving " + count() + "? y/n, s saves");
            case Mode.Helping _ -> new Shown(List.of(), -1, 0, "any key goes back");
            default -> new Shown(screen.rows().keys().isEmpty() ? List.of(Line.EMPTY) : about(screen.selected(), room), -1, 0, hint());
        };
    }

    private String count() {
        return screen.draft().unsaved() == 1 ? "1 change" : screen.draft().unsaved() + " changes";
    }

    private String hint() {
        if (columns < 46) return "Enter edit  s save  ? help  q leave";
        if (columns < 82) return "Enter edit  l file  s save  ? help  q leave";
        return "Enter edit  u unset  l other file  / filter  " + (screen.everything() ? "a fewer keys" : "a all keys") + "  s save  ? help  q leave";
    }

    private List<Line> about(Key key, int room) {
        var draft = screen.draft();
        var lines = new ArrayList<Line>();
        lines.add(Line.of(key.name(), Style.STRONG).and(": " + key.meaning(), Style.PLAIN));
        var origin = Cells.wrap(Words.origin(key, draft), columns);
        origin.subList(0, Math.min(origin.size(), Math.max(1, room - 3))).forEach(line -> lines.add(Line.of(line)));
        lines.add(Line.of(Words.values(key, draft.choices(key)), Style.DIM));
        var value = Words.value(key, draft.value(key).text());
        if (Cells.width(value) > columns / 4) Cells.wrap("value " + value, columns).forEach(line -> lines.add(Line.of(line, Style.DIM)));
        return lines.subList(0, Math.min(lines.size(), room));
    }

    private Shown typing(Mode.Typing typing, int room) {
        var key = typing.key();
        var typed = typing.line().window(columns - PROMPT.length() - 1);
        var text = typing.line().text().strip();
        var problem = text.isEmpty() || !typing.line().touched() ? List.<String>of()
                : screen.draft().problemWhileTyping(key, text).map(why -> Cells.wrap(Cells.plain(why), columns)).orElse(List.of());
        var lines = new ArrayList<Line>();
        var name = Line.of(key.name(), Style.STRONG);
        lines.add(room > 2 || problem.isEmpty() ? name.and(": " + key.meaning(), Style.PLAIN) : name.and(": " + problem.getFirst(), Style.BAD));
        lines.add(Line.of(PROMPT).and(typed.text(), Style.PLAIN));
        if (room > 2) {
            problem.forEach(line -> lines.add(Line.of(line, Style.BAD)));
            if (problem.isEmpty()) lines.add(Line.of(Words.values(key, screen.draft().choices(key)), Style.DIM));
        }
        var empty = key.secret() ? "empty keeps what is there" : "empty takes it out of the file";
        return new Shown(lines, 1, PROMPT.length() + typed.cursor(), "Enter takes it  Esc keeps it as it was" + (columns < 70 ? "" : "  " + empty));
    }
}
