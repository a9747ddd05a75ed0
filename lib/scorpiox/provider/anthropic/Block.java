package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import scorpiox.base.Json;
import scorpiox.provider.Errors;

/// What has been seen of one content block while it arrives.
final class Block {
    final String type;
    final ObjectNode start;
    final StringBuilder text = new StringBuilder();     // or its thinking, or its arguments
    int part = -1;
    String id;
    String name;
    boolean freeform;
    boolean done;

    /// @param start the block as it began
    Block(String type, ObjectNode start) {
        this.type = type;
        this.start = start;
    }

    boolean call() {
        return type.equals("tool_use");
    }

    /// Whether the server makes the call itself.
    boolean hostedCall() {
        return type.endsWith("_tool_use");
    }

    /// Whether it is what came of such a call.
    boolean hostedResult() {
        return type.endsWith("_tool_result");
    }

    /// The kind of call that the server makes, as every provider names it: `web_search_call`.
    String hosted() {
        return Errors.cut(start.path("name").asText("server_tool")) + "_call";
    }

    /// The arguments that have come; null when they are no JSON object.
    ObjectNode arguments() {
        try {
            return Json.read(text.toString()) instanceof ObjectNode object ? object : null;
        } catch (IOException invalid) {
            return null;
        }
    }
}
