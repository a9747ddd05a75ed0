package scorpiox.provider.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.ToolKind;

/// Calls that a model wraps into the call of a tool nobody offered, `parallel` or `multi_tool_use.parallel`.
///
/// They become calls of their own, and the conversation goes on with those: it travels whole with each request, so the
/// wrapper need not be answered.
final class WrappedCalls {
    private WrappedCalls() {}

    /// Whether the call of that name is a wrapper.
    static boolean are(String name, Request.Tools tools) {
        if (!name.equals("parallel") && !name.equals("multi_tool_use.parallel")) return false;
        for (var tool : tools.offered()) if (tool.name().equals(name)) return false;
        return true;
    }

    /// The calls in a wrapper's arguments, none when they hold anything else.
    ///
    /// @param id of the wrapper, theirs begin with it
    static List<Part.ToolCall> in(ObjectNode arguments, String id) {
        var calls = new ArrayList<Part.ToolCall>();
        if (arguments == null) return calls;
        for (var use : arguments.path("tool_uses")) {
            var name = Json.text(use, "recipient_name");
            if (name == null || !use.path("parameters").isObject()) return List.of();
            calls.add(new Part.ToolCall(id + "_" + calls.size(), name.startsWith("functions.") ? name.substring(10) : name, ToolKind.FUNCTION,
                    Json.write(use.path("parameters"))));
        }
        return calls;
    }
}
