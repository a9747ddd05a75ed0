package scorpiox.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import scorpiox.base.AtomicFile;
import scorpiox.base.Failure;

/// Changes settings in a `scorpiox-env.txt` and leaves everything else as it was written: comments, order, line ends.
public final class EnvText {
    private EnvText() {}

    /// Sets keys in a file, which is made when there is none, and replaced whole or not at all.
    ///
    /// @param changes a null value takes the key out
    /// @return whether anything has changed
    /// @throws Failure `USAGE` for a file that is no such file, or a value that cannot stand in one; then nothing changes
    public static boolean change(Path file, Map<String, String> changes) {
        var secret = changes.entrySet().stream().anyMatch(change -> change.getValue() != null && Keys.named(change.getKey()) != null && Keys.named(change.getKey()).secret());
        try {
            EnvFile.read(file);     // a broken file is reported, not made worse
            var before = Files.exists(file) ? Files.readString(file) : "";
            var text = before;
            for (var change : changes.entrySet()) {
                if (change.getValue() != null && change.getValue().chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f)) {
                    throw Failure.usage("the value of " + change.getKey() + " holds a control character");
                }
                text = changed(text, change.getKey(), change.getValue());
            }
            if (secret) keepPrivate(file);
            if (text.equals(before)) return false;
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            EnvFile.parse(file, bytes);
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, bytes, secret ? "rw-------" : "rw-r--r--");
            return true;
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be written: " + e.getMessage());
        }
    }

    /// Where a key stands several times, the last counts: that one is changed, and the others go.
    private static String changed(String text, String key, String value) {
        var end = text.contains("\r\n") ? "\r\n" : "\n";
        var lines = new ArrayList<>(text.isEmpty() ? List.<String>of() : List.of(text.split("(?<=\n)")));     // each with its own end
        if (!lines.isEmpty() && !lines.getLast().endsWith("\n")) lines.set(lines.size() - 1, lines.getLast() + end);
        var last = -1;
        for (var i = 0; i < lines.size(); i++) if (sets(lines.get(i), key)) last = i;
        var kept = new StringBuilder();
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (!sets(line, key)) kept.append(line);
            else if (i == last && value != null) kept.append(key).append('=').append(value).append(line.endsWith("\r\n") ? "\r\n" : "\n");
        }
        if (last < 0 && value != null) kept.append(key).append('=').append(value).append(end);
        return kept.toString();
    }

    private static boolean sets(String line, String key) {
        var text = line.startsWith("\uFEFF") ? line.substring(1) : line;
        var equals = text.indexOf('=');
        return equals > 0 && !text.stripLeading().startsWith("#") && text.substring(0, equals).strip().equals(key);
    }

    private static void keepPrivate(Path file) throws IOException {
        try {
            if (Files.exists(file)) Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (UnsupportedOperationException noModes) {
            // Windows: the user's own folder is theirs alone
        }
    }
}
