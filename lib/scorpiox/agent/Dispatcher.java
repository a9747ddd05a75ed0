package scorpiox.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Part;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.tool.Access;
import scorpiox.tool.Aliases;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Parameters;
import scorpiox.tool.ToolError;
import scorpiox.tool.edit.PatchInShell;
import scorpiox.tool.permission.Approver;
import scorpiox.tool.permission.Decision;
import scorpiox.tool.permission.Permissions;

/// Finds out what a call means, and whether it may go ahead.
public final class Dispatcher {
    /// A call that is understood.
    ///
    /// @param asked     as it came
    /// @param arguments as they were understood
    /// @param line      the call in one line
    record Ready(Part.ToolCall asked, LocalTool tool, ObjectNode arguments, LocalTool.Call call, String line) {
        Ready(Part.ToolCall asked, LocalTool tool, ObjectNode arguments, LocalTool.Call call) {
            this(asked, tool, arguments, call, call.line());
        }
    }

    private List<LocalTool> tools;
    private final List<Tool> hosted;
    private final Permissions permissions;
    private final Optional<Approver> approver;
    private final Predicate<LocalTool> timely;

    /// @param tools    all there are, offered or not: a call of one that the mode withholds is denied, not unknown
    /// @param hosted   tools that the provider runs itself
    /// @param approver whom to ask, if anybody
    /// @param timely   whether a tool makes sense to offer now
    public Dispatcher(List<LocalTool> tools, List<Tool> hosted, Permissions permissions, Optional<Approver> approver, Predicate<LocalTool> timely) {
        this.tools = List.copyOf(tools);
        this.hosted = List.copyOf(hosted);
        this.permissions = permissions;
        this.approver = approver;
        this.timely = timely;
    }

    /// What the model is offered.
    List<Tool> offered() {
        var offered = new ArrayList<Tool>();
        for (var tool : tools) if (permissions.offers(tool) && timely.test(tool)) offered.add(tool.declaration());
        offered.addAll(hosted);
        return offered;
    }

    /// Whether the model is offered anything at all.
    public boolean hasTools() {
        return !tools.isEmpty() || !hosted.isEmpty();
    }

    /// Declares free-form tools as functions from now on.
    ///
    /// @return whether there was one
    boolean withoutFreeform() {
        var had = tools.stream().anyMatch(tool -> tool.declaration() instanceof Tool.Freeform);
        tools = tools.stream().map(LocalTool::asFunction).toList();
        return had;
    }

    public Permissions permissions() {
        return permissions;
    }

    /// Whether a call may be made beside others: one that neither changes anything nor runs a program.
    boolean looks(Part.ToolCall asked) {
        return called(asked.name()).map(tool -> tool.access() != Access.WRITE && tool.access() != Access.EXEC).orElse(true);
    }

    /// @throws ToolError telling the model what it got wrong
    Ready understand(Part.ToolCall asked) {
        var tool = called(asked.name()).orElseThrow(() -> new ToolError("unknown tool '" + asked.name() + "'; available: "
                + offered().stream().map(Tool::name).collect(Collectors.joining(", "))));
        var bash = tool.name().equals("bash");
        var parsed = asked.kind() == ToolKind.FREEFORM ? Json.object().put("input", asked.raw()) : parse(asked);
        var fitted = fitted(tool, bash ? Aliases.arguments(asked.name(), parsed) : parsed);
        if (bash) {
            var patch = PatchInShell.find(Json.text(fitted, "command"));
            var patcher = named("apply_patch");
            if (patch.isPresent() && patcher.isPresent()) {
                var input = Json.object().put("input", patch.get().patch());
                var folder = folder(Json.text(fitted, "workdir"), patch.get().directory());
                if (folder != null) input.put("workdir", folder);
                return new Ready(asked, patcher.get(), input, patcher.get().call(input));
            }
        }
        return new Ready(asked, tool, fitted, tool.call(fitted, asked.id()));
    }

    /// Decides, and asks where that is to be decided by somebody; empty when the call may go ahead.
    Optional<Denial> refusal(Ready ready, Cancel cancel) {
        var subjects = ready.call().subjects();
        var decision = permissions.decide(ready.tool(), subjects);
        return switch (decision.verdict()) {
            case ALLOW -> Optional.empty();
            case DENY -> Optional.of(denial(ready, decision.reason(), false));
            case ASK -> ask(ready, decision, cancel);
        };
    }

    private Optional<Denial> ask(Ready ready, Decision decision, Cancel cancel) {
        if (approver.isEmpty()) return Optional.of(denial(ready, decision.reason(), false));
        var rule = permissions.proposal(ready.tool(), ready.call().subjects());
        var question = new Approver.Question(ready.tool().name(), ready.tool().access(), ready.line(), ready.call().preview(), decision.why(), rule);
        return switch (approver.get().ask(question, cancel)) {
            case Approver.Answer.Yes _ -> Optional.empty();
            case Approver.Answer.Always _ -> {
                rule.ifPresent(permissions::add);
                yield Optional.empty();
            }
            case Approver.Answer.No(var reason) -> Optional.of(denial(ready, reason.isEmpty() ? "the user said no" : "the user said no: " + reason, true));
        };
    }

    private static Denial denial(Ready ready, String reason, boolean asked) {
        return new Denial(ready.asked().id(), ready.tool().name(), ready.tool().access(), ready.arguments(), ready.line(), reason, asked);
    }

    /// Where a shell stands after `cd inner` in a folder; null for the working directory.
    private static String folder(String outer, String inner) {
        if (outer == null || inner == null || inner.startsWith("/") || inner.startsWith("~")) return inner == null ? outer : inner;
        return outer + "/" + inner;
    }

    private static ObjectNode fitted(LocalTool tool, ObjectNode arguments) {
        return switch (tool.declaration()) {
            case Tool.Function function -> Parameters.fit(tool.name(), function.parameters(), arguments, tool.foreign());
            case Tool.Freeform _ -> {
                var input = Json.text(arguments, "input") != null ? Json.text(arguments, "input") : Json.text(arguments, "patch");
                if (input == null) throw new ToolError(tool.name() + ": input is missing. Parameters: input (string, required)");
                yield Json.object().put("input", input);
            }
            case Tool.Hosted _ -> arguments;
        };
    }

    private static ObjectNode parse(Part.ToolCall asked) {
        if (asked.raw().isBlank()) return Json.object();
        try {
            if (Json.read(asked.raw()) instanceof ObjectNode object) return object;
            throw new ToolError(asked.name() + ": the arguments are JSON, but not an object");
        } catch (JsonProcessingException e) {
            var place = e.getLocation();        // null for what is JSON but nested too deep
            throw new ToolError(asked.name() + ": the arguments are not JSON" + (place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")")
                    + ": " + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new ToolError(asked.name() + ": the arguments are not JSON: " + e.getMessage());
        }
    }

    /// A tool by its own name, else by one that models know it by.
    private Optional<LocalTool> called(String name) {
        return named(name).or(() -> named(Aliases.name(name)));
    }

    private Optional<LocalTool> named(String name) {
        return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
    }
}
