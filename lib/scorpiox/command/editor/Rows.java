package scorpiox.command.editor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import scorpiox.settings.Key;
import scorpiox.settings.Section;

/// The keys on the screen, section by section.
///
/// @param all top to bottom
record Rows(List<Row> all) {
    /// The title of a section, or a key.
    ///
    /// @param title null for a key
    /// @param key   null for a title
    record Row(String title, Key key) {}

    /// @param everything also keys that do not matter as things are
    /// @param filter     what name, meaning or value has to hold; empty for any
    static Rows of(Draft draft, boolean everything, String filter) {
        var rows = new ArrayList<Row>();
        for (var section : Section.all()) {
            var keys = draft.keys(section, everything).stream().filter(key -> fits(key, draft, filter.toLowerCase(Locale.ROOT))).toList();
            if (keys.isEmpty()) continue;
            rows.add(new Row(section.title(), null));
            keys.forEach(key -> rows.add(new Row(null, key)));
        }
        return new Rows(List.copyOf(rows));
    }

    /// A secret is found by its name alone.
    private static boolean fits(Key key, Draft draft, String filter) {
        if (filter.isEmpty()) return true;
        var text = key.name() + "\n" + key.meaning() + (key.secret() ? "" : "\n" + draft.value(key).text());
        return text.toLowerCase(Locale.ROOT).contains(filter);
    }

    /// The key that a text names best, if it is part of any name.
    Optional<Key> named(String text) {
        var name = text.toUpperCase(Locale.ROOT);
        return keys().stream().filter(key -> key.name().contains(name)).min(Comparator.comparing(key -> !key.name().equals(name)));
    }

    List<Key> keys() {
        return all.stream().filter(row -> row.key() != null).map(Row::key).toList();
    }
}
