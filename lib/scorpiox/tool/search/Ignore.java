package scorpiox.tool.search;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import scorpiox.tool.Workspace;

/// What searches and listings leave out: what the ignore files say, as gitignore(5), and folders of fixed names.
///
/// Files count from the repository's root down: `.git/info/exclude`, then `.gitignore`, `.ignore` and `.sxignore` of
/// each folder; a deeper one overrides a higher one. Without a repository they count from the workspace's root down.
/// `.git` is always left out, `node_modules`, `target`, `build`, `.gradle` and `.jbang` unless a line such as `!build/`
/// names them. An ignore file that changes counts at once.
public final class Ignore {
    private record Kept(IgnoreLevel level, long signature) {}

    private final Workspace workspace;
    private final Map<Path, Kept> levels = new HashMap<>();

    public Ignore(Workspace workspace) {
        this.workspace = workspace;
    }

    /// Whether a path is left out, by itself or with a folder it stands in.
    ///
    /// @param file      an absolute path, anywhere
    /// @param directory whether it is a folder
    public synchronized boolean test(Path file, boolean directory) {
        var path = file.toAbsolutePath().normalize();
        var top = top(directory || path.getParent() == null ? path : path.getParent());
        if (path.equals(top)) return false;
        var folder = top;
        for (var name : top.relativize(path)) {
            var last = folder.resolve(name).equals(path);
            if (level(top, folder).ignores(name.toString(), directory || !last)) return true;
            folder = folder.resolve(name);
        }
        return false;
    }

    /// What counts in a folder that is searched by name. When it is left out itself, only what stands in it and below
    /// counts: whoever names it wants to see it.
    synchronized IgnoreLevel level(Path folder) {
        return test(folder, true) ? IgnoreLevel.top(folder) : level(top(folder), folder);
    }

    private IgnoreLevel level(Path top, Path folder) {
        var above = folder.equals(top) ? null : level(top, folder.getParent());
        var kept = levels.get(folder);
        var signature = IgnoreLevel.signature(folder);
        if (kept == null || kept.signature() != signature || kept.level().above() != above) {
            kept = new Kept(above == null ? IgnoreLevel.top(folder) : above.below(folder.getFileName().toString(), folder, true), signature);
            levels.put(folder, kept);
        }
        return kept.level();
    }

    private Path top(Path folder) {
        for (var each = folder; each != null; each = each.getParent()) if (Files.exists(each.resolve(".git"))) return each;
        for (var root : workspace.roots()) if (folder.startsWith(root)) return root;
        return folder;
    }
}
