package scorpiox.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import scorpiox.base.Failure;

/// The project around the working directory, and everything in it that could change what a run does: a clone brings it
/// along, so it counts only as far as the user trusts it.
///
/// What is trusted lies within the project. Nothing beyond a link that leads out of it is ever looked at.
///
/// @param root folder of the repository, else the working directory; links resolved
public record Project(Path root) {
    private static final int MOST_FILES = 1000;
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final int DEPTH = 8;
    private static final int MOST_LINKS = 40;
    private static final String OUT = "leads out of the project";

    /// The project around the working directory.
    public static Project around(Environment environment) {
        return new Project(real(environment.projectRoot()));
    }

    /// Its two settings files, the higher one last; they need not exist.
    public List<Path> settings() {
        return List.of(root.resolve(Cascade.FILE), root.resolve(".scorpiox").resolve(Cascade.FILE));
    }

    /// Where its profiles are.
    public Path profiles() {
        return root.resolve(".scorpiox/profiles");
    }

    /// Where its tools are.
    public Path tools() {
        return root.resolve(".scorpiox/tools");
    }

    /// Names of the programs that would be offered to a model as tools, sorted.
    ///
    /// @throws Failure `USAGE` where a link leads out of the project
    public List<String> programs() {
        if (!Files.exists(tools(), LinkOption.NOFOLLOW_LINKS)) return List.of();
        checkInside(tools());
        if (!Files.isDirectory(tools())) return List.of();
        try (var files = Files.list(tools())) {
            return files.filter(this::isProgram).map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    private boolean isProgram(Path file) {
        checkInside(file);
        var name = file.getFileName().toString();
        if (name.startsWith(".") || name.endsWith("~") || name.endsWith(".json")) return false;
        return Files.isRegularFile(file) && (Files.isExecutable(file) || name.endsWith(".java"));
    }

    /// Why it can never be trusted as a whole, if so: it is more than a project.
    public Optional<String> untrustable(Environment environment) {
        if (root.getParent() == null) return Optional.of("the root of the file system");
        var home = real(environment.home());
        if (root.equals(home)) return Optional.of("your home directory");
        if (home.startsWith(root)) return Optional.of("a folder that your home directory is in");
        var own = real(environment.configuration()).startsWith(root) || real(Trust.of(environment).file()).startsWith(root);
        return own ? Optional.of("a folder that your own settings are in") : Optional.empty();
    }

    /// A hash of everything that trust is about: settings, profiles, tools and hooks, with names and modes. SHA-256 in hex.
    ///
    /// @throws Failure `USAGE` where it cannot be read, is too much to look through, or a link leads out of the project
    public String fingerprint() {
        return inventory(Map.of()).fingerprint();
    }

    /// The same, entry by entry, with the settings as they were read before.
    ///
    /// @throws Failure as above
    Inventory inventory(Reading known) {
        return inventory(known.contents());
    }

    /// @param known some files as they were read before; null for one that was not there
    private Inventory inventory(Map<Path, byte[]> known) {
        var entries = new TreeMap<Path, Inventory.Entry>();
        var left = MOST_BYTES;
        try {
            for (var file : files()) {
                var content = known.containsKey(file) ? known.get(file) : content(file, left);
                left -= content == null ? 0 : content.length;
                if (left < 0) throw tooMuch("more than " + MOST_BYTES / 1024 / 1024 + " MiB");
                var link = Files.isSymbolicLink(file) ? Files.readSymbolicLink(file).toString() : "";
                entries.put(file, new Inventory.Entry(link, Files.isExecutable(file) ? "x" : "", content == null ? "" : Inventory.hash(content)));
            }
        } catch (IOException e) {
            throw Failure.usage("what the project " + root + " brings cannot be read: " + EnvFile.reason(e));
        }
        return new Inventory(root, entries);
    }

    private static byte[] content(Path file, int most) throws IOException {
        if (!Files.isRegularFile(file)) return null;
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most + 1);
        }
    }

    /// Whether there is anything at all that trust would be about.
    public boolean bringsNothing() {
        try {
            return files().isEmpty();
        } catch (IOException | Failure unfit) {
            return false;
        }
    }

    private List<Path> files() throws IOException {
        var files = new TreeSet<Path>();
        for (var file : settings()) if (exists(file)) files.add(file);
        for (var folder : List.of(profiles(), tools(), root.resolve(".scorpiox/hooks"))) if (exists(folder)) collect(folder, 0, files);
        return List.copyOf(files);
    }

    private boolean exists(Path file) {
        checkInside(file);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /// Folders are entries too: many empty ones would take as long.
    private void collect(Path file, int depth, TreeSet<Path> to) throws IOException {
        checkInside(file);
        if (!to.add(file) || to.size() > MOST_FILES) throw tooMuch("more than " + MOST_FILES + " files");
        if (!Files.isDirectory(file)) return;
        if (depth == DEPTH) throw tooMuch("folders within folders, deeper than " + DEPTH);
        try (var inside = Files.newDirectoryStream(file)) {
            for (var each : inside) collect(each, depth + 1, to);
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /// @throws Failure `USAGE` for a path that leads out of the project, or round in circles
    private void checkInside(Path path) {
        outside(path).ifPresent(what -> {
            throw Failure.usage("the project " + root + " cannot be trusted: " + root.relativize(path) + " " + what).hint("put a file of its own there");
        });
    }

    /// Why one of its files is not to be touched, if so: a link leads out of it, or round in circles. The path is followed
    /// name by name, so that nothing outside is touched on the way: looking at what a link leads to can be enough to mount
    /// it.
    ///
    /// @param path within it
    public Optional<String> outside(Path path) {
        var names = new ArrayDeque<Path>();
        root.relativize(path).forEach(names::add);
        var at = root;
        var links = 0;
        while (!names.isEmpty()) {
            var name = names.pop().toString();
            at = name.equals("..") ? at.getParent() : at.resolve(name).normalize();
            if (at == null || !at.startsWith(root)) return Optional.of(OUT);
            if (!Files.isSymbolicLink(at)) continue;
            if (++links > MOST_LINKS) return Optional.of("leads round in circles");
            Path target;
            try {
                target = Files.readSymbolicLink(at);
            } catch (IOException unreadable) {
                return Optional.of("cannot be read");
            }
            if (target.isAbsolute() && !target.startsWith(root)) return Optional.of(OUT);
            at = target.isAbsolute() ? root : at.getParent();
            var rest = target.isAbsolute() ? root.relativize(target) : target;
            for (var i = rest.getNameCount() - 1; i >= 0; i--) names.push(rest.getName(i));
        }
        return Optional.empty();
    }

    private Failure tooMuch(String what) {
        return Failure.usage("the project " + root + " cannot be trusted: in .scorpiox are " + what)
                .hint("trust covers every one of them; keep there what belongs there");
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException notThere) {
            return folder.toAbsolutePath().normalize();
        }
    }
}
