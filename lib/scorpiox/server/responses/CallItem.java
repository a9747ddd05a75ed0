package scorpiox.server.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import scorpiox.base.Json;
import scorpiox.model.StreamEvent;
import scorpiox.model.ToolKind;
import scorpiox.server.ask.Frames;

/// A call that the client is to carry out.
final class CallItem extends OutputItem {
    private final StreamEvent.ToolCallStart call;
    private final boolean shell;
    private final Events.Delta delta;
    private final StringBuilder raw = new StringBuilder();
    private ToolKind kind;

    /// Announces it.
    ///
    /// @param shell whether it is written as `local_shell_call`
    CallItem(Events events, String answer, int number, StreamEvent.ToolCallStart call, boolean shell, Frames out) {
        super(events, shell ? "lsh_" : call.kind() == ToolKind.FREEFORM ? "ctc_" : "fc_", answer, number);
        this.call = call;
        this.shell = shell;
        this.kind = call.kind();
        this.delta = shell ? null : new Events.Delta(type() + ".delta", id, index, "", "");
        if (!shell) added(item("in_progress", ""), out);
    }

    void input(String fragment, Frames out) {
        raw.append(fragment);
        if (delta != null) events.write(delta, fragment, out);
    }

    /// What its input comes to. A call of free text that came broken ends as a function that cannot be run.
    void complete(StreamEvent.ToolCallEnd end, Frames out) {
        kind = end.kind();
        if (raw.isEmpty() && !end.raw().isEmpty()) input(end.raw(), out);
        raw.setLength(0);
        raw.append(end.raw());
        if (shell) added(item("in_progress", raw.toString()), out);
        end(true, out);
    }

    @Override
    void closing(Frames out) {
        if (!shell) events.write(type() + ".done", place().put(free() ? "input" : "arguments", raw.toString()), out);
    }

    @Override
    ObjectNode item(boolean whole) {
        return item(whole ? "completed" : "incomplete", raw.toString());
    }

    private String type() {
        return free() ? "response.custom_tool_call_input" : "response.function_call_arguments";
    }

    private boolean free() {
        return kind == ToolKind.FREEFORM;
    }

    private ObjectNode item(String status, String input) {
        var item = Json.object().put("id", id);
        if (shell) return item.put("type", "local_shell_call").put("status", status).put("call_id", call.id()).set("action", action(input));
        return item.put("type", free() ? "custom_tool_call" : "function_call").put("status", status).put("call_id", call.id()).put("name", call.name())
                .put(free() ? "input" : "arguments", input);
    }

    private static ObjectNode action(String input) {
        try {
            if (Json.read(input) instanceof ObjectNode action) return action;
        } catch (IOException broken) {
            // it cannot be run
        }
        return Json.object();
    }
}
