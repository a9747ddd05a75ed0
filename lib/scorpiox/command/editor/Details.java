package scorpiox.command.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        var origin = wrapped(Words.origin(key, draft), Math.max(1, room - 3));
        var text = Words.value(key, draft.value(key).text());
        var value = Cells.width(text) > columns / 4 ? Cells.wrap("value " + text, columns) : List.<String>of();
        var meaning = meaning(key, room - origin.size() - 1 - value.size());
        var lines = new ArrayList<>(meaning);
        origin.forEach(line -> lines.add(Line.of(line)));
        var values = wrapped(Words.values(key, draft.choices(key)), room - lines.size() - value.size());
        values.forEach(line -> lines.add(Line.of(line, Style.DIM)));
        value.forEach(line -> lines.add(Line.of(line, Style.DIM)));
        return lines.subList(0, Math.min(lines.size(), room));
    }

    /// A key's name and what it means.
    private List<Line> meaning(Key key, int most) {
        var lines = new ArrayList<Line>();
        for (var line : wrapped(key.name() + ": " + key.meaning(), most)) {
            var name = lines.isEmpty() ? Math.min(key.name().length(), line.length()) : 0;
            lines.add(Line.of(line.substring(0, name), Style.STRONG).and(line.substring(name), Style.PLAIN));
        }
        return lines;
    }

    /// In at most so many lines, but in one; the last is too long where that is not enough, so that it is seen to be cut.
    private List<String> wrapped(String text, int most) {
        var lines = Cells.wrap(text, columns);
        var whole = Math.max(1, most) - 1;
        if (lines.size() <= whole + 1) return lines;
        var kept = new ArrayList<>(lines.subList(0, whole));
        kept.add(String.join(" ", lines.subList(whole, lines.size())));
        return kept;
    }

    private Shown typing(Mode.Typing typing, int room) {
        var key = typing.key();
        var typed = typing.line().window(columns - PROMPT.length() - 1);
        var text = typing.line().text().strip();
        var problem = problem(typing, text);
        var small = room <= 2;
        // the line being typed stays where it is, whether there is a problem or not
        var lines = new ArrayList<>(small && problem.isPresent() ? List.of(Line.of(problem.get(), Style.BAD)) : meaning(key, room - 3));
        var row = lines.size();
        lines.add(Line.of(PROMPT).and(typed.text(), Style.PLAIN));
        var below = problem.orElseGet(() -> Words.values(key, screen.draft().choices(key)));
        if (!small) wrapped(below, room - lines.size()).forEach(line -> lines.add(Line.of(line, problem.isPresent() ? Style.BAD : Style.DIM)));
        var empty = key.secret() ? "empty keeps what is there" : "empty takes it out of the file";
        return new Shown(lines, row, PROMPT.length() + typed.cursor(), "Enter takes it  Esc keeps it as it was" + (columns < 70 ? "" : "  " + empty));
    }

    /// What Enter was refused with, else what is wrong with what has been typed so far.
    private Optional<String> problem(Mode.Typing typing, String text) {
        if (!screen.message().text().isEmpty()) return Optional.of(Cells.plain(screen.message().text()));
        if (text.isEmpty() || !typing.line().touched()) return Optional.empty();
        return screen.draft().problemWhileTyping(typing.key(), text).map(Cells::plain);
    }
}
