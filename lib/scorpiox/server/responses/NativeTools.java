package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import scorpiox.base.Json;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.DeclaredTools;
import scorpiox.server.ask.Members;
import scorpiox.server.ask.OfferedTools;
import scorpiox.server.ask.ToolChoice;
import scorpiox.server.ask.ToolNames;
import scorpiox.server.config.Profile.ToolSchemaMode;

/// The tools of a request that is passed through: the client's as it declares them, kinds that are not known here included.
///
/// @param json    as they go out, but for their names
/// @param choice  the same of `tool_choice`; null for none
/// @param neutral the same in neutral words
/// @param body    of the request
record NativeTools(ArrayNode json, JsonNode choice, Request.Tools neutral, Members body) {
    static NativeTools read(ClientRequest request, Members body) {
        var declared = body.list("tools");
        var client = DeclaredTools.read(declared, "tools", true);
        var own = new IdentityHashMap<Tool, ObjectNode>();
        for (var i = 0; i < client.size(); i++) own.put(client.get(i), flat((ObjectNode) declared.get(i), client.get(i)));
        var offered = OfferedTools.of(request, client);
        if (offered.ignored()) body.drop("tools", false);
        var json = Json.array();
        for (var tool : all(request, client, offered, own)) json.add(own.containsKey(tool) ? own.get(tool) : declaration(tool));
        var choice = body.get("tool_choice");
        var chosen = new ToolChoice(offered.tools(), offered.ignored()).read(choice);
        var stays = !offered.ignored() || chosen instanceof Request.Choice.None || chosen instanceof Request.Choice.Required;
        var parallel = body.flag("parallel_tool_calls", true);
        return new NativeTools(json, choice == null || !stays ? null : flat(choice), new Request.Tools(offered.tools(), chosen, parallel), body);
    }

    /// Those that are offered, and those of a kind of which the client declares several.
    private static List<Tool> all(ClientRequest request, List<Tool> client, OfferedTools offered, Map<Tool, ObjectNode> own) {
        if (offered.ignored()) return offered.tools();
        var clientFirst = request.profile().tools() == ToolSchemaMode.CUSTOM_ONLY;
        var all = new ArrayList<>(clientFirst ? client : offered.tools());
        for (var tool : clientFirst ? offered.tools() : client) if (clientFirst ? !own.containsKey(tool) : all.stream().noneMatch(each -> each == tool)) all.add(tool);
        return all;
    }

    /// Puts them among the members of the body.
    ///
    /// @param elsewhere whether the request has tools at another place too
    void into(Map<String, JsonNode> members, ToolNames names, boolean elsewhere) {
        members.put("tools", json.isEmpty() ? null : renamed(json, names));
        if (json.isEmpty() && !elsewhere) {
            members.put("tool_choice", null);
            members.put("parallel_tool_calls", null);
        } else if (choice != null) {
            members.put("tool_choice", choice.isObject() ? renamed(Json.array().add(choice), names).get(0) : choice);
        } else if (body.has("tool_choice")) {
            members.put("tool_choice", null);
        }
    }

    /// Tools or items with the names that go out.
    ArrayNode renamed(ArrayNode list, ToolNames names) {
        if (names.none()) return list;
        for (var each : list) {
            if (!(each instanceof ObjectNode named)) continue;
            rename(named, names);
            for (var allowed : named.path("tools")) if (named.path("type").asText().equals("allowed_tools") && allowed instanceof ObjectNode object) rename(object, names);
        }
        return list;
    }

    private static void rename(ObjectNode named, ToolNames names) {
        var name = Json.text(named, "name");
        var renames = switch (named.path("type").asText()) {
            case "function", "custom", "function_call", "custom_tool_call" -> name != null;
            default -> false;
        };
        if (renames && !names.wire(name).equals(name)) named.put("name", names.wire(name));
    }

    /// A tool as Responses declares it, where the client has the words of Chat Completions or an older name. The schema of a
    /// function is there even where it takes nothing.
    private static ObjectNode flat(ObjectNode declared, Tool tool) {
        var json = declared.deepCopy();
        switch (tool) {
            case Tool.Function function -> {
                if (json.get("function") instanceof ObjectNode within) {
                    json = Json.object().put("type", "function");
                    json.setAll(within);
                }
                if (!function.parameters().equals(json.get("parameters"))) json.set("parameters", function.parameters());
            }
            case Tool.Freeform _ -> {
                if (json.get("custom") instanceof ObjectNode within) {
                    json = Json.object().put("type", "custom");
                    json.setAll(within);
                }
                if (json.path("format").get("grammar") instanceof ObjectNode grammar) {
                    json.set("format", Json.object().put("type", "grammar").setAll(grammar));
                }
            }
            case Tool.Hosted(_, var declaration) -> {
                if (!declaration.get("type").equals(json.get("type"))) json.set("type", declaration.get("type"));
            }
        }
        return json;
    }

    private static JsonNode flat(JsonNode choice) {
        if (!(choice instanceof ObjectNode object)) return choice;
        var type = object.path("type").asText("function");
        if (!(object.get(type) instanceof ObjectNode within)) return object.deepCopy();
        var flat = Json.object().put("type", type);
        flat.setAll(within);
        if (!type.equals("allowed_tools")) return flat;
        var tools = new ArrayList<JsonNode>();
        for (var tool : flat.path("tools")) tools.add(flat(tool));
        flat.putArray("tools").addAll(tools);
        return flat;
    }

    /// A tool that the client did not declare.
    private static ObjectNode declaration(Tool tool) {
        return switch (tool) {
            case Tool.Function(var name, var description, var parameters, var strict) -> described("function", name, description).put("strict", strict).set("parameters", parameters);
            case Tool.Freeform(var name, var description, var grammar, var syntax) -> {
                var custom = described("custom", name, description);
                if (grammar == null) custom.putObject("format").put("type", "text");
                else custom.putObject("format").put("type", "grammar").put("syntax", syntax).put("definition", grammar);
                yield custom;
            }
            case Tool.Hosted(_, var declaration) -> declaration.deepCopy();
        };
    }

    private static ObjectNode described(String type, String name, String description) {
        var tool = Json.object().put("type", type).put("name", name);
        return description.isEmpty() ? tool : tool.put("description", description);
    }
}
