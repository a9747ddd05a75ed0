package scorpiox.command.editor;

import java.util.ArrayList;
import java.util.List;
import scorpiox.provider.router.Choice;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;

/// Values to choose from.
final class PickList {
    /// What stands for a value of one's own.
    static final String OTHER = "another value…";

    private final List<String> values;
    private final boolean free;
    private int at;

    /// @param now  the value in force, chosen at first where it is among them
    /// @param free whether any other value will do as well
    PickList(List<String> values, String now, boolean free) {
        this.values = List.copyOf(values);
        this.free = free;
        var known = this.values.indexOf(now);
        this.at = known >= 0 ? known : free && !now.isEmpty() ? this.values.size() : 0;
    }

    /// A value as a list has it: of a provider's names, the one.
    static String listed(Key key, String text) {
        return key.equals(Keys.PROVIDER) ? Choice.canonical(text) : text;
    }

    /// What is shown, top to bottom.
    List<String> entries() {
        var entries = new ArrayList<>(values);
        if (free) entries.add(OTHER);
        return entries;
    }

    int at() {
        return at;
    }

    /// Whether it is a value of one's own that is chosen.
    boolean other() {
        return at == values.size();
    }

    /// The value chosen, where it is one of the list's.
    String chosen() {
        return values.get(at);
    }

    /// Moves; other keys do nothing.
    void press(Press press) {
        at = Math.clamp(at + press.lines(), 0, entries().size() - 1);
    }
}
