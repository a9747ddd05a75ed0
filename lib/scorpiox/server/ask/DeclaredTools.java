package scorpiox.server.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntFunction;
import scorpiox.base.Json;
import scorpiox.model.Tool;

/// Tools as APIs of OpenAI declare them: with the description in a member of its own, as in Chat Completions, or flat, as in
/// Responses.
public final class DeclaredTools {
    private static final String SEARCH = "web_search";

    private DeclaredTools() {}

    /// The tools of an array.
    ///
    /// @param path     of the array
    /// @param anything whether tools of kinds that are not known go out as they are
    /// @throws Refused for one that cannot be understood, and for a name that is given twice
    public static List<Tool> read(List<JsonNode> array, String path, boolean anything) {
        var tools = new ArrayList<Tool>();
        for (var i = 0; i < array.size(); i++) tools.add(tool(Members.of(array.get(i), path + "[" + i + "]"), anything));
        distinct(tools, i -> path + "[" + i + "]" + (array.get(i).path("function").isObject() ? ".function.name" : array.get(i).path("custom").isObject() ? ".custom.name" : ".name"));
        return tools;
    }

    /// Refuses a name that is given twice. Of what the provider runs itself there may be several.
    ///
    /// @param path of the name of the tool of that number
    public static void distinct(List<Tool> tools, IntFunction<String> path) {
        var names = new HashSet<String>();
        for (var i = 0; i < tools.size(); i++) {
            if (!(tools.get(i) instanceof Tool.Hosted) && !names.add(tools.get(i).name())) throw Refused.invalid("invalid_value", path.apply(i) + " is the name of another tool too", path.apply(i));
        }
    }

    /// A tool of the configuration, which has the words of the Responses wire. What is not understood goes out as it is.
    static Tool configured(ObjectNode tool) {
        try {
            return tool(Members.of(tool, "tools"), true);
        } catch (Refused notUnderstood) {
            return new Tool.Hosted(tool.path("name").asText(tool.path("type").asText()), tool);
        }
    }

    /// A search of the web that the provider makes itself.
    public static Tool.Hosted search(ObjectNode settings) {
        var declaration = Json.object().put("type", SEARCH);
        settings.properties().forEach(member -> {
            if (!member.getKey().equals("type")) declaration.set(member.getKey(), member.getValue());
        });
        return new Tool.Hosted(SEARCH, declaration);
    }

    /// A function whose members stand in this object.
    ///
    /// @throws Refused where its name is missing
    public static Tool.Function function(Members declared) {
        return new Tool.Function(declared.name("name"), description(declared), schema(declared.get("parameters")), declared.flag("strict", false));
    }

    private static Tool tool(Members tool, boolean anything) {
        var type = tool.text("type");
        return switch (type) {
            case "function" -> function(tool.has("function") ? tool.object("function") : tool);
            case "custom" -> custom(tool.has("custom") ? tool.object("custom") : tool);
            case "web_search", "web_search_preview", "web_search_preview_2025_03_11" -> search(tool.all());
            case null -> {
                if (!tool.has("function")) throw tool.missing("type");
                yield function(tool.object("function"));
            }
            default -> {
                if (!anything) throw tool.invalid("type", "is no kind of tool that can be offered here; there are function, custom and web_search");
                yield new Tool.Hosted(type, tool.all());
            }
        };
    }

    private static Tool custom(Members declared) {
        var name = declared.name("name");
        var format = declared.object("format");
        var kind = format == null ? null : format.word("type", "text", "grammar");
        if (!"grammar".equals(kind)) return new Tool.Freeform(name, description(declared), null);
        var grammar = format.has("grammar") ? format.object("grammar") : format;
        var syntax = grammar.word("syntax", "lark", "regex");
        return new Tool.Freeform(name, description(declared), grammar.name("definition"), syntax == null ? "lark" : syntax);
    }

    private static String description(Members declared) {
        var text = declared.text("description");
        return text == null ? "" : text;
    }

    /// A schema of an object; whatever else stands there means a call without arguments.
    private static ObjectNode schema(JsonNode parameters) {
        var object = parameters instanceof ObjectNode given ? given : Json.object().put("type", "object");
        if (object.has("properties") || !"object".equals(Json.text(object, "type"))) return object;
        var whole = Json.object();
        whole.setAll(object);
        whole.putObject("properties");
        return whole;
    }
}
