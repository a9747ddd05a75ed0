package scorpiox.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import scorpiox.base.Json;
import scorpiox.model.Tool;

/// Declarations of tools written as JSON in their classes.
public final class Declarations {
    private Declarations() {}

    /// A function with these properties.
    ///
    /// @param properties JSON of `properties`, without the braces
    /// @param required   names of the required ones
    public static Tool.Function function(String name, String description, String properties, String... required) {
        try {
            var schema = Json.object().put("type", "object");
            var list = schema.putArray("required");
            for (var each : required) list.add(each);
            schema.put("additionalProperties", false);
            schema.set("properties", (ObjectNode) Json.read("{" + properties + "}"));
            return new Tool.Function(name, description.strip(), schema);
        } catch (IOException e) {
            throw new AssertionError("the declaration of " + name + " is no JSON: " + e.getMessage(), e);
        }
    }
}
