package scorpiox.command.editor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.command.Choices;
import scorpiox.command.editor.Layers.Level;
import scorpiox.command.editor.Layers.Slice;
import scorpiox.command.layers.Writing;
import scorpiox.settings.Cascade;
import scorpiox.settings.EnvFile;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Profiles;
import scorpiox.settings.Section;
import scorpiox.settings.Source.Layer;
import scorpiox.settings.Source;
import scorpiox.tool.permission.Rule;

/// Settings while they are being edited: what is to be changed in which file, and what would come of it.
final class Draft {
    private static final Source PRESET = new Source(Layer.DEFAULT, null, 0, false);

    private final Environment environment;
    private final Cascade.Flags flags;
    private final Map<String, Map<String, String>> changes = new LinkedHashMap<>();
    private Layers layers;
    private int level;

    /// What one layer says about a key.
    ///
    /// @param counts  whether it may say it
    /// @param unsaved whether it stands in no file yet
    record Place(String text, Source source, boolean counts, boolean unsaved) {}

    /// How saving went.
    ///
    /// @param text   one line for the user
    /// @param failed whether something is still unsaved because of a failure
    record Saved(String text, boolean failed) {}

    /// @throws Failure `USAGE` naming file and line of a file that cannot be read
    Draft(Environment environment, Cascade.Flags flags) {
        this.environment = environment;
        this.flags = flags;
        this.layers = Layers.read(environment, flags);
        if (flags.profile() != null && layers.levels().getLast().layer() == Layer.PROFILE) level = layers.levels().size() - 1;
        for (var slice : layers.slices()) {
            slice.values().forEach((name, said) -> {
                if (Keys.named(name) != null && Keys.named(name).secret()) Redaction.register(said.text());
            });
        }
    }

    Environment environment() {
        return environment;
    }

    /// The file that is edited now.
    Level level() {
        return layers.levels().get(level);
    }

    /// Goes on to the next file, and from the last to the first.
    void nextLevel() {
        level = (level + 1) % layers.levels().size();
    }

    /// All that is said about a key, lowest layer first.
    List<Place> places(Key key) {
        var places = new ArrayList<Place>();
        for (var slice : layers.slices()) said(key, slice).ifPresent(said -> {
            var below = places.stream().filter(Place::counts).reduce((_, last) -> last).map(Place::text).orElse(key.preset());
            var source = new Source(slice.layer(), slice.file(), said.line(), slice.project());
            places.add(new Place(said.text(), source, counts(key, said.text(), slice, below), changeOf(key, slice).isPresent()));
        });
        return places;
    }

    /// The place whose value counts; the preset where there is none. What lists say adds up.
    Place value(Key key) {
        var counting = places(key).stream().filter(Place::counts).toList();
        if (counting.isEmpty() || counting.getLast().text().isEmpty() && key.emptyIsPreset()) return new Place(key.preset(), PRESET, true, false);
        var last = counting.getLast();
        if (key.type() != Key.Type.RULES) return last;
        var all = counting.stream().map(Place::text).filter(text -> !text.isEmpty()).collect(Collectors.joining("\n"));
        return new Place(all, last.source(), true, last.unsaved());
    }

    /// What the file being edited says, changes included.
    Optional<String> own(Key key) {
        return layers.slices().stream().filter(slice -> slice.layer() == level().layer()).map(slice -> said(key, slice)).flatMap(Optional::stream)
                .map(Layers.Said::text).reduce((_, last) -> last);
    }

    /// The keys of a section that matter as things are, or all of them.
    List<Key> keys(Section section, boolean all) {
        var keys = all ? section.items().stream().map(Section.Item::key).toList() : section.matter(key -> value(key).text());
        return keys.contains(Keys.ROUTER_RULES) ? Stream.concat(keys.stream(), aliases()).toList() : keys;
    }

    /// Aliases of the router's that any layer says something about.
    private Stream<Key> aliases() {
        return layers.slices().stream().flatMap(slice -> slice.values().keySet().stream()).filter(name -> name.startsWith(Keys.ROUTER_ALIAS)).distinct().sorted()
                .map(Keys::named).filter(key -> key != null);
    }

    /// What there is to choose from.
    List<String> choices(Key key) {
        return Choices.of(key, environment);
    }

    /// Why a value cannot stand in the file being edited, if so; an empty one asks about the key itself.
    Optional<String> problem(Key key, String text) {
        try {
            Writing.check(key, key.secret() && text.isEmpty() ? "secret" : text, level().target(), false, environment);
            if (EnvFile.holdsControl(text)) return Optional.of("it holds a control character");
            if (key.type() == Key.Type.RULES) Rule.list(Rule.Verdict.ALLOW, text, "");
            var profiles = key.equals(Keys.ACTIVE_PROFILE) && !text.isEmpty() ? Profiles.of(environment).names() : List.of(text);
            return profiles.contains(text) ? Optional.empty() : Optional.of("there is no profile " + text + ": config profile new " + text + " makes one");
        } catch (Failure failure) {
            return Optional.of(failure.getMessage());
        }
    }

