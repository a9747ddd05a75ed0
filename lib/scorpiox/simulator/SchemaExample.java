package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import scorpiox.base.Json;

/// A value that follows a JSON Schema, as far as types go: what the demo answers where one is asked for.
///
/// @param root where references lead
record SchemaExample(JsonNode root) {
    private static final int DEPTH = 12;

    static JsonNode of(JsonNode schema) {
        return new SchemaExample(schema).value(schema, "demo", 0);
    }

    /// @param name of the member it is for
    private JsonNode value(JsonNode schema, String name, int depth) {
        if (depth > DEPTH) return NullNode.instance;
        var reference = schema.path("$ref").asText("");
        if (reference.startsWith("#/")) return value(root.at(reference.substring(1)), name, depth + 1);
        if (schema.has("const")) return schema.get("const");
        if (schema.path("enum").has(0)) return schema.path("enum").get(0);
        for (var choice : new String[] {"anyOf", "oneOf"}) if (schema.path(choice).has(0)) return value(schema.path(choice).get(0), name, depth + 1);
        var type = schema.path("type").isArray() ? schema.path("type").path(0).asText() : schema.path("type").asText(schema.has("properties") ? "object" : "string");
        return switch (type) {
            case "object" -> {
                var object = Json.object();
                for (var member : schema.path("properties").properties()) object.set(member.getKey(), value(member.getValue(), member.getKey(), depth + 1));
                yield object;
            }
            case "array" -> Json.array().add(value(schema.path("items"), name, depth + 1));
            case "integer", "number" -> IntNode.valueOf(1);
            case "boolean" -> BooleanNode.TRUE;
            case "null" -> NullNode.instance;
            default -> TextNode.valueOf("demo " + name);
        };
    }
}
