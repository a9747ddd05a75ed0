package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.model.Request;
import scorpiox.model.Tool;

/// Tools as Gemini takes them. There are functions only: a tool with free input is one with a single text, [#INPUT].
final class GeminiTools {
    /// Name of the text that a free-form tool takes.
    static final String INPUT = "input";

    private GeminiTools() {}

    /// The names of the tools whose input is free text.
    static Set<String> freeform(Request request) {
        var names = new HashSet<String>();
        for (var tool : request.tools().offered()) if (tool instanceof Tool.Freeform) names.add(tool.name());
        return names;
    }

    /// Adds `tools` and `toolConfig`.
    ///
    /// @param without what is left out or said more simply
    static void add(Request.Tools tools, GeminiRequest.Without without, ObjectNode body) {
        if (tools.offered().isEmpty()) return;
        var subset = without.schemas();
        var list = Json.array();
        var functions = Json.array();
        for (var tool : tools.offered()) {
            switch (tool) {
                case Tool.Function(var name, var description, var parameters, _) -> function(name, description, parameters, subset, functions);
                case Tool.Freeform(var name, var description, var grammar, _) -> {
                    var more = grammar == null ? "" : "\n\nThe input follows this Lark grammar:\n" + grammar;
                    function(name, description + more, freeInput(), subset, functions);
                }
                case Tool.Hosted hosted -> {
                    if (!without.hosted()) hosted(hosted, list);
                }
            }
        }
        if (!functions.isEmpty()) list.insertObject(0).set("functionDeclarations", functions);
        if (list.isEmpty()) return;
        body.set("tools", list);
        if (functions.isEmpty()) return;
        var config = body.putObject("toolConfig").putObject("functionCallingConfig");
        switch (tools.choice()) {
            case Request.Choice.Auto _ -> config.put("mode", "AUTO");
            case Request.Choice.None _ -> config.put("mode", "NONE");
            case Request.Choice.Required _ -> config.put("mode", "ANY");
            case Request.Choice.Allowed(_, var required) -> config.put("mode", required ? "ANY" : "AUTO");
            case Request.Choice.Named(var name) -> config.put("mode", "ANY").putArray("allowedFunctionNames").add(name);
        }
    }

    /// A tool that Google runs goes out as it is, unless it is written the way the Responses wire wants it: the search has a
    /// name of its own here, of any other there is none.
    private static void hosted(Tool.Hosted tool, ArrayNode to) {
        if (!tool.declaration().has("type")) to.add(tool.declaration());
        else if (tool.name().equals("web_search")) to.addObject().putObject("googleSearch");
    }

    /// A schema as the API takes it whole: without what only names it.
    static ObjectNode whole(ObjectNode schema) {
        if (!schema.has("$schema") && !schema.has("$id")) return schema;
        var copy = Json.object();
        copy.setAll(schema);
        copy.remove("$schema");
        copy.remove("$id");
        return copy;
    }

    private static void function(String name, String description, ObjectNode parameters, boolean subset, ArrayNode to) {
        var function = to.addObject().put("name", name).put("description", description);
        if (!subset) {
            function.set("parametersJsonSchema", whole(parameters));
            return;
        }
        var converted = GeminiSchema.of(parameters);
        if (converted.schema() != null) function.set("parameters", converted.schema());
    }

    private static ObjectNode freeInput() {
        var schema = Json.object().put("type", "object");
        schema.putObject("properties").putObject(INPUT).put("type", "string").put("description", "the whole input, as plain text");
        schema.putArray("required").add(INPUT);
        return schema;
    }
}
