package scorpiox.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import scorpiox.agent.Denial;
import scorpiox.agent.RunEvent;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.FileChange;
import scorpiox.tool.Outcome;
import scorpiox.tool.PlanStep;

/// Calls of tools as items of `codex exec --json`: commands, file changes, plans; everything else is a call of the
/// server `sx`.
final class ToolItems {
    private static final Set<String> CHANGES = Set.of("write", "edit", "multi_edit", "apply_patch");

    private ToolItems() {}

    /// Whether a call is reported when it begins; a change or a plan only when it is there.
    static boolean reportsStart(String tool, Access access) {
        return !isChange(tool, access) && !tool.equals("update_plan");
    }

    /// A call that begins.
    ///
    /// @param arguments null where they were not understood
    static ObjectNode started(String tool, ObjectNode arguments) {
        return isCommand(tool) && arguments != null ? command(arguments, "", null, "in_progress") : other(tool, arguments, null, null, "in_progress");
    }

    static ObjectNode finished(RunEvent.ToolFinished call) {
        var outcome = call.outcome();
        var status = outcome.error() ? "failed" : "completed";
        return switch (outcome.detail()) {
            case Detail.Command detail when isCommand(call.tool()) -> {
                var item = command(call.arguments(), detail.output(), detail.exit(), outcome.error() || detail.exit() != null && detail.exit() != 0 ? "failed" : "completed");
                item.put("duration_ms", detail.duration().toMillis()).put("truncated", detail.truncated());
                if (detail.file() != null) item.put("output_file", detail.file().toString());
                yield item;
            }
            case Detail.Changes changes -> {
                var item = Json.object().put("type", "file_change");
                var list = item.putArray("changes");
                changes.files().forEach(file -> list.add(change(file)));
                yield item.put("status", status);
            }
            case Detail.Plan plan -> {
                var item = Json.object().put("type", "todo_list");
                var list = item.putArray("items");
                plan.steps().forEach(step -> list.addObject().put("text", step.text()).put("completed", step.status() == PlanStep.Status.COMPLETED));
                yield item;
            }
            case Detail.None _ when call.arguments() != null && isCommand(call.tool()) -> command(call.arguments(), outcome.text(), null, status);
            case Detail.None _ when call.arguments() != null && isChange(call.tool(), call.access()) -> outcome.error() ? failedChange(call.arguments(), outcome.text()) : unchanged();
            case Detail.Command _, Detail.None _ -> other(call.tool(), call.arguments(), outcome, outcome.error() ? outcome.text() : null, status);
        };
    }

    static ObjectNode denied(Denial denial) {
        if (isCommand(denial.tool())) return command(denial.arguments(), "", null, "declined").put("reason", denial.reason());
        if (isChange(denial.tool(), denial.access())) return failedChange(denial.arguments(), "denied: " + denial.reason());
        return other(denial.tool(), denial.arguments(), null, "denied: " + denial.reason(), "failed");
    }

    private static boolean isCommand(String tool) {
        return tool.equals("bash");
    }

    /// What a tool of the user's changes, nobody knows.
    private static boolean isChange(String tool, Access access) {
        return access == Access.WRITE && CHANGES.contains(tool);
    }

    private static ObjectNode command(ObjectNode arguments, String output, Integer exit, String status) {
        return Json.object().put("type", "command_execution").put("command", text(arguments, "command")).put("aggregated_output", Redaction.maskKnown(output))
                .put("exit_code", exit).put("status", status);
    }

    private static ObjectNode failedChange(ObjectNode arguments, String error) {
        var item = Json.object().put("type", "file_change");
        var changes = item.putArray("changes");
        if (arguments.has("file_path")) changes.addObject().put("path", text(arguments, "file_path")).put("kind", "update");
        return item.put("status", "failed").put("error", Redaction.maskKnown(error));
    }

    private static ObjectNode unchanged() {
        var item = Json.object().put("type", "file_change");
        item.putArray("changes");
        return item.put("status", "completed");
    }

    private static ObjectNode change(FileChange file) {
        return Json.object().put("path", file.path()).put("kind", switch (file.kind()) {
            case ADD -> "add";
            case DELETE -> "delete";
            case UPDATE -> "update";
        }).put("diff", Redaction.maskKnown(file.diff())).put("additions", file.additions()).put("deletions", file.deletions());
    }

    private static ObjectNode other(String tool, ObjectNode arguments, Outcome outcome, String error, String status) {
        var item = Json.object().put("type", "mcp_tool_call").put("server", "sx").put("tool", tool);
        item.set("arguments", arguments == null ? Json.object() : arguments);
        if (outcome == null || error != null) item.putNull("result");
        else item.putObject("result").putNull("structured_content").putArray("content").addObject().put("type", "text").put("text", Redaction.maskKnown(outcome.text()));
        if (error == null) item.putNull("error");
        else item.putObject("error").put("message", Redaction.maskKnown(error));
        return item.put("status", status);
    }

    private static String text(ObjectNode arguments, String name) {
        var text = Json.text(arguments, name);
        return text == null ? "" : Redaction.maskKnown(text);
    }
}
