package scorpiox.command.editor;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import scorpiox.base.Failure.Kind;
import scorpiox.output.Stderr;
import scorpiox.settings.Key;
import scorpiox.settings.Section;

/// The editor as questions and answers, for pipes and for terminals that show nothing but lines.
final class PlainEditor {
    private final Draft draft;
    private final Lines lines;
    private final Stderr err;
    private final Set<Key> asked = new HashSet<>();
    private String section = "";

    PlainEditor(Draft draft, Lines lines, Stderr err) {
        this.draft = draft;
        this.lines = lines;
        this.err = err;
    }

    /// Asks about every key that matters, then whether to save; the result is the exit code.
    int run() {
        err.raw("Settings in " + Words.path(draft.level().target().file(), draft.environment()) + " (" + draft.level().name() + ")\n"
                + "Enter keeps a value, - takes it out of the file, anything else sets it; the end of input stops asking.\n"
                + (lines.hides() ? "" : "Secrets are left out: here they would be seen while they are typed.\n"));
        var ended = false;
        for (var key = next(); key.isPresent() && !ended; key = next()) ended = !asked(key.get());
        if (draft.unsaved() == 0) {
            err.message(ended ? "the input ended before the last question; nothing is changed" : "nothing is changed");
            return ended ? Kind.USAGE.exit() : 0;
        }
        err.raw("\n" + Preview.of(draft.preview(), draft.environment()).stream().map(Line::text).collect(Collectors.joining("\n")) + "\n");
        return save(lines.ask("Save? [y/N] "));
    }

    private int save(Optional<String> answer) {
        if (answer.isEmpty()) {
            err.message("the input ended without a y: nothing is saved");
            return Kind.USAGE.exit();
        }
        if (!List.of("y", "yes").contains(answer.get().strip().toLowerCase(java.util.Locale.ROOT))) {
            err.message("nothing is saved");
            return 0;
        }
        var saved = draft.save();
        err.message(saved.text());
        return saved.failed() ? Kind.USAGE.exit() : 0;
    }

    /// The next key that matters after what has been answered so far, that a file may set, and that can be typed here.
    private Optional<Key> next() {
        for (var each : Section.all()) {
            for (var key : draft.keys(each, false)) {
                if (key.trust() == Key.Trust.ENVIRONMENT || key.secret() && !lines.hides() || !asked.add(key)) continue;
                if (!each.title().equals(section)) err.raw("\n" + each.title() + "\n");
                section = each.title();
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /// Asks until the answer will do.
    ///
    /// @return whether there was one
    private boolean asked(Key key) {
        var choices = draft.choices(key);
        var question = "\n" + key.name() + ": " + key.meaning() + "\n  " + now(key) + "; " + Words.origin(key, draft)
                + "\n  " + (choices.isEmpty() ? Words.values(key, choices) : Numbered.line(choices)) + "\n" + key.name();
        while (true) {
            var answer = key.secret() ? lines.secret(question + " (not shown): ") : lines.ask(question + ": ");
            if (answer.isEmpty()) return false;
            var text = answer.get().strip();
            if (text.isEmpty()) return true;
            if (text.equals("-")) {
                if (!draft.unset(key)) err.message(draft.level().name() + " does not set " + key.name());
                return true;
            }
            var value = Numbered.meant(text, choices);
            var problem = draft.problem(key, value);
            if (problem.isEmpty()) {
                draft.set(key, value);
                return true;
            }
            err.message(problem.get());
            question = key.name();
        }
    }

    private String now(Key key) {
        var value = Words.value(key, draft.value(key).text());
        return value.isEmpty() ? "now empty" : "now " + value;
    }
}
