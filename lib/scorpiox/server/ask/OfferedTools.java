package scorpiox.server.ask;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import scorpiox.model.Tool;
import scorpiox.tool.Ledger;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.UpdatePlan;
import scorpiox.tool.Workspace;
import scorpiox.tool.edit.ApplyPatch;
import scorpiox.tool.edit.Edit;
import scorpiox.tool.edit.MultiEdit;
import scorpiox.tool.edit.Write;
import scorpiox.tool.files.Ls;
import scorpiox.tool.files.Read;
import scorpiox.tool.files.ViewImage;
import scorpiox.tool.search.Glob;
import scorpiox.tool.search.Grep;
import scorpiox.tool.shell.Bash;
import scorpiox.tool.shell.BashKill;
import scorpiox.tool.shell.BashOutput;

/// Which tools the model is offered: the client's, those of the configuration, and what a profile says of both. None of them
/// is ever run here.
///
/// @param tools   in the order in which they go out
/// @param ignored whether the client's own are not among them, because the profile leaves them out
public record OfferedTools(List<Tool> tools, boolean ignored) {
    public OfferedTools {
        tools = List.copyOf(tools);
    }

    /// @param client the client's tools, no name twice
    public static OfferedTools of(ClientRequest request, List<Tool> client) {
        var configured = request.backend().tools();
        return switch (request.profile().tools()) {
            case CUSTOM_ONLY -> new OfferedTools(merged(client, configured.custom().stream().map(DeclaredTools::configured).toList(), false), false);
            case MERGE_CUSTOM -> new OfferedTools(merged(base(request), client, true), false);
            case CODEX_DEFAULT -> new OfferedTools(base(request), !client.isEmpty());
        };
    }

    private static List<Tool> base(ClientRequest request) {
        var base = request.backend().tools().base();
        return base == null ? Own.TOOLS : base.stream().map(DeclaredTools::configured).toList();
    }

    /// Both, a name once.
    ///
    /// @param replaces whether of two with one name the second counts
    private static List<Tool> merged(List<Tool> first, List<Tool> second, boolean replaces) {
        var all = new LinkedHashMap<String, Tool>();
        for (var tool : first) all.putIfAbsent(tool.name(), tool);
        for (var tool : second) {
            if (replaces) all.put(tool.name(), tool);
            else all.putIfAbsent(tool.name(), tool);
        }
        return new ArrayList<>(all.values());
    }

    /// What the agent of this program declares, made when it is first asked for. The tools are never called, so that the
    /// place they would work in does not matter, and they say nothing of it.
    private static final class Own {
        static final List<Tool> TOOLS = declared();

        private static List<Tool> declared() {
            var nowhere = new Workspace(Path.of("/"), List.of(), Path.of("/"));
            var ledger = new Ledger();
            var limits = Limits.USUAL;
            return List.<LocalTool>of(
                    new Read(nowhere, ledger, limits, _ -> false, (_, _) -> false, true, false),
                    new Ls(nowhere, limits, _ -> false, (_, _) -> false),
                    new Glob(nowhere, limits, _ -> false),
                    new Grep(nowhere, limits, _ -> false, Optional.empty()),
                    new ViewImage(nowhere, limits, "", true),
                    new UpdatePlan(), new Write(nowhere, ledger), new Edit(nowhere, ledger), new MultiEdit(nowhere, ledger), new ApplyPatch(nowhere, ledger, true),
                    new Bash(nowhere, limits, null), new BashOutput(limits, null), new BashKill(null)).stream().map(LocalTool::declaration).toList();
        }
    }
}
