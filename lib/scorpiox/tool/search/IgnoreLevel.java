package scorpiox.tool.search;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What the ignore files of one folder and those above it say about the folder's entries.
final class IgnoreLevel {
    /// Read in this order; of two lines that fit, the later one counts.
    private static final List<String> FILES = List.of(".git/info/exclude", ".gitignore", ".ignore", ".sxignore");
    private static final Set<String> FOLDERS = Set.of("node_modules", "target", "build", ".gradle", ".jbang");
    private static final long LARGEST = 1024 * 1024;

    private final IgnoreLevel above;
    private final String path;
    private final List<IgnoreRule> rules;

    /// @param path of the folder from the topmost one on: empty, or with `/` at its end
    private IgnoreLevel(IgnoreLevel above, String path, List<IgnoreRule> rules) {
        this.above = above;
        this.path = path;
        this.rules = rules;
    }

    /// The topmost folder that counts.
    static IgnoreLevel top(Path folder) {
        return new IgnoreLevel(null, "", rules(folder));
    }

    /// A folder in this one.
    ///
    /// @param mayHold whether it may hold ignore files; false saves looking
    IgnoreLevel below(String name, Path folder, boolean mayHold) {
        return new IgnoreLevel(this, path + name + "/", mayHold ? rules(folder) : List.of());
    }

    IgnoreLevel above() {
        return above;
    }

    /// Whether a name is that of an ignore file, or of a folder with one.
    static boolean decides(String name) {
        return name.startsWith(".") && (name.equals(".git") || FILES.contains(name));
    }

    /// Whether an entry of this folder is left out. A folder of a fixed name is kept only where a line names it.
    boolean ignores(String name, boolean directory) {
        if (name.equals(".git")) return true;
        var fixed = directory && FOLDERS.contains(name);
        String whole = null;
        for (var level = this; level != null; level = level.above) {
            if (level.rules.isEmpty()) continue;
            if (whole == null) whole = path.concat(name);
            var seen = whole.substring(level.path.length());
            for (var i = level.rules.size() - 1; i >= 0; i--) {
                var rule = level.rules.get(i);
                if (rule.matches(seen, directory)) return !rule.negated() || fixed && !rule.name().equals(name);
            }
        }
        return fixed;
    }

    /// A number that changes when the ignore files of a folder do.
    static long signature(Path folder) {
        var signature = 1L;
        for (var each : FILES) {
            var file = new File(folder.toString(), each);
            var modified = file.lastModified();
            signature = signature * 31 + modified;
            if (modified != 0) signature = signature * 31 + file.length();
        }
        return signature;
    }

    private static final int MOST = 5000;

    private static List<IgnoreRule> rules(Path folder) {
        var rules = new ArrayList<IgnoreRule>();
        for (var each : FILES) read(folder.resolve(each), rules);
        return rules;
    }

    private static void read(Path file, List<IgnoreRule> to) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) return;
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            var start = text.startsWith("\uFEFF") ? 1 : 0;
            while (start < text.length()) {
                var end = text.indexOf('\n', start);
                if (end < 0) end = text.length();
                var rule = IgnoreRule.of(text.substring(start, end > start && text.charAt(end - 1) == '\r' ? end - 1 : end));
                if (rule != null) to.add(rule);
                if (to.size() >= MOST) return;
                start = end + 1;
            }
        } catch (IOException unreadable) {
            // as if it were not there
        }
    }
}
