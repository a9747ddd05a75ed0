package scorpiox.server.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Header fields of a request, in the order in which they came; names are compared without case (RFC 9110 section 5.1).
public final class Fields {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /// Adds a field.
    public Fields add(String name, String value) {
        names.add(name.toLowerCase(Locale.ROOT));
        values.add(value);
        return this;
    }

    /// The first value of a field, without white space around it; empty where there is none.
    public Optional<String> get(String name) {
        var at = names.indexOf(name.toLowerCase(Locale.ROOT));
        return at < 0 ? Optional.empty() : Optional.of(values.get(at).strip());
    }

    /// All values of a field.
    public List<String> all(String name) {
        var wanted = name.toLowerCase(Locale.ROOT);
        var all = new ArrayList<String>();
        for (var i = 0; i < names.size(); i++) if (names.get(i).equals(wanted)) all.add(values.get(i).strip());
        return all;
    }

    /// The names there are, in small letters, each once.
    public List<String> names() {
        return names.stream().distinct().toList();
    }
}
