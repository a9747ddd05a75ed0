package scorpiox.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;

/// What a request asks, whatever wire it came on.
///
/// @param model    its name
/// @param system   what the "model" is told about its task; empty for nothing
/// @param text     of the last message of the user
/// @param images   of the last message of the user
/// @param calls    made since that message and answered, in the order of their results
/// @param output   text of the tool result that ends the request, if one does
/// @param tools    on offer
/// @param choice   which tools have to be called
/// @param thinking whether thinking is wanted
/// @param effort   as the wire has it; empty for none
/// @param schema   JSON Schema that the answer must fit; missing for none
public record Asked(String model, String system, String text, List<Image> images, List<Made> calls, Optional<String> output, List<Tool> tools, Choice choice,
        boolean thinking, String effort, JsonNode schema) {
    /// A call that was made, with its result.
    public record Made(String name, String output, List<Image> images) {}

    /// @param schema of its arguments; missing for none
    public record Tool(String name, JsonNode schema) {}

    /// @param none     whether nothing may be called
    /// @param forced   name of the tool that has to be called; empty for none, `*` for any
    /// @param parallel whether several may be called at once
    public record Choice(boolean none, String forced, boolean parallel) {
        public static final Choice FREE = new Choice(false, "", true);
    }

    /// A text to a model, nothing else.
    public static Asked of(String model, String text) {
        return new Asked(model, "", text, List.of(), List.of(), Optional.empty(), List.of(), Choice.FREE, true, "", MissingNode.getInstance());
    }

    /// Whether a tool is on offer.
    public boolean offers(String name) {
        return tool(name) != null;
    }

    /// A tool on offer; null for none of that name.
    Tool tool(String name) {
        for (var tool : tools) if (!choice.none && tool.name.equals(name)) return tool;
        return null;
    }

    /// The tool that has to be called now; null when nothing has to.
    Tool forced() {
        if (choice.forced.isEmpty() || choice.none || !calls.isEmpty()) return null;
        return choice.forced.equals("*") ? tools.isEmpty() ? null : tools.getFirst() : tool(choice.forced);
    }
}
