package scorpiox.settings;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import scorpiox.settings.EnvText.Edit;

/// Everything that trust in a project is about, as it was at one moment.
///
/// @param root    of the project
/// @param entries its files and folders
public record Inventory(Path root, SortedMap<Path, Entry> entries) {
    /// One of them.
    ///
    /// @param link where it leads if it is a link, else empty
    /// @param mode `x` for one that can be executed, else empty
    /// @param hash of its content; empty for what is no file
    record Entry(String link, String mode, String hash) {}

    /// SHA-256 of everything in hex.
    public String fingerprint() {
        var digest = sha256();
        entries.forEach((file, entry) -> {
            var text = String.join("\0", root.relativize(file).toString(), entry.link(), entry.mode(), entry.hash(), "");      // no name holds NUL
            digest.update(text.getBytes(StandardCharsets.UTF_8));
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Whether an earlier one has become this by some edits, and by nothing else.
    ///
    /// @param edits files in the order they were written
    public boolean comesOf(Inventory earlier, List<Edit> edits) {
        var expected = new TreeMap<>(earlier.entries());
        var actual = new TreeMap<>(entries);
        for (var edit : edits) {
            var before = expected.remove(edit.file());
            var after = actual.remove(edit.file());
            if (!is(before, edit.before()) || !is(after, edit.after())) return false;
            if (before != null && after != null && !before.link().equals(after.link())) return false;
            for (var folder = edit.file().getParent(); folder.startsWith(root); folder = folder.getParent()) {
                if (!expected.containsKey(folder) && actual.containsKey(folder) && actual.get(folder).link().isEmpty()) actual.remove(folder);
            }
        }
        return expected.equals(actual);
    }

    private static boolean is(Entry entry, byte[] content) {
        return content == null ? entry == null : entry != null && entry.hash().equals(hash(content));
    }

    static String hash(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
