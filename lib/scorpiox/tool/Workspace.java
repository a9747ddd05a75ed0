package scorpiox.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.base.SecretNames;

/// The folders a run may work in, fixed at its start, and where a path really leads.
///
/// Only the real path counts: a link inside a root that points outside is outside.
public final class Workspace {
    /// Folders whose content is nobody else's.
    private static final List<String> PRIVATE = List.of("/.ssh/", "/.gnupg/", "/.aws/", "/.azure/", "/.kube/", "/.docker/", "/.config/gcloud/", "/.config/gh/");

    private final Path directory;
    private final Path home;
    private final List<Path> roots = new ArrayList<>();
    private final List<Path> readable = new ArrayList<>();
    private final List<Path> secrets = new ArrayList<>();
    private final List<Path> programs = new ArrayList<>();

    /// @param directory the working directory, the first root
    /// @param more      further roots
    /// @param home      what `~` stands for
    public Workspace(Path directory, List<Path> more, Path home) {
        this.directory = realOrSelf(directory);
        this.home = home;
        roots.add(this.directory);
        more.forEach(root -> roots.add(realOrSelf(root)));
    }

    /// Lets a folder be read that is no root, such as the one with the outputs of commands.
    public Workspace alsoReadable(Path folder) {
        readable.add(real(folder));
        return this;
    }

    /// Keeps a file or folder of the program's own, such as its credentials, from every file tool.
    public Workspace secret(Path path) {
        secrets.add(real(path));
        return this;
    }

    /// Marks a folder whose files decide what this program does and starts, such as the user's settings and tools.
    public Workspace programs(Path folder) {
        programs.add(real(folder));
        return this;
    }

    /// Whether a real path is in such a folder.
    public boolean isProgram(Path real) {
        for (var folder : programs) if (real.startsWith(folder)) return true;
        return false;
    }

    public Path directory() {
        return directory;
    }

    public List<Path> roots() {
        return List.copyOf(roots);
    }

    /// A path as a model writes it: `~` is the home directory, a relative one starts at the working directory.
    ///
    /// @throws ToolError for a text that no path can be
    public Path path(String text) {
        try {
            if (text.indexOf('\0') >= 0) throw new ToolError("no usable path: it holds a NUL character");
            if (text.equals("~")) return home;
            return (text.startsWith("~/") ? home.resolve(text.substring(2)) : directory.resolve(text)).normalize();
        } catch (InvalidPathException e) {
            throw new ToolError("no usable path: " + text);
        }
    }

    /// Where a path leads: the real path of its deepest existing folder, and the names behind it. A dangling link leads
    /// to its target.
    public Path real(Path path) {
        var absolute = path.toAbsolutePath().normalize();
        for (var hops = 0; hops < 40; hops++) {
            try {
                return absolute.toRealPath();
            } catch (IOException missing) {
                // looked at below
            }
            var existing = absolute;
            while (existing != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) existing = existing.getParent();
            if (existing == null) return absolute;
            try {
                if (!Files.isSymbolicLink(existing)) return existing.toRealPath().resolve(existing.relativize(absolute)).normalize();
                var target = existing.resolveSibling(Files.readSymbolicLink(existing));
                absolute = target.resolve(existing.relativize(absolute)).normalize();
            } catch (IOException unreadable) {
                return absolute;
            }
        }
        return absolute;
    }

    /// Whether a real path is in a root.
    public boolean contains(Path real) {
        for (var root : roots) if (real.startsWith(root)) return true;
        return false;
    }

    /// Whether a real path may be read as if it were in a root.
    public boolean covers(Path real) {
        return contains(real) || readable.stream().anyMatch(real::startsWith);
    }

    /// Why no file tool may touch a real path, by its name or by what it is; empty when it may.
    public Optional<String> forbidden(Path real) {
        var secret = secretBecause(real);
        return secret.isPresent() || !special(real) ? secret : Optional.of("it is a device, pipe or socket");
    }

    /// Why the content of a real path is kept from tools, by where it is and what it is called.
    public Optional<String> secretBecause(Path real) {
        if (real.getFileName() == null) return Optional.empty();
        var path = real.toString();
        for (var secret : secrets) if (real.startsWith(secret)) return Optional.of("it belongs to this program and may hold credentials");
        if (path.contains("/.")) for (var folder : PRIVATE) if ((path + "/").contains(folder)) return Optional.of("it may hold keys");
        if (SecretNames.matches(real) && !Files.isDirectory(real)) return Optional.of("its name says that it holds secrets");
        if (path.startsWith("/proc/") && !path.equals("/proc/cpuinfo") && !path.equals("/proc/meminfo")) return Optional.of("it shows other processes");
        return Optional.empty();
    }

    private static boolean special(Path real) {
        try {
            var attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return !attributes.isRegularFile() && !attributes.isDirectory();
        } catch (IOException missing) {
            return false;
        }
    }

    /// A path as results show it: relative to the working directory when it is in there.
    public String shown(Path path) {
        var absolute = path.toAbsolutePath().normalize();
        if (absolute.equals(directory)) return ".";
        return absolute.startsWith(directory) ? directory.relativize(absolute).toString() : absolute.toString();
    }

    private Path realOrSelf(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
