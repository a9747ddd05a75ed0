package scorpiox.command.editor;

import java.util.Optional;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.command.editor.Press.Code;
import scorpiox.settings.Key;

/// The full-screen editor without a terminal: keys come in, and what is to be seen can be asked for at any time.
final class Screen {
    private final Draft draft;
    private Mode mode = new Mode.Listing();
    private Message message = Message.NONE;
    private String filter = "";
    private boolean everything;
    private Key selected;
    private Integer exit;

    /// What is said until the next key.
    ///
    /// @param bad whether something went wrong
    record Message(String text, boolean bad) {
        static final Message NONE = new Message("", false);
    }

    Screen(Draft draft) {
        this.draft = draft;
        this.selected = rows().keys().getFirst();
    }

    Draft draft() {
        return draft;
    }

    Mode mode() {
        return mode;
    }

    Message message() {
        return message;
    }

    String filter() {
        return filter;
    }

    boolean everything() {
        return everything;
    }

    /// The key that the next command is about.
    Key selected() {
        return selected;
    }

    Rows rows() {
        return Rows.of(draft, everything, filter);
    }

    /// The exit code, once it is over.
    Optional<Integer> exit() {
        return Optional.ofNullable(exit);
    }

    /// Takes one key.
    void press(Press press) {
        message = Message.NONE;
        if (press.code() == Code.INTERRUPT) {
            exit = Kind.CANCELLED.exit();
            return;
        }
        mode = switch (mode) {
            case Mode.Listing listing -> listing(listing, press);
            case Mode.Typing typing -> typing(typing, press);
            case Mode.Picking picking -> picking(picking, press);
            case Mode.Filtering filtering -> filtering(filtering, press);
            case Mode.Previewing previewing -> previewing(previewing, press);
            case Mode.Leaving leaving -> leaving(leaving, press);
            case Mode.Helping _ -> new Mode.Listing();
        };
        keepSelected();
    }

    private Mode listing(Mode.Listing same, Press press) {
        move(press.lines());
        switch (press.code()) {
            case ENTER -> {
                return edit(same);
            }
            case SAVE -> {
                return preview(same);
            }
            case ESCAPE -> {
                if (filter.isEmpty()) return leave(same);
                filter = "";
            }
            default -> {
                return command(same, press.command());
            }
        }
        return same;
    }

    private Mode command(Mode.Listing same, char command) {
        switch (command) {
            case 'a' -> everything = !everything;
            case 'l' -> draft.nextLevel();
            case 'u' -> unset();
            case 's' -> {
                return preview(same);
            }
            case 'q' -> {
                return leave(same);
            }
            case '/' -> {
                return new Mode.Filtering(new LineEdit(filter, false), filter);
            }
            case '?' -> {
                return new Mode.Helping();
            }
            default -> { }
        }
        return same;
    }

    private void move(int by) {
        var keys = rows().keys();
        if (!keys.isEmpty()) selected = keys.get(Math.clamp(keys.indexOf(selected) + by, 0, keys.size() - 1));
    }

    /// A key that is shown no more gives way to the one nearest above it in the catalogue.
    private void keepSelected() {
        var shown = rows().keys();
        if (shown.isEmpty() || shown.contains(selected)) return;
        var all = Rows.of(draft, true, "").keys();
        var at = all.indexOf(selected);
        selected = shown.stream().filter(key -> all.indexOf(key) < at).reduce((_, last) -> last).orElse(shown.getFirst());
    }

    private void unset() {
        if (rows().keys().isEmpty()) return;
        if (!draft.unset(selected)) say(draft.level().name() + " does not set " + selected.name(), false);
    }

    private Mode edit(Mode same) {
        if (rows().keys().isEmpty()) return same;
        var problem = draft.problem(selected, "");
        if (problem.isPresent()) {
            say(problem.get() + (draft.level().target().project() ? " (l edits another file)" : ""), true);
            return same;
        }
        var choices = draft.choices(selected);
        if (choices.isEmpty()) return new Mode.Typing(selected, line(selected));
        var closed = selected.type() == Key.Type.CHOICE || selected.type() == Key.Type.SWITCH;
        var now = PickList.listed(selected, draft.own(selected).orElse(draft.value(selected).text()));
        return new Mode.Picking(selected, new PickList(choices, now, !closed));
    }

    /// Begins with what the file says, else with what counts; a list of a layer below is not repeated.
    private LineEdit line(Key key) {
        if (key.secret()) return new LineEdit("", true);
        var text = draft.own(key).orElse(key.type() == Key.Type.RULES ? "" : draft.value(key).text());
        return new LineEdit(text.replace("\n", ", "), false);
    }

    private Mode typing(Mode.Typing typing, Press press) {
        if (press.code() == Code.ESCAPE) return new Mode.Listing();
        if (press.code() != Code.ENTER) {
            typing.line().press(press);
            return typing;
        }
        var text = typing.line().text().strip();
        if (!typing.line().touched() || typing.key().secret() && text.isEmpty()) return new Mode.Listing();
        if (text.isEmpty()) {
            if (draft.own(typing.key()).isPresent()) draft.unset(typing.key());
            return new Mode.Listing();
        }
        return taken(typing.key(), text) ? new Mode.Listing() : typing;
    }

    private Mode picking(Mode.Picking picking, Press press) {
        if (press.code() == Code.ESCAPE || press.command() == 'q') return new Mode.Listing();
        if (press.code() == Code.ENTER) {
            if (picking.list().other()) return new Mode.Typing(picking.key(), line(picking.key()));
            return taken(picking.key(), picking.list().chosen()) ? new Mode.Listing() : picking;
        }
        picking.list().press(press);
        return picking;
    }

    private boolean taken(Key key, String text) {
        var problem = draft.problem(key, text);
        problem.ifPresentOrElse(why -> say(why, true), () -> draft.set(key, text));
        return problem.isEmpty();
    }

    private Mode filtering(Mode.Filtering filtering, Press press) {
        switch (press.code()) {
            case ENTER -> {
                return new Mode.Listing();
            }
            case ESCAPE -> {
                filter = "";
                return new Mode.Listing();
            }
            case UP, DOWN, PAGE_UP, PAGE_DOWN -> move(press.lines());
            default -> {
                filtering.line().press(press);
                filter = filtering.line().text();
                rows().named(filter).ifPresent(key -> selected = key);
            }
        }
        return filtering;
    }

    private Mode preview(Mode same) {
        if (draft.unsaved() == 0) {
            say("nothing is changed", false);
            return same;
        }
        try {
            return new Mode.Previewing(Preview.of(draft.preview(), draft.environment()), 0);
        } catch (Failure failure) {
            say("not saved: " + failure.line(), true);
            return new Mode.Listing();
        }
    }

    private Mode previewing(Mode.Previewing previewing, Press press) {
        if (press.lines() != 0) return previewing.moved(press.lines());
        if (press.command() == 'y') {
            var saved = draft.save();
            say(saved.text(), saved.failed());
        } else if (press.command() == 'n' || press.code() == Code.ESCAPE || press.code() == Code.ENTER) {
            say("not saved", false);
        } else {
            return previewing;
        }
        return new Mode.Listing();
    }

    private Mode leave(Mode same) {
        if (draft.unsaved() > 0) return new Mode.Leaving();
        exit = 0;
        return same;
    }

    private Mode leaving(Mode.Leaving leaving, Press press) {
        if (press.code() == Code.SAVE || press.command() == 's') return preview(leaving);
        if (press.command() == 'y') exit = 0;
        return new Mode.Listing();
    }

    private void say(String text, boolean bad) {
        message = new Message(text, bad);
    }
}
