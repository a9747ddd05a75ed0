package scorpiox.tool.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import scorpiox.tool.Workspace;

/// The `AGENTS.md` files of folders below the working directory, each given once: with the first thing that is read in
/// its folder. Those of the working directory and above were given at the start.
final class FolderInstructions {
    private static final String NAME = "AGENTS.md";

    /// Most bytes taken of one: 32 KiB.
    private static final int LIMIT = 32 * 1024;

    private final Workspace workspace;
    private final Predicate<Path> visible;
    private final Set<Path> folders = new HashSet<>();
    private final Set<Path> given = new HashSet<>();

    FolderInstructions(Workspace workspace, Predicate<Path> visible) {
        this.workspace = workspace;
        this.visible = visible;
    }

    /// What to add to the first result about a folder: the nearest file not yet given, marked as what it is, or nothing.
    ///
    /// @param folder a real path
    /// @param read   what was just read, itself not to be given again
    synchronized String of(Path folder, Path read) {
        given.add(read);
        if (!folders.add(folder)) return "";
        for (var at = folder; at != null && workspace.contains(at) && !workspace.directory().startsWith(at); at = at.getParent()) {
            var file = workspace.real(at.resolve(NAME));
            if (given.contains(file) || !usable(file)) continue;
            given.add(file);
            var text = text(file);
            if (!text.isBlank()) return wrapped(at, text);
        }
        return "";
    }

    /// A link must not pull in another file of this machine, nor again what was given at the start.
    private boolean usable(Path real) {
        return Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS) && workspace.contains(real) && !workspace.directory().startsWith(real.getParent())
                && visible.test(real) && workspace.forbidden(real).isEmpty();
    }

    private String wrapped(Path folder, String text) {
        var name = workspace.shown(folder.resolve(NAME)).replace("\"", "&quot;");
        return "\n\n<instructions file=\"" + name + "\">\nThese project instructions hold for " + workspace.shown(folder) + "/ and are shown once.\n\n"
                + text.strip() + "\n</instructions>";
    }

    private static String text(Path file) {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            var bytes = in.readNBytes(LIMIT + 1);
            if (TextFile.binary(bytes)) return "";
            if (bytes.length <= LIMIT) return TextFile.of(bytes).text();
            var end = LIMIT;
            while (end > LIMIT - 4 && (bytes[end] & 0xC0) == 0x80) end--;       // never half a character
            return TextFile.of(Arrays.copyOf(bytes, end)).text() + "\n[cut at " + LIMIT / 1024 + " KiB; the rest is in the file]";
        } catch (IOException unreadable) {
            return "";
        }
    }
}
