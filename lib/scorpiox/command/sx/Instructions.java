package scorpiox.command.sx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import scorpiox.base.SecretNames;
import scorpiox.settings.Environment;

/// Project instructions for the model: one file a folder, from the user's configuration and then from the
/// repository's root down to the working directory. They are text and never change settings.
final class Instructions {
    private static final List<String> NAMES = List.of("AGENTS.override.md", "AGENTS.md", "CLAUDE.md", "GEMINI.md");

    /// Most bytes taken of all files together: 32 KiB.
    private static final int LIMIT = 32 * 1024;

    private Instructions() {}

    /// All of them as one text; empty when there are none.
    ///
    /// @param warn told in one line when something had to be cut
    static String of(Environment environment, Consumer<String> warn) {
        var text = new StringBuilder();
        var left = LIMIT;
        for (var folder : folders(environment)) {
            var file = NAMES.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
            if (file.isEmpty() || leadsAway(file.get(), folder, environment, warn)) continue;
            var content = read(file.get(), warn);
            if (content.isEmpty() || content.get().isBlank()) continue;
            var bytes = content.get().getBytes(StandardCharsets.UTF_8);
            var cut = bytes.length > left;
            if (cut) {
                warn.accept("project instructions are cut at " + LIMIT / 1024 + " KiB, in " + file.get());
                content = Optional.of(cut(bytes, left));
            }
            left -= Math.min(left, bytes.length);
            if (!content.get().isBlank()) text.append(Fragments.wrap(file.get().toString(), content.get()));
            if (cut) break;
        }
        return text.isEmpty() ? "" : "Instructions of this project and its user:\n\n" + text;
    }

    /// A link in a clone must not pull another file of this machine into the prompt.
    private static boolean leadsAway(Path file, Path folder, Environment environment, Consumer<String> warn) {
        try {
            var real = file.toRealPath();
            var within = folder.equals(environment.configuration()) ? folder : environment.projectRoot();
            if (real.startsWith(within.toRealPath()) && !SecretNames.matches(real)) return false;
            warn.accept(file + " is left out: it leads to " + real);
        } catch (IOException e) {
            warn.accept(file + " is left out: " + e.getMessage());
        }
        return true;
    }

    private static List<Path> folders(Environment environment) {
        var folders = new ArrayList<Path>();
        var root = environment.projectRoot();
        for (var folder = environment.directory(); folder != null; folder = folder.getParent()) {
            folders.add(folder);
            if (folder.equals(root)) break;
        }
        folders.add(environment.configuration());
        Collections.reverse(folders);
        return folders;
    }

    private static Optional<String> read(Path file, Consumer<String> warn) {
        try (var in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(LIMIT * 2), StandardCharsets.UTF_8));
        } catch (IOException e) {
            warn.accept(file + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /// At most `limit` bytes, never half a character.
    private static String cut(byte[] bytes, int limit) {
        var end = limit;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) end--;
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
