package scorpiox.command.editor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import scorpiox.command.editor.Draft.Place;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Source.Layer;
import scorpiox.settings.Source;

/// How settings are put into words, harmless for a terminal and without secrets.
public final class Words {
    static final String MASK = "•••";

    private Words() {}

    /// A value as it may be shown.
    static String value(Key key, String text) {
        if (text.isEmpty()) return "";
        return key.secret() ? MASK : Cells.plain(text);
    }

    /// Where a value stands: the layer, and the file by its short name.
    static String source(Place place) {
        var source = place.source();
        var layer = source.layer().name().toLowerCase(Locale.ROOT);
        if (place.unsaved()) return layer + ", unsaved";
        return source.layer() == Layer.DEFAULT ? "preset" : source.file() == null ? layer : layer + " " + Cells.plain(file(source)) + ":" + source.line();
    }

    private static String file(Source source) {
        var name = source.file().getFileName().toString();
        return source.file().getParent().endsWith(".scorpiox") ? ".scorpiox/" + name : name;
    }

    /// A path, the user's home as `~`.
    public static String path(Path file, Environment environment) {
        var home = environment.home();
        return Cells.plain(file.startsWith(home) && !file.equals(home) ? "~/" + home.relativize(file) : file.toString());
    }

    /// Where a key's value comes from, what that hides, and what does not count.
    static String origin(Key key, Draft draft) {
        var places = draft.places(key);
        var value = draft.value(key);
        var counting = places.stream().filter(Place::counts).toList();
        var parts = new ArrayList<String>();
        parts.add(counting.isEmpty() ? "set nowhere" : "from " + source(value));
        if (counting.size() > 1) {
            var below = counting.subList(0, counting.size() - 1).reversed().stream().map(place -> said(key, place)).collect(Collectors.joining(", "));
            parts.add((key.type() == Key.Type.RULES ? "adds to " : "hides ") + below);
        }
        for (var place : places) if (!place.counts()) parts.add(said(key, place) + " does not count: " + why(key));
        return String.join("; ", parts);
    }

    /// What a key's values may be.
    static String values(Key key, List<String> choices) {
        var preset = key.preset().isEmpty() ? "no preset" : "preset " + key.preset();
        var listed = PickList.listed(key, key.preset());
        if (!listed.equals(key.preset())) preset += " (= " + listed + ")";
        var kind = switch (key.type()) {
            case NUMBER -> "a whole number";
            case URL -> "an http or https URL";
            case FILE -> "a path";
            case SECRET -> "a secret";
            case RULES -> "rules, parted by commas";
            default -> choices.isEmpty() ? "any text" : String.join(", ", choices);
        };
        return preset + "; " + Cells.plain(kind);
    }

    private static String said(Key key, Place place) {
        return source(place) + (place.text().isEmpty() ? " (empty)" : " (" + value(key, place.text()) + ")");
    }

    private static String why(Key key) {
        if (key.trust() == Key.Trust.ENVIRONMENT) return "only the environment may set it";
        return switch (key.trust()) {
            case TRUSTED -> "the project is not trusted (config trust)";
            case TIGHTEN -> "a project may only be stricter";
            default -> "a project may not set it";
        };
    }
}
