package scorpiox.agent.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Nearest;

/// A schema in a line: `name, age int, tags list: a word each`. Fields are parted by commas, or by line ends where there
/// are any; each is a name, perhaps a type, and perhaps a colon with a description. `list` is one of texts, `list int`
/// one of another type. All fields are required, and there are no others.
final class ShortForm {
    private static final List<String> TYPES = List.of("str", "int", "float", "bool", "list");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");

    private ShortForm() {}

    /// @param option as which it was given, for messages
    /// @throws Failure `USAGE` naming the field that is wrong
    static ObjectNode parse(String option, String text) {
        var schema = Json.object().put("type", "object");
        var properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (var field : text.split(text.strip().indexOf('\n') < 0 ? "," : "\n")) {
            if (field.isBlank()) continue;
            var colon = field.indexOf(':');
            var words = (colon < 0 ? field : field.substring(0, colon)).strip().split("\\s+");
            var name = words[0];
            if (!NAME.matcher(name).matches()) throw wrong(option, "'" + name + "' is no name of a field");
            if (properties.has(name)) throw wrong(option, "the field " + name + " stands twice");
            properties.set(name, described(property(option, name, words), colon < 0 ? "" : field.substring(colon + 1).strip()));
            required.add(name);
        }
        if (properties.isEmpty()) throw wrong(option, "it names no field");
        return schema.put("additionalProperties", false);
    }

    private static ObjectNode property(String option, String name, String[] words) {
        var type = type(option, name, words.length < 2 ? "str" : words[1]);
        if (!type.equals("array")) {
            if (words.length > 2) throw wrong(option, "after " + name + " " + words[1] + " comes a comma or a colon, not '" + words[2] + "'");
            return Json.object().put("type", type);
        }
        if (words.length > 3) throw wrong(option, "after " + name + " list " + words[2] + " comes a comma or a colon, not '" + words[3] + "'");
        var items = type(option, name, words.length < 3 ? "str" : words[2]);
        if (items.equals("array")) throw wrong(option, "a list of lists needs a schema in JSON");
        var array = Json.object().put("type", type);
        array.putObject("items").put("type", items);
        return array;
    }

    private static ObjectNode described(ObjectNode property, String description) {
        return description.isEmpty() ? property : property.put("description", description);
    }

    private static String type(String option, String name, String word) {
        return switch (word) {
            case "str" -> "string";
            case "int" -> "integer";
            case "float" -> "number";
            case "bool" -> "boolean";
            case "list" -> "array";
            default -> throw wrong(option, "the field " + name + " has no type '" + word + "'" + Nearest.hint(word, TYPES));
        };
    }

    private static Failure wrong(String option, String what) {
        return Failure.usage(option + ": " + what).hint("write fields as 'name, age int, tags list: words' with the types " + String.join(", ", TYPES)
                + "; or give JSON, or a file such as ./person.json");
    }
}
