package scorpiox.server.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.model.Request.Choice;
import scorpiox.model.Tool;

/// `tool_choice` as APIs of OpenAI write it, names in an object of their own as in Chat Completions, or flat as in Responses.
///
/// @param tools   that are offered
/// @param ignored whether the client's own are not, so that a choice among those says nothing
public record ToolChoice(List<Tool> tools, boolean ignored) {
    private static final String PATH = "tool_choice";

    /// @param choice null for none
    /// @throws Refused for a tool that is not offered, and for `required` where none is
    public Choice read(JsonNode choice) {
        if (choice == null || choice.isNull()) return new Choice.Auto();
        if (choice.isTextual()) return word(choice.textValue());
        var members = Members.of(choice, PATH);
        return "allowed_tools".equals(members.text("type")) ? allowed(members.has("allowed_tools") ? members.object("allowed_tools") : members) : named(name(members));
    }

    /// `function_call`, as it was before there were tools: a word, or `{"name": …}`.
    public Choice legacy(JsonNode choice) {
        if (choice == null || choice.isNull()) return new Choice.Auto();
        return choice.isTextual() ? word(choice.textValue()) : named(Members.of(choice, "function_call").name("name"));
    }

    private Choice word(String word) {
        return switch (word) {
            case "auto" -> new Choice.Auto();
            case "none" -> new Choice.None();
            case "required" -> {
                if (!tools.isEmpty()) yield new Choice.Required();
                if (ignored) yield new Choice.Auto();
                throw refused("tool_choice asks for a call, and no tool is offered");
            }
            default -> throw refused("tool_choice must be auto, none, required, or name a tool");
        };
    }

    private Choice named(String name) {
        if (offered(name)) return new Choice.Named(name);
        if (ignored) return new Choice.Auto();
        throw refused("tool_choice names a tool that is not among the tools");
    }

    private Choice allowed(Members members) {
        var names = new ArrayList<String>();
        var list = members.list("tools");
        for (var i = 0; i < list.size(); i++) {
            var name = name(Members.of(list.get(i), members.path("tools") + "[" + i + "]"));
            if (offered(name)) names.add(name);
            else if (!ignored) throw refused("tool_choice names a tool that is not among the tools");
        }
        var required = "required".equals(members.word("mode", "auto", "required"));
        if (!names.isEmpty()) return new Choice.Allowed(names, required);
        if (ignored) return new Choice.Auto();
        throw refused("tool_choice allows no tool at all; say none instead");
    }

    /// The name of a function or a free-form tool; any other kind goes by its type.
    private static String name(Members tool) {
        var type = tool.text("type");
        var kind = type == null ? "function" : type;
        return switch (kind) {
            case "function", "custom" -> (tool.has(kind) ? tool.object(kind) : tool).name("name");
            default -> kind.startsWith("web_search") ? "web_search" : kind;
        };
    }

    private boolean offered(String name) {
        for (var tool : tools) if (tool.name().equals(name)) return true;
        return false;
    }

    private static Refused refused(String why) {
        return Refused.invalid("invalid_value", why, PATH);
    }
}
