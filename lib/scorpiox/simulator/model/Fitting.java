package scorpiox.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import scorpiox.base.Json;

/// JSON that fits a schema: of each choice the first, of each range the least, of texts what was said.
final class Fitting {
    private static final int DEEPEST = 16;

    private final JsonNode root;
    private final String said;

    private Fitting(JsonNode root, String said) {
        this.root = root;
        this.said = said;
    }

    /// @param said stands where any text would do
    static JsonNode value(JsonNode schema, String said) {
        return new Fitting(schema, said).value(schema, 0);
    }

    private JsonNode value(JsonNode schema, int depth) {
        var nodes = JsonNodeFactory.instance;
        if (depth > DEEPEST) return nodes.nullNode();
        if (schema.has("const")) return schema.path("const");
        if (schema.path("enum").size() > 0) return schema.path("enum").get(0);
        if (schema.path("$ref").isTextual()) return value(at(schema.path("$ref").asText()), depth + 1);
        for (var choice : new String[] {"anyOf", "oneOf"}) if (schema.path(choice).size() > 0) return value(schema.path(choice).get(0), depth + 1);
        if (schema.path("allOf").size() > 0) return all(schema, depth);
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> {
                var array = Json.array();
                var least = Math.max(schema.path("minItems").asInt(0), schema.path("maxItems").asInt(1) == 0 ? 0 : 1);
                for (var i = 0; i < least; i++) array.add(value(schema.has("prefixItems") && i < schema.path("prefixItems").size()
                        ? schema.path("prefixItems").get(i) : schema.path("items"), depth + 1));
                yield array;
            }
            case "integer" -> nodes.numberNode(Math.round(Math.ceil(number(schema, true))));
            case "number" -> nodes.numberNode(number(schema, false));
            case "boolean" -> nodes.booleanNode(true);
            case "null" -> nodes.nullNode();
            default -> nodes.textNode(text(schema));
        };
    }

    private static String type(JsonNode schema) {
        var type = schema.path("type");
        if (type.isArray()) type = type.path(0);
        if (type.isTextual()) return type.asText().toLowerCase(Locale.ROOT);
        if (schema.has("properties")) return "object";
        return schema.has("items") || schema.has("prefixItems") ? "array" : "string";
    }

    private ObjectNode object(JsonNode schema, int depth) {
        var object = Json.object();
        for (var property : schema.path("properties").properties()) {
            // what recurses may be left out
            var needed = false;
            for (var name : schema.path("required")) needed |= name.asText().equals(property.getKey());
            if (needed || depth < 3) object.set(property.getKey(), value(property.getValue(), depth + 1));
        }
        for (var name : schema.path("required")) if (!object.has(name.asText())) object.put(name.asText(), said);
        return object;
    }

    private JsonNode all(JsonNode schema, int depth) {
        var merged = Json.object();
        for (var part : schema.path("allOf")) {
            var value = value(part, depth + 1);
            if (!value.isObject()) return value;
            merged.setAll((ObjectNode) value);
        }
        if (schema.has("properties")) merged.setAll(object(schema, depth));
        return merged;
    }

    private static double number(JsonNode schema, boolean whole) {
        var step = whole ? 1 : 0.5;
        var least = schema.has("minimum") ? schema.path("minimum").asDouble()
                : schema.path("exclusiveMinimum").isNumber() ? schema.path("exclusiveMinimum").asDouble() + step : 1;
        var most = schema.has("maximum") ? schema.path("maximum").asDouble()
                : schema.path("exclusiveMaximum").isNumber() ? schema.path("exclusiveMaximum").asDouble() - step : Double.MAX_VALUE;
        var multiple = schema.path("multipleOf").asDouble(0);
        var value = Math.min(least, most);
        return multiple > 0 ? Math.ceil(value / multiple) * multiple : value;
    }

    private String text(JsonNode schema) {
        switch (schema.path("format").asText()) {
            case "date-time" -> {
                return "2026-01-02T03:04:05Z";
            }
            case "date" -> {
                return "2026-01-02";
            }
            case "time" -> {
                return "03:04:05Z";
            }
            case "email" -> {
                return "demo@example.invalid";
            }
            case "uri", "url" -> {
                return "https://example.invalid/";
            }
            case "uuid" -> {
                return "00000000-0000-4000-8000-000000000001";
            }
            default -> {
                var text = said.isEmpty() ? "demo" : said;
                var least = schema.path("minLength").asInt(0);
                while (text.length() < least) text += ".";
                var most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
                return text.length() <= most ? text : text.substring(0, most);
            }
        }
    }

    private JsonNode at(String reference) {
        return reference.startsWith("#") ? root.at(reference.substring(1)) : Json.object();
    }
}
