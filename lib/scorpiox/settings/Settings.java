package scorpiox.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Redaction;

/// Every key's value and where it comes from, resolved once a run.
public final class Settings {
    /// One resolved value.
    public record Value(Key key, String text, Source source) {}

    private final Environment environment;
    private final Map<Key, Value> values;
    private final List<String> warnings;
    private final Project project;
    private final Optional<String> fingerprint;

    /// @param fingerprint of the project, where it was found to be trusted
    Settings(Environment environment, Map<Key, Value> values, List<String> warnings, Project project, Optional<String> fingerprint) {
        this.environment = environment;
        this.project = project;
        this.fingerprint = fingerprint;
        this.values = Map.copyOf(values);
        this.warnings = List.copyOf(warnings);
        values.values().stream().filter(value -> value.key().secret()).forEach(value -> Redaction.register(value.text()));
    }

    /// The value of a key, its preset when nobody set it; empty for none.
    public String get(Key key) {
        return value(key).text();
    }

    /// The value of a key when it is not empty.
    public Optional<String> find(Key key) {
        return Optional.of(get(key)).filter(text -> !text.isEmpty());
    }

    /// Whether a switch is on.
    public boolean on(Key key) {
        return get(key).equals("1");
    }

    /// A file or folder, `~` and relative paths resolved.
    public Optional<Path> path(Key key) {
        return find(key).map(environment::path);
    }

    /// The value with its source.
    public Value value(Key key) {
        var value = values.get(key);
        return value != null ? value : new Value(key, key.preset(), Source.of(Source.Layer.DEFAULT));
    }

    /// Whether anybody set the key.
    public boolean isSet(Key key) {
        return values.containsKey(key);
    }

    /// The keys of aliases that anybody set, by name.
    public List<Key> aliases() {
        var aliases = new ArrayList<Key>();
        for (var key : values.keySet()) if (key.name().startsWith(Keys.ROUTER_ALIAS)) aliases.add(key);
        aliases.sort(Comparator.comparing(Key::name));
        return aliases;
    }

    public Environment environment() {
        return environment;
    }

    /// The project around the working directory.
    public Project project() {
        return project;
    }

    /// What the project was when it was trusted, for whoever starts its programs; empty when it is not, or brings none.
    public Optional<String> trusted() {
        return fingerprint;
    }

    /// What the user should know about the files, a line each.
    public List<String> warnings() {
        return warnings;
    }
}
