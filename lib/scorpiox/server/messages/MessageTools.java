package scorpiox.server.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.server.ask.DeclaredTools;
import scorpiox.server.ask.Members;

/// Tools as Anthropic's API declares them.
final class MessageTools {
    private static final String SEARCH = "web_search_2";        // what follows is a date

    private MessageTools() {}

    /// @param backend type of the backend: one of Anthropic's takes its own tools as they are
    static List<Tool> read(List<JsonNode> declared, String backend) {
        var tools = new ArrayList<Tool>();
        for (var i = 0; i < declared.size(); i++) tools.add(tool(Members.of(declared.get(i), "tools[" + i + "]"), home(backend)));
        DeclaredTools.distinct(tools, i -> "tools[" + i + "].name");
        return tools;
    }

    /// Whether a backend of that type is Anthropic itself.
    static boolean home(String backend) {
        return backend.equals("anthropic") || backend.equals("claude-code");
    }

    private static Tool tool(Members tool, boolean home) {
        var type = tool.text("type");
        if (type == null || type.equals("custom")) return function(tool);
        var search = type.startsWith(SEARCH);
        if (home) return new Tool.Hosted(search ? "web_search" : tool.name("name"), uncached(tool.all()));
        if (search) return search(tool);
        throw tool.invalid("type", "is no tool that this backend has; there are tools with an input_schema, and web_search");
    }

    private static Tool function(Members tool) {
        var schema = tool.object("input_schema");
        var plain = Json.object();
        plain.set("name", tool.get("name"));
        if (tool.has("description")) plain.set("description", tool.get("description"));
        if (schema != null) {
            ObjectNode parameters = Json.object();
            parameters.setAll(schema.all());
            parameters.remove("$schema");
            plain.set("parameters", parameters);
        }
        return DeclaredTools.function(Members.of(plain, tool.path()));
    }

    private static Tool search(Members tool) {
        var settings = Json.object();
        var domains = tool.list("allowed_domains");
        if (!domains.isEmpty()) {
            var allowed = settings.putObject("filters").putArray("allowed_domains");
            domains.forEach(allowed::add);
        }
        var place = tool.object("user_location");
        if (place != null) settings.set("user_location", place.all());
        return DeclaredTools.search(settings);
    }

    /// Where prompts are cached is the backend's own business.
    private static ObjectNode uncached(ObjectNode tool) {
        var copy = Json.object();
        copy.setAll(tool);
        copy.remove("cache_control");
        return copy;
    }
}
