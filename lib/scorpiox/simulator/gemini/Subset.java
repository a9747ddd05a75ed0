package scorpiox.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/// The part of OpenAPI's schemas that `parameters` and `responseSchema` may be written in.
final class Subset {
    private static final Set<String> KNOWN = Set.of("type", "description", "title", "properties", "required", "items", "enum", "format", "nullable", "anyOf",
            "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties", "pattern", "default", "propertyOrdering",
            "example");

    private Subset() {}

    /// The first thing that is not part of it; null for nothing.
    static String wrong(JsonNode schema, String function) {
        var wrong = ContentChecks.unknown(schema, KNOWN, " at 'tools[0].function_declarations (" + function + ").parameters'");
        if (wrong != null) return wrong;
        if (schema.path("type").isArray()) return "Proto field is not repeating, cannot start list, in the parameters of " + function + ".";
        for (var value : schema.path("enum")) {
            if (!value.isTextual()) return "Invalid value at 'parameters.enum' (TYPE_STRING), in the parameters of " + function + ".";
        }
        if (schema.path("type").asText().equalsIgnoreCase("array") && !schema.has("items")) {
            return "parameters.properties.items: missing field, in the parameters of " + function + ".";
        }
        for (var property : schema.path("properties").properties()) {
            wrong = wrong(property.getValue(), function);
            if (wrong != null) return wrong;
        }
        for (var choice : schema.path("anyOf")) {
            wrong = wrong(choice, function);
            if (wrong != null) return wrong;
        }
        return schema.has("items") ? wrong(schema.path("items"), function) : null;
    }
}
