package scorpiox.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import scorpiox.base.Json;
import scorpiox.base.Nearest;

/// Fits the arguments of a call to a tool's parameters: names that models mix up, numbers and booleans given as text,
/// nulls. What still does not fit is told in one message.
///
/// Not the JSON Schema library of the project: our own declarations use a handful of keywords, and loading it would
/// cost every run with tools more than the whole check.
public final class Parameters {
    /// What a parameter may also be called, where the tool has no parameter of that name.
    private static final Map<String, List<String>> ALIASES = Map.ofEntries(
            Map.entry("file_path", List.of("path", "filePath", "file", "filename", "absolute_path")),
            Map.entry("path", List.of("file_path", "filePath", "file", "dir_path", "directory", "dir", "dirPath")),
            Map.entry("old_string", List.of("oldString", "old_str", "oldText", "old_text", "old")),
            Map.entry("new_string", List.of("newString", "new_str", "newText", "new_text", "new")),
            Map.entry("replace_all", List.of("replaceAll", "allow_multiple")),
            Map.entry("glob", List.of("include")),
            Map.entry("command", List.of("cmd")),
            Map.entry("content", List.of("text", "contents", "file_text")),
            Map.entry("pattern", List.of("regex")),
            Map.entry("workdir", List.of("cwd", "directory")),
            Map.entry("timeout", List.of("timeout_ms")),
            Map.entry("background", List.of("run_in_background", "is_background")),
            Map.entry("ignore_case", List.of("-i", "case_insensitive")),
            Map.entry("after", List.of("-A")),
            Map.entry("before", List.of("-B")),
            Map.entry("context", List.of("-C")),
            Map.entry("limit", List.of("head_limit", "max_results", "max_count")),
            Map.entry("job", List.of("id", "job_id", "bash_id", "shell_id")),
            Map.entry("plan", List.of("todos", "items")),
            Map.entry("step", List.of("content", "text", "task")),
            Map.entry("input", List.of("patch")));

    /// Parameters of other tool sets that change nothing here.
    private static final List<String> IGNORED = List.of("-n", "-o", "login", "tty", "shell", "yield_time_ms", "max_output_tokens", "justification",
            "sandbox_permissions", "with_escalated_permissions", "prefix_rule", "activeForm", "id", "priority", "explanation");

    private final boolean foreign;
    private final List<String> problems = new ArrayList<>();

    private Parameters(boolean foreign) {
        this.foreign = foreign;
    }

    /// The arguments under their own names and in their own types.
    ///
    /// @param schema the tool's JSON Schema
    /// @throws ToolError listing all that is wrong and the parameters there are
    public static ObjectNode fit(String tool, ObjectNode schema, ObjectNode given) {
        return fit(tool, schema, given, false);
    }

    /// @param foreign whether the schema is not ours: then names it does not list, numbers of any size and nulls may be
    ///                welcome, and what is said in words unknown here is left to the tool
    /// @throws ToolError listing all that is wrong and the parameters there are
    public static ObjectNode fit(String tool, ObjectNode schema, ObjectNode given, boolean foreign) {
        var parameters = new Parameters(foreign);
        var fitted = parameters.object(schema, given, "");
        var problems = parameters.problems;
        if (!problems.isEmpty()) {
            throw new ToolError(tool + ": " + String.join("; ", problems) + ". Parameters: ".substring(problems.getLast().endsWith("?") ? 1 : 0) + describe(schema));
        }
        return fitted;
    }

    private ObjectNode object(JsonNode schema, ObjectNode given, String place) {
        var properties = schema.path("properties");
        var fitted = Json.object();
        given.properties().forEach(member -> {
            var name = canonical(member.getKey(), properties, given);
            if (member.getValue().isNull() && !mayBeNull(properties.get(member.getKey()), schema)) return;
            if (name != null) fitted.set(name, value(properties.get(name), member.getValue(), place + name));
            else if (open(schema)) fitted.set(member.getKey(), member.getValue());
            else if (!IGNORED.contains(member.getKey())) {
                problems.add("unknown parameter " + place + member.getKey() + Nearest.hint(member.getKey(), names(properties)));
            }
        });
        schema.path("required").forEach(required -> {
            if (!fitted.has(required.asText())) problems.add(place + required.asText() + " is missing");
        });
        return fitted;
    }

