package scorpiox.tool.user;

import java.nio.file.Path;
import scorpiox.base.Failure;
import scorpiox.settings.Project;
import scorpiox.tool.ToolError;

/// A project that is trusted as it was when this run began. Looked at again before each start of a program of it: what a
/// model has changed since nobody has accepted.
///
/// @param fingerprint of the project then
public record Trusted(Project project, String fingerprint) {
    /// @param file that is about to be started
    /// @throws ToolError when anything that trust is about is not what it was
    void check(Path file) {
        String now;
        try {
            now = project.fingerprint();
        } catch (Failure unfit) {
            throw new ToolError(unfit.getMessage());
        }
        if (!now.equals(fingerprint)) {
            throw new ToolError(project.root().relativize(file) + " is not started: something of it or beside it changed since the project was trusted; config trust accepts it as it is now");
        }
    }
}
