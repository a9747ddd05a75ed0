package scorpiox.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import scorpiox.base.Failure;

/// The project around the working directory, and everything in it that could change what a run does: a clone brings it
/// along, so it counts only as far as the user trusts it.
///
/// @param root folder of the repository, else the working directory; links resolved
public record Project(Path root) {
    private static final int MOST_FILES = 1000;
    private static final long MOST_BYTES = 16L * 1024 * 1024;
    private static final int DEPTH = 8;

    /// The project around the working directory.
    public static Project around(Environment environment) {
        var root = environment.projectRoot();
        try {
            return new Project(root.toRealPath());
        } catch (IOException gone) {
            return new Project(root.toAbsolutePath().normalize());
        }
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

    /// Names of the files that would be offered to a model as tools, sorted.
    public List<String> programs() {
        if (!Files.isDirectory(tools())) return List.of();
        try (var files = Files.list(tools())) {
            return files.filter(file -> !Files.isDirectory(file)).map(file -> file.getFileName().toString()).filter(name -> !name.startsWith(".")).sorted().toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    /// Why it can never be trusted as a whole, if so.
    public Optional<String> untrustable(Environment environment) {
        if (root.getParent() == null) return Optional.of("the root of the file system");
        try {
            return root.equals(environment.home().toRealPath()) ? Optional.of("your home directory") : Optional.empty();
        } catch (IOException noHome) {
            return Optional.empty();
        }
    }

    /// A hash of everything that trust is about: settings, profiles, tools and hooks, with names and modes. SHA-256 in hex.
    ///
    /// @throws Failure `USAGE` where it cannot be read or is too much to look through
    public String fingerprint() {
        var digest = sha256();
        var bytes = 0L;
        try {
            for (var file : files()) {
                var name = root.relativize(file) + (Files.isSymbolicLink(file) ? " -> " + Files.readSymbolicLink(file) : "");
                digest.update((name + "\0" + (Files.isExecutable(file) ? "x" : "-") + "\0").getBytes(java.nio.charset.StandardCharsets.UTF_8));
                if (!Files.isRegularFile(file)) continue;
                bytes += Files.size(file);
                if (bytes > MOST_BYTES) throw tooMuch("more than " + MOST_BYTES / 1024 / 1024 + " MiB");
                digest.update(sha256().digest(Files.readAllBytes(file)));
            }
        } catch (IOException | UncheckedIOException e) {
            throw Failure.usage("the settings of " + root + " cannot be read: " + e.getMessage());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Whether there is anything at all that trust would be about.
    public boolean bringsNothing() {
        try {
            return files().isEmpty();
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private List<Path> files() throws IOException {
        var files = new TreeSet<Path>();
        for (var file : settings()) if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) files.add(file);
        for (var folder : List.of(profiles(), tools(), root.resolve(".scorpiox/hooks"))) {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) continue;
            try (Stream<Path> inside = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
                inside.filter(file -> !Files.isDirectory(file)).limit(MOST_FILES + 1).forEach(files::add);
            }
        }
        if (files.size() > MOST_FILES) throw tooMuch("more than " + MOST_FILES + " files");
        return new ArrayList<>(files);
    }

    private Failure tooMuch(String what) {
        return Failure.usage("the settings and tools of " + root + " are " + what).hint("trust covers every one of them; keep there what belongs there");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
