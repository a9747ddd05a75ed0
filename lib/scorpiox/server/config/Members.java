package scorpiox.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Json;

/// The members of a mapping, each taken by its name and checked; what nobody takes is unknown. A value of null counts as absent.
final class Members {
    /// Who is told where what is wrong.
    interface Reader {
        /// A value that cannot be used.
        ///
        /// @param must what it must be, `be a whole number`
        Failure wrong(String path, String must, JsonNode value);

        /// A key that means nothing.
        void unknown(String path, String key, Set<String> known);
    }

    private static final int LONGEST_SHOWN = 60;
    private static final Set<String> TRUE = Set.of("true", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "no", "off");

    private final ObjectNode node;
    private final String path;
    private final Reader reader;
    private final Set<String> taken = new LinkedHashSet<>();

    Members(ObjectNode node, String path, Reader reader) {
        this.node = node;
        this.path = path;
        this.reader = reader;
    }

    /// A value as it may be shown in a message: short, on one line, text in quotes.
    static String shown(JsonNode value) {
        if (value.isObject()) return "a mapping";
        if (value.isArray()) return "a list";
        var text = Json.write(value);
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    }

    /// `true` and `false`, and the other words of YAML 1.1 for them; null for anything else.
    static Boolean flag(JsonNode value) {
        if (value.isBoolean()) return value.booleanValue();
        var word = value.isTextual() ? value.textValue().toLowerCase(Locale.ROOT) : "";
        return TRUE.contains(word) ? Boolean.TRUE : FALSE.contains(word) ? Boolean.FALSE : null;
    }

    /// All of them, taken or not.
    ObjectNode node() {
        return node;
    }

    Optional<JsonNode> value(String name) {
        taken.add(name);
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    Failure wrong(String name, String must, JsonNode value) {
        return reader.wrong(at(name), must, value);
    }

    /// The members of an inner mapping; of none where it is absent.
    Members inner(String name) {
        return new Members(mapping(name).orElseGet(Json::object), at(name), reader);
    }

    /// The inner mappings by their keys.
    Map<String, Members> all(String name) {
        var all = new LinkedHashMap<String, Members>();
        var outer = inner(name);
        for (var key : outer.node.properties()) all.put(key.getKey(), outer.inner(key.getKey()));
        return all;
    }

    Optional<ObjectNode> mapping(String name) {
        return value(name).map(value -> {
            if (value instanceof ObjectNode object) return object;
            throw wrong(name, "be a mapping", value);
        });
    }

    /// Text; blank counts as absent.
    Optional<String> text(String name) {
        return value(name).filter(value -> !value.isTextual() || !value.textValue().isBlank()).map(value -> text(name, value));
    }

    /// One of some words, in any case and with `_` for `-`, as it stands in the list.
    String choice(String name, List<String> words, String preset) {
        return value(name).map(value -> {
            for (var word : words) if (value.isTextual() && BackendConfig.folded(word).equals(BackendConfig.folded(value.textValue()))) return word;
            throw wrong(name, "be one of " + String.join(", ", words), value);
        }).orElse(preset);
    }

    boolean flag(String name, boolean preset) {
        return value(name).map(value -> {
            var flag = flag(value);
            if (flag == null) throw wrong(name, "be true or false", value);
            return flag;
        }).orElse(preset);
    }

    int whole(String name, int least, int most, int preset) {
        return value(name).map(value -> {
            if (value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= least && value.intValue() <= most) return value.intValue();
            throw wrong(name, "be a whole number from " + least + " to " + most, value);
        }).orElse(preset);
    }

    /// Texts in a list; one text by itself is a list of one.
    List<String> texts(String name) {
        return value(name).map(value -> {
            if (value.isTextual()) return List.of(value.textValue());
            var texts = new ArrayList<String>();
            for (var each : list(name, value)) texts.add(text(name + "[" + texts.size() + "]", each));
            return List.copyOf(texts);
        }).orElse(List.of());
    }

    /// Numbers in a list; empty where there is none.
    Optional<List<BigDecimal>> numbers(String name, int most) {
        return value(name).map(value -> {
            var numbers = new ArrayList<BigDecimal>();
            for (var each : list(name, value)) {
                var fits = each.isNumber() && each.doubleValue() >= 0 && each.doubleValue() <= most;
                if (!fits) throw wrong(name + "[" + numbers.size() + "]", "be a number from 0 to " + most, each);
                numbers.add(each.decimalValue());
            }
            if (numbers.isEmpty()) throw wrong(name, "hold at least one number", value);
            return List.copyOf(numbers);
        });
    }

    /// Mappings in a list; empty where there is none.
    Optional<List<ObjectNode>> mappings(String name) {
        return value(name).map(value -> {
            var mappings = new ArrayList<ObjectNode>();
            for (var each : list(name, value)) {
                if (!(each instanceof ObjectNode object)) throw wrong(name + "[" + mappings.size() + "]", "be a mapping", each);
                mappings.add(object);
            }
            return List.copyOf(mappings);
        });
    }

    /// Texts by their keys.
    Map<String, String> named(String name) {
        var named = new LinkedHashMap<String, String>();
        for (var member : mapping(name).orElseGet(Json::object).properties()) named.put(member.getKey(), text(name + "." + member.getKey(), member.getValue()));
        return named;
    }

    /// Tells of what nobody took.
    void done() {
        for (var member : node.properties()) if (!taken.contains(member.getKey())) reader.unknown(path, member.getKey(), taken);
    }

    private JsonNode list(String name, JsonNode value) {
        if (!value.isArray()) throw wrong(name, "be a list", value);
        return value;
    }

    private String text(String name, JsonNode value) {
        if (value.isTextual() && !value.textValue().isBlank()) return value.textValue();
        throw wrong(name, "be text", value);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