    /// The same for every key pressed in a secret, whose look is anybody's guess: whether its file is committed has been asked.
    Optional<String> problemWhileTyping(Key key, String text) {
        return key.secret() ? key.problemWith(text) : problem(key, text);
    }

    /// Sets a key in the file being edited; what stands there already is no change.
    void set(Key key, String text) {
        if (key.secret()) Redaction.register(text);
        var mine = changes.computeIfAbsent(level().name(), _ -> new LinkedHashMap<>());
        mine.remove(key.name());
        if (!own(key).equals(Optional.of(text))) mine.put(key.name(), text);
    }

    /// Takes a key out of the file being edited; a second time it stays after all.
    ///
    /// @return whether there was anything to take out or to put back
    boolean unset(Key key) {
        var mine = changes.computeIfAbsent(level().name(), _ -> new LinkedHashMap<>());
        var back = mine.containsKey(key.name()) && mine.get(key.name()) == null;
        var before = mine.remove(key.name());
        if (back || own(key).isEmpty()) return back || before != null;
        mine.put(key.name(), null);
        return true;
    }

    /// How many settings are not saved.
    int unsaved() {
        return changes.values().stream().mapToInt(Map::size).sum();
    }

    /// Whether a key is changed in any file.
    boolean unsaved(Key key) {
        return changes.values().stream().anyMatch(each -> each.containsKey(key.name()));
    }

    /// What saving would do, file by file.
    ///
    /// @throws Failure `USAGE` for a file that is broken by now, or a value that cannot stand in one
    List<Writing.Change> preview() {
        return layers.levels().stream().filter(each -> !of(each).isEmpty())
                .flatMap(each -> Writing.preview(environment, each.target(), of(each)).stream()).toList();
    }

    /// Writes every changed file. What cannot be written stays as it was typed.
    Saved save() {
        var said = new ArrayList<String>();
        var failed = new ArrayList<String>();
        for (var each : layers.levels()) {
            if (of(each).isEmpty()) continue;
            try {
                var written = Writing.write(environment, each.target(), of(each));
                changes.remove(each.name());
                said.add(Words.path(each.target().file(), environment));
                written.note().ifPresent(said::add);
            } catch (Failure failure) {
                failed.add(failure.line());
            }
        }
        reload().ifPresent(failed::add);
        var done = said.isEmpty() ? "" : "saved: " + String.join("; ", said);
        return new Saved(failed.isEmpty() ? done : (done.isEmpty() ? "" : done + "; ") + "not saved: " + String.join("; ", failed), !failed.isEmpty());
    }

    /// Reads all files again; where that fails what was read before stays.
    private Optional<String> reload() {
        var name = level().name();
        try {
            layers = Layers.read(environment, flags);
            level = Math.max(0, layers.levels().stream().map(Level::name).toList().indexOf(name));
            return Optional.empty();
        } catch (Failure failure) {
            return Optional.of(failure.line());
        }
    }

    private Map<String, String> of(Level each) {
        return changes.getOrDefault(each.name(), Map.of());
    }

    /// What a layer says, changes included; a project's two files lose a key together.
    private Optional<Layers.Said> said(Key key, Slice slice) {
        var change = changeOf(key, slice);
        if (change.isEmpty()) return Optional.ofNullable(slice.values().get(key.name()));
        var text = of(change.get()).get(key.name());
        return text == null ? Optional.empty() : Optional.of(new Layers.Said(text, 0));
    }

    private Optional<Level> changeOf(Key key, Slice slice) {
        return layers.levels().stream().filter(each -> each.layer() == slice.layer() && of(each).containsKey(key.name()))
                .filter(each -> of(each).get(key.name()) == null || each.target().file().equals(slice.file())).findFirst();
    }

    /// The rules of [Cascade] for what a project may say.
    private boolean counts(Key key, String text, Slice slice, String below) {
        if (key.trust() == Key.Trust.ENVIRONMENT) return slice.layer() == Layer.ENVIRONMENT;
        if (!slice.project()) return true;
        return switch (key.trust()) {
            case FREE -> true;
            case TIGHTEN -> key.atLeastAsStrict(text, below);
            case TRUSTED -> layers.trusted() || !key.needsTrust(text);
            case NEVER, ENVIRONMENT -> false;
        };
    }
}
