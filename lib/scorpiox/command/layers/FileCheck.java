package scorpiox.command.layers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;
import scorpiox.settings.EnvFile;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;

/// A look at one settings file.
///
/// @param mode     in octal, such as `0600`; `-` where there is none
/// @param findings what is wrong with it, in order
public record FileCheck(boolean exists, String mode, List<Finding> findings) {
    /// Something that is wrong.
    ///
    /// @param text  one line, which begins with file and line
    /// @param fatal whether the file cannot be used so
    public record Finding(String text, boolean fatal) {}

    /// Looks at a file as it is.
    ///
    /// @param project whether it belongs to the project
    static FileCheck of(Path file, boolean project) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return new FileCheck(false, "-", List.of());
        var modes = modes(file);
        try {
            var content = EnvFile.read(file);
            var findings = new ArrayList<>(findings(content, project));
            var secret = content.entries().stream().anyMatch(entry -> secret(entry.name()) && !entry.value().isEmpty());
            if (secret && modes.stream().anyMatch(each -> each.name().startsWith("OTHERS_") || each.name().startsWith("GROUP_"))) {
                findings.add(new Finding(file + ": holds a secret, and others may read it: chmod 600 mends that", false));
            }
            return new FileCheck(Files.exists(file), octal(modes), findings);
        } catch (Failure broken) {
            return new FileCheck(true, octal(modes), List.of(new Finding(broken.getMessage(), true)));
        }
    }

    /// What is wrong with a text that is to become a file.
    ///
    /// @param file for messages
    public static List<Finding> findings(Path file, byte[] text, boolean project) {
        try {
            return findings(EnvFile.parse(file, text), project);
        } catch (Failure broken) {
            return List.of(new Finding(broken.getMessage(), true));
        }
    }

    private static List<Finding> findings(EnvFile content, boolean project) {
        var findings = new ArrayList<Finding>();
        var lines = new HashMap<String, Integer>();
        for (var entry : content.entries()) {
            var place = content.file() + ":" + entry.line() + ": ";
            var key = Keys.named(entry.name());
            if (key == null) {
                var nearest = Nearest.hint(entry.name(), Keys.all().stream().map(Key::name).toList());
                findings.add(new Finding(place + "unknown key " + entry.name() + nearest, false));
                continue;
            }
            var before = lines.put(entry.name(), entry.line());
            if (before != null && key.type() != Key.Type.RULES) {
                findings.add(new Finding(place + key.name() + " is set again; line " + before + " counts no more", false));
            }
            if (key.trust() == Key.Trust.ENVIRONMENT) findings.add(new Finding(place + key.name() + " counts from the environment only", false));
            if (project && key.trust() == Key.Trust.NEVER) findings.add(new Finding(place + key.name() + " does not count from a project's file", false));
            Writing.problem(key, entry.value()).ifPresent(problem -> findings.add(new Finding(place + problem, true)));
        }
        return findings;
    }

    public static boolean secret(String name) {
        return Keys.named(name) != null && Keys.named(name).secret();
    }

    private static Set<PosixFilePermission> modes(Path file) {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (IOException | UnsupportedOperationException none) {
            return Set.of();
        }
    }

    private static String octal(Set<PosixFilePermission> modes) {
        if (modes.isEmpty()) return "-";
        var bits = 0;
        for (var mode : modes) bits |= 0400 >> mode.ordinal();      // the order of the constants is that of the bits
        return String.format(Locale.ROOT, "%04o", bits);
    }
}
