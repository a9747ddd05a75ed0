package scorpiox.tool.edit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import scorpiox.tool.FileChange;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.Place;
import scorpiox.tool.files.TextFile;

/// A change to one file that has been worked out and not yet been made.
///
/// @param file   its real path
/// @param before its bytes now; null when there is no such file
/// @param after  its bytes then; null to delete it
public record PlannedChange(Path file, byte[] before, byte[] after) {
    /// The change from what is on disk to a text written down as `after` says.
    static PlannedChange to(Path file, byte[] before, TextFile after) {
        return new PlannedChange(file, before, after.bytes());
    }

    /// What it amounts to, with its diff.
    FileChange shown(Workspace workspace) {
        return Diffs.change(workspace.shown(file), before == null ? null : TextFile.of(before).text(), after == null ? null : TextFile.of(after).text());
    }

    /// The bytes of a file, or null when there is none.
    ///
    /// @throws ToolError when it is no file or cannot be read
    static byte[] read(Path file, Workspace workspace) {
        try {
            if (!Files.exists(file)) return null;
            if (Files.isDirectory(file)) throw new ToolError(workspace.shown(file) + " is a directory");
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ToolError(workspace.shown(file) + " cannot be read: " + Place.reason(e));
        }
    }
}
