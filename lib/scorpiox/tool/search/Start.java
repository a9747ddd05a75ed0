package scorpiox.tool.search;

import java.nio.file.Files;
import java.nio.file.Path;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// Where a search begins: what the model wrote, and where that leads.
record Start(Workspace workspace, Path path, Path real) {
    /// @param text a file or folder; nothing for the working directory
    static Start of(Workspace workspace, String text) {
        var path = workspace.path(text == null || text.isBlank() ? "." : text);
        return new Start(workspace, path, workspace.real(path));
    }

    String shown() {
        return Texts.name(workspace.shown(path));
    }

    /// @throws ToolError when nothing is there, or something else than was asked about
    void check() {
        if (!workspace.real(path).equals(real)) throw new ToolError(shown() + " leads elsewhere now; try again");
        if (!Files.exists(real)) throw new ToolError("no such file or directory: " + shown() + "; look for it with glob");
    }
}
