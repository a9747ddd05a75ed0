package scorpiox.tool.edit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import scorpiox.base.AtomicFile;
import scorpiox.tool.FileChange;
import scorpiox.tool.Ledger;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.Place;

/// Makes planned changes, all of them or none.
public final class Commit {
    /// Mode of a new file that begins with `#!`.
    private static final String EXECUTABLE = "rwxr-xr-x";

    private final Workspace workspace;
    private final Ledger ledger;
    private final Deque<Step> undo = new ArrayDeque<>();

    /// What takes one thing back.
    private interface Step {
        void run() throws IOException;
    }

    private Commit(Workspace workspace, Ledger ledger) {
        this.workspace = workspace;
        this.ledger = ledger;
    }

    /// Checks that nothing has moved since the changes were worked out, writes them one after the other, and takes all
    /// back when one fails.
    ///
    /// @throws ToolError when nothing was changed
    static synchronized List<FileChange> all(List<PlannedChange> changes, Workspace workspace, Ledger ledger) {
        var commit = new Commit(workspace, ledger);
        changes.forEach(commit::check);
        for (var change : changes) commit.make(change);
        return changes.stream().map(change -> change.shown(workspace)).toList();
    }

    private void check(PlannedChange change) {
        var file = change.file();
        if (!workspace.real(file).equals(file)) throw new ToolError(workspace.shown(file) + " leads elsewhere now; nothing was changed");
        var now = PlannedChange.read(file, workspace);
        if (!Arrays.equals(now, change.before())) throw new ToolError(workspace.shown(file) + " changed on disk meanwhile; read it again (nothing was changed)");
    }

    private void make(PlannedChange change) {
        try {
            var file = change.file();
            var seen = ledger.of(file);
            if (change.before() == null) {
                makeFolders(file.getParent());
            } else {
                var mode = mode(file);
                undo.push(() -> AtomicFile.write(file, change.before(), mode));
            }
            if (change.after() == null) {
                Files.delete(file);
                ledger.forget(file);
            } else {
                var script = change.before() == null && new String(change.after(), 0, Math.min(2, change.after().length), StandardCharsets.ISO_8859_1).equals("#!");
                AtomicFile.write(file, change.after(), script ? EXECUTABLE : null);
                if (change.before() == null) undo.push(() -> Files.delete(file));
                ledger.saw(file, change.after(), change.before() == null || seen.map(Ledger.Seen::whole).orElse(false));
            }
            undo.push(() -> {
                ledger.forget(file);
                seen.ifPresent(before -> ledger.saw(file, before.hash(), before.whole()));
            });
        } catch (IOException e) {
            var undone = takeBack();
            throw new ToolError(workspace.shown(change.file()) + " cannot be written: " + Place.reason(e) + undone);
        }
    }

    private void makeFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        makeFolders(folder.getParent());
        Files.createDirectory(folder);
        undo.push(() -> Files.delete(folder));
    }

    /// Takes back what had already been done, the newest first.
    private String takeBack() {
        try {
            for (var step : undo) step.run();
            return " (nothing was changed)";
        } catch (IOException e) {
            return "; taking back the changes before it failed too: " + Place.reason(e);
        }
    }

    private static String mode(Path file) throws IOException {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (UnsupportedOperationException noPosix) {
            return null;
        }
    }
}
