package scorpiox.command.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import scorpiox.base.Json;
import scorpiox.command.layers.SettingsFiles;
import scorpiox.command.layers.Shown;
import scorpiox.command.layers.Writing;
import scorpiox.output.Stdout;
import scorpiox.settings.EnvFile;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Section;
import scorpiox.settings.Settings.Value;
import scorpiox.settings.Settings;
import scorpiox.settings.Source.Layer;
import scorpiox.settings.Source;

/// `config --dump`: values by section, by source, or as JSON.
///
/// @param values in the order of their sections
record Dump(List<Value> values, Shown shown) {
    /// Every key's value.
    static List<Value> resolved(Settings settings) {
        return Section.keys(settings.aliases()).stream().map(settings::value).toList();
    }

    /// What one layer says, whatever becomes of it.
    static List<Value> of(Layer layer, SettingsFiles files) {
        var said = new LinkedHashMap<Key, Value>();
        var environment = files.environment();
        switch (layer) {
            case DEFAULT -> keys().forEach(key -> put(said, key, key.preset(), new Source(layer, null, 0, false)));
            case ENVIRONMENT -> Section.keys(aliases(environment.variables().keySet().stream().map(Keys::named)))
                    .forEach(key -> variable(environment, key).ifPresent(text -> put(said, key, text, new Source(layer, null, 0, false))));
            case FLAG -> files.flags().overrides().forEach((name, text) -> put(said, Writing.key(name), text, new Source(layer, null, 0, false)));
            default -> {
                for (var file : files.all(layer)) {
                    for (var entry : EnvFile.read(file.file()).entries()) {
                        var key = Keys.named(entry.name());
                        if (key != null) put(said, key, entry.value(), new Source(layer, file.file(), entry.line(), file.project()));
                    }
                }
            }
        }
        return Section.keys(aliases(said.keySet().stream())).stream().filter(said::containsKey).map(said::get).toList();
    }

    private static List<Key> aliases(Stream<Key> keys) {
        return keys.filter(key -> key != null && key.name().startsWith(Keys.ROUTER_ALIAS)).sorted(Comparator.comparing(Key::name)).toList();
    }

    private static Optional<String> variable(Environment environment, Key key) {
        var proxy = key.name().endsWith("_PROXY");
        return environment.variable(key.name()).or(() -> proxy ? environment.variable(key.name().toLowerCase(Locale.ROOT)) : Optional.empty());
    }

    private static void put(LinkedHashMap<Key, Value> said, Key key, String text, Source source) {
        var before = said.get(key);
        said.put(key, new Value(key, before != null && key.type() == Key.Type.RULES ? before.text() + "\n" + text : text, source));
    }

    /// All keys but aliases, by section.
    static List<Key> keys() {
        return Section.keys(List.of());
    }

    void print(Stdout out) {
        for (var value : values) line(value, "", out);
    }

    /// The lowest layer first, so that what counts stands at the end.
    void printBySource(Stdout out) {
        var groups = new LinkedHashMap<String, List<Value>>();
        for (var layer : Layer.values()) {
            for (var value : values) {
                if (value.source().layer() != layer) continue;
                var file = value.source().file();
                var title = layer.name().toLowerCase(Locale.ROOT) + (file == null ? "" : "  " + file);
                groups.computeIfAbsent(title, _ -> new ArrayList<>()).add(value);
            }
        }
        groups.forEach((title, group) -> {
            out.endLine();
            out.line("# " + shown.plain(title));
            for (var value : group) line(value, value.source().line() > 0 ? "  (line " + value.source().line() + ")" : "", out);
        });
    }

    void printJson(Stdout out) {
        var json = Json.object();
        for (var value : values) json.set(value.key().name(), shown.json(value));
        out.line(Json.write(json));
    }

    private void line(Value value, String end, Stdout out) {
        for (var part : shown.text(value.key(), value.text()).split("\n", -1)) out.line(value.key().name() + "=" + part + end);
    }
}
