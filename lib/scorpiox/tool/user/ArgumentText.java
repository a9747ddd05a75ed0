package scorpiox.tool.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import scorpiox.base.Json;

/// Arguments as people and rules read them: `city=Oslo days=3 tags=["a","b"]`. In the order of the schema, so that the
/// same arguments give the same text; a text stands in quotes where it could be taken for more than one value.
///
/// @param arguments of a call
/// @param names     all of them, in order
record ArgumentText(ObjectNode arguments, List<String> names) {
    private static final int LONG_VALUE = 60;
    private static final int LONG = 200;

    static ArgumentText of(ObjectNode arguments, JsonNode schema) {
        var names = new LinkedHashSet<String>();
        schema.path("properties").fieldNames().forEachRemaining(name -> {
            if (arguments.has(name)) names.add(name);
        });
        var others = new TreeSet<String>();
        arguments.fieldNames().forEachRemaining(others::add);
        names.addAll(others);
        return new ArgumentText(arguments, new ArrayList<>(names));
    }

    /// All of it in one line, for rules.
    String line() {
        return joined(" ", text -> text);
    }

    /// No longer than a line should be.
    String brief() {
        return cut(joined(" ", text -> cut(text, LONG_VALUE)), LONG);
    }

    /// All of it, a line each.
    String lines() {
        return names.stream().map(name -> name(name) + " = " + Json.write(arguments.get(name))).collect(Collectors.joining("\n"));
    }

    private String joined(String by, Function<String, String> shortened) {
        return names.stream().map(name -> name(name) + "=" + shortened.apply(value(arguments.get(name)))).collect(Collectors.joining(by));
    }

    private static String name(String name) {
        return plain(name) ? name : Json.write(Json.object().textNode(name));
    }

    private static String value(JsonNode value) {
        return value.isTextual() && plain(value.textValue()) ? value.textValue() : Json.write(value);
    }

    private static boolean plain(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (!(Character.isLetterOrDigit(c) || "_-./:@%+,~".indexOf(c) >= 0)) return false;
        }
        return !text.isEmpty();
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) return text;
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most) + "…";
    }
}
