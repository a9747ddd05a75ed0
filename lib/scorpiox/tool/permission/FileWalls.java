package scorpiox.tool.permission;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import scorpiox.tool.Workspace;

/// Files that need more than the usual permission, whatever the mode says about others.
///
/// @param workspace where they are
record FileWalls(Workspace workspace) {
    private static final Set<String> START_FILES = Set.of(".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".profile", ".zshrc", ".zshenv", ".zprofile", ".zlogin", ".zlogout",
            ".inputrc", ".vimrc", ".exrc", ".emacs", ".envrc", ".gitconfig", ".gitmodules", ".gitattributes", ".npmrc", ".pypirc", "jbang.properties", ".pre-commit-config.yaml", "Jenkinsfile", ".gitlab-ci.yml");
    private static final Pattern CREDENTIALS = Pattern.compile("(?i)https?://[^/\\s]+@|extraheader|password");
    private static final List<String> PROGRAMS = List.of(".github/workflows", ".circleci", ".ci", ".vscode", ".idea", ".husky", ".mvn", ".scorpiox");

    /// For a secret, unless the user has said twice that it may be touched: by the mode and by a rule that names it.
    ///
    /// @param family of tools that wants it, `read` or `edit`
    Decision secret(Path file, String why, String family) {
        return Decision.deny(workspace.shown(file) + " is kept from tools: " + why, "allow with --mode full --allow '" + family + "(" + workspace.shown(file) + ")'");
    }

    /// Why a repository's settings may not be shown: they can hold the password of a server.
    Optional<String> credentials(Path file) {
        if (!file.endsWith("config") || !repositoryData(file) || !Files.isRegularFile(file)) return Optional.empty();
        try (var in = Files.newInputStream(file)) {
            return CREDENTIALS.matcher(new String(in.readNBytes(1 << 20), StandardCharsets.ISO_8859_1)).find() ? Optional.of("it holds credentials of a server") : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// Whether a file is part of a repository's own data, or the pointer to it.
    boolean repositoryData(Path file) {
        for (var name : file) if (name.toString().equals(".git")) return true;
        return workspace.roots().stream().flatMap(root -> elsewhere(root.resolve(".git")).stream()).anyMatch(file::startsWith);
    }

    /// Where a repository's data is, when `.git` is a link or a file that tells.
    private static Optional<Path> elsewhere(Path git) {
        try {
            if (Files.isSymbolicLink(git) && Files.isDirectory(git)) return Optional.of(git.toRealPath());
            if (!Files.isRegularFile(git) || Files.size(git) > 4096) return Optional.empty();
            var text = Files.readString(git, StandardCharsets.UTF_8).strip();
            return text.startsWith("gitdir:") ? Optional.of(git.resolveSibling(text.substring("gitdir:".length()).strip()).toRealPath()) : Optional.empty();
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }

    /// Why changing a file may run programs later, or change more than it seems to; empty for an ordinary file.
    Optional<String> protectedBecause(Path file) {
        var name = file.getFileName() == null ? "" : file.getFileName().toString();
        if (workspace.isProgram(file)) return Optional.of("decides what this program does and starts");
        if (START_FILES.contains(name)) return Optional.of("is read by programs when they start");
        var path = file.toAbsolutePath().toString();        // the working directory may itself be within such a folder
        if (PROGRAMS.stream().anyMatch(each -> path.contains("/" + each + "/"))) return Optional.of("decides what other programs run");
        try {
            if (Files.exists(file) && Files.getAttribute(file, "unix:nlink") instanceof Integer links && links > 1) return Optional.of("has a second name elsewhere (hard link)");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            // the system does not count links
        }
        return Optional.empty();
    }
}
