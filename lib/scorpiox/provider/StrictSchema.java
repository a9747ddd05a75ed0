package scorpiox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Json;

/// The form of a JSON Schema that providers hold a model to: every object closed, all of its properties required, and of the
/// keywords only those that say what a value is made of. Whatever follows it follows the original in all but the limits
/// that are left out (lengths, ranges, patterns); those stand in the prompt, and answers are checked against the original.
///
/// Rules: "Structured Outputs" of OpenAI, the strictest; what it takes Anthropic and Gemini take.
public final class StrictSchema {
    private static final Set<String> KEPT = Set.of("type", "title", "description", "enum", "properties", "items", "anyOf", "$ref", "$defs", "definitions");

    private StrictSchema() {}

    /// The strict form; for a schema that has none (objects with members of any name, values of any type) the original, without
    /// what says which draft it is.
    public static ObjectNode of(ObjectNode schema) {
        var strict = schema.has("$ref") || schema.has("anyOf") || schema.has("oneOf") ? Optional.<ObjectNode>empty() : strict(schema);
        if (strict.isPresent()) return strict.get();
        var plain = schema.deepCopy();
        plain.remove(Set.of("$schema", "$id"));
        return plain;
    }

    /// Whether a schema is in the strict form already, so that a provider may be told that it is.
    public static boolean is(ObjectNode schema) {
        return strict(schema).filter(schema::equals).isPresent();
    }

    private static Optional<ObjectNode> strict(JsonNode schema) {
        if (!(schema instanceof ObjectNode object) || object.has("allOf") || object.has("prefixItems")) return Optional.empty();
        if (object.has("$ref")) return Optional.of(Json.object().put("$ref", object.path("$ref").asText()));
        var strict = Json.object();
        for (var member : object.properties()) {
            var name = member.getKey().equals("oneOf") ? "anyOf" : member.getKey();
            if (name.equals("const")) strict.putArray("enum").add(member.getValue());
            if (!KEPT.contains(name)) continue;
            var value = switch (name) {
                case "properties", "$defs", "definitions" -> each(member.getValue());
                case "items" -> strict(member.getValue()).<JsonNode>map(items -> items);
                case "anyOf" -> alternatives(member.getValue());
                default -> Optional.of(member.getValue());
            };
            if (value.isEmpty()) return Optional.empty();
            strict.set(name, value.get());
        }
        return typed(object, strict);
    }

    /// Objects are closed, and nothing may be of any type.
    private static Optional<ObjectNode> typed(ObjectNode original, ObjectNode strict) {
        if (!strict.has("type")) {
            if (strict.has("properties")) strict.put("type", "object");
            else if (strict.has("items")) strict.put("type", "array");
            else if (!strict.has("anyOf") && !typed(strict)) return Optional.empty();
        }
        if (isA(strict, "array") && !strict.has("items")) return Optional.empty();
        if (!isA(strict, "object")) return Optional.of(strict);
        var others = original.path("additionalProperties");
        if (strict.path("properties").isEmpty() || others.isObject() || others.asBoolean(false)) return Optional.empty();
        var required = Json.array();
        strict.path("properties").fieldNames().forEachRemaining(required::add);
        strict.set("required", required);
        return Optional.of(strict.put("additionalProperties", false));
    }

    /// By the values it lists, where they are of one type.
    private static boolean typed(ObjectNode listing) {
        for (var value : listing.path("enum")) {
            var type = typeOf(value);
            if (!listing.path("type").asText(type).equals(type)) return false;
            listing.put("type", type);
        }
        return listing.has("type");
    }

    private static boolean isA(ObjectNode schema, String type) {
        var types = schema.path("type");
        if (types.isTextual()) return types.textValue().equals(type);
        for (var each : types) if (each.asText().equals(type)) return true;
        return false;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "string";
        };
    }

    private static Optional<JsonNode> each(JsonNode schemas) {
        var all = Json.object();
        for (var member : schemas.properties()) {
            var one = strict(member.getValue());
            if (one.isEmpty()) return Optional.empty();
            all.set(member.getKey(), one.get());
        }
        return Optional.of(all);
    }

    private static Optional<JsonNode> alternatives(JsonNode schemas) {
        ArrayNode all = Json.array();
        for (var schema : schemas) {
            var one = strict(schema);
            if (one.isEmpty()) return Optional.empty();
            all.add(one.get());
        }
        return Optional.of(all);
    }
}
