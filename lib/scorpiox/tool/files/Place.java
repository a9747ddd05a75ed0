package scorpiox.tool.files;

import java.io.IOException;
import java.nio.file.Path;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// A file that a call names, and where that led when the call was made.
///
/// @param path as the call names it, made absolute
/// @param real what it leads to
public record Place(Workspace workspace, Path path, Path real) {
    /// @throws ToolError for a text that no path can be
    public static Place of(Workspace workspace, String text) {
        if (text.isBlank()) throw new ToolError("no usable path: it is empty");
        var path = workspace.path(text);
        return new Place(workspace, path, workspace.real(path));
    }

    /// @throws ToolError when the path leads elsewhere since it was permitted
    public void check() {
        if (!workspace.real(path).equals(real)) throw new ToolError(shown() + " leads elsewhere now than when it was permitted; try again");
    }

    public String shown() {
        return workspace.shown(path);
    }

    public ToolError missing() {
        return new ToolError(shown() + " does not exist" + NearNames.hint(path, workspace));
    }

    public ToolError unreadable(IOException e) {
        return new ToolError(shown() + " cannot be read: " + reason(e));
    }

    /// Why something could not be done with a file, in plain words.
    public static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileAlreadyExistsException _ -> "a file is in the way";
            case java.nio.file.NoSuchFileException _ -> "no such file or directory";
            case java.nio.file.FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
