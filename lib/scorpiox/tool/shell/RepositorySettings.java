package scorpiox.tool.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import scorpiox.tool.Workspace;

/// What the repository around a folder has configured for itself. `git` can be made to run so much by its configuration
/// that only one with nothing but well-known keys counts as harmless.
final class RepositorySettings {
    private static final int LONGEST = 64 * 1024;
    private static final Pattern SECTION = Pattern.compile("\\[\\s*([a-z]+)(?:\\s+\"[^\"\\\\]*\")?\\s*]");
    private static final Pattern ENTRY = Pattern.compile("([a-z][a-z0-9-]*)\\s*=[^\\\\]*");
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "core", Set.of("repositoryformatversion", "filemode", "bare", "logallrefupdates", "ignorecase", "precomposeunicode", "symlinks", "autocrlf", "eol", "safecrlf"),
            "remote", Set.of("url", "fetch", "pushurl", "tagopt", "prune"),
            "branch", Set.of("remote", "merge", "rebase"),
            "user", Set.of("name", "email"),
            "init", Set.of("defaultbranch"),
            "pull", Set.of("rebase", "ff"),
            "push", Set.of("default", "autosetupremote"),
            "fetch", Set.of("prune"),
            "extensions", Set.of("objectformat"));

    private RepositorySettings() {}

    /// Whether looking at the repository runs nothing of its own and shows nothing from outside the workspace: its folder
    /// is a real one at a place in the workspace, complete, and not lent from elsewhere.
    static boolean harmless(Path directory, Workspace workspace) {
        for (var folder = directory; folder != null; folder = folder.getParent()) {
            var git = folder.resolve(".git");
            if (Files.exists(git, LinkOption.NOFOLLOW_LINKS)) return workspace.contains(folder) && silent(git);
        }
        return true;
    }

    private static boolean silent(Path git) {
        var config = git.resolve("config");
        if (!Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS) || !Files.isRegularFile(git.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS)) return false;
        for (var foreign : List.of("commondir", "config.worktree", "objects/info/alternates", "objects/info/http-alternates")) {
            if (Files.exists(git.resolve(foreign), LinkOption.NOFOLLOW_LINKS)) return false;
        }
        if (Files.isSymbolicLink(git.resolve("objects")) || Files.isSymbolicLink(git.resolve("refs"))) return false;
        if (!Files.exists(config, LinkOption.NOFOLLOW_LINKS)) return true;
        if (!Files.isRegularFile(config, LinkOption.NOFOLLOW_LINKS)) return false;
        try (var in = Files.newInputStream(config)) {
            var bytes = in.readNBytes(LONGEST + 1);
            return bytes.length <= LONGEST && known(new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static boolean known(String config) {
        var keys = Set.<String>of();
        for (var line : config.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) continue;
            var section = SECTION.matcher(line);
            var entry = ENTRY.matcher(line);
            if (section.matches()) keys = KNOWN.getOrDefault(section.group(1), Set.of());
            else if (!entry.matches() || !keys.contains(entry.group(1))) return false;
        }
        return true;
    }
}
