package scorpiox.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.AtomicFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.LockFile;

/// Changes settings in a `scorpiox-env.txt` and leaves everything else as it was written: comments, order, line ends, and
/// whether the last line has one.
public final class EnvText {
    private static final String MARK = "\uFEFF";
    private static final Duration MOST_LOCKED = Duration.ofSeconds(10);

    private static final byte[] NONE = {};

    /// What was done to a file.
    ///
    /// @param before its bytes, null where there was none
    /// @param after  its bytes, null where it was removed
    public record Edit(Path file, byte[] before, byte[] after) {}

    private EnvText() {}

    /// Sets keys in a file, which is made when there is none, and replaced whole or not at all. What others write at the
    /// same time is not lost: the file is read again under a lock.
    ///
    /// @param changes a null value takes the key out
    /// @return whether anything has changed
    /// @throws Failure `USAGE` for a file that is no such file, or a value that cannot stand in one; then nothing changes
    public static boolean change(Environment environment, Path file, Map<String, String> changes) {
        return edit(environment, file, changes).isPresent();
    }

    /// The same, for whoever has to know what became of what.
    ///
    /// @return empty where nothing has changed
    public static Optional<Edit> edit(Environment environment, Path file, Map<String, String> changes) {
        try (var _ = lock(environment)) {
            var old = EnvFile.bytes(file);
            EnvFile.parse(file, old.orElse(NONE));      // a broken file is reported, not made worse
            var before = new String(old.orElse(NONE), StandardCharsets.UTF_8);
            var text = changed(file, before, changes);
            var secret = holdsSecret(file, text);
            if (secret) keepPrivate(file);
            if (text.equals(before)) return Optional.empty();
            write(file, text, secret);
            return Optional.of(new Edit(file, old.orElse(null), text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be written: " + EnvFile.reason(e));
        }
    }

    /// Replaces the whole text of a file, unless it is not what it was any more.
    ///
    /// @param before what the new text was made from; empty for no file
    /// @return whether it was replaced
    /// @throws Failure `USAGE` for a text that is no such file; then nothing changes
    public static boolean replace(Environment environment, Path file, String before, String text) {
        return replace(environment, file, before.getBytes(StandardCharsets.UTF_8), text);
    }

    /// The same for a file that may be broken until now.
    public static boolean replace(Environment environment, Path file, byte[] before, String text) {
        return edit(environment, file, before, text).isPresent();
    }

    /// The same, for whoever has to know what became of what.
    ///
    /// @return empty where it was not replaced
    public static Optional<Edit> edit(Environment environment, Path file, byte[] before, String text) {
        try (var _ = lock(environment)) {
            var old = Files.exists(file) ? Files.readAllBytes(file) : null;
            if (!Arrays.equals(old == null ? NONE : old, before)) return Optional.empty();
            var secret = holdsSecret(file, text);
            if (secret) keepPrivate(file);
            write(file, text, secret);
            return Optional.of(new Edit(file, old, text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be written: " + EnvFile.reason(e));
        }
    }

    /// The text of a file, empty for none.
    ///
    /// @throws Failure `USAGE` for one that cannot be read or is no such file
    public static String read(Path file) {
        EnvFile.read(file);     // a broken file is reported, not made worse
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be read: " + EnvFile.reason(e));
        }
    }

    /// What a text becomes.
    ///
    /// @param file    for messages
    /// @param changes a null value takes the key out
    /// @throws Failure `USAGE` for a value that cannot stand in a file
    public static String changed(Path file, String text, Map<String, String> changes) {
        var mark = text.startsWith(MARK) ? MARK : "";
        var changed = text.substring(mark.length());
        for (var change : changes.entrySet()) {
            if (change.getValue() != null && EnvFile.holdsControl(change.getValue())) {
                throw Failure.usage("the value of " + change.getKey() + " holds a control character");
            }
            changed = changed(changed, change.getKey(), change.getValue());
        }
        EnvFile.parse(file, changed.getBytes(StandardCharsets.UTF_8));
        return mark + changed;
    }

    /// Where a key stands several times, the last counts: that one is changed, and the others go.
    private static String changed(String text, String key, String value) {
        var lines = new ArrayList<>(text.isEmpty() ? List.<String>of() : List.of(text.split("(?<=\n)")));     // each with its own end
        var last = -1;
        for (var i = 0; i < lines.size(); i++) if (sets(lines.get(i), key)) last = i;
        if (last < 0) return value == null ? text : appended(text, key + "=" + value);
        var open = !text.endsWith("\n");
        var kept = new StringBuilder();
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (!sets(line, key)) kept.append(line);
            else if (i == last && value != null) kept.append(key).append('=').append(value).append(end(line));
        }
        var result = kept.toString();
        return open && result.endsWith("\n") ? withoutLastEnd(result) : result;
    }

    private static String appended(String text, String line) {
        var end = text.contains("\r\n") ? "\r\n" : "\n";
        return text.isEmpty() || text.endsWith("\n") ? text + line + end : text + end + line;
    }

    /// A file whose last line had no end keeps it so; a lone carriage return before the line feed was the line's own
    /// unless the other lines end in both.
    private static String withoutLastEnd(String text) {
        var cut = text.substring(0, text.length() - 1);
        return cut.endsWith("\r") && cut.contains("\r\n") ? cut.substring(0, cut.length() - 1) : cut;
    }

    private static String end(String line) {
        return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
    }

    private static boolean sets(String line, String key) {
        var equals = line.indexOf('=');
        return equals > 0 && !line.stripLeading().startsWith("#") && line.substring(0, equals).strip().equals(key);
    }

    private static boolean holdsSecret(Path file, String text) {
        return EnvFile.parse(file, text.getBytes(StandardCharsets.UTF_8)).entries().stream().map(entry -> Keys.named(entry.name())).anyMatch(key -> key != null && key.secret());
    }

    private static void write(Path file, String text, boolean secret) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8), secret ? "rw-------" : "rw-r--r--");
    }

    /// One lock for all files, in the user's own folder: a project is no place for ours. Where that cannot be written,
    /// nobody else of this user has a lock either.
    private static LockFile lock(Environment environment) {
        try {
            var folder = environment.configuration();
            Trust.makeFolder(folder);
            return LockFile.take(folder.resolve(".settings.lock"), MOST_LOCKED, new Cancel());
        } catch (IOException noLock) {
            return null;
        }
    }

    private static void keepPrivate(Path file) throws IOException {
        try {
            if (Files.exists(file)) Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (UnsupportedOperationException noModes) {
            // Windows: the user's own folder is theirs alone
        }
    }
}
