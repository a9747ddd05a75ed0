package scorpiox.output;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import scorpiox.agent.Denial;
import scorpiox.agent.RunEvent;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.Outcome;
import scorpiox.tool.PlanStep;

/// Calls of tools as people follow them: one line each.
public final class ToolLines {
    private final IntSupplier width;
    private final Map<String, String> lines = new HashMap<>();
    private String last = "";

    /// @param width characters of a line
    public ToolLines(IntSupplier width) {
        this.width = width;
    }

    /// What is said when a call begins; nothing for a plan, which is shown when it is known.
    public Optional<String> started(RunEvent.ToolStarted call) {
        if (call.tool().equals("update_plan")) return Optional.empty();
        lines.put(call.id(), call.line());
        last = call.id();
        return Optional.of("● " + shortened(call.line()));
    }

    /// What is said when it is over; nothing when there is nothing to add.
    public List<String> finished(RunEvent.ToolFinished call) {
        var outcome = call.outcome();
        var line = lines.remove(call.id());
        var owner = line == null || last.equals(call.id()) ? "" : " · " + shortened(line);       // others have begun since
        if (outcome.error()) return List.of("  ✗ " + shortened(call.arguments() == null ? misunderstood(call) : why(outcome)) + owner);
        return switch (outcome.detail()) {
            case Detail.Command command -> command.exit() == null ? List.of() : List.of("  " + told(command) + owner);
            case Detail.Changes changes -> changes.files().stream().map(file -> "  " + file.path() + " +" + file.additions() + " -" + file.deletions()).toList();
            case Detail.Plan plan -> plan.steps().stream().map(this::step).toList();
            case Detail.None _ -> call.access() == Access.READ || call.access() == Access.NET ? size(outcome.text(), owner) : List.of();
        };
    }

    private static String told(Detail.Command command) {
        var count = command.output().lines().count();
        var output = count == 0 ? "no output" : command.truncated() ? "more output than is shown" : String.format(Locale.ROOT, count == 1 ? "%,d line" : "%,d lines", count);
        return output + (command.exit() == 0 ? "" : " · exit " + command.exit()) + (command.duration().toMillis() < 1000 ? "" : " · " + seconds(command.duration()));
    }

    private static String misunderstood(RunEvent.ToolFinished call) {
        var text = call.outcome().text();
        return text.startsWith(call.tool() + ":") || text.startsWith("unknown tool") ? text : call.tool() + ": " + text;
    }

    /// Why a call failed; a command's text ends with it.
    private static String why(Outcome outcome) {
        return outcome.detail() instanceof Detail.Command ? outcome.text().lines().reduce("", (_, last) -> last) : outcome.text();
    }

    /// What is said of a call that was not allowed; the reason is never cut, for it says how to allow it.
    public String denied(Denial denial) {
        return "denied " + shortened(denial.line()) + " (" + denial.reason() + ")";
    }

    private String step(PlanStep step) {
        return (switch (step.status()) {
            case PENDING -> "☐ ";
            case IN_PROGRESS -> "▶ ";
            case COMPLETED -> "☑ ";
        }) + shortened(step.text());
    }

    private static List<String> size(String text, String owner) {
        var lines = new ArrayList<String>();
        var count = text.lines().count();
        if (count > 1) lines.add(String.format(Locale.ROOT, "  %,d lines", count) + owner);
        return lines;
    }

    private String shortened(String text) {
        var line = Stderr.joined(text, " ↵ ");
        var room = Math.max(20, width.getAsInt() - 6);
        return line.length() <= room ? line : line.substring(0, Character.isHighSurrogate(line.charAt(room - 1)) ? room - 1 : room) + " …";
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