    /// Whether a schema leaves room for names it does not list; one that lists none says nothing at all.
    private boolean open(JsonNode schema) {
        var more = schema.path("additionalProperties");
        if (!foreign || more.isBoolean() && !more.booleanValue()) return false;
        if (!more.isMissingNode() || !schema.has("properties")) return true;
        for (var word : new String[] {"patternProperties", "anyOf", "oneOf", "allOf", "$ref", "if"}) if (schema.has(word)) return true;
        return false;
    }

    private boolean mayBeNull(JsonNode property, JsonNode schema) {
        return property == null ? open(schema) : foreign && !property.path("type").isTextual();
    }

    private static String canonical(String name, JsonNode properties, ObjectNode given) {
        if (properties.has(name)) return name;
        for (var property : names(properties)) {
            if (!given.hasNonNull(property) && ALIASES.getOrDefault(property, List.of()).contains(name)) return property;
        }
        return null;
    }

    private JsonNode value(JsonNode schema, JsonNode given, String place) {
        var type = schema.path("type").asText(schema.path("enum").path(0).isTextual() && !foreign ? "string" : "");
        var value = coerced(type, given);
        var fits = switch (type) {
            case "integer" -> value.isIntegralNumber() && (foreign || value.canConvertToInt());
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "string" -> value.isTextual();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> true;
        };
        if (!fits) {
            problems.add(place + " must be " + (type.matches("[aeio].*") ? "an " : "a ") + type);
            return value;
        }
        if (schema.has("enum") && StreamSupport.stream(schema.path("enum").spliterator(), false).noneMatch(value::equals)) {
            problems.add(place + " must be one of " + choices(schema));
        }
        if (value.isNumber()) {
            if (schema.has("minimum") && value.asDouble() < schema.path("minimum").asDouble()) problems.add(place + " must be at least " + schema.path("minimum").asText());
            if (schema.has("maximum") && value.asDouble() > schema.path("maximum").asDouble()) problems.add(place + " must be at most " + schema.path("maximum").asText());
        }
        return switch (value) {
            case ArrayNode array when schema.has("items") -> list(schema, array, place);
            case ObjectNode object when schema.has("properties") -> object(schema, object, place + ".");
            default -> value;
        };
    }

    private ArrayNode list(JsonNode schema, ArrayNode given, String place) {
        if (given.size() < schema.path("minItems").asInt(0)) problems.add(place + " must have at least " + schema.path("minItems").asText() + " items");
        if (given.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) problems.add(place + " must have at most " + schema.path("maxItems").asText() + " items");
        var list = Json.array();
        for (var i = 0; i < given.size(); i++) list.add(value(schema.path("items"), given.get(i), place + "[" + i + "]"));
        return list;
    }

    private static JsonNode coerced(String type, JsonNode given) {
        var nodes = Json.object();
        if (type.equals("string") && (given.isNumber() || given.isBoolean())) return nodes.textNode(given.asText());
        if (type.equals("integer") && given.isFloatingPointNumber() && given.asDouble() == Math.rint(given.asDouble()) && given.canConvertToInt()) return nodes.numberNode(given.intValue());
        if (type.equals("array") && given.isTextual() && !given.asText().startsWith("[")) return Json.array().add(given);
        if (!given.isTextual()) return given;
        var text = given.asText().strip();
        return switch (type) {
            case "integer", "number" -> text.matches("-?\\d{1,9}") ? nodes.numberNode(Integer.parseInt(text)) : text.matches("-?\\d{1,9}\\.\\d+") ? nodes.numberNode(Double.parseDouble(text)) : given;
            case "boolean" -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false") ? nodes.booleanNode(text.equalsIgnoreCase("true")) : given;
            default -> given;
        };
    }

    private static String describe(JsonNode schema) {
        var required = new ArrayList<String>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        return String.join(", ", names(schema.path("properties")).stream().map(name -> name + " (" + type(schema.path("properties").path(name))
                + (required.contains(name) ? ", required)" : ")")).toList());
    }

    private static String type(JsonNode schema) {
        return schema.has("enum") ? choices(schema) : schema.path("type").asText();
    }

    private static String choices(JsonNode schema) {
        return StreamSupport.stream(schema.path("enum").spliterator(), false).map(JsonNode::asText).reduce((a, b) -> a + "|" + b).orElse("");
    }

    private static List<String> names(JsonNode properties) {
        return properties.properties().stream().map(Map.Entry::getKey).toList();
    }
}
