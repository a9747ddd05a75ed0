package scorpiox.command.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.stream.Collectors;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.settings.Environment;

/// Files that start a script: links to a checkout's launchers, or copies of the launcher that have JBang build from a
/// catalogue.
final class Launcher {
    private static final int MOST_BYTES = 64 * 1024;
    private static final String RESOURCE = "/data/launcher";

    private Launcher() {}

    /// What the launchers start from.
    sealed interface Origin {
        boolean has(Published script);

        /// Makes a launcher in place of whatever is there, whole or not at all.
        ///
        /// @return what was done, in a line
        String write(Published script, Path file) throws IOException;
    }

    /// @param scripts folder of the launchers in a checkout
    record Checkout(Path scripts) implements Origin {
        @Override
        public boolean has(Published script) {
            return Files.isExecutable(scripts.resolve(script.name()));
        }

        @Override
        public String write(Published script, Path file) throws IOException {
            var target = scripts.resolve(script.name());
            var made = beside(file);
            Files.createSymbolicLink(made, target);
            replace(file, made);
            return file + " -> " + target;
        }
    }

    /// @param name as it stands after the `@`
    /// @param text of the launcher
    /// @param jdk  home of the JDK that this runs on
    record Catalog(String name, String text, String jdk) implements Origin {
        /// @throws Failure `USAGE` for a name that no catalogue can have
        static Catalog of(String name, Environment environment) {
            if (!name.matches("[A-Za-z0-9._~/][^\\s\\p{Cntrl}'\"\\\\$`@]*")) throw Failure.usage("--catalog is a name or a URL, not " + name);
            var file = environment.path(name);
            var local = name.contains("/") && !name.contains("://") && Files.exists(file);
            try (var in = Launcher.class.getResourceAsStream(RESOURCE)) {
                if (in == null) throw Failure.of(Kind.INTERNAL, "the launcher is not part of this build");
                var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return new Catalog(local ? file.normalize().toString() : name, text, System.getProperty("java.home"));
            } catch (IOException e) {
                throw Failure.of(Kind.INTERNAL, "the launcher cannot be read: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean has(Published script) {
            return true;
        }

        @Override
        public String write(Published script, Path file) throws IOException {
            var reference = script.name() + "@" + name;
            var made = beside(file);
            Files.writeString(made, textFor(reference));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
            replace(file, made);
            return file + " starts " + reference + ", built on first use";
        }

        /// The launcher's text with its two settings.
        String textFor(String reference) {
            return text.lines().map(line -> {
                if (line.startsWith("reference=")) return "reference=" + Shell.always(reference);
                return line.startsWith("jdk=") ? "jdk=" + Shell.always(jdk) : line;
            }).collect(Collectors.joining("\n", "", "\n"));
        }
    }

    /// Whether something stands there that this program did not make.
    static boolean isForeign(Path file, Published script) throws IOException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isOurs(file, script);
    }

    /// A link to a checkout's launcher, there or gone, or a copy of ours.
    private static boolean isOurs(Path file, Published script) throws IOException {
        if (Files.isSymbolicLink(file)) {
            var target = file.resolveSibling(Files.readSymbolicLink(file)).normalize();
            var gone = !Files.exists(target);
            var launcher = target.endsWith(Path.of("scripts", script.name())) && (gone || Files.exists(target.resolveSibling(script.name() + ".java")));
            return launcher || !gone && Files.isRegularFile(target) && isCopy(target);
        }
        return Files.isRegularFile(file) && isCopy(file);
    }

    /// Whether it is a launcher in a checkout.
    static boolean isCheckout(Path file, Published script) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isRegularFile(file.resolveSibling(script.name() + ".java")) || Files.size(file) > MOST_BYTES) return false;
        return Files.readString(file, StandardCharsets.ISO_8859_1).contains("scorpiox.command.Training");
    }

    private static boolean isCopy(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) return false;
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return text.startsWith("#!/bin/sh\n") && text.contains("\nreference='") && text.contains("scorpiox.command.Training");
    }

    private static Path beside(Path file) {
        return file.resolveSibling(".sx" + UUID.randomUUID() + ".tmp");
    }

    private static void replace(Path file, Path made) throws IOException {
        try {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) throw new FileSystemException(file.toString(), null, file + " is a folder");
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
